//! The people of a presence, and what to call each.

use std::collections::HashMap;
use std::fmt;
use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::printable;
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
    pub(super) current: bool,
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
            let (start, end) = (user.contract_start(), user.contract_end());
            start.is_none_or(|start| start <= *days.end())
                && end.is_none_or(|end| end >= *days.start())
        })
    }

    pub(super) fn lacks_contract_dates(&self) -> bool {
        self.current
            && self.user().is_some_and(|user| {
                user.dt_contract_start.is_none() && user.dt_contract_end.is_none()
            })
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

pub(super) fn filled(text: Option<&str>) -> Option<&str> {
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
