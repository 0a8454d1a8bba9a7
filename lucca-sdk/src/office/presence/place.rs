//! The places of a presence.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::printable;
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

pub(super) fn areas(location: &WorkLocation) -> &[Area] {
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
    pub(super) fn of(location: &'a WorkLocation, area: Option<&'a Area>) -> Self {
        Self {
            location_id: location.id,
            area_id: area.and_then(|area| area.id),
            location: Some(location),
            area,
        }
    }

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
    pub(super) fn sort_key(&self) -> impl Ord + use<'a> {
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
        let shown = |name: Option<&str>| name.map(printable).filter(|name| !name.is_empty());
        match shown(self.name()) {
            Some(name) => f.write_str(&name)?,
            None => write!(f, "work location {}", self.location_id)?,
        }
        match (shown(self.area_name()), self.area_id) {
            (Some(area), _) => write!(f, " ({area})"),
            (None, Some(id)) => write!(f, " (area {id})"),
            (None, None) => Ok(()),
        }
    }
}
