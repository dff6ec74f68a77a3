//! Rows of TOML files: one `[[…]]` each, with rows within it as inline tables of a list or as `[[….…]]`.

use super::given;
use super::list::TableOf;
use crate::catalogue::sheet::{Filled, Kind, Part, Values, broken, put, rows_of, show, shown, values_of};
use crate::failure::Failure;
use rules::{Code, Refusal};
use std::ops::RangeInclusive;
use toml_edit::{Array, ArrayOfTables, Document, DocumentMut, InlineTable, Item, RawString, Table, TableLike, Value, value};

/// Where each line begins.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Lines {
        Lines(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// The line a byte stands in, from 1.
    fn at(&self, byte: usize) -> u32 {
        u32::try_from(self.0.partition_point(|start| *start <= byte)).unwrap_or(u32::MAX)
    }
}

fn start(table: &Table) -> usize {
    table.span().map_or(0, |span| span.start)
}

/// Every row with its lines.
pub(super) fn rows(table: &TableOf, name: &str, text: &str) -> Result<Vec<(RangeInclusive<u32>, Filled)>, Failure> {
    let document = Document::parse(text).map_err(|error| broken(&error))?;
    let (lines, mut starts) = (Lines::of(text), Vec::new());
    for (_, item) in document.iter() {
        match item {
            Item::Table(table) => starts.push(start(table)),
            Item::ArrayOfTables(tables) => starts.extend(tables.iter().map(start)),
            Item::Value(_) | Item::None => {}
        }
    }
    starts.sort_unstable();
    let tables = document.get(name).and_then(Item::as_array_of_tables);
    let row = |row: &Table| {
        let own = start(row);
        let end = starts.iter().copied().find(|other| *other > own).unwrap_or(text.len());
        let mut filled = Filled::new();
        show(row, table.own(), table.own().name, &mut filled);
        for part in table.nested() {
            nested(row, part, &mut filled);
        }
        (lines.at(own)..=lines.at(end.saturating_sub(1)), filled)
    };
    Ok(tables.into_iter().flat_map(ArrayOfTables::iter).map(row).collect())
}

fn nested(row: &Table, part: &Part, filled: &mut Filled) {
    if !part.rows {
        if let Some(inner) = row.get(part.name).and_then(Item::as_table_like) {
            show(inner, part, part.name, filled);
        }
        return;
    }
    for (number, inner) in inner(row, part.name).into_iter().enumerate() {
        show(inner, part, &format!("{}.{number}", part.name), filled);
    }
}

fn inner<'t>(row: &'t Table, name: &str) -> Vec<&'t dyn TableLike> {
    match row.get(name) {
        Some(Item::ArrayOfTables(tables)) => tables.iter().map(|table| table as &dyn TableLike).collect(),
        Some(Item::Value(Value::Array(array))) => {
            let tables = array.iter().filter_map(Value::as_inline_table);
            tables.map(|table| table as &dyn TableLike).collect()
        }
        Some(_) | None => Vec::new(),
    }
}

fn parsed(text: &str) -> Result<DocumentMut, Refusal> {
    text.parse().map_err(|error| broken(&error))
}

/// The text with this row filled so.
pub(super) fn change(table: &TableOf, name: &str, text: &str, nth: usize, filled: &Filled) -> Result<String, Failure> {
    let mut document = parsed(text)?;
    let tables = document.get_mut(name).and_then(Item::as_array_of_tables_mut);
    let row = tables
        .and_then(|tables| tables.get_mut(nth))
        .ok_or_else(|| Refusal::new(Code::NotFound))?;
    forget_remark(row, table, filled);
    fill(row, table, filled)?;
    Ok(document.to_string())
}

/// A remark behind the key tells what the old key means.
fn forget_remark(row: &mut Table, table: &TableOf, filled: &Filled) {
    for column in table.key {
        let wanted = filled.get(&format!("{}.{column}", table.own().name)).map(|text| text.trim());
        if let Some(old) = row.get_mut(column).and_then(Item::as_value_mut)
            && Some(shown(old).as_str()) != wanted
        {
            old.decor_mut().set_suffix("");
        }
    }
}

/// The text with one row more, after the last of its kind.
pub(super) fn add(table: &TableOf, name: &str, text: &str, filled: &Filled) -> Result<String, Failure> {
    let mut document = parsed(text)?;
    let mut row = Table::new();
    row.decor_mut().set_prefix("\n");
    fill(&mut row, table, filled)?;
    let tables = document.entry(name).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let tables = tables.as_array_of_tables_mut().ok_or_else(|| Refusal::new(Code::LawFileBroken))?;
    tables.push(row);
    Ok(document.to_string())
}

/// The text without this row; what the head of the file says stays.
pub(super) fn remove(name: &str, text: &str, nth: usize) -> Result<String, Failure> {
    let mut document = parsed(text)?;
    let first = document
        .iter()
        .filter_map(|(_, item)| item.as_array_of_tables()?.iter().filter_map(Table::position).min())
        .min();
    let tables = document.get_mut(name).and_then(Item::as_array_of_tables_mut);
    let tables = tables
        .filter(|tables| nth < tables.len())
        .ok_or_else(|| Refusal::new(Code::NotFound))?;
    let (head, place) = tables.get(nth).map_or((String::new(), None), |row| (prefix(row), row.position()));
    tables.remove(nth);
    if place == first {
        keep_head(&mut document, &head);
    }
    Ok(document.to_string())
}

