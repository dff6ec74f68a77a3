//! 住所（经营场所）: one spelling for one address, the negative list, and the match with the library of addresses.
//!
//! REG-06 to REG-08: outside the negative list a commitment is enough; an unknown address never stops a declaration; one
//! address may hold many licences up to its capacity, above which the register warns.

use super::places::Places;
use crate::access::named;
use crate::calendar::{Date, Moment};
use crate::ids::fold_typed;
use crate::law::covers;
use crate::{Code, Refusal};

/// An address as declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Division code of the county or district.
    pub division: String,
    /// Street and number.
    pub street: String,
    /// Building, storey, room, desk.
    pub detail: String,
}

named! {
    /// 房屋性质, as far as the law asks for it: a dwelling serves as premises only when the owners concerned all agree
    /// (《中华人民共和国民法典》第二百七十九条), so a dwelling without their consent cannot be declared at all.
    Premises {
        /// 商业用房
        Commercial = "commercial",
        /// 办公用房
        Office = "office",
        /// 厂房、仓库
        Industrial = "industrial",
        /// 住宅，已取得有利害关系业主的一致同意
        DwellingWithConsent = "dwelling-with-consent",
    }
}

/// Another name for the same street, estate or building.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// Division in which the alias holds.
    pub division: String,
    /// What people write.
    pub written: String,
    /// What the library calls it.
    pub standard: String,
}

/// The spelling under which addresses are compared: `division|text`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressKey(String);

/// Unit words that only separate numbers; 3幢201室 and 3-201 are one desk. Longest first.
const SEPARATORS: &[&str] = &["号楼", "号幢", "单元", "工位", "幢", "栋", "座", "层", "楼", "室", "房", "F", "#"];

impl AddressKey {
    /// Reads an address to its key.
    pub fn of(address: &Address, aliases: &[Alias], places: &Places) -> AddressKey {
        let written = format!(
            "{}{}",
            without_divisions(&address.street, &address.division, places),
            address.detail
        );
        let mut text: String = written.chars().filter_map(fold_address).collect();
        for alias in aliases.iter().filter(|alias| covers(&alias.division, &address.division)) {
            let fold = |text: &str| -> String { text.chars().filter_map(fold_address).collect() };
            let (written, standard) = (fold(&alias.written), fold(&alias.standard));
            // A standard name that contains its own alias would grow without end.
            let settled = written.is_empty() || (standard.contains(&written) && text.contains(&standard));
            if !settled {
                text = text.replace(&written, &standard);
            }
        }
        AddressKey(format!("{}|{}", address.division, units(&text)))
    }

    /// The key as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn text(&self) -> &str {
        self.0.split_once('|').map_or("", |(_, text)| text)
    }

    fn division(&self) -> &str {
        self.0.split_once('|').map_or("", |(division, _)| division)
    }
}

/// Half width, capitals, no blanks and no punctuation; hyphens of all kinds are one.
fn fold_address(letter: char) -> Option<char> {
    match letter {
        '-' | '－' | '—' | '–' | '―' | '_' | '~' | '～' | '/' | '／' | '之' => Some('-'),
        '#' | '＃' => Some('#'),
        ',' | '，' | '.' | '。' | '、' | ';' | '；' | '(' | ')' | '（' | '）' | '·' | ':' | '：' => None,
        letter if letter.is_control() || letter.is_whitespace() => None,
        letter => fold_typed(letter),
    }
}

/// A street that repeats 浙江省杭州市滨江区 loses it: the division stands in its own field.
fn without_divisions(street: &str, division: &str, places: &Places) -> String {
    let letters: Vec<char> = street.chars().filter(|letter| !letter.is_whitespace()).collect();
    let hit = places
        .read(&letters, division)
        .into_iter()
        .find(|hit| covers(&hit.code, division) && !hit.short_county);
    letters.get(hit.map_or(0, |hit| hit.length)..).unwrap_or(&[]).iter().collect()
}

/// Unit words after a number or letter become separators, Chinese numbers before unit words become digits.
fn units(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some((digits, length)) = chinese_number(rest) {
            out.push_str(&digits);
            rest = rest.get(length..).unwrap_or("");
            continue;
        }
        let counted = out.chars().last().is_some_and(|last| last.is_ascii_alphanumeric());
        let separator = SEPARATORS.iter().find(|word| counted && rest.starts_with(**word));
        // F is a unit word only where no further letter or number follows: 5F, but not 5FC.
        let separator = separator.filter(|word| **word != "F" || !rest.chars().nth(1).is_some_and(|next| next.is_ascii_alphanumeric()));
        match separator {
            Some(word) => {
                out.push('-');
                rest = rest.get(word.len()..).unwrap_or("");
            }
            None => {
                let doubled = letter == '-' && out.chars().last().is_none_or(|last| matches!(last, '-' | '号'));
                if !doubled {
                    out.push(letter);
                }
                rest = rest.get(letter.len_utf8()..).unwrap_or("");
            }
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// A Chinese number up to 99 right before a unit word or 号, with its length in bytes; 五一路 is no number.
fn chinese_number(text: &str) -> Option<(String, usize)> {
    let number: String = text.chars().take_while(|letter| "一二三四五六七八九十".contains(*letter)).collect();
    let rest = text.get(number.len()..)?;
    let unit = rest.starts_with('号')
        || SEPARATORS
            .iter()
            .any(|word| word.chars().all(|letter| !letter.is_ascii()) && rest.starts_with(word));
    if number.is_empty() || !unit {
        return None;
    }
    let digit = |letter: char| "一二三四五六七八九".chars().position(|known| known == letter).map(|at| at + 1);
    let letters: Vec<char> = number.chars().collect();
    let value = match letters.as_slice() {
        ['十'] => 10,
        ['十', one] => 10 + digit(*one)?,
        [ten, '十'] => digit(*ten)? * 10,
        [ten, '十', one] => digit(*ten)? * 10 + digit(*one)?,
        [one] => digit(*one)?,
        _ => return None,
    };
    Some((value.to_string(), number.len()))
}

/// One entry of 住所登记负面清单.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NegativeEntry {
    /// Division in which the entry holds.
    pub division: String,
    /// Street, building or room; everything within it is barred.
    pub pattern: String,
    /// Why: 违法建筑, 经鉴定的危房 and others.
    pub reason: String,
    /// Article.
    pub article: String,
    /// First day on the list.
    pub from: Date,
    /// Last day on the list.
    pub to: Option<Date>,
}

/// What the negative list says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressVerdict {
    /// Not on the list: the commitment is enough, and no title document may be asked for.
    Clear,
    /// On the list.
    Barred {
        /// The entry.
        entry: NegativeEntry,
    },
}

