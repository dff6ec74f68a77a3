//! The tabs of one application, each with what stands behind it.

use super::named;
use crate::clock::{self, DayRow, Event};
use crate::licensing::desk::case::{Case, Names};
use crate::licensing::letters;
use crate::parts::{Labelled, Tab};
use crate::wording::Wording;
use office::licensing::{self, registration};
use office::registry::{PersonForm, RegistrationForm};
use office::{Failure, application};
use rules::access::Actor;
use rules::application::{Outcome, Road, State};
use rules::catalogue::{Material, Source};
use rules::licensing::{PointResult, ReviewState};
use rules::registry::person::Post;
use serde::Serialize;

/// The tabs, the first one first.
pub(super) const TABS: [&str; 5] = ["form", "papers", "opinions", "letters", "record"];

/// What the tabs show; only the open one is filled.
#[derive(Default, Serialize)]
pub(super) struct Content {
    sections: Vec<Section>,
    examined: Option<ExaminedView>,
    hidden: Vec<String>,
    documents: Vec<DocumentLine>,
    opinions: Vec<Opinion>,
    letters: Vec<LetterRow>,
    events: Vec<Event>,
    record: Vec<RecordRow>,
    days: Vec<DayRow>,
    days_summary: String,
    days_article: Option<String>,
}

#[derive(Serialize)]
struct Section {
    title: String,
    rows: Vec<Labelled>,
}

#[derive(Serialize)]
struct ExaminedView {
    reasons: Vec<String>,
    similar: Vec<SimilarRow>,
}

#[derive(Serialize)]
struct SimilarRow {
    name: String,
    why: String,
    article: &'static str,
}

#[derive(Serialize)]
pub(in crate::licensing::desk) struct DocumentLine {
    name: String,
    state: &'static str,
    basis: String,
    remark: Option<String>,
    files: Vec<FileRow>,
}

#[derive(Serialize)]
struct FileRow {
    name: String,
    href: String,
    size: String,
}

#[derive(Serialize)]
struct Opinion {
    who: String,
    at: String,
    title: String,
    text: String,
    points: Vec<String>,
}

#[derive(Serialize)]
struct LetterRow {
    name: String,
    number: String,
    at: String,
    href: String,
}

#[derive(Serialize)]
struct RecordRow {
    at: String,
    act: String,
    who: String,
    hash: String,
    sealed: Option<i64>,
}

/// The tabs as links, with how much is behind each.
pub(super) fn links(case: &Case, here: &str, words: &Wording) -> Result<Vec<Tab>, Failure> {
    let letters = letters::letters_of(words, &case.application, &case.claim, &case.standing).len();
    let mut tabs = Vec::new();
    for tab in TABS {
        let count = match tab {
            "papers" if case.application.road == Road::Registration => continue,
            "papers" => Some(licensing::papers(case.hall.app(), &case.person.actor, case.application.id)?.len()),
            "letters" => Some(letters),
            _ => None,
        };
        tabs.push(Tab {
            text: words.word(&format!("desk_tab.{tab}")),
            href: case.href(&format!("?tab={tab}")).replacen("/?", "?", 1),
            count: count.and_then(|count| i64::try_from(count).ok()),
            current: tab == here,
        });
    }
    Ok(tabs)
}

/// What the open tab shows.
pub(super) fn content(case: &Case, names: &Names, tab: &str, words: &Wording) -> Result<Content, Failure> {
    let mut content = Content::default();
    match tab {
        "papers" => content.documents = documents(case, words)?,
        "opinions" => content.opinions = opinions(case, names, words)?,
        "letters" => content.letters = letter_rows(case, words),
        "record" => record(case, names, words, &mut content)?,
        _ if case.application.road == Road::Registration => registered(case, words, &mut content)?,
        _ => content.sections = answers(case, words)?,
    }
    Ok(content)
}

fn labelled(label: String, value: String) -> Labelled {
    Labelled {
        label,
        value,
        source: None,
    }
}

/// The form as it was filled in, and the conditions a commitment promised.
fn answers(case: &Case, words: &Wording) -> Result<Vec<Section>, Failure> {
    let (_, detail) = case.permit()?;
    let content = licensing::content(case.hall.app(), &case.person.actor, case.application.id)?;
    let rows = detail.fields.iter().map(|field| {
        let answer = content.answers.get(&field.code).filter(|answer| !answer.is_empty());
        let value = answer.map_or_else(|| words.word("desk.unanswered"), |answer| format!("{answer}{}", field.unit));
        labelled(field.label.clone(), value)
    });
    let mut sections = vec![Section {
        title: words.word("desk.form"),
        rows: rows.collect(),
    }];
    if case.application.road == Road::Commitment {
        let promised = detail.conditions.iter().filter(|condition| content.ticks.contains(&condition.code));
        sections.push(Section {
            title: words.word("desk.promised"),
            rows: (1..)
                .zip(promised)
                .map(|(place, condition): (u32, _)| {
                    labelled(words.say("desk.condition", &[("n", &place.to_string())]), condition.text.clone())
                })
                .collect(),
        });
    }
    Ok(sections)
}

