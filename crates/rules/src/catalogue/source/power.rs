//! Rows of `powers.toml`, as written.

use crate::calendar::Date;
use crate::law::Mark;

/// One entry of `powers.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PowerText {
    /// Codes of the matters.
    pub matters: Vec<String>,
    /// How the power is used by another: `transferred`, `delegated`, `entrusted`, `empowered`, `acceptance_only`.
    pub form: String,
    /// Code of the office whose power it is; empty: of the matter's own approving department.
    pub by: String,
    /// Code of the office, or of the department, that uses it.
    pub to: String,
    /// Division code of the place it holds for.
    pub place: String,
    /// First day.
    pub from: Option<Date>,
    /// The day it goes back; none: until further notice.
    pub until: Option<Date>,
    /// The document that gives it.
    pub basis: String,
    /// How sure we are.
    pub mark: Option<Mark>,
    /// The day it was found that the receiving office can do it.
    pub able: Option<Date>,
    /// The day its people were trained.
    pub trained: Option<Date>,
    /// What one should know of it.
    pub note: String,
}

impl PowerText {
    /// The name under which it is cited: who uses it, where and from when.
    pub fn id(&self) -> String {
        let from = self.from.map(|from| format!("@{from}")).unwrap_or_default();
        format!("{}/{}{from}", self.to, self.place)
    }
}
