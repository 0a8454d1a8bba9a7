//! Second step: corrections to a document, as OpenAPI Overlays.

use std::path::Path;

use roas_overlay::{
    apply::{Apply, ApplyError, ApplyReport},
    v1_0, v1_1,
    validation::Validate,
};
use serde_json::Value;

use crate::{Error, Pointer};

/// What one action of an overlay did.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Applied {
    /// The overlay.
    pub overlay: String,
    /// Which action, counted from 0.
    pub action: usize,
    /// The JSONPath that it looks for.
    pub target: String,
    /// How many places it found.
    pub matches: usize,
    /// Is the document another than before? One that said so already is not; nor is
    /// one whose lists now say twice what they said.
    pub changed: bool,
    /// What the document said otherwise, in the document's order.
    pub overwritten: Vec<Overwritten>,
}

/// A value of a document that an action replaced or took out.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Overwritten {
    /// Where it stands.
    pub pointer: Pointer,
    /// What the document says.
    pub from: Value,
    /// What the action says; `None` if it takes the value out.
    pub to: Option<Value>,
}

impl Applied {
    /// What to say of an action that found nothing to correct in `document`; `None`
    /// if it found something.
    pub fn matched_nothing(&self, document: &str) -> Option<Error> {
        (self.matches == 0).then(|| {
            self.told(
                format!(
                    "the target {} matches nothing in {document}: the document has moved on",
                    self.target
                ),
                "correct the target, or remove the action if the document no longer needs it",
            )
        })
    }

    /// What to say of an action that found its places in `document`, and left them
    /// as they were; `None` if it changed something or found nothing.
    pub fn changed_nothing(&self, document: &str) -> Option<Error> {
        (self.matches > 0 && !self.changed).then(|| {
            self.told(
                format!(
                    "the target {} changes nothing: {document} says so already",
                    self.target
                ),
                "remove the action",
            )
        })
    }

    /// What to say of values that the action overwrites in a new version of a
    /// document, and that the old version (for which it did `before`) did not have.
    pub fn overwrites_news(&self, before: Option<&Self>) -> Vec<Error> {
        let known = before.map_or(&[][..], |before| &before.overwritten);
        let is_new = |found: &&Overwritten| {
            let mut known = known.iter();
            !known.any(|other| other.pointer == found.pointer && other.from == found.from)
        };
        let news = self.overwritten.iter().filter(is_new);
        news.map(|found| {
            let old = known.iter().find(|other| other.pointer == found.pointer);
            let old = match old {
                Some(old) => format!("the old document has `{}` there", old.from),
                None => "the old document has nothing there that it overwrites".to_owned(),
            };
            let now = match &found.to {
                Some(to) => format!("puts `{to}` in place of `{}`", found.from),
                None => format!("takes out `{}`", found.from),
            };
            self.told(
                format!(
                    "the target {} {now} at {}; {old}",
                    self.target, found.pointer
                ),
                "see whether the action is still right, now that the document says otherwise",
            )
        })
        .collect()
    }

    fn told(&self, problem: String, advice: &str) -> Error {
        let at = Pointer::root().join("actions").join(self.action);
        Error::new(&self.overlay, problem, advice).at(&at)
    }
}

/// Applies the overlay in the file `path` to a document, and tells what each of
/// its actions did. Overlay 1.0 and 1.1 are understood.
///
/// An action that matches nothing is no error here, so that a caller can report
/// all of them; its [`Applied::matches`] is 0.
///
/// # Errors
/// If the overlay cannot be read, is no overlay, or cannot be applied. The
/// document is then as it was.
pub fn overlay(document: &mut Value, path: &Path) -> Result<Vec<Applied>, Error> {
    let name = path.display().to_string();
    apply(document, &name, crate::load::load(path)?)
}

