//! The reading of a list from its start to its end: plans which page to ask for, hands pages out in order, and watches that
//! they fit together.
//!
//! One [`Ask`] is one request for one page. The asks stand in a queue in the list's order;
//! up to [`concurrency`](super::List::concurrency) of them are under way. A page that took
//! too long (408) or that came short goes back into the queue as rows that are still to be
//! asked for, and is planned anew with what is known by then.
//!
//! Three numbers move, and each says something else:
//!
//! - `next`: the first row that no ask covers. Moves when an ask is queued.
//! - `place`: the end of what was handed out, which a cursor stores. Moves when a page is
//!   handed out, over all rows that the page was asked for: those that the server holds
//!   back, and those that a filter refuses, lie before it too.
//! - `came`: how many different rows have come. Compared with the server's totals at the
//!   end, to know what is missing.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::FutureExt;
use futures::future::{BoxFuture, MaybeDone, maybe_done};
use roaring::RoaringTreemap;

use super::cursor::{Cursor, Fingerprint};
use super::drift::{Drift, DriftPolicy};
use super::page::{BadRow, BadRowPolicy, Fetched, Page, Span};
use super::source::{Addressing, Reading, SPILL};
use crate::Error;
use crate::decode::Present;

/// No page is halved to fewer rows: if 25 rows take the server 5 s, then their
/// number is not what is wrong.
const SMALLEST_PAGE: u32 = 25;

/// How many pages of a halved size come in time before the double is tried; and at most,
/// as each try that fails doubles it.
const PATIENCE: (u32, u32) = (4, 64);

/// How many pages in a row may bring nothing new while more is promised.
const FRUITLESS_PAGES: u32 = 3;

/// Pages of fewer rows, unless so few were asked for, are no way to read a long list:
/// 10 is the smallest bound that any document of Lucca names. So many of them in a row,
/// and so many to come, are an error.
const THIN_PAGE: u64 = 10;
const THIN_PAGES: u32 = 5;
const TOO_MANY_PAGES: u64 = 1_000;

/// A request for one page, from the plan to the answer.
struct Ask<T> {
    /// The first row that is wanted, and the first behind those.
    from: u64,
    to: u64,
    /// What was asked for. A page that is asked for by its number begins at a multiple of
    /// its size, so it may begin before `from` and end behind `to`.
    span: Span,
    /// Set where an answer of so many rows came short. The rows behind them are asked for
    /// in pages of that size: if there are any, the server bounds its pages; if not, it
    /// holds rows back that it counts.
    behind_short_page: Option<u32>,
    /// `None` until it is sent.
    answer: Option<MaybeDone<Answer<T>>>,
}

type Answer<T> = BoxFuture<'static, Result<Fetched<T>, Error>>;

impl<T> Ask<T> {
    fn planned(from: u64, to: u64, behind_short_page: Option<u32>) -> Self {
        Self {
            from,
            to,
            span: Span {
                offset: from,
                limit: 1,
            },
            behind_short_page,
            answer: None,
        }
    }
}

/// How many rows are asked for at once.
struct PageSize {
    /// What the caller has set, or the bound that the server was seen to put.
    ceiling: u32,
    /// How often it was halved, because a page took too long.
    halvings: u32,
    /// How many pages of this size came in time. Their time is not measured: most of it
    /// is the wait for the rate limit, and a page that is too large says so by a 408.
    in_time: u32,
    patience: u32,
    /// The first page of this size, after smaller ones, is under way or to come.
    trial: bool,
}

impl PageSize {
    fn new(ceiling: u32) -> Self {
        Self {
            ceiling: ceiling.max(1),
            halvings: 0,
            in_time: 0,
            patience: PATIENCE.0,
            trial: false,
        }
    }

    fn get(&self) -> u32 {
        (self.ceiling >> self.halvings).max(1)
    }

    /// A page of `limit` rows took too long. Whether a smaller one is worth a try.
    fn too_slow(&mut self, limit: u32) -> bool {
        if limit / 2 < SMALLEST_PAGE {
            return false;
        }
        // Else a page beside it has said so already.
        if self.get() >= limit {
            if self.trial {
                self.patience = (self.patience * 2).min(PATIENCE.1);
            }
            while self.get() >= limit {
                self.halvings += 1;
            }
            self.in_time = 0;
            self.trial = false;
        }
        true
    }

