//! Randomness that is the same on every machine and in every release.
//!
//! ChaCha is specified to the bit; how `rand` turns its output into ranges is not, and has changed between
//! releases. So the few draws that are needed are spelled out here: a seed means the same company for ever.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Which part of the company a stream of draws is for. One stream each, so that a change to how offices are drawn
/// does not rename every person.
#[derive(Clone, Copy)]
pub(crate) enum Topic {
    Key = 1,
    Offices = 2,
    People = 3,
    Presence = 4,
    Imports = 5,
    Trouble = 6,
    Behaviour = 7,
    Records = 8,
}

#[derive(Clone, Debug)]
pub(crate) struct Random(ChaCha8Rng);

impl Random {
    pub(crate) fn new(seed: u64, topic: Topic) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(topic as u64);
        Self(rng)
    }

    /// A number below `bound`, or 0 if there is none. The bias of the widening multiplication is under one in 2³²
    /// per unit of `bound`: nothing that a company of 100,000 shows.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.0.next_u64()) * bound as u128) >> 64) as usize
    }

    /// True in `per_mille` of 1,000 draws.
    pub(crate) fn chance(&mut self, per_mille: usize) -> bool {
        self.below(1_000) < per_mille
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(usize::try_from(high - low + 1).unwrap_or(0)) as i64
    }

    /// One of `choices`.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> Option<&'a T> {
        let index = self.below(choices.len());
        choices.get(index).copied()
    }

    /// A random (version 4) UUID in its usual spelling.
    pub(crate) fn uuid(&mut self) -> String {
        let high = self.0.next_u64();
        let low = self.0.next_u64();
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | ((low >> 48) & 0x3fff),
            low & 0xffff_ffff_ffff,
        )
    }
}
