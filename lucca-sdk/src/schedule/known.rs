//! Users and work locations as Lucca lists them, as far as an import is concerned.

use super::{KnownArea, KnownUser, KnownWorkLocation};
use crate::generated::office::types::{Area, WorkLocation};
use crate::generated::users::types::User;

/// The years by which Lucca says "open".
const OPEN_START: i16 = 1900;
const OPEN_END: i16 = 9999;

impl KnownUser {
    /// A user as Lucca lists it; `None` without a login, by which imports find users. Contract dates of 1900 and 9999
    /// mean that there is none.
    pub fn of(user: &User) -> Option<Self> {
        let login = user.login.as_deref()?;
        let start = user.dt_contract_start.map(|start| start.date());
        let end = user.dt_contract_end.map(|end| end.date());
        let known = Self::new(login).id(user.id).contract(
            start.filter(|start| start.year() > OPEN_START),
            end.filter(|end| end.year() < OPEN_END),
        );
        Some(known)
    }
}

impl KnownWorkLocation {
    /// A work location as Lucca lists it; `None` without a name, by which imports find work locations. One of which
    /// Lucca does not say whether it is active is taken to be.
    pub fn of(work_location: &WorkLocation) -> Option<Self> {
        let mut known = Self::new(work_location.name.as_deref()?);
        known.id = work_location.id;
        known.active = work_location.is_active.unwrap_or(true);
        if let Some(office) = &work_location.office {
            known.capacity = people(office.capacity);
            known.areas = office.areas.iter().filter_map(KnownArea::of).collect();
        }
        Some(known)
    }
}

impl KnownArea {
    fn of(area: &Area) -> Option<Self> {
        let mut known = Self::new(area.name.as_deref()?);
        known.id = area.id;
        known.capacity = people(area.capacity);
        Some(known)
    }
}

/// A capacity; one that is no number of people says nothing.
fn people(capacity: Option<i64>) -> Option<u32> {
    u32::try_from(capacity?).ok()
}
