//! Which departments were told of an enterprise, for its owner: units and matters only, nothing of their work.

use crate::bureau::App;
use crate::failure::Failure;
use serde::Deserialize;
use sql::params;

/// A department that was told, and of which matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Unit code, or the department's name where it is no unit here.
    pub unit: String,
    /// Names of the matters it answers for.
    pub matters: Vec<String>,
}

#[derive(Deserialize)]
struct Body {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    matters: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// The departments told of this enterprise, in the order of the pushes.
pub fn told(app: &App, credit_code: &str, limit: u32) -> Result<Vec<Told>, Failure> {
    let subject = credit_code.to_owned();
    app.view("exchange.told", move |tx| {
        let rows = tx.query(
            "select receiver, body from push where subject = $1 order by id limit $2",
            params![&subject, limit.min(100)],
        )?;
        let read = |row: &sql::Row| -> Result<Told, Failure> {
            let body: Body = serde_json::from_str(&row.text("body")?)?;
            Ok(Told {
                unit: row.text("receiver")?,
                matters: body.data.matters.into_iter().map(|matter| matter.name).collect(),
            })
        };
        rows.iter().map(read).collect()
    })
}
