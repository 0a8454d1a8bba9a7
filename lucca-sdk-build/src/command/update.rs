//! `update`: a new version of a document takes the place of the old one.

use std::path::{Path, PathBuf};

use clap::Args;
use lucca_sdk_build::{
    Error,
    diff::{Diff, diff},
};

use super::{check::examine, corrected, diff::lowered};

/// Replaces a document by a new version of it, if clients can be generated from that:
/// checks it, compares it, finds overlay actions that it no longer needs, writes it,
/// and drafts an entry of the changelog.
#[derive(Args)]
pub(crate) struct Update {
    /// The name of the document, such as `timmi-office`.
    name: String,
    /// The new version.
    file: PathBuf,
    /// The folder of the documents; overlays stand in its folder `overlays`.
    #[arg(long, default_value = "openapi")]
    documents: PathBuf,
    /// The changelog that gets the entry.
    #[arg(long, default_value = "CHANGELOG.md")]
    changelog: PathBuf,
    /// Report only; write nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Update {
    pub(crate) fn run(&self) -> Result<bool, Error> {
        let plain = !self.name.is_empty()
            && self
                .name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if !plain {
            return Err(Error::new(
                &self.name,
                "a document's name has letters, digits, `-` and `_` only",
                "give the name without folder and ending, such as `timmi-office`",
            ));
        }
        let place = self.documents.join(format!("{}.yaml", self.name));
        if !place.is_file() {
            return Err(Error::new(
                place.display().to_string(),
                "there is no such document to update",
                "check the name, or put the first version there by hand",
            ));
        }
        let overlay = self
            .documents
            .join("overlays")
            .join(format!("{}.yaml", self.name));
        let overlays = if overlay.is_file() {
            vec![overlay]
        } else {
            Vec::new()
        };

        let (document, idle) = corrected(&self.file, &overlays)?;
        for error in &idle {
            println!("overlay: {error}");
        }
        let findings = examine(&self.file.display().to_string(), document);
        for error in &findings.refusals {
            println!("refused: {error}");
        }
        if !idle.is_empty() || !findings.refusals.is_empty() {
            println!("{} stays as it is.", place.display());
            return Ok(false);
        }

        let (old, _) = lowered(&place, &overlays)?;
        let (new, _) = lowered(&self.file, &overlays)?;
        let changes = diff(&old, &new);
        print!("{changes}");
        let entry = entry(&self.name, &changes);
        if self.dry_run {
            println!("\nThe changelog would get:\n{entry}");
            return Ok(true);
        }
        let bytes = read(&self.file)?;
        write(&place, &bytes)?;
        println!("{} is replaced.", place.display());
        if !changes.is_empty() {
            let changelog = read(&self.changelog)?;
            let changelog = String::from_utf8_lossy(&changelog);
            write(&self.changelog, with_entry(&changelog, &entry).as_bytes())?;
            println!("{} has a draft of the entry.", self.changelog.display());
        }
        Ok(true)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|error| {
        Error::new(
            path.display().to_string(),
            format!("it cannot be read: {error}"),
            "check the path",
        )
    })
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    std::fs::write(path, bytes).map_err(|error| {
        Error::new(
            path.display().to_string(),
            format!("it cannot be written: {error}"),
            "check the path",
        )
    })
}

/// The draft of an entry, in the form of Keep a Changelog.
fn entry(name: &str, changes: &Diff) -> String {
    let mut entry = format!(
        "### Changed\n\n- The document `{name}` is updated; the step is {}.\n",
        changes.step()
    );
    for change in changes.changes() {
        entry.push_str(&format!(
            "  - {}: {} (Rust callers: {}).\n",
            change.subject, change.kind, change.rust
        ));
    }
    entry
}

/// The changelog with the entry under what is not released yet.
fn with_entry(changelog: &str, entry: &str) -> String {
    const UNRELEASED: &str = "## [Unreleased]";
    match changelog.split_once(UNRELEASED) {
        Some((before, after)) => {
            let after = after.trim_start_matches('\n');
            let gap = if after.is_empty() { "" } else { "\n" };
            format!("{before}{UNRELEASED}\n\n{entry}{gap}{after}")
        }
        None => format!("{}\n\n{UNRELEASED}\n\n{entry}", changelog.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_stands_first_under_what_is_not_released() {
        let entry = "### Changed\n\n- x\n";
        assert_eq!(
            with_entry("# Changelog\n\n## [Unreleased]\n", entry),
            "# Changelog\n\n## [Unreleased]\n\n### Changed\n\n- x\n"
        );
        assert_eq!(
            with_entry(
                "# C\n\n## [Unreleased]\n\n### Added\n\n- y\n\n## [0.1.0]\n",
                entry
            ),
            "# C\n\n## [Unreleased]\n\n### Changed\n\n- x\n\n### Added\n\n- y\n\n## [0.1.0]\n"
        );
        assert_eq!(
            with_entry("# C\n", entry),
            "# C\n\n## [Unreleased]\n\n### Changed\n\n- x\n"
        );
    }
}
