//! `diff`: what a new version of a document changes, and for whom.

use std::path::PathBuf;

use clap::Args;
use lucca_sdk_build::{
    Error,
    diff::{Diff, Step, diff},
    load_files,
};
use serde_json::json;

use super::{Corrected, check::Format, unite::renewed};

/// Compares two documents: what changed, whether it breaks readers, writers or Rust
/// callers, and which version step it demands. Exits with 1 if the step is major. If
/// the new document is a reference page, what it does not show stays as it is.
#[derive(Args)]
pub(crate) struct Compare {
    /// The document as it is: YAML, JSON or a reference page.
    old: PathBuf,
    /// The document as it will be.
    new: PathBuf,
    /// An overlay that corrects both documents; can be given several times.
    #[arg(long)]
    overlay: Vec<PathBuf>,
    /// The greatest version step to accept: `none`, `patch`, `minor` or `major`.
    /// Without it, all but `major` is accepted.
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
        let (old, new) = (load_files(&self.old)?, load_files(&self.new)?);
        let document = match new.is_page {
            true => renewed(old.document.clone(), new.document),
            false => new.document,
        };
        let is_page = old.is_page;
        let old = Corrected::new(&self.old, old.document, &self.overlay)?;
        let new = Corrected::new(&self.new, document, &self.overlay)?.page(is_page);
        let changes = diff(&old.generate()?, &new.generate()?)?;
        let (idle, redundant) = (new.idle(), new.redundant());
        let overwriting = new.overwrites_news(&old);
        match self.format {
            Format::Text => {
                print!("{changes}");
                for error in idle.iter().chain(&redundant).chain(&overwriting) {
                    println!("overlay: {error}");
                }
            }
            Format::Json => {
                let texts = |errors: &[Error]| -> Vec<String> {
                    errors.iter().map(ToString::to_string).collect()
                };
                let mut report = json!(changes);
                report["idle_overlay_actions"] = json!(texts(&idle));
                report["redundant_overlay_actions"] = json!(texts(&redundant));
                report["overwriting_overlay_actions"] = json!(texts(&overwriting));
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
        None => changes.exit_code() == 0,
    }
}
