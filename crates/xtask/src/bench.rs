//! The bench: builds the program as it ships, the bench and its Rego peer, and lets them take turns.

use crate::{Outcome, Stop, assets, cargo, finish, machine, target_dir};
use std::path::Path;
use std::process::Command;

/// The Rego peer is a workspace of its own: its features must not reach the program that is measured.
const REGO: &str = "crates/bench/rego/Cargo.toml";

/// Runs a workload; the figures go to the output as lines of JSON, the rounds to the error stream.
pub fn run(root: &Path, words: &[String]) -> Outcome {
    if words.is_empty() {
        return Err(Stop::Usage("bench registration|notice|all [--rounds N] [--seconds N]".to_owned()));
    }
    machine::provide(machine::NODE.iter().chain(&machine::FONTS).chain(&machine::PEERS))?;
    assets::build(root)?;
    // Together, so that bench and program share every crate they both use.
    finish(cargo(root).args(["build", "--release", "--locked", "--package", "zhunying", "--package", "bench"]))?;
    let target = target_dir(root)?;
    let peers = target.join("bench-rego");
    finish(
        cargo(root)
            .args(["build", "--release", "--locked", "--manifest-path", REGO, "--target-dir"])
            .arg(&peers),
    )?;
    let mut bench = Command::new(target.join("release/bench"));
    bench.args(words).arg("--program").arg(target.join("release/zhunying"));
    bench.arg("--rego").arg(peers.join("release/bench-rego"));
    let status = bench
        .status()
        .map_err(|error| Stop::World(format!("cannot start the bench: {error}")))?;
    match status.code() {
        Some(0) => Ok(()),
        Some(1) => Err(Stop::Refused("a goal or a gate was missed".to_owned())),
        Some(2) => Err(Stop::Usage("see above".to_owned())),
        Some(_) | None => Err(Stop::World(format!("the bench ended with {status}"))),
    }
}
