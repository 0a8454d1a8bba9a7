//! Lists: `prefixItems`, `contains`, `unevaluatedItems`, and `items` as older drafts
//! wrote it.

use serde_json::{Map, Value, json};

use super::{
    context::Lowering,
    words::{LOWERED_FROM, accepts_all, and_also, boolean},
};
use crate::Pointer;

/// `items` with a list, and `additionalItems`, are `prefixItems` and `items` today.
pub(super) fn modernise(object: &mut Map<String, Value>) {
    let rest = object.shift_remove("additionalItems");
    if matches!(object.get("items"), Some(Value::Array(_))) {
        let first = object.shift_remove("items").unwrap_or_default();
        if first != json!([]) {
            object.insert("prefixItems".into(), first);
        }
        if let Some(rest) = rest {
            object.insert("items".into(), rest);
        }
    }
}

pub(super) fn lower(
    lowering: &mut Lowering<'_, '_>,
    object: &mut Map<String, Value>,
    at: &Pointer,
) {
    unevaluated(lowering, object, at);
    contains(lowering, object, at);
    prefix(lowering, object, at);
    match object.get("items") {
        Some(Value::Bool(true)) => {
            object.insert("items".into(), json!({}));
        }
        Some(Value::Bool(false)) => {
            // A list of nothing is an empty list.
            object.insert("items".into(), json!({}));
            object.insert("maxItems".into(), json!(0));
        }
        _ => {}
    }
}

/// Without other schemas beside it, it says what `items` says.
fn unevaluated(lowering: &mut Lowering<'_, '_>, object: &mut Map<String, Value>, at: &Pointer) {
    let Some(rest) = object.shift_remove("unevaluatedItems") else {
        return;
    };
    if accepts_all(&rest) || object.contains_key("items") {
        return;
    }
    let others = [
        "$ref",
        "$dynamicRef",
        "allOf",
        "anyOf",
        "oneOf",
        "if",
        "then",
        "else",
        "contains",
        "dependentSchemas",
        "dependencies",
    ];
    if others.iter().any(|key| object.contains_key(*key)) {
        lowering.widen(
            &at.join("unevaluatedItems"),
            "left out: 3.0 does not know which items other schemas have seen",
        );
    } else {
        object.insert("items".into(), rest);
    }
}

/// A list that contains an `X` is one whose items are not all something else.
fn contains(lowering: &mut Lowering<'_, '_>, object: &mut Map<String, Value>, at: &Pointer) {
    let wanted = object.shift_remove("contains");
    let least = object.shift_remove("minContains");
    let most = object.shift_remove("maxContains");
    let Some(wanted) = wanted else {
        return;
    };
    if most.is_some() {
        lowering.widen(
            &at.join("maxContains"),
            "left out: 3.0 does not count some of the items",
        );
    }
    let least = least.as_ref().and_then(Value::as_u64).unwrap_or(1);
    if least == 0 {
        return;
    }
    if least > 1 {
        lowering.widen(
            &at.join("minContains"),
            "one is enough: 3.0 does not count some of the items",
        );
        raise(object, "minItems", least);
    }
    let wanted = match wanted {
        Value::Bool(accepts) => boolean(accepts),
        schema => schema,
    };
    and_also(
        object,
        json!({
            LOWERED_FROM: "contains",
            "not": { "type": "array", "items": { "not": wanted } },
        }),
    );
}

/// 3.0 has one schema for all items: any of those that are listed.
fn prefix(lowering: &mut Lowering<'_, '_>, object: &mut Map<String, Value>, at: &Pointer) {
    let Some(Value::Array(first)) = object.shift_remove("prefixItems") else {
        return;
    };
    let length = first.len() as u64;
    let rest = object.shift_remove("items").unwrap_or(Value::Bool(true));
    let mut kinds: Vec<Value> = Vec::new();
    let ends = rest == Value::Bool(false);
    for schema in first.into_iter().chain((!ends).then_some(rest)) {
        let schema = match schema {
            Value::Bool(accepts) => boolean(accepts),
            schema => schema,
        };
        if !kinds.contains(&schema) {
            kinds.push(schema);
        }
    }
    if ends {
        lower_to(object, "maxItems", length);
    }
    let alike = kinds.len() == 1;
    let items = if kinds.iter().any(accepts_all) {
        json!({})
    } else if alike {
        kinds.swap_remove(0)
    } else {
        json!({ "anyOf": kinds })
    };
    if !alike {
        lowering.widen(
            &at.join("prefixItems"),
            "each item may be any of these: 3.0 has one schema for all items",
        );
    }
    object.insert("items".into(), items);
}

fn raise(object: &mut Map<String, Value>, keyword: &str, least: u64) {
    let other = object.get(keyword).and_then(Value::as_u64).unwrap_or(0);
    object.insert(keyword.into(), json!(least.max(other)));
}

fn lower_to(object: &mut Map<String, Value>, keyword: &str, most: u64) {
    let other = object.get(keyword).and_then(Value::as_u64).unwrap_or(most);
    object.insert(keyword.into(), json!(most.min(other)));
}
