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
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::future::select;
use tokio::sync::Notify;

use super::adaptive_share::AdaptiveShare;
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
    /// Nobody starts before.
    paused_until: Option<Instant>,
    /// Who waits, in order of arrival.
    queue: VecDeque<Waiter>,
    next_ticket: u64,
}

#[derive(Debug)]
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
        let Shared {
            limit,
            window,
            clock,
            ..
        } = &*self.shared;
        Ok(Self::starting(*limit, *window, Arc::clone(clock), share))
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
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and the limit, which is a u32"
        )]
        let places = (f64::from(limit) * share).floor() as usize;
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
                    paused_until: None,
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
        if self.paused_until.is_some_and(|until| until <= now) {
            self.paused_until = None;
        }
        self.share.restore(now);
    }

    /// Whether a request may start now. Call [`forget`](Self::forget) before.
    fn is_open(&self) -> bool {
        self.paused_until.is_none() && self.in_flight + self.ended.len() < self.share.places()
    }

    /// When the head of the queue may start, as far as that is known: requests in flight
    /// may end at any time.
    fn opens_at(&self, window: Duration) -> Option<Instant> {
        let occupied = self.in_flight + self.ended.len();
        let freed = match occupied.checked_sub(self.share.places()) {
            None => None,
            // So many places must be given back before one is free, unless the share grows.
            Some(surplus) => {
                let given_back = self.ended.get(surplus).map(|ended| *ended + window);
                let restored = self.share.restored_at();
                Some(match (given_back, restored) {
                    (Some(one), Some(other)) => one.min(other),
                    (one, other) => one.or(other)?,
                })
            }
        };
        self.paused_until.max(freed)
    }

    /// When the waiter with `ahead` others before it may start, at the earliest. Requests in
    /// flight are left out: one that turns out not to have been sent frees its place at once.
    fn earliest(&self, now: Instant, ahead: usize, window: Duration) -> Instant {
        let places = self.share.full();
        let occupied = self.ended.len();
        // Everybody a whole round ahead pushes the start back by a window.
        let (rounds, ahead) = (ahead / places, ahead % places);
        let freed = match (occupied + ahead).checked_sub(places) {
            None => now,
            Some(nth) => match self.ended.get(nth) {
                Some(ended) => *ended + window,
                // Given back a window after it ends, which is yet to come.
                None => now + window,
            },
        };
        let rounds = u32::try_from(rounds).unwrap_or(u32::MAX);
        let start = self.paused_until.map_or(freed, |until| until.max(freed));
        window
            .checked_mul(rounds)
            .and_then(|later| start.checked_add(later))
            .unwrap_or(start)
    }

    fn ended(&mut self, now: Instant) {
        self.in_flight = self.in_flight.saturating_sub(1);
        // In order even under a clock that goes back.
        let at = self.ended.back().map_or(now, |last| now.max(*last));
        self.ended.push_back(at);
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

/// What somebody who waits finds when they look.
enum Look {
    /// It is their turn.
    Started(Box<dyn Permit>),
    /// It cannot be their turn in time.
    TooLate(Duration),
    /// It is not their turn before then, if that is known.
    NotYet(Option<Instant>),
}

/// A place in the queue, given up when it is dropped.
struct Place<'w> {
    shared: &'w Arc<Shared>,
    deadline: Option<Instant>,
    ticket: u64,
    look_again: Arc<Notify>,
}

impl<'w> Place<'w> {
    fn new(shared: &'w Arc<Shared>, deadline: Option<Instant>) -> Self {
        let mut state = shared.lock();
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        let look_again = Arc::new(Notify::new());
        state.queue.push_back(Waiter {
            ticket,
            look_again: Arc::clone(&look_again),
        });
        Self {
            shared,
            deadline,
            ticket,
            look_again,
        }
    }

    /// Waits until it is this place's turn.
    async fn turn(self) -> Result<Box<dyn Permit>, AcquireError> {
        let clock = &*self.shared.clock;
        let mut is_past_deadline = false;
        loop {
            let opens = match self.look() {
                Look::Started(permit) => return Ok(permit),
                Look::TooLate(wait) => return Err(AcquireError::TooLong(wait)),
                // What was to come is not known, or it would have failed before.
                Look::NotYet(_) if is_past_deadline => {
                    return Err(AcquireError::TooLong(Duration::ZERO));
                }
                Look::NotYet(opens) => opens,
            };
            let told = async {
                // Whoever frees a place, or leaves the queue, tells the next.
                let told = pin!(self.look_again.notified());
                match opens {
                    Some(opens) => drop(select(told, clock.sleep_until(opens)).await),
                    None => told.await,
                }
            };
            is_past_deadline = until(clock, self.deadline, told).await.is_none();
        }
    }

    fn look(&self) -> Look {
        let shared = self.shared;
        let mut state = shared.lock();
        // Read under the lock, so that the order of starts is that of their times.
        let now = shared.clock.now();
        state.forget(now, shared.window);
        let Ok(position) = state.position(self.ticket) else {
            return Look::NotYet(None);
        };
        let in_time = self.deadline.is_none_or(|deadline| now <= deadline);
        if position == 0 && in_time && state.is_open() {
            state.queue.pop_front();
            state.in_flight += 1;
            let next = state.head();
            drop(state);
            wake(next);
            return Look::Started(Box::new(Started {
                shared: Arc::clone(shared),
                at: now,
                finished: false,
            }));
        }
        let earliest = state.earliest(now, position, shared.window);
        if self.deadline.is_some_and(|deadline| earliest > deadline) {
            return Look::TooLate(earliest.saturating_duration_since(now));
        }
        Look::NotYet(if position == 0 {
            state.opens_at(shared.window)
        } else {
            None
        })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let next = self.shared.lock().leave(self.ticket);
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

impl Permit for Started {
    fn finish(mut self: Box<Self>, outcome: Outcome) {
        self.finished = true;
        let mut state = self.shared.lock();
        let now = self.shared.clock.now();
        let to_wake = match outcome {
            Outcome::NotSent => {
                state.in_flight = state.in_flight.saturating_sub(1);
                Vec::from_iter(state.head())
            }
            Outcome::Answered => {
                state.ended(now);
                Vec::from_iter(state.head())
            }
            Outcome::Limited { retry_after } => {
                state.ended(now);
                let window = self.shared.window;
                let until = now + retry_after.unwrap_or(window).min(MAX_WINDOW);
                let until = state.paused_until.map_or(until, |other| other.max(until));
                state.paused_until = Some(until);
                state.share.limited(self.at, now, until);
                // All of them: some may know now that they would wait too long.
                state
                    .queue
                    .iter()
                    .map(|w| Arc::clone(&w.look_again))
                    .collect()
            }
        };
        drop(state);
        wake(to_wake);
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if !self.finished {
            let mut state = self.shared.lock();
            let now = self.shared.clock.now();
            state.ended(now);
            let next = state.head();
            drop(state);
            wake(next);
        }
    }
}
