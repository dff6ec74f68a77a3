//! Which row of a sheet names its columns, and which column is which.

use super::cells::{folded, letters};
use super::{Kind, Line, Place, Problem, Sheet, Wrong};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Headings stand within the first rows, below titles.
const ROWS_LOOKED_AT: usize = 30;

/// Headings of a column that numbers the rows.
const NUMBERS: [&str; 2] = ["seq", "序号"];

/// A known heading.
struct Known {
    column: &'static str,
    mark: &'static str,
}

/// Headings by the group of kinds they belong to, folded.
static HEADINGS: LazyLock<BTreeMap<(&'static str, String), Known>> = LazyLock::new(|| {
    let lines = include_str!("headings.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut headings = BTreeMap::new();
    for line in lines {
        let mut cells = line.split('\t');
        if let (Some(group), Some(column), Some(words)) = (cells.next(), cells.next(), cells.next()) {
            let mark = cells.next().unwrap_or_default();
            headings.extend(words.split('|').map(|word| ((group, folded(word)), Known { column, mark })));
        }
    }
    headings
});

/// Headings are the same for every layer.
fn group(kind: Kind) -> &'static str {
    if kind.layer().is_some() { "layer" } else { kind.name() }
}

fn known(kind: Kind, heading: &str) -> Option<&'static Known> {
    let whole = HEADINGS.get(&(group(kind), folded(heading)));
    // 审批层级（部门） is 审批层级.
    whole.or_else(|| {
        let (short, _) = heading.split_once(['（', '('])?;
        HEADINGS.get(&(group(kind), folded(short)))
    })
}

/// The headings such a table must have.
fn needed(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::ScopeTerms => &["code", "name"],
        Kind::ListedMatters => &["name"],
        Kind::Everyday => &["word", "terms"],
        Kind::State | Kind::Province | Kind::City | Kind::District => &["code", "name"],
    }
}

/// The kinds that headings alone tell apart, the one with more headings of its own first.
const TOLD: [Kind; 3] = [Kind::ScopeTerms, Kind::Everyday, Kind::ListedMatters];

/// A column of a sheet that is read.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Column of the catalogue, or `mode=…` for one of four to be ticked.
    pub(super) name: &'static str,
    /// Where it is in the sheet, from 0.
    pub(super) at: usize,
    /// As it stands.
    pub(super) heading: String,
    /// How sure one is of what stands below, when the heading says so.
    pub(super) mark: &'static str,
}

/// The headings of a sheet.
#[derive(Clone, Debug)]
pub(super) struct Heading {
    /// Its row.
    pub(super) row: u32,
    pub(super) columns: Vec<Column>,
    /// Its cells as they stand, to know them again.
    pub(super) cells: Vec<String>,
}

impl Heading {
    /// The column of this name.
    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether this row is the headings once more.
    pub(super) fn repeats(&self, line: &Line) -> bool {
        line.cells == self.cells
    }
}

fn heading(kind: Kind, line: &Line, first: bool) -> Option<Heading> {
    let columns = line.cells.iter().enumerate().filter_map(|(at, cell)| {
        let known = known(kind, cell)?;
        Some(Column {
            name: known.column,
            at,
            heading: super::cells::text(cell),
            mark: known.mark,
        })
    });
    let heading = Heading {
        row: line.number,
        columns: columns.collect(),
        cells: line.cells.clone(),
    };
    let whole = needed(kind).iter().all(|name| heading.column(name).is_some());
    // One word that happens to be a heading makes no table, unless the sheet begins with it.
    let several = heading.columns.len() > 1 || first || line.cells.iter().filter(|cell| !cell.is_empty()).count() == 1;
    (whole && several).then_some(heading)
}

/// The row of a sheet that fits this kind best: the first of those with most known headings.
pub(super) fn find(kind: Kind, sheet: &Sheet) -> Option<Heading> {
    let begins = sheet.rows.first().map(|line| line.number);
    let rows = sheet.rows.iter().take(ROWS_LOOKED_AT);
    let rows = rows.filter_map(|line| heading(kind, line, Some(line.number) == begins));
    rows.max_by_key(|heading| (heading.columns.len(), std::cmp::Reverse(heading.row)))
}

/// The kind that the headings of these sheets fit best, among those that headings can tell; none when they fit a superior list
/// better than any of them.
pub(super) fn kind(sheets: &[Sheet]) -> Option<Kind> {
    let most = |kind: Kind| {
        let headings = sheets.iter().filter_map(|sheet| find(kind, sheet));
        // That its rows are numbered says nothing of a table.
        let telling = |heading: Heading| heading.columns.iter().filter(|column| !is_number(column)).count();
        headings.map(telling).max()
    };
    let fitting = TOLD.iter().rev().filter_map(|kind| Some((most(*kind)?, *kind)));
    let (headings, kind) = fitting.max_by_key(|(headings, _)| *headings)?;
    (most(Kind::State) <= Some(headings)).then_some(kind)
}

/// Whether the column only numbers the rows, which is the code of an entry where it has no other.
fn is_number(column: &Column) -> bool {
    NUMBERS.contains(&folded(&column.heading).as_str())
}

/// What is wrong with the headings themselves: two of one meaning. A layer's number stands back behind its code.
pub(super) fn problems(heading: &mut Heading, sheet: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let place = |at: usize, heading: &str, row: u32| Place {
        sheet: sheet.to_owned(),
        row,
        column: letters(at),
        heading: heading.to_owned(),
    };
    let numbers: Vec<usize> = heading
        .columns
        .iter()
        .filter(|column| is_number(column))
        .map(|column| column.at)
        .collect();
    if heading
        .columns
        .iter()
        .any(|column| column.name == "code" && !numbers.contains(&column.at))
    {
        heading
            .columns
            .retain(|column| !(column.name == "code" && numbers.contains(&column.at)));
    }
    let mut first: BTreeMap<&str, &Column> = BTreeMap::new();
    for column in &heading.columns {
        match first.get(column.name) {
            // A heading merged over two columns is repeated in both; the first counts.
            Some(earlier) if earlier.heading == column.heading => {}
            Some(earlier) => problems.push(Problem {
                place: place(column.at, &column.heading, heading.row),
                wrong: Wrong::HeadingTwice,
                value: column.heading.clone(),
                near: format!("{}（{}）", earlier.heading, letters(earlier.at)),
            }),
            None => {
                first.insert(column.name, column);
            }
        }
    }
    let read: Vec<usize> = heading.columns.iter().map(|column| column.at).collect();
    for (at, cell) in heading
        .cells
        .iter()
        .enumerate()
        .filter(|(at, cell)| !cell.is_empty() && !read.contains(at))
    {
        problems.push(Problem {
            place: place(at, cell, heading.row),
            wrong: Wrong::ColumnSkipped,
            value: super::cells::text(cell),
            near: String::new(),
        });
    }
    problems
}
