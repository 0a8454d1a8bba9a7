//! Works on one import as a process of its own, so that a test can kill it.
//!
//! `import-worker URL KEY NOW DIRECTORY run|plan SCHEDULE PART_BYTES`
//! `import-worker URL KEY NOW DIRECTORY resume|reconcile`
//! `import-worker URL KEY NOW DIRECTORY undo RUN PART_BYTES`
//!
//! NOW is the time of day in seconds since 1970; waits take no time. What came of it is on the standard output: the
//! outcome of the report and its counts, or the verdict of the reconciliation. An error is on the standard error.

use std::error::Error;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use lucca_sdk::office::imports::Report;
use lucca_sdk::schedule::{Existing, Schedule};
use lucca_sdk::transport::{ManualClock, SlidingWindow};
use lucca_sdk::{ApiKey, Client};

fn main() -> ExitCode {
    let done = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(work()));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Whoever started it may have gone.
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

async fn work() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let mut arg = |name: &str| args.next().ok_or_else(|| format!("{name} is missing"));
    let (url, key, now) = (arg("URL")?, arg("KEY")?, arg("NOW")?);
    let clock = ManualClock::leaping();
    clock.set_wall(SystemTime::UNIX_EPOCH + Duration::from_secs(now.parse()?));
    let unlimited = SlidingWindow::new(100_000, Duration::from_secs(60))?.clock(clock.clone());
    let client = Client::builder(url.parse()?, ApiKey::new(key)?)
        .clock(clock)
        .rate_limit(unlimited)
        .build()?;
    let imports = client.office().imports();
    let directory = PathBuf::from(arg("DIRECTORY")?);
    match arg("what to do")?.as_str() {
        "run" => {
            let schedule = Schedule::read(arg("SCHEDULE")?)?;
            let request = imports.run(schedule, Existing::Replace);
            let request = request.max_part_bytes(arg("PART_BYTES")?.parse()?);
            told(&request.store_in(directory).await?)
        }
        "plan" => {
            let schedule = Schedule::read(arg("SCHEDULE")?)?;
            let plan = imports.plan(schedule, Existing::Replace);
            let plan = plan.despite_errors().await?;
            let request = plan.store_in(directory);
            let request = request.max_part_bytes(arg("PART_BYTES")?.parse()?);
            told(&request.await?)
        }
        "undo" => {
            let plan = imports.undo(arg("RUN")?)?.despite_errors().await?;
            let request = plan.store_in(directory);
            let request = request.max_part_bytes(arg("PART_BYTES")?.parse()?);
            told(&request.await?)
        }
        "resume" => told(&imports.resume(directory).await?),
        "reconcile" => {
            let found = imports.reconcile(directory).await?;
            Ok(writeln!(io::stdout(), "{:?}", found.verdict())?)
        }
        other => Err(format!("{other:?} is nothing that can be done").into()),
    }
}

fn told(report: &Report) -> Result<(), Box<dyn Error>> {
    Ok(writeln!(
        io::stdout(),
        "{:?} {} {} {}",
        report.outcome(),
        report.not_run.len(),
        report.errors.len(),
        report.unreported_parts
    )?)
}
