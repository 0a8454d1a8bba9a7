//! What can be wrong with a row, a file or a schedule, in the words of each.

use std::fmt;

use jiff::civil::Date;
use serde::Serialize;

use super::{Column, Position, RowSource};

/// What is wrong, with what was expected instead.
///
/// `Display` is a sentence for the person who wrote the row and quotes the value, cut to a length that can be
/// read; it may be a login. [`summary`](Self::summary) and `Debug` name the fault without any value, and are safe to
/// log. `Serialize` writes a stable `code` and what there is of details.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(
    tag = "code",
    content = "detail",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum Fault {
    /// The file could not be opened or read; the text says why.
    CannotRead(String),
    /// The path is no file; the text says what it is.
    NotAFile(&'static str),
    /// The file is larger than the reader's limit, in bytes.
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// A line, a cell, or the header is longer than any that people write.
    TooLong {
        /// What is too long.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// The file holds nothing.
    EmptyFile,
    /// There is a header, and no row below it; or a schedule without entries.
    NoRows,
    /// The file is no text; the text says what it looks like.
    NotText(&'static str),
    /// The workbook cannot be read; the text says why.
    BadWorkbook(String),
    /// The workbook has several sheets, or not the one that was named.
    WhichSheet(Vec<String>),
    /// The line is not valid in the encoding that the file claims or was said to have.
    BadEncoding {
        /// The encoding's name.
        encoding: &'static str,
    },
    /// UTF-16, as it seems, without the mark that says so.
    NoUtf16Mark {
        /// The encoding as [`Reader::encoding`](super::Reader::encoding) would name it.
        encoding: &'static str,
    },
    /// The file begins with the mark of another encoding than it was said to have.
    OtherMark {
        /// What the mark says.
        mark: &'static str,
    },
    /// Part of the file is UTF-8 and this line is not.
    MixedEncodings,
    /// Read as Windows-1252, the line has signs between letters that no word has.
    SuspiciousLetters {
        /// The word, as read.
        word: String,
        /// The word as MacRoman, if that makes sense.
        macintosh: Option<String>,
    },
    /// The first line names a delimiter that is not known.
    UnknownDelimiter(String),
    /// The line above the header is no header.
    TitleAboveHeader {
        /// The line of the header.
        header: u64,
    },
    /// The list that Lucca Office exports from its screen.
    ScreenExport,
    /// Required columns are absent from the header.
    MissingColumns {
        /// The absent columns.
        missing: Vec<Column>,
        /// The header's cells as found.
        found: Vec<String>,
    },
    /// A column occurs twice in the header.
    RepeatedColumn(Column),
    /// A column that the import does not know.
    UnknownColumn {
        /// The header's cell.
        name: String,
        /// The known column that it resembles.
        did_you_mean: Option<Column>,
    },
    /// A cell holds something under a header that names no column.
    NamelessColumn,
    /// The row repeats the header.
    RepeatedHeader,
    /// The row sums others up.
    TotalsRow,
    /// The row has not as many cells as the header.
    RaggedRow {
        /// Cells in this row.
        found: usize,
        /// Cells in the header.
        expected: usize,
    },
    /// A quote is opened on this row and never closed.
    OpenQuote,
    /// Text follows a closing quote, which usually means that an earlier quote was never closed.
    TextAfterQuote,
    /// A cell holds line breaks, and behind them what reads as rows.
    SwallowedRows {
        /// The line that reads as a row.
        line: u64,
    },
    /// A required cell is empty.
    EmptyCell,
    /// Spaces around the login were left out.
    TrimmedLogin,
    /// Not a date, or not in an accepted form.
    BadDate {
        /// The cell.
        value: String,
        /// What it looks like, and how to have it read.
        looks_like: Option<&'static str>,
    },
    /// The year does not fit the CSV's four digits.
    DateOutOfRange(
        #[cfg_attr(
            feature = "schemars",
            schemars(schema_with = "crate::schemas::described::day")
        )]
        Date,
    ),
    /// Not `FullDay`, `FirstHalf` or `SecondHalf`.
    BadPosition(String),
    /// Not `true` or `false`.
    BadFlag(String),
    /// A setting of the last entry was given before there was any entry.
    NoEntryYet,
    /// No user has this login.
    UnknownLogin {
        /// The login as written.
        login: String,
        /// A known login that resembles it, or whose user has it as mail.
        did_you_mean: Option<String>,
        /// Whether it is the mail of the user whose login is meant.
        is_mail: bool,
    },
    /// Lucca spells the login otherwise, and is sent its own spelling.
    LoginSpelling {
        /// Lucca's spelling.
        known: String,
    },
    /// Several users who are employed on the date have this login.
    AmbiguousLogin(String),
    /// The user's contract ended before the date, or the user has left.
    FormerEmployee {
        /// The last day of the contract, where it is known.
        #[cfg_attr(
            feature = "schemars",
            schemars(schema_with = "crate::schemas::described::day_or_null")
        )]
        contract_end: Option<Date>,
    },
    /// The user's contract starts after the date.
    NotYetEmployed {
        /// The first day of the contract.
        #[cfg_attr(
            feature = "schemars",
            schemars(schema_with = "crate::schemas::described::day")
        )]
        contract_start: Date,
    },
    /// No work location has this name.
    UnknownWorkLocation {
        /// The name as written.
        name: String,
        /// A known name that resembles it.
        did_you_mean: Option<String>,
    },
    /// The work location is no longer active.
    InactiveWorkLocation(String),
    /// Several active work locations have this name, and Lucca matches by name.
    AmbiguousWorkLocation(String),
    /// The work location has no area of this name.
    UnknownArea {
        /// The area's name as written.
        area: String,
        /// The work location's name.
        work_location: String,
        /// A known area of the work location that resembles it.
        did_you_mean: Option<String>,
    },
    /// Several areas of the work location have this name.
    AmbiguousArea {
        /// The area's name.
        area: String,
        /// The work location's name.
        work_location: String,
    },
    /// An earlier row says the same.
    Duplicate {
        /// The earlier row.
        of: RowSource,
    },
    /// An earlier row says something else of the same person and half day.
    Overlap {
        /// The earlier row.
        with: RowSource,
    },
    /// The cell starts with a sign that makes a spreadsheet run it as a formula.
    FormulaLike {
        /// The sign.
        sign: char,
    },
    /// More people are placed there than it holds.
    OverCapacity {
        /// The work location's name, and the area's where the area is what is too small.
        place: String,
        /// The half day, or the full day if both halves are over in the same way.
        position: Position,
        /// People placed there then.
        people: u32,
        /// People it holds.
        capacity: u32,
    },
}

