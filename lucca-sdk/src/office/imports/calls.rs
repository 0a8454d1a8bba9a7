//! The four operations of the API, one call each.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::generated::office;
use crate::generated::office::types::ImportReport;
use crate::office::OfficeApi;
use crate::schedule::Existing;
use crate::transport::{CallOptions, Clock, Transport};

/// The name of the part that holds the file, and the file's own name, as Lucca's reference shows them. Whether
/// they matter is unknown.
const PART: &str = "office-import.csv";
/// The part's type in the same place. An odd one, but the documented one.
const PART_TYPE: &str = "multipart/form-data";

const UPLOAD: &str = "post-office-api-imports-userLocations";

/// Imports of user locations; made by [`OfficeApi::imports`](OfficeApi::imports).
#[derive(Clone, Debug)]
pub struct Imports {
    pub(super) transport: Transport,
}

impl OfficeApi {
    /// Imports of user locations: the only way to create, change or delete them. See [`imports`](crate::office::imports).
    pub fn imports(&self) -> Imports {
        Imports {
            transport: self.transport.clone(),
        }
    }
}

impl Imports {
    fn office(&self) -> office::Client {
        office::Client::from_transport(self.transport.clone())
    }

    pub(super) fn account(&self) -> String {
        self.transport.base_url().to_string()
    }

    pub(super) fn clock(&self) -> &Arc<dyn Clock> {
        self.transport.clock()
    }

    pub(super) fn wall_now(&self) -> Timestamp {
        Timestamp::try_from(self.clock().wall_now()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The same, with calls that are over by then.
    pub(super) fn until(&self, deadline: Instant) -> Self {
        let own = self.transport.options().deadline;
        let deadline = own.map_or(deadline, |own| own.min(deadline));
        self.with_options(CallOptions::new().with_deadline(deadline))
    }

    pub(super) fn with_options(&self, options: CallOptions) -> Self {
        Self {
            transport: self.transport.with_options(options),
        }
    }
}

/// Whether an import changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Mode {
    /// A simulation (`create=false`): Lucca reports what it would do.
    Analysis,
    /// The real thing (`create=true`), which cannot be undone.
    Run,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Analysis => "analysis",
            Self::Run => "run",
        })
    }
}

/// The id that Lucca gives to an upload, by which its progress and its report are asked for.
///
/// Lucca writes a UUID; it is kept as it is, and nothing hangs on its form. How long Lucca remembers it is unknown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct SummaryId(String);

impl SummaryId {
    /// An id that was stored as text.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as Lucca wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for SummaryId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl From<String> for SummaryId {
    fn from(id: String) -> Self {
        Self::new(id)
    }
}

impl fmt::Display for SummaryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Imports {
    /// Uploads a CSV file as it is, unchecked, and hands back the id of the import.
    ///
    /// Most callers want [`analyze`](Self::analyze) or [`run`](Self::run), which check the rows, watch the progress
    /// and read the report.
    ///
    /// # Errors
    /// If [`Error::may_have_been_sent`] holds or [`Error::is_import`], Lucca may be acting on the file: look before
    /// uploading it again. The upload is repeated by the client only when it cannot have arrived.
    pub async fn upload(
        &self,
        csv: Vec<u8>,
        mode: Mode,
        existing: Existing,
    ) -> Result<SummaryId, Error> {
        let part = reqwest::multipart::Part::bytes(csv)
            .file_name(PART)
            .mime_str(PART_TYPE)
            .map_err(|_| Error::invalid_input("body", "the part's type is no media type"))?;
        let receipt = self
            .office()
            .post_office_api_imports_user_locations()
            .create(mode == Mode::Run)
            .override_user_locations(existing.overrides())
            .body(reqwest::multipart::Form::new().part(PART, part))
            .send()
            .await?;
        match receipt.summary_id {
            Some(id) if !id.trim().is_empty() => Ok(SummaryId::new(id)),
            _ => Err(Error::import(
                UPLOAD,
                None,
                "Lucca took the file but named no import; look at the schedule before uploading again",
            )),
        }
    }

    /// How far an import is, as Lucca says it: 0 before it starts, 100 when the report is ready. `None` if Lucca
    /// leaves it out.
    ///
    /// # Errors
    /// Those of the call; [`Error::is_not_found`] for an id that Lucca does not know, or no longer.
    pub async fn progress(&self, id: &SummaryId) -> Result<Option<i64>, Error> {
        let answer = self
            .office()
            .get_office_api_imports_user_locations_progress()
            .summary_id(id.as_str())
            .send()
            .await?;
        Ok(answer.progress)
    }

    /// The report of a simulation, as Lucca gives it. What it says before the progress is 100 is unknown.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn analysis(&self, id: &SummaryId) -> Result<ImportReport, Error> {
        self.office()
            .get_office_api_imports_user_locations_analysis()
            .summary_id(id.as_str())
            .send()
            .await
    }

    /// The report of a real import, as Lucca gives it. What it says before the progress is 100 is unknown.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn results(&self, id: &SummaryId) -> Result<ImportReport, Error> {
        self.office()
            .get_office_api_imports_user_locations_results()
            .summary_id(id.as_str())
            .send()
            .await
    }
}
