//! What is known of a company: who works there, and where one can work.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use super::day::folded;
use crate::generated::office::types::{Area, WorkLocation};
use crate::generated::users::types::User;

/// What is known of a company, for checking schedules against it.
///
/// A list that was never given is not checked against: a directory with work locations alone checks their
/// names and leaves logins in peace.
///
/// ```
/// use jiff::civil::date;
/// use lucca_sdk::schedule::{Directory, KnownUser, KnownWorkLocation};
///
/// let directory = Directory::new()
///     .user(KnownUser::new("jdupont").contract(date(2014, 9, 1), None))
///     .user(KnownUser::new("pmartin").former())
///     .work_location(KnownWorkLocation::new("Paris").capacity(40).area("B1", Some(12)))
///     .work_location(KnownWorkLocation::new("Lille").inactive());
/// # let _ = directory;
/// ```
#[derive(Clone, Default)]
pub struct Directory {
    users: Option<Users>,
    work_locations: Option<Vec<KnownWorkLocation>>,
}

/// Every record of every user: somebody who was hired again may have several under one login.
#[derive(Clone, Default)]
struct Users {
    all: Vec<KnownUser>,
    by_id: HashMap<i64, u32>,
    /// By login, in lower case.
    by_login: HashMap<String, Vec<u32>>,
    by_mail: HashMap<String, u32>,
}

/// Who a login stands for on a day.
pub(super) enum Found<'d> {
    /// No user has the login, spelled so.
    Nobody,
    /// This one, or of several the one who is employed on the day, or who was last.
    One(&'d KnownUser),
    /// Several, of whom more than one is employed on the day.
    Several,
}

impl Directory {
    /// A directory that knows no list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a user. Several users may have one login: on each day, it stands for the one who is employed then.
    #[must_use]
    pub fn user(mut self, user: KnownUser) -> Self {
        self.add_user(user);
        self
    }

    /// Adds a work location.
    #[must_use]
    pub fn work_location(mut self, work_location: KnownWorkLocation) -> Self {
        self.add_work_location(work_location);
        self
    }

    /// Both lists, still empty: whatever is not added is unknown.
    pub(crate) fn known() -> Self {
        Self {
            users: Some(Users::default()),
            work_locations: Some(Vec::new()),
        }
    }

    pub(crate) fn add_user(&mut self, user: KnownUser) {
        let users = self.users.get_or_insert_default();
        let Ok(index) = u32::try_from(users.all.len()) else {
            return;
        };
        if let Some(id) = user.id {
            users.by_id.insert(id, index);
        }
        let same = users.by_login.entry(folded(&user.login)).or_default();
        same.push(index);
        if let Some(mail) = &user.mail {
            users.by_mail.insert(folded(mail), index);
        }
        users.all.push(user);
    }

    pub(crate) fn add_work_location(&mut self, work_location: KnownWorkLocation) {
        self.work_locations
            .get_or_insert_default()
            .push(work_location);
    }

    /// The login of the user with this id.
    pub(crate) fn login_of(&self, id: i64) -> Option<&Arc<str>> {
        let users = self.users.as_ref()?;
        let index = users.by_id.get(&id)?;
        Some(&users.all.get(*index as usize)?.login)
    }

