//! Polyaxonfiles: an answer to each, at every stage; and what is printed is read back.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use spec::{Globals, Request, Severity, Stage, check, check_run, stage, to_yaml};

fuzz_target!(|content: &str| {
    let checked = check(content);
    for problem in &checked.problems {
        assert!(problem.span.line > 0 && problem.span.column > 0, "{problem}");
    }
    assert!(checked.outline.is_some() || checked.has_errors());
    // What can be run here is a file.
    assert!(check_run(content).has_errors() || !checked.has_errors());

    let (params, globals) = (BTreeMap::new(), Globals::default());
    let request = Request { files: &[content], component: None, params: &params, globals: &globals };
    for which in [Stage::Parsed, Stage::Operation, Stage::Compiled, Stage::Resolved] {
        match stage(&request, which) {
            Ok(staged) => {
                assert!(staged.warnings.iter().all(|problem| problem.severity == Severity::Warning));
                let printed = to_yaml(&staged.operation);
                let again = Request { files: &[&printed], ..request.clone() };
                if which == Stage::Parsed && printed.len() <= spec::MAX_BYTES {
                    assert_eq!(stage(&again, which).map(|staged| staged.operation), Ok(staged.operation), "{printed}");
                }
            }
            Err(problems) => assert!(problems.iter().any(|problem| problem.severity == Severity::Error)),
        }
    }
    if let Ok(compiled) = spec::compile(content, &params, &globals) {
        assert!(!checked.has_errors());
        assert!(!compiled.plan.container.name.is_empty());
    }
});
