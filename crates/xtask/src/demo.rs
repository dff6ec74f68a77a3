//! The demo: from a fresh clone to a running city with one command. The program itself migrates, seeds and serves; this
//! only brings what it needs, starts it, and tells what to look at.

use crate::{Outcome, Stop, assets, cargo, finish, machine, target_dir};
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Starts and stops the processes; a shell, because the standard library cannot listen for a signal.
const SCRIPT: &str = "crates/xtask/src/demo.sh";
/// The department systems of demo.sh.
const RECEIVER_PORTS: [u16; 3] = [8091, 8092, 8093];
/// A second between two questions whether the server is ready, this often.
const TRIES_MAX: u32 = 120;

/// The command line of the demo.
#[derive(Debug, PartialEq, Eq)]
pub struct Wish {
    /// PostgreSQL; without it the embedded database.
    pub database_url: Option<String>,
    pub enterprises: u32,
    pub applications: u32,
    pub port: u16,
    /// Where the city lives; one folder per engine, so that the two demos do not mix.
    pub data: PathBuf,
}

impl Wish {
    /// Reads `--name value` and `--name=value`.
    pub fn parse(words: &[String]) -> Outcome<Wish> {
        let mut wish = Wish {
            database_url: None,
            enterprises: 2_000,
            applications: 500,
            port: 8080,
            data: PathBuf::new(),
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, value.to_owned()),
                None => (
                    word.as_str(),
                    words.next().cloned().ok_or_else(|| Stop::Usage(format!("{word} needs a value")))?,
                ),
            };
            match name {
                "--database-url" => wish.database_url = Some(value),
                "--enterprises" => wish.enterprises = number(name, &value)?,
                "--applications" => wish.applications = number(name, &value)?,
                "--port" => wish.port = number(name, &value)?,
                "--data" => wish.data = PathBuf::from(value),
                _ => return Err(Stop::Usage(format!("demo does not know {name}"))),
            }
        }
        if wish.data.as_os_str().is_empty() {
            wish.data = PathBuf::from(if wish.database_url.is_some() {
                "data/demo-postgres"
            } else {
                "data/demo"
            });
        }
        Ok(wish)
    }

    fn listen(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }
}

/// Builds, seeds, starts; comes back only when something is in the way.
pub fn run(root: &Path, words: &[String]) -> Outcome {
    let wish = Wish::parse(words)?;
    ports_are_free(&wish)?;
    machine::provide(machine::NODE.iter().chain(&machine::FONTS))?;
    assets::build(root)?;
    finish(cargo(root).args(["build", "--release", "--locked", "--package", "zhunying"]))?;
    let program = target_dir(root)?.join("release/zhunying");
    let data = root.join(&wish.data);
    fs::create_dir_all(&data).map_err(|error| Stop::file(&data, &error))?;
    if data.join("accounts.txt").is_file() {
        println!("demo: the city in {} is kept; delete the folder for a new one", data.display());
    }

    let me = std::env::current_exe().map_err(|error| Stop::World(format!("cannot find xtask itself: {error}")))?;
    let mut script = Command::new("sh");
    script
        .current_dir(root)
        // Named as an argument: a checkout need not keep the bit that makes a file a command.
        .arg(SCRIPT)
        .arg(&program)
        .arg(&data)
        .arg(wish.listen().to_string())
        .arg(me);
    script.args([wish.enterprises.to_string(), wish.applications.to_string()]);
    if let Some(url) = &wish.database_url {
        script.args(["--database-url", url]);
    }
    // The shell takes our place: who sends us a signal reaches it.
    Err(Stop::World(format!("cannot start sh: {}", script.exec())))
}

/// Waits until the server is ready, then prints where to look.
pub fn announce(words: &[String]) -> Outcome {
    let [listen, data] = words else {
        return Err(Stop::Usage("announce ADDRESS DATA".to_owned()));
    };
    let address: SocketAddr = listen.parse().map_err(|error| Stop::Usage(format!("{listen}: {error}")))?;
    let accounts = Path::new(data).join("accounts.txt");
    for _ in 0..TRIES_MAX {
        if is_ready(address) {
            let accounts = fs::read_to_string(&accounts).map_err(|error| Stop::file(&accounts, &error))?;
            println!("{}", welcome(address, &accounts));
            return Ok(());
        }
        pause();
    }
    Err(Stop::World(format!("the server did not answer on http://{address}/readyz")))
}

fn ports_are_free(wish: &Wish) -> Outcome {
    if RECEIVER_PORTS.contains(&wish.port) {
        return Err(Stop::Usage(format!(
            "port {} belongs to a department system; take another with --port",
            wish.port
        )));
    }
    for port in RECEIVER_PORTS.into_iter().chain([wish.port]) {
        if let Err(error) = TcpListener::bind(("127.0.0.1", port)) {
            let out = if port == wish.port {
                "take another with --port"
            } else {
                "the department systems need 8091 to 8093"
            };
            return Err(Stop::World(format!("port {port} is taken ({error}); {out}")));
        }
    }
    Ok(())
}

fn is_ready(address: SocketAddr) -> bool {
    let wait = Duration::from_secs(2);
    let asked = TcpStream::connect_timeout(&address, wait).and_then(|mut stream| {
        stream.set_read_timeout(Some(wait))?;
        stream.write_all(format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())?;
        let mut answer = Vec::new();
        stream.take(4_096).read_to_end(&mut answer)?;
        Ok(answer)
    });
    asked.is_ok_and(|answer| answer.starts_with(b"HTTP/1.1 200"))
}

fn welcome(address: SocketAddr, accounts: &str) -> String {
    format!(
        "
准营 Zhunying: http://{address}/   (Ctrl-C stops everything)

{}

可以试试 Three things to try
 1. 不用登录：首页搜索“火锅”，选好经营范围，当场得到一次性告知书。
    Without signing in: search 火锅 on the first page, pick scope terms, get the one-time notice.
 2. 用申请人账号开办一家餐饮公司，领取电子营业执照，再用手机扫码核验。
    Sign in as the founder, open a restaurant company, get its licence, verify the QR code.
 3. 用审批员账号受理、审查、决定一个办件；看推送怎样到达三个部门系统，一条不丢。
    Sign in as an approver, take an application to its decision, and watch the pushes to three bureaus (one system is
    sound, one flaky, one dead): nothing gets lost.
    三个部门系统：市场监管（正常）、卫生健康（时好时坏）、烟草专卖（不通）。Their output is in receivers/ of the data folder.
",
        accounts.trim_end()
    )
}

#[expect(clippy::disallowed_methods, reason = "another process gets ready; there is nothing to be woken by")]
fn pause() {
    std::thread::sleep(Duration::from_secs(1));
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Outcome<T> {
    value
        .parse()
        .map_err(|_| Stop::Usage(format!("{name} {value}: not a number that fits")))
}
