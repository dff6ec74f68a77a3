//! Tables out of files that others wrote: CSV and TSV, XLSX, DOCX, all as sheets of rows of plain text, each row with the number it
//! has in the program that shows it. A merged cell is repeated in every place it covers.
//!
//! Whoever sends such a file may mean harm: everything is bounded before it is kept, and what a package unpacks to is counted by
//! unpacking it, not by what it says of itself. What the cells mean is not known here.

mod text;
mod word;
mod workbook;

use std::collections::BTreeMap;

/// Bytes of a file.
pub const FILE_MAX: usize = 16 * 1_024 * 1_024;
/// Bytes all parts of a package may unpack to.
const UNPACKED_MAX: u64 = 32 * 1_024 * 1_024;
/// Parts of a package.
const PARTS_MAX: usize = 2_000;
/// Sheets of a workbook, tables of a text.
const SHEETS_MAX: usize = 1_000;
/// Rows of all sheets together.
pub const ROWS_MAX: usize = 20_000;
/// Columns of a row.
pub const COLUMNS_MAX: usize = 100;
/// Characters of a cell.
pub const CELL_MAX: usize = 10_000;
/// Characters of all cells, repeated ones too.
const TEXT_MAX: usize = 32 * 1_024 * 1_024;
/// Elements within elements of a text.
const DEPTH_MAX: usize = 200;

/// A sheet of a workbook, a table of a text, or the whole of a CSV file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The sheet's name; for a text, which table it is, from 1; empty for CSV and TSV.
    pub name: String,
    /// Its rows, those without any text left out.
    pub rows: Vec<Row>,
}

/// A row as its file shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// From 1.
    pub number: u32,
    /// Text of each column, from column A; empty ones at the end left out.
    pub cells: Vec<String>,
}

/// Where in a file a bound was passed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The sheet.
    pub sheet: String,
    /// The row, from 1.
    pub row: u32,
    /// The column, from 0.
    pub column: usize,
}

/// Why a file is not read as tables.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the file is empty")]
    Empty,
    #[error("the file has more than {FILE_MAX} bytes")]
    TooLarge,
    #[error("the package unpacks to too much, or holds too many parts")]
    UnpacksTooLarge,
    #[error("more than {ROWS_MAX} rows")]
    TooManyRows,
    #[error("more than {COLUMNS_MAX} columns in row {} of `{}`", .0.row, .0.sheet)]
    TooManyColumns(Place),
    #[error("more than {CELL_MAX} characters in one cell, row {} of `{}`", .0.row, .0.sheet)]
    CellTooLong(Place),
    #[error("too many sheets or tables, or too much text in them")]
    TooMuch,
    #[error("neither UTF-8 nor GB18030")]
    Encoding,
    #[error("the old binary or an encrypted Office format")]
    OldFormat,
    #[error("no CSV, TSV, XLSX or DOCX")]
    UnknownFormat,
    #[error("damaged: {0}")]
    Damaged(String),
    #[error("there is no table in it")]
    NoTable,
}

impl Unreadable {
    fn damaged(why: impl std::fmt::Display) -> Unreadable {
        Unreadable::Damaged(why.to_string().chars().take(200).collect())
    }
}

/// Reads the tables of a file; what it is, its first bytes say, not its name.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    if bytes.len() > FILE_MAX {
        return Err(Unreadable::TooLarge);
    }
    let sheets = match bytes {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => packed(bytes)?,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(Unreadable::OldFormat),
        _ => vec![text::read(bytes)?],
    };
    let sheets: Vec<Sheet> = sheets.into_iter().filter(|sheet| !sheet.rows.is_empty()).collect();
    if sheets.is_empty() { Err(Unreadable::NoTable) } else { Ok(sheets) }
}

/// The two kinds of package we know, told apart by their main part.
fn packed(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    let mut package = word::Package::open(bytes)?;
    if package.has(word::BODY) {
        return word::read(&mut package);
    }
    if package.has("xl/workbook.xml") {
        workbook::check_strings(&mut package)?;
        // Its reader is not ours and was not written for people who mean harm: should it fall over, the file is what is damaged.
        return std::panic::catch_unwind(|| workbook::read(bytes)).unwrap_or_else(|_| Err(Unreadable::damaged("the workbook")));
    }
    Err(Unreadable::UnknownFormat)
}

/// Keeps cells within the bounds, whatever the file.
#[derive(Default)]
struct Filling {
    sheets: Vec<Sheet>,
    name: String,
    rows: BTreeMap<u32, Vec<String>>,
    rows_done: usize,
    text: usize,
}

impl Filling {
    /// Begins a sheet.
    fn sheet(&mut self, name: &str) -> Result<(), Unreadable> {
        self.finish_sheet();
        if self.sheets.len() >= SHEETS_MAX {
            return Err(Unreadable::TooMuch);
        }
        name.clone_into(&mut self.name);
        self.sheets.push(Sheet {
            name: self.name.clone(),
            rows: Vec::new(),
        });
        Ok(())
    }

    /// Puts text in a cell; blank text is no text. Row from 1, column from 0.
    fn put(&mut self, row: u32, column: usize, text: &str) -> Result<(), Unreadable> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        let place = || Place {
            sheet: self.name.clone(),
            row,
            column,
        };
        if column >= COLUMNS_MAX {
            return Err(Unreadable::TooManyColumns(place()));
        }
        let length = text.chars().count();
        if length > CELL_MAX {
            return Err(Unreadable::CellTooLong(place()));
        }
        self.text += length;
        if self.text > TEXT_MAX {
            return Err(Unreadable::TooMuch);
        }
        if !self.rows.contains_key(&row) && self.rows_done + self.rows.len() >= ROWS_MAX {
            return Err(Unreadable::TooManyRows);
        }
        let cells = self.rows.entry(row).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        if let Some(cell) = cells.get_mut(column) {
            text.clone_into(cell);
        }
        Ok(())
    }

    /// Repeats the text of the first cell of a region in all of it, as far as the sheet has rows. Rows from 1, columns from 0.
    fn merge(&mut self, rows: (u32, u32), columns: (usize, usize)) -> Result<(), Unreadable> {
        let first = self.rows.get(&rows.0).and_then(|cells| cells.get(columns.0)).cloned();
        let Some(text) = first.filter(|text| !text.is_empty()) else {
            return Ok(());
        };
        let last = self.rows.last_key_value().map_or(0, |(row, _)| *row).min(rows.1);
        for row in rows.0..=last {
            for column in columns.0..=columns.1.min(COLUMNS_MAX - 1) {
                if (row, column) != (rows.0, columns.0) {
                    self.put(row, column, &text)?;
                }
            }
        }
        Ok(())
    }

    fn finish_sheet(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        self.rows_done += rows.len();
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.rows = rows.into_iter().map(|(number, cells)| Row { number, cells }).collect();
        }
    }

    fn done(mut self) -> Vec<Sheet> {
        self.finish_sheet();
        self.sheets
    }
}
