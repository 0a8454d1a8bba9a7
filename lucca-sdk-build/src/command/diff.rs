//! `diff`: what a new version of a document changes, and for whom.

use std::path::PathBuf;

use clap::Args;
use lucca_sdk_build::{
    Error,
    diff::{Diff, Step, diff},
};
use serde_json::{Value, json};

use super::{check::Format, corrected};

/// Compares two documents: what changed, whether it breaks readers, writers or Rust
/// callers, and which version step it demands. Exits with 1 if something breaks.
#[derive(Args)]
pub(crate) struct Compare {
    /// The document as it is.
    old: PathBuf,
    /// The document as it will be.
    new: PathBuf,
    /// An overlay that corrects both documents; can be given several times.
    #[arg(long)]
    overlay: Vec<PathBuf>,
    /// The greatest version step to accept: `none`, `patch`, `minor` or `major`.
    /// Without it, nothing that breaks is accepted.
    #[arg(long, value_parser = step)]
    allow: Option<Step>,
    /// How to print the changes.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

fn step(text: &str) -> Result<Step, String> {
    match text {
        "none" => Ok(Step::None),
        "patch" => Ok(Step::Patch),
        "minor" => Ok(Step::Minor),
        "major" => Ok(Step::Major),
        _ => Err("expected none, patch, minor or major".to_owned()),
    }
}

impl Compare {
    pub(crate) fn run(&self) -> Result<bool, Error> {
        let (old, _) = lowered(&self.old, &self.overlay)?;
        let (new, idle) = lowered(&self.new, &self.overlay)?;
        let changes = diff(&old, &new);
        match self.format {
            Format::Text => {
                print!("{changes}");
                for error in &idle {
                    println!("overlay: {error}");
                }
            }
            Format::Json => {
                let idle: Vec<String> = idle.iter().map(ToString::to_string).collect();
                let mut report = json!(changes);
                report["idle_overlay_actions"] = json!(idle);
                println!("{report:#}");
            }
        }
        Ok(accepted(&changes, self.allow) && idle.is_empty())
    }
}

/// Is the step small enough?
fn accepted(changes: &Diff, allow: Option<Step>) -> bool {
    match allow {
        Some(allow) => changes.step() <= allow,
        None => !changes.is_breaking(),
    }
}

/// The corrected document in OpenAPI 3.0, and the overlay's actions that found
/// nothing to correct.
pub(crate) fn lowered(
    path: &std::path::Path,
    overlays: &[PathBuf],
) -> Result<(Value, Vec<Error>), Error> {
    let (document, idle) = corrected(path, overlays)?;
    let lowered = lucca_sdk_build::lower(&path.display().to_string(), document)?;
    Ok((lowered.document, idle))
}