    /// Who has the login, spelled so; `None` if users are not known at all.
    pub(super) fn find(&self, login: &str, date: Date) -> Option<Found<'_>> {
        let users = self.users.as_ref()?;
        let mut of_login = users.of_login(login).filter(|user| &*user.login == login);
        let Some(first) = of_login.next() else {
            return Some(Found::Nobody);
        };
        let rest: Vec<&KnownUser> = of_login.collect();
        if rest.is_empty() {
            return Some(Found::One(first));
        }
        let mut employed = std::iter::once(first)
            .chain(rest.iter().copied())
            .filter(|user| user.is_employed_on(date));
        match (employed.next(), employed.next()) {
            (Some(_), Some(_)) => Some(Found::Several),
            (Some(one), None) => Some(Found::One(one)),
            // Nobody: whoever was there last is the one meant.
            (None, _) => std::iter::once(first)
                .chain(rest)
                .max_by_key(|user| (!user.former, user.contract_end.is_none(), user.contract_end))
                .map(Found::One),
        }
    }

    /// Lucca's spelling of a login that it knows in one other spelling only.
    pub(super) fn other_spelling(&self, login: &str) -> Option<&Arc<str>> {
        let mut of_login = self.users.as_ref()?.of_login(login);
        let known = &of_login.next()?.login;
        let other = &**known != login && of_login.all(|user| user.login == *known);
        other.then_some(known)
    }

    /// The login of the user who has this mail.
    pub(super) fn login_of_mail(&self, mail: &str) -> Option<&str> {
        let users = self.users.as_ref()?;
        let index = users.by_mail.get(&folded(mail))?;
        Some(&users.all.get(*index as usize)?.login)
    }

    pub(super) fn logins(&self) -> impl Iterator<Item = &str> {
        let users = self.users.iter().flat_map(|users| &users.all);
        users.map(|user| &*user.login)
    }

    /// The work locations that their name stands for: active, and the only active one of the name.
    pub(crate) fn nameable_work_locations(&self) -> impl Iterator<Item = &KnownWorkLocation> {
        let list = self.work_locations.as_deref().unwrap_or_default();
        let mut active: HashMap<&str, usize> = HashMap::new();
        for location in list.iter().filter(|location| location.active) {
            *active.entry(&location.name).or_default() += 1;
        }
        list.iter()
            .filter(move |location| location.active && active.get(&*location.name) == Some(&1))
    }

    pub(super) fn work_locations(&self) -> Option<&[KnownWorkLocation]> {
        self.work_locations.as_deref()
    }
}

impl Users {
    /// All records whose login is this one but for the case of letters.
    fn of_login(&self, login: &str) -> impl Iterator<Item = &KnownUser> {
        let indices = self.by_login.get(&folded(login));
        indices
            .into_iter()
            .flatten()
            .filter_map(|index| self.all.get(*index as usize))
    }
}

impl fmt::Debug for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Directory")
            .field("users", &self.users.as_ref().map(|users| users.all.len()))
            .field(
                "work_locations",
                &self.work_locations.as_ref().map(Vec::len),
            )
            .finish()
    }
}

/// A user, as far as an import is concerned.
///
/// `Debug` leaves out the login and the mail.
#[derive(Clone)]
pub struct KnownUser {
    login: Arc<str>,
    mail: Option<Arc<str>>,
    id: Option<i64>,
    pub(super) contract_start: Option<Date>,
    pub(super) contract_end: Option<Date>,
    pub(super) former: bool,
}

impl KnownUser {
    /// A user with this login, of whose contract nothing is known.
    pub fn new(login: impl Into<Arc<str>>) -> Self {
        Self {
            login: login.into(),
            mail: None,
            id: None,
            contract_start: None,
            contract_end: None,
            former: false,
        }
    }

    /// A user as Lucca lists it; `None` without a login, by which imports find users.
    pub fn of(user: &User) -> Option<Self> {
        Some(Self {
            mail: user.mail.as_deref().map(Arc::from),
            ..Self::new(user.login.as_deref()?)
                .id(user.id)
                .contract(user.contract_start(), user.contract_end())
        })
    }

    /// Gives the user's id, by which user locations name their owner.
    #[must_use]
    pub fn id(mut self, id: i64) -> Self {
        self.id = Some(id);
        self
    }

    /// Gives the user's mail, which people write where a login belongs.
    #[must_use]
    pub fn mail(mut self, mail: impl Into<Arc<str>>) -> Self {
        self.mail = Some(mail.into());
        self
    }

    /// Gives the first day of the contract, and the last where there is one.
    #[must_use]
    pub fn contract(
        mut self,
        start: impl Into<Option<Date>>,
        end: impl Into<Option<Date>>,
    ) -> Self {
        self.contract_start = start.into();
        self.contract_end = end.into();
        self
    }

    /// Says that the user has left, for whoever knows no contract end.
    #[must_use]
    pub fn former(mut self) -> Self {
        self.former = true;
        self
    }

    fn is_employed_on(&self, date: Date) -> bool {
        !self.has_left_by(date) && self.contract_start.is_none_or(|start| start <= date)
    }

    /// Whether the contract ended before the date.
    pub(super) fn has_left_by(&self, date: Date) -> bool {
        self.contract_end.map_or(self.former, |end| end < date)
    }
}

impl fmt::Debug for KnownUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KnownUser")
            .field("id", &self.id)
            .field("former", &self.former)
            .finish_non_exhaustive()
    }
}

