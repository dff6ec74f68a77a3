//! Parts that many pages show: choices, links, tabs, pagers, and the errors of a form that comes back. Their shapes are
//! those that `pages/shell/macros.html` names.

use crate::hall::Hall;
use crate::reply::percent;
use crate::visit::Visit;
use office::access::{self, Signed};
use office::{Failure, Fault};
use rules::{Code, Refusal};
use serde::Serialize;

/// One choice of a select, radio group or list of boxes (`Choice`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
    /// A second line.
    pub hint: Option<String>,
}

impl Choice {
    /// A choice of one line.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Choice {
        Choice {
            value: value.into(),
            text: text.into(),
            hint: None,
        }
    }
}

/// A link (`Link`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What is read.
    pub text: String,
    /// Where it goes.
    pub href: String,
}

/// A tab, as links.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tab {
    /// What is read.
    pub text: String,
    /// Where it goes.
    pub href: String,
    /// How many are behind it.
    pub count: Option<i64>,
    /// Whether it is this one.
    pub current: bool,
}

/// A label and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Labelled {
    /// Label.
    pub label: String,
    /// Value.
    pub value: String,
    /// Where the value comes from.
    pub source: Option<String>,
}

/// An error at a field, as templates show it (`Error`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Field id.
    pub field: String,
    /// What is wrong and what to do.
    pub text: String,
}

impl FieldError {
    /// The same error at the field that has another name on the page.
    pub fn renamed(self, from: &str, to: &str) -> FieldError {
        if self.field == from {
            FieldError {
                field: to.to_owned(),
                ..self
            }
        } else {
            self
        }
    }
}

/// A number of the pager.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageLink {
    text: String,
    href: Option<String>,
    current: bool,
}

/// The line under a list (`Pager`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pager {
    from: i64,
    to: i64,
    total: i64,
    pages: Vec<PageLink>,
    previous: Option<String>,
    next: Option<String>,
}

/// Pages after this one cannot be asked for: a filter is what finds things in a long list.
const PAGES_MAX: i64 = 1_000;

impl Pager {
    /// The pager of a list at a page (from 1); `href` gives the address of a page.
    pub fn new(page: i64, size: i64, total: i64, href: impl Fn(i64) -> String) -> Pager {
        let last = ((total + size - 1) / size).clamp(1, PAGES_MAX);
        let page = page.clamp(1, last);
        let near: Vec<i64> = (1..=last)
            .filter(|number| *number == 1 || *number == last || (number - page).abs() <= 2)
            .collect();
        let mut pages = Vec::new();
        let mut before = 0;
        for number in near {
            if number > before + 1 {
                pages.push(PageLink {
                    text: "…".to_owned(),
                    href: None,
                    current: false,
                });
            }
            pages.push(PageLink {
                text: number.to_string(),
                href: Some(href(number)),
                current: number == page,
            });
            before = number;
        }
        Pager {
            from: if total == 0 { 0 } else { (page - 1) * size + 1 },
            to: (page * size).min(total),
            total,
            pages,
            previous: (page > 1).then(|| href(page - 1)),
            next: (page < last).then(|| href(page + 1)),
        }
    }

    /// The page a query asks for, from 1.
    pub fn asked(visit: &Visit) -> i64 {
        visit.query.get("page").parse().unwrap_or(1).clamp(1, PAGES_MAX)
    }
}

impl Hall {
    /// What a form that comes back says, or the failure when it is none that a form can mend (not signed in, not there,
    /// changed by somebody else, the world failed).
    pub fn at_form(&self, visit: &Visit, failure: Failure, field: &str) -> Result<Vec<FieldError>, Failure> {
        match failure {
            Failure::Refused(refusal) if can_be_mended(refusal.code) => Ok(self.errors(visit, &refusal, field)),
            other => Err(other),
        }
    }

    /// The errors of a refusal; one that names no field stands at `field`.
    pub fn errors(&self, visit: &Visit, refusal: &Refusal, field: &str) -> Vec<FieldError> {
        let text = self.words(visit).refusal(refusal);
        let at = refusal.facts.get("field").map_or(field, String::as_str);
        vec![FieldError {
            field: at.to_owned(),
            text,
        }]
    }

    /// An error in the words of this visit.
    pub fn error(&self, visit: &Visit, field: &str, word: &str) -> FieldError {
        FieldError {
            field: field.to_owned(),
            text: self.words(visit).word(word),
        }
    }

    /// The signature of a form: the fields `password` and `text_hash`; refused at the field of the password.
    pub fn signed(&self, visit: &Visit) -> Result<Signed, Failure> {
        let (person, password) = (visit.person()?, visit.form.get("password"));
        if password.is_empty() {
            return Err(Refusal::field(Code::SignatureMissing, "password").into());
        }
        access::sign(self.app(), person, password, visit.form.get("text_hash")).map_err(|failure| match failure {
            Failure::Refused(refusal) => refusal.with("field", "password").into(),
            fault => fault,
        })
    }

    /// A QR code as an image address that a strict content policy allows.
    pub fn qr(&self, text: &str) -> Result<String, Fault> {
        let svg = paper::qr_svg(text).map_err(|error| Fault::world("QR", error))?;
        let escaped = svg
            .replace('%', "%25")
            .replace('#', "%23")
            .replace('<', "%3C")
            .replace('>', "%3E")
            .replace('"', "'");
        Ok(format!("data:image/svg+xml,{escaped}"))
    }

    /// The address under which others reach a path of this site.
    pub fn public_href(&self, path: &str) -> String {
        format!("{}{path}", self.settings().base_url)
    }
}

fn can_be_mended(code: Code) -> bool {
    !matches!(
        code,
        Code::SignInFirst | Code::NotGranted | Code::NotFound | Code::EnterpriseUnknown | Code::KeyReused | Code::VersionChanged
    )
}

/// A query string of these pairs, those with an empty value left out; with its question mark, or empty.
pub fn query(pairs: &[(&str, &str)]) -> String {
    let kept = pairs.iter().filter(|(_, value)| !value.is_empty());
    let text: Vec<String> = kept.map(|(name, value)| format!("{name}={}", percent(value))).collect();
    if text.is_empty() {
        String::new()
    } else {
        format!("?{}", text.join("&"))
    }
}

/// One line of a CSV file, every cell quoted.
pub fn csv_line(table: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|text| csv_cell(text)).collect();
    table.push_str(&cells.join(","));
    table.push_str("\r\n");
}

/// A quoted cell (RFC 4180). A leading sign or blank would begin a formula: an apostrophe makes it text. A plain number is
/// none, whatever its sign.
fn csv_cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && text.parse::<i64>().is_err();
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
