//! 存储引擎: one SQL text on two engines, transactions, migrations.
//!
//! A caller writes one text in the dialect that SQLite and PostgreSQL share, hands it to [`Database::write`] or
//! [`Database::read`] inside a closure, and gets a [`Pending`] answer. Nothing is answered before it is durable.
//!
//! Inside a closure the first statement that fails ends the transaction on both engines (PostgreSQL demands it,
//! SQLite is held to it): later statements answer the same error, and returning `Ok` anyway answers that error.

mod constraint;
mod database;
mod dialect;
mod error;
mod job;
mod migrate;
mod pace;
mod postgres;
mod queue;
mod sqlite;
pub mod trial;
mod tx;
mod value;

pub use database::{Database, Options};
pub use dialect::Engine;
pub use error::{Error, Retry};
pub use job::Pending;
pub use migrate::{Migration, State};
pub use tx::Tx;
pub use value::{Row, Value};
