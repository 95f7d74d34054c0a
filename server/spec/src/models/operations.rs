//! The file itself: component, operation, and what both have in common.

use super::{
    Field, Model,
    Shape::{
        Bool, Datetime, Duration, Mapping, Model as M, Name, Number, Param, Plain, Several, Tagged as T, Text, Whole, Word,
    },
    Tagged, field,
    inputs::{IO, JOIN},
    matrix::MATRIX,
    model, required,
    runs::{RUN, SHORTCUT_FIELDS},
};

/// Every status a run can have.
pub(super) const STATUSES: &[&str] = &[
    "created",
    "resuming",
    "on_schedule",
    "compiled",
    "queued",
    "scheduled",
    "starting",
    "running",
    "processing",
    "stopping",
    "failed",
    "stopped",
    "succeeded",
    "skipped",
    "warning",
    "unschedulable",
    "upstream_failed",
    "retrying",
    "unknown",
    "done",
];

/// How what stands above is put over what stands below.
pub(crate) const PATCH_STRATEGIES: &[&str] = &["replace", "isnull", "post_merge", "pre_merge"];

static COMMON: &[Field] = &[
    field("version", Number, "The version of the format: 1.1"),
    field("name", Name, "A name: letters, digits, `-` and `_`"),
    field("description", Text, "What it is, in a sentence"),
    field("tags", Several(&Text), "Words to find it by"),
    field("presets", Several(&Text), "Presets that are put over it, by name"),
    field("strictParams", Bool, "Whether params that no input declares are refused; true"),
    field("queue", Text, "The queue it waits in: `queue` or `agent/queue`"),
    field("namespace", Text, "The Kubernetes namespace it runs in"),
    field("cache", M(&CACHE), "When the results of an earlier run are used again"),
    field("termination", M(&TERMINATION), "When it is retried and when it is ended"),
    field("plugins", M(&PLUGINS), "What is put beside the main container"),
    field("build", M(&BUILD), "What builds the image first"),
    field("hooks", list!(M(&HOOK)), "What runs after it"),
    field("isApproved", Bool, "Whether it needs nobody's word before it is queued; true"),
    field("cost", Number, "What it costs, in any unit"),
    field("mount", list!(either!(M(&MOUNT), Text)), "Local folders that are brought along"),
];

static COMPONENT_FIELDS: &[Field] = &[
    field("inputs", list!(M(&IO)), "What it takes"),
    field("outputs", list!(M(&IO)), "What it gives"),
    field("run", T(&RUN), "What is run"),
    field("template", M(&TEMPLATE), "That it has to be edited first"),
];

static OPERATION_FIELDS: &[Field] = &[
    field("params", map!(Param), "Values for the component's inputs"),
    field("runPatch", Mapping, "What is put over the component's `run`"),
    field("patchStrategy", Word(PATCH_STRATEGIES), "How what this says is put over what it patches; post_merge"),
    field("isPreset", Bool, "Whether this is a preset, put over operations rather than run"),
    field("schedule", T(&SCHEDULE), "When it runs by itself"),
    field("events", list!(M(&EVENT_TRIGGER)), "What starts it"),
    field("matrix", T(&MATRIX), "That it runs many times, each with other values"),
    field("joins", list!(M(&JOIN)), "Runs that a query finds and whose values it takes"),
    field("dependencies", Several(&Text), "Operations of the DAG that come first"),
    field("trigger", Word(TRIGGERS), "Which ends of what comes first let it begin; all_succeeded"),
    field("conditions", Text, "A template that has to be true for it to begin"),
    field("skipOnUpstreamSkip", Bool, "Whether it is skipped when what comes first was"),
    field("hubRef", Text, "The component's name in the hub: `component:version`"),
    field("dagRef", Text, "The component's name in the DAG's `components`"),
    field("urlRef", Text, "The component's address"),
    field("pathRef", Text, "The component's file"),
    field("component", M(&COMPONENT), "The component itself"),
];

/// A file: what a component says, what an operation says, and the shortcuts.
pub(crate) static POLYAXONFILE: Model = model(
    "Polyaxonfile",
    "A component, an operation, or both in one",
    &[FILE_KIND, COMMON, COMPONENT_FIELDS, OPERATION_FIELDS, SHORTCUT_FIELDS],
);

