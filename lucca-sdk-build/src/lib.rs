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
//! dependency.

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
mod overlay;
mod references;
mod walk;

use serde_json::Value;

pub use build::{Build, Client};
pub use error::{Error, Note, Pointer};
pub use load::{load, load_within, parse};
pub use overlay::{Applied, apply, overlay};

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
        lowered,
        conformed,
        code: prettyplease::unparse(&tree),
        notes: journal.notes,
    })
}
