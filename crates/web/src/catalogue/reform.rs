//! P17 改革清单: the whole list with what CAT-01 wants of each matter, by mode and level, as a page and as a table to take along.

use super::needed::{href, mode, office_name};
use crate::hall::Hall;
use crate::parts::{Labelled, Pager, csv_line, query};
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use rules::catalogue::{Edition, Level, Matter, Mode, Office};
use serde::Serialize;

/// Matters on a page.
const PAGE: usize = 30;
/// Tells spreadsheets that the bytes are UTF-8.
const MARK: &str = "\u{feff}";
const COLUMNS: [&str; 13] = [
    "guide.code",
    "reform.name",
    "reform.mode",
    "guide.basis",
    "guide.level",
    "reform.competent",
    "reform.approving",
    "guide.regulator",
    "reform.measures",
    "guide.supervision",
    "reform.frequency",
    "guide.quota",
    "reform.layout",
];

/// A matter with the elements of the list; a blank one is not known for it.
#[derive(Serialize)]
struct Row {
    code: String,
    name: String,
    href: String,
    mode: &'static str,
    basis: String,
    level: String,
    competent: String,
    approving: String,
    regulating: String,
    measures: String,
    supervision: String,
    frequency: String,
    quota: String,
    layout: String,
}

#[derive(Serialize)]
struct Facet {
    text: String,
    href: String,
    count: usize,
    current: bool,
}

#[derive(Serialize)]
struct ReformContext {
    modes: Vec<Facet>,
    levels: Vec<Facet>,
    totals: Vec<Labelled>,
    rows: Vec<Row>,
    found: usize,
    pager: Pager,
    csv_href: String,
    edition: String,
    from: String,
    draft: bool,
}

/// What the address asks for; an empty text asks for nothing.
#[derive(Clone, Copy)]
struct Asked<'a> {
    mode: &'a str,
    level: &'a str,
}

impl<'a> Asked<'a> {
    fn read(visit: &'a Visit) -> Asked<'a> {
        Asked {
            mode: visit.query.get("mode"),
            level: visit.query.get("level"),
        }
    }

    fn takes(self, matter: &Matter) -> bool {
        let mode_fits = self.mode.is_empty() || mode(matter) == self.mode;
        mode_fits && (self.level.is_empty() || level(matter).is_some_and(|own| own.name() == self.level))
    }

    fn href(self, path: &str, page: i64) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        format!("{path}{}", query(&[("mode", self.mode), ("level", self.level), ("page", &page)]))
    }
}

fn level(matter: &Matter) -> Option<Level> {
    matter.detail.as_ref().map(|detail| detail.level)
}

/// The matters asked for, those modelled in full first.
fn matters<'e>(edition: &'e Edition, asked: Asked) -> Vec<&'e Matter> {
    let mut taken: Vec<&Matter> = edition.matters().iter().filter(|matter| asked.takes(matter)).collect();
    taken.sort_by_key(|matter| !matter.modelled());
    taken
}

/// `GET /reform`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (edition, words, asked) = (hall.app().shelf().edition(), hall.words(visit), Asked::read(visit));
    let taken = matters(edition, asked);
    let long = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let last = taken.len().div_ceil(PAGE).max(1);
    let page = usize::try_from(Pager::asked(visit)).unwrap_or(1).min(last);
    let count = |asked: Asked| edition.matters().iter().filter(|matter| asked.takes(matter)).count();
    let facet = |text: String, value: &str, own: Asked, with: Asked| Facet {
        text,
        href: with.href("/reform", 1),
        count: count(own),
        current: !value.is_empty(),
    };
    let modes = Mode::ALL.iter().map(|one| one.name()).chain(["unknown"]).map(|name| {
        let current = asked.mode == name;
        let own = Asked { mode: name, ..asked };
        let with = Asked {
            mode: if current { "" } else { name },
            ..asked
        };
        facet(words.word(&format!("mode.{name}")), if current { name } else { "" }, own, with)
    });
    let levels = Level::ALL.iter().map(|one| one.name()).map(|name| {
        let current = asked.level == name;
        let own = Asked { level: name, ..asked };
        let with = Asked {
            level: if current { "" } else { name },
            ..asked
        };
        facet(words.word(&format!("level.{name}")), if current { name } else { "" }, own, with)
    });
    let context = ReformContext {
        modes: modes.collect(),
        levels: levels.collect(),
        totals: totals(edition, words),
        rows: taken
            .iter()
            .skip((page - 1) * PAGE)
            .take(PAGE)
            .map(|matter| row(edition, matter, &visit.place, words))
            .collect(),
        found: taken.len(),
        pager: Pager::new(long(page), long(PAGE), long(taken.len()), |page| asked.href("/reform", page)),
        csv_href: asked.href("/reform/list", 1),
        edition: edition.title.clone(),
        from: edition.valid_from.to_string(),
        draft: edition.draft,
    };
    let about = About {
        title: words.word("reform.title"),
        nav: "matters",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "matters/reform.html", &about, context)?))
}

