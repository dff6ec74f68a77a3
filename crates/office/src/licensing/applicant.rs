//! The applicant's acts on a permit: start, save, hand in, commit, file, answer a correction, withdraw.

use super::outcome::{Subject, new_application, on_the_spot, order_certificate, tell};
use super::rows::{self, Content};
use crate::access::Signed;
use crate::application;
use crate::bureau::{App, Caller, Office};
use crate::exchange;
use crate::failure::{Failure, Fault};
use crate::registry;
use crate::shelf::zone;
use rules::access::{Actor, Grant};
use rules::application::{Application, Phase, Road, State};
use rules::catalogue::{Detail, Matter, Mode, notice};
use rules::duty::DutyKind;
use rules::exchange::EventKind;
use rules::ids::{ApplicationId, EnterpriseId};
use rules::licensing::{self, check_complete, check_ticks, read_answer};
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use sql::params;
use std::collections::{BTreeMap, BTreeSet};

/// The enterprise, if it is the actor's own; anybody else's looks absent.
fn own_subject(office: &mut Office, id: EnterpriseId) -> Result<(Subject, registry::Enterprise), Failure> {
    let enterprise = registry::public(office.tx, id)?;
    if enterprise.owner.is_none() || enterprise.owner != office.actor.account {
        return Err(Refusal::new(Code::NotFound).into());
    }
    Ok((subject_of(&enterprise), enterprise))
}

pub(super) fn subject_of(enterprise: &registry::Enterprise) -> Subject {
    Subject {
        enterprise: enterprise.id,
        credit_code: enterprise.credit_code.clone(),
        name: enterprise.name.clone(),
        place: enterprise.place.clone(),
        address: format!("{}{}", enterprise.street, enterprise.detail),
        representative: enterprise.representative.clone(),
        terms: enterprise.terms.clone(),
        owner: enterprise.owner,
    }
}

/// Starts an application for a matter that the enterprise's scope leads to.
pub fn start(
    app: &App,
    caller: &Caller,
    enterprise: EnterpriseId,
    matter: &str,
    road: Option<Road>,
    phone_last4: &str,
) -> Result<ApplicationId, Failure> {
    let input = (
        enterprise.to_string(),
        matter.to_owned(),
        road.map(Road::name),
        phone_last4.to_owned(),
    );
    type Input = (String, String, Option<&'static str>, String);
    let started = app.act(
        Grant::ApplicationStart,
        caller,
        input,
        move |office, (_, matter, _, phone): &Input| {
            let (subject, of) = own_subject(office, enterprise)?;
            let shelf = office.shelf.clone();
            let matter = shelf
                .edition()
                .matter(matter)
                .ok_or_else(|| Refusal::new(Code::MatterUnknown).with("matter", matter))?;
            let detail = licensing::open_for_application(matter)?;
            let (law, terms) = (office.law().clone(), of.terms.iter().map(String::as_str).collect::<Vec<_>>());
            let needed = notice(shelf.edition(), &terms, &of.place, zone(of.free_trade_zone), &law)?;
            if !needed.matters.iter().any(|entry| entry.matter.code == matter.code) {
                return Err(Refusal::new(Code::OutsideScope).with("matter", &matter.name).into());
            }
            if let Some(open) = already(office, enterprise, &matter.code)? {
                return Err(Refusal::new(Code::AlreadyHeld).with("application", open).into());
            }
            let road = road_of(matter, road)?;
            let draft = new_application(office, matter, detail, road, &subject)?;
            application::insert(office, &draft, &subject.name, phone)?;
            rows::insert(office.tx, draft.id, &Content::default())?;
            Ok(draft.id.to_string())
        },
    )?;
    Ok(ApplicationId::parse(&started.result).ok_or_else(|| Fault::stored("application id", &started.result))?)
}

/// The road a matter goes; a commitment may always be left for the ordinary road.
fn road_of(matter: &Matter, wanted: Option<Road>) -> Result<Road, Refusal> {
    let usual = match matter.mode {
        Some(Mode::RecordFiling) => Road::Filing,
        Some(Mode::NotificationCommitment) => Road::Commitment,
        Some(Mode::OptimizedApproval | Mode::ApprovalCancelled) | None => Road::Ordinary,
    };
    match (usual, wanted) {
        (usual, None) => Ok(usual),
        (Road::Commitment, Some(Road::Ordinary)) => Ok(Road::Ordinary),
        (usual, Some(wanted)) if usual == wanted => Ok(usual),
        (_, Some(Road::Commitment)) => Err(Refusal::new(Code::CommitmentNotOffered).with("matter", &matter.name)),
        (_, Some(_)) => Err(Refusal::field(Code::FieldInvalid, "road")),
    }
}

fn already(office: &mut Office, enterprise: EnterpriseId, matter: &str) -> Result<Option<String>, Failure> {
    let row = office.tx.query_opt(
        "select number from application where enterprise_id = $1 and matter = $2 and phase not in ('refused', 'withdrawn') order by id desc limit 1",
        params![enterprise.to_string(), matter],
    )?;
    Ok(row.map(|row| row.text("number")).transpose()?)
}

fn own_application(office: &mut Office, id: ApplicationId, version: Option<i64>) -> Result<Application, Failure> {
    let (application, _) = application::load(office.tx, id)?;
    if Some(application.applicant) != office.actor.account || application.road == Road::Registration {
        return Err(Refusal::new(Code::NotFound).into());
    }
    if version.is_some_and(|version| version != application.version) {
        return Err(Refusal::new(Code::VersionChanged).into());
    }
    Ok(application)
}

fn matter_of<'s>(shelf: &'s crate::shelf::Shelf, application: &Application) -> Result<(&'s Matter, &'s Detail), Failure> {
    let matter = shelf
        .edition_of(&application.edition)
        .matter(&application.matter)
        .ok_or_else(|| Refusal::new(Code::MatterUnknown))?;
    Ok((matter, licensing::open_for_application(matter)?))
}

