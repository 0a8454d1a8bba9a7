//! From the bytes of a file to text.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Fault;

/// The encoding of a CSV file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, or UTF-16 with a byte order mark, if the file is valid as such; else Windows-1252. A file that
    /// is UTF-8 in one place and not in another is refused instead of read wrongly.
    #[default]
    Detect,
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// Windows-1252, what spreadsheets in Western Europe save as plain "CSV".
    Windows1252,
}

/// Why bytes are not text, and the line, counted from 1, on which that shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Undecodable {
    pub(super) line: u64,
    pub(super) fault: Fault,
}

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Decodes a whole file. Only UTF-8 that is already in place is not copied.
pub(super) fn decode(mut bytes: Vec<u8>, encoding: Encoding) -> Result<String, Undecodable> {
    if let Some(looks_like) = other_format(&bytes) {
        return Err(Undecodable {
            line: 1,
            fault: Fault::NotText(looks_like),
        });
    }
    match encoding {
        Encoding::Windows1252 => windows_1252(&bytes),
        Encoding::Utf8 => utf8(bytes),
        Encoding::Detect if bytes.starts_with(UTF8_MARK) => {
            bytes.drain(..UTF8_MARK.len());
            utf8(bytes)
        }
        Encoding::Detect => match bytes {
            _ if bytes.starts_with(b"\xFF\xFE") => utf16(&bytes, UTF_16LE),
            _ if bytes.starts_with(b"\xFE\xFF") => utf16(&bytes, UTF_16BE),
            bytes => utf8_or_windows_1252(bytes),
        },
    }
}

/// What people hand over by mistake, by its first bytes.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    const UTF16_MARKS: [&[u8]; 2] = [b"\xFF\xFE", b"\xFE\xFF"];
    if bytes.starts_with(b"PK\x03\x04") {
        Some("a spreadsheet or zip file")
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        Some("an old spreadsheet file")
    } else if bytes.starts_with(b"%PDF") {
        Some("a PDF file")
    } else if !UTF16_MARKS.iter().any(|mark| bytes.starts_with(mark)) && bytes.contains(&0) {
        Some("a binary file")
    } else {
        None
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, Undecodable> {
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        Undecodable {
            line: line_at(error.as_bytes(), valid),
            fault: Fault::BadEncoding { encoding: "UTF-8" },
        }
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

fn utf8_or_windows_1252(bytes: Vec<u8>) -> Result<String, Undecodable> {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error.into_bytes(),
    };
    // Letters outside ASCII that are valid UTF-8 hardly occur by chance in Windows-1252. Where both occur,
    // the file was pasted together, and either reading would garble names that Lucca matches by.
    let mut first_invalid = None;
    let mut holds_utf8 = false;
    let mut offset = 0;
    for chunk in bytes.utf8_chunks() {
        holds_utf8 |= !chunk.valid().is_ascii();
        offset += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            first_invalid.get_or_insert(offset);
        }
        offset += chunk.invalid().len();
    }
    if holds_utf8 {
        return Err(Undecodable {
            line: line_at(&bytes, first_invalid.unwrap_or(0)),
            fault: Fault::MixedEncodings,
        });
    }
    windows_1252(&bytes)
}

fn windows_1252(bytes: &[u8]) -> Result<String, Undecodable> {
    // Five bytes mean nothing in Windows-1252; the web's decoder lets them through as control characters.
    const UNASSIGNED: [u8; 5] = [0x81, 0x8D, 0x8F, 0x90, 0x9D];
    if let Some(at) = bytes.iter().position(|byte| UNASSIGNED.contains(byte)) {
        return Err(Undecodable {
            line: line_at(bytes, at),
            fault: Fault::BadEncoding {
                encoding: "UTF-8 or Windows-1252",
            },
        });
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    Ok(text.into_owned())
}

fn utf16(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> Result<String, Undecodable> {
    let (text, had_errors) = encoding.decode_with_bom_removal(bytes);
    if had_errors {
        let at = text.find('\u{fffd}').unwrap_or(0);
        return Err(Undecodable {
            line: line_at(text.as_bytes(), at),
            fault: Fault::BadEncoding { encoding: "UTF-16" },
        });
    }
    if text.contains('\0') {
        return Err(Undecodable {
            line: 1,
            fault: Fault::NotText("a binary file"),
        });
    }
    Ok(text.into_owned())
}

fn line_at(bytes: &[u8], offset: usize) -> u64 {
    let mut lines = super::rows::Lines::new(bytes);
    lines.line_at(offset)
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
            (b"Orl\xE9ans \x80".as_slice(), "Orléans €"),
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
                b"a\r\xE9\x81",
                2,
                Fault::BadEncoding {
                    encoding: "UTF-8 or Windows-1252",
                },
            ),
            (
                b"\xFF\xFEa\0\n\0\x00\xD8",
                2,
                Fault::BadEncoding { encoding: "UTF-16" },
            ),
        ] {
            let refused = detect(bytes).unwrap_err();
            assert_eq!((refused.line, refused.fault), (line, fault), "{bytes:?}");
        }
    }

    #[test]
    fn a_named_encoding_is_taken_at_its_word() {
        assert_eq!(
            decode(b"\xC3\xA9".to_vec(), Encoding::Windows1252).unwrap(),
            "Ã©"
        );
        assert!(decode(b"\xE9".to_vec(), Encoding::Utf8).is_err());
    }
}
