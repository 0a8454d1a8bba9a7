//! Everything in a document that is no schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{
    content::is_text, context::Lowering, exactness, references::is_ref_alone, words::LOWERED,
};
use crate::{
    Error, Pointer,
    error::Journal,
    grammar::{Kind, each_inside},
    references::Settled,
};

/// Lowers a document whose references point into `components`.
pub(super) fn lower(settled: Settled, journal: &mut Journal<'_>) -> Result<Value, Error> {
    let Settled {
        mut document,
        origins,
        ..
    } = settled;
    let root = Pointer::root();
    let Some(object) = document.as_object_mut() else {
        return Ok(document);
    };
    object.insert("openapi".into(), json!(LOWERED));
    let ref_alone = dialect(object, journal)?;
    info(object, journal);
    if object.shift_remove("webhooks").is_some() {
        journal.note(
            &root.join("webhooks"),
            "left out: 3.0 has no place for requests that the server sends on its own",
        );
    }
    if let Some(Value::Object(components)) = object.get_mut("components") {
        // They are written out where they are used.
        components.shift_remove("pathItems");
    }
    object.entry("paths").or_insert_with(|| json!({}));
    security(&mut document, journal);
    let mut walk = Walk {
        lowering: Lowering::new(journal, ref_alone),
        origins,
        widened: BTreeSet::new(),
    };
    walk.inside(Kind::Document, &mut document, &root)?;
    let Walk { widened, .. } = walk;
    exactness::restore(&mut document, widened, journal)?;
    Ok(document)
}

/// Whether nothing counts beside `$ref` in the document's schemas.
fn dialect(document: &mut Map<String, Value>, journal: &Journal<'_>) -> Result<bool, Error> {
    let Some(dialect) = document.shift_remove("jsonSchemaDialect") else {
        return Ok(false);
    };
    let known = dialect.as_str().and_then(is_ref_alone);
    known.ok_or_else(|| {
        journal.refuse(
            &Pointer::root().join("jsonSchemaDialect"),
            format!("the schema dialect {dialect} is unknown"),
            "write the schemas in JSON Schema 2020-12, which is OpenAPI 3.1's own",
        )
    })
}

/// A summary begins the description; a licence is named by its address.
fn info(document: &mut Map<String, Value>, journal: &mut Journal<'_>) {
    let at = Pointer::root().join("info");
    let Some(Value::Object(info)) = document.get_mut("info") else {
        return;
    };
    if let Some(Value::String(summary)) = info.shift_remove("summary") {
        let description = match info.get("description").and_then(Value::as_str) {
            Some(description) => format!("{summary}\n\n{description}"),
            None => summary,
        };
        info.insert("description".into(), description.into());
    }
    let Some(Value::Object(license)) = info.get_mut("license") else {
        return;
    };
    if let Some(identifier) = license.shift_remove("identifier") {
        let plain = identifier.as_str().filter(|text| {
            !text.is_empty()
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || ".-+".contains(c))
        });
        match plain {
            Some(identifier) if !license.contains_key("url") => {
                let url = format!("https://spdx.org/licenses/{identifier}.html");
                license.insert("url".into(), url.into());
            }
            _ => journal.note(
                &at.join("license").join("identifier"),
                "left out: 3.0 has only a licence's name and address",
            ),
        }
    }
}

/// 3.0 has no mutual TLS, and scopes for OAuth 2 and OpenID Connect only.
fn security(document: &mut Value, journal: &mut Journal<'_>) {
    let root = Pointer::root();
    let mut kinds: BTreeMap<String, String> = BTreeMap::new();
    if let Some(Value::Object(schemes)) = document.pointer_mut("/components/securitySchemes") {
        let at = root.join("components").join("securitySchemes");
        for (name, scheme) in schemes.iter() {
            if let Some(kind) = scheme.get("type").and_then(Value::as_str) {
                kinds.insert(name.clone(), kind.to_owned());
            }
        }
        schemes.retain(|name, scheme| {
            let kept = scheme.get("type").is_none_or(|kind| kind != "mutualTLS");
            if !kept {
                journal.note(
                    &at.join(name),
                    "left out: 3.0 does not know client certificates",
                );
            }
            kept
        });
    }
    requirements(document, &root, &kinds, journal);
    for (path, item) in document
        .get_mut("paths")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        let at = root.join("paths").join(path);
        // Refuses nothing.
        let _ = each_inside(Kind::PathItem, item, &at, &mut |kind, operation, at| {
            if kind == Kind::Operation {
                requirements(operation, at, &kinds, journal);
            }
            Ok(())
        });
    }
}

