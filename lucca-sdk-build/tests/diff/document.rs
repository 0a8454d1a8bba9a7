//! Documents to compare: small ones that make sense, and JSON that does not.

use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Map, Value, json};

const TYPES: [&str; 3] = ["User", "Team", "Place"];

/// A schema that may refer to some components. None refers to itself: the
/// generator breaks such a circle wherever it meets it first, so that a change
/// elsewhere can move a `Box`.
fn schema(components: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        select(
            &[
                r#"{ "type": "string" }"#,
                r#"{ "type": "string", "nullable": true }"#,
                r#"{ "type": "string", "format": "date" }"#,
                r#"{ "type": "string", "format": "date-time" }"#,
                r#"{ "type": "string", "format": "uuid" }"#,
                r#"{ "type": "string", "maxLength": 20 }"#,
                r#"{ "type": "integer" }"#,
                r#"{ "type": "integer", "format": "int32" }"#,
                r#"{ "type": "integer", "format": "int64", "nullable": true }"#,
                r#"{ "type": "number" }"#,
                r#"{ "type": "boolean" }"#,
                r#"{ "type": "boolean", "default": false }"#,
                r#"{ "type": "integer", "default": 3 }"#,
                r#"{ "type": "string", "default": "none" }"#,
                r#"{ "type": "string", "pattern": "^[a-z]+$" }"#,
                r#"{ "type": "integer", "minimum": 1 }"#,
                r#"{ "type": "string", "readOnly": true }"#,
                r#"{ "type": "integer", "readOnly": true }"#,
                r#"{ "type": "object", "additionalProperties": { "type": "integer" } }"#,
                r#"{ "oneOf": [{ "type": "integer" }, { "type": "string" }] }"#,
                r#"{ "type": "object", "x-rust-name": "Shared",
                     "properties": { "one": { "type": "string" } } }"#,
                r#"{ "type": "object", "x-rust-name": "Shared",
                     "properties": { "two": { "type": "integer" } } }"#,
                r#"{ "type": "object", "title": "Place",
                     "properties": { "city": { "type": "string" } } }"#,
                r#"{ "type": "string", "enum": ["Office", "Other"] }"#,
                r#"{ "type": "string", "enum": ["Office", "RemoteWork"] }"#,
            ][..]
        )
        .prop_map(|text| serde_json::from_str(text).unwrap()),
        component(components),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            inner
                .clone()
                .prop_map(|items| json!({ "type": "array", "items": items })),
            object(inner),
        ]
    })
}

fn component(components: &'static [&'static str]) -> BoxedStrategy<Value> {
    if components.is_empty() {
        return Just(json!({ "type": "string" })).boxed();
    }
    select(components)
        .prop_flat_map(|name| {
            let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
            let or_null = json!({ "nullable": true, "allOf": [reference.clone()] });
            let alternatives = json!({ "oneOf": [reference.clone(), { "enum": [null] }] });
            prop_oneof![4 => Just(reference), 1 => Just(or_null), 1 => Just(alternatives)]
        })
        .boxed()
}

fn object(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    // `team` and `place` would like to be types that are components.
    let names = select(
        &[
            "id",
            "name",
            "managerId",
            "managerID",
            "team",
            "place",
            "kind",
        ][..],
    );
    let rest = option::weighted(0.1, Just(json!(true)));
    (vec((names, inner, any::<bool>()), 1..4), rest).prop_map(|(members, rest)| {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for (name, schema, needed) in members {
            if properties.insert(name.to_owned(), schema).is_none() && needed {
                required.push(name);
            }
        }
        let mut object = json!({ "type": "object", "properties": properties });
        if !required.is_empty() {
            object["required"] = json!(required);
        }
        if let Some(rest) = rest {
            object["additionalProperties"] = rest;
        }
        object
    })
}

