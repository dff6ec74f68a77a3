//! The world around the clients: a small city on one engine, the departments' systems, and the server that is killed and
//! started again.

use super::http::{Request, ask};
use super::json::Json;
use super::process::{Running, free_address, leashed, output, words};
use super::watch::{Watch, pause};
use crate::{Outcome, Stop};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

const PLACE: &str = "330108";
/// The departments that the clients' scope terms lead to, and how their systems behave.
const DEPARTMENTS: [(&str, &str); 4] = [
    ("market-supervision", "good"),
    ("tobacco", "good"),
    ("health", "flaky"),
    ("fire", "good"),
];
/// A server that takes longer is not coming back.
pub const READY: Duration = Duration::from_secs(60);

/// A department's system.
pub struct Department {
    pub unit: &'static str,
    behaviour: &'static str,
    address: SocketAddr,
    folder: PathBuf,
    process: Option<Running>,
    /// On the wire, before it was started anew.
    deliveries_before: i64,
}

/// A city on one engine.
pub struct City {
    program: PathBuf,
    database: Option<String>,
    /// Log files, ledgers, receivers: not on the volume.
    folder: PathBuf,
    /// The data folder of the server that clients talk to.
    pub data: PathBuf,
    pub departments: Vec<Department>,
}

impl City {
    /// Tables, key, departments, twenty enterprises, accounts.
    pub fn found(program: &Path, folder: &Path, data: &Path, database: Option<String>, seed: u64) -> Outcome<City> {
        let mut city = City {
            program: program.to_owned(),
            database,
            folder: folder.to_owned(),
            data: data.to_owned(),
            departments: Vec::new(),
        };
        city.must("migrate", &[])?;
        for (unit, behaviour) in DEPARTMENTS {
            let mut department = Department::new(unit, behaviour, folder)?;
            department.start(program, data, seed)?;
            city.departments.push(department);
        }
        let seed = seed.to_string();
        let mut options = vec!["--enterprises", "20", "--applications", "0", "--demo", "--seed", &seed];
        let receivers: Vec<String> = city.departments.iter().map(Department::registered).collect();
        options.extend(receivers.iter().flat_map(|receiver| ["--receiver", receiver]));
        city.must("seed", &options)?;
        Ok(city)
    }

    /// The faults end: a system that is not sound is killed and comes back sound, with what it had taken in.
    pub fn calm(&mut self) -> Outcome {
        for department in self.departments.iter_mut().filter(|department| department.behaviour != "good") {
            department.deliveries_before = department.deliveries()?;
            department.process = None;
            department.behaviour = "good";
            department.start(&self.program, &self.data, 0)?;
        }
        Ok(())
    }

    /// A command of the program over some data folder of this city.
    fn command(&self, verb: &[&str], data: &Path) -> Command {
        let mut command = leashed(&self.program);
        command.args(verb).arg("--data").arg(data).args(["--place", PLACE]);
        if let Some(url) = &self.database {
            command.args(["--database-url", url]);
        }
        command
    }

    fn must(&self, verb: &str, options: &[&str]) -> Outcome {
        let said = output(self.command(&[verb], &self.data).args(options))?;
        if said.status.success() {
            return Ok(());
        }
        Err(Stop::World(format!("zhunying {verb}: {}", words(&said))))
    }

    /// Asks a command about the data; its exit code is part of the answer.
    pub fn tell(&self, verb: &[&str], data: &Path) -> Outcome<Output> {
        output(&mut self.command(verb, data))
    }

    /// Starts a server over a data folder.
    pub fn serve(&self, address: SocketAddr, data: &Path) -> Outcome<Running> {
        let mut command = self.command(&["serve", "--listen", &address.to_string()], data);
        // Full backtraces and one line for each act would only slow the load down.
        command.env("RUST_LOG", "warn");
        Running::start("zhunying serve", &mut command, &self.log())
    }

