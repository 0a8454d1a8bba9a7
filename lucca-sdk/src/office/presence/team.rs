//! The people of a presence in teams.

use std::collections::HashMap;
use std::fmt;

use super::Presence;
use super::people::{Person, filled};
use super::stay::Stay;

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

impl TeamBy {
    /// The id and the name of the person's team.
    fn team_of(self, person: &Person) -> (Option<i64>, Option<&str>) {
        let Some(user) = person.user() else {
            return (None, None);
        };
        let (id, team) = match self {
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
            let (id, name) = by.team_of(person);
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
