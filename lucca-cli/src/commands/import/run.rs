//! `lucca import run` and what goes on from there.

use std::path::{Path, PathBuf};

use futures::TryStreamExt as _;
use lucca_sdk::office::imports::{ImportError, ImportRequest, PlannedImport, RunState, StoredRun};
use lucca_sdk::schedule::{Plan, Verdict};
use lucca_sdk::{Account, Environment};

use super::{Held, RUNS, failure, file, is_told, note_findings, report};
use crate::ask;
use crate::connect;
use crate::context::Context;
use crate::failure::{Code, Failure};
use crate::signal::asked_to_stop;

/// How many changes are shown before the question; all of them are in the plan.
const SHOWN: usize = 50;

/// Import what differs, after it was shown and you were asked
///
/// The run is kept in a directory: what is sent, how far it is, and the way back. Whatever
/// happens, `lucca import resume DIRECTORY` goes on from there, and nothing is sent twice.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    file: file::File,

    /// What becomes of days on which something is held already
    #[arg(long, required_unless_present = "plan")]
    existing: Option<Held>,

    /// The file is a plan that `lucca import plan --save` has written; a stale one is refused
    #[arg(long, conflicts_with_all = ["existing", "french", "mapping", "ignore_other_columns"])]
    plan: bool,

    #[command(flatten)]
    how: How,
}

#[derive(Debug, clap::Args)]
struct How {
    /// Where the run is kept [default: a new directory in lucca-runs]
    #[arg(long, value_name = "DIRECTORY")]
    run_dir: Option<PathBuf>,

    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

/// Go on with a run that was broken off; of one that is finished, show the report again
#[derive(Debug, clap::Args)]
pub(super) struct Resume {
    /// The run's directory
    directory: PathBuf,
}

/// Find out what became of an upload in doubt; sends nothing
///
/// What is not there yet is believed to be missing when the upload is 15 minutes old, or when
/// two looks some minutes apart have seen the same: until then this ends with code 6.
#[derive(Debug, clap::Args)]
pub(super) struct Reconcile {
    /// The run's directory
    directory: PathBuf,
}

/// Put back what a run has changed, after it was shown and you were asked
#[derive(Debug, clap::Args)]
pub(super) struct Undo {
    /// The directory of the run to put back
    directory: PathBuf,

    #[command(flatten)]
    how: How,
}

pub(super) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let (connection, planned) = match args.existing {
        Some(existing) => super::planned(context, &args.file, existing).await?,
        None => {
            let name = args.file.name();
            let plan =
                Plan::read(&name).map_err(|error| Failure::usage(format!("{name}: {error}")))?;
            let connection = connect::open(context).await?;
            let planned = connection.client.office().imports().planned(plan);
            (connection, planned)
        }
    };
    carry_out(context, connection.client.account(), &planned, args.how).await
}

pub(super) async fn undo(context: &Context, args: Undo) -> Result<(), Failure> {
    let connection = connect::open(context).await?;
    let imports = connection.client.office().imports();
    let planned = async { imports.undo(&args.directory)?.await }.await;
    let planned = planned.map_err(|error| failure(context, &error))?;
    carry_out(context, connection.client.account(), &planned, args.how).await
}

pub(super) async fn resume(context: &Context, args: Resume) -> Result<(), Failure> {
    let connection = connect::open(context).await?;
    let request = connection.client.office().imports().resume(&args.directory);
    watch(context, request, &args.directory).await
}

