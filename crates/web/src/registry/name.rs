//! P05 `/open/{id}/name`: a name in four parts, of which one is typed; checked while typing, reserved on going on (REG-05).

use super::draft::{Own, about, reply};
use super::name_words::{NameCheck, NameParts, check as in_words};
use crate::Page;
use crate::hall::Hall;
use crate::parts::{Choice, FieldError};
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::{Pairs, Visit};
use office::Failure;
use office::licensing::registration;
use office::registry::{NameVerdict, RegistrationForm, check_name};
use rules::registry::SubjectKind;
use rules::registry::name_parse::parse;
use serde::Serialize;

pub fn pages() -> Vec<Page> {
    vec![
        Page::get("/open/{id}/name", page),
        Page::post("/open/{id}/name", save),
        Page::post("/open/{id}/name/check", live_check),
    ]
}

#[derive(Serialize)]
struct NameContext {
    base: String,
    version: i64,
    errors: Vec<FieldError>,
    form: NameParts,
    place_parts: Vec<Choice>,
    forms: Vec<Choice>,
    industries: Vec<String>,
    check: Option<NameCheck>,
}

#[derive(Serialize)]
struct VerdictContext {
    check: Option<NameCheck>,
}

/// 有限责任公司, 有限公司.
const LIMITED_COMPANY_FORMS: usize = 2;
/// Wordings offered; any other may be typed.
const INDUSTRIES_OFFERED: usize = 12;

impl NameParts {
    fn full(&self) -> String {
        [&self.place, &self.trade_name, &self.industry, &self.form]
            .map(String::as_str)
            .concat()
    }

    fn typed(form: &Pairs) -> NameParts {
        let read = |name: &str| form.get(name).split_whitespace().collect::<String>();
        NameParts {
            place: read("place_part"),
            trade_name: read("trade_name"),
            industry: read("industry"),
            form: read("form"),
        }
    }
}

/// The divisions a name of this place may begin with: the city, short or in full, and the city with the district (第七条).
fn place_parts(hall: &Hall, place: &str) -> Vec<String> {
    let divisions = &hall.app().shelf().files().divisions;
    let Some(own) = divisions.get(place) else { return Vec::new() };
    let city = divisions.get(&own.parent).map_or("", |city| city.name.as_str());
    let short = hall.app().shelf().names().places.short_name(&own.parent);
    [short.unwrap_or_default(), city.to_owned(), format!("{city}{}", own.name)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect()
}

/// The organisation forms of a limited company, which the table lists first, the short one in front.
fn forms(hall: &Hall) -> Vec<String> {
    let known = hall.app().shelf().names().organisation_forms.iter();
    let companies = known.filter(|form| form.kinds.contains(&SubjectKind::Company));
    let mut forms: Vec<String> = companies.map(|form| form.form.clone()).take(LIMITED_COMPANY_FORMS).collect();
    forms.sort_by_key(|words| words.chars().count());
    forms
}

/// Wordings that fit the main term's industries.
fn industries(hall: &Hall, form: &RegistrationForm) -> Vec<String> {
    let shelf = hall.app().shelf();
    let main = form
        .main_term
        .as_ref()
        .or(form.terms.first())
        .and_then(|code| shelf.edition().term(code));
    let codes = main.map(|term| term.industries.clone()).unwrap_or_default();
    shelf
        .files()
        .fitting_words(&codes)
        .take(INDUSTRIES_OFFERED)
        .map(str::to_owned)
        .collect()
}

fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let own = Own::load(hall, visit)?;
    if !own.is_draft() {
        return Ok(own.see_done());
    }
    let parts = match &own.form.name {
        Some(name) => read(hall, name, &own.application.place),
        None => NameParts {
            place: place_parts(hall, &own.application.place).into_iter().next().unwrap_or_default(),
            trade_name: String::new(),
            industry: industries(hall, &own.form).into_iter().next().unwrap_or_default(),
            form: forms(hall).into_iter().next().unwrap_or_default(),
        },
    };
    let check = match &own.form.name {
        Some(_) => verdict(hall, visit, &own, &parts)?,
        None => None,
    };
    render(hall, visit, &own, parts, check, Vec::new())
}

fn read(hall: &Hall, name: &str, place: &str) -> NameParts {
    let parsed = parse(name, place, hall.app().shelf().names());
    NameParts {
        place: parsed.place.as_ref().map_or_else(String::new, |place| place.text.clone()),
        trade_name: parsed.trade_name,
        industry: parsed.industry,
        form: parsed.form,
    }
}

/// What the check says; the draft's own reservation is no obstacle to itself.
fn verdict(hall: &Hall, visit: &Visit, own: &Own, parts: &NameParts) -> Result<Option<NameCheck>, Failure> {
    if parts.trade_name.is_empty() {
        return Ok(None);
    }
    let (name, words) = (parts.full(), hall.words(visit));
    let held = own.form.name.as_ref() == Some(&name);
    let mut answer = check_name(hall.app(), &name, &own.application.place)?;
    if held {
        answer.similar.retain(|one| one.name != name);
        let clear = answer.similar.is_empty() && answer.reasons.is_empty();
        answer.verdict = if clear { NameVerdict::Available } else { NameVerdict::Similar };
        answer.alternatives.clear();
    }
    let until = own.form.name_until.as_deref().filter(|_| held).and_then(|day| day.parse().ok());
    Ok(Some(in_words(&name, &answer, until, words)))
}

fn render(
    hall: &Hall,
    visit: &Visit,
    own: &Own,
    form: NameParts,
    check: Option<NameCheck>,
    errors: Vec<FieldError>,
) -> Result<Reply, Failure> {
    let choices = |words: Vec<String>| words.into_iter().map(|word| Choice::new(word.clone(), word)).collect();
    let mut offered = place_parts(hall, &own.application.place);
    if !form.place.is_empty() && !offered.contains(&form.place) {
        offered.push(form.place.clone());
    }
    let about = about(hall, visit, "name.title", &errors);
    let context = NameContext {
        base: own.base(),
        version: own.application.version,
        form,
        place_parts: choices(offered),
        forms: choices(forms(hall)),
        industries: industries(hall, &own.form),
        check,
        errors,
    };
    Ok(reply(&context.errors, hall.render(visit, "open/name.html", &about, &context)?))
}

fn save(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let own = Own::load(hall, visit)?;
    let mut parts = NameParts::typed(&visit.form);
    let alternative = visit.form.get("use");
    if !alternative.is_empty() {
        parts = read(hall, alternative, &own.application.place);
    }
    if parts.trade_name.is_empty() {
        let error = hall.error(visit, "trade_name", "name.trade_missing");
        return render(hall, visit, &own, parts, None, vec![error]);
    }
    if visit.form.get("act") != "next" {
        let check = verdict(hall, visit, &own, &parts)?;
        return render(hall, visit, &own, parts, check, Vec::new());
    }
    match registration::reserve_name(hall.app(), &visit.caller(), own.application.id, visit.version(), &parts.full()) {
        Ok(_) => Ok(Reply::see(format!("{}/address", own.base()))),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "trade_name")?;
            let check = verdict(hall, visit, &own, &parts)?;
            render(hall, visit, &own, parts, check, errors)
        }
    }
}

/// The verdict alone, while the applicant types.
fn live_check(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let own = Own::load(hall, visit)?;
    let check = verdict(hall, visit, &own, &NameParts::typed(&visit.form))?;
    Ok(Reply::html(hall.render(
        visit,
        "open/_name.html",
        &About::default(),
        VerdictContext { check },
    )?))
}
