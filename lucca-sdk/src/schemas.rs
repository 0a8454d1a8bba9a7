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

use std::collections::{BTreeMap, HashMap};
use std::num::{NonZeroI64, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use crate::generated::{office, users};
use crate::{Account, Environment, Region, SandboxServer};

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
    let exact = TYPES.iter().find(|(known, _)| *known == name);
    let mut found = TYPES.iter().filter(|(known, _)| is_it(known));
    let (_, schema) = match (exact, found.next(), found.next()) {
        (Some(exact), ..) => exact,
        (None, Some(only), None) => only,
        _ => return None,
    };
    let settings = SchemaSettings::draft2020_12().for_serialize();
    Some(schema(settings.into_generator()))
}

/// A type that a property can have: one with a schema, or one of another crate's without.
#[doc(hidden)]
pub trait Described {
    /// Whether nothing is written of it where there is nothing.
    const IS_OPTION: bool = false;

    /// Its schema, or where it is.
    fn schema(generator: &mut SchemaGenerator) -> Schema;
}

macro_rules! described {
    ($([$($generics:tt)*] $kind:ty, $generator:pat => $schema:expr;)*) => {$(
        impl<$($generics)*> Described for $kind {
            fn schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )*};
}

macro_rules! described_by_schemars {
    ($($kind:ty)*) => {
        described! { $([] $kind, generator => generator.subschema_for::<Self>();)* }
    };
}

described_by_schemars! {
    i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 bool String
    NonZeroU8 NonZeroU16 NonZeroU32 NonZeroU64 NonZeroI64
    Value Map<String, Value>
}

described! {
    [] (), _ => json_schema!({ "type": "null" });
    [] Date, generator => text(generator, "date");
    [] Timestamp, generator => text(generator, "date-time");
    [] DateTime, _ => json_schema!({ "type": "string" });
    [T: Described] Box<T>, generator => T::schema(generator);
    [T: Described] Vec<T>, generator => json_schema!({
        "type": "array",
        "items": T::schema(generator),
    });
    [K, T: Described] HashMap<K, T>, generator => map(T::schema(generator));
    [K, T: Described] BTreeMap<K, T>, generator => map(T::schema(generator));
}

impl<T: Described> Described for Option<T> {
    const IS_OPTION: bool = true;

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        or_null(T::schema(generator))
    }
}

fn map(values: Schema) -> Schema {
    json_schema!({ "type": "object", "additionalProperties": values })
}

/// A day or a moment: on the wire also without an offset, or with a time.
fn text(generator: &SchemaGenerator, format: &str) -> Schema {
    match generator.contract().is_serialize() {
        true => json_schema!({ "type": "string", "format": format }),
        false => json_schema!({ "type": "string" }),
    }
}

/// A day as hand-written types have it.
#[cfg(feature = "imports")]
pub(crate) fn day(generator: &mut SchemaGenerator) -> Schema {
    Date::schema(generator)
}

/// A day, or null.
#[cfg(feature = "imports")]
pub(crate) fn day_or_null(generator: &mut SchemaGenerator) -> Schema {
    Option::<Date>::schema(generator)
}

fn or_null(mut schema: Schema) -> Schema {
    let any = schema.as_bool() == Some(true) || schema.as_object().is_some_and(Map::is_empty);
    match schema.get_mut("type") {
        _ if any => schema,
        Some(Value::String(kind)) if kind != "null" => {
            let kinds = Value::from(vec![kind.clone(), "null".to_owned()]);
            schema.insert("type".to_owned(), kinds);
            schema
        }
        Some(Value::Array(kinds)) if kinds.contains(&"null".into()) => schema,
        _ => json_schema!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

/// A text, of which the document lists these. Servers write them in any case, and others.
#[doc(hidden)]
pub fn word(values: &[&str]) -> Schema {
    json_schema!({ "anyOf": [{ "enum": values }, { "type": "string" }] })
}

/// The schema of a generated struct, in the making.
#[doc(hidden)]
#[derive(Debug)]
pub struct ObjectSchema<'g> {
    generator: &'g mut SchemaGenerator,
    properties: Map<String, Value>,
    required: Vec<&'static str>,
    bare: Option<Schema>,
}

impl<'g> ObjectSchema<'g> {
    pub fn new(generator: &'g mut SchemaGenerator) -> Self {
        Self {
            generator,
            properties: Map::new(),
            required: Vec::new(),
            bare: None,
        }
    }

    /// One property: its other spellings, and whether null stands for it.
    pub fn property<T: Described>(
        &mut self,
        name: &'static str,
        aliases: &[&str],
        nullable: bool,
        has_default: bool,
    ) {
        let reads = self.generator.contract().is_deserialize();
        let mut schema = T::schema(self.generator);
        if reads && (nullable || has_default) {
            schema = or_null(schema);
        }
        self.properties.insert(name.to_owned(), schema.to_value());
        let may_lack = T::IS_OPTION || (reads && (has_default || !aliases.is_empty()));
        if !may_lack {
            self.required.push(name);
        }
    }

    /// What also comes without the object around it.
    pub fn bare<T: Described>(&mut self) {
        if self.generator.contract().is_deserialize() {
            self.bare = Some(T::schema(self.generator));
        }
    }

    pub fn finish(self) -> Schema {
        let mut schema = json_schema!({ "type": "object", "properties": self.properties });
        if !self.required.is_empty() {
            schema.insert("required".to_owned(), self.required.into());
        }
        match self.bare {
            Some(bare) => json_schema!({ "anyOf": [schema, bare] }),
            None => schema,
        }
    }
}

/// The schema of a type that is written as another one.
macro_rules! written_as {
    ($($kind:ident => $written:ty;)*) => {$(
        impl schemars::JsonSchema for $kind {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($kind).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                <$written as schemars::JsonSchema>::json_schema(generator)
            }
        }
    )*};
}
#[cfg(feature = "imports")]
pub(crate) use written_as;

written_as! {
    Account => String;
    Environment => String;
    Region => String;
    SandboxServer => String;
}
