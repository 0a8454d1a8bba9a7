//! From an OpenAPI document of Lucca to a Rust client, at build time.
//!
//! One straight pipe: [`load()`] a document (YAML or JSON), [`overlay()`] what it
//! gets wrong, [`lower()`] OpenAPI 3.1 to 3.0.3, conform it to what the generator
//! takes, and [`generate()`] a client whose types read well. [`Build`] is the
//! whole pipe for a build script:
//!
//! ```no_run
//! use lucca_sdk_build::{Build, Client};
//!
//! fn main() {
//!     Build::new()
//!         .client(Client::new("timesheets", "openapi/timesheets.yaml"))
//!         .run_or_exit();
//! }
//! ```
//!
//! The crate that includes the generated file needs `lucca-sdk` and no other
//! dependency:
//!
//! ```ignore
//! pub mod timesheets {
//!     include!(concat!(env!("OUT_DIR"), "/timesheets.rs"));
//! }
//!
//! let lucca = lucca_sdk::Client::from_env()?;
//! let timesheets = timesheets::Client::from_transport(lucca.transport().clone());
//! ```
//!
//! The calls are signed, limited, repeated and decoded like the SDK's own, and fail
//! with `lucca_sdk::Error`.
//!
//! # Mocks of its operations, for tests
//!
//! Beside `timesheets.rs` stands `timesheets.mock.rs`: a trait with a method for each
//! operation, which mocks it on a mock server. It belongs in a module within the client's
//! and needs the feature `mock` of `lucca-sdk`, of which a development dependency is
//! enough; the module `lucca_sdk::testing` shows how such tests look.
//!
//! ```ignore
//! pub mod timesheets {
//!     include!(concat!(env!("OUT_DIR"), "/timesheets.rs"));
//!
//!     #[cfg(test)]
//!     pub mod mock {
//!         include!(concat!(env!("OUT_DIR"), "/timesheets.mock.rs"));
//!     }
//! }
//! ```
//!
//! # What becomes of a document
//!
//! What OpenAPI 3.0 cannot say, or the generator cannot express, is widened and
//! noted ([`Generated::notes`]), or refused with a pointer and advice ([`Error`]);
//! never dropped in silence. *Conform* is the step that knows the generator:
//!
//! | in the document | in the client | decided in |
//! |---|---|---|
//! | 3.1's words in a 3.0 document (`type` lists, `const`, …) | read as 3.1 has them | `lower/mended` |
//! | `info`, `tags`, licence that are not as they should be | mended, or left out | `lower/mended` |
//! | `format: nullable` | the same as `nullable: true` | `conform/shapes` |
//! | header parameters `Authorization`, `Accept`, `Content-Type`, `Api-Version` | left out: the transport sets them | `conform/parameters` |
//! | other header parameters | parameters; a list is given as the text that is sent | `conform/parameters` |
//! | cookie parameters; `deepObject`, `matrix`, `label` and other styles; objects as parameters | left out if optional, refused if required | `conform/parameters` |
//! | a parameter with `content` instead of `schema`, or with a schema of several types | given as the text that is sent | `conform/parameters` |
//! | a parameter that can be `null` | one that can be left out | `conform/parameters` |
//! | an enum as a parameter, through `$ref`, `allOf`, `anyOf` with `null`, `oneOf` of constants | that enum | `conform/parameters` |
//! | query list, `explode: false` | one parameter, its items joined by commas; an item with a comma is refused | `conform/parameters` |
//! | query list, `explode: true` (the default) | one parameter per item | `conform/parameters` |
//! | list in the path | given as the text that is sent | `conform/parameters` |
//! | a parameter that is described twice | one parameter, as first described | `conform/parameters` |
//! | a path that names a parameter which is not declared | a text | `conform/parameters` |
//! | `{id:int}`, `{file_path:path}`, `{*rest}` in a path | the parameter of that name | `conform/paths` |
//! | two paths that are one without that | refused | `conform/operations` |
//! | parameters whose names are equal in another location or case, or taken by generated code | the later one's method gets the location as its ending; the name that is sent stays | `conform/parameters`, `conform/paths` |
//! | no `operationId` | made of method and path | `conform/operations` |
//! | two operations with one `operationId`, in any case | numbered | `conform/operations` |
//! | an `operationId` that is a word of Rust's or of the client's | ends with `_operation`, or is numbered | `naming`, `conform/operations` |
//! | an operation or a path item that is a `$ref` | written out | `references/bundle` |
//! | `OPTIONS` and `TRACE` operations, callbacks, links | left out | `conform/operations` |
//! | the path of the first server | put before every path | `conform/servers` |
//! | a server of an operation or path with another path, or on another host | refused | `conform/servers` |
//! | security schemes | left out: the transport signs | `conform/references` |
//! | JSON under any name (`application/problem+json`, `text/json`, `*/*`) | JSON, sent and asked for under that name | `conform/media` |
//! | several media types | JSON if there is JSON, else a form, else text, else bytes | `conform/bodies` |
//! | `multipart/form-data` body | `body` takes a `reqwest::multipart::Form` | `conform/bodies` |
//! | lists in a form | one pair for each item | `lucca_sdk::generated` |
//! | other bodies that are no JSON, form or text | bytes, sent as `application/octet-stream` | `conform/bodies` |
//! | optional body | must be given | `conform/bodies` |
//! | answers that are no JSON | bytes | `conform/responses` |
//! | a success, or several of one form | one type, whichever 2XX it comes with | `conform/responses` |
//! | a success with and one without a body | an `Option` | `conform/responses` |
//! | successes of different JSON forms | any JSON | `conform/responses` |
//! | successes of different media types | bytes | `conform/responses` |
//! | `default` beside a success | an error | `conform/responses` |
//! | `default` alone | the success | `conform/responses` |
//! | `deprecated` operations, parameters and properties | `#[deprecated]` methods, setters and fields | `finish/deprecated` |
//! | errors | `lucca_sdk::Error`, whatever their form | `finish/operations` |
//! | 1XX and 3XX | left out: the transport answers them | `conform/responses` |
//! | inline objects, enums of texts, texts with lengths in requests | types with short names: `x-rust-name`, a short title, or the property's name, its singular in lists; prefixed if taken | `conform/names` |
//! | letters that Rust's names do not use | letters that sound alike: `Congé` is `Conge` | `naming` |
//! | objects that share an `x-rust-name` | one type, with the properties of all | `conform/names` |
//! | a component named like what generated code uses | numbered | `naming`, `conform/names` |
//! | properties whose names differ in case only | numbered fields; the JSON names stay | `conform/properties` |
//! | enum of texts | open: a value that is not listed is kept as `Unknown`; case is ignored | `finish/enums` |
//! | enum of other values | its type, unchecked | `conform/shapes` |
//! | lengths and bounds in answers | not checked; in requests they are | `conform/answers` |
//! | `pattern`, `multipleOf`, `uniqueItems`, `minItems`, `not` and alike | not checked | `conform/shapes` |
//! | `additionalProperties: false` in answers | others are tolerated | `conform/answers` |
//! | `additionalProperties` beside properties | kept in the field `extra`, as any JSON | `conform/shapes` |
//! | no `additionalProperties` | other properties are ignored | |
//! | optional list or map | an `Option`; in answers with `default: []`, empty when absent or null | `conform/answers`, `conform/requests` |
//! | boolean or integer with a default, in answers | the default when absent or null | `conform/shapes` |
//! | a default in requests; other defaults | an `Option`: what is not set is not sent | `conform/requests`, `conform/shapes` |
//! | an optional property of a request that can be `null` | an `Option` of an `Option`: `None` is not sent, `Some(None)` is sent as `null`; its setter takes the inner `Option` | `conform/requests`, `finish/optional` |
//! | a required property that can be `null`, in answers | an `Option`, absent or null | `conform/answers` |
//! | an integer | `i64`, or what its format says; `u64` if its bounds reach further | `conform/answers` |
//! | a number that can also come as a text (.NET's `type: [integer, string]` with a pattern) | a number | `conform/alternatives` |
//! | `format` without `type` | the type that the format belongs to | `conform/shapes` |
//! | `date`, `date-time`, `date-time-local` | `jiff`'s `Date`, `Timestamp`, `DateTime`, also where a component is one | `conform/places` |
//! | other formats of texts | texts | `conform/shapes` |
//! | `allOf` | one type with everything, nested objects too; the last part counts where they disagree | `conform/inheritance` |
//! | a base type with a discriminator, and types built on it | the base has the properties of all, those of subtypes not required | `conform/inheritance` |
//! | `oneOf`, `anyOf` of objects, with or without a discriminator | one type with the properties of all, none required, without defaults | `conform/alternatives` |
//! | `oneOf`, `anyOf` of one kind (texts, numbers, lists) | that kind | `conform/alternatives` |
//! | other `oneOf`, `anyOf` | any JSON | `conform/alternatives` |
//! | a schema that contains itself through properties, lists or alternatives | a boxed type | `conform/shapes`, `finish/optional` |
//! | a schema that is made of itself (`$ref`, `allOf`) | refused | `references/cycles`, `conform/inheritance` |
//! | empty schema | any JSON | |
//! | read-only properties that a request requires | need not be sent | `conform/requests` |
//! | write-only properties that an answer requires | need not be there | `conform/answers` |
//! | a reference to a schema outside `components` | a component of its own | `conform/references` |
//! | a dangling reference | refused; left out in a discriminator's `mapping`, any value for an answer's header | `references` |
//! | whatever would define a name twice, or lose an operation | refused | `finish/last_look` |
//! | what the generator itself cannot take | refused, with the schema's or operation's place | `generate` |
//!
//! # Extensions
//!
//! An overlay can say more than OpenAPI:
//!
//! | extension | on | says |
//! |---|---|---|
//! | `x-rust-name` | a schema | the name of its type |
//! | `x-rust-doc` | a schema | what the type is, where the description says what it means in one place |
//! | `x-rust-aliases` | a property | other spellings of its name that servers use |
//! | `x-rust-personal` | an object | `true`: its `Debug` prints no values; `false` on a property: that one can be printed |
//! | `x-rust-unwrapped` | an object | the property whose value can also come without the object around it |
//! | `x-rust-identity` | an object | the property without which an answer's row is none; no other is required |
//!
//! Others that start with `x-rust-`, and values of another kind, are refused.

