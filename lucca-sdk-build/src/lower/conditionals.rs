//! Rules: `if`/`then`/`else`, `dependentSchemas`, `dependentRequired`.
//!
//! "If A then B" is "not A, or B", which 3.0 can say. Each rule becomes a member of
//! `allOf`, marked with the keyword it comes from.

use serde_json::{Map, Value, json};

use super::{
    context::Lowering,
    words::{LOWERED_FROM, accepts_all, and_also, boolean},
};
use crate::{Error, Pointer};

pub(super) fn lower(
    lowering: &mut Lowering<'_, '_>,
    object: &mut Map<String, Value>,
    at: &Pointer,
    condition_is_wider: bool,
) -> Result<(), Error> {
    dependencies(object);
    condition(lowering, object, at, condition_is_wider)?;
    if let Some(Value::Object(schemas)) = object.shift_remove("dependentSchemas") {
        for (name, schema) in schemas {
            let without = json!({ "not": { "type": "object", "required": [name] } });
            rule(object, "dependentSchemas", without, as_object(schema));
        }
    }
    if let Some(Value::Object(names)) = object.shift_remove("dependentRequired") {
        for (name, others) in names {
            let others = unique(others);
            if others != json!([]) {
                let without = json!({ "not": { "required": [name] } });
                let with = json!({ "required": others });
                rule(object, "dependentRequired", without, with);
            }
        }
    }
    Ok(())
}

/// What is two keywords today was one in older drafts.
fn dependencies(object: &mut Map<String, Value>) {
    let Some(Value::Object(dependencies)) = object.shift_remove("dependencies") else {
        return;
    };
    for (name, dependency) in dependencies {
        let keyword = match dependency {
            Value::Array(_) => "dependentRequired",
            _ => "dependentSchemas",
        };
        let entries = object.entry(keyword).or_insert_with(|| json!({}));
        if let Some(entries) = entries.as_object_mut() {
            entries.entry(name).or_insert(dependency);
        }
    }
}

fn condition(
    lowering: &mut Lowering<'_, '_>,
    object: &mut Map<String, Value>,
    at: &Pointer,
    wider: bool,
) -> Result<(), Error> {
    let condition = object.shift_remove("if");
    let then = object.shift_remove("then");
    let otherwise = object.shift_remove("else");
    // `then` and `else` mean nothing without `if`.
    let Some(condition) = condition.map(as_object) else {
        return Ok(());
    };
    let said = |schema: Option<Value>| schema.map(as_object).filter(|schema| !accepts_all(schema));
    let otherwise = said(otherwise);
    if let Some(then) = said(then) {
        if wider {
            lowering.widen(
                &at.join("then"),
                "left out: 3.0 cannot say exactly when it holds",
            );
        } else {
            let condition = match otherwise {
                Some(_) => lowering.repeat(&condition, &at.join("if"))?,
                None => condition.clone(),
            };
            rule(object, "if", json!({ "not": condition }), then);
        }
    }
    if let Some(otherwise) = otherwise {
        rule(object, "if", condition, otherwise);
    }
    Ok(())
}

fn rule(object: &mut Map<String, Value>, keyword: &str, one: Value, other: Value) {
    and_also(
        object,
        json!({ LOWERED_FROM: keyword, "anyOf": [one, other] }),
    );
}

fn as_object(schema: Value) -> Value {
    match schema {
        Value::Bool(accepts) => boolean(accepts),
        schema => schema,
    }
}

/// 3.0 wants each required name once.
fn unique(names: Value) -> Value {
    let mut seen: Vec<Value> = Vec::new();
    for name in names.as_array().into_iter().flatten() {
        if !seen.contains(name) {
            seen.push(name.clone());
        }
    }
    Value::Array(seen)
}
