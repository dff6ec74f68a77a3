//! What the checks say of a draft's rows, and what an edit would make of it before it is saved.

use super::{Edit, Row, TableOf, with};
use crate::bureau::App;
use crate::catalogue::editions::{Opened, broken};
use crate::failure::Failure;
use crate::law::Files;
use rules::access::{Actor, Role};
use rules::catalogue::{Edition, Finding};
use rules::{Code, Refusal};
use sql::params;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A draft as it stands: findings and the edition its texts make.
pub struct Looked {
    /// What the checks say.
    pub findings: Vec<Finding>,
    /// The edition, whatever they say.
    pub edition: Edition,
}

impl Looked {
    /// Findings about a row.
    pub fn about<'l>(&'l self, row: &'l Row) -> impl Iterator<Item = &'l Finding> {
        self.findings.iter().filter(move |finding| row.has(finding))
    }
}

/// Checks and compiles a draft's texts as of its day.
pub fn look(app: &App, opened: &Opened) -> Result<Looked, Failure> {
    examine(app, opened, &opened.files)
}

fn examine(app: &App, opened: &Opened, files: &Files) -> Result<Looked, Failure> {
    let day = opened.line.version_of.from.unwrap_or_else(|| app.now().day());
    let (findings, edition) = app.shelf().examine(files, day).map_err(|errors| broken(&errors))?;
    Ok(Looked { findings, edition })
}

/// What an edit would make of a draft.
pub struct Tried {
    /// Findings about the row itself.
    pub here: Vec<Finding>,
    /// Findings elsewhere that the draft does not have yet.
    pub elsewhere: Vec<Finding>,
    /// Findings elsewhere that it would no longer have.
    pub mended: usize,
    /// The draft as it would be.
    pub after: Looked,
}

/// What is the same finding though lines moved.
type Told = (Arc<str>, &'static str, BTreeMap<String, String>);

fn told(finding: &Finding) -> Told {
    (Arc::clone(&finding.file), finding.code.name(), finding.facts.clone())
}

/// Tries an edit on a draft; nothing is saved.
pub fn try_edit(app: &App, opened: &Opened, before: &Looked, table: &TableOf, edit: &Edit) -> Result<Tried, Failure> {
    let files = with(&opened.files, &edit.files);
    let after = examine(app, opened, &files)?;
    let row = edit.row.as_ref().map(|id| table.row(&files, id)).transpose()?;
    let is_here = |finding: &Finding| row.as_ref().is_some_and(|row| row.has(finding));
    let mut counted: BTreeMap<Told, i64> = BTreeMap::new();
    for finding in &before.findings {
        *counted.entry(told(finding)).or_default() += 1;
    }
    let (mut here, mut elsewhere) = (Vec::new(), Vec::new());
    for finding in &after.findings {
        let left = counted.entry(told(finding)).or_default();
        *left -= 1;
        if is_here(finding) {
            here.push(finding.clone());
        } else if *left < 0 {
            elsewhere.push(finding.clone());
        }
    }
    let mended = counted.values().filter(|left| **left > 0).sum::<i64>();
    Ok(Tried {
        here,
        elsewhere,
        mended: usize::try_from(mended).unwrap_or_default(),
        after,
    })
}

/// How many enterprises are registered with a term.
pub fn enterprises_with(app: &App, actor: &Actor, term: &str) -> Result<i64, Failure> {
    if !actor.is(Role::Keeper) && !actor.is(Role::Supervisor) {
        return Err(Refusal::new(Code::NotGranted).into());
    }
    let term = term.to_owned();
    app.view("catalogue.term_enterprises", move |tx| {
        let row = tx.query_one(
            "select cast(count(*) as bigint) as n from enterprise_term where term = $1",
            params![&term],
        )?;
        Ok(row.int("n")?)
    })
}