/// A registration's form, why it came to a person, and what is not shown.
fn registered(case: &Case, words: &Wording, content: &mut Content) -> Result<(), Failure> {
    let (app, actor): (_, &Actor) = (case.hall.app(), &case.person.actor);
    let (application, form) = registration::draft(app, actor, case.application.id)?;
    let scope = registration::scope_text(app.shelf(), &application, &form)?;
    content.sections = vec![company(case, &form, scope, words), people(&form, words)];
    content.hidden = vec![words.word("desk.hidden_identity")];
    if case.application.state.phase() == rules::application::Phase::Submitted {
        let examined = licensing::examine(app, actor, case.application.id)?;
        content.examined = Some(ExaminedView {
            reasons: examined
                .reasons
                .iter()
                .map(|reason| words.word(&format!("registrar_reason.{}", reason.name())))
                .chain(examined.bar.iter().map(|bar| words.refusal(bar)))
                .collect(),
            similar: examined
                .similar
                .into_iter()
                .map(|similar| SimilarRow {
                    why: words.word(&format!("name_similar.{}", similar.rule.name())),
                    name: similar.name,
                    article: similar.article,
                })
                .collect(),
        });
    }
    Ok(())
}

fn company(case: &Case, form: &RegistrationForm, scope: String, words: &Wording) -> Section {
    let address = format!("{}{}{}", case.hall.place_name(&case.application.place), form.street, form.detail);
    let yuan = form.capital_yuan.unwrap_or(0);
    let (key, number) = if yuan % 10_000 == 0 {
        ("desk.ten_thousand_yuan", yuan / 10_000)
    } else {
        ("desk.yuan", yuan)
    };
    let capital = words.say(key, &[("n", &number.to_string())]);
    let duration = match form.duration_years {
        0 => words.word("certificate.lasting"),
        years => words.say("desk.years", &[("n", &years.to_string())]),
    };
    let mut rows = vec![
        labelled(words.word("licence.name"), named(case, words)),
        labelled(words.word("licence.address"), address),
        labelled(words.word("licence.capital"), capital),
        labelled(words.word("desk.duration"), duration),
        labelled(words.word("licence.scope"), scope),
    ];
    if !form.premises.is_empty() {
        rows.push(labelled(
            words.word("check.premises"),
            words.word(&format!("premises.{}", form.premises)),
        ));
    }
    if form.commitment.is_some() {
        rows.push(labelled(words.word("address.promise_title"), words.word("desk.promise_given")));
    }
    Section {
        title: words.word("desk.company"),
        rows,
    }
}

fn people(form: &RegistrationForm, words: &Wording) -> Section {
    let line = |person: &PersonForm| {
        let posts = person.posts.iter().filter_map(|post| Post::from_name(post));
        let mut held: Vec<String> = posts
            .map(|post| words.word(&format!("role.{}", post.name().replace('-', "_"))))
            .collect();
        if person.share_ten_thousandths > 0 {
            let (whole, part) = (person.share_ten_thousandths / 100, person.share_ten_thousandths % 100);
            let share = if part == 0 {
                format!("{whole}%")
            } else {
                format!("{whole}.{part:02}%")
            };
            held.push(words.say("desk.shareholder", &[("share", &share)]));
        }
        labelled(
            person.name.clone(),
            format!("{}（{}）", held.join("、"), identity_end(&person.identity_number)),
        )
    };
    Section {
        title: words.word("desk.people"),
        rows: form.people.iter().map(line).collect(),
    }
}

/// The last four characters: enough to tell two people of one name apart.
fn identity_end(identity: &str) -> String {
    let end: Vec<char> = identity.chars().rev().take(4).collect();
    format!("…{}", end.into_iter().rev().collect::<String>())
}

/// All documents of the matter, waived ones too, each with what was asked of it.
pub(in crate::licensing::desk) fn documents(case: &Case, words: &Wording) -> Result<Vec<DocumentLine>, Failure> {
    let (_, detail) = case.permit()?;
    let papers = licensing::papers(case.hall.app(), &case.person.actor, case.application.id)?;
    let line = |material: &Material| {
        let files: Vec<FileRow> = papers
            .iter()
            .filter(|paper| paper.material == material.code)
            .map(|paper| FileRow {
                name: paper.name.clone(),
                href: format!("/apply/{}/papers/{}", case.application.id, material.code),
                size: words.say("desk.kilobytes", &[("n", &((paper.size + 1_023) / 1_024).to_string())]),
            })
            .collect();
        DocumentLine {
            name: material.name.clone(),
            state: match material.source {
                Source::Applicant if files.is_empty() => "needed",
                Source::Applicant => "given",
                Source::Form | Source::Generated => "generated",
                Source::Shared => "waived_certificate",
            },
            basis: material.basis.clone(),
            remark: asked(case, &material.code, words),
            files,
        }
    };
    Ok(detail.materials.iter().map(line).collect())
}

/// What the last correction said of an item.
fn asked(case: &Case, item: &str, words: &Wording) -> Option<String> {
    let round = case.application.rounds.last()?;
    let defect = round.defects.iter().find(|defect| defect.item == item)?;
    Some(words.say("desk.asked", &[("date", &round.asked.day().to_string()), ("what", &defect.what)]))
}

