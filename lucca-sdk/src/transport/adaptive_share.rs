//! How much of the budget to use while others eat from it.
//!
//! The limit is the company's, and nothing says who else is using it. A single 429 may be
//! an accident of timing: everybody pauses, nothing else changes. When 429s come again
//! after the pause, somebody else is there, and this client halves its own share; once a
//! window has gone by without any, each success gives one place back.

use std::time::Instant;

#[derive(Debug)]
pub(super) struct AdaptiveShare {
    full: usize,
    places: usize,
    trouble: Option<Trouble>,
}

/// 429s have come, and not enough has gone well since.
#[derive(Debug)]
struct Trouble {
    last_limited: Instant,
    /// Successes count from here on.
    restore_from: Instant,
}

impl AdaptiveShare {
    pub(super) fn new(full: usize) -> Self {
        Self {
            full,
            places: full,
            trouble: None,
        }
    }

    /// How many requests may be in the window now; at least 1.
    pub(super) fn places(&self) -> usize {
        self.places
    }

    /// How many when all is well.
    pub(super) fn full(&self) -> usize {
        self.full
    }

    /// A request that had started at `started` was answered 429.
    pub(super) fn limited(&mut self, started: Instant, now: Instant, restore_from: Instant) {
        match &self.trouble {
            // The others of the same burst were on their way already: no news.
            Some(trouble) if started < trouble.last_limited => {}
            Some(_) => self.places = (self.places / 2).max(1),
            None => {}
        }
        self.trouble = Some(Trouble {
            last_limited: now,
            restore_from,
        });
    }

    /// A request was answered, and not by 429.
    pub(super) fn accepted(&mut self, now: Instant) {
        let Some(trouble) = &self.trouble else {
            return;
        };
        if now < trouble.restore_from {
            return;
        }
        self.places = (self.places + 1).min(self.full);
        if self.places == self.full {
            self.trouble = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn repeated_429s_halve_the_share_and_successes_restore_it() {
        let second = Duration::from_secs(1);
        let t0 = Instant::now();
        let mut share = AdaptiveShare::new(50);

        share.limited(t0, t0 + second, t0 + 120 * second);
        assert_eq!(share.places(), 50, "once may be an accident");
        share.limited(t0, t0 + 2 * second, t0 + 120 * second);
        assert_eq!(share.places(), 50, "of the same burst");

        for (again, expected) in [(1, 25), (2, 12), (3, 6), (4, 3), (5, 1), (6, 1)] {
            let at = t0 + 100 * again * second;
            share.limited(at, at + second, at + 120 * second);
            assert_eq!(share.places(), expected);
        }

        let restore_from = t0 + 720 * second;
        share.accepted(restore_from - second);
        assert_eq!(share.places(), 1, "not before a window has gone well");
        for places in 2..=50 {
            share.accepted(restore_from);
            assert_eq!(share.places(), places);
        }
        share.limited(restore_from + second, restore_from + second, restore_from);
        assert_eq!(share.places(), 50, "forgotten once all is restored");
    }
}
