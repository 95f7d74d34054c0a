//! One way of writing what the format lets be written in several: params and distributions in full, lists as lists, options as a rule.
//! It is the form in which Polyaxon's client writes them.

use crate::{
    matrix,
    models::{DISTRIBUTION, IO, Shape, is_full_param, walk},
    yaml::{Data, Entry, Node},
};

/// The same, in the form in which others read it.
pub(crate) fn canonical(node: &Node, shape: &Shape) -> Node {
    match (&node.data, shape) {
        (_, Shape::Param) => in_full(node),
        (Data::Scalar(_), Shape::Several(_)) if !node.is_null() && !node.is_template() => {
            Node { span: node.span, data: Data::List(vec![node.clone()]) }
        }
        (Data::List(items), _) => {
            let item = walk::item_shape(shape);
            Node { span: node.span, data: Data::List(items.iter().map(|node| canonical(node, &item)).collect()) }
        }
        (Data::Map(entries), _) => {
            let one = |entry: &Entry| {
                let shape = walk::any_entry_shape(node, shape, &entry.key);
                Entry { value: canonical(&entry.value, &shape), ..entry.clone() }
            };
            let made = Node { span: node.span, data: Data::Map(entries.iter().map(one).collect()) };
            match shape {
                Shape::Tagged(tagged) if tagged.is(&DISTRIBUTION) => matrix::in_full(&made),
                Shape::Model(model) if model.is(&IO) => with_rule(made),
                _ => made,
            }
        }
        _ => node.clone(),
    }
}

fn in_full(param: &Node) -> Node {
    if is_full_param(param) {
        return param.clone();
    }
    let mut full = Node::empty(param.span);
    full.set("value", param.clone());
    full
}

/// An input's options are a rule of its values.
fn with_rule(mut io: Node) -> Node {
    if let Some(options) = io.take("options").filter(|options| !options.value.is_null()) {
        let mut validation = io.get("validation").cloned().unwrap_or_else(|| Node::empty(options.value.span));
        if validation.get("options").is_none() {
            validation.put(options);
        }
        io.set("validation", validation);
    }
    io
}
