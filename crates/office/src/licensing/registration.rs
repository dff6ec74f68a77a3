//! Acts of registration: start, save a section, reserve the name, hand in and decide. They stand here and not in `registry`
//! because what follows from a registration (filings, notice, pushes) reaches into licensing.

use super::outcome;
use crate::access::Signed;
use crate::application;
use crate::bureau::{App, Caller, Office};
use crate::exchange;
use crate::failure::{Failure, Fault};
use crate::registry::enterprise::{NewEnterprise, insert_enterprise, order_licence};
use crate::registry::{MATTER, NameVerdict, RegistrationForm, Section, UNIT, names};
use crate::shelf::{Shelf, zone};
use rules::access::Grant;
use rules::application::{Application, By, Limit, Outcome, Phase, Road, State};
use rules::catalogue::notice;
use rules::duty::DutyKind;
use rules::exchange::EventKind;
use rules::ids::{AccountId, ApplicationId, EnterpriseId, NumberKind};
use rules::registry::address::{AddressKey, MatchResult, Occupancy};
use rules::registry::credit_code::{Category, CreditCode};
use rules::registry::name_keys::SameOrSimilar;
use rules::registry::person::check_people;
use rules::registry::registration::{self, Complete, Consent, Decision, Facts, PersonsCheck, RULE, Signatures};
use rules::registry::scope::licence_text;
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use sql::{Tx, params};

/// The version a registration starts with: the answer to a start says it also when its key comes again after later acts.
pub const FIRST_VERSION: i64 = 1;

/// Starts a registration, with the terms chosen in the guide.
pub fn start(app: &App, caller: &Caller, terms: Vec<String>, free_trade_zone: bool, phone_last4: &str) -> Result<ApplicationId, Failure> {
    let input = (terms, free_trade_zone, phone_last4.to_owned());
    let started = app.act(
        Grant::RegistrationSave,
        caller,
        input,
        |office, (terms, free_trade_zone, phone): &(Vec<String>, bool, String)| {
            let mut form = RegistrationForm::default();
            let section = Section::Scope {
                terms: terms.clone(),
                main_term: None,
                free_trade_zone: *free_trade_zone,
            };
            form.take(&section, office.shelf, office.at())?;
            let limit = office.law().value("registration.decision_days")?;
            let legal = Limit {
                days: u32::try_from(limit.value).unwrap_or(0),
                article: limit.article.clone(),
            };
            let draft = Application {
                id: ApplicationId(office.id()),
                number: office.number(NumberKind::Application),
                road: Road::Registration,
                matter: MATTER.to_owned(),
                edition: office.shelf.edition().hash.clone(),
                place: office.actor.place.clone(),
                unit: UNIT.to_owned(),
                applicant: office.actor.account()?,
                enterprise: None,
                legal,
                promised_days: None,
                state: State::Draft,
                rounds: Vec::new(),
                version: FIRST_VERSION,
            };
            application::insert(office, &draft, "", phone)?;
            let values = params![draft.id.to_string(), serde_json::to_string(&form)?].to_vec();
            office.tx.execute(
                "insert into application_content (application_id, answers, materials, ticks) values ($1, $2, '{}', '[]')",
                &values,
            )?;
            Ok(draft.id.to_string())
        },
    )?;
    Ok(ApplicationId::parse(&started.result).ok_or_else(|| Fault::stored("application id", &started.result))?)
}

/// The applicant's own draft with its form; anybody else's looks absent.
fn own_draft(office: &mut Office, id: ApplicationId, version: Option<i64>) -> Result<(Application, RegistrationForm), Failure> {
    let (application, _) = application::load(office.tx, id)?;
    if Some(application.applicant) != office.actor.account || application.road != Road::Registration {
        return Err(Refusal::new(Code::NotFound).into());
    }
    if application.state != State::Draft {
        return Err(Refusal::new(Code::StateForbids)
            .with("step", "save")
            .with("state", application.state.phase().name())
            .into());
    }
    if version.is_some_and(|version| version != application.version) {
        return Err(Refusal::new(Code::VersionChanged).into());
    }
    let form = stored_form(office.tx, id)?;
    Ok((application, form))
}

