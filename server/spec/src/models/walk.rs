//! Goes through the scalars of a tree, each with the shape the tables give it.

use super::{Model, Shape};
use crate::{
    reader::Reader,
    yaml::{Data, Node},
};

/// What has a scope of its own: templates in it mean other names.
pub(crate) fn is_apart(model: &Model, field: &str) -> bool {
    model.name == "Dag" && matches!(field, "operations" | "components")
}

/// The shape of what an entry of this value maps to; `None` for what has a scope of its own.
pub(crate) fn entry_shape(node: &Node, shape: &Shape, key: &str) -> Option<Shape> {
    match shape {
        Shape::Map(shape) => Some(**shape),
        Shape::Texts => Some(Shape::Text),
        Shape::Model(model) => field_shape(model, key),
        Shape::Tagged(tagged) => match node.get("kind").and_then(Node::text).and_then(|kind| tagged.model(kind)) {
            Some(model) => field_shape(model, key),
            None => Some(Shape::Any),
        },
        Shape::Either(shapes) => {
            let of_maps = |shape: &&Shape| {
                matches!(shape, Shape::Map(_) | Shape::Texts | Shape::Model(_) | Shape::Tagged(_) | Shape::Mapping)
            };
            match shapes.iter().find(of_maps) {
                Some(shape) => entry_shape(node, shape, key),
                None => Some(Shape::Any),
            }
        }
        _ => Some(Shape::Any),
    }
}

/// The shape of what has a scope of its own.
#[cfg(feature = "render")]
pub(crate) fn field_of(node: &Node, shape: &Shape, key: &str) -> Option<Shape> {
    let model = match shape {
        Shape::Model(model) => model,
        Shape::Tagged(tagged) => tagged.model(node.get("kind")?.text()?)?,
        _ => return None,
    };
    model.field(key).map(|field| field.shape)
}

/// The model of a mapping of this shape; of several, the one that a mapping with these fields is.
pub(crate) fn model_of(shape: &Shape, node: &Node) -> Option<&'static Model> {
    match shape {
        Shape::Model(model) => Some(model),
        Shape::Tagged(tagged) => tagged.model(node.get("kind")?.text()?),
        Shape::Either(shapes) => shapes.iter().find_map(|shape| match shape {
            Shape::Model(model) if model.name == "Param" && !crate::operation::is_full_param(node) => None,
            Shape::Model(model) => Some(*model),
            _ => None,
        }),
        _ => None,
    }
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

fn field_shape(model: &Model, key: &str) -> Option<Shape> {
    if is_apart(model, key) { None } else { Some(model.field(key).map_or(Shape::Any, |field| field.shape)) }
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
