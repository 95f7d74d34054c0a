//! Folders as `tar.gz`, made while they are sent; and what such an archive holds, put into a folder.

use std::{
    cell::Cell,
    io::{self, Read, Seek as _, Write},
    path::{Path, PathBuf},
};

use bytes::Bytes;
use cap_std::fs::Dir;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use futures::{Stream, StreamExt as _};
use tokio::sync::mpsc;

use super::{
    DEEPEST, MOST_ENTRIES,
    folder::{self, Folder},
};

/// How much is sent at once, in bytes.
const CHUNK: usize = 64 * 1024;
/// How many chunks wait for a slow reader.
const WAITING: usize = 4;
/// How long the headers of one entry may be, a long name included: they are kept in memory.
const LONGEST_HEADERS: u64 = 1024 * 1024;

/// An archive that is being made.
#[derive(Debug)]
pub struct Packing(mpsc::Receiver<io::Result<Bytes>>);

impl Packing {
    /// Its bytes; an error ends them.
    pub fn into_stream(self) -> impl Stream<Item = io::Result<Bytes>> + Send {
        futures::stream::unfold(self.0, |mut chunks| async move { Some((chunks.recv().await?, chunks)) }).fuse()
    }
}

/// Packs what is in a folder, as fast as its reader takes it. Called off the async runtime, within it.
pub(super) fn pack(directory: Dir) -> Packing {
    let (chunks, receiver) = mpsc::channel(WAITING);
    tokio::task::spawn_blocking(move || {
        let sender = Sender { chunks: chunks.clone(), buffer: Vec::with_capacity(CHUNK) };
        let packed = write_archive(&directory, sender);
        if let Err(error) = packed {
            // The reader sees an archive that ends early.
            let _ = chunks.blocking_send(Err(error));
        }
    });
    Packing(receiver)
}

fn write_archive(directory: &Dir, sender: Sender) -> io::Result<()> {
    let mut archive = tar::Builder::new(GzEncoder::new(sender, Compression::fast()));
    add(&mut archive, directory, Path::new(""), DEEPEST)?;
    archive.into_inner()?.finish()?.flush()
}

/// Files and folders; links and what else there may be stay behind.
fn add<W: Write>(archive: &mut tar::Builder<W>, directory: &Dir, at: &Path, depth: usize) -> io::Result<()> {
    for entry in directory.entries()? {
        let entry = entry?;
        let (kind, path) = (entry.file_type()?, at.join(entry.file_name()));
        if kind.is_dir() && depth > 0 {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(tar::EntryType::Directory);
            header.set_mode(0o755);
            header.set_size(0);
            archive.append_data(&mut header, &path, io::empty())?;
            add(archive, &entry.open_dir()?, &path, depth - 1)?;
        } else if kind.is_file() {
            let Some((file, bytes)) = folder::open_file(directory, Path::new(&entry.file_name()))? else { continue };
            let mut header = tar::Header::new_gnu();
            header.set_mode(0o644);
            header.set_size(bytes);
            // It may still grow, or shrink: the archive holds as much as it says.
            archive.append_data(&mut header, &path, file.take(bytes).chain(io::repeat(0)).take(bytes))?;
        }
    }
    Ok(())
}

struct Sender {
    chunks: mpsc::Sender<io::Result<Bytes>>,
    buffer: Vec<u8>,
}

impl Write for Sender {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let chunk = Bytes::from(std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK)));
        self.chunks.blocking_send(Ok(chunk)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// Puts what an archive holds into a folder at `path`: files and folders, at most `most` bytes of them. A link or a device in it is
/// refused, and so is all of the archive: it is looked through before anything is written. Blocks.
pub(super) fn unpack(spool: &std::fs::File, folder: &Folder, path: &Path, overwrite: bool, most: u64) -> io::Result<()> {
    each(spool, most, |_, _| Ok(()))?;
    each(spool, most, |entry, inner| {
        let target = path.join(inner);
        if entry.header().entry_type().is_dir() { folder.make_folder(&target) } else { folder.write(&target, entry, overwrite) }
    })
}

type Entry<'a, 'b> = tar::Entry<'a, Rationed<'b, io::Take<GzDecoder<&'b std::fs::File>>>>;

/// Fails where more is read than there are rations.
struct Rationed<'a, R> {
    from: R,
    rations: &'a Cell<u64>,
}

