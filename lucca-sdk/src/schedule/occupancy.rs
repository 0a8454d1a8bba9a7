//! Who is there already, besides those that a schedule speaks of.

use std::collections::HashMap;

use jiff::civil::Date;

use super::Held;
use super::half_day::HalfDay;
use super::held::Place;

/// How many people are at each place on each half day.
#[derive(Debug, Default)]
pub(crate) struct Occupancy {
    people: HashMap<(Place, Date, HalfDay), u32>,
}

impl Occupancy {
    pub(super) fn count(&mut self, held: &Held, half: HalfDay) {
        if let Some(place) = &held.place {
            *self
                .people
                .entry((place.clone(), held.date, half))
                .or_default() += 1;
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Place, Date, HalfDay, u32)> {
        self.people
            .iter()
            .map(|((place, date, half), people)| (place, *date, *half, *people))
    }
}
