//! How far an import is, and when to look again.

use std::time::Duration;

use super::calls::SummaryId;

/// How far an import is, after one look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// From 0 to 100 over all parts. It never goes back, whatever the server says.
    pub percent: u8,
    /// What the server said of the current part, as it said it; it can be missing, go back, or pass 100.
    pub said: Option<i64>,
    /// Which part is being worked on, counted from 1.
    pub part: usize,
    /// How many parts there are.
    pub parts: usize,
    /// The current part's import.
    pub summary_id: SummaryId,
}

/// Makes one number that never goes back out of what servers say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gauge {
    part_percent: u8,
}

impl Gauge {
    /// Takes in what the server says, and tells whether the part is done.
    pub(super) fn hear(&mut self, said: Option<i64>) -> bool {
        let heard = u8::try_from(said.unwrap_or(0).clamp(0, 100)).unwrap_or(100);
        self.part_percent = self.part_percent.max(heard);
        // Only what is said now ends it: the report of an import that goes back is not ready.
        heard >= 100
    }

    pub(super) fn part_percent(self) -> u8 {
        self.part_percent
    }

    /// The percentage over all parts, `done` of which are behind the current one.
    pub(super) fn percent(self, done: usize, parts: usize) -> u8 {
        let all = parts.max(1) * 100;
        let so_far = done * 100 + usize::from(self.part_percent);
        u8::try_from(so_far.min(all) * 100 / all).unwrap_or(100)
    }
}

/// Looks often at an import that is nearly done and seldom at one that takes its time: each look costs one of
/// the 50 requests a minute that the whole company shares.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    wait: Duration,
    percent: u8,
}

impl Pace {
    /// The first wait, and the shortest.
    pub(super) const SHORTEST: Duration = Duration::from_secs(1);
    /// The longest: four requests a minute.
    pub(super) const LONGEST: Duration = Duration::from_secs(15);

    pub(super) fn new() -> Self {
        Self {
            wait: Self::SHORTEST,
            percent: 0,
        }
    }

    /// The wait before the next look.
    pub(super) fn wait(self) -> Duration {
        self.wait
    }

    /// Takes in how far the import is, `elapsed` after it was uploaded.
    pub(super) fn saw(&mut self, percent: u8, elapsed: Duration) {
        self.wait = if percent > self.percent {
            // At the pace so far, come back halfway to the end.
            let left =
                elapsed * u32::from(100_u8.saturating_sub(percent)) / u32::from(percent.max(1));
            left / 2
        } else {
            self.wait * 3 / 2
        }
        .clamp(Self::SHORTEST, Self::LONGEST);
        self.percent = self.percent.max(percent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many looks an import takes that needs this long and goes on evenly.
    fn looks(takes: Duration) -> (u32, Duration) {
        let mut pace = Pace::new();
        let mut elapsed = Duration::ZERO;
        let mut looks = 0;
        loop {
            elapsed += pace.wait();
            looks += 1;
            let percent = (elapsed.as_secs_f64() / takes.as_secs_f64() * 100.0).min(100.0);
            if percent >= 100.0 {
                return (looks, elapsed - takes);
            }
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "0 to 100"
            )]
            pace.saw(percent as u8, elapsed);
        }
    }

    #[test]
    fn looks_are_few_and_the_end_is_not_missed_by_much() {
        for (takes, most_looks, latest) in [
            (1, 2, 1),
            (10, 10, 2),
            (60, 15, 8),
            (600, 60, 15),
            (3600, 260, 15),
        ] {
            let (looks, late) = looks(Duration::from_secs(takes));
            assert!(looks <= most_looks, "{takes} s: {looks} looks");
            assert!(
                late <= Duration::from_secs(latest),
                "{takes} s: {late:?} late"
            );
        }
    }

    #[test]
    fn an_import_that_stands_still_is_looked_at_ever_less_often() {
        let mut pace = Pace::new();
        let mut waits = Vec::new();
        for _ in 0..10 {
            waits.push(pace.wait());
            pace.saw(0, Duration::ZERO);
        }
        assert!(waits.is_sorted());
        assert_eq!(waits.first(), Some(&Pace::SHORTEST));
        assert_eq!(waits.last(), Some(&Pace::LONGEST));
    }

    #[test]
    fn whatever_a_server_says_the_percentage_never_goes_back_and_ends_at_100() {
        let mut gauge = Gauge::default();
        let mut shown = Vec::new();
        for said in [None, Some(-5), Some(40), Some(10), Some(40), Some(99)] {
            assert!(!gauge.hear(said), "{said:?}");
            shown.push(gauge.percent(0, 1));
        }
        assert_eq!(shown, [0, 0, 40, 40, 40, 99]);
        for said in [Some(100), Some(101), Some(i64::MAX)] {
            assert!(gauge.hear(said), "{said:?}");
            assert_eq!(gauge.percent(0, 1), 100);
        }
    }

    #[test]
    fn parts_share_the_percentage_evenly() {
        let mut gauge = Gauge::default();
        gauge.hear(Some(50));
        assert_eq!([gauge.percent(0, 4), gauge.percent(3, 4)], [12, 87]);
        assert_eq!(Gauge::default().percent(4, 4), 100);
    }
}
