//! A02 事项编辑: one matter of a draft as a form, checked while it is filled.

use super::edition::{may_edit, opened};
use super::fields::{Form, PartView};
use super::told::{self, FindingView};
use super::{number, version};
use crate::catalogue::matter::{self as guide, Draft};
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::{Choice, FieldError, Link};
use crate::reply::{Reply, percent};
use crate::shell::{About, Failed};
use crate::visit::Visit;
use office::Failure;
use office::catalogue::editions::{self, Opened};
use office::catalogue::sheet::{self, Filled, PARTS, Part};
use office::catalogue::tables;
use rules::catalogue::Finding;
use rules::{Code, Refusal};
use serde::Serialize;

#[derive(Serialize)]
struct MatterContext {
    menu: Vec<MenuGroup>,
    code: String,
    name: String,
    edition: i64,
    title: String,
    version: i64,
    may_edit: bool,
    parts: Vec<PartView>,
    findings: Vec<PlacedFinding>,
    errors: Vec<FieldError>,
    done: bool,
    action: String,
    check_action: String,
    remove_action: String,
    back_href: String,
    guide_href: Option<String>,
    preview_href: String,
    views: Vec<Link>,
    text_href: String,
}

/// A finding and the part of the form it is about.
#[derive(Serialize)]
pub(super) struct PlacedFinding {
    pub(super) at: String,
    #[serde(flatten)]
    pub(super) finding: FindingView,
}

#[derive(Serialize)]
struct CheckContext {
    findings: Vec<PlacedFinding>,
}

/// What follows from a matter, to look at.
const VIEWS: [&str; 3] = ["letters", "checks", "pushes"];

fn path(code: &str) -> String {
    format!("catalogue/matters/{code}.toml")
}

fn text_of<'o>(opened: &'o Opened, visit: &Visit) -> Result<&'o str, Refusal> {
    let text = opened.files.text(&path(visit.param("code")));
    text.map_err(|_| Refusal::new(Code::NotFound))
}

/// `GET …/matters/{code}`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let opened = opened(hall, visit)?;
    let text = text_of(&opened, visit)?;
    let (filled, _) = sheet::read(text)?;
    Ok(Reply::html(html(hall, visit, &opened, &filled, text, Vec::new())?))
}

/// `GET …/matters/{code}/guide`: as an applicant would read it if the draft were in force.
pub(super) fn guide(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (opened, code) = (opened(hall, visit)?, visit.param("code"));
    let looked = tables::look(hall.app(), &opened)?;
    let index = looked.edition.matter_index(code).ok_or_else(|| Refusal::new(Code::NotFound))?;
    let draft = Draft {
        edition: opened.line.number,
        href: format!("{}/matters/{}", told::href(opened.line.number), percent(code)),
    };
    guide::show(hall, visit, &looked.edition, index, Some(draft))
}

/// What the form sends, as the sheet knows it.
fn typed(visit: &Visit) -> Filled {
    let known = |name: &str| PARTS.iter().any(|part| name.split('.').next() == Some(part.name));
    let sent = visit.form.iter().filter(|(name, _)| known(name));
    sent.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// `POST …/matters/{code}`: saves what was typed.
pub(super) fn save(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (number, version, opened) = (number(visit)?, version(visit)?, opened(hall, visit)?);
    let (code, text, typed) = (visit.param("code"), text_of(&opened, visit)?, typed(visit));
    let saved = sheet::write(text, &typed)
        .and_then(|text| editions::save_file(hall.app(), &visit.caller(), number, version, &path(code), Some(&text)));
    match saved {
        Ok(_) => Ok(Reply::see(format!("{}/matters/{}?done=1", told::href(number), percent(code)))),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "matter.name")?;
            Ok(Reply::invalid(html(hall, visit, &opened, &typed, text, errors)?))
        }
    }
}

/// `POST …/matters/{code}/check`: what the checks say of what is typed, nothing saved.
pub(super) fn check(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let opened = opened(hall, visit)?;
    let (code, text, typed) = (visit.param("code"), text_of(&opened, visit)?, typed(visit));
    match sheet::write(text, &typed) {
        Ok(text) if visit.fragment => {
            let context = CheckContext {
                findings: placed(hall, &opened, code, &text)?,
            };
            let about = About::default();
            Ok(Reply::html(hall.render(visit, "admin/_findings.html", &about, context)?))
        }
        Ok(text) => Ok(Reply::html(html(hall, visit, &opened, &typed, &text, Vec::new())?)),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "matter.name")?;
            Ok(Reply::invalid(html(hall, visit, &opened, &typed, text, errors)?))
        }
    }
}

