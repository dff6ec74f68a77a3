//! What codes in cells are called: keepers read names, files hold codes.

use super::list::TableOf;
use crate::catalogue::sheet::{Filled, Kind, Target};
use rules::catalogue::Edition;
use std::collections::HashMap;

/// The names of one edition.
pub struct Names<'e> {
    edition: &'e Edition,
    listed: HashMap<&'e str, &'e str>,
}

impl<'e> Names<'e> {
    /// The names of this edition.
    pub fn of(edition: &'e Edition) -> Names<'e> {
        let listed = edition.matters().iter().flat_map(|matter| &matter.listed);
        Names {
            listed: listed.map(|row| (row.id.as_str(), row.name.as_str())).collect(),
            edition,
        }
    }

    /// What a code is called; a listed id by its name in the list.
    pub fn name(&self, target: Target, code: &str) -> Option<&'e str> {
        match target {
            Target::Term => self.edition.term(code).map(|term| term.name.as_str()),
            Target::Matter => self
                .listed
                .get(code)
                .copied()
                .or_else(|| self.edition.matter(code).map(|matter| matter.name.as_str())),
            Target::Unit => self.edition.unit(code).map(|unit| unit.name.as_str()),
        }
    }

    /// A code with its name behind it, as forms show it.
    pub fn shown(&self, target: Target, code: &str) -> String {
        self.name(target, code)
            .map_or_else(|| code.to_owned(), |name| format!("{code} {name}"))
    }

    /// The code in what was typed: a code, a code and a name, or a name alone. What nobody knows stays as it is: the checks
    /// say so.
    fn code(&self, target: Target, typed: &str) -> String {
        let typed = typed.trim();
        let first = typed.split_whitespace().next().unwrap_or_default();
        if self.name(target, first).is_some() {
            return first.to_owned();
        }
        let named = match target {
            Target::Term => self.edition.terms().iter().find(|term| term.name == typed).map(|term| &term.code),
            Target::Matter => self
                .edition
                .matters()
                .iter()
                .find(|matter| matter.name == typed)
                .map(|matter| &matter.code),
            Target::Unit => {
                let own = |unit: &&rules::catalogue::Unit| unit.name == typed || unit.short == typed;
                self.edition.units().iter().find(own).map(|unit| &unit.code)
            }
        };
        named.cloned().unwrap_or_else(|| typed.to_owned())
    }

    /// The same values with names behind their codes.
    pub fn show(&self, table: &TableOf, filled: &Filled) -> Filled {
        each(table, filled, |target, code| self.shown(target, code))
    }

    /// The same values with codes alone.
    pub fn read(&self, table: &TableOf, filled: &Filled) -> Filled {
        each(table, filled, |target, typed| self.code(target, typed))
    }
}

fn each(table: &TableOf, filled: &Filled, say: impl Fn(Target, &str) -> String) -> Filled {
    let one = |(name, text): (&String, &String)| {
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
        let text = match kind_of(table, name) {
            Some(Kind::Code(target) | Kind::Codes(target)) => lines().map(|line| say(target, line)).collect::<Vec<_>>().join("\n"),
            Some(_) | None => text.clone(),
        };
        (name.clone(), text)
    };
    filled.iter().map(one).collect()
}

/// The kind of the field of this name.
fn kind_of(table: &TableOf, name: &str) -> Option<Kind> {
    let (part, column) = (name.split('.').next()?, name.rsplit('.').next()?);
    let part = table.parts.iter().find(|one| one.name == part)?;
    part.fields.iter().find(|field| field.key == column).map(|field| field.kind)
}
