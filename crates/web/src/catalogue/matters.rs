//! P15 办事指南目录: every matter of the edition, by mode, office and letter; the address is the filter.

use super::needed::{href, mode};
use super::search::how;
use crate::hall::Hall;
use crate::parts::{Pager, query};
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use rules::catalogue::{Edition, Matter, MatterHit, Mode, Sort, initial};
use serde::Serialize;
use std::collections::BTreeMap;

/// Matters on a page.
const PAGE: usize = 20;
/// Matters that a search gives at most.
const FOUND_MAX: usize = 200;
/// The value of a filter for what the list does not say.
const UNKNOWN: &str = "unknown";

/// A matter with what it is filtered by.
struct Line<'e> {
    matter: &'e Matter,
    mode: &'static str,
    office: String,
    letter: char,
    why: Option<String>,
}

/// What the address asks for; an empty text asks for nothing.
#[derive(Clone, Copy)]
struct Filter<'a> {
    q: &'a str,
    mode: &'a str,
    office: &'a str,
    letter: &'a str,
}

/// One of the three things to filter by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Mode,
    Office,
    Letter,
}

impl By {
    fn value(self, line: &Line) -> String {
        match self {
            By::Mode => line.mode.to_owned(),
            By::Office => line.office.clone(),
            By::Letter => line.letter.to_string(),
        }
    }
}

impl<'a> Filter<'a> {
    fn read(visit: &'a Visit) -> Filter<'a> {
        Filter {
            q: visit.query.get("q").trim(),
            mode: visit.query.get("mode"),
            office: visit.query.get("office"),
            letter: visit.query.get("letter"),
        }
    }

    fn asked(&self, by: By) -> &'a str {
        match by {
            By::Mode => self.mode,
            By::Office => self.office,
            By::Letter => self.letter,
        }
    }

    /// Whether a line is asked for, as far as the other filters than this one say.
    fn takes(&self, line: &Line, but: Option<By>) -> bool {
        let all = [By::Mode, By::Office, By::Letter];
        all.into_iter()
            .filter(|by| Some(*by) != but && !self.asked(*by).is_empty())
            .all(|by| by.value(line) == self.asked(by))
    }

    /// The address with one filter changed.
    fn with(self, by: By, value: &'a str) -> Filter<'a> {
        match by {
            By::Mode => Filter { mode: value, ..self },
            By::Office => Filter { office: value, ..self },
            By::Letter => Filter { letter: value, ..self },
        }
    }

    fn href(&self, page: i64) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let pairs = [
            ("q", self.q),
            ("mode", self.mode),
            ("office", self.office),
            ("letter", self.letter),
            ("page", &page),
        ];
        format!("/matters{}", query(&pairs))
    }

    fn is_set(&self) -> bool {
        [self.q, self.mode, self.office, self.letter].iter().any(|text| !text.is_empty())
    }
}

#[derive(Serialize)]
struct Facet {
    text: String,
    href: String,
    count: usize,
    current: bool,
}

#[derive(Serialize)]
struct MatterRow<'e> {
    code: &'e str,
    name: &'e str,
    href: String,
    mode: &'static str,
    department: Option<String>,
    legal_days: Option<u32>,
    promised_days: Option<u32>,
    spot: bool,
    verified: bool,
    full: bool,
    clipped: bool,
    why: Option<String>,
}

#[derive(Serialize)]
struct EditionLine<'e> {
    name: &'e str,
    from: String,
}

#[derive(Serialize)]
struct MattersContext<'e> {
    q: &'e str,
    total: usize,
    modes: Vec<Facet>,
    offices: Vec<Facet>,
    more_offices: Vec<Facet>,
    letters: Vec<Facet>,
    clear_href: Option<&'static str>,
    matters: Vec<MatterRow<'e>>,
    pager: Pager,
    edition: EditionLine<'e>,
}

/// Offices shown before the rest is folded away.
const OFFICES_FIRST: usize = 10;

pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (edition, words) = (hall.app().shelf().edition(), hall.words(visit));
    let filter = Filter::read(visit);
    let lines = lines(hall, visit, filter.q);
    let taken: Vec<&Line> = lines.iter().filter(|line| filter.takes(line, None)).collect();
    let last = taken.len().div_ceil(PAGE).max(1);
    let page = usize::try_from(Pager::asked(visit)).unwrap_or(1).min(last);
    let long = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let pager = Pager::new(long(page), long(PAGE), long(taken.len()), |page| filter.href(page));
    let shown = taken.into_iter().skip((page - 1) * PAGE).take(PAGE);
    let mut offices = facets(&lines, filter, By::Office);
    offices.sort_by(|a, b| (b.current, b.count, &a.text).cmp(&(a.current, a.count, &b.text)));
    for office in offices.iter_mut().filter(|office| office.text == UNKNOWN) {
        office.text = words.word("matters.no_office");
    }
    let more_offices = offices.split_off(offices.len().min(OFFICES_FIRST));
    let context = MattersContext {
        q: filter.q,
        total: edition.matters().len(),
        modes: modes(&lines, filter),
        offices,
        more_offices,
        letters: facets(&lines, filter, By::Letter),
        clear_href: filter.is_set().then_some("/matters"),
        matters: shown.map(|line| row(line)).collect(),
        pager,
        edition: EditionLine {
            name: &edition.title,
            from: edition.valid_from.to_string(),
        },
    };
    let about = About {
        title: words.word("matters.title"),
        nav: "matters",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "matters/index.html", &about, context)?))
}

