//! What the difference between two generated clients means for code that calls the
//! old one.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;

use super::{
    api::{Api, Checks, Name, What},
    spelling::short,
    verdict::Rust,
};

/// One difference between two clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) place: Name,
    pub(super) rust: Rust,
    /// A sentence without its end.
    pub(super) what: String,
    /// Which of the clients have what it is about.
    pub(super) side: Side,
}

/// Which of two clients have something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Old,
    New,
    Both,
}

/// Every difference that callers can tell.
pub(super) fn differences(old: &Api, new: &Api) -> Vec<Difference> {
    let mut found = Vec::new();
    let needed = newly_needed(old, new);
    for (key, entry) in &old.items {
        let place = &entry.place;
        let Some(head) = old.head(&place.owner) else {
            continue;
        };
        let kept = new.items.get(key);
        if head != key
            && old.items.get(head).map(|e| &e.what) != new.items.get(head).map(|e| &e.what)
        {
            // Told of the whole.
            continue;
        }
        match kept {
            None if key.ends_with(": Default") => {
                // Whatever must be set now is why.
                let members: Vec<&Name> = needed
                    .keys()
                    .filter(|other| other.owner == place.owner)
                    .collect();
                let what = format!("`{}` can no longer be made with nothing set", place.owner);
                let places = match members.is_empty() {
                    true => vec![place],
                    false => members,
                };
                found.extend(places.into_iter().map(|place| Difference {
                    place: place.clone(),
                    rust: Rust::Breaks,
                    what: what.clone(),
                    side: Side::Both,
                }));
            }
            None => found.push(Difference {
                place: place.clone(),
                rust: Rust::Breaks,
                what: format!("`{key}` is gone"),
                side: Side::Old,
            }),
            Some(kept) if kept.what != entry.what => {
                let (rust, what) = changed(key, (old, &entry.what), (new, &kept.what));
                found.push(Difference {
                    place: place.clone(),
                    rust,
                    what,
                    side: Side::Both,
                });
            }
            Some(_) => {}
        }
    }
    for (key, entry) in &new.items {
        let Some(head) = new.head(&entry.place.owner) else {
            continue;
        };
        if !old.items.contains_key(key) && (head == key || old.items.contains_key(head)) {
            found.push(Difference {
                place: entry.place.clone(),
                rust: Rust::Compiles,
                what: format!("`{key}` is new"),
                side: Side::New,
            });
        }
    }
    found.extend(needed.into_iter().map(|(place, rust)| Difference {
        what: format!(
            "`{}::{}` must be set, or nothing is sent",
            place.owner,
            place.member.as_deref().unwrap_or_default()
        ),
        place,
        rust,
        side: Side::New,
    }));
    found.extend(narrowed(old, new));
    one_a_place(found)
}

/// What must be set now, and need not have been; types that callers build in tests
/// only are another matter.
fn newly_needed(old: &Api, new: &Api) -> BTreeMap<Name, Rust> {
    let written: BTreeSet<String> = old.written().union(&new.written()).cloned().collect();
    let is_known = |place: &&Name| {
        let known = |api: &Api| api.head(&place.owner).is_some();
        let member = place.member.as_deref().unwrap_or_default();
        let setter = format!("{}::{member}", place.owner);
        // Of a body that was there, the type tells.
        let told = new.is_built(place) && old.items.contains_key(&setter);
        known(old) && known(new) && !told
    };
    let places = new.needed.difference(&old.needed).filter(is_known);
    places
        .map(|place| {
            let sent = place.owner.starts_with("builder::") || written.contains(&place.owner);
            let rust = if sent {
                Rust::FailsAtRunTime
            } else {
                Rust::Compiles
            };
            (place.clone(), rust)
        })
        .collect()
}

