//! 工具: what a developer runs. Nothing here ships, and nothing here knows the domain: it starts the tools that do the
//! work, in the right order, and says in one sentence what is missing.

pub mod assets;
pub mod bench;
pub mod crash;
pub mod demo;
pub mod machine;
pub mod regenerate;
pub mod requirements;
pub mod test;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Done, or why not.
pub type Outcome<T = ()> = Result<T, Stop>;

/// Why a verb ended early; the sentence is for the person at the terminal.
#[derive(Clone, Debug)]
pub enum Stop {
    /// Something that was checked is not as it should be.
    Refused(String),
    /// The command line is wrong.
    Usage(String),
    /// A tool, a file or a port is not there.
    World(String),
}

impl Stop {
    /// The exit code of the outside contract.
    pub fn code(&self) -> u8 {
        match self {
            Stop::Refused(_) => 1,
            Stop::Usage(_) => 2,
            Stop::World(_) => 3,
        }
    }

    /// A file or folder that could not be read or written.
    pub fn file(path: &Path, error: &std::io::Error) -> Stop {
        Stop::World(format!("{}: {error}", path.display()))
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Stop::Refused(text) | Stop::Usage(text) | Stop::World(text) => to.write_str(text),
        }
    }
}

/// The folder of the workspace: the one Cargo started us in, because several checkouts may share a build folder.
pub fn root() -> PathBuf {
    let here = environment("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.ancestors().nth(2).unwrap_or(&here).to_path_buf()
}

/// One variable of the environment.
#[expect(
    clippy::disallowed_methods,
    reason = "xtask stands outside the program; its settings are those of Cargo"
)]
pub fn environment(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The Cargo that started us, at the workspace root.
pub fn cargo(root: &Path) -> Command {
    let mut command = Command::new(environment("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Runs a tool to its end; anything but success stops the verb.
pub fn finish(command: &mut Command) -> Outcome {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .map_err(|error| Stop::World(format!("cannot start {name}: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Stop::Refused(format!("{} ended with {status}", shown(command))))
    }
}

/// Where Cargo puts what it builds; settings may move it, so Cargo is asked.
pub fn target_dir(root: &Path) -> Outcome<PathBuf> {
    let mut command = cargo(root);
    let output = command.args(["metadata", "--no-deps", "--format-version", "1"]).output();
    let output = output.map_err(|error| Stop::World(format!("cannot start cargo: {error}")))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let after = text.split_once("\"target_directory\":\"").map(|(_, after)| after);
    let folder = after
        .and_then(|after| after.split_once('"'))
        .map(|(folder, _)| PathBuf::from(folder));
    folder.ok_or_else(|| Stop::World(format!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr).trim())))
}

/// A command as a person would type it, without what may hold a password.
fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    for word in command.get_args() {
        let word = word.to_string_lossy();
        words.push(if word.contains("://") {
            "…".to_owned()
        } else {
            word.into_owned()
        });
    }
    words.join(" ")
}
