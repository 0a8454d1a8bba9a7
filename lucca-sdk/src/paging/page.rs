//! One page of a list.

use super::chunk::place_of;
use super::cursor::ANCHORS;
use super::fingerprint::Fingerprint;
use super::{BadRow, Cursor};
use crate::Error;

/// One page of a list, from [`Pages`](super::Pages).
///
/// ```no_run
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let mut pages = client.users().list().page_size(200).pages();
/// while let Some(page) = pages.next().await {
///     let page = page?;
///     println!("{} of {:?}, from row {}", page.rows().len(), page.total(), page.offset());
///     println!("{} bad rows; go on from {}", page.bad_rows().len(), page.cursor());
///     for user in page {
///         println!("{}", user.id);
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct Page<T> {
    pub(super) rows: Vec<T>,
    /// The place of each row, counted from `offset`; `None` if there are no gaps.
    pub(super) places: Option<Vec<u32>>,
    pub(super) bad_rows: Vec<BadRow>,
    /// Bad rows that are errors in their places.
    pub(super) failures: Vec<(u32, Error)>,
    pub(super) offset: u64,
    pub(super) total: Option<u64>,
    pub(super) end: Place,
    /// What cursors inside the page are made of.
    pub(super) before: Vec<i64>,
    pub(super) trail: Vec<Option<i64>>,
}

impl<T> Page<T> {
    /// The rows, without those that repeat earlier ones or do not pass the query's
    /// filters.
    ///
    /// ```no_run
    /// # fn example(page: lucca_sdk::paging::Page<lucca_sdk::users::User>) {
    /// let rows = page.rows();
    /// # }
    /// ```
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// The rows, to own.
    ///
    /// ```no_run
    /// # fn example(page: lucca_sdk::paging::Page<lucca_sdk::users::User>) {
    /// let into_rows = page.into_rows();
    /// # }
    /// ```
    pub fn into_rows(self) -> Vec<T> {
        self.rows
    }

    /// The rows of this page that could not be decoded, under
    /// [`BadRowPolicy::Collect`](super::BadRowPolicy::Collect).
    ///
    /// ```no_run
    /// # fn example(page: lucca_sdk::paging::Page<lucca_sdk::users::User>) {
    /// let bad_rows = page.bad_rows();
    /// # }
    /// ```
    pub fn bad_rows(&self) -> &[BadRow] {
        &self.bad_rows
    }

    /// How many rows of the list lie before this page.
    ///
    /// ```no_run
    /// # fn example(page: lucca_sdk::paging::Page<lucca_sdk::users::User>) {
    /// let offset = page.offset();
    /// # }
    /// ```
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// How many rows the server counted on all pages when it answered this one, if
    /// it said so. Filters that are applied here do not show in it.
    ///
    /// ```no_run
    /// # fn example(page: lucca_sdk::paging::Page<lucca_sdk::users::User>) {
    /// let total = page.total();
    /// # }
    /// ```
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// The place behind this page, from which another reader can go on.
    ///
    /// ```no_run
    /// # fn example(page: lucca_sdk::paging::Page<lucca_sdk::users::User>) {
    /// let cursor = page.cursor();
    /// # }
    /// ```
    pub fn cursor(&self) -> Cursor {
        self.end.cursor()
    }

    /// The place before this page.
    pub(super) fn start(&self) -> Place {
        Place {
            offset: self.offset,
            anchors: self.before.clone(),
            ..self.end.clone()
        }
    }

    pub(super) fn place_of(&self, index: usize) -> u32 {
        place_of(self.places.as_deref(), index)
    }
}

/// A reader's place, of which a cursor is made.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) query: Fingerprint,
    pub(super) offset: u64,
    pub(super) page_size: u32,
    pub(super) total: Option<u64>,
    /// Identifiers of the last rows before it, the newest last.
    pub(super) anchors: Vec<i64>,
}

impl Place {
    pub(super) fn cursor(&self) -> Cursor {
        Cursor {
            query: self.query,
            offset: self.offset,
            page_size: self.page_size,
            total: self.total,
            anchors: self.anchors.clone(),
        }
    }
}

/// The last identifiers of `before` and then `trail`.
pub(super) fn anchors(before: &[i64], trail: &[Option<i64>]) -> Vec<i64> {
    let mut newest_first: Vec<i64> = trail
        .iter()
        .rev()
        .filter_map(|id| *id)
        .chain(before.iter().rev().copied())
        .take(ANCHORS)
        .collect();
    newest_first.reverse();
    newest_first
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl<T> std::fmt::Debug for Page<T> {
    /// Prints no row: they are about people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page")
            .field("offset", &self.offset)
            .field("rows", &self.rows.len())
            .field("bad_rows", &self.bad_rows)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}
