//! Comparing bodies: of requests, and of answers with their headers.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    change::Kind,
    operations::{Operation, Pair},
    record::Facts,
    rust_type::Document,
    shape::{Node, Shape},
};

impl<'d> Pair<'_, 'd> {
    pub(super) fn body(&mut self, label: &str) {
        let body = |document: &Document<'d>, operation: &Operation<'d>| {
            let body = operation.node.get("requestBody")?;
            Some(body.resolved(document.value))
        };
        let (old, new) = (body(self.old, self.before), body(self.new, self.after));
        let subject = format!("{label} body");
        match (&old, &new) {
            (None, None) => {}
            (None, Some(added)) => {
                let kind = Kind::BodyAdded {
                    required: added.flag("required"),
                };
                let facts = Facts {
                    can_be_empty: can_be_empty(self.new, added),
                    ..Facts::request()
                };
                self.add(kind, &subject, (None, Some(added)), facts);
            }
            (Some(gone), None) => {
                self.add(
                    Kind::BodyRemoved,
                    &subject,
                    (Some(gone), None),
                    Facts::request(),
                );
            }
            (Some(old), Some(new)) => {
                let kind = match (old.flag("required"), new.flag("required")) {
                    (false, true) => Some(Kind::BodyRequired),
                    (true, false) => Some(Kind::BodyOptional),
                    _ => None,
                };
                if let Some(kind) = kind {
                    self.add(kind, &subject, (Some(old), Some(new)), Facts::request());
                }
                self.descriptions(&subject, old, new);
                let types = (
                    body_type(self.old, old, false),
                    body_type(self.new, new, false),
                );
                let facts = Facts::request().with_types(types.0, types.1);
                self.content(&subject, old, new, &facts);
            }
        }
    }

    /// Compares bodies by media type. `facts` hold the types of the whole.
    fn content(&mut self, subject: &str, old: &Node<'d>, new: &Node<'d>, facts: &Facts) {
        let media = |node: &Node<'d>| -> BTreeMap<String, Node<'d>> {
            let content = node.get("content");
            let members = content.iter().flat_map(Node::members);
            members
                .map(|(media, node)| (media.to_ascii_lowercase(), node))
                .collect()
        };
        let (olds, news) = (media(old), media(new));
        for (media, gone) in &olds {
            match news.get(media) {
                None => {
                    let kind = Kind::MediaTypeRemoved {
                        media: media.clone(),
                    };
                    self.add(kind, subject, (Some(gone), None), facts.clone());
                }
                Some(kept) => {
                    if let (Some(old), Some(new)) = (gone.get("schema"), kept.get("schema")) {
                        let reads = facts.reads;
                        self.schemas(reads, false).compare(&old, &new, subject);
                    }
                }
            }
        }
        for (media, added) in &news {
            if !olds.contains_key(media) {
                let kind = Kind::MediaTypeAdded {
                    media: media.clone(),
                };
                self.add(kind, subject, (None, Some(added)), facts.clone());
            }
        }
    }

    pub(super) fn responses(&mut self, label: &str) {
        let olds = responses(self.old, self.before);
        let news = responses(self.new, self.after);
        let facts = |success: bool| {
            let old = answer_type(self.old, &olds, success);
            let new = answer_type(self.new, &news, success);
            Facts::response().with_types(old, new)
        };
        let (success, failure) = (facts(true), facts(false));
        let facts = |status: &str| match status.starts_with('2') {
            true => success.clone(),
            false => failure.clone(),
        };
        for (status, old) in &olds {
            let subject = format!("{label} response {status}");
            match news.get(status) {
                None => {
                    let kind = Kind::ResponseRemoved {
                        status: status.clone(),
                    };
                    self.add(kind, &subject, (Some(old), None), facts(status));
                }
                Some(new) => {
                    self.descriptions(&subject, old, new);
                    self.headers(&subject, old, new);
                    self.content(&subject, old, new, &facts(status));
                }
            }
        }
        for (status, new) in &news {
            if !olds.contains_key(status) {
                let subject = format!("{label} response {status}");
                let kind = Kind::ResponseAdded {
                    status: status.clone(),
                };
                self.add(kind, &subject, (None, Some(new)), facts(status));
            }
        }
    }

    fn headers(&mut self, subject: &str, old: &Node<'d>, new: &Node<'d>) {
        let headers = |node: &Node<'d>| -> BTreeMap<String, Node<'d>> {
            let headers = node.get("headers");
            let members = headers.iter().flat_map(Node::members);
            members
                .map(|(name, node)| (name.to_ascii_lowercase(), node))
                .collect()
        };
        let (olds, news) = (headers(old), headers(new));
        for (name, gone) in &olds {
            if !news.contains_key(name) {
                let kind = Kind::HeaderRemoved {
                    header: name.clone(),
                };
                self.add(kind, subject, (Some(gone), None), Facts::response());
            }
        }
        for (name, added) in &news {
            if !olds.contains_key(name) {
                let kind = Kind::HeaderAdded {
                    header: name.clone(),
                };
                self.add(kind, subject, (None, Some(added)), Facts::response());
            }
        }
    }
}

