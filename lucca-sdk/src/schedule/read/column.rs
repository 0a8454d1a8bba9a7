//! The columns of the import CSV, what people call them, and what their cells mean.

use std::fmt;

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use serde::Serialize;

use crate::schedule::Position;

/// A column of the import CSV, with the exact header that Lucca documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Column {
    /// `login`: the user's login. Required.
    Login,
    /// `workLocationName`: a work location's name. Required by Lucca's reference, whose example leaves it empty on a
    /// removal: files may, and a plan fills it in.
    WorkLocationName,
    /// `areaName`: the name of an area of that work location.
    AreaName,
    /// `date`: `YYYY-MM-DD` or `YYYY/MM/DD`. Required.
    Date,
    /// `position`: `FullDay`, `FirstHalf` or `SecondHalf`. Required.
    Position,
    /// `comment`: free text.
    Comment,
    /// `isDeletion`: `true` or `false`; `false` when empty.
    IsDeletion,
    /// `firstName`: tolerated in files, read by nobody, not written.
    FirstName,
    /// `lastName`: tolerated in files, read by nobody, not written.
    LastName,
}

impl Column {
    /// The columns that are written, in the documented order.
    pub const WRITTEN: [Self; 7] = [
        Self::Login,
        Self::WorkLocationName,
        Self::AreaName,
        Self::Date,
        Self::Position,
        Self::Comment,
        Self::IsDeletion,
    ];

    /// The columns that a file must have.
    pub const REQUIRED: [Self; 4] = [
        Self::Login,
        Self::WorkLocationName,
        Self::Date,
        Self::Position,
    ];

    pub(super) const ALL: [Self; 9] = [
        Self::Login,
        Self::WorkLocationName,
        Self::AreaName,
        Self::Date,
        Self::Position,
        Self::Comment,
        Self::IsDeletion,
        Self::FirstName,
        Self::LastName,
    ];

    /// The header as Lucca documents it.
    pub fn header(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::WorkLocationName => "workLocationName",
            Self::AreaName => "areaName",
            Self::Date => "date",
            Self::Position => "position",
            Self::Comment => "comment",
            Self::IsDeletion => "isDeletion",
            Self::FirstName => "firstName",
            Self::LastName => "lastName",
        }
    }

    /// The column that a file's header means, written as [`word`] writes it.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|column| column.header().eq_ignore_ascii_case(word))
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.header())
    }
}

/// What a word in a cell means; see [`Reader::value`](super::Reader::value).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// A part of the day, in the column `position`.
    Position(Position),
    /// Yes or no, in the column `isDeletion`.
    Flag(bool),
}

impl From<Position> for Value {
    fn from(position: Position) -> Self {
        Self::Position(position)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

/// How dates are written, besides `YYYY-MM-DD` and `YYYY/MM/DD`, which are always read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dates {
    /// In no other way.
    #[default]
    YearFirst,
    /// Day, month and year of four digits, separated by `/`, `-` or `.`.
    DayFirst,
    /// Month, day and year of four digits, separated by `/`, `-` or `.`.
    MonthFirst,
    /// As the number of days since 1899-12-30, as spreadsheets store dates.
    SerialNumber,
}

/// What French files call the columns.
pub(super) const FRENCH_COLUMNS: [(&str, Column); 24] = [
    ("identifiant", Column::Login),
    ("utilisateur", Column::Login),
    ("lieu", Column::WorkLocationName),
    ("lieu de travail", Column::WorkLocationName),
    ("nom du lieu de travail", Column::WorkLocationName),
    ("site", Column::WorkLocationName),
    ("bureau", Column::WorkLocationName),
    ("zone", Column::AreaName),
    ("espace", Column::AreaName),
    ("nom de la zone", Column::AreaName),
    ("jour", Column::Date),
    ("moment", Column::Position),
    ("demi-journée", Column::Position),
    ("période", Column::Position),
    ("créneau", Column::Position),
    ("commentaire", Column::Comment),
    ("commentaires", Column::Comment),
    ("remarque", Column::Comment),
    ("suppression", Column::IsDeletion),
    ("supprimer", Column::IsDeletion),
    ("à supprimer", Column::IsDeletion),
    ("prénom", Column::FirstName),
    ("nom", Column::LastName),
    ("nom de famille", Column::LastName),
];

/// What French files call the parts of a day.
pub(super) const FRENCH_POSITIONS: [(&str, Position); 6] = [
    ("journée", Position::FullDay),
    ("journée entière", Position::FullDay),
    ("journée complète", Position::FullDay),
    ("jour", Position::FullDay),
    ("matin", Position::FirstHalf),
    ("après-midi", Position::SecondHalf),
];

const INVISIBLE: [char; 5] = ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}'];

