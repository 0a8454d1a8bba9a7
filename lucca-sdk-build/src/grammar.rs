//! What stands where in an OpenAPI document.
//!
//! Examples, defaults and extensions can hold objects that look like schemas, and
//! a property may be called `type` or `$ref`. Every step that looks for something
//! in a document therefore descends by this table, which knows what is a keyword,
//! what is a name and what is somebody's data.

use serde_json::Value;

use crate::{Error, Pointer};

/// The methods that a path item can have, as the document spells them.
pub(crate) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The kinds of objects that hold others, of OpenAPI 3.0 and 3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Document,
    Components,
    PathItem,
    Operation,
    Parameter,
    Header,
    RequestBody,
    Response,
    MediaType,
    Encoding,
    Callback,
    Example,
    Link,
    SecurityScheme,
    Schema,
}

/// How many of a kind stand under a keyword, and what their keys are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    One(Kind),
    /// A list; a single one is accepted too, as some keywords of older JSON
    /// Schema drafts allow both.
    List(Kind),
    /// By a name that the author chose.
    Named(Kind),
    /// By a path, status or expression; other keys are extensions.
    Patterned(Kind),
}

impl Kind {
    /// What stands under `keyword` in an object of this kind.
    fn inside(self, keyword: &str) -> Option<Inside> {
        use Inside::{List, Named, One, Patterned};
        Some(match (self, keyword) {
            (Kind::Document, "paths") => Patterned(Kind::PathItem),
            (Kind::Document, "webhooks") => Named(Kind::PathItem),
            (Kind::Document, "components") => One(Kind::Components),
            (Kind::Components, section) => Named(Kind::of_section(section)?),
            (Kind::PathItem | Kind::Operation, "parameters") => List(Kind::Parameter),
            (Kind::PathItem, method) if METHODS.contains(&method) => One(Kind::Operation),
            (Kind::Operation, "requestBody") => One(Kind::RequestBody),
            (Kind::Operation, "responses") => Patterned(Kind::Response),
            (Kind::Operation, "callbacks") => Named(Kind::Callback),
            (Kind::Callback, expression) if !is_extension(expression) && expression != "$ref" => {
                One(Kind::PathItem)
            }
            (Kind::Parameter | Kind::Header | Kind::MediaType, "schema") => One(Kind::Schema),
            (Kind::Parameter | Kind::Header | Kind::MediaType, "examples") => Named(Kind::Example),
            (Kind::Parameter | Kind::Header | Kind::RequestBody | Kind::Response, "content") => {
                Named(Kind::MediaType)
            }
            (Kind::MediaType, "encoding") => Named(Kind::Encoding),
            (Kind::Encoding | Kind::Response, "headers") => Named(Kind::Header),
            (Kind::Response, "links") => Named(Kind::Link),
            (
                Kind::Schema,
                "additionalProperties"
                | "additionalItems"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "unevaluatedItems"
                | "unevaluatedProperties"
                | "contentSchema",
            ) => One(Kind::Schema),
            (Kind::Schema, "items" | "allOf" | "anyOf" | "oneOf" | "prefixItems") => {
                List(Kind::Schema)
            }
            (
                Kind::Schema,
                "properties" | "patternProperties" | "dependentSchemas" | "dependencies" | "$defs"
                | "definitions",
            ) => Named(Kind::Schema),
            _ => return None,
        })
    }

    /// The kind that a section of `components` holds.
    pub(crate) fn of_section(section: &str) -> Option<Kind> {
        Some(match section {
            "schemas" => Kind::Schema,
            "responses" => Kind::Response,
            "parameters" => Kind::Parameter,
            "examples" => Kind::Example,
            "requestBodies" => Kind::RequestBody,
            "headers" => Kind::Header,
            "securitySchemes" => Kind::SecurityScheme,
            "links" => Kind::Link,
            "callbacks" => Kind::Callback,
            "pathItems" => Kind::PathItem,
            _ => return None,
        })
    }

    /// The section of `components` that holds this kind; `None` for what can
    /// stand in one place only.
    pub(crate) fn section(self) -> Option<&'static str> {
        Some(match self {
            Kind::Schema => "schemas",
            Kind::Response => "responses",
            Kind::Parameter => "parameters",
            Kind::Example => "examples",
            Kind::RequestBody => "requestBodies",
            Kind::Header => "headers",
            Kind::SecurityScheme => "securitySchemes",
            Kind::Link => "links",
            Kind::Callback => "callbacks",
            Kind::PathItem => "pathItems",
            Kind::Document
            | Kind::Components
            | Kind::Operation
            | Kind::MediaType
            | Kind::Encoding => return None,
        })
    }

    /// What errors call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Document => "document",
            Kind::Components => "set of components",
            Kind::PathItem => "path item",
            Kind::Operation => "operation",
            Kind::Parameter => "parameter",
            Kind::Header => "header",
            Kind::RequestBody => "request body",
            Kind::Response => "response",
            Kind::MediaType => "media type",
            Kind::Encoding => "encoding",
            Kind::Callback => "callback",
            Kind::Example => "example",
            Kind::Link => "link",
            Kind::SecurityScheme => "security scheme",
            Kind::Schema => "schema",
        }
    }
}

/// Keys that OpenAPI leaves to everybody.
pub(crate) fn is_extension(key: &str) -> bool {
    key.starts_with("x-")
}

/// Is this a schema, as JSON Schema 2020-12 has them? (A list of names, as the
/// old `dependencies` holds beside schemas, is none.)
pub(crate) fn is_schema(value: &Value) -> bool {
    matches!(value, Value::Object(_) | Value::Bool(_))
}

/// What is done with each of the objects in a document.
pub(crate) type Visit<'v> = dyn FnMut(Kind, &mut Value, &Pointer) -> Result<(), Error> + 'v;

/// Visits what stands directly inside an object of the given kind, in order.
pub(crate) fn each_inside(
    kind: Kind,
    value: &mut Value,
    at: &Pointer,
    visit: &mut Visit<'_>,
) -> Result<(), Error> {
    let Some(object) = value.as_object_mut() else {
        return Ok(());
    };
    for (keyword, value) in object.iter_mut() {
        let Some(inside) = kind.inside(keyword) else {
            continue;
        };
        let at = at.join(keyword);
        match (inside, value) {
            (Inside::One(kind), value) => visit(kind, value, &at)?,
            (Inside::List(kind), Value::Array(items)) => {
                for (index, item) in items.iter_mut().enumerate() {
                    visit(kind, item, &at.join(index))?;
                }
            }
            (Inside::List(kind), value) => visit(kind, value, &at)?,
            (Inside::Named(kind) | Inside::Patterned(kind), Value::Object(entries)) => {
                for (name, value) in entries.iter_mut() {
                    let skipped = match inside {
                        Inside::Patterned(_) => is_extension(name),
                        _ => keyword == "dependencies" && !is_schema(value),
                    };
                    if !skipped {
                        visit(kind, value, &at.join(name))?;
                    }
                }
            }
            // No map: whoever reads it next says so.
            (Inside::Named(_) | Inside::Patterned(_), _) => {}
        }
    }
    Ok(())
}

/// Visits everything inside an object of the given kind, and the object itself
/// last, so that inner ones come before those around them.
pub(crate) fn innermost_first(
    kind: Kind,
    value: &mut Value,
    at: &Pointer,
    visit: &mut Visit<'_>,
) -> Result<(), Error> {
    each_inside(kind, value, at, &mut |kind, value, at| {
        innermost_first(kind, value, at, visit)
    })?;
    visit(kind, value, at)
}
