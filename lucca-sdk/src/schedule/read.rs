//! Files as people have them, read into a schedule.

mod column;
#[cfg(feature = "xlsx")]
mod sheet;
mod text;

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use self::column::{FRENCH_COLUMNS, FRENCH_POSITIONS, trimmed, word};
use self::text::{Rows, Undecodable};
use super::directory::Similar;
use super::fault::cut;
use super::{Entry, Fault, Finding, Findings, Position, ReadError, RowSource, Schedule};

pub use self::column::{Column, Dates, Value};
pub use self::text::Encoding;

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
    /// `|`.
    Bar,
}

impl Delimiter {
    const ALL: [Self; 4] = [Self::Semicolon, Self::Comma, Self::Tab, Self::Bar];

    fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Bar => b'|',
        }
    }
}

/// Reads schedules from files in the forms that people have them.
///
/// Accepted as it is: UTF-8 and UTF-16 with or without a byte order mark (UTF-16 needs it), and Windows-1252;
/// `;`, `,`, `|` or tabs, and a first line `sep=;` that says which; columns in any order, their headers in any case;
/// `YYYY-MM-DD` and `YYYY/MM/DD`, with a time of 00:00 behind; positions in any case; `true`, `yes`, `1` and their
/// opposites, in English and French; the columns `firstName` and `lastName`, which are not used; any line ends, blank
/// lines, cells in quotes with line breaks inside, and rows whose last cells are missing or blank. Names and comments
/// are taken as they are, spaces included; logins without the spaces around them, which is a warning.
///
/// Read if said so: other [headers](Self::column) and [words](Self::value), [French](Self::french) ones at once;
/// dates written [otherwise](Self::dates); files [without positions](Self::position); other
/// [encodings](Self::encoding); [further columns](Self::ignore_column); with the feature `xlsx`, XLSX workbooks.
///
/// Anything else is an error on its line that says what was found and what to do, and all of them are reported at once
/// ([`ReadError`]). Nothing is guessed: not the order of day and month, and not what a column means.
///
/// ```
/// use lucca_sdk::office::Position;
/// use lucca_sdk::schedule::{Dates, Reader};
///
/// let csv = "Identifiant;Lieu;Date;Moment\njdupont;Paris, rive gauche;22/09/2025;matin\n";
/// let reader = Reader::new().french().dates(Dates::DayFirst);
/// let schedule = reader.read_from(csv.as_bytes(), "badges.csv")?;
/// assert_eq!(schedule.entries()[0].work_location(), Some("Paris, rive gauche"));
/// assert_eq!(schedule.entries()[0].position(), &Position::FirstHalf);
/// assert_eq!(schedule.entries()[0].source().to_string(), "badges.csv:2");
///
/// let error = Reader::new().read_from(csv.as_bytes(), "badges.csv").unwrap_err();
/// assert!(error.findings().has_errors());
/// # Ok::<(), lucca_sdk::schedule::ReadError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reader {
    encoding: Encoding,
    delimiter: Option<Delimiter>,
    max_bytes: u64,
    columns: HashMap<String, Column>,
    values: Vec<(String, Value)>,
    ignored: HashSet<String>,
    ignores_others: bool,
    position: Option<Position>,
    dates: Dates,
    #[cfg(feature = "xlsx")]
    sheet: Option<String>,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// The size up to which files are read unless [`max_bytes`](Self::max_bytes) says otherwise: 256 MiB,
    /// some millions of rows. Of a workbook, it bounds what it holds unpacked.
    pub const DEFAULT_MAX_BYTES: u64 = 256 * 1024 * 1024;

    /// A reader that finds out the encoding and the delimiter for itself.
    pub fn new() -> Self {
        Self {
            encoding: Encoding::Detect,
            delimiter: None,
            max_bytes: Self::DEFAULT_MAX_BYTES,
            columns: HashMap::new(),
            values: Vec::new(),
            ignored: HashSet::new(),
            ignores_others: false,
            position: None,
            dates: Dates::YearFirst,
            #[cfg(feature = "xlsx")]
            sheet: None,
        }
    }

    /// Takes files to be in this encoding.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Takes cells to be separated by this; else the delimiter is what a first line `sep=…` says, or the one under
    /// which the header names the most known columns.
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

    /// Takes a header to mean this column. As everywhere in headers, case, accents, spaces and hyphens do not count.
    #[must_use]
    pub fn column(mut self, header: impl AsRef<str>, column: Column) -> Self {
        self.columns.insert(word(header.as_ref()), column);
        self
    }

    /// Takes a word in the column `position` to mean a position, or one in the column `isDeletion` to mean yes or no.
    ///
    /// ```
    /// # use lucca_sdk::office::Position;
    /// # use lucca_sdk::schedule::Reader;
    /// let reader = Reader::new().value("AM", Position::FirstHalf).value("x", true);
    /// ```
    #[must_use]
    pub fn value(mut self, text: impl AsRef<str>, means: impl Into<Value>) -> Self {
        let means = means.into();
        let text = match means {
            Value::Position(_) => word(text.as_ref()),
            Value::Flag(_) => trimmed(text.as_ref()).to_lowercase(),
        };
        self.values.insert(0, (text, means));
        self
    }

    /// Knows the usual French headers (`identifiant`, `lieu de travail`, `zone`, `jour`, `demi-journée`, `commentaire`,
    /// `suppression`, `prénom`, `nom` and the like) and positions (`journée`, `matin`, `après-midi`).
    #[must_use]
    pub fn french(mut self) -> Self {
        for (header, column) in FRENCH_COLUMNS {
            self.columns.entry(word(header)).or_insert(column);
        }
        for (text, position) in FRENCH_POSITIONS {
            self.values.push((word(text), Value::Position(position)));
        }
        self
    }

    /// Allows a column that is no part of the import, and does not read it. Without, such a column is an error: it may
    /// be a column of the import under another name.
    #[must_use]
    pub fn ignore_column(mut self, header: impl AsRef<str>) -> Self {
        self.ignored.insert(word(header.as_ref()));
        self
    }

    /// Allows all columns that are no part of the import, and whose headers do not even resemble one that is.
    #[must_use]
    pub fn ignore_other_columns(mut self) -> Self {
        self.ignores_others = true;
        self
    }

    /// Takes all rows of a file without a column `position` to speak of this part of the day.
    #[must_use]
    pub fn position(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }

    /// Reads dates that are written so, besides those with the year first.
    #[must_use]
    pub fn dates(mut self, dates: Dates) -> Self {
        self.dates = dates;
        self
    }

    /// Reads this sheet of a workbook. Without, a workbook may have only one that is visible.
    #[cfg(feature = "xlsx")]
    #[must_use]
    pub fn sheet(mut self, name: impl Into<String>) -> Self {
        self.sheet = Some(name.into());
        self
    }

    /// Reads a file. Its path, as given, is what rows name as their source.
    ///
    /// # Errors
    /// The path cannot be read or is no file: a directory, a device, or a pipe, which might never end; or the content is
    /// wrong, as for [`read_from`](Self::read_from).
    pub fn read(&self, path: impl AsRef<Path>) -> Result<Schedule, ReadError> {
        let path = path.as_ref();
        let name = path.display().to_string();
        // Asked of the path, because opening a pipe waits for somebody to write into it.
        let metadata = std::fs::metadata(path).map_err(|error| ReadError::io(&name, error))?;
        if metadata.is_dir() {
            return Err(ReadError::file(&name, Fault::NotAFile("a directory")));
        }
        if !metadata.is_file() {
            return Err(ReadError::file(
                &name,
                Fault::NotAFile("a device or a pipe"),
            ));
        }
        let file = File::open(path).map_err(|error| ReadError::io(&name, error))?;
        self.read_from(file, &name)
    }

    /// Reads from anything, under a name that rows give as their source.
    ///
    /// # Errors
    /// Reading fails; the content is empty, too large, no text, or garbled; columns are missing, repeated or unknown;
    /// rows are ragged, or have cells that are not what their column needs; there are no rows.
    pub fn read_from(&self, from: impl Read, name: &str) -> Result<Schedule, ReadError> {
        let unreadable = |found: Undecodable| match found.cause {
            Some(error) => ReadError::io(name, error),
            None => ReadError::line(name, found.line, found.fault),
        };
        let bytes = text::read(from, self.max_bytes).map_err(unreadable)?;
        #[cfg(feature = "xlsx")]
        if bytes.starts_with(text::ZIP) {
            let sheet = sheet::read(bytes, self.sheet.as_deref(), self.max_bytes)
                .map_err(|fault| ReadError::file(name, fault))?;
            let rows = Rows::new(&sheet.csv, Delimiter::Semicolon).numbered(sheet.rows);
            return self.parse(rows, name);
        }
        let text = text::decode(bytes, self.encoding).map_err(unreadable)?;
        if trimmed(&text).is_empty() {
            return Err(ReadError::file(name, Fault::EmptyFile));
        }
        let said = said_delimiter(&text).map_err(|fault| ReadError::file(name, fault))?;
        let delimiter = self.delimiter.or(said).unwrap_or_else(|| self.sniff(&text));
        let mut rows = Rows::new(&text, delimiter);
        if said.is_some() {
            rows.next_row();
        }
        self.parse(rows, name)
    }

    fn parse(&self, mut rows: Rows<'_>, name: &str) -> Result<Schedule, ReadError> {
        let file: Arc<str> = name.into();
        let mut findings = Findings::default();
        let mut header = None;
        while let Some(row) = rows.next_row() {
            let source = RowSource::line(Arc::clone(&file), row.line);
            if let Some(fault) = row.fault {
                return Err(ReadError::line(name, row.line, fault));
            }
            if !is_blank(&rows.record) {
                header = Some(source);
                break;
            }
        }
        let Some(source) = header else {
            return Err(ReadError::file(name, Fault::EmptyFile));
        };
        let layout = self.layout(&mut rows, &source, &mut findings);
        if findings.has_errors() {
            return Err(ReadError::rows(findings, Schedule::new()));
        }
        let mut schedule = Schedule::new();
        let mut cells = Cells {
            reader: self,
            layout,
            texts: HashSet::new(),
        };
        while let Some(row) = rows.next_row() {
            let source = RowSource::line(Arc::clone(&file), row.line);
            if row.fault.is_none() && is_blank(&rows.record) {
                continue;
            }
            let fault = row.fault.or_else(|| cells.layout.fault(&rows, row.line));
            if let Some(fault) = fault {
                findings.push(Finding::error(source, None, fault));
            } else if let Some(entry) =
                cells.entry(&rows.record, &source, schedule.len(), &mut findings)
            {
                schedule.push(entry);
            }
        }
        if schedule.is_empty() && !findings.has_errors() {
            findings.push(Finding::error(source, None, Fault::NoRows));
        }
        if findings.has_errors() {
            return Err(ReadError::rows(findings, schedule));
        }
        schedule.noted = findings;
        Ok(schedule)
    }

    /// The delimiter under which any of the first rows names the most columns.
    fn sniff(&self, text: &str) -> Delimiter {
        const LOOKED_AT: usize = 64 * 1024;
        let end = (0..=LOOKED_AT)
            .rev()
            .find(|end| text.is_char_boundary(*end));
        let beginning = end.and_then(|end| text.get(..end)).unwrap_or(text);
        let columns = |delimiter: Delimiter| {
            let mut rows = Rows::new(beginning, delimiter);
            let mut most = 0;
            for _ in 0..TITLE_ROWS {
                if rows.next_row().is_none() {
                    break;
                }
                let known = rows.record.iter().filter(|cell| self.known(cell).is_some());
                most = most.max(known.count());
            }
            most
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

    /// The column that a header means.
    fn known(&self, header: &str) -> Option<Column> {
        let word = word(header);
        let mapped = self.columns.get(&word).copied();
        mapped.or_else(|| Column::from_word(&word))
    }

    fn missing(&self, header: &csv::StringRecord) -> Vec<Column> {
        let has = |column| header.iter().any(|cell| self.known(cell) == Some(column));
        Column::REQUIRED
            .into_iter()
            .filter(|column| *column != Column::Position || self.position.is_none())
            .filter(|column| !has(*column))
            .collect()
    }

    /// Which cell of a row holds which column.
    fn layout(&self, rows: &mut Rows<'_>, source: &RowSource, findings: &mut Findings) -> Layout {
        let header = rows.record.clone();
        let mut layout = Layout {
            at: [None; Column::ALL.len()],
            is_blank_header: header.iter().map(|cell| trimmed(cell).is_empty()).collect(),
            header,
        };
        let mut error =
            |column, fault| findings.push(Finding::error(source.clone(), column, fault));
        if layout.header.len() > MAX_COLUMNS {
            let fault = Fault::TooLong {
                what: "the header, in cells,",
                limit: MAX_COLUMNS,
            };
            error(None, fault);
            return layout;
        }
        let missing = self.missing(&layout.header);
        if !missing.is_empty() {
            let fault = self.no_header(&layout.header, missing, rows);
            error(None, fault);
            return layout;
        }
        for (index, cell) in layout.header.iter().enumerate() {
            match self.known(cell) {
                Some(column) => {
                    let slot = layout.at.get_mut(column as usize);
                    if slot.is_some_and(|slot| slot.replace(index).is_some()) {
                        error(Some(column), Fault::RepeatedColumn(column));
                    }
                }
                // Spreadsheets leave nameless columns behind, which are looked into row by row.
                None if trimmed(cell).is_empty() => {}
                None if self.ignored.contains(&word(cell)) => {}
                None => {
                    let did_you_mean = near_column(cell);
                    if did_you_mean.is_some() || !self.ignores_others {
                        let name = cut(cell);
                        error(None, Fault::UnknownColumn { name, did_you_mean });
                    }
                }
            }
        }
        layout
    }

    /// What a first row is that lacks columns of a header.
    fn no_header(
        &self,
        row: &csv::StringRecord,
        missing: Vec<Column>,
        rows: &mut Rows<'_>,
    ) -> Fault {
        let has = |column| row.iter().any(|cell| self.known(cell) == Some(column));
        if missing.contains(&Column::Login)
            && has(Column::FirstName)
            && has(Column::LastName)
            && has(Column::WorkLocationName)
        {
            return Fault::ScreenExport;
        }
        for _ in 0..TITLE_ROWS {
            let Some(below) = rows.next_row() else {
                break;
            };
            if self.missing(&rows.record).is_empty() {
                return Fault::TitleAboveHeader { header: below.line };
            }
        }
        Fault::MissingColumns {
            missing,
            found: row.iter().take(20).map(cut).collect(),
        }
    }
}

/// How far below the first row a header is looked for, to say where it is.
const TITLE_ROWS: usize = 20;
/// More columns than any list of people has.
const MAX_COLUMNS: usize = 1_000;

/// The delimiter that a first line `sep=;` names, as spreadsheets write it.
fn said_delimiter(text: &str) -> Result<Option<Delimiter>, Fault> {
    let line = text.split(['\r', '\n']).next().unwrap_or_default();
    let hint = line.trim_matches('"');
    let Some(sign) = hint
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("sep="))
    else {
        return Ok(None);
    };
    let sign = hint.get(sign.len()..).unwrap_or_default().as_bytes();
    let known = Delimiter::ALL
        .into_iter()
        .find(|delimiter| sign == [delimiter.byte()]);
    match known {
        Some(delimiter) => Ok(Some(delimiter)),
        // A list may follow whose first column is called so.
        None if sign.len() > 1 => Ok(None),
        None => Err(Fault::UnknownDelimiter(cut(line))),
    }
}

