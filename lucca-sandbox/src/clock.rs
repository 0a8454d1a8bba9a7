//! What time the sandbox thinks it is.
//!
//! The rate limit, `Retry-After`, the literals `today` and `now` of the v3 query language, imports that take effect
//! late and the time stamps of rows all ask a [`Clock`], never the machine. A test hands over a [`ManualClock`] and
//! moves it, or hands over the clock that the client under test goes by.

use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::lock::lock;

/// A source of the present moment.
///
/// ```
/// use lucca_sandbox::{Clock, ManualClock};
/// use std::time::Duration;
///
/// let clock = ManualClock::starting_at("2026-03-02T09:00:00Z".parse()?);
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now(), "2026-03-02T09:01:00Z".parse()?);
/// # Ok::<(), jiff::Error>(())
/// ```
///
/// A function that tells the time of day is a clock, too. That is how a client and the sandbox share the one that a test
/// moves, without a type that both know:
///
/// ```
/// use std::sync::{Arc, Mutex};
/// use std::time::{Duration, SystemTime};
///
/// // Whatever clock the client under test was given.
/// let clients = Arc::new(Mutex::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_772_442_000)));
/// let clock = Arc::clone(&clients);
/// let builder = lucca_sandbox::Sandbox::builder().clock(Arc::new(move || *clock.lock().unwrap()));
/// # let _ = builder;
/// ```
pub trait Clock: Send + Sync {
    /// The present moment. It need not be the machine's.
    fn now(&self) -> Timestamp;
}

/// What lies beyond the years that a [`Timestamp`] can say is the last moment that it can.
impl<F: Fn() -> SystemTime + Send + Sync> Clock for F {
    fn now(&self) -> Timestamp {
        Timestamp::try_from(self()).unwrap_or(Timestamp::MAX)
    }
}

/// A clock that stands still until it is told to move.
#[derive(Debug)]
pub struct ManualClock(Mutex<Timestamp>);

impl ManualClock {
    /// A clock that says `now` until it is moved.
    #[must_use]
    pub fn starting_at(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves the clock forward. At the end of representable time it stays there.
    pub fn advance(&self, by: Duration) {
        let mut now = lock(&self.0);
        *now = later(*now, by);
    }

    /// Sets the clock, backward too: tests of clock jumps need that.
    pub fn set(&self, now: Timestamp) {
        *lock(&self.0) = now;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *lock(&self.0)
    }
}

/// The default clock: it starts at a chosen day's noon (UTC) and then runs as fast as real time.
///
/// With the machine's own day as the start it is an ordinary clock; with another day, the whole account lives
/// around that day while rate limits still take their real time.
#[derive(Debug)]
pub struct RunningClock {
    start: Timestamp,
    since: Instant,
}

impl RunningClock {
    /// A clock that reads 12:00 UTC of `today` now, and runs.
    #[must_use]
    pub fn at_noon(today: Date) -> Self {
        let start = today
            .at(12, 0, 0, 0)
            .to_zoned_datetime(TimeZone::UTC)
            .map_or(Timestamp::UNIX_EPOCH, |noon| noon.timestamp());
        Self {
            start,
            since: Instant::now(),
        }
    }

    /// The machine's clock.
    #[must_use]
    pub fn of_the_machine() -> Self {
        Self {
            start: Timestamp::now(),
            since: Instant::now(),
        }
    }
}

impl Clock for RunningClock {
    fn now(&self) -> Timestamp {
        later(self.start, self.since.elapsed())
    }
}

/// The day that a moment falls on, in UTC: the only zone the sandbox knows.
pub(crate) fn day(moment: Timestamp) -> Date {
    moment.to_zoned_datetime(TimeZone::UTC).date()
}

/// `moment + by`, held at the end of representable time.
pub(crate) fn later(moment: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by)
        .ok()
        .and_then(|by| moment.checked_add(by).ok())
        .unwrap_or(Timestamp::MAX)
}
