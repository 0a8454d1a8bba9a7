//! A place in a list, to be stored and come back to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Error;

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
/// It is a number of rows, so it only leads back to the same row while the rows before
/// it stay. It also holds the total and the identifier of the last row before it; when
/// they do not fit to what the server shows later, [`Drift`](super::Drift) says so.
///
/// The text holds no secret. It holds a hash of the query, filters included: whoever
/// reads a stored cursor can test a guess, such as which login was asked for. Its form is
/// this crate's own and starts with a version; another version is refused.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(into = "String", try_from = "String")]
pub struct Cursor {
    pub(super) query: Fingerprint,
    pub(super) offset: u64,
    pub(super) total: Option<u64>,
    /// The identifier of the last row before the place.
    pub(super) last: Option<i64>,
}

/// Changes when the meaning of a cursor does.
const VERSION: &str = "v2";

impl Cursor {
    /// How many rows of the list lie before the place.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    pub(super) fn start(query: Fingerprint) -> Self {
        Self {
            query,
            offset: 0,
            total: None,
            last: None,
        }
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        if parts.next()? != VERSION {
            return None;
        }
        let cursor = Self {
            query: parts.next()?.parse().ok()?,
            offset: parts.next()?.parse().ok()?,
            total: optional(parts.next()?)?,
            last: optional(parts.next()?)?,
        };
        let sane = parts.next().is_none() && i64::try_from(cursor.offset).is_ok();
        sane.then_some(cursor)
    }
}

/// A number, or nothing where nothing is written; `None` for anything else.
fn optional<T: FromStr>(text: &str) -> Option<Option<T>> {
    match text {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { query, offset, .. } = self;
        let total = self
            .total
            .map_or_else(String::new, |total| total.to_string());
        let last = self.last.map_or_else(String::new, |last| last.to_string());
        write!(f, "{VERSION}.{query}.{offset}.{total}.{last}")
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
        let text = text.trim();
        Self::read(text).ok_or_else(|| {
            let what = match text.split_once('.') {
                Some((version @ ("v0" | "v1"), _)) => format!("it is of version {version}"),
                _ => "it is damaged, or of another version".to_owned(),
            };
            Error::invalid_input(
                "cursor",
                format!("{what}; accepted are cursors of version {VERSION}: start again without"),
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

/// A hash of a query: its account, operation and everything that decides which
/// rows come in which order. Stable over processes, platforms and releases, as cursors
/// are stored: its parts are written out by hand, never by `Debug`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    /// The start of a fingerprint: 64-bit FNV-1a, which is enough to tell queries
    /// apart and defends against nobody.
    pub(crate) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Adds one named part.
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        // The separators cannot be part of UTF-8, so that no two sequences of
        // parts are written alike.
        self.bytes(name.as_bytes())
            .bytes(&[0xfe])
            .bytes(value.as_bytes())
            .bytes(&[0xff])
    }

    pub(super) fn bytes(self, bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(self.0, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Fingerprint {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let plain = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        match u64::from_str_radix(text, 16) {
            Ok(raw) if plain => Ok(Self(raw)),
            _ => Err(()),
        }
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
            total: Option<u64>,
            last: Option<i64>,
        ) {
            let cursor = Cursor { query: Fingerprint(query), offset, total, last };
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
        assert!("v2.00000000000000ff.12.40.-8".parse::<Cursor>().is_ok());
        for text in [
            "",
            "v2",
            "v1.00000000000000ff.12.1000.40.7_8",
            "v2.ff.12.40.7",
            "v2.00000000000000ff.-1.40.7",
            "v2.00000000000000ff.12.x.7",
            "v2.00000000000000ff.12.40.7_8",
            "v2.00000000000000ff.12.40.7.8",
            "v2.00000000000000ff.18446744073709551615.40.7",
        ] {
            let error = text.parse::<Cursor>().expect_err(text);
            assert!(error.is_invalid_input(), "{error}");
            assert_eq!(error.parameter(), Some("cursor"));
        }
        let earlier = "v1.00000000000000ff.12.1000.40.7_8".parse::<Cursor>();
        let told = earlier.expect_err("refused").to_string();
        assert!(told.contains("version v1") && told.contains("v2"), "{told}");
    }

    #[test]
    fn a_fingerprint_stays_what_it_was_when_it_was_stored() {
        let fingerprint = Fingerprint::new().with("operation", "list-users");
        assert_eq!(fingerprint.to_string(), "b342b9954610746e");
        assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint));
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let start = Fingerprint::new();
        assert_ne!(start.with("a", "bc"), start.with("ab", "c"));
        assert_ne!(
            start.with("a", "b").with("c", "d"),
            start.with("c", "d").with("a", "b")
        );
    }
}
