//! Time, injected: nothing in the transport looks at a clock or sleeps by itself, so
//! that tests of waits, timeouts and repeats take no time.

#![cfg_attr(
    not(feature = "test-util"),
    allow(unreachable_pub, reason = "public for tests alone")
)]

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Instant, SystemTime};

#[cfg(any(test, feature = "test-util"))]
pub use manual::ManualClock;

/// What a [`Clock`] hands out: a future that is ready when its time has come.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where the client gets its time from.
///
/// From the machine, unless a test injects another clock, such as [`ManualClock`]. A limiter
/// that is handed over to a client must have the client's clock.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time by which waits and deadlines are measured. It never goes back.
    fn now(&self) -> Instant;

    /// The time of day, to read a `Retry-After` that is a date.
    fn wall_now(&self) -> SystemTime;

    /// Ready at `instant`, and not before. For waits that shall pass.
    fn sleep_until(&self, instant: Instant) -> Sleep;

    /// Ready at `instant`, like [`sleep_until`](Self::sleep_until). For time limits,
    /// which normally do not pass: a test's clock that leaps over sleeps must not
    /// leap over these.
    fn expire_at(&self, instant: Instant) -> Sleep {
        self.sleep_until(instant)
    }
}

/// The machine's own clock, with tokio's timers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    // tokio's time, which a test may have paused: its timers know no other.
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn wall_now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep_until(&self, instant: Instant) -> Sleep {
        Box::pin(tokio::time::sleep_until(instant.into()))
    }
}

/// A clock that tests move by hand.
#[cfg(any(test, feature = "test-util"))]
mod manual {
    use std::collections::BTreeMap;
    use std::future::Future;
    use std::pin::Pin;
    use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
    use std::task::{Context, Poll, Waker};
    use std::time::{Duration, Instant, SystemTime};

    use super::{Clock, Sleep};

    /// A clock that stands still until a test moves it. Clones are the same clock.
    ///
    /// ```
    /// use std::time::Duration;
    /// use lucca_sdk::transport::{Clock, ManualClock};
    ///
    /// # async fn example() {
    /// let clock = ManualClock::new();
    /// let start = clock.now();
    /// let sleep = clock.sleep_until(start + Duration::from_secs(60));
    /// clock.advance(Duration::from_secs(60));
    /// sleep.await; // at once
    /// # }
    /// ```
    #[derive(Clone, Debug)]
    pub struct ManualClock {
        state: Arc<Mutex<State>>,
    }

    #[derive(Debug)]
    struct State {
        now: Instant,
        wall: SystemTime,
        leaping: bool,
        next_id: u64,
        /// By time, then by the order in which they were made, so that wake-ups have one order.
        waiting: BTreeMap<(Instant, u64), Waiting>,
    }

    #[derive(Debug)]
    struct Waiting {
        waker: Waker,
        is_limit: bool,
    }

    impl Default for ManualClock {
        fn default() -> Self {
            Self::new()
        }
    }

    impl ManualClock {
        /// A clock that moves by [`advance`](Self::advance) only. The time of day starts
        /// at the Unix epoch plus 2^30 s (in January 2004).
        pub fn new() -> Self {
            Self::starting(false)
        }

        /// A clock that leaps to the end of every sleep that begins, so that waits take no
        /// time at all but are counted. Time limits pass only when it is advanced. Of use
        /// with one call at a time.
        pub fn leaping() -> Self {
            Self::starting(true)
        }

        fn starting(leaping: bool) -> Self {
            Self {
                state: Arc::new(Mutex::new(State {
                    now: Instant::now(),
                    wall: SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 30),
                    leaping,
                    next_id: 0,
                    waiting: BTreeMap::new(),
                })),
            }
        }

        /// Moves the clock on, and wakes what has become due.
        pub fn advance(&self, by: Duration) {
            let to = self.lock().now + by;
            self.advance_to(to);
        }

        /// Moves the clock on to `instant`; one that has passed changes nothing.
        pub fn advance_to(&self, instant: Instant) {
            let mut state = self.lock();
            let now = state.now.max(instant);
            let by = now - state.now;
            state.now = now;
            state.wall += by;
            let later = state.waiting.split_off(&(now, u64::MAX));
            let due = std::mem::replace(&mut state.waiting, later);
            // Who is woken may look at the clock.
            drop(state);
            for waiting in due.into_values() {
                waiting.waker.wake();
            }
        }

