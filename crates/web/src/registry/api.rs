//! The steps of a registration as an open interface, and the check of a name. Same acts as the pages, same refusals.

use super::draft::id;
use super::name_words::{NameParts, ReasonLine, SimilarLine, check as in_words};
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
use utoipa::{OpenApi, ToSchema};

/// This row's part of the open interface.
#[derive(OpenApi)]
#[openapi(paths(name_check, start, show, name, address, people, submit))]
pub(crate) struct Interface;

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
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameQuestion {
    /// The whole name.
    pub name: String,
}

/// What was found about a name.
#[derive(Serialize, ToSchema)]
pub struct NameVerdict {
    /// `available`, `similar` or `refused`.
    pub verdict: &'static str,
    /// The parts as they were read.
    pub parts: NameParts,
    /// What speaks against it.
    pub reasons: Vec<ReasonLine>,
    /// Names of the register that are near.
    pub similar: Vec<SimilarLine>,
    /// Trade names that would do.
    pub alternatives: Vec<String>,
}

/// Whether a name may be registered, and what speaks against it. Nothing is reserved.
#[utoipa::path(
    post,
    path = "/api/v1/names/check",
    operation_id = "registry_name_check",
    tag = "open",
    request_body = NameQuestion,
    responses((status = 200, description = "The verdict.", body = NameVerdict)),
)]
fn name_check(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let asked: NameQuestion = visit.json()?;
    let answer = check_name(hall.app(), &asked.name, &visit.place)?;
    let check = in_words(&asked.name, &answer, None, hall.words(visit));
    let verdict = NameVerdict {
        verdict: check.verdict,
        parts: check.parts,
        reasons: check.reasons,
        similar: check.similar,
        alternatives: check.alternatives,
    };
    Ok(Reply::json(serde_json::to_value(verdict)?))
}

/// A registration begins with its scope.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRegistration {
    /// Codes of scope terms, the main one first.
    pub terms: Vec<String>,
    /// Whether the address lies in a free-trade zone.
    #[serde(default)]
    pub free_trade_zone: bool,
}

/// A registration that was begun.
#[derive(Serialize, ToSchema)]
pub struct RegistrationBegun {
    /// Identity.
    pub id: String,
    /// 办件编号
    pub number: String,
    /// Version, for the next act.
    pub version: i64,
}

/// Begins the registration of a company with its scope.
#[utoipa::path(
    post,
    path = "/api/v1/registrations",
    operation_id = "registry_start",
    tag = "signed-in",
    request_body = NewRegistration,
    responses((status = 201, description = "Begun.", body = RegistrationBegun)),
)]
fn start(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let last4 = visit.person()?.phone_last4();
    let asked: NewRegistration = visit.json()?;
    let id = registration::start(hall.app(), &visit.caller(), asked.terms, asked.free_trade_zone, &last4)?;
    let (application, _) = registration::draft(hall.app(), &visit.actor(), id)?;
    let begun = RegistrationBegun {
        id: id.to_string(),
        number: application.number.to_string(),
        version: registration::FIRST_VERSION,
    };
    Ok(Reply::Json {
        status: 201,
        body: serde_json::to_value(begun)?,
    })
}

/// A registration as its applicant sees it, with the exact text that is signed.
#[derive(Serialize, ToSchema)]
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

/// A registration of the caller, with the exact text that is signed.
#[utoipa::path(
    get,
    path = "/api/v1/registrations/{id}",
    operation_id = "registry_show",
    tag = "signed-in",
    params(("id" = String, Path, description = "Identity of the registration.")),
    responses((status = 200, description = "The registration.", body = RegistrationShown)),
)]
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

/// A section was saved.
#[derive(Serialize, ToSchema)]
pub struct SectionSaved {
    /// Version, for the next act.
    pub version: i64,
}

fn saved(version: i64) -> Result<Reply, Failure> {
    Ok(Reply::json(serde_json::to_value(SectionSaved { version })?))
}

