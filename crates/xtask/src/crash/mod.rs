//! The crash test: clients with ledgers of their own do acts over the open interface while the server, PostgreSQL and the
//! power are cut; afterwards every answer is held against the server, its commands and the departments' systems.
//!
//! It shares no code with the program. What it needs to know it asks by HTTP and by command, as an outsider would.

pub mod city;
pub mod client;
pub mod cluster;
pub mod conductor;
pub mod dice;
pub mod http;
pub mod json;
pub mod ledger;
pub mod load;
pub mod plan;
pub mod process;
pub mod proof;
pub mod pushes;
pub mod record;
pub mod volume;
pub mod watch;

use crate::{Outcome, Stop, assets, cargo, finish, target_dir};
use city::City;
use client::Client;
use cluster::Cluster;
use conductor::{Conductor, Tally};
use dice::Dice;
use ledger::{Act, create_all};
use load::{Load, locked};
use plan::plan;
use process::free_address;
use proof::{At, prove};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;
use volume::{Caretaker, Volume};
use watch::Watch;

/// Clients at once.
const CLIENTS: usize = 8;
/// A volume has room for a city and so much for each act.
const VOLUME_BYTES: u64 = 192 * 1_024 * 1_024;
const VOLUME_BYTES_PER_ACT: u64 = 64 * 1_024;

/// Under what acts run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        }
    }
}

/// The command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub engines: Vec<Engine>,
    /// Acknowledged acts that were done, for each engine.
    pub acts: usize,
    pub kills: usize,
    /// On SQLite only.
    pub power_cuts: usize,
    /// Drawn when none is given.
    pub seed: Option<u64>,
    /// Built when none is given.
    pub program: Option<PathBuf>,
    /// For each engine.
    pub minutes: u64,
}

impl Wish {
    /// Reads `--name value` and `--name=value`.
    pub fn parse(words: &[String]) -> Outcome<Wish> {
        let mut wish = Wish {
            engines: vec![Engine::Sqlite, Engine::Postgres],
            acts: 2_000,
            kills: 20,
            power_cuts: 5,
            seed: None,
            program: None,
            minutes: 10,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, value.to_owned()),
                None => {
                    let value = words.next().ok_or_else(|| Stop::Usage(format!("{word} needs a value")))?;
                    (word.as_str(), value.clone())
                }
            };
            match name {
                "--engine" => wish.engines = engines(&value)?,
                "--acts" => wish.acts = number(name, &value)?,
                "--kills" => wish.kills = number(name, &value)?,
                "--power-cuts" => wish.power_cuts = number(name, &value)?,
                "--seed" => wish.seed = Some(number(name, &value)?),
                "--program" => wish.program = Some(PathBuf::from(value)),
                "--minutes" => wish.minutes = number(name, &value)?,
                _ => return Err(Stop::Usage(format!("crash does not know {name}"))),
            }
        }
        Ok(wish)
    }
}

fn engines(value: &str) -> Outcome<Vec<Engine>> {
    match value {
        "sqlite" => Ok(vec![Engine::Sqlite]),
        "postgres" => Ok(vec![Engine::Postgres]),
        "both" => Ok(vec![Engine::Sqlite, Engine::Postgres]),
        _ => Err(Stop::Usage(format!("--engine {value}: sqlite, postgres or both"))),
    }
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Outcome<T> {
    value
        .parse()
        .map_err(|_| Stop::Usage(format!("{name} {value}: not a number that fits")))
}

/// All engines wished for; the first broken promise ends it.
pub fn run(root: &Path, words: &[String]) -> Outcome {
    let wish = Wish::parse(words)?;
    let program = match &wish.program {
        Some(program) => fs::canonicalize(program).map_err(|error| Stop::file(program, &error))?,
        None => built(root)?,
    };
    let seed = wish.seed.unwrap_or_else(drawn);
    println!("crash: seed {seed}; the same acts and blows again with --seed {seed}");
    let folder = std::env::temp_dir().join(format!("zhunying-crash-{}", std::process::id()));
    fs::create_dir(&folder).map_err(|error| Stop::file(&folder, &error))?;
    let caretaker = Caretaker::watch_over(&folder)?;
    let outcome = wish
        .engines
        .iter()
        .try_for_each(|engine| Trial::new(*engine, &wish, seed, &program, &folder).and_then(Trial::run));
    if outcome.is_err() {
        println!("crash: ledgers, logs and images are kept in {}", folder.display());
        caretaker.keep();
    }
    outcome
}

fn built(root: &Path) -> Outcome<PathBuf> {
    assets::build(root)?;
    finish(cargo(root).args(["build", "--release", "--locked", "--package", "zhunying"]))?;
    Ok(target_dir(root)?.join("release/zhunying"))
}

/// Some seed that a person can type.
fn drawn() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(std::process::id()) % 1_000_000
}

/// One engine's run.
struct Trial<'a> {
    engine: Engine,
    wish: &'a Wish,
    seed: u64,
    program: &'a Path,
    folder: PathBuf,
    watch: Watch,
}