fn is_blank(record: &csv::StringRecord) -> bool {
    record.iter().all(|cell| trimmed(cell).is_empty())
}

fn near_column(cell: &str) -> Option<Column> {
    // What people call the optional columns is often just a part of the documented header.
    let part = word(cell);
    let by_part = Column::ALL
        .into_iter()
        .find(|column| part.len() >= 4 && column.header().to_lowercase().contains(&part));
    let by_distance = || {
        let mut headers = Similar::new(Column::ALL.iter().map(|column| column.header()));
        headers.closest(&part).and_then(Column::from_word)
    };
    // Or it is another form of the word: deleted for deletion.
    let stem = |text: &str| -> Option<String> {
        let text = text.to_lowercase();
        let text = text.strip_prefix("is").unwrap_or(&text);
        text.get(..5).map(str::to_owned)
    };
    by_part.or_else(by_distance).or_else(|| {
        let part = stem(&part)?;
        let same = |column: &Column| stem(column.header()).as_ref() == Some(&part);
        Column::ALL.into_iter().find(same)
    })
}

/// Which cell of a row holds which column.
struct Layout {
    header: csv::StringRecord,
    is_blank_header: Vec<bool>,
    at: [Option<usize>; Column::ALL.len()],
}

impl Layout {
    fn index(&self, column: Column) -> Option<usize> {
        self.at.get(column as usize).copied().flatten()
    }

