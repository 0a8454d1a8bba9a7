//! The company that lives in the account: people, places, and who is where.

mod file;
mod user;
mod user_locations;
mod work_location;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::user::{DayOff, User, WorkCycle};
pub use self::user_locations::{Position, Status, UserLocation, UserLocations};
pub use self::work_location::{Area, Floor, Office, WorkLocation, WorkLocationType};

/// Something that has an id and a name and nothing else: a department, a legal entity, a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Named {
    /// The id, unique among things of its kind.
    pub id: u32,
    /// The name that people see.
    pub name: String,
}

/// A calendar of public holidays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Calendar {
    /// The id, unique among calendars.
    pub id: u32,
    /// The name that people see.
    pub name: String,
    /// The days on which nobody of this calendar works, in order.
    #[serde(default)]
    pub holidays: Vec<Date>,
}

/// A working pattern: which halves of which weekdays are worked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct WorkingPattern {
    /// The id that a user's work cycle points to.
    pub id: u32,
    /// The name that people see.
    pub name: String,
    /// Monday to Sunday: is the first, is the second half worked?
    pub week: [[bool; 2]; 7],
}

impl WorkingPattern {
    /// Which halves of `date` are worked under this pattern, public holidays aside.
    #[must_use]
    pub fn halves(&self, date: Date) -> [bool; 2] {
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
        self.week.get(weekday).copied().unwrap_or_default()
    }
}

/// A whole company, as it stands at one moment.
///
/// It comes from a seed ([`Sandbox::builder`](crate::Sandbox::builder)) or from a file
/// ([`Company::load`](Company::load)), and changes through imports only, like the real one. People are always in
/// the order of their ids.
#[derive(Clone, PartialEq)]
pub struct Company {
    pub(crate) today: Date,
    pub(crate) legal_entities: Vec<Named>,
    pub(crate) departments: Vec<Named>,
    pub(crate) roles: Vec<Named>,
    pub(crate) cultures: Vec<Named>,
    pub(crate) csps: Vec<Named>,
    pub(crate) calendars: Vec<Calendar>,
    pub(crate) working_patterns: Vec<WorkingPattern>,
    pub(crate) work_locations: Vec<WorkLocation>,
    pub(crate) users: Vec<User>,
    pub(crate) user_locations: UserLocations,
}

impl Company {
    /// The day that the company was made around.
    #[must_use]
    pub fn today(&self) -> Date {
        self.today
    }

    /// Everybody, former and future employees included, by id.
    #[must_use]
    pub fn users(&self) -> &[User] {
        &self.users
    }

    /// One person.
    #[must_use]
    pub fn user(&self, id: u32) -> Option<&User> {
        let index = self.users.binary_search_by_key(&id, |user| user.id).ok()?;
        self.users.get(index)
    }

    /// The person with this login, spelled exactly so.
    #[must_use]
    pub fn user_by_login(&self, login: &str) -> Option<&User> {
        self.users.iter().find(|user| user.login == login)
    }

    /// Every place where people can be, by id, inactive ones included.
    #[must_use]
    pub fn work_locations(&self) -> &[WorkLocation] {
        &self.work_locations
    }

    /// One place.
    #[must_use]
    pub fn work_location(&self, id: u32) -> Option<&WorkLocation> {
        self.work_locations
            .iter()
            .find(|location| location.id == id)
    }

    /// Who is where, deleted rows included, by id.
    #[must_use]
    pub fn user_locations(&self) -> &UserLocations {
        &self.user_locations
    }

    /// The departments, by id.
    #[must_use]
    pub fn departments(&self) -> &[Named] {
        &self.departments
    }

    /// The legal entities, by id.
    #[must_use]
    pub fn legal_entities(&self) -> &[Named] {
        &self.legal_entities
    }

    /// The roles, by id.
    #[must_use]
    pub fn roles(&self) -> &[Named] {
        &self.roles
    }

    /// The cultures, by id: a language and a country.
    #[must_use]
    pub fn cultures(&self) -> &[Named] {
        &self.cultures
    }

    /// The socio-professional categories (`csp`), by id.
    #[must_use]
    pub fn csps(&self) -> &[Named] {
        &self.csps
    }

    /// The calendars of public holidays, by id.
    #[must_use]
    pub fn calendars(&self) -> &[Calendar] {
        &self.calendars
    }

    /// The working patterns, by id.
    #[must_use]
    pub fn working_patterns(&self) -> &[WorkingPattern] {
        &self.working_patterns
    }

    /// Which halves of `date` this person works: the pattern of the day, without public holidays and days off.
    /// Nobody works outside of a contract.
    #[must_use]
    pub fn working_halves(&self, user: &User, date: Date) -> [bool; 2] {
        if !user.is_employed_on(date)
            || user
                .days_off
                .iter()
                .any(|off| off.from <= date && date <= off.to)
        {
            return [false, false];
        }
        let holiday = self.calendars.iter().any(|calendar| {
            calendar.id == user.calendar_id && calendar.holidays.binary_search(&date).is_ok()
        });
        if holiday {
            return [false, false];
        }
        user.working_pattern_on(date)
            .and_then(|id| {
                self.working_patterns
                    .iter()
                    .find(|pattern| pattern.id == id)
            })
            .map_or([false, false], |pattern| pattern.halves(date))
    }
}

impl std::fmt::Debug for Company {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Company")
            .field("today", &self.today)
            .field("users", &self.users.len())
            .field("work_locations", &self.work_locations.len())
            .field("user_locations", &self.user_locations.len())
            .finish_non_exhaustive()
    }
}

/// The name of the item with this id.
pub(crate) fn name_of(items: &[Named], id: u32) -> Option<&str> {
    let index = items.binary_search_by_key(&id, |item| item.id).ok()?;
    items.get(index).map(|item| item.name.as_str())
}
