//! Three lists into one picture, without asking anybody.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::Presence;
use super::gap::{Gap, Unplaced, UnplacedReason};
use super::people::{Person, arrange};
use super::place::Locations;
use super::stay::StayRecord;
use crate::Error;
use crate::error::DecodeFailure;
use crate::office::lists::reversed;
use crate::office::{UserLocation, UserLocationStatus, WorkLocation};
use crate::users::User;

/// So many user locations of which none can be placed are not exceptions: the server
/// writes them in a way that is not understood, and an empty presence would be wrong.
const MANY: usize = 10;

/// The operation whose rows those are.
const USER_LOCATIONS: &str = "get-office-api-user-locations";

/// Which user locations count, by their status.
///
/// ```
/// use lucca_sdk::office::{UserLocation, UserLocationStatus};
/// use lucca_sdk::office::presence::Counting;
///
/// let pending: UserLocation = serde_json::from_str(r#"{"id": 501, "status": "Pending"}"#)?;
/// let gone: UserLocation = serde_json::from_str(
///     r#"{"id": 502, "status": "Approved", "deletedAt": "2025-09-12T08:30:00Z"}"#,
/// )?;
/// let settled = Counting::only([UserLocationStatus::Approved, UserLocationStatus::Confirmed]);
/// assert!(Counting::default().counts(&pending) && !settled.counts(&pending));
/// assert!(!Counting::default().counts(&gone) && !settled.counts(&gone));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counting(Option<BTreeSet<UserLocationStatus>>);

impl Counting {
    /// Those in one of these statuses. One without a status does not count, and is
    /// [told](UnplacedReason::NoStatus).
    pub fn only(statuses: impl IntoIterator<Item = UserLocationStatus>) -> Self {
        Self(Some(statuses.into_iter().collect()))
    }

    /// Whether this user location counts. By default all do but those that are `Deleted`,
    /// or `Denied`, so that a status that this version does not know counts. One with a
    /// `deletedAt` is `Deleted`, whatever its status says.
    pub fn counts(&self, row: &UserLocation) -> bool {
        const DELETED: &UserLocationStatus = &UserLocationStatus::Deleted;
        let status = row
            .deleted_at
            .map_or(row.status.as_ref(), |_| Some(DELETED));
        match &self.0 {
            Some(statuses) => status.is_some_and(|status| statuses.contains(status)),
            None => !matches!(
                status,
                Some(UserLocationStatus::Deleted | UserLocationStatus::Denied)
            ),
        }
    }

    fn cannot_tell(&self, row: &UserLocation) -> bool {
        self.0.is_some() && row.status.is_none() && row.deleted_at.is_none()
    }
}

impl Presence {
    /// Joins lists that are there already; [`OfficeApi::presence`] fetches them.
    ///
    /// User locations of other days are left out, and so are those that do not count.
    /// `users` are those who work here: one without an end of contract is taken as
    /// employed. Where an id comes twice in `users` or `work_locations`, the first is kept.
    ///
    /// ```
    /// use lucca_sdk::office::presence::{Counting, Presence};
    /// use lucca_sdk::office::{UserLocation, WorkLocation};
    /// use lucca_sdk::users::User;
    ///
    /// let users: Vec<User> = serde_json::from_str(r#"[{"id": 416, "name": "Ada Martin"}]"#)?;
    /// let places: Vec<WorkLocation> =
    ///     serde_json::from_str(r#"[{"id": 2, "name": "Home", "type": "RemoteWork"}]"#)?;
    /// let rows: Vec<UserLocation> = serde_json::from_str(
    ///     r#"[{"id": 501, "ownerId": 416, "workLocationId": 2, "date": "2025-09-15",
    ///          "position": "FullDay", "status": "Approved"}]"#,
    /// )?;
    /// let monday = jiff::civil::date(2025, 9, 15);
    /// let presence =
    ///     Presence::join(monday..=monday, users, places, rows, &Counting::default())?;
    /// let stay = presence.stays().next().ok_or("nobody is anywhere")?;
    /// assert_eq!(stay.person().label(), "Ada Martin");
    /// assert_eq!(stay.place().to_string(), "Home");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - [`Error::is_invalid_input`] when the range is reversed;
    /// - [`Error::is_decode`] when there are many user locations, ten or more, and not one
    ///   of them can be placed.
    ///
    /// [`OfficeApi::presence`]: crate::office::OfficeApi::presence
    pub fn join(
        days: RangeInclusive<Date>,
        users: impl IntoIterator<Item = User>,
        work_locations: impl IntoIterator<Item = WorkLocation>,
        user_locations: impl IntoIterator<Item = UserLocation>,
        counting: &Counting,
    ) -> Result<Self, Error> {
        let mut placing = Placing::new(days, counting.clone())?;
        user_locations.into_iter().for_each(|row| placing.add(row));
        placing.join(users, [], work_locations)
    }
}

/// User locations, sorted as they arrive into those that can be placed and those that
/// cannot. Those of other days are forgotten.
pub(super) struct Placing {
    days: RangeInclusive<Date>,
    counting: Counting,
    rows: Vec<UserLocation>,
    stays: Vec<StayRecord>,
    unplaced: Vec<Unplaced>,
    /// How many those are, by what they lack.
    lost: BTreeMap<UnplacedReason, usize>,
    /// How many of other days could be placed.
    elsewhere: usize,
    /// How many of other days could not, by what they lack.
    lost_elsewhere: BTreeMap<UnplacedReason, usize>,
    /// How many could not even be read.
    pub(super) unreadable: usize,
}