fn parameter() -> impl Strategy<Value = Value> {
    let kinds = [
        json!({ "type": "string" }),
        json!({ "type": "string", "format": "uuid" }),
        json!({ "type": "string", "default": "none" }),
        json!({ "type": "string", "maxLength": 20 }),
        json!({ "type": "integer", "format": "int32" }),
        json!({ "type": "integer", "format": "int64" }),
        json!({ "type": "integer", "minimum": 1 }),
        json!({ "type": "integer", "minimum": 0, "default": 10 }),
        json!({ "type": "boolean" }),
        json!({ "type": "string", "enum": ["Office", "Other"] }),
        json!({ "type": "string", "enum": ["Office", "RemoteWork"] }),
        json!({ "type": "array", "items": { "type": "integer" } }),
        json!({ "type": "array", "items": { "type": "string" } }),
    ];
    let names = select(&["login", "page", "kind", "Page"][..]);
    let styles = select(&["form", "joined", "pipeDelimited", "header"][..]);
    (names, any::<bool>(), select(kinds.to_vec()), styles).prop_map(
        |(name, required, schema, style)| {
            let list = schema["type"] == "array";
            let mut parameter =
                json!({ "name": name, "in": "query", "required": required, "schema": schema });
            match style {
                "joined" if list => parameter["explode"] = json!(false),
                // A required one is refused.
                "pipeDelimited" if list && !required => parameter["style"] = json!(style),
                "header" if !list => parameter["in"] = json!("header"),
                _ => {}
            }
            parameter
        },
    )
}

