//! CSV files as people have them, read into a schedule.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::encoding::{Undecodable, decode};
use super::rows::Rows;
use super::similar::Similar;
use super::{
    Column, Encoding, Entry, Fault, Finding, Findings, Position, ReadError, RowSource, Schedule,
};

/// What separates the cells of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delimiter {
    /// `;`, the documented one.
    Semicolon,
    /// `,`.
    Comma,
    /// A tab.
    Tab,
}

impl Delimiter {
    const ALL: [Self; 3] = [Self::Semicolon, Self::Comma, Self::Tab];

    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
        }
    }
}

/// Reads schedules from CSV files in the forms that people have them.
///
/// Accepted: UTF-8 and UTF-16 with or without a byte order mark (UTF-16 needs it), and Windows-1252;
/// `;`, `,` or tabs; columns in any order, their headers in any case; `YYYY-MM-DD` and `YYYY/MM/DD`;
/// positions in any case; `true`, `false`, and what a French spreadsheet makes of them, in any case; the columns
/// `firstName` and `lastName`, which are not used; any line ends, blank lines, and cells in quotes, line
/// breaks inside included. Logins, names and comments are taken as they are, spaces included.
///
/// Anything else is an error on its line, and all of them are reported at once ([`ReadError`]).
///
/// ```
/// use lucca_sdk::schedule::Reader;
///
/// let csv = "Date,Login,Position,WorkLocationName\n2025/09/22,jdupont,FullDay,\"Paris, rive gauche\"\n";
/// let schedule = Reader::new().read_from(csv.as_bytes(), "badges.csv")?;
/// assert_eq!(schedule.entries()[0].work_location(), Some("Paris, rive gauche"));
/// assert_eq!(schedule.entries()[0].source().to_string(), "badges.csv:2");
/// # Ok::<(), lucca_sdk::schedule::ReadError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reader {
    encoding: Encoding,
    delimiter: Option<Delimiter>,
    max_bytes: u64,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// The size up to which files are read unless [`max_bytes`](Self::max_bytes) says otherwise: 256 MiB,
    /// some millions of rows.
    pub const DEFAULT_MAX_BYTES: u64 = 256 * 1024 * 1024;

    /// A reader that finds out the encoding and the delimiter for itself.
    pub fn new() -> Self {
        Self {
            encoding: Encoding::Detect,
            delimiter: None,
            max_bytes: Self::DEFAULT_MAX_BYTES,
        }
    }

    /// Takes files to be in this encoding.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Takes cells to be separated by this; else the delimiter is the one under which the header names the
    /// most known columns.
    #[must_use]
    pub fn delimiter(mut self, delimiter: Delimiter) -> Self {
        self.delimiter = Some(delimiter);
        self
    }

    /// Refuses files of more bytes than this.
    #[must_use]
    pub fn max_bytes(mut self, max_bytes: u64) -> Self {
        self.max_bytes = max_bytes;
        self
    }

    /// Reads a file. Its path, as given, is what rows name as their source.
    ///
    /// # Errors
    /// The path cannot be read or is a directory; or the content is wrong, as for
    /// [`read_from`](Self::read_from).
    pub fn read(&self, path: impl AsRef<Path>) -> Result<Schedule, ReadError> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let cannot = |error: io::Error| {
            ReadError::file(
                &name,
                Fault::CannotRead(error.kind().to_string()),
                Some(error),
            )
        };
        // Asked of the path, because some systems open a directory and others refuse it in their own words.
        if std::fs::metadata(path).map_err(cannot)?.is_dir() {
            return Err(ReadError::file(&name, Fault::IsDirectory, None));
        }
        self.read_from(File::open(path).map_err(cannot)?, &name)
    }

    /// Reads from anything, under a name that rows give as their source.
    ///
    /// # Errors
    /// Reading fails; the content is empty, too large, no text, or garbled; columns are missing or repeated;
    /// rows are ragged, or have cells that are not what their column needs; there are no rows.
    pub fn read_from(&self, from: impl Read, name: &str) -> Result<Schedule, ReadError> {
        let mut bytes = Vec::new();
        from.take(self.max_bytes.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| {
                ReadError::file(
                    name,
                    Fault::CannotRead(error.kind().to_string()),
                    Some(error),
                )
            })?;
        if bytes.len() as u64 > self.max_bytes {
            return Err(ReadError::file(
                name,
                Fault::TooLarge {
                    limit: self.max_bytes,
                },
                None,
            ));
        }
        let text = decode(bytes, self.encoding).map_err(|Undecodable { line, fault }| {
            ReadError::at(
                Finding::error(RowSource::line(name, line), None, fault),
                None,
            )
        })?;
        parse(&text, name.into(), self.delimiter)
    }
}

