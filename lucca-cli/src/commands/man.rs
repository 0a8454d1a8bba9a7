//! `lucca man`: the manual pages.

use std::path::PathBuf;

use crate::context::Context;
use crate::failure::Failure;
use crate::output;

/// Print or write the manual pages
///
/// lucca man ~/.local/share/man/man1 writes a page for each command; without a directory, the
/// page of `lucca` itself is printed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where to write the pages; it is made if it does not exist
    directory: Option<PathBuf>,
}

pub(crate) fn run(context: &Context, args: Args, line: clap::Command) -> Result<(), Failure> {
    let Some(directory) = args.directory else {
        let mut page = Vec::new();
        clap_mangen::Man::new(line)
            .render(&mut page)
            .map_err(Failure::writing)?;
        return output::print(&String::from_utf8_lossy(&page));
    };
    std::fs::create_dir_all(&directory)
        .and_then(|()| clap_mangen::generate_to(line, &directory))
        .map_err(|error| {
            let directory = directory.display();
            Failure::new(format!(
                "the manual cannot be written to {directory}: {error}"
            ))
        })?;
    context
        .notes
        .note(format!("the manual is in {}", directory.display()));
    Ok(())
}
