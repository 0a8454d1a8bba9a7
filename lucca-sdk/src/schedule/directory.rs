//! What is known of a company: who works there, and where one can work.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

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
    users: Option<HashMap<Arc<str>, KnownUser>>,
    work_locations: Option<Vec<KnownWorkLocation>>,
}

impl Directory {
    /// A directory that knows no list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a user. Of several with one login, one who is still there is kept.
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
            users: Some(HashMap::new()),
            work_locations: Some(Vec::new()),
        }
    }

    pub(crate) fn add_user(&mut self, user: KnownUser) {
        let users = self.users.get_or_insert_default();
        match users.get(&user.login) {
            Some(known) if !known.former => {}
            _ => {
                users.insert(user.login.clone(), user);
            }
        }
    }

    pub(crate) fn add_work_location(&mut self, work_location: KnownWorkLocation) {
        self.work_locations
            .get_or_insert_default()
            .push(work_location);
    }

    pub(crate) fn users(&self) -> Option<&HashMap<Arc<str>, KnownUser>> {
        self.users.as_ref()
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

    pub(crate) fn work_locations(&self) -> Option<&[KnownWorkLocation]> {
        self.work_locations.as_deref()
    }
}

impl fmt::Debug for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Directory")
            .field("users", &self.users.as_ref().map(HashMap::len))
            .field(
                "work_locations",
                &self.work_locations.as_ref().map(Vec::len),
            )
            .finish()
    }
}

/// A user, as far as an import is concerned.
///
/// `Debug` leaves out the login.
#[derive(Clone)]
pub struct KnownUser {
    pub(crate) login: Arc<str>,
    pub(crate) id: Option<i64>,
    pub(crate) contract_start: Option<Date>,
    pub(crate) contract_end: Option<Date>,
    pub(crate) former: bool,
}

impl KnownUser {
    /// A user with this login, of whose contract nothing is known.
    pub fn new(login: impl Into<Arc<str>>) -> Self {
        Self {
            login: login.into(),
            id: None,
            contract_start: None,
            contract_end: None,
            former: false,
        }
    }

    /// Gives the user's id, by which user locations name their owner.
    #[must_use]
    pub fn id(mut self, id: i64) -> Self {
        self.id = Some(id);
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
    pub(crate) active: bool,
    pub(crate) capacity: Option<u32>,
    pub(crate) areas: Vec<KnownArea>,
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
}

/// An area of a work location.
#[derive(Clone, Debug)]
pub struct KnownArea {
    pub(crate) name: Arc<str>,
    pub(crate) id: Option<i64>,
    pub(crate) capacity: Option<u32>,
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
