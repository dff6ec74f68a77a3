//! The office's acts on a permit: claim, take in, ask for a correction once, decide.

use super::applicant::subject_of;
use super::outcome::{hand_on, order_certificate, tell};
use super::rows;
use crate::application;
use crate::bureau::{App, Caller, Office};
use crate::failure::{Failure, Fault};
use crate::registry;
use rules::access::{Actor, Grant};
use rules::application::{Application, By, Defect, Outcome, Phase, Road};
use rules::catalogue::Detail;
use rules::exchange::EventKind;
use rules::ids::ApplicationId;
use rules::licensing::{self, Verdict};
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use sql::params;
use std::collections::BTreeSet;

/// The application, for staff of its unit and place; anybody else's looks absent.
pub(super) fn office_application(office: &mut Office, id: ApplicationId, version: Option<i64>) -> Result<Application, Failure> {
    let (application, _) = application::load(office.tx, id)?;
    office.actor.check_unit(&application.unit)?;
    if application.place != office.actor.place || application.state.phase() == Phase::Draft {
        return Err(Refusal::new(Code::NotFound).into());
    }
    if version.is_some_and(|version| version != application.version) {
        return Err(Refusal::new(Code::VersionChanged).into());
    }
    Ok(application)
}

/// 领取: an officer takes an application up; harmless, so it can be given back by another claim.
pub fn claim(app: &App, caller: &Caller, id: ApplicationId) -> Result<(), Failure> {
    app.act(Grant::ApplicationClaim, caller, id.to_string(), move |office, _| {
        let application = office_application(office, id, None)?;
        let account = office.actor.account()?.to_string();
        let claimed = office.tx.execute(
            "update application set claimed_by = $2 where id = $1 and (claimed_by is null or claimed_by = $2)",
            params![id.to_string(), &account],
        )?;
        if claimed == 0 {
            return Err(Refusal::new(Code::VersionChanged).with("step", "claim").into());
        }
        office.note("application", application.id);
        Ok(())
    })?;
    Ok(())
}

/// 领取下一件: the most urgent application that nobody has and this officer can move on; `None` when there is none. What waits
/// for the applicant, and what the officer took in and so may not decide, is left to others.
pub fn claim_next(app: &App, caller: &Caller) -> Result<Option<ApplicationId>, Failure> {
    let claimed = app.act(Grant::ApplicationClaim, caller, "next".to_owned(), |office, _| {
        let unit = office.actor.unit.clone().ok_or_else(|| Refusal::new(Code::NotGranted))?;
        let (account, place) = (office.actor.account()?.to_string(), office.actor.place.clone());
        let taker = format!("person:{account}");
        let next = office.tx.query_opt(
            &format!(
                "select id from application where unit = $1 and place = $2 and {} and ({})
                   and claimed_by is null and coalesce(accepted_by, '') <> $3
                 order by coalesce(due_day, 9999999), id limit 1",
                application::OPEN,
                movable(office.actor)
            ),
            params![&unit, &place, &taker],
        )?;
        let Some(next) = next else { return Ok(None) };
        let id = next.text("id")?;
        office.tx.execute(
            "update application set claimed_by = $2 where id = $1 and claimed_by is null",
            params![&id, &account],
        )?;
        office.note("application", &id);
        Ok(Some(id))
    })?;
    let read = |id: String| ApplicationId::parse(&id).ok_or_else(|| Fault::stored("application id", id));
    Ok(claimed.result.map(read).transpose()?)
}

/// What the officer's grants can move on, as a condition.
fn movable(actor: &Actor) -> String {
    let steps = [
        (Grant::ApplicationAccept, "road <> 'registration' and phase = 'submitted'"),
        (Grant::ApplicationDecide, "road <> 'registration' and phase = 'accepted'"),
        (
            Grant::RegistrationDecide,
            "road = 'registration' and phase in ('submitted', 'accepted')",
        ),
    ];
    let held = steps.iter().filter(|(grant, _)| actor.check(*grant).is_ok());
    let held: Vec<&str> = held.map(|(_, condition)| *condition).collect();
    if held.is_empty() { "1 = 0".to_owned() } else { held.join(" or ") }
}

/// 受理.
pub fn accept(app: &App, caller: &Caller, id: ApplicationId, version: i64) -> Result<(), Failure> {
    let input = (id.to_string(), version);
    app.act(
        Grant::ApplicationAccept,
        caller,
        input,
        move |office, (_, version): &(String, i64)| {
            let application = office_application(office, id, Some(*version))?;
            permit_road(&application)?;
            let loaded = application.version;
            let (by, law) = (By::Person(office.actor.account()?), office.law().clone());
            let accepted = application.accept(by, office.at(), &law)?;
            let accepted = hand_on(office, accepted)?;
            application::save(office, &accepted, loaded)
        },
    )?;
    Ok(())
}

