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
//!         println!("  {:?} at {:?}", stay.person().name(), stay.place().name());
//!     }
//!     for office in day.occupancy(Half::First).filter(|office| office.area().is_none()) {
//!         println!("  {:?}: {} of {:?}", office.location().name, office.people(), office.capacity());
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A **stay** is one person at one **place**, a work location and perhaps an area in it,
//! on one day or on half of it. Which user locations count is decided by their status:
//! all but `Deleted` and `Denied`, unless [chosen otherwise](GetPresence::count_statuses).
//!
//! Nothing is hidden:
//! - a person who is planned at two places at once is at both, and a
//!   [conflict](Presence::conflicts);
//! - a user location of a person, at a location or in an area that the lists do not know
//!   keeps the ids;
//! - one that cannot be put on a day at all is [unplaced](Presence::unplaced);
//! - whoever has a contract on a day and no stay is
//!   [unaccounted for](Day::unaccounted). Lucca Office knows neither weekends nor absences
//!   from other modules, so that includes them.

mod day;
mod group;
mod join;
mod occupancy;
mod person;
mod place;
mod request;

use std::ops::RangeInclusive;

use jiff::civil::Date;

pub use day::{Conflict, Day, PersonDay, Stay};
pub use group::{PlaceGroup, Team, TeamBy};
pub use join::{Counting, Unplaced, UnplacedReason};
pub use occupancy::Occupancy;
pub use person::Person;
pub use place::Place;
pub use request::GetPresence;

use super::{UserLocation, WorkLocation};
use crate::paging::{BadRow, Drift};
use join::StayRecord;
use place::Locations;

/// Half a day, the resolution of Lucca Office. For an example see [`Day`].
///
/// ```no_run
/// # fn example(presence: lucca_sdk::office::presence::Presence) {
/// use lucca_sdk::office::presence::Half;
///
/// let day = presence.days().next();
/// let missing = day.map(|day| day.unaccounted(Half::First).count());
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Half {
    /// The first half, `FirstHalf` to Lucca.
    First,
    /// The second half, `SecondHalf` to Lucca.
    Second,
}

impl Half {
    /// Both, in order.
    ///
    /// ```
    /// use lucca_sdk::office::presence::Half;
    ///
    /// assert_eq!(Half::BOTH, [Half::First, Half::Second]);
    /// ```
    pub const BOTH: [Self; 2] = [Self::First, Self::Second];
}

/// Who is where on the days of a range; made by
/// [`OfficeApi::presence`](super::OfficeApi::presence), or by [`Presence::join`] from lists
/// that are there already.
///
/// ```no_run
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let monday = jiff::civil::date(2025, 9, 15);
/// let presence = client.office().presence(monday..=monday).await?;
/// println!("{} people", presence.people().count());
/// println!("{} stays", presence.stays().count());
/// println!("{} contradictions", presence.conflicts().count());
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
    drift: Drift,
}

impl Presence {
    /// The days of the range, in order, those on which nobody is anywhere included.
    ///
    /// ```no_run
    /// # fn example(presence: lucca_sdk::office::presence::Presence) {
    /// for day in presence.days() {
    ///     println!("{}: {} people", day.date(), day.people().count());
    /// }
    /// # }
    /// ```
    pub fn days(&self) -> impl Iterator<Item = Day<'_>> {
        self.days
            .start()
            .series(jiff::Span::new().days(1))
            .take_while(|date| date <= self.days.end())
            .map(|date| Day::new(self, date))
    }

    /// One day; `None` if it is not in the range.
    ///
    /// ```no_run
    /// # fn example(presence: lucca_sdk::office::presence::Presence) {
    /// let monday = jiff::civil::date(2025, 9, 15);
    /// let people = presence.day(monday).map(|day| day.people().count());
    /// # }
    /// ```
    pub fn day(&self, date: Date) -> Option<Day<'_>> {
        self.days.contains(&date).then(|| Day::new(self, date))
    }

    /// Everybody who has a contract in the range or a stay, by name.
    ///
    /// ```no_run
    /// # fn example(presence: lucca_sdk::office::presence::Presence) {
    /// for person in presence.people() {
    ///     println!("{} {:?}", person.id(), person.name());
    /// }
    /// # }
    /// ```
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.iter()
    }

    /// The work locations of the account, by id.
    ///
    /// ```no_run
    /// # fn example(presence: lucca_sdk::office::presence::Presence) {
    /// for location in presence.locations() {
    ///     println!("{:?}", location.name);
    /// }
    /// # }
    /// ```
    pub fn locations(&self) -> impl Iterator<Item = &WorkLocation> {
        self.locations.iter()
    }

    /// All stays, by day and person.
    ///
    /// ```no_run
    /// # fn example(presence: lucca_sdk::office::presence::Presence) {
    /// for stay in presence.stays() {
    ///     println!("{} {:?} {:?}", stay.date(), stay.person().name(), stay.place().name());
    /// }
    /// # }
    /// ```
    pub fn stays(&self) -> impl Iterator<Item = Stay<'_>> {
        self.stays.iter().map(|record| Stay::new(self, record))
    }

    /// Everybody who is at two places at once.
    ///
    /// ```no_run
    /// # fn example(presence: lucca_sdk::office::presence::Presence) {
    /// for conflict in presence.conflicts() {
    ///     println!("{} {:?}: {:?}", conflict.date(), conflict.half(), conflict.person().name());
    /// }
    /// # }
    /// ```
    pub fn conflicts(&self) -> impl Iterator<Item = Conflict<'_>> {
        self.days().flat_map(|day| day.conflicts())
    }

    /// User locations of the range, or of no day at all, that count by their status and
    /// could still not be put anywhere.
    ///
    /// ```no_run
    /// # fn example(presence: lucca_sdk::office::presence::Presence) {
    /// for unplaced in presence.unplaced() {
    ///     println!("{:?}: {:?}", unplaced.user_location().id, unplaced.reason());
    /// }
    /// # }
    /// ```
    pub fn unplaced(&self) -> &[Unplaced] {
        &self.unplaced
    }

    /// Rows that could not be decoded, under
    /// [`BadRowPolicy::Collect`](crate::paging::BadRowPolicy::Collect).
    ///
    /// ```no_run
    /// # fn example(presence: lucca_sdk::office::presence::Presence) {
    /// for bad in presence.bad_rows() {
    ///     eprintln!("{bad}");
    /// }
    /// # }
    /// ```
    pub fn bad_rows(&self) -> &[BadRow] {
        &self.bad_rows
    }

    /// What was noticed of changes to the list of user locations while it was read.
    ///
    /// ```no_run
    /// # fn example(presence: lucca_sdk::office::presence::Presence) {
    /// if presence.drift().noticed() {
    ///     eprintln!("somebody planned while this was read");
    /// }
    /// # }
    /// ```
    pub fn drift(&self) -> &Drift {
        &self.drift
    }
}

impl std::fmt::Debug for Presence {
    /// Prints no names.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Presence")
            .field("days", &self.days)
            .field("people", &self.people.len())
            .field("stays", &self.stays.len())
            .field("unplaced", &self.unplaced.len())
            .field("bad_rows", &self.bad_rows.len())
            .finish_non_exhaustive()
    }
}
