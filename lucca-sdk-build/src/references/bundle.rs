//! Goes through a document and makes every reference point into `components`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};
use url::Url;

use super::{
    NOWHERE, Settled, Source,
    index::{self, Index, Place},
    is_address, mapping_of, reference_of, size,
};
use crate::{
    Error, Pointer,
    error::Note,
    grammar::{Kind, each_inside},
};

/// What is copied in all, in nodes: one small part that is used by reference in
/// many places must not become a huge document.
const MAX_COPIED: usize = 2_000_000;

/// How deep things that are written out may stand in each other: path items in the
/// callbacks of path items.
const MAX_NESTED: usize = 8;

pub(super) struct Bundle<'b> {
    pub(super) name: &'b str,
    pub(super) root: Url,
    /// Is this 3.1, where everything is settled? A 3.0 document only gets what it
    /// refers to in other files.
    pub(super) modern: bool,
    pub(super) source: &'b mut dyn Source,
    pub(super) files: BTreeMap<Url, Value>,
    pub(super) index: Index,
    /// What was brought in, by its place and kind, under which name.
    pub(super) brought: BTreeMap<(Kind, Place), String>,
    pub(super) taken: BTreeMap<&'static str, BTreeSet<String>>,
    pub(super) waiting: VecDeque<(Kind, Place, String)>,
    pub(super) done: Vec<(&'static str, String, Value)>,
    pub(super) origins: BTreeMap<Pointer, Pointer>,
    pub(super) notes: Vec<Note>,
    pub(super) copied: usize,
    /// Is what stands beside a reference dealt with? While files are brought together
    /// it stays, for nobody takes notes then.
    pub(super) writes_out: bool,
    /// What is being written out.
    pub(super) nested: Vec<Place>,
}

/// Where the walk is: in which file, and what references are relative to.
#[derive(Clone)]
pub(super) struct Here {
    pub(super) file: Url,
    pub(super) base: Url,
}

impl<'b> Bundle<'b> {
    pub(super) fn new(
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
            writes_out: false,
            nested: Vec::new(),
        }
    }

    pub(super) fn run(&mut self) -> Result<(), Error> {
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

    pub(super) fn finish(mut self) -> Settled {
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

    pub(super) fn index_file(&mut self, url: &Url, kind: Kind) -> Result<(), Error> {
        let Some(value) = self.files.get_mut(url) else {
            return Ok(());
        };
        self.index.add(url, kind, value, self.modern);
        Ok(())
    }

    pub(super) fn refuse(
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
        if (kind.section().is_some() || kind == Kind::Operation)
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
            Kind::PathItem | Kind::Operation if reference_of(kind, value).is_some() => {
                self.write_out(kind, value, at, here)
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
            match self.point(Kind::Schema, &reference, &at, &here) {
                Ok(None) => {}
                Ok(Some(settled)) => value["discriminator"]["mapping"][key] = settled.into(),
                // Nothing hangs on it: which alternatives there are is said elsewhere.
                Err(error) if reference.starts_with('#') && self.is_alone() => {
                    if let Some(mapping) = value["discriminator"]["mapping"].as_object_mut() {
                        mapping.shift_remove(&key);
                    }
                    self.note(&here, &at, &format!("left out: {}", error.problem));
                }
                Err(error) => return Err(error),
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
        let settled = match self.point(kind, reference, &at.join("$ref"), here) {
            Ok(settled) => settled,
            // Nothing hangs on what a header of an answer would be.
            Err(error) if kind == Kind::Header && self.is_alone() => {
                *value = json!({ "schema": {} });
                self.note(
                    here,
                    &at.join("$ref"),
                    &format!("taken for any value: {}", error.problem),
                );
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let Some(object) = value.as_object_mut() else {
            return Ok(());
        };
        if let Some(settled) = settled {
            object.insert("$ref".into(), settled.into());
        }
        if !self.modern || !self.writes_out {
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

    /// Is this the step that tells what it leaves out, and not the one before it that
    /// brings in other files?
    fn is_alone(&self) -> bool {
        self.root.as_str() == NOWHERE
    }

    fn note(&mut self, here: &Here, at: &Pointer, what: &str) {
        if here.file == self.root {
            self.notes.push(Note {
                pointer: at.clone(),
                what: what.to_owned(),
            });
        }
    }

    /// A path item or an operation that stands elsewhere is written out: 3.0 has no
    /// other place for it than `paths`.
    fn write_out(
        &mut self,
        kind: Kind,
        value: &mut Value,
        at: &Pointer,
        here: &Here,
    ) -> Result<(), Error> {
        let Some(reference) = reference_of(kind, value).map(str::to_owned) else {
            return Ok(());
        };
        let at_reference = at.join("$ref");
        let place = self.find(&reference, &at_reference, here)?;
        self.enter(&place, &at_reference, here)?;
        let copy = self.copy(kind, &place);
        self.nested.pop();
        let mut copy = copy?;
        self.inside(kind, value, at, here)?;
        let (Some(copied), Some(own)) = (copy.as_object_mut(), value.as_object_mut()) else {
            return Err(self.refuse(
                here,
                &at_reference,
                format!(
                    "the reference leads to something that is no {}",
                    kind.name()
                ),
                "correct the `$ref`",
            ));
        };
        own.shift_remove("$ref");
        for (key, mine) in std::mem::take(own) {
            if copied.get(&key).is_some_and(|theirs| *theirs != mine) {
                return Err(self.refuse(
                    here,
                    &at.join(&key),
                    format!(
                        "`{key}` stands both here and in the {} that `$ref` names",
                        kind.name()
                    ),
                    "OpenAPI leaves open which one holds: keep one of them",
                ));
            }
            copied.insert(key, mine);
        }
        *value = copy;
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
}
