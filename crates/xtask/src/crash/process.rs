//! Processes that end with the test: each is on a leash (a signal at its parent's death) and is killed when let go of.

use super::watch::{Watch, wait_until};
use crate::{Outcome, Stop};
use std::fs::{self, OpenOptions};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

/// A running process.
pub struct Running {
    name: String,
    log: PathBuf,
    child: Child,
}

impl Running {
    /// Starts it; what it says is added to its log.
    pub fn start(name: &str, command: &mut Command, log: &Path) -> Outcome<Running> {
        let file = OpenOptions::new().create(true).append(true).open(log);
        let file = file.map_err(|error| Stop::file(log, &error))?;
        let other = file.try_clone().map_err(|error| Stop::file(log, &error))?;
        let child = command.stdin(Stdio::null()).stdout(file).stderr(other).spawn();
        let child = child.map_err(|error| Stop::World(format!("cannot start {name}: {error}")))?;
        Ok(Running {
            name: name.to_owned(),
            log: log.to_owned(),
            child,
        })
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL, without waiting.
    pub fn kill(&mut self) {
        // It may be gone already; then there is nothing to kill.
        self.child.kill().ok();
    }

    /// Waits until it is gone, so that its ports and locks are free.
    pub fn reap(mut self) -> Outcome {
        match self.child.wait() {
            Ok(ended) if ended.signal() == Some(9) => Ok(()),
            Ok(ended) => Err(self.ended(ended)),
            Err(error) => Err(Stop::World(format!("{}: {error}", self.name))),
        }
    }

    /// An error once it has ended by itself.
    pub fn is_alive(&mut self) -> Outcome {
        match self.child.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(ended)) => Err(self.ended(ended)),
            Err(error) => Err(Stop::World(format!("{}: {error}", self.name))),
        }
    }

    /// Nobody killed it: its own last words say why, and its exit code whether the world failed or it did.
    fn ended(&self, ended: ExitStatus) -> Stop {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let last = log.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let text = format!("{} ended with {ended}: {last}", self.name);
        if ended.code() == Some(3) {
            Stop::World(text)
        } else {
            Stop::Refused(text)
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A command that dies with us, however we end.
pub fn leashed(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

/// Runs a command to its end and gives what it said, whatever its exit code.
pub fn output(command: &mut Command) -> Outcome<Output> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output();
    output.map_err(|error| Stop::World(format!("cannot start {name}: {error}")))
}

/// Runs a tool of the machine that must succeed.
pub fn must(command: &mut Command, why: &str) -> Outcome {
    let said = output(command)?;
    if said.status.success() {
        return Ok(());
    }
    Err(Stop::World(format!("{why}: {}", words(&said))))
}

/// What a command said, on one line.
pub fn words(said: &Output) -> String {
    let text = [&said.stdout, &said.stderr].map(|bytes| String::from_utf8_lossy(bytes).trim().replace('\n', " | "));
    format!("{} {}", said.status, text.join(" ")).trim().to_owned()
}

/// A port that is free now.
pub fn free_address() -> Outcome<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0));
    let address = listener.and_then(|listener| listener.local_addr());
    address.map_err(|error| Stop::World(format!("no free port: {error}")))
}

/// The processes whose working folder this is.
pub fn living_in(folder: &Path) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let ids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| fs::read_link(format!("/proc/{id}/cwd")).is_ok_and(|cwd| cwd == folder))
        .collect()
}

/// Waits until no process lives in this folder.
pub fn wait_for_empty(folder: &Path, watch: &Watch) -> Outcome {
    if wait_until(&watch.within(Duration::from_secs(30)), || living_in(folder).is_empty()) {
        Ok(())
    } else {
        Err(Stop::World(format!("processes still live in {}", folder.display())))
    }
}
