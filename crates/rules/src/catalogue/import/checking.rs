//! The check itself: every row of every sheet, then the table they make beside the one the edition has.

use super::cells::{self, folded};
use super::heading::{self, Column, Heading};
use super::near::nearest;
use super::row::LIST;
use super::{Change, ColumnChange, Extent, Kind, Line, Place, Problem, Report, RowChange, Sheet, Wish, Wrong, columns, present};
use crate::catalogue::edition::Sort;
use crate::catalogue::source::Sources;
use std::collections::{BTreeMap, HashMap};

mod listed;
mod matters;

use listed::Listed;
use matters::Matters;

/// Characters of a code, of a name, and of any other cell of the catalogue.
const CODE_MAX: usize = 40;
const NAME_MAX: usize = 300;
const TEXT_MAX: usize = 4_000;

/// Checks the tables of a file against the edition these sources make.
pub fn check(sheets: &[Sheet], wish: &Wish, sources: &Sources) -> Report {
    let mut report = Report::default();
    let first = || sheets.first().map(|sheet| sheet.name.clone()).unwrap_or_default();
    let Some(kind) = wish.kind.or_else(|| heading::kind(sheets)) else {
        report.add(whole(first(), Wrong::KindUnknown, String::new()));
        return report;
    };
    report.kind = Some(kind);
    let mut table = Table::new(kind, *wish, sources);
    let mut last: Option<Heading> = None;
    for sheet in sheets {
        match heading::find(kind, sheet) {
            Some(mut found) => {
                heading::problems(&mut found, &sheet.name)
                    .into_iter()
                    .for_each(|problem| report.add(problem));
                // The same headings once more, on another page of the same table.
                if last.as_ref().is_some_and(|before| before.cells == found.cells) {
                    found.row = 0;
                }
                table.sheet(sheet, &found, &mut report);
                last = Some(found);
            }
            // A table that goes on after a page break has its headings only once.
            None => match &last {
                Some(before) if width(sheet) == before.cells.len() => {
                    let goes_on = Heading { row: 0, ..before.clone() };
                    table.sheet(sheet, &goes_on, &mut report);
                }
                Some(_) | None => {
                    let said = sheet.rows.first().and_then(|line| line.cells.iter().find(|cell| !cell.is_empty()));
                    report.add(whole(
                        sheet.name.clone(),
                        Wrong::SheetSkipped,
                        said.map(|cell| cells::text(cell)).unwrap_or_default(),
                    ));
                }
            },
        }
    }
    if last.is_none() {
        report.add(whole(first(), Wrong::NoHeading, String::new()));
    } else if report.read == 0 {
        report.add(whole(first(), Wrong::NoRows, String::new()));
    }
    table.finish(&mut report);
    report
}

fn whole(sheet: String, wrong: Wrong, value: String) -> Problem {
    Problem {
        place: Place { sheet, ..Place::default() },
        wrong,
        value,
        near: String::new(),
    }
}

fn width(sheet: &Sheet) -> usize {
    sheet.rows.iter().map(|line| line.cells.len()).max().unwrap_or(0)
}

/// A row that was read: a value for each column of the catalogue, `None` where the table says nothing.
type Cells = Vec<Option<String>>;

/// The table as it comes to be.
struct Table<'s> {
    kind: Kind,
    wish: Wish,
    sources: &'s Sources,
    matters: Matters<'s>,
    listed: Listed,
    /// Names and codes of terms, folded.
    terms: HashMap<String, &'s str>,
    /// Rows by key, with where they stand.
    rows: Vec<(String, Cells)>,
    keys: HashMap<String, Place>,
}

/// One row of a sheet while it is read.
struct Reading<'r> {
    sheet: &'r str,
    heading: &'r Heading,
    line: &'r Line,
    report: &'r mut Report,
}

