//! A volume of its own for power cuts: an ext4 image mounted over a loop device. The copy of the image holds what was synced,
//! and of the rest only what the kernel happened to have written.

use super::process::{must, output};
use crate::{Outcome, Stop};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The journal commits by itself only so often: nothing reaches the image in passing.
const OPTIONS: &str = "loop,commit=300";
/// Copies until one is known to show a single moment.
const COPIES_MAX: usize = 10;

/// An image.
pub struct Volume {
    image: PathBuf,
}

impl Volume {
    /// An empty image of this size.
    pub fn make(image: &Path, bytes: u64) -> Outcome<Volume> {
        File::create(image)
            .and_then(|file| file.set_len(bytes))
            .map_err(|error| Stop::file(image, &error))?;
        must(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(image), "power cuts need mkfs.ext4")?;
        Ok(Volume { image: image.to_owned() })
    }

    /// Mounts it at a new folder.
    pub fn mount(&self, at: &Path) -> Outcome<Mounted> {
        fs::create_dir_all(at).map_err(|error| Stop::file(at, &error))?;
        let why = "power cuts need root and loop devices (--power-cuts 0 leaves them out)";
        must(Command::new("mount").args(["-o", OPTIONS]).arg(&self.image).arg(at), why)?;
        Ok(Mounted { at: at.to_owned() })
    }

    /// Copies the image as it is, syncing nothing. A copy that still equals the image afterwards shows one moment.
    pub fn cut(&self, to: &Path) -> Outcome<Volume> {
        for _ in 0..COPIES_MAX {
            must(
                Command::new("cp").arg("--sparse=always").arg(&self.image).arg(to),
                "copying the image",
            )?;
            if output(Command::new("cmp").arg("-s").arg(&self.image).arg(to))?.status.success() {
                return Ok(Volume { image: to.to_owned() });
            }
        }
        Err(Stop::World(format!(
            "{} changes although nobody writes to it",
            self.image.display()
        )))
    }

    /// Removes the image.
    pub fn remove(self) -> Outcome {
        fs::remove_file(&self.image).map_err(|error| Stop::file(&self.image, &error))
    }
}

/// A mounted image; unmounted when let go of.
pub struct Mounted {
    at: PathBuf,
}

impl Mounted {
    pub fn folder(&self) -> &Path {
        &self.at
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // A process that was just killed may still hold it; the caretaker tries again at the end.
        output(Command::new("umount").arg(&self.at)).ok();
    }
}

/// A shell that outlives us if need be, and leaves no mount behind.
pub struct Caretaker {
    child: Child,
}

impl Caretaker {
    /// Of this folder.
    pub fn watch_over(folder: &Path) -> Outcome<Caretaker> {
        let mut command = Command::new("setsid");
        command.args(["sh", "-c", include_str!("caretaker.sh"), "caretaker"]).arg(folder);
        let child = command.stdin(Stdio::piped()).spawn();
        child
            .map(|child| Caretaker { child })
            .map_err(|error| Stop::World(format!("cannot start setsid: {error}")))
    }

    /// Everything is unmounted, and nothing removed.
    pub fn keep(mut self) {
        if let Some(input) = &mut self.child.stdin {
            input.write_all(b"keep").ok();
        }
    }
}

impl Drop for Caretaker {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        self.child.wait().ok();
    }
}
