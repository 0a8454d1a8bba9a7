//! Comparing bodies: of requests, and of answers with their headers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{change::Kind, listing::Operation, pair::Pair, record::Use, shape::Node};

impl<'d> Pair<'_, 'd> {
    pub(super) fn body(&mut self, label: &str) {
        let body = |document: &'d Value, operation: &Operation<'d>| {
            let body = operation.node.get("requestBody")?;
            Some(body.resolved(document))
        };
        let (old, new) = (body(self.old, self.before), body(self.new, self.after));
        let subject = format!("{label} body");
        match (&old, &new) {
            (None, None) => {}
            (None, Some(added)) => {
                let kind = Kind::BodyAdded {
                    required: added.flag("required"),
                };
                self.add(kind, &subject, (None, Some(added)), Use::REQUEST);
            }
            (Some(gone), None) => {
                let at = (Some(gone), None);
                self.add(Kind::BodyRemoved, &subject, at, Use::REQUEST);
            }
            (Some(old), Some(new)) => {
                let kind = match (old.flag("required"), new.flag("required")) {
                    (false, true) => Some(Kind::BodyRequired),
                    (true, false) => Some(Kind::BodyOptional),
                    _ => None,
                };
                if let Some(kind) = kind {
                    self.add(kind, &subject, (Some(old), Some(new)), Use::REQUEST);
                }
                self.descriptions(&subject, old, new);
                self.content(&subject, old, new, Use::REQUEST);
            }
        }
    }

    /// Compares bodies by media type.
    fn content(&mut self, subject: &str, old: &Node<'d>, new: &Node<'d>, used: Use) {
        let media = |node: &Node<'d>| -> BTreeMap<String, Node<'d>> {
            let content = node.get("content");
            let members = content.iter().flat_map(Node::members);
            members
                .map(|(media, node)| (comparable(media), node))
                .collect()
        };
        let (olds, news) = (media(old), media(new));
        for (media, gone) in &olds {
            match news.get(media) {
                None => {
                    let kind = Kind::MediaTypeRemoved {
                        media: media.clone(),
                    };
                    self.add(kind, subject, (Some(gone), None), used);
                }
                Some(kept) => {
                    if let (Some(old), Some(new)) = (gone.get("schema"), kept.get("schema")) {
                        self.schemas(used).compare(&old, &new, subject);
                    }
                }
            }
        }
        for (media, added) in &news {
            if !olds.contains_key(media) {
                let kind = Kind::MediaTypeAdded {
                    media: media.clone(),
                };
                self.add(kind, subject, (None, Some(added)), used);
            }
        }
    }

    pub(super) fn responses(&mut self, label: &str) {
        let olds = responses(self.old, self.before);
        let news = responses(self.new, self.after);
        for (status, old) in &olds {
            let subject = format!("{label} response {status}");
            match news.get(status) {
                None => {
                    let kind = Kind::ResponseRemoved {
                        status: status.clone(),
                    };
                    self.add(kind, &subject, (Some(old), None), Use::RESPONSE);
                }
                Some(new) => {
                    self.descriptions(&subject, old, new);
                    self.headers(&subject, old, new);
                    self.content(&subject, old, new, Use::RESPONSE);
                }
            }
        }
        for (status, new) in &news {
            if !olds.contains_key(status) {
                let subject = format!("{label} response {status}");
                let kind = Kind::ResponseAdded {
                    status: status.clone(),
                };
                self.add(kind, &subject, (None, Some(new)), Use::RESPONSE);
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
                self.add(kind, subject, (Some(gone), None), Use::RESPONSE);
            }
        }
        for (name, added) in &news {
            if !olds.contains_key(name) {
                let kind = Kind::HeaderAdded {
                    header: name.clone(),
                };
                self.add(kind, subject, (None, Some(added)), Use::RESPONSE);
            }
        }
    }
}

fn responses<'d>(document: &'d Value, operation: &Operation<'d>) -> BTreeMap<String, Node<'d>> {
    let responses = operation.node.get("responses");
    let members = responses.iter().flat_map(Node::members);
    members
        .map(|(status, node)| (status.to_ascii_lowercase(), node.resolved(document)))
        .collect()
}

/// A media type as far as it tells bodies apart: case and the charset do not, and
/// a body of any type whose schema is given is JSON.
fn comparable(media: &str) -> String {
    let media = media.to_ascii_lowercase();
    let mut parts = media.split(';').map(str::trim);
    let essence = match parts.next().unwrap_or_default() {
        "*/*" | "application/*" => "application/json",
        essence => essence,
    };
    let others = parts.filter(|part| !part.is_empty() && !part.starts_with("charset="));
    std::iter::once(essence)
        .chain(others)
        .collect::<Vec<_>>()
        .join("; ")
}