pub(super) async fn reconcile(context: &Context, args: Reconcile) -> Result<(), Failure> {
    let connection = connect::open(context).await?;
    let imports = connection.client.office().imports();
    let found = imports.reconcile(&args.directory).await;
    let found = found.map_err(|error| failure(context, &error))?;
    let directory = args.directory.display();
    let mut rows = context.rows(["file", "line", "state"]);
    for (source, state) in found.rows() {
        let state = serde_json::to_value(state).unwrap_or_default();
        rows.push(&[
            source.file().into(),
            i64::try_from(source.number()).ok().into(),
            crate::output::Cell::of(state),
        ])?;
    }
    rows.finish()?;
    context
        .notes
        .note(format!("the upload was {}", found.verdict()));
    match found.verdict() {
        Verdict::TooEarly => Err(Failure::with_code(
            Code::InDoubt,
            "it is too early to tell: Lucca may still be working",
        )
        .hint(format!(
            "in some minutes: lucca import reconcile {directory}"
        ))),
        Verdict::NothingSent => Ok(()),
        // Nothing is left that could be gone on with.
        verdict if is_finished(&args.directory) => match verdict {
            Verdict::Applied => Ok(()),
            _ => Err(Failure::with_code(
                Code::Findings,
                "the run is finished, and not everything is as it was to be",
            )
            .hint("lucca import plan shows what is left to do")),
        },
        _ => {
            context
                .notes
                .note(format!("go on with: lucca import resume {directory}"));
            Ok(())
        }
    }
}

fn is_finished(directory: &Path) -> bool {
    StoredRun::read(directory).is_ok_and(|run| run.state() == RunState::Finished)
}

async fn carry_out(
    context: &Context,
    account: &Account,
    planned: &PlannedImport,
    how: How,
) -> Result<(), Failure> {
    note_findings(context, planned.findings());
    if planned.is_empty() {
        context.notes.note("nothing differs, and nothing is sent");
        return Ok(());
    }
    let changes = planned.changes().filter(is_told);
    for change in changes.take(SHOWN) {
        context.notes.note(change);
    }
    context.notes.note(planned.plan());
    for loss in planned.losses().take(SHOWN) {
        context.notes.note(format!("cannot be put back: {loss}"));
    }
    let directory = match how.run_dir {
        Some(directory) => directory,
        None => new_directory(),
    };
    let host = account.host();
    let where_to = match account.environment() {
        Environment::Production => format!("the PRODUCTION account {host}"),
        _ => host.to_owned(),
    };
    let rows = planned.rows();
    ask::confirm(
        &format!(
            "Send {rows} rows to {where_to}, and keep the run in {}",
            directory.display()
        ),
        how.yes,
    )?;
    watch(context, planned.store_in(&directory), &directory).await
}

/// Runs to the end, with progress, and ends cleanly when told to stop.
async fn watch(context: &Context, request: ImportRequest, directory: &Path) -> Result<(), Failure> {
    let work = async {
        let mut import = request.start().await?;
        let mut shown = 0;
        let mut progress = import.progress();
        while let Some(progress) = progress.try_next().await? {
            if progress.percent > shown {
                shown = progress.percent;
                context.notes.note(format!(
                    "part {} of {}: {shown} % in all",
                    progress.part, progress.parts
                ));
            }
        }
        drop(progress);
        import.wait().await
    };
    let done: Result<_, ImportError> = tokio::select! {
        // Signals are listened to before the work begins.
        biased;
        () = asked_to_stop() => return Err(stopped(directory)),
        done = work => done,
    };
    let done = done.map_err(|error| failure(context, &error))?;
    report(context, &done, Some(directory))
}

fn stopped(directory: &Path) -> Failure {
    let shown = directory.display();
    if !directory.join("run.json").exists() {
        return Failure::new("stopped; nothing was sent");
    }
    let failure = Failure::new(format!("stopped; the run is kept in {shown}"));
    match StoredRun::read(directory).map(|run| run.state()) {
        Ok(RunState::InDoubt(_)) => failure
            .coded(Code::InDoubt)
            .hint(format!("lucca import reconcile {shown}")),
        _ => failure.hint(format!("lucca import resume {shown}")),
    }
}

/// Named by the moment, so that runs are listed in their order.
fn new_directory() -> PathBuf {
    let now = jiff::Timestamp::now();
    let name = now.strftime("%Y-%m-%dT%H-%M-%S").to_string();
    let runs = Path::new(RUNS);
    let numbered = (2..).map(|number| runs.join(format!("{name}-{number}")));
    std::iter::once(runs.join(&name))
        .chain(numbered)
        .find(|path| !path.exists())
        .unwrap_or_else(|| runs.join(&name))
}
