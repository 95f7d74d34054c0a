//! `orrery check` and `orrery compile`: polyaxonfiles without a server or a database.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use spec::{Globals, Problem, Request, Severity, Span, Stage};

use super::say;

/// One byte more than [`spec`] reads: it says itself that a file is too long.
const MOST_READ: u64 = (spec::MAX_BYTES + 1) as u64;

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Polyaxonfiles, each checked by itself; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Put this file over each of them first; may be given several times
    #[arg(long = "preset", value_name = "FILE")]
    presets: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Compile {
    /// A polyaxonfile, and others that are put over it in order; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A value for an input; may be given several times
    #[arg(short = 'P', long = "param", value_name = "NAME=VALUE", value_parser = param)]
    params: Vec<(String, String)>,
    /// Put this file over them; may be given several times
    #[arg(long = "preset", value_name = "FILE")]
    presets: Vec<PathBuf>,
    /// How far to go
    #[arg(long, value_enum, default_value_t = StageName::Resolved)]
    stage: StageName,
    /// How to write the result
    #[arg(short, long, value_enum, default_value_t = Output::Yaml)]
    output: Output,
}

/// A stage by its name.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum StageName {
    /// As it was read
    Parsed,
    /// An operation, with presets put over it and the values that are given
    Operation,
    /// What it runs, and inputs with their values
    Compiled,
    /// The same with every template rendered
    Resolved,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Output {
    Json,
    Yaml,
}

impl From<StageName> for Stage {
    fn from(name: StageName) -> Self {
        match name {
            StageName::Parsed => Self::Parsed,
            StageName::Operation => Self::Operation,
            StageName::Compiled => Self::Compiled,
            StageName::Resolved => Self::Resolved,
        }
    }
}

fn param(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE: -P lr=0.1")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Says what is wrong with each file; fails if any has an error.
pub(crate) fn check(options: &Check) -> anyhow::Result<ExitCode> {
    let mut is_valid = true;
    for file in &options.files {
        let names: Vec<&PathBuf> = std::iter::once(file).chain(&options.presets).collect();
        is_valid &= match read_all(&names)? {
            Ok(texts) => {
                let checked = spec::check_all(&texts.iter().map(String::as_str).collect::<Vec<_>>());
                tell(&names, &checked.problems)?;
                !checked.has_errors()
            }
            Err(()) => false,
        };
    }
    Ok(status(is_valid))
}

/// Writes a stage of the files put together.
pub(crate) fn compile(options: Compile) -> anyhow::Result<ExitCode> {
    let mut names: Vec<&PathBuf> = options.files.iter().chain(&options.presets).collect();
    let Ok(texts) = read_all(&names)? else { return Ok(status(false)) };
    let reference = spec::path_ref(&texts[0]).map(|path| names[0].parent().unwrap_or(Path::new("")).join(path));
    let component = match &reference {
        Some(path) => match read_all(&[path])? {
            Ok(texts) => texts.into_iter().next(),
            Err(()) => return Ok(status(false)),
        },
        None => None,
    };
    names.extend(&reference);
    let globals = Globals::default();
    let request = Request {
        files: &texts.iter().map(String::as_str).collect::<Vec<_>>(),
        component: component.as_deref(),
        params: &options.params.into_iter().collect::<BTreeMap<_, _>>(),
        globals: &globals,
    };
    match spec::stage(&request, options.stage.into()) {
        Ok(staged) => {
            tell(&names, &staged.warnings)?;
            let text = match options.output {
                Output::Json => serde_json::to_string_pretty(&staged.operation)?,
                Output::Yaml => spec::to_yaml(&staged.operation),
            };
            say(text.trim_end_matches('\n'))?;
            Ok(status(true))
        }
        Err(problems) => {
            tell(&names, &problems)?;
            Ok(status(false))
        }
    }
}

fn status(is_valid: bool) -> ExitCode {
    if is_valid { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The files' texts; `Err` when one is not a text, which is then said.
fn read_all(names: &[&PathBuf]) -> anyhow::Result<Result<Vec<String>, ()>> {
    let mut texts = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let bytes = read(name).with_context(|| format!("can't read {}", name.display()))?;
        match String::from_utf8(bytes) {
            Ok(text) => texts.push(text),
            Err(error) => {
                tell(names, &[not_utf8(&error, index)])?;
                return Ok(Err(()));
            }
        }
    }
    Ok(Ok(texts))
}

fn read(name: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if name == Path::new("-") {
        io::stdin().lock().take(MOST_READ).read_to_end(&mut bytes)?;
    } else {
        File::open(name)?.take(MOST_READ).read_to_end(&mut bytes)?;
    }
    // What is too long is cut anywhere, a letter not excepted.
    if bytes.len() as u64 == MOST_READ
        && let Err(error) = std::str::from_utf8(&bytes)
        && error.error_len().is_none()
    {
        bytes.truncate(error.valid_up_to());
        bytes.resize(spec::MAX_BYTES + 1, b' ');
    }
    Ok(bytes)
}

fn not_utf8(error: &std::string::FromUtf8Error, file: usize) -> Problem {
    let at = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let before = String::from_utf8_lossy(&bytes[..at]);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Problem {
        severity: Severity::Error,
        span: Span {
            line: number(line),
            column: number(column),
            end_line: number(line),
            end_column: number(column + 1),
            file: u16::try_from(file).unwrap_or(u16::MAX),
        },
        path: String::new(),
        message: format!("the byte 0x{:02x} is not UTF-8", bytes[at]),
        fix: Some("save the file as plain UTF-8 text".to_owned()),
    }
}

/// Problems as compilers write them, on standard error: `train.yaml:3:5: error: run.container: …`.
fn tell(names: &[&PathBuf], problems: &[Problem]) -> io::Result<()> {
    let mut out = io::stderr().lock();
    for problem in problems {
        let severity = match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let name = names.get(usize::from(problem.span.file)).map(|name| name.display().to_string()).unwrap_or_default();
        let said = Problem { span: Span::default(), ..problem.clone() };
        let written = match problem.span.line {
            0 => writeln!(out, "{severity}: {said}"),
            line => writeln!(out, "{name}:{line}:{}: {severity}: {said}", problem.span.column),
        };
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
