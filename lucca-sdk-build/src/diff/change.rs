//! What a change is: its kind, its place, and who is concerned.

use serde::{Serialize, Serializer};

use super::verdict::{Rust, Step, Wire};
use crate::Pointer;

/// One difference between two documents, and what follows from it.
///
/// A schema that several operations use is compared once: its change stands where
/// the schema is defined, and [`operations`](Self::operations) names its users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// What changed.
    #[serde(flatten)]
    pub kind: Kind,
    /// The changed thing as a person would call it: `GET /users parameter page`,
    /// `User.name`.
    pub subject: String,
    /// Where it stands in the old document; `None` if it is new.
    #[serde(serialize_with = "pointer")]
    pub old: Option<Pointer>,
    /// Where it stands in the new document; `None` if it is gone.
    #[serde(serialize_with = "pointer")]
    pub new: Option<Pointer>,
    /// Which way the changed data travels.
    pub direction: Direction,
    /// The operations that are concerned, as `GET /users`, sorted. Empty for a
    /// schema that no operation uses.
    pub operations: Vec<String>,
    /// What it means for a program that was written for the old document, in any
    /// language, when the server follows the new one.
    pub wire: Wire,
    /// What it means for Rust code written against the old generated client, when
    /// it is compiled against the new one.
    pub rust: Rust,
    /// The step that the version of a crate with the generated client must take.
    pub step: Step,
    /// Why the verdicts are what they are.
    pub why: String,
    /// A guess at what was meant, such as another name for the same thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// Which way the changed data travels, seen from the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Direction {
    /// The client writes it.
    Request,
    /// The client reads it.
    Response,
    /// Both: a schema used both ways, or an operation as a whole.
    Both,
    /// Neither: a schema that no operation uses, or the document's prose.
    Neither,
}

impl Direction {
    pub(super) fn of(reads: bool, writes: bool) -> Self {
        match (reads, writes) {
            (true, true) => Self::Both,
            (true, false) => Self::Response,
            (false, true) => Self::Request,
            (false, false) => Self::Neither,
        }
    }
}

/// What changed. Values of the document are written as JSON text.
///
/// In JSON, `kind` is the name in kebab case (`property-added`), and the fields
/// stand beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "`from` and `to` are the old and the new value")]
pub enum Kind {
    /// A method on a path that the old document does not have.
    OperationAdded,
    /// A method on a path that the new document does not have.
    OperationRemoved,
    /// The same `operationId` under another method or path.
    OperationMoved { from: String, to: String },
    /// Another `operationId` for the same method and path.
    OperationRenamed { from: String, to: String },
    /// The operation is to be avoided from now on.
    OperationDeprecated,
    /// What the operation asks of a caller's identity.
    SecurityChanged { from: String, to: String },
    /// The document's server URLs.
    ServersChanged { from: String, to: String },

    /// A new parameter.
    ParameterAdded { required: bool },
    /// A parameter that is gone.
    ParameterRemoved,
    /// A parameter that could be left out, and no longer can.
    ParameterRequired,
    /// A parameter that can be left out now.
    ParameterOptional,
    /// Another name for the same place in the path.
    ParameterRenamed { from: String, to: String },
    /// The same name in another location: query, header, path or cookie.
    ParameterMoved { from: String, to: String },
    /// How a value is written: `style` and `explode`.
    ParameterStyleChanged { from: String, to: String },

    /// A body where there was none.
    BodyAdded { required: bool },
    /// No body where there was one.
    BodyRemoved,
    /// A body that could be left out, and no longer can.
    BodyRequired,
    /// A body that can be left out now.
    BodyOptional,
    /// A new media type for a body.
    MediaTypeAdded { media: String },
    /// A media type that is gone.
    MediaTypeRemoved { media: String },

    /// A status that the old document does not list.
    ResponseAdded { status: String },
    /// A status that the new document does not list.
    ResponseRemoved { status: String },
    /// A new header of an answer.
    HeaderAdded { header: String },
    /// A header that answers no longer have.
    HeaderRemoved { header: String },

    /// A new property of an object.
    PropertyAdded { required: bool },
    /// A property that is gone.
    PropertyRemoved,
    /// A property that could be absent, and no longer can.
    PropertyRequired,
    /// A property that can be absent now.
    PropertyOptional,
    /// `readOnly` or `writeOnly`.
    AccessChanged { from: String, to: String },
    /// Properties that the document does not name.
    AdditionalPropertiesChanged { from: String, to: String },

    /// Another type of value.
    TypeChanged { from: String, to: String },
    /// Another `format` of the same type.
    FormatChanged { from: String, to: String },
    /// `null` is allowed now.
    BecameNullable,
    /// `null` is no longer allowed.
    NoLongerNullable,
    /// A new value of an enumeration.
    EnumValueAdded { value: String },
    /// A value that an enumeration no longer has.
    EnumValueRemoved { value: String },
    /// An enumeration where any value was allowed.
    EnumClosed,
    /// Any value where there was an enumeration.
    EnumOpened,
    /// A bound that allows less than before.
    ConstraintTightened {
        keyword: String,
        from: String,
        to: String,
    },
    /// A bound that allows more than before.
    ConstraintLoosened {
        keyword: String,
        from: String,
        to: String,
    },
    /// A bound that allows other values than before: a pattern, a factor.
    ConstraintChanged {
        keyword: String,
        from: String,
        to: String,
    },
    /// What a value is if it is left out.
    DefaultChanged { from: String, to: String },
    /// A new alternative of `oneOf` or `anyOf`.
    VariantAdded { variant: String },
    /// An alternative that is gone.
    VariantRemoved { variant: String },
    /// A difference that is too deep or too strange to say more about.
    SchemaChanged,

    /// A schema under `components` that the old document does not have.
    SchemaAdded,
    /// A schema under `components` that the new document does not have.
    SchemaRemoved,
    /// Another name for the schema at this place.
    SchemaRenamed { from: String, to: String },
    /// A summary or a description.
    DescriptionChanged,

    /// Something of the generated client is another, and no one change of the
    /// document accounts for it: a type that got another name because its old one
    /// is taken now, a field that is lenient because answers hold it now.
    CodeChanged,
}

impl Kind {
    /// The kind in kebab case, as JSON has it: `property-added`.
    pub fn name(&self) -> String {
        let debug = format!("{self:?}");
        let mut name = String::new();
        for c in debug.chars().take_while(|c| c.is_ascii_alphanumeric()) {
            if c.is_ascii_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(c.to_ascii_lowercase());
        }
        name
    }
}

fn pointer<S: Serializer>(pointer: &Option<Pointer>, serializer: S) -> Result<S::Ok, S::Error> {
    match pointer {
        Some(pointer) => serializer.serialize_some(pointer.as_str()),
        None => serializer.serialize_none(),
    }
}
