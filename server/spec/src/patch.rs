//! Puts one tree over another: presets, `runPatch`, and what an operation says over what its component says.
//!
//! The strategies are Polyaxon's: `replace` (what is given takes the place), `isnull` (only what is missing is filled), `post_merge`
//! (mappings and lists are merged, the new wins) and `pre_merge` (the same, the old wins). Models are gone through field by field under
//! every strategy; what differs is what happens to a value that both have.

use crate::{
    index::Index,
    models::{CONTAINER, Model, Shape, walk},
    reader::json,
    yaml::{Data, Entry, Node},
};

/// How a value that both have is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strategy {
    Replace,
    IsNull,
    PostMerge,
    PreMerge,
}

impl Strategy {
    /// The strategy of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "replace" => Self::Replace,
            "isnull" => Self::IsNull,
            "post_merge" => Self::PostMerge,
            "pre_merge" => Self::PreMerge,
            _ => return None,
        })
    }

    /// What a layer says of how it is put over others; `post_merge` unless it says something else.
    pub(crate) fn of(layer: &Node) -> Self {
        layer.get("patchStrategy").and_then(Node::text).and_then(Self::named).unwrap_or(Self::PostMerge)
    }

    const fn new_wins(self) -> bool {
        matches!(self, Self::Replace | Self::PostMerge)
    }
}

/// Puts the fields of `over` over those of `base`, which are of this model.
pub(crate) fn model(base: &mut Node, over: &Node, model: &Model, strategy: Strategy) {
    for entry in over.entries() {
        let shape = model.field(&entry.key).map_or(Shape::Any, |field| field.shape);
        field(base, entry, &shape, strategy);
    }
}

/// Puts one entry over what `base` has of it.
pub(crate) fn field(base: &mut Node, over: &Entry, shape: &Shape, strategy: Strategy) {
    match base.get(&over.key) {
        // A null says nothing of what is not there.
        None if over.value.is_null() => {}
        None => base.put(over.clone()),
        Some(current) => {
            let value = put_over(current, &over.value, shape, strategy);
            match value {
                Some(value) => base.put(Entry { value, ..over.clone() }),
                None => drop(base.take(&over.key)),
            }
        }
    }
}

/// The two values put together; `None` when the new one removes the old.
fn put_over(base: &Node, over: &Node, shape: &Shape, strategy: Strategy) -> Option<Node> {
    if over.is_null() {
        return if strategy.new_wins() && walk::model_of(shape, base).is_none() { None } else { Some(base.clone()) };
    }
    let same_kind = |base: &Node, over: &Node| match (base.get("kind"), over.get("kind")) {
        (Some(base), Some(over)) => base.text() == over.text(),
        _ => true,
    };
    Some(match (shape, &base.data, &over.data) {
        (Shape::Tagged(_), Data::Map(_), Data::Map(_)) if !same_kind(base, over) => {
            if strategy.new_wins() { over } else { base }.clone()
        }
        (Shape::Model(_) | Shape::Tagged(_), Data::Map(_), Data::Map(_)) => {
            let mut merged = base.clone();
            match walk::model_of(shape, base) {
                // What Kubernetes defines is replaced and kept field by field, and no deeper.
                Some(fields) if fields.is(&CONTAINER) && matches!(strategy, Strategy::Replace | Strategy::IsNull) => {
                    for entry in over.entries() {
                        field(&mut merged, entry, &Shape::Any, strategy);
                    }
                }
                Some(fields) => model(&mut merged, over, fields, strategy),
                None => over.entries().iter().for_each(|entry| field(&mut merged, entry, &Shape::Any, strategy)),
            }
            merged
        }
        (Shape::Map(shape), Data::Map(_), Data::Map(_)) if matches!(**shape, Shape::Model(_)) => {
            let mut merged = base.clone();
            over.entries().iter().for_each(|entry| field(&mut merged, entry, shape, strategy));
            merged
        }
        _ => match strategy {
            Strategy::Replace => over.clone(),
            Strategy::IsNull => base.clone(),
            Strategy::PostMerge => deep(base, over),
            Strategy::PreMerge => deep(over, base),
        },
    })
}

/// Mappings merged with what is in them, lists joined without what both have; of anything else, `over`.
fn deep(base: &Node, over: &Node) -> Node {
    match (&base.data, &over.data) {
        (Data::Map(entries), Data::Map(more)) => {
            let mut merged = entries.clone();
            let places = Index::of(entries.iter().map(|entry| entry.key.as_str()));
            for entry in more {
                match places.get(&entry.key) {
                    Some(index) => {
                        let current = &entries[index].value;
                        // Lists inside of mappings are not joined: whoever writes one means it.
                        let is_map = matches!(current.data, Data::Map(_));
                        let value = if is_map { deep(current, &entry.value) } else { entry.value.clone() };
                        merged[index] = Entry { value, ..entry.clone() };
                    }
                    None => merged.push(entry.clone()),
                }
            }
            Node { span: over.span, data: Data::Map(merged) }
        }
        (Data::List(items), Data::List(more)) => {
            let mut known = Index::default();
            for item in items {
                known.add(&json(&item.value()), 0);
            }
            let new = more.iter().filter(|item| !known.has(&json(&item.value())));
            Node { span: over.span, data: Data::List(items.iter().chain(new).cloned().collect()) }
        }
        _ => over.clone(),
    }
}
