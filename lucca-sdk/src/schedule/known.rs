//! Users and work locations as Lucca lists them, as far as an import is concerned.

use super::{KnownArea, KnownUser, KnownWorkLocation};
use crate::generated::office::types::{Area, WorkLocation};
use crate::generated::users::types::User;

impl KnownUser {
    /// A user as Lucca lists it; `None` without a login, by which imports find users.
    pub fn of(user: &User) -> Option<Self> {
        let known = Self::new(user.login.as_deref()?);
        Some(
            known
                .id(user.id)
                .contract(user.contract_start(), user.contract_end()),
        )
    }
}

impl KnownWorkLocation {
    /// A work location as Lucca lists it; `None` without a name, by which imports find work locations. One of which
    /// Lucca does not say whether it is active is taken to be.
    pub fn of(work_location: &WorkLocation) -> Option<Self> {
        let mut known = Self::new(work_location.name.as_deref()?);
        known.id = Some(work_location.id);
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