impl<R: Read> Read for Rationed<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let rations = self.rations.get();
        if rations == 0 {
            return Err(unreadable("what it says of one entry is too long"));
        }
        let most = usize::try_from(rations).map_or(buffer.len(), |rations| rations.min(buffer.len()));
        let read = self.from.read(&mut buffer[..most])?;
        self.rations.set(rations.saturating_sub(read as u64));
        Ok(read)
    }
}

fn each(
    mut spool: &std::fs::File,
    most: u64,
    mut handle: impl FnMut(&mut Entry<'_, '_>, PathBuf) -> io::Result<()>,
) -> io::Result<()> {
    spool.rewind()?;
    // Headers and padding come on top of what the files hold; a bomb ends here all the same.
    let allowed = most.saturating_add(MOST_ENTRIES * 1024);
    let rations = Cell::new(u64::MAX);
    let mut archive = tar::Archive::new(Rationed { from: GzDecoder::new(spool).take(allowed), rations: &rations });
    let mut entries = archive.entries().map_err(unreadable)?;
    let (mut bytes, mut number) = (0_u64, 0);
    loop {
        rations.set(LONGEST_HEADERS);
        let Some(entry) = entries.next() else { break };
        let mut entry = entry.map_err(unreadable)?;
        rations.set(u64::MAX);
        number += 1;
        bytes = bytes.saturating_add(entry.size());
        if bytes > most || number > MOST_ENTRIES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let kind = entry.header().entry_type();
        if kind.is_pax_global_extensions() {
            // What `git archive` says of all entries: which commit they are of.
            io::copy(&mut entry, &mut io::sink()).map_err(unreadable)?;
            continue;
        }
        if !(kind.is_file() || kind.is_dir()) {
            return Err(unreadable(format!("it holds {kind:?}; only files and folders are taken")));
        }
        let text =
            entry.path().map_err(unreadable)?.to_str().map(str::to_owned).ok_or_else(|| unreadable("a name is no text"))?;
        let inner = folder::inside(&text).map_err(unreadable)?;
        if inner.as_os_str().is_empty() && kind.is_file() {
            return Err(unreadable("a file has no name"));
        }
        handle(&mut entry, inner)?;
        // What was not read of it is not read with the next one's headers.
        io::copy(&mut entry, &mut io::sink()).map_err(unreadable)?;
    }
    rations.set(u64::MAX);
    // To the end, where the checksum is: one that was cut off looks whole until there.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(unreadable)?;
    Ok(())
}