    /// What all servers of this run said.
    pub fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// Where files of the test itself go.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Waits until a server says that it is ready; gives how long that took.
pub fn ready(address: SocketAddr, server: &mut Running, watch: &Watch) -> Outcome<Duration> {
    let patience = watch.within(READY);
    let request = Request {
        path: "/readyz",
        ..Request::default()
    };
    loop {
        if ask(address, &request).is_ok_and(|answer| answer.status == 200) {
            return Ok(patience.elapsed());
        }
        server.is_alive()?;
        if watch.is_over() {
            return Err(watch.ran_out());
        }
        if patience.is_over() {
            return Err(Stop::Refused(format!("the server is not ready after {} s", READY.as_secs())));
        }
        pause(Duration::from_millis(10));
    }
}

/// What a department's system took in.
pub struct Taken {
    pub push: String,
    /// The CloudEvent, byte for byte.
    pub body: String,
    /// How often it came on the wire.
    pub deliveries: i64,
}

impl Department {
    fn new(unit: &'static str, behaviour: &'static str, folder: &Path) -> Outcome<Department> {
        let folder = folder.join("receivers").join(unit);
        fs::create_dir_all(&folder).map_err(|error| Stop::file(&folder, &error))?;
        Ok(Department {
            unit,
            behaviour,
            address: free_address()?,
            folder,
            process: None,
            deliveries_before: 0,
        })
    }

    /// Starts the system, with a fresh key when it is new; comes back when it listens.
    fn start(&mut self, program: &Path, data: &Path, seed: u64) -> Outcome {
        let mut command = leashed(program);
        command.args(["receiver", "--unit", self.unit, "--behaviour", self.behaviour]);
        command.args(["--port", &self.address.port().to_string(), "--seed", &seed.to_string()]);
        command.arg("--platform-key").arg(data.join("keys/platform.pub.pem"));
        command.arg("--data").arg(&self.folder);
        let mut process = Running::start(self.unit, &mut command, &self.folder.join("output.log"))?;
        let watch = Watch::start(READY);
        while self.list().is_err() {
            process.is_alive()?;
            if watch.is_over() {
                return Err(Stop::World(format!("the system of {} does not listen", self.unit)));
            }
            pause(Duration::from_millis(20));
        }
        self.process = Some(process);
        Ok(())
    }

    /// As `seed` registers it.
    fn registered(&self) -> String {
        let key = self.folder.join("receiver.pub.pem");
        format!("{}=http://{}/push={}", self.unit, self.address, key.display())
    }

    /// How often pushes came on the wire.
    pub fn deliveries(&self) -> Outcome<i64> {
        let since = self.list()?.iter().map(|taken| taken.deliveries).sum::<i64>();
        Ok(self.deliveries_before + since)
    }

    /// What it took in, as it tells itself.
    pub fn list(&self) -> Outcome<Vec<Taken>> {
        let request = Request {
            path: "/received",
            ..Request::default()
        };
        let unread = |why: String| Stop::World(format!("the list of {}: {why}", self.unit));
        let answer = ask(self.address, &request).map_err(|error| unread(error.to_string()))?;
        let list = Json::read(&answer.body).ok_or_else(|| unread(format!("HTTP {}", answer.status)))?;
        let taken = list.items().iter().map(|kept| Taken {
            push: kept.text("push").to_owned(),
            body: kept.text("body").to_owned(),
            deliveries: kept.number("deliveries").unwrap_or(0),
        });
        Ok(taken.collect())
    }

    /// The pushes in its file, in the order in which they took effect, a doubled one twice.
    pub fn effects(&self) -> Outcome<Vec<String>> {
        let path = self.folder.join("received.jsonl");
        let text = fs::read_to_string(&path).map_err(|error| Stop::file(&path, &error))?;
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let read = |line: &str| match Json::read(line) {
            Some(kept) => Ok(kept.text("push").to_owned()),
            None => Err(Stop::World(format!("{}: a line cannot be read", path.display()))),
        };
        lines.map(read).collect()
    }
}
