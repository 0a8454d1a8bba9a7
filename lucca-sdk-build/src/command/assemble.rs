//! `assemble`: one document out of the pages that show its parts.

use std::path::PathBuf;

use clap::Args;
use lucca_sdk_build::{Error, load_files};
use serde_json::Value;

use super::unite::united;

/// Puts reference pages together into one document, and prints it as YAML: all their
/// operations, in the order of the pages, and the components that any of them has.
/// Pages that say different things about the same are refused.
#[derive(Args)]
pub(crate) struct Assemble {
    /// The pages, Markdown as saved; documents in YAML or JSON are taken too.
    #[arg(required = true)]
    pages: Vec<PathBuf>,
}

impl Assemble {
    pub(crate) fn run(&self) -> Result<bool, Error> {
        let mut documents = Vec::new();
        for page in &self.pages {
            documents.push((page.display().to_string(), load_files(page)?.document));
        }
        print!(
            "{}",
            as_yaml("the assembled document", &united(documents)?)?
        );
        Ok(true)
    }
}

/// A document as YAML that reads as that document.
pub(crate) fn as_yaml(name: &str, document: &Value) -> Result<String, Error> {
    let unwritable = |error: String| {
        Error::new(
            name,
            format!("it cannot be written as YAML: {error}"),
            "give it as JSON, or in files of its own",
        )
    };
    let text = yaml_serde::to_string(document).map_err(|error| unwritable(error.to_string()))?;
    match lucca_sdk_build::parse(name, &text) {
        Ok(read) if read == *document => Ok(text),
        Ok(_) => Err(unwritable("it would read otherwise".to_owned())),
        Err(error) => Err(unwritable(error.problem)),
    }
}
