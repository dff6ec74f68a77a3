//! The evidence as an outsider gets it: exported and verified by command, then read here to learn what was done, how often,
//! and which pushes it caused.

use super::city::City;
use super::json::Json;
use super::ledger::Registration;
use super::process::words;
use super::proof::At;
use super::watch::{Watch, pause};
use crate::{Outcome, Stop};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// One act as the record has it.
pub struct Entry {
    pub act: String,
    pub is_done: bool,
    /// Kind, identity, state.
    pub changes: Vec<Change>,
}

/// A thing that came into a new state.
pub struct Change {
    pub kind: String,
    pub id: String,
    pub state: String,
}

/// The whole record in order.
pub struct Record {
    pub entries: Vec<Entry>,
}

/// What waits to be sealed waits for the leases of the server that was killed.
const SEALED: Duration = Duration::from_secs(60);

impl City {
    /// `zhunying check`, once what is pending had its time to be sealed.
    pub fn check(&self, data: &Path, watch: &Watch) -> Outcome {
        let patience = watch.within(SEALED);
        loop {
            let said = self.tell(&["check"], data)?;
            if said.status.success() {
                return Ok(());
            }
            let is_pending = String::from_utf8_lossy(&said.stdout).contains("record_pending");
            if !is_pending || patience.is_over() {
                return Err(Stop::Refused(format!("zhunying check: {}", words(&said))));
            }
            pause(Duration::from_millis(500));
        }
    }

    /// The verified record, once everything acknowledged is sealed into it.
    pub fn whole_record(&self, data: &Path, registrations: &[Registration], at: At, watch: &Watch) -> Outcome<Record> {
        let patience = watch.within(SEALED);
        loop {
            let record = self.verified_record(data)?;
            match record.fits(registrations, at) {
                Ok(()) => return Ok(record),
                Err(stop) if patience.is_over() => return Err(stop),
                Err(_) => pause(Duration::from_secs(1)),
            }
        }
    }

    /// `record export`, then `record verify` over the file, then the file itself.
    pub fn verified_record(&self, data: &Path) -> Outcome<Record> {
        let file = self.folder().join("record.jsonl");
        let name = file.display().to_string();
        for verb in ["export", "verify"] {
            let said = self.tell(&["record", verb, &name], data)?;
            if !said.status.success() {
                return Err(Stop::Refused(format!("zhunying record {verb}: {}", words(&said))));
            }
        }
        let text = fs::read_to_string(&file).map_err(|error| Stop::file(&file, &error))?;
        let unread = || Stop::Refused(format!("{name}: a line cannot be read"));
        let mut entries = Vec::new();
        for line in text.lines() {
            let line = Json::read(line).ok_or_else(unread)?;
            if let Some(entry) = line.get("entry") {
                entries.push(read(entry.text("body")).ok_or_else(unread)?);
            }
        }
        Ok(Record { entries })
    }
}

fn read(body: &str) -> Option<Entry> {
    let body = Json::read(body)?;
    let changes = body.list("changes").iter().map(|change| Change {
        kind: change.text("kind").to_owned(),
        id: change.text("id").to_owned(),
        state: change.text("state").to_owned(),
    });
    Some(Entry {
        act: body.text("act").to_owned(),
        is_done: body.text("outcome") == "done",
        changes: changes.collect(),
    })
}

/// Acts that clients ask for; what workers do to a registration afterwards is not theirs.
const ASKED: [&str; 3] = ["registry.save_draft", "registry.reserve_name", "registry.submit"];

impl Record {
    /// Everything acknowledged was done once, and at the end nothing was done that was not acknowledged.
    fn fits(&self, registrations: &[Registration], at: At) -> Outcome {
        let (mut acts, enterprises) = self.asked();
        for one in registrations {
            let done = acts.remove(one.id.as_str()).unwrap_or(0);
            let is_whole = match at {
                At::PowerCut => done >= one.acts,
                At::End => done == one.acts,
            };
            if !is_whole {
                return Err(Stop::Refused(format!(
                    "registration {}: {} acts were acknowledged, the last under key {}, and {done} stand in the record",
                    one.id, one.acts, one.key
                )));
            }
            if one.enterprise.as_deref().is_some_and(|id| !enterprises.contains(id)) {
                return Err(Stop::Refused(format!(
                    "the enterprise acknowledged under key {} is not in the record",
                    one.key
                )));
            }
        }
        // Filings made with a registration begin decided, inside the act that is counted above.
        let drafts = self.entries.iter().flat_map(|entry| &entry.changes);
        let mut drafts = drafts.filter(|change| change.kind == "application" && change.state == "draft");
        match drafts.find(|change| acts.contains_key(change.id.as_str())) {
            Some(change) if at == At::End => Err(Stop::Refused(format!("registration {} was started and nobody was told", change.id))),
            Some(_) | None => Ok(()),
        }
    }

    /// How many acts of clients each application saw, and the enterprises that came into being.
    fn asked(&self) -> (BTreeMap<&str, usize>, BTreeSet<&str>) {
        let (mut acts, mut enterprises) = (BTreeMap::new(), BTreeSet::new());
        for entry in self.entries.iter().filter(|entry| entry.is_done) {
            for change in &entry.changes {
                if change.kind == "application" && ASKED.contains(&entry.act.as_str()) {
                    *acts.entry(change.id.as_str()).or_default() += 1;
                }
                if change.kind == "enterprise" {
                    enterprises.insert(change.id.as_str());
                }
            }
        }
        (acts, enterprises)
    }

    /// Every push ever written, with its last state.
    pub fn pushes(&self) -> BTreeMap<&str, &str> {
        let changes = self.entries.iter().flat_map(|entry| &entry.changes);
        changes
            .filter(|change| change.kind == "push")
            .map(|change| (change.id.as_str(), change.state.as_str()))
            .collect()
    }
}
