//! Single looks around a permit application: the enterprise it is about, and the papers handed in with it.

use super::rows;
use crate::application;
use crate::bureau::App;
use crate::failure::Failure;
use crate::registry;
use rules::access::Actor;
use rules::calendar::Moment;
use rules::ids::ApplicationId;
use rules::{Code, Refusal};
use sql::params;

/// A paper of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Material code.
    pub material: String,
    /// Name as sent, for showing only.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// When its owner first uploaded this content.
    pub at: Moment,
}

/// The enterprise an application is about, for whoever may see the application.
pub fn subject(app: &App, actor: &Actor, id: ApplicationId) -> Result<registry::Enterprise, Failure> {
    let actor = actor.clone();
    app.view("licensing.subject", move |tx| {
        let (application, _) = application::load(tx, id)?;
        application.visible_to(&actor)?;
        registry::public(tx, application.enterprise.ok_or_else(|| Refusal::new(Code::NotFound))?)
    })
}

/// The papers of an application by material, for whoever may see the application.
pub fn papers(app: &App, actor: &Actor, id: ApplicationId) -> Result<Vec<Paper>, Failure> {
    let actor = actor.clone();
    app.view("licensing.papers", move |tx| {
        let (application, _) = application::load(tx, id)?;
        application.visible_to(&actor)?;
        let owner = application.applicant.to_string();
        let mut papers = Vec::new();
        for (material, sm3) in rows::load(tx, id)?.files {
            let row = tx.query_opt(
                "select name, size, at from file where sm3 = $1 and owner = $2",
                params![&sm3, &owner],
            )?;
            if let Some(row) = row {
                papers.push(Paper {
                    material,
                    name: row.text("name")?,
                    size: row.int("size")?,
                    at: Moment::from_micros(row.int("at")?),
                });
            }
        }
        Ok(papers)
    })
}
