//! A catalogue file as text: for the tables, and for whoever prefers to write.

use super::edition::{may_edit, opened};
use super::told::{self, FindingView};
use super::{number, version};
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::FieldError;
use crate::reply::{Reply, percent};
use crate::shell::{About, Failed};
use crate::visit::Visit;
use office::Failure;
use office::catalogue::editions;
use rules::{Code, Refusal};
use serde::Serialize;

#[derive(Serialize)]
struct FileContext {
    menu: Vec<MenuGroup>,
    path: String,
    text: String,
    version: i64,
    edition: i64,
    title: String,
    back_href: String,
    action: String,
    may_edit: bool,
    findings: Vec<FindingView>,
    errors: Vec<FieldError>,
    done: bool,
}

/// `GET …/file?path=`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    Ok(Reply::html(html(hall, visit, visit.query.get("path"), None, Vec::new())?))
}

/// `POST …/file`
pub(super) fn save(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (number, version) = (number(visit)?, version(visit)?);
    let (path, text) = (visit.form.get("path"), visit.form.get("text"));
    match editions::save_file(hall.app(), &visit.caller(), number, version, path, Some(text)) {
        Ok(_) => Ok(Reply::see(format!("{}/file?path={}&done=1", told::href(number), percent(path)))),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "text")?;
            Ok(Reply::invalid(html(hall, visit, path, Some(text), errors)?))
        }
    }
}

fn html(hall: &Hall, visit: &Visit, path: &str, typed: Option<&str>, errors: Vec<FieldError>) -> Result<String, Failure> {
    let (person, words, opened) = (visit.staff()?, hall.words(visit), opened(hall, visit)?);
    let text = opened.files.text(path).map_err(|_| Refusal::new(Code::NotFound))?;
    let base = told::href(opened.line.number);
    let findings = editions::try_file(hall.app(), &opened, path, text)?;
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let context = FileContext {
        menu: desk::menu(hall, visit, "/admin/matters")?,
        text: typed.unwrap_or(text).to_owned(),
        version: opened.line.version,
        edition: opened.line.number,
        title: opened.line.title.clone(),
        back_href: base.clone(),
        action: format!("{base}/file"),
        may_edit: may_edit(&opened, &person.actor),
        findings: findings.iter().take(100).map(|finding| told::finding(finding, &base)).collect(),
        done: errors.is_empty() && visit.query.get("done") == "1",
        errors,
        path: path.to_owned(),
    };
    let about = About {
        title: format!("{} {path}", words.word("editions.file")),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        failed,
    };
    hall.render(visit, "admin/file.html", &about, context)
}
