//! The people of an account.
//!
//! ```no_run
//! # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
//! let mut users = client.users().list().stream();
//! while let Some(user) = users.next().await {
//!     let user = user?;
//!     println!("{} {:?}", user.id, user.display_name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Lists come through [`paging`](crate::paging); the filters of users are methods of
//! [`List`], such as [`List::mail`]. A list asks for every documented property in one
//! request, since Lucca returns just three without being asked
//! ([`List::fields`] for fewer). What a key's role may not see is absent, without a word
//! from the server.
//!
//! A [`User`] prints its id only: the rest is personal data.

mod changes;
mod field;
mod get;
mod language;
mod query;
mod source;
mod user;

#[doc(inline)]
pub use crate::generated::users::types::{Picture, Reference, User, UserReference, WorkCycle};
pub use changes::{Changes, SyncMark};
pub use field::Field;
pub use get::GetUser;
pub use language::DateFilter;
pub use query::UserQuery;

use std::collections::BTreeSet;

use crate::Error;
use crate::paging::List;
use crate::transport::Transport;

/// Reads users; made by [`Client::users`](crate::Client::users).
///
/// ```no_run
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let users = client.users();
/// let everybody = users.list().await?;
/// let one = users.get(416).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct UsersApi {
    transport: Transport,
}

impl crate::Client {
    /// Reads users.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let user = client.users().get(416).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn users(&self) -> UsersApi {
        UsersApi {
            transport: self.transport().clone(),
        }
    }
}

impl UsersApi {
    /// All users, in ascending order of their ids; without those who have left, unless
    /// asked for ([`List::include_former`]). The order (`orderBy=id,asc`) is what keeps
    /// pages stable; Lucca does not document it, but integrations rely on it.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let users = client.users().list().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> List<UserQuery> {
        List::new(self.transport.clone(), UserQuery::default())
    }

    /// The user with this id.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let user = client.users().get(416).await?;
    /// println!("{:?}", user.login);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::is_not_found`](crate::Error::is_not_found) when there is no such user, or
    /// the key's role may not see it; and those of the transport.
    pub fn get(&self, id: i64) -> GetUser {
        GetUser::new(self.transport.clone(), id)
    }

    /// The user with this login, if there is one among those who have not left.
    ///
    /// Lucca compares logins in its own way, and says nothing of their being unique: of
    /// several that it finds, the one whose login is written exactly so, else the one with
    /// the lowest id.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// if let Some(user) = client.users().find_login("jdoe").await? {
    ///     println!("{}", user.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::is_invalid_input`] for a login that Lucca's query language cannot express;
    /// and those of the list.
    pub async fn find_login(&self, login: &str) -> Result<Option<User>, Error> {
        let mut found = self.list().login(login).await?;
        let exact = |user: &User| user.login.as_deref() == Some(login.trim());
        let index = found.iter().position(exact).unwrap_or(0);
        Ok((index < found.len()).then(|| found.swap_remove(index)))
    }

    /// What was changed since `mark`: for a copy of the users that is kept up to date.
    ///
    /// It includes people who have left, and reaches back by a day behind the mark, as
    /// the zone of Lucca's times is not known: some users come that have not changed.
    /// The new mark is when the server answered first, by its own `Date`, so that what
    /// changes while the list is read comes the next time.
    ///
    /// ```no_run
    /// use lucca_sdk::users::{SyncMark, User};
    ///
    /// # struct Copy;
    /// # impl Copy {
    /// #     fn mark(&self) -> Option<SyncMark> { None }
    /// #     fn store(&self, users: &[User], mark: SyncMark) {}
    /// # }
    /// # async fn example(client: lucca_sdk::Client, copy: Copy) -> Result<(), lucca_sdk::Error> {
    /// let mut changes = client.users().changes(copy.mark().unwrap_or_default());
    /// while let Some(page) = changes.try_next().await? {
    ///     // With this mark, a run that dies goes on here.
    ///     copy.store(page.rows(), changes.mark());
    /// }
    /// copy.store(&[], changes.mark());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Who was deleted is in no list of changes: [`gone`](Self::gone) finds them.
    pub fn changes(&self, mark: SyncMark) -> Changes {
        self.list().changes(mark)
    }

    /// Which of these users are not there any more, former ones included; in ascending
    /// order. It reads them all by their ids, or the whole list where that is less.
    ///
    /// Whoever the key's role may not see counts as gone: seeing former users is a right
    /// of its own, so look at a long answer before deleting anything by it.
    ///
    /// # Errors
    /// Those of the list; [`Error::is_invalid_input`] for an id below 1.
    pub async fn gone(&self, known: impl IntoIterator<Item = i64>) -> Result<Vec<i64>, Error> {
        let mut gone: BTreeSet<i64> = known.into_iter().collect();
        // Twice: a row that slipped past in a list that changed is asked for by its id.
        for _ in 0..2 {
            let list = self.list().include_former().fields([Field::Id]);
            let mut there = list.ids(gone.iter().copied()).stream();
            while let Some(user) = there.try_next().await? {
                gone.remove(&user.id);
            }
        }
        Ok(gone.into_iter().collect())
    }
}
