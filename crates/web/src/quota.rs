//! How much of the open interface a stranger may ask for: so many questions a second from one address, with a reserve for a
//! page that asks several at once. Who is signed in is known, and is not counted here.

use governor::{DefaultKeyedRateLimiter, Quota as Pace, RateLimiter};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};

/// Questions a second, over time.
const A_SECOND: NonZeroU32 = NonZeroU32::new(20).expect("invariant: twenty is not zero");
/// Questions at once, before the pace holds.
const AT_ONCE: NonZeroU32 = NonZeroU32::new(100).expect("invariant: a hundred is not zero");
/// After so many questions, addresses that have rested are forgotten, so that memory stays flat.
const FORGET_EVERY: u64 = 10_000;

/// The count of all addresses.
pub struct Quota {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    asked: AtomicU64,
}

impl Quota {
    /// Nobody has asked yet.
    pub fn new() -> Quota {
        Quota {
            limiter: RateLimiter::keyed(Pace::per_second(A_SECOND).allow_burst(AT_ONCE)),
            asked: AtomicU64::new(0),
        }
    }

    /// Whether this address may ask now.
    pub fn allows(&self, address: IpAddr) -> bool {
        if self.asked.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&address).is_ok()
    }
}
