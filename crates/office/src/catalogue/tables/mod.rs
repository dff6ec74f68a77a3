//! 清单的表: the tables of a catalogue as rows that keepers find, fill, add and take out, whatever their files look like. One list
//! of columns makes the form and the file; comments, order and what the form does not know stay as they are. Nothing is saved
//! here: an [`Edit`] is what `editions::save_files` saves.

mod list;
mod names;
mod tabbed;
mod toml;
mod trying;

pub use list::{Layout, ROW, TABLES, TableOf};
pub use names::Names;
pub use trying::{Looked, Tried, enterprises_with, look, try_edit};

use super::sheet::{Filled, Kind, rows_of, values_of};
use crate::failure::Failure;
use crate::law::Files;
use rules::catalogue::Finding;
use rules::{Code, Refusal};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The file that says how many rows there must be.
const HEADER: &str = "catalogue/catalogue.toml";

/// One row as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What addresses call it: its key, and its number among rows of the same key when it is not the first.
    pub id: String,
    /// Its file.
    pub file: String,
    /// Its place among the rows of this file.
    nth: usize,
    /// Its lines, from 1.
    pub lines: RangeInclusive<u32>,
    /// What stands in it: by `row.column`, and `part.number.column` for rows within it.
    pub filled: Filled,
}

impl Row {
    /// Whether a finding is about it.
    pub fn has(&self, finding: &Finding) -> bool {
        *finding.file == *self.file && self.lines.contains(&finding.line)
    }

    /// What stands in a column.
    pub fn cell(&self, column: &str) -> &str {
        self.filled.get(&format!("{ROW}.{column}")).map_or("", String::as_str)
    }
}

/// What is to be saved: texts of files, and what the row is called afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Path and text.
    pub files: Vec<(String, String)>,
    /// The row, when it is still there.
    pub row: Option<String>,
}

impl Edit {
    /// The texts as `editions::save_files` takes them.
    pub fn texts(&self) -> Vec<(String, Option<String>)> {
        let texts = self.files.iter();
        texts.map(|(path, text)| (path.clone(), Some(text.clone()))).collect()
    }
}

/// What happened to a row since the edition the draft started from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was not there.
    Added,
    /// It says something else.
    Changed,
    /// It is not there any more.
    Removed,
}

impl Change {
    /// Name in words.
    pub fn name(self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::Changed => "changed",
            Change::Removed => "removed",
        }
    }
}

