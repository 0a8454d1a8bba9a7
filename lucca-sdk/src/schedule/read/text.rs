//! From the bytes of a file to text, and from text to rows.

use std::io::{self, Read};

use encoding_rs::{MACINTOSH, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Delimiter, Fault};

/// The encoding of a CSV file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, or UTF-16 with a byte order mark, if the file is valid as such; else Windows-1252. A file that
    /// is UTF-8 in one place and not in another, or that has signs amid its words as Windows-1252, is refused instead
    /// of read wrongly.
    #[default]
    Detect,
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16 with the lower byte first, with or without a byte order mark.
    Utf16Le,
    /// UTF-16 with the higher byte first, with or without a byte order mark.
    Utf16Be,
    /// Windows-1252, what spreadsheets in Western Europe save as plain "CSV".
    Windows1252,
    /// MacRoman, what older spreadsheets on a Mac save as plain "CSV".
    Macintosh,
}

/// Why bytes are not text, and the line, counted from 1, on which that shows.
#[derive(Debug)]
pub(super) struct Undecodable {
    pub(super) line: u64,
    pub(super) fault: Fault,
    pub(super) cause: Option<io::Error>,
}

impl Undecodable {
    pub(super) fn at(line: u64, fault: Fault) -> Self {
        Self {
            line,
            fault,
            cause: None,
        }
    }
}

/// The longest line. An import's cells are short; this is a hundred times the longest comment anybody writes.
const MAX_LINE_BYTES: usize = 1024 * 1024;
pub(super) const ZIP: &[u8] = b"PK\x03\x04";
const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
const MARKS: [(&[u8], &str, Encoding); 3] = [
    (UTF8_MARK, "UTF-8", Encoding::Utf8),
    (b"\xFF\xFE", "UTF-16", Encoding::Utf16Le),
    (b"\xFE\xFF", "UTF-16", Encoding::Utf16Be),
];

/// Reads all there is, unless it shows on the way that it is too much, or no schedule.
pub(super) fn read(mut from: impl Read, max_bytes: u64) -> Result<Vec<u8>, Undecodable> {
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 64 * 1024];
    let (mut line, mut line_start) = (1u64, 0);
    loop {
        let read = match from.read(&mut chunk) {
            Ok(0) => return Ok(bytes),
            Ok(read) => chunk.get(..read).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => {
                return Err(Undecodable {
                    cause: Some(error),
                    ..Undecodable::at(1, Fault::CannotRead(String::new()))
                });
            }
        };
        let before = bytes.len();
        bytes.extend_from_slice(read);
        if bytes.len() as u64 > max_bytes {
            return Err(Undecodable::at(1, Fault::TooLarge { limit: max_bytes }));
        }
        if bytes.starts_with(ZIP) {
            continue;
        }
        if let Some(fault) = other_format(&bytes) {
            return Err(Undecodable::at(1, fault));
        }
        for (at, byte) in read.iter().enumerate() {
            if matches!(byte, b'\n' | b'\r') {
                line += u64::from(*byte == b'\n');
                line_start = before + at;
            }
        }
        if bytes.len() - line_start > MAX_LINE_BYTES {
            let fault = Fault::TooLong {
                what: "the line, in bytes,",
                limit: MAX_LINE_BYTES,
            };
            return Err(Undecodable::at(line, fault));
        }
    }
}

/// What people hand over by mistake, by its first bytes.
fn other_format(bytes: &[u8]) -> Option<Fault> {
    const OTHERS: [(&[u8], &str); 4] = [
        (ZIP, "a spreadsheet or zip file"),
        (b"\xD0\xCF\x11\xE0", "an old spreadsheet file"),
        (b"%PDF", "a PDF file"),
        (b"{\\rtf", "a text document"),
    ];
    let other = OTHERS.iter().find(|(first, _)| bytes.starts_with(first));
    other.map(|(_, what)| Fault::NotText(what))
}

