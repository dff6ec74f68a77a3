//! Everything that must hold before a change lands, in the order in which it fails fastest. A desk and `.ci/run` do the
//! same.

use crate::{Outcome, Stop, assets, cargo, finish, machine, target_dir};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What runners of tests counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
}

/// All stages; the first failure ends it.
pub fn run(root: &Path) -> Outcome {
    let mut times = Vec::new();
    let mut count = Count::default();
    let outcome = stages(root, &mut times, &mut count);
    println!();
    for (name, time) in &times {
        println!("{name:<12} {:>7.1} s", time.as_secs_f64());
    }
    if count != Count::default() {
        println!("{} passed, {} failed", count.passed, count.failed);
    }
    outcome
}

type Times = Vec<(&'static str, Duration)>;

fn stages(root: &Path, times: &mut Times, count: &mut Count) -> Outcome {
    timed(times, "machine", || {
        machine::provide(machine::NODE.iter().chain(&machine::FONTS).chain(&machine::TESTS))
    })?;
    timed(times, "assets", || assets::build(root))?;
    timed(times, "format", || finish(cargo(root).args(["fmt", "--all", "--check"])))?;
    timed(times, "lints", || {
        finish(cargo(root).args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))
    })?;
    timed(times, "tests", || counted(&mut workspace_tests(root), count))?;
    let journeys = journeys(root)?;
    if !journeys.is_empty() {
        timed(times, "journeys", || {
            finish(cargo(root).args(["build", "--workspace", "--locked"]))?;
            let mut node = Command::new("node");
            node.current_dir(root.join("crates/web/assets"))
                // One journey after the other: two browsers on two cores only make each other slow.
                .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
                .args(&journeys);
            node.env("ZHUNYING", target_dir(root)?.join("debug/zhunying"));
            counted(&mut node, count)
        })?;
    }
    Ok(())
}

/// Tests of all crates, all of them even when one fails, so that the count is whole.
pub(crate) fn workspace_tests(root: &Path) -> Command {
    let mut command = cargo(root);
    if machine::on_path("cargo-nextest") {
        command.args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]);
    } else {
        command.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    }
    command
}

/// The browser journeys that exist.
fn journeys(root: &Path) -> Outcome<Vec<PathBuf>> {
    let folder = root.join("crates/web/assets/journeys");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(|error| Stop::file(&folder, &error))? {
        let path = entry.map_err(|error| Stop::file(&folder, &error))?.path();
        if path.extension().is_some_and(|end| end == "mjs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[expect(clippy::disallowed_methods, reason = "a person at the terminal wants to know which stage is slow")]
fn timed(times: &mut Times, name: &'static str, stage: impl FnOnce() -> Outcome) -> Outcome {
    println!("== {name}");
    let start = Instant::now();
    let outcome = stage();
    times.push((name, start.elapsed()));
    outcome
}

/// Runs a runner of tests, shows its lines as they come and adds up what it counted. nextest counts on its error
/// stream, the others on their output, so both are read.
fn counted(command: &mut Command, count: &mut Count) -> Outcome {
    let name = command.get_program().to_string_lossy().into_owned();
    let started = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = started.map_err(|error| Stop::World(format!("cannot start {name}: {error}")))?;
    let (output, errors) = (child.stdout.take(), child.stderr.take());
    let both = std::thread::scope(|scope| {
        let errors = scope.spawn(|| errors.map(|stream| echo(stream, std::io::stderr())).unwrap_or_default());
        let output = output.map(|stream| echo(stream, std::io::stdout())).unwrap_or_default();
        (output, errors.join().unwrap_or_default())
    });
    for part in [both.0, both.1] {
        count.passed += part.passed;
        count.failed += part.failed;
    }
    let status = child.wait().map_err(|error| Stop::World(format!("{name}: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Stop::Refused(format!("{name} ended with {status}")))
    }
}

fn echo(from: impl std::io::Read, mut to: impl Write) -> Count {
    let mut count = Count::default();
    for line in BufReader::new(from).lines() {
        let Ok(line) = line else { break };
        writeln!(to, "{line}").ok();
        if let Some(part) = count_in(&line) {
            count.passed += part.passed;
            count.failed += part.failed;
        }
    }
    count
}

/// What a line of nextest (`Summary […] 5 tests run: 4 passed, 1 failed`), of the built-in runner (`test result: ok. 4
/// passed; 0 failed; …`) or of Node (`ℹ pass 3`) counts.
pub fn count_in(line: &str) -> Option<Count> {
    let line = line.trim();
    if let Some(number) = line.strip_prefix("ℹ pass ").and_then(|rest| rest.parse().ok()) {
        return Some(Count { passed: number, failed: 0 });
    }
    if let Some(number) = line.strip_prefix("ℹ fail ").and_then(|rest| rest.parse().ok()) {
        return Some(Count { passed: 0, failed: number });
    }
    let rest = match line.strip_prefix("test result: ") {
        Some(rest) => rest,
        None => line
            .strip_prefix("Summary ")
            .and_then(|rest| rest.split_once("run: "))
            .map(|(_, rest)| rest)?,
    };
    Some(Count {
        passed: before(rest, "passed"),
        failed: before(rest, "failed") + before(rest, "timed out"),
    })
}

/// The number that stands before a word, 0 when the word does not occur.
fn before(text: &str, word: &str) -> u64 {
    let number = text.split_once(&format!(" {word}")).and_then(|(left, _)| left.rsplit(' ').next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}
