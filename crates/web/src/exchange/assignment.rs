//! A12 监管归属: which department supervises what, what it has let pass, and how much of the list can be asked for here; for
//! keepers and supervisors (SUP-01, SUP-02, CAT-11).

use crate::clock::{self, Due};
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::{Labelled, Link, query};
use crate::reply::Reply;
use crate::shell::About;
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use office::exchange::{self, Gap, Gaps, UnitGaps};
use rules::calendar::{Date, Remaining};
use rules::catalogue::{Assignment, Coverage, Department, Edition, Matter, MatterName, Mode, Share, assignment, coverage};
use rules::duty::DutyKind;
use rules::law::Law;
use serde::Serialize;
use std::collections::BTreeSet;

/// The oldest gaps shown; the figures count all.
const GAPS_MAX: u32 = 100;
/// Matters without form shown by name.
const MISSING_MAX: usize = 30;
const HERE: &str = "/admin/assignment";

#[derive(Serialize)]
struct AssignmentContext {
    menu: Vec<MenuGroup>,
    edition: String,
    figures: Vec<Labelled>,
    problems: Vec<Problem>,
    departments: Vec<DepartmentRow>,
    unit: Option<String>,
    all_href: &'static str,
    gaps: Vec<GapRow>,
    articles: BTreeSet<String>,
    gaps_total: i64,
    silent: Vec<Silent>,
    kinds: Vec<KindRow>,
    covered: String,
    missing: Vec<Link>,
    missing_total: usize,
    pending: usize,
    pushes: String,
    unpushed: Vec<Link>,
    listed_only: Counted,
}

/// A matter that nobody, or more than one, supervises.
#[derive(Serialize)]
struct Problem {
    matter: Link,
    /// `unassigned`, `unserved`, `claimed`
    what: &'static str,
    who: String,
}

#[derive(Serialize)]
struct DepartmentRow {
    name: String,
    href: Option<String>,
    matters: usize,
    cancelled: usize,
    filings: usize,
    approved_elsewhere: usize,
    unsigned: i64,
    unentered: i64,
    oldest: Option<Due>,
}

#[derive(Serialize)]
struct GapRow {
    due: Due,
    kind: String,
    number: String,
    enterprise: String,
    unit: String,
    matters: Vec<GapMatter>,
}

#[derive(Serialize)]
struct GapMatter {
    name: String,
    mode: &'static str,
}

/// An office that never signed for anything, and what is left to it without approval.
#[derive(Serialize)]
struct Silent {
    unit: String,
    matters: Vec<Link>,
}

#[derive(Serialize)]
struct KindRow {
    level: String,
    mode: &'static str,
    have: usize,
    of: usize,
    share: String,
}

#[derive(Serialize)]
struct Counted {
    have: usize,
    of: usize,
}

/// `GET /admin/assignment`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (person, words) = (visit.staff()?, hall.words(visit));
    let shelf = hall.app().shelf();
    let edition = shelf.edition();
    let unit = Some(visit.query.get("unit")).filter(|code| edition.unit(code).is_some());
    let gaps = exchange::gaps(hall.app(), &person.actor, unit, GAPS_MAX)?;
    let law = hall.app().law(&person.actor.place);
    let (report, coverage) = (assignment(edition), coverage(edition));
    let shown = Shown { edition, law: &law, words };
    let context = AssignmentContext {
        menu: desk::menu(hall, visit, HERE)?,
        edition: edition.title.clone(),
        figures: figures(&report, &gaps, words),
        problems: problems(&report),
        departments: shown.departments(&report, &gaps, &person.actor.place),
        unit: unit.and_then(|code| edition.unit(code)).map(|unit| unit.name.clone()),
        all_href: HERE,
        gaps: gaps.oldest.iter().map(|gap| shown.gap(gap)).collect(),
        articles: gaps.oldest.iter().map(|gap| gap.article.clone()).collect(),
        gaps_total: gaps.total(),
        silent: gaps.units.iter().filter_map(|unit| shown.silent(unit)).collect(),
        kinds: kinds(&coverage, words),
        covered: percent(coverage.forms),
        missing: coverage.missing.iter().take(MISSING_MAX).map(link).collect(),
        missing_total: coverage.missing.len(),
        pending: coverage.pending_delegation.len(),
        pushes: format!("{} / {}", coverage.pushes.have, coverage.pushes.of),
        unpushed: coverage.unpushed.iter().map(link).collect(),
        listed_only: Counted {
            have: report.listed_only.have,
            of: report.listed_only.of,
        },
    };
    let about = About {
        title: words.word("assignment.title"),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        ..About::default()
    };
    Ok(Reply::html(hall.render(visit, "admin/assignment.html", &about, context)?))
}

fn link(matter: &MatterName) -> Link {
    Link {
        text: matter.name.clone(),
        href: format!("/matters/{}", matter.code),
    }
}

fn figures(report: &Assignment, gaps: &Gaps, words: &Wording) -> Vec<Labelled> {
    let labelled = |key: &str, count: String| Labelled {
        label: words.word(key),
        value: count,
        source: None,
    };
    vec![
        labelled("assignment.matters", report.matters.len().to_string()),
        labelled(
            "assignment.unassigned",
            (report.unassigned.len() + report.unserved.len()).to_string(),
        ),
        labelled("assignment.claimed", report.claimed.len().to_string()),
        labelled("assignment.gaps", gaps.total().to_string()),
    ]
}

