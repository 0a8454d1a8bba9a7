//! Who is at each place, and how full it is.

use std::collections::HashMap;

use jiff::civil::Date;

use super::Half;
use super::place::{Locations, Place, areas};
use super::stay::Stay;
use crate::office::Area;

/// A place, and who is there when.
///
/// ```no_run
/// # fn example(day: lucca_sdk::office::presence::Day<'_>) {
/// for group in day.by_place() {
///     println!("{}:", group.place);
///     for stay in group.stays {
///         println!("  {}", stay.person().label());
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PlaceGroup<'a> {
    /// The place.
    pub place: Place<'a>,
    /// The stays there, by day and person.
    pub stays: Vec<Stay<'a>>,
}

pub(super) fn groups<'a>(
    stays: impl Iterator<Item = Stay<'a>>,
) -> impl Iterator<Item = PlaceGroup<'a>> {
    let mut groups = HashMap::new();
    for stay in stays {
        let group = groups.entry(stay.ids()).or_insert_with(|| PlaceGroup {
            place: stay.place(),
            stays: Vec::new(),
        });
        group.stays.push(stay);
    }
    let mut groups: Vec<PlaceGroup<'a>> = groups.into_values().collect();
    groups.sort_by_cached_key(|group| group.place.sort_key());
    groups.into_iter()
}

/// How many people are at a work location, or in one of its areas, in one half of a day.
///
/// ```no_run
/// use lucca_sdk::office::presence::Occupancy;
///
/// # fn example(row: Occupancy<'_>) {
/// println!("{} {}, {}: {} people", row.date, row.half, row.place, row.people);
/// match row.room_left() {
///     Some(left) if left < 0 => println!("{} too many", -left),
///     Some(left) => println!("{left} places left"),
///     None => println!("no limit"),
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Occupancy<'a> {
    /// The date.
    pub date: Date,
    /// The half of the day.
    pub half: Half,
    /// The work location as a whole, areas and all, or one of its areas.
    pub place: Place<'a>,
    /// How many people are there, each counted once. Somebody who is planned at two places
    /// counts at both.
    pub people: usize,
}

impl Occupancy<'_> {
    /// How many the place has room for; `None` if it has no limit.
    pub fn capacity(&self) -> Option<i64> {
        match self.place.area() {
            Some(area) => area.capacity,
            None => self.place.location()?.office.as_ref()?.capacity,
        }
    }

    /// How many more find room; negative if there are too many already, `None` without a
    /// limit.
    pub fn room_left(&self) -> Option<i64> {
        let people = i64::try_from(self.people).unwrap_or(i64::MAX);
        Some(self.capacity()?.saturating_sub(people))
    }

    /// Whether there are more people than room.
    pub fn is_over_capacity(&self) -> bool {
        self.room_left().is_some_and(|left| left < 0)
    }
}

/// One pass over the day's stays, and one over the places.
pub(super) fn occupancy<'a>(
    date: Date,
    half: Half,
    stays: impl Iterator<Item = Stay<'a>>,
    locations: &'a Locations,
) -> Vec<Occupancy<'a>> {
    // Who was counted last, and how many: a person's stays stand together, so that
    // somebody with several at one place is met again before anybody else.
    let mut counted = HashMap::new();
    let mut count = |person, place: (i64, Option<i64>)| {
        let (last, people) = counted.entry(place).or_insert((None, 0));
        if last.replace(person) != Some(person) {
            *people += 1;
        }
    };
    for stay in stays.filter(|stay| stay.covers(half)) {
        let (person, (location, area)) = (stay.person().id(), stay.ids());
        count(person, (location, None));
        if area.is_some() {
            count(person, (location, area));
        }
    }
    let people = |location, area| {
        let counted = counted.get(&(location, area));
        counted.map_or(0, |(_, people)| *people)
    };
    let mut occupancies = Vec::new();
    for location in locations.iter() {
        let location_id = location.id;
        let whole = people(location_id, None);
        if location.is_active == Some(false) && whole == 0 {
            continue;
        }
        let mut push = |area: Option<&'a Area>, people| {
            occupancies.push(Occupancy {
                date,
                half,
                place: Place::of(location, area),
                people,
            });
        };
        push(None, whole);
        for area in areas(location) {
            let there = area.id.map_or(0, |id| people(location_id, Some(id)));
            push(Some(area), there);
        }
    }
    occupancies
}
