//! `run` of kind `dag`: operations that wait for each other.

use crate::{
    document::Document,
    index::Index,
    ios::Declared,
    models::structure::MAX_ITEMS,
    names,
    operation::Operation,
    params::{Reference, Referent},
    reader::{Reader, shortened},
    report::{Place, Report},
    types::Type,
    yaml::Node,
};

/// One operation of a DAG.
struct Step {
    name: String,
    place: Place,
    document: Document,
    /// The operations it waits for, and where it says so.
    waits: Vec<(String, Place)>,
}

/// Checks a DAG; returns the names of its operations in an order in which they can run.
pub(crate) fn check(run: &Reader<'_>, inputs: &[Declared], report: &mut Report<'_>) -> Vec<String> {
    let components = components(run, report);
    let Some(operations) = run.get("operations") else {
        report.error_fix(&run.place, "`operations` is missing", "write `operations: [{name: …, component: {…}}]`");
        return Vec::new();
    };
    if operations.node.items().is_empty() && !operations.node.is_template() {
        report.error_fix(&operations.place, "has no operations: nothing would run", "write `- {name: …, component: {…}}`");
    }
    let mut steps: Vec<Step> = Vec::new();
    operations.each_item(&mut |item| {
        if report.is_full() || steps.len() >= MAX_ITEMS {
            return;
        }
        if let Some(step) = step(item, &components, report) {
            match steps.iter().find(|other| other.name == step.name) {
                Some(_) => {
                    let message = format!("two operations have the name `{}`", shortened(&step.name));
                    report.error_fix(&step.place, message, "give each a name of its own");
                }
                None => steps.push(step),
            }
        }
    });
    for step in &steps {
        check_waits(step, &steps, report);
        check_values(step, &steps, inputs, report);
    }
    order(&steps, report)
}

/// The components that operations name with `dagRef`.
#[derive(Default)]
struct Components {
    index: Index,
    /// Each with its path.
    found: Vec<(String, Node, String)>,
}

fn components(run: &Reader<'_>, report: &mut Report<'_>) -> Components {
    let mut all = Components::default();
    let Some(components) = run.get("components") else { return all };
    components.each_item(&mut |item| {
        let Some(name) = item.get("name") else {
            report.error_fix(&item.place, "a component of a DAG needs a `name`", "write `name: …`, for `dagRef`");
            return;
        };
        let text = name.node.text().unwrap_or_default();
        if all.index.add(text, all.found.len()) {
            all.found.push((text.to_owned(), item.node.clone(), item.place.path.clone()));
        } else {
            let message = format!("two components have the name `{}`", shortened(text));
            report.error_fix(&name.place, message, "give each a name of its own");
        }
    });
    all
}

fn step(item: &Reader<'_>, components: &Components, report: &mut Report<'_>) -> Option<Step> {
    if item.node.is_template() || item.node.entries().is_empty() {
        return None;
    }
    let Some(name) = item.get("name") else {
        report.error_fix(&item.place, "an operation of a DAG needs a `name`", "write `name: …`, for others to wait for");
        return None;
    };
    if let Some(schedule) = item.get("schedule") {
        report.error_fix(&schedule.place, "an operation of a DAG can't have a schedule", "give the DAG the schedule");
    }
    let mut node = item.node.clone();
    let mut component_path = item.place.path.clone();
    if let Some(reference) = item.get("dagRef") {
        let wanted = reference.node.text().unwrap_or_default();
        let known: Vec<&str> = components.found.iter().map(|(name, ..)| name.as_str()).collect();
        if let Some((_, component, path)) = components.index.get(wanted).map(|at| &components.found[at]) {
            node.take("dagRef");
            node.set("component", component.clone());
            component_path.clone_from(path);
        } else {
            let message = format!("the DAG has no component `{}`", shortened(wanted));
            let fix = names::suggestion(wanted, &known).unwrap_or_else(|| "add it to `components`".to_owned());
            report.error_fix(&reference.place, message, fix);
        }
    } else if item.get("component").is_some() {
        component_path.push_str(".component");
    }
    let operation = Operation { node, path: item.place.path.clone(), component_path };
    let document = Document::read(&operation, report);
    Some(Step { name: name.node.text()?.to_owned(), place: name.place, waits: waits(item, &document), document })
}

/// What the operation waits for: what it says, and what its values come from.
fn waits(item: &Reader<'_>, document: &Document) -> Vec<(String, Place)> {
    let mut found = Vec::new();
    if let Some(dependencies) = item.get("dependencies") {
        match dependencies.node.text() {
            Some(name) => found.push((name.to_owned(), dependencies.place.clone())),
            None => dependencies.each_item(&mut |item| {
                found.extend(item.node.text().map(|name| (name.to_owned(), item.place.clone())));
            }),
        }
    }
    for Reference { of, place, .. } in document.params.iter().filter_map(|param| param.reference.as_ref()) {
        if let Referent::Operation(name) = of {
            found.push((name.clone(), place.clone()));
        }
    }
    if let Some(events) = item.get("events") {
        events.each_item(&mut |event| {
            let reference = event.get("ref");
            let name = reference
                .as_ref()
                .and_then(|field| field.node.text())
                .and_then(|text| Some(text.strip_prefix("ops.")?.to_owned()));
            found.extend(name.zip(reference.map(|field| field.place)));
        });
    }
    found
}

fn check_waits(step: &Step, steps: &[Step], report: &mut Report<'_>) {
    let known: Vec<&str> = steps.iter().map(|other| other.name.as_str()).filter(|name| *name != step.name).collect();
    for (name, place) in &step.waits {
        if *name == step.name {
            report.error_fix(place, format!("`{name}` waits for itself"), "remove it");
        } else if !known.contains(&name.as_str()) {
            let message = format!("the DAG has no operation `{}`", shortened(name));
            let fix = names::suggestion(name, &known).unwrap_or_else(|| "add it to `operations`".to_owned());
            report.error_fix(place, message, fix);
        }
    }
}

