//! 主体登记: names held in the database, the draft of a registration, its decision, and what follows from it at once.

pub(crate) mod enterprise;
mod form;
mod import;
pub(crate) mod names;

pub use enterprise::{Enterprise, LICENCE, by_credit_code, of_owner, public};
pub use form::{PersonForm, RegistrationForm, Section};
pub use import::{Imported, import};
pub use names::{NameAnswer, NameVerdict, SimilarName, check_name};

/// Matter code under which registrations stand among applications; registration is no licensing matter of the catalogue.
pub const MATTER: &str = "company-registration";
/// The registering unit, by its code in the catalogue.
pub const UNIT: &str = "market-supervision";
