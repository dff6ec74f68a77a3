//! 导入核对: what an official table says, checked row by row against an edition before any of it becomes a file of a draft.
//!
//! Anything wrong, and nothing is taken in: a half-imported list is worse than none. What is right comes out as the whole new table,
//! with what it adds, changes and removes. Columns are found by their headings, in any order; the words are data beside this file.

mod cells;
mod checking;
mod heading;
mod near;
mod row;

pub use checking::check;

use super::edition::Sort;
use super::layers::Layer;
use super::source::Sources;
use crate::access::named;
use crate::law::Mark;

/// Problems and remarks that are kept; all are counted.
pub const PROBLEMS_MAX: usize = 500;

named! {
    /// What a table can be.
    Kind {
        /// 经营范围规范表述
        ScopeTerms = "scope-terms",
        /// 清单事项
        ListedMatters = "listed-matters",
        /// 日常说法
        Everyday = "everyday",
        /// 国家清单
        State = "layer-state",
        /// 省级清单
        Province = "layer-province",
        /// 市级清单
        City = "layer-city",
        /// 区县清单
        District = "layer-district",
    }
}

impl Kind {
    /// The superior list it is.
    pub fn layer(self) -> Option<Layer> {
        match self {
            Kind::ScopeTerms | Kind::ListedMatters | Kind::Everyday => None,
            Kind::State => Some(Layer::State),
            Kind::Province => Some(Layer::Province),
            Kind::City => Some(Layer::City),
            Kind::District => Some(Layer::District),
        }
    }

    /// The file of an edition it becomes.
    pub fn path(self) -> &'static str {
        match self.layer() {
            Some(layer) => layer.path(),
            None if self == Kind::ScopeTerms => "catalogue/scope-terms.tsv",
            None if self == Kind::ListedMatters => "catalogue/listed-matters.tsv",
            None => "catalogue/everyday.tsv",
        }
    }

    /// The key of `catalogue.toml` that counts its rows.
    pub fn counted_as(self) -> Option<&'static str> {
        match self {
            Kind::ScopeTerms => Some("terms"),
            Kind::ListedMatters => Some("listed_matters"),
            Kind::Everyday | Kind::State | Kind::Province | Kind::City | Kind::District => None,
        }
    }
}

named! {
    /// What becomes of rows that the table does not have.
    Extent {
        /// They stay: the table adds and corrects.
        Update = "update",
        /// They go: the table is the whole list.
        Whole = "whole",
    }
}

/// A sheet of a file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name, which may be empty.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Line>,
}

/// A row of a file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// As the file's own program counts it, from 1.
    pub number: u32,
    /// Text of each column.
    pub cells: Vec<String>,
}

/// How a table is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What it is; `None`: what its headings say. A superior list must be named, its headings do not say whose it is.
    pub kind: Option<Kind>,
    /// What becomes of rows it does not have.
    pub extent: Extent,
    /// What the matters are where the table does not say and the edition does not know them.
    pub sort: Option<Sort>,
    /// How sure one is of what the table says.
    pub mark: Mark,
}

impl Default for Wish {
    fn default() -> Wish {
        Wish {
            kind: None,
            extent: Extent::Update,
            sort: None,
            mark: Mark::Secondary,
        }
    }
}

/// Where something stands in the file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The sheet; empty when the file has but one without a name.
    pub sheet: String,
    /// The row, from 1.
    pub row: u32,
    /// The column, as spreadsheets letter it; empty: the whole row.
    pub column: String,
    /// The heading over it.
    pub heading: String,
}

named! {
    /// What can be wrong with a table, or worth a remark.
    Wrong {
        /// No row in it names the columns such a table has.
        NoHeading = "no-heading",
        /// The headings fit no kind of table, or need a word whose list it is.
        KindUnknown = "kind-unknown",
        /// Two columns with headings of one meaning.
        HeadingTwice = "heading-twice",
        /// A cell that must not be empty is.
        Missing = "missing",
        /// A word that is none of those allowed.
        WordUnknown = "word-unknown",
        /// A code that is not made as codes are.
        CodeWrong = "code-wrong",
        /// The same key twice.
        Twice = "twice",
        /// A matter that is not among the listed ones.
        MatterUnknown = "matter-unknown",
        /// A scope term that does not exist.
        TermUnknown = "term-unknown",
        /// More than one mode is ticked.
        ModesTwo = "modes-two",
        /// Kind and matters of a term contradict each other.
        KindContradicts = "kind-contradicts",
        /// Whether permit or filing is not said anywhere.
        SortUnknown = "sort-unknown",
        /// More characters than a cell of the catalogue has.
        TooLong = "too-long",
        /// The table has no rows below its headings.
        NoRows = "no-rows",
        /// A remark: a mode that holds only for a part was left out.
        ModePartly = "mode-partly",
        /// A remark: a cell that is cut off in the official table itself names what nobody knows; what stood there stays.
        CellClipped = "cell-clipped",
        /// A remark: names that ran together in one cell were read apart.
        NamesParted = "names-parted",
        /// A remark: a sheet without headings was not read.
        SheetSkipped = "sheet-skipped",
        /// A remark: a row that is a title, or the headings once more, was not read.
        RowSkipped = "row-skipped",
        /// A remark: a column that nothing is known of was not read.
        ColumnSkipped = "column-skipped",
    }
}

