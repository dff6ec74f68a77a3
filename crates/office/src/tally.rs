//! A count kept in memory until a worker writes it down, so that what is counted is never slowed down. Bounded: what does not
//! fit any more is not counted.

use rules::calendar::Moment;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Keys counted at once.
const KEYS_MAX: usize = 2_000;

/// How often each key was met.
pub type Counts<K> = BTreeMap<K, i64>;

/// The count of this server.
#[derive(Debug)]
pub struct Tally<K> {
    counts: Mutex<(Counts<K>, Option<Moment>)>,
}

impl<K> Default for Tally<K> {
    fn default() -> Tally<K> {
        Tally {
            counts: Mutex::new((BTreeMap::new(), None)),
        }
    }
}

impl<K: Ord> Tally<K> {
    /// Counts one; remembers since when something waits.
    pub fn add(&self, key: K, now: Moment) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let (counts, since) = &mut *counts;
        if counts.len() >= KEYS_MAX && !counts.contains_key(&key) {
            return;
        }
        *counts.entry(key).or_insert(0) += 1;
        since.get_or_insert(now);
    }

    /// Since when something waits to be written down.
    pub fn since(&self) -> Option<Moment> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    /// Takes everything out.
    pub fn take(&self) -> Counts<K> {
        std::mem::take(&mut *self.counts.lock().unwrap_or_else(PoisonError::into_inner)).0
    }
}
