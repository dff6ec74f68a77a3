//! What comes back to the keepers of the list: terms that are missing, and proofs that nobody should ask for; and the pages on
//! which those who miss a term see what came of it.

mod gap;
mod reports;
mod terms;
mod wishes;

pub(super) use reports::asked_by;
pub(crate) use wishes::{WishLine, my_wishes};

use crate::Page;

/// The pages of this part.
pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/admin/term-feedback", terms::page),
        Page::post("/admin/term-feedback", terms::collect),
        Page::get("/admin/term-feedback/{id}", gap::page),
        Page::post("/admin/term-feedback/{id}", gap::step),
        Page::get("/desk/term-wishes", wishes::page),
        Page::post("/desk/term-wishes", wishes::send),
        Page::get("/admin/proof-reports", reports::page),
        Page::get("/admin/proof-reports/{id}", reports::one),
        Page::post("/admin/proof-reports/{id}", reports::dispose),
        Page::post("/admin/proof-reports/{id}/contact", reports::contact),
    ]
}
