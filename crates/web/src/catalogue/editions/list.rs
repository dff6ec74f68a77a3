//! A01 清单版本: every edition with where it stands, and a new draft.

use super::told::{self, EditionView};
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::{Choice, FieldError};
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::visit::Visit;
use office::Failure;
use office::catalogue::editions;
use rules::access::Grant;
use rules::catalogue::version::Stage;
use serde::Serialize;

/// The newest so many.
const SHOWN_MAX: u32 = 100;

#[derive(Serialize)]
struct ListContext {
    menu: Vec<MenuGroup>,
    editions: Vec<EditionView>,
    shipped: Shipped,
    may_draft: bool,
    errors: Vec<FieldError>,
    title: String,
    again: String,
    olders: Vec<Choice>,
}

/// The catalogue in force, whoever made it.
#[derive(Serialize)]
struct Shipped {
    title: String,
    hash: String,
    terms: usize,
    matters: usize,
    modelled: usize,
    kept_here: bool,
}

/// `GET /admin/matters`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    Ok(Reply::html(html(hall, visit, Vec::new())?))
}

/// `POST /admin/editions`
pub(super) fn draft(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    visit.staff()?;
    let again = visit.form.get("again").parse().ok();
    match editions::draft(hall.app(), &visit.caller(), visit.form.get("title"), again) {
        Ok(number) => Ok(Reply::see(told::href(number))),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "title")?;
            Ok(Reply::invalid(html(hall, visit, errors)?))
        }
    }
}

fn html(hall: &Hall, visit: &Visit, errors: Vec<FieldError>) -> Result<String, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    let lines = editions::list(hall.app(), &person.actor, SHOWN_MAX)?;
    let edition = hall.app().shelf().edition();
    let published = lines.iter().filter(|line| line.version_of.stage == Stage::Scheduled);
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let context = ListContext {
        menu: desk::menu(hall, visit, "/admin/matters")?,
        shipped: Shipped {
            title: edition.title.clone(),
            hash: edition.hash.clone(),
            terms: edition.terms().len(),
            matters: edition.matters().len(),
            modelled: edition.matters().iter().filter(|matter| matter.modelled()).count(),
            kept_here: lines
                .iter()
                .any(|line| line.standing == rules::catalogue::version::Standing::InForce),
        },
        olders: published
            .map(|line| Choice::new(line.number.to_string(), format!("{} {}", line.number, line.title)))
            .collect(),
        editions: lines.iter().map(told::edition).collect(),
        may_draft: person.actor.check(Grant::EditionDraft).is_ok(),
        errors,
        title: visit.form.get("title").to_owned(),
        again: visit.form.get("again").to_owned(),
    };
    let about = About {
        title: words.word("editions.title"),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        failed,
    };
    hall.render(visit, "admin/editions.html", &about, context)
}
