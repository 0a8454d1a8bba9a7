//! At most N requests in any window of time, exactly.
//!
//! Lucca documents 50 requests in a window of 60 s, and not whether its window slides.
//! What never starts more than 50 in *any* 60 s is safe either way; a token bucket of 50
//! is not, as it lets through up to 100 in the first minute.
//!
//! The server counts a request when it arrives, which the client does not see: it lies
//! between the start and the answer. So a place is taken from the start of a request and
//! given back one window after its answer; then no delay on the way can bring two
//! requests closer together at the server than the limit allows.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::future::select;
use tokio::sync::Notify;

use super::clock::{Clock, SystemClock};
use super::options::until;
use super::rate_limit::{Acquire, AcquireError, Outcome, Permit, RateLimit};
use crate::Error;

/// A [`RateLimit`] that lets at most N requests start in any window of time: first come,
/// first served. Clones share one budget, so hand a clone to every client of a company.
///
/// After a 429 everybody waits for as long as the server asks, or for one window if it
/// does not say. As other integrations of the company eat from the same budget, a 429 that
/// comes again within a window, although the pause was kept, halves this limiter's own share;
/// a window without any restores it.
///
/// ```
/// use lucca_sdk::transport::SlidingWindow;
/// use lucca_sdk::{Account, ApiKey, Client};
///
/// # fn main() -> Result<(), lucca_sdk::Error> {
/// // Half of Lucca's 50 requests in 60 s, for two clients together.
/// let half = SlidingWindow::default().share(0.5)?;
/// let key = ApiKey::new("00000000-0000-4000-8000-000000000000")?;
/// let first = Client::builder(Account::test("acme")?, key.clone())
///     .rate_limit(half.clone())
///     .build()?;
/// let second = Client::builder(Account::test("acme")?, key)
///     .rate_limit(half)
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SlidingWindow {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    clock: Arc<dyn Clock>,
    limit: u32,
    window: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    share: AdaptiveShare,
    /// Requests that have started and are not known to have ended.
    in_flight: usize,
    /// When the others ended, as long as it is less than a window ago; in order.
    ended: VecDeque<Instant>,
    /// Who waits, in order of arrival.
    queue: VecDeque<Waiter>,
    next_ticket: u64,
}

#[derive(Clone, Debug)]
struct Waiter {
    ticket: u64,
    look_again: Arc<Notify>,
}

/// Lucca's documented limit: 50 requests in a window of 60 s.
pub(super) const LUCCA_LIMIT: u32 = 50;
pub(super) const LUCCA_WINDOW: Duration = Duration::from_secs(60);

/// The longest window, and the longest pause.
pub(super) const MAX_WINDOW: Duration = Duration::from_secs(24 * 60 * 60);

/// Lucca's documented limit: 50 requests in any 60 s.
impl Default for SlidingWindow {
    fn default() -> Self {
        Self::starting(LUCCA_LIMIT, LUCCA_WINDOW, Arc::new(SystemClock), 1.0)
    }
}

impl SlidingWindow {
    /// At most so many requests, 1 or more, in any window of this length, from 1 ms to a day.
    ///
    /// # Errors
    /// [`Error::is_invalid_input`], naming the setting and what is accepted.
    pub fn new(limit: u32, window: Duration) -> Result<Self, Error> {
        if limit == 0 {
            return Err(Error::setting("limit", "1 request or more"));
        }
        if !(Duration::from_millis(1)..=MAX_WINDOW).contains(&window) {
            return Err(Error::setting("window", "1 ms to 24 h"));
        }
        Ok(Self::starting(limit, window, Arc::new(SystemClock), 1.0))
    }

    /// Uses a share of the limit only, more than 0 and at most 1, and leaves the rest to the
    /// company's other integrations. At least one request a window is let through.
    ///
    /// The limiter starts anew: set this before it is cloned or used.
    ///
    /// # Errors
    /// [`Error::is_invalid_input`] for a share outside of that.
    pub fn share(self, share: f64) -> Result<Self, Error> {
        if !(share > 0.0 && share <= 1.0) {
            return Err(Error::setting("share", "more than 0 and at most 1"));
        }
        let shared = &*self.shared;
        let clock = Arc::clone(&shared.clock);
        Ok(Self::starting(shared.limit, shared.window, clock, share))
    }

