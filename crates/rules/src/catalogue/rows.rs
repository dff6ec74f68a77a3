//! Term × matter as rows of bits: which matters a set of terms needs is an OR of rows; reasons are looked up afterwards.

use super::edition::{MatterIndex, Need, Needed, Term, TermIndex};

/// One bit for each matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// No matter at all.
    pub(super) fn none(words: usize) -> Bits {
        Bits { words: vec![0; words] }
    }

    /// Adds one matter.
    pub(super) fn set(&mut self, matter: MatterIndex) {
        if let Some(word) = self.words.get_mut(matter.0 as usize / 64) {
            *word |= 1 << (matter.0 % 64);
        }
    }

    /// Whether the matter is among them.
    pub(super) fn has(&self, matter: MatterIndex) -> bool {
        self.words
            .get(matter.0 as usize / 64)
            .is_some_and(|word| word & 1 << (matter.0 % 64) != 0)
    }

    /// Adds a whole row.
    pub(super) fn or(&mut self, row: &[u64]) {
        for (word, more) in self.words.iter_mut().zip(row) {
            *word |= more;
        }
    }

    /// The matters, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = MatterIndex> + '_ {
        self.words.iter().enumerate().flat_map(|(place, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                u32::try_from(place * 64).ok().map(|base| MatterIndex(base + bit))
            })
        })
    }
}

/// The rows of one zone.
#[derive(Clone, Debug, Default)]
pub(super) struct ZoneRows {
    /// Matters each term needs without condition or alternative.
    certain: Vec<u64>,
    /// Terms that also have needs with a condition or alternatives.
    residual: Vec<bool>,
}

/// The rows of both zones.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    words: usize,
    elsewhere: ZoneRows,
    free_trade: ZoneRows,
}

impl Rows {
    /// Rows of these terms over so many matters.
    pub(super) fn of(terms: &[Term], matters: usize) -> Rows {
        let words = matters.div_ceil(64);
        let zone = |needs: fn(&Term) -> &[Need]| {
            let mut rows = ZoneRows::default();
            for term in terms {
                let mut bits = Bits::none(words);
                let mut residual = false;
                for need in needs(term) {
                    match &need.matters {
                        Needed::AllOf(matters) if need.when.is_none() => matters.iter().for_each(|matter| bits.set(*matter)),
                        Needed::AllOf(_) | Needed::AnyOf(_) => residual = true,
                    }
                }
                rows.certain.extend(bits.words);
                rows.residual.push(residual);
            }
            rows
        };
        Rows {
            words,
            elsewhere: zone(|term| &term.needs),
            free_trade: zone(|term| &term.needs_ftz),
        }
    }

    /// An empty set of matters.
    pub(super) fn empty(&self) -> Bits {
        Bits::none(self.words)
    }

    /// The rows outside and within a free-trade zone.
    pub(super) fn zone(&self, zone: super::notice::Zone) -> &ZoneRows {
        match zone {
            super::notice::Zone::Elsewhere => &self.elsewhere,
            super::notice::Zone::FreeTrade => &self.free_trade,
        }
    }

    /// The row of a term.
    pub(super) fn row<'r>(&self, rows: &'r ZoneRows, term: TermIndex) -> &'r [u64] {
        let start = term.0 as usize * self.words;
        rows.certain.get(start..start + self.words).unwrap_or_default()
    }

    /// Whether a term has needs beside its row.
    pub(super) fn residual(&self, rows: &ZoneRows, term: TermIndex) -> bool {
        rows.residual.get(term.0 as usize).copied().unwrap_or(false)
    }
}
