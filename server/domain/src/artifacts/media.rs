//! What a file is, going by its name: how it is looked at, and as what its bytes may be sent.

/// How a file is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// A picture of dots.
    Image,
    /// A picture that is a document, and may hold scripts.
    Drawing,
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// A web page.
    Page,
    /// Rows of values between these.
    Table(Separator),
    /// JSON.
    Json,
    /// Markdown.
    Markdown,
    /// Rows and columns that only a program reads.
    Parquet,
    /// Text, by its name; it may be anything.
    Text,
    /// Its name does not tell.
    Unknown,
}

/// What is between the values of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// This character.
    Is(u8),
    /// Semicolons or spaces: the first row tells.
    SemicolonOrSpace,
}

/// Extensions in lower case, and the type that their bytes may have in a browser; `None` where they are only to be downloaded.
const KINDS: &[(&[&str], Media, Option<&str>)] = &[
    (&["png"], Media::Image, Some("image/png")),
    (&["jpg", "jpeg"], Media::Image, Some("image/jpeg")),
    (&["gif"], Media::Image, Some("image/gif")),
    (&["webp"], Media::Image, Some("image/webp")),
    (&["avif"], Media::Image, Some("image/avif")),
    (&["bmp"], Media::Image, Some("image/bmp")),
    (&["svg"], Media::Drawing, None),
    (&["html", "htm"], Media::Page, None),
    (&["mp3"], Media::Audio, Some("audio/mpeg")),
    (&["wav"], Media::Audio, Some("audio/wav")),
    (&["ogg", "oga", "opus"], Media::Audio, Some("audio/ogg")),
    (&["flac"], Media::Audio, Some("audio/flac")),
    (&["m4a", "aac"], Media::Audio, Some("audio/mp4")),
    (&["mp4", "m4v"], Media::Video, Some("video/mp4")),
    (&["webm"], Media::Video, Some("video/webm")),
    (&["ogv"], Media::Video, Some("video/ogg")),
    (&["csv"], Media::Table(Separator::Is(b',')), None),
    (&["tsv"], Media::Table(Separator::Is(b'\t')), None),
    (&["psv"], Media::Table(Separator::Is(b'|')), None),
    (&["ssv"], Media::Table(Separator::SemicolonOrSpace), None),
    (&["parquet"], Media::Parquet, None),
    (&["json", "ipynb", "geojson"], Media::Json, None),
    (&["md", "markdown"], Media::Markdown, None),
    (&["txt", "log"], Media::Text, Some("text/plain; charset=utf-8")),
];

fn find(name: &str) -> Option<&'static (&'static [&'static str], Media, Option<&'static str>)> {
    let (stem, extension) = name.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    KINDS.iter().find(|(extensions, ..)| !stem.is_empty() && extensions.contains(&extension.as_str()))
}

impl Media {
    /// How a file of this name is looked at.
    pub fn of(name: &str) -> Self {
        find(name).map_or(Self::Unknown, |(_, media, _)| *media)
    }
}

/// The type under which a browser may show the bytes of a file of this name by themselves: of what nothing in it can run. Everything
/// else is only ever downloaded.
pub fn inert_type(name: &str) -> Option<&'static str> {
    find(name)?.2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_what_a_file_is() {
        for (name, media) in [
            ("a.PNG", Media::Image),
            ("a.b.csv", Media::Table(Separator::Is(b','))),
            ("report.htm", Media::Page),
            ("weights.bin", Media::Unknown),
            ("png", Media::Unknown),
            (".png", Media::Unknown),
            ("a.png\u{202e}", Media::Unknown),
        ] {
            assert_eq!(Media::of(name), media, "{name}");
        }
    }

    #[test]
    fn nothing_that_may_run_has_a_type_of_its_own() {
        for name in ["a.svg", "a.html", "a.htm", "a.xhtml", "a.xml", "a.js", "a.pdf", "a.css", "a.json", "a.md", "a", ""] {
            assert_eq!(inert_type(name), None, "{name}");
        }
        for (_, _, kind) in KINDS {
            let inert = kind.is_none_or(|kind| {
                ["image/", "audio/", "video/", "text/plain"].iter().any(|start| kind.starts_with(start))
                    && !kind.contains("xml")
            });
            assert!(inert, "{kind:?}");
        }
    }
}
