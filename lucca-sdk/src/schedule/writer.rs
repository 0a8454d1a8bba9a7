//! The import CSV, as Lucca documents it.

use std::fmt;
use std::io;

use super::{Column, Entry};

/// Writes the import CSV row by row, in memory that does not grow with the rows.
///
/// UTF-8 with a byte order mark, separated by `;`, the exact headers in the documented order, quotes only
/// where a cell needs them (all as Lucca's reference has it), rows ended by CR LF (which the reference
/// leaves open; it is what RFC 4180 and spreadsheets do). Nothing is altered: a cell that a spreadsheet
/// would run as a formula is written as it is, and the check points to it.
///
/// ```
/// use jiff::civil::date;
/// use lucca_sdk::schedule::{Entry, Position, Writer};
///
/// let mut writer = Writer::new(Vec::new())?;
/// writer.write(&Entry::at("jdupont", date(2025, 9, 22), Position::FullDay, "Paris; left bank"))?;
/// let bytes = writer.finish()?;
/// assert_eq!(
///     String::from_utf8(bytes)?,
///     "\u{feff}login;workLocationName;areaName;date;position;comment;isDeletion\r\n\
///      jdupont;\"Paris; left bank\";;2025-09-22;FullDay;;false\r\n",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Writer<W: io::Write> {
    csv: csv::Writer<W>,
    date: String,
}

impl<W: io::Write> Writer<W> {
    /// Writes the byte order mark and the header.
    ///
    /// # Errors
    /// Those of the writer underneath.
    pub fn new(mut to: W) -> io::Result<Self> {
        to.write_all("\u{feff}".as_bytes())?;
        let mut csv = rows(to);
        csv.write_record(Column::WRITTEN.map(Column::header))
            .map_err(into_io)?;
        Ok(Self {
            csv,
            date: String::new(),
        })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// Those of the writer underneath.
    pub fn write(&mut self, entry: &Entry) -> io::Result<()> {
        write_row(&mut self.csv, &mut self.date, entry)
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.csv.flush()
    }

    /// Writes what is still buffered, and hands the writer underneath back.
    ///
    /// # Errors
    /// Those of the writer underneath.
    pub fn finish(mut self) -> io::Result<W> {
        self.csv.flush()?;
        self.csv
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)
    }
}

/// The whole CSV of some entries.
pub(crate) fn csv<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new())?;
    for entry in entries {
        writer.write(entry)?;
    }
    writer.finish()
}

impl<W: io::Write> fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

fn rows<W: io::Write>(to: W) -> csv::Writer<W> {
    csv::WriterBuilder::new()
        .delimiter(b';')
        .quote_style(csv::QuoteStyle::Necessary)
        .terminator(csv::Terminator::CRLF)
        .from_writer(to)
}

fn write_row<W: io::Write>(
    csv: &mut csv::Writer<W>,
    date: &mut String,
    entry: &Entry,
) -> io::Result<()> {
    use fmt::Write as _;

    date.clear();
    let day = entry.date();
    // The same text as jiff's own for the years that the check lets pass, without an allocation a row.
    write!(
        date,
        "{:04}-{:02}-{:02}",
        day.year(),
        day.month(),
        day.day()
    )
    .map_err(io::Error::other)?;
    csv.write_record([
        entry.login(),
        entry.work_location().unwrap_or_default(),
        entry.area().unwrap_or_default(),
        date.as_str(),
        entry.position().as_str(),
        entry.comment().unwrap_or_default(),
        if entry.is_removal() { "true" } else { "false" },
    ])
    .map_err(into_io)
}

fn into_io(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        // The writer's other errors are about ragged records, and all of ours have seven cells.
        other => io::Error::other(format!("{other:?}")),
    }
}
