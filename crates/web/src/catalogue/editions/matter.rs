//! A02 事项编辑: one matter of a draft as a form, checked while it is filled.

use super::edition::{may_edit, opened};
use super::told::{self, FindingView};
use super::{number, version};
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::{Choice, FieldError};
use crate::reply::{Reply, percent};
use crate::shell::{About, Failed};
use crate::visit::Visit;
use crate::wording::Wording;
use office::Failure;
use office::catalogue::editions::{self, Opened};
use office::catalogue::sheet::{self, Filled, Kind, PARTS, Part};
use rules::catalogue::Finding;
use rules::{Code, Refusal};
use serde::Serialize;

/// Empty rows that stand ready below the filled ones.
const SPARE_ROWS: usize = 2;

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
    text_href: String,
}

#[derive(Serialize)]
struct PartView {
    name: &'static str,
    title: String,
    rows: bool,
    groups: Vec<GroupView>,
}

/// One row, or the one group of a part without rows.
#[derive(Serialize)]
struct GroupView {
    id: String,
    spare: bool,
    fields: Vec<FieldView>,
}

#[derive(Serialize)]
struct FieldView {
    id: String,
    label: String,
    hint: Option<String>,
    kind: &'static str,
    value: String,
    choices: Vec<Choice>,
    wide: bool,
}

/// A finding and the part of the form it is about.
#[derive(Serialize)]
struct PlacedFinding {
    at: String,
    #[serde(flatten)]
    finding: FindingView,
}

#[derive(Serialize)]
struct CheckContext {
    findings: Vec<PlacedFinding>,
}

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
    let context = MatterContext {
        menu: desk::menu(hall, visit, "/admin/matters")?,
        code: code.to_owned(),
        name: filled.get("matter.name").cloned().unwrap_or_default(),
        edition: opened.line.number,
        title: opened.line.title.clone(),
        version: opened.line.version,
        may_edit: may_edit(opened, &person.actor),
        parts: PARTS.iter().map(|part| part_view(part, filled, &units, words)).collect(),
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

fn part_view(part: &Part, filled: &Filled, units: &[Choice], words: &Wording) -> PartView {
    let ids: Vec<(String, bool)> = if part.rows {
        let prefix = format!("{}.", part.name);
        let numbers = filled
            .keys()
            .filter_map(|name| name.strip_prefix(&prefix)?.split('.').next()?.parse::<usize>().ok());
        let next = numbers.max().map_or(0, |last| last + 1);
        (0..next + SPARE_ROWS)
            .map(|number| (format!("{}.{number}", part.name), number >= next))
            .collect()
    } else {
        vec![(part.name.to_owned(), false)]
    };
    let group = |(id, spare): (String, bool)| GroupView {
        fields: part
            .fields
            .iter()
            .map(|field| {
                let name = format!("{id}.{}", field.key);
                let label = format!("sheet.{}_{}", part.name, field.key);
                FieldView {
                    value: filled.get(&name).cloned().unwrap_or_default(),
                    label: words.word(&label),
                    hint: Some(format!("{label}_hint"))
                        .filter(|hint| words.has(hint))
                        .map(|hint| words.word(&hint)),
                    kind: kind_name(field.kind),
                    wide: matches!(field.kind, Kind::Text | Kind::Lines)
                        || matches!(field.key, "article" | "fee_basis" | "evidence" | "note" | "basis" | "hint"),
                    choices: choices(field.kind, field.key, units, words),
                    id: name,
                }
            })
            .collect(),
        id,
        spare,
    };
    PartView {
        name: part.name,
        title: words.word(&format!("sheet.{}", part.name)),
        rows: part.rows,
        groups: ids.into_iter().map(group).collect(),
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Line => "line",
        Kind::Text => "text",
        Kind::Number => "number",
        Kind::Day => "day",
        Kind::YesNo | Kind::OneOf(_) | Kind::Department => "choice",
        Kind::Lines => "lines",
        Kind::Pair => "pair",
    }
}

fn choices(kind: Kind, key: &str, units: &[Choice], words: &Wording) -> Vec<Choice> {
    match kind {
        Kind::OneOf(known) => known
            .iter()
            .map(|value| Choice::new(*value, words.word(&format!("sheet_value.{}_{value}", value_group(key)))))
            .collect(),
        Kind::YesNo => ["yes", "no"]
            .iter()
            .map(|value| Choice::new(*value, words.word(&format!("sheet_value.{value}"))))
            .collect(),
        Kind::Department => units.to_vec(),
        Kind::Line | Kind::Text | Kind::Number | Kind::Day | Kind::Lines | Kind::Pair => Vec::new(),
    }
}

/// The words of marks are the same wherever a mark stands.
fn value_group(key: &str) -> &str {
    if key.ends_with("mark") { "mark" } else { key }
}
