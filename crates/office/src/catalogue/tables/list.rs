//! Every table of the catalogue: one entry here is all it takes to add one.

use super::super::sheet::{FieldOf, Kind, MARKS, MODES, Part, Target, of};

/// Where the rows of a table stand in its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One row a line, cells parted by tabs, lists within a cell by `|`.
    Tabbed,
    /// One `[[…]]` of this name a row.
    Tables(&'static str),
}

/// A table of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct TableOf {
    /// Name in addresses and words.
    pub name: &'static str,
    /// Its file, or what the paths of its files begin with.
    pub files: &'static str,
    /// How it is written.
    pub layout: Layout,
    /// Columns that tell its rows apart; those left empty are left out.
    pub key: &'static [&'static str],
    /// Columns a list shows, the key first.
    pub listed: &'static [&'static str],
    /// Key of the number in `catalogue.toml` that says how many rows there are.
    pub counted: Option<&'static str>,
    /// Whether rows stand in the order of their keys; otherwise a new one comes last.
    pub ordered: bool,
    /// The row itself as the part [`ROW`], then what stands within it, once or as rows.
    pub parts: &'static [Part],
}

/// Name of the part that holds a row's own fields.
pub const ROW: &str = "row";

const fn row(fields: &'static [FieldOf]) -> Part {
    Part {
        name: ROW,
        rows: false,
        fields,
    }
}

