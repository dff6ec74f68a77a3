//! `/open/{id}/scope`: the picker of the guide over the draft. Every press of a button is saved; nothing is lost on leaving.

use super::draft::{Own, about};
use crate::Page;
use crate::catalogue::{Desk, Picked, answer, picker};
use crate::hall::Hall;
use crate::parts::FieldError;
use crate::reply::Reply;
use crate::visit::Visit;
use office::Failure;
use office::licensing::registration;
use office::registry::Section;
use rules::catalogue::Zone;

pub fn pages() -> Vec<Page> {
    vec![Page::get("/open/{id}/scope", page), Page::post("/open/{id}/scope", save)]
}

fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let own = Own::load(hall, visit)?;
    if !own.is_draft() {
        return Ok(own.see_done());
    }
    render(hall, visit, &own, &stored(hall, &own), Vec::new())
}

/// The draft's choice, its main term first.
fn stored(hall: &Hall, own: &Own) -> Picked {
    let mut terms = own.form.terms.clone();
    terms.sort_by_key(|term| Some(term) != own.form.main_term.as_ref());
    Picked::new(hall, &terms, &own.application.place, office::shelf::zone(own.form.free_trade_zone))
}

fn render(hall: &Hall, visit: &Visit, own: &Own, picked: &Picked, errors: Vec<FieldError>) -> Result<Reply, Failure> {
    let action = format!("{}/scope", own.base());
    let desk = Desk::Open {
        action: &action,
        version: own.application.version,
    };
    let context = picker(hall, visit, picked, desk, errors)?;
    let about = about(hall, visit, "scope.title", &context.errors);
    answer(hall, visit, about, context)
}

fn save(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let own = Own::load(hall, visit)?;
    if !own.is_draft() {
        return Ok(own.see_done());
    }
    let picked = Picked::read(hall, &own.application.place, &visit.form);
    let section = Section::Scope {
        terms: picked.terms.clone(),
        main_term: picked.terms.first().cloned(),
        free_trade_zone: picked.zone == Zone::FreeTrade,
    };
    let next = visit.form.get("act") == "next";
    if next && picked.terms.is_empty() {
        let error = hall.error(visit, "q", "refusal.scope-empty");
        return render(hall, visit, &own, &picked, vec![error]);
    }
    match registration::save(hall.app(), &visit.caller(), own.application.id, visit.version(), section) {
        Ok(_) if next => Ok(Reply::see(format!("{}/name", own.base()))),
        // Shown again over the draft as it is now, with its new version and a fresh token.
        Ok(_) => render(hall, visit, &Own::load(hall, visit)?, &picked, Vec::new()),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "chosen")?;
            render(hall, visit, &own, &picked, errors)
        }
    }
}
