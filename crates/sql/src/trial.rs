//! A throw-away PostgreSQL for tests; no server uses it.
//!
//! One cluster per machine user is shared by all test processes. Each holds a lock while it lives; a small watcher
//! stops and removes the cluster when nobody has held the lock for a while.
#![expect(clippy::panic, reason = "a test that cannot get its engine must stop and say why")]

use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::postgres::Session;

/// A running cluster, kept while this value lives.
pub struct Cluster {
    folder: PathBuf,
    _in_use: File,
}

impl Cluster {
    /// Joins the running cluster, or makes and starts one.
    pub fn start() -> Cluster {
        let uid = std::fs::metadata("/proc/self")
            .map(|m| m.uid())
            .unwrap_or_else(|e| panic!("/proc/self: {e}"));
        let folder = PathBuf::from(format!("/tmp/sql-trial-{uid}"));
        let in_use = lock_file(&format!("/tmp/sql-trial-{uid}.in-use"));
        in_use
            .lock_shared()
            .unwrap_or_else(|e| panic!("the lock of the trial cluster: {e}"));
        let starting = lock_file(&format!("/tmp/sql-trial-{uid}.starting"));
        starting.lock().unwrap_or_else(|e| panic!("the lock of the trial cluster: {e}"));
        let cluster = Cluster { folder, _in_use: in_use };
        if !cluster.is_running() {
            cluster.make(uid);
        }
        cluster
    }

    /// The address of a database of this cluster.
    pub fn url(&self, database: &str) -> String {
        let socket = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{socket}/{database}")
    }

    /// Makes an empty database, sorted by bytes.
    pub fn create_database(&self, name: &str) {
        self.administer(&format!(
            "create database {name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'"
        ));
    }

    /// Makes an empty database with a name of its own, and gives its address.
    pub fn fresh(&self) -> String {
        let name = format!("trial_{:016x}", RandomState::new().hash_one(std::process::id()));
        self.create_database(&name);
        self.url(&name)
    }

    /// Runs one statement as the cluster's owner, outside any transaction.
    pub fn administer(&self, sql: &str) {
        let run = || crate::postgres::config(&self.url("postgres")).and_then(|c| Session::connect(&c)?.batch(sql));
        let done = std::thread::scope(|scope| scope.spawn(run).join());
        match done {
            Ok(Ok(())) => {}
            Ok(Err(error)) => panic!("{sql}: {error}"),
            Err(_) => panic!("{sql}: the client panicked"),
        }
    }

    fn is_running(&self) -> bool {
        self.folder.join("postmaster.pid").exists()
            && self
                .command("pg_ctl", &["status", "-D", &self.data()])
                .output()
                .is_ok_and(|o| o.status.success())
    }

    fn make(&self, uid: u32) {
        if self.folder.exists() {
            std::fs::remove_dir_all(&self.folder).unwrap_or_else(|e| panic!("{}: {e}", self.folder.display()));
        }
        let data = self.data();
        self.must(
            "initdb",
            &["-D", &data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-N"],
        );
        let settings = format!(
            "-c listen_addresses='' -c unix_socket_directories='{data}' -c unix_socket_permissions=0700 \
             -c max_connections=300 -c log_min_messages=fatal"
        );
        let log = format!("{data}/log.txt");
        self.must("pg_ctl", &["start", "-w", "-s", "-D", &data, "-l", &log, "-o", &settings]);
        self.watch(uid);
    }

    /// Ends the cluster when no process has used it for a while.
    fn watch(&self, uid: u32) {
        let stop = format!(
            "while sleep 30; do flock -xn /tmp/sql-trial-{uid}.in-use sh -c \
             '{} stop -m immediate -s -D {data}; rm -rf {data}' && exit; done",
            program("pg_ctl").display(),
            data = self.data()
        );
        let mut command = self.as_owner(Path::new("setsid"));
        command
            .args(["sh", "-c", &stop])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        // Dropping the handle leaves the watcher running on its own, which is its purpose.
        drop(command.spawn().unwrap_or_else(|e| panic!("the watcher of the trial cluster: {e}")));
    }

    fn data(&self) -> String {
        self.folder.display().to_string()
    }

    fn must(&self, name: &str, arguments: &[&str]) {
        let mut command = self.command(name, arguments);
        // Not captured: the server would inherit the pipe and keep it open.
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
        match status {
            Ok(status) if status.success() => {}
            other => panic!("{name} {arguments:?}: {other:?}"),
        }
    }

    fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let mut command = self.as_owner(&program(name));
        command.args(arguments).current_dir("/tmp");
        command
    }

    /// PostgreSQL refuses to run as root; then the user `postgres` owns the cluster.
    fn as_owner(&self, program: &Path) -> Command {
        if self.folder.ends_with("sql-trial-0") {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        }
    }
}

fn lock_file(path: &str) -> File {
    use std::os::unix::fs::PermissionsExt;
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .unwrap_or_else(|e| panic!("{path}: {e}"));
    // The watcher may run as another user and only needs to open it.
    let _kept = file.set_permissions(std::fs::Permissions::from_mode(0o666));
    file
}

/// The newest installed server's program.
fn program(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").unwrap_or_else(|e| panic!("PostgreSQL is not installed: {e}"));
    versions
        .filter_map(|entry| Some(entry.ok()?.path().join("bin").join(name)))
        .filter(|path| path.exists())
        .max_by_key(|path| version(path))
        .unwrap_or_else(|| panic!("PostgreSQL is installed without {name}"))
}

fn version(path: &Path) -> u32 {
    let folder = path.ancestors().nth(2).and_then(Path::file_name);
    folder.and_then(|name| name.to_str()?.parse().ok()).unwrap_or(0)
}