    /// Takes its time from another clock, which must be that of its clients. Set it before
    /// [`share`](Self::share), and before the limiter is cloned or used.
    #[cfg(any(test, feature = "test-util"))]
    #[must_use]
    pub fn clock(self, clock: impl Clock) -> Self {
        let Shared { limit, window, .. } = &*self.shared;
        Self::starting(*limit, *window, Arc::new(clock), 1.0)
    }

    /// Lucca's documented limit by another clock.
    pub(crate) fn by(clock: Arc<dyn Clock>) -> Self {
        Self::starting(LUCCA_LIMIT, LUCCA_WINDOW, clock, 1.0)
    }

    /// How many requests a share of a limit is: at least 1.
    pub(super) fn places(limit: u32, share: f64) -> usize {
        // Between 0 and the limit, which is a u32; what is left of a request is cut off.
        let places = (f64::from(limit) * share) as usize;
        places.max(1)
    }

    /// Counts a request that another limiter lets start, whether there is room or not.
    #[cfg(feature = "redis")]
    pub(super) fn start(&self) -> Box<dyn Permit> {
        let mut state = self.shared.lock();
        state.in_flight += 1;
        Box::new(Started {
            shared: Arc::clone(&self.shared),
            at: self.shared.clock.now(),
            finished: false,
        })
    }

    /// `limit`, `window` and `share` have been checked.
    fn starting(limit: u32, window: Duration, clock: Arc<dyn Clock>, share: f64) -> Self {
        Self {
            shared: Arc::new(Shared {
                clock,
                limit,
                window,
                state: Mutex::new(State {
                    share: AdaptiveShare::new(Self::places(limit, share), window),
                    in_flight: 0,
                    ended: VecDeque::new(),
                    queue: VecDeque::new(),
                    next_ticket: 0,
                }),
            }),
        }
    }
}

impl RateLimit for SlidingWindow {
    fn acquire(&self, time_left: Option<Duration>) -> Acquire<'_> {
        let deadline = time_left.and_then(|left| self.shared.clock.now().checked_add(left));
        Box::pin(async move { Place::new(&self.shared, deadline).turn().await })
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing in a locked section can leave the state half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Forgets the requests that ended a window ago.
    fn forget(&mut self, now: Instant, window: Duration) {
        while let Some(ended) = self.ended.front()
            && *ended + window <= now
        {
            self.ended.pop_front();
        }
        self.share.restore(now);
    }

    /// Whether a request may start now. Call [`forget`](Self::forget) before.
    fn is_open(&self, now: Instant) -> bool {
        let occupied = self.in_flight + self.ended.len();
        self.share.paused_until(now).is_none() && occupied < self.share.places
    }

    /// When the head of the queue may start, as far as that is known: requests in flight
    /// may end at any time.
    fn opens_at(&self, now: Instant, window: Duration) -> Option<Instant> {
        let paused_until = self.share.paused_until(now);
        let occupied = self.in_flight + self.ended.len();
        let Some(surplus) = occupied.checked_sub(self.share.places) else {
            return paused_until;
        };
        // So many places must be given back before one is free, unless the share grows.
        let given_back = self.ended.get(surplus).map(|ended| *ended + window);
        let restored = self.share.restored_at();
        let freed = given_back.into_iter().chain(restored).min()?;
        paused_until.max(Some(freed))
    }

    /// When the waiter with `ahead` others before it may start, at the earliest. Requests in
    /// flight are left out: one that turns out not to have been sent frees its place at once.
    fn earliest(&self, now: Instant, ahead: usize, window: Duration) -> Instant {
        let places = self.share.full;
        // Everybody a whole round ahead pushes the start back by a window.
        let (rounds, ahead) = (ahead / places, ahead % places);
        let freed = match (self.ended.len() + ahead).checked_sub(places) {
            None => now,
            // Given back a window after it ends, which for some is yet to come.
            Some(nth) => *self.ended.get(nth).unwrap_or(&now) + window,
        };
        let start = freed.max(self.share.paused_until(now).unwrap_or(now));
        let rounds = u32::try_from(rounds).unwrap_or(u32::MAX);
        let later = start.checked_add(window.saturating_mul(rounds));
        later.unwrap_or(start)
    }

    /// Who must look again when a place may have become free. Woken by the caller, when
    /// the lock is free again.
    #[must_use]
    fn head(&self) -> Option<Arc<Notify>> {
        self.queue.front().map(|head| Arc::clone(&head.look_again))
    }

    /// Gives up a place in the queue; hands back who must look again.
    #[must_use]
    fn leave(&mut self, ticket: u64) -> Option<Arc<Notify>> {
        let position = self.position(ticket).ok()?;
        self.queue.remove(position);
        if position == 0 { self.head() } else { None }
    }

