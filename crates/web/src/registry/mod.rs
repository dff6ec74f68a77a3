//! 主体登记: the five pages that open a company, what came of it, and the same steps as an open interface.

mod address;
mod api;
mod check;
mod done;
mod draft;
mod name;
mod name_words;
mod people;
mod scope;
mod start;

use crate::Page;

pub(crate) use api::Interface;

/// The pages of this row.
pub fn pages() -> Vec<Page> {
    [
        start::pages(),
        scope::pages(),
        name::pages(),
        address::pages(),
        people::pages(),
        check::pages(),
        done::pages(),
        api::pages(),
    ]
    .concat()
}
