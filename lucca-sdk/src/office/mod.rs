//! Lucca Office: where people work, and who works where on which day.
//!
//! ```no_run
//! # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
//! let mut places = client.office().work_locations().stream();
//! while let Some(place) = places.next().await {
//!     println!("{:?}", place?.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A **work location** is a place: an office, with areas and floors, or "at home", or
//! anything else. A **user location** says that a person works at a work location on a
//! day, or on half of it. [`presence`] joins both with the people of the account.
//! Lists come through [`paging`](crate::paging).

#[cfg(feature = "imports")]
pub mod imports;
mod lists;
pub mod presence;

#[doc(inline)]
pub use crate::generated::office::types::{
    Area, Floor, Office, Position, UserLocation, UserLocationStatus, WorkLocation, WorkLocationType,
};
pub use crate::half::Half;
pub use lists::{GetUserLocation, UserLocationQuery, WorkLocationQuery};

use std::ops::RangeInclusive;

use jiff::civil::Date;

use crate::paging::List;
use crate::transport::Transport;
use presence::GetPresence;

/// Reads Lucca Office; made by [`Client::office`](crate::Client::office).
///
/// ```no_run
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let office = client.office();
/// let places = office.work_locations().await?;
/// let user_location = office.user_location(501).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct OfficeApi {
    transport: Transport,
}

impl crate::Client {
    /// Reads Lucca Office: work locations, user locations, presence.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let places = client.office().work_locations().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn office(&self) -> OfficeApi {
        OfficeApi {
            transport: self.transport().clone(),
        }
    }
}

impl OfficeApi {
    /// All work locations, active or not.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let places = client.office().work_locations().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn work_locations(&self) -> List<WorkLocationQuery> {
        List::new(self.transport.clone(), WorkLocationQuery::default())
    }

    /// All user locations, those that were deleted or denied included.
    ///
    /// Which filters Lucca offers for this list is not documented, so the filters of
    /// [`List`] for it ([`dates`](List::dates), [`owners`](List::owners) and so on) are
    /// applied on this side while the pages come in.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let monday = jiff::civil::date(2025, 9, 15);
    /// let that_day = client.office().user_locations().dates(monday..=monday).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn user_locations(&self) -> List<UserLocationQuery> {
        List::new(self.transport.clone(), UserLocationQuery::default())
    }

    /// The user location with this id.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let user_location = client.office().user_location(501).await?;
    /// println!("{:?}", user_location.date);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::is_not_found`](crate::Error::is_not_found) when there is none, or the key's
    /// role may not see it; and those of the transport.
    pub fn user_location(&self, id: i64) -> GetUserLocation {
        GetUserLocation::new(self.transport.clone(), id)
    }

    /// Who is where on these days: the three lists as one picture. See [`presence`].
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let monday = jiff::civil::date(2025, 9, 15);
    /// let friday = jiff::civil::date(2025, 9, 19);
    /// let week = client.office().presence(monday..=friday).await?;
    /// println!("{} people", week.people().count());
    /// # Ok(())
    /// # }
    /// ```
    pub fn presence(&self, days: RangeInclusive<Date>) -> GetPresence {
        GetPresence::new(self.transport.clone(), days)
    }
}
