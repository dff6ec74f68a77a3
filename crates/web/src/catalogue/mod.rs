//! Pages of the row catalogue.

use crate::Page;

/// The pages of this row.
pub fn pages() -> Vec<Page> {
    Vec::new()
}
