//! What follows from a decision: the certificate to be signed, the departments that must know, the duty to verify.

use crate::application;
use crate::bureau::Office;
use crate::certificates::{self, Order};
use crate::exchange::{self, EventData, EventMatter};
use crate::failure::Failure;
use crate::registry;
use crate::shelf::Shelf;
use rules::application::{Application, By, Limit, Outcome, Road, State};
use rules::catalogue::{Detail, Matter, Mode, Notice, Validity};
use rules::exchange::EventKind;
use rules::ids::{AccountId, ApplicationId, EnterpriseId, NumberKind};
use rules::licensing::{self, Answers};
use std::collections::BTreeSet;

/// The enterprise an application is about, as far as outcomes need it.
#[derive(Clone, Debug)]
pub struct Subject {
    pub enterprise: EnterpriseId,
    pub credit_code: String,
    pub name: String,
    pub place: String,
    pub address: String,
    pub representative: String,
    pub terms: Vec<String>,
    pub owner: Option<AccountId>,
}

/// Code of the published rule by which complete filings and commitments are decided at once.
pub(super) const ON_THE_SPOT: &str = "licensing.on_the_spot";

/// Whether this filing is made together with the registration (LIC-02).
pub fn files_with_registration(matter: &Matter) -> bool {
    matter.mode == Some(Mode::RecordFiling)
        && matter
            .detail
            .as_ref()
            .is_some_and(|detail| detail.filing.as_ref().is_some_and(|filing| filing.with_registration))
}

pub(super) fn new_application(
    office: &mut Office,
    matter: &Matter,
    detail: &Detail,
    road: Road,
    subject: &Subject,
) -> Result<Application, Failure> {
    let general = office.law().value("licensing.decision_days")?.clone();
    let legal = match &detail.legal_limit {
        Some(limit) => Limit {
            days: limit.days,
            article: limit.article.clone(),
        },
        None => Limit {
            days: u32::try_from(general.value).unwrap_or(0),
            article: general.article,
        },
    };
    let (unit, place) = taking_in(office.shelf, matter, &subject.place);
    Ok(Application {
        id: ApplicationId(office.id()),
        number: office.number(NumberKind::Application),
        road,
        matter: matter.code.clone(),
        edition: office.shelf.edition().hash.clone(),
        place,
        unit,
        applicant: subject.owner.map_or_else(|| office.actor.account(), Ok)?,
        enterprise: Some(subject.enterprise),
        promised_days: licensing::promised_days(matter, detail, road).map(|days| days.min(legal.days)),
        legal,
        state: State::Draft,
        rounds: Vec::new(),
        version: 1,
    })
}

/// The office that takes an application for this matter in, and the place it works for: its own, or that of the enterprise when it
/// serves every place. A department that is no unit here keeps its own name, and the application waits under it.
fn taking_in(shelf: &Shelf, matter: &Matter, place: &str) -> (String, String) {
    let acting = shelf.edition().acting(matter, place);
    match acting.accepts {
        Some(unit) => (unit.code.clone(), shelf.desk_place(&unit.code, place)),
        None => (acting.department.to_owned(), place.to_owned()),
    }
}

/// 受理 and 决定 may lie with two offices (仅受理): once taken in, the application goes to the desk of who decides it.
pub(super) fn hand_on(office: &mut Office, accepted: Application) -> Result<Application, Failure> {
    let Some(enterprise) = accepted.enterprise else {
        return Ok(accepted);
    };
    let shelf = office.shelf.clone();
    let edition = shelf.edition_of(&accepted.edition);
    let Some(matter) = edition.matter(&accepted.matter) else {
        return Ok(accepted);
    };
    let place = registry::public(office.tx, enterprise)?.place;
    let Some(decides) = edition.acting(matter, &place).decides else {
        return Ok(accepted);
    };
    let (unit, place) = (decides.code.clone(), shelf.desk_place(&decides.code, &place));
    if unit != accepted.unit {
        office.note("handed_on", &unit);
    }
    Ok(Application { unit, place, ..accepted })
}

/// 备案随登记一并办理: the filing is made in the registration's own transaction; the applicant does nothing more.
pub fn file_with_registration(office: &mut Office, matter: &Matter, subject: &Subject) -> Result<(), Failure> {
    let Some(detail) = matter.detail.as_deref() else { return Ok(()) };
    let application = new_application(office, matter, detail, Road::Filing, subject)?;
    let granted = on_the_spot(office, application)?;
    application::insert(office, &granted, &subject.name, "")?;
    super::rows::insert(office.tx, granted.id, &super::rows::Content::default())?;
    order_certificate(office, matter, detail, &granted, subject, &Answers::new())?;
    tell(office, matter, detail, subject, &granted, EventKind::Filed)
}

