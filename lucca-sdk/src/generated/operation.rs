//! Operations as data: what there is to call, for those who find out at run time.

/// An operation that a document describes; each generated client has a table of
/// them, for example
/// [`office::OPERATIONS`](crate::generated::office::OPERATIONS).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The document's own identifier of the operation.
    pub id: &'static str,
    /// The name of the method of the generated client.
    pub name: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path, with the names of its parameters in braces: `/users/{id}`.
    pub path: &'static str,
    /// What the operation does, in one line.
    pub summary: &'static str,
    /// What it can be given, apart from a body.
    pub parameters: &'static [Parameter],
    /// The media type of the body that it needs, if it needs one.
    pub body: Option<&'static str>,
}

impl Operation {
    #[doc(hidden)]
    pub const fn new(
        id: &'static str,
        name: &'static str,
        method: &'static str,
        path: &'static str,
        summary: &'static str,
        parameters: &'static [Parameter],
        body: Option<&'static str>,
    ) -> Self {
        Self {
            id,
            name,
            method,
            path,
            summary,
            parameters,
            body,
        }
    }
}

/// A parameter of an [`Operation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// The name, as requests have it.
    pub name: &'static str,
    /// Where in the request it stands.
    pub location: Location,
    /// Whether a request without it is refused.
    pub required: bool,
    /// What it is; for a list, what each of its items is.
    pub kind: Kind,
    /// Whether it is a list, and how a list is written.
    pub arity: Arity,
    /// The values that the document lists; empty if any is allowed.
    pub values: &'static [&'static str],
    /// What it means.
    pub description: &'static str,
}

impl Parameter {
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        location: Location,
        required: bool,
        kind: Kind,
        arity: Arity,
        values: &'static [&'static str],
        description: &'static str,
    ) -> Self {
        Self {
            name,
            location,
            required,
            kind,
            arity,
            values,
            description,
        }
    }
}

/// Where in a request a [`Parameter`] stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Location {
    /// In the path, between braces in [`Operation::path`].
    Path,
    /// In the query, after the `?`.
    Query,
    /// In a header.
    Header,
}

/// What a [`Parameter`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A text, also a date or one of the listed values.
    Text,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
}

/// Whether a [`Parameter`] is a list, and how a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Arity {
    /// One value.
    Single,
    /// A list in one parameter, separated by commas: `id=1,2`.
    CommaJoined,
    /// A list as one parameter per item: `id=1&id=2`.
    Repeated,
}