/// `GET /reform/list`: the list of the same address, as CSV.
pub(super) fn csv(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (edition, words) = (hall.app().shelf().edition(), hall.words(visit));
    let mut table = String::from(MARK);
    csv_line(&mut table, &COLUMNS.map(|key| words.word(key)));
    for matter in matters(edition, Asked::read(visit)) {
        let row = row(edition, matter, &visit.place, words);
        let cells = [
            row.code,
            row.name,
            words.word(&format!("mode.{}", row.mode)),
            row.basis,
            row.level,
            row.competent,
            row.approving,
            row.regulating,
            row.measures,
            row.supervision,
            row.frequency,
            row.quota,
            row.layout,
        ];
        csv_line(&mut table, &cells);
    }
    Ok(Reply::File {
        bytes: table.into_bytes(),
        media: "text/csv; charset=utf-8",
        name: format!("{}-{}.csv", words.word("reform.title"), hall.app().now().day()),
        inline: false,
    })
}

/// How much of the list is modelled, and how much the draft only names.
fn totals(edition: &Edition, words: &Wording) -> Vec<Labelled> {
    let modelled = edition.matters().iter().filter(|matter| matter.modelled()).count();
    let labelled = |key: &str, count: usize| Labelled {
        label: words.word(key),
        value: count.to_string(),
        source: None,
    };
    vec![
        labelled("reform.all", edition.matters().len()),
        labelled("reform.modelled", modelled),
        labelled("reform.listed_only", edition.matters().len() - modelled),
    ]
}

fn acting(edition: &Edition, matter: &Matter, place: &str) -> String {
    let acting = edition.acting(matter, place);
    let office = Office {
        department: acting.department,
        unit: acting.decides,
    };
    office_name(&office).unwrap_or_default()
}

fn row(edition: &Edition, matter: &Matter, place: &str, words: &Wording) -> Row {
    let office = |department: &str| {
        let unit = edition.unit_for(department, place);
        office_name(&Office { department, unit }).unwrap_or_default()
    };
    let detail = matter.detail.as_deref();
    let text = |of: fn(&rules::catalogue::Detail) -> String| detail.map(of).unwrap_or_default();
    Row {
        code: matter.code.clone(),
        name: matter.name.clone(),
        href: href(&matter.code),
        mode: mode(matter),
        basis: text(|detail| detail.basis.iter().map(ToString::to_string).collect::<Vec<_>>().join("；")),
        level: level(matter)
            .map(|level| words.word(&format!("level.{}", level.name())))
            .unwrap_or_default(),
        competent: office(&matter.department),
        approving: detail.map(|_| acting(edition, matter, place)).unwrap_or_default(),
        regulating: detail.map(|detail| office(&detail.regulating)).unwrap_or_default(),
        measures: text(|detail| detail.measures.concat()),
        supervision: text(|detail| detail.supervision.measure.clone()),
        frequency: text(|detail| detail.supervision.frequency.clone()),
        quota: text(|detail| detail.quota.clone().unwrap_or_default()),
        layout: text(|detail| detail.layout_plan.clone().unwrap_or_default()),
    }
}
