//! The files themselves: from a folder or embedded, TOML with positions, tab-separated tables with line numbers.

use crate::law::statutes::date;
use rules::calendar::Date;
use rules::catalogue::source::{At, Placed};
use rules::law::Mark;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;
use toml::value::Datetime;

/// A file that cannot be read, and where in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct LawError {
    /// Path below `law/`.
    pub file: String,
    /// Line, the first is 1; 0 when the whole file is meant.
    pub line: u32,
    /// What is wrong.
    pub message: String,
}

impl LawError {
    pub(crate) fn new(file: &str, line: u32, message: impl ToString) -> LawError {
        LawError {
            file: file.to_owned(),
            line,
            message: message.to_string(),
        }
    }
}

/// Everything that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct LawErrors(pub Vec<LawError>);

impl LawErrors {
    /// The value, or nothing and its errors kept.
    pub(crate) fn take<T>(&mut self, read: Result<T, LawErrors>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(errors) => {
                self.0.extend(errors.0);
                None
            }
        }
    }

    /// Puts the value in its place, or keeps its errors.
    pub(crate) fn put<T>(&mut self, place: &mut T, read: Result<T, LawErrors>) {
        if let Some(value) = self.take(read) {
            *place = value;
        }
    }

    /// The value if there was no error.
    pub(crate) fn or<T>(self, value: T) -> Result<T, LawErrors> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl From<LawError> for LawErrors {
    fn from(error: LawError) -> LawErrors {
        LawErrors(vec![error])
    }
}

/// The law as shipped within the program.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../law"]
struct Embedded;

/// The text files of `law/`, by path with forward slashes.
#[derive(Clone, Debug, Default)]
pub struct Files {
    texts: BTreeMap<String, String>,
    old: Option<OldEdition>,
}

/// `edition.toml`: an edition of old, of which only the files that were different stand in its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldEdition {
    /// Title.
    pub title: String,
    /// First day in force.
    pub valid_from: Date,
    /// The day it is shown for: corrections that hold from later on are not part of it.
    pub day: Date,
    /// Where it comes from.
    pub sources: Vec<String>,
}

/// `edition.toml` as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OldText {
    title: String,
    valid_from: Spanned<Datetime>,
    day: Spanned<Datetime>,
    /// The folder that holds what was not different, from this one.
    over: String,
    /// Files that were not there yet.
    #[serde(default)]
    removes: Vec<Spanned<String>>,
    sources: Vec<String>,
}

const OLD: &str = "edition.toml";

/// So many editions may lie over each other; more are a circle.
const OVERLAYS_MAX: u32 = 8;

impl Files {
    /// The files of a folder and its folders. One with an `edition.toml` is laid over the folder that names.
    pub fn from_dir(root: &Path) -> Result<Files, LawErrors> {
        Files::laid_over(root, OVERLAYS_MAX)
    }

    fn laid_over(root: &Path, depth: u32) -> Result<Files, LawErrors> {
        let mut files = Files::default();
        files.add_dir(root, "")?;
        let Some(text) = files.texts.remove(OLD) else { return Ok(files) };
        let (old, toml): (OldText, Toml<'_>) = Toml::read(OLD, &text)?;
        let depth = depth
            .checked_sub(1)
            .ok_or_else(|| LawError::new(&root.join(OLD).display().to_string(), 0, "editions lie over each other in a circle"))?;
        let mut below = Files::laid_over(&root.join(&old.over), depth)?;
        let mut errors = LawErrors::default();
        for removed in &old.removes {
            if below.texts.remove(removed.get_ref()).is_none() {
                let missing = format!("`{}` is not there to be removed", removed.get_ref());
                errors.0.push(toml.wrong(&removed.span(), missing));
            }
        }
        below.texts.extend(files.texts);
        below.old = Some(OldEdition {
            valid_from: date(&toml, &old.valid_from)?,
            day: date(&toml, &old.day)?,
            title: old.title,
            sources: old.sources,
        });
        errors.or(below)
    }

    /// What stands of an edition of old; none for the law of today.
    pub fn old(&self) -> Option<&OldEdition> {
        self.old.as_ref()
    }

    /// The files within the program.
    pub fn embedded() -> Result<Files, LawErrors> {
        let mut files = Files::default();
        for path in Embedded::iter() {
            if let Some(file) = Embedded::get(&path) {
                files.add(&path, file.data.into_owned())?;
            }
        }
        Ok(files)
    }

    /// Files given as text: for tests and previews.
    pub fn from_texts<'t>(texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Files {
        Files {
            texts: texts.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect(),
            old: None,
        }
    }

    /// The same files, one of them with another text: for what-if runs.
    pub fn with(mut self, path: &str, text: &str) -> Files {
        self.texts.insert(path.to_owned(), text.to_owned());
        self
    }

    /// The files of the catalogue alone.
    pub fn catalogue(&self) -> Files {
        Files {
            old: self.old.clone(),
            ..Files::from_texts(self.below("catalogue/", ""))
        }
    }

