//! `show`: what the pipe makes of a document.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use lucca_sdk_build::{Error, Settings};

use super::corrected;

/// Shows what is made of a document: lowered to OpenAPI 3.0, conformed to the
/// generator, or the generated code, formatted.
#[derive(Args)]
pub(crate) struct Show {
    /// The document, YAML or JSON.
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
        let (document, idle) = corrected(&self.file, &self.overlay)?;
        if let Some(error) = idle.into_iter().next() {
            return Err(error);
        }
        let name = self.file.display().to_string();
        let generated = lucca_sdk_build::generate(&name, document, &Settings::default())?;
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
