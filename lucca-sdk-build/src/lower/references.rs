//! `$ref` and its company inside schemas, once references point into `components`.

use serde_json::{Map, Value, json};

use super::context::Lowering;
use crate::{Error, Pointer};

/// Dialects in which nothing counts beside `$ref`.
const REF_ALONE: [&str; 3] = ["draft-04", "draft-06", "draft-07"];

/// Does nothing count beside `$ref` in this dialect? `None` if it is unknown.
pub(super) fn is_ref_alone(dialect: &str) -> Option<bool> {
    let plain = dialect
        .trim_end_matches('#')
        .trim_start_matches("https://")
        .trim_start_matches("http://");
    if plain.starts_with("spec.openapis.org/oas/3.1/dialect/") {
        return Some(false);
    }
    match plain.strip_prefix("json-schema.org/")? {
        "draft/2020-12/schema" | "draft/2019-09/schema" => Some(false),
        other => REF_ALONE
            .iter()
            .any(|draft| other.strip_suffix("/schema") == Some(draft))
            .then_some(true),
    }
}

/// Reads the dialect that a schema says it is written in.
pub(super) fn enter_dialect(
    lowering: &mut Lowering<'_, '_>,
    object: &mut Map<String, Value>,
    at: &Pointer,
) -> Result<(), Error> {
    let Some(Value::String(dialect)) = object.get("$schema") else {
        return Ok(());
    };
    match is_ref_alone(dialect) {
        Some(ref_alone) => {
            lowering.ref_alone = ref_alone;
            Ok(())
        }
        None => Err(lowering.refuse(
            &at.join("$schema"),
            format!("the schema dialect {dialect} is unknown"),
            "write the schema in JSON Schema 2020-12, which is OpenAPI 3.1's own",
        )),
    }
}

/// What gives schemas their addresses has done its work; comments are for whoever
/// maintains the document.
pub(super) fn strip_identifiers(object: &mut Map<String, Value>) {
    for keyword in [
        "$schema",
        "$vocabulary",
        "$id",
        "$anchor",
        "$dynamicAnchor",
        "$recursiveAnchor",
        "$comment",
        "$defs",
        "definitions",
    ] {
        object.shift_remove(keyword);
    }
}

/// In 3.0 nothing counts beside `$ref`, so it moves into `allOf`.
pub(super) fn wrap_siblings(
    lowering: &mut Lowering<'_, '_>,
    object: &mut Map<String, Value>,
    at: &Pointer,
) {
    if object.len() < 2 {
        return;
    }
    let Some(reference) = object.shift_remove("$ref") else {
        return;
    };
    if lowering.ref_alone {
        object.clear();
        object.insert("$ref".into(), reference);
        lowering.lose(
            at,
            "only `$ref` is kept, as the draft of this schema has it",
        );
        return;
    }
    let all_of = object.entry("allOf").or_insert_with(|| json!([]));
    if let Some(all_of) = all_of.as_array_mut() {
        all_of.insert(0, json!({ "$ref": reference }));
    }
}