impl Reading<'_> {
    fn raw(&self, column: &Column) -> &str {
        self.line.cells.get(column.at).map_or("", |cell| cell.trim())
    }

    /// The cell of a column, when the sheet has the column.
    fn cell(&self, name: &str) -> Option<&str> {
        self.heading.column(name).map(|column| self.raw(column))
    }

    fn wrong(&mut self, name: &str, wrong: Wrong, value: &str, near: Option<String>) {
        let column = self.heading.column(name);
        let problem = Problem {
            place: Place {
                sheet: self.sheet.to_owned(),
                row: self.line.number,
                column: column.map(|column| cells::letters(column.at)).unwrap_or_default(),
                heading: column.map(|column| column.heading.clone()).unwrap_or_default(),
            },
            wrong,
            value: value.chars().take(TEXT_MAX).collect(),
            near: near.unwrap_or_default(),
        };
        self.report.add(problem);
    }

    /// Whether suggestions are still worth their time: those beyond the bound are shown to nobody.
    fn suggests(&self) -> bool {
        self.report.problems.len() < super::PROBLEMS_MAX
    }

    fn bounded(&mut self, name: &str, value: String, most: usize) -> String {
        if value.chars().count() > most {
            self.wrong(name, Wrong::TooLong, &value, Some(most.to_string()));
        }
        value
    }

    /// A cell that must be there.
    fn needed(&mut self, name: &str, value: String) -> String {
        if value.is_empty() {
            self.wrong(name, Wrong::Missing, "", None);
        }
        value
    }

    fn code(&mut self, name: &str) -> Option<String> {
        let code = cells::code(self.cell(name)?);
        let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
        if !code.is_empty() && (code.len() > CODE_MAX || !code.chars().all(plain)) {
            self.wrong(name, Wrong::CodeWrong, &code, None);
        }
        Some(code)
    }

    fn text(&mut self, name: &str, most: usize) -> Option<String> {
        let text = cells::text(self.cell(name)?);
        Some(self.bounded(name, text, most))
    }

    /// A word of those allowed; empty when the cell is.
    fn word(&mut self, name: &str, values: &str) -> Option<String> {
        let cell = cells::text(self.cell(name)?);
        if cell.is_empty() {
            return Some(cell);
        }
        match cells::word(values, &cell) {
            Some(word) => Some(word.to_owned()),
            None => {
                let near = nearest(&folded(&cell), cells::words(values)).map(str::to_owned);
                self.wrong(name, Wrong::WordUnknown, &cell, near);
                None
            }
        }
    }

    fn codes(&mut self, name: &str) -> Option<String> {
        let codes: Vec<String> = cells::list(self.cell(name)?).iter().map(|part| cells::code(part)).collect();
        Some(self.bounded(name, codes.join(LIST), TEXT_MAX))
    }

    fn texts(&mut self, name: &str) -> Option<String> {
        let texts = cells::list(self.cell(name)?);
        Some(self.bounded(name, texts.join(LIST), TEXT_MAX))
    }

    /// The mode: a word, or a tick in one of four columns. A mode that holds only for some products or places is not the matter's.
    fn mode(&mut self) -> Option<String> {
        let ticked: Vec<&'static str> = self
            .heading
            .columns
            .iter()
            .filter(|column| column.name.starts_with("mode=") && !self.raw(column).is_empty())
            .filter_map(|column| column.name.strip_prefix("mode="))
            .collect();
        match ticked.as_slice() {
            [] => {}
            [mode] => return Some((*mode).to_owned()),
            [first, second, ..] => {
                let name = format!("mode={second}");
                self.wrong(&name, Wrong::ModesTwo, second, Some((*first).to_owned()));
                return None;
            }
        }
        let cell = cells::text(self.cell("mode")?);
        if let Some((whole, _)) = cell.split_once(['(', '（'])
            && cells::word("mode", &cell).is_none()
            && cells::word("mode", whole).is_some()
        {
            self.wrong("mode", Wrong::ModePartly, &cell, None);
            return None;
        }
        self.word("mode", "mode")
    }

    fn mark(&self, column: &str, wish: Wish) -> String {
        let said = self.heading.column(column).map_or("", |column| column.mark);
        if said.is_empty() { wish.mark.name() } else { said }.to_owned()
    }
}

