//! 我的待办: what lies on the officer's desk, by remaining working days; the address is the filter.

use super::case::{Names, applicant, step_word};
use super::preview::{self, Preview};
use crate::clock::{self, Due};
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::{Choice, Pager, query};
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::access::Person;
use office::application::{self, ClaimFilter, Counts, DueFilter, Filter, Item};
use office::{Failure, licensing};
use rules::application::{By, Desk, Phase, Road};
use rules::calendar::DayKind;
use rules::catalogue::Mode;
use serde::Serialize;

/// Rows of a page.
const PAGE_SIZE: u32 = 20;
/// The open phases, as steps of the work.
const STEPS: [Phase; 4] = [Phase::Submitted, Phase::Correcting, Phase::Accepted, Phase::Granted];
/// What the counters filter by; the last is no filter.
const DUES: [(&str, Option<DueFilter>); 5] = [
    ("over", Some(DueFilter::Overdue)),
    ("today", Some(DueFilter::Today)),
    ("soon", Some(DueFilter::Soon)),
    ("stop", Some(DueFilter::Stopped)),
    ("all", None),
];
/// Characters of a search that are looked at.
const TEXT_LENGTH_MAX: usize = 40;

/// The filter as the address has it.
pub(super) struct Asked {
    due: &'static str,
    matter: String,
    step: String,
    claim: String,
    q: String,
}

impl Asked {
    /// Reads the address; what it does not know is no filter.
    pub fn read(visit: &Visit) -> Asked {
        let asked = &visit.query;
        let due = DUES
            .iter()
            .find(|(code, _)| *code == asked.get("due"))
            .map_or("all", |(code, _)| code);
        let step = STEPS.iter().find(|phase| phase.name() == asked.get("step"));
        let claim = ["mine", "free"].into_iter().find(|claim| *claim == asked.get("claim"));
        Asked {
            due,
            matter: asked.get("matter").chars().filter(|letter| !letter.is_control()).collect(),
            step: step.map_or("", |phase| phase.name()).to_owned(),
            claim: claim.unwrap_or_default().to_owned(),
            q: asked
                .get("q")
                .trim()
                .chars()
                .filter(|letter| !letter.is_control())
                .take(TEXT_LENGTH_MAX)
                .collect(),
        }
    }

    /// The filter of the office.
    pub fn filter(&self, hall: &Hall, person: &Person, page: i64, size: u32) -> Filter {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Filter {
            matter: given(&self.matter),
            phase: given(&self.step),
            due: DUES.iter().find(|(code, _)| *code == self.due).and_then(|(_, due)| *due),
            claim: match self.claim.as_str() {
                "mine" => Some(ClaimFilter::By(person.account)),
                "free" => Some(ClaimFilter::Nobody),
                _ => None,
            },
            text: given(&self.q),
            matters: named_matters(hall, &self.q),
            offset: u32::try_from(page - 1).unwrap_or(0).saturating_mul(size),
            limit: size,
        }
    }

    fn is_narrow(&self) -> bool {
        self.due != "all" || ![&self.matter, &self.step, &self.claim, &self.q].iter().all(|text| text.is_empty())
    }

    /// This list at another page.
    fn href(&self, path: &str, page: &str) -> String {
        let due = if self.due == "all" { "" } else { self.due };
        let pairs = [
            ("due", due),
            ("matter", &self.matter),
            ("step", &self.step),
            ("claim", &self.claim),
            ("q", &self.q),
            ("page", page),
        ];
        format!("{path}{}", query(&pairs))
    }
}

/// Codes of the matters whose name holds the text.
fn named_matters(hall: &Hall, text: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let matters = hall.app().shelf().edition().matters().iter();
    let named = matters.filter(|matter| matter.modelled() && matter.name.contains(text));
    named.map(|matter| matter.code.clone()).collect()
}

#[derive(Serialize)]
struct MineContext {
    menu: Vec<MenuGroup>,
    today: Today,
    counters: Vec<Counter>,
    filter: FilterContext,
    matters: Vec<Choice>,
    steps: Vec<Choice>,
    claims: Vec<Choice>,
    clear_href: Option<&'static str>,
    rows: Vec<RowLine>,
    pager: Pager,
    export_href: String,
    can_claim: bool,
    notice: Option<String>,
    preview: Option<Preview>,
}

