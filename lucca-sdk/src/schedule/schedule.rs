//! What should be true.

use std::io;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::occupancy::Occupancy;
use super::{
    Column, Directory, Entry, Fault, Finding, Findings, Position, ReadError, Reader, RowSource,
    Writer, check,
};

/// Who should be where on which day: rows that an import brings about.
///
/// Build it in code, or read it from the CSV files that people have with [`Schedule::read`].
///
/// ```
/// use jiff::civil::date;
/// use lucca_sdk::schedule::{Position, Schedule};
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
    /// What is known to be odd before any check: columns that were ignored, calls that had no entry to act on.
    noted: Findings,
}

impl Schedule {
    /// An empty schedule.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a CSV file, whichever of the usual forms it has; see [`Reader`] for what is accepted.
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
        self.push_numbered(Entry::at(login, date, position, work_location));
        self
    }

    /// Adds: this person should have no user location then.
    #[must_use]
    pub fn remove(mut self, login: impl Into<Arc<str>>, date: Date, position: Position) -> Self {
        self.push_numbered(Entry::removal(login, date, position));
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

    /// Adds an entry that keeps the source it has.
    pub fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Adds all entries of another schedule, which keep their sources.
    pub fn append(&mut self, other: Self) {
        self.entries.extend(other.entries);
        self.noted.merge(&other.noted);
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
    /// checked against.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use lucca_sdk::schedule::{Directory, KnownUser, Position, Schedule};
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
        check::check(self, directory, None)
    }

    /// The same, with the people who are there already counted against capacities.
    pub(crate) fn check_beside(&self, directory: &Directory, staying: &Occupancy) -> Findings {
        check::check(self, directory, Some(staying))
    }

    /// Writes the import CSV exactly as Lucca documents it, row by row; see [`Writer`].
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

    pub(super) fn noted(&self) -> &Findings {
        &self.noted
    }

    pub(super) fn note(&mut self, finding: Finding) {
        self.noted.push(finding);
    }

    fn push_numbered(&mut self, entry: Entry) {
        let number = self.entries.len() as u64 + 1;
        self.entries
            .push(entry.with_source(RowSource::entry(number)));
    }

    fn with_last(mut self, column: Column, change: impl FnOnce(Entry) -> Entry) -> Self {
        match self.entries.pop() {
            Some(entry) => self.entries.push(change(entry)),
            None => self.note(Finding::error(
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
        Self {
            entries: entries.into_iter().collect(),
            noted: Findings::default(),
        }
    }
}

impl Extend<Entry> for Schedule {
    fn extend<I: IntoIterator<Item = Entry>>(&mut self, entries: I) {
        self.entries.extend(entries);
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
