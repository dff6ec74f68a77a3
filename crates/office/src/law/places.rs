//! 行政区划 and 国民经济行业分类 as trees of codes.

use super::reading::{Files, LawErrors, Row, table};
use std::collections::BTreeMap;

/// One division of GB/T 2260.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// Six digits.
    pub code: String,
    /// Name.
    pub name: String,
    /// `province`, `prefecture` or `county`.
    pub level: String,
    /// Code of the division above; empty for provinces.
    pub parent: String,
}

/// All divisions.
#[derive(Clone, Debug, Default)]
pub struct Divisions {
    by_code: BTreeMap<String, Division>,
}

impl Divisions {
    /// The division with this code.
    pub fn get(&self, code: &str) -> Option<&Division> {
        self.by_code.get(code)
    }

    /// Its own name.
    pub fn name(&self, code: &str) -> Option<&str> {
        self.get(code).map(|division| division.name.as_str())
    }

    /// Its name after those of the divisions above it: 浙江省杭州市滨江区.
    pub fn full_name(&self, code: &str) -> Option<String> {
        let mut chain = vec![self.get(code)?];
        // Three levels; the bound keeps a wrong parent from looping.
        while let Some(above) = chain
            .last()
            .and_then(|division| self.get(&division.parent))
            .filter(|_| chain.len() < 4)
        {
            chain.push(above);
        }
        Some(chain.iter().rev().map(|division| division.name.as_str()).collect())
    }

    /// The divisions directly below; those without one above for the empty code.
    pub fn children<'d>(&'d self, code: &'d str) -> impl Iterator<Item = &'d Division> {
        self.by_code.values().filter(move |division| division.parent == code)
    }

    /// All of them, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Division> {
        self.by_code.values()
    }
}

/// One class of GB/T 4754.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Industry {
    /// Code without the section's letter, or the letter alone.
    pub code: String,
    /// Name.
    pub name: String,
    /// `section`, `division`, `group` or `class`.
    pub level: String,
    /// Code of the class above.
    pub parent: String,
    /// Letter of the section.
    pub section: String,
}

/// All industries.
#[derive(Clone, Debug, Default)]
pub struct Industries {
    by_code: BTreeMap<String, Industry>,
}

impl Industries {
    /// The industry with this code.
    pub fn get(&self, code: &str) -> Option<&Industry> {
        self.by_code.get(code)
    }

    /// All of them, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Industry> {
        self.by_code.values()
    }
}

/// Reads `divisions.tsv`.
pub(super) fn divisions(files: &Files) -> Result<Divisions, LawErrors> {
    let rows = table(files, "divisions.tsv", &["code", "name", "level", "parent"])?;
    let division = |row: &Row<'_>| Division {
        code: row.cell("code"),
        name: row.cell("name"),
        level: row.cell("level"),
        parent: row.cell("parent"),
    };
    Ok(Divisions {
        by_code: rows
            .iter()
            .map(division)
            .map(|division| (division.code.clone(), division))
            .collect(),
    })
}

/// Reads `industries.tsv`.
pub(super) fn industries(files: &Files) -> Result<Industries, LawErrors> {
    let rows = table(files, "industries.tsv", &["code", "name", "level", "parent", "section"])?;
    let industry = |row: &Row<'_>| Industry {
        code: row.cell("code"),
        name: row.cell("name"),
        level: row.cell("level"),
        parent: row.cell("parent"),
        section: row.cell("section"),
    };
    Ok(Industries {
        by_code: rows
            .iter()
            .map(industry)
            .map(|industry| (industry.code.clone(), industry))
            .collect(),
    })
}
