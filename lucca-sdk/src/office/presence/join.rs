//! Three lists into one picture, without asking anybody.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::gap::{Gap, Unplaced, UnplacedReason};
use super::people::{Person, arrange};
use super::place::Locations;
use super::{Half, Presence};
use crate::Error;
use crate::error::DecodeFailure;
use crate::office::user_locations::reversed;
use crate::office::{UserLocation, UserLocationStatus, WorkLocation};
use crate::users::User;

/// So many user locations of which none can be placed are no odd rows: the server writes
/// them in a way that is not understood, and an empty board would be a wrong answer.
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

/// A user location that counts, by the indices of what it joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct StayRecord {
    pub(super) date: Date,
    pub(super) person: usize,
    /// So ordered that a morning comes before an afternoon.
    pub(super) halves: &'static [Half],
    pub(super) location_id: i64,
    pub(super) area_id: Option<i64>,
    pub(super) row: usize,
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
    unplaced: Vec<Unplaced>,
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
            return Err(reversed("days", &days));
        }
        Ok(Self {
            days,
            counting,
            rows: Vec::new(),
            unplaced: Vec::new(),
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
        let placed = match placed(&row) {
            Err(reason) => Err(reason),
            Ok(_) if cannot_tell => Err(UnplacedReason::NoStatus),
            Ok(_) => Ok(()),
        };
        let wanted = row.date.is_none_or(|date| self.days.contains(&date));
        match (placed, wanted) {
            (Ok(()), true) => self.rows.push(row),
            (Ok(()), false) => self.elsewhere += 1,
            (Err(reason), true) => self.unplaced.push(Unplaced { row, reason }),
            (Err(reason), false) => *self.lost_elsewhere.entry(reason).or_default() += 1,
        }
    }

    /// The owners of what can be placed who are not among `users`.
    pub(super) fn missing_owners(&self, users: &[User]) -> BTreeSet<i64> {
        let known: HashSet<i64> = users.iter().map(|user| user.id).collect();
        let owners = self.rows.iter().filter_map(|row| row.owner_id);
        owners.filter(|owner| !known.contains(owner)).collect()
    }

    /// `users` are those who work here, `found` those of whom nothing but a name is known.
    pub(super) fn join(
        self,
        users: impl IntoIterator<Item = User>,
        found: impl IntoIterator<Item = User>,
        work_locations: impl IntoIterator<Item = WorkLocation>,
    ) -> Result<Presence, Error> {
        let lost = self.lost();
        self.check(lost.clone())?;
        let people = self.people(users, found);
        let index: HashMap<i64, usize> = (0..)
            .zip(&people)
            .map(|(number, person)| (person.id(), number))
            .collect();
        let mut stays: Vec<StayRecord> = (0..)
            .zip(&self.rows)
            .filter_map(|(row, location)| {
                let placed = placed(location).ok()?;
                Some(StayRecord {
                    date: placed.date,
                    person: *index.get(&placed.owner)?,
                    halves: placed.halves,
                    location_id: placed.location,
                    area_id: location.area_id,
                    row,
                })
            })
            .collect();
        stays.sort_unstable();
        let (locations, unidentified) = Locations::new(work_locations);
        let gaps = lost
            .into_iter()
            .map(|(reason, rows)| Gap::Unplaced { reason, rows });
        let mut presence = Presence {
            days: self.days,
            people,
            locations,
            rows: self.rows,
            stays,
            unplaced: self.unplaced,
            bad_rows: Vec::new(),
            gaps: gaps.collect(),
        };
        presence.tell(Gap::Unreadable {
            list: "work locations",
            rows: unidentified,
        });
        presence.tell_what_is_unknown();
        Ok(presence)
    }

    fn lost(&self) -> BTreeMap<UnplacedReason, usize> {
        let mut lost = BTreeMap::new();
        for unplaced in &self.unplaced {
            *lost.entry(unplaced.reason).or_default() += 1;
        }
        lost
    }

    /// Refuses to paint an empty board from rows that are not understood. Those of other
    /// days are witnesses: where they are understood, a few undated or unreadable ones are
    /// only odd.
    fn check(&self, mut lost: BTreeMap<UnplacedReason, usize>) -> Result<(), Error> {
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
        if !self.rows.is_empty() || rows < MANY {
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
        let owners: HashSet<i64> = self.rows.iter().filter_map(|row| row.owner_id).collect();
        let mut people: HashMap<i64, Person> = HashMap::new();
        let mut add = |id, user, current| {
            let person = Person::new(id, user, current);
            if owners.contains(&id) || person.is_employed_in(self.days.clone()) {
                people.entry(id).or_insert(person);
            }
        };
        users
            .into_iter()
            .for_each(|user| add(user.id, Some(user), true));
        found
            .into_iter()
            .for_each(|user| add(user.id, Some(user), false));
        owners.iter().for_each(|id| add(*id, None, false));
        let mut people: Vec<Person> = people.into_values().collect();
        arrange(&mut people);
        people
    }
}

impl Presence {
    /// Notes a gap, if it is one.
    pub(super) fn tell(&mut self, gap: Gap) {
        if gap.is_real() {
            self.gaps.push(gap);
        }
    }

    fn tell_what_is_unknown(&mut self) {
        let lacking = |wanted: fn(&Person) -> bool| {
            let people = self.people.iter().filter(|person| wanted(person));
            people.count()
        };
        let gaps = [
            Gap::NoContractDates {
                people: lacking(Person::lacks_contract_dates),
                of: lacking(Person::is_current),
            },
            Gap::UnknownPeople {
                people: lacking(|person| person.user().is_none()),
            },
            Gap::UnknownPlaces {
                stays: self.stays().filter(|it| !it.place().is_known()).count(),
            },
        ];
        gaps.into_iter().for_each(|gap| self.tell(gap));
    }
}

struct Placed {
    date: Date,
    owner: i64,
    location: i64,
    halves: &'static [Half],
}

fn placed(row: &UserLocation) -> Result<Placed, UnplacedReason> {
    let halves = row.position.as_ref().map(Half::of).unwrap_or_default();
    Ok(Placed {
        date: row.date.ok_or(UnplacedReason::NoDate)?,
        owner: row.owner_id.ok_or(UnplacedReason::NoOwner)?,
        location: row.work_location_id.ok_or(UnplacedReason::NoWorkLocation)?,
        halves: if halves.is_empty() {
            return Err(UnplacedReason::UnknownPosition);
        } else {
            halves
        },
    })
}
