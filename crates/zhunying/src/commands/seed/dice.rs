//! The seeded stream of a city: the same seed and the same place in it give the same throw.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of throws.
pub struct Dice(ChaCha20Rng);

impl Dice {
    /// The throws of one thing of the city; things do not disturb each other's throws.
    pub fn new(seed: u64, thing: u64) -> Dice {
        let mut stream = ChaCha20Rng::seed_from_u64(seed);
        stream.set_stream(thing);
        Dice(stream)
    }

    /// A number below `limit`; 0 when there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.0.next_u64() % limit).unwrap_or(0)
    }

    /// A number from `low` to `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        low + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// True in so many of a hundred throws.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub fn pick<'t, T>(&mut self, from: &'t [T]) -> Option<&'t T> {
        let at = self.below(from.len());
        from.get(at)
    }

    /// One of these words; empty when there are none.
    pub fn word(&mut self, from: &[&'static str]) -> &'static str {
        self.pick(from).copied().unwrap_or_default()
    }

    /// 128 throws of a coin.
    pub fn chance(&mut self) -> u128 {
        u128::from(self.0.next_u64()) << 64 | u128::from(self.0.next_u64())
    }

    /// 64 throws of a coin: the seed of a smaller thing.
    pub fn seed(&mut self) -> u64 {
        self.0.next_u64()
    }
}
