//! One person at one place: a user location that counts.

use std::fmt;

use jiff::civil::Date;

use super::gap::UnplacedReason;
use super::people::Person;
use super::place::Place;
use super::{Half, Presence};
use crate::office::{Position, UserLocation, UserLocationStatus};

/// One person at one place, on one day or on half of it.
///
/// ```no_run
/// use lucca_sdk::office::UserLocationStatus;
///
/// # fn example(presence: lucca_sdk::office::presence::Presence) {
/// for stay in presence.stays() {
///     if stay.status() == Some(&UserLocationStatus::Pending) {
///         println!("{}, {}: {} is not settled", stay.date(), stay.person().label(), stay.place());
///     }
/// }
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Stay<'a> {
    presence: &'a Presence,
    record: &'a StayRecord,
    person: &'a Person,
    row: &'a UserLocation,
}

impl<'a> Stay<'a> {
    pub(super) fn new(presence: &'a Presence, record: &'a StayRecord) -> Self {
        // The join has made the indices, and nothing changes what they point into.
        let (person, row) = (&presence.people[record.person], &presence.rows[record.row]);
        Self {
            presence,
            record,
            person,
            row,
        }
    }

    /// The date.
    pub fn date(&self) -> Date {
        self.record.date
    }

    /// The person.
    pub fn person(&self) -> &'a Person {
        self.person
    }

    /// The place.
    pub fn place(&self) -> Place<'a> {
        let (location, area) = self.ids();
        self.presence.locations.place(location, area)
    }

    /// Which part of the day: never an unknown one.
    pub fn position(&self) -> Position {
        match self.record.halves {
            [Half::First] => Position::FirstHalf,
            [Half::Second] => Position::SecondHalf,
            _ => Position::FullDay,
        }
    }

    /// Whether it covers this half of the day.
    pub fn covers(&self, half: Half) -> bool {
        self.record.halves.contains(&half)
    }

    /// How far it has been agreed on.
    pub fn status(&self) -> Option<&'a UserLocationStatus> {
        self.row.status.as_ref()
    }

    /// The user location as Lucca has it.
    pub fn user_location(&self) -> &'a UserLocation {
        self.row
    }

    /// Of the work location and the area.
    pub(super) fn ids(&self) -> (i64, Option<i64>) {
        (self.record.location_id, self.record.area_id)
    }
}

impl fmt::Debug for Stay<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stay")
            .field("date", &self.record.date)
            .field("person", &self.person.id())
            .field("position", &self.position())
            .field("location_id", &self.record.location_id)
            .field("area_id", &self.record.area_id)
            .finish_non_exhaustive()
    }
}

/// A user location that counts, by the indices of what it joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct StayRecord {
    pub(super) date: Date,
    /// Known once all owners are.
    pub(super) person: usize,
    /// So ordered that a morning comes before an afternoon.
    pub(super) halves: &'static [Half],
    pub(super) location_id: i64,
    pub(super) area_id: Option<i64>,
    pub(super) row: usize,
    pub(super) owner: i64,
}

impl StayRecord {
    pub(super) fn of(row: &UserLocation, number: usize) -> Result<Self, UnplacedReason> {
        let date = row.date.ok_or(UnplacedReason::NoDate)?;
        let owner = row.owner_id.ok_or(UnplacedReason::NoOwner)?;
        let location_id = row.work_location_id.ok_or(UnplacedReason::NoWorkLocation)?;
        match row.position.as_ref().map(Half::of) {
            None | Some([]) => Err(UnplacedReason::UnknownPosition),
            Some(halves) => Ok(Self {
                date,
                person: usize::MAX,
                halves,
                location_id,
                area_id: row.area_id,
                row: number,
                owner,
            }),
        }
    }
}
