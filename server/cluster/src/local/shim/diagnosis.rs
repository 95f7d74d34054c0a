//! Why a command could not be started, in words that help.

use std::{
    ffi::{OsStr, OsString},
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use spec::plan::Container;

/// Nothing was started, and trying again would not help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotStarted {
    /// One word.
    pub(super) reason: &'static str,
    /// One sentence.
    pub(super) message: String,
}

impl NotStarted {
    pub(super) fn new(reason: &'static str, message: String) -> Self {
        Self { reason, message }
    }
}

/// Images bring an entry point; the local runtime has none.
pub(super) fn no_command(container: &Container) -> NotStarted {
    let message = match &container.image {
        Some(image) => format!(
            "the local runtime uses no images, so it can't run `{image}`: the container's `command` must say what to run"
        ),
        None => "the local runtime uses no images, so the container's `command` must say what to run".to_owned(),
    };
    NotStarted::new("NoCommand", message)
}

/// Reads the machine's mind after `error`.
pub(super) fn why_not(error: &io::Error, program: &str, variables: &[(OsString, OsString)], directory: &Path) -> NotStarted {
    if !directory.is_dir() {
        let what = if directory.exists() { "is not a directory" } else { "does not exist on this machine" };
        return NotStarted::new("WorkingDirMissing", format!("its working directory `{}` {what}", directory.display()));
    }
    let found = candidates(program, variables, directory).into_iter().find(|path| path.exists());
    match (error.kind(), found) {
        (io::ErrorKind::NotFound, None) if program.contains('/') => {
            NotStarted::new("CommandNotFound", format!("`{program}` does not exist on this machine"))
        }
        (io::ErrorKind::NotFound, None) => {
            NotStarted::new("CommandNotFound", format!("`{program}` was not found on this machine's PATH"))
        }
        (io::ErrorKind::NotFound, Some(path)) => NotStarted::new(
            "CommandNotFound",
            format!("`{}` exists, but the interpreter that its first line names, or its loader, does not", path.display()),
        ),
        (io::ErrorKind::PermissionDenied, Some(path)) if path.is_dir() => {
            NotStarted::new("NotExecutable", format!("`{}` is a directory, not a program", path.display()))
        }
        (io::ErrorKind::PermissionDenied, Some(path)) if !is_executable(&path) => NotStarted::new(
            "NotExecutable",
            format!("`{}` is not executable: run it with its interpreter, or `chmod +x` it", path.display()),
        ),
        (io::ErrorKind::PermissionDenied, _) => NotStarted::new(
            "NotExecutable",
            format!("this machine's user may not run `{program}` in `{}`", directory.display()),
        ),
        (io::ErrorKind::ArgumentListTooLong, _) => NotStarted::new(
            "CannotStart",
            "its arguments and variables together are longer than this machine allows".to_owned(),
        ),
        (io::ErrorKind::InvalidInput, _) => {
            NotStarted::new("CannotStart", "its command, an argument or a variable holds a NUL character".to_owned())
        }
        _ => NotStarted::new("CannotStart", format!("`{program}` could not be started: {error}")),
    }
}

/// Where a shell would look, in order.
fn candidates(program: &str, variables: &[(OsString, OsString)], directory: &Path) -> Vec<PathBuf> {
    if program.contains('/') {
        return vec![directory.join(program)];
    }
    let path = variables.iter().rev().find(|(name, _)| name == OsStr::new("PATH")).map(|(_, value)| value.as_os_str());
    std::env::split_paths(path.unwrap_or_default()).map(|entry| directory.join(entry).join(program)).collect()
}

fn is_executable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_has_its_words() {
        let here = tempfile::tempdir().unwrap();
        let directory = here.path();
        fs::write(directory.join("plain.txt"), "x").unwrap();
        fs::write(directory.join("script"), "#!/no/such/interpreter\n").unwrap();
        fs::set_permissions(directory.join("script"), fs::Permissions::from_mode(0o700)).unwrap();
        let variables = [(OsString::from("PATH"), OsString::from("/usr/bin:/bin"))];
        for (kind, program, reason, words) in [
            (io::ErrorKind::NotFound, "pythn", "CommandNotFound", "`pythn` was not found on this machine's PATH"),
            (io::ErrorKind::NotFound, "./train", "CommandNotFound", "`./train` does not exist"),
            (io::ErrorKind::NotFound, "./script", "CommandNotFound", "the interpreter that its first line names"),
            (io::ErrorKind::PermissionDenied, "./plain.txt", "NotExecutable", "chmod +x"),
            (io::ErrorKind::PermissionDenied, "/usr", "NotExecutable", "is a directory"),
            (io::ErrorKind::ArgumentListTooLong, "sh", "CannotStart", "longer than this machine allows"),
            (io::ErrorKind::OutOfMemory, "sh", "CannotStart", "out of memory"),
        ] {
            let told = why_not(&kind.into(), program, &variables, directory);
            assert_eq!(told.reason, reason, "{program}");
            assert!(told.message.contains(words), "{program}: {}", told.message);
        }
        let told = why_not(&io::ErrorKind::NotFound.into(), "sh", &variables, &directory.join("missing"));
        assert_eq!(told.reason, "WorkingDirMissing");
    }
}