fn content(schema: &Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn operation() -> impl Strategy<Value = Value> {
    let failures = [
        json!({ "type": "object", "properties": { "message": { "type": "string" } } }),
        json!({ "type": "object", "properties": { "code": { "type": "integer" } } }),
        json!({ "$ref": "#/components/schemas/Place" }),
    ];
    let failure = || option::of(select(failures.to_vec()));
    (
        vec(parameter(), 0..3),
        option::of(schema(&TYPES)),
        option::of(schema(&TYPES)),
        failure(),
        failure(),
        select(&["application/json", "application/json; charset=utf-8", "*/*"][..]),
    )
        .prop_map(|(mut parameters, body, answer, refused, failed, media)| {
            let name = |parameter: &Value| parameter["name"].as_str().map(str::to_owned);
            parameters.sort_by_key(name);
            parameters.dedup_by_key(|parameter| name(parameter));
            let mut operation = json!({ "parameters": parameters, "responses": {} });
            if let Some(body) = body {
                operation["requestBody"] = json!({ "required": true, "content": content(&body) });
            }
            operation["responses"]["200"] = match answer {
                Some(answer) => {
                    json!({ "description": "Done.", "content": { media: { "schema": answer } } })
                }
                None => json!({ "description": "Done." }),
            };
            for (status, failure) in [("400", refused), ("500", failed)] {
                if let Some(failure) = failure {
                    operation["responses"][status] =
                        json!({ "description": "Failed.", "content": content(&failure) });
                }
            }
            operation
        })
}

/// A valid document with a few operations and three components.
pub(crate) fn document() -> impl Strategy<Value = Value> {
    // The last two would like to be one method.
    let places = [
        ("/users", "post"),
        ("/teams", "put"),
        ("/users", "get"),
        ("/Users", "get"),
    ];
    let operations = [
        operation().prop_map(Some).boxed(),
        option::of(operation()).boxed(),
        option::of(operation()).boxed(),
        option::of(operation()).boxed(),
    ];
    let components = [
        object(schema(&["Team", "Place"])),
        object(schema(&["Place"])),
        object(schema(&[])),
    ];
    (operations, components).prop_map(move |(operations, components)| {
        let mut document = json!({
            "openapi": "3.0.3",
            "info": { "title": "Users", "version": "1" },
            "paths": {},
        });
        for ((path, method), operation) in places.iter().zip(operations) {
            if let Some(mut operation) = operation {
                operation["operationId"] = json!(format!("{method}{}", path.replace('/', "-")));
                document["paths"][path][method] = operation;
            }
        }
        for (name, schema) in TYPES.iter().zip(components) {
            document["components"]["schemas"][name] = schema;
        }
        document
    })
}

/// Adds what is only in another value.
fn add(value: &mut Value, other: &Value) {
    match (value, other) {
        (Value::Object(value), Value::Object(other)) => {
            for (key, other) in other {
                match value.get_mut(key) {
                    Some(value) if key == "paths" || key.starts_with('/') => add(value, other),
                    Some(_) => {}
                    None => {
                        value.insert(key.clone(), other.clone());
                    }
                }
            }
        }
        (Value::Array(value), Value::Array(other)) => {
            for other in other {
                let named = |value: &Value| value["name"] == other["name"];
                if other.is_object() && !value.iter().any(named) {
                    value.push(other.clone());
                }
            }
        }
        _ => {}
    }
}

/// A document, and one that differs from it in a part.
pub(crate) fn near() -> impl Strategy<Value = (Value, Value)> {
    let parts = [
        "/paths",
        "/paths/~1users",
        "/paths/~1users/post",
        "/paths/~1users/post/requestBody",
        "/paths/~1users/post/parameters",
        "/paths/~1users/post/responses",
        "/paths/~1teams/put/responses",
        "/paths/~1teams/put/parameters",
        "/components/schemas",
        "/components/schemas/User",
        "/components/schemas/User/properties",
        "/components/schemas/User/required",
        "/components/schemas/Team",
        "/components/schemas/Team/properties",
        "/components/schemas/Place",
    ];
    let parts = (
        document(),
        document(),
        select(parts.to_vec()),
        any::<bool>(),
    );
    let with_part = parts.prop_map(|(old, other, part, adds)| {
        let mut new = old.clone();
        if let (Some(part), Some(other)) = (new.pointer_mut(part), other.pointer(part)) {
            match adds {
                true => add(part, other),
                false => *part = other.clone(),
            }
        }
        (old, new)
    });
    let edits = (document(), select(&EDITS[..]));
    let with_edit = edits.prop_map(|(old, (keyword, edited))| {
        let mut new = old.clone();
        edit(&mut new, keyword, &serde_json::from_str(edited).unwrap());
        (old, new)
    });
    prop_oneof![with_part, with_edit].prop_filter("nothing differs", |(old, new)| old != new)
}

/// What texts, enumerations or lists can say besides.
const EDITS: [(&str, &str); 8] = [
    ("pattern", r#""^[a-z]+$""#),
    ("format", r#""uuid""#),
    ("format", r#""date""#),
    ("default", r#""none""#),
    ("description", r#""A text.""#),
    ("maxLength", "30"),
    ("enum", r#"["Office", "Other", "RemoteWork", "Travel"]"#),
    ("uniqueItems", "true"),
];

/// Lets every text, enumeration or list say something else.
fn edit(value: &mut Value, keyword: &str, edited: &Value) {
    if let Some(object) = value.as_object_mut() {
        let concerned = match keyword {
            "enum" => object.contains_key("enum") && object.contains_key("type"),
            "uniqueItems" => object.get("type") == Some(&json!("array")),
            keyword => {
                let known = ["enum", "format", "maxLength", keyword];
                object.get("type") == Some(&json!("string"))
                    && !known.iter().any(|keyword| object.contains_key(*keyword))
            }
        };
        if concerned {
            object.insert(keyword.to_owned(), edited.clone());
        }
        let values = object.values_mut();
        values.for_each(|value| edit(value, keyword, edited));
    } else if let Some(items) = value.as_array_mut() {
        let items = items.iter_mut();
        items.for_each(|value| edit(value, keyword, edited));
    }
}

/// Any JSON, most of whose keys mean something in OpenAPI.
pub(crate) fn json() -> impl Strategy<Value = Value> {
    let key = || {
        select(
            &[
                "paths",
                "/users",
                "/users/{id",
                "get",
                "parameters",
                "requestBody",
                "responses",
                "200",
                "default",
                "content",
                "application/json",
                "schema",
                "schemas",
                "components",
                "properties",
                "required",
                "items",
                "allOf",
                "oneOf",
                "anyOf",
                "additionalProperties",
                "enum",
                "type",
                "format",
                "nullable",
                "$ref",
                "name",
                "in",
                "servers",
                "url",
                "security",
                "description",
                "operationId",
                "minimum",
                "title",
                "x-rust-name",
                "User",
            ][..],
        )
    };
    let text = select(
        &[
            "",
            "string",
            "object",
            "array",
            "integer",
            "date",
            "query",
            "path",
            "id",
            "}{",
            "é",
            "#/components/schemas/User",
            "#/paths/~1users/get",
            "#",
            "#/",
            "//",
            "https://",
        ][..],
    );
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(10, 120, 6, move |inner| {
        prop_oneof![
            1 => vec(inner.clone(), 0..4).prop_map(Value::from),
            4 => vec((key(), inner), 0..6).prop_map(|members| {
                members
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect::<Map<String, Value>>()
                    .into()
            }),
        ]
    })
}

/// The same document with every object's members the other way round.
pub(crate) fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let members = object.iter().rev();
            members
                .map(|(key, value)| (key.clone(), reversed(value)))
                .collect::<Map<String, Value>>()
                .into()
        }
        Value::Array(items) => items.iter().map(reversed).collect(),
        other => other.clone(),
    }
}
