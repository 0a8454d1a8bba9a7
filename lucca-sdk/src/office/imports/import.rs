//! An import under way.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::Stream;
use futures::stream;
use jiff::Timestamp;

use super::error::Kind;
use super::handle::{PartState, encode};
use super::keep::Keep;
use super::pace::Pace;
use super::progress::Gauge;
use super::{Doubt, ImportError, ImportHandle, Imports, Mode, Progress, Report, SummaryId};
use crate::schedule::{Findings, Schedule};

/// How often an import that was just uploaded may be unknown to the progress call before that is an error. Whether
/// Lucca knows an import at once is not documented.
const PATIENCE: u32 = 3;
/// The last look is taken this long before the deadline, so that there is time for its answer.
const LAST_LOOK: Duration = Duration::from_secs(1);
/// A longer wait than this is as good as none ending; clocks cannot add just any duration.
const LONGEST_WAIT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// An import under way: watch its [`progress`](Self::progress), or [`wait`](Self::wait) for its report.
///
/// It can be dropped at any point, and its [`handle`](Self::handle) taken up again with
/// [`Imports::resume`]. A schedule in several parts is uploaded part by part, each after the one before is done.
pub struct Import {
    imports: Imports,
    schedule: Option<Arc<Schedule>>,
    /// The rows of each part, where the schedule is at hand.
    rows: Option<Vec<Vec<usize>>>,
    handle: ImportHandle,
    keep: Keep,
    findings: Findings,
    deadline: Instant,
    /// The part that is worked on.
    current: usize,
    watch: Watch,
    report: Report,
}

/// What has been seen of the current part.
#[derive(Clone, Copy)]
struct Watch {
    since: Instant,
    gauge: Gauge,
    pace: Pace,
    next_look: Option<Instant>,
    not_found: u32,
    done: bool,
}

impl Watch {
    fn new(since: Instant) -> Self {
        Self {
            since,
            gauge: Gauge::default(),
            pace: Pace::new(),
            next_look: None,
            not_found: 0,
            done: false,
        }
    }
}

impl Import {
    pub(super) fn new(
        imports: Imports,
        handle: ImportHandle,
        schedule: Option<(Arc<Schedule>, Vec<Vec<usize>>)>,
        keep: Keep,
        findings: Findings,
        within: Duration,
    ) -> Self {
        let now = imports.clock().now();
        let (schedule, rows) = schedule.unzip();
        Self {
            imports,
            schedule,
            rows,
            handle,
            keep,
            report: Report {
                findings: findings.clone(),
                ..Report::default()
            },
            findings,
            deadline: now + within.min(LONGEST_WAIT),
            current: 0,
            watch: Watch::new(now),
        }
    }

    /// What to store to go on with the import in another process.
    pub fn handle(&self) -> &ImportHandle {
        &self.handle
    }

    /// Lucca's id of the import; of the first part, where there are several.
    pub fn summary_id(&self) -> Option<&SummaryId> {
        self.handle.summary_id()
    }

