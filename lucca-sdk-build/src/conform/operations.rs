//! Operations: identifiers, parameters, one body, one success, one error.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde_json::{Map, Value, json};

use super::{extension, resolved};
use crate::{Error, Pointer, error::Journal, walk::METHODS};

/// Header parameters that are not the caller's business: OpenAPI itself says that
/// three of them are ignored, and the transport signs.
const TRANSPORT_HEADERS: [&str; 4] = ["authorization", "accept", "content-type", "api-version"];

pub(super) fn conform(document: &mut Value, journal: &mut Journal<'_>) -> Result<(), Error> {
    let whole = document.clone();
    let mut names = BTreeSet::new();
    let root = Pointer::root().join("paths");
    for (path, item) in document
        .get_mut("paths")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        let at = root.join(path);
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        // The generator reads parameters of the operation only when they differ
        // from the path's: one place for both keeps what follows simple.
        let shared = take_parameters(item, &at, &whole, journal)?;
        for method in METHODS {
            let Some(Value::Object(operation)) = item.get_mut(method) else {
                continue;
            };
            let at = at.join(method);
            let own = take_parameters(operation, &at, &whole, journal)?;
            let mut parameters = shared.clone();
            for (key, parameter) in own {
                parameters.retain(|(other, _)| *other != key);
                parameters.push((key, parameter));
            }
            let parameters = parameters
                .into_iter()
                .filter(|((location, name), _)| {
                    location != "header"
                        || !TRANSPORT_HEADERS.contains(&name.to_lowercase().as_str())
                })
                .map(|(_, parameter)| conform_parameter(parameter, &at, journal))
                .collect::<Result<Vec<_>, _>>()?;
            if !parameters.is_empty() {
                operation.insert("parameters".into(), Value::Array(parameters));
            }
            conform_id(operation, path, method, &at, &mut names, journal);
            conform_body(operation, &at, &whole, journal)?;
            conform_responses(operation, &at, &whole, journal)?;
            for unused in ["callbacks", "security", "servers"] {
                operation.remove(unused);
            }
        }
    }
    if let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
    {
        // All of them are written out where they are used.
        for section in [
            "parameters",
            "requestBodies",
            "responses",
            "headers",
            "examples",
            "links",
            "callbacks",
        ] {
            components.remove(section);
        }
    }
    Ok(())
}

/// Where a described response keeps the name under which the document shares it.
const HINT: &str = "hint";

type Named = ((String, String), Value);

/// Parameters by location and name, references written out.
fn take_parameters(
    object: &mut Map<String, Value>,
    at: &Pointer,
    whole: &Value,
    journal: &Journal<'_>,
) -> Result<Vec<Named>, Error> {
    let mut parameters: Vec<Named> = Vec::new();
    let Some(Value::Array(list)) = object.remove("parameters") else {
        return Ok(parameters);
    };
    for (index, parameter) in list.iter().enumerate() {
        let at = at.join("parameters").join(index);
        let Some(parameter) = resolved(whole, parameter) else {
            return Err(journal.refuse(
                &at,
                "the parameter refers to something that does not exist",
                "correct the `$ref`",
            ));
        };
        let text = |key: &str| {
            parameter
                .get(key)
                .and_then(Value::as_str)
                .map(str::to_owned)
                .ok_or_else(|| {
                    journal.refuse(
                        &at,
                        format!("the parameter has no `{key}`"),
                        "a parameter needs `name` and `in`",
                    )
                })
        };
        parameters.push(((text("in")?, text("name")?), parameter.clone()));
    }
    Ok(parameters)
}

