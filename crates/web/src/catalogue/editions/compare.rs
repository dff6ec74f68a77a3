//! A03 清单比对: superior lists and the edition's own matters beside each other, item by item.

use super::told;
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::{Pager, Tab, query};
use crate::reply::{Reply, percent};
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use office::catalogue::editions;
use rules::catalogue::{Breach, Counts, Deviation, Edition, Layer, Matched, MatterName, Severity, Step, counts};
use rules::{Code, Refusal};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Items on one page.
const SIZE: i64 = 50;

#[derive(Serialize)]
struct CompareContext {
    menu: Vec<MenuGroup>,
    edition: Option<i64>,
    title: String,
    back_href: Option<String>,
    draft: bool,
    lists: Vec<ListLine>,
    pairs: Vec<Tab>,
    views: Vec<Tab>,
    above: String,
    below: String,
    rows: Vec<ItemLine>,
    found: usize,
    pager: Pager,
    q: String,
    step: String,
    view: String,
}

/// A list with its figures.
#[derive(Serialize)]
struct ListLine {
    name: String,
    title: String,
    listed: usize,
    central: usize,
    local: usize,
    zone_only: usize,
    elsewhere: usize,
}

/// What two lists say of one item.
#[derive(Serialize, Clone)]
struct ItemLine {
    state: &'static str,
    local: Option<Named>,
    superior: Option<Named>,
    deviations: Vec<DeviationLine>,
    breaches: Vec<BreachLine>,
}

/// What may not be, and by which article.
#[derive(Serialize, Clone)]
struct BreachLine {
    text: String,
    article: &'static str,
}

/// A matter or an entry.
#[derive(Serialize, Clone)]
struct Named {
    code: String,
    name: String,
    mode: &'static str,
    level: Option<String>,
    department: String,
    href: Option<String>,
}

#[derive(Serialize, Clone)]
struct DeviationLine {
    element: String,
    above: String,
    here: String,
    reason: Option<String>,
}

/// How an item can stand, in the order of the tabs.
const STATES: [&str; 6] = [
    "unexplained",
    "deviates",
    "local_unmatched",
    "superior_unmatched",
    "local_only",
    "matched",
];

/// `GET /admin/compare`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    editions::check_reader(&person.actor)?;
    let asked = visit.query.opt("edition").filter(|number| !number.is_empty());
    let number = asked
        .map(|number| number.parse::<i64>().map_err(|_| Refusal::new(Code::NotFound)))
        .transpose()?;
    match number {
        Some(number) => {
            let opened = editions::open(hall.app(), &person.actor, number)?;
            let edition = editions::preview(hall.app(), &opened.files, hall.app().now().day())?;
            html(hall, visit, words, &edition, Some((number, &opened.line.title)))
        }
        None => html(hall, visit, words, hall.app().shelf().edition(), None),
    }
}

