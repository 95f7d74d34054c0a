//! One page of a folder, for people: folders first, then in the order people count in. Everything here blocks.
//!
//! Every name is read and sorted, but sizes and times only of what is on the page: a folder of 10,000 files costs 100 look-ups.

use std::{ffi::OsString, io, path::Path, time::SystemTime};

use cap_std::fs::{Dir, Metadata};
use domain::{
    Timestamp,
    artifacts::{Entry, EntryKind, Listing},
};

use super::MOST_ENTRIES;

/// How many entries are on a page.
pub(super) const PER_PAGE: usize = 100;

struct Found {
    name: OsString,
    text: String,
    kind: EntryKind,
    link: bool,
}

/// Reads one page of a folder. A page there is none of is the last one. Links may lead anywhere within the run's own folder: `root`.
pub(super) fn read(root: &Dir, path: &Path, page: u32) -> io::Result<Listing> {
    let opened = if path.as_os_str().is_empty() { root.try_clone() } else { root.open_dir(path) };
    let directory = &opened?;
    let (mut found, mut more) = (Vec::new(), false);
    for entry in directory.entries()? {
        if found.len() as u64 == MOST_ENTRIES {
            more = true;
            break;
        }
        let entry = entry?;
        let (name, file_type) = (entry.file_name(), entry.file_type()?);
        let link = file_type.is_symlink();
        let kind = match name.to_str() {
            None => EntryKind::Nameless,
            Some(_) if link => root.metadata(path.join(&name)).map_or(EntryKind::DeadLink, |meta| kind_of(&meta)),
            Some(_) if file_type.is_dir() => EntryKind::Folder,
            Some(_) if file_type.is_file() => EntryKind::File,
            Some(_) => EntryKind::Special,
        };
        found.push(Found { text: name.to_string_lossy().into_owned(), name, kind, link });
    }
    found.sort_by_cached_key(|found| (found.kind != EntryKind::Folder, natural(&found.text), found.name.clone()));
    let folders = found.iter().filter(|found| found.kind == EntryKind::Folder).count();
    let pages = found.len().div_ceil(PER_PAGE).max(1);
    let page = (page.max(1) as usize).min(pages);
    let entries = found.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE).map(|found| entry(root, path, found)).collect();
    Ok(Listing {
        path: String::new(),
        entries,
        page: u32::try_from(page).unwrap_or(u32::MAX),
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        folders: folders as u64,
        files: (found.len() - folders) as u64,
        more,
        bare: pages == 1 && found.iter().all(|found| is_empty_folder(root, path, found)),
    })
}

/// A stretch of a name.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Stretch {
    /// Digits without the zeros before them: the longer number is the larger one, however long.
    Number(usize, String),
    Words(String),
}

/// A name as people count: `step-9` is before `step-10`. A key, because a sort stops at an order that contradicts itself, and crates
/// that compare two names as they go have such orders for names that are made for it.
fn natural(name: &str) -> Vec<Stretch> {
    let letters: Vec<char> = name.chars().collect();
    let stretches = letters.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit());
    let stretch = |letters: &[char]| {
        let text: String = letters.iter().collect();
        if text.starts_with(|first: char| first.is_ascii_digit()) {
            let digits = text.trim_start_matches('0');
            Stretch::Number(digits.len(), digits.to_owned())
        } else {
            Stretch::Words(text.to_lowercase())
        }
    };
    stretches.map(stretch).collect()
}

/// What it is, from what the file system says of it.
pub(super) fn kind_of(meta: &Metadata) -> EntryKind {
    if meta.is_dir() {
        EntryKind::Folder
    } else if meta.is_file() {
        EntryKind::File
    } else {
        EntryKind::Special
    }
}

/// When it was written last.
pub(super) fn modified(meta: &Metadata) -> Option<Timestamp> {
    timestamp(meta.modified().ok()?.into_std())
}

/// A time of this machine's clock.
pub(super) fn timestamp(time: SystemTime) -> Option<Timestamp> {
    let micros = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_micros()).ok()?,
        Err(before) => -i64::try_from(before.duration().as_micros()).ok()?,
    };
    Some(Timestamp::from_micros(micros))
}

fn is_empty_folder(root: &Dir, path: &Path, found: &Found) -> bool {
    let read = || root.open_dir(path.join(&found.name))?.entries();
    found.kind == EntryKind::Folder && read().is_ok_and(|mut entries| entries.next().is_none())
}

/// It may be gone meanwhile: then it has no size and no time.
fn entry(root: &Dir, folder: &Path, found: &Found) -> Entry {
    let path = folder.join(&found.name);
    let meta = match found.kind {
        EntryKind::Nameless | EntryKind::DeadLink => root.symlink_metadata(path),
        _ => root.metadata(path),
    };
    let meta = meta.ok();
    let bytes = meta.as_ref().filter(|_| found.kind == EntryKind::File).map_or(0, Metadata::len);
    Entry { name: found.text.clone(), kind: found.kind, link: found.link, bytes, modified: meta.as_ref().and_then(modified) }
}