/// `POST …/matters`: a new matter with code and name.
pub(super) fn add(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (number, version, opened) = (number(visit)?, version(visit)?, opened(hall, visit)?);
    let (code, name) = (visit.form.get("code").trim(), visit.form.get("name").trim());
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if code.is_empty() || code.len() > 60 || !code.chars().all(plain) || opened.files.text(&path(code)).is_ok() {
        return Err(Refusal::field(Code::FieldInvalid, "code").into());
    }
    let text = sheet::blank(code, name);
    editions::save_file(hall.app(), &visit.caller(), number, version, &path(code), Some(&text))?;
    Ok(Reply::see(format!("{}/matters/{}", told::href(number), percent(code))))
}

/// `POST …/matters/{code}/remove`: takes the matter out of the draft.
pub(super) fn remove(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (number, version) = (number(visit)?, version(visit)?);
    editions::save_file(hall.app(), &visit.caller(), number, version, &path(visit.param("code")), None)?;
    Ok(Reply::see(format!("{}?done=removed", told::href(number))))
}

/// Findings about this text, each with the part of the form it is about.
fn placed(hall: &Hall, opened: &Opened, code: &str, text: &str) -> Result<Vec<PlacedFinding>, Failure> {
    let findings = editions::try_file(hall.app(), opened, &path(code), text)?;
    let base = told::href(opened.line.number);
    let one = |finding: &Finding| PlacedFinding {
        at: sheet::place(text, finding.line),
        finding: told::finding(finding, &base),
    };
    Ok(findings.iter().map(one).collect())
}

fn html(hall: &Hall, visit: &Visit, opened: &Opened, filled: &Filled, text: &str, errors: Vec<FieldError>) -> Result<String, Failure> {
    let (person, words, code) = (visit.staff()?, hall.words(visit), visit.param("code"));
    let base = told::href(opened.line.number);
    let units: Vec<Choice> = departments(hall, opened)?;
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let own = format!("{base}/matters/{}", percent(code));
    let form = Form {
        words,
        units: &units,
        title: &|part: &Part| format!("sheet.{}", part.name),
        label: &|part: &Part, key: &str| format!("sheet.{}_{key}", part.name),
    };
    let context = MatterContext {
        menu: desk::menu(hall, visit, "/admin/matters")?,
        code: code.to_owned(),
        name: filled.get("matter.name").cloned().unwrap_or_default(),
        edition: opened.line.number,
        title: opened.line.title.clone(),
        version: opened.line.version,
        may_edit: may_edit(opened, &person.actor),
        parts: PARTS.iter().map(|part| form.part(part, filled)).collect(),
        findings: placed(hall, opened, code, text)?,
        done: errors.is_empty() && visit.query.get("done") == "1",
        errors,
        action: own.clone(),
        check_action: format!("{own}/check"),
        remove_action: format!("{own}/remove"),
        back_href: base.clone(),
        guide_href: hall
            .app()
            .shelf()
            .edition()
            .matter(code)
            .map(|_| format!("/matters/{}", percent(code))),
        preview_href: format!("{own}/guide"),
        views: VIEWS
            .iter()
            .map(|view| Link {
                text: words.word(&format!("views.{view}")),
                href: format!("{base}/views/{view}?q={}", percent(code)),
            })
            .collect(),
        text_href: format!("{base}/file?path={}", percent(&path(code))),
    };
    let about = About {
        title: filled
            .get("matter.name")
            .filter(|name| !name.is_empty())
            .cloned()
            .unwrap_or_else(|| code.to_owned()),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        failed,
    };
    hall.render(visit, "admin/matter.html", &about, context)
}

fn departments(hall: &Hall, opened: &Opened) -> Result<Vec<Choice>, Failure> {
    let edition = editions::preview(hall.app(), &opened.files, hall.app().now().day())?;
    Ok(edition.units().iter().map(|unit| Choice::new(&unit.code, &unit.name)).collect())
}
