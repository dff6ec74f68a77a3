//! A throw-away PostgreSQL that keeps what it acknowledges (fsync as shipped: on). Its postmaster is our own child, so that
//! its death can be waited for.

use super::dice::Dice;
use super::process::{Running, leashed, living_in, must, output, wait_for_empty};
use super::watch::{Watch, pause, wait_until};
use crate::{Outcome, Stop, machine};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const SETTINGS: [&str; 4] = [
    "listen_addresses=",
    "unix_socket_permissions=0777",
    "max_connections=100",
    "log_min_messages=fatal",
];

/// A cluster that takes longer to recover is broken.
const UP: Duration = Duration::from_secs(60);

/// The folder of a cluster and the programs that run it.
pub struct Cluster {
    data: PathBuf,
    programs: PathBuf,
    log: PathBuf,
}

impl Cluster {
    /// Makes an empty cluster, sorted by bytes.
    pub fn make(folder: &Path) -> Outcome<Cluster> {
        machine::provide(machine::TESTS.iter().filter(|need| need.package == "postgresql"))?;
        let cluster = Cluster {
            data: folder.join("cluster"),
            programs: programs()?,
            log: folder.join("postgresql.log"),
        };
        fs::create_dir(&cluster.data).map_err(|error| Stop::file(&cluster.data, &error))?;
        if is_root() {
            must(Command::new("chown").arg("postgres:").arg(&cluster.data), "chown")?;
        }
        let mut initdb = cluster.command("initdb");
        initdb.args(["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-D"]);
        must(initdb.arg(&cluster.data), "initdb")?;
        Ok(cluster)
    }

    /// The address of its one database.
    pub fn url(&self) -> String {
        let socket = self.data.display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{socket}/postgres")
    }

    /// Starts the postmaster once nothing of an earlier one is left.
    pub fn start(&self, watch: &Watch) -> Outcome<Running> {
        wait_for_empty(&self.data, watch)?;
        let mut command = self.command("postgres");
        command.arg("-D").arg(&self.data);
        command.arg("-c").arg(format!("unix_socket_directories={}", self.data.display()));
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        let mut postmaster = Running::start("postgres", &mut command, &self.log)?;
        let ready = || {
            let mut asked = Command::new(self.programs.join("pg_isready"));
            output(asked.arg("-q").arg("-h").arg(&self.data)).is_ok_and(|said| said.status.success())
        };
        if wait_until(&watch.within(UP), ready) {
            return Ok(postmaster);
        }
        postmaster.is_alive()?;
        Err(Stop::World(format!("PostgreSQL does not come up; see {}", self.log.display())))
    }

    /// SIGKILL to one backend that serves a connection, as soon as there is one; the postmaster then lets all others go and
    /// recovers.
    pub fn kill_backend(&self, dice: &mut Dice, watch: &Watch) -> Outcome {
        let patience = watch.within(UP);
        while !patience.is_over() {
            // One that ends by itself just now is none.
            if let Some(backend) = dice.pick(&self.backends())
                && output(Command::new("kill").args(["-KILL", &backend.to_string()]))?.status.success()
            {
                return Ok(());
            }
            pause(Duration::from_millis(20));
        }
        Err(Stop::World("no backend serves a connection".to_owned()))
    }

    fn backends(&self) -> Vec<u32> {
        let serves = |id: &u32| fs::read_to_string(format!("/proc/{id}/cmdline")).is_ok_and(|line| line.contains("[local]"));
        living_in(&self.data).into_iter().filter(serves).collect()
    }

    /// PostgreSQL refuses to run as root; then the user `postgres` owns the cluster.
    fn command(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--pdeathsig", "KILL", "--"]);
            command.arg(program);
            command
        } else {
            leashed(&program)
        };
        command.current_dir("/tmp");
        command
    }
}

/// Whether root runs the test.
pub fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|entry| entry.uid() == 0)
}

/// Where the newest installed server's programs are.
fn programs() -> Outcome<PathBuf> {
    let home = Path::new("/usr/lib/postgresql");
    let versions = fs::read_dir(home).map_err(|error| Stop::file(home, &error))?;
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions
        .filter_map(|entry| Some(entry.ok()?.path()))
        .max_by_key(|path| version(path));
    match newest.map(|path| path.join("bin")) {
        Some(programs) if programs.join("postgres").is_file() => Ok(programs),
        Some(_) | None => Err(Stop::World("PostgreSQL is installed without its server".to_owned())),
    }
}
