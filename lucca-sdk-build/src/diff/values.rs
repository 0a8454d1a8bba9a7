//! Comparing which values two schemas allow: enumerations and bounds.

use serde_json::Value;

use super::{
    change::Kind,
    shape::{BOUNDS, Bound, Shape},
};

/// What changed about the values that are listed.
pub(super) fn listed(old: &Shape<'_>, new: &Shape<'_>) -> Vec<Kind> {
    match (&old.values, &new.values) {
        (None, None) => Vec::new(),
        (None, Some(_)) => vec![Kind::EnumClosed],
        (Some(_), None) => vec![Kind::EnumOpened],
        (Some(olds), Some(news)) => {
            let added = news.iter().filter(|value| !olds.contains(value));
            let added = added.map(|value| Kind::EnumValueAdded {
                value: value.to_string(),
            });
            let gone = olds.iter().filter(|value| !news.contains(value));
            let gone = gone.map(|value| Kind::EnumValueRemoved {
                value: value.to_string(),
            });
            added.chain(gone).collect()
        }
    }
}

/// What changed about the bounds of a value.
pub(super) fn bounded(old: &Shape<'_>, new: &Shape<'_>) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for (keyword, bound) in BOUNDS {
        let (from, to) = (old.bounds.get(keyword), new.bounds.get(keyword));
        if from == to {
            continue;
        }
        let number = |value: &&&Value| value.as_f64();
        let tightened = match (from, to, bound) {
            (None, Some(_), _) => Some(true),
            (Some(_), None, _) => Some(false),
            (Some(from), Some(to), Bound::AtLeast) => {
                number(&from).zip(number(&to)).map(|(from, to)| to > from)
            }
            (Some(from), Some(to), Bound::AtMost) => {
                number(&from).zip(number(&to)).map(|(from, to)| to < from)
            }
            _ => None,
        };
        let keyword = keyword.to_owned();
        let from = optional_json(from.copied());
        let to = optional_json(to.copied());
        kinds.push(match tightened {
            Some(true) => Kind::ConstraintTightened { keyword, from, to },
            Some(false) => Kind::ConstraintLoosened { keyword, from, to },
            None => Kind::ConstraintChanged { keyword, from, to },
        });
    }
    kinds
}

/// What changed about the value that stands for none.
pub(super) fn defaulted(old: Option<&Value>, new: Option<&Value>) -> Option<Kind> {
    (old != new).then(|| Kind::DefaultChanged {
        from: optional_json(old),
        to: optional_json(new),
    })
}

fn optional_json(value: Option<&Value>) -> String {
    match value {
        Some(value) => value.to_string(),
        None => "none".to_owned(),
    }
}