#[derive(Serialize)]
struct Today {
    date: String,
    weekday: String,
    kind: String,
}

#[derive(Serialize)]
struct Counter {
    code: &'static str,
    count: i64,
    href: String,
    current: bool,
}

#[derive(Serialize)]
struct FilterContext {
    due: &'static str,
    matter: String,
    step: String,
    claim: String,
    q: String,
}

#[derive(Serialize)]
struct RowLine {
    href: String,
    preview_href: String,
    number: String,
    matter: String,
    mode: Option<&'static str>,
    applicant: String,
    credit_code: Option<String>,
    step: String,
    due: Due,
    tags: Vec<Tag>,
    current: bool,
}

#[derive(Serialize)]
struct Tag {
    text: String,
    tone: &'static str,
}

/// `GET /desk`: to the first list that the officer's roles have.
pub(super) fn home(_: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let person = visit.staff()?;
    Ok(Reply::see(if desk::holds(person, &desk::DECIDING) {
        "/desk/mine"
    } else if desk::holds(person, &desk::REGULATING) {
        "/desk/pushed"
    } else {
        "/"
    }))
}

/// `GET /desk/mine`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    let (asked, page) = (Asked::read(visit), Pager::asked(visit));
    let filter = asked.filter(hall, person, page, PAGE_SIZE);
    let found = application::queue(hall.app(), &person.actor, &filter)?;
    let names = Names::of(hall, &person.actor)?;
    let mut rows: Vec<RowLine> = found.items.iter().map(|item| row(hall, person, &names, words, item)).collect();
    if let Some(first) = rows.first_mut() {
        first.current = true;
    }
    let first = found.items.first().map(|item| item.application.id);
    let context = MineContext {
        menu: desk::menu(hall, visit, "/desk/mine")?,
        today: today(hall, words),
        counters: counters(&found.counts, &asked),
        matters: matters(hall, person, words)?,
        steps: STEPS
            .iter()
            .map(|phase| Choice::new(phase.name(), step_word(*phase, Road::Ordinary, words)))
            .collect(),
        claims: ["mine", "free"]
            .map(|claim| Choice::new(claim, words.word(&format!("desk.claim_{claim}"))))
            .to_vec(),
        clear_href: asked.is_narrow().then_some("/desk/mine"),
        rows,
        pager: Pager::new(page, i64::from(PAGE_SIZE), found.total, |page| {
            asked.href("/desk/mine", &page.to_string())
        }),
        export_href: asked.href("/desk/mine/export", ""),
        can_claim: person.actor.check(rules::access::Grant::ApplicationClaim).is_ok(),
        notice: (visit.query.get("next") == "none").then(|| words.word("desk.next_none")),
        preview: first.map(|id| preview::of(hall, visit, id)).transpose()?,
        filter: FilterContext {
            due: if asked.due == "all" { "" } else { asked.due },
            matter: asked.matter,
            step: asked.step,
            claim: asked.claim,
            q: asked.q,
        },
    };
    let about = About {
        title: words.word("desk.mine"),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "desk/mine.html", &about, context)?))
}

/// `POST /desk/next`: the officer takes the most urgent application that nobody has.
pub(super) fn next(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    visit.staff()?;
    let claimed = licensing::claim_next(hall.app(), &visit.caller())?;
    Ok(Reply::see(claimed.map_or_else(
        || "/desk/mine?next=none".to_owned(),
        |id| format!("/desk/applications/{id}"),
    )))
}

fn today(hall: &Hall, words: &Wording) -> Today {
    let law = hall.app().law(&hall.settings().place);
    let day = law.day();
    let kind = match law.calendar().kind(day) {
        DayKind::Working => words.word("desk.today_working"),
        DayKind::MakeUp(name) => words.say("desk.today_makeup", &[("name", &name)]),
        DayKind::Weekend => words.word("desk.today_weekend"),
        DayKind::Holiday(name) => words.say("desk.today_holiday", &[("name", &name)]),
        DayKind::Unknown => words.word("desk.today_unknown"),
    };
    Today {
        date: day.to_string(),
        weekday: words.word(&format!("weekday.{}", day.weekday().to_monday_one_offset())),
        kind,
    }
}

