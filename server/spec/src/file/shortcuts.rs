//! `container`, `cmd`, `env` and `init` at the root: a job without writing `run`.

use serde_json::Map;

use crate::{
    containers::{self, Container},
    jobs::{self, Job},
    reader::{Fields, Reader},
    report::Report,
    templates::Text,
};

/// Reads a job from the shortcuts, of which `container` or `cmd` is given.
pub(super) fn read(fields: &mut Fields<'_>, report: &mut Report<'_>) -> Option<Job> {
    let place = fields.place.clone();
    let mut container = match fields.get("container") {
        Some(field) => containers::read(&field, jobs::MAIN, report)?,
        None => Container {
            name: jobs::MAIN.to_owned(),
            image: None,
            command: Vec::new(),
            args: Vec::new(),
            env: Vec::new(),
            working_dir: None,
            says_what: true,
            kept: Map::new(),
            place,
        },
    };
    if let Some(field) = fields.get("cmd") {
        container.says_what = true;
        if !container.command.is_empty() || !container.args.is_empty() {
            report.error_fix(
                &field.place,
                "`cmd` and the container's own `command` or `args` can't both be used",
                "keep one of them",
            );
        }
        set_command(&mut container, &field, report);
    }
    if let Some(field) = fields.get("env") {
        container.env.extend(containers::variable_map(&field, report));
    }
    let init = fields.get("init").map(|field| jobs::read_init(&field, report)).unwrap_or_default();
    let job = Job { init, container, kept: Map::new() };
    job.check_names(report);
    Some(job)
}

/// A shell runs the lines and stops at the first that fails.
fn set_command(container: &mut Container, reader: &Reader<'_>, report: &mut Report<'_>) {
    let lines = match reader.node.data {
        crate::yaml::Data::List(_) => reader.texts(report).join("\n"),
        _ => reader.text(report).unwrap_or_default(),
    };
    let text = |text: &str| Text { text: text.to_owned(), place: reader.place.clone() };
    container.command = vec![text("/bin/sh"), text("-c")];
    container.args = vec![text(&format!("set -e\n{lines}"))];
}
