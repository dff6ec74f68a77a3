//! Wishes as those see them who have them: founders in their own space, registrars on the desk.

use crate::clock::moment;
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::{FieldError, query};
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::visit::Visit;
use office::Failure;
use office::access::Person;
use office::catalogue::feedback::{self, MyWish, NewWish};
use rules::access::Grant;
use rules::catalogue::feedback::GapStage;
use serde::Serialize;

/// Wishes shown at once.
const SHOWN_MAX: u32 = 20;

/// A wish with what came of it.
#[derive(Serialize)]
pub(crate) struct WishLine {
    words: String,
    at: String,
    /// `waiting`, or how far it is.
    stage: &'static str,
    /// Name of the term the licence keeps meanwhile.
    kept: Option<String>,
    /// Name of the term that came of it.
    term: Option<String>,
    term_href: Option<String>,
    reason: Option<String>,
}

/// A person's wishes, the newest first.
pub(crate) fn my_wishes(hall: &Hall, person: &Person) -> Result<Vec<WishLine>, Failure> {
    let wishes = feedback::mine(hall.app(), person.account, SHOWN_MAX)?;
    Ok(wishes.into_iter().map(|wish| line(hall, wish)).collect())
}

fn line(hall: &Hall, wish: MyWish) -> WishLine {
    let edition = hall.app().shelf().edition();
    let name = |code: &str| edition.term(code).map(|term| term.name.clone());
    WishLine {
        at: moment(wish.at),
        stage: wish.stage.map_or("waiting", GapStage::name),
        kept: name(&wish.kept_term),
        term: name(&wish.term),
        term_href: edition
            .term(&wish.term)
            .map(|term| format!("/guide{}", query(&[("term", &term.code)]))),
        reason: Some(wish.reason).filter(|reason| !reason.is_empty()),
        words: wish.words,
    }
}

#[derive(Serialize)]
struct WishesContext {
    menu: Vec<MenuGroup>,
    errors: Vec<FieldError>,
    words: String,
    business: String,
    kept: String,
    wishes: Vec<WishLine>,
    done: bool,
}

/// `GET /desk/term-wishes`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    Ok(Reply::html(html(hall, visit, Vec::new())?))
}

/// `POST /desk/term-wishes`
pub(super) fn send(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    visit.staff()?.actor.check(Grant::TermWish)?;
    let new = NewWish {
        words: visit.form.get("wish_words").to_owned(),
        business: visit.form.get("wish_business").to_owned(),
        kept_term: visit.form.get("wish_kept").trim().to_owned(),
        application: None,
    };
    match feedback::wish(hall.app(), &visit.caller(), new) {
        Ok(_) => Ok(Reply::see("/desk/term-wishes?done=sent")),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "wish_words")?;
            Ok(Reply::invalid(html(hall, visit, errors)?))
        }
    }
}

fn html(hall: &Hall, visit: &Visit, errors: Vec<FieldError>) -> Result<String, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    person.actor.check(Grant::TermWish)?;
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let context = WishesContext {
        menu: desk::menu(hall, visit, "/desk/term-wishes")?,
        errors,
        words: visit.form.get("wish_words").to_owned(),
        business: visit.form.get("wish_business").to_owned(),
        kept: visit.form.get("wish_kept").to_owned(),
        wishes: my_wishes(hall, person)?,
        done: visit.query.get("done") == "sent",
    };
    let about = About {
        title: words.word("term_wish.desk"),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        failed,
    };
    hall.render(visit, "desk/term-wishes.html", &about, context)
}