    fn add_dir(&mut self, folder: &Path, prefix: &str) -> Result<(), LawErrors> {
        let failed = |error: std::io::Error| LawError::new(&folder.display().to_string(), 0, error);
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().map_err(failed)?.is_dir() {
                self.add_dir(&entry.path(), &format!("{path}/"))?;
            } else {
                self.add(&path, std::fs::read(entry.path()).map_err(failed)?)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), LawError> {
        let text = String::from_utf8(bytes).map_err(|_| LawError::new(path, 0, "not UTF-8"))?;
        self.texts.insert(path.to_owned(), text.trim_start_matches('\u{feff}').to_owned());
        Ok(())
    }

    /// The text of a file that must be there.
    pub fn text(&self, path: &str) -> Result<&str, LawError> {
        self.texts
            .get(path)
            .map(String::as_str)
            .ok_or_else(|| LawError::new(path, 0, "the file is missing"))
    }

    /// Files below a folder with this ending, in the order of their paths.
    pub fn below<'f>(&'f self, folder: &'f str, ending: &'f str) -> impl Iterator<Item = (&'f str, &'f str)> {
        let files = self
            .texts
            .iter()
            .filter(move |(path, _)| path.starts_with(folder) && path.ends_with(ending));
        files.map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// A TOML file with what is needed to say where something stands in it.
pub(crate) struct Toml<'f> {
    file: Arc<str>,
    text: &'f str,
}

impl<'f> Toml<'f> {
    /// Reads a file; an unknown key, a wrong type or bad syntax is an error with its line.
    pub(crate) fn read<T: DeserializeOwned>(path: &str, text: &'f str) -> Result<(T, Toml<'f>), LawError> {
        let toml = Toml {
            file: Arc::from(path),
            text,
        };
        match toml::from_str(text) {
            Ok(value) => Ok((value, toml)),
            Err(error) => {
                let line = error.span().map_or(0, |span| toml.line(&span));
                Err(LawError::new(path, line, error.message()))
            }
        }
    }

    fn line(&self, span: &Range<usize>) -> u32 {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        u32::try_from(before.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(0) + 1
    }

    /// The file's name and this line.
    pub(crate) fn at(&self, span: &Range<usize>) -> At {
        At {
            file: Arc::clone(&self.file),
            line: self.line(span),
        }
    }

    /// The value with its place in the file.
    pub(crate) fn placed<T, U>(&self, spanned: toml::Spanned<T>, make: impl FnOnce(T) -> U) -> Placed<U> {
        let at = self.at(&spanned.span());
        Placed {
            value: make(spanned.into_inner()),
            at,
        }
    }

    /// A mark how sure we are.
    pub(crate) fn mark(&self, written: &toml::Spanned<String>) -> Result<Mark, LawError> {
        let word = written.get_ref();
        Mark::from_name(word).ok_or_else(|| self.wrong(&written.span(), format!("`{word}` is no mark")))
    }

    /// An error at this place of the file.
    pub(crate) fn wrong(&self, span: &Range<usize>, message: impl ToString) -> LawError {
        LawError::new(&self.file, self.line(span), message)
    }
}

/// One row of a table.
pub(crate) struct Row<'f> {
    /// Where it stands.
    pub(crate) at: At,
    cells: BTreeMap<&'f str, &'f str>,
}

impl Row<'_> {
    /// The text of a column.
    pub(crate) fn cell(&self, column: &str) -> String {
        self.cells.get(column).map_or_else(String::new, |cell| cell.trim().to_owned())
    }

    /// The list in a column, parted by `|`.
    pub(crate) fn list(&self, column: &str) -> Vec<String> {
        self.cell(column)
            .split('|')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }
}

/// Reads a tab-separated table: lines with `#` first are remarks, the first other line names the columns, which must be
/// exactly these.
pub(crate) fn table<'f>(files: &'f Files, path: &str, columns: &[&str]) -> Result<Vec<Row<'f>>, LawErrors> {
    let text = files.text(path)?;
    let file: Arc<str> = Arc::from(path);
    let mut lines = (1u32..)
        .zip(text.lines())
        .filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    let (line, header) = lines.next().ok_or_else(|| LawError::new(path, 0, "the table is empty"))?;
    let header: Vec<&str> = header.split('\t').map(str::trim).collect();
    let mut errors = LawErrors::default();
    for name in columns.iter().filter(|name| !header.contains(name)) {
        errors.0.push(LawError::new(path, line, format!("column `{name}` is missing")));
    }
    for name in header.iter().filter(|name| !columns.contains(name)) {
        errors.0.push(LawError::new(path, line, format!("unknown column `{name}`")));
    }
    let mut rows = Vec::new();
    for (line, text) in lines {
        let cells: Vec<&str> = text.trim_end_matches('\r').split('\t').collect();
        if cells.len() > header.len() {
            errors.0.push(LawError::new(
                path,
                line,
                format!("{} cells for {} columns", cells.len(), header.len()),
            ));
        }
        let at = At {
            file: Arc::clone(&file),
            line,
        };
        rows.push(Row {
            at,
            cells: header.iter().copied().zip(cells).collect(),
        });
    }
    errors.or(rows)
}
