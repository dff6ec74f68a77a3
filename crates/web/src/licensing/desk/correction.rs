//! 补正: every defect at once, each an item that the one-time notice named, with the letter before it is served.

use super::application::done;
use super::case::{Case, Identity, Step};
use crate::clock;
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::licensing::case::version;
use crate::parts::FieldError;
use crate::reply::Reply;
use crate::shell::Failed;
use crate::visit::Visit;
use crate::wording::Wording;
use office::{Failure, licensing};
use rules::application::Defect;
use rules::catalogue::Detail;
use rules::{Code, Refusal};
use serde::Serialize;

/// Characters of one remark.
const TEXT_LENGTH_MAX: usize = 500;

#[derive(Serialize)]
struct FixContext {
    menu: Vec<MenuGroup>,
    a: Identity,
    action: String,
    version: i64,
    errors: Vec<FieldError>,
    back_href: String,
    defects: Vec<DefectView>,
    limit_note: String,
    second: bool,
    new_fact: String,
    letter: Option<LetterView>,
}

#[derive(Serialize)]
struct DefectView {
    name: String,
    title: String,
    basis: String,
    hint: Option<String>,
    current: Option<String>,
    document: bool,
    ticked: bool,
    text: String,
}

#[derive(Serialize)]
struct LetterView {
    title: String,
    addressee: String,
    body: Vec<String>,
    due: Option<String>,
    seal: String,
}

/// An item that may be asked for.
struct Item {
    code: String,
    title: String,
    basis: String,
    /// What is looked at in a document.
    hint: Option<String>,
    /// Unit of a field.
    unit: String,
    document: bool,
}

/// What was ticked and typed.
#[derive(Default)]
struct Typed {
    ticked: Vec<(String, String)>,
    new_fact: String,
}

/// What the applicant can mend: documents he hands in, and the fields of the form.
fn items(detail: &Detail) -> Vec<Item> {
    let documents = detail.materials.iter().filter(|material| material.handed_in());
    let documents = documents.map(|material| Item {
        code: material.code.clone(),
        title: material.name.clone(),
        basis: material.basis.clone(),
        hint: Some(material.note.clone()).filter(|note| !note.is_empty()),
        unit: String::new(),
        document: true,
    });
    let fields = detail.fields.iter().map(|field| Item {
        code: field.code.clone(),
        title: field.label.clone(),
        basis: String::new(),
        hint: None,
        unit: field.unit.clone(),
        document: false,
    });
    documents.chain(fields).collect()
}

fn name_of(code: &str) -> String {
    format!("text_{code}")
}

/// `GET /desk/applications/{id}/fix`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::open(hall, visit)?;
    case.permit()?;
    match case.fix_step()? {
        Step::Open => {}
        Step::Barred(refusal) => return Err(refusal.into()),
        Step::Absent => {
            case.person.actor.check(rules::access::Grant::CorrectionAsk)?;
            return Err(Refusal::new(Code::StateForbids).into());
        }
    }
    Ok(Reply::html(html(&case, visit, &Typed::default(), Vec::new(), None)?))
}

/// `POST /desk/applications/{id}/fix`: shows the letter, or serves it.
pub(super) fn send(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let case = Case::open(hall, visit)?;
    let (_, detail) = case.permit()?;
    let typed = typed(visit, detail);
    let errors = wrong(&case, visit, &typed);
    if !errors.is_empty() {
        return Ok(Reply::invalid(html(&case, visit, &typed, errors, None)?));
    }
    if visit.form.get("act") != "send" {
        let letter = Some(letter(&case, detail, &typed, hall.words(visit))?);
        return Ok(Reply::html(html(&case, visit, &typed, Vec::new(), letter)?));
    }
    let asked = licensing::ask_correction(hall.app(), &visit.caller(), case.application.id, version(visit)?, defects(&typed));
    match asked {
        Ok(()) => Ok(done(&case, "fix")),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "defects")?;
            Ok(Reply::invalid(html(&case, visit, &typed, errors, None)?))
        }
    }
}

fn typed(visit: &Visit, detail: &Detail) -> Typed {
    let chosen = visit.form.all("defect");
    let ticked = items(detail).into_iter().filter(|item| chosen.contains(&item.code));
    Typed {
        ticked: ticked
            .map(|item| {
                let text = visit.form.get(&name_of(&item.code)).trim().to_owned();
                (item.code, text)
            })
            .collect(),
        new_fact: visit.form.get("new_fact").trim().to_owned(),
    }
}

