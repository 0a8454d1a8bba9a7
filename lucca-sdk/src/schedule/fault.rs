//! What can be wrong with a row, a file or a schedule.

use std::fmt;

use jiff::civil::Date;

use super::{Column, Position, RowSource};

/// What is wrong, with what was expected instead.
///
/// `Display` is a sentence for the person who wrote the row and quotes the value, which may be a login;
/// [`summary`](Self::summary) and `Debug` name the fault without any value, and are safe to log.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The file could not be opened or read; the text says why.
    CannotRead(String),
    /// The path is a directory.
    IsDirectory,
    /// The file is larger than the reader's limit, in bytes.
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// The file holds nothing.
    EmptyFile,
    /// There is a header, and no row below it; or a schedule without entries.
    NoRows,
    /// The file is no text; the text says what it looks like.
    NotText(&'static str),
    /// The line is not valid in the encoding that the file claims or was said to have.
    BadEncoding {
        /// The encoding's name.
        encoding: &'static str,
    },
    /// Part of the file is UTF-8 and this line is not.
    MixedEncodings,
    /// Required columns are absent from the header.
    MissingColumns {
        /// The absent columns.
        missing: Vec<Column>,
        /// The header's cells as found.
        found: Vec<String>,
    },
    /// A column occurs twice in the header.
    RepeatedColumn(Column),
    /// A column that the import does not know, and whose cells are ignored.
    UnknownColumn {
        /// The header's cell.
        name: String,
        /// The known column that it resembles.
        did_you_mean: Option<Column>,
    },
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
    /// A required cell is empty.
    EmptyCell,
    /// Not a date, or not in an accepted form.
    BadDate(String),
    /// The year does not fit the CSV's four digits.
    DateOutOfRange(Date),
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
        /// A known login that resembles it.
        did_you_mean: Option<String>,
    },
    /// The user's contract ended before the date, or the user has left.
    FormerEmployee {
        /// The last day of the contract, where it is known.
        contract_end: Option<Date>,
    },
    /// The user's contract starts after the date.
    NotYetEmployed {
        /// The first day of the contract.
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
    /// An earlier row says the same.
    Duplicate {
        /// The earlier row.
        of: RowSource,
    },
    /// An earlier row speaks of the same person and half day.
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
        match self {
            Self::CannotRead(_) => "file cannot be read",
            Self::IsDirectory => "path is a directory",
            Self::TooLarge { .. } => "file is too large",
            Self::EmptyFile => "file is empty",
            Self::NoRows => "no rows",
            Self::NotText(_) => "file is not text",
            Self::BadEncoding { .. } => "bytes are not valid in the file's encoding",
            Self::MixedEncodings => "file mixes encodings",
            Self::MissingColumns { .. } => "required columns are missing",
            Self::RepeatedColumn(_) => "column occurs twice",
            Self::UnknownColumn { .. } => "unknown column",
            Self::RaggedRow { .. } => "wrong number of cells",
            Self::OpenQuote => "quote is never closed",
            Self::TextAfterQuote => "text after a closing quote",
            Self::EmptyCell => "required cell is empty",
            Self::BadDate(_) => "not a date of the form YYYY-MM-DD or YYYY/MM/DD",
            Self::DateOutOfRange(_) => "date out of range",
            Self::BadPosition(_) => "not FullDay, FirstHalf or SecondHalf",
            Self::BadFlag(_) => "neither true nor false",
            Self::NoEntryYet => "setting given before any entry",
            Self::UnknownLogin { .. } => "unknown login",
            Self::FormerEmployee { .. } => "former employee",
            Self::NotYetEmployed { .. } => "contract not started",
            Self::UnknownWorkLocation { .. } => "unknown work location",
            Self::InactiveWorkLocation(_) => "inactive work location",
            Self::AmbiguousWorkLocation(_) => "ambiguous work location name",
            Self::UnknownArea { .. } => "unknown area",
            Self::Duplicate { .. } => "duplicate row",
            Self::Overlap { .. } => "overlapping rows",
            Self::FormulaLike { .. } => "cell looks like a formula",
            Self::OverCapacity { .. } => "over capacity",
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
        match self {
            Self::CannotRead(why) => write!(f, "cannot read the file: {why}"),
            Self::IsDirectory => write!(f, "this is a directory; expected a CSV file"),
            Self::TooLarge { limit } => {
                write!(
                    f,
                    "the file is larger than {limit} bytes; split it, or raise the limit"
                )
            }
            Self::EmptyFile => write!(
                f,
                "the file is empty; expected a header row with {}",
                list(&Column::REQUIRED)
            ),
            Self::NoRows => write!(
                f,
                "there is no row; expected one per person per day or half day"
            ),
            Self::NotText(looks_like) => write!(
                f,
                "this is {looks_like}; expected a CSV file (in a spreadsheet: save as \"CSV UTF-8\")"
            ),
            Self::BadEncoding { encoding } => {
                write!(
                    f,
                    "the line is not valid {encoding}; save the file as UTF-8"
                )
            }
            Self::MixedEncodings => write!(
                f,
                "the line is not UTF-8, other lines are; save the file as UTF-8, or name its encoding"
            ),
            Self::MissingColumns { missing, found } => {
                write!(f, "missing column {}; found ", list(missing))?;
                match found.as_slice() {
                    [] => write!(f, "none"),
                    cells => write!(f, "{}", quoted_list(cells)),
                }
            }
            Self::RepeatedColumn(column) => {
                write!(
                    f,
                    "the column {column} occurs twice; expected each column once"
                )
            }
            Self::UnknownColumn { name, did_you_mean } => {
                write!(
                    f,
                    "the column {name:?} is not part of the import and is ignored"
                )?;
                match did_you_mean {
                    Some(column) => write!(f, "; did you mean {column}?"),
                    None => Ok(()),
                }
            }
            Self::RaggedRow { found, expected } => {
                write!(
                    f,
                    "the row has {found} cells; expected {expected}, like the header"
                )
            }
            Self::OpenQuote => write!(
                f,
                "a quote opened on this row is never closed; expected a second \" (and \"\" for a quote inside quotes)"
            ),
            Self::TextAfterQuote => write!(
                f,
                "text follows a closing quote; expected a separator there (is an earlier quote left open?)"
            ),
            Self::EmptyCell => write!(f, "the cell is empty; expected a value"),
            Self::BadDate(value) => {
                write!(
                    f,
                    "{value:?} is not a date; expected YYYY-MM-DD or YYYY/MM/DD"
                )
            }
            Self::DateOutOfRange(date) => {
                write!(
                    f,
                    "{date} cannot be written; expected a year from 1 to 9999"
                )
            }
            Self::BadPosition(value) => write!(
                f,
                "{value:?} is not a position; expected FullDay, FirstHalf or SecondHalf"
            ),
            Self::BadFlag(value) => {
                write!(f, "{value:?} is neither; expected true, false or nothing")
            }
            Self::NoEntryYet => {
                write!(
                    f,
                    "given before any entry; expected at(…) or remove(…) first"
                )
            }
            Self::UnknownLogin {
                login,
                did_you_mean,
            } => {
                write!(f, "no user has the login {login:?}")?;
                suggestion(f, did_you_mean.as_deref())
            }
            Self::FormerEmployee {
                contract_end: Some(end),
            } => {
                write!(f, "the user's contract ended on {end}, before this date")
            }
            Self::FormerEmployee { contract_end: None } => {
                write!(f, "the user has left the company")
            }
            Self::NotYetEmployed { contract_start } => {
                write!(
                    f,
                    "the user's contract starts on {contract_start}, after this date"
                )
            }
            Self::UnknownWorkLocation { name, did_you_mean } => {
                write!(f, "no work location has the name {name:?}")?;
                suggestion(f, did_you_mean.as_deref())
            }
            Self::InactiveWorkLocation(name) => {
                write!(
                    f,
                    "the work location {name:?} is not active; expected an active one"
                )
            }
            Self::AmbiguousWorkLocation(name) => write!(
                f,
                "several work locations have the name {name:?}, and Lucca matches by name; rename one"
            ),
            Self::UnknownArea {
                area,
                work_location,
                did_you_mean,
            } => {
                write!(
                    f,
                    "the work location {work_location:?} has no area {area:?}"
                )?;
                suggestion(f, did_you_mean.as_deref())
            }
            Self::Duplicate { of } => write!(f, "the row repeats {of}; keep one of them"),
            Self::Overlap { with } => write!(
                f,
                "the row speaks of the same person and half day as {with}; keep one of them"
            ),
            Self::FormulaLike { sign } => write!(
                f,
                "the cell starts with {sign:?}; a spreadsheet would run it as a formula (it is sent as it is)"
            ),
            Self::OverCapacity {
                place,
                position,
                people,
                capacity,
            } => write!(
                f,
                "{place} holds {capacity}, and {people} people are placed there ({position})"
            ),
        }
    }
}

fn suggestion(f: &mut fmt::Formatter<'_>, value: Option<&str>) -> fmt::Result {
    match value {
        Some(value) => write!(f, "; did you mean {value:?}?"),
        None => Ok(()),
    }
}

fn list(columns: &[Column]) -> String {
    columns
        .iter()
        .map(|column| column.header())
        .collect::<Vec<_>>()
        .join(", ")
}

fn quoted_list(cells: &[String]) -> String {
    // A binary or endless header must not fill a terminal.
    const SHOWN: usize = 12;
    let mut text = cells
        .iter()
        .take(SHOWN)
        .map(|cell| format!("{:?}", cell.chars().take(40).collect::<String>()))
        .collect::<Vec<_>>()
        .join(", ");
    if cells.len() > SHOWN {
        text.push_str(", …");
    }
    text
}