/// Decodes a whole file. Only UTF-8 that is already in place is not copied.
pub(super) fn decode(mut bytes: Vec<u8>, encoding: Encoding) -> Result<String, Undecodable> {
    if let Some(fault) = other_format(&bytes) {
        return Err(Undecodable::at(1, fault));
    }
    let marked = MARKS.iter().find(|(mark, ..)| bytes.starts_with(mark));
    let encoding = match (encoding, marked) {
        (Encoding::Detect, Some((_, _, marked))) => *marked,
        (said, Some((_, mark, marked))) if said != *marked => {
            return Err(Undecodable::at(1, Fault::OtherMark { mark }));
        }
        (said, _) => said,
    };
    let text = match encoding {
        Encoding::Utf16Le => utf16(&bytes, UTF_16LE),
        Encoding::Utf16Be => utf16(&bytes, UTF_16BE),
        _ if bytes.contains(&0) => Err(Undecodable::at(1, zeros(&bytes))),
        Encoding::Windows1252 => windows_1252(&bytes),
        Encoding::Macintosh => Ok(MACINTOSH.decode_without_bom_handling(&bytes).0.into_owned()),
        Encoding::Utf8 => {
            if bytes.starts_with(UTF8_MARK) {
                bytes.drain(..UTF8_MARK.len());
            }
            utf8(bytes)
        }
        Encoding::Detect => utf8_or_windows_1252(bytes),
    }?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(unmarked) => unmarked.to_owned(),
        None => text,
    })
}

/// What a file with zero bytes is: UTF-16 of Western words has one in each pair.
fn zeros(bytes: &[u8]) -> Fault {
    let pairs: Vec<[bool; 2]> = bytes
        .as_chunks::<2>()
        .0
        .iter()
        .take(2048)
        .map(|pair| pair.map(|byte| byte == 0))
        .collect();
    let zero = |at: usize| {
        pairs
            .iter()
            .filter(|pair| pair.get(at) == Some(&true))
            .count()
    };
    let (first, second, all) = (zero(0), zero(1), pairs.len());
    if second * 10 >= all * 7 && first * 20 <= all {
        Fault::NoUtf16Mark {
            encoding: "Utf16Le",
        }
    } else if first * 10 >= all * 7 && second * 20 <= all {
        Fault::NoUtf16Mark {
            encoding: "Utf16Be",
        }
    } else {
        Fault::NotText("a binary file")
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, Undecodable> {
    String::from_utf8(bytes).map_err(|error| {
        let line = line_at(error.as_bytes(), error.utf8_error().valid_up_to());
        Undecodable::at(line, Fault::BadEncoding { encoding: "UTF-8" })
    })
}

fn utf8_or_windows_1252(bytes: Vec<u8>) -> Result<String, Undecodable> {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error.into_bytes(),
    };
    // Letters of Western words that are valid UTF-8 hardly occur by chance in Windows-1252. Where both occur,
    // the file was pasted together, and either reading would garble names that Lucca matches by.
    let western =
        |c: char| matches!(c, '\u{a0}'..='\u{17f}' | '\u{2000}'..='\u{20cf}' | '\u{feff}');
    let mut first_invalid = None;
    let mut holds_utf8 = false;
    let mut offset = 0;
    for chunk in bytes.utf8_chunks() {
        holds_utf8 |= chunk.valid().chars().any(western);
        offset += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            first_invalid.get_or_insert(offset);
        }
        offset += chunk.invalid().len();
    }
    if holds_utf8 {
        let line = line_at(&bytes, first_invalid.unwrap_or(0));
        return Err(Undecodable::at(line, Fault::MixedEncodings));
    }
    if let Some(at) = (0..bytes.len()).find(|at| is_suspicious(&bytes, *at)) {
        return Err(Undecodable::at(line_at(&bytes, at), suspicious(&bytes, at)));
    }
    windows_1252(&bytes)
}

/// Five bytes mean nothing in Windows-1252; the web's decoder lets them through as control characters.
const UNASSIGNED: [u8; 5] = [0x81, 0x8D, 0x8F, 0x90, 0x9D];

fn windows_1252(bytes: &[u8]) -> Result<String, Undecodable> {
    if let Some(at) = bytes.iter().position(|byte| UNASSIGNED.contains(byte)) {
        let encoding = "Windows-1252";
        return Err(Undecodable::at(
            line_at(bytes, at),
            Fault::BadEncoding { encoding },
        ));
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    Ok(text.into_owned())
}

/// Whether a byte is, as Windows-1252, something that no French or English word has where it stands: the accented
/// letters of MacRoman, and of what Windows calls "CSV (MS-DOS)", are signs there.
fn is_suspicious(bytes: &[u8], at: usize) -> bool {
    let Some(byte) = bytes.get(at).filter(|byte| **byte >= 0x80) else {
        return false;
    };
    let is_letter = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_alphabetic)
    };
    let (before, after) = (is_letter(at.checked_sub(1)), is_letter(Some(at + 1)));
    match byte {
        byte if UNASSIGNED.contains(byte) => true,
        // ƒ † ‡ ˆ ‰ Š Ž ˜ š ž Ÿ
        0x83 | 0x86..=0x8A | 0x8E | 0x98 | 0x9A | 0x9E | 0x9F => before || after,
        // ‚ „ “ ” • ™
        0x82 | 0x84 | 0x93..=0x95 | 0x99 => before && after,
        _ => false,
    }
}

