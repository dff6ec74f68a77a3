//! One edition: what it changes, what the checks say, whom it touches, and its way into force.

use super::told::{self, EditionView, FindingView, Rows};
use super::{number, version};
use crate::clock::Event;
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::FieldError;
use crate::reply::{Reply, percent};
use crate::shell::{About, Failed};
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use office::catalogue::editions::{self, Examined, Opened};
use rules::access::{Actor, Grant};
use rules::calendar::Date;
use rules::catalogue::version::Stage;

use rules::catalogue::{Effort, Finding, Severity};
use rules::{Code, Refusal};
use serde::Serialize;

/// Findings and matters one page shows.
const SHOWN_MAX: usize = 200;
/// What the page says was done.
const DONE: [&str; 7] = ["handed_in", "sent_back", "published", "rebased", "saved", "removed", "imported"];

#[derive(Serialize)]
struct EditionContext {
    menu: Vec<MenuGroup>,
    edition: EditionView,
    version: i64,
    opinion: String,
    stage: &'static str,
    denied: usize,
    warned: usize,
    findings: Vec<FindingView>,
    change: Change,
    files: Vec<FileLine>,
    matters: Vec<MatterLine>,
    found: usize,
    q: String,
    events: Vec<Event>,
    may_edit: bool,
    may_hand_in: bool,
    may_publish: bool,
    own: bool,
    day: String,
    errors: Vec<FieldError>,
    done: Option<String>,
}

/// What differs from the edition it started from.
#[derive(Serialize)]
struct Change {
    files: Vec<FileLine>,
    lines: Vec<String>,
    reductions: Vec<ReductionLine>,
    applications: i64,
    enterprises: i64,
    replayed: usize,
    outcomes: Vec<OutcomeLine>,
}

/// A registration of the past year that would get another notice.
#[derive(Serialize)]
struct OutcomeLine {
    enterprise: String,
    credit_code: String,
    gained: String,
    spared: String,
}

#[derive(Serialize)]
struct ReductionLine {
    what: String,
    before: String,
    after: String,
    delta: String,
    better: bool,
}

#[derive(Serialize)]
struct FileLine {
    path: String,
    href: String,
}

#[derive(Serialize)]
struct MatterLine {
    code: String,
    name: String,
    mode: &'static str,
    department: String,
    denied: usize,
    warned: usize,
    changed: bool,
    href: String,
}

/// `GET /admin/editions/{number}`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    Ok(Reply::html(html(hall, visit, Vec::new())?))
}

/// `POST …/hand-in`
pub(super) fn hand_in(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (number, version, caller) = (number(visit)?, version(visit)?, visit.caller());
    let day = visit.form.get("from").parse::<Date>();
    let done = day
        .map_err(|_| Refusal::field(Code::FieldInvalid, "from").into())
        .and_then(|from| editions::hand_in(hall.app(), &caller, number, version, from));
    after(hall, visit, done.map(|_| "handed_in"), "from")
}

/// `POST …/send-back`
pub(super) fn send_back(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (number, version, caller) = (number(visit)?, version(visit)?, visit.caller());
    let done = editions::send_back(hall.app(), &caller, number, version, visit.form.get("reason"));
    after(hall, visit, done.map(|_| "sent_back"), "reason")
}

/// `POST …/publish`
pub(super) fn publish(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (number, version, caller) = (number(visit)?, version(visit)?, visit.caller());
    let done = editions::publish(hall.app(), &caller, number, version, visit.form.get("opinion"));
    after(hall, visit, done.map(|_| "published"), "opinion")
}

/// `POST …/rebase`
pub(super) fn rebase(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (number, version, caller) = (number(visit)?, version(visit)?, visit.caller());
    let done = editions::rebase(hall.app(), &caller, number, version);
    after(hall, visit, done.map(|_| "rebased"), "acts")
}

/// `POST …/drop`
pub(super) fn drop_it(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (number, version, caller) = (number(visit)?, version(visit)?, visit.caller());
    match editions::drop_it(hall.app(), &caller, number, version) {
        Ok(_) => Ok(Reply::see("/admin/matters")),
        Err(failure) => after(hall, visit, Err(failure), "acts"),
    }
}

fn after(hall: &Hall, visit: &Visit, done: Result<&str, Failure>, field: &str) -> Result<Reply, Failure> {
    match done {
        Ok(done) => Ok(Reply::see(format!("{}?done={done}", told::href(number(visit)?)))),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, field)?;
            Ok(Reply::invalid(html(hall, visit, errors)?))
        }
    }
}

/// Whether this person may change the texts now.
pub(super) fn may_edit(opened: &Opened, actor: &Actor) -> bool {
    opened.line.version_of.stage == Stage::Draft && actor.check(Grant::EditionEdit).is_ok()
}

/// The edition in the path with its texts.
pub(super) fn opened(hall: &Hall, visit: &Visit) -> Result<Opened, Failure> {
    editions::open(hall.app(), &visit.staff()?.actor, number(visit)?)
}

