//! Who is where: work locations, user locations and people as one picture.
//!
//! ```no_run
//! use lucca_sdk::office::presence::Half;
//!
//! # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
//! let (monday, friday) = (jiff::civil::date(2025, 9, 15), jiff::civil::date(2025, 9, 19));
//! let presence = client.office().presence(monday..=friday).await?;
//! for day in presence.days() {
//!     println!("{}", day.date());
//!     for stay in day.stays() {
//!         println!("  {} at {}", stay.person().label(), stay.place());
//!     }
//!     for office in day.occupancy(Half::First).filter(|office| office.is_over_capacity()) {
//!         println!("  {} is too full", office.place);
//!     }
//! }
//! for gap in presence.gaps() {
//!     eprintln!("note: {gap}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A **stay** is one person at one **place**, a work location and perhaps an area in it,
//! on one day or on half of it. Which user locations count is decided by their status:
//! all but `Deleted` and `Denied`, unless [chosen otherwise](GetPresence::count_statuses).
//! One with a `deletedAt` is deleted, whatever its status says.
//!
//! Nothing is hidden:
//! - a person who is planned at two places at once is at both, and a
//!   [conflict](Presence::conflicts);
//! - a user location of a person, at a location or in an area that the lists do not hold
//!   keeps the ids;
//! - one without an owner, a day, a work location or a known part of the day is
//!   [unplaced](Presence::unplaced);
//! - whoever has a contract on a day and no stay is
//!   [unaccounted for](Day::unaccounted). Lucca Office knows neither weekends nor absences
//!   from other modules, so that includes them;
//! - what the picture lacks is counted by cause in [`gaps`](Presence::gaps). When many user
//!   locations come and none can be placed, there is an error and no picture.
//!
//! Whether somebody still works on the last day of a contract is not documented: here that
//! day counts as worked. Where Lucca shows no contract dates of a person, the contract
//! counts as open, and a gap says of how many people that was assumed.

mod day;
mod gap;
mod join;
mod occupancy;
mod people;
mod place;
mod request;
mod stay;
mod team;

use std::fmt;
use std::ops::RangeInclusive;

use jiff::civil::Date;

pub use day::{Conflict, Day, PersonDay};
pub use gap::{Gap, Unplaced, UnplacedReason};
pub use join::Counting;
pub use occupancy::{Occupancy, PlaceGroup};
pub use people::Person;
pub use place::Place;
pub use request::GetPresence;
pub use stay::Stay;
pub use team::{Team, TeamBy};

pub use crate::half::Half;

use super::{UserLocation, WorkLocation};
use crate::paging::BadRow;
use place::Locations;
use stay::StayRecord;

/// Who is where on the days of a range; made by
/// [`OfficeApi::presence`](super::OfficeApi::presence), or by [`Presence::join`] from lists
/// that are there already.
///
/// ```no_run
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let monday = jiff::civil::date(2025, 9, 15);
/// let presence = client.office().presence(monday..=monday).await?;
/// println!("{} people", presence.people().count());
/// for conflict in presence.conflicts() {
///     println!("{} is at two places in the {}", conflict.person.label(), conflict.half);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Presence {
    days: RangeInclusive<Date>,
    /// By name, then id.
    people: Vec<Person>,
    locations: Locations,
    /// The user locations that count.
    rows: Vec<UserLocation>,
    /// By date, person, half and place.
    stays: Vec<StayRecord>,
    unplaced: Vec<Unplaced>,
    bad_rows: Vec<BadRow>,
    gaps: Vec<Gap>,
}

impl Presence {
    /// The days of the range, in order, those on which nobody is anywhere included.
    pub fn days(&self) -> impl Iterator<Item = Day<'_>> {
        self.days
            .start()
            .series(jiff::Span::new().days(1))
            .take_while(|date| date <= self.days.end())
            .map(|date| Day::new(self, date))
    }

    /// One day; `None` if it is not in the range.
    pub fn day(&self, date: Date) -> Option<Day<'_>> {
        self.days.contains(&date).then(|| Day::new(self, date))
    }

    /// Everybody who has a contract in the range or a stay, by name.
    ///
    /// People who have left by now are here if they have a stay, and not for a contract
    /// that they had in the range.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.iter()
    }

    /// The work locations of the account, by id.
    pub fn locations(&self) -> impl Iterator<Item = &WorkLocation> {
        self.locations.iter()
    }

    /// All stays, by day and person.
    pub fn stays(&self) -> impl Iterator<Item = Stay<'_>> {
        self.stays.iter().map(|record| Stay::new(self, record))
    }

    /// Everybody who is at two places at once.
    pub fn conflicts(&self) -> impl Iterator<Item = Conflict<'_>> {
        self.days().flat_map(|day| day.conflicts())
    }

    /// How full each work location is, on each half of each day; see [`Day::occupancy`].
    ///
    /// ```no_run
    /// # fn example(presence: lucca_sdk::office::presence::Presence) {
    /// for row in presence.occupancy() {
    ///     let room = row.capacity().map_or_else(String::new, |capacity| capacity.to_string());
    ///     println!("{};{};{};{};{room}", row.date, row.half, row.place, row.people);
    /// }
    /// # }
    /// ```
    pub fn occupancy(&self) -> impl Iterator<Item = Occupancy<'_>> {
        self.days().flat_map(|day| {
            Half::BOTH
                .into_iter()
                .flat_map(move |half| day.occupancy(half))
        })
    }

    /// The stays by place, in the order of the places' names; those without a name last.
    pub fn by_place(&self) -> impl Iterator<Item = PlaceGroup<'_>> {
        occupancy::groups(self.stays())
    }

    /// User locations of the range, or of no day at all, that count and could still not be
    /// put anywhere.
    ///
    /// ```no_run
    /// # fn example(presence: lucca_sdk::office::presence::Presence) {
    /// for unplaced in presence.unplaced() {
    ///     println!("user location {:?} has {}", unplaced.user_location.id, unplaced.reason);
    /// }
    /// # }
    /// ```
    pub fn unplaced(&self) -> &[Unplaced] {
        &self.unplaced
    }

    /// Rows of the lists that could not be read at all.
    pub fn bad_rows(&self) -> &[BadRow] {
        &self.bad_rows
    }

    /// What this presence lacks, by cause and with numbers; nothing if it is whole.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let monday = jiff::civil::date(2025, 9, 15);
    /// let presence = client.office().presence(monday..=monday).await?;
    /// if let Some(gap) = presence.gaps().first() {
    ///     return Err(format!("not a picture to bill by: {gap}").into());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }
}

impl fmt::Debug for Presence {
    /// Prints no names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presence")
            .field("days", &self.days)
            .field("people", &self.people.len())
            .field("stays", &self.stays.len())
            .field("gaps", &self.gaps)
            .finish_non_exhaustive()
    }
}

/// A name as it may be shown on a terminal: it comes from outside, and control characters
/// in it could rewrite what stands around it.
fn printable(name: &str) -> String {
    name.trim().chars().filter(|c| !c.is_control()).collect()
}
