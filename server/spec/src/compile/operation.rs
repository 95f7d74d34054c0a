//! The compiled operation in the shape of Polyaxon's `V1CompiledOperation`.

use serde_json::{Map, Value, json};

use super::Values;
use crate::{containers::Container, file::File, ios::Declared, jobs::Job, plan, plan::Plan};

/// What Polyaxon's client reads of a run.
pub(super) fn of(file: &File, job: &Job, plan: &Plan, values: &Values) -> Value {
    let mut operation = Map::new();
    operation.insert("version".to_owned(), json!(1.1));
    operation.insert("kind".to_owned(), json!("compiled_operation"));
    let mut set = |name: &str, value: Value| {
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            _ => false,
        };
        if !empty {
            operation.insert(name.to_owned(), value);
        }
    };
    set("name", json!(plan.name));
    set("description", json!(plan.description));
    set("tags", json!(plan.tags));
    set("termination", termination(file, plan));
    set("inputs", file.inputs.iter().map(|declared| declaration(declared, values)).collect());
    set("outputs", file.outputs.iter().map(|declared| declaration(declared, values)).collect());
    set("contexts", values.context.iter().map(|(name, value)| json!({"name": name, "value": value})).collect());
    for (name, value) in &file.kept {
        if name != "termination" {
            set(name, value.clone());
        }
    }
    set("run", run(job, plan));
    Value::Object(operation)
}

fn termination(file: &File, plan: &Plan) -> Value {
    let mut fields = match file.kept.get("termination") {
        Some(Value::Object(kept)) => kept.clone(),
        _ => Map::new(),
    };
    let termination = plan.termination;
    if termination.max_retries > 0 {
        fields.insert("maxRetries".to_owned(), json!(termination.max_retries));
    }
    for (name, seconds) in [("timeout", termination.timeout), ("ttl", termination.ttl)] {
        if let Some(seconds) = seconds {
            fields.insert(name.to_owned(), json!(seconds));
        }
    }
    Value::Object(fields)
}

/// As it was declared, with its value; an input with a value is optional.
fn declaration(declared: &Declared, values: &Values) -> Value {
    let mut fields = declared.fields.clone();
    fields.insert("type".to_owned(), json!(declared.kind.name()));
    if let Some(value) = values.of(&declared.name) {
        fields.insert("value".to_owned(), value.clone());
        fields.insert("isOptional".to_owned(), json!(true));
    }
    Value::Object(fields)
}

fn run(job: &Job, plan: &Plan) -> Value {
    let mut fields = Map::new();
    fields.insert("kind".to_owned(), json!("job"));
    fields.extend(job.kept.clone());
    let init = job.init.iter().zip(&plan.init).map(|(source, resolved)| json!({"container": container(source, resolved)}));
    let init: Vec<Value> = init.collect();
    if !init.is_empty() {
        fields.insert("init".to_owned(), Value::Array(init));
    }
    fields.insert("container".to_owned(), container(&job.container, &plan.container));
    Value::Object(fields)
}

fn container(source: &Container, resolved: &plan::Container) -> Value {
    let mut fields = Map::new();
    fields.insert("name".to_owned(), json!(resolved.name));
    for (name, value) in [("image", &resolved.image), ("workingDir", &resolved.working_dir)] {
        if let Some(value) = value {
            fields.insert(name.to_owned(), json!(value));
        }
    }
    for (name, words) in [("command", &resolved.command), ("args", &resolved.args)] {
        if !words.is_empty() {
            fields.insert(name.to_owned(), json!(words));
        }
    }
    if !resolved.env.is_empty() {
        fields.insert("env".to_owned(), json!(resolved.env));
    }
    fields.extend(source.kept.clone());
    Value::Object(fields)
}
