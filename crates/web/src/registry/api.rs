//! The steps of a registration as an open interface, and the check of a name. Same acts as the pages, same refusals.

use super::draft::id;
use super::name_words::check as in_words;
use crate::Page;
use crate::hall::Hall;
use crate::reply::Reply;
use crate::visit::Visit;
use office::access::given_signature;
use office::licensing::registration;
use office::registry::{PersonForm, Section, check_name};
use office::{Failure, access};
use rules::record::sm3_hex;
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub fn pages() -> Vec<Page> {
    vec![
        Page::post("/api/v1/names/check", name_check),
        Page::post("/api/v1/registrations", start),
        Page::get("/api/v1/registrations/{id}", show),
        Page::post("/api/v1/registrations/{id}/name", name),
        Page::post("/api/v1/registrations/{id}/address", address),
        Page::post("/api/v1/registrations/{id}/people", people),
        Page::post("/api/v1/registrations/{id}/submission", submit),
    ]
}

/// A name to be checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameQuestion {
    /// The whole name.
    pub name: String,
}

fn name_check(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let asked: NameQuestion = visit.json()?;
    let answer = check_name(hall.app(), &asked.name, &visit.place)?;
    let check = in_words(&asked.name, &answer, None, hall.words(visit));
    Ok(Reply::json(json!({
        "verdict": check.verdict,
        "parts": check.parts,
        "reasons": check.reasons,
        "similar": check.similar,
        "alternatives": check.alternatives,
    })))
}

/// A registration begins with its scope.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRegistration {
    /// Codes of scope terms, the main one first.
    pub terms: Vec<String>,
    /// Whether the address lies in a free-trade zone.
    #[serde(default)]
    pub free_trade_zone: bool,
}

fn start(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let asked: NewRegistration = visit.json()?;
    let last4 = visit.person()?.phone_last4();
    let id = registration::start(hall.app(), &visit.caller(), asked.terms, asked.free_trade_zone, &last4)?;
    let (application, _) = registration::draft(hall.app(), &visit.actor(), id)?;
    let body = json!({"id": id.to_string(), "number": application.number.to_string(), "version": registration::FIRST_VERSION});
    Ok(Reply::Json { status: 201, body })
}

/// A registration as its applicant sees it, with the exact text that is signed.
#[derive(Serialize)]
pub struct RegistrationShown {
    /// Identity.
    pub id: String,
    /// 办件编号
    pub number: String,
    /// State.
    pub state: &'static str,
    /// Version, for the next act.
    pub version: i64,
    /// The reserved name.
    pub name: Option<String>,
    /// Last day of its reservation.
    pub name_until: Option<String>,
    /// What still stands against handing it in: a stable code.
    pub standing_against: Option<&'static str>,
    /// The text to sign.
    pub text: String,
    /// Its SM3.
    pub text_sm3: String,
}

fn show(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, id) = (visit.person()?, id(visit)?);
    let (application, form) = registration::draft(hall.app(), &person.actor, id)?;
    if application.applicant != person.account {
        return Err(Refusal::new(Code::NotFound).into());
    }
    let against = registration::standing_against(hall.app(), &application, &form)?;
    let text = if form.terms.is_empty() {
        String::new()
    } else {
        registration::shown_text(&application, &form, hall.app().shelf())?
    };
    let shown = RegistrationShown {
        id: id.to_string(),
        number: application.number.to_string(),
        state: application.state.phase().name(),
        version: application.version,
        name: form.name,
        name_until: form.name_until,
        standing_against: against.map(|refusal| refusal.code.name()),
        text_sm3: sm3_hex(text.as_bytes()),
        text,
    };
    Ok(Reply::json(serde_json::to_value(shown)?))
}

fn saved(version: i64) -> Reply {
    Reply::json(json!({"version": version}))
}

/// The name to reserve.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameSection {
    /// Version the caller has seen; without it the newest.
    pub version: Option<i64>,
    /// The whole name.
    pub name: String,
}

fn name(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let asked: NameSection = visit.json()?;
    Ok(saved(registration::reserve_name(
        hall.app(),
        &visit.caller(),
        id(visit)?,
        asked.version,
        &asked.name,
    )?))
}

/// The address with its commitment.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressSection {
    /// Version the caller has seen.
    pub version: Option<i64>,
    /// Street and number.
    pub street: String,
    /// Building, floor, room.
    #[serde(default)]
    pub detail: String,
    /// Kind of premises.
    pub premises: String,
    /// SM3 of the commitment as it was shown.
    pub commitment_sm3: Option<String>,
}

fn address(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let asked: AddressSection = visit.json()?;
    let section = Section::Address {
        street: asked.street,
        detail: asked.detail,
        premises: asked.premises,
        commitment_sm3: asked.commitment_sm3,
    };
    Ok(saved(registration::save(
        hall.app(),
        &visit.caller(),
        id(visit)?,
        asked.version,
        section,
    )?))
}

/// A person of the company.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonSection {
    /// Name.
    pub name: String,
    /// Identity number.
    pub identity_number: String,
    /// Mobile number.
    #[serde(default)]
    pub phone: String,
    /// Posts, by their stable names.
    pub posts: Vec<String>,
    /// Share in ten-thousandths.
    pub share_ten_thousandths: u32,
}

/// People and capital.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleSection {
    /// Version the caller has seen.
    pub version: Option<i64>,
    /// Registered capital in yuan.
    pub capital_yuan: i64,
    /// Years; 0 is without limit.
    #[serde(default)]
    pub duration_years: u16,
    /// People.
    pub people: Vec<PersonSection>,
}

fn people(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let asked: PeopleSection = visit.json()?;
    let people = asked.people.into_iter().map(|person| PersonForm {
        name: person.name,
        identity_number: person.identity_number,
        phone: person.phone,
        posts: person.posts,
        share_ten_thousandths: person.share_ten_thousandths,
    });
    let section = Section::People {
        people: people.collect(),
        capital_yuan: Some(asked.capital_yuan),
        duration_years: asked.duration_years,
    };
    Ok(saved(registration::save(
        hall.app(),
        &visit.caller(),
        id(visit)?,
        asked.version,
        section,
    )?))
}

/// Handing in: either a signature given before, or the password over the text's SM3 now.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// Version the caller has seen.
    pub version: i64,
    /// Id of a signature from `POST /api/v1/signatures`.
    pub signature: Option<String>,
    /// The password, when there is no signature yet.
    pub password: Option<String>,
    /// SM3 of the text, beside the password.
    pub text_sm3: Option<String>,
}

fn submit(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (asked, person): (Submission, _) = (visit.json()?, visit.person()?);
    let signed = match (&asked.signature, &asked.password, &asked.text_sm3) {
        (Some(id), _, _) => given_signature(hall.app(), person, id)?,
        (None, Some(password), Some(text)) => access::sign(hall.app(), person, password, text)?,
        (None, _, _) => return Err(Refusal::field(Code::SignatureMissing, "signature").into()),
    };
    let done = registration::submit(hall.app(), &visit.caller(), id(visit)?, asked.version, signed)?;
    Ok(Reply::json(serde_json::to_value(done)?))
}
