//! Goes through the scalars of a tree, each with the shape the tables give it.

use super::{DAG, Model, PARAM, Shape, is_full_param};
use crate::{
    reader::Reader,
    yaml::{Data, Node},
};

/// What has a scope of its own: templates in it mean other names.
fn is_apart(model: &Model, field: &str) -> bool {
    model.is(&DAG) && matches!(field, "operations" | "components")
}

/// The model of a mapping of this shape.
pub(crate) fn model_of(shape: &Shape, node: &Node) -> Option<&'static Model> {
    match shape {
        Shape::Model(model) => Some(model),
        Shape::Tagged(tagged) => tagged.model(node.get("kind")?.text()?),
        Shape::Param => is_full_param(node).then_some(&PARAM),
        Shape::Either(shapes) => shapes.iter().find_map(|shape| model_of(shape, node)),
        _ => None,
    }
}

/// The shape of what an entry of this value maps to, be its scope its own.
pub(crate) fn any_entry_shape(node: &Node, shape: &Shape, key: &str) -> Shape {
    match (model_of(shape, node), shape) {
        (Some(model), _) => model.field(key).map_or(Shape::Any, |field| field.shape),
        (None, Shape::Map(shape)) => **shape,
        (None, Shape::Texts) => Shape::Text,
        (None, Shape::Either(shapes)) => shapes
            .iter()
            .find(|shape| matches!(shape, Shape::Map(_) | Shape::Texts))
            .map_or(Shape::Any, |shape| any_entry_shape(node, shape, key)),
        _ => Shape::Any,
    }
}

/// The same; `None` for what has a scope of its own.
pub(crate) fn entry_shape(node: &Node, shape: &Shape, key: &str) -> Option<Shape> {
    let is_apart = model_of(shape, node).is_some_and(|model| is_apart(model, key));
    (!is_apart).then(|| any_entry_shape(node, shape, key))
}

/// The shape of an item of this value.
pub(crate) fn item_shape(shape: &Shape) -> Shape {
    match shape {
        Shape::List(shape) | Shape::Several(shape) => **shape,
        Shape::Words => Shape::Words,
        Shape::Either(shapes) => shapes
            .iter()
            .find(|shape| matches!(shape, Shape::List(_) | Shape::Several(_) | Shape::Words))
            .map_or(Shape::Any, item_shape),
        _ => Shape::Any,
    }
}

/// Calls `visit` with each scalar below and its shape.
pub(crate) fn scalars(reader: &Reader<'_>, shape: &Shape, visit: &mut dyn FnMut(&Reader<'_>, &Shape)) {
    match &reader.node.data {
        Data::Bad => {}
        Data::Scalar(_) => visit(reader, shape),
        Data::List(_) => {
            let shape = item_shape(shape);
            reader.each_item(&mut |item| scalars(item, &shape, visit));
        }
        Data::Map(entries) => {
            for entry in entries {
                if let Some(shape) = entry_shape(reader.node, shape, &entry.key) {
                    scalars(&reader.entry(entry), &shape, visit);
                }
            }
        }
    }
}