mod build;
mod conform;
#[cfg(feature = "diff")]
pub mod diff;
mod error;
mod finish;
mod generate;
mod grammar;
mod load;
mod lower;
mod mocks;
mod naming;
mod overlay;
mod references;
mod walk;

use serde_json::Value;

pub use build::{Build, Client};
pub use error::{Error, Note, Pointer};
pub use load::{Loaded, load, load_files, load_within, parse};
pub use overlay::{Applied, Overwritten, apply, overlay};

use error::Journal;

/// Where the generated code finds what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    runtime: String,
    transport: String,
}

impl Default for Settings {
    /// The paths of a crate that depends on `lucca-sdk`.
    fn default() -> Self {
        Self {
            runtime: "::lucca_sdk::generated::runtime".into(),
            transport: "::lucca_sdk::transport::Transport".into(),
        }
    }
}

impl Settings {
    /// Sets the path of the module that generated code takes its dependencies
    /// and its decoding from; `::lucca_sdk::generated::runtime` by default.
    #[must_use]
    pub fn runtime(mut self, path: impl Into<String>) -> Self {
        self.runtime = path.into();
        self
    }

    /// Sets the path of the transport that generated clients send requests with;
    /// `::lucca_sdk::transport::Transport` by default.
    #[must_use]
    pub fn transport(mut self, path: impl Into<String>) -> Self {
        self.transport = path.into();
        self
    }