fn parse(text: &str, file: Arc<str>, delimiter: Option<Delimiter>) -> Result<Schedule, ReadError> {
    if text.trim().is_empty() {
        return Err(ReadError::file(&file, Fault::EmptyFile, None));
    }
    let delimiter = delimiter.unwrap_or_else(|| sniff(text));
    let mut rows = Rows::new(text, delimiter);
    let mut findings = Findings::default();

    let Some(header) = rows.next_row() else {
        return Err(ReadError::file(&file, Fault::EmptyFile, None));
    };
    let header_source = RowSource::line(file.clone(), header.line);
    if let Some(fault) = header.quotes {
        return Err(ReadError::at(
            Finding::error(header_source, None, fault),
            None,
        ));
    }
    let layout = Layout::read(&rows.record, &header_source, &mut findings)?;

    let mut schedule = Schedule::new();
    let mut cells = Cells {
        file,
        known: HashSet::new(),
    };
    while let Some(row) = rows.next_row() {
        let source = RowSource::line(cells.file.clone(), row.line);
        if let Some(fault) = row.quotes {
            findings.push(Finding::error(source, None, fault));
            continue;
        }
        if rows.record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if rows.record.len() != layout.width {
            let fault = Fault::RaggedRow {
                found: rows.record.len(),
                expected: layout.width,
            };
            findings.push(Finding::error(source, None, fault));
            continue;
        }
        if let Some(entry) = cells.entry(&rows.record, &layout, source, &mut findings) {
            schedule.push(entry);
        }
    }
    if findings.has_errors() {
        return Err(ReadError::rows(findings, schedule));
    }
    if schedule.is_empty() {
        findings.push(Finding::error(header_source, None, Fault::NoRows));
        return Err(ReadError::rows(findings, schedule));
    }
    for finding in &findings {
        schedule.note(finding.clone());
    }
    Ok(schedule)
}

/// The delimiter under which the first row names the most columns.
fn sniff(text: &str) -> Delimiter {
    let columns = |delimiter: Delimiter| {
        let mut rows = Rows::new(text, delimiter);
        rows.next_row();
        rows.record.iter().filter_map(Column::from_header).count()
    };
    let mut best = (Delimiter::Semicolon, 0);
    for delimiter in Delimiter::ALL {
        let found = columns(delimiter);
        if found > best.1 {
            best = (delimiter, found);
        }
    }
    best.0
}

/// Which cell of a row holds which column.
struct Layout {
    width: usize,
    at: [Option<usize>; Column::ALL.len()],
}

impl Layout {
    fn read(
        header: &csv::StringRecord,
        source: &RowSource,
        findings: &mut Findings,
    ) -> Result<Self, ReadError> {
        let mut layout = Self {
            width: header.len(),
            at: [None; Column::ALL.len()],
        };
        let mut errors = Findings::default();
        for (index, cell) in header.iter().enumerate() {
            match Column::from_header(cell) {
                Some(column) => {
                    let slot = layout.at.get_mut(column as usize);
                    if slot.is_some_and(|slot| slot.replace(index).is_some()) {
                        errors.push(Finding::error(
                            source.clone(),
                            Some(column),
                            Fault::RepeatedColumn(column),
                        ));
                    }
                }
                // Spreadsheets leave nameless columns behind.
                None if cell.trim().is_empty() => {}
                None => findings.push(Finding::warning(
                    source.clone(),
                    None,
                    Fault::UnknownColumn {
                        name: cell.to_owned(),
                        did_you_mean: near_column(cell),
                    },
                )),
            }
        }
        let missing: Vec<Column> = Column::REQUIRED
            .into_iter()
            .filter(|column| layout.index(*column).is_none())
            .collect();
        if !missing.is_empty() {
            let found = header.iter().map(str::to_owned).collect();
            errors.push(Finding::error(
                source.clone(),
                None,
                Fault::MissingColumns { missing, found },
            ));
        }
        if errors.has_errors() {
            return Err(ReadError::rows(errors, Schedule::new()));
        }
        Ok(layout)
    }

