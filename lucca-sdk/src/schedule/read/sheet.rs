//! A sheet of an XLSX workbook, written out as the CSV that it could have been saved as.

use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use zip::ZipArchive;

use super::{Fault, MAX_COLUMNS, cut};

/// The rows of a sheet that hold anything.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Separated by `;`.
    pub(super) csv: String,
    /// Their numbers in the sheet, counted from 1.
    pub(super) rows: Vec<u32>,
}

/// Reads the sheet of this name, or the only one.
pub(super) fn read(bytes: Vec<u8>, name: Option<&str>, max_bytes: u64) -> Result<Sheet, Fault> {
    unpack(&bytes, max_bytes)?;
    // The parser is given what anybody may have made; what it does not expect must not end the process.
    let read = catch_unwind(AssertUnwindSafe(|| sheet(bytes, name, max_bytes)));
    read.unwrap_or_else(|_| Err(bad("it is damaged")))
}

fn bad(why: impl std::fmt::Display) -> Fault {
    Fault::BadWorkbook(cut(&why.to_string()))
}

/// Unpacks the whole file into nothing: how large its parts are, and how many texts they say they hold, is only
/// announced in it, and the parser believes it.
fn unpack(bytes: &[u8], max_bytes: u64) -> Result<(), Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(bad)?;
    let mut left = max_bytes;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(bad)?;
        let mut counted = Announced::default();
        let unpacked = io::copy(&mut part.take(left.saturating_add(1)), &mut counted);
        let unpacked = unpacked.map_err(|error| bad(error.kind()))?;
        if counted.most > unpacked {
            return Err(bad("it announces more texts than it holds"));
        }
        left = left
            .checked_sub(unpacked)
            .ok_or(Fault::TooLarge { limit: max_bytes })?;
    }
    Ok(())
}

/// Looks for the largest number of texts that a part announces.
#[derive(Default)]
struct Announced {
    matched: usize,
    number: Option<u64>,
    most: u64,
}

impl io::Write for Announced {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        const NAME: &[u8] = b"uniqueCount";
        // In UTF-16, every other byte is a zero.
        for byte in bytes.iter().copied().filter(|byte| *byte != 0) {
            if let Some(number) = &mut self.number {
                match byte {
                    b'0'..=b'9' => {
                        *number = number
                            .saturating_mul(10)
                            .saturating_add(u64::from(byte - b'0'));
                        self.most = self.most.max(*number);
                        continue;
                    }
                    b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n' | b'+' if *number == 0 => {
                        continue;
                    }
                    _ => self.number = None,
                }
            }
            self.matched = match NAME.get(self.matched) {
                Some(next) if *next == byte => self.matched + 1,
                _ => usize::from(NAME.first() == Some(&byte)),
            };
            if self.matched == NAME.len() {
                self.matched = 0;
                self.number = Some(0);
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn sheet(bytes: Vec<u8>, name: Option<&str>, max_bytes: u64) -> Result<Sheet, Fault> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => bad("it is protected by a password"),
        error => bad(error),
    })?;
    let visible: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .filter(|sheet| name.is_some() || sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let chosen = match (name, visible.as_slice()) {
        (None, [only]) => Some(only),
        (None, _) => None,
        (Some(name), all) => all.iter().find(|sheet| *sheet == name),
    };
    let Some(chosen) = chosen else {
        let names = visible.iter().take(20).map(|name| cut(name)).collect();
        return Err(Fault::WhichSheet(names));
    };
    let mut cells = workbook.worksheet_cells_reader(chosen).map_err(bad)?;
    let mut out = Out {
        csv: csv::WriterBuilder::new()
            .delimiter(b';')
            .flexible(true)
            .from_writer(Vec::new()),
        rows: Vec::new(),
        row: Vec::new(),
        number: 0,
    };
    while let Some(cell) = cells.next_cell().map_err(bad)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value())?;
        if text.is_empty() {
            continue;
        }
        let column = column as usize;
        if column >= MAX_COLUMNS {
            return Err(Fault::TooLong {
                what: "the row, in cells,",
                limit: MAX_COLUMNS,
            });
        }
        let number = row.saturating_add(1);
        if number < out.number {
            return Err(bad("its rows are not in order"));
        }
        if number > out.number {
            out.end_row()?;
            out.number = number;
        }
        if out.row.len() <= column {
            out.row.resize(column + 1, String::new());
        }
        if let Some(cell) = out.row.get_mut(column) {
            *cell = text;
        }
        // A text that is stored once can be used by all cells.
        if out.csv.get_ref().len() as u64 > max_bytes {
            return Err(Fault::TooLarge { limit: max_bytes });
        }
    }
    out.end_row()?;
    let csv = out.csv.into_inner().map_err(|error| bad(error.error()))?;
    Ok(Sheet {
        csv: String::from_utf8(csv).map_err(bad)?,
        rows: out.rows,
    })
}

struct Out {
    csv: csv::Writer<Vec<u8>>,
    rows: Vec<u32>,
    row: Vec<String>,
    number: u32,
}

impl Out {
    fn end_row(&mut self) -> Result<(), Fault> {
        if !self.row.is_empty() {
            self.csv.write_record(&self.row).map_err(bad)?;
            self.rows.push(self.number);
            self.row.clear();
        }
        Ok(())
    }
}

/// A cell as a CSV would have it.
fn text(value: &DataRef<'_>) -> Result<String, Fault> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        DataRef::DateTime(moment) => moment.as_f64().to_string(),
        DataRef::Error(error) => format!("#{error}"),
    })
}