fn problems(report: &Assignment) -> Vec<Problem> {
    let problem = |what: &'static str| {
        move |matter: &MatterName| Problem {
            matter: link(matter),
            what,
            who: String::new(),
        }
    };
    let claimed = report.claimed.iter().map(|claimed| Problem {
        matter: link(&claimed.matter),
        what: "claimed",
        who: claimed
            .departments
            .iter()
            .map(|one| one.name.as_str())
            .collect::<Vec<_>>()
            .join("、"),
    });
    let nobody = report.unassigned.iter().map(problem("unassigned"));
    nobody
        .chain(report.unserved.iter().map(problem("unserved")))
        .chain(claimed)
        .collect()
}

fn kinds(coverage: &Coverage, words: &Wording) -> Vec<KindRow> {
    let row = |(kind, share): (&rules::catalogue::CoverageKind, &Share)| KindRow {
        level: kind.level.map_or_else(
            || words.word("assignment.level_unstated"),
            |level| words.word(&format!("level.{}", level.name())),
        ),
        mode: kind.mode.map_or("unknown", Mode::name),
        have: share.have,
        of: share.of,
        share: percent(*share),
    };
    // A level that nobody has stated comes last.
    let (unstated, stated): (Vec<_>, Vec<_>) = coverage.by_kind.iter().partition(|(kind, _)| kind.level.is_none());
    stated.into_iter().chain(unstated).map(row).collect()
}

/// Per cent with one place, rounded down.
fn percent(share: Share) -> String {
    share
        .per_mille()
        .map_or_else(String::new, |mille| format!("{}.{}%", mille / 10, mille % 10))
}

/// What the rows are filled from.
struct Shown<'a> {
    edition: &'a Edition,
    law: &'a Law,
    words: &'a Wording,
}

impl Shown<'_> {
    fn late(&self, due: Date) -> Due {
        let passed = self.law.calendar().working_days_between(self.law.day(), due);
        let left = passed.map_or(Remaining::Provisional, |days| Remaining::Overdue { days: (-days).max(1), due });
        clock::remaining(&left, self.words)
    }

    /// Departments with what they supervise, those with gaps first, and behind them offices that owe something without being
    /// named as a regulating department.
    fn departments(&self, report: &Assignment, gaps: &Gaps, place: &str) -> Vec<DepartmentRow> {
        let mut left: Vec<&UnitGaps> = gaps.units.iter().collect();
        let mut rows = Vec::new();
        for (department, supervised) in &report.departments {
            let unit = self.edition.unit_for(&department.code, place);
            let found = left.iter().position(|gap| unit.is_some_and(|unit| unit.code == gap.unit));
            let gap = found.map(|place| left.remove(place));
            rows.push(DepartmentRow {
                matters: supervised.matters,
                cancelled: supervised.cancelled,
                filings: supervised.filings,
                approved_elsewhere: supervised.approved_elsewhere,
                ..self.department(department, gap)
            });
        }
        rows.extend(left.into_iter().map(|gap| {
            let name = self.unit_name(&gap.unit);
            let department = Department {
                code: gap.unit.clone(),
                name,
            };
            self.department(&department, Some(gap))
        }));
        rows.sort_by_key(|row| std::cmp::Reverse((row.unsigned + row.unentered, row.matters)));
        rows
    }

    fn department(&self, department: &Department, gap: Option<&UnitGaps>) -> DepartmentRow {
        DepartmentRow {
            name: department.name.clone(),
            href: gap.map(|gap| format!("{HERE}{}#gaps", query(&[("unit", &gap.unit)]))),
            matters: 0,
            cancelled: 0,
            filings: 0,
            approved_elsewhere: 0,
            unsigned: gap.map_or(0, |gap| gap.unsigned),
            unentered: gap.map_or(0, |gap| gap.unentered),
            oldest: gap.map(|gap| self.late(gap.oldest)),
        }
    }

    fn unit_name(&self, code: &str) -> String {
        self.edition.unit(code).map_or(code, |unit| unit.name.as_str()).to_owned()
    }

    fn gap(&self, gap: &Gap) -> GapRow {
        let kind = match gap.kind {
            DutyKind::SignPush => "assignment.unsigned_kind",
            DutyKind::Feedback | DutyKind::VerifyCommitment | DutyKind::VerifyAddress => "assignment.unentered_kind",
        };
        let matters = gap.matters.iter().map(|matter| GapMatter {
            name: matter.name.clone(),
            mode: Mode::from_name(&matter.mode).map_or("unknown", Mode::name),
        });
        GapRow {
            due: self.late(gap.due),
            kind: self.words.word(kind),
            number: gap.number.clone(),
            enterprise: gap.enterprise.clone(),
            unit: self.unit_name(&gap.unit),
            matters: matters.collect(),
        }
    }

    /// 不批不管: cancelled approvals and filings of an office that never signed for anything.
    fn silent(&self, gaps: &UnitGaps) -> Option<Silent> {
        let unit = self.edition.unit(&gaps.unit).filter(|_| !gaps.ever_answered)?;
        let regulates = |matter: &&Matter| {
            let detail = matter.detail.as_ref();
            detail.is_some_and(|detail| unit.departments.contains(&detail.regulating))
        };
        let unapproved = |matter: &&Matter| !matter.asks() || matter.is_filing();
        let matters = self.edition.matters().iter().filter(regulates).filter(unapproved);
        let matters: Vec<Link> = matters.map(|matter| link(&MatterName::of(matter))).collect();
        (!matters.is_empty()).then(|| Silent {
            unit: unit.name.clone(),
            matters,
        })
    }
}
