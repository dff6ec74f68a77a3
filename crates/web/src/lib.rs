//! 页面: pages, forms and the open interface over the office. Async only at the edge; every page is a plain function
//! `fn(&Hall, &Visit) -> Result<Reply, Failure>` that calls acts and views of `office` and renders.

mod access;
mod clock;
mod desk;
mod edge;
mod fault;
mod hall;
mod interface;
mod parts;
mod quota;
mod reply;
mod shell;
mod tries;
mod visit;
mod wording;

pub mod catalogue;
pub mod certificates;
pub mod exchange;
pub mod registry;

pub mod licensing;

pub use edge::{Page, router, serve};
pub use hall::{Hall, Settings};
pub use interface::document;
pub use reply::Reply;
pub use visit::{Pairs, Upload, Visit};
pub use wording::{Lang, Wording};

/// Every page with its method and path, for the router, the generated list and the tests.
pub fn pages() -> Vec<Page> {
    [
        access::pages(),
        interface::pages(),
        catalogue::pages(),
        certificates::pages(),
        exchange::pages(),
        registry::pages(),
        licensing::pages(),
    ]
    .concat()
}
