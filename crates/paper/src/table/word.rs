//! DOCX: the tables of the body, in their order; a table within a cell is text of that cell.

use super::{CELL_MAX, COLUMNS_MAX, DEPTH_MAX, Filling, PARTS_MAX, Place, Sheet, UNPACKED_MAX, Unreadable};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The part with the text itself.
pub(super) const BODY: &str = "word/document.xml";

/// A package whose parts are known not to unpack to more than is bearable.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
}

impl<'b> Package<'b> {
    /// Opens it, and unpacks every part once to nowhere: what a part says of its size is not believed.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Package<'b>, Unreadable> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(Unreadable::damaged)?;
        if archive.len() > PARTS_MAX {
            return Err(Unreadable::UnpacksTooLarge);
        }
        let mut left = UNPACKED_MAX;
        for place in 0..archive.len() {
            let part = archive.by_index(place).map_err(Unreadable::damaged)?;
            let unpacked = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(Unreadable::damaged)?;
            left = left.checked_sub(unpacked).ok_or(Unreadable::UnpacksTooLarge)?;
        }
        Ok(Package { archive })
    }

    /// Whether it has this part.
    pub(super) fn has(&self, part: &str) -> bool {
        self.archive.index_for_name(part).is_some()
    }

    /// The parts whose name ends so, whatever its case.
    pub(super) fn ending(&self, with: &str) -> Vec<String> {
        let names = self.archive.file_names().filter_map(Result::ok);
        let fitting = names.filter(|name| name.to_ascii_lowercase().ends_with(with));
        fitting.map(|name| name.into_owned()).collect()
    }

    /// The bytes of a part.
    pub(super) fn part(&mut self, part: &str) -> Result<impl Read, Unreadable> {
        Ok(self.archive.by_name(part).map_err(Unreadable::damaged)?.take(UNPACKED_MAX))
    }

    fn text(&mut self, part: &str) -> Result<String, Unreadable> {
        let mut text = String::new();
        self.part(part)?.read_to_string(&mut text).map_err(Unreadable::damaged)?;
        Ok(text)
    }
}

