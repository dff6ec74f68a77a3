//! The workers: seal the record, sign certificates, carry pushes, write down what silence made true. Each is leased, so that
//! of several servers one works; each is woken by commits and idempotent.

use crate::bureau::App;
use crate::catalogue::{self, editions, feedback};
use crate::exchange::Courier;
use crate::failure::Failure;
use crate::{certificates, exchange, licensing, record};
use rules::calendar::Moment;
use sql::params;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// The running workers; they end when told to.
pub struct Workers {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

/// One turn of a worker; tells whether there was something to do.
type Work = Box<dyn Fn(&App) -> Result<bool, Failure> + Send>;

/// What ends the pause of an idle worker.
#[derive(Clone, Copy)]
enum Woken {
    /// A commit, or the longest pause.
    ByCommits,
    /// Time alone: no commit makes work for it.
    ByTime,
}

/// How long a lease holds; a worker renews it at every turn.
const LEASE_SECONDS: i64 = 15;
/// The longest pause of an idle worker.
const IDLE: Duration = Duration::from_millis(500);

impl Workers {
    /// Starts all workers of this server.
    pub fn start(app: &App, place: &str) -> Result<Workers, Failure> {
        let stop = Arc::new(AtomicBool::new(false));
        let holder = app.token()?;
        let mut threads = Vec::new();
        let mut worker = |name: &str, woken: Woken, work: Work| {
            let lease = Lease::new(name, &holder);
            threads.push(spawn(app.clone(), lease, woken, stop.clone(), work));
        };
        worker(
            "seal",
            Woken::ByCommits,
            Box::new(|app| {
                let sealed = record::seal_once(app)?;
                if sealed.checkpoint_due {
                    record::checkpoint(app)?;
                }
                Ok(sealed.entries > 0)
            }),
        );
        let of_place = place.to_owned();
        worker(
            "sign",
            Woken::ByCommits,
            Box::new(move |app| Ok(certificates::issue_prepared(app, &of_place, 200)? > 0)),
        );
        let of_place = place.to_owned();
        worker(
            "silence",
            Woken::ByTime,
            Box::new(move |app| Ok(licensing::record_silence(app, &of_place, 200)? > 0)),
        );
        for receiver in exchange::receivers(app)? {
            let (courier, of_place, name) = (Courier::default(), place.to_owned(), format!("push:{}", receiver.unit));
            worker(
                &name,
                Woken::ByCommits,
                Box::new(move |app| Ok(courier.round(app, &receiver, &of_place)?.delivered > 0)),
            );
        }
        Ok(Workers { stop, threads })
    }

    /// Follows the catalogue: what others publish and what a new day brings is in force here within a moment, gaps it fills are
    /// closed, and the words this server did not find are written down. Every server follows for itself, without a lease.
    pub fn follow_catalogue(app: &App, place: &str) -> Workers {
        let stop = Arc::new(AtomicBool::new(false));
        let (app, place, stopped) = (app.clone(), place.to_owned(), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            let mut seen = String::new();
            while !stopped.load(Ordering::SeqCst) {
                if let Err(failure) = follow(&app, &place, &mut seen) {
                    tracing::error!(%failure, "the catalogue cannot be followed; it is tried again");
                }
                std::thread::park_timeout(IDLE);
            }
            if let Err(failure) = feedback::write_unfound(&app, &place) {
                tracing::error!(%failure, "words that were not found are lost");
            }
        });
        Workers {
            stop,
            threads: vec![thread],
        }
    }

    /// Tells all workers to end and waits for them.
    pub fn stop(self) {
        self.stop.store(true, Ordering::SeqCst);
        for thread in self.threads {
            thread.thread().unpark();
            if thread.join().is_err() {
                tracing::error!("a worker ended by panic");
            }
        }
    }
}

/// One turn after the catalogue; `seen` is the edition whose terms were looked at last.
fn follow(app: &App, place: &str, seen: &mut String) -> Result<(), Failure> {
    editions::refresh(app)?;
    catalogue::publish(app, place)?;
    feedback::write_unfound_when_due(app, place)?;
    let hash = app.current().shelf().edition().hash.clone();
    if *seen != hash {
        feedback::close_met(app, place)?;
        *seen = hash;
    }
    Ok(())
}

fn spawn(app: App, mut lease: Lease, woken: Woken, stop: Arc<AtomicBool>, work: Work) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut turn = 0;
        while !stop.load(Ordering::SeqCst) {
            let worked = match lease.hold(&app) {
                Ok(true) => work(&app),
                Ok(false) => Ok(false),
                Err(failure) => Err(failure),
            };
            if let Err(failure) = &worked {
                tracing::error!(worker = lease.name, %failure, "worker failed; it tries again");
            }
            if worked.unwrap_or(false) {
                continue;
            }
            match woken {
                Woken::ByCommits => turn = app.wake().wait(turn, IDLE),
                Woken::ByTime => std::thread::park_timeout(IDLE),
            }
        }
    })
}

/// A worker's right to work, alone among all servers, until a moment.
struct Lease {
    name: String,
    holder: String,
    /// Until when it is ours, as far as we know; nobody else can have taken it before.
    until: Moment,
}

impl Lease {
    fn new(name: &str, holder: &str) -> Lease {
        Lease {
            name: name.to_owned(),
            holder: holder.to_owned(),
            until: Moment::from_micros(0),
        }
    }

    /// Takes or renews it; false while another server holds it. While it runs long enough nothing is asked.
    fn hold(&mut self, app: &App) -> Result<bool, Failure> {
        let now = app.now();
        if self.until > now.plus_seconds(LEASE_SECONDS / 2) {
            return Ok(true);
        }
        let (name, me) = (self.name.clone(), self.holder.clone());
        let other = app.view("lease.look", move |tx| {
            let row = tx.query_opt(
                "select until from lease where name = $1 and holder <> $2 and until > $3",
                params![&name, &me, now.micros()],
            )?;
            Ok::<_, Failure>(row.is_some())
        })?;
        if other {
            return Ok(false);
        }
        let (name, me) = (self.name.clone(), self.holder.clone());
        let taken = app.keep_books("lease.take", move |tx, at| {
            let until = at.plus_seconds(LEASE_SECONDS);
            let taken = tx.execute(
                "insert into lease (name, holder, until) values ($1, $2, $3)
                 on conflict (name) do update set holder = excluded.holder, until = excluded.until
                 where lease.holder = $2 or lease.until < $4",
                params![&name, &me, until.micros(), at.micros()],
            )?;
            Ok((taken == 1).then_some(until))
        })?;
        self.until = taken.unwrap_or(self.until);
        Ok(taken.is_some())
    }
}
