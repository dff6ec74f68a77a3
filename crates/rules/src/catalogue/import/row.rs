//! Rows of the catalogue's tables as cells, in the order of their files.

use crate::catalogue::source::{EverydayRow, LayerRow, ListedRow, TermRow};

pub(super) const TERM_COLUMNS: [&str; 8] = [
    "code",
    "name",
    "kind",
    "industries",
    "permits",
    "permits_ftz",
    "filings",
    "cell_status",
];
pub(super) const LISTED_COLUMNS: [&str; 9] = [
    "id",
    "name",
    "sort",
    "free_trade_zone",
    "department",
    "department_mark",
    "mode",
    "mode_mark",
    "name_mark",
];
pub(super) const EVERYDAY_COLUMNS: [&str; 3] = ["word", "terms", "note"];
pub(super) const LAYER_COLUMNS: [&str; 15] = [
    "code",
    "name",
    "mode",
    "level",
    "department",
    "approving",
    "free_trade_zone",
    "set_by",
    "conditions",
    "materials",
    "superior",
    "deviation",
    "deviation_basis",
    "source",
    "note",
];

/// How lists stand in one cell.
pub(super) const LIST: &str = "|";

pub(super) fn of_term(row: &TermRow) -> Vec<String> {
    vec![
        row.code.clone(),
        row.name.clone(),
        row.kind.clone(),
        row.industries.join(LIST),
        row.permits.join(LIST),
        row.permits_ftz.join(LIST),
        row.filings.join(LIST),
        row.cell_status.clone(),
    ]
}

pub(super) fn of_listed(row: &ListedRow) -> Vec<String> {
    vec![
        row.id.clone(),
        row.name.clone(),
        row.sort.clone(),
        row.free_trade_zone.clone(),
        row.department.clone(),
        row.department_mark.clone(),
        row.mode.clone(),
        row.mode_mark.clone(),
        row.name_mark.clone(),
    ]
}

pub(super) fn of_everyday(row: &EverydayRow) -> Vec<String> {
    vec![row.word.clone(), row.terms.join(LIST), row.note.clone()]
}

pub(super) fn of_layer(row: &LayerRow) -> Vec<String> {
    vec![
        row.code.clone(),
        row.name.clone(),
        row.mode.clone(),
        row.level.clone(),
        row.department.clone(),
        row.approving.clone(),
        row.free_trade_zone.clone(),
        row.set_by.clone(),
        row.conditions.join(LIST),
        row.materials.join(LIST),
        row.superior.clone(),
        row.deviation.clone(),
        row.deviation_basis.clone(),
        row.source.clone(),
        row.note.clone(),
    ]
}
