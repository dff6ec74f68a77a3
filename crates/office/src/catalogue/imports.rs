//! 导入: official tables taken into the files of a draft edition, or of a folder of law. The file that was handed in is noted and
//! kept, whether or not it was taken in; what becomes of it is one change of the draft.

use super::editions::{self, Opened};
use crate::bureau::{App, Caller};
use crate::failure::{Failure, Fault};
use crate::law::{Files, LawFiles};
use paper::table::{self, Unreadable};
use rules::access::{Actor, Grant};
use rules::calendar::{Date, Moment};
use rules::catalogue::Sort;
use rules::catalogue::import::{Extent, Kind, Line, Report, Sheet, Unread, Wish, check as check_sheets};
use rules::ids::AccountId;
use rules::law::Mark;
use rules::record::sm3_hex;
use rules::{Code, Refusal};
use sql::{Row, Tx, params};

/// Characters of the name of a file that are kept.
const NAME_MAX: usize = 120;
/// Where the number of rows of a table is stated.
const HEADER: &str = "catalogue/catalogue.toml";

/// A table that was handed in for a draft.
#[derive(Clone, Debug)]
pub struct HandedIn {
    /// Which of the draft's it is.
    pub position: i64,
    /// SM3 of the file.
    pub sm3: String,
    /// Its name.
    pub name: String,
    /// How it is to be taken.
    pub wish: Wish,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: AccountId,
}

/// What a table would do to a catalogue.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The report on its rows.
    pub report: Report,
    /// The files it would change, none while anything is wrong.
    pub texts: Vec<(String, Option<String>)>,
}

/// The tables of a file.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Refusal> {
    let sheets = table::read(bytes).map_err(|error| Refusal::new(Code::TableUnreadable).with("why", unread(&error)))?;
    let line = |row: table::Row| Line {
        number: row.number,
        cells: row.cells,
    };
    let sheet = |sheet: table::Sheet| Sheet {
        name: sheet.name,
        rows: sheet.rows.into_iter().map(line).collect(),
    };
    Ok(sheets.into_iter().map(sheet).collect())
}

fn unread(error: &Unreadable) -> Unread {
    match error {
        Unreadable::Empty => Unread::Empty,
        Unreadable::TooLarge => Unread::TooLarge,
        Unreadable::UnpacksTooLarge => Unread::UnpacksTooLarge,
        Unreadable::TooManyRows => Unread::TooManyRows,
        Unreadable::TooManyColumns(_) => Unread::TooManyColumns,
        Unreadable::CellTooLong(_) => Unread::CellTooLong,
        Unreadable::TooMuch => Unread::TooMuch,
        Unreadable::Encoding => Unread::Encoding,
        Unreadable::OldFormat => Unread::OldFormat,
        Unreadable::UnknownFormat => Unread::UnknownFormat,
        Unreadable::Damaged(_) => Unread::Damaged,
        Unreadable::NoTable => Unread::NoTable,
    }
}

/// Checks a file's tables against these files of a catalogue, and makes of them the files they would become. `name` and `day` stand
/// in the head of the new file, so that everybody sees where its rows come from.
pub fn check(files: &Files, bytes: &[u8], name: &str, wish: &Wish, day: Date) -> Result<Checked, Failure> {
    let sheets = read(bytes)?;
    let sources = LawFiles::read_catalogue(files).map_err(|errors| editions::broken(&errors))?;
    let report = check_sheets(&sheets, wish, &sources);
    let mut texts = Vec::new();
    if let (Some(table), Some(kind)) = (&report.table, report.kind)
        && !report.change.is_empty()
    {
        let origin = format!("# import: {day} {} sm3:{}", file_name(name), sm3_hex(bytes));
        let old = files.text(kind.path()).unwrap_or_default();
        texts.push((kind.path().to_owned(), Some(written(old, &origin, table))));
        if let Some(key) = kind.counted_as() {
            let header = files.text(HEADER).map_err(|error| editions::broken(&error.into()))?;
            texts.push((HEADER.to_owned(), Some(counted(header, key, table.len() - 1)?)));
        }
    }
    Ok(Checked { report, texts })
}

/// A table as text, below the remarks that stood over it and one of where it comes from now.
fn written(old: &str, origin: &str, table: &[Vec<String>]) -> String {
    let mut text = String::new();
    let remarks = old.lines().take_while(|line| line.starts_with('#')).filter(|line| *line != origin);
    for line in remarks.chain([origin]) {
        text.push_str(line);
        text.push('\n');
    }
    for row in table {
        text.push_str(&row.join("\t"));
        text.push('\n');
    }
    text
}

