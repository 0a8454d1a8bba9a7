//! Alternatives: `oneOf` and `anyOf`, as one type that holds every one of them.

use serde_json::{Map, Value, json};

use super::formats::infer_type;

/// The alternatives under a keyword without `null`, and whether `null` is one.
pub(super) fn alternatives_of<'o>(
    object: &'o Map<String, Value>,
    keyword: &str,
) -> (Vec<&'o Value>, bool) {
    let all = object.get(keyword).and_then(Value::as_array);
    let (nulls, others): (Vec<&Value>, Vec<&Value>) = all
        .into_iter()
        .flatten()
        .partition(|schema| is_null(schema));
    (others, !nulls.is_empty())
}

/// Does the schema accept `null` and nothing else?
fn is_null(schema: &Value) -> bool {
    schema["type"] == "null"
        || schema["enum"]
            .as_array()
            .is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null))
}

/// Do the alternatives only say which properties are required?
pub(super) fn is_silent(alternatives: &[Map<String, Value>]) -> bool {
    alternatives.iter().all(|schema| {
        schema.keys().all(|key| {
            matches!(
                key.as_str(),
                "required" | "not" | "title" | "description" | "type"
            )
        })
    })
}

/// One schema that every value of every alternative is valid under, and what to say
/// of it.
pub(super) fn union(alternatives: &[Map<String, Value>]) -> (Map<String, Value>, &'static str) {
    let mut alternatives: Vec<Map<String, Value>> = alternatives.to_vec();
    alternatives.iter_mut().for_each(infer_type);
    let nullable = alternatives
        .iter()
        .any(|alternative| alternative.get("nullable") == Some(&json!(true)));
    let (schema, what) = of_one_kind(&alternatives);
    let mut schema = match schema {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    if nullable {
        schema.insert("nullable".into(), json!(true));
    }
    (schema, what)
}

fn of_one_kind(alternatives: &[Map<String, Value>]) -> (Value, &'static str) {
    let kinds: Vec<&str> = alternatives
        .iter()
        .map(|alternative| {
            alternative
                .get("type")
                .and_then(Value::as_str)
                .unwrap_or_default()
        })
        .collect();
    let all = |kind: &str| kinds.iter().all(|own| *own == kind);
    if all("object") {
        return (
            union_of_objects(alternatives),
            "one type with the properties of all alternatives, none of them required",
        );
    }
    if all("string") {
        return (
            union_of_texts(alternatives),
            "one text for all alternatives",
        );
    }
    if all("boolean") {
        return (
            json!({"type": "boolean"}),
            "one boolean for all alternatives",
        );
    }
    if all("array") {
        let items = alternatives
            .iter()
            .map(|alternative| {
                alternative
                    .get("items")
                    .cloned()
                    .unwrap_or_else(|| json!({}))
            })
            .reduce(|one, other| either(&one, &other));
        return (
            json!({"type": "array", "items": items}),
            "one list for all alternatives",
        );
    }
    let number = |kind: &str| matches!(kind, "integer" | "number");
    let is_number_as_text = |alternative: &&Map<String, Value>| {
        alternative.get("type").is_some_and(|kind| kind == "string")
            && alternative
                .get("pattern")
                .and_then(Value::as_str)
                .is_some_and(matches_numbers_only)
    };
    let texts = alternatives.iter().filter(is_number_as_text).count();
    let numbers: Vec<&Map<String, Value>> = alternatives
        .iter()
        .zip(&kinds)
        .filter_map(|(alternative, kind)| number(kind).then_some(alternative))
        .collect();
    if !numbers.is_empty() && numbers.len() + texts == alternatives.len() {
        let kind = if kinds.contains(&"number") {
            "number"
        } else {
            "integer"
        };
        let mut schema = json!({ "type": kind });
        let format = numbers.first().and_then(|first| first.get("format"));
        if let Some(format) = format
            && numbers
                .iter()
                .all(|number| number.get("format") == Some(format))
        {
            schema["format"] = format.clone();
        }
        let what = match texts {
            0 => "one number for all alternatives",
            _ => "a number, which can also come as a text",
        };
        return (schema, what);
    }
    (
        json!({}),
        "any JSON: its alternatives are of different kinds",
    )
}

/// Does the pattern match nothing but numbers? .NET describes numbers that may come
/// as texts by such patterns.
fn matches_numbers_only(pattern: &str) -> bool {
    let anchored = pattern.starts_with('^') && pattern.ends_with('$');
    let plain = pattern.replace("NaN", "").replace("Infinity", "");
    let of_numbers = |c: char| c.is_ascii_digit() || "^$-+?:()|[]{}\\d*.,eE".contains(c);
    anchored
        && (plain.contains("\\d") || plain.contains("0-9"))
        && plain.chars().all(of_numbers)
        && !plain.replace("\\.", "").replace("[.]", "").contains('.')
}

fn union_of_texts(alternatives: &[Map<String, Value>]) -> Value {
    let mut values: Vec<&Value> = Vec::new();
    for alternative in alternatives {
        let Some(own) = alternative.get("enum").and_then(Value::as_array) else {
            let format = alternatives.first().and_then(|first| first.get("format"));
            let same = alternatives
                .iter()
                .all(|other| other.get("format") == format);
            return match format {
                Some(format) if same => json!({"type": "string", "format": format}),
                _ => json!({"type": "string"}),
            };
        };
        for value in own {
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    json!({"type": "string", "enum": values})
}

fn union_of_objects(alternatives: &[Map<String, Value>]) -> Value {
    let mut properties: Map<String, Value> = Map::new();
    for alternative in alternatives {
        let own = alternative.get("properties").and_then(Value::as_object);
        for (name, schema) in own.into_iter().flatten() {
            let joined = match properties.get(name) {
                None => schema.clone(),
                Some(other) => either(other, schema),
            };
            properties.insert(name.clone(), joined);
        }
    }
    for (name, schema) in &mut properties {
        // What is absent in one alternative is nothing in another.
        let everywhere = alternatives.iter().all(|alternative| {
            let own = alternative.get("properties").and_then(|own| own.get(name));
            own.is_some_and(|own| own.get("default") == schema.get("default"))
        });
        if let (false, Some(schema)) = (everywhere, schema.as_object_mut()) {
            schema.remove("default");
        }
    }
    let open = alternatives.iter().any(|alternative| {
        alternative
            .get("additionalProperties")
            .is_some_and(|more| *more != json!(false))
            || !alternative.contains_key("properties")
    });
    let mut schema = json!({"type": "object", "properties": properties});
    if open {
        schema["additionalProperties"] = json!({});
    }
    schema
}

/// One schema for what two alternatives describe differently; what it comes to is
/// settled where it stands.
fn either(one: &Value, other: &Value) -> Value {
    let plain = |schema: &Value| {
        let mut schema = schema.clone();
        if let Some(schema) = schema.as_object_mut() {
            schema.retain(|key, _| !matches!(key.as_str(), "description" | "title" | "example"));
        }
        schema
    };
    if plain(one) == plain(other) {
        return one.clone();
    }
    let mut all: Vec<Value> = Vec::new();
    for schema in [one, other] {
        let is_joined = schema.as_object().is_some_and(|schema| schema.len() == 1);
        match schema["anyOf"].as_array().filter(|_| is_joined) {
            Some(joined) => all.extend(joined.iter().cloned()),
            None => all.push(plain(schema)),
        }
    }
    let mut distinct: Vec<Value> = Vec::new();
    for schema in all {
        if !distinct.contains(&schema) {
            distinct.push(schema);
        }
    }
    json!({ "anyOf": distinct })
}