fn permit_road(application: &Application) -> Result<(), Refusal> {
    if application.road == Road::Registration {
        Err(Refusal::new(Code::NotFound))
    } else {
        Ok(())
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct StoredDefect {
    item: String,
    what: String,
    new_fact: Option<String>,
}

/// 一次性告知补正: all defects at once, each of them an item that the notice named (WIN-08).
pub fn ask_correction(app: &App, caller: &Caller, id: ApplicationId, version: i64, defects: Vec<Defect>) -> Result<(), Failure> {
    let stored: Vec<StoredDefect> = defects
        .into_iter()
        .map(|defect| StoredDefect {
            item: defect.item,
            what: defect.what,
            new_fact: defect.new_fact,
        })
        .collect();
    let input = (id.to_string(), version, stored);
    app.act(
        Grant::CorrectionAsk,
        caller,
        input,
        move |office, (_, version, stored): &(String, i64, Vec<StoredDefect>)| {
            let application = office_application(office, id, Some(*version))?;
            permit_road(&application)?;
            let shelf = office.shelf.clone();
            let matter = shelf
                .edition_of(&application.edition)
                .matter(&application.matter)
                .ok_or_else(|| Refusal::new(Code::MatterUnknown))?;
            let known = items_of(licensing::open_for_application(matter)?);
            let defects: Vec<Defect> = stored
                .iter()
                .map(|defect| Defect {
                    item: defect.item.clone(),
                    what: defect.what.clone(),
                    new_fact: defect.new_fact.clone(),
                })
                .collect();
            rows::round_notice(&defects, &known)?;
            let (loaded, law, by) = (application.version, office.law().clone(), office.actor.account()?);
            let asked = application.ask_correction(by, defects, office.at(), &law)?;
            application::save(office, &asked, loaded)
        },
    )?;
    Ok(())
}

/// Everything a correction may name.
fn items_of(detail: &Detail) -> BTreeSet<String> {
    let materials = detail.materials.iter().map(|material| material.code.clone());
    materials.chain(detail.fields.iter().map(|field| field.code.clone())).collect()
}

/// 决定: with reasons; by somebody who did not take it in. A refusal names the conditions or materials of the published matter
/// that it rests on (CAT-05).
pub fn decide(app: &App, caller: &Caller, id: ApplicationId, version: i64, verdict: &Verdict) -> Result<(), Failure> {
    let outcome = verdict.outcome;
    let (grounds, reasons) = (verdict.grounds.clone(), verdict.reasons.clone());
    let input = (id.to_string(), version, outcome == Outcome::Granted, grounds, reasons);
    type Input = (String, i64, bool, Vec<String>, String);
    app.act(
        Grant::ApplicationDecide,
        caller,
        input,
        move |office, (_, version, _, grounds, reasons): &Input| {
            let application = office_application(office, id, Some(*version))?;
            permit_road(&application)?;
            let (loaded, law, by) = (application.version, office.law().clone(), By::Person(office.actor.account()?));
            let decided = application.decide(by, outcome, reasons, office.at(), &law)?;
            application::save(office, &decided, loaded)?;
            office.note("grounds", grounds.join(" "));
            let shelf = office.shelf.clone();
            let matter = shelf
                .edition_of(&decided.edition)
                .matter(&decided.matter)
                .ok_or_else(|| Refusal::new(Code::MatterUnknown))?;
            let detail = licensing::open_for_application(matter)?;
            let verdict = Verdict {
                outcome,
                grounds: grounds.clone(),
                reasons: reasons.clone(),
            };
            verdict.check(detail)?;
            let enterprise = registry::public(office.tx, decided.enterprise.ok_or_else(|| Refusal::new(Code::NotFound))?)?;
            let subject = subject_of(&enterprise);
            match outcome {
                Outcome::Granted => {
                    let content = rows::load(office.tx, id)?;
                    order_certificate(office, matter, detail, &decided, &subject, &content.answers)?;
                    tell(office, matter, detail, &subject, &decided, EventKind::Granted)
                }
                Outcome::Refused => tell(office, matter, detail, &subject, &decided, EventKind::Refused),
            }
        },
    )?;
    Ok(())
}

/// Writes down what silence has already made true, so that lists sort by the clock that really runs.
pub fn record_silence(app: &App, place: &str, at_most: u32) -> Result<usize, Failure> {
    let today = application::day_number(app.now().day());
    let due = app.view("licensing.silent", move |tx| {
        let rows = tx.query(
            "select id, place from application where phase = 'submitted' and road <> 'registration' and due_day < $1 order by due_day, id limit $2",
            params![today, at_most],
        )?;
        rows.iter().map(|row| Ok((row.text("id")?, row.text("place")?))).collect::<Result<Vec<_>, Failure>>()
    })?;
    let mut recorded = 0;
    for (id, of_place) in due {
        let Some(id) = ApplicationId::parse(&id) else { continue };
        let caller = Caller::new(Actor::system(if of_place.is_empty() { place } else { &of_place }));
        let done = app.act(Grant::SilenceRecord, &caller, id.to_string(), move |office, _| {
            let (application, _) = application::load(office.tx, id)?;
            let (loaded, law) = (application.version, office.law().clone());
            let standing = application.standing(office.at(), &law)?;
            if standing.phase != Phase::Accepted || application.state.phase() != Phase::Submitted {
                return Ok(false);
            }
            let accepted = application.accept(By::Silence, office.at(), &law)?;
            let accepted = hand_on(office, accepted)?;
            application::save(office, &accepted, loaded)?;
            Ok(true)
        })?;
        recorded += usize::from(done.result);
    }
    Ok(recorded)
}
