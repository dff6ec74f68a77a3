//! Reads the registers beside the matters: `laws.toml`, `responsibilities.toml`, `proofs.toml`, `visits.tsv`. Each may be missing: only
//! what is listed is tracked.

use super::rows;
use crate::law::reading::{Files, LawError, LawErrors, Toml};
use crate::law::statutes::date;
use rules::calendar::Date;
use rules::catalogue::source::{ChangeText, ConfirmationText, EnactmentText, Placed, PowerItemText, ProofText, Registers, VisitRow};
use rules::law::Mark;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::value::Datetime;

const LAWS: &str = "catalogue/laws.toml";
const RESPONSIBILITIES: &str = "catalogue/responsibilities.toml";
const PROOFS: &str = "catalogue/proofs.toml";
const VISITS: &str = "catalogue/visits.tsv";

/// Reads all registers.
pub(super) fn registers(files: &Files) -> Result<Registers, LawErrors> {
    let mut errors = LawErrors::default();
    let mut registers = Registers::default();
    if let Some(laws) = errors.take(laws(files).map_err(LawErrors::from)) {
        (registers.enactments, registers.changes) = (laws.enactments, laws.changes);
    }
    if let Some((powers, duties)) = errors.take(powers(files).map_err(LawErrors::from)) {
        (registers.powers, registers.duties) = (powers, duties);
    }
    errors.put(&mut registers.proofs, proofs(files).map_err(LawErrors::from));
    errors.put(&mut registers.visits, visits(files));
    errors.or(registers)
}

/// A file that may be missing.
fn read<'f, T: DeserializeOwned>(files: &'f Files, path: &str) -> Result<Option<(T, Toml<'f>)>, LawError> {
    let Ok(text) = files.text(path) else { return Ok(None) };
    Toml::read(path, text).map(Some)
}

fn day(toml: &Toml<'_>, written: &Option<Spanned<Datetime>>) -> Result<Option<Date>, LawError> {
    written.as_ref().map(|written| date(toml, written)).transpose()
}

fn mark(toml: &Toml<'_>, written: &Option<Spanned<String>>) -> Result<Option<Mark>, LawError> {
    written.as_ref().map(|written| toml.mark(written)).transpose()
}

/// `laws.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LawsFile {
    #[serde(default)]
    law: Vec<LawEntry>,
    #[serde(default)]
    change: Vec<ChangeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LawEntry {
    name: Spanned<String>,
    #[serde(default)]
    number: String,
    #[serde(default)]
    rank: String,
    from: Option<Spanned<Datetime>>,
    mark: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeEntry {
    law: Spanned<String>,
    #[serde(default)]
    articles: Vec<String>,
    #[serde(default)]
    kind: String,
    from: Option<Spanned<Datetime>>,
    #[serde(default)]
    by: String,
    #[serde(default)]
    note: String,
    mark: Option<Spanned<String>>,
    #[serde(default)]
    confirmed: Vec<ConfirmationEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfirmationEntry {
    #[serde(default)]
    matter: String,
    on: Option<Spanned<Datetime>>,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    by: String,
    until: Option<Spanned<Datetime>>,
}

#[derive(Default)]
struct Laws {
    enactments: Vec<Placed<EnactmentText>>,
    changes: Vec<Placed<ChangeText>>,
}

fn laws(files: &Files) -> Result<Laws, LawError> {
    let Some((file, toml)) = read::<LawsFile>(files, LAWS)? else {
        return Ok(Laws::default());
    };
    let mut laws = Laws::default();
    for entry in file.law {
        let (from, mark) = (day(&toml, &entry.from)?, mark(&toml, &entry.mark)?);
        laws.enactments.push(toml.placed(entry.name, |name| EnactmentText {
            name,
            number: entry.number,
            rank: entry.rank,
            from,
            mark,
        }));
    }
    for entry in file.change {
        let (from, mark) = (day(&toml, &entry.from)?, mark(&toml, &entry.mark)?);
        let confirmed: Result<Vec<_>, LawError> = entry.confirmed.into_iter().map(|entry| confirmation(&toml, entry)).collect();
        let confirmed = confirmed?;
        laws.changes.push(toml.placed(entry.law, |law| ChangeText {
            law,
            articles: entry.articles,
            kind: entry.kind,
            from,
            by: entry.by,
            note: entry.note,
            mark,
            confirmed,
        }));
    }
    Ok(laws)
}

fn confirmation(toml: &Toml<'_>, entry: ConfirmationEntry) -> Result<ConfirmationText, LawError> {
    Ok(ConfirmationText {
        on: day(toml, &entry.on)?,
        until: day(toml, &entry.until)?,
        matter: entry.matter,
        outcome: entry.outcome,
        by: entry.by,
    })
}

/// `responsibilities.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PowersFile {
    #[serde(default)]
    power_item: Vec<PowerEntry>,
    #[serde(default)]
    duty_item: Vec<PowerEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PowerEntry {
    code: Spanned<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    matters: Vec<String>,
    removed: Option<Spanned<Datetime>>,
}

type Items = Vec<Placed<PowerItemText>>;

fn powers(files: &Files) -> Result<(Items, Items), LawError> {
    let Some((file, toml)) = read::<PowersFile>(files, RESPONSIBILITIES)? else {
        return Ok((Items::new(), Items::new()));
    };
    let item = |entry: PowerEntry| {
        let removed = day(&toml, &entry.removed)?;
        Ok(toml.placed(entry.code, |code| PowerItemText {
            code,
            name: entry.name,
            department: entry.department,
            matters: entry.matters,
            removed,
        }))
    };
    let items = |entries: Vec<PowerEntry>| entries.into_iter().map(item).collect::<Result<Items, LawError>>();
    Ok((items(file.power_item)?, items(file.duty_item)?))
}

/// `proofs.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofsFile {
    #[serde(default)]
    proof: Vec<ProofEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofEntry {
    code: Spanned<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    matters: Vec<String>,
    #[serde(default)]
    basis: String,
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    disposal: String,
    #[serde(default)]
    commitment_excluded: String,
    day: Option<Spanned<Datetime>>,
    mark: Option<Spanned<String>>,
    #[serde(default)]
    note: String,
}

fn proofs(files: &Files) -> Result<Vec<Placed<ProofText>>, LawError> {
    let Some((file, toml)) = read::<ProofsFile>(files, PROOFS)? else {
        return Ok(Vec::new());
    };
    let proof = |entry: ProofEntry| {
        let (day, mark) = (day(&toml, &entry.day)?, mark(&toml, &entry.mark)?);
        Ok(toml.placed(entry.code, |code| ProofText {
            code,
            name: entry.name,
            also: entry.also,
            matters: entry.matters,
            basis: entry.basis,
            issuer: entry.issuer,
            disposal: entry.disposal,
            commitment_excluded: entry.commitment_excluded,
            day,
            mark,
            note: entry.note,
        }))
    };
    file.proof.into_iter().map(proof).collect()
}

fn visits(files: &Files) -> Result<Vec<Placed<VisitRow>>, LawErrors> {
    if files.text(VISITS).is_err() {
        return Ok(Vec::new());
    }
    rows(files, VISITS, &["batch", "date", "matter", "class", "change", "basis"], |row| {
        VisitRow {
            batch: row.cell("batch"),
            date: row.cell("date"),
            matter: row.cell("matter"),
            class: row.cell("class"),
            change: row.cell("change"),
            basis: row.cell("basis"),
        }
    })
}
