//! An import under way.

use std::collections::HashSet;
use std::fmt;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::Stream;
use futures::stream;

use super::calls::{Imports, Mode, SummaryId};
use super::error::{ImportError, Kind};
use super::progress::{Gauge, Pace, Progress};
use super::reconcile::LOOKS_APART;
use super::report::{Report, ties};
use super::run::{PartState, PersonDay, Run};
use crate::generated::office::types::ImportReport;
use crate::schedule::{Findings, Reconciliation, RowState, Schedule};

/// How often an import that was just uploaded may be unknown to the progress call before that is an error. Whether
/// Lucca knows an import at once is not documented.
const PATIENCE: u32 = 3;
/// The last look is taken this long before the deadline, so that there is time for its answer.
const LAST_LOOK: Duration = Duration::from_secs(1);
/// A longer wait than this is as good as none ending; clocks cannot add just any duration.
const LONGEST_WAIT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// An import under way: watch its [`progress`](Self::progress), or [`wait`](Self::wait) for its report.
///
/// It can be dropped at any point; if it is stored, [`Imports::resume`] takes it up again. An import in several parts
/// is uploaded part by part, each after the one before is done.
pub struct Import {
    imports: Imports,
    run: Run,
    findings: Findings,
    deadline: Instant,
    /// The part that is worked on.
    current: usize,
    /// The steps up to here are known not to stand in the way of the next.
    cleared: usize,
    watch: Watch,
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
    pub(super) fn new(imports: Imports, run: Run, findings: Findings, within: Duration) -> Self {
        let now = imports.clock().now();
        Self {
            imports,
            run,
            findings,
            deadline: now + within.min(LONGEST_WAIT),
            current: 0,
            cleared: 0,
            watch: Watch::new(now),
        }
    }

    /// Where the run is stored, if it is.
    pub fn directory(&self) -> Option<&Path> {
        self.run.path()
    }

    /// Lucca's ids of the parts that were uploaded, in order.
    pub fn summary_ids(&self) -> impl Iterator<Item = &SummaryId> {
        self.run
            .record
            .parts
            .iter()
            .filter_map(|part| match &part.state {
                PartState::Uploaded { summary_id, .. } | PartState::Reported { summary_id, .. } => {
                    Some(summary_id)
                }
                _ => None,
            })
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
        Ok(Report::of(&self.run, self.findings.clone()))
    }

    /// The report, once all parts are done.
    pub fn report(&self) -> Option<Report> {
        self.run
            .record
            .is_over()
            .then(|| Report::of(&self.run, self.findings.clone()))
    }

    /// Sets the deadline anew: this long from now.
    pub fn extend(&mut self, within: Duration) {
        self.deadline = self.imports.clock().now() + within.min(LONGEST_WAIT);
    }

    /// Uploads the part that is next, if that has not been done.
    pub(super) async fn upload(&mut self) -> Result<(), ImportError> {
        if let Some(doubt) = self.run.record.doubt() {
            return Err(self.run.refused(Kind::Doubt(doubt, None)));
        }
        loop {
            let index = self.current;
            let Some(part) = self.run.part(index) else {
                return Ok(());
            };
            // A simulation that was under way is made anew: it has changed nothing.
            if !matches!(part.state, PartState::Waiting | PartState::Sending { .. }) {
                return Ok(());
            }
            let step = part.step;
            if step > self.cleared {
                self.leave_out_what_stands_in_the_way(step).await?;
                self.cleared = step;
                continue;
            }
            let csv = self.run.csv(part)?;
            let since = self.imports.wall_now();
            let (mode, existing) = (self.run.record.mode, self.run.record.existing);
            self.run.set(index, PartState::Sending { since })?;
            let imports = self.imports.until(self.deadline);
            let error = match imports.upload(csv, mode, existing).await {
                Ok(summary_id) => {
                    self.watch = Watch::new(self.imports.clock().now());
                    return self
                        .run
                        .has_become(index, PartState::Uploaded { since, summary_id });
                }
                Err(error) => error,
            };
            let too_slow = error.is_page_too_slow();
            if too_slow {
                self.run.was_too_slow(index);
            }
            // A success that cannot be read is a success nevertheless.
            let arrived = error.may_have_been_sent()
                || error.is_decode()
                || error.is_unusable_body()
                || error.is_import();
            if mode == Mode::Run && arrived {
                // The doubt is the more important news, and on the disk since before the upload.
                let _ = self.run.has_become(index, PartState::Sending { since });
                return Err(self.run.refused(match self.run.record.doubt() {
                    Some(doubt) => Kind::Doubt(doubt, Some(error)),
                    None => Kind::Call(error),
                }));
            }
            // The error is the more important news; a run that says "sending" only leads to a question.
            let _ = self.run.has_become(index, PartState::Waiting);
            let parts = self.run.record.parts.len();
            if too_slow {
                self.run.recut(index, |_| true)?;
            }
            if self.run.record.parts.len() == parts {
                return Err(self.run.refused(Kind::Call(error)));
            }
        }
    }

