//! References: what they point at, and how everything comes to stand under
//! `components` of one document.
//!
//! OpenAPI 3.1 lets a reference be a JSON pointer, an anchor, an identifier (`$id`)
//! or a file, relative to the identifier of the schema around it. After this step
//! a reference is `#/components/…/name` and nothing else, so that no later step has
//! to know about addresses.

mod cycles;
mod index;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};
use url::Url;

use crate::{
    Error, Pointer,
    error::{Journal, Note},
    grammar::{Kind, each_inside},
};
pub(crate) use cycles::refuse_endless;
use index::{Index, Place};

/// Where the other files of a document come from.
pub(crate) trait Source {
    /// What errors call a file.
    fn name(&self, url: &Url) -> String;

    /// Reads a file; says what is wrong, and what to do about it.
    fn read(&mut self, url: &Url) -> Result<Value, (String, String)>;
}

/// A document that has no file: whatever leaves it is refused.
struct Nowhere;

impl Source for Nowhere {
    fn name(&self, url: &Url) -> String {
        url.to_string()
    }

    fn read(&mut self, _: &Url) -> Result<Value, (String, String)> {
        Err((
            "the reference leads into another file".to_owned(),
            "load the document from its file, which brings in the others".to_owned(),
        ))
    }
}

/// The address of a document that has none.
const NOWHERE: &str = "document:/document";

/// What is copied in all, in nodes: one small part that is used by reference in
/// many places must not become a huge document.
const MAX_COPIED: usize = 2_000_000;

/// How deep things that are written out may stand in each other: path items in the
/// callbacks of path items.
const MAX_NESTED: usize = 8;

/// Does anything in the document refer to another file, or to the network?
pub(crate) fn leave_the_file(document: &mut Value) -> bool {
    fn leaves(kind: Kind, value: &mut Value, at: &Pointer, found: &mut bool) -> Result<(), Error> {
        let outside = |text: &str| !text.starts_with('#');
        if let Some(reference) = reference_of(kind, value) {
            *found |= outside(reference);
        }
        if kind == Kind::Schema {
            *found |= mapping_of(value).any(|(_, text)| is_address(text) && outside(text));
        }
        each_inside(kind, value, at, &mut |kind, value, at| {
            leaves(kind, value, at, found)
        })
    }
    let mut found = false;
    // The walk refuses nothing.
    let _ = leaves(Kind::Document, document, &Pointer::root(), &mut found);
    found
}

/// Brings what a document refers to in other files into the document.
pub(crate) fn bundle(
    name: &str,
    document: Value,
    url: Url,
    source: &mut dyn Source,
) -> Result<Value, Error> {
    let modern = is_modern(&document);
    let mut bundle = Bundle::new(name, document, url, modern, source);
    bundle.run()?;
    Ok(bundle.finish().document)
}

/// Turns every reference of a 3.1 document into `#/components/…/name`.
pub(crate) fn settle(document: Value, journal: &mut Journal<'_>) -> Result<Settled, Error> {
    let mut source = Nowhere;
    let mut bundle = Bundle::new(journal.document, document, nowhere(), true, &mut source);
    bundle.run()?;
    let settled = bundle.finish();
    journal.notes.extend(settled.notes.iter().cloned());
    Ok(settled)
}

/// Refuses references of a 3.0 document that lead nowhere, out of the document or
/// in circles. The document stays as it is.
pub(crate) fn check(document: &Value, journal: &Journal<'_>) -> Result<(), Error> {
    let mut source = Nowhere;
    let mut bundle = Bundle::new(
        journal.document,
        document.clone(),
        nowhere(),
        false,
        &mut source,
    );
    bundle.run()?;
    refuse_endless(&mut bundle.finish().document, journal)
}

/// A document whose references all point into `components`.
pub(crate) struct Settled {
    pub(crate) document: Value,
    /// Where components stood that were brought in from elsewhere in the document.
    pub(crate) origins: BTreeMap<Pointer, Pointer>,
    notes: Vec<Note>,
}

fn nowhere() -> Url {
    // The one address that is written here.
    Url::parse(NOWHERE).unwrap_or_else(|_| unreachable!("`{NOWHERE}` is an address"))
}

fn is_modern(document: &Value) -> bool {
    match document.get("openapi") {
        Some(Value::String(version)) => !version.starts_with("3.0"),
        Some(Value::Number(version)) => version.as_f64() != Some(3.0),
        _ => true,
    }
}

/// The reference that a value is or holds, if its kind can be referred to.
fn reference_of(kind: Kind, value: &Value) -> Option<&str> {
    kind.section()?;
    value.get("$ref")?.as_str()
}

/// The schemas that a discriminator names.
fn mapping_of(schema: &Value) -> impl Iterator<Item = (&str, &str)> {
    schema
        .pointer("/discriminator/mapping")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(key, target)| Some((key.as_str(), target.as_str()?)))
}

