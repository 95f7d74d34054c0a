//! A run's folder as another run begins with it, and its end.
//!
//! What is in them was written by people's programs, which may still be writing: a folder is walked by descriptors and never through a
//! link, so that nothing outside it is read, and within limits.

use std::{
    ffi::{CString, OsStr},
    fs::{self, File},
    io::{self, Read as _},
    os::{fd::OwnedFd, unix::ffi::OsStrExt as _},
    path::{Component, Path},
};

use super::{DEEPEST, MOST_BYTES, MOST_ENTRIES};
use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags};

/// Why a folder was not copied.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CopyError {
    /// It is more than may be copied.
    #[error("there is more than may be copied: {0}")]
    TooMuch(String),
    /// Reading or writing failed.
    #[error(transparent)]
    File(#[from] io::Error),
}

impl From<rustix::io::Errno> for CopyError {
    fn from(error: rustix::io::Errno) -> Self {
        Self::File(error.into())
    }
}

/// What is left of the limits.
struct Budget {
    bytes: u64,
    entries: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self { bytes: MOST_BYTES, entries: MOST_ENTRIES }
    }
}

impl Budget {
    fn take_entry(&mut self, depth: usize) -> Result<(), CopyError> {
        if depth > DEEPEST {
            return Err(CopyError::TooMuch(format!("folders are more than {DEEPEST} deep")));
        }
        let left = self.entries.checked_sub(1);
        self.entries = left.ok_or_else(|| CopyError::TooMuch(format!("more than {MOST_ENTRIES} files")))?;
        Ok(())
    }

    fn take_bytes(&mut self, bytes: u64) -> Result<(), CopyError> {
        let left = self.bytes.checked_sub(bytes);
        self.bytes = left.ok_or_else(|| CopyError::TooMuch(format!("more than {} GiB", MOST_BYTES >> 30)))?;
        Ok(())
    }
}

/// Copies a folder to where there is none yet; without a folder there is nothing to copy. On failure nothing of the copy stays.
///
/// Links that lead out of the folder, and what is neither file, folder nor link, stay behind. Blocks.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), CopyError> {
    copy_within(from, to, Budget::default())
}

fn copy_within(from: &Path, to: &Path, mut budget: Budget) -> Result<(), CopyError> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let source = match rustix::fs::openat(CWD, from, flags, Mode::empty()) {
        Ok(source) => source,
        Err(rustix::io::Errno::NOENT) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::create_dir(to)?;
    let target = rustix::fs::openat(CWD, to, flags, Mode::empty())?;
    copy_folder(&source, &target, 0, &mut budget).inspect_err(|_| {
        if let Err(error) = fs::remove_dir_all(to) {
            tracing::warn!(path = %to.display(), %error, "can't remove half a copy");
        }
    })
}

