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

mod date_filter;
mod field;
mod get;
mod language;
mod query;
mod source;
mod user;

pub use crate::generated::users::types::{Picture, Reference, User, UserReference, WorkCycle};
pub use date_filter::DateFilter;
pub use field::Field;
pub use get::GetUser;
pub use query::UserQuery;

use crate::paging::List;
use crate::transport::Transport;

/// Reads users; made by [`Client::users`](crate::Client::users).
///
/// ```no_run
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let users = client.users();
/// let everybody: Vec<_> = users.list().try_collect().await?;
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
        UsersApi::new(self.transport().clone())
    }
}

impl UsersApi {
    fn new(transport: Transport) -> Self {
        Self { transport }
    }

    /// All users, in ascending order of their ids; without those who have left, unless
    /// asked for ([`List::include_former`]). The order (`orderBy=id,asc`) is what keeps
    /// pages stable; Lucca does not document it, but integrations rely on it.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let users: Vec<_> = client.users().list().try_collect().await?;
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
}