/// What a page saves: any part of answers, files and ticks.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Saved {
    /// Answers typed; empty text clears one.
    pub answers: BTreeMap<String, String>,
    /// Material → SM3 of an upload of the same account.
    pub files: BTreeMap<String, String>,
    /// Ticks, when the page shows them.
    pub ticks: Option<BTreeSet<String>>,
}

/// Saves part of a draft, or of the answer to a correction; gives the new version.
pub fn save(app: &App, caller: &Caller, id: ApplicationId, version: Option<i64>, part: Saved) -> Result<i64, Failure> {
    let input = (id.to_string(), version, part);
    let saved = app.act(
        Grant::ApplicationSave,
        caller,
        input,
        move |office, (_, version, part): &(String, Option<i64>, Saved)| {
            let mut application = own_application(office, id, *version)?;
            let phase = application.state.phase();
            if !matches!(phase, Phase::Draft | Phase::Correcting) {
                return Err(Refusal::new(Code::StateForbids)
                    .with("step", "save")
                    .with("state", phase.name())
                    .into());
            }
            let shelf = office.shelf.clone();
            let (_, detail) = matter_of(&shelf, &application)?;
            let mut content = rows::load(office.tx, id)?;
            take(office, detail, &application, &mut content, part)?;
            let loaded = application.version;
            application.version += 1;
            application::save(office, &application, loaded)?;
            rows::update(office.tx, id, &content)?;
            Ok(application.version)
        },
    )?;
    Ok(saved.result)
}

fn take(office: &mut Office, detail: &Detail, application: &Application, content: &mut Content, part: &Saved) -> Result<(), Failure> {
    for (code, typed) in &part.answers {
        let field = detail
            .fields
            .iter()
            .find(|field| field.code == *code)
            .ok_or_else(|| Refusal::field(Code::FieldUnknown, code))?;
        match read_answer(field, typed)? {
            Some(answer) => content.answers.insert(code.clone(), answer),
            None => content.answers.remove(code),
        };
    }
    for (code, sm3) in &part.files {
        if !detail.materials.iter().any(|material| material.code == *code) {
            return Err(Refusal::field(Code::FieldUnknown, code).into());
        }
        let owner = application.applicant.to_string();
        if office
            .tx
            .query_opt("select sm3 from file where sm3 = $1 and owner = $2", params![sm3, owner])?
            .is_none()
        {
            return Err(Refusal::field(Code::FileRefused, code).into());
        }
        content.files.insert(code.clone(), sm3.clone());
    }
    if let Some(ticks) = &part.ticks {
        content.ticks = ticks.clone();
    }
    Ok(())
}