/// Inputs get values that there are, and of their type; nobody is asked for those that are missing.
fn check_values(step: &Step, steps: &[Step], dag: &[Declared], report: &mut Report<'_>) {
    let document = &step.document;
    for input in &document.inputs {
        let param = document.param(&input.name);
        if input.is_required()
            && param.is_none_or(|param| param.value.is_none() && param.reference.is_none())
            && !document.is_later(&input.name)
        {
            let message = format!("`{}` ({}) needs a value", input.name, input.type_name());
            report.error_fix(&step.place, message, format!("give it one: `params: {{{}: …}}`", input.name));
        }
        let Some(reference) = param.and_then(|param| param.reference.as_ref()) else { continue };
        let Some((root, name)) = reference.value.split_once('.') else { continue };
        let (declared, whose) = match (&reference.of, root) {
            (Referent::Dag, "inputs") => (Some(dag), "the DAG".to_owned()),
            (Referent::Operation(other), "inputs" | "outputs") => {
                let other = steps.iter().find(|step| step.name == *other && step.document.node.get("run").is_some());
                let found = other.map(|step| match root {
                    "inputs" => step.document.inputs.as_slice(),
                    _ => step.document.outputs.as_slice(),
                });
                (found, other.map_or_else(String::new, |step| format!("`{}`", step.name)))
            }
            _ => (None, String::new()),
        };
        let Some(declared) = declared else { continue };
        let noun = root.trim_end_matches('s');
        match declared.iter().find(|declared| declared.name == name) {
            None => {
                let known: Vec<&str> = declared.iter().map(|declared| declared.name.as_str()).collect();
                let message = format!("{whose} has no {noun} `{}`", shortened(name));
                let fix = names::suggestion(name, &known).unwrap_or_else(|| format!("declare it under its `{root}`"));
                report.error_fix(&reference.place, message, fix);
            }
            Some(given) if !suits(given, input) => {
                let message = format!(
                    "the {noun} `{name}` of {whose} is {}, and `{}` is {}",
                    given.type_name(),
                    input.name,
                    input.type_name()
                );
                report.error_fix(&reference.place, message, "make their types the same");
            }
            Some(_) => {}
        }
    }
}

/// Whether values of one are values of the other.
fn suits(given: &Declared, wanted: &Declared) -> bool {
    if given.kind == Type::Any || wanted.kind == Type::Any {
        return true;
    }
    let textual =
        [Type::Str, Type::Path, Type::Uri, Type::Image, Type::Git, Type::Gcs, Type::S3, Type::Wasb, Type::Uuid, Type::Auth];
    let is_fraction = |kind| matches!(kind, Type::Float | Type::Metric);
    let numeric = |from, to| is_fraction(to) && (is_fraction(from) || from == Type::Int);
    given.is_list == wanted.is_list
        && (given.kind == wanted.kind
            || numeric(given.kind, wanted.kind)
            || (textual.contains(&given.kind) && textual.contains(&wanted.kind))
            || (wanted.kind == Type::Str && matches!(given.kind, Type::Date | Type::Datetime)))
}

/// The operations in an order in which they can run; those that never can are reported.
fn order(steps: &[Step], report: &mut Report<'_>) -> Vec<String> {
    let index = Index::of(steps.iter().map(|step| step.name.as_str()));
    let edges: Vec<Vec<usize>> = steps
        .iter()
        .enumerate()
        .map(|(at, step)| step.waits.iter().filter_map(|(name, _)| index.get(name)).filter(|other| *other != at).collect())
        .collect();
    let mut done: Vec<usize> = Vec::new();
    let mut is_done = vec![false; steps.len()];
    loop {
        let ready: Vec<usize> =
            (0..steps.len()).filter(|at| !is_done[*at] && edges[*at].iter().all(|other| is_done[*other])).collect();
        if ready.is_empty() {
            break;
        }
        for at in ready {
            is_done[at] = true;
            done.push(at);
        }
    }
    report_circles(steps, &edges, &is_done, report);
    done.into_iter().map(|at| steps[at].name.clone()).collect()
}

/// Each that is left waits for another that is left, so that whoever follows them comes back to where they were.
fn report_circles(steps: &[Step], edges: &[Vec<usize>], is_done: &[bool], report: &mut Report<'_>) {
    let mut told = vec![false; steps.len()];
    for start in (0..steps.len()).filter(|at| !is_done[*at]) {
        if told[start] {
            continue;
        }
        let mut path = vec![start];
        let circle = loop {
            let next = path.last().and_then(|at| edges[*at].iter().copied().find(|other| !is_done[*other]));
            let Some(next) = next else { break &path[..] };
            match path.iter().position(|at| *at == next) {
                Some(first) => break &path[first..],
                None => path.push(next),
            }
        };
        let name = |at: &usize| format!("`{}`", shortened(&steps[*at].name));
        if !circle.iter().any(|at| told[*at]) {
            let names: Vec<String> = circle.iter().chain(&circle[..1]).map(name).collect();
            let message = format!("operations wait for each other in a circle: {}", names.join(" → "));
            report.error_fix(&steps[circle[0]].place, message, "remove one of the dependencies");
            for at in circle {
                told[*at] = true;
            }
        }
        if !told[start] {
            let message = format!("{} never begins: it waits for {}, which waits for itself", name(&start), name(&circle[0]));
            report.error_fix(&steps[start].place, message, "undo the circle");
            told[start] = true;
        }
    }
}
