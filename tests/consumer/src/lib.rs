//! An example: clients of one's own, on the SDK's transport.
//!
//! `build.rs` generates them from documents; this crate includes them. Its only
//! dependency is `lucca-sdk`: requests are signed, limited and repeated like those
//! of the SDK, and fail with its error.
//!
//! The timesheets are invented: no Lucca server has them.
//!
//! ```no_run
//! use lucca_sdk::{Client, Error};
//! use lucca_tests_consumer::timesheets;
//!
//! # async fn example() -> Result<(), Error> {
//! let lucca = Client::from_env()?;
//! let timesheets = timesheets::Client::from_transport(lucca.transport().clone());
//! let page = timesheets
//!     .list_timesheets()
//!     .owner_id(vec![416, 383])
//!     .status("approved")
//!     .send()
//!     .await?;
//! for timesheet in &page.items {
//!     println!("{:?} {:?}", timesheet.starts_on, timesheet.hours);
//! }
//! # Ok(())
//! # }
//! ```

/// Timesheets, from an invented document.
#[allow(
    clippy::all,
    rustdoc::all,
    unreachable_pub,
    reason = "descriptions come from a document, and code from a generator"
)]
pub mod timesheets {
    include!(concat!(env!("OUT_DIR"), "/timesheets.rs"));

    /// Typed mocks of the operations. A crate that has its tests in `src` says
    /// `#[cfg(test)]`; here they are in `tests`, which see what is public.
    pub mod mock {
        include!(concat!(env!("OUT_DIR"), "/timesheets.mock.rs"));
    }
}

/// One operation of Lucca Office, from the published fragment of its document.
#[allow(
    clippy::all,
    rustdoc::all,
    unreachable_pub,
    reason = "descriptions come from a document, and code from a generator"
)]
pub mod fragment {
    include!(concat!(env!("OUT_DIR"), "/fragment.rs"));

    /// Typed mocks of the operations.
    pub mod mock {
        include!(concat!(env!("OUT_DIR"), "/fragment.mock.rs"));
    }
}

/// Lucca Office with an operation, a property, a query parameter and an enum value
/// more, all of them invented.
#[allow(
    clippy::all,
    rustdoc::all,
    unreachable_pub,
    reason = "descriptions come from a document, and code from a generator"
)]
pub mod grown_office {
    include!(concat!(env!("OUT_DIR"), "/grown_office.rs"));

    /// Typed mocks of the operations.
    pub mod mock {
        include!(concat!(env!("OUT_DIR"), "/grown_office.mock.rs"));
    }
}
