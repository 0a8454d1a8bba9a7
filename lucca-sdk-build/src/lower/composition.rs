//! Schemas made of schemas: `allOf`, `anyOf`, `oneOf`, `not`.
//!
//! 3.0 has all four. Two of them cannot take a schema that was widened: what is
//! *not* something wider is narrower, and of *one of* several wider schemas two may
//! hold. [`exactness`](super::exactness) looks after those that refer to others.

use serde_json::{Map, Value, json};

use super::{
    context::{Lowering, Widened},
    exactness::WIDER,
    words::boolean,
};
use crate::Pointer;

pub(super) fn lower(
    lowering: &mut Lowering<'_, '_>,
    object: &mut Map<String, Value>,
    at: &Pointer,
    widened: &Widened,
) {
    if let Some(Value::Array(branches)) = object.get_mut("oneOf") {
        for (branch, wider) in branches.iter_mut().zip(&widened.one_of) {
            if let (Some(branch), true) = (branch.as_object_mut(), *wider) {
                branch.insert(WIDER.into(), json!(true));
            }
        }
    }
    if let Some(Value::Array(all)) = object.get_mut("allOf") {
        all.retain(|schema| *schema != Value::Bool(true));
        if all.is_empty() {
            object.shift_remove("allOf");
        }
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        for schema in object
            .get_mut(keyword)
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            if let Value::Bool(accepts) = schema {
                *schema = boolean(*accepts);
            }
        }
    }
    match object.get("not") {
        Some(_) if widened.not => {
            object.shift_remove("not");
            lowering.widen(
                &at.join("not"),
                "left out: 3.0 cannot say exactly what is excluded",
            );
        }
        Some(Value::Bool(true)) => {
            object.insert("not".into(), json!({}));
        }
        Some(Value::Bool(false)) => {
            object.shift_remove("not");
        }
        _ => {}
    }
}
