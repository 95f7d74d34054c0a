//! Reading a log that is being written, or whose writer died in the middle of a record.

use std::{fs::File, io, os::unix::fs::FileExt as _};

use super::super::directory::{RunDirectory, failed, read_json};
use crate::{ClusterError, LogBatch, LogRecord};

/// How much is read at once, in bytes. More than the longest record has.
const BATCH: usize = 1024 * 1024;

/// What was written after `position`; `over` says that no more will be.
pub(crate) fn read(directory: &RunDirectory, position: u64, over: bool) -> Result<LogBatch, ClusterError> {
    let path = directory.log();
    let bytes = match File::open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        file => file.and_then(|file| read_from(&file, position)).map_err(failed("read", &path))?,
    };
    let caught_up = bytes.len() < BATCH;
    let (mut records, taken) = parse(&bytes, BATCH);
    if caught_up && !over {
        // Whoever can't read it now is told by the next batch.
        let open: Option<Vec<LogRecord>> = read_json(&directory.open_lines()).unwrap_or_default();
        records.extend(open.unwrap_or_default().into_iter().map(|record| LogRecord { open: true, ..record }));
    }
    Ok(LogBatch { records, position: position + taken as u64, more: !caught_up, end: over && caught_up })
}

fn read_from(file: &File, position: u64) -> io::Result<Vec<u8>> {
    let left = file.metadata()?.len().saturating_sub(position);
    let mut bytes = vec![0; usize::try_from(left).unwrap_or(BATCH).min(BATCH)];
    let mut filled = 0;
    while filled < bytes.len() {
        match file.read_at(&mut bytes[filled..], position + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

/// The complete records, and how many bytes they and what is passed over have.
///
/// A record without its line end is not there yet. What is no record (a machine without power leaves zeros) is passed over; so are `limit` bytes
/// without a single line end, since no record is that long.
fn parse(bytes: &[u8], limit: usize) -> (Vec<LogRecord>, usize) {
    let Some(last) = bytes.iter().rposition(|byte| *byte == b'\n') else {
        return (Vec::new(), if bytes.len() >= limit { bytes.len() } else { 0 });
    };
    let records = bytes[..last].split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    (records, last + 1)
}

#[cfg(test)]
mod tests {
    use domain::{Timestamp, logs::Stream};
    use proptest::prelude::*;

    use super::*;

    fn record(text: String) -> LogRecord {
        LogRecord { container: "main".into(), stream: Stream::Stderr, at: Timestamp::from_micros(1), text, open: false }
    }

    fn file_of(records: &[LogRecord]) -> Vec<u8> {
        records.iter().flat_map(|record| serde_json::to_vec(record).unwrap().into_iter().chain(*b"\n")).collect()
    }

    proptest! {
        #[test]
        fn a_torn_tail_is_not_there_yet(texts in prop::collection::vec(".{0,40}", 0..20), cut in 0_usize..4000) {
            let records: Vec<LogRecord> = texts.into_iter().map(record).collect();
            let whole = file_of(&records);
            let torn = &whole[..cut.min(whole.len())];
            let (first, position) = parse(torn, BATCH);
            prop_assert_eq!(&first, &records[..first.len()]);
            prop_assert_eq!(file_of(&first).len(), position);
            // Once the rest is written, reading goes on where it stopped: each once, in order.
            let (second, _) = parse(&whole[position..], BATCH);
            prop_assert_eq!([first, second].concat(), records);
        }

        #[test]
        fn any_bytes_are_read_to_their_end(bytes in prop::collection::vec(any::<u8>(), 0..600), limit in 1_usize..100) {
            let mut position = 0;
            loop {
                let end = (position + limit).min(bytes.len());
                let (_, taken) = parse(&bytes[position..end], limit);
                if taken == 0 {
                    break;
                }
                position += taken;
            }
            let rest = &bytes[position..];
            prop_assert!(rest.len() < limit && !rest.contains(&b'\n'));
        }
    }

    #[test]
    fn damage_costs_only_what_is_damaged() {
        let good = record("good".into());
        let bytes = [
            file_of(std::slice::from_ref(&good)),
            b"\0\0\0\0\n{\"container\":1}\n".to_vec(),
            file_of(std::slice::from_ref(&good)),
        ];
        assert_eq!(parse(&bytes.concat(), BATCH), (vec![good.clone(), good], bytes.concat().len()));
    }
}
