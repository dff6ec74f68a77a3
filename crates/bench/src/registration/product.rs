//! The product in a turn: prepares, waits until its workers are idle, measures, waits again, and keeps what it needs to prove
//! afterwards that nothing acknowledged was lost.

use super::founders::{Draft, Founders, NAMES_EACH};
use super::load::{Load, hand_in};
use super::server::{Server, Site, Workers, pause};
use crate::measure::{Stopwatch, median};
use crate::{Outcome, Stop};
use sql::{Database, Options};
use std::collections::BTreeSet;

/// Seconds of the first load, which only tells how many drafts a turn needs.
const WARM_SECONDS: f64 = 1.0;
/// Drafts beyond what the last turn needed.
const SPARE: f64 = 1.4;
/// Workers that do not become idle in so many seconds never will.
const IDLE_SECONDS_MAX: f64 = 300.0;

/// An installation with its running server and its founders.
pub struct Product {
    name: &'static str,
    server: Server,
    database: Database,
    site: Site,
    founders: Founders,
    drafts: Vec<Draft>,
    rate: f64,
    acknowledged: BTreeSet<String>,
    other: Vec<String>,
    /// Milliseconds: half and 99 of 100 requests, in each turn.
    half: Vec<f64>,
    most: Vec<f64>,
    cpu: Vec<f64>,
    lag: Vec<f64>,
}

fn failed(error: impl std::fmt::Display) -> Stop {
    Stop::World(format!("the product: {error}"))
}

impl Product {
    /// Makes the installation, starts it and warms it up. `rate_max` bounds how many drafts a turn may need.
    pub fn start(name: &'static str, site: Site, seconds: f64, rate_max: f64) -> Outcome<Product> {
        let founders = (seconds * rate_max * SPARE) as usize / NAMES_EACH + 1;
        let founders = Founders::settle(&site, founders)?;
        let server = site.serve(Workers::On)?;
        let mut product = Product {
            name,
            database: Database::open(&site.url, Options::default()).map_err(failed)?,
            server,
            site,
            founders,
            drafts: Vec::new(),
            rate: rate_max / 4.0,
            acknowledged: BTreeSet::new(),
            other: Vec::new(),
            half: Vec::new(),
            most: Vec::new(),
            cpu: Vec::new(),
            lag: Vec::new(),
        };
        let load = product.load(WARM_SECONDS)?;
        product.keep(load);
        Ok(product)
    }

    /// How the lines call it.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// One turn; gives registrations a second.
    pub fn turn(&mut self, seconds: f64) -> Outcome<f64> {
        let before = self.server.cpu_seconds();
        let mut load = self.load(seconds)?;
        let done = load.acknowledged.len().max(1) as f64;
        self.half.push(load.milliseconds(0.5));
        self.most.push(load.milliseconds(0.99));
        // What the workers did afterwards belongs to these registrations too; what preparing cost does not.
        self.cpu
            .push((self.server.cpu_seconds() - before - load.cpu_before) * 1_000.0 / done);
        self.lag.push(load.lag);
        let rate = load.rate();
        self.keep(load);
        Ok(rate)
    }

    fn keep(&mut self, load: Load) {
        self.rate = load.rate();
        self.acknowledged.extend(load.acknowledged);
        if let Some(first) = load.other.first() {
            eprintln!("{}: {} not registered, such as {first}", self.name, load.other.len());
        }
        self.other.extend(load.other);
    }

    fn load(&mut self, seconds: f64) -> Outcome<Load> {
        let begun = self.server.cpu_seconds();
        let wanted = (self.rate * seconds * SPARE) as usize;
        let missing = wanted.saturating_sub(self.drafts.len());
        let fresh = self.founders.prepare(self.server.address, missing)?;
        self.drafts.extend(fresh);
        self.settle()?;
        let cpu_before = self.server.cpu_seconds() - begun;
        let mut load = hand_in(self.server.address, &self.drafts, seconds)?;
        let watch = Stopwatch::start();
        self.settle()?;
        (load.lag, load.cpu_before) = (watch.seconds(), cpu_before);
        // Each client took its share from the front; what is left is handed in first next time.
        let answered = &load.handed_in;
        self.drafts.retain(|draft| !answered.contains(&draft.id));
        Ok(load)
    }

    /// Waits until everything is sealed and signed.
    fn settle(&self) -> Outcome {
        let watch = Stopwatch::start();
        while watch.seconds() < IDLE_SECONDS_MAX {
            let waiting = self.database.read("bench.waiting", |tx| -> Result<i64, sql::Error> {
                let row = tx.query_one(
                    "select (select count(*) from record_pending) + (select count(*) from certificate where state = 'prepared') as n",
                    &[],
                )?;
                row.int("n")
            });
            if waiting.wait().map_err(failed)? == 0 {
                return Ok(());
            }
            pause();
        }
        Err(failed(format!(
            "{}: the workers are not idle after {IDLE_SECONDS_MAX} s",
            self.name
        )))
    }

    /// Figures beside the rate: name, unit, value.
    pub fn beside(&self) -> [(&'static str, &'static str, f64); 5] {
        [
            ("answered_half", "ms", median(self.half.clone())),
            ("answered_99_of_100", "ms", median(self.most.clone())),
            ("server_cpu_each", "ms", median(self.cpu.clone())),
            ("workers_idle_after", "s", median(self.lag.clone())),
            ("not_registered", "requests", self.other.len() as f64),
        ]
    }

    /// The first answer that was no registration, with what the server has to say.
    pub fn first_other(&self) -> Option<String> {
        let first = self.other.first()?;
        let log = std::fs::read_to_string(self.site.data.join("server.log")).unwrap_or_default();
        let error = log.lines().find(|line| line.contains("ERROR")).unwrap_or_default();
        Some(format!("{} answers such as {first} {error}", self.other.len()))
    }

    /// Registrations acknowledged so far.
    pub fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    /// An acknowledged registration that is not in the database.
    pub fn lost(&self) -> Outcome<Option<String>> {
        let stored = self.database.read("bench.stored", |tx| -> Result<BTreeSet<String>, sql::Error> {
            let rows = tx.query("select id from enterprise order by id", &[])?;
            rows.iter().map(|row| row.text("id")).collect()
        });
        let stored = stored.wait().map_err(failed)?;
        let lost: Vec<&String> = self.acknowledged.difference(&stored).collect();
        Ok(lost
            .first()
            .map(|first| format!("{} acknowledged registrations are not stored, such as {first}", lost.len())))
    }

    /// What `zhunying check` says against the database of the running server.
    pub fn unclean(&self) -> Option<String> {
        match self.site.run(&["check"]) {
            Ok(_) => None,
            Err(Stop::World(text) | Stop::Usage(text)) => Some(text),
        }
    }
}