/// A discriminator maps to the name of a schema, or to its address.
fn is_address(text: &str) -> bool {
    text.contains('#')
        || [".json", ".yaml", ".yml"]
            .iter()
            .any(|end| text.ends_with(end))
}

struct Bundle<'b> {
    name: &'b str,
    root: Url,
    /// Is this 3.1, where everything is settled? A 3.0 document only gets what it
    /// refers to in other files.
    modern: bool,
    source: &'b mut dyn Source,
    files: BTreeMap<Url, Value>,
    index: Index,
    /// What was brought in, by its place and kind, under which name.
    brought: BTreeMap<(Kind, Place), String>,
    taken: BTreeMap<&'static str, BTreeSet<String>>,
    waiting: VecDeque<(Kind, Place, String)>,
    done: Vec<(&'static str, String, Value)>,
    origins: BTreeMap<Pointer, Pointer>,
    notes: Vec<Note>,
    copied: usize,
    /// What is being written out.
    nested: Vec<Place>,
}

/// Where the walk is: in which file, and what references are relative to.
#[derive(Clone)]
struct Here {
    file: Url,
    base: Url,
}

impl<'b> Bundle<'b> {
    fn new(
        name: &'b str,
        document: Value,
        root: Url,
        modern: bool,
        source: &'b mut dyn Source,
    ) -> Self {
        let mut taken: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
        let components = document.get("components").and_then(Value::as_object);
        for (section, entries) in components.into_iter().flatten() {
            if let Some(section) = Kind::of_section(section).and_then(Kind::section) {
                let names = entries.as_object().into_iter().flat_map(Map::keys).cloned();
                taken.entry(section).or_default().extend(names);
            }
        }
        Self {
            name,
            root: root.clone(),
            modern,
            source,
            files: BTreeMap::from([(root, document)]),
            index: Index::default(),
            brought: BTreeMap::new(),
            taken,
            waiting: VecDeque::new(),
            done: Vec::new(),
            origins: BTreeMap::new(),
            notes: Vec::new(),
            copied: 0,
            nested: Vec::new(),
        }
    }

    fn run(&mut self) -> Result<(), Error> {
        let root = self.root.clone();
        self.index_file(&root, Kind::Document)?;
        let here = Here {
            file: root.clone(),
            base: root.clone(),
        };
        let mut document = self.files.get(&root).cloned().unwrap_or_default();
        self.inside(Kind::Document, &mut document, &Pointer::root(), &here)?;
        while let Some((kind, place, name)) = self.waiting.pop_front() {
            let value = self.copy(kind, &place)?;
            let Some(section) = kind.section() else {
                continue;
            };
            self.done.push((section, name, value));
        }
        self.files.insert(root, document);
        Ok(())
    }

    fn finish(mut self) -> Settled {
        let mut document = self.files.remove(&self.root).unwrap_or_default();
        for (section, name, value) in self.done {
            let Some(document) = document.as_object_mut() else {
                break;
            };
            let components = document.entry("components").or_insert_with(|| json!({}));
            if let Some(components) = components.as_object_mut() {
                let section = components.entry(section).or_insert_with(|| json!({}));
                if let Some(section) = section.as_object_mut() {
                    section.insert(name, value);
                }
            }
        }
        Settled {
            document,
            origins: self.origins,
            notes: self.notes,
        }
    }

    fn index_file(&mut self, url: &Url, kind: Kind) -> Result<(), Error> {
        let Some(value) = self.files.get_mut(url) else {
            return Ok(());
        };
        self.index.add(url, kind, value, self.modern);
        Ok(())
    }

    fn refuse(
        &self,
        here: &Here,
        at: &Pointer,
        problem: impl Into<String>,
        advice: impl Into<String>,
    ) -> Error {
        let name = if here.file == self.root {
            self.name.to_owned()
        } else {
            self.source.name(&here.file)
        };
        Error::new(name, problem, advice).at(at)
    }

    /// Settles the references of everything inside.
    fn inside(
        &mut self,
        kind: Kind,
        value: &mut Value,
        at: &Pointer,
        here: &Here,
    ) -> Result<(), Error> {
        each_inside(kind, value, at, &mut |kind, value, at| {
            self.settle(kind, value, at, here)
        })
    }

