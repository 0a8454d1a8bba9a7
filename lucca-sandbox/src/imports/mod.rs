//! Imports of user locations: a file in, a job that says how far it is, a report out.
//!
//! The way of an upload: [`upload`] takes the file out of its multipart wrapping, [`file`] reads it as CSV,
//! [`rules`] judges it line by line against the company, [`report`] tells what came of it.

mod file;
mod report;
pub(crate) mod routes;
mod rules;
mod upload;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use self::rules::Outcome;
use crate::random::{Random, Topic};

/// How imports behave where Lucca's documentation is silent, and how fast they seem.
///
/// ```
/// use lucca_sandbox::{ImportProgress, ImportSettings};
///
/// // Jumps back once, then never ends.
/// let settings = ImportSettings::default().progress(ImportProgress::Polls(vec![10, 60, 30, 99]));
/// # let _ = settings;
/// ```
#[derive(Clone, Debug, Default)]
pub struct ImportSettings {
    progress: ImportProgress,
    early: EarlyReport,
    summary_id: SummaryIdForm,
    faulty_files: FaultyFiles,
    lifetime: Option<Duration>,
    any_part: bool,
    null_reports: bool,
    echo_cells: bool,
    failure: Option<String>,
}

/// What the progress of an import says over time.
///
/// The import itself is done when the upload is answered, whatever its progress says: an upload that nobody watches
/// happens all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportProgress {
    /// One value per poll; the last one stays. Values need not make sense: a script may stall, jump back or
    /// pass 100. The report is there once a poll was told 100 or more.
    Polls(Vec<i64>),
    /// From 0 to 100 over this time of the sandbox's clock.
    Clock(Duration),
}

impl Default for ImportProgress {
    fn default() -> Self {
        Self::Polls(vec![0, 35, 80, 100])
    }
}

/// What `analysis` and `results` answer before the progress is 100: unknown of Lucca.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum EarlyReport {
    /// 404.
    #[default]
    NotFound,
    /// A report that has nothing but its id.
    Empty,
}

/// How an upload is answered: Lucca's pages show both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum SummaryIdForm {
    /// `{"summaryId":"…"}`
    #[default]
    Object,
    /// `"…"`
    Bare,
}

/// What becomes of a file that breaks the rules as a whole (no BOM, wrong separator, wrong headers): unknown of Lucca.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum FaultyFiles {
    /// The upload is refused with a 400.
    #[default]
    Refused,
    /// The upload is taken; the report says what is wrong in `globalErrorSummary`, and nothing was created.
    Reported,
}

impl ImportSettings {
    /// Sets what progress says over time. Default: four polls, the last of which says 100.
    #[must_use]
    pub fn progress(mut self, progress: ImportProgress) -> Self {
        self.progress = progress;
        self
    }

    /// Sets what an early question for the report gets. Default: 404.
    #[must_use]
    pub fn early_report(mut self, early: EarlyReport) -> Self {
        self.early = early;
        self
    }

    /// Sets the form of the upload's answer. Default: an object.
    #[must_use]
    pub fn summary_id(mut self, form: SummaryIdForm) -> Self {
        self.summary_id = form;
        self
    }

    /// Sets what becomes of files that are wrong as a whole. Default: refused.
    #[must_use]
    pub fn faulty_files(mut self, faulty_files: FaultyFiles) -> Self {
        self.faulty_files = faulty_files;
        self
    }

    /// Forgets an import after this time of the sandbox's clock: its id is then a 404. Default: never.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// Takes the file from whatever part comes first. Default: only from the documented `office-import.csv`.
    #[must_use]
    pub fn any_part(mut self) -> Self {
        self.any_part = true;
        self
    }

    /// Makes every property of every report null, its id included.
    #[must_use]
    pub fn null_reports(mut self) -> Self {
        self.null_reports = true;
        self
    }

    /// Repeats dates and positions in a report's lines as they stood in the file. Default: those that are none are
    /// left out, since Lucca's document promises a date there, and one of three words.
    #[must_use]
    pub fn echo_cells(mut self) -> Self {
        self.echo_cells = true;
        self
    }

