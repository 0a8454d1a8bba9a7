//! Imports of user locations: a file in, a job that says how far it is, a report out.
//!
//! The way of an upload: [`upload`] takes the file out of its multipart wrapping, [`file`] reads it as CSV,
//! [`rules`] judges it line by line against the company, [`routes`] carries it out at once or later, [`report`] tells
//! what came of it.

mod file;
mod outcome;
mod report;
pub(crate) mod routes;
mod rules;
mod upload;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use self::outcome::{Change, Outcome};
use crate::behaviour::ImportEffect;
use crate::random::{Random, Topic};

/// How fast imports seem, and how they fail; what is unknown of them is in [`Behaviour`](crate::Behaviour).
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
    lifetime: Option<Duration>,
    null_reports: bool,
    failure: Option<String>,
}

/// What the progress of an import says over time.
///
/// An upload that nobody watches happens all the same: when, says
/// [`Behaviour::import_effect`](crate::Behaviour::import_effect).
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

impl ImportSettings {
    /// Sets what progress says over time. Default: four polls, the last of which says 100.
    #[must_use]
    pub fn progress(mut self, progress: ImportProgress) -> Self {
        self.progress = progress;
        self
    }

    /// Forgets an import after this time of the sandbox's clock: its id is then a 404. Default: never.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// Makes every property of every report null, its id included.
    #[must_use]
    pub fn null_reports(mut self) -> Self {
        self.null_reports = true;
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
    /// Changes of rows that have yet to take effect.
    pub waiting: usize,
    /// The most that its progress has said so far.
    pub progress: i64,
}

impl ImportRecord {
    /// As the control API tells it.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "summaryId": self.summary_id,
            "at": self.at.to_string(),
            "create": self.create,
            "overrideUserLocations": self.override_user_locations,
            "lines": self.lines,
            "created": self.created,
            "deleted": self.deleted,
            "errors": self.errors,
            "warnings": self.warnings,
            "waiting": self.waiting,
            "progress": self.progress,
        })
    }
}

/// How many imports are remembered, and how many bytes of their reports; then the oldest reports are forgotten, as
/// after their lifetime.
const CAPACITY: usize = 100_000;
const MOST_BYTES: usize = 64_000_000;

/// How long an import that is not watched takes to take effect, where it does so late.
const EFFECT_DELAY: Duration = Duration::from_secs(120);

/// The imports of the account.
pub(crate) struct Imports {
    jobs: VecDeque<Job>,
    bytes: usize,
    /// How many changes have yet to take effect.
    waiting: usize,
    random: Random,
}

struct Job {
    record: ImportRecord,
    /// What the report tells; none once that is forgotten.
    outcome: Option<Arc<Outcome>>,
    polls: usize,
    /// The most that a poll was told.
    told: i64,
    effect: ImportEffect,
    /// What has yet to take effect, and of how much it is the rest.
    waiting: VecDeque<Change>,
    changes: usize,
}

impl Imports {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            jobs: VecDeque::new(),
            bytes: 0,
            waiting: 0,
            random: Random::new(seed, Topic::Imports),
        }
    }

    pub(crate) fn records(&self) -> Vec<ImportRecord> {
        self.jobs.iter().map(Job::record).collect()
    }

    fn add(
        &mut self,
        at: Timestamp,
        (create, override_user_locations): (bool, bool),
        outcome: Outcome,
        waiting: VecDeque<Change>,
        effect: ImportEffect,
    ) -> ImportRecord {
        let record = ImportRecord {
            summary_id: self.random.uuid(),
            at,
            create,
            override_user_locations,
            lines: outcome.lines,
            created: outcome.described.len(),
            deleted: outcome.deleted,
            errors: outcome.errors.len(),
            warnings: outcome.warnings.len(),
            waiting: waiting.len(),
            progress: 0,
        };
        self.bytes += outcome.size();
        self.waiting += waiting.len();
        self.jobs.push_back(Job {
            record: record.clone(),
            outcome: Some(Arc::new(outcome)),
            polls: 0,
            told: 0,
            effect,
            changes: waiting.len(),
            waiting,
        });
        self.forget_the_oldest();
        record
    }

    /// The newest report is kept, however large it is.
    fn forget_the_oldest(&mut self) {
        let newest = self.jobs.len().saturating_sub(1);
        for job in self.jobs.iter_mut().take(newest) {
            if self.bytes <= MOST_BYTES {
                break;
            }
            if let Some(outcome) = job.outcome.take() {
                self.bytes = self.bytes.saturating_sub(outcome.size());
            }
        }
        if self.jobs.len() > CAPACITY
            && let Some(oldest) = self.jobs.pop_front()
        {
            let size = oldest.outcome.map_or(0, |outcome| outcome.size());
            self.bytes = self.bytes.saturating_sub(size);
            self.waiting -= oldest.waiting.len();
        }
    }

    /// Whether every import has taken effect.
    fn is_settled(&self) -> bool {
        self.waiting == 0
    }

    /// The changes whose time has come, in the order of their imports.
    fn due(&mut self, settings: &ImportSettings, now: Timestamp) -> Vec<Change> {
        let mut due = Vec::new();
        for job in self.jobs.iter_mut().filter(|job| !job.waiting.is_empty()) {
            let share = job.effected(settings, now);
            let stays = job.changes - (job.changes * share / 100).min(job.changes);
            while job.waiting.len() > stays {
                due.extend(job.waiting.pop_front());
            }
        }
        self.waiting -= due.len();
        due
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
        (!forgotten && job.outcome.is_some()).then_some(job)
    }
}

impl Job {
    fn record(&self) -> ImportRecord {
        ImportRecord {
            waiting: self.waiting.len(),
            progress: self.told,
            ..self.record.clone()
        }
    }

    /// How many hundredths of the import are in effect.
    fn effected(&self, settings: &ImportSettings, now: Timestamp) -> usize {
        let share = match &settings.progress {
            ImportProgress::Polls(_) => self.told.max(self.share_of(EFFECT_DELAY, now)),
            ImportProgress::Clock(takes) => self.share_of(*takes, now),
        };
        let share = usize::try_from(share.clamp(0, 100)).unwrap_or(0);
        match self.effect {
            ImportEffect::Late if share < 100 => 0,
            _ => share,
        }
    }

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
