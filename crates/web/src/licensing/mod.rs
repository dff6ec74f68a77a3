//! 许可办理与窗口: applying for a permit on three roads, following it, its letters, one's own space, and the staff's desk.

mod api;
mod apply;
mod case;
mod commitment;
mod correction;
mod desk;
mod fields;
pub(crate) mod letters;
mod papers;
mod space;
mod start;
mod submitting;
mod track;

use crate::Page;

pub(crate) use api::Interface;

/// The pages of this row.
pub fn pages() -> Vec<Page> {
    let applicants = vec![
        Page::get("/apply/start", start::page),
        Page::post("/apply/start", start::start),
        Page::get("/apply/{id}", apply::form),
        Page::post("/apply/{id}", apply::save),
        Page::post("/apply/{id}/save", apply::autosave),
        Page::get("/apply/{id}/commitment", commitment::page),
        Page::post("/apply/{id}/commitment", commitment::sign),
        Page::post("/apply/{id}/ordinary", commitment::go_ordinary),
        Page::get("/apply/{id}/check", submitting::page),
        Page::post("/apply/{id}/check", submitting::submit),
        Page::get("/apply/{id}/receipt", submitting::receipt),
        Page::get("/apply/{id}/fix", correction::page),
        Page::post("/apply/{id}/fix", correction::answer),
        Page::get("/apply/{id}/papers/{material}", papers::hand_out),
        Page::get("/applications/{id}/letters/{kind}", letters::pdf),
        Page::get("/track", track::page),
        Page::post("/track", track::find),
        Page::get("/me", space::page),
        Page::get("/me/applications/{id}", track::own),
        Page::post("/me/applications/{id}/withdraw", track::withdraw),
        Page::post("/api/v1/applications/lookups", api::lookup),
        Page::get("/api/v1/applications", api::list),
        Page::get("/api/v1/applications/{id}", api::one),
        Page::get("/api/v1/enterprises", api::enterprises),
    ];
    [applicants, desk::pages()].concat()
}
