//! How full offices are.

use std::collections::HashSet;

use jiff::civil::Date;

use super::join::StayRecord;
use super::{Half, Presence};
use crate::office::{Area, WorkLocation};

/// How many people are in an office, or in one of its areas, in one half of a day.
///
/// ```no_run
/// use lucca_sdk::office::presence::Occupancy;
///
/// # fn example(office: Occupancy<'_>) {
/// let area = office.area().and_then(|area| area.name.as_deref());
/// println!("{} {:?}: {:?} {area:?}", office.date(), office.half(), office.location().name);
/// match (office.capacity(), office.room_left()) {
///     (Some(capacity), Some(left)) => println!("{} of {capacity}, {left} left", office.people()),
///     _ => println!("{}, without a limit", office.people()),
/// }
/// if office.is_over_capacity() {
///     println!("too many");
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Occupancy<'a> {
    date: Date,
    half: Half,
    location: &'a WorkLocation,
    area: Option<&'a Area>,
    people: usize,
}

impl<'a> Occupancy<'a> {
    /// The date.
    ///
    /// ```no_run
    /// # fn example(occupancy: lucca_sdk::office::presence::Occupancy<'_>) {
    /// let date = occupancy.date();
    /// # }
    /// ```
    pub fn date(&self) -> Date {
        self.date
    }

    /// The half of the day.
    ///
    /// ```no_run
    /// # fn example(occupancy: lucca_sdk::office::presence::Occupancy<'_>) {
    /// let half = occupancy.half();
    /// # }
    /// ```
    pub fn half(&self) -> Half {
        self.half
    }

    /// The office.
    ///
    /// ```no_run
    /// # fn example(occupancy: lucca_sdk::office::presence::Occupancy<'_>) {
    /// let location = occupancy.location();
    /// # }
    /// ```
    pub fn location(&self) -> &'a WorkLocation {
        self.location
    }

    /// The area; `None` for the office as a whole.
    ///
    /// ```no_run
    /// # fn example(occupancy: lucca_sdk::office::presence::Occupancy<'_>) {
    /// let area = occupancy.area();
    /// # }
    /// ```
    pub fn area(&self) -> Option<&'a Area> {
        self.area
    }

    /// How many people are there, each counted once. Somebody who is planned at two places
    /// counts at both.
    ///
    /// ```no_run
    /// # fn example(occupancy: lucca_sdk::office::presence::Occupancy<'_>) {
    /// let people = occupancy.people();
    /// # }
    /// ```
    pub fn people(&self) -> usize {
        self.people
    }

    /// How many the office, or the area, has room for; `None` if it has no limit.
    ///
    /// ```no_run
    /// # fn example(occupancy: lucca_sdk::office::presence::Occupancy<'_>) {
    /// let capacity = occupancy.capacity();
    /// # }
    /// ```
    pub fn capacity(&self) -> Option<i64> {
        match self.area {
            Some(area) => area.capacity,
            None => self.location.office.as_ref()?.capacity,
        }
    }

    /// How many more find room; negative if there are too many already, `None` without a
    /// limit.
    ///
    /// ```no_run
    /// # fn example(occupancy: lucca_sdk::office::presence::Occupancy<'_>) {
    /// let room_left = occupancy.room_left();
    /// # }
    /// ```
    pub fn room_left(&self) -> Option<i64> {
        let people = i64::try_from(self.people).unwrap_or(i64::MAX);
        Some(self.capacity()?.saturating_sub(people))
    }

    /// Whether there are more people than room.
    ///
    /// ```no_run
    /// # fn example(occupancy: lucca_sdk::office::presence::Occupancy<'_>) {
    /// let is_over_capacity = occupancy.is_over_capacity();
    /// # }
    /// ```
    pub fn is_over_capacity(&self) -> bool {
        self.room_left().is_some_and(|left| left < 0)
    }
}

/// Of each office, the whole and then its areas.
pub(super) fn occupancy<'a>(
    presence: &'a Presence,
    date: Date,
    half: Half,
    stays: &[StayRecord],
) -> Vec<Occupancy<'a>> {
    let there: Vec<&StayRecord> = stays
        .iter()
        .filter(|stay| (stay.from..=stay.to).contains(&half))
        .collect();
    let people = |at: &dyn Fn(&StayRecord) -> bool| {
        there
            .iter()
            .filter(|stay| at(stay))
            .map(|stay| stay.person)
            .collect::<HashSet<_>>()
            .len()
    };
    let mut occupancies = Vec::new();
    for location in presence.locations.iter() {
        let (id, Some(office)) = (location.id, &location.office) else {
            continue;
        };
        let whole = people(&|stay| stay.location_id == id);
        if location.is_active == Some(false) && whole == 0 {
            continue;
        }
        let of = |area, people| Occupancy {
            date,
            half,
            location,
            area,
            people,
        };
        occupancies.push(of(None, whole));
        for area in &office.areas {
            let in_area = people(&|stay| {
                stay.location_id == id && area.id.is_some() && stay.area_id == area.id
            });
            occupancies.push(of(Some(area), in_area));
        }
    }
    occupancies
}
