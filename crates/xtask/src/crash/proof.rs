//! Holds a server to what it acknowledged: each key gets the very same answer again, and each registration is found as its
//! answers left it.

use super::http::{Answer, Request, ask};
use super::json::Json;
use super::ledger::{Act, Registration, registrations};
use super::watch::pause;
use crate::{Outcome, Stop};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

/// When the server is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// Acts whose answer never came may be there as well.
    PowerCut,
    /// Everything asked was answered: what is there is exactly what was acknowledged.
    End,
}

/// What was found again.
pub struct Proved {
    pub answers: usize,
    pub registrations: Vec<Registration>,
}

/// A busy server is asked again, so often.
const TRIES_MAX: u32 = 100;
/// Enterprises in one list of the open interface.
const LIST_MAX: usize = 100;

/// Proves what these clients' ledgers hold. Registrations first: repeating a lost act would do it again.
pub fn prove(address: SocketAddr, ledgers: &[Vec<Act>], at: At) -> Outcome<Proved> {
    let proved: Vec<Outcome<Vec<Registration>>> = std::thread::scope(|scope| {
        let threads: Vec<_> = ledgers
            .iter()
            .map(|acts| {
                scope.spawn(move || {
                    let registrations = registrations(acts)?;
                    registrations.iter().try_for_each(|one| found(address, one, at))?;
                    enterprises_found(address, &registrations, at)?;
                    acts.iter().try_for_each(|act| repeated(address, act))?;
                    Ok(registrations)
                })
            })
            .collect();
        let lost = || Err(Stop::World("a thread of the proof panicked".to_owned()));
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| lost())).collect()
    });
    let mut registrations = Vec::new();
    for part in proved {
        registrations.extend(part?);
    }
    names_are_held_once(&registrations)?;
    Ok(Proved {
        answers: ledgers.iter().map(Vec::len).sum(),
        registrations,
    })
}

fn asked(address: SocketAddr, request: &Request) -> Outcome<Answer> {
    let mut last = String::new();
    for _ in 0..TRIES_MAX {
        match ask(address, request) {
            Ok(answer) if answer.status == 503 => last = answer.body,
            Ok(answer) => return Ok(answer),
            Err(error) => last = error.to_string(),
        }
        pause(Duration::from_millis(50));
    }
    Err(Stop::Refused(format!("{}: not answered: {last}", request.path)))
}

fn looked_at(address: SocketAddr, path: &str, token: &str) -> Outcome<Answer> {
    let request = Request {
        path,
        token: Some(token),
        ..Request::default()
    };
    asked(address, &request)
}

/// The same key, caller and body give the same answer.
fn repeated(address: SocketAddr, act: &Act) -> Outcome {
    let request = Request {
        path: &act.path,
        body: Some(&act.body),
        token: Some(&act.token),
        key: Some(&act.key),
        ..Request::default()
    };
    let again = asked(address, &request)?;
    // The number of the request is the request's own.
    let told = |answer: &Answer| Json::read(&answer.body).map(|json| json.without("request_id"));
    if again.status == act.answer.status && told(&again) == told(&act.answer) {
        return Ok(());
    }
    Err(Stop::Refused(format!(
        "{} {}: acknowledged HTTP {} {}, repeated HTTP {} {}",
        act.deed.name(),
        act.key,
        act.answer.status,
        act.answer.body,
        again.status,
        again.body
    )))
}

/// The registration is as its acknowledged acts left it, or further where the law or an unanswered act took it.
fn found(address: SocketAddr, one: &Registration, at: At) -> Outcome {
    let shown = looked_at(address, &format!("/api/v1/registrations/{}", one.id), &one.token)?;
    let json = Json::read(&shown.body).unwrap_or(Json::Null);
    let state = json.text("state");
    let further: &[&str] = match (one.phase.as_deref(), at) {
        (Some("granted"), _) => &["granted", "issued"],
        (Some("submitted"), _) => &["submitted"],
        (Some(_) | None, At::End) => &["draft"],
        (Some(_) | None, At::PowerCut) => &["draft", "submitted", "granted", "issued"],
    };
    let version = json.number("version").unwrap_or(0);
    let is_version = match (at, &one.phase) {
        (At::End, None) => version == one.version,
        (At::End, Some(_)) | (At::PowerCut, _) => version >= one.version,
    };
    let is_named = match (&one.name, at) {
        (Some(name), _) => json.text("name") == name,
        (None, At::End) => json.text("name").is_empty(),
        (None, At::PowerCut) => true,
    };
    if shown.status == 200 && json.text("number") == one.number && further.contains(&state) && is_version && is_named {
        return Ok(());
    }
    Err(Stop::Refused(format!(
        "registration {} after {} acknowledged acts, the last under key {}: {one:?} was acknowledged, HTTP {} shows {}",
        one.id, one.acts, one.key, shown.status, shown.body
    )))
}

/// Every acknowledged enterprise stands in its owner's list, under its name; at the end nothing else does.
fn enterprises_found(address: SocketAddr, registrations: &[Registration], at: At) -> Outcome {
    let mut owned: BTreeMap<&str, Vec<&Registration>> = BTreeMap::new();
    for one in registrations {
        owned.entry(&one.token).or_default().push(one);
    }
    for (token, ones) in owned {
        let answer = looked_at(address, &format!("/api/v1/enterprises?limit={LIST_MAX}"), token)?;
        if answer.status != 200 {
            return Err(Stop::Refused(format!(
                "the list of enterprises: HTTP {} {}",
                answer.status, answer.body
            )));
        }
        let list = Json::read(&answer.body).unwrap_or(Json::Null);
        let listed: BTreeSet<(&str, &str)> = list.list("items").iter().map(|item| (item.text("id"), item.text("name"))).collect();
        let known: Vec<(&str, &str, &str)> = ones
            .iter()
            .filter_map(|one| Some((one.enterprise.as_deref()?, one.name.as_deref()?, one.key.as_str())))
            .collect();
        if listed.len() == LIST_MAX {
            // The list ends here; the record tells of the older ones.
            continue;
        }
        if let Some((id, name, key)) = known.iter().find(|(id, name, _)| !listed.contains(&(*id, *name))) {
            return Err(Stop::Refused(format!(
                "enterprise {id} {name}, acknowledged under key {key}, is not in the register"
            )));
        }
        if at == At::End && listed.len() != known.len() {
            return Err(Stop::Refused(format!(
                "an account owns {} enterprises, {} were acknowledged",
                listed.len(),
                known.len()
            )));
        }
    }
    Ok(())
}

fn names_are_held_once(registrations: &[Registration]) -> Outcome {
    let mut held: BTreeMap<&str, &str> = BTreeMap::new();
    for one in registrations {
        if let Some(name) = &one.name
            && let Some(other) = held.insert(name, &one.key)
        {
            return Err(Stop::Refused(format!(
                "the name {name} was given twice: under keys {other} and {}",
                one.key
            )));
        }
    }
    Ok(())
}
