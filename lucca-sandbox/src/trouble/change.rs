//! Answers that are not what the document says: properties null, renamed, of another type; values that nobody has
//! heard of.

use serde_json::{Map, Number, Value};

use super::{JsonType, Trouble};

/// Changes a JSON answer. What is not JSON stays as it is.
pub(crate) fn change(body: &[u8], changes: &[Trouble]) -> Option<Vec<u8>> {
    let mut answer: Value = serde_json::from_slice(body).ok()?;
    for trouble in changes {
        match trouble {
            Trouble::Retype { property, to } if property == "*" => {
                for row in rows(&mut answer) {
                    properties(row, &mut |value| retype(value, *to));
                }
            }
            Trouble::Retype { property, to } => {
                named(&mut answer, property, &mut |object, name| {
                    if let Some(value) = object.get_mut(name) {
                        retype(value, *to);
                    }
                });
            }
            Trouble::Rename { from, to } => named(&mut answer, from, &mut |object, name| {
                if let Some(value) = object.remove(name) {
                    object.insert(to.clone(), value);
                }
            }),
            Trouble::SpellTwice { property, also } => {
                named(&mut answer, property, &mut |object, name| {
                    if let Some(value) = object.get(name).cloned() {
                        object.insert(also.clone(), value);
                    }
                });
            }
            Trouble::Drop { property } => named(&mut answer, property, &mut |object, name| {
                object.remove(name);
            }),
            trouble => {
                for row in rows(&mut answer) {
                    alter(row, trouble);
                }
            }
        }
    }
    serde_json::to_vec(&answer).ok()
}

/// The rows of a list, or the one thing that the answer is.
fn rows(answer: &mut Value) -> Vec<&mut Value> {
    let inside = if answer.get("data").is_some() {
        answer.get_mut("data")
    } else {
        Some(answer)
    };
    match inside {
        Some(inside) if inside.get("items").is_some() => inside
            .get_mut("items")
            .and_then(Value::as_array_mut)
            .map(|items| items.iter_mut().collect())
            .unwrap_or_default(),
        Some(inside) => vec![inside],
        None => Vec::new(),
    }
}

fn alter(row: &mut Value, trouble: &Trouble) {
    match trouble {
        Trouble::Nulls => {
            for (name, value) in row.as_object_mut().into_iter().flatten() {
                if name != "id" {
                    *value = Value::Null;
                }
            }
        }
        Trouble::NewProperties => {
            if let Some(row) = row.as_object_mut() {
                row.insert(
                    "addedLater".to_owned(),
                    serde_json::json!({ "of": ["any", 1, null, true] }),
                );
                row.insert("e_new".to_owned(), Value::from("new"));
            }
        }
        Trouble::UnknownEnums => objects(row, &mut |object| {
            for name in ["position", "status", "type"] {
                if let Some(value) = object.get_mut(name).filter(|value| value.is_string()) {
                    *value = Value::from("NeverHeardOf");
                }
            }
        }),
        Trouble::Recase => objects(row, &mut |object| renamed(object, capitalised)),
        Trouble::Uppercase => objects(row, &mut |object| renamed(object, str::to_uppercase)),
        _ => {}
    }
}

/// Every object in a value, from the outside in.
fn objects(value: &mut Value, alter: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            alter(object);
            object.values_mut().for_each(|inner| objects(inner, alter));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| objects(inner, alter)),
        _ => {}
    }
}

/// Every plain property in a value.
fn properties(value: &mut Value, alter: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Object(object) => object.values_mut().for_each(|inner| match inner {
            Value::Object(_) | Value::Array(_) => properties(inner, alter),
            plain => alter(plain),
        }),
        Value::Array(items) => items.iter_mut().for_each(|inner| properties(inner, alter)),
        _ => {}
    }
}

/// What happens to the property of a name, in the object that has it.
type Change<'a> = &'a mut dyn FnMut(&mut Map<String, Value>, &str);

/// Every object that has a property of this name, or at the end of this path.
fn named(answer: &mut Value, path: &str, change: Change<'_>) {
    let steps: Vec<&str> = path.split('.').collect();
    if let Some((name, parents)) = steps.split_last() {
        below(answer, &mut Vec::new(), name, parents, change);
    }
}

fn below(
    value: &mut Value,
    way: &mut Vec<String>,
    name: &str,
    parents: &[&str],
    change: Change<'_>,
) {
    match value {
        Value::Object(object) => {
            // From the inside out, so that what was changed is not looked into.
            for (step, inner) in object.iter_mut() {
                way.push(step.clone());
                below(inner, way, name, parents, change);
                way.pop();
            }
            let mut nearest = way.iter().rev();
            if parents
                .iter()
                .rev()
                .all(|parent| nearest.next().is_some_and(|step| step == parent))
            {
                change(object, name);
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|inner| below(inner, way, name, parents, change)),
        _ => {}
    }
}

fn retype(value: &mut Value, to: JsonType) {
    let old = value.take();
    *value = match to {
        JsonType::Text => match old {
            Value::String(text) => Value::String(text),
            other => Value::String(other.to_string()),
        },
        JsonType::Number => match old {
            Value::Number(number) if number.is_f64() => Value::from(number.as_f64().map(whole)),
            Value::Number(number) => Value::Number(number),
            other => Value::from(fraction_of(&other).map_or(0, whole)),
        },
        JsonType::Fraction => {
            Number::from_f64(fraction_of(&old).unwrap_or(0.0)).map_or(Value::Null, Value::Number)
        }
        JsonType::Flag => Value::Bool(match old {
            Value::Bool(flag) => flag,
            Value::String(text) => text != "false",
            other => fraction_of(&other).is_none_or(|number| number != 0.0),
        }),
        JsonType::List => Value::Array(vec![old]),
        JsonType::Object => Value::Object(Map::from_iter([("value".to_owned(), old)])),
        JsonType::Null => Value::Null,
    };
}

fn whole(number: f64) -> i64 {
    number as i64
}

fn fraction_of(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
        Value::Bool(flag) => Some(f64::from(u8::from(*flag))),
        _ => None,
    }
}

