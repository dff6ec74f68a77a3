//! 版本沿革: how a matter came to be what it is, from the editions that were in force here, for everybody to read (CAT-13, CAT-08).

use super::texts::{self, Tree};
use crate::application::day_of;
use crate::bureau::App;
use crate::failure::Failure;
use crate::law::Files;
use rules::calendar::Date;
use rules::catalogue::{Edition, diff};
use sql::params;

/// One state of a matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Title of the edition that brought it.
    pub title: String,
    /// First day.
    pub from: Date,
    /// What became other than before, in words; empty for the first.
    pub changes: Vec<String>,
}

/// Editions looked at; each day on which a correction begins is one.
const EDITIONS_MAX: i64 = 60;

/// A state of the matter's file.
struct State {
    title: String,
    from: Date,
    text: String,
}

/// The states of a matter, the newest first; those in which its file did not change are one.
pub fn of_matter(app: &App, code: &str) -> Result<Vec<Revision>, Failure> {
    let path = format!("catalogue/matters/{code}.toml");
    let asked = path.clone();
    let states = app.view("catalogue.history", move |tx| {
        let rows = tx.query(
            "select h.tree, h.day, e.title from edition_hash h join catalogue_edition e on e.hash = h.hash
             order by h.day desc, e.published_at desc limit $1",
            params![EDITIONS_MAX],
        )?;
        let mut states: Vec<(String, State)> = Vec::new();
        for row in rows.iter().rev() {
            let tree = Tree::load(tx, &row.text("tree")?)?;
            let Some(sm3) = tree.0.get(&asked) else { continue };
            if states.last().is_some_and(|(last, _)| last == sm3) {
                continue;
            }
            let state = State {
                title: row.text("title")?,
                from: day_of(row.int("day")?),
                text: texts::text(tx, sm3)?,
            };
            states.push((sm3.clone(), state));
        }
        Ok(states.into_iter().map(|(_, state)| state).collect::<Vec<_>>())
    })?;
    let mut revisions = Vec::with_capacity(states.len());
    let mut before: Option<Edition> = None;
    for state in states {
        let own = alone(app, &path, &state)?;
        revisions.push(Revision {
            changes: before.as_ref().map(|before| changes(before, &own)).unwrap_or_default(),
            title: state.title,
            from: state.from,
        });
        before = Some(own);
    }
    revisions.reverse();
    Ok(revisions)
}

/// An edition of this matter alone: enough to say what changed of it.
fn alone(app: &App, path: &str, state: &State) -> Result<Edition, Failure> {
    let shelf = app.shelf();
    let kept = shelf.catalogue().below("catalogue/", "").filter_map(|(path, text)| {
        let rows = matches!(path.rsplit_once('.'), Some((_, "tsv")));
        let head = || text.lines().find(|line| !line.starts_with('#')).unwrap_or_default();
        match path {
            "catalogue/catalogue.toml" | "catalogue/units.toml" => Some((path, text)),
            _ => rows.then(|| (path, head())),
        }
    });
    let files = Files::from_texts(kept).with(path, &state.text);
    Ok(shelf.rebuild(&files, state.from)?)
}

/// What changed, without the name of the matter in front.
fn changes(before: &Edition, after: &Edition) -> Vec<String> {
    let lines = diff(before, after).lines();
    let own = |line: String| line.split_once('：').map_or(line.clone(), |(_, rest)| rest.to_owned());
    lines.into_iter().map(own).collect()
}
