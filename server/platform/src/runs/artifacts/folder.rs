//! A run's folder, out of which nothing leads. Everything here blocks.

use std::{
    fs::File,
    io,
    path::{Component, Path, PathBuf},
};

use cap_std::{
    ambient_authority,
    fs::{Dir, Metadata, OpenOptions, OpenOptionsExt as _},
};
use domain::{
    ApiError,
    artifacts::{ArtifactTree, EntryKind},
};

use super::{DEEPEST, listing};

/// The longest name of a file that usual file systems take, in bytes.
const LONGEST_NAME: usize = 255;

/// A run's folder. Every path is resolved beneath it, links included.
pub(in crate::runs) struct Folder(Dir);

/// A path as somebody asked to put something there, without anything that leads up or elsewhere: `/a/./b/../c` is `a/c`. Making its folders
/// takes room on the stack for each of them, and what is made must be one that can be copied and packed.
pub(super) fn inside(path: &str) -> Result<PathBuf, ApiError> {
    if path.contains(char::is_control) {
        return Err(ApiError::field("path", "has characters that no path should have"));
    }
    let clean = existing(path)?;
    if clean.components().count() > DEEPEST {
        return Err(ApiError::field("path", format!("is more than {DEEPEST} folders deep")));
    }
    if clean.iter().any(|name| name.len() > LONGEST_NAME) {
        return Err(ApiError::field("path", format!("has a name of more than {LONGEST_NAME} bytes")));
    }
    Ok(clean)
}

/// As [`inside`], of what is there already: a run may call its files what it likes.
pub(super) fn existing(path: &str) -> Result<PathBuf, ApiError> {
    if path.contains('\0') {
        return Err(ApiError::field("path", "has characters that no path has"));
    }
    let mut clean = PathBuf::new();
    for component in Path::new(path).components() {
        match component {
            Component::Normal(name) => clean.push(name),
            Component::ParentDir => _ = clean.pop(),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    Ok(clean)
}

/// The last part of what a client calls its file.
pub(super) fn file_name(name: &str) -> Result<String, ApiError> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    if last.is_empty() || last == "." || last == ".." || last.len() > LONGEST_NAME || last.contains(char::is_control) {
        return Err(ApiError::field("upload_file", "needs a name that a file can have"));
    }
    Ok(last.to_owned())
}

/// A file and its length in bytes; `None` for anything else. Without waiting: it may be a pipe by now, which nobody ever writes to.
pub(in crate::runs) fn open_file(directory: &Dir, path: &Path) -> io::Result<Option<(File, u64)>> {
    let waits_not = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).map_err(io::Error::other)?;
    let file = directory.open_with(path, OpenOptions::new().read(true).custom_flags(waits_not))?.into_std();
    let meta = file.metadata()?;
    Ok(meta.is_file().then_some((file, meta.len())))
}

impl Folder {
    pub(in crate::runs) fn open(root: &Path) -> io::Result<Self> {
        Dir::open_ambient_dir(root, ambient_authority()).map(Self)
    }

    /// Opens it, made if need be.
    pub(super) fn make(root: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(root)?;
        Self::open(root)
    }

    /// A folder in it.
    pub(in crate::runs) fn folder(&self, path: &Path) -> io::Result<Dir> {
        if path.as_os_str().is_empty() { self.0.try_clone() } else { self.0.open_dir(path) }
    }

    /// What is there. Nothing is opened: a pipe would wait for whoever writes to it.
    pub(super) fn look(&self, path: &Path) -> io::Result<(EntryKind, Metadata)> {
        match self.0.metadata(path) {
            Ok(meta) => Ok((listing::kind_of(&meta), meta)),
            Err(error) => {
                let meta = self.0.symlink_metadata(path)?;
                if meta.is_symlink() { Ok((EntryKind::DeadLink, meta)) } else { Err(error) }
            }
        }
    }

    pub(super) fn list(&self, path: &Path) -> io::Result<ArtifactTree> {
        let mut tree = ArtifactTree::default();
        for entry in self.folder(path)?.entries()? {
            let entry = entry?;
            // What is not text can't be asked for either.
            let Ok(name) = entry.file_name().into_string() else { continue };
            let Ok(meta) = entry.metadata() else { continue };
            if meta.is_dir() {
                tree.dirs.push(name);
            } else if meta.is_file() {
                tree.files.insert(name, meta.len());
            }
        }
        tree.dirs.sort_unstable();
        Ok(tree)
    }

