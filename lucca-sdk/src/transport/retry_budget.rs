//! How many 500s a client repeats.
//!
//! A 500 may pass or may stay. If every call of a client that meets a broken server tried
//! four times, the server would get four times the load, and the company's rate limit would
//! be eaten by failures. So repeats after a 500 come out of one small budget that all calls
//! of a client share, and successes pay it back slowly.

use std::sync::{Mutex, PoisonError};

/// What one success pays back, in repeats.
const REFUND: f64 = 0.1;

#[derive(Debug)]
pub(crate) struct RetryBudget {
    full: f64,
    left: Mutex<f64>,
}

impl RetryBudget {
    pub(crate) fn new(repeats: u32) -> Self {
        let full = f64::from(repeats);
        Self {
            full,
            left: Mutex::new(full),
        }
    }

    /// Whether there is enough for one more repeat; takes it if so.
    pub(super) fn take(&self) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *left >= 1.0;
        if enough {
            *left -= 1.0;
        }
        enough
    }

    pub(super) fn succeeded(&self) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = (*left + REFUND).min(self.full);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_runs_out_and_successes_pay_it_back() {
        let budget = RetryBudget::new(2);
        assert!(budget.take() && budget.take() && !budget.take());
        for _ in 0..9 {
            budget.succeeded();
            assert!(!budget.take());
        }
        for _ in 0..2 {
            budget.succeeded();
        }
        assert!(budget.take() && !budget.take());
        for _ in 0..1000 {
            budget.succeeded();
        }
        assert!(
            budget.take() && budget.take() && !budget.take(),
            "never over full"
        );
        assert!(!RetryBudget::new(0).take());
    }
}
