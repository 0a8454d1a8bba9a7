//! `lucca completions`: what a shell completes after `lucca`.

use clap_complete::Shell;

use crate::failure::Failure;
use crate::output;

/// Print what a shell completes after `lucca`
///
/// bash: lucca completions bash > ~/.local/share/bash-completion/completions/lucca
/// zsh: lucca completions zsh > a directory of $fpath, as _lucca
/// fish: lucca completions fish > ~/.config/fish/completions/lucca.fish
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(args: &Args, mut line: clap::Command) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut line, "lucca", &mut script);
    output::print(&String::from_utf8_lossy(&script))
}
