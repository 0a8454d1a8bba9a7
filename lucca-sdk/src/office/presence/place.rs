//! The places of a presence, and how full they are.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use jiff::civil::Date;

use super::day::{Day, Stay};
use super::{Half, printable};
use crate::office::{Area, Floor, WorkLocation};

/// The work locations of an account, by id.
#[derive(Clone, Default)]
pub(super) struct Locations {
    by_id: BTreeMap<i64, WorkLocation>,
    /// Where an area, by the ids of both, stands in its office.
    areas: HashMap<(i64, i64), usize>,
}

impl Locations {
    pub(super) fn new(locations: impl IntoIterator<Item = WorkLocation>) -> Self {
        let mut this = Self::default();
        for location in locations {
            this.by_id.entry(location.id).or_insert(location);
        }
        for (id, location) in &this.by_id {
            for (number, area) in (0..).zip(areas(location)) {
                if let Some(area_id) = area.id {
                    this.areas.entry((*id, area_id)).or_insert(number);
                }
            }
        }
        this
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &WorkLocation> {
        self.by_id.values()
    }

    pub(super) fn place(&self, location_id: i64, area_id: Option<i64>) -> Place<'_> {
        let location = self.by_id.get(&location_id);
        let number = area_id.and_then(|area_id| self.areas.get(&(location_id, area_id)));
        Place {
            location_id,
            area_id,
            location,
            area: number.and_then(|number| areas(location?).get(*number)),
        }
    }
}

fn areas(location: &WorkLocation) -> &[Area] {
    let office = location.office.as_ref();
    office
        .map(|office| office.areas.as_slice())
        .unwrap_or_default()
}

/// A work location, and perhaps an area in it. What the list of work locations does not
/// hold is an id only.
///
/// Shown as `Paris`, `Paris (B1)`, or by id, `work location 77 (area 5)`.
///
/// ```no_run
/// # fn example(presence: lucca_sdk::office::presence::Presence) {
/// for stay in presence.stays() {
///     let floor = stay.place().floor().and_then(|floor| floor.name.as_deref());
///     println!("{}: {}, {}", stay.person().label(), stay.place(), floor.unwrap_or("any floor"));
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    location_id: i64,
    area_id: Option<i64>,
    location: Option<&'a WorkLocation>,
    area: Option<&'a Area>,
}

impl<'a> Place<'a> {
    /// The work location's id.
    pub fn location_id(&self) -> i64 {
        self.location_id
    }

    /// The work location, if the list holds it.
    pub fn location(&self) -> Option<&'a WorkLocation> {
        self.location
    }

    /// The work location's name.
    pub fn name(&self) -> Option<&'a str> {
        self.location?.name.as_deref()
    }

    /// The area's id.
    pub fn area_id(&self) -> Option<i64> {
        self.area_id
    }

    /// The area, if the office has it.
    pub fn area(&self) -> Option<&'a Area> {
        self.area
    }

    /// The area's name.
    pub fn area_name(&self) -> Option<&'a str> {
        self.area?.name.as_deref()
    }

    /// The floor that the area is on.
    pub fn floor(&self) -> Option<&'a Floor> {
        let key = self.area?.floor_key.as_deref()?;
        let mut floors = self.location?.office.as_ref()?.floors.iter();
        floors.find(|floor| floor.key.as_deref() == Some(key))
    }

    pub(super) fn is_known(&self) -> bool {
        self.location.is_some() && self.area_id.is_some() == self.area.is_some()
    }

    /// By name, those without one last; the place as a whole before its areas.
    fn sort_key(&self) -> impl Ord + use<'a> {
        let (name, area) = (self.name(), self.area_name());
        (name.is_none(), name, self.location_id, area, self.area_id)
    }
}

/// Places are the same when they have the same ids.
impl PartialEq for Place<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.location_id, self.area_id) == (other.location_id, other.area_id)
    }
}

impl Eq for Place<'_> {}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name().map(printable).filter(|name| !name.is_empty()) {
            Some(name) => f.write_str(&name)?,
            None => write!(f, "work location {}", self.location_id)?,
        }
        let area = self
            .area_name()
            .map(printable)
            .filter(|name| !name.is_empty());
        match (area, self.area_id) {
            (Some(area), _) => write!(f, " ({area})"),
            (None, Some(id)) => write!(f, " (area {id})"),
            (None, None) => Ok(()),
        }
    }
}

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
        match self.place.area {
            Some(area) => area.capacity,
            None => self.place.location?.office.as_ref()?.capacity,
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
pub(super) fn occupancy<'a>(day: Day<'a>, half: Half) -> Vec<Occupancy<'a>> {
    // Who was counted last, and how many: a person's stays stand together, so that
    // somebody with several at one place is met again before anybody else.
    let mut counted = HashMap::new();
    let mut count = |person, place: (i64, Option<i64>)| {
        let (last, people) = counted.entry(place).or_insert((None, 0));
        if last.replace(person) != Some(person) {
            *people += 1;
        }
    };
    for stay in day.stays().filter(|stay| stay.covers(half)) {
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
    for (&location_id, location) in &day.locations().by_id {
        let whole = people(location_id, None);
        if location.is_active == Some(false) && whole == 0 {
            continue;
        }
        let mut push = |area: Option<&'a Area>, people| {
            occupancies.push(Occupancy {
                date: day.date(),
                half,
                place: Place {
                    location_id,
                    area_id: area.and_then(|area| area.id),
                    location: Some(location),
                    area,
                },
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