#[cfg(test)]
mod tests {
    use std::os::unix::{ffi::OsStringExt as _, fs::symlink, net::UnixListener};

    use cap_std::ambient_authority;
    use tempfile::TempDir;

    use super::*;

    fn list(dir: &TempDir, page: u32) -> Listing {
        read(&Dir::open_ambient_dir(dir.path(), ambient_authority()).unwrap(), Path::new(""), page).unwrap()
    }

    #[test]
    fn folders_come_first_and_numbers_count() {
        let dir = TempDir::new().unwrap();
        for name in ["step-10.txt", "step-9.txt", "step-1.txt", "Alpha", "01", "1"] {
            std::fs::write(dir.path().join(name), "x").unwrap();
        }
        for name in ["zoo", "epoch-2", "epoch-10"] {
            std::fs::create_dir(dir.path().join(name)).unwrap();
        }
        let names: Vec<_> = list(&dir, 1).entries.into_iter().map(|entry| entry.name).collect();
        assert_eq!(names, ["epoch-2", "epoch-10", "zoo", "01", "1", "Alpha", "step-1.txt", "step-9.txt", "step-10.txt"]);
    }

    #[test]
    fn ten_thousand_files_come_by_the_hundred() {
        let dir = TempDir::new().unwrap();
        for number in 0..10_000 {
            std::fs::write(dir.path().join(format!("{number}.txt")), "").unwrap();
        }
        let third = list(&dir, 3);
        assert_eq!((third.entries.len(), third.entries[0].name.as_str()), (100, "200.txt"));
        assert_eq!((third.page, third.pages, third.files, third.folders), (3, 100, 10_000, 0));
        assert_eq!((list(&dir, 9_999).page, list(&dir, 0).page), (100, 1));
    }

    #[test]
    fn what_is_neither_file_nor_folder_is_named_and_leads_nowhere() {
        let dir = TempDir::new().unwrap();
        let run = dir.path().join("run");
        std::fs::create_dir_all(run.join("epoch")).unwrap();
        std::fs::write(dir.path().join("secret"), "hidden").unwrap();
        std::fs::write(run.join("last.txt"), "abc").unwrap();
        symlink("last.txt", run.join("a-link")).unwrap();
        symlink("epoch", run.join("latest")).unwrap();
        symlink("../secret", run.join("out")).unwrap();
        symlink("loop", run.join("loop")).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, run.join("pipe"), rustix::fs::Mode::RWXU).unwrap();
        let _socket = UnixListener::bind(run.join("socket")).unwrap();
        std::fs::write(run.join(OsString::from_vec(vec![b'b', 0xff])), "x").unwrap();
        std::fs::write(run.join("new\nline"), "x").unwrap();
        let root = Dir::open_ambient_dir(&run, ambient_authority()).unwrap();
        symlink("../last.txt", run.join("epoch/up")).unwrap();
        symlink("../../secret", run.join("epoch/out")).unwrap();
        let inner = read(&root, Path::new("epoch"), 1).unwrap().entries;
        assert_eq!(
            inner.iter().map(|entry| (entry.name.as_str(), entry.kind, entry.bytes)).collect::<Vec<_>>(),
            [("out", EntryKind::DeadLink, 0), ("up", EntryKind::File, 3)]
        );
        let listing = read(&root, Path::new(""), 1).unwrap();
        let kind = |name: &str| listing.entries.iter().find(|entry| entry.name == name).map(|entry| (entry.kind, entry.bytes));
        for (name, expected) in [
            ("epoch", (EntryKind::Folder, 0)),
            ("latest", (EntryKind::Folder, 0)),
            ("a-link", (EntryKind::File, 3)),
            ("out", (EntryKind::DeadLink, 0)),
            ("loop", (EntryKind::DeadLink, 0)),
            ("pipe", (EntryKind::Special, 0)),
            ("socket", (EntryKind::Special, 0)),
            ("b\u{fffd}", (EntryKind::Nameless, 0)),
            ("new\nline", (EntryKind::File, 1)),
        ] {
            assert_eq!(kind(name), Some(expected), "{name:?}");
        }
        assert_eq!((listing.folders, listing.files, listing.bare), (2, 8, false));
    }

    #[test]
    fn empty_folders_are_nothing_yet() {
        let dir = TempDir::new().unwrap();
        assert!(list(&dir, 1).bare);
        std::fs::create_dir(dir.path().join("outputs")).unwrap();
        let listing = list(&dir, 1);
        assert_eq!((listing.bare, listing.folders), (true, 1));
        std::fs::write(dir.path().join("outputs/a"), "").unwrap();
        assert!(!list(&dir, 1).bare);
    }
}
