//! P07 `/open/{id}/address`: the address by commitment, judged against the negative list at once (REG-06).

use super::draft::{Own, about, reply};
use crate::Page;
use crate::hall::Hall;
use crate::parts::{Choice, FieldError};
use crate::reply::Reply;
use crate::visit::Visit;
use office::Failure;
use office::licensing::registration;
use office::registry::Section;
use rules::record::sm3_hex;
use rules::registry::address::Premises;
use serde::Serialize;

pub fn pages() -> Vec<Page> {
    vec![Page::get("/open/{id}/address", page), Page::post("/open/{id}/address", save)]
}

#[derive(Serialize)]
struct AddressForm {
    street: String,
    detail: String,
    premises: String,
    promise: bool,
}

#[derive(Serialize)]
struct AddressContext {
    base: String,
    version: i64,
    errors: Vec<FieldError>,
    form: AddressForm,
    place_name: String,
    premises: Vec<Choice>,
    commitment: Vec<String>,
}

/// The points of the commitment, in the order in which they are promised.
const POINTS: [&str; 5] = ["true", "right", "lawful", "safe", "reachable"];

fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let own = Own::load(hall, visit)?;
    if !own.is_draft() {
        return Ok(own.see_done());
    }
    let form = AddressForm {
        street: own.form.street.clone(),
        detail: own.form.detail.clone(),
        premises: own.form.premises.clone(),
        promise: own.form.commitment.is_some(),
    };
    render(hall, visit, &own, form, Vec::new())
}

fn render(hall: &Hall, visit: &Visit, own: &Own, form: AddressForm, errors: Vec<FieldError>) -> Result<Reply, Failure> {
    let words = hall.words(visit);
    let kinds = Premises::ALL
        .iter()
        .map(|kind| Choice::new(kind.name(), words.word(&format!("premises.{}", kind.name()))));
    let about = about(hall, visit, "address.title", &errors);
    let context = AddressContext {
        base: own.base(),
        version: own.application.version,
        form,
        place_name: hall.place_name(&own.application.place),
        premises: kinds.collect(),
        commitment: points(hall, visit),
        errors,
    };
    Ok(reply(&context.errors, hall.render(visit, "open/address.html", &about, &context)?))
}

fn points(hall: &Hall, visit: &Visit) -> Vec<String> {
    POINTS
        .iter()
        .map(|point| hall.words(visit).word(&format!("address.point_{point}")))
        .collect()
}

fn save(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let own = Own::load(hall, visit)?;
    let typed = AddressForm {
        street: visit.form.get("street").trim().to_owned(),
        detail: visit.form.get("detail").trim().to_owned(),
        premises: visit.form.get("premises").to_owned(),
        promise: visit.form.get("promise") == "yes",
    };
    let promised = [hall.place_name(&own.application.place), typed.street.clone(), typed.detail.clone()].concat();
    let text = format!("{promised}\n{}", points(hall, visit).join("\n"));
    let section = Section::Address {
        street: typed.street.clone(),
        detail: typed.detail.clone(),
        premises: typed.premises.clone(),
        commitment_sm3: typed.promise.then(|| sm3_hex(text.as_bytes())),
    };
    match registration::save(hall.app(), &visit.caller(), own.application.id, visit.version(), section) {
        Ok(_) => Ok(Reply::see(format!("{}/people", own.base()))),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "street")?;
            let errors = errors.into_iter().map(|error| error.renamed("commitment", "promise")).collect();
            render(hall, visit, &own, typed, errors)
        }
    }
}
