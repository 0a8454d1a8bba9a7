//! `lucca import`: plan where people will be, and bring it about.
//!
//! A run is a directory: what is sent, how far it is, and the way back.

mod file;
mod run;
mod template;

use std::path::{Path, PathBuf};

use lucca_sdk::office::imports::{
    ImportError, Outcome, PlannedImport, Report, RunState, StoredRun,
};
use lucca_sdk::schedule::{Action, Change, Existing, Fault, Findings, Place, Plan, Severity};
use serde_json::json;

use crate::connect::{self, Connection};
use crate::context::Context;
use crate::failure::{Code, Failure};
use crate::output::Cell;
use crate::text::count;

/// Where runs are kept unless it is said.
const RUNS: &str = "lucca-runs";

/// Bring a schedule to Lucca: check it, plan it, run it, take it back
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Template(template::Args),
    Check(Check),
    Plan(PlanArgs),
    Analyze(Analyze),
    Run(run::Args),
    Resume(run::Resume),
    Reconcile(run::Reconcile),
    Undo(run::Undo),
    /// How far a run is, without asking Lucca
    Status {
        /// The run's directory
        directory: PathBuf,
    },
    /// The runs in a directory, and how far each is
    List {
        /// Where the runs are
        #[arg(default_value = RUNS)]
        directory: PathBuf,
    },
}

/// What becomes of days on which something is held already.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Held {
    /// They stay as they are
    Keep,
    /// They become what the file says
    Replace,
}

impl From<Held> for Existing {
    fn from(held: Held) -> Self {
        match held {
            Held::Keep => Self::Keep,
            Held::Replace => Self::Replace,
        }
    }
}

/// Check every row against the people and places of the account
///
/// Columns: severity (error, warning), file, line, column, message. Ends with code 5 if there
/// are errors.
#[derive(Debug, clap::Args)]
struct Check {
    #[command(flatten)]
    file: file::File,
}

/// Show what an import would change, row by row, and send nothing
///
/// Columns: login, date, position, action, from, to, file, line. What is as wanted already is
/// left out.
#[derive(Debug, clap::Args)]
struct PlanArgs {
    #[command(flatten)]
    file: file::File,

    /// What becomes of days on which something is held already
    #[arg(long)]
    existing: Held,

    /// Keep the plan in this new file, to be run as it was looked at
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
}

/// Have Lucca simulate the import of what differs
#[derive(Debug, clap::Args)]
struct Analyze {
    #[command(flatten)]
    file: file::File,

    /// What becomes of days on which something is held already
    #[arg(long)]
    existing: Held,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    match args.command {
        Command::Template(args) => template::run(context, args).await,
        Command::Check(args) => check(context, args).await,
        Command::Plan(args) => plan(context, args).await,
        Command::Analyze(args) => analyze(context, args).await,
        Command::Run(args) => run::run(context, args).await,
        Command::Resume(args) => run::resume(context, args).await,
        Command::Reconcile(args) => run::reconcile(context, args).await,
        Command::Undo(args) => run::undo(context, args).await,
        Command::Status { directory } => status(context, &directory),
        Command::List { directory } => list(context, &directory),
    }
}

async fn check(context: &Context, args: Check) -> Result<(), Failure> {
    let schedule = match args.file.read() {
        Ok(schedule) => schedule,
        Err(file::ReadFailure::Asked(failure)) => return Err(failure),
        Err(file::ReadFailure::File(error)) => {
            findings(context, error.findings())?;
            let has_other_words = error.findings().iter().any(|finding| {
                matches!(
                    finding.fault,
                    Fault::MissingColumns { .. }
                        | Fault::UnknownColumn { .. }
                        | Fault::BadDate { .. }
                        | Fault::BadPosition(_)
                        | Fault::BadFlag(_)
                )
            });
            let failure = Failure::with_code(Code::Findings, error);
            return Err(match has_other_words {
                true => failure.hint(
                    "other headers and words are read with --mapping FILE, French ones with --french",
                ),
                false => failure,
            });
        }
    };
    let connection = connect::open(context).await?;
    let found = schedule.check(&connection.client).await?;
    findings(context, &found)?;
    match found.error_count() as u64 {
        0 => Ok(()),
        errors => Err(Failure::with_code(
            Code::Findings,
            format!("{} in {}", count(errors, "error"), args.file.name()),
        )),
    }
}