impl Fault {
    /// What is wrong, in a few words and without any value from the row.
    pub fn summary(&self) -> &'static str {
        self.words().0
    }

    /// The one table of words: without values, and with them.
    fn words(&self) -> (&'static str, String) {
        match self {
            Self::CannotRead(why) => ("file cannot be read", format!("cannot read the file: {why}")),
            Self::NotAFile(what) => (
                "path is no file",
                format!("this is {what}; expected a file (what comes from elsewhere can be handed to read_from)"),
            ),
            Self::TooLarge { limit } => (
                "file is too large",
                format!("the file is larger than {limit} bytes; split it, or raise the limit"),
            ),
            Self::TooLong { what, limit } => (
                "too long to be a schedule",
                format!("{what} is longer than {limit}; is this a schedule?"),
            ),
            Self::EmptyFile => (
                "file is empty",
                format!("the file is empty; expected a header row with {}", list(&Column::REQUIRED)),
            ),
            Self::NoRows => (
                "no rows",
                "there is no row; expected one per person per day or half day".into(),
            ),
            Self::NotText(looks_like) => (
                "file is not text",
                format!("this is {looks_like}; expected a CSV file (in a spreadsheet: save as \"CSV UTF-8\")"),
            ),
            Self::BadWorkbook(why) => (
                "workbook cannot be read",
                format!("the workbook cannot be read: {}; save it anew, or as \"CSV UTF-8\"", cut(why)),
            ),
            Self::WhichSheet(sheets) => (
                "several sheets, or not the one named",
                format!("the workbook has the sheets {}; say which with Reader::sheet", quoted_list(sheets)),
            ),
            Self::BadEncoding { encoding } => (
                "bytes are not valid in the file's encoding",
                format!("the line is not valid {encoding}; save the file as UTF-8, or name its encoding"),
            ),
            Self::NoUtf16Mark { encoding } => (
                "UTF-16 without a mark",
                format!("this looks like UTF-16 without the mark that says so; save it as UTF-8, or say Encoding::{encoding}"),
            ),
            Self::OtherMark { mark } => (
                "mark of another encoding",
                format!("the file begins with the mark of {mark}, and was said to be something else"),
            ),
            Self::MixedEncodings => (
                "file mixes encodings",
                "the line is not UTF-8, other lines are; save the file as UTF-8, or name its encoding".into(),
            ),
            Self::SuspiciousLetters { word, macintosh } => (
                "letters that no word has",
                match macintosh {
                    Some(other) => format!(
                        "the line has the word {}, or {} if the file is MacRoman; save it as UTF-8, or say Encoding::Macintosh or Encoding::Windows1252",
                        quoted(word), quoted(other)
                    ),
                    None => format!(
                        "the line has the word {}; save the file as UTF-8, or say Encoding::Windows1252 if that is right",
                        quoted(word)
                    ),
                },
            ),
            Self::UnknownDelimiter(text) => (
                "unknown delimiter",
                format!("{} does not name a delimiter; expected one of ; , | or a tab", quoted(text)),
            ),
            Self::TitleAboveHeader { header } => (
                "title above the header",
                format!("this is a title, and the header is on line {header}; remove the lines above it"),
            ),
            Self::ScreenExport => (
                "export of Lucca's screen",
                "this is the list that Lucca Office exports from its screen: it has no login, by which imports find people; add the columns login and position".into(),
            ),
            Self::MissingColumns { missing, found } => (
                "required columns are missing",
                format!(
                    "missing column {}; found {}; other headers can be mapped with Reader::column, or Reader::french",
                    list(missing),
                    if found.is_empty() { "none".into() } else { quoted_list(found) }
                ),
            ),
            Self::RepeatedColumn(column) => (
                "column occurs twice",
                format!("the column {column} occurs twice; expected each column once"),
            ),
            Self::UnknownColumn { name, did_you_mean } => (
                "unknown column",
                match did_you_mean {
                    Some(column) => format!(
                        "the column {} is not part of the import; did you mean {column}? (rename it, map it with Reader::column, or allow it with Reader::ignore_column)",
                        quoted(name)
                    ),
                    None => format!(
                        "the column {} is not part of the import; map it with Reader::column, or allow it with Reader::ignore_column",
                        quoted(name)
                    ),
                },
            ),
            Self::NamelessColumn => (
                "cell under no header",
                "a cell holds something under a header that is empty; name the column, or empty it".into(),
            ),
            Self::RepeatedHeader => ("header repeated", "the row repeats the header; remove it".into()),
            Self::TotalsRow => (
                "row of totals",
                "the row is no row of a schedule but sums others up; remove it".into(),
            ),
            Self::RaggedRow { found, expected } => (
                "wrong number of cells",
                format!("the row has {found} cells; expected {expected}, like the header"),
            ),
            Self::OpenQuote => (
                "quote is never closed",
                "a quote opened on this row is never closed; expected a second \" (and \"\" for a quote inside quotes)".into(),
            ),
            Self::TextAfterQuote => (
                "text after a closing quote",
                "text follows a closing quote; expected a separator there (is an earlier quote left open?)".into(),
            ),
            Self::SwallowedRows { line } => (
                "quotes around rows",
                format!("a cell holds line breaks, and its line {line} reads as a row; is a quote on this row opened by mistake?"),
            ),
            Self::EmptyCell => ("required cell is empty", "the cell is empty; expected a value".into()),
            Self::TrimmedLogin => (
                "spaces around a login",
                "spaces around the login were left out".into(),
            ),
            Self::BadDate { value, looks_like } => (
                "not a date of the form YYYY-MM-DD or YYYY/MM/DD",
                match looks_like {
                    Some(hint) => format!("{} is not YYYY-MM-DD or YYYY/MM/DD: {hint}", quoted(value)),
                    None => format!("{} is not a date; expected YYYY-MM-DD or YYYY/MM/DD", quoted(value)),
                },
            ),
            Self::DateOutOfRange(date) => (
                "date out of range",
                format!("{date} cannot be written; expected a year from 1 to 9999"),
            ),
            Self::BadPosition(value) => (
                "not FullDay, FirstHalf or SecondHalf",
                format!(
                    "{} is not a position; expected FullDay, FirstHalf or SecondHalf (other words can be mapped with Reader::value, or Reader::french)",
                    quoted(value)
                ),
            ),
            Self::BadFlag(value) => (
                "neither true nor false",
                format!(
                    "{} is neither; expected true, false or nothing (other words can be mapped with Reader::value)",
                    quoted(value)
                ),
            ),
            Self::NoEntryYet => (
                "setting given before any entry",
                "given before any entry; expected at(…) or remove(…) first".into(),
            ),
            Self::UnknownLogin { login, did_you_mean, is_mail } => (
                "unknown login",
                match did_you_mean {
                    Some(known) if *is_mail => format!(
                        "no user has the login {}; it is the mail of the user whose login is {}",
                        quoted(login), quoted(known)
                    ),
                    near => format!("no user has the login {}{}", quoted(login), suggestion(near)),
                },
            ),
            Self::LoginSpelling { known } => (
                "login spelled otherwise",
                format!("Lucca spells this login {}, and is sent that", quoted(known)),
            ),
            Self::AmbiguousLogin(login) => (
                "ambiguous login",
                format!("several users who are employed on this date have the login {}", quoted(login)),
            ),
            Self::FormerEmployee { contract_end } => (
                "former employee",
                match contract_end {
                    Some(end) => format!("the user's contract ended on {end}, before this date"),
                    None => "the user has left the company".into(),
                },
            ),
            Self::NotYetEmployed { contract_start } => (
                "contract not started",
                format!("the user's contract starts on {contract_start}, after this date"),
            ),
            Self::UnknownWorkLocation { name, did_you_mean } => (
                "unknown work location",
                format!("no work location has the name {}{}", quoted(name), suggestion(did_you_mean)),
            ),
            Self::InactiveWorkLocation(name) => (
                "inactive work location",
                format!("the work location {} is not active; expected an active one", quoted(name)),
            ),
            Self::AmbiguousWorkLocation(name) => (
                "ambiguous work location name",
                format!("several work locations have the name {}, and Lucca matches by name; rename one", quoted(name)),
            ),
            Self::UnknownArea { area, work_location, did_you_mean } => (
                "unknown area",
                format!(
                    "the work location {} has no area {}{}",
                    quoted(work_location), quoted(area), suggestion(did_you_mean)
                ),
            ),
            Self::AmbiguousArea { area, work_location } => (
                "ambiguous area name",
                format!(
                    "several areas of the work location {} have the name {}, and Lucca matches by name; rename one",
                    quoted(work_location), quoted(area)
                ),
            ),
            Self::Duplicate { of } => ("duplicate row", format!("the row repeats {of}; keep one of them")),
            Self::Overlap { with } => (
                "overlapping rows",
                format!("the row speaks of the same person and half day as {with}; keep one of them"),
            ),
            Self::FormulaLike { sign } => (
                "cell looks like a formula",
                format!("the cell starts with {sign:?}; a spreadsheet would run it as a formula (it is sent as it is)"),
            ),
            Self::OverCapacity { place, position, people, capacity } => (
                "over capacity",
                format!("{place} holds {capacity}, and {people} people are placed there ({position})"),
            ),
        }
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fault({})", self.summary())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().1)
    }
}

/// A value as it is kept in a fault: of what a file holds in one cell, a finding shows the beginning.
pub(super) fn cut(value: &str) -> String {
    const SHOWN: usize = 60;
    let mut text: String = value.chars().take(SHOWN).collect();
    if text.len() < value.len() {
        text.push('…');
    }
    text
}

/// A value in quotes, with what cannot be seen escaped.
pub(super) fn quoted(value: &str) -> String {
    format!("{:?}", cut(value))
}

fn suggestion(value: &Option<String>) -> String {
    match value {
        Some(value) => format!("; did you mean {}?", quoted(value)),
        None => String::new(),
    }
}

fn list(columns: &[Column]) -> String {
    let headers: Vec<&str> = columns.iter().map(|column| column.header()).collect();
    headers.join(", ")
}

fn quoted_list(cells: &[String]) -> String {
    // An endless header must not fill a terminal.
    const SHOWN: usize = 12;
    let mut cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    if cells.len() > SHOWN {
        cells.truncate(SHOWN);
        cells.push("…".into());
    }
    cells.join(", ")
}