/// The catalogue's head with another number of rows; its remarks stay.
fn counted(header: &str, key: &str, count: usize) -> Result<String, Failure> {
    let broken = |why: String| Refusal::new(Code::LawFileBroken).with("why", why);
    let mut document: toml_edit::DocumentMut = header.parse().map_err(|error: toml_edit::TomlError| broken(error.to_string()))?;
    let count = i64::try_from(count).map_err(|error| broken(error.to_string()))?;
    match document.get_mut(key).and_then(toml_edit::Item::as_value_mut) {
        Some(value) => {
            let decor = value.decor().clone();
            *value = toml_edit::Value::from(count);
            *value.decor_mut() = decor;
        }
        None => return Err(broken(format!("{HEADER}: `{key}`")).into()),
    }
    Ok(document.to_string())
}

/// The last part of a name, without what no line of a table may hold.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|letter| !letter.is_control()).take(NAME_MAX).collect();
    if clean.trim().is_empty() {
        "table".to_owned()
    } else {
        clean.trim().to_owned()
    }
}

/// Notes that this file, which lies in the store, is to be taken into a draft so; gives its position.
pub fn hand_in(app: &App, caller: &Caller, number: i64, sm3: &str, name: &str, wish: Wish) -> Result<i64, Failure> {
    let kind = wish.kind.map_or("", Kind::name);
    let sort = wish.sort.map_or("", Sort::name);
    let input = (
        number,
        sm3.to_owned(),
        file_name(name),
        [kind, wish.extent.name(), sort, wish.mark.name()].map(str::to_owned),
    );
    let done = app.act(
        Grant::EditionEdit,
        caller,
        input,
        |office, (number, sm3, name, [kind, extent, sort, mark]): &(i64, String, String, [String; 4])| {
            editions::check_open(office, *number)?;
            office.tx.execute(
                "insert into edition_import (edition, position, sm3, name, kind, extent, sort, mark, handed_in_by, at)
                 select $1, coalesce(max(position), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9 from edition_import where edition = $1",
                params![
                    *number,
                    sm3,
                    name,
                    kind,
                    extent,
                    sort,
                    mark,
                    office.actor.account()?.to_string(),
                    office.at().micros()
                ],
            )?;
            let row = office.tx.query_one(
                "select max(position) as position from edition_import where edition = $1",
                params![*number],
            )?;
            let position = row.int("position")?;
            office.note("file", sm3);
            office.changed("edition", number, "table");
            Ok(position)
        },
    )?;
    Ok(done.result)
}

fn from_row(row: &Row) -> Result<HandedIn, Failure> {
    let text = |column: &str| row.text(column);
    let (kind, sort) = (text("kind")?, text("sort")?);
    let (extent, mark, by) = (text("extent")?, text("mark")?, text("handed_in_by")?);
    Ok(HandedIn {
        position: row.int("position")?,
        sm3: text("sm3")?,
        name: text("name")?,
        wish: Wish {
            kind: Kind::from_name(&kind),
            extent: Extent::from_name(&extent).ok_or_else(|| Fault::stored("extent", &extent))?,
            sort: Sort::from_name(&sort),
            mark: Mark::from_name(&mark).ok_or_else(|| Fault::stored("mark", &mark))?,
        },
        at: Moment::from_micros(row.int("at")?),
        by: AccountId::parse(&by).ok_or_else(|| Fault::stored("account", &by))?,
    })
}

/// The tables that were handed in for a draft, the newest first.
pub fn list(app: &App, actor: &Actor, number: i64, limit: u32) -> Result<Vec<HandedIn>, Failure> {
    editions::check_reader(actor)?;
    app.view("catalogue.imports", move |tx| {
        let rows = tx.query(
            "select position, sm3, name, kind, extent, sort, mark, handed_in_by, at from edition_import where edition = $1
             order by position desc limit $2",
            params![number, limit.min(200)],
        )?;
        rows.iter().map(from_row).collect()
    })
}

/// One of them.
pub fn find(app: &App, actor: &Actor, number: i64, position: i64) -> Result<HandedIn, Failure> {
    editions::check_reader(actor)?;
    app.view("catalogue.import", move |tx: &mut Tx| {
        let row = tx.query_opt(
            "select position, sm3, name, kind, extent, sort, mark, handed_in_by, at from edition_import
             where edition = $1 and position = $2",
            params![number, position],
        )?;
        from_row(&row.ok_or_else(|| Refusal::new(Code::NotFound))?)
    })
}

/// Takes a table into a draft as it is now; gives the new version. `bytes` are those of the file that was handed in.
pub fn take(app: &App, caller: &Caller, opened: &Opened, version: i64, handed_in: &HandedIn, bytes: &[u8]) -> Result<i64, Failure> {
    if sm3_hex(bytes) != handed_in.sm3 {
        return Err(Fault::stored("file", &handed_in.sm3).into());
    }
    let checked = check(&opened.files, bytes, &handed_in.name, &handed_in.wish, handed_in.at.day())?;
    if !checked.report.is_good() {
        return Err(Refusal::new(Code::TableRefused).with("wrong", checked.report.wrong).into());
    }
    // Whoever presses twice finds it taken in.
    if checked.texts.is_empty() {
        return Ok(opened.line.version);
    }
    editions::save_files(app, caller, opened.line.number, version, checked.texts)
}