/// Corrections asked, the review, the decision: in the order in which they were said.
fn opinions(case: &Case, names: &Names, words: &Wording) -> Result<Vec<Opinion>, Failure> {
    let mut opinions: Vec<(i64, Opinion)> = Vec::new();
    for round in &case.application.rounds {
        let defects = round.defects.iter().map(|defect| defect.what.clone());
        opinions.push((
            round.asked.micros(),
            Opinion {
                who: names.name(round.by, words),
                at: clock::moment(round.asked),
                title: words.word("act.fix"),
                text: String::new(),
                points: defects.collect(),
            },
        ));
    }
    if let Some(review) = licensing::review(case.hall.app(), &case.person.actor, case.application.id)? {
        opinions.push((review.at.micros(), reviewed(case, names, words, &review)?));
    }
    if let State::Granted { decision, .. } | State::Refused { decision, .. } | State::Issued { decision, .. } = &case.application.state {
        let title = match (decision.outcome, case.application.road) {
            (Outcome::Granted, Road::Registration) => "decide.grant_registration",
            (Outcome::Refused, Road::Registration) => "decide.refuse_registration",
            (Outcome::Granted, Road::Filing | Road::Commitment | Road::Ordinary) => "decide.grant",
            (Outcome::Refused, Road::Filing | Road::Commitment | Road::Ordinary) => "decide.refuse",
        };
        opinions.push((
            decision.at.micros(),
            Opinion {
                who: names.by(&decision.by, words),
                at: clock::moment(decision.at),
                title: words.word(title),
                text: decision.reasons.clone(),
                points: Vec::new(),
            },
        ));
    }
    opinions.sort_by_key(|(at, _)| *at);
    Ok(opinions.into_iter().map(|(_, opinion)| opinion).collect())
}

fn reviewed(case: &Case, names: &Names, words: &Wording, review: &licensing::Review) -> Result<Opinion, Failure> {
    let (_, detail) = case.permit()?;
    let points = detail.conditions.iter().filter_map(|condition| {
        let point = &review.points.get(&condition.code)?.point;
        let result = words.word(&format!("review.{}", point.result.name()));
        let remark = if point.remark.is_empty() {
            String::new()
        } else {
            format!("（{}）", point.remark)
        };
        Some(format!("{result}：{}{remark}", condition.text))
    });
    let title = match review.state {
        ReviewState::Finished => words.word("review.title_finished"),
        ReviewState::Open => words.word("review.title_open"),
    };
    let failed = review.count(PointResult::Fail);
    Ok(Opinion {
        who: names.name(review.by, words),
        at: clock::moment(review.at),
        title,
        text: if review.opinion.is_empty() && failed == 0 {
            String::new()
        } else {
            review.opinion.clone()
        },
        points: points.collect(),
    })
}

fn letter_rows(case: &Case, words: &Wording) -> Vec<LetterRow> {
    let letters = letters::letters_of(words, &case.application, &case.claim, &case.standing);
    letters
        .into_iter()
        .map(|letter| LetterRow {
            name: letter.title,
            number: letter.number,
            at: clock::moment(letter.at),
            href: letter.href,
        })
        .collect()
}

fn record(case: &Case, names: &Names, words: &Wording, content: &mut Content) -> Result<(), Failure> {
    content.events = events(case, words);
    if let Some(clock) = &case.standing.clock {
        content.days = clock::days(clock, case.law.calendar());
        content.days_summary = clock::days_summary(clock, case.law.calendar(), words);
        content.days_article = Some(clock.article.clone());
    }
    let evidence = application::evidence(case.hall.app(), &case.person.actor, case.application.id)?;
    let rows = evidence.into_iter().map(|entry| RecordRow {
        at: clock::moment(entry.at),
        act: words.word(&format!("act_name.{}", entry.act.replace('.', "_"))),
        who: who(case, names, words, &entry),
        hash: entry.sm3,
        sealed: entry.sealed,
    });
    content.record = rows.collect();
    Ok(())
}

/// The course of the application, from its hand-in on, also when its state no longer tells of that.
fn events(case: &Case, words: &Wording) -> Vec<Event> {
    let mut events = clock::events(case.hall, &case.application, &case.standing, words);
    let told = matches!(case.application.state, State::Submitted { .. } | State::Correcting { .. });
    if let Some(at) = case.claim.handed_in.filter(|_| !told) {
        let handed_in = Event {
            tone: "done",
            title: words.word("event.submitted"),
            at: Some(clock::moment(at)),
            who: None,
            text: None,
        };
        events.insert(0, handed_in);
    }
    events
}

/// Colleagues by name, the applicant as such, the platform's workers as such.
fn who(case: &Case, names: &Names, words: &Wording, entry: &application::Evidence) -> String {
    match entry.account {
        Some(account) if account == case.application.applicant => words.word("case.applicant"),
        Some(account) => names.known(account).cloned().unwrap_or_else(|| words.word("desk.former")),
        None => words.word("roles.system"),
    }
}
