//! What an address means, and which one its target gets.

use url::Url;

use super::{
    bundle::{Bundle, Here},
    index::{self, Place},
    is_modern,
};
use crate::{Error, Pointer, grammar::Kind};

impl Bundle<'_> {
    /// The address under which a reference finds its target in the end; `None` if it
    /// can stay as it is.
    pub(super) fn point(
        &mut self,
        kind: Kind,
        reference: &str,
        at: &Pointer,
        here: &Here,
    ) -> Result<Option<String>, Error> {
        let place = self.find(reference, at, here)?;
        let Some(section) = kind.section() else {
            return Ok(None);
        };
        let keys: Vec<String> = place.pointer.keys().collect();
        if place.file == self.root {
            match keys.as_slice() {
                [components, other, _] if components == "components" => {
                    if other == section {
                        return Ok(Some(format!("#{}", place.pointer.as_str())));
                    }
                    if let Some(other) = Kind::of_section(other) {
                        return Err(self.refuse(
                            here,
                            at,
                            format!(
                                "the reference leads to a {} where a {} belongs",
                                other.name(),
                                kind.name()
                            ),
                            "correct the `$ref`",
                        ));
                    }
                }
                _ if !self.modern => return Ok(Some(format!("#{}", place.pointer.as_str()))),
                [] => {
                    return Err(self.refuse(
                        here,
                        at,
                        "the reference leads to the whole document",
                        "name the schema that is meant",
                    ));
                }
                _ => {}
            }
        }
        let target = (kind, place);
        if let Some(name) = self.brought.get(&target) {
            return Ok(Some(format!("#/components/{section}/{name}")));
        }
        let name = self.free_name(section, &target.1, &keys);
        if target.1.file == self.root {
            self.origins.insert(
                Pointer::root().join("components").join(section).join(&name),
                target.1.pointer.clone(),
            );
        }
        self.brought.insert(target.clone(), name.clone());
        self.waiting.push_back((kind, target.1, name.clone()));
        Ok(Some(format!("#/components/{section}/{name}")))
    }

    /// A name for what is brought in: its own, or with that of what holds it.
    pub(super) fn free_name(
        &mut self,
        section: &'static str,
        place: &Place,
        keys: &[String],
    ) -> String {
        let plain = |text: &str| -> String {
            text.chars()
                .map(|c| match c {
                    'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' | '.' => c,
                    _ => '_',
                })
                .collect()
        };
        let stem = place
            .file
            .path_segments()
            .and_then(|mut segments| segments.next_back())
            .map(|name| name.split('.').next().unwrap_or(name))
            .filter(|stem| !stem.is_empty())
            .unwrap_or("document");
        let telling: Vec<String> = std::iter::once(stem.to_owned())
            .chain(
                keys.iter()
                    .filter(|key| {
                        Kind::of_section(key).is_none()
                            && !["components", "properties", "$defs", "definitions"]
                                .contains(&key.as_str())
                    })
                    .cloned(),
            )
            .map(|key| plain(&key))
            .filter(|key| !key.is_empty())
            .collect();
        let taken = self.taken.entry(section).or_default();
        let last = telling.last().cloned().unwrap_or_else(|| stem.to_owned());
        let mut name = last.clone();
        if taken.contains(&name) && telling.len() > 1 {
            name = format!("{}_{last}", telling[telling.len() - 2]);
        }
        let wanted = name.clone();
        let mut number = 2;
        while taken.contains(&name) {
            name = format!("{wanted}{number}");
            number += 1;
        }
        taken.insert(name.clone());
        name
    }

    /// What a reference points at.
    pub(super) fn find(
        &mut self,
        reference: &str,
        at: &Pointer,
        here: &Here,
    ) -> Result<Place, Error> {
        let Some(mut url) = index::joined(&here.base, reference) else {
            return Err(self.refuse(
                here,
                at,
                format!("`{reference}` is no address"),
                "correct the `$ref`",
            ));
        };
        let fragment = url.fragment().map(index::decoded).unwrap_or_default();
        url.set_fragment(None);
        let resource = match self.index.resource(&url) {
            Some(place) => place,
            None => self.bring_file(&url, reference, at, here)?,
        };
        let place = if fragment.is_empty() {
            resource
        } else if fragment.starts_with('/') {
            Place {
                pointer: Pointer::from_text(&format!("{}{fragment}", resource.pointer.as_str())),
                file: resource.file,
            }
        } else {
            match self.index.anchor(&url, &fragment) {
                Some(place) => place,
                None => {
                    return Err(self.refuse(
                        here,
                        at,
                        format!("there is no anchor `{fragment}`, which `{reference}` names"),
                        "correct the `$ref`, or add the `$anchor`",
                    ));
                }
            }
        };
        let exists = self
            .files
            .get(&place.file)
            .is_some_and(|file| file.pointer(place.pointer.as_str()).is_some());
        if !exists {
            return Err(self.refuse(
                here,
                at,
                format!("`{reference}` leads to nothing"),
                "correct the `$ref`, or add what it names",
            ));
        }
        Ok(place)
    }

    pub(super) fn bring_file(
        &mut self,
        url: &Url,
        reference: &str,
        at: &Pointer,
        here: &Here,
    ) -> Result<Place, Error> {
        let on_a_host = url.host_str().is_some_and(|host| !host.is_empty());
        if url.scheme() != self.root.scheme() || on_a_host {
            return Err(self.refuse(
                here,
                at,
                format!("`{reference}` leads into the network, from which nothing is fetched"),
                "keep a copy of it beside the document, and refer to that",
            ));
        }
        let value = match self.source.read(url) {
            Ok(value) => value,
            Err((problem, advice)) => {
                return Err(self.refuse(here, at, format!("`{reference}`: {problem}"), advice));
            }
        };
        let kind = if ["openapi", "components", "paths"]
            .iter()
            .any(|key| value.get(key).is_some())
        {
            Kind::Document
        } else {
            Kind::Schema
        };
        if value.get("openapi").is_some() && is_modern(&value) != self.modern {
            return Err(self.refuse(
                here,
                at,
                format!("`{reference}` is written in another version of OpenAPI"),
                "write both in the same version",
            ));
        }
        self.files.insert(url.clone(), value);
        self.index_file(url, kind)?;
        Ok(Place {
            file: url.clone(),
            pointer: Pointer::root(),
        })
    }
}