    /// The file there and its length in bytes; `None` when it is a folder. A pipe or a device is neither.
    pub(super) fn file(&self, path: &Path) -> io::Result<Option<(File, u64)>> {
        if path.as_os_str().is_empty() {
            return Ok(None);
        }
        if self.0.metadata(path)?.is_dir() {
            return Ok(None);
        }
        open_file(&self.0, path)?.map(Some).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Makes the folders above, then the file: first beside it, so that a reader sees the old one or the new one.
    pub(super) fn put(&self, path: &Path, content: impl io::Read + io::Seek, overwrite: bool) -> io::Result<()> {
        let mut content = content;
        content.rewind()?;
        self.write(path, &mut content, overwrite)
    }

    /// As [`Folder::put`], from where the reader is.
    pub(super) fn write(&self, path: &Path, content: &mut impl io::Read, overwrite: bool) -> io::Result<()> {
        let parent = path.parent().unwrap_or(Path::new(""));
        if !parent.as_os_str().is_empty() {
            self.0.create_dir_all(parent)?;
        }
        let directory = self.folder(parent)?;
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        if !overwrite && directory.symlink_metadata(name).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let beside = format!(".upload-{}", uuid::Uuid::now_v7().simple());
        let mut file = directory.open_with(&beside, OpenOptions::new().write(true).create_new(true))?;
        let written = io::copy(content, &mut file).and_then(|_| file.sync_all());
        let placed = written.and_then(|()| directory.rename(&beside, &directory, name));
        if placed.is_err() {
            let _ = directory.remove_file(&beside);
        }
        placed
    }

    pub(super) fn make_folder(&self, path: &Path) -> io::Result<()> {
        if path.as_os_str().is_empty() { Ok(()) } else { self.0.create_dir_all(path) }
    }

    pub(super) fn delete(&self, path: &Path) -> io::Result<()> {
        if path.as_os_str().is_empty() {
            for entry in self.0.entries()? {
                self.delete(Path::new(&entry?.file_name()))?;
            }
            return Ok(());
        }
        if self.0.symlink_metadata(path)?.is_dir() { self.0.remove_dir_all(path) } else { self.0.remove_file(path) }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    #[test]
    fn paths_stay_inside() {
        for (path, clean) in [
            ("", ""),
            ("/", ""),
            ("a/b", "a/b"),
            ("/etc/passwd", "etc/passwd"),
            ("../../a", "a"),
            ("a/../../b/./c//d", "b/c/d"),
        ] {
            assert_eq!(inside(path).unwrap(), Path::new(clean), "{path}");
        }
        assert!(inside(&"a/".repeat(DEEPEST)).is_ok());
        for wrong in ["a\0b", "a\nb", &"a/".repeat(DEEPEST + 1), &"x".repeat(LONGEST_NAME + 1)] {
            assert!(inside(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(existing("a\nb/../c\u{202e}").unwrap(), Path::new("c\u{202e}"));
        assert!(existing("a\0b").is_err());
        for (name, last) in [("a.txt", "a.txt"), ("/home/ada/a.txt", "a.txt"), ("C:\\a.txt", "a.txt")] {
            assert_eq!(file_name(name).unwrap(), last);
        }
        for wrong in ["", "a/", "..", ".", "a\n", &"x".repeat(300)] {
            assert!(file_name(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn no_link_leads_out() {
        let dir = TempDir::new().unwrap();
        std::fs::write(dir.path().join("secret"), "hidden").unwrap();
        let root = dir.path().join("run");
        let folder = Folder::make(&root).unwrap();
        symlink("../secret", root.join("link")).unwrap();
        symlink(dir.path(), root.join("out")).unwrap();
        for path in ["link", "out/secret"] {
            assert!(folder.file(Path::new(path)).is_err(), "{path}");
        }
        assert!(folder.list(Path::new("out")).is_err());
        assert!(folder.put(Path::new("out/new"), io::Cursor::new("x"), true).is_err());
        assert!(!dir.path().join("new").exists());
        // A link itself may be replaced and deleted; what it leads to stays.
        folder.put(Path::new("link"), io::Cursor::new("own"), true).unwrap();
        folder.delete(Path::new("out")).unwrap();
        assert_eq!(std::fs::read_to_string(dir.path().join("secret")).unwrap(), "hidden");
        let tree = folder.list(Path::new("")).unwrap();
        assert_eq!((tree.files.into_iter().collect::<Vec<_>>(), tree.dirs.len()), (vec![("link".to_owned(), 3)], 0));
    }

    #[test]
    fn a_pipe_keeps_nobody_waiting() {
        let dir = TempDir::new().unwrap();
        let folder = Folder::make(dir.path()).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, dir.path().join("pipe"), rustix::fs::Mode::RWXU).unwrap();
        assert_eq!(folder.file(Path::new("pipe")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn nothing_is_overwritten_unless_that_is_allowed() {
        let dir = TempDir::new().unwrap();
        let folder = Folder::make(dir.path()).unwrap();
        let path = Path::new("a/b/c.txt");
        folder.put(path, io::Cursor::new("one"), false).unwrap();
        let refused = folder.put(path, io::Cursor::new("two"), false).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        folder.put(path, io::Cursor::new("three"), true).unwrap();
        assert_eq!(std::fs::read_to_string(dir.path().join(path)).unwrap(), "three");
        assert_eq!(folder.list(Path::new("a/b")).unwrap().files.len(), 1);
    }
}
