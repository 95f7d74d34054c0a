//! `run` of the kinds that operators carry out: Kubeflow's, Dask's, Ray's and Spark's.

use super::{
    Field, Model,
    Shape::{Bool, Mapping, Model as M, Number, Quantity, Text, Texts, Whole, Word, Words},
    containers::{PULL_POLICIES, RESOURCES},
    field, model, required,
    runs::{KIND, MAIN, POD},
};

static REPLICAS: &[Field] = &[field("replicas", Whole(0), "How many pods; 1")];

static KF_REPLICA: Model = model("KFReplica", "Pods of one role", &[REPLICAS, POD, MAIN]);

static KUBEFLOW: &[Field] = &[
    field("cleanPodPolicy", Word(&["All", "Running", "None"]), "Which pods are removed at the end; None"),
    field("schedulingPolicy", M(&SCHEDULING_POLICY), "How the pods are placed together"),
];

static SCHEDULING_POLICY: Model = model(
    "SchedulingPolicy",
    "How pods are placed together",
    &[&[
        field("minAvailable", Whole(0), "So many have to find a place at once"),
        field("queue", Text, "The scheduler's queue"),
        field("minResources", either!(map!(Quantity), Whole(0)), "What has to be free for all"),
        field("priorityClass", Text, "Their priority class"),
        field("scheduleTimeoutSeconds", Whole(0), "Seconds after which it is given up"),
    ]],
);

/// TensorFlow.
pub(super) static TF_JOB: Model = model(
    "TFJob",
    "TensorFlow on several machines, by Kubeflow's training operator",
    &[
        &[KIND],
        KUBEFLOW,
        &[
            field("enableDynamicWorker", Bool, "Whether workers may come and go"),
            field("successPolicy", Text, "Whose end is success: empty for the chief's, `AllWorkers` for all workers'"),
            field("chief", M(&KF_REPLICA), "Who trains and saves"),
            field("ps", M(&KF_REPLICA), "Who keeps the parameters"),
            field("worker", M(&KF_REPLICA), "Who trains"),
            field("evaluator", M(&KF_REPLICA), "Who evaluates"),
        ],
    ],
);

/// `PyTorch`.
pub(super) static PYTORCH_JOB: Model = model(
    "PytorchJob",
    "PyTorch on several machines, by Kubeflow's training operator",
    &[
        &[KIND],
        KUBEFLOW,
        &[
            field("elasticPolicy", M(&ELASTIC_POLICY), "How workers may come and go"),
            field("nProcPerNode", Whole(1), "How many processes each pod has"),
            field("master", M(&KF_REPLICA), "The first"),
            field("worker", M(&KF_REPLICA), "The others"),
        ],
    ],
);

static ELASTIC_POLICY: Model = model(
    "PytorchElasticPolicy",
    "How workers may come and go",
    &[&[
        field("minReplicas", Whole(0), "At least so many"),
        field("maxReplicas", Whole(0), "At most so many"),
        field("rdvzBackend", Text, "How they find each other: `c10d`"),
        field("rdvzPort", Whole(1), "The port for it"),
        field("rdvzHost", Text, "The host for it"),
        field("rdvzId", Text, "The name for it"),
        field("rdvzConf", list!(Mapping), "Its settings, as `{key, value}`"),
        field("standalone", Bool, "Whether there is one machine only"),
        field("nProcPerNode", Whole(1), "How many processes each pod has"),
        field("maxRestarts", Whole(0), "How often they may begin again"),
        field("metrics", list!(Mapping), "What their number follows"),
        field("Metrics", list!(Mapping), "The same, in an older spelling"),
    ]],
);

/// MPI.
pub(super) static MPI_JOB: Model = model(
    "MPIJob",
    "MPI on several machines, by Kubeflow's MPI operator",
    &[
        &[KIND],
        KUBEFLOW,
        &[
            field("slotsPerWorker", Whole(1), "How many processes each worker has"),
            field("launcher", M(&KF_REPLICA), "Who runs `mpirun`"),
            field("worker", M(&KF_REPLICA), "Who works"),
        ],
    ],
);

static DASK_REPLICA: Model = model("DaskReplica", "Pods of one role", &[REPLICAS, POD, MAIN]);