impl TableOf {
    /// The files it is written in, in the order of their paths.
    pub fn paths<'f>(&self, files: &'f Files) -> Vec<&'f str> {
        let there: Vec<&str> = files.below(self.files, "").map(|(path, _)| path).collect();
        // A table that nobody has written yet begins with its first row.
        if there.is_empty() && self.files.ends_with(".toml") {
            return vec![self.files];
        }
        there
    }

    /// Every row.
    pub fn rows(&self, files: &Files) -> Result<Vec<Row>, Failure> {
        let (mut rows, mut seen) = (Vec::new(), BTreeMap::<String, usize>::new());
        for (path, text) in files.below(self.files, "") {
            let found = match self.layout {
                Layout::Tabbed => tabbed::rows(self, text)?,
                Layout::Tables(name) => toml::rows(self, name, text)?,
            };
            for (nth, (lines, filled)) in found.into_iter().enumerate() {
                let key = self.key_of(&filled);
                let times = seen.entry(key.clone()).or_default();
                *times += 1;
                rows.push(Row {
                    id: if *times == 1 { key } else { format!("{key}~{times}") },
                    file: path.to_owned(),
                    nth,
                    lines,
                    filled,
                });
            }
        }
        Ok(rows)
    }

    /// The row of this name.
    pub fn row(&self, files: &Files, id: &str) -> Result<Row, Failure> {
        let found = self.rows(files)?.into_iter().find(|row| row.id == id);
        found.ok_or_else(|| Refusal::new(Code::NotFound).into())
    }

    fn key_of(&self, filled: &Filled) -> String {
        let cells = self.key.iter().filter_map(|column| filled.get(&format!("{ROW}.{column}")));
        let said: Vec<&str> = cells.map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        said.join("@")
    }

    /// What happened to each row since these files, by its name; rows that are as they were are not among them.
    pub fn changes(&self, base: &[Row], now: &[Row]) -> BTreeMap<String, Change> {
        let of = |rows: &[Row]| -> BTreeMap<String, Filled> { rows.iter().map(|row| (row.id.clone(), row.filled.clone())).collect() };
        let (before, after) = (of(base), of(now));
        let here = after.iter().filter_map(|(id, filled)| match before.get(id) {
            None => Some((id.clone(), Change::Added)),
            Some(old) if old != filled => Some((id.clone(), Change::Changed)),
            Some(_) => None,
        });
        let gone = before.keys().filter(|id| !after.contains_key(*id));
        here.chain(gone.map(|id| (id.clone(), Change::Removed))).collect()
    }

    /// The files with this row filled so.
    pub fn change(&self, files: &Files, id: &str, filled: &Filled) -> Result<Edit, Failure> {
        self.check(filled)?;
        let row = self.row(files, id)?;
        let text = read(files, &row.file)?;
        let text = match self.layout {
            Layout::Tabbed => tabbed::change(self, text, row.nth, filled)?,
            Layout::Tables(name) => toml::change(self, name, text, row.nth, filled)?,
        };
        self.edit(files, vec![(row.file.clone(), text)], |now| {
            now.file == row.file && now.nth == row.nth
        })
    }

    /// The files with one row more.
    pub fn add(&self, files: &Files, path: &str, filled: &Filled) -> Result<Edit, Failure> {
        self.check(filled)?;
        if !self.paths(files).contains(&path) {
            return Err(Refusal::field(Code::FieldInvalid, "file").into());
        }
        let key = self.key_of(filled);
        if self.rows(files)?.iter().any(|row| row.id == key) {
            let first = self.key.first().copied().unwrap_or_default();
            return Err(Refusal::field(Code::RowTwice, &format!("{ROW}.{first}")).with("key", key).into());
        }
        let text = files.text(path).unwrap_or_default();
        let text = match self.layout {
            Layout::Tabbed => tabbed::add(self, text, filled)?,
            Layout::Tables(name) => toml::add(self, name, text, filled)?,
        };
        let mut changed = vec![(path.to_owned(), text)];
        changed.extend(self.count(files, 1)?);
        self.edit(files, changed, |row| row.id == key)
    }

    /// The files without this row.
    pub fn remove(&self, files: &Files, id: &str) -> Result<Edit, Failure> {
        let row = self.row(files, id)?;
        let text = read(files, &row.file)?;
        let text = match self.layout {
            Layout::Tabbed => tabbed::remove(text, row.nth),
            Layout::Tables(name) => toml::remove(name, text, row.nth)?,
        };
        let mut changed = vec![(row.file, text)];
        changed.extend(self.count(files, -1)?);
        Ok(Edit { files: changed, row: None })
    }

    /// The files with this row as it was in the base, whether it is another now or not there any more.
    pub fn restore(&self, files: &Files, base: &Files, id: &str) -> Result<Edit, Failure> {
        let old = self.row(base, id)?;
        match self.row(files, id) {
            Ok(_) => self.change(files, id, &old.filled),
            Err(Failure::Refused(_)) => self.add(files, &old.file, &old.filled),
            Err(fault) => Err(fault),
        }
    }

    fn edit(&self, files: &Files, changed: Vec<(String, String)>, is: impl Fn(&Row) -> bool) -> Result<Edit, Failure> {
        let after = with(files, &changed);
        let row = self.rows(&after)?.into_iter().find(is).map(|row| row.id);
        Ok(Edit { files: changed, row })
    }

    /// The header with another number of rows, when it counts them.
    fn count(&self, files: &Files, more: i64) -> Result<Option<(String, String)>, Failure> {
        let Some(key) = self.counted else { return Ok(None) };
        let text = toml::add_to(read(files, HEADER)?, key, more)?;
        Ok(Some((HEADER.to_owned(), text)))
    }

    /// Every value is of its kind, and the key is there.
    fn check(&self, filled: &Filled) -> Result<(), Refusal> {
        for part in self.parts {
            if part.rows {
                rows_of(part, filled)?;
            } else {
                values_of(part, part.name, filled)?;
            }
        }
        if let Some(first) = self.key.first() {
            let name = format!("{ROW}.{first}");
            if filled.get(&name).is_none_or(|cell| cell.trim().is_empty()) {
                return Err(Refusal::new(Code::FieldMissing).with("field", &name).with("fields", name));
            }
        }
        Ok(())
    }
}

/// Whether the keeper must say that the rows of a part are meant, even none of them.
fn given(table: &TableOf, part: &str, filled: &Filled) -> bool {
    let said = table
        .own()
        .fields
        .iter()
        .any(|field| field.key == part && field.kind == Kind::Given);
    said && filled.get(&format!("{ROW}.{part}")).is_some_and(|given| given == "yes")
}

fn read<'f>(files: &'f Files, path: &str) -> Result<&'f str, Refusal> {
    files.text(path).map_err(|_| Refusal::new(Code::NotFound))
}

/// These files with the texts of an edit in their place.
fn with(files: &Files, changed: &[(String, String)]) -> Files {
    changed.iter().fold(files.clone(), |files, (path, text)| files.with(path, text))
}

#[cfg(test)]
mod tests;