async fn plan(context: &Context, args: PlanArgs) -> Result<(), Failure> {
    let (_connection, planned) = planned(context, &args.file, args.existing).await?;
    note_findings(context, planned.findings());
    changes(context, &planned)?;
    context.notes.note(&planned);
    for loss in planned.losses() {
        context.notes.note(format!("cannot be put back: {loss}"));
    }
    if let Some(path) = &args.save {
        planned
            .save(path)
            .map_err(|error| Failure::new(format!("cannot keep {}: {error}", path.display())))?;
    }
    Ok(())
}

async fn analyze(context: &Context, args: Analyze) -> Result<(), Failure> {
    let (_connection, planned) = planned(context, &args.file, args.existing).await?;
    let simulated = planned.analyze().await;
    let simulated = simulated.map_err(|error| failure(context, &error))?;
    report(context, &simulated, None)
}

/// Plans the rows of a file. The connection is held while the plan is used.
async fn planned(
    context: &Context,
    file: &file::File,
    existing: Held,
) -> Result<(Connection, PlannedImport), Failure> {
    let schedule = file.schedule()?;
    let connection = connect::open(context).await?;
    let imports = connection.client.office().imports();
    let planned = imports.plan(schedule, Existing::from(existing)).await;
    Ok((
        connection,
        planned.map_err(|error| failure(context, &error))?,
    ))
}

/// The findings as data.
fn findings(context: &Context, findings: &Findings) -> Result<(), Failure> {
    let mut rows = context.rows(["severity", "file", "line", "column", "message"]);
    for finding in findings {
        rows.push(&[
            match finding.severity {
                Severity::Error => "error",
                _ => "warning",
            }
            .into(),
            finding.source.file().into(),
            Cell::from(i64::try_from(finding.source.number()).ok()),
            finding.column.map(|column| column.header()).into(),
            finding.fault.to_string().into(),
        ])?;
    }
    rows.finish()
}

fn note_findings(context: &Context, findings: &Findings) {
    for finding in findings {
        context.notes.note(finding);
    }
}

/// What a plan does, as data.
fn changes(context: &Context, plan: &Plan) -> Result<(), Failure> {
    let columns = [
        "login", "date", "position", "action", "from", "to", "file", "line",
    ];
    let mut rows = context.rows(columns);
    for change in plan.changes().filter(is_told) {
        let from: Vec<String> = change.from.iter().map(place).collect();
        rows.push(&[
            change.login.as_ref().into(),
            change.date.to_string().into(),
            change.position.as_str().into(),
            action(change.action).into(),
            from.join(" and ").into(),
            change.to.as_ref().map(Place::to_string).into(),
            change.source.file().into(),
            Cell::from(i64::try_from(change.source.number()).ok()),
        ])?;
    }
    rows.finish()
}

/// What is as wanted already needs no look.
fn is_told(change: &Change) -> bool {
    change.action != Action::AlreadySo
}

fn place(place: &Option<Place>) -> String {
    match place {
        Some(place) => place.to_string(),
        None => "(a place that no import can name)".to_owned(),
    }
}

fn action(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Replace => "replace",
        Action::Delete => "delete",
        Action::AlreadySo => "none: as it is",
        Action::AlreadyAsked => "none: asked for already",
        Action::DayNotEmpty => "none: the day is not empty",
        Action::CannotKeep => "none: the other half could not be kept",
        Action::LeftOut => "none: the row is wrong",
        _ => "none",
    }
}

/// What came of an import, and the code that says so.
fn report(context: &Context, report: &Report, directory: Option<&Path>) -> Result<(), Failure> {
    let columns = [
        "outcome",
        "created",
        "deleted",
        "errors",
        "warnings",
        "notRun",
        "unreportedParts",
        "directory",
    ];
    let number = |count: Option<u64>| Cell::from(count.and_then(|count| i64::try_from(count).ok()));
    let mut rows = context.record(columns);
    let not_run = report.not_run.iter().map(|row| {
        let position = row.position().as_str();
        format!("{}: {} {position}", row.source(), row.date())
    });
    let lines = |lines: &[lucca_sdk::office::imports::ReportedLine]| {
        let shown: Vec<String> = lines.iter().map(ToString::to_string).collect();
        Cell::Structure(json!(lines), shown.join("; "))
    };
    rows.push(&[
        match report.outcome() {
            Outcome::Success => "success",
            Outcome::Failure => "failure",
            Outcome::Unknown => "unknown",
        }
        .into(),
        number(report.created),
        number(report.deleted),
        lines(&report.errors),
        lines(&report.warnings),
        Cell::Structure(
            json!(report.not_run),
            not_run.collect::<Vec<String>>().join("; "),
        ),
        (report.unreported_parts + report.silent_parts).into(),
        directory.map(|path| path.display().to_string()).into(),
    ])?;
    rows.finish()?;
    for error in &report.global_errors {
        context.notes.note(format!("Lucca says: {error}"));
    }
    match report.outcome() {
        Outcome::Success => Ok(()),
        Outcome::Unknown => Err(match directory {
            Some(directory) => Failure::with_code(
                Code::InDoubt,
                "Lucca's report was lost or says nothing: it is not known what was imported",
            )
            .hint(format!("lucca import reconcile {}", directory.display())),
            None => Failure::incomplete("Lucca does not say what the import would do"),
        }),
        Outcome::Failure => Err(Failure::with_code(
            Code::Findings,
            format!("not everything was imported: {report}"),
        )),
    }
}

