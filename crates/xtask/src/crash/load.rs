//! What all clients share: the server's address, the door they pass before each request, the counts, and the fuse by which
//! the conductor lets a blow fall, on his own or on the very heels of an answer.

use super::ledger::Ledger;
use super::process::Running;
use super::watch::Watch;
use crate::{Outcome, Stop};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Whom SIGKILL hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Victim {
    Server,
    /// The postmaster; its backends end by themselves when they find it gone.
    Postmaster,
}

/// Whether clients may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    Open,
    Held,
    /// Everything wished for is done; clients end after their sitting.
    Over,
}

struct Crowd {
    door: Door,
    /// Clients at work, those at the door included.
    running: usize,
    /// Clients at the door.
    waiting: usize,
}

enum Fuse {
    Safe,
    Armed(Victim),
    /// So many requests were in flight.
    Struck(usize),
}

/// The load on one server.
pub struct Load {
    pub address: SocketAddr,
    pub watch: Watch,
    pub ledgers: Vec<Ledger>,
    /// Requests sent and not answered yet.
    pub in_flight: AtomicUsize,
    /// Acknowledged acts that were done.
    pub done: AtomicUsize,
    /// Attempts whose outcome stayed unknown and that were repeated.
    pub repeated: AtomicUsize,
    /// A name that another client is about to ask for, so that some are asked for twice at once.
    pub wanted: Mutex<Option<String>>,
    /// The processes that may be hit.
    pub server: Mutex<Option<Running>>,
    pub postmaster: Mutex<Option<Running>>,
    crowd: Mutex<Crowd>,
    moved: Condvar,
    fuse: Mutex<Fuse>,
    is_armed: AtomicBool,
    broken: Mutex<Option<Stop>>,
}

/// Nobody panics while holding one of these locks, and if so, what they guard is still whole.
pub fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Load {
    /// A load of as many clients as there are ledgers; nobody moves before the first `release`.
    pub fn new(address: SocketAddr, watch: Watch, ledgers: Vec<Ledger>) -> Load {
        let crowd = Crowd {
            door: Door::Held,
            running: ledgers.len(),
            waiting: 0,
        };
        Load {
            address,
            watch,
            ledgers,
            in_flight: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            repeated: AtomicUsize::new(0),
            wanted: Mutex::new(None),
            server: Mutex::new(None),
            postmaster: Mutex::new(None),
            crowd: Mutex::new(crowd),
            moved: Condvar::new(),
            fuse: Mutex::new(Fuse::Safe),
            is_armed: AtomicBool::new(false),
            broken: Mutex::new(None),
        }
    }

    /// A client passes here before each attempt, and waits while the door is held.
    pub fn pass(&self) -> Outcome {
        let mut crowd = locked(&self.crowd);
        crowd.waiting += 1;
        self.moved.notify_all();
        while crowd.door == Door::Held && !self.is_broken() && !self.watch.is_over() {
            crowd = self.rest(crowd);
        }
        crowd.waiting -= 1;
        drop(crowd);
        if self.is_broken() {
            return Err(Stop::Refused("another client found a broken promise".to_owned()));
        }
        if self.watch.is_over() {
            return Err(self.watch.ran_out());
        }
        Ok(())
    }

    /// Nobody passes any more; comes back when every client stands at the door and so nothing is in flight.
    pub fn hold(&self) -> Outcome {
        let mut crowd = locked(&self.crowd);
        if crowd.door == Door::Open {
            crowd.door = Door::Held;
        }
        while crowd.waiting < crowd.running && !self.is_broken() && !self.watch.is_over() {
            crowd = self.rest(crowd);
        }
        drop(crowd);
        self.check()
    }

    /// Clients go on.
    pub fn release(&self) {
        let mut crowd = locked(&self.crowd);
        if crowd.door == Door::Held {
            crowd.door = Door::Open;
        }
        self.moved.notify_all();
    }

    /// Clients end after what they have begun.
    pub fn finish(&self) {
        locked(&self.crowd).door = Door::Over;
        self.moved.notify_all();
    }

    pub fn is_over(&self) -> bool {
        locked(&self.crowd).door == Door::Over
    }

    /// A client ends, well or not.
    pub fn leave(&self, outcome: Outcome) {
        if let Err(stop) = outcome {
            self.fail(stop);
        }
        locked(&self.crowd).running -= 1;
        self.moved.notify_all();
    }

    /// Everybody stops; the first reason stands.
    pub fn fail(&self, stop: Stop) {
        locked(&self.broken).get_or_insert(stop);
        self.moved.notify_all();
    }

    fn is_broken(&self) -> bool {
        locked(&self.broken).is_some()
    }

    /// The first reason to stop, if there is one.
    pub fn check(&self) -> Outcome {
        locked(&self.broken).clone().map_or(Ok(()), Err)
    }

    /// Lets the next answer that any client gets pull the trigger.
    pub fn arm(&self, victim: Victim) {
        *locked(&self.fuse) = Fuse::Armed(victim);
        self.is_armed.store(true, Ordering::SeqCst);
    }

    /// A client has an answer in hand; an armed fuse goes off now, before the client does anything else.
    pub fn answered(&self) {
        if self.is_armed.load(Ordering::SeqCst) {
            self.strike();
        }
    }

    /// Kills the victim of an armed fuse, once.
    pub fn strike(&self) {
        let mut fuse = locked(&self.fuse);
        let Fuse::Armed(victim) = &*fuse else { return };
        let process = match victim {
            Victim::Server => &self.server,
            Victim::Postmaster => &self.postmaster,
        };
        let in_flight = self.in_flight.load(Ordering::SeqCst);
        if let Some(process) = &mut *locked(process) {
            process.kill();
        }
        *fuse = Fuse::Struck(in_flight);
        self.is_armed.store(false, Ordering::SeqCst);
        drop(fuse);
        self.moved.notify_all();
    }

    /// How many requests were in flight when the fuse went off; nothing while it has not.
    pub fn struck(&self) -> Option<usize> {
        let mut fuse = locked(&self.fuse);
        let Fuse::Struck(in_flight) = *fuse else { return None };
        *fuse = Fuse::Safe;
        Some(in_flight)
    }

    /// Short, so that the end of the time is seen too.
    fn rest<'a>(&self, crowd: MutexGuard<'a, Crowd>) -> MutexGuard<'a, Crowd> {
        let waited = self.moved.wait_timeout(crowd, Duration::from_millis(100));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }
}