pub(super) fn stored_form(tx: &mut Tx, id: ApplicationId) -> Result<RegistrationForm, Failure> {
    let row = tx.query_one(
        "select answers from application_content where application_id = $1",
        params![id.to_string()],
    )?;
    Ok(serde_json::from_str(&row.text("answers")?)?)
}

fn save_form(office: &mut Office, mut application: Application, form: &RegistrationForm) -> Result<i64, Failure> {
    let loaded = application.version;
    application.version += 1;
    application::save(office, &application, loaded)?;
    let name = form.name.clone().unwrap_or_default();
    let values = params![application.id.to_string(), serde_json::to_string(form)?].to_vec();
    office
        .tx
        .execute("update application_content set answers = $2 where application_id = $1", &values)?;
    let values = params![application.id.to_string(), name].to_vec();
    office
        .tx
        .execute("update application set subject_name = $2 where id = $1", &values)?;
    Ok(application.version)
}

/// Saves one section; gives the new version.
pub fn save(app: &App, caller: &Caller, id: ApplicationId, version: Option<i64>, section: Section) -> Result<i64, Failure> {
    let input = (id.to_string(), version, section);
    let saved = app.act(
        Grant::RegistrationSave,
        caller,
        input,
        move |office, (_, version, section): &(String, Option<i64>, Section)| {
            let (application, mut form) = own_draft(office, id, *version)?;
            form.take(section, office.shelf, office.at())?;
            judge_section(office, &application.place, &form, section)?;
            save_form(office, application, &form)
        },
    )?;
    Ok(saved.result)
}

/// A section that the law would refuse anyway is refused at once, where the applicant can still mend it.
fn judge_section(office: &Office, place: &str, form: &RegistrationForm, section: &Section) -> Result<(), Failure> {
    match section {
        Section::Scope { .. } => Ok(()),
        Section::Address { .. } => Ok(form.judge_address(place, office.shelf, office.today()).1.check()?),
        Section::People { capital_yuan, .. } => {
            let capital = capital_yuan
                .filter(|yuan| *yuan > 0)
                .ok_or_else(|| Refusal::field(Code::FieldMissing, "capital"))?;
            let draft = form.draft(place, office.shelf)?;
            Ok(check_people(
                &draft.people,
                &draft.shareholders,
                capital.saturating_mul(100),
                office.law(),
            )?)
        }
    }
}

/// 名称自主申报: reserves the name for this draft; an earlier one of the draft is given back.
pub fn reserve_name(app: &App, caller: &Caller, id: ApplicationId, version: Option<i64>, name: &str) -> Result<i64, Failure> {
    let input = (id.to_string(), version, name.trim().to_owned());
    let saved = app.act(
        Grant::NameReserve,
        caller,
        input,
        move |office, (_, version, name): &(String, Option<i64>, String)| {
            let (application, mut form) = own_draft(office, id, *version)?;
            if form.name.as_deref() == Some(name) {
                return Ok(application.version);
            }
            let holder = names::holder(office.actor);
            let (hold, until, verdict) = names::reserve(office, name, &holder, form.name_hold.as_deref())?;
            form.name = Some(name.clone());
            form.name_hold = Some(hold.to_string());
            form.name_until = Some(until.to_string());
            form.name_similar = verdict == NameVerdict::Similar;
            save_form(office, application, &form)
        },
    )?;
    Ok(saved.result)
}

/// The draft as its applicant, or the registering unit, sees it.
pub fn draft(app: &App, actor: &rules::access::Actor, id: ApplicationId) -> Result<(Application, RegistrationForm), Failure> {
    let actor = actor.clone();
    app.view("registry.draft", move |tx| {
        let (application, _) = application::load(tx, id)?;
        application.visible_to(&actor)?;
        if application.road != Road::Registration {
            return Err(Refusal::new(Code::NotFound).into());
        }
        Ok((application, stored_form(tx, id)?))
    })
}

