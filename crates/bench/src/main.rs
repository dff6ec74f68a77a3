//! 测速: the workloads of the project, each with its limit and its peers in the same run. Started by `cargo xtask bench`.

mod measure;
mod notice;
mod registration;

use std::path::PathBuf;
use std::process::ExitCode;

/// Done, or why not.
pub type Outcome<T = ()> = Result<T, Stop>;

/// Why it ended early; the sentence is for the person at the terminal.
#[derive(Debug)]
pub enum Stop {
    /// The command line is wrong.
    Usage(String),
    /// Something is not there or does not work.
    World(String),
}

/// The command line.
#[derive(Debug)]
pub struct Wish {
    /// Calm rounds to be had.
    pub rounds: u32,
    /// Seconds of one turn.
    pub seconds: f64,
    /// The release program of the product.
    pub program: PathBuf,
    /// The Rego peer.
    pub rego: PathBuf,
}

/// A folder that goes with the run.
pub struct Folder(pub PathBuf);

impl Folder {
    /// Makes it.
    pub fn make() -> Outcome<Folder> {
        let path = std::env::temp_dir().join(format!("zhunying-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|error| Stop::World(format!("{}: {error}", path.display())))?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

const USAGE: &str = "bench registration|notice|all [--rounds 5..20] [--seconds 1..20] [--program FILE] [--rego FILE]";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(missed) if missed.is_empty() => ExitCode::SUCCESS,
        Ok(missed) => {
            for one in missed {
                eprintln!("bench: {one}");
            }
            ExitCode::from(1)
        }
        Err(Stop::Usage(text)) => {
            eprintln!("bench: {text}\n{USAGE}");
            ExitCode::from(2)
        }
        Err(Stop::World(text)) => {
            eprintln!("bench: {text}");
            ExitCode::from(3)
        }
    }
}

fn run(words: &[String]) -> Outcome<Vec<String>> {
    let mut words = words.iter();
    let work = words.next().ok_or_else(|| Stop::Usage("which work?".to_owned()))?;
    let mut wish = Wish {
        rounds: 5,
        seconds: 3.0,
        program: PathBuf::from("target/release/zhunying"),
        rego: PathBuf::from("target/release/bench-rego"),
    };
    while let Some(name) = words.next() {
        let value = words.next().ok_or_else(|| Stop::Usage(format!("{name} needs a value")))?;
        match name.as_str() {
            "--rounds" => wish.rounds = bounded(name, value, 5, 20)?,
            "--seconds" => wish.seconds = f64::from(bounded(name, value, 1, 20)?),
            "--program" => wish.program = PathBuf::from(value),
            "--rego" => wish.rego = PathBuf::from(value),
            _ => return Err(Stop::Usage(format!("there is no {name}"))),
        }
    }
    match work.as_str() {
        "registration" => registration::run(&wish),
        "notice" => notice::run(&wish),
        "all" => Ok([registration::run(&wish)?, notice::run(&wish)?].concat()),
        _ => Err(Stop::Usage(format!("there is no work {work}"))),
    }
}

fn bounded(name: &str, value: &str, least: u32, most: u32) -> Outcome<u32> {
    let number = value.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| Stop::Usage(format!("{name} {value}: not a number from {least} to {most}")))
}
