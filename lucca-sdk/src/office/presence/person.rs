//! The people of a presence.

use crate::users::{Reference, User, UserReference};

/// A person: a user of the account, or the id of one that the list of users does not
/// hold, because the user is gone or out of the reach of the key's role.
///
/// ```no_run
/// # fn example(presence: lucca_sdk::office::presence::Presence) {
/// for person in presence.people() {
///     match person.name() {
///         Some(name) => println!("{name}"),
///         None => println!("user {}", person.id()),
///     }
///     println!("{:?}, {:?}", person.login(), person.user().map(|user| &user.mail));
///     println!("{:?}", person.department().and_then(|department| department.name.as_deref()));
///     println!("{:?}", person.manager().and_then(|manager| manager.name.as_deref()));
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Person {
    id: i64,
    user: Option<Box<User>>,
}

impl Person {
    pub(super) fn known(user: User) -> Self {
        Self {
            id: user.id,
            user: Some(Box::new(user)),
        }
    }

    pub(super) fn unknown(id: i64) -> Self {
        Self { id, user: None }
    }

    /// The user's id.
    ///
    /// ```no_run
    /// # fn example(person: &lucca_sdk::office::presence::Person) {
    /// let id = person.id();
    /// # }
    /// ```
    pub fn id(&self) -> i64 {
        self.id
    }

    /// The user, with the properties that presence asks for: names, login, mail, contract,
    /// legal entity, department, manager. `None` if the list of users does not hold it.
    ///
    /// ```no_run
    /// # fn example(person: &lucca_sdk::office::presence::Person) {
    /// let user = person.user();
    /// # }
    /// ```
    pub fn user(&self) -> Option<&User> {
        self.user.as_deref()
    }

    /// The name as the account displays it. `None` if it is not known.
    ///
    /// ```no_run
    /// # fn example(person: &lucca_sdk::office::presence::Person) {
    /// let name = person.name();
    /// # }
    /// ```
    pub fn name(&self) -> Option<&str> {
        let user = self.user()?;
        user.display_name
            .as_deref()
            .or(user.name.as_deref())
            .or(user.last_name.as_deref())
            .filter(|name| !name.trim().is_empty())
    }

    /// The login.
    ///
    /// ```no_run
    /// # fn example(person: &lucca_sdk::office::presence::Person) {
    /// let login = person.login();
    /// # }
    /// ```
    pub fn login(&self) -> Option<&str> {
        self.user()?.login.as_deref()
    }

    /// The department.
    ///
    /// ```no_run
    /// # fn example(person: &lucca_sdk::office::presence::Person) {
    /// let department = person.department();
    /// # }
    /// ```
    pub fn department(&self) -> Option<&Reference> {
        self.user()?.department.as_ref()
    }

    /// The manager.
    ///
    /// ```no_run
    /// # fn example(person: &lucca_sdk::office::presence::Person) {
    /// let manager = person.manager();
    /// # }
    /// ```
    pub fn manager(&self) -> Option<&UserReference> {
        self.user()?.manager.as_ref()
    }

    /// By name without regard to case, those without a name last; then by id.
    pub(super) fn sort_key(&self) -> (bool, String, i64) {
        let name = self.name().map(str::to_lowercase);
        (name.is_none(), name.unwrap_or_default(), self.id)
    }
}

impl std::fmt::Debug for Person {
    /// Prints the id only.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person")
            .field("id", &self.id)
            .field("known", &self.user.is_some())
            .finish_non_exhaustive()
    }
}
