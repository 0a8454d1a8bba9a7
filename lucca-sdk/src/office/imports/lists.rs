//! What Lucca knows, read for checks, plans and reconciliations.

use std::collections::HashMap;
use std::num::NonZeroU64;
use std::sync::Arc;

use super::Imports;
use crate::Error;
use crate::generated::office::types::{UserLocation, UserLocationStatus};
use crate::schedule::{Directory, Held, HeldDays, KnownUser, KnownWorkLocation, Schedule};

impl Imports {
    /// All users, former ones included, and all work locations, active or not.
    pub(super) async fn directory(&self) -> Result<Directory, Error> {
        let mut directory = Directory::known();
        let users = crate::generated::users::Client::from_transport(self.transport.clone());
        let mut offset = 0;
        loop {
            let page = users
                .list_users()
                .fields("id,login,dtContractStart,dtContractEnd")
                .former_employees(true)
                .order_by("id,asc")
                .paging(format!("{offset},1000"))
                .send()
                .await
                .map_err(|error| Error::from_generated("get-users", error))?
                .into_inner();
            let items = page.data.and_then(|data| data.items).unwrap_or_default();
            let count = items.len();
            for user in &items {
                if let Some(user) = KnownUser::of(user) {
                    directory.add_user(user);
                }
            }
            offset += count;
            if count < 1000 {
                break;
            }
        }
        let office = self.office();
        for page in 1.. {
            let items = office
                .get_office_api_work_locations()
                .page(NonZeroU64::new(page).unwrap_or(NonZeroU64::MIN))
                .limit(NonZeroU64::new(1000).unwrap_or(NonZeroU64::MIN))
                .send()
                .await
                .map_err(|error| Error::from_generated("get-office-api-work-locations", error))?
                .into_inner()
                .items;
            let count = items.len();
            for location in &items {
                if let Some(location) = KnownWorkLocation::of(location) {
                    directory.add_work_location(location);
                }
            }
            if count < 1000 {
                break;
            }
        }
        Ok(directory)
    }

    /// What is held of the persons and days of a schedule.
    pub(super) async fn held(
        &self,
        schedule: &Schedule,
        directory: &Directory,
    ) -> Result<HeldDays, Error> {
        let mut held = HeldDays::awaiting(schedule.entries());
        let Some((_first, _last)) = schedule.days() else {
            return Ok(held);
        };
        let names = Names::of(directory);
        let office = self.office();
        for page in 1.. {
            let items = office
                .get_office_api_user_locations()
                .page(NonZeroU64::new(page).unwrap_or(NonZeroU64::MIN))
                .limit(NonZeroU64::new(1000).unwrap_or(NonZeroU64::MIN))
                .send()
                .await
                .map_err(|error| Error::from_generated("get-office-api-user-locations", error))?
                .into_inner()
                .items;
            let count = items.len();
            for row in items.iter().filter_map(|row| names.held(row)) {
                held.add(row);
            }
            if count < 1000 {
                break;
            }
        }
        Ok(held)
    }
}

/// The names behind the ids of user locations.
struct Names<'d> {
    logins: HashMap<i64, &'d Arc<str>>,
    work_locations: HashMap<i64, &'d KnownWorkLocation>,
}

impl<'d> Names<'d> {
    fn of(directory: &'d Directory) -> Self {
        let users = directory.users().into_iter().flat_map(HashMap::values);
        let locations = directory.nameable_work_locations();
        Self {
            logins: users
                .filter_map(|user| Some((user.id?, &user.login)))
                .collect(),
            work_locations: locations
                .filter_map(|location| Some((location.id?, location)))
                .collect(),
        }
    }

    /// A row in the words of an import; `None` for what is nobody's place, or no known person's.
    fn held(&self, row: &UserLocation) -> Option<Held> {
        if matches!(
            row.status,
            Some(UserLocationStatus::Deleted | UserLocationStatus::Denied)
        ) {
            return None;
        }
        let login = Arc::clone(self.logins.get(&row.owner_id?)?);
        let (date, position) = (row.date?, row.position.clone()?);
        let location = row
            .work_location_id
            .and_then(|id| self.work_locations.get(&id));
        let area = row.area_id.map(|id| {
            let areas = location
                .map(|location| location.areas.as_slice())
                .unwrap_or_default();
            areas
                .iter()
                .find(|area| area.id == Some(id))
                .map(|area| &area.name)
        });
        let held = match (location, area) {
            (Some(location), None) => Held::new(login, date, position, location.name.clone()),
            (Some(location), Some(Some(area))) => {
                Held::new(login, date, position, location.name.clone()).with_area(area.clone())
            }
            _ => Held::nowhere_known(login, date, position),
        };
        Some(match &row.status {
            Some(status) => held.with_status(status.as_str()),
            None => held,
        })
    }
}
