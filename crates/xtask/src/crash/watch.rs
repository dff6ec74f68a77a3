//! Time for the person at the terminal: how long an engine may take, and pauses while other processes get ready.

use crate::Stop;
use std::time::{Duration, Instant};

/// A time that runs out.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    begun: Instant,
    until: Instant,
}

impl Watch {
    /// Starts now.
    pub fn start(limit: Duration) -> Watch {
        let begun = now();
        Watch {
            begun,
            until: begun + limit,
        }
    }

    /// Whether the time has run out.
    pub fn is_over(&self) -> bool {
        now() >= self.until
    }

    /// What is said when it has.
    pub fn ran_out(&self) -> Stop {
        Stop::World(format!("the time of {} s ran out", (self.until - self.begun).as_secs()))
    }

    /// Since the start.
    pub fn elapsed(&self) -> Duration {
        now() - self.begun
    }

    /// A shorter time within this one.
    pub fn within(&self, limit: Duration) -> Watch {
        let begun = now();
        let until = self.until.min(begun + limit);
        Watch { begun, until }
    }
}

#[expect(clippy::disallowed_methods, reason = "a test with processes is bounded by the clock on the wall")]
fn now() -> Instant {
    Instant::now()
}

/// Lets other processes get on.
#[expect(clippy::disallowed_methods, reason = "another process gets ready; there is nothing to be woken by")]
pub fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// Asks every 20 milliseconds until it is so; `false` when the time ran out before.
pub fn wait_until(watch: &Watch, so: impl Fn() -> bool) -> bool {
    loop {
        if so() {
            return true;
        }
        if watch.is_over() {
            return false;
        }
        pause(Duration::from_millis(20));
    }
}