    fn in_time(&mut self, limit: u32) {
        if self.halvings == 0 || limit != self.get() {
            return;
        }
        if std::mem::take(&mut self.trial) {
            self.patience = PATIENCE.0;
        }
        self.in_time += 1;
        if self.in_time >= self.patience {
            self.in_time = 0;
            self.halvings -= 1;
            self.trial = true;
        }
    }
}

/// One reading of the list from the start, or from the cursor, to the end.
pub(super) struct Pass<T> {
    reading: Arc<Reading<T>>,
    size: PageSize,
    ahead: VecDeque<Ask<T>>,
    next: u64,
    pub(super) place: Cursor,
    came: u64,
    /// The identifiers of the rows that came, save those before a cursor.
    seen: RoaringTreemap,
    /// Whether the server has shown the end.
    ended: bool,
    /// A short page had no more rows behind it: pages come without rows that are counted.
    holds_back: bool,
    /// That was in a list without a total, so that it may have been the end.
    unsettled: bool,
    /// The page before, to notice one that is sent again; `None` before the first answer.
    last_page: Option<(Span, Fingerprint)>,
    /// Whether a page behind the first has brought rows of its own.
    pages_differ: bool,
    fruitless: u32,
    thin: u32,
    /// Whether the rows' identifiers have ascended so far.
    ascending: bool,
    /// Which properties the rows had; `None` before the first row.
    present: Option<Present>,
    pub(super) drift: Drift,
    done: bool,
}

/// A page's rows, sorted into what is news and what is not.
struct Admitted<T> {
    page: Page<T>,
    received: u64,
    /// Rows with an identifier that had not come before.
    new: u64,
    repeated: u64,
    /// Rows without an identifier, which count as new.
    unidentified: u64,
    print: Fingerprint,
}

