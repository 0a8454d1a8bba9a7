//! Schedules: what should be true, before anything is sent.
//!
//! Lucca takes changes of user locations only as CSV imports. They are matched by name, and they cannot be
//! undone. So the work is done here, offline, where mistakes cost nothing:
//!
//! - build a [`Schedule`] in code, or read one from the files that people have ([`Schedule::read`],
//!   [`Reader`]); every row keeps its [`RowSource`], and every fault later points to it;
//! - check it against what is known of the company ([`Schedule::check_against`], [`Directory`]);
//! - compare it with what Lucca holds ([`Plan::between`]), to send no more than the difference and to be able to
//!   put everything back ([`Plan::undo`]);
//! - write the import CSV ([`Schedule::write_csv`], [`Writer`]).

mod check;
mod day;
mod directory;
mod fault;
mod finding;
mod held;
mod plan;
mod read;
mod write;

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::generated::office::types::Position;
use crate::half::Half;

pub use day::Place;
pub use directory::{Directory, KnownArea, KnownUser, KnownWorkLocation};
pub use fault::Fault;
pub use finding::{Finding, Findings, ReadError, RowSource, Severity};
pub use held::{Held, Reconciliation, RowState, Verdict};
pub use plan::{Action, Change, Counts, Existing, Loss, Lost, Plan, Rules};
pub use read::{Column, Dates, Delimiter, Encoding, Reader, Value};
pub use write::Writer;

pub(crate) use day::folded;
pub(crate) use held::HeldDays;
pub(crate) use write::{Csv, Overwrite, write_file};

/// One row: where a person should be on a day or half day, or that the person should be nowhere then.
///
/// Names are kept exactly as given, spaces included, because Lucca matches work locations by name; an empty area or
/// comment is the same as none. Two entries are equal when they say the same, wherever they come from.
///
/// `Debug` leaves out the login and the comment, which are personal.
///
/// ```
/// use jiff::civil::date;
/// use lucca_sdk::office::Position;
/// use lucca_sdk::schedule::{Entry, Place, Wish};
///
/// let entry = Entry::at("jdupont", date(2025, 9, 22), Position::FirstHalf, "Paris").with_area("B1");
/// assert_eq!(entry.wish(), Some(Wish::At(Place::new("Paris").with_area("B1"))));
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    login: Arc<str>,
    #[cfg_attr(
        feature = "schemars",
        schemars(schema_with = "crate::schemas::described::day")
    )]
    date: Date,
    position: Position,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    work_location: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    area: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comment: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_deletion: bool,
    source: RowSource,
}

/// What a row asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Wish {
    /// To be at this place. Without an area, any area of the work location will do.
    At(Place),
    /// To be nowhere.
    Nowhere,
}

impl Entry {
    /// The person should be at this work location.
    pub fn at(
        login: impl Into<Arc<str>>,
        date: Date,
        position: Position,
        work_location: impl Into<Arc<str>>,
    ) -> Self {
        Self {
            login: login.into(),
            work_location: not_empty(work_location.into()),
            area: None,
            comment: None,
            position,
            source: RowSource::entry(0),
            date,
            is_deletion: false,
        }
    }

    /// The person should have no user location then (`isDeletion`).
    pub fn removal(login: impl Into<Arc<str>>, date: Date, position: Position) -> Self {
        Self {
            is_deletion: true,
            ..Self::at(login, date, position, "")
        }
    }

    /// Names the area of the work location.
    #[must_use]
    pub fn with_area(mut self, area: impl Into<Arc<str>>) -> Self {
        self.area = not_empty(area.into());
        self
    }

    /// Adds a comment.
    #[must_use]
    pub fn with_comment(mut self, comment: impl Into<Arc<str>>) -> Self {
        self.comment = not_empty(comment.into());
        self
    }

    /// Names the work location; on a removal, it says what is being removed.
    #[must_use]
    pub fn with_work_location(mut self, work_location: impl Into<Arc<str>>) -> Self {
        self.work_location = not_empty(work_location.into());
        self
    }

    /// Says where the row comes from, in place of its number in the schedule.
    #[must_use]
    pub fn with_source(mut self, source: RowSource) -> Self {
        self.source = source;
        self
    }

    /// What the row asks for; `None` if it places somebody without saying where. Such a row is an error of the check,
    /// and is never planned.
    pub fn wish(&self) -> Option<Wish> {
        if self.is_deletion {
            return Some(Wish::Nowhere);
        }
        self.place().map(Wish::At)
    }

    /// The user's login.
    pub fn login(&self) -> &str {
        &self.login
    }