/// An operation of a DAG.
pub(crate) static OPERATION: Model = model(
    "Operation",
    "A component with values for its inputs, and how it runs",
    &[FILE_KIND, COMMON, COMPONENT_FIELDS, OPERATION_FIELDS, SHORTCUT_FIELDS],
);

/// A component.
pub(crate) static COMPONENT: Model =
    model("Component", "What can be run: inputs, outputs and how", &[COMPONENT_KIND, COMMON, COMPONENT_FIELDS]);

static FILE_KIND: &[Field] = &[field("kind", Word(&["component", "operation"]), "Which of the two it is")];
static COMPONENT_KIND: &[Field] = &[field("kind", Word(&["component"]), "That it is a component")];

const TRIGGERS: &[&str] = &["all_succeeded", "all_failed", "all_done", "one_succeeded", "one_failed", "one_done"];

static CACHE: Model = model(
    "Cache",
    "When the results of an earlier run are used again",
    &[&[
        field("disable", Bool, "Whether it always runs"),
        field("ttl", Whole(0), "For how many seconds results are good"),
        field("io", list!(Text), "The inputs that have to be the same; all unless given"),
        field("sections", list!(Word(&["containers", "init", "connections"])), "The parts of `run` that have to be the same"),
    ]],
);

static TERMINATION: Model = model(
    "Termination",
    "When it is retried and when it is ended",
    &[&[
        field("maxRetries", Whole(0), "How often it is started again after a failure"),
        field("ttl", Whole(0), "For how many seconds its objects stay after its end"),
        field("timeout", Whole(1), "After how many seconds it is ended as failed"),
        field("culling", M(&CULLING), "When a service that nobody uses is ended"),
        field("probe", M(&ACTIVITY_PROBE), "How to find out whether anybody uses the service"),
        field("podFailurePolicy", Mapping, "Which failures of a pod count, as Kubernetes' jobs have it"),
    ]],
);

static CULLING: Model = model(
    "Culling",
    "When a service that nobody uses is ended",
    &[&[field("timeout", Whole(1), "After how many seconds without use")]],
);

static ACTIVITY_PROBE: Model = model(
    "ActivityProbe",
    "How to find out whether anybody uses the service",
    &[&[
        field("exec", M(&super::containers::EXEC), "A command that succeeds while it is used"),
        field("http", M(&super::containers::HTTP_GET), "A request that succeeds while it is used"),
    ]],
);

static PLUGINS: Model = model(
    "Plugins",
    "What is put beside the main container",
    &[&[
        field("auth", Bool, "Whether the run gets a token of its own"),
        field("docker", Bool, "Whether the node's Docker socket is mounted"),
        field("shm", Bool, "Whether shared memory is as large as the node's; true"),
        field("tmux", Bool, "Whether a terminal outlives its connection"),
        field("sandbox", Bool, "Whether commands can be sent to the service"),
        field("ssh", Bool, "Whether the service can be reached over SSH"),
        field("mountArtifactsStore", Bool, "Whether the artifacts store is mounted"),
        field("collectArtifacts", Bool, "Whether outputs are kept; true"),
        field("collectLogs", Bool, "Whether logs are kept; true"),
        field("collectResources", Bool, "Whether the use of processors, memory and GPUs is kept; true"),
        field("syncStatuses", Bool, "Whether statuses are reported; true"),
        field("autoResume", Bool, "Whether a resumed run finds its outputs; true"),
        field("logLevel", Text, "How much the auxiliaries say"),
        field("externalHost", Bool, "Whether the API is reached from outside of the cluster"),
        field("sidecar", M(&SIDECAR), "The auxiliary beside the main container"),
        field("notifications", list!(M(&NOTIFICATION)), "Who is told of its end"),
    ]],
);

static SIDECAR: Model = model(
    "PolyaxonSidecarContainer",
    "The auxiliary beside the main container",
    &[&[
        field("image", Text, "Its image"),
        field("imageTag", Text, "Its image's tag"),
        field("imagePullPolicy", Word(super::containers::PULL_POLICIES), "When the image is fetched"),
        field("sleepInterval", Whole(0), "Seconds between two looks"),
        field("syncInterval", Whole(0), "Seconds between two uploads"),
        field("monitorLogs", Bool, "Whether it watches the logs"),
        field("monitorSpec", Bool, "Whether it watches the run's specification"),
        field("noConnections", Bool, "Whether it goes without connections"),
        field("resources", M(&super::containers::RESOURCES), "What it asks of the node"),
    ]],
);