/// Types that are made from a text, and refuse more of them than before.
fn narrowed(old: &Api, new: &Api) -> Vec<Difference> {
    let written = old.written();
    let narrower = |(name, now): &(&String, &Checks)| {
        let before = old.checks.get(*name);
        written.contains(&Name::of_type(name).owner)
            && before.is_some_and(|before| {
                now.at_least > before.at_least
                    || now.at_most.unwrap_or(u64::MAX) < before.at_most.unwrap_or(u64::MAX)
                    || !now.others.is_subset(&before.others)
            })
    };
    new.checks
        .iter()
        .filter(narrower)
        .map(|(name, _)| {
            let place = Name::of_type(name);
            Difference {
                rust: Rust::FailsAtRunTime,
                what: format!("`{}` refuses texts that it took", place.owner),
                place,
                side: Side::Both,
            }
        })
        .collect()
}

fn changed(
    key: &str,
    (old_api, old): (&Api, &What),
    (new_api, new): (&Api, &What),
) -> (Rust, String) {
    let becomes = |from: &str, to: &str| {
        let what = format!(
            "`{key}` goes from `{}` to `{}`",
            readable(from),
            readable(to)
        );
        (Rust::Breaks, what)
    };
    match (old, new) {
        (What::Takes(old), What::Takes(new)) => {
            let taken = format!(
                "`{key}` takes `{}` instead of `{}`",
                readable(new),
                readable(old)
            );
            match converts((old_api, &readable(old)), (new_api, &readable(new))) {
                Some(true) => (Rust::Compiles, taken),
                Some(false) => {
                    let what = format!("{taken}, and refuses what does not fit");
                    (Rust::FailsAtRunTime, what)
                }
                None => (Rust::Breaks, taken),
            }
        }
        (What::Is(from), What::Is(to)) => becomes(from, to),
        (What::Is(from), What::Takes(to)) | (What::Takes(from), What::Is(to)) => becomes(from, to),
    }
}

/// Does what converts to the old type convert to the new one: `Some(true)` always,
/// `Some(false)` if its value fits, `None` not as far as the compiler knows?
fn converts((_, old): (&Api, &str), (new_api, new): (&Api, &str)) -> Option<bool> {
    if let (Some(held), Some(holds)) = (integer(old), integer(new)) {
        return Some(holds.0 <= held.0 && held.1 <= holds.1);
    }
    if old.strip_prefix("NonZeroU") == new.strip_prefix('u') && new.starts_with('u') {
        return Some(true);
    }
    if old != "String" {
        return None;
    }
    // An enumeration takes any text; other types that are made from texts check them.
    let is_enum = new_api.from_text.contains(new);
    let is_checked = new_api.checks.contains_key(new);
    (is_enum || is_checked).then_some(is_enum)
}

/// The least and the greatest value of an integer type. All of them convert to
/// each other, or fail to, when the value is known.
fn integer(name: &str) -> Option<(i128, i128)> {
    Some(match name {
        "i8" => (i8::MIN.into(), i8::MAX.into()),
        "u8" => (u8::MIN.into(), u8::MAX.into()),
        "i16" => (i16::MIN.into(), i16::MAX.into()),
        "u16" => (u16::MIN.into(), u16::MAX.into()),
        "i32" => (i32::MIN.into(), i32::MAX.into()),
        "u32" => (u32::MIN.into(), u32::MAX.into()),
        "i64" => (i64::MIN.into(), i64::MAX.into()),
        "u64" => (u64::MIN.into(), u64::MAX.into()),
        _ => return None,
    })
}

/// A type as people write it; of a function, what it returns.
fn readable(code: &str) -> String {
    let code = match (code.split_once("fn <"), code.split_once(" -> ")) {
        (Some(_), Some((_, output))) => output,
        _ => code,
    };
    match code.parse::<TokenStream>() {
        Ok(tokens) => short(&tokens),
        Err(_) => code.to_owned(),
    }
}

/// Of several differences about one place, those that say the worst: a field and
/// its setter are one thing.
fn one_a_place(found: Vec<Difference>) -> Vec<Difference> {
    let mut worst: BTreeMap<(Name, bool), Difference> = BTreeMap::new();
    for difference in found {
        let key = (difference.place.clone(), difference.side == Side::New);
        match worst.get(&key) {
            Some(known) if known.rust >= difference.rust => {}
            _ => {
                worst.insert(key, difference);
            }
        }
    }
    worst.into_values().collect()
}