static DASK: &[Field] = &[
    field("scheduler", M(&DASK_REPLICA), "Who gives out the work"),
    field("worker", M(&DASK_REPLICA), "Who works"),
    field("minReplicas", Whole(0), "At least so many workers"),
    field("maxReplicas", Whole(0), "At most so many workers"),
];

/// A Dask cluster.
pub(super) static DASK_CLUSTER: Model = model("DaskCluster", "A Dask cluster, by Dask's operator", &[&[KIND], DASK]);

/// A Dask cluster and a job that uses it.
pub(super) static DASK_JOB: Model = model(
    "DaskJob",
    "A Dask cluster and a job that uses it, by Dask's operator",
    &[&[KIND, field("job", M(&DASK_REPLICA), "The job")], DASK],
);

static RAY_REPLICA: Model = model(
    "RayReplica",
    "Pods of one group",
    &[
        REPLICAS,
        &[
            field("minReplicas", Whole(0), "At least so many"),
            field("maxReplicas", Whole(0), "At most so many"),
            field("rayStartParams", Texts, "Parameters of `ray start`"),
        ],
        POD,
        MAIN,
    ],
);

static RAY: &[Field] = &[
    field("entrypoint", Text, "The command of the job"),
    field("runtimeEnv", Mapping, "What the job needs: packages, files, variables"),
    field("metadata", Texts, "What is said of the job"),
    field("rayVersion", Text, "Ray's version"),
    field("head", M(&RAY_REPLICA), "The head"),
    field("workers", map!(M(&RAY_REPLICA)), "Groups of workers, by name"),
];

/// A Ray cluster.
pub(super) static RAY_CLUSTER: Model = model(
    "RayCluster",
    "A Ray cluster, by KubeRay",
    &[
        &[KIND],
        RAY,
        &[
            field("enableInTreeAutoscaling", Bool, "Whether workers come and go by need"),
            field("autoscalerOptions", M(&RAY_AUTOSCALER), "How they do"),
        ],
    ],
);

/// A Ray cluster and a job that uses it.
pub(super) static RAY_JOB: Model = model(
    "RayJob",
    "A Ray cluster and a job that uses it, by KubeRay",
    &[
        &[KIND],
        RAY,
        &[
            field("enableInTreeAutoscaling", Bool, "Whether workers come and go by need"),
            field("autoscalerOptions", M(&RAY_AUTOSCALER), "How they do"),
        ],
    ],
);

static RAY_AUTOSCALER: Model = model(
    "RayAutoscalerOptions",
    "How workers come and go",
    &[&[
        field("upscalingMode", Text, "How fast they come: `Default`, `Aggressive` or `Conservative`"),
        field("imagePullPolicy", Word(PULL_POLICIES), "When the autoscaler's image is fetched"),
        field("resources", M(&RESOURCES), "What the autoscaler asks of its node"),
    ]],
);

static SPARK_REPLICA: Model = model("SparkReplica", "Pods of one role", &[REPLICAS, POD, MAIN]);

/// Spark.
pub(super) static SPARK_JOB: Model = model(
    "SparkJob",
    "A Spark application, by the Spark operator",
    &[&[
        KIND,
        field("connections", list!(Text), "Connections that are mounted or passed as variables"),
        field("volumes", list!(M(&super::volumes::VOLUME)), "Volumes that containers mount"),
        required("type", Word(&["Java", "Scala", "Python", "R"]), "The application's language"),
        field("sparkVersion", Text, "Spark's version"),
        field("pythonVersion", either!(Text, Number), "Python's version"),
        field("deployMode", Word(&["cluster", "client", "in_cluster_client"]), "Where the driver runs; cluster"),
        field("mainClass", Text, "The class that is run, for Java and Scala"),
        field("mainApplicationFile", Text, "The file that is run"),
        field("arguments", Words, "Its arguments"),
        field("sparkConf", Texts, "Spark's settings"),
        field("hadoopConf", Texts, "Hadoop's settings"),
        field("sparkConfigMap", Text, "The config map with Spark's files"),
        field("hadoopConfigMap", Text, "The config map with Hadoop's files"),
        field("driver", M(&SPARK_REPLICA), "The driver"),
        field("executor", M(&SPARK_REPLICA), "The executors"),
    ]],
);
