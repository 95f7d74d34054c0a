//! `matrix`: which values, in which order, and when to stop.

use super::{
    Field, Model,
    Shape::{Any, Bool, Long, Mapping, Model as M, Number, Param, Plain, Several, Tagged as T, Text, Whole, Word},
    Tagged, field, model, required,
};

/// The kinds of matrix.
pub(crate) static MATRIX: Tagged = Tagged {
    noun: "kind of matrix",
    models: &[
        ("mapping", &MAPPING),
        ("grid", &GRID),
        ("random", &RANDOM),
        ("hyperband", &HYPERBAND),
        ("bayes", &BAYES),
        ("tpe", &TPE),
        ("hyperopt", &HYPEROPT),
        ("iterative", &ITERATIVE),
        ("asha", &ASHA),
        ("cmaes", &CMAES),
    ],
};

const KIND: Field = required("kind", Plain, "How values are found");
const PARAMS: Field = required("params", map!(T(&DISTRIBUTION)), "The values, or the distribution, of each input");
const SEED: Field = field("seed", Long, "What makes the choice the same each time");
const NUM_RUNS: Field = required("numRuns", Whole(1), "How many runs");
const MAX_ITERATIONS: Field = required("maxIterations", Whole(1), "How often new values are proposed");
const METRIC: Field = required("metric", M(&METRIC_MODEL), "What is made better");
const TUNER: Field = field("tuner", M(&TUNER_MODEL), "What proposes values instead of Orrery's own tuner");
static COMMON: &[Field] = &[
    field("concurrency", Whole(1), "How many run at once"),
    field("earlyStopping", list!(T(&EARLY_STOPPING)), "When the rest is not run any more"),
];

static MAPPING: Model =
    model("Mapping", "Values written out", &[&[KIND, required("values", list!(Mapping), "The values of each run")], COMMON]);

static GRID: Model = model(
    "GridSearch",
    "Every combination",
    &[&[KIND, PARAMS, field("numRuns", Whole(1), "At most so many combinations")], COMMON],
);

static RANDOM: Model = model("RandomSearch", "Combinations by chance", &[&[KIND, PARAMS, NUM_RUNS, SEED], COMMON]);

static HYPERBAND: Model = model(
    "Hyperband",
    "Many short runs, of which the better ones go on",
    &[
        &[
            KIND,
            PARAMS,
            MAX_ITERATIONS,
            required("eta", Number, "One of so many goes on"),
            required("resource", M(&RESOURCE), "The input that says how long a run is"),
            METRIC,
            field("resume", Bool, "Whether runs go on where they were rather than begin again"),
            SEED,
            TUNER,
        ],
        COMMON,
    ],
);

static ASHA: Model = model(
    "Asha",
    "As Hyperband, without waiting for a round to end",
    &[
        &[
            KIND,
            PARAMS,
            NUM_RUNS,
            MAX_ITERATIONS,
            required("eta", Number, "One of so many goes on"),
            required("resource", M(&RESOURCE), "The input that says how long a run is"),
            METRIC,
            field("minIterations", Whole(1), "How long the first runs are; 1"),
            field("resume", Bool, "Whether runs go on where they were rather than begin again"),
            SEED,
        ],
        COMMON,
    ],
);

static CMAES: Model = model(
    "Cmaes",
    "A population that moves to where values are better",
    &[
        &[
            KIND,
            PARAMS,
            MAX_ITERATIONS,
            METRIC,
            field("populationSize", Whole(2), "How many runs in each round"),
            field("sigma", Number, "How far the first round spreads, of each range"),
            SEED,
        ],
        COMMON,
    ],
);

static BAYES: Model = model(
    "Bayes",
    "Values proposed by a model of the runs so far",
    &[
        &[
            KIND,
            PARAMS,
            required("numInitialRuns", Whole(1), "How many runs by chance come first"),
            MAX_ITERATIONS,
            METRIC,
            field("utilityFunction", M(&UTILITY_FUNCTION), "What a proposal is worth"),
            SEED,
            TUNER,
        ],
        COMMON,
    ],
);

static TPE_FIELDS: &[Field] =
    &[KIND, PARAMS, NUM_RUNS, field("maxIterations", Whole(1), "How often new values are proposed"), METRIC, SEED, TUNER];

