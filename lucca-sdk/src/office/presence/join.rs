//! Three lists into one picture, without asking anybody.

use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::person::Person;
use super::place::Locations;
use super::{Half, Presence};
use crate::Error;
use crate::office::user_locations::reversed;
use crate::office::{Position, UserLocation, UserLocationStatus, WorkLocation};
use crate::paging::Drift;
use crate::users::User;

/// Which user locations count, by their status.
///
/// ```
/// use lucca_sdk::office::UserLocationStatus;
/// use lucca_sdk::office::presence::Counting;
///
/// let certain = Counting::only([UserLocationStatus::Approved, UserLocationStatus::Confirmed]);
/// assert!(!certain.counts(Some(&UserLocationStatus::Pending)));
/// assert!(Counting::default().counts(Some(&UserLocationStatus::Pending)));
/// assert!(!Counting::default().counts(Some(&UserLocationStatus::Denied)));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counting(Option<BTreeSet<UserLocationStatus>>);

impl Counting {
    /// Those in one of these statuses. One without a status does not count.
    ///
    /// ```
    /// use lucca_sdk::office::UserLocationStatus;
    /// use lucca_sdk::office::presence::Counting;
    ///
    /// let settled = Counting::only([UserLocationStatus::Approved, UserLocationStatus::Confirmed]);
    /// assert!(!settled.counts(Some(&UserLocationStatus::Pending)));
    /// ```
    pub fn only(statuses: impl IntoIterator<Item = UserLocationStatus>) -> Self {
        Self(Some(statuses.into_iter().collect()))
    }

    /// Whether a user location in this status counts. By default all do but `Deleted` and
    /// `Denied`, so that a status that this version does not know counts.
    ///
    /// ```
    /// use lucca_sdk::office::UserLocationStatus;
    /// use lucca_sdk::office::presence::Counting;
    ///
    /// assert!(!Counting::default().counts(Some(&UserLocationStatus::Denied)));
    /// ```
    pub fn counts(&self, status: Option<&UserLocationStatus>) -> bool {
        match &self.0 {
            Some(statuses) => status.is_some_and(|status| statuses.contains(status)),
            None => !matches!(
                status,
                Some(UserLocationStatus::Deleted | UserLocationStatus::Denied)
            ),
        }
    }
}

/// A user location that could not be put on a day.
///
/// ```no_run
/// use lucca_sdk::office::presence::UnplacedReason;
///
/// # fn example(presence: lucca_sdk::office::presence::Presence) {
/// for unplaced in presence.unplaced() {
///     let row = unplaced.user_location();
///     if unplaced.reason() == UnplacedReason::UnknownPosition {
///         println!("{:?}: which part of the day is {:?}?", row.id, row.position);
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Unplaced {
    row: UserLocation,
    reason: UnplacedReason,
}

/// Why a user location could not be put on a day. For an example see [`Unplaced`].
///
/// ```no_run
/// # fn example(presence: lucca_sdk::office::presence::Presence) {
/// for unplaced in presence.unplaced() {
///     if unplaced.reason() == lucca_sdk::office::presence::UnplacedReason::NoDate {
///         println!("{:?} has no date", unplaced.user_location().id);
///     }
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnplacedReason {
    /// It has no date.
    NoDate,
    /// It has no owner.
    NoOwner,
    /// It has no work location.
    NoWorkLocation,
    /// It has no position, or one that this version does not know.
    UnknownPosition,
}

impl Unplaced {
    /// The user location.
    ///
    /// ```no_run
    /// # fn example(unplaced: &lucca_sdk::office::presence::Unplaced) {
    /// let user_location = unplaced.user_location();
    /// # }
    /// ```
    pub fn user_location(&self) -> &UserLocation {
        &self.row
    }

    /// Why it could not be put on a day.
    ///
    /// ```no_run
    /// # fn example(unplaced: &lucca_sdk::office::presence::Unplaced) {
    /// let reason = unplaced.reason();
    /// # }
    /// ```
    pub fn reason(&self) -> UnplacedReason {
        self.reason
    }
}

/// A user location that counts, by the indices of what it joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct StayRecord {
    pub(super) date: Date,
    pub(super) person: usize,
    /// Which half it begins with, so that a morning sorts before an afternoon.
    pub(super) from: Half,
    pub(super) to: Half,
    pub(super) location_id: i64,
    pub(super) area_id: Option<i64>,
    pub(super) row: usize,
}

