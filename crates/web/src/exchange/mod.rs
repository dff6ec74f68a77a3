//! 推送交换 for the departments: what was pushed to them, signing for it, handing it on once, feeding back; and what they owe.

mod api;
mod assignment;
mod list;
mod overdue;
mod push;
mod told;

use crate::Page;

pub(crate) use api::Interface;

/// The pages of this row.
pub fn pages() -> Vec<Page> {
    vec![
        Page::get("/desk/pushed", list::page),
        Page::get("/desk/pushed/{id}", push::page),
        Page::post("/desk/pushed/{id}/sign", push::sign),
        Page::post("/desk/pushed/{id}/feedback", push::feedback),
        Page::post("/desk/pushed/{id}/transfer", push::transfer),
        Page::get("/desk/overdue", overdue::page),
        Page::get("/admin/assignment", assignment::page),
        Page::get("/api/v1/pushes", api::list),
        Page::get("/api/v1/pushes/{id}", api::one),
        Page::post("/api/v1/pushes/{id}/sign", api::sign),
        Page::post("/api/v1/pushes/{id}/feedback", api::feedback),
        Page::get("/api/v1/duties/overdue", api::overdue),
    ]
}
