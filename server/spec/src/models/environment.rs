//! What shapes a pod around its containers.

use super::{
    Model,
    Shape::{Bool, Long, Mapping, Model as M, Text, Texts, Whole, Word},
    field, model, required,
};

/// What shapes a pod.
pub(super) static ENVIRONMENT: Model = model(
    "Environment",
    "What shapes a pod around its containers",
    &[&[
        field("labels", Texts, "Labels of the pod"),
        field("annotations", Texts, "Annotations of the pod"),
        field("nodeSelector", Texts, "Labels the node has to have"),
        field("affinity", M(&AFFINITY), "Which nodes, and which pods beside it, are preferred or needed"),
        field("tolerations", list!(M(&TOLERATION)), "Taints of nodes that do not keep it away"),
        field("nodeName", Text, "The node"),
        field("serviceAccountName", Text, "The service account it has"),
        field("hostAliases", list!(M(&HOST_ALIAS)), "Lines of `/etc/hosts`"),
        field("securityContext", M(&POD_SECURITY_CONTEXT), "Its user, its groups and what it is allowed"),
        field("imagePullSecrets", list!(Text), "Secrets to fetch images with"),
        field("hostNetwork", Bool, "Whether it has the node's network"),
        field("hostPID", Bool, "Whether it sees the node's processes"),
        field("dnsPolicy", Word(&["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]), "How names are resolved"),
        field("dnsConfig", M(&DNS_CONFIG), "How names are resolved, in detail"),
        field("schedulerName", Text, "Who finds it a node"),
        field("priorityClassName", Text, "Its priority class"),
        field("priority", Whole(i32::MIN), "Its priority"),
        field("restartPolicy", Word(&["Always", "OnFailure", "Never", "ExitCode"]), "When its containers are started again"),
    ]],
);

static AFFINITY: Model = model(
    "Affinity",
    "Which nodes, and which pods beside it, are preferred or needed",
    &[&[
        field("nodeAffinity", Mapping, "Which nodes"),
        field("podAffinity", Mapping, "Which pods beside it"),
        field("podAntiAffinity", Mapping, "Which pods not beside it"),
    ]],
);

static TOLERATION: Model = model(
    "Toleration",
    "A taint of nodes that does not keep it away",
    &[&[
        field("key", Text, "The taint's key; all unless given"),
        field("operator", Word(&["Exists", "Equal", "Lt", "Gt"]), "How the value is compared; Equal"),
        field("value", Text, "The taint's value"),
        field("effect", Word(&["NoSchedule", "PreferNoSchedule", "NoExecute"]), "The taint's effect; all unless given"),
        field("tolerationSeconds", Whole(0), "For how many seconds it stays with such a taint"),
    ]],
);

static HOST_ALIAS: Model = model(
    "HostAlias",
    "A line of `/etc/hosts`",
    &[&[required("ip", Text, "The address"), field("hostnames", list!(Text), "Its names")]],
);

static DNS_CONFIG: Model = model(
    "PodDNSConfig",
    "How names are resolved",
    &[&[
        field("nameservers", list!(Text), "Addresses of name servers"),
        field("searches", list!(Text), "Domains that names are looked for in"),
        field("options", list!(Mapping), "Options, as `{name, value}`"),
    ]],
);

static POD_SECURITY_CONTEXT: Model = model(
    "PodSecurityContext",
    "A pod's user, its groups and what it is allowed",
    &[&[
        field("runAsUser", Long, "The user's number"),
        field("runAsGroup", Long, "The group's number"),
        field("runAsNonRoot", Bool, "Whether root is refused"),
        field("fsGroup", Long, "The group that volumes belong to"),
        field("fsGroupChangePolicy", Word(&["OnRootMismatch", "Always"]), "When volumes are given to that group"),
        field("supplementalGroups", list!(Long), "Further groups"),
        field("supplementalGroupsPolicy", Word(&["Merge", "Strict"]), "Whether the image's groups count too"),
        field("sysctls", list!(Mapping), "Kernel parameters, as `{name, value}`"),
        field("seLinuxOptions", Mapping, "SELinux labels"),
        field("seLinuxChangePolicy", Text, "How volumes are labelled"),
        field("seccompProfile", Mapping, "The seccomp profile"),
        field("appArmorProfile", Mapping, "The AppArmor profile"),
        field("windowsOptions", Mapping, "What Windows takes"),
    ]],
);