fn conform_parameter(
    mut parameter: Value,
    at: &Pointer,
    journal: &Journal<'_>,
) -> Result<Value, Error> {
    let name = parameter["name"].as_str().unwrap_or_default().to_owned();
    let location = parameter["in"].as_str().unwrap_or_default().to_owned();
    let at = at.join("parameters").join(&name);
    if location == "cookie" {
        return Err(journal.refuse(
            &at,
            format!("`{name}` is a cookie parameter"),
            "cookies belong to the transport; remove the parameter in an overlay",
        ));
    }
    let style = parameter.get("style").and_then(Value::as_str).unwrap_or("");
    let usual = match location.as_str() {
        "query" => "form",
        _ => "simple",
    };
    if !style.is_empty() && style != usual {
        return Err(journal.refuse(
            &at,
            format!("the parameter's style is `{style}`"),
            format!("only `{usual}` can be generated; describe the parameter in that style in an overlay"),
        ));
    }
    let list = parameter
        .pointer("/schema/type")
        .is_some_and(|kind| kind == "array");
    let explode = parameter
        .get("explode")
        .and_then(Value::as_bool)
        .unwrap_or(true);
    let object = match parameter.as_object_mut() {
        Some(object) => object,
        None => return Ok(parameter),
    };
    if location == "query" && list && !explode {
        object.insert(extension::COMMA_JOINED.into(), json!(true));
    }
    for unused in [
        "example",
        "examples",
        "style",
        "explode",
        "allowReserved",
        "allowEmptyValue",
    ] {
        object.remove(unused);
    }
    Ok(parameter)
}

/// Gives the operation an identifier, and keeps the document's own beside it.
fn conform_id(
    operation: &mut Map<String, Value>,
    path: &str,
    method: &str,
    at: &Pointer,
    taken: &mut BTreeSet<String>,
    journal: &mut Journal<'_>,
) {
    let own = operation
        .get("operationId")
        .and_then(Value::as_str)
        .filter(|id| !id.to_snake_case().is_empty());
    let wanted = match own {
        Some(id) => id.to_owned(),
        None => {
            let id = format!("{method}_{path}").to_snake_case();
            journal.note(at, format!("has no operationId: `{id}` is used"));
            id
        }
    };
    let mut id = wanted.to_snake_case();
    let mut number = 2;
    while !taken.insert(id.clone()) {
        id = format!("{}_{number}", wanted.to_snake_case());
        number += 1;
    }
    if id != wanted.to_snake_case() {
        journal.note(
            at,
            format!("the operationId `{wanted}` is taken: `{id}` is used"),
        );
    }
    operation.insert(extension::OPERATION_ID.into(), json!(wanted));
    operation.insert("operationId".into(), json!(id));
}