fn unreadable(reason: impl ToString) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason.to_string())
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt as _;
    use tempfile::TempDir;

    use super::*;

    /// A `tar.gz` with raw entries, whatever they say.
    fn archive(entries: &[(&str, tar::EntryType, &str)]) -> std::fs::File {
        let mut builder = tar::Builder::new(GzEncoder::new(tempfile::tempfile().unwrap(), Compression::fast()));
        for (name, kind, content) in entries {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(*kind);
            header.set_size(content.len() as u64);
            // Past the builder's own care for names.
            header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            if kind.is_symlink() {
                header.set_link_name("/etc").unwrap();
            }
            header.set_cksum();
            builder.append(&header, content.as_bytes()).unwrap();
        }
        builder.into_inner().unwrap().finish().unwrap()
    }

    use tar::EntryType::{Directory, Regular, Symlink};

    #[test]
    fn an_archive_stays_in_its_folder() {
        let dir = TempDir::new().unwrap();
        let folder = Folder::make(&dir.path().join("run")).unwrap();
        let hostile =
            archive(&[("../../up", Regular, "a"), ("/abs", Regular, "b"), ("d", Directory, ""), ("d/e", Regular, "c")]);
        unpack(&hostile, &folder, Path::new("in"), true, 1000).unwrap();
        let mut names: Vec<_> = folder.list(Path::new("in")).unwrap().files.into_keys().collect();
        names.sort();
        assert_eq!(names, ["abs", "up"]);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
        assert_eq!(folder.list(Path::new("in/d")).unwrap().files["e"], 1);
    }

    #[test]
    fn what_git_says_of_its_archive_is_no_file() {
        let dir = TempDir::new().unwrap();
        let folder = Folder::make(dir.path()).unwrap();
        let comment =
            ("pax_global_header", tar::EntryType::XGlobalHeader, "52 comment=0123456789012345678901234567890123456789\n");
        unpack(&archive(&[comment, ("a", Regular, "x")]), &folder, Path::new(""), true, 1000).unwrap();
        assert_eq!(folder.list(Path::new("")).unwrap().files.into_keys().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn a_bad_archive_leaves_nothing() {
        let dir = TempDir::new().unwrap();
        let folder = Folder::make(dir.path()).unwrap();
        let garbage = || {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(b"no archive").unwrap();
            file
        };
        let cut = || {
            let file = archive(&[("a", Regular, &"x".repeat(5000))]);
            let length = file.metadata().unwrap().len();
            file.set_len(length - 8).unwrap();
            file
        };
        for (archive, kind) in [
            (archive(&[("a", Regular, "x"), ("link", Symlink, "")]), io::ErrorKind::InvalidData),
            (archive(&[("a", Regular, "x"), ("b", Regular, &"x".repeat(1000))]), io::ErrorKind::FileTooLarge),
            (garbage(), io::ErrorKind::InvalidData),
        ] {
            assert_eq!(unpack(&archive, &folder, Path::new(""), true, 1000).unwrap_err().kind(), kind);
            assert_eq!(folder.list(Path::new("")).unwrap(), domain::artifacts::ArtifactTree::default());
        }
        let long = "x".repeat(2 << 20);
        let long = archive(&[("././@LongLink", tar::EntryType::GNULongName, &long), ("a", Regular, "")]);
        let refused = unpack(&long, &folder, Path::new(""), true, 1000).unwrap_err();
        assert_eq!(refused.to_string(), "what it says of one entry is too long");
        let deep = archive(&[("././@LongLink", tar::EntryType::GNULongName, &"x/".repeat(10_000)), ("a", Regular, "")]);
        assert_eq!(unpack(&deep, &folder, Path::new(""), true, 1000).unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert!(unpack(&cut(), &folder, Path::new(""), true, 10_000).is_err());
        assert_eq!(folder.list(Path::new("")).unwrap(), domain::artifacts::ArtifactTree::default());
    }

    #[tokio::test]
    async fn a_folder_goes_out_and_comes_back() {
        let dir = TempDir::new().unwrap();
        let (from, to) = (dir.path().join("from"), dir.path().join("to"));
        let folder = Folder::make(&from).unwrap();
        let big = "0123456789".repeat(50_000);
        folder.put(Path::new("deep/er/big.txt"), io::Cursor::new(&big), true).unwrap();
        folder.put(Path::new("small"), io::Cursor::new("x"), true).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", from.join("link")).unwrap();
        let directory = folder.folder(Path::new("")).unwrap();
        let chunks: Vec<Bytes> = pack(directory).into_stream().try_collect().await.unwrap();
        let mut spool = tempfile::tempfile().unwrap();
        spool.write_all(&chunks.concat()).unwrap();
        unpack(&spool, &Folder::make(&to).unwrap(), Path::new(""), false, 1_000_000).unwrap();
        assert_eq!(std::fs::read_to_string(to.join("deep/er/big.txt")).unwrap(), big);
        assert_eq!(std::fs::read_dir(&to).unwrap().count(), 2, "the link stays behind");
    }
}
