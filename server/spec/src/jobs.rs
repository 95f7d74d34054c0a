//! `run`: what is run. A `job` for now.

use serde_json::{Map, Value};

use crate::{
    containers::{self, Container},
    names,
    reader::{Fields, Reader, shortened},
    report::Report,
};

/// The main container's name when the file gives none.
pub(crate) const MAIN: &str = "polyaxon-main";

/// The kinds of the format that can't be run yet.
const LATER_KINDS: [&str; 14] = [
    "service",
    "dag",
    "mpijob",
    "tfjob",
    "pytorchjob",
    "daskcluster",
    "raycluster",
    "daskjob",
    "rayjob",
    "sparkjob",
    "spark",
    "notifier",
    "cleaner",
    "tuner",
];

/// A job as the file has it.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) init: Vec<Container>,
    pub(crate) container: Container,
    /// Fields that are kept as they are for the compiled operation.
    #[cfg_attr(not(feature = "render"), expect(dead_code, reason = "only compiling needs it"))]
    pub(crate) kept: Map<String, Value>,
}

/// Reads `run`.
pub(crate) fn read(reader: &Reader<'_>, report: &mut Report<'_>) -> Option<Job> {
    let mut fields = reader.fields(report)?;
    let kind = fields.required("kind", "write `kind: job`", report)?;
    match kind.text(report)?.as_str() {
        "job" => {}
        kind_name if LATER_KINDS.contains(&kind_name) => {
            report.error_fix(&kind.place, format!("runs of kind `{kind_name}` are not supported yet"), "use `kind: job`");
            return None;
        }
        kind_name => {
            let fix = match names::closest(kind_name, LATER_KINDS.into_iter().chain(["job"])) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "use `kind: job`".to_owned(),
            };
            report.error_fix(&kind.place, format!("unknown kind of run `{}`", shortened(kind_name)), fix);
            return None;
        }
    }
    let init = fields.get("init").map(|field| read_init(&field, report)).unwrap_or_default();
    let container = fields
        .required("container", "say what to run: `container: {image: busybox, command: [echo, hello]}`", report)
        .and_then(|field| containers::read(&field, MAIN, report));
    for name in ["image", "command", "args", "env", "workingDir", "resources"] {
        fields.misplaced(name, "`run.container`", report);
    }
    refuse_pod_fields(&mut fields, report);
    let kept = fields.finish(report);
    let job = Job { init, container: container?, kept };
    job.check_names(report);
    Some(job)
}

/// Fields of a run that shape its pod.
pub(crate) fn refuse_pod_fields(fields: &mut Fields<'_>, report: &mut Report<'_>) {
    fields.ignored("environment", "there is no pod to shape", report);
    for name in ["connections", "volumes", "sidecars"] {
        fields.unsupported(name, report);
    }
}

/// Reads `init`.
pub(crate) fn read_init(reader: &Reader<'_>, report: &mut Report<'_>) -> Vec<Container> {
    let items = reader.few_items(100, report);
    let one = |(index, item): (usize, &Reader<'_>)| {
        let mut fields = item.fields(report)?;
        let others = [
            "artifacts",
            "paths",
            "git",
            "dockerfile",
            "file",
            "tensorboard",
            "lineageRef",
            "modelRef",
            "artifactRef",
            "connection",
            "path",
        ];
        let other = fields.first_of(&others);
        for name in others {
            fields.unsupported(name, report);
        }
        let container = match (fields.get("container"), other) {
            (Some(field), _) => containers::read(&field, &format!("polyaxon-init-{}", index + 1), report),
            (None, Some(_)) => None,
            (None, None) => {
                report.error_fix(&item.place, "`container` is missing", "write `- container: {command: [echo, hello]}`");
                for name in ["name", "image", "command", "args", "env", "workingDir", "resources"] {
                    fields.misplaced(name, "`container`", report);
                }
                None
            }
        };
        fields.finish(report);
        container
    };
    items.iter().enumerate().filter_map(one).collect()
}

impl Job {
    /// All its containers in the order they run.
    pub(crate) fn containers(&self) -> impl Iterator<Item = &Container> {
        self.init.iter().chain([&self.container])
    }

    /// Logs are told apart by the container's name, and something has to be run.
    pub(crate) fn check_names(&self, report: &mut Report<'_>) {
        let mut seen: Vec<&str> = Vec::new();
        for container in self.containers() {
            if seen.contains(&container.name.as_str()) {
                let message = format!("two containers have the name `{}`", container.name);
                report.error_fix(&container.place, message, "give each a name of its own");
            }
            seen.push(&container.name);
            if !container.says_what {
                report.error_fix(
                    &container.place,
                    "the container says nothing to run",
                    "give it a `command`: [python, train.py], or an `image` whose entry point is run",
                );
            }
        }
    }
}
