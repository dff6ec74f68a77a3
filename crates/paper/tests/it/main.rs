//! The paper as strangers meet it: OpenSSL, poppler and zbar read what we print and seal.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod certificates;
mod printing;
mod samples;
mod signatures;
mod tables;

use paper::{Fonts, Press};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

/// One press for all tests, as one serves all threads of the program.
static PRESS: LazyLock<Press> = LazyLock::new(|| Press::new(Fonts::system().unwrap()));

/// A fresh folder for the files of one test; what it printed stays there to be looked at.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("paper").join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs a stranger's program; none where it is not installed (`cargo xtask test` installs all of them).
fn stranger(folder: &Path, program: &str, arguments: &[&str]) -> Option<Output> {
    match Command::new(program).current_dir(folder).args(arguments).output() {
        Ok(output) => Some(output),
        Err(_) => {
            eprintln!("not run: {program} is not installed");
            None
        }
    }
}

/// What the program wrote, when it ended well.
fn words(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Without blanks: layout is free to set them.
fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