static TPE: Model = model("TPE", "Values proposed by tree-structured Parzen estimators", &[TPE_FIELDS, COMMON]);

static HYPEROPT: Model = model(
    "Hyperopt",
    "An older spelling of `tpe`, with a choice of algorithms",
    &[&[field("algorithm", Word(&["tpe", "rand", "anneal"]), "The algorithm; tpe")], TPE_FIELDS, COMMON],
);

static ITERATIVE: Model = model(
    "Iterative",
    "Values proposed by a tuner of one's own",
    &[
        &[
            KIND,
            field("params", map!(T(&DISTRIBUTION)), "The values, or the distribution, of each input"),
            MAX_ITERATIONS,
            field("metric", M(&METRIC_MODEL), "What is made better"),
            SEED,
            TUNER,
        ],
        COMMON,
    ],
);

static METRIC_MODEL: Model = model(
    "OptimizationMetric",
    "What is made better",
    &[&[
        required("name", Text, "The metric"),
        field("optimization", Word(&["maximize", "minimize"]), "Which way is better; maximize"),
    ]],
);

static RESOURCE: Model = model(
    "OptimizationResource",
    "The input that says how long a run is",
    &[&[required("name", Text, "The input"), field("type", Word(&["int", "float"]), "Its type; int")]],
);

static TUNER_MODEL: Model = model(
    "Tuner",
    "What proposes values",
    &[&[
        required("hubRef", Text, "Its name in the hub"),
        field("presets", Several(&Text), "Presets that are put over it"),
        field("queue", Text, "The queue it waits in"),
        field("namespace", Text, "The Kubernetes namespace it runs in"),
        field("params", map!(Param), "Values for its inputs"),
    ]],
);

static UTILITY_FUNCTION: Model = model(
    "UtilityFunctionConfig",
    "What a proposal is worth",
    &[&[
        field("acquisitionFunction", Word(&["ucb", "ei", "poi"]), "How expectation and doubt are weighed; ucb"),
        field("gaussianProcess", M(&GAUSSIAN_PROCESS), "The model of the runs so far"),
        field("kappa", Number, "How much doubt is worth, for `ucb`"),
        field("eps", Number, "How much better a proposal has to be, for `ei` and `poi`"),
        field("numWarmup", Whole(0), "How many points are looked at first"),
        field("numIterations", Whole(0), "How often the best of them is made better"),
    ]],
);

static GAUSSIAN_PROCESS: Model = model(
    "GaussianProcessConfig",
    "The model of the runs so far",
    &[&[
        field("kernel", Word(&["rbf", "matern"]), "How alike near points are; matern"),
        field("lengthScale", Number, "How near is near; 1"),
        field("nu", Number, "How smooth it is, for `matern`; 1.5"),
        field("numRestartsOptimizer", Whole(0), "How often fitting begins again; 0"),
    ]],
);

/// When the rest is not run any more.
pub(super) static EARLY_STOPPING: Tagged = Tagged {
    noun: "kind of early stopping",
    models: &[("metric_early_stopping", &METRIC_STOPPING), ("failure_early_stopping", &FAILURE_STOPPING)],
};

static METRIC_STOPPING: Model = model(
    "MetricEarlyStopping",
    "Stops when a metric is good enough",
    &[&[
        required("kind", Plain, "That it looks at a metric"),
        required("metric", Text, "The metric"),
        required("value", Number, "What is good enough"),
        required("optimization", Word(&["maximize", "minimize"]), "Which way is better"),
        field("policy", T(&POLICY), "Which single runs are ended early"),
    ]],
);

static FAILURE_STOPPING: Model = model(
    "FailureEarlyStopping",
    "Stops when too many runs failed",
    &[&[
        required("kind", Plain, "That it looks at failures"),
        required("percent", Number, "So many of a hundred are too many"),
    ]],
);

static POLICY: Tagged =
    Tagged { noun: "kind of policy", models: &[("median", &MEDIAN), ("truncation", &TRUNCATION), ("diff", &DIFF)] };

static POLICY_FIELDS: &[Field] = &[
    required("kind", Plain, "How runs are compared"),
    required("evaluationInterval", Whole(1), "After so many values of the metric they are compared"),
    field("minInterval", Whole(0), "Not before so many values"),
    field("minSamples", Whole(0), "Not with fewer runs"),
];

