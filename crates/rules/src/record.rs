//! 留痕: what an evidence entry holds, its canonical bytes, and the Merkle tree (RFC 6962) that binds all entries.
//!
//! An entry names no predecessor, so that acts never wait for each other; the sealer numbers and links them afterwards.
//! Personal values never stand in an entry: at most a salted commitment to one.

use crate::calendar::Moment;
use crate::ids::EntryId;
use sha2::Digest as _;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A thing that an act brought into a new state. Folding these over the record gives the stored states again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Kind of thing: `application`, `enterprise`, `certificate`, `push`, `duty`, `name`, …
    pub kind: &'static str,
    /// Its identity.
    pub id: String,
    /// The state it is in now.
    pub state: String,
}

/// The outcome an entry stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The act was done.
    Done,
    /// The law said no; nothing but this entry remains.
    Refused,
}

/// One act as evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its identity.
    pub id: EntryId,
    /// The act's name, such as `licensing.accept`.
    pub act: &'static str,
    /// Done or refused.
    pub outcome: Outcome,
    /// Account or role of who acted.
    pub caller: String,
    /// The unit acted for.
    pub unit: Option<String>,
    /// When, in the one reading of the clock of this act.
    pub at: Moment,
    /// Division code.
    pub place: String,
    /// SM3 of the input, so that what was asked can be proved without being told.
    pub input_sm3: String,
    /// Things changed.
    pub changes: Vec<Change>,
    /// What matters beside: rule, edition, article, code of refusal; no personal values.
    pub facts: BTreeMap<String, String>,
}

impl Entry {
    /// The bytes that are hashed: JSON with sorted keys and no blanks. This form is part of the outside contract.
    pub fn canonical(&self) -> String {
        let mut out = String::with_capacity(256);
        out.push_str("{\"act\":");
        quote(&mut out, self.act);
        let _ = write!(out, ",\"at\":{}", self.at.micros());
        out.push_str(",\"caller\":");
        quote(&mut out, &self.caller);
        out.push_str(",\"changes\":[");
        for (index, change) in self.changes.iter().enumerate() {
            out.push_str(if index == 0 { "{\"id\":" } else { ",{\"id\":" });
            quote(&mut out, &change.id);
            out.push_str(",\"kind\":");
            quote(&mut out, change.kind);
            out.push_str(",\"state\":");
            quote(&mut out, &change.state);
            out.push('}');
        }
        out.push_str("],\"facts\":{");
        for (index, (fact, value)) in self.facts.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            quote(&mut out, fact);
            out.push(':');
            quote(&mut out, value);
        }
        out.push_str("},\"id\":");
        quote(&mut out, &self.id.to_string());
        out.push_str(",\"input\":");
        quote(&mut out, &self.input_sm3);
        out.push_str(",\"outcome\":");
        quote(
            &mut out,
            match self.outcome {
                Outcome::Done => "done",
                Outcome::Refused => "refused",
            },
        );
        out.push_str(",\"place\":");
        quote(&mut out, &self.place);
        out.push_str(",\"unit\":");
        quote(&mut out, self.unit.as_deref().unwrap_or(""));
        out.push('}');
        out
    }
}

/// Writes a JSON string: only what JSON must escape is escaped, so that there is one form.
pub fn quote(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if (control as u32) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", control as u32);
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

/// Lower-case hexadecimal of bytes.
pub fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// Reads 32 bytes of hexadecimal back.
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut out = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (place, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(place * 2..place * 2 + 2)?, 16).ok()?;
    }
    Some(out)
}

/// SM3 (GB/T 32905) in hexadecimal.
pub fn sm3_hex(bytes: &[u8]) -> String {
    hex(&sm3::Sm3::digest(bytes))
}

/// SHA-256 in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha2::Sha256::digest(bytes))
}

/// With which hash a tree is built; every tree is kept in both, for readers of either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// GB/T 32905.
    Sm3,
    /// FIPS 180-4.
    Sha256,
}

