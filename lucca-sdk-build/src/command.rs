//! What the command can do, a file for each.

pub(crate) mod check;
pub(crate) mod diff;
pub(crate) mod places;
pub(crate) mod show;
pub(crate) mod update;

use std::path::{Path, PathBuf};

use lucca_sdk_build::Error;
use serde_json::Value;

/// The document in a file, corrected by overlays. Actions that match nothing are
/// returned as errors beside it.
pub(crate) fn corrected(path: &Path, overlays: &[PathBuf]) -> Result<(Value, Vec<Error>), Error> {
    let mut document = lucca_sdk_build::load(path)?;
    let mut idle = Vec::new();
    for overlay in overlays {
        for applied in lucca_sdk_build::overlay(&mut document, overlay)? {
            idle.extend(applied.matched_nothing(&path.display().to_string()));
        }
    }
    Ok((document, idle))
}