    /// The work location's name; `None` only on a removal, or where it was left empty.
    pub fn work_location(&self) -> Option<&str> {
        self.work_location.as_deref()
    }

    /// The area's name.
    pub fn area(&self) -> Option<&str> {
        self.area.as_deref()
    }

    /// The day.
    pub fn date(&self) -> Date {
        self.date
    }

    /// Which part of the day.
    pub fn position(&self) -> &Position {
        &self.position
    }

    /// The comment.
    pub fn comment(&self) -> Option<&str> {
        self.comment.as_deref()
    }

    /// Whether the row removes instead of placing.
    pub fn is_removal(&self) -> bool {
        self.is_deletion
    }

    /// Where the row comes from.
    pub fn source(&self) -> &RowSource {
        &self.source
    }

    /// Keeps texts that recur once.
    fn share(&mut self, texts: &mut HashSet<Arc<str>>) {
        let mut share = |text: &mut Arc<str>| match texts.get(text) {
            Some(known) => *text = Arc::clone(known),
            None => {
                texts.insert(Arc::clone(text));
            }
        };
        share(&mut self.login);
        [
            &mut self.work_location,
            &mut self.area,
            &mut self.source.file,
        ]
        .into_iter()
        .flatten()
        .for_each(share);
    }

    /// The place that the row names, whatever it wants of it.
    pub(super) fn place(&self) -> Option<Place> {
        let work_location = self.work_location.clone();
        Some(Place {
            work_location: work_location.filter(|name| !name.trim().is_empty())?,
            area: self.area.clone(),
        })
    }
}

fn not_empty(text: Arc<str>) -> Option<Arc<str>> {
    (!text.is_empty()).then_some(text)
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.login == other.login
            && self.date == other.date
            && self.position == other.position
            && self.work_location == other.work_location
            && self.area == other.area
            && self.comment == other.comment
            && self.is_deletion == other.is_deletion
    }
}

impl Eq for Entry {}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("source", &self.source)
            .field("date", &self.date)
            .field("position", &self.position)
            .field("wish", &self.wish())
            .finish_non_exhaustive()
    }
}

/// Who should be where on which day: rows that an import brings about.
///
/// Build it in code, or read it from the files that people have with [`Schedule::read`].
///
/// ```
/// use jiff::civil::date;
/// use lucca_sdk::office::Position;
/// use lucca_sdk::schedule::Schedule;
///
/// let monday = date(2025, 9, 22);
/// let schedule = Schedule::new()
///     .at("jdupont", monday, Position::FullDay, "Paris").area("B1").comment("Quarterly review")
///     .at("mlefevre", monday, Position::FirstHalf, "Remote work")
///     .remove("pmartin", monday, Position::FullDay);
/// assert_eq!(schedule.len(), 3);
/// ```
///
/// Two schedules are equal when their entries are, in the same order; where the entries come from does not
/// count. `Debug` leaves out logins and comments.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    entries: Vec<Entry>,
    /// What is known to be odd before any check.
    noted: Findings,
}

impl Schedule {
    /// An empty schedule.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a file, whichever of the usual forms it has; see [`Reader`] for what is accepted.
    ///
    /// # Errors
    /// Everything that is wrong with the file, by line; see [`ReadError`].
    pub fn read(path: impl AsRef<Path>) -> Result<Self, ReadError> {
        Reader::new().read(path)
    }

    /// Adds: this person should be at this work location.
    #[must_use]
    pub fn at(
        mut self,
        login: impl Into<Arc<str>>,
        date: Date,
        position: Position,
        work_location: impl Into<Arc<str>>,
    ) -> Self {
        self.push(Entry::at(login, date, position, work_location));
        self
    }

    /// Adds: this person should have no user location then.
    #[must_use]
    pub fn remove(mut self, login: impl Into<Arc<str>>, date: Date, position: Position) -> Self {
        self.push(Entry::removal(login, date, position));
        self
    }

    /// Names the area of the entry added last. Before any entry there is nothing to name it for, which the
    /// check reports as an error.
    #[must_use]
    pub fn area(self, area: impl Into<Arc<str>>) -> Self {
        self.with_last(Column::AreaName, |entry| entry.with_area(area))
    }

    /// Adds a comment to the entry added last, under the same rule as [`area`](Self::area).
    #[must_use]
    pub fn comment(self, comment: impl Into<Arc<str>>) -> Self {
        self.with_last(Column::Comment, |entry| entry.with_comment(comment))
    }

