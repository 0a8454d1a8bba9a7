//! What has changed among the users, for copies that are kept up to date.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{User, UserQuery};
use crate::Error;
use crate::paging::{Cursor, Drift, List, Page, Pages};

/// How far each reading reaches back behind the mark. Lucca's `modifiedAt` has no offset,
/// and which zone it is in is documented nowhere: a day covers them all, and what was
/// changed while the last reading asked.
const OVERLAP: SignedDuration = SignedDuration::from_hours(24);

/// How far a copy of the users is up to date: by when all changes were read, and where in
/// a reading that was broken off. The default is a copy of nothing.
///
/// A mark is a short text, to be stored beside the copy, with `Display` and `FromStr` or
/// `serde`. See [`UsersApi::changes`](super::UsersApi::changes).
///
/// ```
/// use lucca_sdk::users::SyncMark;
///
/// let nothing = SyncMark::default();
/// assert_eq!(nothing.to_string().parse::<SyncMark>()?, nothing);
/// # Ok::<(), lucca_sdk::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(into = "String", try_from = "String")]
pub struct SyncMark {
    /// All changes up to here are in the copy.
    since: Option<Timestamp>,
    /// A reading that was broken off: what it will have brought up to when, and how far it
    /// came.
    reading: Option<(Timestamp, Cursor)>,
}

const VERSION: &str = "v1";

impl SyncMark {
    fn read(text: &str) -> Option<Self> {
        let moment = |text: &str| Timestamp::from_second(text.parse().ok()?).ok();
        let mut parts = text.splitn(4, '.');
        if parts.next()? != VERSION {
            return None;
        }
        let since = match parts.next()? {
            "" => None,
            text => Some(moment(text)?),
        };
        let reading = match (parts.next()?, parts.next()?) {
            ("", "") => None,
            (next, cursor) => Some((moment(next)?, cursor.parse().ok()?)),
        };
        Some(Self { since, reading })
    }
}

impl fmt::Display for SyncMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}.")?;
        if let Some(since) = self.since {
            write!(f, "{}", since.as_second())?;
        }
        match &self.reading {
            Some((next, cursor)) => write!(f, ".{}.{cursor}", next.as_second()),
            None => f.write_str(".."),
        }
    }
}

impl FromStr for SyncMark {
    type Err = Error;

    /// Reads what `Display` has written.
    ///
    /// # Errors
    /// [`Error::is_invalid_input`] when the text is no mark of this version.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::read(text.trim()).ok_or_else(|| {
            Error::invalid_input(
                "mark",
                format!(
                    "it is damaged, or of another version than {VERSION}; \
                     `SyncMark::default()` reads everything again"
                ),
            )
        })
    }
}

impl From<SyncMark> for String {
    fn from(mark: SyncMark) -> Self {
        mark.to_string()
    }
}

impl TryFrom<String> for SyncMark {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

/// The users that were changed since a mark, page by page; made by
/// [`UsersApi::changes`](super::UsersApi::changes).
#[derive(Debug)]
pub struct Changes {
    pages: Pages<User>,
    mark: SyncMark,
    answered_at: Arc<OnceLock<Timestamp>>,
    failed: bool,
}

/// Copies that are kept up to date.
impl List<UserQuery> {
    /// As [`UsersApi::changes`](super::UsersApi::changes), with the fields and filters of
    /// this list. They belong to the mark of a reading that was broken off: with others it
    /// is refused.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client, mark: lucca_sdk::users::SyncMark) -> Result<(), lucca_sdk::Error> {
    /// let mut changes = client.users().list().fields(["login", "mail"]).changes(mark);
    /// while let Some(page) = changes.try_next().await? {
    ///     println!("{} users", page.rows().len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn changes(self, mark: SyncMark) -> Changes {
        let answered_at = Arc::new(OnceLock::new());
        let mut list = self.include_former();
        list.query.answered_at = Some(Arc::clone(&answered_at));
        if let Some(since) = mark.since {
            let from = since.checked_sub(OVERLAP).unwrap_or(Timestamp::MIN);
            list = list.modified_since(Offset::UTC.to_datetime(from));
        }
        if let Some((next, cursor)) = &mark.reading {
            let _ = answered_at.set(*next);
            list = list.resume(cursor.clone());
        }
        Changes {
            pages: list.pages(),
            mark,
            answered_at,
            failed: false,
        }
    }
}

impl Changes {
    /// The next users. `None` at the end, when [`mark`](Self::mark) is the one to go on
    /// from next time.
    pub async fn next(&mut self) -> Option<Result<Page<User>, Error>> {
        let page = self.pages.next().await;
        match &page {
            Some(Ok(page)) => {
                let cursor = page.cursor();
                self.mark.reading = self.answered_at.get().map(|next| (*next, cursor));
            }
            Some(Err(error)) => {
                let is_of_a_row = error.is_decode() && error.index().is_some();
                self.failed |= !is_of_a_row;
                if error.is_paging_drift() {
                    // Rows are missing, and it is not known where: from the start.
                    self.mark.reading = None;
                }
            }
            None if self.failed => {}
            None => {
                self.mark.since = self.answered_at.get().copied().or(self.mark.since);
                self.mark.reading = None;
            }
        }
        page
    }

    /// The next users, for loops that stop at the first error.
    ///
    /// # Errors
    /// As those of [`Pages`].
    pub async fn try_next(&mut self) -> Result<Option<Page<User>>, Error> {
        self.next().await.transpose()
    }

    /// How far the copy is up to date, once it holds all pages that came so far: to be
    /// stored with it.
    pub fn mark(&self) -> SyncMark {
        self.mark.clone()
    }

    /// What was noticed of changes to the list while it was read.
    pub fn drift(&self) -> Drift {
        self.pages.drift()
    }
}