/// What still stands against handing this draft in; nothing when it is ready.
pub fn standing_against(app: &App, application: &Application, form: &RegistrationForm) -> Result<Option<Refusal>, Failure> {
    let (shelf, law) = (app.shelf(), app.law(&application.place));
    let (_, verdict) = form.judge_address(&application.place, shelf, law.day());
    match form
        .draft(&application.place, shelf)?
        .complete(&verdict, &law)
        .map_err(Failure::from)
    {
        Ok(_) => Ok(None),
        Err(Failure::Refused(refusal)) => Ok(Some(refusal)),
        Err(fault) => Err(fault),
    }
}

/// The text the applicant signs: everything that will be registered, in one canonical form.
pub fn shown_text(application: &Application, form: &RegistrationForm, shelf: &Shelf) -> Result<String, Failure> {
    let scope = scope_text(shelf, application, form)?;
    let people: Vec<String> = form
        .people
        .iter()
        .map(|person| {
            format!(
                "{} {} {} {}",
                person.name,
                person.identity_number,
                person.posts.join("+"),
                person.share_ten_thousandths
            )
        })
        .collect();
    Ok([
        format!("number: {}", application.number),
        format!("name: {}", form.name.clone().unwrap_or_default()),
        format!("address: {} {} {}", application.place, form.street, form.detail),
        format!("premises: {}", form.premises),
        format!("commitment: {}", form.commitment.as_ref().map_or("", |(sm3, _)| sm3)),
        format!("capital_yuan: {}", form.capital_yuan.unwrap_or(0)),
        format!("duration_years: {}", form.duration_years),
        format!("scope: {scope}"),
        format!("people: {}", people.join("; ")),
    ]
    .join("\n"))
}

/// The scope as it will stand on the licence.
pub fn scope_text(shelf: &Shelf, application: &Application, form: &RegistrationForm) -> Result<String, Failure> {
    let day = rules::calendar::Moment::from_micros(form.commitment.as_ref().map_or(0, |(_, at)| *at)).day();
    let wording = shelf
        .files()
        .wording(day, &application.place)
        .or_else(|| shelf.files().wordings.last().map(|dated| &dated.wording));
    let wording = wording.ok_or_else(|| Fault::world("law/names/scope-wording.toml", "no wording for this day"))?;
    Ok(licence_text(&shelf.scope_terms(&form.terms), wording)?)
}

/// What handing in led to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Submitted {
    /// The phase it is in now.
    pub phase: String,
    /// The enterprise, when it was registered on the spot.
    pub enterprise: Option<String>,
    /// Why a registrar looks at it.
    pub reasons: Vec<String>,
}

