//! Pages of the row certificates.

use crate::Page;

/// The pages of this row.
pub fn pages() -> Vec<Page> {
    Vec::new()
}
