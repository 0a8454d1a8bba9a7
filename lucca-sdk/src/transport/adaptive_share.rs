//! How much of the budget to use while others eat from it.
//!
//! The limit is the company's, and nothing says who else is using it. A single 429 may be an
//! accident of timing: everybody pauses, nothing else changes. When a 429 comes again within
//! a window although the pause was kept, somebody else is there, and this client halves its
//! own share, at most once a window. A window without any 429 restores it whole.

use std::time::{Duration, Instant};

#[derive(Debug)]
pub(super) struct AdaptiveShare {
    full: usize,
    places: usize,
    window: Duration,
    /// When the pause after the last 429 ends.
    pause_ends: Option<Instant>,
    halved: Option<Instant>,
}

impl AdaptiveShare {
    pub(super) fn new(full: usize, window: Duration) -> Self {
        Self {
            full,
            places: full,
            window,
            pause_ends: None,
            halved: None,
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

    /// When a share that was halved will be whole again, if no 429 comes until then.
    pub(super) fn restored_at(&self) -> Option<Instant> {
        (self.places < self.full).then_some(self.pause_ends? + self.window)
    }

    /// Forgets trouble that is over.
    pub(super) fn restore(&mut self, now: Instant) {
        if self.pause_ends.is_some_and(|end| end + self.window <= now) {
            self.places = self.full;
            self.pause_ends = None;
            self.halved = None;
        }
    }

    /// A request that had started at `started` was answered 429; everybody pauses until
    /// `pause_ends`.
    pub(super) fn limited(&mut self, started: Instant, now: Instant, pause_ends: Instant) {
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
        assert_eq!(share.places(), 50, "once may be an accident");
        share.limited(t0, t0, t0 + 2 * SECOND);
        assert_eq!(share.places(), 50, "of the same burst");
        share.limited(t0 + SECOND, t0 + SECOND, t0 + 2 * SECOND);
        assert_eq!(share.places(), 50, "started before the pause was over");
        let mut at = t0 + 2 * SECOND;
        for expected in [25, 12, 6, 3, 1, 1] {
            share.limited(at, at, at + SECOND);
            assert_eq!(share.places(), expected);
            share.limited(at + SECOND, at + SECOND, at + 2 * SECOND);
            assert_eq!(share.places(), expected, "again within the same window");
            at += WINDOW;
        }
    }

    #[test]
    fn a_window_without_429s_restores_the_whole_share() {
        let t0 = Instant::now();
        let mut share = AdaptiveShare::new(50, WINDOW);
        share.limited(t0, t0, t0 + SECOND);
        share.limited(t0 + SECOND, t0 + SECOND, t0 + 2 * SECOND);
        assert_eq!(share.places(), 25);
        let restored = t0 + 2 * SECOND + WINDOW;
        assert_eq!(share.restored_at(), Some(restored));
        share.restore(restored - Duration::from_millis(1));
        assert_eq!(share.places(), 25);
        share.restore(restored);
        assert_eq!((share.places(), share.restored_at()), (50, None));
    }

    #[test]
    fn two_429s_with_hours_between_them_are_two_accidents() {
        let t0 = Instant::now();
        let mut share = AdaptiveShare::new(50, WINDOW);
        share.limited(t0, t0, t0 + SECOND);
        let later = t0 + 8 * 60 * WINDOW;
        share.limited(later, later, later + SECOND);
        assert_eq!(share.places(), 50);
    }
}