fn copy_folder(source: &OwnedFd, target: &OwnedFd, depth: usize, budget: &mut Budget) -> Result<(), CopyError> {
    for entry in Dir::read_from(source)? {
        let entry = entry?;
        let name = entry.file_name();
        if matches!(name.to_bytes(), b"." | b"..") {
            continue;
        }
        budget.take_entry(depth)?;
        let found = rustix::fs::statat(source, name, AtFlags::SYMLINK_NOFOLLOW)?;
        match FileType::from_raw_mode(found.st_mode) {
            FileType::Directory => {
                let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
                let below = rustix::fs::openat(source, name, flags, Mode::empty())?;
                rustix::fs::mkdirat(target, name, Mode::RWXU | Mode::RGRP | Mode::XGRP | Mode::ROTH | Mode::XOTH)?;
                let copied = rustix::fs::openat(target, name, flags, Mode::empty())?;
                copy_folder(&below, &copied, depth + 1, budget)?;
            }
            FileType::RegularFile => {
                // Without waiting, in case it is a pipe by now.
                let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
                let file = File::from(rustix::fs::openat(source, name, flags, Mode::empty())?);
                if file.metadata()?.is_file() {
                    let mode = Mode::from_raw_mode(found.st_mode & 0o777) | Mode::RUSR | Mode::WUSR;
                    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
                    let mut copied = File::from(rustix::fs::openat(target, name, flags, mode)?);
                    let bytes = io::copy(&mut file.take(budget.bytes.saturating_add(1)), &mut copied)?;
                    budget.take_bytes(bytes)?;
                }
            }
            FileType::Symlink => {
                let to: CString = rustix::fs::readlinkat(source, name, Vec::new())?;
                if stays_inside(Path::new(OsStr::from_bytes(to.to_bytes())), depth) {
                    rustix::fs::symlinkat(&to, target, name)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a link in a folder `depth` below the copied one leads to somewhere in it. Steps up come first, where they are steps up real
/// folders; after a name they could be steps up from wherever another link leads.
fn stays_inside(link: &Path, depth: usize) -> bool {
    let mut up = 0;
    let mut named = false;
    for component in link.components() {
        match component {
            Component::ParentDir if !named => up += 1,
            Component::Normal(_) => named = true,
            Component::CurDir => {}
            _ => return false,
        }
    }
    up <= depth
}

/// Removes a run's folder, if it has one. Blocks.
pub(crate) fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use tempfile::TempDir;

    use super::*;

    fn folders() -> (TempDir, std::path::PathBuf, std::path::PathBuf) {
        let dir = TempDir::new().unwrap();
        let (from, to) = (dir.path().join("from"), dir.path().join("runs/to"));
        fs::create_dir_all(from.join("outputs/deep")).unwrap();
        fs::write(from.join("outputs/model"), "weights").unwrap();
        (dir, from, to)
    }

    #[test]
    fn files_folders_and_modes_are_copied() {
        let (_dir, from, to) = folders();
        fs::write(from.join("outputs/deep/run.sh"), "#!/bin/sh").unwrap();
        fs::set_permissions(from.join("outputs/deep/run.sh"), fs::Permissions::from_mode(0o755)).unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(fs::read_to_string(to.join("outputs/model")).unwrap(), "weights");
        assert_eq!(fs::metadata(to.join("outputs/deep/run.sh")).unwrap().permissions().mode() & 0o111, 0o111);
    }

    #[test]
    fn what_leads_out_stays_behind() {
        let (dir, from, to) = folders();
        fs::write(dir.path().join("secret"), "hidden-word").unwrap();
        symlink("/etc/passwd", from.join("absolute")).unwrap();
        symlink("../../secret", from.join("outputs/up")).unwrap();
        symlink(dir.path(), from.join("folder")).unwrap();
        symlink("outputs/model", from.join("inside")).unwrap();
        symlink("../model", from.join("outputs/deep/beside")).unwrap();
        copy(&from, &to).unwrap();
        for gone in ["absolute", "outputs/up", "folder"] {
            assert!(to.join(gone).symlink_metadata().is_err(), "{gone}");
        }
        for kept in ["inside", "outputs/deep/beside"] {
            assert_eq!(fs::read_to_string(to.join(kept)).unwrap(), "weights", "{kept}");
        }
    }

    #[test]
    fn links_and_where_they_lead() {
        for (link, depth, inside) in [
            ("a", 0, true),
            ("./a/b", 0, true),
            ("..", 0, false),
            ("..", 1, true),
            ("../../a", 1, false),
            ("a/..", 5, false),
            ("a/../../b", 5, false),
            ("/a", 5, false),
        ] {
            assert_eq!(stays_inside(Path::new(link), depth), inside, "{link} at {depth}");
        }
    }

    #[test]
    fn too_much_is_refused_and_leaves_nothing() {
        for budget in [Budget { bytes: 6, entries: 100 }, Budget { bytes: 100, entries: 2 }] {
            let (_dir, from, to) = folders();
            assert!(matches!(copy_within(&from, &to, budget), Err(CopyError::TooMuch(_))));
            assert!(!to.exists());
        }
    }

    #[test]
    fn nothing_to_copy_is_fine_and_so_is_nothing_to_remove() {
        let (dir, from, to) = folders();
        copy(&dir.path().join("nowhere"), &to).unwrap();
        assert!(!to.exists());
        remove(&to).unwrap();
        remove(&from).unwrap();
        assert!(!from.exists());
    }
}
