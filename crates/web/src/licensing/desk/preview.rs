//! The application beside the queue: what an officer needs to know before opening it.

use super::case::{Case, Identity, Names, Step};
use super::checks::{Check, checks};
use crate::clock;
use crate::hall::Hall;
use crate::licensing::case::id;
use crate::parts::Labelled;
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::{Failure, licensing};
use rules::ids::ApplicationId;
use serde::Serialize;

/// Answers of the form that are shown; the whole form stands on the application's page.
const ANSWERS_SHOWN: usize = 4;

/// The part beside the queue.
#[derive(Serialize)]
pub(super) struct Preview {
    #[serde(flatten)]
    identity: Identity,
    facts: Vec<Labelled>,
    checks: Vec<Check>,
    href: String,
    decide_href: Option<String>,
    accept_action: Option<String>,
    fix_href: Option<String>,
    version: i64,
    note: Option<String>,
}

#[derive(Serialize)]
struct PreviewContext {
    preview: Option<Preview>,
}

/// `GET /desk/preview/{id}`: the answer to a row's request.
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let preview = Some(of(hall, visit, id(visit)?)?);
    let body = hall.render(visit, "desk/_preview.html", &About::default(), PreviewContext { preview })?;
    Ok(Reply::html(body))
}

/// The preview of an application of this officer's desk.
pub(super) fn of(hall: &Hall, visit: &Visit, id: ApplicationId) -> Result<Preview, Failure> {
    let words = hall.words(visit);
    let case = Case::of(hall, visit, id)?;
    let names = Names::of(hall, &case.person.actor)?;
    let decide = case.decide_step()?;
    let note = match &decide {
        Step::Barred(refusal) => Some(words.refusal(refusal)),
        Step::Open | Step::Absent => None,
    };
    let open = |step: &Step, page: &str| matches!(step, Step::Open).then(|| case.href(page));
    Ok(Preview {
        identity: case.identity(words)?,
        facts: facts(&case, &names, words)?,
        checks: checks(&case, words)?,
        href: case.href(""),
        decide_href: open(&decide, "decide"),
        accept_action: open(&case.accept_step()?, "accept"),
        fix_href: open(&case.fix_step()?, "fix"),
        version: case.application.version,
        note,
    })
}

fn fact(label: String, value: String) -> Labelled {
    Labelled {
        label,
        value,
        source: None,
    }
}

fn facts(case: &Case, names: &Names, words: &Wording) -> Result<Vec<Labelled>, Failure> {
    let mut facts = Vec::new();
    if let Some((_, detail)) = case.matter()? {
        let content = licensing::content(case.hall.app(), &case.person.actor, case.application.id)?;
        let answered = detail.fields.iter().filter_map(|field| {
            let answer = content.answers.get(&field.code).filter(|answer| !answer.is_empty())?;
            Some(fact(field.label.clone(), format!("{answer}{}", field.unit)))
        });
        facts.extend(answered.take(ANSWERS_SHOWN));
    }
    if let Some(at) = case.claim.handed_in {
        facts.push(fact(words.word("desk.handed_in"), clock::moment(at)));
    }
    if let Some(acceptance) = &case.standing.acceptance {
        let by = names.by(&acceptance.by, words);
        facts.push(fact(words.word("act.accept"), format!("{} {by}", clock::moment(acceptance.at))));
    }
    if let Some(claimed) = case.claimed(names, words) {
        facts.push(fact(words.word("desk.claimed"), claimed));
    }
    Ok(facts)
}