/// Hands the registration in: decided on the spot by the published rule, or by a registrar within the legal limit.
pub fn submit(app: &App, caller: &Caller, id: ApplicationId, version: i64, signed: Signed) -> Result<Submitted, Failure> {
    let input = (id.to_string(), version, signed);
    let receipt = app.act(
        Grant::RegistrationSubmit,
        caller,
        input,
        move |office, (_, version, signed): &(String, i64, Signed)| {
            let (draft, form) = own_draft(office, id, Some(*version))?;
            let text = shown_text(&draft, &form, office.shelf)?;
            signed.check(draft.applicant, &text)?;
            signed.check_age(office.at(), office.law())?;
            office.note("signed_sm3", signed.text_sm3());
            let shelf = office.shelf.clone();
            let (key, verdict) = form.judge_address(&draft.place, &shelf, office.today());
            let complete = form.draft(&draft.place, &shelf)?.complete(&verdict, office.law())?;
            let facts = facts(office.tx, &draft, &form, &key)?;
            let decision = registration::decide_automatically(&complete, &facts, office.law())?;
            let loaded = draft.version;
            let submitted = draft.submit(office.at())?;
            match decision {
                Decision::GrantOnTheSpot => {
                    let law = office.law().clone();
                    let rule = By::Rule(RULE.to_owned());
                    let accepted = submitted.accept(rule.clone(), office.at(), &law)?;
                    let granted = accepted.decide(rule, Outcome::Granted, "", office.at(), &law)?;
                    office.note("rule", RULE);
                    let enterprise = register(office, granted, &form, &complete, &key, loaded)?;
                    Ok(Submitted {
                        phase: Phase::Granted.name().into(),
                        enterprise: Some(enterprise.to_string()),
                        reasons: Vec::new(),
                    })
                }
                Decision::ToRegistrar { reasons } => {
                    application::save(office, &submitted, loaded)?;
                    let reasons: Vec<String> = reasons.iter().map(|reason| reason.name().to_owned()).collect();
                    office.note("to_registrar", reasons.join(" "));
                    Ok(Submitted {
                        phase: Phase::Submitted.name().into(),
                        enterprise: None,
                        reasons,
                    })
                }
            }
        },
    )?;
    Ok(receipt.result)
}

pub(super) fn facts(tx: &mut Tx, application: &Application, form: &RegistrationForm, key: &AddressKey) -> Result<Facts, Failure> {
    let registered = tx.query_one(
        "select cast(count(*) as bigint) as n from enterprise where place = $1 and address_key = $2",
        params![&application.place, key.as_str()],
    )?;
    let registered = u32::try_from(registered.int("n")?).unwrap_or(u32::MAX);
    Ok(Facts {
        name_similarity: form.name_similar.then_some(SameOrSimilar::SameSound),
        name_consent: Consent::NotNeeded,
        // The address library is imported by a later issue: until then every address is unknown and opens a verification.
        address_match: MatchResult::None,
        occupancy: Occupancy {
            registered,
            capacity: None,
        },
        persons: PersonsCheck::Clear,
        signatures: signatures(tx, application.applicant, form)?,
    })
}

/// The applicant signs for himself alone: whoever names others leaves it to a registrar to ask them.
fn signatures(tx: &mut Tx, applicant: AccountId, form: &RegistrationForm) -> Result<Signatures, Failure> {
    let own = tx.query_one("select identity_number from account where id = $1", params![applicant.to_string()])?;
    let own = own.text("identity_number")?;
    let alone = form.people.iter().all(|person| person.identity_number.eq_ignore_ascii_case(&own));
    Ok(if alone { Signatures::Complete } else { Signatures::Missing })
}

/// A registrar decides what the rule did not.
pub fn decide(app: &App, caller: &Caller, id: ApplicationId, version: i64, outcome: Outcome, reasons: &str) -> Result<Submitted, Failure> {
    let granted = outcome == Outcome::Granted;
    let input = (id.to_string(), version, granted, reasons.to_owned());
    let receipt = app.act(
        Grant::RegistrationDecide,
        caller,
        input,
        move |office, (_, version, _, reasons): &(String, i64, bool, String)| {
            let (application, _) = application::load(office.tx, id)?;
            application.visible_to(office.actor)?;
            if application.version != *version {
                return Err(Refusal::new(Code::VersionChanged).into());
            }
            let form = stored_form(office.tx, id)?;
            let (law, loaded) = (office.law().clone(), application.version);
            let by = By::Person(office.actor.account()?);
            // Registration takes in and decides in one step (《市场主体登记管理条例》第十九条): taking in is the rule's.
            let accepted = match application.state {
                State::Submitted { .. } => application.accept(By::Rule(RULE.to_owned()), office.at(), &law)?,
                _ => application,
            };
            let decided = accepted.decide(by, outcome, reasons, office.at(), &law)?;
            if outcome == Outcome::Refused {
                if let Some(hold) = &form.name_hold {
                    names::release(office, hold)?;
                }
                application::save(office, &decided, loaded)?;
                return Ok(Submitted {
                    phase: Phase::Refused.name().into(),
                    enterprise: None,
                    reasons: Vec::new(),
                });
            }
            let shelf = office.shelf.clone();
            let (key, verdict) = form.judge_address(&decided.place, &shelf, office.today());
            // The reservation was in time when the registration was handed in; the office's own days do not end it.
            let mut draft = form.draft(&decided.place, &shelf)?;
            if let Some(name) = &mut draft.name {
                name.until = name.until.max(office.today());
            }
            let complete = draft.complete(&verdict, office.law())?;
            let enterprise = register(office, decided, &form, &complete, &key, loaded)?;
            Ok(Submitted {
                phase: Phase::Granted.name().into(),
                enterprise: Some(enterprise.to_string()),
                reasons: Vec::new(),
            })
        },
    )?;
    Ok(receipt.result)
}

