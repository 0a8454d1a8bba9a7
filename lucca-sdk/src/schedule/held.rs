//! What Lucca holds now.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use super::half_day::HalfDay;
use super::occupancy::Occupancy;
use super::{Entry, Position};

/// A user location that Lucca holds: a person's place on a day or half day, in the words of an import.
///
/// What is gone or refused (statuses `Deleted` and `Denied`) is nobody's place and does not belong here.
/// `Debug` leaves out the login.
#[derive(Clone, PartialEq, Eq)]
pub struct Held {
    pub(crate) login: Arc<str>,
    pub(crate) date: Date,
    pub(crate) position: Position,
    pub(crate) place: Option<Place>,
    pub(crate) status: Option<Arc<str>>,
}

/// A work location, and the area in it, by the names that an import would use.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    pub(crate) work_location: Arc<str>,
    pub(crate) area: Option<Arc<str>>,
}

impl Held {
    /// A user location at a work location of this name.
    pub fn new(
        login: impl Into<Arc<str>>,
        date: Date,
        position: Position,
        work_location: impl Into<Arc<str>>,
    ) -> Self {
        Self {
            login: login.into(),
            date,
            position,
            place: Some(Place {
                work_location: work_location.into(),
                area: None,
            }),
            status: None,
        }
    }

    /// A user location at a place that no import can name: a work location that is not visible, or whose name
    /// means another one.
    pub fn nowhere_known(login: impl Into<Arc<str>>, date: Date, position: Position) -> Self {
        Self {
            login: login.into(),
            date,
            position,
            place: None,
            status: None,
        }
    }

    /// Names the area.
    #[must_use]
    pub fn with_area(mut self, area: impl Into<Arc<str>>) -> Self {
        if let Some(place) = &mut self.place {
            place.area = Some(area.into());
        }
        self
    }

    /// Gives the status, such as `Approved`.
    #[must_use]
    pub fn with_status(mut self, status: impl Into<Arc<str>>) -> Self {
        self.status = Some(status.into());
        self
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held")
            .field("date", &self.date)
            .field("position", &self.position)
            .field("place", &self.place)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.area {
            Some(area) => write!(f, "{} ({area})", self.work_location),
            None => f.write_str(&self.work_location),
        }
    }
}

/// Everything held of the days that a schedule speaks of, and how many others are where.
#[derive(Default)]
pub(crate) struct HeldDays {
    others: Occupancy,
    days: HashMap<Arc<str>, HashMap<Date, Vec<Held>>>,
}

impl HeldDays {
    /// Keeps what falls on a person and day that the entries speak of, and counts the rest.
    pub(crate) fn of(entries: &[Entry], held: impl IntoIterator<Item = Held>) -> Self {
        let mut days = Self::awaiting(entries);
        for held in held {
            days.add(held);
        }
        days
    }

    /// The days that the entries speak of, still empty.
    pub(crate) fn awaiting(entries: &[Entry]) -> Self {
        let mut days: HashMap<Arc<str>, HashMap<Date, Vec<Held>>> = HashMap::new();
        for entry in entries {
            let person = match days.get_mut(entry.login()) {
                Some(person) => person,
                None => days.entry(entry.login().into()).or_default(),
            };
            person.entry(entry.date()).or_default();
        }
        Self {
            others: Occupancy::default(),
            days,
        }
    }

    pub(crate) fn add(&mut self, held: Held) {
        let person = self.days.get_mut(&*held.login);
        match person.and_then(|person| person.get_mut(&held.date)) {
            Some(day) => day.push(held),
            None => {
                for half in HalfDay::of(&held.position) {
                    self.others.count(&held, *half);
                }
            }
        }
    }

    /// Who is where and stays there: everybody on the half days that the entries do not speak of.
    pub(crate) fn staying(mut self, entries: &[Entry]) -> Occupancy {
        let mut spoken_of: HashMap<(&str, Date), [bool; 2]> = HashMap::new();
        for entry in entries {
            let day = spoken_of.entry((entry.login(), entry.date())).or_default();
            for half in HalfDay::of(entry.position()) {
                if let Some(slot) = day.get_mut(*half as usize) {
                    *slot = true;
                }
            }
        }
        for held in self.days.values().flat_map(HashMap::values).flatten() {
            let day = spoken_of
                .get(&(&*held.login, held.date))
                .copied()
                .unwrap_or_default();
            for half in HalfDay::of(&held.position) {
                if day.get(*half as usize) == Some(&false) {
                    self.others.count(held, *half);
                }
            }
        }
        self.others
    }

    pub(crate) fn on(&self, login: &str, date: Date) -> &[Held] {
        let day = self.days.get(login).and_then(|person| person.get(&date));
        day.map(Vec::as_slice).unwrap_or_default()
    }
}

/// What is held on one half of one person's day.
pub(crate) fn on_half(day: &[Held], half: HalfDay) -> impl Iterator<Item = &Held> {
    day.iter()
        .filter(move |held| HalfDay::of(&held.position).contains(&half))
}

/// Whether a half day is exactly as wanted: at this one place, or empty.
pub(crate) fn is_so(day: &[Held], half: HalfDay, wanted: Option<&Place>) -> bool {
    let mut there = on_half(day, half);
    match (there.next(), wanted) {
        (None, None) => true,
        (Some(held), Some(place)) => held.place.as_ref() == Some(place) && there.next().is_none(),
        _ => false,
    }
}
