//! What stands in an application beside its states: answers, materials, ticks; and the register of uploads.

use crate::bureau::{App, Caller};
use crate::failure::{Failure, Fault};
use rules::access::{Actor, Grant};
use rules::application::Defect;
use rules::ids::ApplicationId;
use rules::licensing::{Answers, MaterialState, Materials};
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use sql::{Tx, params};
use std::collections::{BTreeMap, BTreeSet};

/// The stored content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Field code → answer.
    pub answers: Answers,
    /// Material code → SM3 of its file.
    pub files: BTreeMap<String, String>,
    /// Ticked conditions.
    pub ticks: BTreeSet<String>,
}

impl Content {
    /// Materials as the rules see them.
    pub fn materials(&self) -> Materials {
        self.files
            .iter()
            .map(|(code, sm3)| (code.clone(), MaterialState::Uploaded { sm3: sm3.clone() }))
            .collect()
    }
}

pub(super) fn load(tx: &mut Tx, id: ApplicationId) -> Result<Content, Failure> {
    let row = tx.query_one(
        "select answers, materials, ticks from application_content where application_id = $1",
        params![id.to_string()],
    )?;
    Ok(Content {
        answers: serde_json::from_str(&row.text("answers")?)?,
        files: serde_json::from_str(&row.text("materials")?)?,
        ticks: serde_json::from_str(&row.text("ticks")?)?,
    })
}

pub(super) fn insert(tx: &mut Tx, id: ApplicationId, content: &Content) -> Result<(), Failure> {
    write(
        tx,
        id,
        content,
        "insert into application_content (application_id, answers, materials, ticks) values ($1, $2, $3, $4)",
    )
}

pub(super) fn update(tx: &mut Tx, id: ApplicationId, content: &Content) -> Result<(), Failure> {
    write(
        tx,
        id,
        content,
        "update application_content set answers = $2, materials = $3, ticks = $4 where application_id = $1",
    )
}

fn write(tx: &mut Tx, id: ApplicationId, content: &Content, statement: &str) -> Result<(), Failure> {
    let values = params![
        id.to_string(),
        serde_json::to_string(&content.answers)?,
        serde_json::to_string(&content.files)?,
        serde_json::to_string(&content.ticks)?
    ]
    .to_vec();
    tx.execute(statement, &values)?;
    Ok(())
}

/// The content of a permit application, for whoever may see the application.
pub fn content(app: &App, actor: &Actor, id: ApplicationId) -> Result<Content, Failure> {
    let actor = actor.clone();
    app.view("licensing.content", move |tx| {
        let (application, _) = crate::application::load(tx, id)?;
        application.visible_to(&actor)?;
        load(tx, id)
    })
}

/// Every item an application's correction may name: the codes of its form and its materials (WIN-08).
pub fn round_notice(defects: &[Defect], known: &BTreeSet<String>) -> Result<(), Refusal> {
    match defects.iter().find(|defect| !known.contains(&defect.item)) {
        Some(defect) => Err(Refusal::new(Code::NotInNotice).with("item", &defect.item)),
        None => Ok(()),
    }
}

/// A file that is already on disk, synced; its row commits after that.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredFile {
    /// Content hash, also its place in the store.
    pub sm3: String,
    /// Name as sent, for showing only.
    pub name: String,
    /// Media type as recognised from the bytes.
    pub media: String,
    /// Bytes.
    pub size: i64,
}

/// Notes an upload of the caller; the bytes must be on disk and synced before.
pub fn store_file(app: &App, caller: &Caller, file: StoredFile) -> Result<String, Failure> {
    let stored = app.act(Grant::ApplicationSave, caller, file, |office, file: &StoredFile| {
        let owner = office.actor.account()?.to_string();
        office.tx.execute(
            "insert into file (sm3, owner, name, media, size, at) values ($1, $2, $3, $4, $5, $6) on conflict (sm3, owner) do nothing",
            params![&file.sm3, owner, &file.name, &file.media, file.size, office.at().micros()],
        )?;
        office.changed("file", &file.sm3, "stored");
        Ok(file.sm3.clone())
    })?;
    Ok(stored.result)
}

/// A file of an application, for whoever may see the application.
pub fn stored_file(app: &App, actor: &Actor, id: ApplicationId, material: &str) -> Result<StoredFile, Failure> {
    let (actor, material) = (actor.clone(), material.to_owned());
    app.view("licensing.file", move |tx| {
        let (application, _) = crate::application::load(tx, id)?;
        application.visible_to(&actor)?;
        let content = load(tx, id)?;
        let sm3 = content.files.get(&material).ok_or_else(|| Refusal::new(Code::NotFound))?;
        let row = tx.query_opt(
            "select sm3, name, media, size from file where sm3 = $1 and owner = $2",
            params![sm3, application.applicant.to_string()],
        )?;
        let row = row.ok_or_else(|| Fault::stored("file", sm3))?;
        Ok(StoredFile {
            sm3: row.text("sm3")?,
            name: row.text("name")?,
            media: row.text("media")?,
            size: row.int("size")?,
        })
    })
}