/// Everything that follows from a granted registration, in the same transaction: the enterprise, its name for good, the
/// licence to be signed, pushes to exactly the responsible departments, filings that need nothing more, verification duties.
fn register(
    office: &mut Office,
    mut application: Application,
    form: &RegistrationForm,
    complete: &Complete,
    key: &AddressKey,
    loaded: i64,
) -> Result<EnterpriseId, Failure> {
    let chance = office.chance();
    let code = CreditCode::make_registered(Category::Enterprise, &application.place, chance);
    let code = code.ok_or_else(|| Fault::stored("credit code", &application.place))?;
    let shelf = office.shelf.clone();
    let scope_text = scope_text(&shelf, &application, form)?;
    let owner = application.applicant.to_string();
    let new = NewEnterprise {
        code: code.as_str(),
        scope_text: &scope_text,
        owner: Some(&owner),
        key: key.as_str(),
        form,
        complete,
    };
    let id = insert_enterprise(office, &new)?;
    if let Some(hold) = &form.name_hold {
        let kept = office.tx.execute(
            "update name_hold set state = 'registered', enterprise_id = $2, version = version + 1 where id = $1 and state = 'reserved'",
            params![hold, id.to_string()],
        )?;
        if kept == 0 {
            return Err(Refusal::new(Code::NameHoldGone).into());
        }
        office.changed("name", hold, "registered");
    }
    application.enterprise = Some(id);
    application::save(office, &application, loaded)?;
    order_licence(office, id, &application, &new)?;
    exchange::open_duty_until(
        office,
        DutyKind::VerifyAddress,
        UNIT,
        &format!("enterprise:{id}"),
        "commitment.verify_days",
    )?;
    follow_scope(office, id, &application, &new)?;
    Ok(id)
}

/// 双告知: what the scope leads to. Filings that go with the registration are made; every responsible department is told.
fn follow_scope(office: &mut Office, id: EnterpriseId, application: &Application, new: &NewEnterprise) -> Result<(), Failure> {
    let (shelf, law) = (office.shelf.clone(), office.law().clone());
    let terms: Vec<&str> = new.form.terms.iter().map(String::as_str).collect();
    let notice = notice(shelf.edition(), &terms, &application.place, zone(new.form.free_trade_zone), &law)?;
    let subject = outcome::Subject {
        enterprise: id,
        credit_code: new.code.to_owned(),
        name: new.complete.name.name.clone(),
        place: application.place.clone(),
        address: format!("{}{}", new.form.street, new.form.detail),
        representative: new.form.representative().map(|person| person.name.clone()).unwrap_or_default(),
        terms: new.form.terms.clone(),
        owner: Some(application.applicant),
    };
    for entry in notice
        .matters
        .iter()
        .filter(|entry| entry.when.is_empty() && entry.alternatives.is_empty())
    {
        if outcome::files_with_registration(entry.matter) {
            outcome::file_with_registration(office, entry.matter, &subject)?;
        }
    }
    outcome::tell_departments(office, &notice, &subject, application, EventKind::Registered)
}
