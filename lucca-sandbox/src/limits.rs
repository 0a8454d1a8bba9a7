//! How much the account lets through: requests per minute, bytes per request, seconds per answer.

use std::collections::VecDeque;
use std::time::Duration;

use http::HeaderValue;
use jiff::Timestamp;

use crate::clock::later;

/// How many requests the account accepts, over all its keys.
///
/// The default is Lucca's: 50 in any 60 seconds. Whether Lucca's window slides or stands is not documented;
/// the sliding one is the stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    requests: u32,
    window: Duration,
    slides: bool,
}

impl RateLimit {
    /// At most `requests` in any span of `window`.
    #[must_use]
    pub fn new(requests: u32, window: Duration) -> Self {
        Self {
            requests,
            window,
            slides: true,
        }
    }

    /// Counts per window that begins with its first request, instead of over any span: twice as many get through
    /// around a boundary.
    #[must_use]
    pub fn fixed_window(mut self) -> Self {
        self.slides = false;
        self
    }

    /// How many requests a window takes.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.requests
    }

    /// How long a window is.
    #[must_use]
    pub fn window(&self) -> Duration {
        self.window
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::new(50, Duration::from_secs(60))
    }
}

/// How a 429 says when to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum RetryAfter {
    /// Whole seconds, rounded up.
    #[default]
    Seconds,
    /// An HTTP date, rounded up to the second.
    Date,
    /// Not at all.
    Absent,
}

impl RetryAfter {
    pub(crate) fn header(self, now: Timestamp, wait: Duration) -> Option<HeaderValue> {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        match self {
            RetryAfter::Seconds => Some(HeaderValue::from(seconds)),
            RetryAfter::Date => HeaderValue::from_str(&http_date(later(now, wait))).ok(),
            RetryAfter::Absent => None,
        }
    }
}

/// A moment as HTTP writes it, rounded up to the second. What lies before 1970 is 1970: the format goes on, but no
/// clock of a server is there.
pub(crate) fn http_date(at: Timestamp) -> String {
    let whole = at.as_second() + i64::from(at.subsec_nanosecond() > 0);
    // 9999-12-31, the last day that the format can say.
    let whole = u64::try_from(whole).unwrap_or(0).min(253_402_300_799);
    httpdate::fmt_http_date(std::time::UNIX_EPOCH + Duration::from_secs(whole))
}

/// The requests of the running window.
#[derive(Debug, Default)]
pub(crate) struct Window(VecDeque<Timestamp>);

impl Window {
    /// Lets a request through, or says how long until one would be. A refused request takes no place.
    pub(crate) fn admit(&mut self, limit: RateLimit, now: Timestamp) -> Result<(), Duration> {
        let age =
            |at: Timestamp| Duration::try_from(now.duration_since(at)).unwrap_or(Duration::ZERO);
        if limit.slides {
            while self
                .0
                .front()
                .is_some_and(|&oldest| age(oldest) >= limit.window)
            {
                self.0.pop_front();
            }
        } else if self
            .0
            .front()
            .is_some_and(|&oldest| age(oldest) >= limit.window)
        {
            self.0.clear();
        }
        if self.0.len() < limit.requests as usize {
            self.0.push_back(now);
            return Ok(());
        }
        Err(self.0.front().map_or(limit.window, |&oldest| {
            limit.window.saturating_sub(age(oldest))
        }))
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// How long an answer takes the account, in its own reckoning.
///
/// Lucca cuts requests off after 5 seconds (408), and large pages are what people meet that with. What a row costs
/// there is unknown; this model only has its direction right: more rows and more properties take longer. Nothing
/// really waits, unless [`SandboxBuilder::really_wait`](crate::SandboxBuilder::really_wait) asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CostModel {
    /// What any request takes.
    pub base: Duration,
    /// What a row of an Office list takes.
    pub office_row: Duration,
    /// What one property of one user takes.
    pub user_property: Duration,
    /// Beyond this, the answer is a 408.
    pub cutoff: Duration,
}

impl CostModel {
    pub(crate) fn office_page(&self, rows: usize) -> Duration {
        self.base.saturating_add(times(self.office_row, rows))
    }

    pub(crate) fn users_page(&self, rows: usize, properties: usize) -> Duration {
        self.base
            .saturating_add(times(self.user_property, rows.saturating_mul(properties)))
    }
}

fn times(cost: Duration, count: usize) -> Duration {
    cost.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A page of 1,000 rows passes in Office; a page of 1,000 users passes with some twenty properties, not with all.
impl Default for CostModel {
    fn default() -> Self {
        Self {
            base: Duration::from_millis(50),
            office_row: Duration::from_millis(2),
            user_property: Duration::from_micros(200),
            cutoff: Duration::from_secs(5),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn no_span_of_the_window_holds_more_than_the_limit() {
        let limit = RateLimit::new(2, Duration::from_secs(60));
        let mut window = Window::default();
        assert_eq!(window.admit(limit, at(0)), Ok(()));
        assert_eq!(window.admit(limit, at(40)), Ok(()));
        assert_eq!(window.admit(limit, at(59)), Err(Duration::from_secs(1)));
        assert_eq!(window.admit(limit, at(60)), Ok(()));
        assert_eq!(window.admit(limit, at(61)), Err(Duration::from_secs(39)));
    }

    #[test]
    fn a_fixed_window_lets_twice_as_many_through_around_its_boundary() {
        let limit = RateLimit::new(2, Duration::from_secs(60)).fixed_window();
        let mut window = Window::default();
        assert!(window.admit(limit, at(0)).is_ok());
        assert!(window.admit(limit, at(59)).is_ok());
        assert!(window.admit(limit, at(60)).is_ok());
        assert!(window.admit(limit, at(61)).is_ok());
        assert_eq!(window.admit(limit, at(62)), Err(Duration::from_secs(58)));
    }

    #[test]
    fn a_clock_that_jumps_back_locks_nobody_out_for_longer_than_a_window() {
        let limit = RateLimit::new(1, Duration::from_secs(60));
        let mut window = Window::default();
        assert!(window.admit(limit, at(1_000)).is_ok());
        assert_eq!(window.admit(limit, at(10)), Err(Duration::from_secs(60)));
    }

    #[test]
    fn a_date_is_never_earlier_than_the_wait() {
        let header = RetryAfter::Date
            .header(at(0), Duration::from_millis(1_500))
            .unwrap();
        assert_eq!(header, "Thu, 01 Jan 1970 00:00:02 GMT");
        assert_eq!(
            RetryAfter::Seconds
                .header(at(0), Duration::from_millis(1_500))
                .unwrap(),
            "2"
        );
        assert_eq!(
            RetryAfter::Absent.header(at(0), Duration::from_secs(1)),
            None
        );
    }
}
