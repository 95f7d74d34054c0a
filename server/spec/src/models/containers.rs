//! Kubernetes' containers: `v1.Container` and what is in it.

use super::{
    Field, Model,
    Shape::{Bool, Long, Mapping, Model as M, Port, Quantity, Text, Whole, Word, Words},
    field, model, required,
};

pub(super) const PULL_POLICIES: &[&str] = &["Always", "IfNotPresent", "Never"];

/// A container.
pub(crate) static CONTAINER: Model = model(
    "Container",
    "A container, as Kubernetes has it",
    &[&[
        field("name", Text, "Its name in the pod: lower-case letters, digits and `-`"),
        field("image", Text, "Its image: `python:3.12`"),
        field("imagePullPolicy", Word(PULL_POLICIES), "When the image is fetched"),
        field("command", Words, "What it runs, instead of the image's entry point"),
        field("args", Words, "The arguments of what it runs"),
        field("workingDir", Text, "Where it starts"),
        field("env", list!(M(&ENV_VAR)), "Environment variables, in order"),
        field("envFrom", list!(M(&ENV_FROM)), "Environment variables from secrets and config maps"),
        field("resources", M(&RESOURCES), "What it asks of the node and what it may take"),
        field("ports", list!(M(&CONTAINER_PORT)), "The ports it listens on"),
        field("volumeMounts", list!(M(&VOLUME_MOUNT)), "Volumes and where they are"),
        field("volumeDevices", list!(M(&VOLUME_DEVICE)), "Block devices and where they are"),
        field("livenessProbe", M(&PROBE), "It is started again when this fails"),
        field("readinessProbe", M(&PROBE), "It gets requests while this succeeds"),
        field("startupProbe", M(&PROBE), "The other probes begin once this succeeds"),
        field("lifecycle", M(&LIFECYCLE), "What is done after its start and before its end"),
        field("securityContext", M(&SECURITY_CONTEXT), "Its user and what it is allowed"),
        field("terminationMessagePath", Text, "The file with its last words"),
        field("terminationMessagePolicy", Word(&["File", "FallbackToLogsOnError"]), "Where its last words are looked for"),
        field("resizePolicy", list!(Mapping), "What happens when its resources change"),
        field("restartPolicy", Text, "`Always` for a sidecar among init containers"),
        field("stdin", Bool, "Whether it has an input"),
        field("stdinOnce", Bool, "Whether its input ends with the first that used it"),
        field("tty", Bool, "Whether it has a terminal"),
    ]],
);

static ENV_VAR: Model = model(
    "EnvVar",
    "An environment variable",
    &[&[
        required("name", Text, "Its name"),
        field("value", Text, "Its value"),
        field("valueFrom", M(&ENV_VAR_SOURCE), "Where its value comes from"),
    ]],
);

static ENV_VAR_SOURCE: Model = model(
    "EnvVarSource",
    "Where a variable's value comes from",
    &[&[
        field("fieldRef", M(&FIELD_REF), "A field of the pod"),
        field("resourceFieldRef", M(&RESOURCE_FIELD_REF), "A resource of the container"),
        field("configMapKeyRef", M(&KEY_REF), "A key of a config map"),
        field("secretKeyRef", M(&KEY_REF), "A key of a secret"),
        field("fileKeyRef", Mapping, "A key of a file in a volume"),
    ]],
);

static FIELD_REF: Model = model(
    "ObjectFieldSelector",
    "A field of the pod",
    &[&[
        field("apiVersion", Text, "The version the path is of; v1"),
        required("fieldPath", Text, "The field: `metadata.name`"),
    ]],
);

static RESOURCE_FIELD_REF: Model = model(
    "ResourceFieldSelector",
    "A resource of the container",
    &[&[
        field("containerName", Text, "The container"),
        field("divisor", Quantity, "The unit"),
        required("resource", Text, "The resource: `limits.cpu`"),
    ]],
);

static KEY_REF: Model = model(
    "KeySelector",
    "A key of a secret or config map",
    &[&[
        required("key", Text, "The key"),
        field("name", Text, "The secret or config map"),
        field("optional", Bool, "Whether it may be missing"),
    ]],
);

static ENV_FROM: Model = model(
    "EnvFromSource",
    "All keys of a secret or config map as variables",
    &[&[
        field("prefix", Text, "What stands before each name"),
        field("configMapRef", M(&OBJECT_REF), "The config map"),
        field("secretRef", M(&OBJECT_REF), "The secret"),
    ]],
);

static OBJECT_REF: Model = model(
    "ObjectReference",
    "A secret or config map by name",
    &[&[field("name", Text, "Its name"), field("optional", Bool, "Whether it may be missing")]],
);

