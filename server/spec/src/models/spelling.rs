//! `volume_mounts` for `volumeMounts`: Polyaxon's client takes both spellings of a field and writes the second.

use super::{Model, Shape, walk};
use crate::yaml::{Data, Node};

/// Spells fields as the tables do.
pub(crate) fn correct(node: &mut Node, shape: &Shape) {
    if let Some(model) = walk::model_of(shape, node) {
        respell(node, model);
    }
    let shapes: Vec<Shape> = node.entries().iter().map(|entry| walk::any_entry_shape(node, shape, &entry.key)).collect();
    match &mut node.data {
        Data::List(items) => {
            let shape = walk::item_shape(shape);
            for item in items {
                correct(item, &shape);
            }
        }
        Data::Map(entries) => {
            for (entry, shape) in entries.iter_mut().zip(shapes) {
                correct(&mut entry.value, &shape);
            }
        }
        Data::Scalar(_) | Data::Bad => {}
    }
}

fn respell(node: &mut Node, model: &Model) {
    let Data::Map(entries) = &mut node.data else { return };
    for index in 0..entries.len() {
        let key = entries[index].key.as_str();
        if !key.contains('_') || model.field(key).is_some() {
            continue;
        }
        let same = |name: &str| name.eq_ignore_ascii_case(&key.replace('_', ""));
        let Some(field) = model.fields().find(|field| same(field.name)) else { continue };
        if entries.iter().all(|entry| entry.key != field.name) {
            field.name.clone_into(&mut entries[index].key);
        }
    }
}
