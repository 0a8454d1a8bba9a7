//! What became of an upload in doubt, found out without sending anything.

use std::collections::HashSet;
use std::future::{Future, IntoFuture};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::calls::Imports;
use super::error::ImportError;
use super::run::{Look, PartState, PersonDay, Run, hexadecimal};
use crate::schedule::{Existing, Reconciliation, RowState, Schedule, Verdict};

/// How far apart two equal looks at what Lucca holds have to be for that to be believed.
pub(super) const LOOKS_APART: Duration = Duration::from_secs(3 * 60);

/// How old an upload has to be for what Lucca holds to be believed, unless two equal looks tell sooner. How long
/// Lucca works on an import is unknown.
const SETTLED_AFTER: Duration = Duration::from_secs(15 * 60);

/// A look at what became of a stored run. Await it: it reads, and writes what it found into the run.
#[derive(Debug)]
#[must_use = "nothing happens until it is awaited"]
pub struct ReconcileRequest {
    imports: Imports,
    directory: PathBuf,
    settled_after: Duration,
}

impl ReconcileRequest {
    pub(super) fn new(imports: Imports, directory: &Path) -> Self {
        Self {
            imports,
            directory: directory.to_owned(),
            settled_after: SETTLED_AFTER,
        }
    }

    /// How old the upload has to be to be believed: 15 minutes by default.
    pub fn settled_after(mut self, age: Duration) -> Self {
        self.settled_after = age;
        self
    }

    async fn make(self) -> Result<Reconciliation, ImportError> {
        let mut run = Run::open(&self.directory, &self.imports.account())?;
        let existing = run.record.existing;
        let Some((index, part, since)) = run.record.doubtful() else {
            let parts = run.record.parts.iter();
            let sent = parts
                .filter(|part| part.state != PartState::Waiting)
                .flat_map(|part| part.entries.iter().cloned())
                .collect();
            return self.imports.compare(&sent, existing).await;
        };
        let rows = part.entries.to_schedule();
        let exact_areas = run.record.exact_areas;
        let found = self.imports.compared(&rows, existing, exact_areas).await?;
        let now = self.imports.wall_now();
        let seen = fingerprint(&found);
        let first_seen = match &part.look {
            Some(look) if look.seen == seen => look.at,
            _ => now,
        };
        let settled =
            is_past(since, self.settled_after, now) || is_past(first_seen, LOOKS_APART, now);
        let found = match settled {
            true => found,
            false => found.too_early(),
        };
        match found.verdict() {
            Verdict::Applied => run.set(index, PartState::Applied { since })?,
            Verdict::NotApplied => run.recut(index, |_| true)?,
            Verdict::Partly => {
                let left = left_to_do(&rows, &found, existing);
                run.record.unreported += 1;
                let recut = run.recut(index, |place| left.get(place).copied().unwrap_or(false));
                if recut.is_err() {
                    run.record.unreported -= 1;
                }
                recut?;
            }
            Verdict::TooEarly => {
                let look = Look {
                    at: first_seen,
                    seen,
                };
                run.looked(index, look)?;
            }
            Verdict::NothingSent => {}
        }
        Ok(found)
    }
}

/// Which rows of a part are sent again. Where days are replaced, a half that is as wanted is sent again with the other
/// half of its day: it may be half of a full day that was there before, which the other half takes away.
fn left_to_do(rows: &Schedule, found: &Reconciliation, existing: Existing) -> Vec<bool> {
    let states = || rows.iter().zip(found.rows().map(|(_, state)| state));
    let days: HashSet<PersonDay> = states()
        .filter(|(_, state)| *state == RowState::Otherwise)
        .map(|(entry, _)| PersonDay::of(entry))
        .collect();
    states()
        .map(|(entry, state)| match state {
            RowState::Otherwise => true,
            RowState::AsWanted => {
                existing == Existing::Replace
                    && !entry.is_removal()
                    && days.contains(&PersonDay::of(entry))
            }
            _ => false,
        })
        .collect()
}

fn is_past(moment: Timestamp, age: Duration, now: Timestamp) -> bool {
    let age = SignedDuration::try_from(age).unwrap_or(SignedDuration::MAX);
    age.is_zero() || now.duration_since(moment) >= age
}

fn fingerprint(found: &Reconciliation) -> String {
    let mut states = Sha256::new();
    for (_, state) in found.rows() {
        states.update([state as u8]);
    }
    hexadecimal(&states.finalize())
}

impl IntoFuture for ReconcileRequest {
    type Output = Result<Reconciliation, ImportError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.make())
    }
}

impl Imports {
    /// Looks at what became of the part of a stored run that is in doubt, and settles it: only this does. If none is in
    /// doubt, it compares all rows that were uploaded. It sends nothing.
    ///
    /// | verdict | what it means | what it has done to the run |
    /// |---|---|---|
    /// | `Applied` | the upload took effect; its report is lost | the part is done |
    /// | `NotApplied` | it did not | the part will be sent |
    /// | `Partly` | some rows did | the others will be sent |
    /// | `TooEarly` | not all rows are as wanted, and Lucca may still be working | nothing: look again later |
    /// | `NothingSent` | nothing was uploaded | nothing |
    ///
    /// Lucca works on an import after it has taken it, for how long is unknown. So only what is as wanted is believed
    /// at once; the rest when the upload is [old enough](ReconcileRequest::settled_after), or when two looks some
    /// minutes apart have seen the same. Rows that tell nothing (a request is pending at the very place, or the day was
    /// taken) are not sent again.
    ///
    /// Then [`resume`](Self::resume).
    pub fn reconcile(&self, directory: impl AsRef<Path>) -> ReconcileRequest {
        ReconcileRequest::new(self.clone(), directory.as_ref())
    }

    /// Compares what Lucca holds now with a schedule, for whoever has no stored run. It only reads.
    ///
    /// # Errors
    /// The failure of a call.
    pub async fn compare(
        &self,
        schedule: &Schedule,
        existing: Existing,
    ) -> Result<Reconciliation, ImportError> {
        self.compared(schedule, existing, false).await
    }

    async fn compared(
        &self,
        schedule: &Schedule,
        existing: Existing,
        exact_areas: bool,
    ) -> Result<Reconciliation, ImportError> {
        let directory = self.directory().await?;
        let held = self.held(schedule, &directory).await?;
        Ok(Reconciliation::over(schedule, held, existing, exact_areas))
    }
}
