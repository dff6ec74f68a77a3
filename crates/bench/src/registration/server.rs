//! The product: the release program with a data folder and a database of its own, workers on.

use super::wire::Wire;
use crate::{Outcome, Stop};
use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Division code of every registration.
pub const PLACE: &str = "330108";
/// Ten times a second the server is asked whether it is ready, for half a minute.
const TRIES_MAX: u32 = 300;
/// Ticks of `/proc` in a second; fixed on Linux.
const TICKS: f64 = 100.0;

/// Whether the server runs its workers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Workers {
    /// They seal and sign, as in every installation.
    On,
    /// Nothing but the acts themselves changes the database.
    Off,
}

/// An installation: where it keeps its things.
pub struct Site {
    program: PathBuf,
    /// Data folder.
    pub data: PathBuf,
    /// Database address.
    pub url: String,
}

impl Site {
    /// Makes an installation in an empty folder, with tables, key and administrator.
    pub fn make(program: &Path, data: &Path, url: String) -> Outcome<Site> {
        fs::create_dir_all(data).map_err(|error| Stop::World(format!("{}: {error}", data.display())))?;
        let site = Site {
            program: program.to_owned(),
            data: data.to_owned(),
            url,
        };
        site.run(&["migrate"])?;
        let admin = ["admin", "create", "--login", "root", "--name", "root"];
        let done = site.command(&admin).env("ZHUNYING_PASSWORD", "only for one measurement").output();
        site.succeeded(&admin, done)?;
        Ok(site)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(words)
            .arg("--data")
            .arg(&self.data)
            .args(["--database-url", &self.url, "--place", PLACE]);
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command of the program; gives what it printed.
    pub fn run(&self, words: &[&str]) -> Outcome<String> {
        let done = self.command(words).output();
        self.succeeded(words, done)
    }

    fn succeeded(&self, words: &[&str], done: std::io::Result<std::process::Output>) -> Outcome<String> {
        let done = done.map_err(|error| Stop::World(format!("{}: {error}", self.program.display())))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if done.status.success() {
            return Ok(text(&done.stdout));
        }
        Err(Stop::World(format!(
            "{words:?} ended with {}: {} {}",
            done.status,
            text(&done.stdout),
            text(&done.stderr)
        )))
    }

    /// Starts the server on a free port and waits until it is ready.
    pub fn serve(&self, workers: Workers) -> Outcome<Server> {
        let failed = |error: std::io::Error| Stop::World(format!("the server: {error}"));
        let address = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|free| free.local_addr())
            .map_err(failed)?;
        let listen = address.to_string();
        let log = File::create(self.data.join("server.log")).map_err(failed)?;
        let mut command = self.command(&["serve", "--listen", &listen]);
        if workers == Workers::Off {
            command.arg("--no-work");
        }
        let child = command.stdout(Stdio::null()).stderr(log).spawn().map_err(failed)?;
        let mut server = Server { child, address };
        for _ in 0..TRIES_MAX {
            if Wire::is_ready(address) {
                return Ok(server);
            }
            if let Ok(Some(status)) = server.child.try_wait() {
                let log = fs::read_to_string(self.data.join("server.log")).unwrap_or_default();
                return Err(Stop::World(format!("the server ended with {status}: {}", log.trim())));
            }
            pause();
        }
        Err(Stop::World(format!("the server did not answer on http://{address}/readyz")))
    }
}

/// A running server; ends with this value.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Processor seconds the server has used so far, of all its threads.
    pub fn cpu_seconds(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        // The name of the program stands in brackets and may hold blanks.
        let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
        let ticks: f64 = after
            .split_whitespace()
            .skip(11)
            .take(2)
            .filter_map(|field| field.parse::<f64>().ok())
            .sum();
        ticks / TICKS
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(Some(_)) = self.child.try_wait() {
            return;
        }
        // SIGTERM first, so that the workers seal what is left.
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            drop(self.child.kill());
        }
        drop(self.child.wait());
    }
}

/// A tenth of a second.
#[expect(clippy::disallowed_methods, reason = "another process gets on; there is nothing to be woken by")]
pub fn pause() {
    std::thread::sleep(Duration::from_millis(100));
}
