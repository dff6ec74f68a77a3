//! The workers: seal the record, sign certificates, carry pushes, write down what silence made true. Each is leased, so that
//! of several servers one works; each is woken by commits and idempotent.

use crate::bureau::App;
use crate::exchange::Courier;
use crate::failure::Failure;
use crate::{certificates, exchange, licensing, record};
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
        let mut worker = |name: &str, work: Work| {
            threads.push(spawn(app.clone(), name.to_owned(), holder.clone(), stop.clone(), work));
        };
        worker(
            "seal",
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
            Box::new(move |app| Ok(certificates::issue_prepared(app, &of_place, 200)? > 0)),
        );
        let of_place = place.to_owned();
        worker(
            "silence",
            Box::new(move |app| Ok(licensing::record_silence(app, &of_place, 200)? > 0)),
        );
        for receiver in exchange::receivers(app)? {
            let (courier, of_place, name) = (Courier::default(), place.to_owned(), format!("push:{}", receiver.unit));
            worker(
                &name,
                Box::new(move |app| Ok(courier.round(app, &receiver, &of_place)?.delivered > 0)),
            );
        }
        Ok(Workers { stop, threads })
    }

    /// Tells all workers to end and waits for them.
    pub fn stop(self) {
        self.stop.store(true, Ordering::SeqCst);
        for thread in self.threads {
            if thread.join().is_err() {
                tracing::error!("a worker ended by panic");
            }
        }
    }
}

fn spawn(app: App, name: String, holder: String, stop: Arc<AtomicBool>, work: Work) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut turn = 0;
        while !stop.load(Ordering::SeqCst) {
            let worked = match lease(&app, &name, &holder) {
                Ok(true) => work(&app),
                Ok(false) => Ok(false),
                Err(failure) => Err(failure),
            };
            match worked {
                Ok(true) => {}
                Ok(false) => turn = app.wake().wait(turn, IDLE),
                Err(failure) => {
                    tracing::error!(worker = name, %failure, "worker failed; it tries again");
                    turn = app.wake().wait(turn, IDLE);
                }
            }
        }
    })
}

/// Takes or renews the lease; false while another server holds it. A lease that still runs long enough is not written again.
fn lease(app: &App, name: &str, holder: &str) -> Result<bool, Failure> {
    let (key, me, now) = (name.to_owned(), holder.to_owned(), app.now());
    let held = app.view("lease.look", move |tx| {
        let row = tx.query_opt("select holder, until from lease where name = $1", params![&key])?;
        row.map(|row| Ok((row.text("holder")?, row.int("until")?))).transpose()
    })?;
    match held {
        Some((other, until)) if other != me && until > now.micros() => return Ok(false),
        Some((mine, until)) if mine == *holder && until > now.plus_seconds(LEASE_SECONDS / 2).micros() => return Ok(true),
        Some(_) | None => {}
    }
    let (key, me) = (name.to_owned(), holder.to_owned());
    app.keep_books("lease.take", move |tx, at| {
        let until = at.plus_seconds(LEASE_SECONDS).micros();
        let taken = tx.execute(
            "insert into lease (name, holder, until) values ($1, $2, $3)
             on conflict (name) do update set holder = excluded.holder, until = excluded.until where lease.holder = $2 or lease.until < $4",
            params![&key, &me, until, at.micros()],
        )?;
        Ok(taken == 1)
    })
}