static MEDIAN: Model = model("MedianStoppingPolicy", "Ends runs that are worse than the median", &[POLICY_FIELDS]);

static TRUNCATION: Model = model(
    "TruncationStoppingPolicy",
    "Ends the worst of a hundred",
    &[
        POLICY_FIELDS,
        &[
            required("percent", Number, "So many of a hundred are ended"),
            field("includeSucceeded", Bool, "Whether runs that are over are compared too"),
        ],
    ],
);

static DIFF: Model = model(
    "DiffStoppingPolicy",
    "Ends runs that are too far behind the best",
    &[POLICY_FIELDS, &[required("percent", Number, "So many of a hundred are too far")]],
);

/// The values, or the distribution, of one input.
pub(crate) static DISTRIBUTION: Tagged = Tagged {
    noun: "kind of values",
    models: &[
        ("choice", &CHOICE),
        ("pchoice", &PCHOICE),
        ("range", &RANGE),
        ("daterange", &DATE_RANGE),
        ("datetimerange", &DATETIME_RANGE),
        ("linspace", &LINSPACE),
        ("logspace", &LOGSPACE),
        ("geomspace", &GEOMSPACE),
        ("uniform", &UNIFORM),
        ("quniform", &QUNIFORM),
        ("loguniform", &LOGUNIFORM),
        ("qloguniform", &QLOGUNIFORM),
        ("normal", &NORMAL),
        ("qnormal", &QNORMAL),
        ("lognormal", &LOGNORMAL),
        ("qlognormal", &QLOGNORMAL),
    ],
};

const VALUES_KIND: Field = required("kind", Plain, "How the values are given");

/// The values' numbers are written as a mapping, a list or a text with `:` between them: [`crate::matrix`] reads them.
macro_rules! distributions {
    ($($name:ident $model:literal $about:literal, $value:literal;)*) => {
        $(static $name: Model = model($model, $about, &[&[VALUES_KIND, required("value", Any, $value)]]);)*
    };
}

distributions! {
    CHOICE "HpChoice" "One of these values", "The values: `[1, 2, 4]`";
    PCHOICE "HpPChoice" "One of these values, each with a probability", "Values and probabilities: `[[a, 0.9], [b, 0.1]]`";
    RANGE "HpRange" "Numbers with the same distance", "`{start: 0, stop: 10, step: 2}`, `[0, 10, 2]` or `0:10:2`; without the stop";
    DATE_RANGE "HpDateRange" "Dates with the same distance", "`{start: 2026-01-01, stop: 2026-02-01, step: 7}`, in days; without the stop";
    DATETIME_RANGE "HpDateTimeRange" "Times with the same distance", "`{start: …, stop: …, step: 3600}`, in seconds; without the stop";
    LINSPACE "HpLinSpace" "So many numbers with the same distance", "`{start: 0, stop: 1, num: 5}`, `[0, 1, 5]` or `0:1:5`";
    LOGSPACE "HpLogSpace" "So many powers with the same ratio", "`{start: -4, stop: -1, num: 4, base: 10}`: exponents";
    GEOMSPACE "HpGeomSpace" "So many numbers with the same ratio", "`{start: 1, stop: 1000, num: 4}`";
    UNIFORM "HpUniform" "A number, all alike", "`{low: 0, high: 1}`, `[0, 1]` or `0:1`";
    QUNIFORM "HpQUniform" "A multiple of `q`, all alike", "`{low: 0, high: 1, q: 0.1}`";
    LOGUNIFORM "HpLogUniform" "A number whose logarithm is uniform", "`{low: -9, high: 0}`: natural logarithms";
    QLOGUNIFORM "HpQLogUniform" "A multiple of `q` whose logarithm is uniform", "`{low: 0, high: 5, q: 1}`: natural logarithms";
    NORMAL "HpNormal" "A number, bell-shaped", "`{loc: 0, scale: 1}`";
    QNORMAL "HpQNormal" "A multiple of `q`, bell-shaped", "`{loc: 0, scale: 1, q: 0.1}`";
    LOGNORMAL "HpLogNormal" "A number whose logarithm is bell-shaped", "`{loc: 0, scale: 1}`";
    QLOGNORMAL "HpQLogNormal" "A multiple of `q` whose logarithm is bell-shaped", "`{loc: 0, scale: 1, q: 1}`";
}
