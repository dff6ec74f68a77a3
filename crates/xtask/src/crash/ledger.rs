//! What a client knows for itself: before a request its intent, after the answer the answer, each on disk before anything
//! else happens. The server's memory is not asked.

use super::http::Answer;
use super::json::{Json, quoted};
use crate::{Outcome, Stop};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The acts of a registration over the open interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Start,
    Address,
    People,
    Name,
    Sign,
    Submit,
}

impl Deed {
    /// As a person at the terminal reads it.
    pub fn name(self) -> &'static str {
        match self {
            Deed::Start => "start",
            Deed::Address => "address",
            Deed::People => "people",
            Deed::Name => "name",
            Deed::Sign => "signatures",
            Deed::Submit => "submission",
        }
    }
}

/// An act and the answer it got.
#[derive(Clone, Debug)]
pub struct Act {
    pub deed: Deed,
    pub key: String,
    pub path: String,
    pub body: String,
    pub token: String,
    /// The registration it is about; empty for a start, whose answer names it, and for signatures.
    pub registration: String,
    pub answer: Answer,
}

impl Act {
    /// Whether it was done; the other answers that count are refusals of the law.
    pub fn is_done(&self) -> bool {
        matches!(self.answer.status, 200 | 201)
    }
}

/// One client's ledger: a file that only grows, and the acknowledged acts in order.
pub struct Ledger {
    path: PathBuf,
    file: File,
    acts: Mutex<Vec<Act>>,
}

impl Ledger {
    /// A new file.
    pub fn create(path: &Path) -> Outcome<Ledger> {
        let file = File::create(path).map_err(|error| Stop::file(path, &error))?;
        let folder = path.parent().unwrap_or(path);
        // The name of the file must outlive a crash, too.
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| Stop::file(folder, &error))?;
        Ok(Ledger {
            path: path.to_owned(),
            file,
            acts: Mutex::new(Vec::new()),
        })
    }

    /// Notes what is about to be asked.
    pub fn intend(&self, key: &str, path: &str, body: &str) -> Outcome {
        let (key, path, body) = (quoted(key), quoted(path), quoted(body));
        self.keep(&format!("{{\"intent\":{key},\"path\":{path},\"body\":{body}}}\n"))
    }

    /// Notes an answer; from now on the server is held to it.
    pub fn acknowledge(&self, act: Act) -> Outcome {
        let (key, status, body) = (quoted(&act.key), act.answer.status, quoted(&act.answer.body));
        self.keep(&format!("{{\"answer\":{key},\"status\":{status},\"body\":{body}}}\n"))?;
        self.acts.lock().unwrap_or_else(PoisonError::into_inner).push(act);
        Ok(())
    }

    /// Everything acknowledged so far.
    pub fn acts(&self) -> Vec<Act> {
        self.acts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, line: &str) -> Outcome {
        (&self.file)
            .write_all(line.as_bytes())
            .and_then(|()| self.file.sync_data())
            .map_err(|error| Stop::file(&self.path, &error))
    }
}

/// Makes the folder of the ledgers and one ledger for each client.
pub fn create_all(folder: &Path, clients: usize) -> Outcome<Vec<Ledger>> {
    fs::create_dir_all(folder).map_err(|error| Stop::file(folder, &error))?;
    (1..=clients)
        .map(|number| Ledger::create(&folder.join(format!("client-{number}.jsonl"))))
        .collect()
}

/// A registration as its acknowledged acts leave it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registration {
    pub id: String,
    pub number: String,
    pub token: String,
    /// The scope terms asked for, as sent.
    pub terms: Vec<String>,
    pub version: i64,
    /// Acts done to it: as many entries of the record name it.
    pub acts: usize,
    pub name: Option<String>,
    /// `granted` or `submitted`, once it was handed in.
    pub phase: Option<String>,
    pub enterprise: Option<String>,
    /// The key of the last act that was done.
    pub key: String,
}

/// Folds one client's acts into registrations. An act that breaks the order of versions was done twice, or half.
pub fn registrations(acts: &[Act]) -> Outcome<Vec<Registration>> {
    let mut all: BTreeMap<String, Registration> = BTreeMap::new();
    for act in acts.iter().filter(|act| act.is_done() && act.deed != Deed::Sign) {
        let unread = || {
            Stop::Refused(format!(
                "{} {}: the answer cannot be read: {}",
                act.deed.name(),
                act.key,
                act.answer.body
            ))
        };
        let (answer, asked) = (
            Json::read(&act.answer.body).ok_or_else(unread)?,
            Json::read(&act.body).ok_or_else(unread)?,
        );
        let id = if act.deed == Deed::Start {
            answer.text("id")
        } else {
            &act.registration
        };
        let registration = all.entry(id.to_owned()).or_default();
        registration.acts += 1;
        registration.key = act.key.clone();
        let version = answer.number("version");
        match act.deed {
            Deed::Start => {
                registration.id = id.to_owned();
                registration.number = answer.text("number").to_owned();
                registration.token = act.token.clone();
                registration.terms = texts(asked.list("terms"));
            }
            Deed::Name => registration.name = Some(asked.text("name").to_owned()),
            Deed::Submit => {
                registration.phase = Some(answer.text("phase").to_owned());
                registration.enterprise = Some(answer.text("enterprise").to_owned()).filter(|id| !id.is_empty());
            }
            Deed::Address | Deed::People | Deed::Sign => {}
        }
        let expected = registration.version + 1;
        if act.deed != Deed::Submit && version != Some(expected) {
            return Err(Stop::Refused(format!(
                "{} {}: version {version:?} was answered where {expected} follows; the act was done twice, or half",
                act.deed.name(),
                act.key
            )));
        }
        registration.version = expected;
    }
    Ok(all.into_values().collect())
}

fn texts(items: &[Json]) -> Vec<String> {
    let text = |item: &Json| match item {
        Json::Text(text) => Some(text.clone()),
        _ => None,
    };
    items.iter().filter_map(text).collect()
}
