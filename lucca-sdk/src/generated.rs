//! The API as its documents describe it: generated clients.
//!
//! They are generated while this crate is built; without the feature `generate`, the
//! copy that is kept in its sources is compiled instead. Both are the same code.
//!
//! Everything that the documents describe is here, under the documents' own
//! names: one method per operation, one type per schema. The rest of this crate
//! is more pleasant to use; this module is for what the rest leaves out.
//!
//! The clients send their requests with this crate's [`Transport`]: signed,
//! limited, repeated and decoded like all others, with the same [`Error`](crate::Error).
//!
//! ```no_run
//! # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
//! use lucca_sdk::generated::office;
//!
//! let office = office::Client::from_transport(client.transport().clone());
//! let page = office
//!     .get_office_api_work_locations()
//!     .limit(std::num::NonZeroU64::MIN)
//!     .send()
//!     .await?;
//! println!("{:?}", page.items);
//! # Ok(())
//! # }
//! ```
//!
//! [`Transport`]: crate::transport::Transport

mod example;
mod import_report;
mod operation;
mod request;
mod schema;

pub use operation::{Arity, Kind, Location, Operation, Parameter};

/// Lucca Office: work locations, user locations, and imports of user locations.
#[allow(
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    clippy::all,
    unreachable_pub,
    reason = "descriptions come from a document, and code from a generator"
)]
pub mod office {
    #[cfg(feature = "generate")]
    include!(concat!(env!("OUT_DIR"), "/office.rs"));
    #[cfg(not(feature = "generate"))]
    include!("generated/office.rs");

    /// Typed mocks of the operations, for tests; [`testing`](crate::testing) shows them.
    #[cfg(feature = "mock")]
    pub mod mock {
        #[cfg(feature = "generate")]
        include!(concat!(env!("OUT_DIR"), "/office.mock.rs"));
        #[cfg(not(feature = "generate"))]
        include!("generated/office.mock.rs");
    }
}

/// The people of an account.
#[allow(
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    clippy::all,
    unreachable_pub,
    reason = "descriptions come from a document, and code from a generator"
)]
pub mod users {
    #[cfg(feature = "generate")]
    include!(concat!(env!("OUT_DIR"), "/users.rs"));
    #[cfg(not(feature = "generate"))]
    include!("generated/users.rs");

    /// Typed mocks of the operations, for tests; [`testing`](crate::testing) shows them.
    #[cfg(feature = "mock")]
    pub mod mock {
        #[cfg(feature = "generate")]
        include!(concat!(env!("OUT_DIR"), "/users.mock.rs"));
        #[cfg(not(feature = "generate"))]
        include!("generated/users.mock.rs");
    }
}

/// What generated code needs, in this crate and in others. Not meant to be called
/// by hand; it follows the generator rather than semantic versioning.
#[doc(hidden)]
pub mod runtime {
    pub use bytes::Bytes;
    pub use jiff;
    pub use reqwest;
    pub use serde;
    pub use serde_json;

    pub use super::operation::{Arity, Kind, Location, Operation, Parameter};
    pub use super::request::{
        CommaJoined, QueryParam, RequestBuilderExt, encode_path, header_value, refused, unbuildable,
    };
    pub use crate::Error;
    #[cfg(feature = "mock")]
    pub use crate::testing;
    pub use crate::{
        __lucca_by_serde as by_serde, __lucca_mocks_are_there as mocks_are_there,
        __lucca_newtype as newtype, __lucca_object as object, __lucca_word as word,
    };
}
