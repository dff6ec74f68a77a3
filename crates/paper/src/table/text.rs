//! CSV and TSV, in UTF-8 or GB18030.

use super::{Filling, Sheet, Unreadable};
use encoding_rs::GB18030;

/// Lines that are looked at to find the separator.
const LINES_LOOKED_AT: usize = 50;

/// Reads the one table of a text file. Lines with `#` first are remarks.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, Unreadable> {
    let text = decoded(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(&text))
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let mut filling = Filling::default();
    filling.sheet("")?;
    let mut record = csv::StringRecord::new();
    let mut lines = Lines {
        text: &text,
        read: 0,
        line: 1,
    };
    while reader.read_record(&mut record).map_err(Unreadable::damaged)? {
        let line = lines.at(record.position().map_or(0, csv::Position::byte));
        for (column, cell) in record.iter().enumerate() {
            filling.put(line, column, cell)?;
        }
    }
    filling.done().pop().ok_or(Unreadable::NoTable)
}

/// Counts lines as far as one has read.
struct Lines<'t> {
    text: &'t str,
    read: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line of the record that begins here, after blank lines and remarks.
    fn at(&mut self, byte: u64) -> u32 {
        let mut at = usize::try_from(byte).unwrap_or(self.text.len());
        loop {
            let rest = self.text.get(at..).unwrap_or_default();
            if rest.starts_with(['\r', '\n']) {
                at += 1;
            } else if rest.starts_with('#') {
                at += rest.find('\n').unwrap_or(rest.len());
            } else {
                break;
            }
        }
        let passed = self.text.get(self.read..at).unwrap_or_default();
        self.line += u32::try_from(passed.matches('\n').count()).unwrap_or(0);
        self.read = at.max(self.read);
        self.line
    }
}

/// The text without byte order mark. A zero byte stands in no text.
fn decoded(bytes: &[u8]) -> Result<String, Unreadable> {
    if bytes.contains(&0) || bytes.starts_with(b"%PDF") {
        return Err(Unreadable::UnknownFormat);
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or(Unreadable::Encoding)?
            .into_owned(),
    };
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// A tab when the first lines have one, or else a comma.
fn separator(text: &str) -> u8 {
    let mut lines = text.lines().filter(|line| !line.starts_with('#')).take(LINES_LOOKED_AT);
    if lines.any(|line| line.contains('\t')) { b'\t' } else { b',' }
}