/// Handed in, taken in and granted by the published rule in one moment.
pub(super) fn on_the_spot(office: &Office, draft: Application) -> Result<Application, Failure> {
    let rule = By::Rule(ON_THE_SPOT.to_owned());
    let accepted = draft.submit(office.at())?.accept(rule.clone(), office.at(), office.law())?;
    Ok(accepted.decide(rule, Outcome::Granted, "", office.at(), office.law())?)
}

/// Records the statement of the certificate that the decision orders.
pub(super) fn order_certificate(
    office: &mut Office,
    matter: &Matter,
    detail: &Detail,
    application: &Application,
    subject: &Subject,
    answers: &Answers,
) -> Result<(), Failure> {
    let until = match &detail.validity {
        Validity::Months { months, .. } => i32::try_from(*months)
            .ok()
            .map(|months| rules::calendar::months_after(office.today(), months)),
        Validity::LongTerm => None,
    };
    let (kind, title) = match &detail.certificate {
        Some(certificate) => (certificate.kind.clone(), certificate.name.clone()),
        None => (format!("{}-receipt", matter.code), matter.name.clone()),
    };
    let mut fields = vec![
        ("legal_representative".to_owned(), subject.representative.clone()),
        ("address".to_owned(), subject.address.clone()),
        ("matter".to_owned(), matter.name.clone()),
    ];
    let printed = detail
        .certificate
        .as_ref()
        .map(|certificate| certificate.fields.as_slice())
        .unwrap_or_default();
    for field in detail.fields.iter().filter(|field| printed.contains(&field.code)) {
        if let Some(answer) = answers.get(&field.code).filter(|answer| !answer.is_empty()) {
            fields.push((format!("form:{}", field.label), format!("{answer}{}", field.unit)));
        }
    }
    certificates::prepare(
        office,
        Order {
            kind,
            title,
            enterprise: subject.enterprise,
            application: application.id,
            owner: Some(application.applicant.to_string()),
            holder: subject.name.clone(),
            credit_code: subject.credit_code.clone(),
            issuer: office.shelf.issuer(application),
            until,
            fields,
        },
    )?;
    Ok(())
}

/// Tells the departments that answer for this matter: competent, approving and regulating, each once.
pub(super) fn tell(
    office: &mut Office,
    matter: &Matter,
    detail: &Detail,
    subject: &Subject,
    application: &Application,
    kind: EventKind,
) -> Result<(), Failure> {
    let place = &subject.place;
    let units: BTreeSet<String> = [&matter.department, &detail.regulating]
        .map(|department| office.shelf.unit_of(department, place))
        .into();
    let parcels = units.into_iter().map(|unit| {
        let data = event(office, subject, application, vec![event_matter(matter, "regulating")]);
        (unit, data)
    });
    let parcels = parcels.collect();
    exchange::push(office, &subject.credit_code, application.id, kind, parcels)
}

/// 双告知: every department named by the notice is told of the enterprise once, with the matters it answers for. A
/// department that is no unit here still gets its push: it waits, visibly, until somebody claims it.
pub fn tell_departments(
    office: &mut Office,
    notice: &Notice,
    subject: &Subject,
    application: &Application,
    kind: EventKind,
) -> Result<(), Failure> {
    let receivers: Vec<(String, Vec<EventMatter>)> = notice
        .receivers
        .iter()
        .map(|receiver| {
            let unit = receiver.office.unit.map_or_else(
                || office.shelf.unit_of(receiver.office.department, &subject.place),
                |unit| unit.code.clone(),
            );
            let matters = receiver.matters.iter().filter_map(|index| notice.edition.matter_at(*index));
            (unit, matters.map(|matter| event_matter(matter, "responsible")).collect())
        })
        .collect();
    office.note("told", receivers.len());
    let parcels = receivers.into_iter().map(|(unit, matters)| {
        let data = event(office, subject, application, matters);
        (unit, data)
    });
    let parcels = parcels.collect();
    exchange::push(office, &subject.credit_code, application.id, kind, parcels)
}

fn event_matter(matter: &Matter, part: &'static str) -> EventMatter {
    EventMatter {
        code: matter.code.clone(),
        name: matter.name.clone(),
        mode: matter.mode.map_or("", |mode| mode.name()).to_owned(),
        part,
    }
}

fn event(office: &Office, subject: &Subject, application: &Application, matters: Vec<EventMatter>) -> EventData {
    EventData {
        credit_code: subject.credit_code.clone(),
        enterprise: subject.name.clone(),
        place: subject.place.clone(),
        address: subject.address.clone(),
        terms: office
            .shelf
            .scope_terms(&subject.terms)
            .into_iter()
            .map(|term| (term.code, term.text))
            .collect(),
        matters,
        application: application.number.to_string(),
        day: office.today().to_string(),
    }
}