/// A work location, as far as an import is concerned: active, and of unlimited capacity unless said otherwise.
#[derive(Clone, Debug)]
pub struct KnownWorkLocation {
    pub(crate) name: Arc<str>,
    pub(crate) id: Option<i64>,
    pub(super) active: bool,
    pub(super) capacity: Option<u32>,
    pub(super) areas: Vec<KnownArea>,
}

impl KnownWorkLocation {
    /// A work location of this name, without areas.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            id: None,
            active: true,
            capacity: None,
            areas: Vec::new(),
        }
    }

    /// A work location as Lucca lists it; `None` without a name, by which imports find work locations. One of which
    /// Lucca does not say whether it is active is taken to be.
    pub fn of(work_location: &WorkLocation) -> Option<Self> {
        let mut known = Self::new(work_location.name.as_deref()?);
        known.id = Some(work_location.id);
        known.active = work_location.is_active.unwrap_or(true);
        if let Some(office) = &work_location.office {
            known.capacity = people(office.capacity);
            known.areas = office.areas.iter().filter_map(KnownArea::of).collect();
        }
        Some(known)
    }

    /// Gives the id, by which user locations name their work location.
    #[must_use]
    pub fn id(mut self, id: i64) -> Self {
        self.id = Some(id);
        self
    }

    /// Says that it is no longer active.
    #[must_use]
    pub fn inactive(mut self) -> Self {
        self.active = false;
        self
    }

    /// Says how many people it holds.
    #[must_use]
    pub fn capacity(mut self, people: u32) -> Self {
        self.capacity = Some(people);
        self
    }

    /// Adds an area, with the number of people that it holds where that is known.
    #[must_use]
    pub fn area(self, name: impl Into<Arc<str>>, capacity: impl Into<Option<u32>>) -> Self {
        self.with_area(KnownArea {
            name: name.into(),
            id: None,
            capacity: capacity.into(),
        })
    }

    /// Adds an area.
    #[must_use]
    pub fn with_area(mut self, area: KnownArea) -> Self {
        self.areas.push(area);
        self
    }

    /// The name of the area with this id, if it is the only one of that name.
    pub(crate) fn nameable_area(&self, id: i64) -> Option<&Arc<str>> {
        let area = self.areas.iter().find(|area| area.id == Some(id))?;
        (!self.is_ambiguous(&area.name)).then_some(&area.name)
    }

    /// Whether several areas have this name.
    pub(super) fn is_ambiguous(&self, area: &str) -> bool {
        self.areas
            .iter()
            .filter(|known| &*known.name == area)
            .count()
            > 1
    }
}

/// An area of a work location.
#[derive(Clone, Debug)]
pub struct KnownArea {
    pub(super) name: Arc<str>,
    id: Option<i64>,
    pub(super) capacity: Option<u32>,
}

impl KnownArea {
    /// An area of this name, of unlimited capacity.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            id: None,
            capacity: None,
        }
    }

    fn of(area: &Area) -> Option<Self> {
        let mut known = Self::new(area.name.as_deref()?);
        known.id = area.id;
        known.capacity = people(area.capacity);
        Some(known)
    }

    /// Gives the id, by which user locations name their area.
    #[must_use]
    pub fn id(mut self, id: i64) -> Self {
        self.id = Some(id);
        self
    }

    /// Says how many people it holds.
    #[must_use]
    pub fn capacity(mut self, people: u32) -> Self {
        self.capacity = Some(people);
        self
    }
}

/// A capacity; one that is no number of people says nothing.
fn people(capacity: Option<i64>) -> Option<u32> {
    u32::try_from(capacity?).ok()
}

/// "Did you mean": known names, prepared for many look-ups.
pub(super) struct Similar<'n> {
    names: Vec<Name<'n>>,
    /// How many look-ups and how many close comparisons are left: a file that is wrong from end to end is one mistake,
    /// not a million.
    look_ups: usize,
    comparisons: usize,
}

struct Name<'n> {
    as_given: &'n str,
    plain: String,
    length: usize,
    letters: u64,
}

impl<'n> Similar<'n> {
    const LOOK_UPS: usize = 1_000;
    const COMPARISONS: usize = 500_000;

    pub(super) fn new(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names = names
            .into_iter()
            .map(|as_given| {
                let plain = plain(as_given);
                Name {
                    as_given,
                    length: plain.chars().count(),
                    letters: letters(&plain),
                    plain,
                }
            })
            .collect();
        Self {
            names,
            look_ups: Self::LOOK_UPS,
            comparisons: Self::COMPARISONS,
        }
    }