fn is_json(media: &str) -> bool {
    let essence = media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

fn conform_body(
    operation: &mut Map<String, Value>,
    at: &Pointer,
    whole: &Value,
    journal: &mut Journal<'_>,
) -> Result<(), Error> {
    let Some(body) = operation.remove("requestBody") else {
        return Ok(());
    };
    let at = at.join("requestBody");
    let content = resolved(whole, &body)
        .and_then(|body| body.get("content"))
        .and_then(Value::as_object)
        .filter(|content| !content.is_empty());
    let Some(content) = content else {
        return Err(journal.refuse(
            &at,
            "the request body has no content",
            "give it a media type, or remove it",
        ));
    };
    let pick = |wanted: &dyn Fn(&str) -> bool| content.iter().find(|(media, _)| wanted(media));
    let essence_is = |media: &str, essence: &str| {
        media
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .eq_ignore_ascii_case(essence)
    };
    let raw =
        json!({"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}});
    let (media, conformed) = if let Some((media, body)) = pick(&is_json) {
        let schema = body.get("schema").cloned().unwrap_or_else(|| json!({}));
        (media, json!({"application/json": {"schema": schema}}))
    } else if let Some((media, _)) = pick(&|media| essence_is(media, "multipart/form-data")) {
        operation.insert(extension::MULTIPART.into(), json!(true));
        (media, raw)
    } else if let Some((media, body)) =
        pick(&|media| essence_is(media, "application/x-www-form-urlencoded"))
    {
        let schema = body
            .get("schema")
            .cloned()
            .unwrap_or_else(|| json!({"type": "object"}));
        (
            media,
            json!({"application/x-www-form-urlencoded": {"schema": schema}}),
        )
    } else if let Some((media, _)) = pick(&|media| essence_is(media, "text/plain")) {
        (media, json!({"text/plain": {"schema": {"type": "string"}}}))
    } else if let Some((media, _)) = pick(&|_| true) {
        if !essence_is(media, "application/octet-stream") {
            journal.note(
                &at.join("content").join(media),
                "sent as it is given, under `application/octet-stream`",
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
    operation.insert(
        "requestBody".into(),
        json!({"required": true, "content": conformed}),
    );
    Ok(())
}

/// One success and one error: more than that the generator cannot express.
fn conform_responses(
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
    let mut success: Vec<(String, Value)> = Vec::new();
    let mut errors: Vec<(String, Value)> = Vec::new();
    for (status, response) in &responses {
        if status.starts_with("x-") {
            continue;
        }
        let at = at.join(status);
        let Some(response) = resolved(whole, response) else {
            return Err(journal.refuse(
                &at,
                "the response refers to something that does not exist",
                "correct the `$ref`",
            ));
        };
        let mut described = describe(response);
        if let Some(name) = responses[status]
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| reference.rsplit('/').next())
        {
            described[HINT] = json!(name);
        }
        match status.chars().next() {
            Some('2') => success.push((status.clone(), described)),
            Some('4' | '5') => errors.push((status.clone(), described)),
            Some('d') => errors.push((status.clone(), described)),
            Some('1' | '3') => journal.note(&at, "left out: the transport answers it"),
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
    if success.is_empty()
        && let Some(index) = errors.iter().position(|(status, _)| status == "default")
    {
        let (_, response) = errors.remove(index);
        success.push(("2XX".to_owned(), response));
    }
    let mut conformed = Map::new();
    match one_shape(&success) {
        Some(content) => {
            for (status, response) in &success {
                let mut content = content.clone();
                if let Some(schema) = content.pointer_mut("/application~1json/schema") {
                    let hint = &success[0].1[HINT];
                    if let (Some(schema), Value::String(_)) = (schema.as_object_mut(), hint) {
                        schema.insert(extension::HINT.into(), hint.clone());
                    }
                }
                conformed.insert(
                    status.clone(),
                    json!({"description": response["description"], "content": content}),
                );
            }
        }
        None => {
            return Err(journal.refuse(
                &at,
                "the operation's successful answers differ in form",
                "keep one of them in an overlay",
            ));
        }
    }
    if !errors.is_empty() {
        let content = one_shape(&errors).unwrap_or_else(|| {
            journal.note(&at, "errors differ in form: their body is any JSON");
            json!({"application/json": {"schema": {}}})
        });
        for status in ["4XX", "5XX"] {
            conformed.insert(
                status.into(),
                json!({"description": "The request failed.", "content": content}),
            );
        }
    }
    for response in conformed.values_mut() {
        if response["content"].as_object().is_some_and(Map::is_empty) {
            response
                .as_object_mut()
                .map(|response| response.remove("content"));
        }
    }
    operation.insert("responses".into(), Value::Object(conformed));
    Ok(())
}

/// A response with at most one media type: JSON if there is JSON.
fn describe(response: &Value) -> Value {
    let description = response
        .get("description")
        .cloned()
        .unwrap_or_else(|| json!(""));
    let mut content = json!({});
    if let Some(media) = response.get("content").and_then(Value::as_object) {
        if let Some((_, body)) = media.iter().find(|(media, _)| is_json(media)) {
            let schema = body.get("schema").cloned().unwrap_or_else(|| json!({}));
            content = json!({"application/json": {"schema": schema}});
        } else if let Some((media, _)) = media.iter().next() {
            content = json!({media.as_str(): {}});
        }
    }
    json!({"description": description, "content": content})
}

/// The one content that all responses with a body have.
fn one_shape(responses: &[(String, Value)]) -> Option<Value> {
    let mut shapes = responses.iter().map(|(_, response)| &response["content"]);
    let first = shapes.next().cloned().unwrap_or_else(|| json!({}));
    shapes.all(|shape| *shape == first).then_some(first)
}
