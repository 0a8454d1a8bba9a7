//! Responses: one success, which is what the generator can express. Errors are the
//! transport's, whatever their form.

use serde_json::{Map, Value, json};

use super::{
    extension,
    media::{essence, is_json},
};
use crate::{Error, Pointer, error::Journal, references::resolved};

/// One response: its status, its body, and what the document calls it.
struct Response {
    description: Value,
    content: Content,
    shared_as: Option<String>,
    /// The name that its JSON goes by.
    media: Option<String>,
}

impl Response {
    fn read(
        response: &Value,
        at: &Pointer,
        whole: &Value,
        journal: &mut Journal<'_>,
    ) -> Result<Self, Error> {
        let described = resolved(whole, response).ok_or_else(|| {
            journal.refuse(
                at,
                "the response refers to something that does not exist",
                "correct the `$ref`",
            )
        })?;
        Ok(Self {
            description: described
                .get("description")
                .cloned()
                .unwrap_or_else(|| json!("")),
            content: content(described, at, journal),
            shared_as: response["$ref"]
                .as_str()
                .and_then(|reference| reference.rsplit('/').next())
                .map(str::to_owned),
            media: media_of_json(described),
        })
    }
}

#[derive(Clone, PartialEq)]
enum Content {
    Nothing,
    Json(Value),
    Bytes,
}

impl Content {
    fn written(&self, shared_as: Option<&str>) -> Option<Value> {
        match self {
            Self::Nothing => None,
            Self::Bytes => Some(json!({"application/octet-stream": {
                "schema": {"type": "string", "format": "binary"}
            }})),
            Self::Json(schema) => {
                let mut schema = schema.clone();
                if let (Some(name), Some(schema)) = (shared_as, schema.as_object_mut())
                    && !schema.contains_key("$ref")
                {
                    schema.insert(extension::HINT.into(), json!(name));
                }
                Some(json!({"application/json": {"schema": schema}}))
            }
        }
    }
}

pub(super) fn conform(
    operation: &mut Map<String, Value>,
    at: &Pointer,
    whole: &Value,
    journal: &mut Journal<'_>,
) -> Result<(), Error> {
    let at = at.join("responses");
    let Some(Value::Object(responses)) = operation.remove("responses") else {
        return Err(journal.refuse(
            &at,
            "the operation has no responses",
            "describe what it answers",
        ));
    };
    let mut success = Vec::new();
    let mut default = None;
    for (status, response) in &responses {
        if status.starts_with("x-") {
            continue;
        }
        let at = at.join(status);
        match status.as_bytes() {
            [b'2', _, _] => success.push(Response::read(response, &at, whole, journal)?),
            b"default" => default = Some((response, at)),
            [b'4' | b'5', _, _] => {}
            [b'1' | b'3', _, _] => journal.note(&at, "left out: the transport answers it"),
            _ => {
                return Err(journal.refuse(
                    &at,
                    format!("`{status}` is no HTTP status"),
                    "use a status such as `200`, a range such as `4XX`, or `default`",
                ));
            }
        }
    }
    // A `default` alone describes success too.
    if let Some((response, at)) = default.filter(|_| success.is_empty()) {
        success.push(Response::read(response, &at, whole, journal)?);
    }
    accepted(operation, &success);
    let mut conformed = Map::new();
    let (body, maybe_empty) = one_success(&success, &at, journal);
    if maybe_empty {
        operation.insert(extension::MAYBE_EMPTY.into(), json!(true));
    }
    let description = success
        .first()
        .map_or_else(|| json!("It worked."), |first| first.description.clone());
    // A server that answers 201 where the document says 200 has done it all the same.
    conformed.insert("2XX".to_owned(), response(description, body));
    operation.insert("responses".into(), Value::Object(conformed));
    Ok(())
}

/// Keeps the names under which successes are JSON, for the request to ask for.
fn accepted(operation: &mut Map<String, Value>, successes: &[Response]) {
    let mut names: Vec<&str> = Vec::new();
    for name in successes
        .iter()
        .filter_map(|response| response.media.as_deref())
    {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names
        .iter()
        .any(|name| *name != "application/json" && !name.contains('*'))
    {
        operation.insert(extension::ACCEPTS.into(), json!(names.join(", ")));
    }
}

/// The name under which the body of a response is JSON: the usual one, if it has it.
fn media_of_json(response: &Value) -> Option<String> {
    let names = || {
        response["content"]
            .as_object()
            .into_iter()
            .flat_map(Map::keys)
    };
    names()
        .find(|media| essence(media) == "application/json")
        .or_else(|| names().find(|media| is_json(media)))
        .map(|media| essence(media))
}

fn response(description: Value, body: Option<Value>) -> Value {
    match body {
        Some(body) => json!({"description": description, "content": body}),
        None => json!({"description": description}),
    }
}

/// The body of a response under the one media type that is read.
fn content(response: &Value, at: &Pointer, journal: &mut Journal<'_>) -> Content {
    let Some(media) = response["content"].as_object() else {
        return Content::Nothing;
    };
    let at = at.join("content");
    let Some((chosen, body)) = media
        .iter()
        .find(|(media, _)| is_json(media))
        .or_else(|| media.iter().next())
    else {
        return Content::Nothing;
    };
    for other in media.keys().filter(|other| *other != chosen) {
        let json_too = is_json(other) && is_json(chosen);
        // Several spellings of JSON are one to a reader.
        if !json_too || media[other].get("schema") != body.get("schema") {
            journal.note(
                &at.join(other),
                format!("left out: answers are read as `{}`", essence(chosen)),
            );
        }
    }
    if is_json(chosen) {
        Content::Json(body.get("schema").cloned().unwrap_or_else(|| json!({})))
    } else {
        Content::Bytes
    }
}

/// The one type of success, and whether it can come without a body.
fn one_success(
    responses: &[Response],
    at: &Pointer,
    journal: &mut Journal<'_>,
) -> (Option<Value>, bool) {
    let mut kinds: Vec<&Content> = Vec::new();
    for response in responses {
        if !kinds.contains(&&response.content) {
            kinds.push(&response.content);
        }
    }
    let shared_as = responses
        .iter()
        .find(|response| response.content != Content::Nothing)
        .and_then(|response| response.shared_as.as_deref());
    let bodies: Vec<&&Content> = kinds
        .iter()
        .filter(|kind| ***kind != Content::Nothing)
        .collect();
    match (bodies.as_slice(), kinds.len()) {
        ([], _) => (None, false),
        ([one], 1) => (one.written(shared_as), false),
        ([Content::Json(schema)], _) => {
            journal.note(
                at,
                "a success can come without a body: its type is optional",
            );
            let mut optional = json!({"nullable": true, "allOf": [schema]});
            if schema.get("$ref").is_none() {
                optional = schema.clone();
                optional["nullable"] = json!(true);
            }
            (Content::Json(optional).written(shared_as), true)
        }
        (bodies, all) if bodies.iter().all(|body| matches!(body, Content::Json(_))) => {
            journal.note(at, "successes differ in form: their body is any JSON");
            (Content::Json(json!({})).written(None), bodies.len() < all)
        }
        _ => {
            journal.note(at, "successes differ in form: their body comes as bytes");
            (Content::Bytes.written(None), false)
        }
    }
}
