//! Two ways to fail: the law says no (`Refusal`, shown), or the world failed (`Fault`, logged once at the edge).

use rules::Refusal;
use rules::law::{MissingLaw, Unlawful};

/// The world failed: database, disk, peer, or the deployment's files. Never shown raw.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database refused or is away.
    #[error("database: {0}")]
    Sql(#[from] sql::Error),
    /// The law files lack a value.
    #[error(transparent)]
    Law(#[from] MissingLaw),
    /// A stored value cannot be read back.
    #[error("stored {what} cannot be read: {why}")]
    Stored {
        /// Which value.
        what: &'static str,
        /// Why not.
        why: String,
    },
    /// The disk is full: what was to be kept was not kept, and trying again later may help.
    #[error("{what}: no room left: {why}")]
    NoRoom {
        /// What was to be kept.
        what: String,
        /// What happened.
        why: String,
    },
    /// A file, key or folder.
    #[error("{what}: {why}")]
    World {
        /// What was tried.
        what: String,
        /// What happened.
        why: String,
    },
}

impl Fault {
    /// A stored value that does not parse.
    pub fn stored(what: &'static str, why: impl ToString) -> Fault {
        Fault::Stored {
            what,
            why: why.to_string(),
        }
    }

    /// Something outside the database.
    pub fn world(what: impl ToString, why: impl ToString) -> Fault {
        Fault::World {
            what: what.to_string(),
            why: why.to_string(),
        }
    }

    /// Whether it is worth trying again soon: the answer is then a planned 503.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Fault::NoRoom { .. } | Fault::Sql(sql::Error::Unavailable(_) | sql::Error::Conflict)
        )
    }
}

/// What an act or a view comes back with when it does not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The law says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The world failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Failure {
    /// Whether a number that people read (办件编号, 证照编号, 统一社会信用代码 …) was drawn before. Such numbers are short, so
    /// that now and then two meet; the whole act is done again with fresh ones.
    pub(crate) fn is_clash_of_numbers(&self) -> bool {
        let drawn = |name: &str| name.ends_with("_number") || name.ends_with("_credit_code") || name.ends_with("_reference");
        matches!(self, Failure::Fault(Fault::Sql(sql::Error::Constraint(name))) if drawn(name))
    }
}

impl From<sql::Error> for Failure {
    fn from(error: sql::Error) -> Failure {
        Failure::Fault(Fault::Sql(error))
    }
}

impl From<MissingLaw> for Failure {
    fn from(missing: MissingLaw) -> Failure {
        Failure::Fault(Fault::Law(missing))
    }
}

impl From<Unlawful> for Failure {
    fn from(unlawful: Unlawful) -> Failure {
        match unlawful {
            Unlawful::Refused(refusal) => Failure::Refused(refusal),
            Unlawful::Missing(missing) => missing.into(),
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        Failure::Fault(Fault::stored("json", error))
    }
}

impl sql::Retry for Failure {
    fn is_conflict(&self) -> bool {
        matches!(self, Failure::Fault(Fault::Sql(error)) if error.is_conflict())
    }

    fn is_unavailable(&self) -> bool {
        matches!(self, Failure::Fault(Fault::Sql(error)) if error.is_unavailable())
    }
}
