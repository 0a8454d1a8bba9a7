//! Collecting changes: one entry for each, however many operations meet it.

use std::collections::{BTreeMap, BTreeSet, btree_map};

use super::change::Kind;
use crate::Pointer;

/// A change is the same if its kind and its places are.
type Key = (Option<Pointer>, Option<Pointer>, Kind);

/// A change as it was found, without a verdict.
pub(super) struct Entry {
    pub(super) kind: Kind,
    pub(super) subject: String,
    pub(super) old: Option<Pointer>,
    pub(super) new: Option<Pointer>,
    pub(super) used: Use,
    pub(super) operations: BTreeSet<String>,
    pub(super) hints: BTreeSet<String>,
}

/// What is known of a change while more is found.
struct Known {
    /// The changes are numbered as they are found.
    number: usize,
    subject: String,
    used: Use,
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

/// Which way what changed travels: the same schemas can mean something else in a
/// request and in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Use {
    /// Clients read it.
    pub(super) reads: bool,
    /// Clients write it.
    pub(super) writes: bool,
}

impl Use {
    /// Something of an operation as a whole.
    pub(super) const BOTH: Self = Self {
        reads: true,
        writes: true,
    };
    pub(super) const REQUEST: Self = Self {
        reads: false,
        writes: true,
    };
    pub(super) const RESPONSE: Self = Self {
        reads: true,
        writes: false,
    };
    /// Words, and schemas that no operation uses.
    pub(super) const NEITHER: Self = Self {
        reads: false,
        writes: false,
    };
}

/// The changes found so far.
#[derive(Default)]
pub(super) struct Record {
    entries: BTreeMap<Key, Known>,
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
        used: Use,
        concerns: Concerns<'_>,
    ) {
        self.add_hinted(kind, subject, (old, new), used, concerns, None);
    }

    pub(super) fn add_hinted(
        &mut self,
        kind: Kind,
        subject: &str,
        (old, new): (Option<Pointer>, Option<Pointer>),
        used: Use,
        concerns: Concerns<'_>,
        hint: Option<String>,
    ) {
        let number = self.entries.len();
        let entry = match self.entries.entry((old, new, kind)) {
            btree_map::Entry::Vacant(entry) => entry.insert(Known {
                number,
                subject: subject.to_owned(),
                used,
                operations: BTreeSet::new(),
                hints: BTreeSet::new(),
            }),
            btree_map::Entry::Occupied(entry) => {
                let entry = entry.into_mut();
                entry.used.reads |= used.reads;
                entry.used.writes |= used.writes;
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

    /// The changes by place: first those of the new document, in its pointers'
    /// order, and what is gone where it stood.
    pub(super) fn into_entries(mut self) -> Vec<Entry> {
        let known = std::mem::take(&mut self.entries);
        let concerned = self.concerned();
        let mut entries: Vec<Entry> = known
            .into_iter()
            .map(|((old, new, kind), known)| {
                let users = concerned.get(&known.number).into_iter().flatten();
                let mut operations = known.operations;
                operations.extend(users.map(|user| (*user).to_owned()));
                Entry {
                    kind,
                    subject: known.subject,
                    old,
                    new,
                    used: known.used,
                    operations,
                    hints: known.hints,
                }
            })
            .collect();
        entries.sort_by(|one, other| {
            let place = |entry: &Entry| entry.new.clone().or_else(|| entry.old.clone());
            (place(one), &one.kind, &one.old).cmp(&(place(other), &other.kind, &other.old))
        });
        entries
    }
}
