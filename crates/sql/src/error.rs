//! What can go wrong below the office, said once for both engines.

/// A failed statement, transaction or connection.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A named rule of the schema refused the row. Foreign keys answer `foreign_key` (SQLite does not know their names).
    #[error("constraint {0} refused the change")]
    Constraint(String),
    /// Another transaction changed the same rows first; a new attempt may succeed.
    #[error("another transaction changed the same rows")]
    Conflict,
    /// The engine cannot work now: connection lost, disk full, queue full, read-only. Also every outcome that is
    /// unknown; the caller repeats with the same key.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A result was not what the caller reads: no such column, another type, not one row.
    #[error("the result has another shape: {0}")]
    Shape(String),
    /// The statement itself is wrong, or the engine was asked for what it does not do.
    #[error("the statement failed: {0}")]
    Statement(String),
}

/// Lets a write see through the caller's own error type.
pub trait Retry {
    /// A new attempt may succeed.
    fn is_conflict(&self) -> bool;
    /// The world failed, not the caller.
    fn is_unavailable(&self) -> bool;
}

impl Retry for Error {
    fn is_conflict(&self) -> bool {
        matches!(self, Error::Conflict)
    }

    fn is_unavailable(&self) -> bool {
        matches!(self, Error::Unavailable(_))
    }
}