fn html(hall: &Hall, visit: &Visit, words: &Wording, edition: &Edition, draft: Option<(i64, &str)>) -> Result<Reply, Failure> {
    let chain = edition.chain();
    let asked: usize = visit.query.get("step").parse().unwrap_or(chain.len().saturating_sub(1));
    let at = asked.min(chain.len().saturating_sub(1));
    let (q, view) = (visit.query.get("q").trim().to_owned(), visit.query.get("view"));
    let view = STATES.iter().find(|state| **state == view).copied().unwrap_or("");
    let number = draft.map(|(number, _)| number.to_string()).unwrap_or_default();
    let step_name = at.to_string();
    let href = |step: &str, view: &str, page: i64| {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let pairs = [
            ("edition", number.as_str()),
            ("step", step),
            ("view", view),
            ("q", &q),
            ("page", &page),
        ];
        format!("/admin/compare{}", query(&pairs))
    };
    let items = chain.get(at).map(|step| items(step, edition, draft, words)).unwrap_or_default();
    let fitting: Vec<&ItemLine> = items.iter().filter(|item| fits(item, &q)).collect();
    let mut views = vec![tab(
        words.word("compare.all"),
        href(&step_name, "", 1),
        fitting.len(),
        view.is_empty(),
    )];
    views.extend(STATES.iter().map(|state| {
        let count = fitting.iter().filter(|item| item.state == *state).count();
        tab(
            words.word(&format!("compare_state.{state}")),
            href(&step_name, state, 1),
            count,
            view == *state,
        )
    }));
    let shown: Vec<&ItemLine> = fitting.into_iter().filter(|item| view.is_empty() || item.state == view).collect();
    let found = shown.len();
    let page = Pager::asked(visit);
    let pager = Pager::new(page, SIZE, i64::try_from(found).unwrap_or(0), |page| href(&step_name, view, page));
    let skipped = usize::try_from((page - 1).max(0) * SIZE).unwrap_or(0);
    let names = chain
        .get(at)
        .map(|step| (name_of(Some(step.above), words), name_of(step.below, words)));
    let (above, below) = names.unwrap_or_default();
    let context = CompareContext {
        menu: desk::menu(hall, visit, "/admin/compare")?,
        edition: draft.map(|(number, _)| number),
        title: draft.map_or(edition.title.as_str(), |(_, title)| title).to_owned(),
        back_href: draft.map(|(number, _)| told::href(number)),
        draft: chain.iter().any(|step| !step.binding),
        lists: lists(edition, words),
        pairs: pairs(&chain, at, words, |step| href(step, "", 1)),
        views,
        above,
        below,
        rows: shown
            .into_iter()
            .skip(skipped)
            .take(usize::try_from(SIZE).unwrap_or(50))
            .cloned()
            .collect(),
        found,
        pager,
        step: step_name.clone(),
        view: view.to_owned(),
        q: q.clone(),
    };
    let about = About {
        title: words.word("compare.title"),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "admin/compare.html", &about, context)?))
}

fn tab(text: String, href: String, count: usize, current: bool) -> Tab {
    Tab {
        text,
        href,
        count: i64::try_from(count).ok(),
        current,
    }
}

fn name_of(layer: Option<Layer>, words: &Wording) -> String {
    words.word(&format!("compare_list.{}", layer.map_or("own", Layer::name)))
}

fn pairs(chain: &[Step], at: usize, words: &Wording, href: impl Fn(&str) -> String) -> Vec<Tab> {
    let pair = |(place, step): (usize, &Step)| Tab {
        text: format!("{} ↔ {}", name_of(Some(step.above), words), name_of(step.below, words)),
        href: href(&place.to_string()),
        count: None,
        current: place == at,
    };
    chain.iter().enumerate().map(pair).collect()
}

fn lists(edition: &Edition, words: &Wording) -> Vec<ListLine> {
    let line = |name: String, title: &str, counts: Counts| ListLine {
        name,
        // Where no row names its document, the list has only the name of its file.
        title: if title.ends_with(".tsv") { String::new() } else { title.to_owned() },
        listed: counts.listed.total(),
        central: counts.listed.central,
        local: counts.listed.local,
        zone_only: counts.zone_only.total(),
        elsewhere: counts.elsewhere.total(),
    };
    let layers = edition
        .layers()
        .map(|(layer, list)| line(name_of(Some(layer), words), &list.title, counts(list)));
    let mut lines: Vec<ListLine> = layers.collect();
    lines.push(line(name_of(None, words), &edition.title, counts(edition)));
    lines
}

fn fits(item: &ItemLine, q: &str) -> bool {
    let has = |named: &Option<Named>| named.as_ref().is_some_and(|named| named.name.contains(q) || named.code.contains(q));
    q.is_empty() || has(&item.local) || has(&item.superior)
}