/// Each counter counts the whole queue, so its link shows exactly that many.
fn counters(counts: &Counts, asked: &Asked) -> Vec<Counter> {
    let count = |due: Option<DueFilter>| match due {
        Some(DueFilter::Overdue) => counts.overdue,
        Some(DueFilter::Today) => counts.today,
        Some(DueFilter::Soon) => counts.soon,
        Some(DueFilter::Stopped) => counts.stopped,
        None => counts.all,
    };
    let counters = DUES.iter().map(|(code, due)| Counter {
        code,
        count: count(*due),
        href: format!("/desk/mine{}", query(&[("due", if due.is_some() { code } else { "" })])),
        current: asked.due == *code,
    });
    counters.collect()
}

/// The matters that this unit decides and that lie on this desk.
fn matters(hall: &Hall, person: &Person, words: &Wording) -> Result<Vec<Choice>, Failure> {
    let (shelf, desk) = (hall.app().shelf(), Desk::of(&person.actor)?);
    let mut choices = Vec::new();
    if desk.holds(Road::Registration) && person.actor.unit.as_deref() == Some(office::registry::UNIT) {
        choices.push(Choice::new(office::registry::MATTER, words.word("letters.registration")));
    }
    if desk.holds(Road::Ordinary) {
        let own = shelf.edition().matters().iter().filter(|matter| {
            let acting = shelf.edition().acting(matter, &person.actor.place);
            let mut own = [acting.accepts, acting.decides].into_iter().flatten();
            matter.asks() && matter.modelled() && own.any(|unit| Some(&unit.code) == person.actor.unit.as_ref())
        });
        choices.extend(own.map(|matter| Choice::new(&matter.code, &matter.name)));
    }
    Ok(choices)
}

/// The name of what an application is for.
pub(super) fn matter_name(hall: &Hall, item: &Item, words: &Wording) -> String {
    let matter = hall
        .app()
        .shelf()
        .edition_of(&item.application.edition)
        .matter(&item.application.matter);
    matter.map_or_else(|| words.word("letters.registration"), |matter| matter.name.clone())
}

fn row(hall: &Hall, person: &Person, names: &Names, words: &Wording, item: &Item) -> RowLine {
    let matter = hall
        .app()
        .shelf()
        .edition_of(&item.application.edition)
        .matter(&item.application.matter);
    let (id, mode) = (item.application.id, matter.and_then(|matter| matter.mode));
    RowLine {
        href: format!("/desk/applications/{id}"),
        preview_href: format!("/desk/preview/{id}"),
        number: item.application.number.to_string(),
        matter: matter_name(hall, item, words),
        // What goes the usual road needs no chip in every row.
        mode: mode.filter(|mode| *mode != Mode::OptimizedApproval).map(Mode::name),
        applicant: applicant(&item.claim.subject_name, words),
        credit_code: item.credit_code.clone(),
        step: step_word(item.standing.phase, item.application.road, words),
        due: clock::due(&item.standing, words),
        tags: tags(person, names, words, item),
        current: false,
    }
}

/// What sets an application apart: who has it, and what the law has done by silence.
fn tags(person: &Person, names: &Names, words: &Wording, item: &Item) -> Vec<Tag> {
    let mut tags = Vec::new();
    if let Some(by) = item.claim.claimed_by {
        tags.push(if by == person.account {
            Tag {
                text: words.word("desk.tag_mine"),
                tone: "green",
            }
        } else {
            Tag {
                text: names.name(by, words),
                tone: "",
            }
        });
    }
    if item
        .standing
        .acceptance
        .as_ref()
        .is_some_and(|acceptance| acceptance.by == By::Silence)
    {
        tags.push(Tag {
            text: words.word("desk.tag_silence"),
            tone: "amber",
        });
    }
    let me = By::Person(person.account);
    if item.standing.acceptance.as_ref().is_some_and(|acceptance| acceptance.by == me) {
        tags.push(Tag {
            text: words.word("desk.tag_accepted_by_me"),
            tone: "",
        });
    }
    tags
}
