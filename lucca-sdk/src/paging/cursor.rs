//! A place in a list, to be stored and come back to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::fingerprint::Fingerprint;
use crate::Error;

/// How many identifiers before the place a cursor remembers.
pub(super) const ANCHORS: usize = 16;

/// A place in a list: everything before it has been delivered.
///
/// A cursor is a short text. Store it anywhere, and go on from there later, in
/// another process if need be:
///
/// ```no_run
/// use lucca_sdk::paging::Cursor;
///
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let mut rows = client.office().user_locations().stream();
/// for _ in 0..1_500 {
///     rows.next().await.transpose()?;
/// }
/// let text = rows.cursor().to_string();
/// drop(rows);
///
/// // Later: rows 1,500 and following.
/// let cursor: Cursor = text.parse()?;
/// let mut rest = client.office().user_locations().resume(cursor).stream();
/// # let _ = rest.next().await;
/// # Ok(())
/// # }
/// ```
///
/// A cursor belongs to the query that it comes from: the same account, operation,
/// filters and fields. Any other query refuses it. Page size, concurrency and
/// policies may differ.
///
/// It also remembers the identifiers of the last rows before it. If the list has
/// changed in the meantime, the reader looks for those rows and goes on behind
/// them; [`Drift::re_reads`](super::Drift::re_reads) tells.
///
/// The text holds those identifiers and a hash of the query; no secret, and nothing else
/// about people. Its form is this crate's own and starts with a version; another version
/// is refused.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Cursor {
    pub(super) query: Fingerprint,
    pub(super) offset: u64,
    /// The page size that worked last.
    pub(super) page_size: u32,
    pub(super) total: Option<u64>,
    /// Identifiers of the last rows before the place, the nearest last.
    pub(super) anchors: Vec<i64>,
}

/// Changes when the meaning of a cursor does.
const VERSION: &str = "v1";

impl Cursor {
    /// How many rows of the list lie before the place.
    ///
    /// ```no_run
    /// # fn example(cursor: lucca_sdk::paging::Cursor) {
    /// println!("{} rows are done", cursor.offset());
    /// # }
    /// ```
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The cursor of a request that was refused: no query accepts it.
    pub(super) fn nowhere() -> Self {
        Self {
            query: Fingerprint::new(),
            offset: 0,
            page_size: super::MAX_PAGE_SIZE,
            total: None,
            anchors: Vec::new(),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        if parts.next()? != VERSION {
            return None;
        }
        let query = parts.next()?.parse().ok()?;
        let offset = parts.next()?.parse().ok()?;
        let page_size = parts.next()?.parse().ok()?;
        let total = match parts.next()? {
            "" => None,
            total => Some(total.parse().ok()?),
        };
        let anchors = match parts.next()? {
            "" => Vec::new(),
            ids => ids
                .split('_')
                .map(|id| id.parse().ok())
                .collect::<Option<Vec<i64>>>()?,
        };
        let sane = parts.next().is_none()
            && (1..=super::MAX_PAGE_SIZE).contains(&page_size)
            && anchors.len() <= ANCHORS
            && i64::try_from(offset).is_ok();
        sane.then_some(Self {
            query,
            offset,
            page_size,
            total,
            anchors,
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{VERSION}.{}.{}.{}.",
            self.query, self.offset, self.page_size
        )?;
        if let Some(total) = self.total {
            write!(f, "{total}")?;
        }
        f.write_str(".")?;
        for (index, id) in self.anchors.iter().enumerate() {
            if index > 0 {
                f.write_str("_")?;
            }
            write!(f, "{id}")?;
        }
        Ok(())
    }
}

impl FromStr for Cursor {
    type Err = Error;

    /// Reads what `Display` has written.
    ///
    /// # Errors
    /// [`Error::is_invalid_input`] when the text is no cursor, or one of another
    /// version.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::read(text.trim()).ok_or_else(|| {
            Error::invalid_input(
                "cursor",
                format!("it is no cursor of this version ({VERSION}); start again without one"),
            )
        })
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        cursor.to_string()
    }
}

impl TryFrom<String> for Cursor {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_survives_being_written_and_read(
            query: u64,
            offset in 0..=i64::MAX as u64,
            page_size in 1_u32..=1000,
            total: Option<u64>,
            anchors in prop::collection::vec(any::<i64>(), 0..=ANCHORS),
        ) {
            let cursor = Cursor {
                query: Fingerprint::from_raw(query),
                offset,
                page_size,
                total,
                anchors,
            };
            prop_assert_eq!(&cursor.to_string().parse::<Cursor>().unwrap(), &cursor);
            let json = serde_json::to_string(&cursor).unwrap();
            prop_assert_eq!(serde_json::from_str::<Cursor>(&json).unwrap(), cursor);
        }

        #[test]
        fn no_text_makes_reading_a_cursor_panic(text in "\\PC*") {
            let _ = text.parse::<Cursor>();
        }
    }

    #[test]
    fn what_is_no_cursor_of_this_version_is_refused() {
        let good = "v1.00000000000000ff.12.1000.40.7_-8";
        assert!(good.parse::<Cursor>().is_ok());
        for text in [
            "",
            "v1",
            "v2.00000000000000ff.12.1000.40.7_8",
            "v1.ff.12.1000.40.7_8",
            "v1.00000000000000ff.-1.1000.40.7",
            "v1.00000000000000ff.12.0.40.7",
            "v1.00000000000000ff.12.1001.40.7",
            "v1.00000000000000ff.12.1000.x.7",
            "v1.00000000000000ff.12.1000.40.7_x",
            "v1.00000000000000ff.12.1000.40.7.8",
            "v1.00000000000000ff.18446744073709551615.1000.40.7",
        ] {
            let error = text.parse::<Cursor>().expect_err(text);
            assert!(error.is_invalid_input(), "{error}");
            assert_eq!(error.parameter(), Some("cursor"));
        }
    }
}
