//! The format as data: every model, its fields, what their values look like.
//!
//! One table is behind the check of a file's structure ([`structure`]), the JSON Schema ([`schema`]) and, through that, the editor's
//! completion. What a field means is said where it is carried out; here is only what may be written.

/// A list of this shape. What tables refer to is a constant of its own.
macro_rules! list {
    ($shape:expr) => {{
        static ITEM: $crate::models::Shape = $shape;
        $crate::models::Shape::List(&ITEM)
    }};
}

/// Names mapped to values of this shape.
macro_rules! map {
    ($shape:expr) => {{
        static VALUE: $crate::models::Shape = $shape;
        $crate::models::Shape::Map(&VALUE)
    }};
}

/// One of these shapes.
macro_rules! either {
    ($($shape:expr),+ $(,)?) => {{
        static SHAPES: &[$crate::models::Shape] = &[$($shape),+];
        $crate::models::Shape::Either(SHAPES)
    }};
}

mod containers;
mod dags;
mod distributed;
mod environment;
mod globals;
mod inputs;
mod matrix;
mod operations;
mod runs;
#[cfg(feature = "render")]
mod schema;
pub(crate) mod spelling;
pub(crate) mod structure;
mod volumes;
pub(crate) mod walk;

pub(crate) use containers::CONTAINER;
pub(crate) use dags::DAG;
pub(crate) use globals::GLOBALS;
pub(crate) use inputs::{PARAM, is_full_param};
pub(crate) use matrix::MATRIX;
pub(crate) use operations::POLYAXONFILE;
pub(crate) use runs::{INIT, RUN, SHORTCUTS};
#[cfg(feature = "render")]
pub use schema::schema;
#[cfg(feature = "render")]
pub(crate) use {inputs::IO, matrix::DISTRIBUTION};

/// A mapping with fields of known names.
#[derive(Debug)]
pub(crate) struct Model {
    /// As Polyaxon names it, without its `V1`.
    pub(crate) name: &'static str,
    /// What it is.
    #[cfg(feature = "render")]
    pub(crate) about: &'static str,
    /// Its fields; groups are what several models have in common.
    pub(crate) groups: &'static [&'static [Field]],
}

/// A field of a model.
#[derive(Debug)]
pub(crate) struct Field {
    /// Its name, as it is written.
    pub(crate) name: &'static str,
    /// What its value looks like.
    pub(crate) shape: Shape,
    /// Whether it has to be given.
    pub(crate) required: bool,
    /// What it is for.
    #[cfg(feature = "render")]
    pub(crate) about: &'static str,
}

/// What a value looks like. A text with a template in it stands for a value of any shape.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// Whatever.
    Any,
    /// A scalar, taken as it is written.
    Text,
    /// A text that is no template.
    Plain,
    /// A name: letters, digits, `-` and `_`, at most 128.
    Name,
    /// `true` or `false`.
    Bool,
    /// A whole number, this or more, in 32 bits: Kubernetes takes no more.
    Whole(i32),
    /// A whole number, not negative, in 53 bits: JSON takes no more.
    Long,
    /// A number.
    Number,
    /// A date and time, RFC 3339, or a date alone.
    Datetime,
    /// A length of time: seconds, `1h 30m`, `01:30:00`, `P1DT2H`.
    Duration,
    /// A Kubernetes quantity: `500m`, `2Gi`, `1`.
    Quantity,
    /// A port's number or name.
    Port,
    /// One of these words.
    Word(&'static [&'static str]),
    /// One of these words, or something else that is not known here.
    Open(&'static [&'static str]),
    /// Any mapping.
    Mapping,
    /// Names mapped to texts.
    Texts,
    /// Names mapped to values of one shape.
    Map(&'static Shape),
    /// A list.
    List(&'static Shape),
    /// A list, or one of its items alone.
    Several(&'static Shape),
    /// A list of words of a command line, in which one template may stand for several.
    Words,
    /// A mapping with known fields.
    Model(&'static Model),
    /// The model that `kind` names.
    Tagged(&'static Tagged),
    /// A value, or a param in full: a mapping with a field of one.
    Param,
    /// One of these: the first that the kind of value (mapping, list, text) fits.
    Either(&'static [Shape]),
}

/// Models told apart by the field `kind`.
#[derive(Debug)]
pub(crate) struct Tagged {
    /// What they are: "kind of run".
    pub(crate) noun: &'static str,
    /// Each value of `kind` and what it stands for. A model may have several names.
    pub(crate) models: &'static [(&'static str, &'static Model)],
}

impl Model {
    /// Whether it is this one.
    pub(crate) fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }

    /// Every field.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.groups.iter().copied().flatten()
    }

    /// The field of this name.
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields().find(|field| field.name == name)
    }
}

impl Tagged {
    /// The model of this kind.
    pub(crate) fn model(&self, kind: &str) -> Option<&'static Model> {
        self.models.iter().find(|(name, _)| *name == kind).map(|(_, model)| *model)
    }

    /// All kinds.
    pub(crate) fn kinds(&self) -> Vec<&'static str> {
        self.models.iter().map(|(name, _)| *name).collect()
    }

    /// Whether they are these.
    #[cfg(feature = "render")]
    pub(crate) fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// A model of its own and of shared fields.
const fn model(name: &'static str, about: &'static str, groups: &'static [&'static [Field]]) -> Model {
    // In the browser nobody reads it.
    #[cfg(not(feature = "render"))]
    let _ = about;
    Model {
        name,
        #[cfg(feature = "render")]
        about,
        groups,
    }
}

