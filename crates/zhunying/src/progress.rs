//! Long work: a bar on a terminal, one plain line for each tenth otherwise.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};

/// Shared by the threads that do the work.
pub struct Progress {
    what: &'static str,
    total: u64,
    done: AtomicU64,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Begins counting to `total`.
    pub fn new(what: &'static str, total: usize) -> Progress {
        let total = u64::try_from(total).unwrap_or(u64::MAX);
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{msg} {bar:40} {pos}/{len} 剩余 {eta}");
            ProgressBar::new(total)
                .with_message(what)
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Progress {
            what,
            total,
            done: AtomicU64::new(0),
            bar,
        }
    }

    /// So many more are done.
    pub fn add(&self, more: usize) {
        let more = u64::try_from(more).unwrap_or(0);
        let before = self.done.fetch_add(more, Ordering::Relaxed);
        match &self.bar {
            Some(bar) => bar.inc(more),
            None if self.tenth(before) != self.tenth(before + more) => eprintln!("{}：{}/{}", self.what, before + more, self.total),
            None => {}
        }
    }

    fn tenth(&self, done: u64) -> u64 {
        done * 10 / self.total.max(1)
    }

    /// Ends the bar.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish();
        }
    }
}
