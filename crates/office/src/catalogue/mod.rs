//! 事项清单: reading the catalogue's files.

pub mod source;
