//! The import CSV, as Lucca documents it: written to anywhere, or encoded once and cut into uploads.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use jiff::fmt::temporal::DateTimePrinter;

use super::day::PersonDays;
use super::{Column, Entry};

/// Into a text that is there already: `Display` would cost as much as all else that a row takes.
const DATES: DateTimePrinter = DateTimePrinter::new();

/// Writes the import CSV row by row, in memory that does not grow with the rows.
///
/// UTF-8 with a byte order mark, separated by `;`, the exact headers in the documented order, quotes only
/// where a cell needs them (all as Lucca's reference has it), rows ended by CR LF (which the reference
/// leaves open; it is what RFC 4180 and spreadsheets do). Nothing is altered: a cell that a spreadsheet
/// would run as a formula is written as it is, and the check points to it.
///
/// ```
/// use jiff::civil::date;
/// use lucca_sdk::office::Position;
/// use lucca_sdk::schedule::{Entry, Writer};
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
    pub fn new(to: W) -> io::Result<Self> {
        let mut csv = rows(to)?;
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
        self.date.clear();
        DATES
            .print_date(&entry.date(), &mut self.date)
            .map_err(io::Error::other)?;
        self.csv
            .write_record([
                entry.login(),
                entry.work_location().unwrap_or_default(),
                entry.area().unwrap_or_default(),
                &self.date,
                entry.position().as_str(),
                entry.comment().unwrap_or_default(),
                if entry.is_removal() { "true" } else { "false" },
            ])
            .map_err(into_io)
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

impl<W: io::Write> fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

/// The writer's own error, as it was.
pub(super) fn into_io(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        // The others are about ragged records, and all of ours have the same cells.
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A CSV as spreadsheets here like it, behind the mark.
pub(super) fn rows<W: io::Write>(mut to: W) -> io::Result<csv::Writer<W>> {
    to.write_all("\u{feff}".as_bytes())?;
    Ok(csv::WriterBuilder::new()
        .delimiter(b';')
        .quote_style(csv::QuoteStyle::Necessary)
        .terminator(csv::Terminator::CRLF)
        .from_writer(to))
}

/// Whether a file may take the place of another.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Overwrite {
    Never,
    Always,
}

/// Writes a file, whole or not at all, and on the disk when this returns.
pub(crate) fn write_file(
    path: &Path,
    overwrite: Overwrite,
    write: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
) -> io::Result<()> {
    if overwrite == Overwrite::Never && path.try_exists()? {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    may_die();
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    may_die();
    let mut buffered = BufWriter::new(file.as_file_mut());
    write(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    may_die();
    file.as_file().sync_all()?;
    match overwrite {
        Overwrite::Never => file.persist_noclobber(path)?,
        Overwrite::Always => file.persist(path)?,
    };
    may_die();
    #[cfg(unix)]
    File::open(directory)?.sync_all()?;
    Ok(())
}

/// Lets a test of crashes end the process between two steps on the disk: at the one whose number, counted from 1, the
/// environment says.
fn may_die() {
    #[cfg(feature = "test-util")]
    {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static STEP: AtomicUsize = AtomicUsize::new(1);
        let step = STEP.fetch_add(1, Ordering::Relaxed).to_string();
        if std::env::var("LUCCA_TEST_DIES_AT_STEP").is_ok_and(|at| at == step) {
            std::process::abort();
        }
    }
}

/// The import CSV of some entries, encoded once: what uploads are cut from.
pub(crate) struct Csv {
    bytes: Vec<u8>,
    /// Where each row ends in `bytes`, the header before them.
    ends: Vec<usize>,
}

impl Csv {
    pub(crate) fn of<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Self {
        // Writing into memory does not fail.
        Self::encode(entries).unwrap_or_else(|_| Self {
            bytes: Vec::new(),
            ends: Vec::new(),
        })
    }

    fn encode<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> io::Result<Self> {
        let mut writer = Writer::new(Vec::new())?;
        let mut ends = Vec::new();
        let mut end = |writer: &mut Writer<Vec<u8>>| {
            writer.csv.flush()?;
            ends.push(writer.csv.get_ref().len());
            io::Result::Ok(())
        };
        end(&mut writer)?;
        for entry in entries {
            writer.write(entry)?;
            end(&mut writer)?;
        }
        Ok(Self {
            bytes: writer.finish()?,
            ends,
        })
    }

    /// The CSV of all rows.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The CSV of these rows, by their numbers.
    pub(crate) fn part(&self, rows: &[usize]) -> Vec<u8> {
        let mut part = Vec::with_capacity(
            self.header() + rows.iter().map(|row| self.size(*row)).sum::<usize>(),
        );
        part.extend(self.bytes.get(..self.header()).unwrap_or_default());
        for row in rows {
            let end = self.ends.get(row + 1).copied().unwrap_or_default();
            part.extend(
                self.bytes
                    .get(end - self.size(*row)..end)
                    .unwrap_or_default(),
            );
        }
        part
    }

    /// Divides the rows, by their numbers, so that no part is larger than `max_bytes`.
    ///
    /// What fits stays as it is. Otherwise a person's day stays in one part, because what Lucca makes of
    /// one half may depend on the other; persons and days come in the order of their first rows, and the rows of
    /// a part in their order among `entries`, which are those that were encoded.
    ///
    /// # Errors
    /// One person's day alone is too large; the error is its first row.
    pub(crate) fn cut(
        &self,
        entries: &[Entry],
        max_bytes: usize,
    ) -> Result<Vec<Vec<usize>>, usize> {
        if self.bytes.len() <= max_bytes {
            return Ok(vec![(0..entries.len()).collect()]);
        }
        let mut parts = vec![Vec::new()];
        let mut used = self.header();
        for day in PersonDays::of(entries).iter() {
            let rows = || day.iter().map(|row| *row as usize);
            let size: usize = rows().map(|row| self.size(row)).sum();
            if self.header() + size > max_bytes {
                return Err(rows().next().unwrap_or(0));
            }
            if used + size > max_bytes {
                parts.push(Vec::new());
                used = self.header();
            }
            used += size;
            if let Some(part) = parts.last_mut() {
                part.extend(rows());
            }
        }
        for part in &mut parts {
            part.sort_unstable();
        }
        Ok(parts)
    }

    /// The size of the header.
    pub(crate) fn header(&self) -> usize {
        self.ends.first().copied().unwrap_or_default()
    }

    fn size(&self, row: usize) -> usize {
        match (self.ends.get(row), self.ends.get(row + 1)) {
            (Some(start), Some(end)) => end - start,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::schedule::{Position, Schedule};

    fn csv(schedule: &Schedule, part: &[usize]) -> Vec<u8> {
        let rows = part.iter().map(|row| schedule.entries()[*row].clone());
        let mut bytes = Vec::new();
        rows.collect::<Schedule>().write_csv(&mut bytes).unwrap();
        bytes
    }

    proptest! {
        #[test]
        fn parts_fit_hold_every_row_once_and_tear_no_day_apart(
            rows in prop::collection::vec((0u8..6, 1i8..5, ".{0,20}"), 1..60),
            max_bytes in 200usize..2000,
        ) {
            let schedule: Schedule = rows
                .iter()
                .map(|(who, day, text)| {
                    Entry::at(format!("user{who}"), date(2025, 9, *day), Position::FullDay, "Paris").with_comment(text.as_str())
                })
                .collect();
            let encoded = Csv::of(&schedule);
            match encoded.cut(schedule.entries(), max_bytes) {
                Err(row) => {
                    let first = &schedule.entries()[row];
                    let day: Vec<usize> = (0..schedule.len())
                        .filter(|at| {
                            let entry = &schedule.entries()[*at];
                            (entry.login(), entry.date()) == (first.login(), first.date())
                        })
                        .collect();
                    prop_assert!(csv(&schedule, &day).len() > max_bytes);
                }
                Ok(parts) => {
                    let mut all: Vec<usize> = parts.concat();
                    all.sort_unstable();
                    prop_assert_eq!(all, (0..schedule.len()).collect::<Vec<_>>());
                    let mut of_day = HashMap::new();
                    for (number, part) in parts.iter().enumerate() {
                        prop_assert!(part.is_sorted());
                        prop_assert_eq!(encoded.part(part), csv(&schedule, part));
                        prop_assert!(encoded.part(part).len() <= max_bytes);
                        for row in part {
                            let entry = &schedule.entries()[*row];
                            let first = of_day.entry((entry.login(), entry.date())).or_insert(number);
                            prop_assert_eq!(*first, number);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_fits_stays_in_its_own_order() {
        let schedule = Schedule::new()
            .at("a", date(2025, 9, 1), Position::FirstHalf, "Paris")
            .at("b", date(2025, 9, 1), Position::FullDay, "Paris")
            .at("a", date(2025, 9, 1), Position::SecondHalf, "Paris");
        let encoded = Csv::of(&schedule);
        let whole = encoded.part(&[0, 1, 2]).len();
        let cut = |max_bytes| encoded.cut(schedule.entries(), max_bytes);
        assert_eq!(cut(whole), Ok(vec![vec![0, 1, 2]]));
        assert_eq!(cut(whole - 1), Ok(vec![vec![0, 2], vec![1]]));
    }
}