impl Wrong {
    /// Whether it is but a remark, and stops nothing.
    pub fn is_remark(self) -> bool {
        match self {
            Wrong::ModePartly
            | Wrong::CellClipped
            | Wrong::NamesParted
            | Wrong::SheetSkipped
            | Wrong::RowSkipped
            | Wrong::ColumnSkipped => true,
            Wrong::NoHeading
            | Wrong::KindUnknown
            | Wrong::HeadingTwice
            | Wrong::Missing
            | Wrong::WordUnknown
            | Wrong::CodeWrong
            | Wrong::Twice
            | Wrong::MatterUnknown
            | Wrong::TermUnknown
            | Wrong::ModesTwo
            | Wrong::KindContradicts
            | Wrong::SortUnknown
            | Wrong::TooLong
            | Wrong::NoRows => false,
        }
    }
}

/// One thing that is wrong, or worth a remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub wrong: Wrong,
    /// What stands there.
    pub value: String,
    /// The nearest thing it may have meant, or the other place it contradicts; empty when there is none.
    pub near: String,
}

named! {
    /// Why a file is not read as tables.
    Unread {
        /// No bytes.
        Empty = "empty",
        /// Too many bytes.
        TooLarge = "too-large",
        /// It unpacks to too much.
        UnpacksTooLarge = "unpacks-too-large",
        /// Too many rows.
        TooManyRows = "too-many-rows",
        /// Too many columns.
        TooManyColumns = "too-many-columns",
        /// Too long a cell.
        CellTooLong = "cell-too-long",
        /// Too many sheets, or too much text.
        TooMuch = "too-much",
        /// Neither UTF-8 nor GB18030.
        Encoding = "encoding",
        /// The old binary format, or encrypted.
        OldFormat = "old-format",
        /// Nothing that we read.
        UnknownFormat = "unknown-format",
        /// Broken.
        Damaged = "damaged",
        /// No table in it.
        NoTable = "no-table",
    }
}

named! {
    /// Why a package from another city is not taken in.
    Distrust {
        /// It is no package.
        NoPackage = "no-package",
        /// Its key is not the one that is trusted here.
        KeyUnknown = "key-unknown",
        /// The signature does not fit.
        Signature = "signature",
        /// Its texts are not those that were signed.
        Content = "content",
        /// Its texts cannot be read as a catalogue.
        Unreadable = "unreadable",
    }
}

/// A row of the new table beside the same of the old one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowChange {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Columns that differ, with what stood and what stands there; empty for rows that came or went.
    pub columns: Vec<ColumnChange>,
}

/// A cell that says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnChange {
    /// Column of the catalogue's file.
    pub column: &'static str,
    /// What stood there.
    pub before: String,
    /// What stands there.
    pub after: String,
}

/// What the table would do to the edition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Rows that come.
    pub added: Vec<RowChange>,
    /// Rows that say something else.
    pub changed: Vec<RowChange>,
    /// Rows that go.
    pub removed: Vec<RowChange>,
    /// Rows that stay as they are.
    pub same: usize,
}

impl Change {
    /// Whether nothing would be different.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// The report on a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What it is, as far as that was found out.
    pub kind: Option<Kind>,
    /// Rows of the table that were read.
    pub read: usize,
    /// What is wrong, by place; the first so many.
    pub problems: Vec<Problem>,
    /// How much is wrong.
    pub wrong: usize,
    /// What is worth a remark, by place; the first so many.
    pub remarks: Vec<Problem>,
    /// What would change.
    pub change: Change,
    /// The whole new table, heading first; `None` while anything is wrong.
    pub table: Option<Vec<Vec<String>>>,
}

impl Report {
    /// Whether it may be taken in.
    pub fn is_good(&self) -> bool {
        self.table.is_some()
    }

    fn add(&mut self, problem: Problem) {
        if problem.wrong.is_remark() {
            if self.remarks.len() < PROBLEMS_MAX {
                self.remarks.push(problem);
            }
            return;
        }
        self.wrong += 1;
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        }
    }
}

/// Columns of the file a table becomes, the key among them.
fn columns(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::ScopeTerms => &row::TERM_COLUMNS,
        Kind::ListedMatters => &row::LISTED_COLUMNS,
        Kind::Everyday => &row::EVERYDAY_COLUMNS,
        Kind::State | Kind::Province | Kind::City | Kind::District => &row::LAYER_COLUMNS,
    }
}

/// The rows the edition has of this kind, in the order of its file.
fn present(kind: Kind, sources: &Sources) -> Vec<Vec<String>> {
    match kind.layer() {
        Some(layer) => {
            let rows = sources.layers.get(&layer).map(Vec::as_slice).unwrap_or_default();
            rows.iter().map(|row| row::of_layer(&row.value)).collect()
        }
        None if kind == Kind::ScopeTerms => sources.terms.iter().map(|row| row::of_term(&row.value)).collect(),
        None if kind == Kind::ListedMatters => sources.listed.iter().map(|row| row::of_listed(&row.value)).collect(),
        None => sources.everyday.iter().map(|row| row::of_everyday(&row.value)).collect(),
    }
}