impl Hash {
    fn of(self, prefix: u8, parts: [&[u8]; 2]) -> [u8; 32] {
        match self {
            Hash::Sm3 => sm3::Sm3::new()
                .chain_update([prefix])
                .chain_update(parts[0])
                .chain_update(parts[1])
                .finalize()
                .into(),
            Hash::Sha256 => sha2::Sha256::new()
                .chain_update([prefix])
                .chain_update(parts[0])
                .chain_update(parts[1])
                .finalize()
                .into(),
        }
    }

    /// The hash of a leaf: the prefix 0, then its bytes.
    pub fn leaf(self, bytes: &[u8]) -> [u8; 32] {
        self.of(0, [bytes, &[]])
    }

    /// The hash of an inner node: the prefix 1, then both children.
    pub fn node(self, left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
        self.of(1, [left, right])
    }
}

/// The right edge of a Merkle tree: the roots of its full subtrees, largest first. Enough to append and to give the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frontier {
    hash: Hash,
    size: u64,
    peaks: Vec<[u8; 32]>,
}

impl Frontier {
    /// The empty tree.
    pub fn new(hash: Hash) -> Frontier {
        Frontier {
            hash,
            size: 0,
            peaks: Vec::new(),
        }
    }

    /// The edge as it was stored; refused when the number of peaks does not fit the size.
    pub fn restore(hash: Hash, size: u64, peaks: Vec<[u8; 32]>) -> Option<Frontier> {
        (peaks.len() as u32 == size.count_ones()).then_some(Frontier { hash, size, peaks })
    }

    /// Leaves so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The stored form.
    pub fn peaks(&self) -> &[[u8; 32]] {
        &self.peaks
    }

    /// Appends a leaf's bytes.
    pub fn append(&mut self, leaf: &[u8]) {
        let mut node = self.hash.leaf(leaf);
        let mut size = self.size;
        while size & 1 == 1 {
            if let Some(left) = self.peaks.pop() {
                node = self.hash.node(&left, &node);
            }
            size >>= 1;
        }
        self.peaks.push(node);
        self.size += 1;
    }

    /// The root (RFC 6962, 2.1): of nothing, the hash of nothing.
    pub fn root(&self) -> [u8; 32] {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else {
            return match self.hash {
                Hash::Sm3 => sm3::Sm3::digest([]).into(),
                Hash::Sha256 => sha2::Sha256::digest([]).into(),
            };
        };
        peaks.fold(*last, |right, left| self.hash.node(left, &right))
    }
}

/// The note that is signed over a tree head; anybody holding it can prove later that history was rewritten.
pub fn checkpoint_note(origin: &str, size: u64, root_sm3: &str, root_sha256: &str, at: Moment) -> String {
    format!("{origin}\n{size}\nsm3 {root_sm3}\nsha256 {root_sha256}\nat {}\n", at.rfc3339())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition of RFC 6962 2.1, word for word, as the oracle.
    fn root_by_definition(hash: Hash, leaves: &[Vec<u8>]) -> [u8; 32] {
        match leaves {
            [] => Frontier::new(hash).root(),
            [leaf] => hash.leaf(leaf),
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                let (left, right) = leaves.split_at(split);
                hash.node(&root_by_definition(hash, left), &root_by_definition(hash, right))
            }
        }
    }

    proptest! {
        #[test]
        fn the_frontier_gives_the_root_of_the_whole_tree(leaves in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..8), 0..40)) {
            for hash in [Hash::Sm3, Hash::Sha256] {
                let mut frontier = Frontier::new(hash);
                for leaf in &leaves {
                    frontier.append(leaf);
                }
                prop_assert_eq!(frontier.root(), root_by_definition(hash, &leaves));
                prop_assert_eq!(Frontier::restore(hash, frontier.size(), frontier.peaks().to_vec()), Some(frontier));
            }
        }
    }

    #[test]
    fn sm3_of_abc_is_the_standard_vector() {
        assert_eq!(sm3_hex(b"abc"), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    }

    #[test]
    fn the_empty_sha256_tree_has_the_root_of_rfc_6962() {
        assert_eq!(
            hex(&Frontier::new(Hash::Sha256).root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}