fn prefix(table: &Table) -> String {
    let prefix = table.decor().prefix().and_then(RawString::as_str);
    prefix.unwrap_or_default().to_owned()
}

/// Puts what stood above the first row above the one that is first now.
fn keep_head(document: &mut DocumentMut, head: &str) {
    let mut all: Vec<&mut Table> = Vec::new();
    for (_, item) in document.iter_mut() {
        if let Some(tables) = item.as_array_of_tables_mut() {
            all.extend(tables.iter_mut());
        }
    }
    match all.into_iter().min_by_key(|table| table.position()) {
        Some(next) => {
            let own = prefix(next);
            next.decor_mut().set_prefix(format!("{head}{}", own.trim_start_matches('\n')));
        }
        None => document.set_trailing(head.to_owned()),
    }
}

/// Another number at the top of a file.
pub(super) fn add_to(text: &str, key: &str, more: i64) -> Result<String, Failure> {
    let mut document = parsed(text)?;
    if let Some(old) = document.get_mut(key).and_then(Item::as_value_mut) {
        let decor = old.decor().clone();
        *old = Value::from(old.as_integer().unwrap_or_default() + more);
        *old.decor_mut() = decor;
    }
    Ok(document.to_string())
}

fn fill(row: &mut Table, table: &TableOf, filled: &Filled) -> Result<(), Refusal> {
    let own = table.own();
    put(row, own, values_of(own, own.name, filled)?);
    for part in table.nested() {
        if !part.rows {
            put_once(row, part, values_of(part, part.name, filled)?);
            continue;
        }
        let rows = rows_of(part, filled)?;
        let given = given(table, part.name, filled);
        let asked = table
            .own()
            .fields
            .iter()
            .any(|field| field.key == part.name && field.kind == Kind::Given);
        match row.get_mut(part.name) {
            Some(Item::ArrayOfTables(tables)) => put_tables(tables, part, &rows),
            Some(Item::Value(Value::Array(array))) if !rows.is_empty() || given => put_inline(array, part, &rows),
            _ if !rows.is_empty() || given => {
                let mut array = Array::new();
                put_inline(&mut array, part, &rows);
                row.insert(part.name, value(array));
            }
            // What was written empty stays written empty, unless the keeper says that it is not meant.
            Some(Item::Value(Value::Array(array))) if array.is_empty() && !asked => {}
            _ => {
                row.remove(part.name);
            }
        }
    }
    Ok(())
}

fn put_once(row: &mut Table, part: &Part, values: Values) {
    if values.iter().all(Option::is_none) {
        row.remove(part.name);
        return;
    }
    let inner = row.entry(part.name).or_insert_with(|| value(InlineTable::new()));
    let before = inner.to_string();
    if let Some(inner) = inner.as_table_like_mut() {
        put(inner, part, values);
    }
    if inner.to_string() != before
        && let Some(inner) = inner.as_inline_table_mut()
    {
        let decor = inner.decor().clone();
        inner.fmt();
        *inner.decor_mut() = decor;
    }
}

fn put_tables(tables: &mut ArrayOfTables, part: &Part, rows: &[(usize, Values)]) {
    let mut new = ArrayOfTables::new();
    for (number, values) in rows {
        let mut table = tables.get(*number).cloned().unwrap_or_else(|| {
            let mut fresh = Table::new();
            fresh.decor_mut().set_prefix("\n");
            fresh
        });
        put(&mut table, part, values.clone());
        new.push(table);
    }
    *tables = new;
}

fn put_inline(array: &mut Array, part: &Part, rows: &[(usize, Values)]) {
    let old: Vec<InlineTable> = array.iter().filter_map(Value::as_inline_table).cloned().collect();
    let mut new: Vec<InlineTable> = Vec::new();
    for (number, values) in rows {
        let mut table = old.get(*number).cloned().unwrap_or_default();
        let before = table.to_string();
        put(&mut table, part, values.clone());
        if table.to_string() != before {
            let decor = table.decor().clone();
            table.fmt();
            *table.decor_mut() = decor;
        }
        new.push(table);
    }
    let same = |(one, other): (&InlineTable, &InlineTable)| one.to_string() == other.to_string();
    if new.len() == old.len() && new.iter().zip(&old).all(same) {
        return;
    }
    array.clear();
    if new.is_empty() {
        array.set_trailing("");
        array.set_trailing_comma(false);
        return;
    }
    for mut table in new {
        let written = table.decor().prefix().and_then(RawString::as_str).unwrap_or_default();
        if !written.contains('\n') {
            table.decor_mut().set_prefix("\n  ");
        }
        table.decor_mut().set_suffix("");
        array.push_formatted(Value::InlineTable(table));
    }
    array.set_trailing("\n");
    array.set_trailing_comma(true);
}
