//! `show`: what the pipe makes of a document.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use lucca_sdk_build::{Error, load_files};

use super::Corrected;

/// Shows what is made of a document: lowered to OpenAPI 3.0, conformed to the
/// generator, or the generated code, formatted.
#[derive(Args)]
pub(crate) struct Show {
    /// The document: YAML, JSON or a reference page.
    file: PathBuf,
    /// An overlay that corrects the document; can be given several times.
    #[arg(long)]
    overlay: Vec<PathBuf>,
    /// What to show; without it, the lowered document and the code.
    #[arg(long, value_enum)]
    only: Option<Part>,
}

/// What of the pipe is shown.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The document in OpenAPI 3.0.3, as JSON.
    Lowered,
    /// The document as the generator sees it, as JSON.
    Conformed,
    /// The generated Rust file.
    Code,
    /// What was widened on the way.
    Notes,
}

impl Show {
    pub(crate) fn run(&self) -> Result<bool, Error> {
        let loaded = load_files(&self.file)?;
        let corrected = Corrected::new(&self.file, loaded.document, &self.overlay)?;
        let corrected = corrected.page(loaded.is_page);
        if let Some(error) = corrected.idle().into_iter().next() {
            return Err(error);
        }
        let generated = corrected.generate()?;
        match self.only {
            None => {
                println!("// The document in OpenAPI 3.0.3");
                println!("{:#}", generated.lowered);
                println!("// The code generated from it");
                print!("{}", generated.code);
            }
            Some(Part::Lowered) => println!("{:#}", generated.lowered),
            Some(Part::Conformed) => println!("{:#}", generated.conformed),
            Some(Part::Code) => print!("{}", generated.code),
            Some(Part::Notes) => {
                for note in &generated.notes {
                    println!("{note}");
                }
            }
        }
        Ok(true)
    }
}