    fn cell<'r>(&self, record: &'r csv::StringRecord, column: Column) -> &'r str {
        self.index(column)
            .and_then(|index| record.get(index))
            .unwrap_or_default()
    }

    /// What is wrong with a row as a whole.
    fn fault(&self, rows: &Rows<'_>, line: u64) -> Option<Fault> {
        let record = &rows.record;
        let ragged = Fault::RaggedRow {
            found: record.len(),
            expected: self.header.len(),
        };
        let same = |(cell, header): (&str, &str)| word(cell) == word(header);
        if record.len() == self.header.len() && record.iter().zip(&self.header).all(same) {
            return Some(Fault::RepeatedHeader);
        }
        if self.is_total(record) {
            return Some(Fault::TotalsRow);
        }
        let swallowed = rows.swallowed(|cells| {
            let mut cells = cells.map(|cell| trimmed(cell.trim_matches('"'))).peekable();
            let (mut count, mut has_date) = (0, false);
            for cell in &mut cells {
                count += 1;
                has_date |= column::is_date(cell);
            }
            count >= 3 && has_date
        });
        if let Some(below) = swallowed {
            return Some(Fault::SwallowedRows { line: line + below });
        }
        if record.len() > self.header.len() {
            let beyond = record.iter().skip(self.header.len());
            return beyond
                .map(trimmed)
                .any(|cell| !cell.is_empty())
                .then_some(ragged);
        }
        if record.len() < self.header.len() {
            // Spreadsheets leave out trailing cells that are empty. Where the last cell might be the flag of another
            // column's place, a cell in the middle is what is missing.
            let has = |column| self.index(column).is_none_or(|index| index < record.len());
            let last = trimmed(record.iter().next_back().unwrap_or_default()).to_lowercase();
            let shifted =
                !has(Column::IsDeletion) && !last.is_empty() && column::flag(&last).is_some();
            let complete = Column::REQUIRED.into_iter().all(has);
            return (!complete || shifted).then_some(ragged);
        }
        let nameless = self.is_blank_header.iter().zip(record);
        nameless
            .clone()
            .any(|(is_nameless, cell)| *is_nameless && !trimmed(cell).is_empty())
            .then_some(Fault::NamelessColumn)
    }

    /// Whether a row sums others up: it names nobody but a total, and no day.
    fn is_total(&self, record: &csv::StringRecord) -> bool {
        const WORDS: [&str; 9] = [
            "total",
            "totals",
            "totaux",
            "totalgeneral",
            "grandtotal",
            "subtotal",
            "soustotal",
            "sum",
            "somme",
        ];
        let no_day = trimmed(self.cell(record, Column::Date)).is_empty();
        let first = record.iter().map(trimmed).find(|cell| !cell.is_empty());
        let first = first.map(|cell| word(cell.trim_end_matches(':')));
        no_day && first.is_some_and(|first| WORDS.contains(&first.as_str()))
    }
}

