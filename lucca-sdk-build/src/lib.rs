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
//! with its error.
//!
//! # What becomes of a document
//!
//! What OpenAPI 3.0 cannot say, or the generator cannot express, is widened and
//! noted ([`Generated::notes`]), or refused with a pointer and advice ([`Error`]);
//! never dropped in silence. *Conform* is the step that knows the generator:
//!
//! | in the document | in the client |
//! |---|---|
//! | `format: nullable` | the same as `nullable: true` |
//! | header parameters `Authorization`, `Accept`, `Content-Type`, `Api-Version` | left out: the transport sets them |
//! | other header parameters | parameters; a list is given as the text that is sent |
//! | cookie parameters; `deepObject`, `matrix`, `label` and other styles; objects as parameters | left out if optional, refused if required |
//! | a parameter with `content` instead of `schema`, or with a schema of several types | given as the text that is sent |
//! | query list, `explode: false` | one parameter, its items joined by commas; an item with a comma is refused |
//! | query list, `explode: true` (the default) | one parameter per item |
//! | list in the path | given as the text that is sent |
//! | a path that names a parameter which is not declared | a text |
//! | parameters whose names are equal in another location or case | the later one's method gets the location as its ending; the name that is sent stays |
//! | no `operationId` | made of method and path |
//! | two operations with one `operationId`, in any case | numbered |
//! | an `operationId` that is a word of Rust's or of the client's | ends with `_operation`, or is numbered |
//! | `OPTIONS` and `TRACE` operations, callbacks, links | left out |
//! | the path of the first server | put before every path |
//! | a server of an operation or path with another path | refused |
//! | security schemes | left out: the transport signs |
//! | JSON under any name (`application/problem+json`, `text/json`, `*/*`) | JSON |
//! | several media types | JSON if there is JSON, else a form, else text, else bytes |
//! | `multipart/form-data` body | `body` takes a `reqwest::multipart::Form` |
//! | other bodies that are no JSON, form or text | bytes, sent as `application/octet-stream` |
//! | optional body | must be given |
//! | answers that are no JSON | a stream of bytes |
//! | a success, or several of one form | one type, whichever 2XX it comes with |
//! | a success with and one without a body | an `Option` |
//! | successes of different JSON forms | any JSON |
//! | successes of different media types | bytes |
//! | `default` beside a success | an error |
//! | `default` alone | the success |
//! | errors of one form | one type, for 4XX and 5XX |
//! | errors of different forms | any JSON |
//! | 1XX and 3XX | left out: the transport answers them |
//! | inline objects, enums of texts | types with short names: `x-rust-name`, a short title, or the property's name, its singular in lists; prefixed if taken |
//! | objects that share an `x-rust-name` | one type, with the properties of all |
//! | properties whose names differ in case only | numbered fields; the JSON names stay |
//! | enum of texts | open: a value that is not listed is kept as `Unknown`; case is ignored |
//! | enum of other values | its type, unchecked |
//! | lengths and bounds in answers | not checked; in requests they are |
//! | `pattern`, `multipleOf`, `uniqueItems`, `minItems`, `not` and alike | not checked |
//! | `additionalProperties: false` in answers | others are tolerated |
//! | `additionalProperties` beside properties | kept in the field `extra` |
//! | no `additionalProperties` | other properties are ignored |
//! | optional list or map | an `Option`; with `default: []`, empty when absent or null |
//! | boolean or integer with a default | the default when absent or null |
//! | other defaults | an `Option` |
//! | `date`, `date-time`, `date-time-local` | `jiff`'s `Date`, `Timestamp`, `DateTime` |
//! | other formats of texts | texts |
//! | `allOf` | one type with everything; the last part counts where they disagree |
//! | `oneOf`, `anyOf` of objects, with or without a discriminator | one type with the properties of all, none required |
//! | `oneOf`, `anyOf` of one kind (texts, numbers, lists) | that kind |
//! | other `oneOf`, `anyOf` | any JSON |
//! | a schema that contains itself through properties or lists | a boxed type |
//! | a schema that is made of itself (`$ref`, `allOf`) | refused |
//! | empty schema | any JSON |
//! | read-only properties that a request requires | need not be sent |
//! | a reference to a schema outside `components` | a component of its own |
//! | a dangling reference | refused |
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
    Ok(Generated {
        operations: walk::operations(&conformed).count(),
        lowered,
        conformed,
        code: prettyplease::unparse(&tree),
        notes: journal.notes,
    })
}