/// What the page itself can say is wrong, each at its own field; the rule judges the rest.
fn wrong(case: &Case, visit: &Visit, typed: &Typed) -> Vec<FieldError> {
    let hall = case.hall;
    let mut errors = Vec::new();
    if typed.ticked.is_empty() {
        errors.push(hall.error(visit, "defects", "fix.none_ticked"));
    }
    for (code, text) in &typed.ticked {
        if text.is_empty() {
            errors.push(hall.error(visit, &name_of(code), "fix.text_missing"));
        } else if text.chars().count() > TEXT_LENGTH_MAX {
            errors.push(hall.error(visit, &name_of(code), "fix.text_long"));
        }
    }
    if is_second(case) && typed.new_fact.is_empty() {
        errors.push(hall.error(visit, "new_fact", "fix.new_fact_missing"));
    }
    errors
}

fn is_second(case: &Case) -> bool {
    !case.application.rounds.is_empty()
}

fn defects(typed: &Typed) -> Vec<Defect> {
    let fact = Some(typed.new_fact.clone()).filter(|fact| !fact.is_empty());
    let defects = typed.ticked.iter().map(|(code, text)| Defect {
        item: code.clone(),
        what: text.clone(),
        new_fact: fact.clone(),
    });
    defects.collect()
}

/// The letter in the words it will be printed with, and the day by which the applicant answers under the law of today.
fn letter(case: &Case, detail: &Detail, typed: &Typed, words: &Wording) -> Result<LetterView, Failure> {
    let clock = case.law.clock("licensing.correction_reply_days", case.law.day())?;
    let article = &case.law.value("licensing.supplement_notice_days")?.article;
    let identity = case.identity(words)?;
    let facts = [
        ("matter", identity.matter.as_str()),
        ("number", &identity.number),
        ("article", article),
    ];
    let mut body = vec![words.say("letters.correction_text", &facts)];
    let items = items(detail);
    for (place, (code, text)) in (1..).zip(&typed.ticked) {
        let place: u32 = place;
        let title = items.iter().find(|item| item.code == *code).map_or("", |item| item.title.as_str());
        body.push(words.say("fix.letter_line", &[("n", &place.to_string()), ("title", title), ("what", text)]));
    }
    let shelf = case.hall.app().shelf();
    Ok(LetterView {
        title: words.word("letters.correction"),
        addressee: identity.applicant,
        body,
        due: clock.due(case.law.calendar()).date.map(|day| day.to_string()),
        seal: shelf.unit_name(shelf.in_the_name_of(&case.application)),
    })
}

fn html(case: &Case, visit: &Visit, typed: &Typed, errors: Vec<FieldError>, letter: Option<LetterView>) -> Result<String, Failure> {
    let (hall, words) = (case.hall, case.hall.words(visit));
    let (_, detail) = case.permit()?;
    let limit = case.law.value("licensing.correction_reply_days")?;
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let content = licensing::content(hall.app(), &case.person.actor, case.application.id)?;
    let view = |item: Item| {
        let ticked = typed.ticked.iter().find(|(code, _)| *code == item.code);
        let answer = content.answers.get(&item.code).filter(|answer| !answer.is_empty());
        DefectView {
            current: answer.map(|answer| format!("{answer}{}", item.unit)),
            name: item.code,
            title: item.title,
            basis: item.basis,
            hint: item.hint,
            document: item.document,
            ticked: ticked.is_some(),
            text: ticked.map(|(_, text)| text.clone()).unwrap_or_default(),
        }
    };
    let context = FixContext {
        menu: desk::menu(hall, visit, "/desk/mine")?,
        a: case.identity(words)?,
        action: case.href("fix"),
        version: case.application.version,
        back_href: case.href(""),
        defects: items(detail).into_iter().map(view).collect(),
        limit_note: limit_note(case, words, limit.value)?,
        second: is_second(case),
        new_fact: typed.new_fact.clone(),
        letter,
        errors,
    };
    hall.render(visit, "desk/fix.html", &case.about(words, "fix.ask", failed), context)
}

/// Until when the office may still ask, and how long the applicant has to answer.
fn limit_note(case: &Case, words: &Wording, answer_days: i64) -> Result<String, Failure> {
    let due = clock::due(&case.standing, words).date.unwrap_or_default();
    let article = case.law.value("licensing.supplement_notice_days")?.article.clone();
    let days = answer_days.to_string();
    Ok(words.say("fix.limit_note", &[("due", &due), ("article", &article), ("n", &days)]))
}
