//! How the storage threads measure and space their own work; no row ever holds what is read here.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

#[expect(
    clippy::disallowed_methods,
    reason = "an edge: length of a group, back-off; never a fact about the world"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// A random pause that doubles with each turn, so that those who collided do not collide again.
pub(crate) fn jitter(unit: Duration, turn: u32, most_doublings: u32) -> Duration {
    let span = unit.saturating_mul(1 << turn.min(most_doublings).min(16));
    let share = u32::try_from(RandomState::new().hash_one(turn) % 1000).unwrap_or(500);
    span / 2 + span * share / 2000
}
