//! Files put over each other: an answer at every stage, and the same over itself changes no scalar.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use spec::{Globals, Request, Severity, Stage, check_all, stage};

fuzz_target!(|files: &str| {
    let (first, second) = files.split_once("\n=====\n").unwrap_or((files, files));
    let checked = check_all(&[first, second]);
    assert!(checked.problems.iter().all(|problem| problem.span.file <= 1));
    let (params, globals) = (BTreeMap::new(), Globals::default());
    for files in [&[first, second][..], &[first, second, second]] {
        let request = Request { files, component: None, params: &params, globals: &globals };
        for which in [Stage::Operation, Stage::Compiled, Stage::Resolved] {
            match stage(&request, which) {
                Ok(staged) => assert!(staged.operation.is_object()),
                Err(problems) => assert!(problems.iter().any(|problem| problem.severity == Severity::Error)),
            }
        }
    }
});
