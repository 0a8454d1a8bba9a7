//! The rows of a CSV text, each with the line on which it begins.

use super::{Delimiter, Fault};

/// The rows of a text, with the line on which each begins.
pub(super) struct Rows<'t> {
    text: &'t [u8],
    csv: csv::Reader<&'t [u8]>,
    pub(super) record: csv::StringRecord,
    lines: Lines<'t>,
    delimiter: u8,
}

/// One row, whose cells are in [`Rows::record`].
pub(super) struct Row {
    pub(super) line: u64,
    /// What is wrong with its quotes, if anything.
    pub(super) quotes: Option<Fault>,
}

impl<'t> Rows<'t> {
    pub(super) fn new(text: &'t str, delimiter: Delimiter) -> Self {
        let text = text.as_bytes();
        Self {
            text,
            csv: csv::ReaderBuilder::new()
                .delimiter(delimiter.byte())
                .has_headers(false)
                .flexible(true)
                .from_reader(text),
            record: csv::StringRecord::new(),
            lines: Lines::new(text),
            delimiter: delimiter.byte(),
        }
    }

    pub(super) fn next_row(&mut self) -> Option<Row> {
        let before = self.offset();
        // Reading from memory, UTF-8, rows of any width: nothing is left that could fail.
        if !self.csv.read_record(&mut self.record).unwrap_or(false) {
            return None;
        }
        // The reader counts the line ends before a row as the row's own.
        let read = self.text.get(before..self.offset()).unwrap_or_default();
        let ends = read
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count();
        Some(Row {
            line: self.lines.line_at(before + ends),
            quotes: quotes(read.get(ends..).unwrap_or_default(), self.delimiter),
        })
    }

    fn offset(&self) -> usize {
        usize::try_from(self.csv.position().byte()).unwrap_or(usize::MAX)
    }
}

/// Whether the quotes of a row are as they should be. The CSV reader forgives a quote that is never closed,
/// and would take all following rows for one comment.
fn quotes(row: &[u8], delimiter: u8) -> Option<Fault> {
    if !row.contains(&b'"') {
        return None;
    }
    let mut bytes = row.iter().copied().peekable();
    let mut at_start = true;
    while let Some(byte) = bytes.next() {
        if byte == b'"' && at_start {
            loop {
                match bytes.next() {
                    None => return Some(Fault::OpenQuote),
                    Some(b'"') if bytes.peek() == Some(&b'"') => {
                        bytes.next();
                    }
                    Some(b'"') => break,
                    Some(_) => {}
                }
            }
            match bytes.peek() {
                None | Some(b'\r' | b'\n') => {}
                Some(next) if *next == delimiter => {}
                Some(_) => return Some(Fault::TextAfterQuote),
            }
            at_start = false;
        } else {
            at_start = byte == delimiter;
        }
    }
    None
}

/// Counts lines up to ever later offsets.
pub(super) struct Lines<'t> {
    text: &'t [u8],
    offset: usize,
    line: u64,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            offset: 0,
            line: 1,
        }
    }

    /// The line, counted from 1, on which the byte at `offset` is. CR LF, LF and CR each end one.
    pub(super) fn line_at(&mut self, offset: usize) -> u64 {
        let passed = self.text.get(self.offset..offset).unwrap_or_default();
        for (index, byte) in passed.iter().enumerate() {
            let after = self.text.get(self.offset + index + 1);
            if *byte == b'\n' || (*byte == b'\r' && after != Some(&b'\n')) {
                self.line += 1;
            }
        }
        self.offset = self.offset.max(offset);
        self.line
    }
}
