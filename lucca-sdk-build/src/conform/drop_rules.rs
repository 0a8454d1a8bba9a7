//! Rules between properties, which Rust types do not have.
//!
//! Lowering says `if`, `contains` and the like in 3.0's words, and marks them. The
//! generator would take them for alternative shapes of the data, so they go first.

use serde_json::Value;

use crate::{Error, error::Journal, lower::LOWERED_FROM, walk};

pub(super) fn conform(document: &mut Value, journal: &mut Journal<'_>) -> Result<(), Error> {
    walk::schemas(document, &mut |schema, at| {
        let Some(object) = schema.as_object_mut() else {
            return Ok(());
        };
        let Some(Value::Array(all)) = object.get_mut("allOf") else {
            return Ok(());
        };
        all.retain(|rule| {
            let Some(keyword) = rule.get(LOWERED_FROM).and_then(Value::as_str) else {
                return true;
            };
            journal.note(
                at,
                format!("the rule that `{keyword}` makes is not checked"),
            );
            false
        });
        if all.is_empty() {
            object.shift_remove("allOf");
        }
        Ok(())
    })
}
