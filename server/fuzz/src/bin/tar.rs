//! Archives that are unpacked into a run's folder: whatever they hold, nothing outside of that folder is touched, and an archive that is
//! refused for what is in it leaves nothing.
#![no_main]

use std::{cell::OnceCell, io::Write as _};

use arbitrary::Arbitrary;
use domain::{ApiError, ErrorCode, artifacts::Upload};
use flate2::{Compression, write::GzEncoder};
use fuzz::{Fence, Name};
use libfuzzer_sys::fuzz_target;
use platform::runs::artifacts;
use tokio::runtime::Runtime;

#[derive(Debug, Arbitrary)]
struct Case<'a> {
    archive: Archive<'a>,
    /// Into which folder; any other is the run's own.
    into: Option<Name<'a>>,
    overwrite: bool,
    /// How much of the compressed archive arrives.
    cut: Option<u16>,
}

#[derive(Debug, Arbitrary)]
enum Archive<'a> {
    /// Bytes that say they are `tar.gz`.
    Packed(&'a [u8]),
    /// Bytes that say they are a tar, compressed.
    Bytes(&'a [u8]),
    /// A tar of these.
    Entries(Vec<Entry<'a>>),
}

#[derive(Debug, Arbitrary)]
struct Entry<'a> {
    name: Name<'a>,
    kind: Kind,
    link: Name<'a>,
    mode: u16,
    content: &'a [u8],
    /// What the header says its length is, if it lies.
    size: Option<u64>,
    prefix: Option<Name<'a>>,
    extended: Extended<'a>,
    gnu: bool,
    wrong_sum: bool,
}

#[derive(Debug, Arbitrary)]
enum Kind {
    File,
    OldFile,
    Link,
    Symlink,
    Device,
    Folder,
    Pipe,
    Continuous,
    Sparse,
    Other(u8),
}

/// What comes before an entry to say more of it.
#[derive(Debug, Arbitrary)]
enum Extended<'a> {
    Nothing,
    LongName(Name<'a>),
    LongLink(Name<'a>),
    Pax(Vec<(PaxKey, Name<'a>)>),
    GlobalPax(Vec<(PaxKey, Name<'a>)>),
    RawPax(&'a [u8]),
}

#[derive(Debug, Arbitrary)]
enum PaxKey {
    Path,
    Linkpath,
    Size,
    SparseName,
    SparseRealSize,
    SparseMap,
    Xattr,
}

impl PaxKey {
    const fn name(&self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Linkpath => "linkpath",
            Self::Size => "size",
            Self::SparseName => "GNU.sparse.name",
            Self::SparseRealSize => "GNU.sparse.realsize",
            Self::SparseMap => "GNU.sparse.map",
            Self::Xattr => "SCHILY.xattr.user.x",
        }
    }
}

impl Kind {
    const fn flag(&self) -> u8 {
        match self {
            Self::File => b'0',
            Self::OldFile => 0,
            Self::Link => b'1',
            Self::Symlink => b'2',
            Self::Device => b'3',
            Self::Folder => b'5',
            Self::Pipe => b'6',
            Self::Continuous => b'7',
            Self::Sparse => b'S',
            Self::Other(flag) => *flag,
        }
    }
}

impl Entry<'_> {
    fn write(&self, tar: &mut Vec<u8>) {
        match &self.extended {
            Extended::Nothing => {}
            Extended::LongName(name) => block(tar, b'L', b"././@LongLink", &with_end(name.bytes())),
            Extended::LongLink(name) => block(tar, b'K', b"././@LongLink", &with_end(name.bytes())),
            Extended::Pax(records) => block(tar, b'x', b"pax", &pax(records)),
            Extended::GlobalPax(records) => block(tar, b'g', b"pax", &pax(records)),
            Extended::RawPax(bytes) => block(tar, b'x', b"pax", bytes),
        }
        let mut header = [0; 512];
        put(&mut header[..100], &self.name.bytes());
        put(&mut header[100..108], format!("{:07o}\0", self.mode).as_bytes());
        let size = self.size.unwrap_or(self.content.len() as u64);
        // What octal can't say is binary.
        if size < 1 << 33 {
            put(&mut header[124..136], format!("{size:011o}\0").as_bytes());
        } else {
            header[124] = 0x80;
            header[128..136].copy_from_slice(&size.to_be_bytes());
        }
        header[156] = self.kind.flag();
        put(&mut header[157..257], &self.link.bytes());
        put(&mut header[257..265], if self.gnu { b"ustar  \0" } else { b"ustar\x0000" });
        if let Some(prefix) = &self.prefix {
            put(&mut header[345..500], &prefix.bytes());
        }
        finish(tar, header, self.wrong_sum);
        tar.extend_from_slice(self.content);
        tar.resize(tar.len().next_multiple_of(512), 0);
    }
}

fn with_end(mut name: Vec<u8>) -> Vec<u8> {
    name.push(0);
    name
}

/// Each record begins with how long it is, that number included.
fn pax(records: &[(PaxKey, Name<'_>)]) -> Vec<u8> {
    let mut text = Vec::new();
    for (key, value) in records {
        let rest = [b" ", key.name().as_bytes(), b"=", &value.bytes(), b"\n"].concat();
        let mut length = rest.len();
        while length != rest.len() + length.to_string().len() {
            length = rest.len() + length.to_string().len();
        }
        text.extend_from_slice(length.to_string().as_bytes());
        text.extend_from_slice(&rest);
    }
    text
}

fn block(tar: &mut Vec<u8>, flag: u8, name: &[u8], content: &[u8]) {
    let mut header = [0; 512];
    put(&mut header[..100], name);
    put(&mut header[124..136], format!("{:011o}\0", content.len()).as_bytes());
    header[156] = flag;
    put(&mut header[257..265], b"ustar  \0");
    finish(tar, header, false);
    tar.extend_from_slice(content);
    tar.resize(tar.len().next_multiple_of(512), 0);
}

fn put(field: &mut [u8], value: &[u8]) {
    let length = value.len().min(field.len());
    field[..length].copy_from_slice(&value[..length]);
}

fn finish(tar: &mut Vec<u8>, mut header: [u8; 512], wrong: bool) {
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum::<u32>() + u32::from(wrong);
    put(&mut header[148..156], format!("{sum:06o}\0 ").as_bytes());
    tar.extend_from_slice(&header);
}

fn packed(tar: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(tar).unwrap();
    encoder.finish().unwrap()
}

thread_local! {
    static PLACE: OnceCell<(Runtime, Fence)> = const { OnceCell::new() };
}

fuzz_target!(|case: Case<'_>| PLACE.with(|place| {
    let (runtime, fence) = place.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let fence = runtime.block_on(Fence::build());
        (runtime, fence)
    });
    let mut bytes = match &case.archive {
        Archive::Packed(bytes) => bytes.to_vec(),
        Archive::Bytes(tar) => packed(tar),
        Archive::Entries(entries) => {
            let mut tar = Vec::new();
            entries.iter().for_each(|entry| entry.write(&mut tar));
            tar.resize(tar.len() + 1024, 0);
            packed(&tar)
        }
    };
    if let Some(cut) = case.cut {
        bytes.truncate(bytes.len() - usize::from(cut).min(bytes.len()));
    }
    let path = case.into.as_ref().map(|name| String::from_utf8_lossy(&name.bytes()).into_owned()).unwrap_or_default();
    let upload = Upload { path, name: "a.tar.gz".into(), unpack: true, overwrite: case.overwrite };

    let before = fence.count();
    let put: Result<(), ApiError> = runtime.block_on(async {
        let content = futures::stream::iter(bytes.chunks(4096).map(|chunk| Ok(chunk.to_vec().into())));
        let (office, run) = (&fence.office, fence.run.id);
        let received = artifacts::receive(&office.platform, &office.actor, run, content).await?;
        artifacts::put(&office.platform, &office.actor, run, upload, received).await
    });
    fence.check();
    if let Err(error) = &put {
        assert_ne!(error.code, ErrorCode::Internal, "{error:?}");
        if error.code == ErrorCode::BadRequest {
            assert_eq!(fence.count(), before, "what was refused has left something: {error:?}");
        }
    }
    if put.is_ok() || fence.count() != before {
        fence.reset();
    }
}));
