//! What changed between two documents, and what follows from it: for programs on
//! the wire, for Rust code that calls the generated client, for the version.
//!
//! [`diff`] takes two documents and the clients that were [generated](crate::generate)
//! from them. Documents are compared in the lowered form, so that it does not count
//! how they were written down; the clients by their public API, so that the verdict
//! for Rust callers is not guessed. The result prints as text, serialises to JSON,
//! and suggests an exit code.
//!
//! ```
//! use lucca_sdk_build::{Settings, diff::{Step, diff}, generate, parse};
//!
//! let document = |parameters: &str| {
//!     let text = format!(r#"
//! openapi: 3.1.0
//! info: {{ title: Users, version: '1' }}
//! paths:
//!   /users:
//!     get:
//!       operationId: list-users
//!       parameters: {parameters}
//!       responses: {{ '204': {{ description: Nothing. }} }}
//! "#);
//!     generate("users.yaml", parse("users.yaml", &text)?, &Settings::default())
//! };
//! let old = document("[]")?;
//! let new = document("[{ name: login, in: query, schema: { type: string } }]")?;
//!
//! let diff = diff(&old, &new)?;
//! assert_eq!(diff.changes().len(), 1);
//! assert!(!diff.is_breaking());
//! assert_eq!(diff.step(), Step::Minor);
//! # Ok::<(), lucca_sdk_build::Error>(())
//! ```
//!
//! # Verdicts
//!
//! **On the wire** the question is whether a program that was written for the old
//! document, in whatever language, goes on working when the server follows the new
//! one. A *reader* relies on what answers hold; a *writer* relies on what requests
//! may hold. The same change can be safe for one and break the other: a new enum
//! value is one more choice for a writer, and a surprise for a reader.
//!
//! **For Rust callers** the question is whether code that compiled against the old
//! generated client compiles against the new one, and sends what it used to send. It
//! is answered by the code: the public items of both clients are compared, types with
//! their fields, variants and traits, methods with what they take and return. Each
//! difference is laid to the change of the document that stands closest to where it
//! comes of. What no change accounts for, such as a type whose name is taken by
//! another now, is a change of its own ([`Kind::CodeChanged`]), so that the verdict on
//! the whole is that of the code. The generated client is more tolerant than the
//! wire's strictest reader: its structs and enums are non-exhaustive and its enums keep
//! unknown values. It is also less tolerant: another `operationId` or schema name is
//! nothing on the wire and breaks a caller.
//!
//! | change | reader | writer | Rust callers, as a rule | step |
//! |---|---|---|---|---|
//! | operation added | safe | safe | compiles | minor |
//! | operation removed | breaking | breaking | does not compile | major |
//! | operation at another path or method | breaking | breaking | the same | patch |
//! | `operationId` changed | safe | safe | does not compile | major |
//! | optional parameter added | | safe | compiles | minor |
//! | required parameter added, or parameter became required | | breaking | fails at run time | major |
//! | parameter removed | | breaking | does not compile | major |
//! | parameter in another location or style | | breaking | the same, if the client has it | patch |
//! | parameter's integer format changed | | wider: safe | compiles | minor |
//! | request body added | | breaking if required | fails at run time | major |
//! | request body removed | | breaking | does not compile | major |
//! | media type removed, its charset apart | breaking | breaking | does not compile if it was the chosen one | |
//! | successful response added | breaking | | does not compile if the type changes | |
//! | optional property added | safe | safe | compiles | minor |
//! | required property added | safe | breaking | does not compile if the struct had a `Default`; fails at run time in a request | |
//! | property removed | breaking | breaking | does not compile | major |
//! | property became optional | breaking | safe | does not compile | major |
//! | property became required | safe | breaking | does not compile | major |
//! | type, format, nullability changed | by direction | by direction | does not compile if the Rust type changes | |
//! | enum value added | breaking | safe | compiles | minor |
//! | enum value removed | safe | breaking | does not compile | major |
//! | one of several forms, or one form more | by direction | by direction | does not compile if the Rust type changes | |
//! | bound tightened | safe | breaking | the same in answers, which are not checked | |
//! | schema renamed | safe | safe | does not compile | major |
//! | security that asks for less, or has one more way | | safe | the same | patch |
//! | words | safe | safe | the same | patch |
//!
//! Each row has its pair of documents in the crate's tests, and each verdict for
//! Rust callers is proven there: callers are compiled against both generated
//! clients, and those that must not compile do not. So are callers of everything that
//! is public, for pairs of random documents.
//!
//! What decides the step is the verdict for Rust callers alone; see [`Step`].
//! Not compared are `info`, tags, examples, external documentation, links,
//! callbacks and webhooks: nothing of them reaches the generated client.
//!
//! # JSON
//!
//! [`Diff`] serialises to an object, and later versions only add to it:
//!
//! ```json
//! {
//!   "breaking": true,
//!   "step": "major",
//!   "changes": [{
//!     "kind": "parameter-added",
//!     "required": true,
//!     "subject": "GET /users parameter login",
//!     "old": null,
//!     "new": "/paths/~1users/get/parameters/0",
//!     "direction": "request",
//!     "operations": ["GET /users"],
//!     "wire": { "reader": "safe", "writer": "breaking" },
//!     "rust": "fails-at-run-time",
//!     "step": "major",
//!     "why": "A call without it is refused. In Rust, `builder::ListUsers::login` must be set, or nothing is sent."
//!   }]
//! }
//! ```
//!
//! `kind` is one of [`Kind`]'s names in kebab case, with that kind's fields beside
//! it; `old` and `new` are JSON pointers into the lowered documents; `hint` is
//! there if there is one. Changes are sorted by place, those without a place last, so
//! that equal documents give equal bytes.
//!
//! # Why not a library
//!
//! The crate `drift` (0.2) compares OpenAPI documents too, and the tests hold this
//! module against it: what it sees, we see. It is not used here because it calls
//! just what is asked for here "unhandled": added and removed properties, enum
//! values, formats, bounds, a changed `required` list. It does not report
//! nullability, names no property, knows no Rust callers, and panics on documents
//! that gain a media type. Its documents must fit `openapiv3`'s types, too, while
//! a comparison should still say something about one that is not quite valid.