/// A cell without the spaces around it, those included that nobody sees.
pub(super) fn trimmed(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || INVISIBLE.contains(&c))
}

/// A header or a word as it is compared: case, accents, spaces, and the signs that people put between words do not
/// count.
pub(super) fn word(text: &str) -> String {
    let mut word = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            c if c.is_whitespace() || INVISIBLE.contains(&c) => {}
            '_' | '-' | '\u{2010}'..='\u{2015}' | '\u{300}'..='\u{36f}' => {}
            'à' | 'â' | 'ä' => word.push('a'),
            'é' | 'è' | 'ê' | 'ë' => word.push('e'),
            'î' | 'ï' => word.push('i'),
            'ô' | 'ö' => word.push('o'),
            'ù' | 'û' | 'ü' => word.push('u'),
            'ç' => word.push('c'),
            c => word.push(c),
        }
    }
    word
}

/// `FullDay`, `FirstHalf` or `SecondHalf`, written as [`word`] writes it.
pub(super) fn position(word: &str) -> Option<Position> {
    [Position::FullDay, Position::FirstHalf, Position::SecondHalf]
        .into_iter()
        .find(|position| position.as_str().eq_ignore_ascii_case(word))
}

/// Yes or no, in the words of Lucca and of English and French spreadsheets, in lower case.
pub(super) fn flag(word: &str) -> Option<bool> {
    match word {
        "" | "false" | "faux" | "no" | "non" | "0" => Some(false),
        "true" | "vrai" | "yes" | "oui" | "1" => Some(true),
        _ => None,
    }
}

/// A date, or what it looks like that cannot be read as it is.
pub(super) fn date(text: &str, dates: Dates) -> Result<Date, Option<&'static str>> {
    if dates == Dates::SerialNumber
        && let Some(date) = serial(text)
    {
        return Ok(date);
    }
    let (day, time) = match text.split_once([' ', 'T']) {
        Some((day, time)) => (day, Some(trimmed(time))),
        None => (text, None),
    };
    match (read_date(day, dates), time) {
        (Some(date), None) => Ok(date),
        (Some(date), Some(time)) if is_midnight(time) => Ok(date),
        (Some(_), Some(time)) if time.starts_with(|c: char| c.is_ascii_digit()) => {
            Err(Some("it has a time of day, and a day is meant"))
        }
        _ => Err(looks_like(text)),
    }
}

/// Whether a text is a date in any of the ways that people write them.
pub(super) fn is_date(text: &str) -> bool {
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    [Dates::DayFirst, Dates::MonthFirst]
        .iter()
        .any(|dates| read_date(trimmed(day), *dates).is_some())
}

fn read_date(text: &str, dates: Dates) -> Option<Date> {
    let [first, second, third] = numbers(text)?;
    match dates {
        _ if first.len() == 4 && text.contains('.') => None,
        _ if first.len() == 4 => day_of(first, second, third),
        Dates::DayFirst => day_of(third, second, first),
        Dates::MonthFirst => day_of(third, first, second),
        Dates::YearFirst | Dates::SerialNumber => None,
    }
}