impl<'s> Table<'s> {
    fn new(kind: Kind, wish: Wish, sources: &'s Sources) -> Table<'s> {
        let terms = sources.terms.iter().flat_map(|row| {
            let code = row.value.code.as_str();
            [(folded(code), code), (folded(&row.value.name), code)]
        });
        Table {
            kind,
            wish,
            sources,
            matters: Matters::of(sources),
            listed: Listed::of(sources),
            terms: terms.collect(),
            rows: Vec::new(),
            keys: HashMap::new(),
        }
    }

    fn sheet(&mut self, sheet: &Sheet, heading: &Heading, report: &mut Report) {
        for line in sheet.rows.iter().filter(|line| line.number != heading.row) {
            let said: Vec<&str> = line.cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
            let Some(first) = said.first() else { continue };
            let one = said.iter().all(|cell| cell == first);
            let title = one && heading.cells.len() > 2;
            if title || line.number < heading.row || heading.repeats(line) {
                report.add(Problem {
                    place: Place {
                        sheet: sheet.name.clone(),
                        row: line.number,
                        ..Place::default()
                    },
                    wrong: Wrong::RowSkipped,
                    value: cells::text(first),
                    near: String::new(),
                });
                continue;
            }
            report.read += 1;
            let mut reading = Reading {
                sheet: &sheet.name,
                heading,
                line,
                report,
            };
            self.row(&mut reading);
        }
    }

    fn row(&mut self, reading: &mut Reading<'_>) {
        let (key_column, row) = match self.kind {
            Kind::ScopeTerms => ("code", self.term(reading)),
            Kind::ListedMatters => ("name", self.listed_matter(reading)),
            Kind::Everyday => ("word", self.everyday(reading)),
            Kind::State | Kind::Province | Kind::City | Kind::District => ("code", layer(reading)),
        };
        let key = row.first().cloned().flatten().unwrap_or_default();
        if key.is_empty() {
            return;
        }
        if key.starts_with('#') {
            return reading.wrong(key_column, Wrong::CodeWrong, &key, None);
        }
        if let Some(earlier) = self.keys.get(&key) {
            let earlier = if earlier.sheet == reading.sheet {
                earlier.row.to_string()
            } else {
                format!("{} {}", earlier.sheet, earlier.row)
            };
            return reading.wrong(key_column, Wrong::Twice, &key, Some(earlier));
        }
        let place = Place {
            sheet: reading.sheet.to_owned(),
            row: reading.line.number,
            ..Place::default()
        };
        self.keys.insert(key.clone(), place);
        self.rows.push((key, row));
    }

    fn term(&self, reading: &mut Reading<'_>) -> Cells {
        let wrong_before = reading.report.wrong;
        let code = reading.code("code").unwrap_or_default();
        let name = reading.text("name", NAME_MAX).unwrap_or_default();
        let (code, name) = (reading.needed("code", code), reading.needed("name", name));
        let permits = self.matters_of(reading, "permits", Sort::Permit);
        let permits_ftz = self.matters_of(reading, "permits_ftz", Sort::Permit);
        let filings = self.matters_of(reading, "filings", Sort::Filing);
        let stated = reading.word("kind", "kind").filter(|kind| !kind.is_empty());
        let names = |list: &Option<String>| list.as_ref().is_some_and(|list| !list.is_empty());
        let derived = match (names(&permits), names(&filings), names(&permits_ftz)) {
            (true, _, _) => "permit",
            (false, true, _) => "filing",
            (false, false, true) => "permit",
            (false, false, false) => "general",
        };
        // Only a table that has the matters can contradict the kind. What is needed in a free-trade zone alone makes no permit of it.
        let told = permits.is_some() || filings.is_some();
        let whole = told && reading.report.wrong == wrong_before;
        let contradicts = |kind: &str| match kind {
            "general" => names(&permits) || names(&filings),
            _ => derived == "general",
        };
        if let Some(kind) = stated.as_deref().filter(|kind| whole && contradicts(kind)) {
            reading.wrong("kind", Wrong::KindContradicts, kind, Some(derived.to_owned()));
        }
        let kind = stated.or_else(|| told.then(|| derived.to_owned()));
        let status = reading.text("cell_status", CODE_MAX).filter(|status| !status.is_empty());
        vec![
            Some(code),
            Some(name),
            kind,
            reading.codes("industries"),
            permits,
            permits_ftz,
            filings,
            status,
        ]
    }

    /// Ids of the matters a cell names.
    fn matters_of(&self, reading: &mut Reading<'_>, column: &str, sort: Sort) -> Option<String> {
        let named = cells::list(reading.cell(column)?);
        let mut ids: Vec<&str> = Vec::new();
        for name in &named {
            match self.matters.id(name, sort) {
                Some(id) if ids.contains(&id) => {}
                Some(id) => ids.push(id),
                None if let Some(parts) = self.matters.parted(name, sort) => {
                    reading.wrong(column, Wrong::NamesParted, name, Some(parts.join("、")));
                    ids.extend(parts.into_iter().filter(|id| !ids.contains(id)).collect::<Vec<_>>());
                }
                None if clipped(reading, column) => {
                    reading.wrong(column, Wrong::CellClipped, name, None);
                    return None;
                }
                None => {
                    let near = reading.suggests().then(|| self.matters.near(name)).flatten();
                    reading.wrong(column, Wrong::MatterUnknown, name, near);
                }
            }
        }
        Some(ids.join(LIST))
    }

    fn everyday(&self, reading: &mut Reading<'_>) -> Cells {
        let word = reading.text("word", CODE_MAX).unwrap_or_default();
        let word = reading.needed("word", word);
        let named = cells::list(reading.cell("terms").unwrap_or_default());
        let mut codes: Vec<&str> = Vec::new();
        for name in &named {
            match self.terms.get(&folded(name)) {
                Some(code) => codes.push(code),
                None => {
                    let names = self
                        .sources
                        .terms
                        .iter()
                        .flat_map(|row| [row.value.code.as_str(), row.value.name.as_str()]);
                    let near = reading.suggests().then(|| nearest(name, names)).flatten().map(str::to_owned);
                    reading.wrong("terms", Wrong::TermUnknown, name, near);
                }
            }
        }
        if named.is_empty() {
            reading.wrong("terms", Wrong::Missing, "", None);
        }
        vec![Some(word), Some(codes.join(LIST)), reading.text("note", TEXT_MAX)]
    }

    fn listed_matter(&mut self, reading: &mut Reading<'_>) -> Cells {
        let whole = reading.text("name", NAME_MAX).unwrap_or_default();
        let (name, variant) = matters::bare(&whole);
        let name = reading.needed("name", name.to_owned());
        let stated = reading.word("free_trade_zone", "free_trade_zone").filter(|zone| !zone.is_empty());
        let zone = if variant {
            "yes".to_owned()
        } else {
            stated.unwrap_or_else(|| "no".to_owned())
        };
        let sort = reading.word("sort", "sort").filter(|sort| !sort.is_empty());
        let given = reading.code("id").filter(|id| !id.is_empty());
        let found = self
            .listed
            .identify(given.as_deref(), &name, sort.as_deref(), &zone, self.wish.sort);
        let (id, sort) = match found {
            Some(found) => found,
            None => {
                if !name.is_empty() {
                    reading.wrong("name", Wrong::SortUnknown, &name, None);
                }
                return vec![None; 9];
            }
        };
        let department = reading.text("department", NAME_MAX).filter(|text| !text.is_empty());
        let mode = reading.mode().filter(|mode| !mode.is_empty());
        let mark = |reading: &mut Reading<'_>, column: &str, of: &str, stated: bool| {
            let own = reading.word(column, "mark").filter(|mark| !mark.is_empty());
            own.or_else(|| stated.then(|| reading.mark(of, self.wish)))
        };
        let department_mark = mark(reading, "department_mark", "department", department.is_some());
        let mode_mark = mark(reading, "mode_mark", "mode", mode.is_some());
        vec![
            Some(id),
            Some(name),
            Some(sort),
            Some(zone),
            department,
            department_mark,
            mode,
            mode_mark,
            reading.word("name_mark", "name_mark").filter(|mark| !mark.is_empty()),
        ]
    }

