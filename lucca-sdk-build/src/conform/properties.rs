//! Properties: names that differ only in case or punctuation would be one field.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde_json::{Map, Value, json};

use super::extension;
use crate::{Pointer, error::Journal};

pub(super) fn conform(document: &mut Value, journal: &mut Journal<'_>) {
    let root = Pointer::root().join("components").join("schemas");
    for (name, schema) in document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        let at = root.join(name).join("properties");
        let keeps_others = schema
            .get("additionalProperties")
            .is_some_and(|more| *more != json!(false));
        let mut renamed: Vec<(String, String)> = Vec::new();
        let Some(Value::Object(properties)) = schema.get_mut("properties") else {
            continue;
        };
        let mut taken = BTreeSet::new();
        if keeps_others {
            taken.insert("extra".to_owned());
        }
        let mut result = Map::new();
        for (property, mut value) in std::mem::take(properties) {
            let wanted = field(&property);
            let mut own = wanted.clone();
            let mut number = 2;
            while !taken.insert(own.clone()) {
                own = format!("{wanted}_{number}");
                number += 1;
            }
            if own == wanted && !property.is_empty() {
                result.insert(property, value);
                continue;
            }
            journal.note(
                &at.join(&property),
                format!("its field is `{own}`: the name is taken"),
            );
            if value.get("$ref").is_some() {
                value = json!({"allOf": [value]});
            }
            value[extension::WIRE_NAME] = json!(property);
            renamed.push((property, own.clone()));
            result.insert(own, value);
        }
        *properties = result;
        for required in schema
            .get_mut("required")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            if let Some((_, own)) = renamed.iter().find(|(name, _)| *required == json!(name)) {
                *required = json!(own);
            }
        }
    }
}

/// The field that the generator makes of a property.
fn field(property: &str) -> String {
    let plain: String = property
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '_' {
                c
            } else {
                ' '
            }
        })
        .collect();
    let name = plain.to_snake_case();
    if name.is_empty() {
        "x".to_owned()
    } else {
        name
    }
}
