//! One file as a page shows it: what it is, and a bounded part of it.
//!
//! Its name says how it is looked at, its bytes whether that can be: what does not read as what it is called is shown as text, and what
//! is no text as bytes. Pictures, sound and frames are only named here; the browser fetches them.

mod json;
mod table;

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use domain::{
    ApiError, ErrorCode, RunId,
    artifacts::{Content, EntryKind, Media, Preview, size_text},
    permissions::Actor,
};

use super::{
    folder::{self, Folder},
    listing, refusal, tickets,
};
use crate::{Platform, blocking, markdown, runs::seen};

/// How much of a text is shown, in bytes.
const TEXT: u64 = 256 * 1024;
/// How many lines of a text are shown.
const LINES: usize = 5_000;
/// How much of a file is shown as bytes.
const HEAD: u64 = 256;
/// The largest picture that a page shows, in bytes: a browser unpacks all of it.
const LARGEST_IMAGE: u64 = 64 * 1024 * 1024;
/// The largest page or drawing that a frame shows, in bytes.
const LARGEST_FRAME: u64 = 64 * 1024 * 1024;

/// One file of a run, to be looked at; of a table, the rows of this part (from 1).
pub async fn preview(platform: &Platform, actor: &Actor, run: RunId, path: &str, part: u32) -> Result<Preview, ApiError> {
    seen(platform, actor, run).await?;
    let (root, path) = (platform.artifacts_of(run), folder::existing(path)?);
    let shown = path.to_string_lossy().into_owned();
    let looked = blocking(move || look(&Folder::open(&root)?, &path, part)).await?.map_err(|error| match error.kind() {
        io::ErrorKind::IsADirectory => ApiError::new(ErrorCode::BadRequest, "this is a folder, not a file"),
        _ => refusal(&error, run),
    })?;
    let mut preview = Preview { path: shown, ..looked };
    if let Content::Framed { ticket } = &mut preview.content {
        *ticket = tickets::issue(platform, actor, run, &preview.path).await?;
    }
    Ok(preview)
}

/// Blocks.
fn look(folder: &Folder, path: &Path, part: u32) -> io::Result<Preview> {
    let (kind, meta) = folder.look(path)?;
    let preview = |bytes, content| Preview { path: String::new(), bytes, modified: listing::modified(&meta), content };
    match kind {
        EntryKind::Folder => return Err(io::ErrorKind::IsADirectory.into()),
        EntryKind::File => {}
        other => return Ok(preview(0, Content::Other(other))),
    }
    let (mut file, bytes) = folder.file(path)?.ok_or(io::ErrorKind::IsADirectory)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(preview(bytes, content(&mut file, &name, bytes, part)?))
}

fn content(file: &mut File, name: &str, bytes: u64, part: u32) -> io::Result<Content> {
    let too_large = |what: &str, most: u64, file: &mut File| {
        bytes_of(file, format!("{what} of more than {} are not shown here: download it.", size_text(most)))
    };
    match Media::of(name) {
        _ if bytes == 0 => Ok(Content::Empty),
        Media::Image if bytes > LARGEST_IMAGE => too_large("Pictures", LARGEST_IMAGE, file),
        Media::Page | Media::Drawing if bytes > LARGEST_FRAME => too_large("Pages", LARGEST_FRAME, file),
        Media::Image => Ok(Content::Image),
        Media::Audio => Ok(Content::Audio),
        Media::Video => Ok(Content::Video),
        Media::Page | Media::Drawing => Ok(Content::Framed { ticket: String::new() }),
        Media::Parquet => bytes_of(file, "Parquet is not shown here: download it, and read it with a program.".to_owned()),
        Media::Table(separator) => match table::read(file, bytes, separator, part)? {
            Some(sheet) => Ok(Content::Table(sheet)),
            None => bytes_of(file, "It is called a table, but holds bytes that are no text.".to_owned()),
        },
        media => text(file, bytes, media),
    }
}

