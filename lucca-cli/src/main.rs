//! `lucca`: the SDK's jobs for people at a terminal.
//!
//! Exit codes: 0 for an answer, 1 when Lucca or the network gave none, 2 when
//! the question could not be asked as it was written. Answers go to standard
//! output; a failure is one line on standard error.

mod api;
mod args;
mod connection;
mod dates;
mod failure;
mod presence;
mod table;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use crate::args::{Arguments, Command};
use crate::connection::Connection;
use crate::failure::Failure;

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Arguments::try_parse() {
        Ok(arguments) => answer(arguments).await,
        Err(error) => match refuse(&error) {
            Some(failure) => Err(failure),
            None => return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)),
        },
    };
    match outcome.and_then(|text| print(&text)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "lucca: {}", failure.message());
            failure.exit_code()
        }
    }
}

async fn answer(arguments: Arguments) -> Result<String, Failure> {
    let today = arguments
        .source
        .today
        .unwrap_or_else(|| jiff::ZonedDateTime::now().date());
    match arguments.command {
        Command::Presence(question) => {
            let (from, to) =
                dates::span(question.from, question.to, today).map_err(Failure::usage)?;
            let connection = Connection::open(&arguments.source, today).await?;
            presence::show(connection.client(), from, to).await
        }
        Command::Api(question) => match question.operation {
            None => Ok(api::list()),
            Some(operation) => {
                let call =
                    api::Call::prepare(&operation, &question.parameters, question.body.as_deref())?;
                let connection = Connection::open(&arguments.source, today).await?;
                call.run(connection.client()).await
            }
        },
    }
}

/// A command line that cannot be read, as one line; `None` when clap has
/// printed what was asked for (`--help`, `--version`).
fn refuse(error: &clap::Error) -> Option<Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            None
        }
        _ => {
            let text = error.render().to_string();
            let what = text.split("\n\n").next().unwrap_or_default();
            let what = what.strip_prefix("error: ").unwrap_or(what);
            Some(Failure::usage(format!("{what} (see `lucca --help`)")))
        }
    }
}

/// Prints an answer; a reader that stops early, such as `head`, is no failure.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::runtime(
            format!("cannot print the answer: {error}"),
        )),
        _ => Ok(()),
    }
}
