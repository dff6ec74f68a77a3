//! `cargo xtask VERB`: reads the verb, does it, and ends with the exit code of the outside contract: 0 done, 1 refused,
//! 2 wrong usage, 3 the world failed.

use std::process::ExitCode;
use xtask::{Outcome, Stop, assets, bench, crash, demo, regenerate, root, test};

const USAGE: &str = "\
cargo xtask VERB

  demo        build everything, make a demo city, start the server and three department systems
                --database-url postgres://…   use PostgreSQL instead of the embedded database
                --enterprises N (2000)  --applications N (500)  --port N (8080)  --data DIR (data/demo)
  test        format, lints, all tests, browser journeys; what .ci/run calls
  crash       acts over HTTP while server, PostgreSQL and power are cut; then every acknowledged answer is asked for again
                --engine sqlite|postgres|both (both)   --acts N (2000)  --kills N (20)  --power-cuts N (5; SQLite, root)
                --seed S (drawn, printed)  --minutes N (10, for each engine)  --program PATH (built in release)
  bench WORK  speed, with limit and peers in the same run, as lines of JSON; 1 when a goal is missed
                registration | notice | all   --rounds N (5)  --seconds N (3)
  assets      style, script and icons of the pages, when they are missing or old
  regenerate  write docs/generated/ and the snapshots anew; read the difference before you commit it

Example: cargo xtask demo --enterprises 200";

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("xtask: {stop}");
            ExitCode::from(stop.code())
        }
    }
}

fn run(words: Vec<String>) -> Outcome {
    let mut words = words.into_iter();
    let verb = words.next();
    let rest: Vec<String> = words.collect();
    let root = root();
    if rest.iter().any(|word| word == "--help") {
        println!("{USAGE}");
        return Ok(());
    }
    match verb.as_deref() {
        Some("demo") => demo::run(&root, &rest),
        // Called by the script of the demo, once the server runs; not for people.
        Some("announce") => demo::announce(&rest),
        Some("test") => alone(&rest).and_then(|()| test::run(&root)),
        Some("crash") => crash::run(&root, &rest),
        Some("bench") => bench::run(&root, &rest),
        Some("assets") => alone(&rest).and_then(|()| assets::build(&root)),
        Some("regenerate") => alone(&rest).and_then(|()| regenerate::run(&root)),
        None | Some("help" | "--help") => {
            println!("{USAGE}");
            Ok(())
        }
        Some(other) => Err(Stop::Usage(format!("there is no verb {other}\n\n{USAGE}"))),
    }
}

fn alone(rest: &[String]) -> Outcome {
    match rest.first() {
        None => Ok(()),
        Some(word) => Err(Stop::Usage(format!("this verb takes no {word}\n\n{USAGE}"))),
    }
}
