//! Good files: what the browser is told of them, and what a cluster is given.
#![cfg(feature = "render")]

use std::collections::BTreeMap;

use insta::{assert_json_snapshot, glob};
use serde_json::json;
use spec::{Globals, check, compile};

fn globals() -> Globals {
    Globals {
        owner_name: "acme".into(),
        project_name: "vision".into(),
        username: "ada".into(),
        uuid: "0197c2a4-5b6e-7d8f-9a0b-1c2d3e4f5a6b".into(),
        context_path: "/run".into(),
        run_outputs_path: "/run/outputs".into(),
        ..Globals::default()
    }
}

#[test]
fn good_files() {
    glob!("files/*.yaml", |path| {
        let content = std::fs::read_to_string(path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let checked = check(&content);
        assert!(!checked.has_errors(), "{name}: {:#?}", checked.problems);
        let params = match name {
            "component" => BTreeMap::from([("epochs".to_owned(), "5".to_owned()), ("layers".to_owned(), "1, 2".to_owned())]),
            _ => BTreeMap::new(),
        };
        let compiled = compile(&content, &params, &globals()).unwrap_or_else(|problems| panic!("{name}: {problems:#?}"));
        let warnings: Vec<String> = compiled.warnings.iter().map(ToString::to_string).collect();
        assert_json_snapshot!(json!({
            "outline": checked.outline,
            "plan": compiled.plan,
            "operation": compiled.operation,
            "warnings": warnings,
        }));
    });
}
