//! 事项清单 as pages: the first page, the permit guide with its one-time notice, the guides of all matters, and the open interface
//! over them, for which nobody needs to sign in; and the keepers' pages, where editions are made.

mod api;
mod editions;
mod feedback;
mod guide;
mod home;
mod matter;
mod matters;
mod needed;
mod notice;
mod picker;
mod reform;
mod report;
mod search;
mod sheet;
mod trade;
mod trades;
mod visits;

pub(crate) use api::Interface;
pub(crate) use feedback::{WishLine, my_wishes};
pub(crate) use guide::{answer, count_unfound};
pub(crate) use needed::{NeededMatter, needed};
pub(crate) use picker::{Desk, Picked, picker};

use crate::Page;

/// The pages of this row.
pub fn pages() -> Vec<Page> {
    let mut pages = vec![
        Page::get("/", home::page),
        Page::get("/guide", guide::page),
        Page::get("/guide/suggestions", guide::suggestions),
        Page::post("/guide/notice", notice::issue),
        Page::get("/guide/notice/{number}", notice::page),
        Page::get("/guide/notice/{number}/pdf", notice::pdf),
        Page::get("/trades", trades::page),
        Page::get("/trades/{code}", trade::page),
        Page::get("/matters", matters::page),
        Page::get("/matters/visits", visits::page),
        Page::get("/matters/visits/list", visits::csv),
        Page::get("/matters/report", report::page),
        Page::post("/matters/report", report::send),
        Page::get("/matters/report/outcome", report::outcome),
        Page::post("/matters/report/outcome", report::look_up),
        Page::get("/matters/{code}", matter::page),
        Page::get("/reform", reform::page),
        Page::get("/reform/list", reform::csv),
        Page::get("/api/v1/scope-terms", api::scope_terms),
        Page::post("/api/v1/notices", api::notices),
        Page::get("/api/v1/calendar/due", api::calendar_due),
        Page::get("/api/v1/catalogue/edition", api::edition),
    ];
    pages.extend(editions::pages());
    pages.extend(feedback::pages());
    pages
}