impl Placing {
    pub(super) fn new(days: RangeInclusive<Date>, counting: Counting) -> Result<Self, Error> {
        if days.is_empty() {
            return Err(Error::invalid_input("days", reversed(&days)));
        }
        Ok(Self {
            days,
            counting,
            rows: Vec::new(),
            stays: Vec::new(),
            unplaced: Vec::new(),
            lost: BTreeMap::new(),
            elsewhere: 0,
            lost_elsewhere: BTreeMap::new(),
            unreadable: 0,
        })
    }

    pub(super) fn add(&mut self, row: UserLocation) {
        let cannot_tell = self.counting.cannot_tell(&row);
        if !cannot_tell && !self.counting.counts(&row) {
            return;
        }
        let asked = row.date.is_none_or(|date| self.days.contains(&date));
        let record = StayRecord::of(&row, self.rows.len()).and_then(|record| match cannot_tell {
            true => Err(UnplacedReason::NoStatus),
            false => Ok(record),
        });
        match (record, asked) {
            (Ok(record), true) => {
                self.stays.push(record);
                self.rows.push(row);
            }
            (Err(reason), true) => {
                *self.lost.entry(reason).or_default() += 1;
                let user_location = row;
                self.unplaced.push(Unplaced {
                    user_location,
                    reason,
                });
            }
            (Ok(_), false) => self.elsewhere += 1,
            (Err(reason), false) => *self.lost_elsewhere.entry(reason).or_default() += 1,
        }
    }

    /// The owners of what can be placed who are not among `users`. An id below 1 would be
    /// refused, and is nobody's.
    pub(super) fn missing_owners(&self, users: &[User]) -> BTreeSet<i64> {
        let known: HashSet<i64> = users.iter().map(|user| user.id).collect();
        let owners = self.stays.iter().map(|stay| stay.owner);
        let missing = owners.filter(|owner| *owner > 0 && !known.contains(owner));
        missing.collect()
    }

    /// `users` are those who work here, `found` those of whom nothing but a name is known.
    pub(super) fn join(
        self,
        users: impl IntoIterator<Item = User>,
        found: impl IntoIterator<Item = User>,
        work_locations: impl IntoIterator<Item = WorkLocation>,
    ) -> Result<Presence, Error> {
        self.check()?;
        let people = self.people(users, found);
        let index: HashMap<i64, usize> = people.iter().map(Person::id).zip(0..).collect();
        let mut stays = self.stays;
        for stay in &mut stays {
            // Every owner is among the people.
            stay.person = index[&stay.owner];
        }
        stays.sort_unstable();
        let locations = Locations::new(work_locations);
        let lost = self.lost.into_iter();
        let mut presence = Presence {
            days: self.days,
            people,
            locations,
            rows: self.rows,
            stays,
            unplaced: self.unplaced,
            bad_rows: Vec::new(),
            gaps: lost
                .map(|(reason, rows)| Gap::Unplaced { reason, rows })
                .collect(),
        };
        presence.tell_what_is_unknown();
        Ok(presence)
    }

    /// Refuses an empty presence made of rows that are not understood. Rows of other days
    /// count as well: if those can be placed, undated and unreadable ones are exceptions,
    /// and the days that were asked for are empty.
    fn check(&self) -> Result<(), Error> {
        let mut lost = self.lost.clone();
        let unreadable = if self.elsewhere > 0 {
            lost.remove(&UnplacedReason::NoDate);
            0
        } else {
            for (reason, rows) in &self.lost_elsewhere {
                *lost.entry(*reason).or_default() += rows;
            }
            self.unreadable
        };
        let rows = lost.values().sum::<usize>() + unreadable;
        if !self.stays.is_empty() || rows < MANY {
            return Ok(());
        }
        let mut reason = format!("none of {rows} user locations can be placed");
        for (what, rows) in lost {
            reason += &format!(", {rows} have {what}");
        }
        if unreadable > 0 {
            reason += &format!(", {unreadable} could not be read");
        }
        Err(Error::decode(
            USER_LOCATIONS,
            DecodeFailure::because(reason),
        ))
    }

    /// Everybody who has a contract on one of the days or a stay, in order.
    fn people(
        &self,
        users: impl IntoIterator<Item = User>,
        found: impl IntoIterator<Item = User>,
    ) -> Vec<Person> {
        let owners: HashSet<i64> = self.stays.iter().map(|stay| stay.owner).collect();
        let mut people: HashMap<i64, Person> = HashMap::new();
        let mut add = |id, user, current| {
            let person = Person::new(id, user, current);
            if owners.contains(&id) || person.is_employed_in(self.days.clone()) {
                people.entry(id).or_insert(person);
            }
        };
        for user in users {
            add(user.id, Some(user), true);
        }
        for user in found {
            add(user.id, Some(user), false);
        }
        for owner in &owners {
            add(*owner, None, false);
        }
        let mut people: Vec<Person> = people.into_values().collect();
        arrange(&mut people);
        people
    }
}

impl Presence {
    pub(super) fn tell(&mut self, is_so: bool, gap: Gap) {
        self.gaps.extend(is_so.then_some(gap));
    }

    fn tell_what_is_unknown(&mut self) {
        let of = self.people.iter().filter(|it| it.current).count();
        let people = self.people.iter().filter(|it| it.lacks_contract_dates());
        let people = people.count();
        self.tell(people > 0, Gap::NoContractDates { people, of });
        let people = self.people.iter().filter(|it| it.user().is_none()).count();
        self.tell(people > 0, Gap::UnknownPeople { people });
        let stays = self.stays().filter(|it| !it.place().is_known()).count();
        self.tell(stays > 0, Gap::UnknownPlaces { stays });
    }
}