/// What a container asks of its node.
pub(super) static RESOURCES: Model = model(
    "ResourceRequirements",
    "What a container asks of its node and what it may take",
    &[&[
        field("limits", map!(Quantity), "The most it may take: `{cpu: 2, memory: 4Gi, nvidia.com/gpu: 1}`"),
        field("requests", map!(Quantity), "What has to be free for it"),
        field("claims", list!(Mapping), "Claims of dynamically allocated resources"),
    ]],
);

static CONTAINER_PORT: Model = model(
    "ContainerPort",
    "A port a container listens on",
    &[&[
        required("containerPort", Whole(1), "Its number"),
        field("name", Text, "Its name"),
        field("protocol", Word(&["TCP", "UDP", "SCTP"]), "TCP unless given"),
        field("hostIP", Text, "The node's address it is bound to"),
        field("hostPort", Whole(1), "The node's port it is bound to"),
    ]],
);

static VOLUME_MOUNT: Model = model(
    "VolumeMount",
    "A volume and where it is in the container",
    &[&[
        required("name", Text, "The volume"),
        required("mountPath", Text, "Where it is"),
        field("readOnly", Bool, "Whether it can't be written"),
        field("recursiveReadOnly", Text, "Whether what is mounted in it can't be written either"),
        field("subPath", Text, "The folder of the volume that is mounted"),
        field("subPathExpr", Text, "The same, with `$(VARIABLES)`"),
        field("mountPropagation", Text, "Whether mounts are seen on both sides"),
    ]],
);

static VOLUME_DEVICE: Model = model(
    "VolumeDevice",
    "A block device and where it is in the container",
    &[&[required("name", Text, "The volume"), required("devicePath", Text, "Where it is")]],
);

/// A command.
pub(super) static EXEC: Model =
    model("ExecAction", "A command", &[&[field("command", list!(Text), "What is run, without a shell")]]);

/// A request.
pub(super) static HTTP_GET: Model = model(
    "HTTPGetAction",
    "A request",
    &[&[
        field("path", Text, "Its path"),
        required("port", Port, "The port's number or name"),
        field("host", Text, "The host; the pod unless given"),
        field("scheme", Word(&["HTTP", "HTTPS"]), "HTTP unless given"),
        field("httpHeaders", list!(Mapping), "Its headers, as `{name, value}`"),
    ]],
);

static HANDLERS: &[Field] = &[
    field("exec", M(&EXEC), "A command that succeeds"),
    field("httpGet", M(&HTTP_GET), "A request that is answered well"),
    field("tcpSocket", Mapping, "A port that can be connected to"),
];

static PROBE: Model = model(
    "Probe",
    "How to find out how a container is",
    &[
        HANDLERS,
        &[
            field("grpc", Mapping, "A gRPC health check"),
            field("initialDelaySeconds", Whole(0), "Seconds before the first try"),
            field("periodSeconds", Whole(1), "Seconds between two tries"),
            field("timeoutSeconds", Whole(1), "Seconds after which a try fails"),
            field("successThreshold", Whole(1), "So many successes in a row count"),
            field("failureThreshold", Whole(1), "So many failures in a row count"),
            field("terminationGracePeriodSeconds", Whole(1), "Seconds it has to end by itself"),
        ],
    ],
);

static LIFECYCLE: Model = model(
    "Lifecycle",
    "What is done after its start and before its end",
    &[&[
        field("postStart", M(&HANDLER), "After its start"),
        field("preStop", M(&HANDLER), "Before its end"),
        field("stopSignal", Text, "The signal that ends it"),
    ]],
);

static HANDLER: Model = model("LifecycleHandler", "What is done", &[HANDLERS, &[field("sleep", Mapping, "A pause")]]);

static SECURITY_CONTEXT: Model = model(
    "SecurityContext",
    "A container's user and what it is allowed",
    &[&[
        field("runAsUser", Long, "The user's number"),
        field("runAsGroup", Long, "The group's number"),
        field("runAsNonRoot", Bool, "Whether root is refused"),
        field("privileged", Bool, "Whether it may do what the node may"),
        field("allowPrivilegeEscalation", Bool, "Whether a process may gain rights"),
        field("readOnlyRootFilesystem", Bool, "Whether its own files can't be written"),
        field("capabilities", Mapping, "Linux capabilities that are added and dropped"),
        field("procMount", Text, "How `/proc` is mounted"),
        field("seLinuxOptions", Mapping, "SELinux labels"),
        field("seccompProfile", Mapping, "The seccomp profile"),
        field("appArmorProfile", Mapping, "The AppArmor profile"),
        field("windowsOptions", Mapping, "What Windows takes"),
    ]],
);
