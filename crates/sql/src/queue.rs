//! A bounded queue between callers and the threads that own connections: full answers at once, closed drains.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::pace;

pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    filled: Condvar,
    closed: Condvar,
    limit: usize,
}

struct State<T> {
    items: VecDeque<T>,
    closed: bool,
}

/// Why an item came back.
pub(crate) enum Refused {
    Full,
    Closed,
}

impl<T> Queue<T> {
    pub fn new(limit: usize) -> Queue<T> {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                closed: false,
            }),
            filled: Condvar::new(),
            closed: Condvar::new(),
            limit: limit.max(1),
        }
    }

    /// Nothing panics while it holds the lock, so a poisoned lock still guards a whole state.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn push(&self, item: T) -> Result<(), (T, Refused)> {
        let mut state = self.lock();
        if state.closed {
            return Err((item, Refused::Closed));
        }
        if state.items.len() >= self.limit {
            return Err((item, Refused::Full));
        }
        state.items.push_back(item);
        drop(state);
        self.filled.notify_one();
        Ok(())
    }

    /// Puts an item back at the front for another thread; never refused, for it was already accepted.
    pub fn give_back(&self, item: T) {
        self.lock().items.push_front(item);
        self.filled.notify_one();
    }

    /// Waits for an item; `None` when the queue is closed and empty.
    pub fn pop(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if let Some(item) = state.items.pop_front() {
                return Some(item);
            }
            if state.closed {
                return None;
            }
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    pub fn try_pop(&self) -> Option<T> {
        self.lock().items.pop_front()
    }

    /// Sleeps until the moment, or until the queue closes.
    pub fn rest_until(&self, moment: Instant) {
        let mut state = self.lock();
        while !state.closed {
            let left = moment.saturating_duration_since(pace::now());
            if left.is_zero() {
                return;
            }
            state = self.closed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Refuses new items; what is queued is still worked off.
    pub fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_all();
        self.closed.notify_all();
    }
}
