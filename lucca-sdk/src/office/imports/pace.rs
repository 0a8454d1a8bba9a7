//! How long to wait before the next look at an import.

use std::time::Duration;

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
}
