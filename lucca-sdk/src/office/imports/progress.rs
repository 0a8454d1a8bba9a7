//! How far an import is.

use super::SummaryId;

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

#[cfg(test)]
mod tests {
    use super::*;

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
