//! What one registration leaves in the database, seen from outside: the rows that came in and the rows that changed. The
//! peers write exactly these, so that they follow the product whenever its rows change.

use crate::{Outcome, Stop};
use rules::ids::Id;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::path::Path;

/// A column's content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Content {
    Null,
    Int(i64),
    Text(String),
}

struct Shape {
    name: String,
    columns: Vec<String>,
    /// Places of the key's columns.
    key: Vec<usize>,
    /// Places of columns that are unique by themselves.
    unique: Vec<usize>,
}

/// Rows by their key.
type Rows = BTreeMap<Vec<Content>, Vec<Content>>;

/// Every row of every table, at one moment.
pub struct Picture {
    tables: Vec<(Shape, Rows)>,
}

fn failed(error: rusqlite::Error) -> Stop {
    Stop::World(format!("the rows: {error}"))
}

impl Picture {
    /// Looks at a database file.
    pub fn of(path: &Path) -> Outcome<Picture> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(failed)?;
        let read = |connection: &Connection| -> rusqlite::Result<Picture> {
            // In the order of making: what a row points to stands before it.
            let mut names = connection.prepare(
                "select name from sqlite_schema where type = 'table' and name <> 'schema_migration' and name not glob 'sqlite_*' order by rowid",
            )?;
            let names = names.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
            let mut tables = Vec::new();
            for name in names {
                let shape = shape(connection, &name)?;
                let rows = rows(connection, &shape)?;
                tables.push((shape, rows));
            }
            Ok(Picture { tables })
        };
        read(&connection).map_err(failed)
    }
}

fn shape(connection: &Connection, name: &str) -> rusqlite::Result<Shape> {
    let mut shape = Shape {
        name: name.to_owned(),
        columns: Vec::new(),
        key: Vec::new(),
        unique: Vec::new(),
    };
    connection.pragma(None, "table_info", name, |row| {
        if row.get::<_, i64>("pk")? > 0 {
            shape.key.push(shape.columns.len());
        }
        shape.columns.push(row.get("name")?);
        Ok(())
    })?;
    let mut indexes: Vec<String> = Vec::new();
    connection.pragma(None, "index_list", name, |row| {
        if row.get::<_, i64>("unique")? == 1 {
            indexes.push(row.get("name")?);
        }
        Ok(())
    })?;
    for index in indexes {
        let mut places = Vec::new();
        connection.pragma(None, "index_info", &index, |row| {
            places.push(usize::try_from(row.get::<_, i64>("cid")?).unwrap_or(usize::MAX));
            Ok(())
        })?;
        if let [place] = places.as_slice() {
            shape.unique.push(*place);
        }
    }
    Ok(shape)
}

fn rows(connection: &Connection, shape: &Shape) -> rusqlite::Result<Rows> {
    let mut statement = connection.prepare(&format!("select {} from {}", shape.columns.join(", "), shape.name))?;
    let mut found = statement.query([])?;
    let mut rows = BTreeMap::new();
    while let Some(row) = found.next()? {
        let content = |place| -> rusqlite::Result<Content> {
            Ok(match row.get_ref(place)? {
                ValueRef::Integer(number) => Content::Int(number),
                ValueRef::Text(bytes) => Content::Text(String::from_utf8_lossy(bytes).into_owned()),
                ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Content::Null,
            })
        };
        let all = (0..shape.columns.len()).map(content).collect::<rusqlite::Result<Vec<_>>>()?;
        let key = shape.key.iter().filter_map(|place| all.get(*place).cloned()).collect();
        rows.insert(key, all);
    }
    Ok(rows)
}

/// Part of a text that differs from registration to registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Stays.
    Fixed(String),
    /// The number of the registration in 14 digits: ordered, as identities are.
    Number,
    /// Ten digits that are spread, as human numbers are.
    Spread,
}

/// A column's content in the row set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// An integer.
    Int(i64),
    /// Text, put together.
    Text(Vec<Piece>),
}

/// The number in 14 digits.
pub fn number(registration: u64) -> u64 {
    10_000_000_000_000 + registration
}

/// Ten digits that no two of a thousand million registrations share.
pub fn spread(registration: u64) -> u64 {
    1_000_000_000 + registration * SPREAD % 1_000_000_000
}

/// Odd and no multiple of five, so that it only reorders.
pub const SPREAD: u64 = 618_033_989;