    /// Settles the references of a value and of everything inside.
    fn settle(
        &mut self,
        kind: Kind,
        value: &mut Value,
        at: &Pointer,
        here: &Here,
    ) -> Result<(), Error> {
        if kind.section().is_some()
            && let Some(reference) = value.get("$ref")
            && !reference.is_string()
        {
            return Err(self.refuse(
                here,
                &at.join("$ref"),
                "the reference is no text",
                "write the address of what is meant",
            ));
        }
        match kind {
            Kind::Schema => self.settle_schema(value, at, here),
            Kind::PathItem if reference_of(kind, value).is_some() => {
                self.settle_path_item(value, at, here)
            }
            _ => match reference_of(kind, value).map(str::to_owned) {
                Some(reference) => self.settle_other(kind, value, &reference, at, here),
                None => self.inside(kind, value, at, here),
            },
        }
    }

    fn settle_schema(&mut self, value: &mut Value, at: &Pointer, here: &Here) -> Result<(), Error> {
        let mut here = here.clone();
        if self.modern
            && let Some(id) = value.get("$id").and_then(Value::as_str)
        {
            here.base = index::joined(&here.base, id).ok_or_else(|| {
                self.refuse(
                    &here,
                    &at.join("$id"),
                    format!("`{id}` is no address"),
                    "correct it",
                )
            })?;
        }
        if self.modern {
            self.settle_dynamic(value, at, &here)?;
        }
        if let Some(reference) = reference_of(Kind::Schema, value).map(str::to_owned) {
            let settled = self.point(Kind::Schema, &reference, &at.join("$ref"), &here)?;
            if let (Some(settled), Some(object)) = (settled, value.as_object_mut()) {
                object.insert("$ref".into(), settled.into());
            }
        }
        let mapped: Vec<(String, String)> = mapping_of(value)
            .filter(|(_, text)| is_address(text))
            .map(|(key, text)| (key.to_owned(), text.to_owned()))
            .collect();
        for (key, reference) in mapped {
            let at = at.join("discriminator").join("mapping").join(&key);
            let settled = self.point(Kind::Schema, &reference, &at, &here)?;
            if let Some(settled) = settled {
                value["discriminator"]["mapping"][key] = settled.into();
            }
        }
        self.inside(Kind::Schema, value, at, &here)
    }

    /// A dynamic reference to an anchor that exists once is a reference like others.
    fn settle_dynamic(
        &mut self,
        value: &mut Value,
        at: &Pointer,
        here: &Here,
    ) -> Result<(), Error> {
        let Some(object) = value.as_object_mut() else {
            return Ok(());
        };
        let Some(Value::String(reference)) = object.get("$dynamicRef").cloned() else {
            return Ok(());
        };
        let anchor = reference.split_once('#').map_or("", |(_, anchor)| anchor);
        if self.index.dynamic(anchor) > 1 {
            // Which one is meant depends on who asks: the schema is widened later.
            return Ok(());
        }
        let at = at.join("$dynamicRef");
        let settled = self
            .point(Kind::Schema, &reference, &at, here)?
            .unwrap_or(reference);
        object.shift_remove("$dynamicRef");
        if object.contains_key("$ref") {
            let all_of = object.entry("allOf").or_insert_with(|| json!([]));
            if let Some(all_of) = all_of.as_array_mut() {
                all_of.push(json!({ "$ref": settled }));
            }
        } else {
            object.insert("$ref".into(), settled.into());
        }
        Ok(())
    }

    /// What is neither schema nor path item: a reference object.
    fn settle_other(
        &mut self,
        kind: Kind,
        value: &mut Value,
        reference: &str,
        at: &Pointer,
        here: &Here,
    ) -> Result<(), Error> {
        let settled = self.point(kind, reference, &at.join("$ref"), here)?;
        let Some(object) = value.as_object_mut() else {
            return Ok(());
        };
        if let Some(settled) = settled {
            object.insert("$ref".into(), settled.into());
        }
        if !self.modern {
            return Ok(());
        }
        // 3.1 lets a reference say things better than what it points at.
        let described = kind != Kind::Callback
            && kind != Kind::Example
            && object.get("description").is_some_and(Value::is_string);
        let described = described
            || kind == Kind::Example
                && (object.contains_key("description") || object.contains_key("summary"));
        if described {
            let place = self.find(reference, &at.join("$ref"), here)?;
            self.enter(&place, &at.join("$ref"), here)?;
            let copy = self.described(kind, &place, object, at);
            self.nested.pop();
            *value = copy?;
            return Ok(());
        }
        let extra: Vec<String> = object
            .keys()
            .filter(|key| *key != "$ref")
            .cloned()
            .collect();
        for key in extra {
            object.shift_remove(&key);
            self.note(
                here,
                &at.join(&key),
                "left out: it has no effect beside `$ref`",
            );
        }
        Ok(())
    }

