//! The people of a presence, alone and in teams.

use std::collections::HashMap;
use std::fmt;
use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::day::Stay;
use super::{Presence, printable};
use crate::users::User;

/// A person: a user of the account, or the id of one that the lists of users do not hold,
/// because the user is gone or out of the reach of the key's role.
///
/// ```no_run
/// # fn example(presence: lucca_sdk::office::presence::Presence) {
/// for person in presence.people() {
///     let mail = person.user().and_then(|user| user.mail.as_deref());
///     println!("{} <{}>", person.label(), mail.unwrap_or("no mail"));
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Person {
    id: i64,
    user: Option<Box<User>>,
    label: String,
    /// Whether the user came from the list of those who work here. Of one that was looked
    /// up for a name alone nothing is known of a contract.
    current: bool,
}

impl Person {
    pub(super) fn new(id: i64, user: Option<User>, current: bool) -> Self {
        Self {
            id,
            user: user.map(Box::new),
            label: String::new(),
            current,
        }
    }

    /// The user's id.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// What to call the person where others are listed too: the name; where several people
    /// of the presence have the same, with the login or the id, `Ada Martin (amartin2)`.
    /// Without a name it is the login, else `user 416`.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The user, with the properties that presence asks for: names, login, mail, contract,
    /// legal entity, department, manager; of people who have left, names only. `None` if
    /// no list of users holds it.
    pub fn user(&self) -> Option<&User> {
        self.user.as_deref()
    }

    /// The name as the account displays it. `None` if it is not known.
    pub fn name(&self) -> Option<&str> {
        let user = self.user()?;
        [&user.display_name, &user.name, &user.last_name]
            .into_iter()
            .find_map(|name| filled(name.as_deref()))
    }

    fn login(&self) -> Option<&str> {
        filled(self.user()?.login.as_deref())
    }

    /// Whether the contract covers one of these days, an unknown end counting as open.
    pub(super) fn is_employed_in(&self, days: RangeInclusive<Date>) -> bool {
        let user = self.user().filter(|_| self.current);
        user.is_some_and(|user| {
            user.contract_start()
                .is_none_or(|start| start <= *days.end())
                && user.contract_end().is_none_or(|end| end >= *days.start())
        })
    }

    pub(super) fn lacks_contract_dates(&self) -> bool {
        self.current
            && self.user().is_some_and(|user| {
                user.dt_contract_start.is_none() && user.dt_contract_end.is_none()
            })
    }

    pub(super) fn is_current(&self) -> bool {
        self.current
    }

    fn team(&self, by: TeamBy) -> (Option<i64>, Option<&str>) {
        let Some(user) = self.user() else {
            return (None, None);
        };
        let (id, team) = match by {
            TeamBy::Department => {
                let team = user.department.as_ref();
                (user.department_id, team.map(|it| (it.id, &it.name)))
            }
            TeamBy::LegalEntity => {
                let team = user.legal_entity.as_ref();
                (user.legal_entity_id, team.map(|it| (it.id, &it.name)))
            }
            TeamBy::Manager => {
                let team = user.manager.as_ref();
                (user.manager_id, team.map(|it| (it.id, &it.name)))
            }
        };
        let (own_id, name) = team.unwrap_or((None, &None));
        (id.or(own_id), filled(name.as_deref()))
    }
}

impl fmt::Debug for Person {
    /// Prints the id only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("id", &self.id)
            .field("known", &self.user.is_some())
            .finish_non_exhaustive()
    }
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

/// Puts people in order, by name without regard to case, those without a name last, then by
/// id; and says what to call each.
pub(super) fn arrange(people: &mut [Person]) {
    people.sort_by_cached_key(|person| {
        let name = person.name().map(str::to_lowercase);
        (name.is_none(), name, person.id)
    });
    for person in people.iter_mut() {
        let name = person.name().or(person.login()).map(printable);
        person.label = name.unwrap_or_else(|| format!("user {}", person.id));
    }
    qualify(people, |person| person.login().map(printable));
    qualify(people, |person| Some(format!("user {}", person.id)));
}

/// Adds to each label that several people have.
fn qualify(people: &mut [Person], by: impl Fn(&Person) -> Option<String>) {
    let mut uses: HashMap<String, usize> = HashMap::new();
    for person in people.iter() {
        *uses.entry(person.label.clone()).or_default() += 1;
    }
    for person in people.iter_mut() {
        if uses.get(&person.label).is_some_and(|uses| *uses > 1)
            && let Some(addition) = by(person)
        {
            person.label = format!("{} ({addition})", person.label);
        }
    }
}

/// What makes a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TeamBy {
    /// Those of one department.
    Department,
    /// Those of one legal entity.
    LegalEntity,
    /// Those who report to one manager.
    Manager,
}

/// A team, and where its people are; see [`Presence::by_team`].
#[derive(Clone)]
#[non_exhaustive]
pub struct Team<'a> {
    /// The id of the department, legal entity or manager; `None` for those without one.
    pub id: Option<i64>,
    /// The name of the department, legal entity or manager.
    pub name: Option<&'a str>,
    /// The people, by name.
    pub people: Vec<&'a Person>,
    /// Their stays, by day and person.
    pub stays: Vec<Stay<'a>>,
}

impl fmt::Debug for Team<'_> {
    /// Prints no name: it may be a manager's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Team")
            .field("id", &self.id)
            .field("people", &self.people)
            .field("stays", &self.stays)
            .finish_non_exhaustive()
    }
}

impl Presence {
    /// Everybody by team, in the order of the teams' names; those without a team last.
    ///
    /// ```no_run
    /// use lucca_sdk::office::presence::TeamBy;
    ///
    /// # fn example(presence: lucca_sdk::office::presence::Presence) {
    /// for team in presence.by_team(TeamBy::Department) {
    ///     println!("{}: {} people", team.name.unwrap_or("others"), team.people.len());
    ///     for stay in team.stays {
    ///         println!("  {} {}: {}", stay.date(), stay.person().label(), stay.place());
    ///     }
    /// }
    /// # }
    /// ```
    pub fn by_team(&self, by: TeamBy) -> impl Iterator<Item = Team<'_>> {
        let mut teams: Vec<Team<'_>> = Vec::new();
        let mut numbers = HashMap::new();
        // By the number of the person.
        let mut team_of = Vec::with_capacity(self.people.len());
        for person in &self.people {
            let (id, name) = person.team(by);
            // A team that has no id is known by its name.
            let key = (id, name.filter(|_| id.is_none()));
            let number = *numbers.entry(key).or_insert(teams.len());
            if number == teams.len() {
                teams.push(Team {
                    id,
                    name,
                    people: Vec::new(),
                    stays: Vec::new(),
                });
            }
            team_of.push(number);
            if let Some(team) = teams.get_mut(number) {
                team.name = team.name.or(name);
                team.people.push(person);
            }
        }
        for record in &self.stays {
            let number = team_of.get(record.person);
            if let Some(team) = number.and_then(|number| teams.get_mut(*number)) {
                team.stays.push(Stay::new(self, record));
            }
        }
        teams.sort_by_key(|team| {
            let teamless = team.id.is_none() && team.name.is_none();
            (teamless, team.name.is_none(), team.name, team.id)
        });
        teams.into_iter()
    }
}
