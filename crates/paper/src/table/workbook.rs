//! XLSX: cell by cell, so that a sheet that names one cell far away costs one cell.

use super::word::Package;
use super::{Filling, Sheet, Unreadable};
use calamine::{DataRef, Reader, SheetVisible, Xlsx, XlsxError};
use quick_xml::events::Event;
use std::io::{BufReader, Cursor};

/// Merged regions of one sheet.
const REGIONS_MAX: usize = 100_000;

/// Texts of one workbook, each kept once.
const STRINGS_MAX: usize = 1_000_000;

/// The reader makes room for as many texts as the workbook says it has, before it has seen one: a lie here would end the process.
pub(super) fn check_strings(package: &mut Package<'_>) -> Result<(), Unreadable> {
    for part in package.ending("sharedstrings.xml") {
        let mut reader = quick_xml::Reader::from_reader(BufReader::new(package.part(&part)?));
        let mut buffer = Vec::new();
        loop {
            let event = reader.read_event_into(&mut buffer).map_err(Unreadable::damaged)?;
            if let Event::Start(element) | Event::Empty(element) = &event
                && element.local_name().as_ref() == "sst"
            {
                for attribute in element.attributes().flatten().filter(|one| one.key.as_ref() == "uniqueCount") {
                    if attribute.value.trim().parse::<usize>().is_ok_and(|count| count > STRINGS_MAX) {
                        return Err(Unreadable::UnpacksTooLarge);
                    }
                }
                break;
            }
            if event == Event::Eof {
                break;
            }
            buffer.clear();
        }
    }
    Ok(())
}

/// Reads every sheet that is shown. The package has been looked at already.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|error: XlsxError| Unreadable::damaged(error))?;
    let shown = book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let names: Vec<String> = shown.map(|sheet| sheet.name.clone()).collect();
    let mut filling = Filling::default();
    for name in &names {
        filling.sheet(name)?;
        match cells(&mut book, name, &mut filling) {
            Ok(read) => read?,
            // A chart on a sheet of its own has no cells.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(Unreadable::damaged(error)),
        }
        let regions = book.merge_cells_by_sheet_name(name).map_err(Unreadable::damaged)?;
        if regions.len() > REGIONS_MAX {
            return Err(Unreadable::TooMuch);
        }
        for region in regions {
            let (from, to) = (region.start, region.end);
            filling.merge((number(from.0), number(to.0)), (from.1 as usize, to.1 as usize))?;
        }
    }
    Ok(filling.done())
}

fn number(row: u32) -> u32 {
    row.saturating_add(1)
}

type Filled = Result<(), Unreadable>;

fn cells(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, filling: &mut Filling) -> Result<Filled, XlsxError> {
    let mut reader = book.worksheet_cells_reader(name)?;
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        let filled = filling.put(number(row), column as usize, &shown(cell.get_value()));
        if filled.is_err() {
            return Ok(filled);
        }
    }
    Ok(Ok(()))
}

/// A value as a list writes it: numbers without a needless fraction, days as days.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        // A formula that failed says nothing.
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