    /// Lays what was read over what the edition has.
    fn finish(self, report: &mut Report) {
        let columns = columns(self.kind);
        let mut old: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut order: Vec<String> = Vec::new();
        for row in present(self.kind, self.sources) {
            let key = row.first().cloned().unwrap_or_default();
            order.push(key.clone());
            old.insert(key, row);
        }
        let mut new: HashMap<String, Vec<String>> = HashMap::new();
        let mut change = Change::default();
        for (key, cells) in self.rows {
            let before = old.get(&key);
            let row = laid_over(self.kind, self.wish.extent, before, cells);
            match before {
                None => {
                    change.added.push(RowChange {
                        key: key.clone(),
                        name: name_of(&row),
                        columns: Vec::new(),
                    });
                    order.push(key.clone());
                }
                Some(before) if *before == row => change.same += 1,
                Some(before) => change.changed.push(RowChange {
                    key: key.clone(),
                    name: name_of(&row),
                    columns: differing(columns, before, &row),
                }),
            }
            new.insert(key, row);
        }
        let mut table = vec![columns.iter().map(|column| (*column).to_owned()).collect::<Vec<_>>()];
        for key in order {
            match (new.remove(&key), old.get(&key), self.wish.extent) {
                (Some(row), _, _) => table.push(row),
                (None, Some(row), Extent::Update) => {
                    change.same += 1;
                    table.push(row.clone());
                }
                (None, Some(row), Extent::Whole) => change.removed.push(RowChange {
                    key,
                    name: name_of(row),
                    columns: Vec::new(),
                }),
                (None, None, _) => {}
            }
        }
        report.change = change;
        if report.wrong == 0 {
            report.table = Some(table);
        }
    }
}

