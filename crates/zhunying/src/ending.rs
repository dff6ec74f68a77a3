//! How a command ends when it does not succeed: refused by data or law (1), used wrongly (2), the world failed (3).

use office::{Failure, Fault};
use rules::Refusal;
use std::fmt::Display;
use std::process::ExitCode;

/// Exit code of wrong usage.
pub const USAGE: u8 = 2;

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// The data or the law say no.
    #[error("不予办理：{0}")]
    Refused(String),
    /// The command line or the configuration is wrong.
    #[error("用法有误：{0}")]
    Usage(String),
    /// The world failed.
    #[error("运行失败：{0}")]
    World(String),
}

impl Stop {
    /// Refused, in a sentence.
    pub fn refused(why: impl Display) -> Stop {
        Stop::Refused(why.to_string())
    }

    /// Wrong usage, in a sentence.
    pub fn usage(why: impl Display) -> Stop {
        Stop::Usage(why.to_string())
    }

    /// The world failed at `what`.
    pub fn world(what: impl Display, why: impl Display) -> Stop {
        Stop::World(format!("{what}：{why}"))
    }

    /// The exit code.
    pub fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Stop::Refused(_) => 1,
            Stop::Usage(_) => USAGE,
            Stop::World(_) => 3,
        })
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        let facts: Vec<String> = refusal.facts.iter().map(|(fact, value)| format!("{fact}={value}")).collect();
        let facts = if facts.is_empty() {
            String::new()
        } else {
            format!(" {}", facts.join(" "))
        };
        Stop::Refused(format!("{refusal}{facts}"))
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::World(fault.to_string())
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Fault(fault) => fault.into(),
        }
    }
}

impl From<sql::Error> for Stop {
    fn from(error: sql::Error) -> Stop {
        Stop::World(error.to_string())
    }
}