    /// What the check found before the upload: warnings, and errors if the caller went on in spite of them.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// How far the import is, look by look, until it is done. Looks are seldom: see [`wait`](Self::wait).
    ///
    /// The stream uploads parts that are left, and reads the reports; after its end, [`wait`](Self::wait) hands the
    /// report over at once. Dropping it loses nothing.
    pub fn progress(
        &mut self,
    ) -> Pin<Box<dyn Stream<Item = Result<Progress, ImportError>> + Send + '_>> {
        Box::pin(stream::try_unfold(self, |import| async move {
            let progress = import.advance().await?;
            Ok(progress.map(|progress| (progress, import)))
        }))
    }

    /// Waits for the end and hands over the report.
    ///
    /// Lucca is asked after one second first, and then the more seldom the longer the import takes or stands still:
    /// every 15 seconds at the most seldom. All looks go through the client's rate limit.
    ///
    /// # Errors
    /// [`ImportError::is_deadline_exceeded`] if it takes longer than the deadline of the request: the import goes on,
    /// and can be waited for again with [`extend`](Self::extend) or [`Imports::resume`]. [`ImportError::doubt`] if it
    /// is not known whether Lucca received a part. Otherwise the failure of a call, after which waiting again is safe.
    pub async fn wait(&mut self) -> Result<Report, ImportError> {
        while self.advance().await?.is_some() {}
        Ok(self.report.clone())
    }

    /// The report, once all parts are done.
    pub fn report(&self) -> Option<&Report> {
        (self.current >= self.handle.parts()).then_some(&self.report)
    }

    /// Sets the deadline anew: this long from now.
    pub fn extend(&mut self, within: Duration) {
        self.deadline = self.imports.clock().now() + within.min(LONGEST_WAIT);
    }

    /// Uploads the part that is next, if that has not been done.
    pub(super) async fn upload(&mut self) -> Result<(), ImportError> {
        let index = self.current;
        let Some(part) = self.handle.part(index) else {
            return Ok(());
        };
        match part.state {
            PartState::Uploaded { .. } | PartState::Applied { .. } => return Ok(()),
            PartState::Sending { .. } if self.handle.mode() == Mode::Run => {
                return Err(self.doubt(None));
            }
            PartState::Sending { .. } | PartState::Waiting => {}
        }
        let (Some(schedule), Some(rows)) = (
            &self.schedule,
            self.rows.as_ref().and_then(|rows| rows.get(index)),
        ) else {
            return Err(self.fail(Kind::ScheduleNeeded));
        };
        let csv = encode(schedule, rows);
        let since = self.wall_now();
        self.handle.set_state(index, PartState::Sending { since });
        if let Err(error) = self.keep.keep(&self.handle) {
            self.handle.set_state(index, PartState::Waiting);
            return Err(self.fail(Kind::Keep(error)));
        }
        let uploaded = self
            .imports
            .until(self.deadline)
            .upload(csv, self.handle.mode(), self.handle.overrides_existing())
            .await;
        match uploaded {
            Ok(summary_id) => {
                self.handle
                    .set_state(index, PartState::Uploaded { since, summary_id });
                self.watch = Watch::new(self.imports.clock().now());
                self.keep
                    .keep(&self.handle)
                    .map_err(|error| self.fail(Kind::Keep(error)))
            }
            // A success that cannot be read is a success nevertheless.
            Err(error)
                if self.handle.mode() == Mode::Run
                    && (error.may_have_been_sent()
                        || error.is_decode()
                        || error.is_unusable_body()
                        || error.is_import()) =>
            {
                Err(self.doubt(Some(error)))
            }
            Err(error) => {
                self.handle.set_state(index, PartState::Waiting);
                // The error is the more important news; a handle that says "sending" only leads to a question.
                let _ = self.keep.keep(&self.handle);
                Err(self.fail(Kind::Call(error)))
            }
        }
    }

    /// Goes on to the next thing worth telling; `None` at the end.
    async fn advance(&mut self) -> Result<Option<Progress>, ImportError> {
        loop {
            let Some(part) = self.handle.part(self.current) else {
                return Ok(None);
            };
            match part.state.clone() {
                PartState::Applied { .. } => {
                    self.report.unreported_parts += 1;
                    self.next_part();
                }
                PartState::Uploaded { summary_id, .. } if self.watch.done => {
                    self.read_report(&summary_id).await?
                }
                PartState::Uploaded { summary_id, .. } => {
                    if let Some(progress) = self.look(&summary_id).await? {
                        return Ok(Some(progress));
                    }
                }
                PartState::Waiting | PartState::Sending { .. } => self.upload().await?,
            }
        }
    }

    async fn look(&mut self, id: &SummaryId) -> Result<Option<Progress>, ImportError> {
        let clock = Arc::clone(self.imports.clock());
        let now = clock.now();
        let last = self
            .deadline
            .checked_sub(LAST_LOOK)
            .unwrap_or(self.deadline);
        if now >= last {
            return Err(self.fail(Kind::Deadline));
        }
        let next = *self
            .watch
            .next_look
            .get_or_insert_with(|| last.min(now + self.watch.pace.wait()));
        clock.sleep_until(next.min(last)).await;
        let said = match self.imports.until(self.deadline).progress(id).await {
            Ok(said) => said,
            Err(error) if error.is_not_found() && self.watch.not_found < PATIENCE => {
                self.watch.not_found += 1;
                self.watch.next_look = None;
                return Ok(None);
            }
            Err(error) => return Err(self.fail(Kind::Call(error))),
        };
        self.watch.next_look = None;
        self.watch.done = self.watch.gauge.hear(said);
        let elapsed = clock.now().saturating_duration_since(self.watch.since);
        self.watch
            .pace
            .saw(self.watch.gauge.part_percent(), elapsed);
        Ok(Some(Progress {
            percent: self.watch.gauge.percent(self.current, self.handle.parts()),
            said,
            part: self.current + 1,
            parts: self.handle.parts(),
            summary_id: id.clone(),
        }))
    }

    async fn read_report(&mut self, id: &SummaryId) -> Result<(), ImportError> {
        let imports = self.imports.until(self.deadline);
        let report = match self.handle.mode() {
            Mode::Analysis => imports.analysis(id).await,
            Mode::Run => imports.results(id).await,
        }
        .map_err(|error| self.fail(Kind::Call(error)))?;
        let rows = self.rows.as_ref().and_then(|rows| rows.get(self.current));
        let of = self.schedule.as_deref().zip(rows.map(Vec::as_slice));
        self.report.add(id, report, of);
        self.next_part();
        Ok(())
    }

    fn next_part(&mut self) {
        self.current += 1;
        self.watch = Watch::new(self.imports.clock().now());
    }

    fn wall_now(&self) -> Timestamp {
        Timestamp::try_from(self.imports.clock().wall_now()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn fail(&self, kind: Kind) -> ImportError {
        ImportError::new(kind).with_handle(&self.handle)
    }

    fn doubt(&self, error: Option<crate::Error>) -> ImportError {
        match (Doubt::of(&self.handle), error) {
            (Some(doubt), error) => self.fail(Kind::Doubt(doubt, error)),
            (None, Some(error)) => self.fail(Kind::Call(error)),
            (None, None) => self.fail(Kind::ScheduleNeeded),
        }
    }
}

impl std::fmt::Debug for Import {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Import")
            .field("handle", &self.handle)
            .field("current", &self.current)
            .finish_non_exhaustive()
    }
}
