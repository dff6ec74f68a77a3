//! The limit: how often a second this disk takes 4 KiB and keeps them.

use crate::measure::Stopwatch;
use crate::{Outcome, Stop};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

const BLOCK: usize = 4_096;
const BLOCKS: u64 = 4_096;

/// A file that is as long as it will be.
pub struct Disk {
    file: File,
    next: u64,
}

fn failed(error: std::io::Error) -> Stop {
    Stop::World(format!("the disk: {error}"))
}

impl Disk {
    /// Makes the file.
    pub fn make(path: &Path) -> Outcome<Disk> {
        let file = File::create(path).map_err(failed)?;
        for block in 0..BLOCKS {
            file.write_all_at(&[1; BLOCK], block * BLOCK as u64).map_err(failed)?;
        }
        file.sync_all().map_err(failed)?;
        Ok(Disk { file, next: 0 })
    }

    /// One turn; gives synced writes a second.
    pub fn turn(&mut self, seconds: f64) -> Outcome<f64> {
        let (watch, first) = (Stopwatch::start(), self.next);
        while watch.seconds() < seconds {
            let place = self.next % BLOCKS * BLOCK as u64;
            self.file.write_all_at(&[2; BLOCK], place).map_err(failed)?;
            self.file.sync_data().map_err(failed)?;
            self.next += 1;
        }
        Ok((self.next - first) as f64 / watch.seconds())
    }
}
