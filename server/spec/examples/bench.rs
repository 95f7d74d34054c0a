//! Measures what people wait for: `cargo run --release -p spec --features render --example bench`.
//!
//! Compiles 1,000 files, which are those of the tests over and over, and checks a file of 500 lines as the editor does after a key. Ratios
//! are to the time it takes to read the same text as YAML and do nothing with it.
#![expect(clippy::print_stdout, reason = "it is what one runs it for")]

use std::{
    collections::BTreeMap,
    fs,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use spec::{Globals, check_run, compile};

const FILES: usize = 1_000;
const ROUNDS: usize = 20;

fn gather(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, found);
        } else {
            found.extend(fs::read_to_string(path));
        }
    }
}

/// Reads a text as YAML and does nothing with it.
fn read(text: &str) -> usize {
    saphyr_parser::Parser::new_from_str(text).count()
}

/// A component with many inputs.
fn long(lines: usize) -> String {
    let input =
        |number| format!("  - name: p{number}\n    type: float\n    value: 0.{number}\n    description: The number {number}\n");
    let inputs: String = (0..(lines - 10) / 4).map(input).collect();
    let run = "run:\n  kind: job\n  container:\n    image: python:3.12\n    command: [python, train.py]\n";
    format!("version: 1.1\nkind: component\ninputs:\n{inputs}{run}    args: [\"{{{{ params.as_args }}}}\"]\n")
}

/// The median of what each takes.
fn median(mut each: impl FnMut()) -> Duration {
    let mut took: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            each();
            began.elapsed()
        })
        .collect();
    took.sort();
    took[ROUNDS / 2]
}

fn say(what: &str, took: Duration, least: Duration) {
    println!(
        "{what:<28} {:>9.2} ms   {:>5.1} times reading it",
        took.as_secs_f64() * 1e3,
        took.as_secs_f64() / least.as_secs_f64()
    );
}

fn main() {
    let mut files = Vec::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files"), &mut files);
    let (params, globals) = (BTreeMap::new(), Globals::default());
    let many: Vec<&String> = files.iter().cycle().take(FILES).collect();
    let least = median(|| {
        for text in &many {
            black_box(read(text));
        }
    });
    let took = median(|| {
        for text in &many {
            let _ = black_box(compile(text, &params, &globals));
        }
    });
    say("compile 1,000 files", took, least);

    let text = long(500);
    let least = median(|| {
        black_box(read(&text));
    });
    let checked = median(|| {
        black_box(check_run(&text));
    });
    say("check 500 lines", checked, least);
    let compiled = median(|| {
        let _ = black_box(compile(&text, &params, &globals));
    });
    say("compile 500 lines", compiled, least);
}
