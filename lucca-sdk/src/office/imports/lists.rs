//! What Lucca knows, read for checks, plans and reconciliations.

use std::collections::HashMap;
use std::sync::Arc;

use super::calls::Imports;
use crate::office::{UserLocation, UserLocationQuery, UserLocationStatus, WorkLocationQuery};
use crate::paging::{DriftPolicy, List};
use crate::schedule::{
    Directory, Findings, Held, HeldDays, KnownUser, KnownWorkLocation, Schedule,
};
use crate::users::{Field, UserQuery};
use crate::{Client, Error};

/// How often a list is read anew that changes while it is read.
const AGAIN: u32 = 3;

impl Imports {
    /// All users, former ones included, and all work locations, active or not.
    pub(super) async fn directory(&self) -> Result<Directory, Error> {
        let mut directory = Directory::known();
        // A row that slips past would be an unknown login here, and a lost half day in an undo: read again instead.
        let mut users = List::new(self.transport.clone(), UserQuery::default())
            .include_former()
            .fields([
                Field::Id,
                Field::Login,
                Field::Mail,
                Field::ContractStart,
                Field::ContractEnd,
            ])
            .on_drift(DriftPolicy::Again(AGAIN))
            .stream();
        let (mut seen, mut with_login) = (false, false);
        while let Some(user) = users.try_next().await? {
            seen = true;
            if let Some(user) = KnownUser::of(&user) {
                with_login = true;
                directory.add_user(user);
            }
        }
        if seen && !with_login {
            return Err(Error::import(
                "get-users",
                None,
                "the key's role may not see logins, by which imports find users",
            ));
        }
        let mut work_locations = List::new(self.transport.clone(), WorkLocationQuery::default())
            .on_drift(DriftPolicy::Again(AGAIN))
            .stream();
        while let Some(work_location) = work_locations.try_next().await? {
            if let Some(work_location) = KnownWorkLocation::of(&work_location) {
                directory.add_work_location(work_location);
            }
        }
        Ok(directory)
    }

    /// What is held of the persons and days of a schedule. Rows of others are dropped as they come.
    pub(super) async fn held(
        &self,
        schedule: &Schedule,
        directory: &Directory,
    ) -> Result<HeldDays, Error> {
        let mut held = HeldDays::awaiting(schedule.entries());
        let Some((first, last)) = schedule.days() else {
            return Ok(held);
        };
        let names = Names::of(directory);
        let mut rows = List::new(self.transport.clone(), UserLocationQuery::default())
            .dates(first..=last)
            .on_drift(DriftPolicy::Again(AGAIN))
            .stream();
        while let Some(row) = rows.try_next().await? {
            if let Some(row) = names.held(&row) {
                held.add(row);
            }
        }
        Ok(held)
    }
}

/// The names behind the ids of user locations.
struct Names<'d> {
    directory: &'d Directory,
    work_locations: HashMap<i64, &'d KnownWorkLocation>,
}

impl<'d> Names<'d> {
    fn of(directory: &'d Directory) -> Self {
        let locations = directory.nameable_work_locations();
        Self {
            directory,
            work_locations: locations
                .filter_map(|location| Some((location.id?, location)))
                .collect(),
        }
    }

    /// A row in the words of an import; `None` for what is nobody's place, or no known person's.
    fn held(&self, row: &UserLocation) -> Option<Held> {
        // A deleted row need not have the status of one.
        let is_gone = row.deleted_at.is_some();
        if is_gone
            || matches!(
                row.status,
                Some(UserLocationStatus::Deleted | UserLocationStatus::Denied)
            )
        {
            return None;
        }
        let login = Arc::clone(self.directory.login_of(row.owner_id?)?);
        let (date, position) = (row.date?, row.position.clone()?);
        let location = row
            .work_location_id
            .and_then(|id| self.work_locations.get(&id));
        let held = match location {
            Some(location) => {
                let held = Held::new(login, date, position, location.name.clone());
                match row.area_id.map(|id| location.nameable_area(id)) {
                    None => held,
                    Some(Some(area)) => held.with_area(area.clone()),
                    Some(None) => held.in_other_area(),
                }
            }
            None => Held::nowhere_known(login, date, position),
        };
        Some(match &row.status {
            Some(status) => held.with_status(status.as_str()),
            None => held,
        })
    }
}

impl Schedule {
    /// Checks every row against the users and work locations that Lucca lists. It only reads.
    ///
    /// What is checked is told at [`check_against`](Self::check_against). For the reading, the key needs to see users
    /// with their logins, and Office.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use lucca_sdk::schedule::Schedule;
    ///
    /// let findings = Schedule::read("week-39.csv")?.check(&client).await?;
    /// println!("{findings}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the calls. What is wrong with the schedule is no error but a finding.
    pub async fn check(&self, client: &Client) -> Result<Findings, Error> {
        let directory = client.office().imports().directory().await?;
        let mut resolved = self.clone();
        resolved.resolve(&directory);
        Ok(resolved.check_against(&directory))
    }
}
