//! `run` of kind `dag`.

use super::{
    Model,
    Shape::{Model as M, Tagged as T, Text, Whole},
    environment::ENVIRONMENT,
    field,
    matrix::EARLY_STOPPING,
    model,
    operations::{OPERATION, POLYAXONFILE},
    runs::KIND,
    volumes::VOLUME,
};

/// Operations that wait for each other.
pub(crate) static DAG: Model = model(
    "Dag",
    "Operations that wait for each other",
    &[&[
        KIND,
        field("operations", list!(M(&OPERATION)), "What is run"),
        field("components", list!(M(&POLYAXONFILE)), "Components that operations name with `dagRef`"),
        field("concurrency", Whole(1), "How many run at once"),
        field("earlyStopping", list!(T(&EARLY_STOPPING)), "When the rest is not run any more"),
        field("environment", M(&ENVIRONMENT), "What shapes the pods"),
        field("connections", list!(Text), "Connections that are mounted or passed as variables"),
        field("volumes", list!(M(&VOLUME)), "Volumes that containers mount"),
    ]],
);
