//! One row of a schedule.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use super::held::Place;
use super::{Position, RowSource};

/// One row: where a person should be on a day or half day, or that the person should be nowhere then.
///
/// Logins and names are kept exactly as given, spaces included, because Lucca matches work locations by
/// name; an empty area or comment is the same as none. Two entries are equal when they say the same,
/// wherever they come from.
///
/// `Debug` leaves out the login and the comment, which are personal.
///
/// ```
/// use jiff::civil::date;
/// use lucca_sdk::schedule::{Entry, Position};
///
/// let entry = Entry::at("jdupont", date(2025, 9, 22), Position::FirstHalf, "Paris").with_area("B1");
/// assert_eq!(entry.work_location(), Some("Paris"));
/// assert!(!entry.is_removal());
/// ```
#[derive(Clone)]
pub struct Entry {
    login: Arc<str>,
    work_location: Option<Arc<str>>,
    area: Option<Arc<str>>,
    comment: Option<Arc<str>>,
    position: Position,
    source: RowSource,
    date: Date,
    removal: bool,
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
            source: RowSource::entry(1),
            date,
            removal: false,
        }
    }

    /// The person should have no user location then (`isDeletion`).
    pub fn removal(login: impl Into<Arc<str>>, date: Date, position: Position) -> Self {
        Self {
            login: login.into(),
            work_location: None,
            area: None,
            comment: None,
            position,
            source: RowSource::entry(1),
            date,
            removal: true,
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

    /// Names the work location. Only a removal can lack one; there it says what is being removed.
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

    /// The user's login.
    pub fn login(&self) -> &str {
        &self.login
    }

    /// The work location's name; `None` only on a removal, or where a file left the cell empty.
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
        self.removal
    }

    /// Where the row comes from.
    pub fn source(&self) -> &RowSource {
        &self.source
    }

    /// Where the person should be; `None` for nowhere.
    pub(crate) fn place(&self) -> Option<Place> {
        if self.removal {
            return None;
        }
        Some(Place {
            work_location: self.work_location.clone()?,
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
            && self.removal == other.removal
    }
}

impl Eq for Entry {}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("source", &self.source)
            .field("date", &self.date)
            .field("position", &self.position)
            .field("work_location", &self.work_location)
            .field("area", &self.area)
            .field("removal", &self.removal)
            .finish_non_exhaustive()
    }
}