/// A field that may be left out.
const fn field(name: &'static str, shape: Shape, about: &'static str) -> Field {
    #[cfg(not(feature = "render"))]
    let _ = about;
    Field {
        name,
        shape,
        required: false,
        #[cfg(feature = "render")]
        about,
    }
}

/// A field that has to be given.
const fn required(name: &'static str, shape: Shape, about: &'static str) -> Field {
    Field { required: true, ..field(name, shape, about) }
}

#[cfg(all(test, feature = "render"))]
#[expect(clippy::unwrap_used, reason = "a test without its data can only fail")]
mod tests {
    use std::{
        collections::BTreeMap,
        fmt::Write as _,
        fs,
        path::{Path, PathBuf},
    };

    use super::{Model, Shape, walk};
    use crate::{report::Report, yaml, yaml::Node};

    /// Which file first has each field of each model.
    type Found = BTreeMap<(&'static str, &'static str), String>;

    fn visit(node: &Node, shape: &Shape, file: &str, found: &mut Found) {
        if let Some(model) = walk::model_of(shape, node) {
            for entry in node.entries() {
                if let Some(field) = model.field(&entry.key) {
                    found.entry((model.name, field.name)).or_insert_with(|| file.to_owned());
                    visit(&entry.value, &field.shape, file, found);
                }
            }
            return;
        }
        for entry in node.entries() {
            if let Some(shape) = walk::entry_shape(node, shape, &entry.key) {
                visit(&entry.value, &shape, file, found);
            }
        }
        let item = walk::item_shape(shape);
        node.items().iter().for_each(|node| visit(node, &item, file, found));
    }

    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { files(&path, found) } else { found.push(path) }
        }
        found.sort();
    }

    fn models(model: &'static Model, found: &mut BTreeMap<&'static str, &'static Model>) {
        fn of(shape: &'static Shape, found: &mut BTreeMap<&'static str, &'static Model>) {
            match shape {
                Shape::Model(model) => models(model, found),
                Shape::Tagged(tagged) => tagged.models.iter().for_each(|(_, model)| models(model, found)),
                Shape::Map(shape) | Shape::List(shape) | Shape::Several(shape) => of(shape, found),
                Shape::Either(shapes) => shapes.iter().for_each(|shape| of(shape, found)),
                _ => {}
            }
        }
        if found.insert(model.name, model).is_none() {
            model.fields().for_each(|field| of(&field.shape, found));
        }
    }

    /// The table of every model and field against the file that has it: none is without one.
    #[test]
    fn every_field_is_in_a_file() {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/files");
        let mut paths = Vec::new();
        files(&root, &mut paths);
        let mut found = Found::new();
        for path in paths {
            let content = fs::read_to_string(&path).unwrap();
            let node = yaml::load(&content, &mut Report::new(&content)).unwrap();
            let name = path.strip_prefix(&root).unwrap().with_extension("");
            visit(&node, &Shape::Model(&super::POLYAXONFILE), name.to_str().unwrap(), &mut found);
        }
        let mut all = BTreeMap::new();
        models(&super::POLYAXONFILE, &mut all);
        // An operation of a DAG is a file, and a component is one without what an operation says.
        let same = |name| if name == "Operation" || name == "Component" { "Polyaxonfile" } else { name };
        let mut table = String::new();
        let mut missing = Vec::new();
        for model in all.values() {
            for field in model.fields() {
                let as_operation = if model.name == "Polyaxonfile" { "Operation" } else { same(model.name) };
                let file = [model.name, same(model.name), as_operation].iter().find_map(|name| found.get(&(name, field.name)));
                match file {
                    Some(file) => writeln!(table, "{}.{}: {file}", model.name, field.name).unwrap(),
                    None => missing.push(format!("{}.{}", model.name, field.name)),
                }
            }
        }
        assert!(missing.is_empty(), "in no file: {}", missing.join(", "));
        insta::assert_snapshot!(table);
    }
}
