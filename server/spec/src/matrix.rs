//! `matrix`: the values of each run, how many there are, and which they are.
//!
//! Nothing is built to be counted: a grid's run is computed from its number, a random one from the seed and its number.

mod distributions;
#[cfg(feature = "render")]
mod samples;

use serde_json::Value;

use crate::{
    index::Index,
    models,
    names::count_text,
    reader::Reader,
    report::{Place, Report},
    yaml::Node,
};
pub(crate) use distributions::Distribution;
#[cfg(feature = "render")]
pub(crate) use distributions::in_full;

/// The most runs one matrix makes.
pub const MAX_RUNS: u64 = 10_000;

/// More than inputs there may be.
const MAX_PARAMS: usize = 1000;

/// Values by name, in the order they are written.
pub type Sample = serde_json::Map<String, Value>;

/// A matrix whose runs are known without the results of others.
#[derive(Debug, Clone)]
pub struct Matrix {
    #[cfg_attr(not(feature = "render"), expect(dead_code, reason = "the browser only counts"))]
    kind: Kind,
    runs: u64,
}

#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "render"), expect(dead_code, reason = "the browser only counts"))]
enum Kind {
    Mapping(Vec<Sample>),
    Grid(Vec<(String, Distribution)>),
    Random { params: Vec<(String, Distribution)>, seed: u64 },
}

impl Matrix {
    /// How many runs it makes.
    pub const fn runs(&self) -> u64 {
        self.runs
    }
}

/// Checks a matrix beyond what the tables say of it; returns the names of the inputs it gives values to.
pub(crate) fn check(reader: &Reader<'_>, report: &mut Report<'_>) -> Vec<String> {
    let names = names(reader.node);
    if names.len() > MAX_PARAMS {
        report.error(&reader.place, format!("gives values to {} inputs; at most {MAX_PARAMS} are read", names.len()));
        return Vec::new();
    }
    let before = report.count();
    let matrix = read(reader, report);
    if let Some(matrix) = matrix.filter(|_| report.count() == before) {
        check_size(&matrix, reader, report);
    }
    names
}

/// The names a matrix gives values to.
fn names(node: &Node) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let params = node.get("params").map(Node::entries).unwrap_or_default();
    let values = node.get("values").map(Node::items).unwrap_or_default().iter().flat_map(Node::entries);
    let mut seen = Index::default();
    for entry in params.iter().chain(values) {
        if seen.add(&entry.key, 0) {
            names.push(entry.key.clone());
        }
    }
    names.extend(
        node.get("resource")
            .and_then(|resource| resource.get("name"))
            .and_then(Node::text)
            .filter(|name| !seen.has(name))
            .map(str::to_owned),
    );
    names
}

/// Where a matrix names this input.
pub(crate) fn place_of(matrix: &Reader<'_>, name: &str) -> Place {
    let named = matrix.get("params").and_then(|params| Some(params.place.field(name, params.node.entry(name)?.key_span)));
    let resource = || matrix.get("resource")?.get("name").filter(|field| field.node.text() == Some(name));
    let in_values = || {
        let mut found = None;
        matrix.get("values")?.each_item(&mut |item| {
            if found.is_none() {
                found = item.node.entry(name).map(|entry| item.place.field(name, entry.key_span));
            }
        });
        found
    };
    named.or_else(|| resource().map(|field| field.place)).or_else(in_values).unwrap_or_else(|| matrix.place.clone())
}

/// Reads a matrix. `None` for one whose runs follow from the results of others (Hyperband, Bayes and the like), and for a bad one.
pub(crate) fn read(reader: &Reader<'_>, report: &mut Report<'_>) -> Option<Matrix> {
    let kind = reader.node.get("kind")?.text()?;
    models::MATRIX.model(kind)?;
    let limit = reader.get("numRuns").and_then(|field| field.whole());
    if kind == "mapping" {
        return read_mapping(&reader.get("values")?, report);
    }
    let params = read_params(reader, kind, report)?;
    match kind {
        "grid" => {
            let all = combinations(&params);
            let runs = limit.map_or(all, |limit| all.min(u128::from(limit)));
            Some(Matrix { runs: u64::try_from(runs).unwrap_or(u64::MAX), kind: Kind::Grid(params) })
        }
        "random" => {
            let seed = reader.get("seed").and_then(|field| field.whole()).unwrap_or(0);
            // There are no more runs than combinations to choose from.
            let countable = params.iter().all(|(_, values)| values.count().is_some());
            let all = if countable { combinations(&params) } else { u128::MAX };
            let runs = u128::from(limit?).min(all);
            Some(Matrix { runs: u64::try_from(runs).unwrap_or(u64::MAX), kind: Kind::Random { params, seed } })
        }
        _ => None,
    }
}

fn read_mapping(values: &Reader<'_>, report: &mut Report<'_>) -> Option<Matrix> {
    let mut samples: Vec<Sample> = Vec::new();
    values.each_item(&mut |item| {
        if let Value::Object(sample) = item.value() {
            samples.push(sample);
        }
    });
    if samples.is_empty() {
        report.error_fix(&values.place, "has no values: nothing would run", "write `- {lr: 0.1}`, an item for each run");
        return None;
    }
    Some(Matrix { runs: samples.len() as u64, kind: Kind::Mapping(samples) })
}

fn read_params(reader: &Reader<'_>, kind: &str, report: &mut Report<'_>) -> Option<Vec<(String, Distribution)>> {
    let params = reader.get("params")?;
    if params.node.entries().is_empty() && kind != "iterative" {
        report.error_fix(&params.place, "has no values: nothing would run", "write `lr: {kind: choice, value: [0.1, 0.01]}`");
        return None;
    }
    let mut found = Vec::new();
    for entry in params.node.entries() {
        let at = params.entry(entry);
        let Some(distribution) = distributions::read(&at, report) else { continue };
        if kind == "grid" && distribution.count().is_none() {
            let message = format!("a grid can't go through `{}`, which has no end", distribution.kind());
            report.error_fix(&at.place, message, "use `choice`, `range` or `linspace`, or the matrix `random`");
        }
        found.push((entry.key.clone(), distribution));
    }
    (found.len() == params.node.entries().len()).then_some(found)
}

/// How many combinations of countable values there are.
fn combinations(params: &[(String, Distribution)]) -> u128 {
    params.iter().filter_map(|(_, values)| values.count()).fold(1, |all, count| all.saturating_mul(u128::from(count)))
}

fn check_size(matrix: &Matrix, reader: &Reader<'_>, report: &mut Report<'_>) {
    if matrix.runs > MAX_RUNS {
        let place = Place { path: reader.place.path.clone(), ..reader.place };
        let runs = if matrix.runs == u64::MAX { "more than 10^19".to_owned() } else { count_text(matrix.runs) };
        let message = format!("makes {runs} runs; at most {MAX_RUNS} are made");
        report.error_fix(&place, message, format!("say how many are enough: `numRuns: {MAX_RUNS}`, or give fewer values"));
    }
}