    /// Tickets are given in order, so the queue is sorted by them.
    fn position(&self, ticket: u64) -> Result<usize, usize> {
        self.queue.binary_search_by_key(&ticket, |w| w.ticket)
    }
}

/// A place in the queue, given up when it is dropped.
struct Place<'w> {
    shared: &'w Arc<Shared>,
    deadline: Option<Instant>,
    waiter: Waiter,
}

impl<'w> Place<'w> {
    fn new(shared: &'w Arc<Shared>, deadline: Option<Instant>) -> Self {
        let mut state = shared.lock();
        let waiter = Waiter {
            ticket: state.next_ticket,
            look_again: Arc::default(),
        };
        state.next_ticket += 1;
        state.queue.push_back(waiter.clone());
        Self {
            shared,
            deadline,
            waiter,
        }
    }

    /// Waits until it is this place's turn.
    async fn turn(self) -> Result<Box<dyn Permit>, AcquireError> {
        let clock = &*self.shared.clock;
        let mut is_past_deadline = false;
        loop {
            let opens = match self.look() {
                ControlFlow::Break(outcome) => return outcome,
                // What was to come is not known, or it would have failed before.
                ControlFlow::Continue(_) if is_past_deadline => {
                    return Err(AcquireError::TooLong(Duration::ZERO));
                }
                ControlFlow::Continue(opens) => opens,
            };
            let told = async {
                // Whoever frees a place, or leaves the queue, tells the next.
                let told = pin!(self.waiter.look_again.notified());
                match opens {
                    Some(opens) => drop(select(told, clock.sleep_until(opens)).await),
                    None => told.await,
                }
            };
            is_past_deadline = until(clock, self.deadline, told).await.is_none();
        }
    }

    /// What the wait comes to, if it is over; else when this place's turn may come, if that is
    /// known.
    fn look(&self) -> ControlFlow<Result<Box<dyn Permit>, AcquireError>, Option<Instant>> {
        let shared = self.shared;
        let mut state = shared.lock();
        // Read under the lock, so that the order of starts is that of their times.
        let now = shared.clock.now();
        state.forget(now, shared.window);
        let Ok(position) = state.position(self.waiter.ticket) else {
            return ControlFlow::Continue(None);
        };
        let in_time = self.deadline.is_none_or(|deadline| now <= deadline);
        if position == 0 && in_time && state.is_open(now) {
            state.queue.pop_front();
            state.in_flight += 1;
            let next = state.head();
            drop(state);
            wake(next);
            return ControlFlow::Break(Ok(Box::new(Started {
                shared: Arc::clone(shared),
                at: now,
                finished: false,
            })));
        }
        let earliest = state.earliest(now, position, shared.window);
        if self.deadline.is_some_and(|deadline| earliest > deadline) {
            let wait = earliest.saturating_duration_since(now);
            return ControlFlow::Break(Err(AcquireError::TooLong(wait)));
        }
        ControlFlow::Continue(if position == 0 {
            state.opens_at(now, shared.window)
        } else {
            None
        })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let next = self.shared.lock().leave(self.waiter.ticket);
        wake(next);
    }
}

fn wake(waiters: impl IntoIterator<Item = Arc<Notify>>) {
    for waiter in waiters {
        waiter.notify_one();
    }
}

/// A request that has started.
struct Started {
    shared: Arc<Shared>,
    at: Instant,
    finished: bool,
}

impl Started {
    fn end(&self, outcome: Outcome) {
        let shared = &self.shared;
        let mut state = shared.lock();
        let now = shared.clock.now();
        state.in_flight = state.in_flight.saturating_sub(1);
        if outcome != Outcome::NotSent {
            // In order even under a clock that goes back.
            let at = state.ended.back().map_or(now, |last| now.max(*last));
            state.ended.push_back(at);
        }
        let mut to_wake = 1;
        if let Outcome::Limited { retry_after } = outcome {
            let pause = retry_after.unwrap_or(shared.window).min(MAX_WINDOW);
            state.share.limited(self.at, now, now + pause);
            // All of them: some may know now that they would wait too long.
            to_wake = state.queue.len();
        }
        let waiters = state.queue.iter().take(to_wake);
        let to_wake: Vec<_> = waiters.map(|w| Arc::clone(&w.look_again)).collect();
        drop(state);
        wake(to_wake);
    }
}

