//! `lucca`: the SDK's jobs for people at a terminal.
//!
//! Data goes to standard output and nothing else does; notes, progress and failures go to
//! standard error. The exit codes are those of [`failure::Code`].

mod args;
mod ask;
mod commands;
mod config;
mod connect;
mod context;
mod failure;
mod global;
mod key;
mod limit;
mod notes;
mod output;
mod people;
mod period;
mod signal;
mod text;

use std::process::ExitCode;

use clap::FromArgMatches;

use crate::args::Arguments;
use crate::context::Context;
use crate::failure::Failure;

fn main() -> ExitCode {
    // Before anything is started: `--help` and `--version` answer at once.
    let arguments = match args::command()
        .try_get_matches()
        .and_then(|matches| Arguments::from_arg_matches(&matches))
    {
        Ok(arguments) => arguments,
        Err(error) => {
            // A closed standard output, as in `lucca --help | head`, is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.report();
            failure.exit_code()
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let profile = match arguments.command.asks_the_account() {
        true => config::in_use(&arguments.global)?,
        false => None,
    };
    let context = Context::new(arguments.global, profile)?;
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Failure::new(format!("the command cannot start: {error}")))?;
    let outcome = runtime.block_on(commands::run(&context, arguments.command, args::command()));
    context.notes.finish();
    // What is still being read in the background is not waited for.
    runtime.shutdown_background();
    outcome
}