/// Makes entries out of cells; texts that recur are kept once.
struct Cells<'r> {
    reader: &'r Reader,
    layout: Layout,
    texts: HashSet<Arc<str>>,
}

impl Cells<'_> {
    fn entry(
        &mut self,
        record: &csv::StringRecord,
        source: &RowSource,
        row: usize,
        findings: &mut Findings,
    ) -> Option<Entry> {
        let mut complete = true;
        let mut wrong = |column: Column, fault: Fault| {
            findings.push(Finding::error(source.clone(), Some(column), fault));
            complete = false;
        };
        let cell = |column| self.layout.cell(record, column);
        let text = |column| trimmed(cell(column));

        let login = text(Column::Login);
        if login.is_empty() {
            wrong(Column::Login, Fault::EmptyCell);
        }
        let date = match text(Column::Date) {
            "" => Err(Fault::EmptyCell),
            text => column::date(text, self.reader.dates).map_err(|looks_like| Fault::BadDate {
                value: cut(cell(Column::Date)),
                looks_like,
            }),
        };
        let date = date.map_err(|fault| wrong(Column::Date, fault));
        let position = self
            .position(text(Column::Position))
            .map_err(|fault| wrong(Column::Position, fault));
        let removal = self
            .flag(text(Column::IsDeletion))
            .map_err(|fault| wrong(Column::IsDeletion, fault));
        let (Ok(date), Ok(position), Ok(removal)) = (date, position, removal) else {
            return None;
        };
        if !removal && text(Column::WorkLocationName).is_empty() {
            wrong(Column::WorkLocationName, Fault::EmptyCell);
        }
        if !complete {
            return None;
        }
        if login.len() < cell(Column::Login).len() {
            let column = Some(Column::Login);
            let finding = Finding::warning(source.clone(), column, Fault::TrimmedLogin);
            findings.push(finding.of(row));
        }
        let entry = if removal {
            Entry::removal(login, date, position)
        } else {
            Entry::at(login, date, position, "")
        };
        let mut entry = entry
            .with_work_location(cell(Column::WorkLocationName))
            .with_area(cell(Column::AreaName))
            .with_comment(cell(Column::Comment))
            .with_source(source.clone());
        entry.share(&mut self.texts);
        Some(entry)
    }

    fn position(&self, text: &str) -> Result<Position, Fault> {
        if let (None, Some(position)) = (self.layout.index(Column::Position), &self.reader.position)
        {
            return Ok(position.clone());
        }
        if text.is_empty() {
            return Err(Fault::EmptyCell);
        }
        let word = word(text);
        let mapped = self
            .reader
            .values
            .iter()
            .find_map(|(of, value)| match value {
                Value::Position(position) if *of == word => Some(position.clone()),
                _ => None,
            });
        mapped
            .or_else(|| column::position(&word))
            .ok_or_else(|| Fault::BadPosition(cut(text)))
    }

    fn flag(&self, text: &str) -> Result<bool, Fault> {
        // Unlike in longer words, each sign counts: -1 is not 1.
        let lower = text.to_lowercase();
        let mapped = self
            .reader
            .values
            .iter()
            .find_map(|(of, value)| match value {
                Value::Flag(flag) if *of == lower => Some(*flag),
                _ => None,
            });
        mapped
            .or_else(|| column::flag(&lower))
            .ok_or_else(|| Fault::BadFlag(cut(text)))
    }
}