impl<T: Send + 'static> Pass<T> {
    pub(super) fn new(reading: Arc<Reading<T>>) -> Self {
        let start = || Cursor::start(reading.query);
        let place = reading.cursor.clone().unwrap_or_else(start);
        Self {
            size: PageSize::new(reading.settings.page_size),
            ahead: VecDeque::new(),
            next: place.offset,
            came: place.offset,
            seen: place.last.and_then(key).into_iter().collect(),
            drift: Drift {
                first_total: place.total,
                ..Drift::default()
            },
            place,
            reading,
            ended: false,
            holds_back: false,
            unsettled: false,
            last_page: None,
            pages_differ: false,
            fruitless: 0,
            thin: 0,
            ascending: true,
            present: None,
            done: false,
        }
    }

    /// Whether another pass has seen the same rows, in whatever order.
    pub(super) fn saw_the_same_as(&self, other: &Self) -> bool {
        self.came == other.came
            && self.drift.last_total == other.drift.last_total
            && self.seen == other.seen
    }

    pub(super) fn poll_page(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Page<T>, Error>>> {
        while !self.done {
            self.ask(self.reading.settings.concurrency, cx);
            let Some(first) = self.ahead.front_mut() else {
                self.done = true;
                if let (Some(present), None) = (self.present, &self.reading.cursor) {
                    self.reading.source.read_whole(present);
                }
                return Poll::Ready(self.refuse_missing().err().map(Err));
            };
            let answer = first.answer.as_mut().map(Pin::new);
            let Some(answer) = answer.and_then(|answer| answer.take_output()) else {
                return Poll::Pending;
            };
            let Some(ask) = self.ahead.pop_front() else {
                continue;
            };
            match self.take_in(ask, answer) {
                Ok(page) => {
                    let Some(page) = page.filter(|page| !page.is_empty()) else {
                        continue;
                    };
                    // While the caller is busy with this page, the others come in.
                    self.ask(self.reading.settings.concurrency - 1, cx);
                    return Poll::Ready(Some(Ok(page)));
                }
                Err(error) => {
                    self.done = true;
                    self.ahead.clear();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
        Poll::Ready(None)
    }

    /// Sends asks, those that are planned first, until `bound` of them are under way; and
    /// polls them, which starts their calls.
    fn ask(&mut self, bound: usize, cx: &mut Context<'_>) {
        let by_ids = matches!(self.reading.source.addressing(), Addressing::Ids(_));
        let total = self.drift.last_total;
        while let Some(last) = self.ahead.back()
            && last.answer.is_none()
            && (self.ended || total.is_some_and(|total| last.from >= total))
        {
            self.next = last.from;
            self.ahead.pop_back();
        }
        // Where it is not known how much there is, or how large pages are, the next
        // answer says what to ask for.
        let unknown = (total.is_none() && !by_ids)
            || self.ahead.iter().any(|ask| ask.behind_short_page.is_some());
        let bound = if unknown { bound.min(1) } else { bound };
        // All others wait for the first, so that it waits for none.
        if bound > 0 && self.ahead.front().is_some_and(|ask| ask.answer.is_none()) {
            self.send(0);
        }
        let mut under_way = self.ahead.iter().filter(|ask| ask.answer.is_some()).count();
        while under_way < bound && !self.is_on_trial() {
            let planned = self.ahead.iter().position(|ask| ask.answer.is_none());
            let Some(index) = planned.or_else(|| self.plan()) else {
                break;
            };
            self.send(index);
            under_way += 1;
        }
        for answer in self.ahead.iter_mut().filter_map(|ask| ask.answer.as_mut()) {
            let _ = answer.poll_unpin(cx);
        }
    }

    /// While a larger page is tried, nothing else is asked for: if it is too slow, one
    /// request is lost and not as many as fit side by side.
    fn is_on_trial(&self) -> bool {
        let size = self.size.get();
        let is_trial = |ask: &Ask<T>| ask.answer.is_some() && ask.span.limit >= size;
        self.size.trial && self.ahead.iter().any(is_trial)
    }

    /// Queues an ask for the next rows, if there may be any.
    fn plan(&mut self) -> Option<usize> {
        let addressing = self.reading.source.addressing();
        let more = match (addressing, self.drift.last_total) {
            (Addressing::Ids(count), _) => self.next < count,
            _ if self.ended => false,
            (_, Some(total)) if self.next < total => true,
            // Page by page behind the total, as it may count less than the list shows,
            // and where there is none.
            _ => self.ahead.is_empty(),
        };
        if !more {
            return None;
        }
        let limit = self.reading.source.fitting(self.next, self.size.get());
        let mut to = addressing.span(self.next, limit, self.overlaps()).end();
        if let Addressing::Ids(count) = addressing {
            to = to.min(count);
        }
        self.ahead.push_back(Ask::planned(self.next, to, None));
        self.next = to;
        Some(self.ahead.len() - 1)
    }

    /// Whether each page begins with the last row of the one before: worth one row
    /// to those who asked that nothing slips past, and after a cursor.
    fn overlaps(&self) -> bool {
        let is_careful = self.reading.settings.on_drift != DriftPolicy::Deduplicate;
        let is_resumed = self.reading.cursor.is_some() && self.last_page.is_none();
        self.reading.source.addressing() == Addressing::Offset && (is_careful || is_resumed)
    }

    fn send(&mut self, index: usize) {
        let overlap = self.overlaps();
        let source = &self.reading.source;
        let addressing = source.addressing();
        let Some(ask) = self.ahead.get_mut(index) else {
            return;
        };
        let bound = ask.behind_short_page.unwrap_or(u32::MAX);
        let mut limit = self.size.get().min(bound);
        // Rows behind those that are wanted would say nothing of a short page.
        if addressing != Addressing::PageNumber || ask.behind_short_page.is_some() {
            let wanted = (ask.to - ask.from).saturating_add(u64::from(overlap));
            limit = limit.min(u32::try_from(wanted).unwrap_or(u32::MAX));
        }
        ask.span = addressing.span(ask.from, source.fitting(ask.from, limit), overlap);
        ask.answer = Some(maybe_done(Arc::clone(source).fetch(ask.span)));
        let (end, to) = (ask.span.end(), ask.to);
        if end < to && ask.behind_short_page.is_none() {
            ask.to = end;
            if self.ahead.len() == index + 1 {
                self.next = end;
            } else {
                self.ahead.insert(index + 1, Ask::planned(end, to, None));
            }
        }
    }

    /// Takes an answer in: what was new in it, and what is to be asked for next. There is no
    /// page if the same rows are asked for again.
    fn take_in(
        &mut self,
        mut ask: Ask<T>,
        answer: Result<Fetched<T>, Error>,
    ) -> Result<Option<Page<T>>, Error> {
        let span = ask.span;
        let fetched = match answer {
            Err(error) if error.is_page_too_slow() && self.size.too_slow(span.limit) => {
                tracing::debug!(
                    operation = self.reading.source.operation(),
                    offset = span.offset,
                    limit = span.limit,
                    "page too slow, halving it"
                );
                ask.answer = None;
                self.ahead.push_front(ask);
                return Ok(None);
            }
            answer => answer?,
        };
        self.size.in_time(span.limit);
        let received = fetched.received() as u64;
        if let Addressing::Ids(_) = self.reading.source.addressing() {
            let mut admitted = self.admit(&ask, ask.to, fetched);
            self.drift.duplicates += admitted.repeated;
            self.place.offset = ask.to;
            admitted.page.end = self.place.clone();
            return Ok(Some(admitted.page));
        }
        if received > u64::from(span.limit) + SPILL as u64 {
            return Err(self.error(format!(
                "the server sent {received} rows to a page of {} rows, so that its pages \
                 cannot be told apart; ask for another page size",
                span.limit
            )));
        }

        let total = fetched.total;
        let grown = self.note_total(total);
        // Where the rows of the answer end. A page that holds the last rows of all may
        // hold a few more than were asked for.
        let shown = span.offset.saturating_add(received);
        let until = match total {
            Some(total) if received > u64::from(span.limit) && total <= shown => shown,
            _ => ask.to,
        };
        let mut admitted = self.admit(&ask, until, fetched);

        let has_wanted = admitted.new > 0 || shown > ask.from;
        if until > ask.to {
            // It does not page, and has sent all there is.
            self.ended = true;
            self.next = self.next.max(until);
        }

        if has_wanted && std::mem::take(&mut self.unsettled) {
            self.drift.short_pages += 1;
        }

        if self.is_to_be_asked_again(&ask, &mut admitted, total, grown)? {
            self.fruitless += 1;
            self.ahead
                .push_front(Ask::planned(ask.from, ask.to, ask.behind_short_page));
            return Ok(None);
        }
        let ends_list = total.is_none_or(|total| until >= total);
        let end = self.plan_rest(&ask, &mut admitted, total, until);
        if has_wanted || !ends_list {
            self.place.offset = end;
        }
        self.drift.duplicates += admitted.repeated;

        if admitted.new > 0 {
            self.fruitless = 0;
        } else if !self.ended && ask.behind_short_page.is_none() {
            self.fruitless += 1;
        }
        let thin = THIN_PAGE.min(self.reading.settings.page_size.into());
        self.thin = if received < thin && !self.ended {
            self.thin + 1
        } else {
            0
        };
        self.refuse_endless(total)?;
        if self.has_all_wanted() {
            self.ended = true;
            self.ahead.clear();
        }
        self.refuse_drift()?;
        admitted.page.end = self.place.clone();
        Ok(Some(admitted.page))
    }

    /// Notices a page that is sent again: an error, or the end of the list, if it comes again
    /// where it is asked for once more.
    fn is_to_be_asked_again(
        &mut self,
        ask: &Ask<T>,
        admitted: &mut Admitted<T>,
        total: Option<u64>,
        grown: bool,
    ) -> Result<bool, Error> {
        let span = ask.span;
        self.pages_differ |= span.offset > 0 && admitted.new > 0;
        let before = self.last_page.replace((span, admitted.print));
        let is_same = |(at, print): &(Span, Fingerprint)| *at != span && *print == admitted.print;
        let Some((before, _)) = before.filter(is_same) else {
            return Ok(false);
        };
        // Rows without an identity look alike, and say nothing.
        if admitted.received == admitted.unidentified || admitted.new > 0 {
            return Ok(false);
        }
        // Its rows without an identity were told when they came first.
        self.came -= std::mem::take(&mut admitted.unidentified);
        admitted.page.bad_rows.clear();
        admitted.page.failures.clear();
        let is_short = admitted.received < u64::from(before.limit);
        let is_end = match total {
            // A larger page from the same row on, in which there is no more.
            _ if before.offset == span.offset => total.is_none_or(|total| ask.from >= total),
            None => false,
            Some(total) if span.offset < total => false,
            // A few rows may be the same by chance, in a list that goes on.
            Some(total) if self.came <= total => admitted.received >= THIN_PAGE,
            // The total counts too few and says nothing of the end. A page that came short
            // does, unless it may be the first again, cut down by a bound.
            Some(_) => is_short && (admitted.received < THIN_PAGE || self.pages_differ),
        };
        if is_end {
            // Servers may answer the last page to whoever asks behind the end: its rows
            // stand in nobody's place. A full one may have come again by accident.
            if !is_short && self.fruitless == 0 {
                self.last_page = Some((before, admitted.print));
                return Ok(true);
            }
            self.ended = true;
            admitted.repeated = 0;
        } else if !grown {
            return Err(self.error(format!(
                "the server sent the same page of {} rows again where row {} and those behind \
                 it were asked for",
                admitted.received, ask.from
            )));
        }
        Ok(false)
    }

    /// Plans what is still to be asked for of the rows of an ask: none if its page was
    /// full, and those behind its last row if it came short. Returns the offset at which
    /// the page ends.
    fn plan_rest(
        &mut self,
        ask: &Ask<T>,
        admitted: &mut Admitted<T>,
        total: Option<u64>,
        until: u64,
    ) -> u64 {
        let (span, received) = (ask.span, admitted.received);
        let promised = total.map_or(u64::from(span.limit), |total| {
            total.saturating_sub(span.offset).min(u64::from(span.limit))
        });
        let shown = span.offset.saturating_add(received);
        let has_wanted = admitted.new > 0 || shown > ask.from;
        let ends_list = total.is_none_or(|total| until >= total);
        let at = shown.clamp(ask.from, until);
        let mut end = until;
        if let Some(rows) = ask.behind_short_page {
            if admitted.new > 0 {
                self.size = PageSize::new(rows);
                let to = total.map_or(ask.to, |total| ask.to.min(total));
                if at < to {
                    self.ahead.push_front(Ask::planned(at, to, None));
                }
                end = at;
            } else {
                // Without a total, this may as well be the end: the next page shows it.
                self.holds_back = true;
                self.unsettled = total.is_none() && !has_wanted;
                self.drift.short_pages += u64::from(!self.unsettled);
                self.ended |= ends_list && total.is_some();
                // These rows were in the short page.
                admitted.repeated = 0;
            }
        } else if received < promised && at < until {
            if !has_wanted || self.holds_back {
                self.drift.short_pages += u64::from(total.is_some());
                self.ended |= ends_list && (total.is_some() || !has_wanted);
            } else {
                let rows = u32::try_from(received).unwrap_or(u32::MAX);
                self.ahead.push_front(Ask::planned(at, ask.to, Some(rows)));
                end = at;
            }
        } else if ends_list {
            // A page of more rows than the total leaves for it shows that it counts too few.
            let is_last = received < u64::from(span.limit) && received <= promised;
            self.ended |= total.is_some() && is_last;
            end = at;
        }
        end
    }

    /// Ends a reading that gets nowhere.
    fn refuse_endless(&self, total: Option<u64>) -> Result<(), Error> {
        let counted = total.map_or_else(String::new, |total| format!(" of {total} that it counts"));
        let came = self.came;
        if self.fruitless >= FRUITLESS_PAGES {
            return Err(self.error(format!(
                "{} pages in a row brought nothing new; the server has shown {came} rows{counted}",
                self.fruitless
            )));
        }
        let pages_to_come = total.map_or(u64::MAX, |total| {
            total.saturating_sub(self.place.offset) / u64::from(self.size.get())
        });
        if self.thin >= THIN_PAGES && pages_to_come > TOO_MANY_PAGES {
            return Err(self.error(format!(
                "the server sends pages of a few rows only, and has shown {came} rows{counted}"
            )));
        }
        Ok(())
    }

    /// Notes what the newest answer counts; whether that is more than the one before.
    fn note_total(&mut self, total: Option<u64>) -> bool {
        let Some(total) = total else {
            return false;
        };
        self.drift.note_total(total);
        let before = self.place.total.replace(total).unwrap_or(total);
        self.drift.total_changes += u64::from(total != before);
        total > before
    }

    /// Makes a page of an answer: repetitions and what the filter refuses out, bad rows
    /// where the policy wants them.
    ///
    /// Rows before `ask.from` are in the answer where pages overlap. Most of them have
    /// come already; one that has not is given out all the same, as its place says
    /// nothing where a server leaves rows out of a page. Only before a cursor are they
    /// left out unseen. Rows from `until` on come again with the next page.
    fn admit(&mut self, ask: &Ask<T>, until: u64, fetched: Fetched<T>) -> Admitted<T> {
        let reading = Arc::clone(&self.reading);
        let source = &reading.source;
        let received = fetched.received();
        let by_ids = fetched.places.is_some();
        if !fetched.rows.is_empty() {
            self.present.get_or_insert_default().add(fetched.present);
        }
        let (mut rows, bad) = (fetched.rows, fetched.bad);
        let (places, bad_places) = fetched.places.unwrap_or_else(|| places_of(&bad, received));

        let mut trail = vec![None; if by_ids { 0 } else { received }];
        if !by_ids {
            for (place, row) in places.iter().zip(&rows) {
                if let Some(slot) = trail.get_mut(*place as usize) {
                    *slot = source.id(row);
                }
            }
        }
        let overlap = place(ask.from - ask.span.offset);
        let tail = place(until - ask.span.offset);
        let cut = self.note_shift(&trail, ask.span, overlap);
        self.note_order(&trail, tail);

        let start = Cursor {
            offset: ask.from,
            ..self.place.clone()
        };
        let mut new = 0;
        let mut repeated = 0;
        let mut is_news = |place: u32, id: Option<i64>| {
            let Some(id) = id.and_then(key) else {
                return true;
            };
            let is_new = self.seen.insert(id);
            new += u64::from(is_new);
            repeated += u64::from(!is_new && place >= overlap);
            is_new
        };
        let is_wanted = |place: u32| (cut..tail).contains(&place);
        let bad = bad_places.into_iter().zip(bad);
        let mut bad_rows: Vec<(u32, BadRow)> = bad
            .filter(|(place, _)| is_wanted(*place) && *place >= overlap)
            .map(|(place, bad)| (place - overlap, bad))
            .collect();
        let mut unidentified = bad_rows.len() as u64;
        let mut kept = Vec::with_capacity(places.len());
        let mut all = places.into_iter();
        rows.retain(|row| {
            let Some(at) = all.next().filter(|at| is_wanted(*at)) else {
                return false;
            };
            let id = source.id(row);
            let is_identified = id.and_then(key).is_some();
            // Of rows that look alike, those before the overlap's end have come.
            if !is_news(at, id) || !is_identified && at < overlap {
                return false;
            }
            let place = at.saturating_sub(overlap);
            if !is_identified {
                // Rows that cannot be told from one another are no repetitions.
                unidentified += 1;
                let bad = BadRow::without_identity(source.operation(), ask.span, at as usize, id);
                bad_rows.push((place, bad));
                return false;
            }
            let passes = reading.filter.as_ref().is_none_or(|passes| passes(row));
            if passes {
                kept.push(place);
            }
            passes
        });
        self.came += new + unidentified;
        if let Some(last) = trail.iter().take(tail as usize).next_back() {
            self.place.last = *last;
        }
        bad_rows.sort_by_key(|(place, _)| *place);
        let mut page = Page {
            rows,
            places: kept,
            bad_rows: Vec::new(),
            failures: Vec::new(),
            start,
            end: self.place.clone(),
        };
        match reading.settings.on_bad_row {
            BadRowPolicy::Fail => page.failures = bad_rows,
            BadRowPolicy::Collect => {
                page.bad_rows = bad_rows.into_iter().map(|(_, bad)| bad).collect();
            }
            BadRowPolicy::Skip => {
                for (_, bad) in bad_rows {
                    tracing::warn!(%bad, "row left out");
                }
            }
        }
        Admitted {
            page,
            received: received as u64,
            new,
            repeated,
            unidentified,
            print: print_of(&trail),
        }
    }

    /// Compares the rows before those that are wanted with what was handed out last, and
    /// says how many rows of the answer lie before a cursor.
    fn note_shift(&mut self, trail: &[Option<i64>], span: Span, overlap: u32) -> u32 {
        if let Some(cursor) = &self.reading.cursor
            && cursor.offset > span.offset
        {
            let by_place = place(cursor.offset - span.offset);
            let last = cursor.last.filter(|last| *last > 0);
            let found = last.and_then(|last| trail.iter().position(|id| *id == Some(last)));
            let cut = found.map_or(by_place, |index| place(index as u64 + 1));
            let moved = last.is_some() && (found.is_none() || cut != by_place);
            self.drift.shifts += u64::from(moved && self.last_page.is_none());
            return cut;
        }
        let before = (overlap as usize)
            .checked_sub(1)
            .and_then(|index| *trail.get(index)?);
        // In a page from which rows are left out, places say nothing.
        let is_whole = trail.len() as u64 >= u64::from(span.limit);
        if let (true, Some(before), Some(last)) = (is_whole, before, self.place.last) {
            self.drift.shifts += u64::from(before != last);
        }
        0
    }

    fn note_order(&mut self, trail: &[Option<i64>], tail: u32) {
        if !self.ascending {
            return;
        }
        let mut last = self.place.last;
        for id in trail.iter().take(tail as usize) {
            self.ascending &= id.is_some() && *id >= last;
            last = *id;
        }
    }

    /// Everything is read: is it all there?
    fn refuse_missing(&mut self) -> Result<(), Error> {
        let by_ids = matches!(self.reading.source.addressing(), Addressing::Ids(_));
        if by_ids || self.has_all_wanted() {
            return Ok(());
        }
        let came = self.came;
        let drift = &mut self.drift;
        let (least, most) = (drift.smallest_total, drift.largest_total);
        let last = drift.last_total.unwrap_or(0);
        drift.missing = last.saturating_sub(came);
        drift.uncounted = most.map_or(0, |most| came.saturating_sub(most));
        let repeated = drift.duplicates;
        // A row that is added moves those behind it, so that as many come again as the
        // total has grown by. More of them stand in the places of others.
        let lost = match (least, most) {
            (Some(least), Some(most)) => {
                came < least || (came + repeated > most && repeated > most - least)
            }
            _ => true,
        };
        if repeated > 0 && lost {
            let counted = least.map_or_else(String::new, |least| {
                format!(" of at least {least} that the server counts")
            });
            return Err(self.error(format!(
                "{came} different rows came{counted}, and {repeated} rows came again in the \
                 place of others: rows are missing"
            )));
        }
        self.refuse_drift()
    }

    fn refuse_drift(&self) -> Result<(), Error> {
        if self.reading.settings.on_drift == DriftPolicy::Fail && self.drift.noticed() {
            let seen = format!("the list changed while it was read: {}", self.drift);
            return Err(self.error(seen));
        }
        Ok(())
    }

    /// Whether reading stops before the end, as nothing behind is wanted.
    fn has_all_wanted(&self) -> bool {
        let last = self.place.last.filter(|_| self.ascending);
        last.is_some_and(|last| self.reading.source.is_behind_all(last))
    }

    fn error(&self, message: String) -> Error {
        Error::paging(
            self.reading.source.operation(),
            format!("{message}; read the list again"),
        )
    }
}

/// An identifier as the set of those that came holds it. Lucca counts from 1, so that 0
/// and what is below identify nothing.
fn key(id: i64) -> Option<u64> {
    u64::try_from(id).ok().filter(|id| *id > 0)
}

/// A page has about 1,000 rows at most, so that a place always fits.
fn place(index: u64) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The places of good and of bad rows among `received`.
fn places_of(bad: &[BadRow], received: usize) -> (Vec<u32>, Vec<u32>) {
    let bad: Vec<u32> = bad.iter().map(|bad| place(bad.index() as u64)).collect();
    let mut among = bad.iter().peekable();
    let good = (0..place(received as u64))
        .filter(|place| among.next_if_eq(&place).is_none())
        .collect();
    (good, bad)
}

/// Tells one page from another.
fn print_of(trail: &[Option<i64>]) -> Fingerprint {
    trail.iter().fold(Fingerprint::new(), |print, id| {
        print.bytes(&id.unwrap_or_default().to_le_bytes())
    })
}