/// Leaves the commitment for the ordinary road, with everything that is filled in; gives the new version.
pub fn go_ordinary(app: &App, caller: &Caller, id: ApplicationId, version: i64) -> Result<i64, Failure> {
    let input = (id.to_string(), version);
    let left = app.act(
        Grant::ApplicationSave,
        caller,
        input,
        move |office, (_, version): &(String, i64)| {
            let application = own_application(office, id, Some(*version))?;
            let loaded = application.version;
            let shelf = office.shelf.clone();
            let (matter, detail) = matter_of(&shelf, &application)?;
            let ordinary = application.go_ordinary(licensing::promised_days(matter, detail, Road::Ordinary))?;
            application::save(office, &ordinary, loaded)?;
            office.tx.execute(
                "update application set road = $2, promised_days = $3 where id = $1",
                params![id.to_string(), ordinary.road.name(), ordinary.promised_days.map(i64::from)],
            )?;
            office.note("road", ordinary.road.name());
            Ok(ordinary.version)
        },
    )?;
    Ok(left.result)
}

/// 提交: the ordinary road; the office's clock begins.
pub fn submit(app: &App, caller: &Caller, id: ApplicationId, version: i64) -> Result<(), Failure> {
    let input = (id.to_string(), version);
    app.act(
        Grant::ApplicationSubmit,
        caller,
        input,
        move |office, (_, version): &(String, i64)| {
            let application = own_application(office, id, Some(*version))?;
            if application.road != Road::Ordinary {
                return Err(Refusal::field(Code::FieldInvalid, "road").into());
            }
            let shelf = office.shelf.clone();
            let (_, detail) = matter_of(&shelf, &application)?;
            let content = rows::load(office.tx, id)?;
            check_complete(detail, &content.answers, &content.materials())?;
            let loaded = application.version;
            application::save(office, &application.submit(office.at())?, loaded)
        },
    )?;
    Ok(())
}

/// The letter of an application, exactly as it will be signed.
pub fn commitment_letter(app: &App, actor: &Actor, id: ApplicationId) -> Result<licensing::Letter, Failure> {
    let (actor, shelf) = (actor.clone(), app.shelf().clone());
    app.view("licensing.letter", move |tx| {
        let (application, _) = application::load(tx, id)?;
        application.visible_to(&actor)?;
        let enterprise = registry::public(tx, application.enterprise.ok_or_else(|| Refusal::new(Code::NotFound))?)?;
        let (matter, _) = matter_of(&shelf, &application)?;
        Ok(licensing::letter(
            matter,
            &application.edition,
            &enterprise.name,
            &enterprise.credit_code,
            application.number.as_str(),
        )?)
    })
}

/// 告知承诺: every condition ticked, the letter signed: decided on the spot, certificate ordered, verification due.
pub fn commit(app: &App, caller: &Caller, id: ApplicationId, version: i64, signed: Signed) -> Result<(), Failure> {
    let input = (id.to_string(), version, signed);
    app.act(Grant::CommitmentSign, caller, input, move |office, (_, version, signed): &(String, i64, Signed)| {
        let application = own_application(office, id, Some(*version))?;
        if application.road != Road::Commitment {
            return Err(Refusal::new(Code::CommitmentNotOffered).into());
        }
        let shelf = office.shelf.clone();
        let (matter, detail) = matter_of(&shelf, &application)?;
        let content = rows::load(office.tx, id)?;
        check_ticks(matter, &content.ticks)?;
        check_complete(detail, &content.answers, &content.materials())?;
        let enterprise = registry::public(office.tx, application.enterprise.ok_or_else(|| Refusal::new(Code::NotFound))?)?;
        let letter =
            licensing::letter(matter, &application.edition, &enterprise.name, &enterprise.credit_code, application.number.as_str())?;
        signed.check(application.applicant, &letter.text())?;
        let (_, commitment) = licensing::offered(matter)?;
        let until = rules::calendar::days_after(office.today(), i64::from(commitment.verify_days));
        office.tx.execute(
            "insert into commitment (application_id, letter, letter_sm3, signed_by, signed_at, verify_until_day) values ($1, $2, $3, $4, $5, $6)",
            params![
                id.to_string(),
                letter.text(),
                signed.text_sm3(),
                application.applicant.to_string(),
                office.at().micros(),
                application::day_number(until)
            ],
        )?;
        office.note("letter_sm3", signed.text_sm3());
        let loaded = application.version;
        let (unit, subject) = (application.unit.clone(), subject_of(&enterprise));
        let granted = on_the_spot(office, application)?;
        application::save(office, &granted, loaded)?;
        order_certificate(office, matter, detail, &granted, &subject, &content.answers)?;
        exchange::open_duty_until(office, DutyKind::VerifyCommitment, &unit, &format!("application:{id}"), "commitment.verify_days")?;
        tell(office, matter, detail, &subject, &granted, EventKind::Granted)
    })?;
    Ok(())
}

