//! Time, injected: nothing in the transport looks at a clock or sleeps by itself, so
//! that tests of waits, timeouts and repeats take no time.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Instant, SystemTime};

/// What a [`Clock`] hands out: a future that is ready when its time has come.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where the client gets its time from.
///
/// The default is [`SystemClock`]. A clock of your own is of use in tests; see also
/// `ManualClock`, behind the feature `test-util`. A limiter that is handed over to
/// several clients must have the same clock as they.
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
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall_now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep_until(&self, instant: Instant) -> Sleep {
        Box::pin(tokio::time::sleep_until(instant.into()))
    }
}
