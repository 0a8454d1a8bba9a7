//! JSON Schemas of the data types.
//!
//! Every type of data that this crate writes with serde has one: the generated types of its
//! own documents and of others', and what schedules, plans and imports are stored and told
//! as. They are [`schemars::JsonSchema`], and [`of`] gives one by the type's name:
//!
//! ```
//! use lucca_sdk::schemas;
//!
//! assert!(schemas::names().any(|name| name == "users::User"));
//! let schema = schemas::of("users::User").unwrap_or_default();
//! assert_eq!(schema.pointer("/properties/id/type"), Some(&"integer".into()));
//! ```
//!
//! # What a schema promises
//!
//! JSON Schema knows one text where there are two: what a server sends, and what this crate
//! made of it. schemars calls that the
//! [`Contract`](schemars::generate::Contract):
//!
//! - `Serialize`, which [`of`] gives, is **what serde writes**. Whatever was read, however odd
//!   the answer, is written so that it validates: that is what a program gets that reads what
//!   a Rust program printed or stored.
//! - `Deserialize`, the default of [`schemars::schema_for!`], is **what the document allows
//!   on the wire**, nulls, other spellings and the bare value of an envelope included. An
//!   answer that deviates from its document is read all the same, and told
//!   ([`Client::deviations`](crate::Client::deviations)), but does not validate.
//!
//! Neither is ever closed against Lucca's next version: properties that are not listed are
//! allowed, and where the document lists words, any other text validates too. Formats
//! (`date`, `date-time`) are said where serde writes; on the wire, other forms are accepted.

pub(crate) mod described;

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};

use crate::generated::{office, users};
use crate::{Account, Environment, Region, SandboxServer};
use described::written_as;

#[doc(hidden)]
pub use described::{Described, ObjectSchema, word};
/// The crate that the schemas are written with.
pub use schemars;

macro_rules! types {
    ($($(#[$condition:meta])* $name:literal => $kind:ty;)*) => {
        /// Types, by the names that they are asked for by.
        const TYPES: &[(&str, fn(SchemaGenerator) -> Schema)] = &[
            $($(#[$condition])* ($name, SchemaGenerator::into_root_schema_for::<$kind>),)*
        ];
    };
}

types! {
    "Account" => Account;
    "office::Area" => office::types::Area;
    "office::CreatedSummary" => office::types::CreatedSummary;
    "office::DeletedSummary" => office::types::DeletedSummary;
    "office::ErrorLine" => office::types::ErrorLine;
    "office::FieldsRoot" => office::types::FieldsRoot;
    "office::Floor" => office::types::Floor;
    "office::ImportProgress" => office::types::ImportProgress;
    "office::ImportReceipt" => office::types::ImportReceipt;
    "office::ImportReport" => office::types::ImportReport;
    "office::ImportedLine" => office::types::ImportedLine;
    "office::Office" => office::types::Office;
    "office::Position" => office::types::Position;
    "office::Problem" => office::types::Problem;
    "office::UserLocation" => office::types::UserLocation;
    "office::UserLocationPage" => office::types::UserLocationPage;
    "office::UserLocationStatus" => office::types::UserLocationStatus;
    "office::WarningLine" => office::types::WarningLine;
    "office::WorkLocation" => office::types::WorkLocation;
    "office::WorkLocationPage" => office::types::WorkLocationPage;
    "office::WorkLocationType" => office::types::WorkLocationType;
    #[cfg(feature = "imports")]
    "office::imports::Report" => crate::office::imports::Report;
    "paging::Cursor" => crate::paging::Cursor;
    #[cfg(feature = "imports")]
    "schedule::Change" => crate::schedule::Change;
    #[cfg(feature = "imports")]
    "schedule::Counts" => crate::schedule::Counts;
    #[cfg(feature = "imports")]
    "schedule::Entry" => crate::schedule::Entry;
    #[cfg(feature = "imports")]
    "schedule::Fault" => crate::schedule::Fault;
    #[cfg(feature = "imports")]
    "schedule::Finding" => crate::schedule::Finding;
    #[cfg(feature = "imports")]
    "schedule::Findings" => crate::schedule::Findings;
    #[cfg(feature = "imports")]
    "schedule::Held" => crate::schedule::Held;
    #[cfg(feature = "imports")]
    "schedule::Loss" => crate::schedule::Loss;
    #[cfg(feature = "imports")]
    "schedule::Place" => crate::schedule::Place;
    #[cfg(feature = "imports")]
    "schedule::Plan" => crate::schedule::Plan;
    #[cfg(feature = "imports")]
    "schedule::RowState" => crate::schedule::RowState;
    #[cfg(feature = "imports")]
    "schedule::Verdict" => crate::schedule::Verdict;
    "users::Failure" => users::types::Failure;
    "users::Picture" => users::types::Picture;
    "users::Reference" => users::types::Reference;
    "users::SyncMark" => crate::users::SyncMark;
    "users::User" => users::types::User;
    "users::UserListResponse" => users::types::UserListResponse;
    "users::UserPage" => users::types::UserPage;
    "users::UserReference" => users::types::UserReference;
    "users::UserResponse" => users::types::UserResponse;
    "users::WorkCycle" => users::types::WorkCycle;
}

/// The names of all types that [`of`] knows, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|(name, _)| *name)
}

/// The schema of what serde writes of this type (draft 2020-12); `None` if [`names`] does not
/// have it. A name is taken without what stands before it, and in any case, as long as it is
/// one type's.
pub fn of(name: &str) -> Option<Schema> {
    let is_it = |known: &str| {
        known.eq_ignore_ascii_case(name)
            || known
                .rsplit("::")
                .next()
                .is_some_and(|last| last.eq_ignore_ascii_case(name))
    };
    let mut found = TYPES.iter().filter(|(known, _)| is_it(known));
    let (Some((_, schema)), None) = (found.next(), found.next()) else {
        return None;
    };
    let settings = SchemaSettings::draft2020_12().for_serialize();
    Some(schema(settings.into_generator()))
}

written_as! {
    Account => String;
    Environment => String;
    Region => String;
    SandboxServer => String;
}
