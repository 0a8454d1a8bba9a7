//! Collecting changes: one entry for each, however many operations meet it.

use std::collections::{BTreeMap, BTreeSet, btree_map};

use super::{
    change::{Change, Direction, Kind},
    judge::judge,
    verdict::Step,
};
use crate::Pointer;

/// What the verdict on a change depends on, besides its kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// Clients read what changed.
    pub(super) reads: bool,
    /// Clients write what changed.
    pub(super) writes: bool,
    /// It is the value of a parameter: callers hand it over, and see no field.
    pub(super) parameter: bool,
    /// The generated client leaves it out: the transport's own headers.
    pub(super) hidden: bool,
    /// The Rust types before and after.
    pub(super) types: Option<(String, String)>,
    /// The type can no longer be built with nothing set.
    pub(super) loses_default: bool,
    /// An added body is built with nothing set.
    pub(super) can_be_empty: bool,
    /// It is an enumeration of texts, before and after.
    pub(super) text_enum: bool,
    /// Something of a type is lost, for another use of its schema.
    pub(super) loses_items: bool,
    /// The property has another name in the document, but the same in Rust.
    pub(super) same_member: bool,
    /// The struct keeps properties that it does not name, before and after.
    pub(super) keeps_rest: (bool, bool),
}

impl Facts {
    /// A change of a whole operation, or of something that only it has.
    pub(super) fn operation() -> Self {
        Self {
            reads: true,
            writes: true,
            ..Self::default()
        }
    }

    pub(super) fn request() -> Self {
        Self {
            writes: true,
            ..Self::default()
        }
    }

    pub(super) fn response() -> Self {
        Self {
            reads: true,
            ..Self::default()
        }
    }

    pub(super) fn with_types(mut self, old: String, new: String) -> Self {
        self.types = Some((old, new));
        self
    }

    /// Do the Rust types differ?
    pub(super) fn retyped(&self) -> bool {
        self.types.as_ref().is_some_and(|(old, new)| old != new)
    }

    /// The same change, met in another place: the worse is true, whichever was
    /// met first.
    fn join(&mut self, other: Self) {
        self.reads |= other.reads;
        self.writes |= other.writes;
        self.parameter &= other.parameter;
        self.hidden &= other.hidden;
        self.loses_default |= other.loses_default;
        self.can_be_empty &= other.can_be_empty;
        self.text_enum &= other.text_enum;
        self.same_member &= other.same_member;
        let other_is_worse = match (self.retyped(), other.retyped()) {
            (true, false) => false,
            (false, true) => true,
            _ => other.types < self.types,
        };
        if other_is_worse {
            self.types = other.types;
        }
    }
}

/// A change is the same if its kind and its places are.
type Key = (Option<Pointer>, Option<Pointer>, Kind);

struct Entry {
    /// The changes are numbered as they are found.
    number: usize,
    subject: String,
    facts: Facts,
    operations: BTreeSet<String>,
    hints: BTreeSet<String>,
}

/// Whom a change concerns.
#[derive(Clone, Copy, Debug)]
pub(super) enum Concerns<'c> {
    /// No operation.
    Nobody,
    /// One operation.
    Operation(&'c str),
    /// The operations that use this part.
    Users(Part),
}

/// A pair of schemas that is compared once, whatever uses it: a part of what the
/// operations say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part(usize);

/// What was found in a part, and which parts it uses in its turn.
#[derive(Default)]
struct Found {
    changes: Vec<usize>,
    uses: BTreeSet<Part>,
}

/// How a part is used: the same schemas can mean something else as a parameter,
/// in a request, in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Use {
    pub(super) reads: bool,
    pub(super) writes: bool,
    /// A parameter's value: callers hand it over, but see no field.
    pub(super) parameter: bool,
}

/// The changes found so far.
#[derive(Default)]
pub(super) struct Record {
    entries: BTreeMap<Key, Entry>,
    parts: Vec<Found>,
    /// Operations, and the parts that they use directly.
    users: Vec<(String, Part)>,
    /// Parts by the schemas that they compare.
    known: BTreeMap<(Pointer, Pointer), BTreeMap<Use, Part>>,
}

impl Record {
    /// Starts a part that an operation uses directly.
    pub(super) fn begin(&mut self, operation: Option<&str>) -> Part {
        let part = self.new_part();
        let user = operation.map(|operation| (operation.to_owned(), part));
        self.users.extend(user);
        part
    }

