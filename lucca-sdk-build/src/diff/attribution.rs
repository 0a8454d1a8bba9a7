//! From what changed in a document, and what changed in the client, to changes with
//! verdicts: each difference of the client is laid to the change that it comes of.
//!
//! Whatever no change accounts for becomes one of its own, so that the verdict on
//! the whole is always that of the generated code.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    api::Name,
    callers::{Difference, Side},
    change::{Change, Direction, Kind},
    names::Names,
    record::{Entry, Use},
    verdict::{Rust, Step},
    wire::judge,
};

/// How close a change is to a name in Rust; the closest accounts for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    /// The very place that the name comes of.
    Own,
    /// What that place refers to.
    Referred,
    /// It came or went with what holds the place.
    Inside,
    /// The same type or operation.
    Owner,
}

/// Judges changes: on the wire by themselves, for Rust callers by the differences
/// that come of them.
pub(super) fn attribute(
    entries: Vec<Entry>,
    differences: Vec<Difference>,
    names: (&Names, &Names),
) -> Vec<Change> {
    let mut accounted: Vec<Vec<&Difference>> = vec![Vec::new(); entries.len()];
    let mut rest: BTreeMap<&str, Vec<&Difference>> = BTreeMap::new();
    let candidates: Vec<usize> = (0..entries.len())
        .filter(|index| {
            entries
                .get(*index)
                .is_some_and(|entry| touches_code(&entry.kind))
        })
        .collect();
    let closeness = |index: &usize, difference: &Difference| {
        let entry = entries.get(*index)?;
        closest(entry, &difference.place, names)
    };
    for difference in &differences {
        let found = candidates
            .iter()
            .filter_map(|index| Some((closeness(index, difference)?, *index)));
        let found: Vec<(Closeness, usize)> = found.collect();
        let closest = found.iter().map(|(closeness, _)| *closeness).min();
        let mut indices: Vec<usize> = found
            .into_iter()
            .filter(|(closeness, _)| Some(*closeness) == closest)
            .map(|(_, index)| index)
            .collect();
        let alike = indices.iter().copied().filter(|index| {
            let kind = entries.get(*index).map(|entry| &entry.kind);
            kind.is_some_and(|kind| goes_with(kind, difference.side))
        });
        let alike: Vec<usize> = alike.collect();
        if !alike.is_empty() {
            indices = alike;
        }
        // A document with one change has one reason for everything.
        if let ([], [only]) = (indices.as_slice(), candidates.as_slice()) {
            indices.push(*only);
        }
        for index in &indices {
            if let Some(accounted) = accounted.get_mut(*index) {
                accounted.push(difference);
            }
        }
        if indices.is_empty() {
            rest.entry(&difference.place.owner)
                .or_default()
                .push(difference);
        }
    }
    let mut changes: Vec<Change> = entries
        .into_iter()
        .zip(accounted)
        .map(|(entry, differences)| change(entry, &differences))
        .collect();
    changes.extend(rest.into_iter().map(|(owner, differences)| {
        let entry = Entry {
            kind: Kind::CodeChanged,
            subject: owner.to_owned(),
            old: None,
            new: None,
            used: Use::NEITHER,
            operations: BTreeSet::new(),
            hints: BTreeSet::new(),
        };
        change(entry, &differences)
    }));
    changes
}

fn change(entry: Entry, differences: &[&Difference]) -> Change {
    let (wire, why) = judge(&entry.kind, entry.used);
    let rust = differences.iter().map(|difference| difference.rust);
    let rust = rust.max().unwrap_or(Rust::Same);
    let hints: Vec<String> = entry.hints.into_iter().collect();
    Change {
        direction: Direction::of(entry.used.reads, entry.used.writes),
        wire,
        rust,
        step: Step::demanded_by(rust),
        why: match told(differences) {
            told if told.is_empty() => why.to_owned(),
            told => format!("{why} {told}"),
        },
        kind: entry.kind,
        subject: entry.subject,
        old: entry.old,
        new: entry.new,
        operations: entry.operations.into_iter().collect(),
        hint: (!hints.is_empty()).then(|| hints.join("; ")),
    }
}

/// How many differences of the code a change tells of.
const MOST_TOLD: usize = 3;

/// The worst of what becomes of the code, in a sentence.
fn told(differences: &[&Difference]) -> String {
    let mut sorted = differences.to_vec();
    sorted.sort_by_key(|difference| std::cmp::Reverse(difference.rust));
    let mut sentences: Vec<&str> = Vec::new();
    for difference in &sorted {
        if !sentences.contains(&difference.what.as_str()) {
            sentences.push(&difference.what);
        }
    }
    let more = sentences.len().saturating_sub(MOST_TOLD);
    sentences.truncate(MOST_TOLD);
    if sentences.is_empty() {
        return String::new();
    }
    let more = match more {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("In Rust, {}{more}.", sentences.join("; "))
}

/// Can a change of this kind be seen in the client?
fn touches_code(kind: &Kind) -> bool {
    !matches!(
        kind,
        Kind::DescriptionChanged
            | Kind::OperationDeprecated
            | Kind::SecurityChanged { .. }
            | Kind::ServersChanged { .. }
            | Kind::HeaderAdded { .. }
            | Kind::HeaderRemoved { .. }
    )
}

/// What is added to a document adds to the client, if it can.
fn goes_with(kind: &Kind, side: Side) -> bool {
    match side {
        Side::New => matches!(
            kind,
            Kind::OperationAdded
                | Kind::ParameterAdded { .. }
                | Kind::BodyAdded { .. }
                | Kind::MediaTypeAdded { .. }
                | Kind::ResponseAdded { .. }
                | Kind::PropertyAdded { .. }
                | Kind::EnumValueAdded { .. }
                | Kind::VariantAdded { .. }
                | Kind::SchemaAdded
        ),
        Side::Old => matches!(
            kind,
            Kind::OperationRemoved
                | Kind::ParameterRemoved
                | Kind::BodyRemoved
                | Kind::MediaTypeRemoved { .. }
                | Kind::ResponseRemoved { .. }
                | Kind::PropertyRemoved
                | Kind::EnumValueRemoved { .. }
                | Kind::VariantRemoved { .. }
                | Kind::SchemaRemoved
        ),
        Side::Both => false,
    }
}

fn closest(entry: &Entry, name: &Name, (old, new): (&Names, &Names)) -> Option<Closeness> {
    let places = [
        entry.old.as_ref().zip(Some(old)),
        entry.new.as_ref().zip(Some(new)),
    ];
    let comes_or_goes = entry.old.is_none() || entry.new.is_none();
    let mut found = Vec::new();
    for (place, names) in places.into_iter().flatten() {
        for (known, own) in names.at(place) {
            if known == name {
                found.push(if own {
                    Closeness::Own
                } else {
                    Closeness::Referred
                });
            } else if known.owner == name.owner && (known.member.is_none() || name.member.is_none())
            {
                found.push(Closeness::Owner);
            }
        }
        if comes_or_goes
            && names
                .inside(place)
                .any(|known| known == name || known.member.is_none() && known.owner == name.owner)
        {
            found.push(Closeness::Inside);
        }
    }
    found.into_iter().min()
}