    fn index(&self, column: Column) -> Option<usize> {
        self.at.get(column as usize).copied().flatten()
    }

    fn cell<'r>(&self, record: &'r csv::StringRecord, column: Column) -> &'r str {
        self.index(column)
            .and_then(|index| record.get(index))
            .unwrap_or_default()
    }
}

fn near_column(cell: &str) -> Option<Column> {
    // What people call the optional columns is often just a part of the documented header.
    let part = cell.trim().to_lowercase();
    let by_part = Column::ALL
        .into_iter()
        .find(|column| part.len() >= 4 && column.header().to_lowercase().contains(&part));
    by_part.or_else(|| {
        let headers = Similar::new(Column::ALL.iter().map(|column| column.header()));
        headers.closest(cell).and_then(Column::from_header)
    })
}

/// Makes entries out of cells; texts that recur are kept once.
struct Cells {
    file: Arc<str>,
    known: HashSet<Arc<str>>,
}

impl Cells {
    fn entry(
        &mut self,
        record: &csv::StringRecord,
        layout: &Layout,
        source: RowSource,
        findings: &mut Findings,
    ) -> Option<Entry> {
        let mut wrong = |column: Column, fault: Fault| {
            findings.push(Finding::error(source.clone(), Some(column), fault));
        };
        let date = required(
            layout.cell(record, Column::Date),
            parse_date,
            Fault::BadDate,
        )
        .map_err(|fault| wrong(Column::Date, fault));
        let position = required(
            layout.cell(record, Column::Position),
            parse_position,
            Fault::BadPosition,
        )
        .map_err(|fault| wrong(Column::Position, fault));
        let flag = layout.cell(record, Column::IsDeletion);
        let removal = parse_flag(flag)
            .ok_or_else(|| Fault::BadFlag(flag.to_owned()))
            .map_err(|fault| wrong(Column::IsDeletion, fault));
        let (Ok(date), Ok(position), Ok(removal)) = (date, position, removal) else {
            return None;
        };

        let login = self.shared(layout.cell(record, Column::Login));
        let work_location = self.shared(layout.cell(record, Column::WorkLocationName));
        let area = self.shared(layout.cell(record, Column::AreaName));
        let entry = if removal {
            Entry::removal(login, date, position).with_work_location(work_location)
        } else {
            Entry::at(login, date, position, work_location)
        };
        Some(
            entry
                .with_area(area)
                .with_comment(layout.cell(record, Column::Comment))
                .with_source(source),
        )
    }

    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let text: Arc<str> = text.into();
        self.known.insert(text.clone());
        text
    }
}

fn required<T>(
    cell: &str,
    parse: impl FnOnce(&str) -> Option<T>,
    fault: impl FnOnce(String) -> Fault,
) -> Result<T, Fault> {
    let trimmed = cell.trim();
    if trimmed.is_empty() {
        return Err(Fault::EmptyCell);
    }
    parse(trimmed).ok_or_else(|| fault(cell.to_owned()))
}

/// `YYYY-MM-DD` or `YYYY/MM/DD`; one digit is enough for a month or a day, as spreadsheets write them.
fn parse_date(text: &str) -> Option<Date> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(separator);
    let mut number = |digits: std::ops::RangeInclusive<usize>| {
        let part = parts.next()?;
        let valid = digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        valid.then(|| part.parse::<i16>().ok()).flatten()
    };
    let (year, month, day) = (number(4..=4)?, number(1..=2)?, number(1..=2)?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn parse_position(text: &str) -> Option<Position> {
    [Position::FullDay, Position::FirstHalf, Position::SecondHalf]
        .into_iter()
        .find(|position| position.as_str().eq_ignore_ascii_case(text))
}

fn parse_flag(text: &str) -> Option<bool> {
    // A spreadsheet in French saves TRUE and FALSE in its own language.
    match text.trim().to_ascii_lowercase().as_str() {
        "" | "false" | "faux" => Some(false),
        "true" | "vrai" => Some(true),
        _ => None,
    }
}