/// The name to reserve.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameSection {
    /// Version the caller has seen; without it the newest.
    pub version: Option<i64>,
    /// The whole name.
    pub name: String,
}

/// Reserves the name; an earlier one of this registration is given back.
#[utoipa::path(
    post,
    path = "/api/v1/registrations/{id}/name",
    operation_id = "registry_name",
    tag = "signed-in",
    params(("id" = String, Path, description = "Identity of the registration.")),
    request_body = NameSection,
    responses((status = 200, description = "Reserved.", body = SectionSaved)),
)]
fn name(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    visit.person()?;
    let asked: NameSection = visit.json()?;
    saved(registration::reserve_name(
        hall.app(),
        &visit.caller(),
        id(visit)?,
        asked.version,
        &asked.name,
    )?)
}

/// The address with its commitment.
#[derive(Deserialize, ToSchema)]
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

/// Saves the address with its commitment.
#[utoipa::path(
    post,
    path = "/api/v1/registrations/{id}/address",
    operation_id = "registry_address",
    tag = "signed-in",
    params(("id" = String, Path, description = "Identity of the registration.")),
    request_body = AddressSection,
    responses((status = 200, description = "Saved.", body = SectionSaved)),
)]
fn address(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    visit.person()?;
    let asked: AddressSection = visit.json()?;
    let section = Section::Address {
        street: asked.street,
        detail: asked.detail,
        premises: asked.premises,
        commitment_sm3: asked.commitment_sm3,
    };
    saved(registration::save(hall.app(), &visit.caller(), id(visit)?, asked.version, section)?)
}

/// A person of the company.
#[derive(Deserialize, ToSchema)]
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
#[derive(Deserialize, ToSchema)]
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

/// Saves people, shares and capital.
#[utoipa::path(
    post,
    path = "/api/v1/registrations/{id}/people",
    operation_id = "registry_people",
    tag = "signed-in",
    params(("id" = String, Path, description = "Identity of the registration.")),
    request_body = PeopleSection,
    responses((status = 200, description = "Saved.", body = SectionSaved)),
)]
fn people(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    visit.person()?;
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
    saved(registration::save(hall.app(), &visit.caller(), id(visit)?, asked.version, section)?)
}

/// Handing in: either a signature given before, or the password over the text's SM3 now.
#[derive(Deserialize, ToSchema)]
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

/// What handing in led to.
#[derive(Serialize, ToSchema)]
pub struct HandedIn {
    /// The state it is in now.
    pub phase: String,
    /// The enterprise, when it was registered on the spot.
    pub enterprise: Option<String>,
    /// Why a registrar looks at it: stable codes.
    pub reasons: Vec<String>,
}

/// Hands the registration in: decided at once by the published rule, or by a registrar within the legal limit.
#[utoipa::path(
    post,
    path = "/api/v1/registrations/{id}/submission",
    operation_id = "registry_submit",
    tag = "signed-in",
    params(("id" = String, Path, description = "Identity of the registration.")),
    request_body = Submission,
    responses((status = 200, description = "What it led to.", body = HandedIn)),
)]
fn submit(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let person = visit.person()?;
    let asked: Submission = visit.json()?;
    let signed = match (&asked.signature, &asked.password, &asked.text_sm3) {
        (Some(id), _, _) => given_signature(hall.app(), person, id)?,
        (None, Some(password), Some(text)) => access::sign(hall.app(), person, password, text)?,
        (None, _, _) => return Err(Refusal::field(Code::SignatureMissing, "signature").into()),
    };
    let done = registration::submit(hall.app(), &visit.caller(), id(visit)?, asked.version, signed)?;
    let led_to = HandedIn {
        phase: done.phase,
        enterprise: done.enterprise,
        reasons: done.reasons,
    };
    Ok(Reply::json(serde_json::to_value(led_to)?))
}
