//! The randomness of the delays, from one seed.

use std::sync::{Mutex, PoisonError};

#[derive(Debug)]
pub(crate) struct Jitter(Mutex<fastrand::Rng>);

impl Jitter {
    /// Seeded by the system, unless told otherwise.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self(Mutex::new(
            seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed),
        ))
    }

    /// From 0 up to but without 1.
    pub(super) fn draw(&self) -> f64 {
        let mut rng = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rng.f64()
    }
}
