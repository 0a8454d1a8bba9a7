//! The places of a presence.

use std::collections::BTreeMap;

use crate::office::{Area, Floor, WorkLocation};

/// The work locations of an account, by id.
#[derive(Clone, Default)]
pub(super) struct Locations(BTreeMap<i64, WorkLocation>);

impl Locations {
    pub(super) fn new(locations: impl IntoIterator<Item = WorkLocation>) -> Self {
        Self(
            locations
                .into_iter()
                .map(|location| (location.id, location))
                .collect(),
        )
    }

    pub(super) fn get(&self, id: i64) -> Option<&WorkLocation> {
        self.0.get(&id)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &WorkLocation> {
        self.0.values()
    }

    pub(super) fn place(&self, location_id: i64, area_id: Option<i64>) -> Place<'_> {
        let location = self.get(location_id);
        let office = location.and_then(|location| location.office.as_ref());
        let area = office
            .zip(area_id)
            .and_then(|(office, id)| office.areas.iter().find(|area| area.id == Some(id)));
        let floor = office
            .zip(area.and_then(|area| area.floor_key.as_deref()))
            .and_then(|(office, key)| {
                office
                    .floors
                    .iter()
                    .find(|floor| floor.key.as_deref() == Some(key))
            });
        Place {
            location_id,
            area_id,
            location,
            area,
            floor,
        }
    }
}

/// A work location, and perhaps an area in it. What the list of work locations does not
/// know is an id only.
///
/// ```no_run
/// # fn example(presence: lucca_sdk::office::presence::Presence) {
/// for stay in presence.stays() {
///     let place = stay.place();
///     let floor = place.floor().and_then(|floor| floor.name.as_deref());
///     println!("{:?}, {:?}, {floor:?}", place.name(), place.area_name());
///     if place.location().is_none() {
///         println!("work location {} is unknown", place.location_id());
///     }
///     if place.area().is_none() && place.area_id().is_some() {
///         println!("area {:?} is unknown", place.area_id());
///     }
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    location_id: i64,
    area_id: Option<i64>,
    location: Option<&'a WorkLocation>,
    area: Option<&'a Area>,
    floor: Option<&'a Floor>,
}

impl<'a> Place<'a> {
    /// The work location's id.
    ///
    /// ```no_run
    /// # fn example(place: lucca_sdk::office::presence::Place<'_>) {
    /// let location_id = place.location_id();
    /// # }
    /// ```
    pub fn location_id(&self) -> i64 {
        self.location_id
    }

    /// The work location, if the list holds it.
    ///
    /// ```no_run
    /// # fn example(place: lucca_sdk::office::presence::Place<'_>) {
    /// let location = place.location();
    /// # }
    /// ```
    pub fn location(&self) -> Option<&'a WorkLocation> {
        self.location
    }

    /// The work location's name.
    ///
    /// ```no_run
    /// # fn example(place: lucca_sdk::office::presence::Place<'_>) {
    /// let name = place.name();
    /// # }
    /// ```
    pub fn name(&self) -> Option<&'a str> {
        self.location?.name.as_deref()
    }

    /// The area's id.
    ///
    /// ```no_run
    /// # fn example(place: lucca_sdk::office::presence::Place<'_>) {
    /// let area_id = place.area_id();
    /// # }
    /// ```
    pub fn area_id(&self) -> Option<i64> {
        self.area_id
    }

    /// The area, if the office has it.
    ///
    /// ```no_run
    /// # fn example(place: lucca_sdk::office::presence::Place<'_>) {
    /// let area = place.area();
    /// # }
    /// ```
    pub fn area(&self) -> Option<&'a Area> {
        self.area
    }

    /// The area's name.
    ///
    /// ```no_run
    /// # fn example(place: lucca_sdk::office::presence::Place<'_>) {
    /// let area_name = place.area_name();
    /// # }
    /// ```
    pub fn area_name(&self) -> Option<&'a str> {
        self.area?.name.as_deref()
    }

    /// The floor that the area is on.
    ///
    /// ```no_run
    /// # fn example(place: lucca_sdk::office::presence::Place<'_>) {
    /// let floor = place.floor();
    /// # }
    /// ```
    pub fn floor(&self) -> Option<&'a Floor> {
        self.floor
    }

    pub(super) fn ids(&self) -> (i64, Option<i64>) {
        (self.location_id, self.area_id)
    }
}

/// Places are the same when they have the same ids.
impl PartialEq for Place<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.ids() == other.ids()
    }
}

impl Eq for Place<'_> {}
