//! Second step: corrections to a document, as OpenAPI Overlays.

use std::path::Path;

use roas_overlay::{apply::Apply, v1_0, v1_1, validation::Validate};
use serde_json::Value;

use crate::{Error, Pointer};

/// What one action of an overlay did.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}

impl Applied {
    /// What to say of an action that found nothing to correct in `document`; `None`
    /// if it found something.
    pub fn matched_nothing(&self, document: &str) -> Option<Error> {
        if self.matches > 0 {
            return None;
        }
        let error = Error::new(
            &self.overlay,
            format!(
                "the target {} matches nothing in {document}: the document has moved on",
                self.target
            ),
            "correct the target, or remove the action if the document no longer needs it",
        )
        .at(&Pointer::root().join("actions").join(self.action));
        Some(error)
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
    let report = if version.starts_with("1.0") {
        let overlay: v1_0::Overlay = serde_json::from_value(overlay).map_err(malformed)?;
        overlay.validate(Default::default()).map_err(invalid)?;
        overlay.apply(document, Default::default())
    } else if version.starts_with("1.1") {
        let overlay: v1_1::Overlay = serde_json::from_value(overlay).map_err(malformed)?;
        overlay.validate(Default::default()).map_err(invalid)?;
        overlay.apply(document, Default::default())
    } else {
        return Err(Error::new(
            name,
            format!("the Overlay version is `{version}`"),
            "write `overlay: 1.0.0` or `overlay: 1.1.0` at the top",
        )
        .at(&Pointer::root().join("overlay")));
    };
    let report = report.map_err(|error| {
        Error::new(
            name,
            format!(
                "the target {} cannot be applied: {}",
                error.target, error.kind
            ),
            "correct the action",
        )
        .at(&Pointer::root().join("actions").join(error.action_index))
    })?;
    Ok(report
        .actions
        .into_iter()
        .map(|outcome| Applied {
            overlay: name.to_owned(),
            action: outcome.index,
            target: outcome.target,
            matches: outcome.matched,
        })
        .collect())
}