/// 备案: complete, so it is done on the spot.
pub fn file(app: &App, caller: &Caller, id: ApplicationId, version: i64) -> Result<(), Failure> {
    let input = (id.to_string(), version);
    app.act(Grant::FilingMake, caller, input, move |office, (_, version): &(String, i64)| {
        let application = own_application(office, id, Some(*version))?;
        if application.road != Road::Filing {
            return Err(Refusal::field(Code::FieldInvalid, "road").into());
        }
        let shelf = office.shelf.clone();
        let (matter, detail) = matter_of(&shelf, &application)?;
        let content = rows::load(office.tx, id)?;
        check_complete(detail, &content.answers, &content.materials())?;
        let enterprise = registry::public(office.tx, application.enterprise.ok_or_else(|| Refusal::new(Code::NotFound))?)?;
        let (loaded, subject) = (application.version, subject_of(&enterprise));
        let granted = on_the_spot(office, application)?;
        application::save(office, &granted, loaded)?;
        order_certificate(office, matter, detail, &granted, &subject, &content.answers)?;
        tell(office, matter, detail, &subject, &granted, EventKind::Filed)
    })?;
    Ok(())
}

/// 补正: what was asked has been mended.
pub fn answer_correction(app: &App, caller: &Caller, id: ApplicationId, version: i64) -> Result<(), Failure> {
    let input = (id.to_string(), version);
    app.act(
        Grant::CorrectionAnswer,
        caller,
        input,
        move |office, (_, version): &(String, i64)| {
            let application = own_application(office, id, Some(*version))?;
            let shelf = office.shelf.clone();
            let (_, detail) = matter_of(&shelf, &application)?;
            let content = rows::load(office.tx, id)?;
            check_complete(detail, &content.answers, &content.materials())?;
            let loaded = application.version;
            application::save(office, &application.answer_correction(office.at())?, loaded)
        },
    )?;
    Ok(())
}

/// 撤回申请.
pub fn withdraw(app: &App, caller: &Caller, id: ApplicationId, version: i64) -> Result<(), Failure> {
    let input = (id.to_string(), version);
    app.act(
        Grant::ApplicationWithdraw,
        caller,
        input,
        move |office, (_, version): &(String, i64)| {
            let application = own_application(office, id, Some(*version))?;
            let loaded = application.version;
            application::save(office, &application.withdraw(office.at())?, loaded)
        },
    )?;
    Ok(())
}

/// An applicant's own permit application with its content.
pub fn own(app: &App, actor: &Actor, id: ApplicationId) -> Result<(Application, Content), Failure> {
    let actor = actor.clone();
    app.view("licensing.own", move |tx| {
        let (application, _) = application::load(tx, id)?;
        if Some(application.applicant) != actor.account || application.road == Road::Registration {
            return Err(Refusal::new(Code::NotFound).into());
        }
        Ok((application, rows::load(tx, id)?))
    })
}

/// Whether the applicant may still change it.
pub fn fillable(application: &Application) -> bool {
    matches!(application.state, State::Draft | State::Correcting { .. })
}