impl<'a> Trial<'a> {
    fn new(engine: Engine, wish: &'a Wish, seed: u64, program: &'a Path, folder: &Path) -> Outcome<Trial<'a>> {
        let folder = folder.join(engine.name());
        fs::create_dir(&folder).map_err(|error| Stop::file(&folder, &error))?;
        Ok(Trial {
            engine,
            wish,
            seed,
            program,
            folder,
            watch: Watch::start(Duration::from_secs(wish.minutes * 60)),
        })
    }

    fn power_cuts(&self) -> usize {
        match self.engine {
            Engine::Sqlite => self.wish.power_cuts,
            Engine::Postgres => 0,
        }
    }

    /// Raises the world, runs the load, proves.
    fn run(self) -> Outcome {
        println!("crash: {} …", self.engine.name());
        let volume = match self.power_cuts() {
            0 => None,
            _ => Some(self.volume()?),
        };
        let mounted = volume
            .as_ref()
            .map(|volume| volume.mount(&self.folder.join("volume")))
            .transpose()?;
        let data = mounted
            .as_ref()
            .map_or(self.folder.as_path(), |mounted| mounted.folder())
            .join("data");
        let cluster = match self.engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Cluster::make(&self.folder)?),
        };
        let postmaster = cluster.as_ref().map(|cluster| cluster.start(&self.watch)).transpose()?;
        let database = cluster.as_ref().map(Cluster::url);
        let mut city = City::found(self.program, &self.folder, &data, database, self.seed)?;
        let load = Load::new(free_address()?, self.watch, create_all(&self.folder.join("ledger"), CLIENTS)?);
        *locked(&load.postmaster) = postmaster;
        *locked(&load.server) = Some(city.serve(load.address, &city.data)?);
        if let Some(server) = &mut *locked(&load.server) {
            city::ready(load.address, server, &self.watch)?;
        }
        let conductor = Conductor {
            load: &load,
            city: &city,
            cluster: cluster.as_ref(),
            volume: volume.as_ref(),
            dice: Dice::new(self.seed, 2),
            tally: Tally::default(),
        };
        let tally = self.play(conductor)?;
        println!("  {:>4} s  every act is answered; the proof begins", self.watch.elapsed().as_secs());
        city.calm()?;
        self.prove(&load, &city, &tally)
    }

    fn volume(&self) -> Outcome<Volume> {
        let acts = u64::try_from(self.wish.acts).unwrap_or(u64::MAX);
        Volume::make(
            &self.folder.join("volume.img"),
            VOLUME_BYTES + acts.saturating_mul(VOLUME_BYTES_PER_ACT),
        )
    }

    /// Clients on their threads, the conductor on this one: what it starts dies with it.
    fn play(&self, mut conductor: Conductor) -> Outcome<Tally> {
        let (load, seed) = (conductor.load, self.seed);
        let steps = plan(self.engine, seed, self.wish.acts, self.wish.kills, self.power_cuts());
        std::thread::scope(|scope| {
            for (number, ledger) in load.ledgers.iter().enumerate() {
                scope.spawn(move || load.leave(Client::new(load, ledger, number, seed).run()));
            }
            match conductor.conduct(&steps, self.wish.acts) {
                Ok(()) => load.finish(),
                Err(stop) => load.fail(stop),
            }
        });
        let tally = conductor.tally;
        load.check().map_err(|stop| match stop {
            Stop::World(text) => Stop::World(format!(
                "{}: {text} after {} of {} acts, {} of {} kills, {} of {} power cuts",
                self.engine.name(),
                load.done.load(Ordering::SeqCst),
                self.wish.acts,
                tally.kills,
                self.wish.kills,
                tally.power_cuts,
                self.power_cuts()
            )),
            other => other,
        })?;
        Ok(tally)
    }

    fn prove(&self, load: &Load, city: &City, tally: &Tally) -> Outcome {
        let ledgers: Vec<Vec<Act>> = load.ledgers.iter().map(|ledger| ledger.acts()).collect();
        let proved = prove(load.address, &ledgers, At::End)?;
        let whole = city.whole_record(&city.data, &proved.registrations, At::End, &self.watch)?;
        let arrived = pushes::arrived(city, &whole, &proved.registrations, &self.watch)?;
        city.check(&city.data, &self.watch)?;
        // Once more, now that every receipt is in.
        let record = city.whole_record(&city.data, &proved.registrations, At::End, &self.watch)?;
        self.nothing_panicked(city)?;
        let blows = tally.kills + tally.power_cuts;
        let enterprises = proved.registrations.iter().filter(|one| one.enterprise.is_some()).count();
        println!(
            "crash: {} clean in {} s\n  {} acts acknowledged ({} answers with refusals), {} kills, {} power cuts\n  {} of {blows} blows met requests in \
             flight, {} in all; {} attempts repeated; ready again after at most {:.1} s\n  {} registrations, {enterprises} enterprises, {} pushes \
             that took effect once ({} deliveries), {} entries of the record verified",
            self.engine.name(),
            self.watch.elapsed().as_secs(),
            load.done.load(Ordering::SeqCst),
            proved.answers,
            tally.kills,
            tally.power_cuts,
            tally.met,
            tally.in_flight,
            load.repeated.load(Ordering::SeqCst),
            tally.ready_max.as_secs_f64(),
            proved.registrations.len(),
            arrived.pushes,
            arrived.deliveries,
            record.entries.len(),
        );
        if tally.met * 2 < blows {
            return Err(Stop::World(format!("only {} of {blows} blows met requests in flight", tally.met)));
        }
        Ok(())
    }

    /// A panic is a bug even where nothing was lost by it.
    fn nothing_panicked(&self, city: &City) -> Outcome {
        let path = city.log();
        let text = fs::read_to_string(&path).map_err(|error| Stop::file(&path, &error))?;
        match text.lines().find(|line| line.contains("panicked at")) {
            Some(line) => Err(Stop::Refused(format!("the server panicked: {line}"))),
            None => Ok(()),
        }
    }
}
