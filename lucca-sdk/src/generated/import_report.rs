//! An import's report in one voice: whether it simulated or not.

use super::office::types::{CreatedSummary, DeletedSummary, ImportReport};

impl ImportReport {
    /// The user locations that the import created or changed or, after a
    /// simulation, would create or change.
    pub fn created(&self) -> Option<&CreatedSummary> {
        self.user_locations_created_summary
            .as_ref()
            .or(self.valid_user_locations_to_create_summary.as_ref())
    }

    /// The user locations that the import deleted or, after a simulation, would
    /// delete.
    pub fn deleted(&self) -> Option<&DeletedSummary> {
        self.user_locations_deleted_summary
            .as_ref()
            .or(self.user_locations_to_delete_summary.as_ref())
    }
}