fn renamed(object: &mut Map<String, Value>, name: impl Fn(&str) -> String) {
    *object = std::mem::take(object)
        .into_iter()
        .map(|(old, value)| (name(&old), value))
        .collect();
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_changed_and_envelopes_stay() {
        let list = r#"{"data":{"items":[{"id":1,"manager":{"id":2,"name":"x"}}],"count":1}}"#;
        let office =
            r#"{"count":1,"items":[{"id":1,"position":"FullDay","office":{"showAreas":true}}]}"#;
        let one = r#"{"id":1,"status":"Pending"}"#;
        let rename = Trouble::Rename {
            from: "name".to_owned(),
            to: "nom".to_owned(),
        };
        for (before, trouble, after) in [
            (
                list,
                Trouble::Nulls,
                r#"{"data":{"items":[{"id":1,"manager":null}],"count":1}}"#,
            ),
            (
                list,
                rename,
                r#"{"data":{"items":[{"id":1,"manager":{"id":2,"nom":"x"}}],"count":1}}"#,
            ),
            (
                list,
                Trouble::Recase,
                r#"{"data":{"items":[{"Id":1,"Manager":{"Id":2,"Name":"x"}}],"count":1}}"#,
            ),
            (
                office,
                Trouble::Drop {
                    property: "showAreas".to_owned(),
                },
                r#"{"count":1,"items":[{"id":1,"position":"FullDay","office":{}}]}"#,
            ),
            (
                office,
                Trouble::UnknownEnums,
                r#"{"count":1,"items":[{"id":1,"position":"NeverHeardOf","office":{"showAreas":true}}]}"#,
            ),
            (
                one,
                Trouble::UnknownEnums,
                r#"{"id":1,"status":"NeverHeardOf"}"#,
            ),
            (
                list,
                Trouble::Rename {
                    from: "manager.name".to_owned(),
                    to: "nom".to_owned(),
                },
                r#"{"data":{"items":[{"id":1,"manager":{"id":2,"nom":"x"}}],"count":1}}"#,
            ),
            (
                list,
                Trouble::Drop {
                    property: "items.id".to_owned(),
                },
                r#"{"data":{"items":[{"manager":{"id":2,"name":"x"}}],"count":1}}"#,
            ),
            (
                one,
                Trouble::SpellTwice {
                    property: "id".to_owned(),
                    also: "ID".to_owned(),
                },
                r#"{"id":1,"ID":1,"status":"Pending"}"#,
            ),
            (one, Trouble::Uppercase, r#"{"ID":1,"STATUS":"Pending"}"#),
        ] {
            let changed = change(before.as_bytes(), std::slice::from_ref(&trouble)).unwrap();
            let parsed = |json: &[u8]| serde_json::from_slice::<Value>(json).unwrap();
            assert_eq!(parsed(&changed), parsed(after.as_bytes()), "{trouble:?}");
        }
        assert_eq!(change(b"not json", &[Trouble::Nulls]), None);
    }

    #[test]
    fn values_take_any_other_type() {
        let retyped = |before: &str, to: JsonType| {
            let trouble = Trouble::Retype {
                property: "count".to_owned(),
                to,
            };
            let body = format!(r#"{{"data":{{"count":{before}}}}}"#);
            let changed = change(body.as_bytes(), &[trouble]).unwrap();
            let text = String::from_utf8(changed).unwrap();
            text[r#"{"data":{"count":"#.len()..text.len() - 2].to_owned()
        };
        for (before, to, after) in [
            ("12", JsonType::Text, r#""12""#),
            (r#""12""#, JsonType::Number, "12"),
            (r#""a word""#, JsonType::Number, "0"),
            ("1.9", JsonType::Number, "1"),
            ("9007199254740993", JsonType::Number, "9007199254740993"),
            ("12", JsonType::Fraction, "12.0"),
            ("true", JsonType::Text, r#""true""#),
            (r#""false""#, JsonType::Flag, "false"),
            ("0", JsonType::Flag, "false"),
            ("null", JsonType::Text, r#""null""#),
            (r#"{"a":1}"#, JsonType::Text, r#""{\"a\":1}""#),
            ("12", JsonType::List, "[12]"),
            ("12", JsonType::Object, r#"{"value":12}"#),
            ("12", JsonType::Null, "null"),
        ] {
            assert_eq!(retyped(before, to), after, "{before} {to:?}");
        }
        let all = Trouble::Retype {
            property: "*".to_owned(),
            to: JsonType::Text,
        };
        let list = br#"{"count":1,"items":[{"id":1,"office":{"showAreas":true,"areas":[]}}]}"#;
        let changed: Value = serde_json::from_slice(&change(list, &[all]).unwrap()).unwrap();
        assert_eq!(
            changed,
            serde_json::json!({"count":1,"items":[{"id":"1","office":{"showAreas":"true","areas":[]}}]}),
            "the envelope and what holds others stay"
        );
    }
}
