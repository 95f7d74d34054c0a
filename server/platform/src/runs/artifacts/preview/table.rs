//! Some rows of a file of values between commas, tabs, bars, semicolons or spaces.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, Read as _, Seek as _},
};

use csv::{ByteRecord, ReaderBuilder};
use domain::artifacts::{Separator, Sheet};

/// How much of the file is read at most, in bytes.
const READ: u64 = 16 * 1024 * 1024;
/// How many rows are in a part.
const ROWS: u64 = 100;
/// How many columns are shown.
const COLUMNS: usize = 60;
/// How many characters of a value are shown.
const CHARACTERS: usize = 200;

/// The rows of this part (from 1); of a part there is none of, of the last one. `None` when it holds no text.
pub(super) fn read(file: &mut File, bytes: u64, separator: Separator, part: u32) -> io::Result<Option<Sheet>> {
    let delimiter = match separator {
        Separator::Is(byte) => byte,
        Separator::SemicolonOrSpace => sniff(file)?,
    };
    // The file may be shorter by now, or longer: what was read counts.
    let (total, text) = count(file, delimiter)?;
    if !text {
        return Ok(None);
    }
    let parts = total.div_ceil(ROWS).max(1);
    let before = (u64::from(part.max(1)).min(parts) - 1) * ROWS;
    file.rewind()?;
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(file.take(READ));
    let head = reader.byte_headers().map_err(io::Error::other)?.clone();
    let (mut rows, mut record, mut widest) = (Vec::new(), ByteRecord::new(), head.len());
    let mut number = 0;
    while number < total.min(before + ROWS) && reader.read_byte_record(&mut record).map_err(io::Error::other)? {
        if number >= before {
            widest = widest.max(record.len());
            rows.push(values(&record));
        }
        number += 1;
    }
    Ok(Some(Sheet {
        head: values(&head),
        rows,
        before,
        total,
        hidden_columns: widest.saturating_sub(COLUMNS),
        read: (bytes > READ).then_some(READ),
        parts: u32::try_from(parts).unwrap_or(u32::MAX),
    }))
}

/// How many rows follow the first one, and whether all is text. A row that ends where reading ends is not counted: it may go on.
fn count(file: &mut File, delimiter: u8) -> io::Result<(u64, bool)> {
    file.rewind()?;
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(file.take(READ));
    let (mut record, mut rows) = (ByteRecord::new(), 0_u64);
    if reader.byte_headers().map_err(io::Error::other)?.iter().any(|value| value.contains(&0)) {
        return Ok((0, false));
    }
    while reader.read_byte_record(&mut record).map_err(io::Error::other)? {
        if record.as_slice().contains(&0) {
            return Ok((0, false));
        }
        rows += 1;
    }
    let cut = reader.position().byte() >= READ;
    Ok((if cut { rows.saturating_sub(1) } else { rows }, true))
}

fn sniff(file: &mut File) -> io::Result<u8> {
    file.rewind()?;
    let mut first = Vec::new();
    BufReader::new(file.take(64 * 1024)).read_until(b'\n', &mut first)?;
    Ok(if first.contains(&b';') { b';' } else { b' ' })
}

fn values(record: &ByteRecord) -> Vec<String> {
    let value = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        match text.char_indices().nth(CHARACTERS) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.into_owned(),
        }
    };
    record.iter().take(COLUMNS).map(value).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn sheet(content: &str, separator: Separator, part: u32) -> Sheet {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content.as_bytes()).unwrap();
        read(&mut file, content.len() as u64, separator, part).unwrap().unwrap()
    }

    #[test]
    fn values_are_split_at_what_the_name_says() {
        for (content, separator) in [
            ("a,b\n1,\"x, y\"\n", Separator::Is(b',')),
            ("a\tb\n1\tx, y\n", Separator::Is(b'\t')),
            ("a|b\n1|x, y\n", Separator::Is(b'|')),
            ("a;b\n1;x, y\n", Separator::SemicolonOrSpace),
            ("a b\n1 \"x, y\"\n", Separator::SemicolonOrSpace),
        ] {
            let sheet = sheet(content, separator, 1);
            assert_eq!((sheet.head, sheet.rows), (vec!["a".into(), "b".into()], vec![vec!["1".into(), "x, y".into()]]));
        }
    }

    #[test]
    fn rows_come_in_parts() {
        let rows: Vec<_> = (0..251).map(|row| format!("{row},x")).collect();
        let content = format!("n,v\n{}\n", rows.join("\n"));
        for (part, before, length) in [(1, 0, 100), (3, 200, 51), (9, 200, 51), (0, 0, 100)] {
            let sheet = sheet(&content, Separator::Is(b','), part);
            assert_eq!((sheet.before, sheet.rows.len(), sheet.total, sheet.parts), (before, length, 251, 3));
            assert_eq!(sheet.rows[0][0], before.to_string());
        }
    }

    #[test]
    fn what_is_odd_is_survived() {
        let ragged = sheet("a,b\n1\n1,2,3\n", Separator::Is(b','), 1);
        assert_eq!(ragged.rows.iter().map(Vec::len).collect::<Vec<_>>(), [1, 3]);
        let wide = sheet(&format!("{}\n{}\n", "h,".repeat(99), "1,".repeat(99)), Separator::Is(b','), 1);
        assert_eq!((wide.head.len(), wide.hidden_columns), (COLUMNS, 40));
        let long = sheet(&format!("a\n{}\n", "ä".repeat(1_000)), Separator::Is(b','), 1);
        assert_eq!(long.rows[0][0].chars().count(), CHARACTERS + 1);
        let open = sheet("a,b\n\"never closed,\n1,2\n", Separator::Is(b','), 1);
        assert_eq!(open.total, 1);
        let mut binary = tempfile::tempfile().unwrap();
        binary.write_all(b"a,b\n\0,1\n").unwrap();
        assert_eq!(read(&mut binary, 8, Separator::Is(b','), 1).unwrap(), None);
        assert_eq!(sheet("", Separator::Is(b','), 1), Sheet { parts: 1, ..Sheet::default() });
    }
}
