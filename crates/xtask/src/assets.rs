//! Style, script and icons of the pages. Third-party parts come from the npm lock file and are never committed; this
//! fetches them when the lock file changed and builds when a source is newer than the last manifest.

use crate::machine;
use crate::{Outcome, Stop, finish};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// Makes `dist/` current.
pub fn build(root: &Path) -> Outcome {
    let folder = root.join("crates/web/assets");
    let manifest = folder.join("dist/manifest.json");
    let lock = folder.join("package-lock.json");
    let stamp = folder.join("node_modules/.zhunying-lock");
    let wanted = fs::read(&lock).map_err(|error| Stop::file(&lock, &error))?;
    if fs::read(&stamp).ok().as_deref() != Some(wanted.as_slice()) {
        machine::provide(&machine::NODE)?;
        machine::node_is_fit()?;
        println!("assets: fetching what package-lock.json names");
        finish(
            Command::new("npm")
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .current_dir(&folder),
        )?;
        fs::write(&stamp, &wanted).map_err(|error| Stop::file(&stamp, &error))?;
    }
    if is_current(&folder, &manifest)? {
        return Ok(());
    }
    machine::provide(&machine::NODE)?;
    machine::node_is_fit()?;
    let built = finish(Command::new("node").arg("build.mjs").current_dir(&folder));
    if built.is_err() {
        // A build with findings has already written its manifest; without it the next call builds again.
        fs::remove_file(&manifest).ok();
    }
    built
}

/// No source is newer than the manifest. Folders count too: a deleted file changes only its folder.
fn is_current(folder: &Path, manifest: &Path) -> Outcome<bool> {
    let Some(made) = changed(manifest) else { return Ok(false) };
    let sources = ["build.mjs", "package-lock.json", "style", "script", "images", "../pages"];
    let mut open: Vec<PathBuf> = sources.iter().map(|name| folder.join(name)).collect();
    while let Some(path) = open.pop() {
        if changed(&path).is_some_and(|at| at > made) {
            return Ok(false);
        }
        if path.is_dir() {
            for entry in fs::read_dir(&path).map_err(|error| Stop::file(&path, &error))? {
                open.push(entry.map_err(|error| Stop::file(&path, &error))?.path());
            }
        }
    }
    Ok(true)
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|about| about.modified()).ok()
}