/// Rows that come into a table.
pub struct Insert {
    /// Table.
    pub table: String,
    /// Columns.
    pub columns: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A row that changes; it must be there before.
pub struct Update {
    /// Table.
    pub table: String,
    /// All columns.
    pub columns: Vec<String>,
    /// The row before.
    pub before: Vec<Cell>,
    /// Columns that change, with what they become.
    pub set: Vec<(String, Cell)>,
    /// Columns that find the row: its key, and its version where it has one.
    pub find: Vec<(String, Cell)>,
}

/// What one registration writes.
pub struct RowSet {
    /// Rows that come in, table by table.
    pub inserts: Vec<Insert>,
    /// Rows that change.
    pub updates: Vec<Update>,
}

impl RowSet {
    /// What happened between two pictures. `key` is the idempotency key, which differs for each like an identity.
    pub fn between(before: &Picture, after: &Picture, key: &str) -> Outcome<RowSet> {
        let mut varied = Varied::default();
        varied.add(key);
        let mut set = RowSet {
            inserts: Vec::new(),
            updates: Vec::new(),
        };
        let pairs: Vec<_> = before.tables.iter().zip(&after.tables).collect();
        for ((shape, old), (_, new)) in &pairs {
            if old.keys().any(|key| !new.contains_key(key)) {
                return Err(Stop::World(format!("a registration deletes rows of {}", shape.name)));
            }
            for row in new.iter().filter(|(key, row)| old.get(*key) != Some(row)).map(|(_, row)| row) {
                varied.of_row(shape, row);
            }
        }
        for ((shape, old), (_, new)) in pairs {
            let fresh: Vec<Vec<Cell>> = new
                .iter()
                .filter(|(key, _)| !old.contains_key(*key))
                .map(|(_, row)| varied.row(row))
                .collect();
            if !fresh.is_empty() {
                set.inserts.push(Insert {
                    table: shape.name.clone(),
                    columns: shape.columns.clone(),
                    rows: fresh,
                });
            }
            let changed = old
                .iter()
                .filter_map(|(key, row)| Some((row, new.get(key).filter(|after| *after != row)?)));
            set.updates.extend(changed.map(|(old, new)| update(shape, &varied, old, new)));
        }
        Ok(set)
    }

    /// Rows written by one registration.
    pub fn rows(&self) -> usize {
        self.inserts.iter().map(|insert| insert.rows.len()).sum::<usize>() + self.updates.len()
    }
}

fn update(shape: &Shape, varied: &Varied, old: &[Content], new: &[Content]) -> Update {
    let (before, after) = (varied.row(old), varied.row(new));
    let named = |place: usize, row: &[Cell]| Some((shape.columns.get(place)?.clone(), row.get(place)?.clone()));
    let places = 0..shape.columns.len();
    let versions = places
        .clone()
        .filter(|place| shape.columns.get(*place).is_some_and(|name| name == "version"));
    Update {
        table: shape.name.clone(),
        columns: shape.columns.clone(),
        set: places
            .filter(|place| before.get(*place) != after.get(*place))
            .filter_map(|place| named(place, &after))
            .collect(),
        find: shape
            .key
            .iter()
            .copied()
            .chain(versions)
            .filter_map(|place| named(place, &before))
            .collect(),
        before,
    }
}

/// Texts that are another for each registration: identities, numbers, keys. Long texts (bodies, statements) stay as they are,
/// which is a kindness to the peers.
#[derive(Default)]
struct Varied {
    texts: BTreeMap<String, Vec<Piece>>,
}

const LONG: usize = 160;

impl Varied {
    fn of_row(&mut self, shape: &Shape, row: &[Content]) {
        let alone = (shape.key.len() == 1).then_some(&shape.key).into_iter().flatten();
        for place in alone.chain(&shape.unique) {
            if let Some(Content::Text(text)) = row.get(*place) {
                self.add(text);
            }
        }
    }

    fn add(&mut self, text: &str) {
        let slot = self.texts.len();
        let pieces = if let (Some(_), Some(time)) = (Id::parse(text), text.get(..10)) {
            vec![Piece::Fixed(format!("{time}{slot:02}")), Piece::Number]
        } else {
            let end = text.len().checked_sub(12).filter(|_| text.is_ascii());
            let front = end.and_then(|end| text.get(..end)).unwrap_or(text);
            vec![Piece::Fixed(format!("{front}{slot:02}")), Piece::Spread]
        };
        self.texts.entry(text.to_owned()).or_insert(pieces);
    }

    fn row(&self, row: &[Content]) -> Vec<Cell> {
        row.iter()
            .map(|content| match content {
                Content::Null => Cell::Null,
                Content::Int(number) => Cell::Int(*number),
                Content::Text(text) => Cell::Text(self.pieces(text)),
            })
            .collect()
    }

    fn pieces(&self, text: &str) -> Vec<Piece> {
        let found = self.texts.iter().filter(|_| text.len() <= LONG).find_map(|(varied, pieces)| {
            let (front, back) = text.split_once(varied.as_str())?;
            Some((front, pieces, back))
        });
        let Some((front, pieces, back)) = found else {
            return vec![Piece::Fixed(text.to_owned())];
        };
        let ends = |text: &str| (!text.is_empty()).then(|| Piece::Fixed(text.to_owned()));
        ends(front).into_iter().chain(pieces.iter().cloned()).chain(ends(back)).collect()
    }
}
