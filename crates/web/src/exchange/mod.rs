//! Pages of the row exchange.

use crate::Page;

/// The pages of this row.
pub fn pages() -> Vec<Page> {
    Vec::new()
}