/// Three numbers with one and the same separator between them.
fn numbers(text: &str) -> Option<[&str; 3]> {
    let separator = text.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let mut parts = text.split(separator);
    let mut number = || {
        let part = parts.next()?;
        let digits =
            (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then_some(part)
    };
    let numbers = [number()?, number()?, number()?];
    parts.next().is_none().then_some(numbers)
}

/// One digit is enough for a month or a day, as spreadsheets write them; a year takes four.
fn day_of(year: &str, month: &str, day: &str) -> Option<Date> {
    let fits = year.len() == 4 && month.len() <= 2 && day.len() <= 2;
    fits.then_some(())?;
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn is_midnight(time: &str) -> bool {
    let time = time.strip_suffix('Z').unwrap_or(time);
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    matches!(time, "00:00" | "0:00" | "00:00:00" | "0:00:00")
        && fraction.bytes().all(|digit| digit == b'0')
}

/// The day that a spreadsheet stores as this number.
fn serial(text: &str) -> Option<Date> {
    const FIRST_SURE: i64 = 61; // Before March 1900, spreadsheets count a day that was not.
    let (days, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let whole = !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0');
    let digits = (1..=7).contains(&days.len()) && days.bytes().all(|byte| byte.is_ascii_digit());
    let days: i64 = days.parse().ok().filter(|_| digits && whole)?;
    let span: Span = days.days();
    let date = Date::constant(1899, 12, 30).checked_add(span).ok()?;
    (days >= FIRST_SURE).then_some(date)
}

/// What a cell that is no date was probably meant to be.
fn looks_like(text: &str) -> Option<&'static str> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if text.starts_with('#') {
        return Some("the spreadsheet had no room to show it; widen the column, and save again");
    }
    if text.starts_with('=') {
        return Some("it is a formula; save its value");
    }
    if digits && text.len() == 8 {
        return Some("it looks like a date without separators");
    }
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    if text.chars().all(is_number) && text.matches(['.', ',']).count() <= 1 {
        return Some(
            "it looks like a spreadsheet's day number; show it as a date, or say Reader::dates(Dates::SerialNumber)",
        );
    }
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    if read_date(day, Dates::DayFirst).is_some() {
        return Some("it looks like day, month, year; say Reader::dates(Dates::DayFirst)");
    }
    if read_date(day, Dates::MonthFirst).is_some() {
        return Some("it looks like month, day, year; say Reader::dates(Dates::MonthFirst)");
    }
    if numbers(day).is_some_and(|[first, _, last]| first.len() <= 2 && last.len() == 2) {
        return Some("the year needs four digits");
    }
    if text.chars().any(|c| !c.is_ascii() && !c.is_alphabetic()) {
        return Some("it has digits, dashes or spaces of an unusual kind");
    }
    if text.chars().any(char::is_alphabetic) && text.chars().any(|c| c.is_ascii_digit()) {
        return Some("it is written in words");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_case_spaces_accents_and_separators_do_not_matter() {
        for text in [
            "workLocationName",
            "WORKLOCATIONNAME",
            " worklocationName ",
            "work_location_name",
            "Work Location Name",
            "work\u{2011}location\u{a0}name\u{200b}",
        ] {
            assert_eq!(
                Column::from_word(&word(text)),
                Some(Column::WorkLocationName),
                "{text}"
            );
        }
        assert_eq!(word("Demi-journée"), word("demi journe\u{301}e"));
        assert_eq!(Column::from_word("area"), None);
    }

    #[test]
    fn dates_are_read_as_said_and_never_guessed() {
        let day = Date::constant(2025, 9, 2);
        for (text, dates) in [
            ("2025-09-02", Dates::YearFirst),
            ("2025/9/2", Dates::DayFirst),
            ("2025-09-02T00:00:00.000Z", Dates::YearFirst),
            ("2025-09-02 00:00:00", Dates::YearFirst),
            ("02/09/2025", Dates::DayFirst),
            ("2.9.2025 0:00", Dates::DayFirst),
            ("09-02-2025", Dates::MonthFirst),
        ] {
            assert_eq!(date(text, dates), Ok(day), "{text}");
        }
        assert_eq!(serial("45922"), Some(Date::constant(2025, 9, 22)));
        assert_eq!(serial("45922,0"), Some(Date::constant(2025, 9, 22)));
        for text in ["45922,5", "60", "", ".", "99999999", "-1", "4e4"] {
            assert_eq!(serial(text), None, "{text}");
        }
        for (text, hint) in [
            ("22/09/2025", "day, month, year"),
            ("09/22/2025", "month, day, year"),
            ("09/10/2025", "day, month, year"),
            ("22/09/25", "four digits"),
            ("45922", "day number"),
            ("45922,5", "day number"),
            ("20250922", "without separators"),
            ("########", "no room"),
            ("=\"2025-09-22\"", "formula"),
            ("2025-09-22 08:00", "time of day"),
            ("2025-09-22T22:00:00+02:00", "time of day"),
            ("lundi 22 septembre 2025", "in words"),
            ("2025–09–22", "unusual"),
            ("２０２５-09-22", "unusual"),
        ] {
            let found = date(text, Dates::YearFirst).unwrap_err();
            assert!(
                found.is_some_and(|found| found.contains(hint)),
                "{text}: {found:?}"
            );
        }
        for text in [
            "",
            "never",
            "+2025-09-22",
            "2025/09-22",
            "2025-02-30",
            "2025.09.22",
        ] {
            assert!(date(text, Dates::YearFirst).is_err(), "{text}");
        }
    }
}