impl AddressVerdict {
    /// The refusal, naming the entry.
    pub fn check(&self) -> Result<(), Refusal> {
        match self {
            AddressVerdict::Clear => Ok(()),
            AddressVerdict::Barred { entry } => {
                let refusal = Refusal::new(Code::AddressBarred)
                    .with("entry", &entry.pattern)
                    .with("reason", &entry.reason);
                Err(if entry.article.is_empty() {
                    refusal
                } else {
                    refusal.under(entry.article.clone())
                })
            }
        }
    }
}

/// Judges an address on a day. An entry that comes later does not touch what was registered before.
pub fn judge_address(key: &AddressKey, list: &[NegativeEntry], aliases: &[Alias], places: &Places, day: Date) -> AddressVerdict {
    let hit = list.iter().find(|entry| {
        let in_force = entry.from <= day && entry.to.is_none_or(|to| day <= to);
        let pattern = Address {
            division: key.division().to_owned(),
            street: entry.pattern.clone(),
            detail: String::new(),
        };
        in_force && covers(&entry.division, key.division()) && contains(key.text(), AddressKey::of(&pattern, aliases, places).text())
    });
    match hit {
        Some(entry) => AddressVerdict::Barred { entry: entry.clone() },
        None => AddressVerdict::Clear,
    }
}

/// Whether `part` stands in `whole` without cutting a number: 8号 does not stand in 28号, nor 1- in 1-19.
fn contains(whole: &str, part: &str) -> bool {
    if part.is_empty() {
        return false;
    }
    let joins = |a: Option<char>, b: Option<char>| {
        a.zip(b)
            .is_some_and(|(a, b)| a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric())
    };
    whole.match_indices(part).any(|(at, _)| {
        let (before, after) = (whole.get(..at).unwrap_or(""), whole.get(at + part.len()..).unwrap_or(""));
        !joins(before.chars().last(), part.chars().next()) && !joins(part.chars().last(), after.chars().next())
    })
}

/// An address of the library (统一地址库).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryAddress {
    /// Standard code.
    pub code: String,
    /// Key of the standard spelling.
    pub key: AddressKey,
    /// Keys of other spellings.
    pub other_keys: Vec<AddressKey>,
}

/// What the library knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatchResult {
    /// The very address.
    Exact(String),
    /// The building or street number it lies in.
    Candidate(String),
    /// Unknown: the declaration goes on, and one verification is due.
    None,
}

impl MatchResult {
    /// Stable name, as stored.
    pub fn name(&self) -> &'static str {
        match self {
            MatchResult::Exact(_) => "exact",
            MatchResult::Candidate(_) => "candidate",
            MatchResult::None => "none",
        }
    }

    /// The standard code, when there is one.
    pub fn code(&self) -> Option<&str> {
        match self {
            MatchResult::Exact(code) | MatchResult::Candidate(code) => Some(code),
            MatchResult::None => None,
        }
    }

    /// Whether somebody has to look at it (REG-07).
    pub fn needs_verification(&self) -> bool {
        !matches!(self, MatchResult::Exact(_))
    }
}

/// Matches an address with these entries of the library: the very address, else the longest that it lies in.
pub fn match_library(key: &AddressKey, library: &[LibraryAddress]) -> MatchResult {
    let spelled = |entry: &LibraryAddress, test: &dyn Fn(&AddressKey) -> bool| test(&entry.key) || entry.other_keys.iter().any(test);
    if let Some(entry) = library.iter().find(|entry| spelled(entry, &|known| known == key)) {
        return MatchResult::Exact(entry.code.clone());
    }
    let within = |known: &AddressKey| {
        known.division() == key.division() && key.text().starts_with(known.text()) && contains(key.text(), known.text())
    };
    let around = library
        .iter()
        .filter(|entry| spelled(entry, &within))
        .max_by_key(|entry| entry.key.text().len());
    around.map_or(MatchResult::None, |entry| MatchResult::Candidate(entry.code.clone()))
}

/// 住所申报承诺书: given on a moment over the hash of the text shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressCommitment {
    /// When.
    pub at: Moment,
    /// Hash of the text that was shown and signed.
    pub text_hash: String,
}

/// 一址多照: how full an address is (REG-08).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occupancy {
    /// Subjects registered there today.
    pub registered: u32,
    /// How many the host declared; `None` when the address has no host.
    pub capacity: Option<u32>,
}

impl Occupancy {
    /// Whether one more would pass the capacity. A warning to the registrar, never a refusal by itself.
    pub fn full(self) -> bool {
        self.capacity.is_some_and(|capacity| self.registered >= capacity)
    }
}