/// Every table, in the order of the page.
pub const TABLES: &[TableOf] = &[
    TableOf {
        name: "terms",
        files: "catalogue/scope-terms.tsv",
        layout: Layout::Tabbed,
        key: &["code"],
        listed: &["code", "name", "kind", "permits", "filings"],
        counted: Some("terms"),
        ordered: true,
        parts: &[row(&[
            of("code", Kind::Line),
            of("name", Kind::Line),
            of("kind", Kind::OneOf(&["general", "permit", "filing"])),
            of("cell_status", Kind::Line),
            of("industries", Kind::Lines),
            of("permits", Kind::Codes(Target::Matter)),
            of("permits_ftz", Kind::Codes(Target::Matter)),
            of("filings", Kind::Codes(Target::Matter)),
        ])],
    },
    TableOf {
        name: "corrections",
        files: "catalogue/corrections",
        layout: Layout::Tables("correction"),
        key: &["term", "from"],
        listed: &["term", "from", "basis", "mark"],
        counted: None,
        ordered: false,
        parts: &[
            row(&[
                of("term", Kind::Code(Target::Term)),
                of("from", Kind::Day),
                of("mark", Kind::OneOf(MARKS)),
                of("kind", Kind::OneOf(&["general", "permit", "filing"])),
                of("basis", Kind::Text),
                of("note", Kind::Text),
                of("drop", Kind::Codes(Target::Matter)),
                of("needs", Kind::Given),
            ]),
            Part {
                name: "needs",
                rows: true,
                fields: &[
                    of("all_of", Kind::Codes(Target::Matter)),
                    of("any_of", Kind::Codes(Target::Matter)),
                    of("when", Kind::Text),
                    of("if", Kind::Line),
                    of("note", Kind::Text),
                ],
            },
        ],
    },
    TableOf {
        name: "facts",
        files: "catalogue/corrections",
        layout: Layout::Tables("fact"),
        key: &["code"],
        listed: &["code", "question", "kind"],
        counted: None,
        ordered: false,
        parts: &[
            row(&[
                of("code", Kind::Line),
                of("kind", Kind::OneOf(&["yes_no", "number", "choice"])),
                of("unit", Kind::Line),
                of("question", Kind::Text),
                of("hint", Kind::Text),
            ]),
            Part {
                name: "choices",
                rows: true,
                fields: &[of("value", Kind::Line), of("label", Kind::Line)],
            },
        ],
    },
    TableOf {
        name: "everyday",
        files: "catalogue/everyday.tsv",
        layout: Layout::Tabbed,
        key: &["word"],
        listed: &["word", "terms", "note"],
        counted: None,
        ordered: false,
        parts: &[row(&[
            of("word", Kind::Line),
            of("note", Kind::Line),
            of("terms", Kind::Codes(Target::Term)),
        ])],
    },
    TableOf {
        name: "trades",
        files: "catalogue/trades.toml",
        layout: Layout::Tables("trade"),
        key: &["code"],
        listed: &["code", "name", "terms"],
        counted: None,
        ordered: false,
        parts: &[
            row(&[
                of("code", Kind::Line),
                of("name", Kind::Line),
                of("icon", Kind::Line),
                of("promised_days", Kind::Number),
                of("terms", Kind::Codes(Target::Term)),
            ]),
            Part {
                name: "composite",
                rows: false,
                fields: &[of("name", Kind::Line), of("mark", Kind::OneOf(MARKS)), of("basis", Kind::Line)],
            },
            Part {
                name: "scene",
                rows: true,
                fields: &[of("code", Kind::Line), of("name", Kind::Line), of("answers", Kind::Answers)],
            },
        ],
    },
    TableOf {
        name: "orders",
        files: "catalogue/trades.toml",
        layout: Layout::Tables("order"),
        key: &["matter", "after"],
        listed: &["matter", "after", "basis", "mark"],
        counted: None,
        ordered: false,
        parts: &[row(&[
            of("matter", Kind::Code(Target::Matter)),
            of("after", Kind::Code(Target::Matter)),
            of("mark", Kind::OneOf(MARKS)),
            of("basis", Kind::Text),
        ])],
    },
    TableOf {
        name: "waivers",
        files: "catalogue/trades.toml",
        layout: Layout::Tables("waiver"),
        key: &["matter", "material", "by"],
        listed: &["matter", "material", "by", "basis"],
        counted: None,
        ordered: false,
        parts: &[row(&[
            of("matter", Kind::Code(Target::Matter)),
            of("material", Kind::Line),
            of("by", Kind::Code(Target::Matter)),
            of("mark", Kind::OneOf(MARKS)),
            of("basis", Kind::Text),
        ])],
    },
    TableOf {
        name: "units",
        files: "catalogue/units.toml",
        layout: Layout::Tables("unit"),
        key: &["code"],
        listed: &["code", "name", "departments", "phone", "place"],
        counted: None,
        ordered: false,
        parts: &[row(&[
            of("code", Kind::Line),
            of("name", Kind::Line),
            of("short", Kind::Line),
            of("phone", Kind::Line),
            of("window", Kind::Line),
            of("place", Kind::Line),
            of("address", Kind::Line),
            of("hours", Kind::Line),
            of("demo", Kind::YesNo),
            of("departments", Kind::Codes(Target::Unit)),
        ])],
    },
    TableOf {
        name: "listed",
        files: "catalogue/listed-matters.tsv",
        layout: Layout::Tabbed,
        key: &["id"],
        listed: &["id", "name", "sort", "department", "mode"],
        counted: Some("listed_matters"),
        ordered: true,
        parts: &[row(&[
            of("id", Kind::Line),
            of("name", Kind::Line),
            of("sort", Kind::OneOf(&["permit", "filing"])),
            of("free_trade_zone", Kind::YesNo),
            of("department", Kind::Line),
            of("department_mark", Kind::OneOf(MARKS_OR_UNKNOWN)),
            of("mode", Kind::OneOf(MODES)),
            of("mode_mark", Kind::OneOf(MARKS_OR_UNKNOWN)),
            of("name_mark", Kind::OneOf(&["whole", "clipped"])),
        ])],
    },
    TableOf {
        name: "powers",
        files: "catalogue/powers.toml",
        layout: Layout::Tables("power"),
        key: &["to", "form", "place", "from"],
        listed: &["to", "form", "matters", "place", "from"],
        counted: None,
        ordered: false,
        parts: &[row(&[
            of("to", Kind::Code(Target::Unit)),
            of(
                "form",
                Kind::OneOf(&["transferred", "delegated", "entrusted", "empowered", "acceptance_only"]),
            ),
            of("by", Kind::Code(Target::Unit)),
            of("place", Kind::Line),
            of("from", Kind::Day),
            of("until", Kind::Day),
            of("able", Kind::Day),
            of("trained", Kind::Day),
            of("mark", Kind::OneOf(MARKS)),
            of("basis", Kind::Text),
            of("note", Kind::Text),
            of("matters", Kind::Codes(Target::Matter)),
        ])],
    },
    TableOf {
        name: "laws",
        files: "catalogue/laws.toml",
        layout: Layout::Tables("law"),
        key: &["name"],
        listed: &["name", "rank", "from", "mark"],
        counted: None,
        ordered: false,
        parts: &[row(&[
            of("name", Kind::Line),
            of("number", Kind::Line),
            of(
                "rank",
                Kind::OneOf(&["law", "administrative_regulation", "rule", "local_regulation", "normative"]),
            ),
            of("from", Kind::Day),
            of("mark", Kind::OneOf(MARKS)),
        ])],
    },
    TableOf {
        name: "changes",
        files: "catalogue/laws.toml",
        layout: Layout::Tables("change"),
        key: &["law", "from"],
        listed: &["law", "kind", "articles", "from", "by"],
        counted: None,
        ordered: false,
        parts: &[
            row(&[
                of("law", Kind::Line),
                of("kind", Kind::OneOf(&["repealed", "amended", "renumbered"])),
                of("from", Kind::Day),
                of("mark", Kind::OneOf(MARKS)),
                of("by", Kind::Text),
                of("note", Kind::Text),
                of("articles", Kind::Lines),
            ]),
            Part {
                name: "confirmed",
                rows: true,
                fields: &[
                    of("matter", Kind::Code(Target::Matter)),
                    of("outcome", Kind::OneOf(&["kept", "revised", "cancelled"])),
                    of("on", Kind::Day),
                    of("until", Kind::Day),
                    of("by", Kind::Line),
                ],
            },
        ],
    },
    TableOf {
        name: "power_items",
        files: "catalogue/responsibilities.toml",
        layout: Layout::Tables("power_item"),
        key: &["code"],
        listed: &["code", "name", "department", "matters", "removed"],
        counted: None,
        ordered: false,
        parts: &[row(RESPONSIBILITY)],
    },
    TableOf {
        name: "duty_items",
        files: "catalogue/responsibilities.toml",
        layout: Layout::Tables("duty_item"),
        key: &["code"],
        listed: &["code", "name", "department", "matters", "removed"],
        counted: None,
        ordered: false,
        parts: &[row(RESPONSIBILITY)],
    },
    TableOf {
        name: "proofs",
        files: "catalogue/proofs.toml",
        layout: Layout::Tables("proof"),
        key: &["code"],
        listed: &["code", "name", "disposal", "issuer", "day"],
        counted: None,
        ordered: false,
        parts: &[row(&[
            of("code", Kind::Line),
            of("name", Kind::Line),
            of("issuer", Kind::Line),
            of("disposal", Kind::OneOf(&["keep", "data_check", "commitment", "abolished"])),
            of("day", Kind::Day),
            of("mark", Kind::OneOf(MARKS)),
            of("commitment_excluded", Kind::Line),
            of("basis", Kind::Text),
            of("note", Kind::Text),
            of("also", Kind::Lines),
            of("matters", Kind::Codes(Target::Matter)),
        ])],
    },
    TableOf {
        name: "visits",
        files: "catalogue/visits.tsv",
        layout: Layout::Tabbed,
        key: &["batch", "matter"],
        listed: &["batch", "date", "matter", "class", "change"],
        counted: None,
        ordered: false,
        parts: &[row(&[
            of("batch", Kind::Line),
            of("date", Kind::Day),
            of("matter", Kind::Code(Target::Matter)),
            of("class", Kind::OneOf(&["zero", "one"])),
            of("change", Kind::OneOf(&["added", "withdrawn"])),
            of("basis", Kind::Text),
        ])],
    },
];

/// Columns of an entry of the list of powers, and of that of duties.
const RESPONSIBILITY: &[FieldOf] = &[
    of("code", Kind::Line),
    of("name", Kind::Line),
    of("department", Kind::Code(Target::Unit)),
    of("removed", Kind::Day),
    of("matters", Kind::Codes(Target::Matter)),
];

/// Marks of rows that nobody has looked up yet.
const MARKS_OR_UNKNOWN: &[&str] = &["confirmed", "secondary", "recalled", "local_default", "unknown"];

impl TableOf {
    /// The table of this name.
    pub fn named(name: &str) -> Option<&'static TableOf> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// Whether it is written in this file.
    pub fn holds(&self, path: &str) -> bool {
        path.starts_with(self.files)
    }

    /// The parts within a row.
    pub(super) fn nested(&self) -> impl Iterator<Item = &'static Part> {
        self.parts.iter().skip(1)
    }

    /// The part of the row itself.
    pub fn own(&self) -> &'static Part {
        const NOTHING: &Part = &row(&[]);
        self.parts.first().unwrap_or(NOTHING)
    }
}