fn layer(reading: &mut Reading<'_>) -> Cells {
    let code = reading.code("code").unwrap_or_default();
    let name = reading.text("name", NAME_MAX).unwrap_or_default();
    let (code, name) = (reading.needed("code", code), reading.needed("name", name));
    vec![
        Some(code),
        Some(name),
        reading.mode(),
        reading.word("level", "level"),
        reading.text("department", NAME_MAX),
        reading.text("approving", NAME_MAX),
        reading.word("free_trade_zone", "free_trade_zone"),
        reading.word("set_by", "set_by"),
        reading.texts("conditions"),
        reading.texts("materials"),
        reading.codes("superior"),
        reading.text("deviation", TEXT_MAX),
        reading.text("deviation_basis", TEXT_MAX),
        reading.text("source", TEXT_MAX),
        reading.text("note", TEXT_MAX),
    ]
}

/// Whether the table says that this cell is cut off in the official document itself.
fn clipped(reading: &Reading<'_>, column: &str) -> bool {
    let status = reading.cell("cell_status").unwrap_or_default();
    let cut = |of: &str| matches!(of, "clipped" | "partial");
    status.split('/').any(|part| match part.strip_prefix("ftz_") {
        Some(of) => column == "permits_ftz" && cut(of),
        None => column == "permits" && cut(part),
    })
}

/// What a column says where neither the table nor the edition does.
fn otherwise(kind: Kind, column: &str) -> &'static str {
    match (kind.layer(), column) {
        (_, "free_trade_zone") => "no",
        (Some(_), "set_by") => "central",
        (None, "cell_status") => "ok",
        (None, "name_mark") => "whole",
        (None, "kind") => "general",
        (None, "department_mark" | "mode_mark") => "unknown",
        _ => "",
    }
}

/// A row laid over the one that was there. A table that only adds and corrects never empties a cell.
fn laid_over(kind: Kind, extent: Extent, before: Option<&Vec<String>>, cells: Cells) -> Vec<String> {
    let cell = |(at, (column, cell)): (usize, (&&'static str, Option<String>))| {
        let old = before.and_then(|row| row.get(at)).filter(|old| !old.is_empty());
        match (cell, extent) {
            (Some(cell), _) if !cell.is_empty() => cell,
            (Some(cell), Extent::Whole) => match otherwise(kind, column) {
                "" => cell,
                value => value.to_owned(),
            },
            (Some(_), Extent::Update) | (None, _) => old.map_or_else(|| otherwise(kind, column).to_owned(), String::clone),
        }
    };
    columns(kind).iter().zip(cells).enumerate().map(cell).collect()
}

fn name_of(row: &[String]) -> String {
    row.get(1).cloned().unwrap_or_default()
}

fn differing(columns: &[&'static str], before: &[String], after: &[String]) -> Vec<ColumnChange> {
    let cells = columns.iter().zip(before.iter().zip(after));
    cells
        .filter(|(_, (before, after))| before != after)
        .map(|(column, (before, after))| ColumnChange {
            column,
            before: before.clone(),
            after: after.clone(),
        })
        .collect()
}
