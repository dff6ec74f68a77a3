//! Which entry of the list a row is. Ids are given once, by the order in which names came, and never again.

use crate::catalogue::edition::Sort;
use crate::catalogue::import::cells::folded;
use crate::catalogue::source::Sources;
use std::collections::HashMap;

/// What an id begins with when the table gives none.
const PREFIX: &str = "L";

/// Ids by name, sort and zone.
pub(super) struct Listed {
    /// Id and sort by folded name and zone.
    names: HashMap<(String, String), Vec<(String, String)>>,
    last: u32,
}

impl Listed {
    pub(super) fn of(sources: &Sources) -> Listed {
        let mut listed = Listed {
            names: HashMap::new(),
            last: 0,
        };
        for row in &sources.listed {
            let row = &row.value;
            listed.know(&row.id, &row.name, &row.sort, &row.free_trade_zone);
        }
        listed
    }

    fn know(&mut self, id: &str, name: &str, sort: &str, zone: &str) {
        let number = id.strip_prefix(PREFIX).and_then(|number| number.parse().ok());
        self.last = self.last.max(number.unwrap_or(0));
        let key = (folded(name), zone.to_owned());
        self.names.entry(key).or_default().push((id.to_owned(), sort.to_owned()));
    }

    /// Id and sort of a row: those of the entry with this name, or a new id. `None` when nothing says whether it is permit or
    /// filing.
    pub(super) fn identify(
        &mut self,
        given: Option<&str>,
        name: &str,
        sort: Option<&str>,
        zone: &str,
        otherwise: Option<Sort>,
    ) -> Option<(String, String)> {
        let known = self
            .names
            .get(&(folded(name), zone.to_owned()))
            .map(Vec::as_slice)
            .unwrap_or_default();
        let of_sort = |wanted: &str| known.iter().find(|(_, own)| own == wanted).cloned();
        let found = match (sort, known) {
            (Some(sort), _) => of_sort(sort),
            (None, [only]) => Some(only.clone()),
            (None, _) => otherwise.and_then(|sort| of_sort(sort.name())),
        };
        if let Some((id, sort)) = found {
            return Some((given.map_or(id, str::to_owned), sort));
        }
        let sort = sort.map(str::to_owned).or(otherwise.map(|sort| sort.name().to_owned()))?;
        if name.is_empty() {
            return None;
        }
        let id = given.map_or_else(|| format!("{PREFIX}{:03}", self.last + 1), str::to_owned);
        self.know(&id, name, &sort, zone);
        Some((id, sort))
    }
}
