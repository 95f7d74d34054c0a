//! `run`: the kinds of run, and the shortcuts for them at the root of a file.

use super::{
    Field, Model,
    Shape::{Any, Bool, Model as M, Number, Open, Plain, Several, Text, Texts, Whole},
    Tagged,
    containers::CONTAINER,
    dags::DAG,
    distributed::{DASK_CLUSTER, DASK_JOB, MPI_JOB, PYTORCH_JOB, RAY_CLUSTER, RAY_JOB, SPARK_JOB, TF_JOB},
    environment::ENVIRONMENT,
    field, model, required,
    volumes::VOLUME,
};

/// The kinds of run.
pub(crate) static RUN: Tagged = Tagged {
    noun: "kind of run",
    models: &[
        ("job", &JOB),
        ("service", &SERVICE),
        ("dag", &DAG),
        ("tfjob", &TF_JOB),
        ("pytorchjob", &PYTORCH_JOB),
        ("mpijob", &MPI_JOB),
        ("sparkjob", &SPARK_JOB),
        ("spark", &SPARK_JOB),
        ("daskjob", &DASK_JOB),
        ("daskcluster", &DASK_CLUSTER),
        ("dask", &DASK_JOB),
        ("rayjob", &RAY_JOB),
        ("raycluster", &RAY_CLUSTER),
        ("ray", &RAY_JOB),
        ("tuner", &TUNER),
        ("notifier", &NOTIFIER),
        ("cleaner", &CLEANER),
    ],
};

/// What every kind begins with.
pub(super) const KIND: Field = required("kind", Plain, "The kind of run");

/// What a pod has besides its main container.
pub(super) static POD: &[Field] = &[
    field("environment", M(&ENVIRONMENT), "What shapes the pod"),
    field("connections", list!(Text), "Connections that are mounted or passed as variables"),
    field("volumes", list!(M(&VOLUME)), "Volumes that containers mount"),
    field("init", list!(M(&INIT)), "What is fetched or run before the main container"),
    field("sidecars", list!(M(&CONTAINER)), "Containers beside the main one"),
];

/// The main container, which a preset may bring.
pub(super) static MAIN: &[Field] = &[field("container", M(&CONTAINER), "The main container")];

static JOB: Model = model("Job", "Containers that run to their end", &[&[KIND], POD, MAIN]);
static TUNER: Model = model("TunerJob", "What proposes the next values of a search", &[&[KIND], POD, MAIN]);
static NOTIFIER: Model = model("NotifierJob", "What tells others of a run's end", &[&[KIND], POD, MAIN]);
static CLEANER: Model = model("CleanerJob", "What removes what a run left", &[&[KIND], POD, MAIN]);

static SERVICE: Model = model(
    "Service",
    "Containers that answer requests until they are stopped",
    &[
        &[KIND],
        POD,
        MAIN,
        &[
            field("ports", list!(Whole(1)), "The ports it answers on"),
            field("rewritePath", Bool, "Whether requests come without the service's own prefix"),
            field("isExternal", Bool, "Whether it is reached without a login"),
            field("replicas", Whole(0), "How many pods answer"),
        ],
    ],
);

/// What is fetched or run before the main container.
pub(crate) static INIT: Model = model(
    "Init",
    "What is fetched or run before the main container",
    &[&[
        field("container", M(&CONTAINER), "A container of one's own, run to its end"),
        field("git", M(&GIT), "A repository"),
        field("artifacts", M(&ARTIFACTS), "Files and folders of the connection or the artifacts store"),
        field("paths", either!(list!(Any), Text), "Paths of the connection or the artifacts store"),
        field("dockerfile", M(&DOCKERFILE), "A Dockerfile that is made"),
        field("file", M(&FILE), "A file with this content"),
        field("tensorboard", M(&TENSORBOARD), "TensorBoard's files of other runs"),
        field("lineageRef", Text, "An artifact of another run"),
        field("modelRef", Text, "A model version"),
        field("artifactRef", Text, "An artifact version"),
        field("connection", Text, "The connection it is fetched from"),
        field("path", Text, "Where it is put"),
    ]],
);

