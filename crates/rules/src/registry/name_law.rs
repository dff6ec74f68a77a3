//! What the law files say about names, and the folding under which names are compared.
//!
//! The loader (`office`) fills these structs from `law/names/` and `law/characters/`; nothing here is read from a file.

use super::SubjectKind;
use super::places::Places;
use std::collections::{BTreeMap, HashMap};

/// Words that no name may contain (《企业名称登记管理规定》第十一条).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forbidden {
    /// Stable category code.
    pub category: String,
    /// The words.
    pub words: Vec<String>,
    /// Article.
    pub article: String,
}

/// Where a restricted word is restricted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// At the front of the name, as 中国 is (第十二条).
    Front,
    /// Wherever it stands.
    Anywhere,
}

/// A word that needs the consent of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restricted {
    /// The word.
    pub word: String,
    /// Where it is restricted.
    pub position: Position,
    /// Who may consent.
    pub consent_by: String,
    /// Article.
    pub article: String,
}

/// 组织形式 and the kinds of subject that may carry it (第十条).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationForm {
    /// As written at the end of the name, such as 有限公司.
    pub form: String,
    /// Who may carry it.
    pub kinds: Vec<SubjectKind>,
}

/// Everything the law files hold about names.
#[derive(Clone, Debug, Default)]
pub struct NameLaw {
    /// Words that no name may contain.
    pub forbidden: Vec<Forbidden>,
    /// Words that need a consent.
    pub restricted: Vec<Restricted>,
    /// Known forms.
    pub organisation_forms: Vec<OrganisationForm>,
    /// Industry wording → class; wordings with the same class mean the same.
    pub industry_words: BTreeMap<String, String>,
    /// Words after the trade name that say no industry, such as 实业 or 发展.
    pub weak_words: Vec<String>,
    /// Traditional or variant character → standard character.
    pub traditional: HashMap<char, char>,
    /// Characters that look alike; both directions are listed.
    pub similar: HashMap<char, Vec<char>>,
    /// Least and most characters of a trade name.
    pub trade_name_length: (usize, usize),
    /// Divisions.
    pub places: Places,
    /// Division codes whose authorities may register names without a division (REG-05).
    pub placeless_authorities: Vec<String>,
    /// Characters from which alternatives are made.
    pub auspicious: Vec<char>,
}

impl NameLaw {
    /// The form under which names are compared: half width, standard characters, one kind of bracket, Chinese digits,
    /// capital letters, no blanks and no dots. Folding twice changes nothing.
    pub fn fold(&self, text: &str) -> String {
        text.chars().filter_map(|letter| self.fold_letter(letter)).collect()
    }

    /// What stands before this form at the end of a folded name; `None` when the name does not end so.
    pub fn strip_form<'a>(&self, folded: &'a str, form: &str) -> Option<&'a str> {
        let mut letters = form.chars().rev().filter_map(|letter| self.fold_letter(letter));
        letters.try_fold(folded, |rest, letter| rest.strip_suffix(letter))
    }

    /// The longest known form at the end of a folded name, and what stands before it.
    pub fn form_of<'a>(&self, folded: &'a str) -> Option<(&'a str, &OrganisationForm)> {
        let fits = self
            .organisation_forms
            .iter()
            .filter_map(|form| Some((self.strip_form(folded, &form.form)?, form)));
        fits.min_by_key(|(stem, _)| stem.len())
    }

    fn fold_letter(&self, letter: char) -> Option<char> {
        let narrow = match letter {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
            '【' | '〔' => '(',
            '】' | '〕' => ')',
            other => other,
        };
        let standard = self.standard(narrow);
        match standard {
            '[' | '{' => Some('('),
            ']' | '}' => Some(')'),
            '0'..='9' => CHINESE_DIGITS.get(usize::from(standard as u8 - b'0')).copied(),
            '〇' => Some('零'),
            letter if letter.is_whitespace() => None,
            '·' | '•' | '-' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' => None,
            letter => Some(letter.to_ascii_uppercase()),
        }
    }

    /// The standard character; chains in the table are followed, a circle ends at its smallest member.
    pub fn standard(&self, letter: char) -> char {
        let (mut now, mut chain) = (letter, Vec::new());
        while let Some(next) = self.traditional.get(&now).copied() {
            chain.push(now);
            if chain.contains(&next) {
                return chain.into_iter().min().unwrap_or(now);
            }
            now = next;
        }
        now
    }

    /// Whether an authority may register names without a division.
    pub fn placeless_allowed(&self, authority: &str) -> bool {
        self.placeless_authorities.iter().any(|code| crate::law::covers(code, authority))
    }

    /// Whether two characters are taken for one another by the eye.
    pub fn look_alike(&self, a: char, b: char) -> bool {
        let lists = |from: char, to: char| self.similar.get(&from).is_some_and(|list| list.contains(&to));
        a == b || lists(a, b) || lists(b, a)
    }
}

const CHINESE_DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A Han character of any plane.
pub fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}
