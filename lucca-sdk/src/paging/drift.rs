//! Lists that change while they are read, and what to do about it.

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
/// let users: Vec<_> = client
///     .users()
///     .list()
///     .on_drift(DriftPolicy::ReRead)
///     .try_collect()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DriftPolicy {
    /// Leave out rows that came already, go on, and tell in [`Drift`]. A row that
    /// slipped past stays unread. The default: it costs no request.
    #[default]
    Deduplicate,
    /// End with an error ([`Error::is_paging_drift`](crate::Error::is_paging_drift))
    /// as soon as anything is noticed.
    Fail,
    /// Drop what was fetched ahead, look for the last row that was delivered, and
    /// go on behind it: every row that stays in the list is delivered once. Costs
    /// the requests of the pages that are asked for again.
    ReRead,
}

/// What was noticed of a list that changed while it was read.
///
/// ```no_run
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let mut rows = client.office().user_locations().stream();
/// while let Some(row) = rows.next().await {
///     let _ = row?;
/// }
/// if rows.drift().noticed() {
///     eprintln!("the schedule changed meanwhile: {:?}", rows.drift());
/// }
/// # Ok(())
/// # }
/// ```
///
/// What cannot be noticed: a list that is read by page numbers, as Lucca Office's
/// are, and in which a row is deleted and another one added between the same two
/// pages. Its total stays the same, and no identifier repeats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Drift {
    /// Rows that came again, and were left out.
    pub duplicates: u64,
    /// How often a page's total differed from that of the page before.
    pub total_changes: u64,
    /// How often a page did not begin where the page before had ended.
    pub shifts: u64,
    /// Pages with fewer rows than their own total promised.
    pub short_pages: u64,
    /// Rows that the server counted at the end and that did not come. Known once
    /// everything is read.
    pub missing: u64,
    /// How often the reader looked for its place again, under
    /// [`DriftPolicy::ReRead`] or after [resuming](super::List::resume).
    pub re_reads: u64,
    /// How often that place was not found again, because the rows around it are
    /// gone.
    pub lost_places: u64,
    /// The total of the first page.
    pub first_total: Option<u64>,
    /// The total of the newest page.
    pub last_total: Option<u64>,
}

impl Drift {
    /// Whether the list was seen to change, or to hold back rows.
    ///
    /// ```
    /// assert!(!lucca_sdk::paging::Drift::default().noticed());
    /// ```
    pub fn noticed(&self) -> bool {
        self.duplicates > 0
            || self.total_changes > 0
            || self.shifts > 0
            || self.short_pages > 0
            || self.missing > 0
            || self.re_reads > 0
            || self.lost_places > 0
    }
}
