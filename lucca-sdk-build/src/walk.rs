//! A walk over the schemas of a document, along the [grammar](crate::grammar).

use serde_json::{Map, Value};

use crate::{
    Error, Pointer,
    grammar::{Kind, each_inside, innermost_first},
};

pub(crate) use crate::grammar::METHODS;

/// Every operation of the document, with its place, in order.
pub(crate) fn operations(document: &Value) -> impl Iterator<Item = (Pointer, &Map<String, Value>)> {
    let root = Pointer::root().join("paths");
    document["paths"]
        .as_object()
        .into_iter()
        .flatten()
        .flat_map(move |(path, item)| {
            let at = root.join(path);
            METHODS.iter().filter_map(move |method| {
                let operation = item.get(method)?.as_object()?;
                Some((at.join(method), operation))
            })
        })
}

type Visit<'v> = dyn FnMut(&mut Value, &Pointer) -> Result<(), Error> + 'v;

/// Visits every schema of the document, the inner ones before those around them.
pub(crate) fn schemas(document: &mut Value, visit: &mut Visit<'_>) -> Result<(), Error> {
    outer_schemas(document, &mut |schema, at| {
        innermost_first(Kind::Schema, schema, at, &mut |_, schema, at| {
            visit(schema, at)
        })
    })
}

/// Visits the schemas that are not inside another schema.
pub(crate) fn outer_schemas(document: &mut Value, visit: &mut Visit<'_>) -> Result<(), Error> {
    fn inside(
        kind: Kind,
        value: &mut Value,
        at: &Pointer,
        visit: &mut Visit<'_>,
    ) -> Result<(), Error> {
        each_inside(kind, value, at, &mut |kind, value, at| match kind {
            Kind::Schema => visit(value, at),
            kind => inside(kind, value, at, visit),
        })
    }
    inside(Kind::Document, document, &Pointer::root(), visit)
}

/// Visits the schemas directly inside a schema.
pub(crate) fn inner_schemas(
    schema: &mut Value,
    at: &Pointer,
    visit: &mut Visit<'_>,
) -> Result<(), Error> {
    each_inside(Kind::Schema, schema, at, &mut |_, value, at| {
        visit(value, at)
    })
}