impl Presence {
    /// Joins lists that are there already; [`OfficeApi::presence`] fetches them.
    ///
    /// User locations of other days are left out, and so are those that do not count.
    /// `users` should hold those who have left too, so that their stays have names.
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
    /// assert_eq!(stay.person().name(), Some("Ada Martin"));
    /// assert_eq!(stay.place().name(), Some("Home"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_invalid_input`] when the range is reversed.
    ///
    /// [`OfficeApi::presence`]: crate::office::OfficeApi::presence
    pub fn join(
        days: RangeInclusive<Date>,
        users: impl IntoIterator<Item = User>,
        work_locations: impl IntoIterator<Item = WorkLocation>,
        user_locations: impl IntoIterator<Item = UserLocation>,
        counting: &Counting,
    ) -> Result<Self, Error> {
        check(&days)?;
        let mut rows = Vec::new();
        let mut unplaced = Vec::new();
        for row in user_locations {
            let elsewhen = row.date.is_some_and(|date| !days.contains(&date));
            if elsewhen || !counting.counts(row.status.as_ref()) {
                continue;
            }
            match placed(&row) {
                Ok(_) => rows.push(row),
                Err(reason) => unplaced.push(Unplaced { row, reason }),
            }
        }
        let (people, index) = people(&days, users, &rows);
        let mut stays: Vec<StayRecord> = rows
            .iter()
            .enumerate()
            .filter_map(|(number, row)| {
                let placed = placed(row).ok()?;
                Some(StayRecord {
                    date: placed.date,
                    person: *index.get(&placed.owner)?,
                    from: placed.from,
                    to: placed.to,
                    location_id: placed.location,
                    area_id: row.area_id,
                    row: number,
                })
            })
            .collect();
        stays.sort_unstable();
        Ok(Self {
            days,
            people,
            locations: Locations::new(work_locations),
            rows,
            stays,
            unplaced,
            bad_rows: Vec::new(),
            drift: Drift::default(),
        })
    }
}

/// Refuses a reversed range.
pub(super) fn check(days: &RangeInclusive<Date>) -> Result<(), Error> {
    if days.is_empty() {
        return Err(reversed("days", days));
    }
    Ok(())
}

struct Placed {
    date: Date,
    owner: i64,
    location: i64,
    from: Half,
    to: Half,
}

fn placed(row: &UserLocation) -> Result<Placed, UnplacedReason> {
    let (from, to) = match row.position {
        Some(Position::FullDay) => (Half::First, Half::Second),
        Some(Position::FirstHalf) => (Half::First, Half::First),
        Some(Position::SecondHalf) => (Half::Second, Half::Second),
        _ => return Err(UnplacedReason::UnknownPosition),
    };
    Ok(Placed {
        date: row.date.ok_or(UnplacedReason::NoDate)?,
        owner: row.owner_id.ok_or(UnplacedReason::NoOwner)?,
        location: row.work_location_id.ok_or(UnplacedReason::NoWorkLocation)?,
        from,
        to,
    })
}

/// Everybody who has a contract on one of the days or a stay, in order, and where each
/// is in it.
fn people(
    days: &RangeInclusive<Date>,
    users: impl IntoIterator<Item = User>,
    rows: &[UserLocation],
) -> (Vec<Person>, HashMap<i64, usize>) {
    let mut owners: BTreeSet<i64> = rows.iter().filter_map(|row| row.owner_id).collect();
    let mut people: HashMap<i64, Person> = HashMap::new();
    for user in users {
        let employed = user
            .contract_start()
            .is_none_or(|start| start <= *days.end())
            && user.contract_end().is_none_or(|end| end >= *days.start());
        if owners.remove(&user.id) || employed {
            people.insert(user.id, Person::known(user));
        }
    }
    let unknown = owners
        .into_iter()
        .filter(|id| !people.contains_key(id))
        .map(Person::unknown)
        .collect::<Vec<_>>();
    let mut people: Vec<Person> = people.into_values().chain(unknown).collect();
    people.sort_by_cached_key(Person::sort_key);
    let index = people
        .iter()
        .enumerate()
        .map(|(number, person)| (person.id(), number))
        .collect();
    (people, index)
}
