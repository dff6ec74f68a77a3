//! 工作台: the pages on which officers find, claim, take in, review, correct and decide applications. What may be done is
//! asked of the rules by trying the step; no page knows the law of states.

mod application;
mod case;
mod checks;
mod correction;
mod decision;
mod export;
mod preview;
mod queue;
mod review;

use crate::Page;

/// The pages of the desk.
pub fn pages() -> Vec<Page> {
    vec![
        Page::get("/desk", queue::home),
        Page::get("/desk/mine", queue::page),
        Page::get("/desk/mine/export", export::csv),
        Page::post("/desk/next", queue::next),
        Page::get("/desk/preview/{id}", preview::page),
        Page::get("/desk/applications/{id}", application::page),
        Page::post("/desk/applications/{id}/claim", application::claim),
        Page::post("/desk/applications/{id}/accept", application::accept),
        Page::get("/desk/applications/{id}/review", review::page),
        Page::post("/desk/applications/{id}/review", review::save),
        Page::get("/desk/applications/{id}/fix", correction::page),
        Page::post("/desk/applications/{id}/fix", correction::send),
        Page::get("/desk/applications/{id}/decide", decision::page),
        Page::post("/desk/applications/{id}/decide", decision::sign),
    ]
}