        /// Sets the time of day, which then goes on with the clock.
        pub fn set_wall(&self, wall: SystemTime) {
            self.lock().wall = wall;
        }

        /// When the next sleep ends, if there is one. Time limits do not count.
        pub fn next_sleep(&self) -> Option<Instant> {
            let state = self.lock();
            let mut sleeps = state.waiting.iter().filter(|(_, w)| !w.is_limit);
            sleeps.next().map(|((instant, _), _)| *instant)
        }

        /// How many sleeps are going on. Time limits do not count.
        pub fn sleeps(&self) -> usize {
            self.lock().waiting.values().filter(|w| !w.is_limit).count()
        }

        /// How many time limits are running.
        pub fn limits(&self) -> usize {
            self.lock().waiting.values().filter(|w| w.is_limit).count()
        }

        fn lock(&self) -> MutexGuard<'_, State> {
            self.state.lock().unwrap_or_else(PoisonError::into_inner)
        }

        fn timer(&self, at: Instant, is_limit: bool) -> Sleep {
            let mut state = self.lock();
            state.next_id += 1;
            Box::pin(Timer {
                clock: self.clone(),
                at,
                is_limit,
                id: state.next_id,
            })
        }
    }

    impl Clock for ManualClock {
        fn now(&self) -> Instant {
            self.lock().now
        }

        fn wall_now(&self) -> SystemTime {
            self.lock().wall
        }

        fn sleep_until(&self, instant: Instant) -> Sleep {
            self.timer(instant, false)
        }

        fn expire_at(&self, instant: Instant) -> Sleep {
            self.timer(instant, true)
        }
    }

    struct Timer {
        clock: ManualClock,
        at: Instant,
        is_limit: bool,
        id: u64,
    }

    impl Future for Timer {
        type Output = ();

        fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
            let mut state = self.clock.lock();
            if state.now < self.at && (self.is_limit || !state.leaping) {
                let waiting = Waiting {
                    waker: context.waker().clone(),
                    is_limit: self.is_limit,
                };
                state.waiting.insert((self.at, self.id), waiting);
                return Poll::Pending;
            }
            drop(state);
            self.clock.advance_to(self.at);
            Poll::Ready(())
        }
    }

    impl Drop for Timer {
        fn drop(&mut self) {
            self.clock.lock().waiting.remove(&(self.at, self.id));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures::FutureExt;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_sleep_ends_when_the_clock_reaches_it_and_not_before() {
        let clock = ManualClock::new();
        let start = clock.now();
        let mut sleep = clock.sleep_until(start + 2 * SECOND);
        assert!((&mut sleep).now_or_never().is_none());
        assert_eq!(clock.next_sleep(), Some(start + 2 * SECOND));
        clock.advance(SECOND);
        assert!((&mut sleep).now_or_never().is_none());
        clock.advance(SECOND);
        assert!((&mut sleep).now_or_never().is_some());
        assert_eq!(clock.sleeps(), 0);
    }

    #[test]
    fn a_leaping_clock_leaps_over_sleeps_and_not_over_limits() {
        let clock = ManualClock::leaping();
        let start = clock.now();
        let mut limit = clock.expire_at(start + 10 * SECOND);
        assert!((&mut limit).now_or_never().is_none());
        assert!(
            clock
                .sleep_until(start + 3 * SECOND)
                .now_or_never()
                .is_some()
        );
        assert_eq!(clock.now(), start + 3 * SECOND);
        assert!((&mut limit).now_or_never().is_none());
        clock.advance_to(start + 10 * SECOND);
        assert!((&mut limit).now_or_never().is_some());
    }

    #[test]
    fn a_dropped_sleep_is_forgotten() {
        let clock = ManualClock::new();
        let mut sleep = clock.sleep_until(clock.now() + SECOND);
        assert!((&mut sleep).now_or_never().is_none());
        drop(sleep);
        assert_eq!(clock.next_sleep(), None);
    }
}