/// How an import failed, with the command that goes on.
fn failure(context: &Context, error: &ImportError) -> Failure {
    if let Some(findings) = error.findings() {
        note_findings(context, findings);
        return Failure::with_code(Code::Findings, error);
    }
    let directory = error.directory().map(|path| path.display().to_string());
    if error.doubt().is_some() {
        let failure = Failure::with_code(Code::InDoubt, error);
        return match directory {
            Some(directory) => failure.hint(format!("lucca import reconcile {directory}")),
            None => failure.hint("lucca import plan shows what is left to do"),
        };
    }
    let failure = match error.call_error() {
        Some(call) => Failure::of(call),
        None if error.is_deadline_exceeded() => Failure::with_code(Code::Limit, error),
        None => Failure::new(error),
    };
    match (error.call_error(), directory) {
        (Some(_), Some(directory)) => failure.hint(format!("lucca import resume {directory}")),
        (None, Some(directory)) if error.is_deadline_exceeded() => {
            failure.hint(format!("lucca import resume {directory}"))
        }
        _ if error.is_other_run() && context.global.sandbox => failure
            .hint("`--sandbox` is another account each time; one that stays is `lucca sandbox`"),
        _ => failure,
    }
}

const STORED: [&str; 8] = [
    "directory",
    "state",
    "mode",
    "account",
    "created",
    "rows",
    "parts",
    "partsDone",
];

fn stored(run: &StoredRun) -> [Cell<'static>; 8] {
    let (parts, done) = run.parts();
    [
        run.directory().display().to_string().into(),
        match run.state() {
            RunState::Waiting => "waiting",
            RunState::Begun => "begun",
            RunState::InDoubt(_) => "in doubt",
            RunState::Finished => "finished",
            _ => "unknown",
        }
        .into(),
        run.mode().to_string().into(),
        run.account().to_owned().into(),
        run.created().to_string().into(),
        run.rows().into(),
        parts.into(),
        done.into(),
    ]
}

fn status(context: &Context, directory: &Path) -> Result<(), Failure> {
    let run = StoredRun::read(directory).map_err(|error| failure(context, &error))?;
    let mut rows = context.record(STORED);
    rows.push(&stored(&run))?;
    rows.finish()?;
    match run.state() {
        RunState::InDoubt(doubt) => Err(Failure::with_code(
            Code::InDoubt,
            format!("it is not known whether Lucca received {doubt}"),
        )
        .hint(format!("lucca import reconcile {}", directory.display()))),
        RunState::Waiting | RunState::Begun => {
            context.notes.note(format!(
                "go on with: lucca import resume {}",
                directory.display()
            ));
            Ok(())
        }
        _ => Ok(()),
    }
}

fn list(context: &Context, directory: &Path) -> Result<(), Failure> {
    let failed = |error| Failure::new(format!("cannot read {}: {error}", directory.display()));
    let mut paths = Vec::new();
    match std::fs::read_dir(directory) {
        Ok(entries) => {
            for entry in entries {
                paths.push(entry.map_err(failed)?.path());
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    paths.sort();
    let mut rows = context.rows(STORED);
    let mut unreadable = Vec::new();
    for path in paths.iter().filter(|path| path.join("run.json").exists()) {
        match StoredRun::read(path) {
            Ok(run) => rows.push(&stored(&run))?,
            Err(error) => unreadable.push(error.to_string()),
        }
    }
    rows.finish()?;
    match unreadable.is_empty() {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "{} cannot be read: {}",
            count(unreadable.len() as u64, "run"),
            unreadable.join("; ")
        ))),
    }
}
