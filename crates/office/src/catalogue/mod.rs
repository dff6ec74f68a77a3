//! 事项清单: publishing the edition in force, and the notices that are handed out.

pub mod notices;

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

/// Publishes the edition in force, once; false when that was done before.
pub fn publish(app: &App, place: &str) -> Result<bool, Failure> {
    if published(app, &app.shelf().edition().hash)?.is_some() {
        return Ok(false);
    }
    let hash = app.shelf().edition().hash.clone();
    let done = app.act(
        Grant::CataloguePublish,
        &Caller::new(Actor::system(place)),
        hash,
        |office, hash: &String| {
            let edition = office.shelf.edition();
            let inserted = office.tx.execute(
                "insert into catalogue_edition (hash, title, valid_from, published_at) values ($1, $2, $3, $4) on conflict (hash) do nothing",
                params![hash, &edition.title, day_number(edition.valid_from), office.at().micros()],
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