fn html(hall: &Hall, visit: &Visit, errors: Vec<FieldError>) -> Result<String, Failure> {
    let (person, words, opened) = (visit.staff()?, hall.words(visit), opened(hall, visit)?);
    let (line, base) = (&opened.line, told::href(opened.line.number));
    let examined = editions::examine(hall.app(), &opened)?;
    let (matters, found) = matters(visit, &opened, &examined, &base);
    let denied = examined.findings.iter().filter(|finding| finding.level == Severity::Deny).count();
    // What stops publication comes first.
    let mut findings: Vec<&Finding> = examined.findings.iter().collect();
    findings.sort_by_key(|finding| finding.level);
    let findings = findings.into_iter().take(SHOWN_MAX);
    let rows = Rows::of(&opened.files, findings.clone(), &base);
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let done = visit.query.get("done");
    let own = person.actor.account.is_some_and(|account| line.version_of.hands.contains(&account));
    let stage = line.version_of.stage;
    let context = EditionContext {
        menu: desk::menu(hall, visit, "/admin/matters")?,
        edition: told::edition(line),
        version: line.version,
        opinion: line.opinion.clone(),
        stage: stage.name(),
        denied,
        warned: examined.findings.len() - denied,
        findings: findings
            .map(|finding| told::finding(finding, &base).at_row(&rows, finding))
            .collect(),
        change: change(&opened, &examined, words, &base),
        files: files(&opened, &base),
        matters,
        found,
        q: visit.query.get("q").to_owned(),
        events: told::events(line, words),
        may_edit: may_edit(&opened, &person.actor),
        may_hand_in: stage == Stage::Draft && person.actor.check(Grant::EditionHandIn).is_ok(),
        may_publish: stage == Stage::Checked && person.actor.check(Grant::CataloguePublish).is_ok(),
        own,
        day: line.version_of.from.map_or_else(
            || {
                visit
                    .form
                    .opt("from")
                    .map_or_else(|| hall.app().now().day().to_string(), str::to_owned)
            },
            |day| day.to_string(),
        ),
        errors,
        done: DONE.contains(&done).then(|| words.word(&format!("edition_done.{done}"))),
    };
    let about = About {
        title: format!("{} {}", words.word("editions.one"), line.number),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        failed,
    };
    hall.render(visit, "admin/edition.html", &about, context)
}

/// Files that hold more than one matter.
fn files(opened: &Opened, base: &str) -> Vec<FileLine> {
    let paths = opened.files.below("catalogue/", "").map(|(path, _)| path);
    paths
        .filter(|path| !path.starts_with("catalogue/matters/"))
        .map(|path| file_line(path, base))
        .collect()
}

fn file_line(path: &str, base: &str) -> FileLine {
    let matter = path.strip_prefix("catalogue/matters/").and_then(|name| name.strip_suffix(".toml"));
    FileLine {
        href: match matter {
            Some(code) => format!("{base}/matters/{}", percent(code)),
            None => format!("{base}/file?path={}", percent(path)),
        },
        path: path.to_owned(),
    }
}

fn change(opened: &Opened, examined: &Examined, words: &Wording, base: &str) -> Change {
    let reduction = |what: &str, of: fn(&Effort) -> i64| {
        let (before, after) = (of(&examined.diff.effort.before), of(&examined.diff.effort.after));
        ReductionLine {
            what: words.word(&format!("reduction.{what}")),
            before: before.to_string(),
            after: after.to_string(),
            delta: if after == before {
                "0".to_owned()
            } else {
                format!("{:+}", after - before)
            },
            better: after < before,
        }
    };
    let impact = &examined.impact;
    Change {
        files: opened.changed.iter().map(|path| file_line(path, base)).collect(),
        lines: examined.diff.lines().into_iter().take(SHOWN_MAX).collect(),
        reductions: if examined.diff.is_empty() {
            Vec::new()
        } else {
            vec![
                reduction("materials", |effort| effort.materials),
                reduction("days", |effort| effort.days),
                reduction("steps", |effort| effort.steps),
                reduction("fees", |effort| effort.fee_fen),
            ]
        },
        applications: impact.open_applications,
        enterprises: impact.enterprises,
        replayed: impact.replayed,
        outcomes: impact
            .outcomes
            .iter()
            .map(|outcome| OutcomeLine {
                enterprise: outcome.enterprise.clone(),
                credit_code: outcome.credit_code.clone(),
                gained: outcome.gained.join("、"),
                spared: outcome.spared.join("、"),
            })
            .collect(),
    }
}

/// The matters modelled in this edition, by name or code, with what the checks say of each.
fn matters(visit: &Visit, opened: &Opened, examined: &Examined, base: &str) -> (Vec<MatterLine>, usize) {
    let edition = &examined.edition;
    let q = visit.query.get("q").trim().to_lowercase();
    let count = |code: &str, level: Severity| {
        let file = format!("catalogue/matters/{code}.toml");
        examined
            .findings
            .iter()
            .filter(|one| *one.file == *file && one.level == level)
            .count()
    };
    let modelled = edition.matters().iter().filter(|matter| matter.modelled());
    let fitting: Vec<MatterLine> = modelled
        .filter(|matter| q.is_empty() || matter.name.contains(&q) || matter.code.contains(&q))
        .map(|matter| MatterLine {
            mode: matter.mode.map_or("unknown", |mode| mode.name()),
            department: edition
                .unit(&matter.department)
                .map_or_else(|| matter.department.clone(), |unit| unit.name.clone()),
            denied: count(&matter.code, Severity::Deny),
            warned: count(&matter.code, Severity::Warn),
            changed: opened
                .changed
                .iter()
                .any(|path| *path == format!("catalogue/matters/{}.toml", matter.code)),
            href: format!("{base}/matters/{}", percent(&matter.code)),
            name: matter.name.clone(),
            code: matter.code.clone(),
        })
        .collect();
    let found = fitting.len();
    (fitting.into_iter().take(SHOWN_MAX).collect(), found)
}