    /// The part that compares two schemas, if it is not known yet. Either way it
    /// is used by the part `user`.
    pub(super) fn part(
        &mut self,
        schemas: (&Pointer, &Pointer),
        used: Use,
        user: Part,
    ) -> Option<Part> {
        let key = (schemas.0.clone(), schemas.1.clone());
        let known = self.known.get(&key).and_then(|uses| uses.get(&used));
        let (part, is_new) = match known {
            Some(part) => (*part, false),
            None => (self.new_part(), true),
        };
        if is_new {
            self.known.entry(key).or_default().insert(used, part);
        }
        if let Some(user) = self.parts.get_mut(user.0) {
            user.uses.insert(part);
        }
        is_new.then_some(part)
    }

    fn new_part(&mut self) -> Part {
        self.parts.push(Found::default());
        Part(self.parts.len() - 1)
    }

    /// Are two schemas compared already, however they are used?
    pub(super) fn has_compared(&self, old: &Pointer, new: &Pointer) -> bool {
        self.known.contains_key(&(old.clone(), new.clone()))
    }

    pub(super) fn add(
        &mut self,
        kind: Kind,
        subject: &str,
        (old, new): (Option<Pointer>, Option<Pointer>),
        facts: Facts,
        concerns: Concerns<'_>,
    ) {
        self.add_hinted(kind, subject, (old, new), facts, concerns, None);
    }

    pub(super) fn add_hinted(
        &mut self,
        kind: Kind,
        subject: &str,
        (old, new): (Option<Pointer>, Option<Pointer>),
        facts: Facts,
        concerns: Concerns<'_>,
        hint: Option<String>,
    ) {
        let number = self.entries.len();
        let entry = match self.entries.entry((old, new, kind)) {
            btree_map::Entry::Vacant(entry) => entry.insert(Entry {
                number,
                subject: subject.to_owned(),
                facts,
                operations: BTreeSet::new(),
                hints: BTreeSet::new(),
            }),
            btree_map::Entry::Occupied(entry) => {
                let entry = entry.into_mut();
                entry.facts.join(facts);
                if subject < entry.subject.as_str() {
                    entry.subject = subject.to_owned();
                }
                entry
            }
        };
        entry.hints.extend(hint);
        match concerns {
            Concerns::Nobody => {}
            Concerns::Operation(operation) => {
                entry.operations.insert(operation.to_owned());
            }
            Concerns::Users(part) => {
                if let Some(part) = self.parts.get_mut(part.0) {
                    part.changes.push(entry.number);
                }
            }
        }
    }

    /// The operations that each change concerns, by the number of the change:
    /// those that use a part, or use one that does.
    fn concerned(&self) -> BTreeMap<usize, BTreeSet<&str>> {
        let mut concerned: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
        for (operation, part) in &self.users {
            let mut used = BTreeSet::from([*part]);
            let mut rest = vec![*part];
            while let Some(found) = rest.pop().and_then(|part| self.parts.get(part.0)) {
                for change in &found.changes {
                    concerned.entry(*change).or_default().insert(operation);
                }
                rest.extend(found.uses.iter().filter(|part| used.insert(**part)));
            }
        }
        concerned
    }

    /// The changes with their verdicts, by place: first those of the new
    /// document, in its pointers' order, and what is gone where it stood.
    pub(super) fn into_changes(mut self) -> Vec<Change> {
        let entries = std::mem::take(&mut self.entries);
        let concerned = self.concerned();
        let mut changes: Vec<Change> = entries
            .into_iter()
            .map(|((old, new, kind), entry)| {
                let users = concerned.get(&entry.number).into_iter().flatten();
                let mut operations = entry.operations;
                operations.extend(users.map(|user| (*user).to_owned()));
                let judgement = judge(&kind, &entry.facts);
                let hints: Vec<String> = entry.hints.into_iter().collect();
                Change {
                    direction: Direction::of(entry.facts.reads, entry.facts.writes),
                    wire: judgement.wire.only(entry.facts.reads, entry.facts.writes),
                    rust: judgement.rust,
                    step: Step::demanded_by(judgement.rust),
                    why: judgement.why,
                    kind,
                    subject: entry.subject,
                    old,
                    new,
                    operations: operations.into_iter().collect(),
                    hint: (!hints.is_empty()).then(|| hints.join("; ")),
                }
            })
            .collect();
        changes.sort_by(|one, other| {
            let place = |change: &Change| change.new.clone().or_else(|| change.old.clone());
            (place(one), &one.kind, &one.old).cmp(&(place(other), &other.kind, &other.old))
        });
        changes
    }
}