/// Reads the tables of the body.
pub(super) fn read(package: &mut Package<'_>) -> Result<Vec<Sheet>, Unreadable> {
    let text = package.text(BODY)?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut body = Body::default();
    loop {
        match reader.read_event().map_err(Unreadable::damaged)? {
            Event::Start(element) => body.open(&element)?,
            Event::Empty(element) => {
                body.open(&element)?;
                body.close(element.local_name().as_ref())?;
            }
            Event::End(element) => body.close(element.local_name().as_ref())?,
            Event::Text(text) => body.say(&text)?,
            Event::CData(text) => body.say(&text)?,
            Event::GeneralRef(entity) => body.say(&resolved(&entity)?)?,
            Event::DocType(_) => return Err(Unreadable::damaged("a document type")),
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
    if body.depth > 0 {
        return Err(Unreadable::damaged("the text breaks off"));
    }
    Ok(body.filling.done())
}

/// A character by number, or one of the five that XML itself names; there are no others without a document type.
fn resolved(entity: &BytesRef<'_>) -> Result<String, Unreadable> {
    if let Some(character) = entity.resolve_char_ref().map_err(Unreadable::damaged)? {
        return Ok(character.to_string());
    }
    let name: &str = entity;
    let known = quick_xml::escape::resolve_xml_entity(name);
    known.map(str::to_owned).ok_or_else(|| Unreadable::damaged(format!("&{name};")))
}

/// How a cell stands to the one above it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Merge {
    #[default]
    Alone,
    First,
    Continued,
}

/// The cell that is being read.
#[derive(Default)]
struct Cell {
    text: String,
    letters: usize,
    span: usize,
    merge: Merge,
}

/// Where one is in the body.
#[derive(Default)]
struct Body {
    filling: Filling,
    depth: usize,
    /// Tables within tables that are open.
    tables: usize,
    /// Tables begun.
    count: usize,
    row: u32,
    column: usize,
    cell: Option<Cell>,
    /// Text of cells that may be continued below, by column.
    above: BTreeMap<usize, String>,
    /// Open elements that are not to be read: the same once more for older programs, or from where a text was moved away.
    unread: usize,
    /// Within the text of a run.
    speaking: bool,
}

impl Body {
    fn open(&mut self, element: &BytesStart<'_>) -> Result<(), Unreadable> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(Unreadable::damaged("too many elements within each other"));
        }
        let name = element.local_name();
        if matches!(name.as_ref(), "Fallback" | "moveFrom") || self.unread > 0 {
            self.unread += 1;
            return Ok(());
        }
        match name.as_ref() {
            "tbl" => self.open_table()?,
            "tr" if self.tables == 1 => {
                self.row = self.row.saturating_add(1);
                self.column = 0;
            }
            "gridBefore" if self.tables == 1 && self.cell.is_none() => self.column += count(element),
            "tc" if self.tables == 1 => {
                self.cell = Some(Cell {
                    span: 1,
                    ..Cell::default()
                });
            }
            "gridSpan" if self.tables == 1 => {
                if let Some(cell) = &mut self.cell {
                    cell.span = count(element).max(1);
                }
            }
            "vMerge" if self.tables == 1 => {
                if let Some(cell) = &mut self.cell {
                    cell.merge = if value(element).as_deref() == Some("restart") {
                        Merge::First
                    } else {
                        Merge::Continued
                    };
                }
            }
            "t" => self.speaking = true,
            "tab" | "br" | "cr" => self.part('\n')?,
            _ => {}
        }
        Ok(())
    }

    fn open_table(&mut self) -> Result<(), Unreadable> {
        self.tables += 1;
        if self.tables == 1 {
            self.count += 1;
            (self.row, self.column) = (0, 0);
            self.above.clear();
            self.filling.sheet(&self.count.to_string())?;
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Unreadable> {
        self.depth = self.depth.saturating_sub(1);
        if self.unread > 0 {
            self.unread -= 1;
            return Ok(());
        }
        match name {
            "tbl" => self.tables = self.tables.saturating_sub(1),
            "tc" if self.tables == 1 => self.close_cell()?,
            "p" => self.part('\n')?,
            "t" => self.speaking = false,
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), Unreadable> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        if self.column + cell.span > COLUMNS_MAX {
            return Err(Unreadable::TooManyColumns(self.place()));
        }
        let text = match cell.merge {
            Merge::Alone => {
                self.above.remove(&self.column);
                cell.text
            }
            Merge::First => {
                self.above.insert(self.column, cell.text.clone());
                cell.text
            }
            Merge::Continued => self.above.get(&self.column).cloned().unwrap_or(cell.text),
        };
        for column in self.column..self.column + cell.span {
            self.filling.put(self.row, column, &text)?;
        }
        self.column += cell.span;
        Ok(())
    }

    fn say(&mut self, text: &str) -> Result<(), Unreadable> {
        if !self.speaking || self.unread > 0 {
            return Ok(());
        }
        for letter in text.chars() {
            self.letter(letter)?;
        }
        Ok(())
    }

    /// Parts two pieces of a cell's text.
    fn part(&mut self, by: char) -> Result<(), Unreadable> {
        match &self.cell {
            Some(cell) if !cell.text.is_empty() && !cell.text.ends_with(by) => self.letter(by),
            Some(_) | None => Ok(()),
        }
    }

    fn letter(&mut self, letter: char) -> Result<(), Unreadable> {
        let Some(cell) = &mut self.cell else { return Ok(()) };
        if cell.letters >= CELL_MAX {
            return Err(Unreadable::CellTooLong(self.place()));
        }
        cell.letters += 1;
        cell.text.push(letter);
        Ok(())
    }

    fn place(&self) -> Place {
        Place {
            sheet: self.filling.name.clone(),
            row: self.row,
            column: self.column,
        }
    }
}

/// `w:val` of an element.
fn value(element: &BytesStart<'_>) -> Option<String> {
    let attribute = element.attributes().flatten().find(|one| one.key.local_name().as_ref() == "val")?;
    Some(attribute.value.into_owned())
}

/// `w:val` as a number of columns, bounded.
fn count(element: &BytesStart<'_>) -> usize {
    value(element).and_then(|text| text.parse().ok()).unwrap_or(0).min(COLUMNS_MAX + 1)
}
