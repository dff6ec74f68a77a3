//! `/open/{id}/scope`: the picker of the guide over the draft. Every press of a button is saved; nothing is lost on leaving.

use super::draft::{Own, about};
use crate::Page;
use crate::catalogue::{Desk, Picked, answer, count_unfound, picker};
use crate::hall::Hall;
use crate::parts::FieldError;
use crate::reply::Reply;
use crate::visit::Visit;
use office::Failure;
use office::catalogue::feedback::{self, NewWish};
use office::licensing::registration;
use office::registry::Section;
use rules::catalogue::Zone;
use rules::catalogue::feedback::WordSource;

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

/// 没有我要的条目: the wish goes to the keepers; the licence keeps the main term of those chosen meanwhile.
fn wish(hall: &Hall, visit: &Visit, own: &Own, picked: &Picked) -> Result<Reply, Failure> {
    let new = NewWish {
        words: visit.form.get("wish_words").to_owned(),
        business: visit.form.get("wish_business").to_owned(),
        kept_term: picked.terms.first().cloned().unwrap_or_default(),
        application: Some(own.application.id.to_string()),
    };
    let kept = hall.app().shelf().edition().term(&new.kept_term).map(|term| term.name.clone());
    let (words, business) = (new.words.clone(), new.business.clone());
    let action = format!("{}/scope", own.base());
    let desk = Desk::Open {
        action: &action,
        version: own.application.version,
    };
    let sent = feedback::wish(hall.app(), &visit.caller(), new);
    let errors = match sent {
        Ok(_) => Vec::new(),
        Err(failure) => hall.at_form(visit, failure, "wish_words")?,
    };
    let mut context = picker(hall, visit, picked, desk, errors)?;
    if context.errors.is_empty() {
        context.wish.taken = Some(kept.unwrap_or_default());
    } else {
        (context.wish.words, context.wish.business) = (words, business);
    }
    let about = about(hall, visit, "scope.title", &context.errors);
    answer(hall, visit, about, context)
}

fn save(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let own = Own::load(hall, visit)?;
    if !own.is_draft() {
        return Ok(own.see_done());
    }
    let picked = Picked::read(hall, &own.application.place, &visit.form);
    count_unfound(hall, &visit.form, &picked, WordSource::Registration);
    if visit.form.get("act") == "wish" {
        return wish(hall, visit, &own, &picked);
    }
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