fn suspicious(bytes: &[u8], at: usize) -> Fault {
    let is_end = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
    let (before, after) = bytes.split_at_checked(at).unwrap_or_default();
    let start = before.iter().rposition(is_end).map_or(0, |end| end + 1);
    let end = after.iter().position(is_end).unwrap_or(after.len());
    let word = bytes.get(start..at + end).unwrap_or_default();
    let (windows, _) = WINDOWS_1252.decode_without_bom_handling(word);
    let (macintosh, _) = MACINTOSH.decode_without_bom_handling(word);
    let makes_sense = macintosh
        .chars()
        .all(|c| c.is_ascii() || "éèêëàâäîïôöùûüçñœæ".contains(c));
    Fault::SuspiciousLetters {
        word: crate::schedule::fault::cut(&windows),
        macintosh: makes_sense.then(|| crate::schedule::fault::cut(&macintosh)),
    }
}

fn utf16(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> Result<String, Undecodable> {
    let (text, had_errors) = encoding.decode_with_bom_removal(bytes);
    if had_errors {
        let at = text.find('\u{fffd}').unwrap_or(0);
        return Err(Undecodable::at(
            line_at(text.as_bytes(), at),
            Fault::BadEncoding { encoding: "UTF-16" },
        ));
    }
    if text.contains('\0') {
        return Err(Undecodable::at(1, Fault::NotText("a binary file")));
    }
    Ok(text.into_owned())
}

fn line_at(bytes: &[u8], offset: usize) -> u64 {
    Lines::new(bytes).line_at(offset)
}

/// The rows of a text, with the line on which each begins.
pub(super) struct Rows<'t> {
    text: &'t [u8],
    csv: csv::Reader<&'t [u8]>,
    pub(super) record: csv::StringRecord,
    lines: Lines<'t>,
    delimiter: u8,
    /// The number of each row, where it is not the line on which it begins.
    numbers: Option<std::vec::IntoIter<u32>>,
}

/// One row, whose cells are in [`Rows::record`].
pub(super) struct Row {
    pub(super) line: u64,
    /// What is wrong with it as a whole, if anything.
    pub(super) fault: Option<Fault>,
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
            numbers: None,
        }
    }

    /// The same rows under these numbers: those of the rows of a sheet that is written out as the text.
    #[cfg(feature = "xlsx")]
    pub(super) fn numbered(mut self, numbers: Vec<u32>) -> Self {
        self.numbers = Some(numbers.into_iter());
        self
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
        let row = read.get(ends..).unwrap_or_default();
        let line = match &mut self.numbers {
            Some(numbers) => numbers.next().map_or(0, u64::from),
            None => self.lines.line_at(before + ends),
        };
        Some(Row {
            line,
            fault: quotes(row, self.delimiter).or_else(|| too_long(row)),
        })
    }

    /// The line, counted from the row's own, of a cell in quotes that reads as a row: a quote was opened there by
    /// mistake, and closed where the next one was.
    pub(super) fn swallowed(
        &self,
        reads_as_row: impl Fn(std::str::Split<'_, char>) -> bool,
    ) -> Option<u64> {
        // The cells of a sheet are not in quotes that could have swallowed any.
        if self.numbers.is_some() {
            return None;
        }
        let mut line = 0;
        for cell in &self.record {
            let mut is_first = true;
            for part in cell.split(['\n', '\r']) {
                if !is_first {
                    line += 1;
                    if reads_as_row(part.split(char::from(self.delimiter))) {
                        return Some(line);
                    }
                }
                is_first = false;
            }
        }
        None
    }

    fn offset(&self) -> usize {
        usize::try_from(self.csv.position().byte()).unwrap_or(usize::MAX)
    }
}

fn too_long(row: &[u8]) -> Option<Fault> {
    (row.len() > MAX_LINE_BYTES).then_some(Fault::TooLong {
        what: "the row, in bytes,",
        limit: MAX_LINE_BYTES,
    })
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
struct Lines<'t> {
    text: &'t [u8],
    offset: usize,
    line: u64,
}

