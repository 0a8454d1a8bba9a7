//! Answers that are not what the document says: properties null, renamed, new; values that nobody has heard of.

use serde_json::{Map, Value};

use super::Trouble;

/// Changes a JSON answer. What is not JSON stays as it is.
pub(crate) fn change(body: &[u8], changes: &[Trouble]) -> Option<Vec<u8>> {
    let mut answer: Value = serde_json::from_slice(body).ok()?;
    for trouble in changes {
        for row in rows(&mut answer) {
            alter(row, trouble);
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
        Trouble::Rename { from, to } => objects(row, &mut |object| {
            renamed(object, |name| {
                if name == from {
                    to.clone()
                } else {
                    name.to_owned()
                }
            })
        }),
        Trouble::Recase => objects(row, &mut |object| renamed(object, capitalised)),
        Trouble::Drop { property } => objects(row, &mut |object| {
            object.shift_remove(property);
        }),
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
        ] {
            let changed = change(before.as_bytes(), std::slice::from_ref(&trouble)).unwrap();
            assert_eq!(String::from_utf8(changed).unwrap(), after, "{trouble:?}");
        }
        assert_eq!(change(b"not json", &[Trouble::Nulls]), None);
    }
}