    /// Goes on to the next thing worth telling; `None` at the end.
    async fn advance(&mut self) -> Result<Option<Progress>, ImportError> {
        loop {
            let Some(part) = self.run.part(self.current) else {
                return Ok(None);
            };
            match part.state.clone() {
                PartState::Applied { .. } | PartState::Reported { .. } => {
                    self.current += 1;
                    self.watch = Watch::new(self.imports.clock().now());
                }
                PartState::Uploaded { since, summary_id } if self.watch.done => {
                    let report = self.read_report(&summary_id).await?;
                    let reported = PartState::Reported { since, summary_id };
                    self.run.reported(self.current, reported, report)?;
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
            return Err(self.run.refused(Kind::Deadline));
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
            Err(error) => return Err(self.run.refused(Kind::Call(error))),
        };
        self.watch.next_look = None;
        self.watch.done = self.watch.gauge.hear(said);
        let elapsed = clock.now().saturating_duration_since(self.watch.since);
        self.watch
            .pace
            .saw(self.watch.gauge.part_percent(), elapsed);
        let parts = self.run.record.parts.len();
        Ok(Some(Progress {
            percent: self.watch.gauge.percent(self.current, parts),
            said,
            part: self.current + 1,
            parts,
            summary_id: id.clone(),
        }))
    }

    async fn read_report(&self, id: &SummaryId) -> Result<ImportReport, ImportError> {
        let imports = self.imports.until(self.deadline);
        match self.run.record.mode {
            Mode::Analysis => imports.analysis(id).await,
            Mode::Run => imports.results(id).await,
        }
        .map_err(|error| self.run.refused(Kind::Call(error)))
    }

    /// Leaves out the rows of a step that fill what an earlier step was to empty, where that did not happen: a line
    /// that Lucca refused, or, where the reports do not tell, a day that is still filled.
    async fn leave_out_what_stands_in_the_way(&mut self, step: usize) -> Result<(), ImportError> {
        let parts = &self.run.record.parts;
        let mut blocked = HashSet::new();
        let mut is_clear = self.run.record.unreported == 0;
        for part in parts.iter().filter(|part| part.step < step) {
            let Some(report) = &part.report else {
                is_clear = false;
                continue;
            };
            is_clear &= report.tells() && report.global_error().is_none();
            for place in ties(report, &part.entries) {
                match place.and_then(|place| part.entries.get(place)) {
                    Some(entry) => {
                        blocked.insert(PersonDay::of(entry));
                    }
                    None => is_clear = false,
                }
            }
        }
        if !is_clear {
            let waiting = parts.iter().filter(|part| part.waits_in(step));
            let days: HashSet<PersonDay> = waiting
                .flat_map(|part| part.entries.iter().map(PersonDay::of))
                .collect();
            blocked.extend(self.still_filled(step, &days).await?);
        }
        for index in (0..self.run.record.parts.len()).rev() {
            if self.run.part(index).is_some_and(|part| part.waits_in(step)) {
                self.run.leave_out(index, &blocked)?;
            }
        }
        Ok(())
    }

    /// Which of these days are not as the steps before want them. Lucca may take its time, so that only two equal
    /// looks are believed.
    async fn still_filled(
        &self,
        step: usize,
        days: &HashSet<PersonDay>,
    ) -> Result<HashSet<PersonDay>, ImportError> {
        let parts = self.run.record.parts.iter();
        let rows: Schedule = parts
            .filter(|part| part.step < step)
            .flat_map(|part| part.entries.iter())
            .filter(|entry| days.contains(&PersonDay::of(entry)))
            .cloned()
            .collect();
        let imports = self.imports.until(self.deadline);
        let directory = imports.directory().await?;
        let clock = self.imports.clock();
        let mut before: Option<HashSet<PersonDay>> = None;
        loop {
            let held = imports.held(&rows, &directory).await?;
            let found = Reconciliation::over(&rows, held, self.run.record.existing, false);
            let filled: HashSet<PersonDay> = rows
                .iter()
                .zip(found.rows())
                .filter(|(_, (_, state))| *state != RowState::AsWanted)
                .map(|(entry, _)| PersonDay::of(entry))
                .collect();
            if filled.is_empty() || before.as_ref() == Some(&filled) {
                return Ok(filled);
            }
            before = Some(filled);
            let next = clock.now() + LOOKS_APART;
            if next >= self.deadline {
                return Err(self.run.refused(Kind::Deadline));
            }
            clock.sleep_until(next).await;
        }
    }
}

impl fmt::Debug for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Import")
            .field("mode", &self.run.record.mode)
            .field("part", &(self.current + 1))
            .field("parts", &self.run.record.parts.len())
            .field("directory", &self.directory())
            .finish_non_exhaustive()
    }
}
