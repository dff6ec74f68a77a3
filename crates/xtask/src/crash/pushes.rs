//! Every push written in the record arrives at its department, takes effect there once, and nothing arrives that was never
//! written.

use super::city::{City, Department};
use super::json::Json;
use super::ledger::Registration;
use super::record::Record;
use super::watch::{Watch, pause};
use crate::{Outcome, Stop};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// What was counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arrived {
    pub pushes: usize,
    /// On the wire; those beyond the pushes were repeated after a lost answer, or came from a server over an image.
    pub deliveries: i64,
}

/// What a push told which department.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    unit: &'static str,
    /// Type of the event.
    event: String,
    /// Matters it names.
    matters: Vec<String>,
}

/// Waits until the platform has a receipt for every push of the record, then compares what the departments have with what was
/// written.
pub fn arrived(city: &City, record: &Record, registrations: &[Registration], watch: &Watch) -> Outcome<Arrived> {
    let written: BTreeSet<&str> = record.pushes().into_keys().collect();
    if written.is_empty() {
        return Err(Stop::World("no registration led to a push; more acts are needed".to_owned()));
    }
    loop {
        let now = city.verified_record(&city.data)?;
        let states = now.pushes();
        let is_open = |push: &&&str| states.get(**push).is_none_or(|state| *state == "queued");
        let Some(first) = written.iter().find(is_open) else { break };
        if watch.is_over() {
            let open = written.iter().filter(is_open).count();
            return Err(Stop::Refused(format!(
                "{open} of {} pushes have no receipt after {} s, {first} among them",
                written.len(),
                watch.elapsed().as_secs()
            )));
        }
        pause(Duration::from_secs(1));
    }
    let mut missing = written;
    let mut arrived = Arrived::default();
    let mut told: BTreeMap<String, Vec<Told>> = BTreeMap::new();
    for department in &city.departments {
        take_effect_once(department)?;
        arrived.deliveries += department.deliveries()?;
        for taken in department.list()? {
            if !missing.remove(taken.push.as_str()) {
                let (push, unit) = (&taken.push, department.unit);
                return Err(Stop::Refused(format!(
                    "push {push} at {unit} was never written, or went to two departments"
                )));
            }
            arrived.pushes += 1;
            let event = Json::read(&taken.body).unwrap_or(Json::Null);
            let data = event.get("data").cloned().unwrap_or(Json::Null);
            told.entry(data.text("enterprise").to_owned()).or_default().push(Told {
                unit: department.unit,
                event: event.text("type").to_owned(),
                matters: data.list("matters").iter().map(|matter| matter.text("code").to_owned()).collect(),
            });
        }
    }
    match missing.first() {
        Some(push) => Err(Stop::Refused(format!("push {push} was written and is at no department"))),
        None => same_scope_same_pushes(registrations, told).map(|()| arrived),
    }
}

/// The file in which a department keeps what took effect names each push once.
fn take_effect_once(department: &Department) -> Outcome {
    let mut known = BTreeSet::new();
    let doubled = department.effects()?.into_iter().find(|push| !known.insert(push.clone()));
    match doubled {
        Some(push) => Err(Stop::Refused(format!("push {push} took effect twice at {}", department.unit))),
        None => Ok(()),
    }
}

/// Enterprises with the same scope tell the same departments the same things; one push lost or written twice within an act
/// makes the difference.
fn same_scope_same_pushes(registrations: &[Registration], mut told: BTreeMap<String, Vec<Told>>) -> Outcome {
    let mut by_scope: BTreeMap<&[String], (Vec<Told>, &str)> = BTreeMap::new();
    for one in registrations.iter().filter(|one| one.enterprise.is_some()) {
        let mut own = one.name.as_ref().and_then(|name| told.remove(name)).unwrap_or_default();
        own.sort();
        if let Some([told, _]) = own.array_windows().find(|[one, other]| one == other) {
            return Err(Stop::Refused(format!(
                "the act under key {} wrote the same push twice: {told:?}",
                one.key
            )));
        }
        match by_scope.get(one.terms.as_slice()) {
            None => {
                by_scope.insert(&one.terms, (own, &one.key));
            }
            Some((other, key)) if *other != own => {
                return Err(Stop::Refused(format!(
                    "the scope {:?} led to {own:?} under key {} and to {other:?} under key {key}",
                    one.terms, one.key
                )));
            }
            Some(_) => {}
        }
    }
    match told.keys().next() {
        Some(name) => Err(Stop::Refused(format!(
            "departments were told of {name}, which nobody was told is registered"
        ))),
        None => Ok(()),
    }
}