impl<'t> Lines<'t> {
    fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            offset: 0,
            line: 1,
        }
    }

    /// The line, counted from 1, on which the byte at `offset` is. CR LF, LF and CR each end one.
    fn line_at(&mut self, offset: usize) -> u64 {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(bytes: &[u8]) -> Result<String, Undecodable> {
        decode(bytes.to_vec(), Encoding::Detect)
    }

    #[test]
    fn usual_encodings_are_told_apart() {
        let utf16le: Vec<u8> = "\u{feff}é;\u{1f600}"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let utf16be: Vec<u8> = "\u{feff}é;\u{1f600}"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        for (bytes, text) in [
            ("Orléans".as_bytes(), "Orléans"),
            ("\u{feff}Orléans".as_bytes(), "Orléans"),
            ("\u{feff}\u{feff}Orléans".as_bytes(), "Orléans"),
            (
                b"Orl\xE9ans \x80 l\x92\x9Cuvre".as_slice(),
                "Orléans € l’œuvre",
            ),
            (b"CAF\xC9\xBB \xE9".as_slice(), "CAFÉ» é"),
            (utf16le.as_slice(), "é;\u{1f600}"),
            (utf16be.as_slice(), "é;\u{1f600}"),
            (b"".as_slice(), ""),
        ] {
            assert_eq!(detect(bytes).unwrap(), text);
        }
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, looks_like) in [
            (b"PK\x03\x04rest".as_slice(), "a spreadsheet or zip file"),
            (b"\xD0\xCF\x11\xE0rest", "an old spreadsheet file"),
            (b"%PDF-1.7", "a PDF file"),
            (b"login;\0", "a binary file"),
        ] {
            assert_eq!(detect(bytes).unwrap_err().fault, Fault::NotText(looks_like));
        }
    }

    #[test]
    fn garbled_text_is_refused_on_its_line() {
        let suspicious = |word: &str, macintosh: Option<&str>| Fault::SuspiciousLetters {
            word: word.into(),
            macintosh: macintosh.map(str::to_owned),
        };
        for (bytes, line, fault) in [
            (
                b"\xC3\xA9\r\nb\r\nc\xE9".as_slice(),
                3,
                Fault::MixedEncodings,
            ),
            (
                b"\xEF\xBB\xBFa\n\xE9",
                2,
                Fault::BadEncoding { encoding: "UTF-8" },
            ),
            (
                b"\xFF\xFEa\0\n\0\x00\xD8",
                2,
                Fault::BadEncoding { encoding: "UTF-16" },
            ),
            (
                b"a\nT\x8El\x8Etravail;",
                2,
                suspicious("TŽlŽtravail", Some("Télétravail")),
            ),
            (
                b"coll\x8Fgue",
                1,
                suspicious("coll\u{8f}gue", Some("collègue")),
            ),
            (b"T\x82l\x82travail", 1, suspicious("T‚l‚travail", None)),
            (
                b"l\0o\0g\0i\0n\0;\0d\0",
                1,
                Fault::NoUtf16Mark {
                    encoding: "Utf16Le",
                },
            ),
            (
                b"\0l\0o\0g\0i\0n\0;",
                1,
                Fault::NoUtf16Mark {
                    encoding: "Utf16Be",
                },
            ),
        ] {
            let refused = detect(bytes).unwrap_err();
            assert_eq!((refused.line, refused.fault), (line, fault), "{bytes:?}");
        }
    }

    #[test]
    fn a_named_encoding_is_taken_at_its_word() {
        for (bytes, encoding, text) in [
            (b"\xC3\xA9".as_slice(), Encoding::Windows1252, "Ã©"),
            (b"T\x8Et", Encoding::Windows1252, "TŽt"),
            (b"T\x8Et", Encoding::Macintosh, "Tét"),
            (b"a\0\xE9\0", Encoding::Utf16Le, "aé"),
            (b"\0a\0\xE9", Encoding::Utf16Be, "aé"),
        ] {
            assert_eq!(decode(bytes.to_vec(), encoding).unwrap(), text);
        }
        assert!(decode(b"\xE9".to_vec(), Encoding::Utf8).is_err());
        for said in [
            Encoding::Windows1252,
            Encoding::Macintosh,
            Encoding::Utf16Le,
        ] {
            let refused = decode(b"\xEF\xBB\xBFlogin".to_vec(), said).unwrap_err();
            assert_eq!(refused.fault, Fault::OtherMark { mark: "UTF-8" });
        }
    }
}
