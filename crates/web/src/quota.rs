//! How much a stranger may ask for: so many questions a second of the open interface from one address, with a reserve for a
//! page that asks several at once, and so many reports an hour. Who is signed in is known, and is not counted here.

use governor::{DefaultKeyedRateLimiter, Quota as Pace, RateLimiter};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};

/// Questions a second, over time.
const A_SECOND: NonZeroU32 = NonZeroU32::new(20).expect("invariant: twenty is not zero");
/// Questions at once, before the pace holds.
const AT_ONCE: NonZeroU32 = NonZeroU32::new(100).expect("invariant: a hundred is not zero");
/// Reports an hour, over time, and at once.
const REPORTS_AN_HOUR: NonZeroU32 = NonZeroU32::new(20).expect("invariant: twenty is not zero");
const REPORTS_AT_ONCE: NonZeroU32 = NonZeroU32::new(10).expect("invariant: ten is not zero");
/// After so many questions, addresses that have rested are forgotten, so that memory stays flat.
const FORGET_EVERY: u64 = 10_000;

/// The count of all addresses.
pub struct Quota {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    asked: AtomicU64,
}

impl Quota {
    /// Questions of the open interface; nobody has asked yet.
    pub fn questions() -> Quota {
        Quota::of(Pace::per_second(A_SECOND).allow_burst(AT_ONCE))
    }

    /// Reports; nobody has sent one yet.
    pub fn reports() -> Quota {
        Quota::of(Pace::per_hour(REPORTS_AN_HOUR).allow_burst(REPORTS_AT_ONCE))
    }

    fn of(pace: Pace) -> Quota {
        Quota {
            limiter: RateLimiter::keyed(pace),
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
