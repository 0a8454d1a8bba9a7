//! `update`: a new version of a document takes the place of the old one.

use std::path::{Path, PathBuf};

use clap::Args;
use lucca_sdk_build::{
    Error, Loaded,
    diff::{Diff, Kind, diff},
    load_files,
};
use serde_json::Value;

use super::{
    Corrected,
    assemble::as_yaml,
    check::{examine, folded},
    comments::lost,
    exchange::Exchange,
    unite::renewed,
};

/// Replaces a document by a new version of it, if clients can be generated from that:
/// checks it, compares it, tells what the overlay's actions do to it, drafts an entry
/// of the changelog, and exchanges the file. Exits with 1 if nothing is replaced, and
/// also if it is and the version step is major. A reference page renews what it shows.
#[derive(Args)]
pub(crate) struct Update {
    /// The name of the document, such as `timmi-office`.
    name: String,
    /// The new version: YAML, JSON or a reference page.
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
        let place = self.place()?;
        let overlay = self
            .documents
            .join("overlays")
            .join(format!("{}.yaml", self.name));
        let overlays = if overlay.is_file() {
            vec![overlay]
        } else {
            Vec::new()
        };

        // Everything is read once, and what was checked is what is written.
        let (old, new) = (load_files(&place)?, load_files(&self.file)?);
        let (document, text) = replacement(&self.file, &old, new)?;
        let old_text = old.text;
        let old = Corrected::new(&place, old.document, &overlays)?;
        let new = Corrected::new(&self.file, document, &overlays)?;
        let idle = new.idle();
        for error in idle
            .iter()
            .chain(&new.redundant())
            .chain(&new.overwrites_news(&old))
        {
            println!("overlay: {error}");
        }
        let findings = examine(&new.name, new.document.clone());
        for error in &findings.refusals {
            println!("refused: {error}");
        }
        if !idle.is_empty() || !findings.refusals.is_empty() {
            println!("{} stays as it is.", place.display());
            return Ok(false);
        }
        for alike in folded(&findings.widenings) {
            if let Some(first) = alike.first() {
                let more = match alike.len() {
                    1 => String::new(),
                    all => format!(" (and the same in {} more places)", all - 1),
                };
                println!("widened: {first}{more}");
            }
        }
        let changes = diff(&old.generate()?, &new.generate()?)?;
        print!("{changes}");
        for comment in lost(&old_text, &text) {
            println!("comment: line {} is lost: # {}", comment.line, comment.text);
        }
        let accepted = changes.exit_code() == 0;
        let entry = entry(&self.name, &changes);
        if self.dry_run {
            println!("\nThe changelog would get:\n{entry}");
            return Ok(accepted);
        }
        let document = Exchange::prepare(&place, &text)?;
        if !changes.is_empty() {
            let changelog = read(&self.changelog)?;
            // The entry first: if the document does not follow, the next run is the
            // same again.
            Exchange::prepare(&self.changelog, &with_entry(&changelog, &entry))?.commit()?;
            println!("{} has a draft of the entry.", self.changelog.display());
        }
        document.commit()?;
        println!("{} is replaced.", place.display());
        Ok(accepted)
    }

    /// The file that holds the document.
    fn place(&self) -> Result<PathBuf, Error> {
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
        match place.is_file() {
            true => Ok(place),
            false => Err(Error::new(
                place.display().to_string(),
                "there is no such document to update",
                "check the name, or put the first version there by hand",
            )),
        }
    }
}

/// The document that takes the place of the old one, and its text: the new file's own
/// where it is the whole document. What is spread over several files becomes one, and
/// a page renews a part of the old document.
fn replacement(file: &Path, old: &Loaded, new: Loaded) -> Result<(Value, String), Error> {
    let document = match new.is_page {
        true => renewed(old.document.clone(), new.document.clone()),
        false => new.document.clone(),
    };
    if let ([_], true) = (new.files.as_slice(), document == new.document) {
        let text = match new.is_page {
            true => new.text.trim_start_matches('\n').to_owned(),
            false => new.text,
        };
        return Ok((document, text));
    }
    for part in new.files.iter().skip(1) {
        println!("{} is brought into the one document.", part.display());
    }
    let text = as_yaml(&file.display().to_string(), &document)?;
    Ok((document, text))
}

fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|error| {
        Error::new(
            path.display().to_string(),
            format!("the changelog cannot be read: {error}"),
            "name it by `--changelog`; nothing is replaced yet",
        )
    })
}

/// The draft of an entry, in the form of Keep a Changelog.
fn entry(name: &str, changes: &Diff) -> String {
    let mut entry = format!(
        "### Changed\n\n- The document `{name}` is updated; the step is {}.\n",
        changes.step()
    );
    let (words, others): (Vec<_>, Vec<_>) = changes
        .changes()
        .iter()
        .partition(|change| change.kind == Kind::DescriptionChanged);
    for change in others {
        entry.push_str(&format!(
            "  - {}: {} (Rust callers: {}).\n",
            change.subject, change.kind, change.rust
        ));
    }
    match words.len() {
        0 => {}
        1 => entry.push_str("  - One description has other words.\n"),
        count => entry.push_str(&format!("  - {count} descriptions have other words.\n")),
    }
    entry
}

/// The changelog with the entry under what is not released yet.
fn with_entry(changelog: &str, entry: &str) -> String {
    const UNRELEASED: &str = "## [Unreleased]";
    // An update that was broken off has written it already.
    if changelog.contains(entry) {
        return changelog.to_owned();
    }
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
