//! Taking a row out of a table, after a look at what else that breaks; and putting it back as it was.

use super::super::edition::may_edit;
use super::super::told::FindingView;
use super::super::{number, version};
use super::{Desk, TableView, row_name};
use crate::desk::{self, MenuGroup};
use crate::hall::Hall;
use crate::parts::FieldError;
use crate::reply::Reply;
use crate::shell::{About, Failed};
use crate::visit::Visit;
use office::Failure;
use office::catalogue::editions;
use office::catalogue::tables;
use rules::{Code, Refusal};
use serde::Serialize;

#[derive(Serialize)]
struct RemovalContext {
    menu: Vec<MenuGroup>,
    edition: i64,
    title: String,
    version: i64,
    table: TableView,
    name: String,
    elsewhere: Vec<FindingView>,
    mended: usize,
    action: String,
    back_href: String,
    errors: Vec<FieldError>,
}

/// `GET …/tables/{table}/{row}/remove`
pub(super) fn page(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let desk = Desk::open(hall, visit)?;
    Ok(Reply::html(html(hall, visit, &desk, Vec::new())?))
}

/// `POST …/tables/{table}/{row}/remove`
pub(super) fn remove(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (desk, number, version) = (Desk::open(hall, visit)?, number(visit)?, version(visit)?);
    let edit = desk.table.remove(&desk.opened.files, visit.param("row"))?;
    match editions::save_files(hall.app(), &visit.caller(), number, version, edit.texts()) {
        Ok(_) => Ok(Reply::see(format!("{}?done=removed", desk.href()))),
        Err(failure) => {
            let errors = hall.at_form(visit, failure, "acts")?;
            Ok(Reply::invalid(html(hall, visit, &desk, errors)?))
        }
    }
}

/// `POST …/tables/{table}/{row}/restore`
pub(super) fn restore(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let (desk, number, version) = (Desk::open(hall, visit)?, number(visit)?, version(visit)?);
    let edit = desk.table.restore(&desk.opened.files, &desk.opened.base, visit.param("row"))?;
    editions::save_files(hall.app(), &visit.caller(), number, version, edit.texts())?;
    Ok(Reply::see(format!("{}?done=restored", desk.href())))
}

fn html(hall: &Hall, visit: &Visit, desk: &Desk, errors: Vec<FieldError>) -> Result<String, Failure> {
    let (person, words, id) = (visit.staff()?, hall.words(visit), visit.param("row"));
    if !may_edit(&desk.opened, &person.actor) {
        return Err(Refusal::new(Code::NotGranted).into());
    }
    let row = desk
        .rows
        .iter()
        .find(|row| row.id == id)
        .ok_or_else(|| Refusal::new(Code::NotFound))?;
    let edit = desk.table.remove(&desk.opened.files, id)?;
    let tried = tables::try_edit(hall.app(), &desk.opened, &desk.looked, desk.table, &edit)?;
    let failed = if errors.is_empty() { Failed::No } else { Failed::Yes };
    let name = row_name(desk.table, &desk.names(), &row.filled, words);
    let context = RemovalContext {
        menu: desk::menu(hall, visit, "/admin/matters")?,
        edition: desk.opened.line.number,
        title: desk.opened.line.title.clone(),
        version: desk.opened.line.version,
        table: TableView::of(desk.table, &desk.base, words),
        elsewhere: desk.told(&tried.elsewhere),
        mended: tried.mended,
        action: format!("{}/remove", desk.row_href(id)),
        back_href: desk.row_href(id),
        errors,
        name: name.clone(),
    };
    let about = About {
        title: words.say("tables.remove_title", &[("name", &name)]),
        section: Some(words.word("nav.desk")),
        nav: "desk",
        failed,
    };
    hall.render(visit, "admin/removal.html", &about, context)
}
