//! A presence by place and by team.

use std::collections::BTreeMap;

use super::Presence;
use super::day::Stay;
use super::person::Person;
use super::place::Place;

/// What makes a team.
///
/// ```no_run
/// use lucca_sdk::office::presence::TeamBy;
///
/// # fn example(presence: lucca_sdk::office::presence::Presence) {
/// let departments = presence.by_team(TeamBy::Department).count();
/// let managers = presence.by_team(TeamBy::Manager).count();
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TeamBy {
    /// Those of one department.
    Department,
    /// Those who report to one manager.
    Manager,
}

/// A place, and who is there when.
///
/// ```no_run
/// # fn example(presence: lucca_sdk::office::presence::Presence) {
/// for group in presence.by_place() {
///     for stay in group.stays() {
///         println!("{:?}: {} {:?}", group.place().name(), stay.date(), stay.person().name());
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PlaceGroup<'a> {
    place: Place<'a>,
    stays: Vec<Stay<'a>>,
}

impl<'a> PlaceGroup<'a> {
    /// The place.
    ///
    /// ```no_run
    /// # fn example(group: &lucca_sdk::office::presence::PlaceGroup<'_>) {
    /// let place = group.place();
    /// # }
    /// ```
    pub fn place(&self) -> Place<'a> {
        self.place
    }

    /// The stays there, by day and person.
    ///
    /// ```no_run
    /// # fn example(group: &lucca_sdk::office::presence::PlaceGroup<'_>) {
    /// let stays = group.stays();
    /// # }
    /// ```
    pub fn stays(&self) -> &[Stay<'a>] {
        &self.stays
    }
}

/// A team, and where its people are.
///
/// ```no_run
/// use lucca_sdk::office::presence::Team;
///
/// # fn example(team: Team<'_>) {
/// println!("{:?} {:?}: {} people", team.id(), team.name(), team.people().len());
/// for stay in team.stays() {
///     println!("{:?} at {:?}", stay.person().name(), stay.place().name());
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Team<'a> {
    id: Option<i64>,
    name: Option<&'a str>,
    people: Vec<&'a Person>,
    stays: Vec<Stay<'a>>,
}

impl<'a> Team<'a> {
    /// The id of the department or the manager; `None` for those without one.
    ///
    /// ```no_run
    /// # fn example(team: &lucca_sdk::office::presence::Team<'_>) {
    /// let id = team.id();
    /// # }
    /// ```
    pub fn id(&self) -> Option<i64> {
        self.id
    }

    /// The name of the department or the manager.
    ///
    /// ```no_run
    /// # fn example(team: &lucca_sdk::office::presence::Team<'_>) {
    /// let name = team.name();
    /// # }
    /// ```
    pub fn name(&self) -> Option<&'a str> {
        self.name
    }

    /// The people, by name.
    ///
    /// ```no_run
    /// # fn example(team: &lucca_sdk::office::presence::Team<'_>) {
    /// let people = team.people();
    /// # }
    /// ```
    pub fn people(&self) -> &[&'a Person] {
        &self.people
    }

    /// Their stays, by day and person.
    ///
    /// ```no_run
    /// # fn example(team: &lucca_sdk::office::presence::Team<'_>) {
    /// let stays = team.stays();
    /// # }
    /// ```
    pub fn stays(&self) -> &[Stay<'a>] {
        &self.stays
    }
}

impl std::fmt::Debug for Team<'_> {
    /// Prints no name: it may be a manager's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Team")
            .field("id", &self.id)
            .field("people", &self.people)
            .field("stays", &self.stays)
            .finish_non_exhaustive()
    }
}

impl Presence {
    /// The stays by place, in the order of the places' names; those without a name last.
    ///
    /// ```no_run
    /// # fn example(presence: lucca_sdk::office::presence::Presence) {
    /// for group in presence.by_place() {
    ///     println!("{:?}: {} stays", group.place().name(), group.stays().len());
    /// }
    /// # }
    /// ```
    pub fn by_place(&self) -> impl Iterator<Item = PlaceGroup<'_>> {
        let mut groups = BTreeMap::new();
        for stay in self.stays() {
            let place = stay.place();
            let key = (
                place.name().is_none(),
                place.name(),
                place.location_id(),
                place.area_name(),
                place.area_id(),
            );
            groups
                .entry(key)
                .or_insert_with(|| PlaceGroup {
                    place,
                    stays: Vec::new(),
                })
                .stays
                .push(stay);
        }
        groups.into_values()
    }

    /// Everybody by team, in the order of the teams' names; those without a team last.
    ///
    /// ```no_run
    /// use lucca_sdk::office::presence::TeamBy;
    ///
    /// # fn example(presence: lucca_sdk::office::presence::Presence) {
    /// for team in presence.by_team(TeamBy::Department) {
    ///     println!("{:?}: {} people", team.name(), team.people().len());
    /// }
    /// # }
    /// ```
    pub fn by_team(&self, by: TeamBy) -> impl Iterator<Item = Team<'_>> {
        let mut ids = BTreeMap::new();
        let mut team_of = Vec::new();
        for person in &self.people {
            let (id, name) = membership(person, by);
            let number = ids.len();
            let (number, known) = ids.entry(id).or_insert((number, name));
            *known = known.or(name);
            team_of.push(*number);
        }
        let mut teams: Vec<Team<'_>> = Vec::new();
        let mut by_number: Vec<_> = ids.into_iter().collect();
        by_number.sort_unstable_by_key(|(_, (number, _))| *number);
        teams.extend(by_number.into_iter().map(|(id, (_, name))| Team {
            id,
            name,
            people: Vec::new(),
            stays: Vec::new(),
        }));
        for (person, team) in self.people.iter().zip(&team_of) {
            if let Some(team) = teams.get_mut(*team) {
                team.people.push(person);
            }
        }
        for record in &self.stays {
            let team = team_of.get(record.person).copied();
            if let Some(team) = team.and_then(|team| teams.get_mut(team)) {
                team.stays.push(Stay::new(self, record));
            }
        }
        teams.sort_by_key(|team| (team.id.is_none(), team.name.is_none(), team.name, team.id));
        teams.into_iter()
    }
}

fn membership(person: &Person, by: TeamBy) -> (Option<i64>, Option<&str>) {
    let Some(user) = person.user() else {
        return (None, None);
    };
    match by {
        TeamBy::Department => {
            let department = user.department.as_ref();
            (
                user.department_id.or(department.and_then(|it| it.id)),
                department.and_then(|it| it.name.as_deref()),
            )
        }
        TeamBy::Manager => {
            let manager = user.manager.as_ref();
            (
                user.manager_id.or(manager.and_then(|it| it.id)),
                manager.and_then(|it| it.name.as_deref()),
            )
        }
    }
}
