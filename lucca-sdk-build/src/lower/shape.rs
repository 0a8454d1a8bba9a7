//! Keywords whose values cannot be what they should be.
//!
//! A keyword of JSON Schema with a value of the wrong kind is a mistake, and later steps
//! rely on it that there are none.

use serde_json::{Map, Value};

use crate::{Error, Pointer, error::Journal, grammar::is_schema};

enum Shape {
    Schema,
    Schemas,
    SchemasByName,
    SchemaOrSchemas,
    Text,
    Flag,
    Count,
    Number,
    PositiveNumber,
    NumberOrFlag,
    Names,
    NamesByName,
    SchemasOrNamesByName,
    List,
    TypeOrTypes,
    Object,
}

fn shape_of(keyword: &str) -> Option<Shape> {
    Some(match keyword {
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
        | "contentSchema" => Shape::Schema,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Shape::Schemas,
        "properties" | "patternProperties" | "dependentSchemas" | "$defs" | "definitions" => {
            Shape::SchemasByName
        }
        "items" => Shape::SchemaOrSchemas,
        "$ref" | "$dynamicRef" | "$schema" | "$id" | "$anchor" | "pattern" | "format" | "title"
        | "description" | "contentEncoding" | "contentMediaType" => Shape::Text,
        "uniqueItems" | "nullable" | "readOnly" | "writeOnly" | "deprecated" => Shape::Flag,
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties"
        | "minContains" | "maxContains" => Shape::Count,
        "minimum" | "maximum" => Shape::Number,
        "multipleOf" => Shape::PositiveNumber,
        // 3.0's form is found in 3.1 documents.
        "exclusiveMinimum" | "exclusiveMaximum" => Shape::NumberOrFlag,
        "required" => Shape::Names,
        "dependentRequired" => Shape::NamesByName,
        "dependencies" => Shape::SchemasOrNamesByName,
        "enum" | "examples" => Shape::List,
        "type" => Shape::TypeOrTypes,
        "discriminator" | "xml" | "externalDocs" => Shape::Object,
        _ => return None,
    })
}

/// Refuses keywords of the wrong shape, and writes whole numbers as such.
pub(super) fn check(
    object: &mut Map<String, Value>,
    at: &Pointer,
    journal: &mut Journal<'_>,
) -> Result<(), Error> {
    let mut empty = Vec::new();
    for (keyword, value) in object.iter_mut() {
        let Some(shape) = shape_of(keyword) else {
            continue;
        };
        if value.is_null() && matches!(shape, Shape::Text | Shape::Object) {
            // A key without a value, as YAML makes it easy to write.
            empty.push(keyword.clone());
            continue;
        }
        if let Some(wanted) = misfit(&shape, value) {
            return Err(journal.refuse(
                &at.join(keyword),
                format!("`{keyword}` is no {wanted}"),
                "correct it",
            ));
        }
        if matches!(shape, Shape::Count)
            && let Some(count) = count(value)
        {
            *value = count.into();
        }
    }
    for keyword in empty {
        object.shift_remove(&keyword);
        journal.note(&at.join(&keyword), "left out: it has no value");
    }
    Ok(())
}

/// What a value should have been, if it is not.
fn misfit(shape: &Shape, value: &Value) -> Option<&'static str> {
    let is_text_list = |value: &Value| {
        value
            .as_array()
            .is_some_and(|items| items.iter().all(Value::is_string))
    };
    let all_named = |value: &Value, fits: &dyn Fn(&Value) -> bool| {
        value
            .as_object()
            .is_some_and(|entries| entries.values().all(fits))
    };
    let all_schemas = |value: &Value| {
        value
            .as_array()
            .is_some_and(|items| !items.is_empty() && items.iter().all(is_schema))
    };
    let (fits, wanted) = match shape {
        Shape::Schema => (is_schema(value), "schema"),
        Shape::Schemas => (all_schemas(value), "list of schemas, one at least"),
        Shape::SchemasByName => (all_named(value, &is_schema), "object of schemas"),
        Shape::SchemaOrSchemas => (
            is_schema(value)
                || value
                    .as_array()
                    .is_some_and(|items| items.iter().all(is_schema)),
            "schema",
        ),
        Shape::Text => (value.is_string(), "text"),
        Shape::Flag => (value.is_boolean(), "`true` or `false`"),
        Shape::Count => (count(value).is_some(), "whole number from 0 on"),
        Shape::Number => (value.is_number(), "number"),
        Shape::PositiveNumber => (
            value.as_f64().is_some_and(|number| number > 0.0),
            "number above 0",
        ),
        Shape::NumberOrFlag => (value.is_number() || value.is_boolean(), "number"),
        Shape::Names => (is_text_list(value), "list of names"),
        Shape::NamesByName => (all_named(value, &is_text_list), "object of lists of names"),
        Shape::SchemasOrNamesByName => (
            all_named(value, &|value| is_schema(value) || is_text_list(value)),
            "object of schemas and lists of names",
        ),
        Shape::List => (value.is_array(), "list"),
        Shape::TypeOrTypes => (
            value.is_string() || is_text_list(value),
            "type or list of types",
        ),
        Shape::Object => (value.is_object(), "object"),
    };
    (!fits).then_some(wanted)
}

/// A whole number, also when it is written with a fraction of 0.
fn count(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        value
            .as_f64()
            .filter(|number| number.fract() == 0.0 && (0.0..9e15).contains(number))
            .map(|number| number as u64)
    })
}