    /// Makes every import fail as a whole: nothing is created, and the report's `globalErrorSummary` says this.
    #[must_use]
    pub fn failing(mut self, why: impl Into<String>) -> Self {
        self.failure = Some(why.into());
        self
    }
}

/// An upload that the account has acted on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportRecord {
    /// Its id.
    pub summary_id: String,
    /// When it was acted on, by the sandbox's clock.
    pub at: Timestamp,
    /// False for a simulation.
    pub create: bool,
    /// Whether it replaced what was there.
    pub override_user_locations: bool,
    /// How many lines the file had, its header aside.
    pub lines: usize,
    /// Rows created or moved; in a simulation, those that would be.
    pub created: usize,
    /// Rows deleted; in a simulation, those that would be.
    pub deleted: usize,
    /// Lines with an error.
    pub errors: usize,
    /// Lines with a warning.
    pub warnings: usize,
}

/// The imports of the account.
pub(crate) struct Imports {
    jobs: Vec<Job>,
    random: Random,
}

struct Job {
    record: ImportRecord,
    outcome: Outcome,
    polls: usize,
    /// The most that a poll was told.
    told: i64,
}

impl Imports {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            jobs: Vec::new(),
            random: Random::new(seed, Topic::Imports),
        }
    }

    pub(crate) fn records(&self) -> Vec<ImportRecord> {
        self.jobs.iter().map(|job| job.record.clone()).collect()
    }

    fn add(
        &mut self,
        at: Timestamp,
        create: bool,
        override_user_locations: bool,
        outcome: Outcome,
    ) -> String {
        let summary_id = self.random.uuid();
        let record = ImportRecord {
            summary_id: summary_id.clone(),
            at,
            create,
            override_user_locations,
            lines: outcome.lines,
            created: outcome.descriptions.len(),
            deleted: outcome.deleted,
            errors: outcome.errors.len(),
            warnings: outcome.warnings.len(),
        };
        self.jobs.push(Job {
            record,
            outcome,
            polls: 0,
            told: 0,
        });
        summary_id
    }

    /// The job of this id, unless it has been forgotten.
    fn job(
        &mut self,
        summary_id: &str,
        settings: &ImportSettings,
        now: Timestamp,
    ) -> Option<&mut Job> {
        let job = self
            .jobs
            .iter_mut()
            .find(|job| job.record.summary_id.eq_ignore_ascii_case(summary_id))?;
        let age = now.duration_since(job.record.at);
        let forgotten = settings.lifetime.is_some_and(|lifetime| {
            age >= SignedDuration::try_from(lifetime).unwrap_or(SignedDuration::MAX)
        });
        if forgotten { None } else { Some(job) }
    }
}

impl Job {
    /// Tells a poll how far the job is.
    fn poll(&mut self, settings: &ImportSettings, now: Timestamp) -> i64 {
        let progress = match &settings.progress {
            ImportProgress::Polls(values) => values
                .get(self.polls)
                .or(values.last())
                .copied()
                .unwrap_or(100),
            ImportProgress::Clock(takes) => self.share_of(*takes, now),
        };
        self.polls += 1;
        self.told = self.told.max(progress);
        progress
    }

    /// Whether the report is there.
    fn is_done(&self, settings: &ImportSettings, now: Timestamp) -> bool {
        match &settings.progress {
            ImportProgress::Polls(_) => self.told >= 100,
            ImportProgress::Clock(takes) => self.share_of(*takes, now) >= 100,
        }
    }

    /// How many hundredths of its time have passed.
    fn share_of(&self, takes: Duration, now: Timestamp) -> i64 {
        let passed = now.duration_since(self.record.at).as_millis().max(0);
        let takes = i128::try_from(takes.as_millis())
            .unwrap_or(i128::MAX)
            .max(1);
        i64::try_from((passed.saturating_mul(100) / takes).min(100)).unwrap_or(100)
    }
}
