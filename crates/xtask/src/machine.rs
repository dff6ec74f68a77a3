//! What the machine must have: Debian packages, installed when we are root, named to the letter when we are not.

use crate::{Outcome, Stop, environment, finish};
use std::path::Path;
use std::process::Command;

/// Something a verb needs.
pub struct Need {
    /// The Debian package that brings it.
    pub package: &'static str,
    /// The program that shows it is there, for machines that got it in another way; a package without a program is asked
    /// for by its name.
    pub program: Option<&'static str>,
}

/// Node.js builds the assets and drives the browser.
pub const NODE: [Need; 2] = [need("nodejs", "node"), need("npm", "npm")];
/// Chinese characters of the documents.
pub const FONTS: [Need; 1] = [Need {
    package: "fonts-noto-cjk",
    program: None,
}];
/// What the bench measures against.
pub const PEERS: [Need; 1] = [Need {
    package: "postgresql",
    program: None,
}];
/// What only the tests need: a browser, readers of what we print and sign, a movable clock, the second engine.
pub const TESTS: [Need; 6] = [
    need("chromium", "chromium"),
    need("zbar-tools", "zbarimg"),
    need("poppler-utils", "pdftoppm"),
    need("openssl", "openssl"),
    Need {
        package: "libfaketime",
        program: None,
    },
    Need {
        package: "postgresql",
        program: None,
    },
];

/// The Node.js that the assets ask for (`engines` in their package.json).
const NODE_MIN: (u32, u32) = (20, 19);

const fn need(package: &'static str, program: &'static str) -> Need {
    Need {
        package,
        program: Some(program),
    }
}

/// Has all of this, or gets it, or says what to install.
pub fn provide<'a>(needs: impl IntoIterator<Item = &'a Need>) -> Outcome {
    let missing: Vec<&str> = needs.into_iter().filter(|need| !has(need)).map(|need| need.package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let line = format!("apt-get install -y {}", missing.join(" "));
    if !on_path("apt-get") {
        return Err(Stop::World(format!("this machine lacks {}; on Debian: {line}", missing.join(", "))));
    }
    if !is_root() {
        return Err(Stop::World(format!(
            "this machine lacks {}; install with: sudo {line}",
            missing.join(", ")
        )));
    }
    println!("installing {}", missing.join(", "));
    if install(&missing).is_err() {
        // The list of packages may be empty or old.
        finish(Command::new("apt-get").args(["update", "-q"]))?;
        install(&missing)?;
    }
    Ok(())
}

/// Node.js is there and new enough.
pub fn node_is_fit() -> Outcome {
    let (major, minor) = NODE_MIN;
    let output = Command::new("node").arg("--version").output();
    let Ok(output) = output else {
        return Err(Stop::World(format!(
            "Node.js {major}.{minor} or newer is missing; on Debian: apt-get install -y nodejs npm"
        )));
    };
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let mut numbers = text.trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found >= NODE_MIN {
        Ok(())
    } else {
        Err(Stop::World(format!(
            "Node.js {text} is too old, the pages need {major}.{minor} or newer"
        )))
    }
}

fn has(need: &Need) -> bool {
    need.program.is_some_and(on_path) || is_installed(need.package)
}

fn is_installed(package: &str) -> bool {
    let output = Command::new("dpkg-query").args(["-W", "-f=${Status}", package]).output();
    output.is_ok_and(|output| output.stdout.ends_with(b"ok installed"))
}

/// Whether this program can be started by its name.
pub fn on_path(program: &str) -> bool {
    let Some(path) = environment("PATH") else { return false };
    std::env::split_paths(&path).any(|folder: std::path::PathBuf| folder.join(program).is_file())
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(Path::new("/proc/self")).is_ok_and(|entry| entry.uid() == 0)
}

fn install(packages: &[&str]) -> Outcome {
    let mut command = Command::new("apt-get");
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["install", "-y", "-q", "--no-install-recommends"])
        .args(packages);
    finish(&mut command)
}
