//! `lucca-sdk-build`: checks, compares, updates, shows and assembles the documents
//! that clients are generated from.
//!
//! Exit codes: 0, all is well; 1, a document is refused, or the version step is
//! greater than is allowed; 2, the command line is wrong.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command prints what it finds"
)]

mod command;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Checks, compares, updates, shows and assembles OpenAPI documents of Lucca.
#[derive(Parser)]
#[command(name = "lucca-sdk-build", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(command::check::Check),
    Diff(command::diff::Compare),
    Update(command::update::Update),
    Show(command::show::Show),
    Assemble(command::assemble::Assemble),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Check(check) => check.run(),
        Command::Diff(compare) => compare.run(),
        Command::Update(update) => update.run(),
        Command::Show(show) => show.run(),
        Command::Assemble(assemble) => assemble.run(),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(1)
        }
    }
}
