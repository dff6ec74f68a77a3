//! 事项清单: editions and who makes them, publishing the one in force, the notices that are handed out, and what
//! comes back to the keepers: words that find nothing, and proofs that nobody should ask for.

pub mod editions;
pub mod feedback;
pub mod history;
pub mod imports;
pub mod notices;
pub mod package;
pub mod proof_reports;
pub mod sheet;
pub mod tables;
pub(crate) mod texts;

use crate::application::{day_number, day_of};
use crate::bureau::{App, Caller};
use crate::failure::Failure;
use rules::access::{Actor, Grant};
use rules::calendar::{Date, Moment};
use sql::params;

/// An edition that was in force here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// SM3 of its sources.
    pub hash: String,
    /// Title.
    pub title: String,
    /// First day in force.
    pub valid_from: Date,
    /// When it was published here.
    pub at: Moment,
}

/// Writes down, once, that the edition in force is in force here, with the texts and the day it was made of, so that it can be
/// made again for ever; false when that was done before.
pub fn publish(app: &App, place: &str) -> Result<bool, Failure> {
    let app = app.current();
    let hash = app.shelf().edition().hash.clone();
    let (asked, shelf) = (hash.clone(), app.shelf().clone());
    let known = app.view("catalogue.known", move |tx| {
        let row = tx.query_opt("select hash from edition_hash where hash = $1", params![&asked])?;
        Ok::<_, Failure>(row.is_some())
    })?;
    if known {
        return Ok(false);
    }
    let done = app.act(
        Grant::CataloguePublish,
        &Caller::new(Actor::system(place)),
        hash,
        move |office, hash: &String| {
            let edition = shelf.edition();
            let inserted = office.tx.execute(
                "insert into catalogue_edition (hash, title, valid_from, published_at) values ($1, $2, $3, $4) on conflict (hash) do nothing",
                params![hash, &edition.title, day_number(edition.valid_from), office.at().micros()],
            )?;
            let tree = texts::keep_files(office.tx, shelf.catalogue())?;
            office.tx.execute(
                "insert into edition_hash (hash, tree, day) values ($1, $2, $3) on conflict (hash) do nothing",
                params![hash, tree, day_number(shelf.day())],
            )?;
            office.changed("edition", hash, "published");
            Ok(inserted == 1)
        },
    )?;
    Ok(done.result)
}

/// The edition with this hash, if it was ever published here.
pub fn published(app: &App, hash: &str) -> Result<Option<Published>, Failure> {
    let hash = hash.to_owned();
    app.view("catalogue.published", move |tx| {
        let row = tx.query_opt(
            "select title, valid_from, published_at from catalogue_edition where hash = $1",
            params![&hash],
        )?;
        row.map(|row| {
            Ok(Published {
                hash: hash.clone(),
                title: row.text("title")?,
                valid_from: day_of(row.int("valid_from")?),
                at: Moment::from_micros(row.int("published_at")?),
            })
        })
        .transpose()
    })
}