/// The matters a query finds, best first; without one all of them, those that can be applied for here first, then by sound.
fn lines<'e>(hall: &'e Hall, visit: &Visit, q: &str) -> Vec<Line<'e>> {
    let (shelf, words) = (hall.app().shelf(), hall.words(visit));
    let edition = shelf.edition();
    let line = |matter: &'e Matter, why: Option<String>| Line {
        matter,
        mode: mode(matter),
        office: office(hall, visit, matter),
        letter: initial(&matter.name),
        why,
    };
    let all = edition.matters().iter().map(|matter| line(matter, None));
    if q.is_empty() {
        let mut all: Vec<Line> = all.collect();
        let order = |line: &Line<'e>| {
            (
                !(line.matter.modelled() && line.matter.asks()),
                line.letter,
                line.matter.name.as_str(),
            )
        };
        all.sort_by(|a, b| order(a).cmp(&order(b)));
        return all;
    }
    let hits = shelf.search().find_matters(edition, q, FOUND_MAX);
    let mut found: Vec<Line> = hits
        .iter()
        .filter_map(|hit| Some(line(edition.matter_at(hit.matter)?, why(edition, hit, words))))
        .collect();
    let of_office = all.filter(|line| line.office.contains(q));
    let known: Vec<&str> = found.iter().map(|line| line.matter.code.as_str()).collect();
    let more: Vec<Line> = of_office.filter(|line| !known.contains(&line.matter.code.as_str())).collect();
    found.extend(more);
    found
}

/// Why a matter was found, when its own name does not show it.
fn why(edition: &Edition, hit: &MatterHit, words: &Wording) -> Option<String> {
    match hit.term.and_then(|term| edition.term_at(term)) {
        Some(term) => Some(words.say("matters.why_term", &[("term", &term.name)])),
        None => how(hit.why).map(|key| words.word(key)),
    }
}

/// The office of a matter here, else its department as the list names it.
fn office(hall: &Hall, visit: &Visit, matter: &Matter) -> String {
    let acting = hall.app().shelf().edition().acting(matter, &visit.place);
    match acting.accepts {
        Some(unit) => unit.name.clone(),
        None if matter.department.is_empty() => UNKNOWN.to_owned(),
        None => matter.department.clone(),
    }
}

/// The values of one filter with how many lines each would show, under the other filters.
fn facets(lines: &[Line], filter: Filter, by: By) -> Vec<Facet> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines.iter().filter(|line| filter.takes(line, Some(by))) {
        *counts.entry(by.value(line)).or_default() += 1;
    }
    let facet = |(text, count): (String, usize)| {
        let current = filter.asked(by) == text;
        let href = filter.with(by, if current { "" } else { &text }).href(1);
        Facet {
            text,
            href,
            count,
            current,
        }
    };
    counts.into_iter().map(facet).collect()
}

/// The modes in the order of the law, those unknown last.
fn modes(lines: &[Line], filter: Filter) -> Vec<Facet> {
    let mut facets = facets(lines, filter, By::Mode);
    let place = |name: &str| Mode::ALL.iter().position(|mode| mode.name() == name).unwrap_or(Mode::ALL.len());
    facets.sort_by_key(|facet| place(&facet.text));
    facets
}

fn row<'e>(line: &Line<'e>) -> MatterRow<'e> {
    let matter = line.matter;
    let detail = matter.detail.as_deref();
    MatterRow {
        code: &matter.code,
        name: &matter.name,
        href: href(&matter.code),
        mode: line.mode,
        department: Some(line.office.clone()).filter(|office| office != UNKNOWN),
        legal_days: detail.and_then(|detail| detail.legal_limit.as_ref()).map(|limit| limit.days),
        promised_days: detail.and_then(|detail| detail.promised_limit.as_ref()).map(|limit| limit.days),
        spot: matter.modelled() && matter.on_the_spot(),
        verified: matter.verified(),
        full: matter.modelled() && matter.asks(),
        clipped: matter.name_mark == rules::catalogue::NameMark::Clipped,
        why: line.why.clone(),
    }
}

/// The key of `sort.…`.
pub(super) fn sort(matter: &Matter) -> &'static str {
    match matter.sort {
        Sort::Permit => "sort.permit",
        Sort::Filing => "sort.filing",
    }
}