fn text(file: &mut File, bytes: u64, media: Media) -> io::Result<Content> {
    let mut read = Vec::new();
    file.take(TEXT).read_to_end(&mut read)?;
    if let Some((end, _)) = read.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(LINES - 1) {
        read.truncate(end + 1);
    }
    let shown = read.len() as u64;
    let Some(text) = as_text(read, media != Media::Unknown) else { return bytes_of(file, String::new()) };
    Ok(match media {
        Media::Markdown => Content::Markdown { html: markdown::to_html(&text), shown },
        Media::Json if shown == bytes => match json::to_html(&text) {
            Some(html) => Content::Json { html },
            None => Content::Text { text, shown },
        },
        _ => Content::Text { text, shown },
    })
}

/// The text that these bytes are, which may end within a character. `called`: its name says that it is text, so that some bytes may be
/// in another encoding.
fn as_text(bytes: Vec<u8>, called: bool) -> Option<String> {
    if bytes.contains(&0) {
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let (valid, all) = (error.utf8_error().valid_up_to(), error.as_bytes().len());
            let cut = error.utf8_error().error_len().is_none();
            let mut bytes = error.into_bytes();
            if cut && valid + 4 > all {
                bytes.truncate(valid);
                return String::from_utf8(bytes).ok();
            }
            called.then(|| String::from_utf8_lossy(&bytes).into_owned())
        }
    }
}

fn bytes_of(file: &mut File, reason: String) -> io::Result<Content> {
    use std::io::Seek as _;

    file.rewind()?;
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head)?;
    Ok(Content::Binary { head, reason })
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn looked(name: &str, content: &[u8]) -> Content {
        let dir = TempDir::new().unwrap();
        std::fs::write(dir.path().join(name), content).unwrap();
        look(&Folder::open(dir.path()).unwrap(), Path::new(name), 1).unwrap().content
    }

    #[test]
    fn a_file_is_shown_as_what_it_is() {
        assert_eq!(looked("a.txt", b""), Content::Empty);
        assert_eq!(looked("a.png", b"no png"), Content::Image);
        assert_eq!(looked("a.svg", b"<svg/>"), Content::Framed { ticket: String::new() });
        assert_eq!(looked("train.py", b"print(1)\n"), Content::Text { text: "print(1)\n".into(), shown: 9 });
        assert_eq!(looked("latin.txt", b"gr\xfc\xdfe"), Content::Text { text: "gr\u{fffd}\u{fffd}e".into(), shown: 5 });
        assert!(matches!(looked("weights", b"gr\xfc\xdfe"), Content::Binary { reason, .. } if reason.is_empty()));
        assert!(matches!(looked("weights.txt", b"a\0b"), Content::Binary { .. }));
        assert!(matches!(looked("a.parquet", b"PAR1"), Content::Binary { reason, .. } if reason.contains("Parquet")));
        assert!(matches!(looked("a.json", b"{\"a\": NaN}"), Content::Text { .. }));
        assert!(matches!(looked("a.json", b"{\"a\": 1}"), Content::Json { .. }));
        let Content::Markdown { html, .. } = looked("a.md", b"# T <script>x</script>") else { panic!("no markdown") };
        assert!(html.contains("<h2>") && !html.contains("<script"));
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let text = "ä".repeat(200_000);
        let Content::Text { text, shown } = looked("long.txt", text.as_bytes()) else { panic!("no text") };
        assert_eq!((shown, text.chars().count()), (TEXT, 131_072));
        let Content::Text { text, .. } = looked("long.txt", format!("x{}", "ä".repeat(200_000)).as_bytes()) else {
            panic!("no text")
        };
        assert!(text.ends_with('ä'));
    }

    #[test]
    fn a_pipe_is_named_and_not_waited_for() {
        let dir = TempDir::new().unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, dir.path().join("pipe.txt"), rustix::fs::Mode::RWXU).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("out.txt")).unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        for (name, kind) in [("pipe.txt", EntryKind::Special), ("out.txt", EntryKind::DeadLink)] {
            assert_eq!(look(&folder, Path::new(name), 1).unwrap().content, Content::Other(kind), "{name}");
        }
        assert_eq!(look(&folder, Path::new("gone"), 1).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
