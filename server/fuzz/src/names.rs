//! Names and paths that somebody might give a file, the bad ones above all.

use arbitrary::Arbitrary;

/// A name or a path.
#[derive(Debug, Arbitrary)]
pub enum Name<'a> {
    Bytes(&'a [u8]),
    Known(u8),
    /// Known names, one in the other.
    Path(Vec<u8>),
    /// One name again and again.
    Deep(u8, u16),
    Long(u16),
}

const KNOWN: &[&str] = &[
    "..",
    "../..",
    "../../secret",
    "../../etc/passwd",
    "/etc/passwd",
    "/",
    ".",
    "",
    "a",
    "b",
    "own",
    "own/deep",
    "own/file",
    "own/link",
    "out",
    "out/passwd",
    "out/new",
    "passwd",
    "new",
    "inside",
    "inside/x",
    "round",
    "up",
    "up/loose",
    "up/x",
    "absolute/secret",
    "absolute/x",
    "a/..",
    "a\\..\\b",
    "~",
    "C:\\x",
    "a//b",
    "./x",
    "...",
    " ",
    "\u{202e}",
    "\n",
    ".upload-x",
    "round/x",
    "a/../../b",
    "..\\..\\x",
    "%2e%2e/x",
    "%00",
    "\"",
    "a; filename=b",
    "\r\n",
    "events/metric",
    "loss.plx",
    "x.plx",
    "\0",
];

impl Name<'_> {
    /// As it is written.
    pub fn bytes(&self) -> Vec<u8> {
        let known = |index: u8| KNOWN[usize::from(index) % KNOWN.len()];
        match self {
            Self::Bytes(bytes) => bytes.to_vec(),
            Self::Known(index) => known(*index).into(),
            Self::Path(parts) => parts.iter().map(|part| known(*part)).collect::<Vec<_>>().join("/").into(),
            Self::Deep(part, depth) => vec![known(*part); usize::from(*depth)].join("/").into(),
            Self::Long(length) => vec![b'x'; usize::from(*length)],
        }
    }
}
