//! Good files, every kind and field among them: what becomes of each at every stage.
//!
//! A file's first lines may say how it is compiled: `# -P lr=0.1` gives a value, `# with presets/queue` puts files over it,
//! `# ours: …` says why Polyaxon's client is not asked about it, `# not in the schema: …` why an editor would frown at it.
#![cfg(feature = "render")]
#![expect(clippy::unwrap_used, reason = "a test without its data can only fail")]

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use insta::{assert_snapshot, glob};
use spec::{Globals, Problem, Request, Stage, check_all, stage, to_yaml};

fn globals() -> Globals {
    Globals {
        owner_name: "acme".into(),
        project_name: "vision".into(),
        username: "ada".into(),
        uuid: "0197c2a4-5b6e-7d8f-9a0b-1c2d3e4f5a6b".into(),
        context_path: "/run".into(),
        artifacts_path: "/run/artifacts".into(),
        run_outputs_path: "/run/outputs".into(),
        ..Globals::default()
    }
}

/// A file, what is put over it, the values it is given, and whether the JSON Schema knows it.
struct Case {
    files: Vec<String>,
    params: BTreeMap<String, String>,
    in_schema: bool,
}

impl Case {
    fn read(path: &Path, root: &Path) -> Self {
        let content = fs::read_to_string(path).unwrap();
        let mut files = Vec::new();
        let mut params = BTreeMap::new();
        let mut in_schema = true;
        for line in content.lines().map_while(|line| line.strip_prefix("# ")) {
            if let Some(presets) = line.strip_prefix("with ") {
                let preset = |name| fs::read_to_string(root.join(format!("{name}.yaml"))).unwrap();
                files.extend(presets.split(' ').map(preset));
            }
            in_schema &= !line.starts_with("not in the schema: ");
            for given in line.split("-P ").skip(1) {
                let (name, value) = given.trim().split_once('=').unwrap();
                params.insert(name.to_owned(), value.to_owned());
            }
        }
        files.insert(0, content);
        Self { files, params, in_schema }
    }
}

fn lines_of(problems: &[Problem]) -> String {
    problems.iter().fold(String::new(), |mut text, problem| {
        writeln!(text, "{problem}").unwrap();
        text
    })
}

#[test]
fn good_files() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let schema = jsonschema::validator_for(&spec::schema()).unwrap();
    let mut count = 0;
    glob!("files/**/*.{yaml,json}", |path| {
        count += 1;
        let case = Case::read(path, &root);
        let files: Vec<&str> = case.files.iter().map(String::as_str).collect();
        let checked = check_all(&files);
        assert!(!checked.has_errors(), "{}: {}", path.display(), lines_of(&checked.problems));
        let mut text = String::new();
        if !checked.problems.is_empty() {
            write!(text, "── warnings\n{}", lines_of(&checked.problems)).unwrap();
        }
        let globals = globals();
        let request = Request { files: &files, component: None, params: &case.params, globals: &globals };
        let all = [
            ("parsed", Stage::Parsed),
            ("operation", Stage::Operation),
            ("compiled", Stage::Compiled),
            ("resolved", Stage::Resolved),
        ];
        let parsed = stage(&request, Stage::Parsed).unwrap().operation;
        let refused: Vec<_> = schema.iter_errors(&parsed).map(|why| format!("{}: {why}", why.instance_path())).collect();
        assert_eq!(refused.is_empty(), case.in_schema, "{}: {refused:#?}", path.display());
        let mut before = String::new();
        for (name, which) in all {
            let made = match stage(&request, which) {
                Ok(staged) => to_yaml(&staged.operation),
                Err(problems) => format!("not to be had: {}", lines_of(&problems)),
            };
            let shown = if made == before { "the same\n" } else { &made };
            write!(text, "── {name}\n{shown}").unwrap();
            before = made;
        }
        assert_snapshot!(text);
    });
    assert!(count >= 150, "{count} files");
}