    /// The name that `text` most likely stands for: the same but for case and space, or else the one with the
    /// fewest mistypings, if they are few for its length. The first in alphabetical order among equals.
    pub(super) fn closest(&mut self, text: &str) -> Option<&'n str> {
        // What is this long is no name, and comparing it would take its length times that of each name.
        const LONGEST: usize = 200;
        self.look_ups = self.look_ups.checked_sub(1)?;
        if text.len() > LONGEST {
            return None;
        }
        let plain = plain(text);
        let length = plain.chars().count();
        let seen = letters(&plain);
        let most = most_mistypings(length);
        let mut best: Option<(usize, &'n str)> = None;
        for name in &self.names {
            // Cheap bounds first: with a company of 100,000 the distance itself is too slow to try on each.
            if name.length.abs_diff(length) > most
                || (name.letters ^ seen).count_ones() as usize > 2 * most
            {
                continue;
            }
            let distance = if name.plain == plain {
                0
            } else {
                self.comparisons = self.comparisons.checked_sub(1)?;
                strsim::osa_distance(&name.plain, &plain).max(1)
            };
            let candidate = (distance, name.as_given);
            if distance <= most && best.is_none_or(|best| candidate < best) {
                best = Some(candidate);
            }
        }
        best.map(|(_, name)| name)
    }
}

fn most_mistypings(length: usize) -> usize {
    match length {
        0..=2 => 0,
        3..=7 => 1,
        8..=15 => 2,
        _ => 3,
    }
}

/// Lower case, and single plain spaces.
fn plain(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// Which letters occur, each as a bit; one mistyping changes at most two.
fn letters(text: &str) -> u64 {
    text.chars()
        .fold(0, |seen, letter| seen | 1 << (u32::from(letter) % 64))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn near_misses_find_their_name() {
        let mut names = Similar::new([
            "Paris",
            "Lyon Part-Dieu",
            "Remote work",
            "Nantes",
            "B1",
            "jdupont",
        ]);
        for (text, closest) in [
            ("paris", Some("Paris")),
            ("Pairs", Some("Paris")),
            ("Lyon  part\u{a0}dieu", Some("Lyon Part-Dieu")),
            ("Remote wrk", Some("Remote work")),
            (" b1", Some("B1")),
            ("B2", None),
            ("jdupond", Some("jdupont")),
            ("Bordeaux", None),
            ("", None),
        ] {
            assert_eq!(names.closest(text), closest, "{text}");
        }
    }

    #[test]
    fn the_exact_letters_win_over_a_mistyping_and_ties_are_settled_by_name() {
        assert_eq!(
            Similar::new(["paris", "Paris2"]).closest("PARIS"),
            Some("paris")
        );
        assert_eq!(
            Similar::new(["area9", "area2"]).closest("area"),
            Some("area2")
        );
    }

    #[test]
    fn a_login_stands_for_whoever_is_employed_on_the_day() {
        let user = |id, start, end| KnownUser::new("jane").id(id).contract(start, end);
        let directory = Directory::new()
            .user(user(1, date(2010, 1, 1), Some(date(2012, 12, 31))))
            .user(user(2, date(2020, 1, 1), None))
            .user(user(3, date(2030, 1, 1), None))
            .user(KnownUser::new("Zoé").id(4).mail("Zoe@acme.fr"));
        let found = |login, day| match directory.find(login, day) {
            Some(Found::One(user)) => user.id,
            Some(Found::Nobody) => Some(0),
            Some(Found::Several) => Some(-1),
            None => None,
        };
        assert_eq!(found("jane", date(2011, 1, 1)), Some(1));
        assert_eq!(found("jane", date(2025, 1, 1)), Some(2));
        assert_eq!(
            found("jane", date(2035, 1, 1)),
            Some(-1),
            "two are employed"
        );
        assert_eq!(
            found("JANE", date(2025, 1, 1)),
            Some(0),
            "spelled otherwise"
        );
        assert_eq!(
            directory.other_spelling("JANE").map(|login| &**login),
            Some("jane")
        );
        assert_eq!(directory.other_spelling("jane"), None);
        assert_eq!(directory.login_of_mail("zoe@ACME.fr"), Some("Zoé"));
        for (id, login) in [(1, "jane"), (2, "jane"), (4, "Zoé")] {
            assert_eq!(directory.login_of(id).map(|login| &**login), Some(login));
        }
    }
}
