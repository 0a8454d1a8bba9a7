//! Bodies: one media type, in a form that the generator takes.

use serde_json::{Map, Value, json};

use super::{
    extension,
    media::{essence, is_json},
};
use crate::{Error, Pointer, error::Journal, references::resolved};

pub(super) fn conform(
    operation: &mut Map<String, Value>,
    at: &Pointer,
    whole: &Value,
    journal: &mut Journal<'_>,
) -> Result<(), Error> {
    let Some(body) = operation.remove("requestBody") else {
        return Ok(());
    };
    let at = at.join("requestBody");
    let Some(body) = resolved(whole, &body) else {
        return Err(journal.refuse(
            &at,
            "the request body refers to something that does not exist",
            "correct the `$ref`",
        ));
    };
    let Some(content) = body["content"]
        .as_object()
        .filter(|media| !media.is_empty())
    else {
        journal.note(&at, "left out: it has no media type");
        return Ok(());
    };
    let schema_of = |body: &Value, otherwise: Value| match body.get("schema") {
        Some(schema) => schema.clone(),
        None => otherwise,
    };
    let raw =
        json!({"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}});
    let named = |name: &str| content.iter().find(|(media, _)| essence(media) == name);
    let json_body =
        named("application/json").or_else(|| content.iter().find(|(media, _)| is_json(media)));
    let (media, conformed) = if let Some((media, body)) = json_body {
        let schema = schema_of(body, json!({}));
        let name = essence(media);
        // A body of any media type is JSON here, by its usual name.
        if name != "application/json" && !name.contains('*') {
            operation.insert(extension::BODY_TYPE.into(), json!(media.trim()));
        }
        (media, json!({"application/json": {"schema": schema}}))
    } else if let Some((media, _)) = named("multipart/form-data") {
        operation.insert(extension::MULTIPART.into(), json!(true));
        (media, raw)
    } else if let Some((media, body)) = named("application/x-www-form-urlencoded") {
        let schema = schema_of(body, json!({"type": "object"}));
        (
            media,
            json!({"application/x-www-form-urlencoded": {"schema": schema}}),
        )
    } else if let Some((media, _)) = named("text/plain") {
        (media, json!({"text/plain": {"schema": {"type": "string"}}}))
    } else if let Some((media, _)) = content.iter().next() {
        if essence(media) != "application/octet-stream" {
            journal.note(
                &at.join("content").join(media),
                "given as bytes, and sent as `application/octet-stream`",
            );
        }
        (media, raw)
    } else {
        return Ok(());
    };
    for other in content.keys().filter(|other| *other != media) {
        journal.note(
            &at.join("content").join(other),
            format!("left out: the body is sent as `{media}`"),
        );
    }
    if body.get("required") != Some(&json!(true)) {
        journal.note(&at, "optional in the document, but must be given here");
    }
    operation.insert(
        "requestBody".into(),
        json!({"required": true, "content": conformed}),
    );
    Ok(())
}