    /// A copy of what a reference points at, with what is said beside the reference.
    fn described(
        &mut self,
        kind: Kind,
        place: &Place,
        beside: &Map<String, Value>,
        at: &Pointer,
    ) -> Result<Value, Error> {
        let mut copy = self.copy(kind, place)?;
        for key in ["summary", "description"] {
            if let (Some(text), Some(copy)) = (beside.get(key), copy.as_object_mut())
                && (key == "description" || kind == Kind::Example)
            {
                copy.insert(key.into(), text.clone());
            }
        }
        if copy.get("$ref").is_some() {
            // A chain of references: the last one is described.
            self.settle(kind, &mut copy, at, &self.root_here())?;
        }
        Ok(copy)
    }

    /// Starts to write out what stands at a place; whoever calls this pops
    /// `nested` when done.
    fn enter(&mut self, place: &Place, at: &Pointer, here: &Here) -> Result<(), Error> {
        let problem = if self.nested.contains(place) {
            "the reference leads back to itself".to_owned()
        } else if self.nested.len() >= MAX_NESTED {
            format!(
                "references that are written out stand more than {MAX_NESTED} deep in each other"
            )
        } else {
            self.nested.push(place.clone());
            return Ok(());
        };
        Err(self.refuse(
            here,
            at,
            problem,
            "write what is meant in place of the reference",
        ))
    }

    fn root_here(&self) -> Here {
        Here {
            file: self.root.clone(),
            base: self.root.clone(),
        }
    }

    fn note(&mut self, here: &Here, at: &Pointer, what: &str) {
        if here.file == self.root {
            self.notes.push(Note {
                pointer: at.clone(),
                what: what.to_owned(),
            });
        }
    }

    /// A path item that stands elsewhere is written out: 3.0 has no other place for
    /// it than `paths`.
    fn settle_path_item(
        &mut self,
        value: &mut Value,
        at: &Pointer,
        here: &Here,
    ) -> Result<(), Error> {
        let Some(reference) = reference_of(Kind::PathItem, value).map(str::to_owned) else {
            return Ok(());
        };
        let at_reference = at.join("$ref");
        let place = self.find(&reference, &at_reference, here)?;
        if !self.modern && place.file == here.file && here.file == self.root {
            return Ok(());
        }
        self.enter(&place, &at_reference, here)?;
        let item = self.copy(Kind::PathItem, &place);
        self.nested.pop();
        let mut item = item?;
        self.inside(Kind::PathItem, value, at, here)?;
        let (Some(item_object), Some(own)) = (item.as_object_mut(), value.as_object_mut()) else {
            return Err(self.refuse(
                here,
                &at_reference,
                "the reference leads to something that is no path item",
                "correct the `$ref`",
            ));
        };
        own.shift_remove("$ref");
        for (key, mine) in std::mem::take(own) {
            if item_object.get(&key).is_some_and(|theirs| *theirs != mine) {
                return Err(self.refuse(
                    here,
                    &at.join(&key),
                    format!("`{key}` stands both here and in the path item that `$ref` names"),
                    "OpenAPI leaves open which one holds: keep one of them",
                ));
            }
            item_object.insert(key, mine);
        }
        *value = item;
        Ok(())
    }

    /// A copy of what stands at a place, its own references settled.
    fn copy(&mut self, kind: Kind, place: &Place) -> Result<Value, Error> {
        let here = Here {
            file: place.file.clone(),
            base: self.index.base_of(place),
        };
        let Some(found) = self
            .files
            .get(&place.file)
            .and_then(|file| file.pointer(place.pointer.as_str()))
        else {
            return Err(self.refuse(
                &here,
                &place.pointer,
                "nothing stands here",
                "correct the `$ref` that leads here",
            ));
        };
        self.copied += size(found);
        let mut copy = found.clone();
        if self.copied > MAX_COPIED {
            return Err(self.refuse(
                &here,
                &place.pointer,
                format!("references make the document more than {MAX_COPIED} values larger"),
                "refer to fewer, or smaller, parts",
            ));
        }
        if kind == Kind::Schema
            && let Some(dialect) = self.index.dialect_of(place)
            && let Some(object) = copy.as_object_mut()
            && !object.contains_key("$schema")
        {
            object.insert("$schema".into(), dialect.into());
        }
        self.settle(kind, &mut copy, &place.pointer, &here)?;
        if place.file != self.root
            && let Some(object) = copy.as_object_mut()
        {
            // It is addressed by its new place from now on.
            object.shift_remove("$id");
            object.shift_remove("$anchor");
        }
        Ok(copy)
    }

    /// The address under which a reference finds its target in the end; `None` if it
    /// can stay as it is.
    fn point(
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
    fn free_name(&mut self, section: &'static str, place: &Place, keys: &[String]) -> String {
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
    fn find(&mut self, reference: &str, at: &Pointer, here: &Here) -> Result<Place, Error> {
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

    fn bring_file(
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

/// How many values a value consists of.
pub(crate) fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(entries) => entries.values().map(size).sum(),
        _ => 0,
    }
}
