//! Wrong tries at things that are found by a number and a datum: after so many within a time, everybody waits, whether or
//! not the number exists. Kept in memory, bounded; a restart forgets them, which gives nobody more than one more round.

use crate::hall::Hall;
use office::Failure;
use rules::calendar::Moment;
use rules::ids::fold_typed;
use rules::{Code, Refusal};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Numbers remembered at once; beyond that the oldest is forgotten.
const REMEMBERED_MAX: usize = 10_000;

/// How many tries within which time.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// Wrong tries until everybody waits.
    pub tries: i64,
    /// Minutes after which they are forgotten.
    pub minutes: i64,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    since: Moment,
    wrong: i64,
}

/// The wrong tries of this server.
#[derive(Debug, Default)]
pub struct Tries {
    counts: Mutex<BTreeMap<String, Count>>,
}

impl Tries {
    /// Whether this number may be tried now.
    pub fn may(&self, number: &str, allowance: Allowance, now: Moment) -> bool {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts
            .get(number)
            .is_none_or(|count| count.wrong < allowance.tries || is_past(count, allowance, now))
    }

    /// Notes a wrong try.
    pub fn wrong(&self, number: &str, allowance: Allowance, now: Moment) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= REMEMBERED_MAX && !counts.contains_key(number) {
            counts.retain(|_, count| !is_past(count, allowance, now));
        }
        if counts.len() >= REMEMBERED_MAX && !counts.contains_key(number) {
            let oldest = counts.iter().min_by_key(|(_, count)| count.since).map(|(number, _)| number.clone());
            oldest.and_then(|oldest| counts.remove(&oldest));
        }
        let count = counts.entry(number.to_owned()).or_insert(Count { since: now, wrong: 0 });
        if is_past(count, allowance, now) {
            *count = Count { since: now, wrong: 0 };
        }
        count.wrong += 1;
    }

    /// Forgets the tries at a number that was found.
    pub fn right(&self, number: &str) {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).remove(number);
    }
}

impl Hall {
    /// Finds a thing by its number within the allowance of wrong tries of the law files.
    pub fn within_tries<T>(&self, number: &str, find: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        let law = self.app().law("");
        let allowance = Allowance {
            tries: law.number("access.lockout_failures")?,
            minutes: law.number("access.lockout_minutes")?,
        };
        let (folded, now): (String, Moment) = (number.chars().filter_map(fold_typed).take(40).collect(), self.app().now());
        if !self.tries().may(&folded, allowance, now) {
            return Err(Refusal::new(Code::LockedOut).into());
        }
        let found = find();
        match &found {
            Ok(_) => self.tries().right(&folded),
            Err(Failure::Refused(_)) => self.tries().wrong(&folded, allowance, now),
            Err(Failure::Fault(_)) => {}
        }
        found
    }
}

fn is_past(count: &Count, allowance: Allowance, now: Moment) -> bool {
    now >= count.since.plus_seconds(allowance.minutes * 60)
}