    pub(crate) fn runtime_path(&self) -> &str {
        &self.runtime
    }

    pub(crate) fn transport_path(&self) -> &str {
        &self.transport
    }
}

/// A document, corrected and lowered, and the client generated from it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The document in OpenAPI 3.0.3, as [`lower()`] leaves it.
    pub lowered: Value,
    /// The document as the generator saw it.
    pub conformed: Value,
    /// The client: a Rust file, formatted.
    pub code: String,
    /// Typed mocks of the client's operations, for tests: a Rust file too, for a module
    /// within the client's.
    pub mocks: String,
    /// What was widened on the way.
    pub notes: Vec<Note>,
    /// How many operations the client has.
    pub operations: usize,
}

/// A document in OpenAPI 3.0.3, and what it says less exactly than before.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Lowered {
    /// The document in OpenAPI 3.0.3.
    pub document: Value,
    /// What was widened on the way.
    pub notes: Vec<Note>,
}

/// Lowers a document of any supported version to OpenAPI 3.0.3; `name` is what
/// errors call it.
///
/// A document that says 3.0 already stays as it is.
///
#[doc = include_str!("../LOWERING.md")]
///
/// # Errors
/// If the document is no OpenAPI 3.0 or 3.1 document, or says something that 3.0
/// cannot say and that must not be widened.
pub fn lower(name: &str, document: Value) -> Result<Lowered, Error> {
    let mut journal = Journal::new(name);
    let document = lower::lower(document, &mut journal)?;
    Ok(Lowered {
        document,
        notes: journal.notes,
    })
}

/// Generates a client from a document; `name` is what errors call it.
///
/// # Errors
/// If any step of the pipe refuses the document.
pub fn generate(name: &str, document: Value, settings: &Settings) -> Result<Generated, Error> {
    let mut journal = Journal::new(name);
    let lowered = lower::lower(document, &mut journal)?;
    let conformed = conform::conform(lowered.clone(), &mut journal)?;
    let tree = generate::generate(&conformed, settings, &journal)?;
    let tree = finish::finish(tree, &conformed, settings, &journal)?;
    let mocks = mocks::mocks(&tree, &conformed, settings, &journal)?;
    Ok(Generated {
        operations: walk::operations(&conformed).count(),
        lowered,
        conformed,
        code: prettyplease::unparse(&tree),
        mocks: prettyplease::unparse(&mocks),
        notes: journal.notes,
    })
}
