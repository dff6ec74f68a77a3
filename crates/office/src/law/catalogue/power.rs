//! Reads `powers.toml`: whose power is used by whom, where and from when.

use crate::law::reading::{Files, LawError, LawErrors, Toml};
use crate::law::statutes::date;
use rules::catalogue::source::{Placed, PowerText};
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PowersFile {
    #[serde(default)]
    power: Vec<Spanned<PowerEntry>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct PowerEntry {
    matters: Vec<String>,
    form: String,
    by: String,
    to: String,
    place: String,
    from: Option<Spanned<Datetime>>,
    until: Option<Spanned<Datetime>>,
    basis: String,
    mark: Option<Spanned<String>>,
    able: Option<Spanned<Datetime>>,
    trained: Option<Spanned<Datetime>>,
    note: String,
}

/// All powers; a catalogue in which every power is where the list puts it has no such file.
pub(super) fn powers(files: &Files) -> Result<Vec<Placed<PowerText>>, LawErrors> {
    let path = "catalogue/powers.toml";
    let Ok(text) = files.text(path) else { return Ok(Vec::new()) };
    let (file, toml): (PowersFile, Toml<'_>) = Toml::read(path, text)?;
    let powers: Result<Vec<_>, LawError> = file.power.into_iter().map(|entry| power(&toml, entry)).collect();
    Ok(powers?)
}

fn power(toml: &Toml<'_>, entry: Spanned<PowerEntry>) -> Result<Placed<PowerText>, LawError> {
    let at = toml.at(&entry.span());
    let entry = entry.into_inner();
    let day = |written: &Option<Spanned<Datetime>>| written.as_ref().map(|written| date(toml, written)).transpose();
    let value = PowerText {
        from: day(&entry.from)?,
        until: day(&entry.until)?,
        able: day(&entry.able)?,
        trained: day(&entry.trained)?,
        mark: entry.mark.as_ref().map(|mark| toml.mark(mark)).transpose()?,
        matters: entry.matters,
        form: entry.form,
        by: entry.by,
        to: entry.to,
        place: entry.place,
        basis: entry.basis,
        note: entry.note,
    };
    Ok(Placed { value, at })
}