mod api;
mod attribution;
mod bodies;
mod callers;
mod change;
mod listing;
mod names;
mod operations;
mod pair;
mod parameters;
mod record;
mod renamed;
mod schema;
mod shape;
mod spelling;
#[cfg(test)]
mod tests;
mod text;
mod values;
mod verdict;
mod wire;

use serde::{Serialize, Serializer, ser::SerializeStruct};
use serde_json::Value;

pub use change::{Change, Direction, Kind};
pub use verdict::{Rust, Step, Verdict, Wire};

use crate::{Error, Generated};
use api::Api;
use attribution::attribute;
use callers::differences;
use names::Names;
use record::{Concerns, Entry, Record, Use};
use schema::Schemas;
use shape::Node;

/// What changed between two documents. Prints as a report for people; see the
/// [module](self) for its JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    changes: Vec<Change>,
}

/// Compares two documents, and the clients that were generated from them.
///
/// # Errors
/// If `code` of one of them is no Rust any more.
pub fn diff(old: &Generated, new: &Generated) -> Result<Diff, Error> {
    let api = |side: &str, generated: &Generated| {
        Api::of(&generated.code).map_err(|error| {
            Error::new(
                format!("the {side} client"),
                format!("its code is no Rust: {error}"),
                "hand over what `generate` returned",
            )
        })
    };
    let (old_api, new_api) = (api("old", old)?, api("new", new)?);
    let names = (Names::of(old, &old_api), Names::of(new, &new_api));
    let entries = compare(&old.lowered, &new.lowered);
    let changes = attribute(
        entries,
        differences(&old_api, &new_api),
        (&names.0, &names.1),
    );
    Ok(Diff { changes })
}

/// What changed between two documents of OpenAPI 3.0.
///
/// Never fails: of a document that is not OpenAPI, or not quite, what is there is
/// compared. References that lead nowhere, or in a circle, are compared as they
/// are written.
fn compare(old: &Value, new: &Value) -> Vec<Entry> {
    let mut record = Record::default();
    servers(old, new, &mut record);
    operations::compare(old, new, &mut record);
    components(old, new, &mut record);
    record.into_entries()
}

impl Diff {
    /// The changes, sorted by their place in the new document.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Is there no change at all?
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Does any change break a program on the wire, or a Rust caller?
    pub fn is_breaking(&self) -> bool {
        self.changes
            .iter()
            .any(|change| change.wire.is_breaking() || change.rust.is_breaking())
    }

    /// The step that all changes together demand.
    pub fn step(&self) -> Step {
        let steps = self.changes.iter().map(|change| change.step);
        steps.max().unwrap_or(Step::None)
    }

    /// The worst that all changes together do to Rust callers.
    pub fn rust(&self) -> Rust {
        let verdicts = self.changes.iter().map(|change| change.rust);
        verdicts.max().unwrap_or(Rust::Same)
    }

    /// What a command should exit with: 1 if the step is major, else 0. What breaks
    /// the wire alone is told, but a release cannot undo it.
    pub fn exit_code(&self) -> u8 {
        u8::from(self.step() == Step::Major)
    }
}

impl Serialize for Diff {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Diff", 3)?;
        object.serialize_field("breaking", &self.is_breaking())?;
        object.serialize_field("step", &self.step())?;
        object.serialize_field("changes", &self.changes)?;
        object.end()
    }
}

fn servers(old: &Value, new: &Value, record: &mut Record) {
    let servers = |document| {
        let servers = Node::root(document).get("servers");
        let urls: Vec<&str> = servers
            .iter()
            .flat_map(Node::items)
            .filter_map(|server| server.text("url"))
            .collect();
        (servers.map(|node| node.at), urls.join(", "))
    };
    let ((old_at, from), (new_at, to)) = (servers(old), servers(new));
    if from != to {
        let kind = Kind::ServersChanged { from, to };
        let at = (old_at, new_at);
        record.add(kind, "servers", at, Use::BOTH, Concerns::Nobody);
    }
}

/// Schemas get a type each, whether or not an operation uses them.
fn components<'d>(old: &'d Value, new: &'d Value, record: &mut Record) {
    let schemas = |document: &'d Value| {
        let components = Node::root(document).get("components");
        components.and_then(|components| components.get("schemas"))
    };
    let (olds, news) = (schemas(old), schemas(new));
    let get = |schemas: &Option<Node<'d>>, name: &str| schemas.as_ref()?.get(name);
    for (name, gone) in olds.iter().flat_map(Node::members) {
        match get(&news, name) {
            None => {
                let at = (Some(gone.at), None);
                record.add(
                    Kind::SchemaRemoved,
                    name,
                    at,
                    Use::NEITHER,
                    Concerns::Nobody,
                );
            }
            // What operations use is compared already, with what they know.
            Some(kept) if !record.has_compared(&gone.at, &kept.at) => {
                Schemas::new((old, new), record, Use::NEITHER, None).compare(&gone, &kept, name);
            }
            Some(_) => {}
        }
    }
    for (name, added) in news.iter().flat_map(Node::members) {
        if get(&olds, name).is_none() {
            let at = (None, Some(added.at));
            record.add(Kind::SchemaAdded, name, at, Use::NEITHER, Concerns::Nobody);
        }
    }
}
