//! Matters as a table names them: by id, or by name with or without the words that make it the variant for a free-trade zone.

use crate::catalogue::edition::Sort;
use crate::catalogue::import::cells::folded;
use crate::catalogue::import::near::nearest;
use crate::catalogue::source::Sources;
use std::collections::HashMap;

/// Words behind a name that make it the variant for a free-trade zone.
const VARIANTS: [&str; 4] = ["（自贸区适用）", "(自贸区适用)", "（自贸试验区适用）", "（自贸区）"];

/// Names that are read apart in one piece of text.
const RUN_TOGETHER_MAX: usize = 3;

/// The name without those words, and whether it had them.
pub(super) fn bare(name: &str) -> (&str, bool) {
    let stripped = VARIANTS.iter().find_map(|variant| name.strip_suffix(variant));
    (stripped.unwrap_or(name), stripped.is_some())
}

/// The listed matters of an edition, to be found by what a table calls them.
pub(super) struct Matters<'s> {
    ids: HashMap<String, &'s str>,
    /// Ids and sorts by folded name and zone.
    names: HashMap<(String, bool), Vec<(&'s str, &'s str)>>,
    sources: &'s Sources,
}

impl<'s> Matters<'s> {
    pub(super) fn of(sources: &'s Sources) -> Matters<'s> {
        let mut names: HashMap<(String, bool), Vec<(&str, &str)>> = HashMap::new();
        for row in &sources.listed {
            let row = &row.value;
            let key = (folded(&row.name), row.free_trade_zone == "yes");
            names.entry(key).or_default().push((&row.id, &row.sort));
        }
        Matters {
            ids: sources
                .listed
                .iter()
                .map(|row| (folded(&row.value.id), row.value.id.as_str()))
                .collect(),
            names,
            sources,
        }
    }

    /// The id of what is called so, rather of this sort than of the other.
    pub(super) fn id(&self, name: &str, sort: Sort) -> Option<&'s str> {
        if let Some(id) = self.ids.get(&folded(name)) {
            return Some(id);
        }
        let (bare, variant) = bare(name);
        // A name that is written with those words in the list itself is found as it stands.
        let known = self
            .names
            .get(&(folded(bare), variant))
            .or_else(|| self.names.get(&(folded(name), false)))?;
        let fitting = known.iter().find(|(_, own)| *own == sort.name());
        fitting.or(known.first()).map(|(id, _)| *id)
    }

    /// The ids of two or three names that ran together, as they do where an official table lost its line breaks.
    pub(super) fn parted(&self, names: &str, sort: Sort) -> Option<Vec<&'s str>> {
        self.apart(names, sort, RUN_TOGETHER_MAX)
    }

    fn apart(&self, names: &str, sort: Sort, most: usize) -> Option<Vec<&'s str>> {
        let places = names.char_indices().map(|(place, _)| place).skip(1);
        places.filter_map(|place| names.split_at_checked(place)).find_map(|(first, rest)| {
            let first = self.id(first, sort)?;
            let rest = match self.id(rest, sort) {
                Some(id) => vec![id],
                None if most > 2 => self.apart(rest, sort, most - 1)?,
                None => return None,
            };
            Some(std::iter::once(first).chain(rest).collect())
        })
    }

    /// The name that is most like it.
    pub(super) fn near(&self, name: &str) -> Option<String> {
        let names = self.sources.listed.iter().map(|row| row.value.name.as_str());
        nearest(bare(name).0, names).map(str::to_owned)
    }
}