impl Permit for Started {
    fn finish(mut self: Box<Self>, outcome: Outcome) {
        self.finished = true;
        self.end(outcome);
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if !self.finished {
            self.end(Outcome::Answered);
        }
    }
}

/// How much of the budget to use while others eat from it, and for how long nobody starts.
///
/// The limit is the company's, and nothing says who else is using it. A single 429 may be an
/// accident of timing: everybody pauses, nothing else changes. When a 429 comes again within
/// a window although the pause was kept, somebody else is there, and this client halves its
/// own share, at most once a window. A window without any 429 restores it whole.
#[derive(Debug)]
struct AdaptiveShare {
    /// How many requests may be in the window when all is well.
    full: usize,
    /// How many may be in it now; at least 1.
    places: usize,
    window: Duration,
    /// When the pause after the last 429 ends, or ended less than a window ago.
    pause_ends: Option<Instant>,
    halved: Option<Instant>,
}

impl AdaptiveShare {
    fn new(full: usize, window: Duration) -> Self {
        Self {
            full,
            places: full,
            window,
            pause_ends: None,
            halved: None,
        }
    }

    /// Until when nobody starts.
    fn paused_until(&self, now: Instant) -> Option<Instant> {
        self.pause_ends.filter(|end| *end > now)
    }

    /// When a share that was halved will be whole again, if no 429 comes until then.
    fn restored_at(&self) -> Option<Instant> {
        (self.places < self.full).then_some(self.pause_ends? + self.window)
    }

    /// Forgets trouble that is over.
    fn restore(&mut self, now: Instant) {
        if self.pause_ends.is_some_and(|end| end + self.window <= now) {
            self.places = self.full;
            self.pause_ends = None;
            self.halved = None;
        }
    }

    /// A request that had started at `started` was answered 429; everybody pauses until
    /// `pause_ends`.
    fn limited(&mut self, started: Instant, now: Instant, pause_ends: Instant) {
        self.restore(now);
        // Others of the same burst were on their way already, and say nothing new.
        let pause_was_kept = self.pause_ends.is_some_and(|end| started >= end);
        let halved_lately = self.halved.is_some_and(|at| now < at + self.window);
        if pause_was_kept && !halved_lately {
            self.places = (self.places / 2).max(1);
            self.halved = Some(now);
        }
        self.pause_ends = self.pause_ends.max(Some(pause_ends));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const WINDOW: Duration = Duration::from_secs(60);

    #[test]
    fn the_share_is_halved_once_a_window_while_429s_come_although_the_pause_is_kept() {
        let t0 = Instant::now();
        let mut share = AdaptiveShare::new(50, WINDOW);
        share.limited(t0, t0, t0 + SECOND);
        assert_eq!(share.places, 50, "once may be an accident");
        share.limited(t0, t0, t0 + 2 * SECOND);
        assert_eq!(share.places, 50, "of the same burst");
        share.limited(t0 + SECOND, t0 + SECOND, t0 + 2 * SECOND);
        assert_eq!(share.places, 50, "started before the pause was over");
        let mut at = t0 + 2 * SECOND;
        for expected in [25, 12, 6, 3, 1, 1] {
            share.limited(at, at, at + SECOND);
            assert_eq!(share.places, expected);
            share.limited(at + SECOND, at + SECOND, at + 2 * SECOND);
            assert_eq!(share.places, expected, "again within the same window");
            at += WINDOW;
        }
    }

    #[test]
    fn a_window_without_429s_restores_the_whole_share() {
        let t0 = Instant::now();
        let mut share = AdaptiveShare::new(50, WINDOW);
        share.limited(t0, t0, t0 + SECOND);
        share.limited(t0 + SECOND, t0 + SECOND, t0 + 2 * SECOND);
        assert_eq!(share.places, 25);
        let restored = t0 + 2 * SECOND + WINDOW;
        assert_eq!(share.restored_at(), Some(restored));
        share.restore(restored - Duration::from_millis(1));
        assert_eq!(share.places, 25);
        share.restore(restored);
        assert_eq!((share.places, share.restored_at()), (50, None));
    }

    #[test]
    fn two_429s_with_hours_between_them_are_two_accidents() {
        let t0 = Instant::now();
        let mut share = AdaptiveShare::new(50, WINDOW);
        share.limited(t0, t0, t0 + SECOND);
        let later = t0 + 8 * 60 * WINDOW;
        share.limited(later, later, later + SECOND);
        assert_eq!(share.places, 50);
    }
}