fn responses<'d>(document: &Document<'d>, operation: &Operation<'d>) -> BTreeMap<String, Node<'d>> {
    let responses = operation.node.get("responses");
    let members = responses.iter().flat_map(Node::members);
    members
        .map(|(status, node)| (status.to_ascii_lowercase(), node.resolved(document.value)))
        .collect()
}

/// The type of a body: one media type is chosen, JSON if there is JSON.
fn body_type<'d>(document: &Document<'d>, body: &Node<'d>, reads: bool) -> String {
    let content = body.get("content");
    let media: Vec<(&str, Node<'d>)> = content.iter().flat_map(Node::members).collect();
    let essence = |media: &str| -> String {
        let essence = media.split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    };
    let is_json = |media: &str| {
        let media = essence(media);
        media == "application/json" || media == "text/json" || media.ends_with("+json")
    };
    if let Some((_, body)) = media.iter().find(|(media, _)| is_json(media)) {
        return match body.get("schema") {
            Some(schema) => document.value_type(&schema, reads),
            None => "Value".to_owned(),
        };
    }
    let is = |wanted: &str| media.iter().find(|(media, _)| essence(media) == wanted);
    if media.is_empty() {
        "()".to_owned()
    } else if reads {
        "ByteStream".to_owned()
    } else if is("multipart/form-data").is_some() {
        "Form".to_owned()
    } else if let Some((_, body)) = is("application/x-www-form-urlencoded") {
        match body.get("schema") {
            Some(schema) => document.value_type(&schema, reads),
            None => "Map<Value>".to_owned(),
        }
    } else if is("text/plain").is_some() {
        "String".to_owned()
    } else {
        "Body".to_owned()
    }
}

/// Is a body an object that needs no property?
fn can_be_empty(document: &Document<'_>, body: &Node<'_>) -> bool {
    let content = body.get("content");
    let schemas: Vec<Node<'_>> = content
        .iter()
        .flat_map(Node::members)
        .filter(|(media, _)| media.contains("json"))
        .filter_map(|(_, body)| body.get("schema"))
        .collect();
    let [schema] = schemas.as_slice() else {
        return false;
    };
    let shape = Shape::new(document.value, schema);
    !shape.properties.is_empty() && shape.required.is_empty() && shape.variants.is_empty()
}

/// The one type that successful answers have, or failed ones.
fn answer_type<'d>(
    document: &Document<'d>,
    responses: &BTreeMap<String, Node<'d>>,
    success: bool,
) -> String {
    let is_success = |status: &str| status.starts_with('2');
    let only_default = !responses.keys().any(|status| is_success(status));
    let concerned = |status: &str| match status {
        // Alone, `default` describes success.
        "default" => success == only_default,
        status => {
            is_success(status) == success
                && matches!(status.as_bytes().first(), Some(b'2' | b'4' | b'5'))
        }
    };
    let types: BTreeSet<String> = responses
        .iter()
        .filter(|(status, _)| concerned(status))
        .map(|(_, response)| body_type(document, response, true))
        .collect();
    let mut types = types.into_iter();
    match (types.next(), types.next()) {
        (None, _) => "()".to_owned(),
        (Some(only), None) => only,
        (Some(_), Some(_)) => "Value".to_owned(),
    }
}