    /// Adds an entry. One that does not say where it comes from is numbered.
    pub fn push(&mut self, mut entry: Entry) {
        if entry.source.number() == 0 {
            entry.source = RowSource::entry(self.entries.len() as u64 + 1);
        }
        self.entries.push(entry);
    }

    /// Adds all entries of another schedule. Those that were numbered by their place in it get the number of their
    /// new place; others keep their sources.
    pub fn append(&mut self, other: Self) {
        let before = self.entries.len();
        for (number, mut entry) in (1u64..).zip(other.entries) {
            if entry.source == RowSource::entry(number) {
                entry.source = RowSource::entry(0);
            }
            self.push(entry);
        }
        self.noted.merge(&other.noted.shifted(before));
    }

    /// The entries, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The first and the last day that it speaks of.
    pub fn days(&self) -> Option<(Date, Date)> {
        let first = self.entries.iter().map(Entry::date).min()?;
        let last = self.entries.iter().map(Entry::date).max()?;
        Some((first, last))
    }

    /// Checks every row against what is known of the company, without asking anybody.
    ///
    /// All findings come at once, in the order of the rows; lists that `directory` does not hold are not
    /// checked against. Logins have to be spelled as Lucca does: see [`resolve`](Self::resolve).
    ///
    /// ```
    /// use jiff::civil::date;
    /// use lucca_sdk::office::Position;
    /// use lucca_sdk::schedule::{Directory, KnownUser, Schedule};
    ///
    /// let directory = Directory::new().user(KnownUser::new("jdupont"));
    /// let findings = Schedule::new()
    ///     .at("jdupond", date(2025, 9, 22), Position::FullDay, "Paris")
    ///     .check_against(&directory);
    /// assert_eq!(
    ///     findings.to_string(),
    ///     r#"entry 1: login: no user has the login "jdupond"; did you mean "jdupont"?"#,
    /// );
    /// ```
    pub fn check_against(&self, directory: &Directory) -> Findings {
        check::check(self, directory)
    }

    /// Spells logins as Lucca does where that is beyond doubt: where a login differs from exactly one known login,
    /// and only in the case of letters. Each change is a warning of every later check.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use lucca_sdk::office::Position;
    /// use lucca_sdk::schedule::{Directory, KnownUser, Schedule};
    ///
    /// let directory = Directory::new().user(KnownUser::new("jdupont"));
    /// let mut schedule = Schedule::new().remove("JDupont", date(2025, 9, 22), Position::FullDay);
    /// assert!(schedule.check_against(&directory).has_errors());
    /// schedule.resolve(&directory);
    /// assert_eq!(schedule.entries()[0].login(), "jdupont");
    /// assert_eq!(schedule.check_against(&directory).warning_count(), 1);
    /// ```
    pub fn resolve(&mut self, directory: &Directory) {
        for (row, entry) in self.entries.iter_mut().enumerate() {
            if let Some(known) = directory.other_spelling(entry.login()) {
                let fault = Fault::LoginSpelling {
                    known: fault::cut(known),
                };
                let finding = Finding::warning(entry.source.clone(), Some(Column::Login), fault);
                self.noted.push(finding.of(row));
                entry.login = Arc::clone(known);
            }
        }
    }

    /// Writes the import CSV: UTF-8 with a byte order mark, `;`, the documented headers; see [`Writer`].
    ///
    /// # Errors
    /// Those of the writer underneath.
    pub fn write_csv(&self, to: impl io::Write) -> io::Result<()> {
        let mut writer = Writer::new(to)?;
        for entry in &self.entries {
            writer.write(entry)?;
        }
        writer.finish()?;
        Ok(())
    }

    fn with_last(mut self, column: Column, change: impl FnOnce(Entry) -> Entry) -> Self {
        match self.entries.pop() {
            Some(entry) => self.entries.push(change(entry)),
            None => self.noted.push(Finding::error(
                RowSource::entry(1),
                Some(column),
                Fault::NoEntryYet,
            )),
        }
        self
    }
}

impl PartialEq for Schedule {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl Eq for Schedule {}

impl FromIterator<Entry> for Schedule {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let mut schedule = Self::new();
        schedule.extend(entries);
        schedule
    }
}

impl Extend<Entry> for Schedule {
    fn extend<I: IntoIterator<Item = Entry>>(&mut self, entries: I) {
        let entries = entries.into_iter();
        self.entries.reserve(entries.size_hint().0);
        entries.for_each(|entry| self.push(entry));
    }
}

impl<'a> IntoIterator for &'a Schedule {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Schedule {
    type Item = Entry;
    type IntoIter = std::vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}
