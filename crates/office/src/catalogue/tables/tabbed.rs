//! Rows of tab-separated tables. Only cells that change are written.

use super::list::TableOf;
use crate::catalogue::sheet::{FieldOf, Filled, Kind};
use crate::failure::Failure;
use rules::{Code, Refusal};
use std::ops::RangeInclusive;

/// Places of the lines that are rows, after the line that names the columns; columns by name.
fn parts(text: &str) -> (Vec<&str>, Vec<usize>) {
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    let columns = lines
        .next()
        .map_or(Vec::new(), |(_, header)| header.split('\t').map(str::trim).collect());
    (columns, lines.map(|(place, _)| place).collect())
}

/// Every row with its line.
pub(super) fn rows(table: &TableOf, text: &str) -> Result<Vec<(RangeInclusive<u32>, Filled)>, Failure> {
    let (columns, places) = parts(text);
    let lines: Vec<&str> = text.lines().collect();
    let part = table.own();
    let row = |place: usize| {
        let cells: Vec<&str> = lines.get(place).map_or(Vec::new(), |line| line.split('\t').collect());
        let mut filled = Filled::new();
        for field in part.fields {
            let at = columns.iter().position(|column| *column == field.key);
            let cell = at.and_then(|at| cells.get(at)).map_or("", |cell| cell.trim());
            if !cell.is_empty() {
                filled.insert(format!("{}.{}", part.name, field.key), shown(field.kind, cell));
            }
        }
        let line = u32::try_from(place + 1).unwrap_or(u32::MAX);
        (line..=line, filled)
    };
    Ok(places.into_iter().map(row).collect())
}

fn is_list(kind: Kind) -> bool {
    matches!(kind, Kind::Lines | Kind::Codes(_))
}

fn shown(kind: Kind, cell: &str) -> String {
    if is_list(kind) {
        let entries = cell.split('|').map(str::trim).filter(|entry| !entry.is_empty());
        entries.collect::<Vec<_>>().join("\n")
    } else {
        cell.to_owned()
    }
}

fn written(field: &FieldOf, text: &str) -> String {
    if is_list(field.kind) {
        let entries = text.lines().map(str::trim).filter(|entry| !entry.is_empty());
        entries.collect::<Vec<_>>().join("|").replace('\t', " ")
    } else {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.collect::<String>().replace('\t', " ")
    }
}

/// The line of a row, where each cell that says the same stays as it was written.
fn line(table: &TableOf, columns: &[&str], old: &str, filled: &Filled) -> Result<String, Refusal> {
    let mut cells: Vec<String> = old.split('\t').map(str::to_owned).collect();
    let part = table.own();
    for field in part.fields {
        let Some(at) = columns.iter().position(|column| *column == field.key) else {
            continue;
        };
        let wanted = filled.get(&format!("{}.{}", part.name, field.key)).map_or("", |text| text.trim());
        while cells.len() <= at {
            cells.push(String::new());
        }
        if let Some(cell) = cells.get_mut(at)
            && shown(field.kind, cell.trim()) != shown(field.kind, &written(field, wanted))
        {
            *cell = written(field, wanted);
        }
    }
    let line = cells.join("\t");
    // Such a line would be a remark, or nothing, to whoever reads the table.
    if line.starts_with('#') || line.trim().is_empty() {
        let first = columns.first().copied().unwrap_or_default();
        return Err(Refusal::field(Code::FieldInvalid, &format!("{}.{first}", part.name)));
    }
    let kept = old.len() - old.trim_end_matches('\t').len();
    let bare = line.trim_end_matches('\t');
    Ok(if old.is_empty() || line.len() - bare.len() <= kept {
        line
    } else {
        format!("{bare}{}", "\t".repeat(kept))
    })
}

fn joined(lines: &[String], text: &str) -> String {
    let mut all = lines.join("\n");
    if text.ends_with('\n') || text.is_empty() {
        all.push('\n');
    }
    all
}

fn owned(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// The text with this row filled so.
pub(super) fn change(table: &TableOf, text: &str, nth: usize, filled: &Filled) -> Result<String, Failure> {
    let (columns, places) = parts(text);
    let mut lines = owned(text);
    let written = places.get(nth).and_then(|place| lines.get_mut(*place));
    let written = written.ok_or_else(|| Refusal::new(Code::NotFound))?;
    *written = line(table, &columns, written, filled)?;
    Ok(joined(&lines, text))
}

/// The text with one row more: where its key has its place, or at the end.
pub(super) fn add(table: &TableOf, text: &str, filled: &Filled) -> Result<String, Failure> {
    let (columns, places) = parts(text);
    let mut lines = owned(text);
    let new = line(table, &columns, "", filled)?;
    let place = if table.ordered {
        let key = |line: &str| line.split('\t').next().unwrap_or_default().to_owned();
        let before = places
            .iter()
            .filter(|place| lines.get(**place).is_some_and(|line| key(line) < key(&new)));
        before
            .max()
            .map_or_else(|| places.first().copied().unwrap_or(lines.len()), |place| place + 1)
    } else {
        places.last().map_or(lines.len(), |place| place + 1)
    };
    lines.insert(place.min(lines.len()), new);
    Ok(joined(&lines, text))
}

/// The text without this row.
pub(super) fn remove(text: &str, nth: usize) -> String {
    let (_, places) = parts(text);
    let mut lines = owned(text);
    if let Some(place) = places.get(nth).filter(|place| **place < lines.len()) {
        lines.remove(*place);
    }
    joined(&lines, text)
}
