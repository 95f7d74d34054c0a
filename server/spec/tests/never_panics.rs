//! Whatever is typed: an answer, in time, and problems that point into the text.
#![expect(clippy::unwrap_used, reason = "a test without its data can only fail")]

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use proptest::prelude::*;
use spec::check_run;

/// Every file of the tests.
fn files() -> Vec<String> {
    fn gather(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { gather(&path, found) } else { found.push(fs::read_to_string(path).unwrap()) }
        }
    }
    let mut found = Vec::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files"), &mut found);
    found.sort();
    found
}

/// What changes the meaning of YAML and of templates.
const PIECES: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "'",
    "\"",
    "\n",
    "\t",
    "- ",
    ": ",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "!x ",
    "|\n",
    ">-\n",
    "[",
    "]",
    "{",
    "}",
    "#",
    "---\n",
    "? ",
    "~",
    "\u{feff}",
    "é",
    "\0",
    "params.as_args",
    "globals.",
    " | ",
    "value: ",
    "kind: dag",
    "  ",
    "0x",
    "1:30",
    "%YAML 1.1\n",
];

fn answer(content: &str) {
    let began = Instant::now();
    let checked = check_run(content);
    let lines = u32::try_from(content.split(['\n', '\r']).count()).map_or(u32::MAX, |lines| lines + 1);
    for problem in &checked.problems {
        assert!((1..=lines).contains(&problem.span.line), "{problem} in {content:?}");
        assert!(problem.span.column > 0, "{problem} in {content:?}");
        let end = (problem.span.end_line, problem.span.end_column);
        assert!((problem.span.line, problem.span.column) <= end, "{problem} ends at {end:?} in {content:?}");
    }
    assert!(checked.outline.is_some() || checked.has_errors(), "nothing said of {content:?}");
    #[cfg(feature = "render")]
    match spec::compile(content, &std::collections::BTreeMap::from([("epochs".into(), "2".into())]), &spec::Globals::default())
    {
        Ok(_) => assert!(!checked.has_errors(), "compiled in spite of {:?}: {content:?}", checked.problems),
        Err(problems) => assert_ne!(problems, []),
    }
    #[cfg(feature = "render")]
    stages(content);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?} for {content:?}", began.elapsed());
}

/// A file over itself, at every stage.
#[cfg(feature = "render")]
fn stages(content: &str) {
    let (params, globals) = (std::collections::BTreeMap::new(), spec::Globals::default());
    for files in [&[content][..], &[content, content][..]] {
        let request = spec::Request { files, component: None, params: &params, globals: &globals };
        for stage in [spec::Stage::Parsed, spec::Stage::Operation, spec::Stage::Compiled, spec::Stage::Resolved] {
            match spec::stage(&request, stage) {
                Ok(staged) => assert_ne!(spec::to_yaml(&staged.operation), ""),
                Err(problems) => assert_ne!(problems, []),
            }
        }
    }
}

/// One of the files, cut somewhere and something put in.
fn mutated() -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), 0..12_usize, prop::sample::select(PIECES));
    (prop::sample::select(files()), prop::collection::vec(edit, 1..6)).prop_map(|(file, edits)| {
        let mut characters: Vec<char> = file.chars().collect();
        for (at, removed, piece) in edits {
            let at = at.index(characters.len() + 1);
            let end = (at + removed).min(characters.len());
            characters.splice(at..end, piece.chars());
        }
        characters.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_any_text(content in ".{0,300}") {
        answer(&content);
    }

    #[test]
    fn on_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        answer(&pieces.concat());
    }

    #[test]
    fn on_mutated_files(content in mutated()) {
        answer(&content);
    }
}

fn numbered(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect()
}

#[test]
fn on_big_files() {
    let job = "\nrun: {kind: job, container: {command: [ls]}}\n";
    let many = |item: &str| item.repeat((1 << 20) / item.len() - 200);
    for content in [
        format!("tags: [{}]{job}", many("a,")),
        format!("tags:\n{}{job}", many("- {{x}}\n")),
        format!("run: {{kind: job, container: {{command: [{}]}}}}", many("\"{{ nothing }}\",")),
        format!("run: {{kind: job, container: {{command: [{}]}}}}", many("no,")),
        format!("x: &x \"{{{{ y }}}}\"\nrun: {{kind: job, container: {{command: [{}]}}}}", "*x,".repeat(90_000)),
        format!("inputs: [{}]{job}", many("{name: a, type: imt},")),
        format!("params: {{{}}}{job}", (0..40_000).map(|index| format!("p{index}: 1")).collect::<Vec<_>>().join(",")),
        format!("cmd: \"{}\"", many("{{ nothing }}")),
        format!(
            "run: {{kind: dag, operations: [{}]}}",
            many("{name: a, component: {run: {kind: job, container: {image: x}}}},")
        ),
        format!(
            "run: {{kind: dag, operations: [{}]}}",
            numbered(20_000, |index| format!("{{name: a{index}, dependencies: [a{}]}},", index + 1))
        ),
        format!(
            "matrix: {{kind: grid, params: {{{}}}}}{job}",
            numbered(20_000, |index| format!("p{index}: {{kind: choice, value: [1]}},"))
        ),
        format!(
            "inputs: [{}]\nmatrix: {{kind: mapping, values: [{{{}}}]}}{job}",
            numbered(500, |index| format!("{{name: i{index}, value: '{{{{ i }}}}'}},")),
            numbered(1000, |index| format!("v{index}: 1,"))
        ),
        format!("matrix: {{kind: mapping, values: [{}]}}{job}", many("{a: 1},")),
        format!("container: {{image: x}}\nresources: {{{}}}", numbered(40_000, |index| format!("a/{index}: 1,"))),
        format!("run: {{kind: job, container: {{image: x}}, sidecars: [{}]}}", many("{image: x},")),
        format!(
            "run: {{kind: job, connections: [{}], container: {{image: x, args: [{}]}}}}",
            "a,".repeat(20_000),
            "'{{ connections.b }}',".repeat(20_000)
        ),
        format!("cmd: \"{}\"", many("{% set a = b %}")),
        format!("cmd: \"{{% raw %}}{}\"", many("{{ {%")),
        format!("cmd: \"{{% raw %}}{}\"", many("endraw %}")),
        format!("cmd: \"{}{{{{ x | join }}}}\"", many("{{ params.as_args }}")),
        format!("cmd: \"{}\"", many("{")),
        many("a: "),
        many("["),
        many("{{ "),
        many("- "),
        many("? "),
        many("&a "),
        many("'"),
        many("\n"),
    ] {
        let began = Instant::now();
        check_run(&content);
        let start: String = content.chars().take(60).collect();
        assert!(began.elapsed() < Duration::from_secs(10), "{:?} for {start:?}", began.elapsed());
    }
}
