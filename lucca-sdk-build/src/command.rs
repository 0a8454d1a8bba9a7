//! What the command can do, a file for each.

pub(crate) mod assemble;
pub(crate) mod check;
mod comments;
pub(crate) mod diff;
mod exchange;
mod places;
pub(crate) mod show;
mod unite;
pub(crate) mod update;

use std::path::{Path, PathBuf};

use lucca_sdk_build::{Applied, Error, Generated, Settings};
use serde_json::Value;

/// A document, corrected by overlays.
pub(crate) struct Corrected {
    pub(crate) name: String,
    pub(crate) document: Value,
    pub(crate) applied: Vec<Applied>,
    /// Is it a page, which has nothing to correct for most actions of an overlay?
    is_page: bool,
}

impl Corrected {
    /// Applies overlays to a document that was read from the file `path`.
    pub(crate) fn new(
        path: &Path,
        mut document: Value,
        overlays: &[PathBuf],
    ) -> Result<Self, Error> {
        let mut applied = Vec::new();
        for overlay in overlays {
            applied.extend(lucca_sdk_build::overlay(&mut document, overlay)?);
        }
        Ok(Self {
            name: path.display().to_string(),
            document,
            applied,
            is_page: false,
        })
    }

    /// The same document, if it is not the whole of what the overlays are for.
    pub(crate) fn page(self, is_page: bool) -> Self {
        Self { is_page, ..self }
    }

    /// Actions that match nothing, as errors.
    pub(crate) fn idle(&self) -> Vec<Error> {
        let applied = self.applied.iter().filter(|_| !self.is_page);
        applied
            .filter_map(|applied| applied.matched_nothing(&self.name))
            .collect()
    }

    /// Actions that change nothing, as errors.
    pub(crate) fn redundant(&self) -> Vec<Error> {
        let applied = self.applied.iter();
        applied
            .filter_map(|applied| applied.changed_nothing(&self.name))
            .collect()
    }

    /// What actions overwrite that the old version of the document did not say.
    pub(crate) fn overwrites_news(&self, old: &Self) -> Vec<Error> {
        let applied = self.applied.iter();
        applied
            .flat_map(|applied| {
                let mut olds = old.applied.iter();
                let before = olds
                    .find(|old| (&old.overlay, old.action) == (&applied.overlay, applied.action));
                applied.overwrites_news(before)
            })
            .collect()
    }

    pub(crate) fn generate(&self) -> Result<Generated, Error> {
        lucca_sdk_build::generate(&self.name, self.document.clone(), &Settings::default())
    }
}