fn requirements(
    holder: &mut Value,
    at: &Pointer,
    kinds: &BTreeMap<String, String>,
    journal: &mut Journal<'_>,
) {
    let Some(Value::Array(alternatives)) = holder.get_mut("security") else {
        return;
    };
    let at = at.join("security");
    let mut lost = false;
    for (index, alternative) in alternatives.iter_mut().enumerate() {
        let Some(alternative) = alternative.as_object_mut() else {
            continue;
        };
        let before = alternative.len();
        alternative.retain(|name, _| kinds.get(name).is_none_or(|kind| kind != "mutualTLS"));
        lost |= alternative.len() < before;
        for (name, scopes) in alternative.iter_mut() {
            let scoped = kinds
                .get(name)
                .is_none_or(|kind| kind == "oauth2" || kind == "openIdConnect");
            if !scoped && *scopes != json!([]) {
                *scopes = json!([]);
                journal.note(
                    &at.join(index).join(name),
                    "roles left out: 3.0 has them for OAuth 2 and OpenID Connect only",
                );
            }
        }
    }
    if lost {
        journal.note(&at, "client certificates left out: 3.0 does not know them");
    }
}

struct Walk<'l, 'd> {
    lowering: Lowering<'l, 'd>,
    /// Where components stood that were brought in from elsewhere in the document.
    origins: BTreeMap<Pointer, Pointer>,
    /// Component schemas that were widened.
    widened: BTreeSet<String>,
}

impl Walk<'_, '_> {
    fn inside(&mut self, kind: Kind, value: &mut Value, at: &Pointer) -> Result<(), Error> {
        each_inside(
            kind,
            value,
            at,
            &mut |inner, value, at| match (kind, inner) {
                (Kind::Components, Kind::Schema) => self.component(value, at),
                (_, Kind::Schema) => {
                    *value = self.lowering.lower(value.take(), at)?;
                    Ok(())
                }
                _ if !value.is_object() => Err(self.lowering.refuse(
                    at,
                    format!("this is no {}", inner.name()),
                    format!("a {} is an object", inner.name()),
                )),
                _ if inner.section().is_some() && value.get("$ref").is_some() => Ok(()),
                _ => {
                    self.complete(inner, value, at);
                    self.inside(inner, value, at)
                }
            },
        )
    }

    fn component(&mut self, value: &mut Value, at: &Pointer) -> Result<(), Error> {
        let before = self.lowering.widenings();
        let place = self.origins.get(at).unwrap_or(at).clone();
        *value = self.lowering.lower(value.take(), &place)?;
        if self.lowering.widenings() > before {
            self.widened.extend(at.keys().last());
        }
        Ok(())
    }

    /// What may be absent in 3.1, and not in 3.0.
    fn complete(&mut self, kind: Kind, value: &mut Value, at: &Pointer) {
        let Some(object) = value.as_object_mut() else {
            return;
        };
        match kind {
            Kind::Operation => {
                let none = object
                    .get("responses")
                    .is_none_or(|responses| *responses == json!({}));
                if none {
                    object.insert(
                        "responses".into(),
                        json!({ "default": { "description": "Not described." } }),
                    );
                }
            }
            Kind::Response if !object.get("description").is_some_and(Value::is_string) => {
                object.insert("description".into(), json!(""));
                self.lowering
                    .lose(at, "the response has no description, which OpenAPI demands");
            }
            _ => {}
        }
        if matches!(kind, Kind::RequestBody | Kind::Response)
            && let Some(Value::Object(content)) = object.get_mut("content")
        {
            for (media, body) in content {
                // Without a schema, 3.1 means the bytes as they are, 3.0 anything.
                if let Some(body) = body.as_object_mut()
                    && !body.contains_key("schema")
                    && !is_text(media)
                {
                    body.insert(
                        "schema".into(),
                        json!({ "type": "string", "format": "binary" }),
                    );
                }
            }
        }
    }
}
