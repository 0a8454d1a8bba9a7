//! `lucca-sandbox`: the sandbox as a server.

mod cli;

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell if even this fails.
            let _ = writeln!(std::io::stderr(), "lucca-sandbox: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