static NOTIFICATION: Model = model(
    "Notification",
    "Who is told of which end",
    &[&[
        required("connections", list!(Text), "The connections that are told"),
        field("trigger", Word(STATUSES), "The status they are told of"),
    ]],
);

static BUILD: Model = model(
    "Build",
    "What builds the image first",
    &[&[
        required("hubRef", Text, "The builder's name in the hub"),
        field("connection", Text, "The registry that gets the image"),
        field("presets", Several(&Text), "Presets that are put over it"),
        field("queue", Text, "The queue it waits in"),
        field("namespace", Text, "The Kubernetes namespace it runs in"),
        field("cache", M(&CACHE), "When an image built earlier is used again"),
        field("params", map!(Param), "Values for the builder's inputs"),
        field("runPatch", Mapping, "What is put over the builder's `run`"),
        field("patchStrategy", Word(PATCH_STRATEGIES), "How `runPatch` is put over it"),
    ]],
);

static HOOK: Model = model(
    "Hook",
    "What runs after it",
    &[&[
        required("hubRef", Text, "The hook's name in the hub"),
        field("connection", Text, "The connection it uses"),
        field("trigger", Word(STATUSES), "The end after which it runs; done"),
        field("conditions", Text, "A template that has to be true for it to run"),
        field("presets", Several(&Text), "Presets that are put over it"),
        field("queue", Text, "The queue it waits in"),
        field("namespace", Text, "The Kubernetes namespace it runs in"),
        field("params", map!(Param), "Values for its inputs"),
        field("disableDefaults", Bool, "Whether it goes without the default params"),
    ]],
);

static MOUNT: Model = model(
    "Mount",
    "A local folder that is brought along",
    &[&[field("from", Text, "The local folder"), field("to", Text, "Where it is put")]],
);

static TEMPLATE: Model = model(
    "Template",
    "That it has to be edited first",
    &[&[
        field("enabled", Bool, "Whether it has to be edited before it can run"),
        field("description", Text, "What to edit, and how"),
        field("fields", list!(Text), "The fields to edit"),
    ]],
);

static EVENT_TRIGGER: Model = model(
    "EventTrigger",
    "What starts it",
    &[&[
        required("kinds", list!(Word(EVENTS)), "The kinds of event"),
        required("ref", Text, "What they happen to: `ops.NAME`, `runs.UUID`, `connections.NAME` or the like"),
    ]],
);

const EVENTS: &[&str] = &[
    "run_status_created",
    "run_status_resuming",
    "run_status_compiled",
    "run_status_on_schedule",
    "run_status_queued",
    "run_status_scheduled",
    "run_status_starting",
    "run_status_running",
    "run_status_processing",
    "run_status_stopping",
    "run_status_failed",
    "run_status_stopped",
    "run_status_succeeded",
    "run_status_skipped",
    "run_status_warning",
    "run_status_unschedulable",
    "run_status_upstream_failed",
    "run_status_retrying",
    "run_status_unknown",
    "run_status_done",
    "run_approved_actor",
    "run_invalidated_actor",
    "run_new_artifacts",
    "connection_git_commit",
    "connection_dataset_version",
    "connection_registry_image",
    "alert_info",
    "alert_warning",
    "alert_critical",
    "model_version_new_metric",
    "project_custom_event",
    "org_custom_event",
];

static SCHEDULE: Tagged =
    Tagged { noun: "kind of schedule", models: &[("cron", &CRON), ("interval", &INTERVAL), ("datetime", &DATETIME)] };

const SCHEDULE_KIND: Field = required("kind", Plain, "The kind of schedule");

static REPEATED: &[Field] = &[
    field("startAt", Datetime, "Not before this"),
    field("endAt", Datetime, "Not after this"),
    field("maxRuns", Whole(1), "At most so often"),
    field("dependsOnPast", Bool, "Whether each run waits for the one before it to succeed"),
];

static CRON: Model = model(
    "CronSchedule",
    "At the times a cron line names",
    &[&[SCHEDULE_KIND, required("cron", Text, "Minute, hour, day of the month, month, day of the week")], REPEATED],
);

static INTERVAL: Model = model(
    "IntervalSchedule",
    "Every so often",
    &[&[SCHEDULE_KIND, required("frequency", Duration, "The time between two runs")], REPEATED],
);

static DATETIME: Model =
    model("DateTimeSchedule", "Once, at a time", &[&[SCHEDULE_KIND, required("startAt", Datetime, "When")]]);