/// Every item of a step, those that need a look first.
fn items(step: &Step, edition: &Edition, draft: Option<(i64, &str)>, words: &Wording) -> Vec<ItemLine> {
    let comparison = &step.comparison;
    let (Some(upper), lower) = (
        edition.layer(step.above),
        step.below.map_or(Some(edition), |layer| edition.layer(layer)),
    ) else {
        return Vec::new();
    };
    let Some(lower) = lower else { return Vec::new() };
    let local = |name: &MatterName| named(name, lower, (step.below.is_none()).then_some(draft), words);
    let superior = |name: &MatterName| named(name, upper, None, words);
    let mut deviations: BTreeMap<&Matched, Vec<&Deviation>> = BTreeMap::new();
    for deviation in &comparison.deviations {
        deviations.entry(&deviation.matched).or_default().push(deviation);
    }
    let mut breaches: BTreeMap<&str, Vec<BreachLine>> = BTreeMap::new();
    let mut denied: BTreeSet<&str> = BTreeSet::new();
    for breach in &comparison.breaches {
        // The row itself says what is unmatched, and each deviation stands in it.
        let told = matches!(breach, Breach::DeviationUnexplained(_) | Breach::LocalUnmatched { named: None, .. });
        if !told {
            breaches.entry(&breach.matter().code).or_default().push(BreachLine {
                text: breach.said(),
                article: breach.article(),
            });
        }
        if step.binding && breach.lint().severity() == Severity::Deny {
            denied.insert(&breach.matter().code);
        }
    }
    let mut items: Vec<ItemLine> = Vec::new();
    for matched in &comparison.matched {
        let own = deviations.get(matched).map(Vec::as_slice).unwrap_or_default();
        let state = if denied.contains(matched.local.code.as_str()) {
            "unexplained"
        } else if own.is_empty() {
            "matched"
        } else {
            "deviates"
        };
        items.push(ItemLine {
            state,
            local: Some(local(&matched.local)),
            superior: Some(superior(&matched.superior)),
            deviations: own.iter().map(|deviation| deviation_line(deviation)).collect(),
            breaches: breaches.get(matched.local.code.as_str()).cloned().unwrap_or_default(),
        });
    }
    let alone = |state, local, superior, breaches| ItemLine {
        state,
        local,
        superior,
        deviations: Vec::new(),
        breaches,
    };
    items.extend(comparison.local_unmatched().map(|matter| {
        let said = breaches.get(matter.code.as_str()).cloned().unwrap_or_default();
        alone("local_unmatched", Some(local(matter)), None, said)
    }));
    let above = comparison.superior_unmatched.iter();
    items.extend(above.map(|entry| alone("superior_unmatched", None, Some(superior(entry)), Vec::new())));
    let own = comparison.local_only.iter();
    items.extend(own.map(|matter| alone("local_only", Some(local(matter)), None, Vec::new())));
    items.sort_by_key(|item| STATES.iter().position(|state| *state == item.state));
    items
}

fn deviation_line(deviation: &Deviation) -> DeviationLine {
    DeviationLine {
        element: deviation.element.to_string(),
        above: deviation.superior.to_string(),
        here: deviation.local.to_string(),
        reason: deviation
            .reason
            .as_ref()
            .map(|reason| format!("{}（{}）", reason.text, reason.basis)),
    }
}

/// A matter by its name; `of` is the draft it can be opened in, when it is one of ours.
fn named(name: &MatterName, list: &Edition, of: Option<Option<(i64, &str)>>, words: &Wording) -> Named {
    let matter = list.matter(&name.code);
    let level = matter.and_then(|matter| matter.level());
    let modelled = matter.is_some_and(|matter| matter.modelled());
    let href = of.filter(|_| modelled).map(|draft| match draft {
        Some((number, _)) => format!("{}/matters/{}", told::href(number), percent(&name.code)),
        None => format!("/matters/{}", percent(&name.code)),
    });
    let department = matter.map(|matter| matter.department.clone()).unwrap_or_default();
    Named {
        code: name.code.clone(),
        name: name.name.clone(),
        mode: matter.and_then(|matter| matter.mode).map_or("unknown", |mode| mode.name()),
        level: level.map(|level| words.word(&format!("level.{}", level.name()))),
        department: list.unit(&department).map_or(department, |unit| unit.name.clone()),
        href,
    }
}
