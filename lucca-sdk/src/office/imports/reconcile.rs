//! Finding out what became of an import, without sending anything.

use super::error::Kind;
use super::{ImportError, ImportHandle, Imports};
use crate::schedule::{Existing, Reconciliation, Schedule};

impl Imports {
    /// Compares what Lucca holds now with the part of the import that is in doubt, or, if none is, with all rows that
    /// were uploaded. It only reads.
    ///
    /// Lucca works on an import after it has taken it: wait a while before believing [`NotApplied`] or [`Partly`].
    /// Then [`ImportHandle::settle`], and [`resume`](Self::resume).
    ///
    /// # Errors
    /// [`ImportError::is_wrong_schedule`] if the import was not made of this schedule; otherwise the failure of a
    /// call.
    ///
    /// [`NotApplied`]: crate::schedule::Verdict::NotApplied
    /// [`Partly`]: crate::schedule::Verdict::Partly
    pub async fn reconcile(
        &self,
        schedule: &Schedule,
        handle: &ImportHandle,
    ) -> Result<Reconciliation, ImportError> {
        let rows = handle
            .rows_of(schedule)
            .ok_or_else(|| ImportError::new(Kind::OtherSchedule).with_handle(handle))?;
        let sent: Vec<usize> = match handle.doubtful_part() {
            Some(part) => rows.get(part).cloned().unwrap_or_default(),
            None => rows
                .iter()
                .enumerate()
                .filter(|(part, _)| handle.is_uploaded(*part))
                .flat_map(|(_, rows)| rows.iter().copied())
                .collect(),
        };
        let sent: Schedule = sent
            .iter()
            .filter_map(|row| schedule.entries().get(*row).cloned())
            .collect();
        self.reconcile_rows(&sent, handle.overrides_existing())
            .await
    }

    /// Compares what Lucca holds now with a schedule, for whoever has no handle. It only reads.
    ///
    /// # Errors
    /// The failure of a call.
    pub async fn reconcile_rows(
        &self,
        schedule: &Schedule,
        override_existing: bool,
    ) -> Result<Reconciliation, ImportError> {
        let directory = self.directory().await?;
        let held = self.held(schedule, &directory).await?;
        let existing = Existing::of(override_existing);
        Ok(Reconciliation::over(schedule, held, existing))
    }
}