static ARTIFACTS: Model = model(
    "ArtifactsType",
    "Files and folders of a store",
    &[&[
        field("files", list!(either!(list!(Text), Text)), "Files, each its path or `[from, to]`"),
        field("dirs", list!(either!(list!(Text), Text)), "Folders, each its path or `[from, to]`"),
        field("workers", Whole(1), "How many are fetched at once"),
    ]],
);

static GIT: Model = model(
    "GitType",
    "A repository",
    &[&[
        field("url", Text, "Its address; the connection's unless given"),
        field("revision", Text, "The branch, tag or commit"),
        field("flags", list!(Text), "Further flags of `git`: `--depth 1`"),
    ]],
);

static DOCKERFILE: Model = model(
    "DockerfileType",
    "A Dockerfile that is made",
    &[&[
        required("image", Text, "The image it begins with"),
        field("env", either!(Texts, list!(Any)), "Environment variables"),
        field("path", list!(Text), "Folders that are added to `PATH`"),
        field("copy", list!(either!(list!(Text), Text)), "What is copied before the commands, each its path or `[from, to]`"),
        field("postRunCopy", list!(either!(list!(Text), Text)), "What is copied after the commands"),
        field("run", list!(Text), "Commands, in order"),
        field("langEnv", Text, "The locale: `en_US.UTF-8`"),
        field("uid", Whole(0), "The user's number"),
        field("gid", Whole(0), "The group's number"),
        field("username", Text, "The user's name"),
        field("filename", Text, "The file's name; Dockerfile"),
        field("workdir", Text, "The working directory; /code"),
        field("workdirPath", Text, "What is copied into the working directory"),
        field("shell", Text, "The shell of the commands; /bin/bash"),
    ]],
);

static FILE: Model = model(
    "FileType",
    "A file with this content",
    &[&[
        required("content", Text, "What is in it"),
        field("filename", Text, "Its name"),
        field("kind", Open(&["file", "dir", "text", "script"]), "The kind of artifact it is"),
        field("chmod", Text, "Its mode: `+x`"),
    ]],
);

static TENSORBOARD: Model = model(
    "TensorboardType",
    "TensorBoard's files of other runs",
    &[&[
        field("port", Whole(1), "The port it answers on"),
        field("uuids", either!(list!(Text), Text), "The runs"),
        field("useNames", Bool, "Whether runs are shown by their names"),
        field("pathPrefix", Text, "The prefix of its addresses"),
        field("plugins", list!(Text), "Plugins that are installed first"),
    ]],
);

/// What stands for `run` at the root of a file.
pub(super) static SHORTCUT_FIELDS: &[Field] = &[
    field("container", M(&CONTAINER), "The main container of a job, or of a service if there are `ports`"),
    field("cmd", Several(&Text), "Lines that a shell runs"),
    field("env", Texts, "Environment variables, each name with its text"),
    field("resources", map!(either!(Text, Number)), "`cpu`, `memory`, `gpu`: an amount, or `least..most`"),
    field("ports", list!(Whole(1)), "The ports it answers on: it is a service"),
    field("environment", M(&ENVIRONMENT), "What shapes the pod"),
    field("connections", list!(Text), "Connections that are mounted or passed as variables"),
    field("volumes", list!(M(&VOLUME)), "Volumes that containers mount"),
    field("init", list!(M(&INIT)), "What is fetched or run before the main container"),
    field("sidecars", list!(M(&CONTAINER)), "Containers beside the main one"),
];

/// Their names.
pub(crate) const SHORTCUTS: [&str; 10] =
    ["container", "cmd", "env", "resources", "ports", "environment", "connections", "volumes", "init", "sidecars"];
