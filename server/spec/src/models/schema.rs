//! The tables as a JSON Schema, for editors and whoever else wants to know the format.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Field, GLOBALS, Model, PARAM, POLYAXONFILE, Shape, Tagged};

/// The JSON Schema (2020-12) of a polyaxonfile. Every value may also be a text with a template in it; that is said once,
/// by `template`. `Globals` is what those know, and no part of a file.
pub fn schema() -> Value {
    let mut models = BTreeMap::new();
    gather(&POLYAXONFILE, &mut models);
    let mut definitions: Map<String, Value> = Map::new();
    definitions.insert(TEMPLATE.to_owned(), json!({"type": "string", "pattern": "\\{\\{|\\{%", "description": "A template"}));
    gather(&GLOBALS, &mut models);
    for (name, model) in models {
        definitions.insert(name.to_owned(), definition(model, None));
    }
    for (tag, model) in tagged_models(&POLYAXONFILE) {
        definitions.insert(format!("{}.{tag}", model.name), definition(model, Some(tag)));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Polyaxonfile",
        "$ref": format!("#/$defs/{}", POLYAXONFILE.name),
        "$defs": definitions,
    })
}

const TEMPLATE: &str = "template";

/// Every model that can be reached, by name.
fn gather(model: &'static Model, found: &mut BTreeMap<&'static str, &'static Model>) {
    if found.insert(model.name, model).is_none() {
        model.fields().for_each(|field| {
            visit(&field.shape, &mut |shape| match shape {
                Shape::Model(model) => gather(model, found),
                Shape::Param => gather(&PARAM, found),
                Shape::Tagged(tagged) => tagged.models.iter().for_each(|(_, model)| gather(model, found)),
                _ => {}
            });
        });
    }
}

/// Every model that is told apart by its kind, with that kind.
fn tagged_models(root: &'static Model) -> Vec<(&'static str, &'static Model)> {
    let mut models = BTreeMap::new();
    gather(root, &mut models);
    let mut found: BTreeMap<(&str, &str), (&'static str, &'static Model)> = BTreeMap::new();
    for field in models.values().flat_map(|model| model.fields()) {
        visit(&field.shape, &mut |shape| {
            if let Shape::Tagged(tagged) = shape {
                for (tag, model) in tagged.models {
                    found.insert((model.name, tag), (tag, model));
                }
            }
        });
    }
    found.into_values().collect()
}

/// The shape and those in it.
fn visit(shape: &'static Shape, see: &mut dyn FnMut(&'static Shape)) {
    see(shape);
    match shape {
        Shape::Map(shape) | Shape::List(shape) | Shape::Several(shape) => visit(shape, see),
        Shape::Either(shapes) => shapes.iter().for_each(|shape| visit(shape, see)),
        _ => {}
    }
}

fn definition(model: &Model, tag: Option<&str>) -> Value {
    let property = |field: &Field| {
        let mut schema = match tag {
            Some(tag) if field.name == "kind" => json!({"const": tag}),
            _ => of(&field.shape),
        };
        if let Value::Object(fields) = &mut schema {
            fields.insert("description".to_owned(), json!(field.about));
        }
        (field.name.to_owned(), schema)
    };
    let properties: Map<String, Value> = model.fields().map(property).collect();
    let required: Vec<&str> = model.fields().filter(|field| field.required).map(|field| field.name).collect();
    let mut schema = json!({
        "type": "object",
        "description": model.about,
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn of(shape: &Shape) -> Value {
    let template = || json!({"$ref": format!("#/$defs/{TEMPLATE}")});
    let or_template = |schema: Value| json!({"anyOf": [schema, template()]});
    let reference = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
    match shape {
        Shape::Any => json!({}),
        Shape::Text => json!({"type": ["string", "number", "boolean"]}),
        Shape::Plain => json!({"type": "string"}),
        Shape::Name => json!({"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 128}),
        Shape::Bool => or_template(json!({"type": "boolean"})),
        Shape::Whole(least) if *least == i32::MIN => or_template(json!({"type": "integer"})),
        Shape::Whole(least) => or_template(json!({"type": "integer", "minimum": least})),
        Shape::Long => or_template(json!({"type": "integer", "minimum": 0})),
        Shape::Number => or_template(json!({"type": "number"})),
        Shape::Datetime => or_template(json!({"type": "string", "format": "date-time"})),
        Shape::Duration | Shape::Quantity => json!({"type": ["string", "number"]}),
        Shape::Port => json!({"type": ["string", "integer"]}),
        Shape::Word(words) => or_template(json!({"type": "string", "enum": words})),
        Shape::Open(words) => json!({"anyOf": [{"type": "string", "enum": words}, {"type": "string"}]}),
        Shape::Mapping => or_template(json!({"type": "object"})),
        Shape::Texts => {
            or_template(json!({"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}}))
        }
        Shape::Map(shape) => or_template(json!({"type": "object", "additionalProperties": of(shape)})),
        Shape::List(shape) => or_template(json!({"type": "array", "items": of(shape)})),
        Shape::Several(shape) => json!({"anyOf": [{"type": "array", "items": of(shape)}, of(shape)]}),
        Shape::Words => {
            json!({"anyOf": [{"type": "array", "items": {"type": ["string", "number", "boolean"]}}, {"type": "string"}]})
        }
        Shape::Model(model) => or_template(reference(model.name)),
        Shape::Tagged(tagged) => tagged_of(tagged),
        Shape::Param => json!({"anyOf": [reference(PARAM.name), {}]}),
        Shape::Either(shapes) => json!({"anyOf": shapes.iter().map(of).collect::<Vec<_>>()}),
    }
}

fn tagged_of(tagged: &Tagged) -> Value {
    let models = tagged.models.iter().map(|(tag, model)| json!({"$ref": format!("#/$defs/{}.{tag}", model.name)}));
    json!({"anyOf": models.collect::<Vec<_>>()})
}
