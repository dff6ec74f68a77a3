//! 清单管理: the keepers' pages: editions, one edition with its findings and its way into force, a
//! matter's form, tables that are imported, and superior lists beside ours.

mod calendar;
mod compare;
mod edition;
mod fields;
mod file;
mod import;
mod list;
mod matter;
mod places;
mod tables;
mod told;
mod views;

use crate::Page;
use crate::visit::Visit;
use rules::{Code, Refusal};

/// The pages of the keepers.
pub(super) fn pages() -> Vec<Page> {
    let mut pages = vec![
        Page::get("/admin/matters", list::page),
        Page::get("/admin/places", places::page),
        Page::post("/admin/editions", list::draft),
        Page::get("/admin/editions/{number}", edition::page),
        Page::post("/admin/editions/{number}/hand-in", edition::hand_in),
        Page::post("/admin/editions/{number}/send-back", edition::send_back),
        Page::post("/admin/editions/{number}/publish", edition::publish),
        Page::post("/admin/editions/{number}/rebase", edition::rebase),
        Page::post("/admin/editions/{number}/drop", edition::drop_it),
        Page::post("/admin/editions/{number}/matters", matter::add),
        Page::get("/admin/editions/{number}/matters/{code}", matter::page),
        Page::post("/admin/editions/{number}/matters/{code}", matter::save),
        Page::post("/admin/editions/{number}/matters/{code}/check", matter::check),
        Page::post("/admin/editions/{number}/matters/{code}/remove", matter::remove),
        Page::get("/admin/editions/{number}/matters/{code}/guide", matter::guide),
        Page::get("/admin/compare", compare::page),
        Page::get("/admin/editions/{number}/import", import::page),
        Page::post("/admin/editions/{number}/import", import::hand_in),
        Page::get("/admin/editions/{number}/import/{position}", import::report),
        Page::post("/admin/editions/{number}/import/{position}", import::take),
        Page::get("/admin/editions/{number}/import/{position}/report", import::csv),
        Page::get("/admin/editions/{number}/file", file::page),
        Page::post("/admin/editions/{number}/file", file::save),
    ];
    pages.extend(tables::pages());
    pages.extend(views::pages());
    pages.push(Page::get("/admin/calendar", calendar::page));
    pages
}

/// The edition's number in the path.
fn number(visit: &Visit) -> Result<i64, Refusal> {
    let number = visit.param("number").parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| Refusal::new(Code::NotFound))
}

/// The version a form was loaded with.
fn version(visit: &Visit) -> Result<i64, Refusal> {
    visit.version().ok_or_else(|| Refusal::new(Code::VersionChanged))
}