/// Applies an overlay that was read already; `name` is what errors call it.
///
/// # Errors
/// As for [`overlay`].
pub fn apply(document: &mut Value, name: &str, overlay: Value) -> Result<Vec<Applied>, Error> {
    let version = overlay
        .get("overlay")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let malformed = |error: serde_json::Error| {
        Error::new(
            name,
            format!("not an OpenAPI Overlay: {error}"),
            "an overlay has `overlay`, `info` and a list `actions`, each with a `target`",
        )
    };
    let invalid = |error: roas_overlay::validation::Error| {
        Error::new(
            name,
            format!("not a valid OpenAPI Overlay: {error}"),
            "correct the overlay",
        )
    };
    if version.starts_with("1.0") {
        let mut overlay: v1_0::Overlay = serde_json::from_value(overlay).map_err(malformed)?;
        overlay.validate(Default::default()).map_err(invalid)?;
        let actions = std::mem::take(&mut overlay.actions);
        each(document, name, actions, |document, action| {
            overlay.actions = vec![action];
            overlay.apply(document, Default::default())
        })
    } else if version.starts_with("1.1") {
        let mut overlay: v1_1::Overlay = serde_json::from_value(overlay).map_err(malformed)?;
        overlay.validate(Default::default()).map_err(invalid)?;
        let actions = std::mem::take(&mut overlay.actions);
        each(document, name, actions, |document, action| {
            overlay.actions = vec![action];
            overlay.apply(document, Default::default())
        })
    } else {
        Err(Error::new(
            name,
            format!("the Overlay version is `{version}`"),
            "write `overlay: 1.0.0` or `overlay: 1.1.0` at the top",
        )
        .at(&Pointer::root().join("overlay")))
    }
}

/// Applies actions one by one, so that each can be told what it did.
fn each<A>(
    document: &mut Value,
    name: &str,
    actions: Vec<A>,
    mut apply: impl FnMut(&mut Value, A) -> Result<ApplyReport, ApplyError>,
) -> Result<Vec<Applied>, Error> {
    let mut result = document.clone();
    let mut all = Vec::new();
    for (index, action) in actions.into_iter().enumerate() {
        let before = result.clone();
        let report = apply(&mut result, action).map_err(|error| {
            Error::new(
                name,
                format!(
                    "the target {} cannot be applied: {}",
                    error.target, error.kind
                ),
                "correct the action",
            )
            .at(&Pointer::root().join("actions").join(index))
        })?;
        let mut overwritten = Vec::new();
        let changed = compare(&before, &result, &Pointer::root(), &mut overwritten);
        all.extend(report.actions.into_iter().map(|outcome| Applied {
            overlay: name.to_owned(),
            action: index,
            target: outcome.target,
            matches: outcome.matched,
            changed,
            overwritten: std::mem::take(&mut overwritten),
        }));
    }
    *document = result;
    Ok(all)
}

/// Collects what is not as it was; tells whether anything is.
fn compare(before: &Value, after: &Value, at: &Pointer, found: &mut Vec<Overwritten>) -> bool {
    if before == after {
        return false;
    }
    match (before, after) {
        (Value::Object(olds), Value::Object(news)) => {
            let mut changed = news.keys().any(|key| !olds.contains_key(key));
            for (key, old) in olds {
                let at = at.join(key);
                match news.get(key) {
                    Some(new) => changed |= compare(old, new, &at, found),
                    None => {
                        changed = true;
                        found.push(Overwritten {
                            pointer: at,
                            from: old.clone(),
                            to: None,
                        });
                    }
                }
            }
            changed
        }
        // An update adds to a list.
        (Value::Array(olds), Value::Array(news)) if news.starts_with(olds) => {
            let mut added = news.iter().skip(olds.len());
            added.any(|new| !olds.contains(new))
        }
        (Value::Array(olds), Value::Array(news)) if olds.len() == news.len() => {
            let pairs = olds.iter().zip(news).enumerate();
            pairs.fold(false, |changed, (index, (old, new))| {
                compare(old, new, &at.join(index), found) | changed
            })
        }
        _ => {
            found.push(Overwritten {
                pointer: at.clone(),
                from: before.clone(),
                to: Some(after.clone()),
            });
            true
        }
    }
}
