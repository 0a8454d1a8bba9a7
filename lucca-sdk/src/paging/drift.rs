//! Lists that change while they are read, and what to do about it.

use std::fmt;

use crate::observer::Event;

/// What to do when a list is seen to change while its pages are read.
///
/// A page is asked for by its position. When somebody adds or deletes rows
/// between two pages, the rows behind them move: a row may come twice, or slip
/// past. The reader notices it by identifiers that repeat, by a total that
/// changes, and by rows that the server counts but does not deliver.
///
/// ```no_run
/// use lucca_sdk::paging::DriftPolicy;
///
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// // One picture of the whole list, at the price of reading it anew if need be.
/// let users = client.users().list().on_drift(DriftPolicy::Again(2)).await?;
/// # Ok(())
/// # }
/// ```
///
/// Under every policy it is an error ([`Error::is_paging_drift`](crate::Error::is_paging_drift))
/// if rows are surely missing: rows came again in the place of others, the server sends
/// one page again and again, or several pages in a row bring nothing new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DriftPolicy {
    /// Leave out rows that came already, go on, and tell in [`Drift`]. A row that
    /// slipped past stays unread. The default: it costs no request.
    #[default]
    Deduplicate,
    /// End with an error as soon as anything is noticed.
    Fail,
    /// Read the whole list, and anew as long as anything is noticed, at most this many
    /// times after the first; then it is an error. Rows come once a pass has shown no
    /// drift, so the whole list is held in memory until then.
    ///
    /// Rows that the server counts but never shows are no drift if two passes in a row
    /// bring the very same rows: [`Drift::missing`] tells of them.
    Again(u32),
}

/// What was noticed of a list that changed while it was read, or that does not hold
/// what its total says. [`Display`](fmt::Display) puts it in words.
///
/// ```no_run
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let mut rows = client.office().user_locations().stream();
/// while let Some(row) = rows.next().await {
///     let _ = row?;
/// }
/// if rows.drift().noticed() {
///     eprintln!("user locations: {}", rows.drift());
/// }
/// # Ok(())
/// # }
/// ```
///
/// The same is told as a `tracing` warning when the list ends, and to the
/// [observer](crate::observer::Event::Drifted).
///
/// What cannot be noticed: a row that is deleted and another one added between the same
/// two pages, at places that make up for each other; the total stays the same, and no
/// identifier repeats. And a row that is deleted from a list that has no total.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Drift {
    /// Rows that came again, and were left out.
    pub duplicates: u64,
    /// How often a page's total differed from that of the page before.
    pub total_changes: u64,
    /// How often a page did not begin where the page before had ended. Looked at where
    /// rows are addressed by offset, under [`DriftPolicy::Fail`] and
    /// [`DriftPolicy::Again`], and after [resuming](super::List::resume).
    pub shifts: u64,
    /// Pages with fewer rows than their own total promised.
    pub short_pages: u64,
    /// Rows that the server counted at the end and that did not come. Known once
    /// everything is read.
    pub missing: u64,
    /// Rows that came although the server did not count them. Known once everything is
    /// read.
    pub uncounted: u64,
    /// How often the list was read anew, under [`DriftPolicy::Again`].
    pub read_again: u32,
    /// The total of the first page.
    pub first_total: Option<u64>,
    /// The total of the newest page.
    pub last_total: Option<u64>,
    /// The smallest total of any page.
    pub smallest_total: Option<u64>,
    /// The largest total of any page.
    pub largest_total: Option<u64>,
}

impl Drift {
    /// Whether the list was seen to change, to hold back rows, or to hold others than it
    /// counts. A pass that was read anew does not count.
    pub fn noticed(&self) -> bool {
        self.changed() || self.short_pages > 0 || self.missing > 0 || self.uncounted > 0
    }

    /// Whether the list was seen to change while it was read, as opposed to a total that
    /// is wrong throughout.
    pub(super) fn changed(&self) -> bool {
        self.duplicates > 0 || self.total_changes > 0 || self.shifts > 0
    }

    pub(super) fn event<'a>(&self, operation: &'a str) -> Event<'a> {
        Event::Drifted {
            operation,
            duplicates: self.duplicates,
            total_changes: self.total_changes,
            missing: self.missing,
            uncounted: self.uncounted,
        }
    }

    pub(super) fn note_total(&mut self, total: u64) {
        self.last_total = Some(total);
        self.first_total.get_or_insert(total);
        self.smallest_total = Some(self.smallest_total.map_or(total, |least| least.min(total)));
        self.largest_total = Some(self.largest_total.map_or(total, |most| most.max(total)));
    }
}

/// Such as `3 rows came again; the total went from 100 to 103`.
impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut noticed = Vec::new();
        let mut note = |count: u64, one: &str, many: &str| match count {
            0 => {}
            1 => noticed.push(format!("1 {one}")),
            count => noticed.push(format!("{count} {many}")),
        };
        note(self.duplicates, "row came again", "rows came again");
        note(
            self.shifts,
            "page did not begin where the one before ended",
            "pages did not begin where the one before ended",
        );
        note(
            self.short_pages,
            "page had fewer rows than it should",
            "pages had fewer rows than they should",
        );
        note(
            self.missing,
            "row that is counted did not come",
            "rows that are counted did not come",
        );
        note(
            self.uncounted,
            "row came that is not counted",
            "rows came that are not counted",
        );
        if self.total_changes > 0 {
            noticed.push(match (self.first_total, self.last_total) {
                (Some(first), Some(last)) if first != last => {
                    format!("the total went from {first} to {last}")
                }
                _ => "the total changed".to_owned(),
            });
        }
        if noticed.is_empty() {
            return f.write_str("nothing was noticed");
        }
        f.write_str(&noticed.join("; "))
    }
}
