//! Reading an enterprise name into its four parts: 行政区划, 字号, 行业或者经营特点, 组织形式.
//!
//! 《企业名称登记管理规定》第六条. The division may stand at the front, or in brackets after the trade name or after the industry
//! wording (第七条). Reading never fails: what is not there is empty, and `name::judge` says what the law thinks of it.

use super::SubjectKind;
use super::name_law::{NameLaw, is_han};
use super::places::PlaceHit;

/// Where the division stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlacePosition {
    /// 杭州阿兴餐饮有限公司
    Front,
    /// 阿兴（杭州）餐饮有限公司
    AfterTradeName,
    /// 阿兴餐饮（杭州）有限公司
    AfterIndustry,
}

/// The division in a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacePart {
    /// As written, folded.
    pub text: String,
    /// The division's code.
    pub code: String,
    /// Where it stands.
    pub position: PlacePosition,
    /// A district stood without its city.
    pub district_alone: bool,
}

/// A name in parts; all texts are folded (`NameLaw::fold`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The whole name, folded.
    pub whole: String,
    /// The division; `None` when the name has none.
    pub place: Option<PlacePart>,
    /// 字号
    pub trade_name: String,
    /// 行业或者经营特点; empty when the name has none.
    pub industry: String,
    /// Class of the industry wording; `None` when there is none, or only words that say no industry.
    pub industry_class: Option<String>,
    /// 组织形式; empty when none is known.
    pub form: String,
    /// For a branch: the name of the enterprise it belongs to, folded.
    pub parent: Option<String>,
    /// Text in brackets that is neither a division nor part of the form.
    pub stray_brackets: Vec<String>,
}

impl Parsed {
    /// The same name with another trade name, written as names are printed: full-width brackets.
    pub fn with_trade_name(&self, trade_name: &str) -> String {
        let place = self.place.as_ref();
        let at = |position: PlacePosition| place.filter(|place| place.position == position).map(|place| place.text.as_str());
        let bracketed = |text: Option<&str>| text.map(|text| format!("（{text}）")).unwrap_or_default();
        format!(
            "{}{trade_name}{}{}{}{}",
            at(PlacePosition::Front).unwrap_or_default(),
            bracketed(at(PlacePosition::AfterTradeName)),
            self.industry,
            bracketed(at(PlacePosition::AfterIndustry)),
            self.form.replace('(', "（").replace(')', "）"),
        )
    }
}

/// 企业集团 (第十四条): stands before the form, in brackets or without.
const GROUP: &str = "集团";

/// Least characters of a trade name that reading tries to leave; the law's own limit is judged later.
const TRADE_NAME_READ_MIN: usize = 2;

/// Reads a name, as seen by the authority of the division `home`.
pub fn parse(name: &str, home: &str, law: &NameLaw) -> Parsed {
    let whole = law.fold(name);
    let (stem, known) = law
        .form_of(&whole)
        .map_or((whole.as_str(), None), |(stem, known)| (stem, Some(known)));
    let mut form = whole.get(stem.len()..).unwrap_or("").to_owned();
    let branch = known
        .filter(|known| known.kinds.contains(&SubjectKind::Branch))
        .and_then(|_| parse_branch(&whole, stem, &form, home, law));
    if let Some(branch) = branch {
        return branch;
    }
    let mut brackets = Brackets::take(stem);
    if let Some(rest) = brackets
        .text
        .strip_suffix(GROUP)
        .filter(|rest| !rest.is_empty() && !form.starts_with(GROUP))
    {
        form = format!("{GROUP}{form}");
        brackets.text = rest.to_owned();
    }
    let mut place = None;
    let mut stray = Vec::new();
    for (at, inner) in brackets.groups {
        if inner == GROUP {
            form = format!("({GROUP}){form}");
        } else if let Some(hit) = whole_place(&inner, home, law).filter(|_| place.is_none()) {
            place = Some((at, inner, hit));
        } else {
            stray.push(inner);
        }
    }
    let letters: Vec<char> = brackets.text.chars().collect();
    let mut parsed = match place {
        Some((at, text, hit)) => parse_bracketed(&letters, at, text, &hit, law),
        None => parse_front(&letters, home, law),
    };
    parsed.whole = whole;
    parsed.form = form;
    parsed.stray_brackets = stray;
    parsed
}

/// A branch's name begins with the name of its enterprise (第十三条): another form stands inside.
fn parse_branch(whole: &str, stem: &str, form: &str, home: &str, law: &NameLaw) -> Option<Parsed> {
    let end = law
        .organisation_forms
        .iter()
        .filter(|known| known.kinds.contains(&SubjectKind::Company))
        .filter_map(|known| {
            let inner = law.fold(&known.form);
            stem.find(&inner).map(|at| at + inner.len())
        })
        .max()?;
    let head = stem.get(..end)?;
    let parent = parse(head, home, law);
    Some(Parsed {
        whole: whole.to_owned(),
        form: form.to_owned(),
        parent: Some(head.to_owned()),
        ..parent
    })
}

/// A text without its brackets, and what stood in them with its place (in characters of the text without brackets).
struct Brackets {
    text: String,
    groups: Vec<(usize, String)>,
}

impl Brackets {
    fn take(text: &str) -> Brackets {
        let mut brackets = Brackets {
            text: String::new(),
            groups: Vec::new(),
        };
        let mut open: Option<String> = None;
        for letter in text.chars() {
            match (letter, open.as_mut()) {
                ('(', None) => open = Some(String::new()),
                (')', Some(_)) => {
                    let at = brackets.text.chars().count();
                    brackets.groups.extend(open.take().map(|inner| (at, inner)));
                }
                (')', None) => {}
                (letter, Some(inner)) => inner.push(letter),
                (letter, None) => brackets.text.push(letter),
            }
        }
        // An unclosed bracket is plain text: nothing of the name gets lost.
        brackets.text.extend(open);
        brackets
    }
}

fn whole_place(text: &str, home: &str, law: &NameLaw) -> Option<PlaceHit> {
    let letters: Vec<char> = text.chars().collect();
    law.places.read(&letters, home).into_iter().find(|hit| hit.length == letters.len())
}

fn parse_bracketed(letters: &[char], at: usize, text: String, hit: &PlaceHit, law: &NameLaw) -> Parsed {
    let position = if at >= letters.len() {
        PlacePosition::AfterIndustry
    } else {
        PlacePosition::AfterTradeName
    };
    let (trade, industry) = match position {
        // The bracket itself divides the parts: 阿兴（杭州）餐饮.
        PlacePosition::AfterTradeName if at >= TRADE_NAME_READ_MIN => letters.split_at(at),
        PlacePosition::Front | PlacePosition::AfterTradeName | PlacePosition::AfterIndustry => split(letters, law),
    };
    let place = PlacePart {
        text,
        code: hit.code.clone(),
        position,
        district_alone: hit.district_alone,
    };
    assemble(Some(place), trade, industry, law)
}

fn parse_front(letters: &[char], home: &str, law: &NameLaw) -> Parsed {
    let hits = law.places.read(letters, home);
    let read = |hit: &PlaceHit| {
        let (text, rest) = letters.split_at(hit.length.min(letters.len()));
        let (trade, industry) = split(rest, law);
        let place = PlacePart {
            text: text.iter().collect(),
            code: hit.code.clone(),
            position: PlacePosition::Front,
            district_alone: hit.district_alone,
        };
        assemble(Some(place), trade, industry, law)
    };
    // 杭州滨江房产 is 杭州 + 滨江 + 房产: a county's short form is given back when no trade name would be left.
    let given_back = hits
        .first()
        .filter(|hit| hit.short_county)
        .filter(|hit| lacks_trade_name(letters.get(hit.length..).unwrap_or(&[]), law));
    let chosen = if given_back.is_some() { hits.get(1) } else { hits.first() };
    match chosen {
        Some(hit) => read(hit),
        None => parse_unbracketed(letters, home, law).unwrap_or_else(|| {
            let (trade, industry) = split(letters, law);
            assemble(None, trade, industry, law)
        }),
    }
}

/// 阿兴苏州餐饮 and 阿兴餐饮苏州: a division whose brackets were left out. It is read as one, so that leaving out brackets
/// makes no new name, when it is a prefecture or larger and nothing but industry wording follows.
fn parse_unbracketed(letters: &[char], home: &str, law: &NameLaw) -> Option<Parsed> {
    (TRADE_NAME_READ_MIN..letters.len()).find_map(|at| {
        let (head, tail) = letters.split_at(at);
        let hit = law.places.read(tail, home).into_iter().find(|hit| hit.code.ends_with("00"))?;
        let (text, rest) = tail.split_at(hit.length.min(tail.len()));
        let text: String = text.iter().collect();
        if rest.is_empty() {
            return Some(parse_bracketed(head, head.len(), text, &hit, law));
        }
        let joined = || [head, rest].concat();
        (word_starts(rest, law).first() == Some(&true)).then(|| parse_bracketed(&joined(), at, text, &hit, law))
    })
}

fn assemble(place: Option<PlacePart>, trade: &[char], industry: &[char], law: &NameLaw) -> Parsed {
    let industry: String = industry.iter().collect();
    Parsed {
        whole: String::new(),
        place,
        trade_name: trade.iter().collect(),
        industry_class: class_of(&industry, law),
        industry,
        form: String::new(),
        parent: None,
        stray_brackets: Vec::new(),
    }
}

/// Where words that run to the end may begin: `starts[i]` is true when characters `i..` are all industry or weak words.
fn word_starts(letters: &[char], law: &NameLaw) -> Vec<bool> {
    let mut starts = vec![false; letters.len() + 1];
    if let Some(last) = starts.last_mut() {
        *last = true;
    }
    for begin in (0..letters.len()).rev() {
        let found = (begin + 2..=letters.len().min(begin + WORD_LENGTH_MAX)).any(|end| {
            starts.get(end) == Some(&true)
                && letters
                    .get(begin..end)
                    .is_some_and(|word| is_word(&word.iter().collect::<String>(), law))
        });
        if let Some(slot) = starts.get_mut(begin) {
            *slot = found;
        }
    }
    starts
}

/// Longer industry wordings are read as several words.
const WORD_LENGTH_MAX: usize = 12;

fn is_word(text: &str, law: &NameLaw) -> bool {
    law.industry_words.contains_key(text) || law.weak_words.iter().any(|word| word == text)
}

fn lacks_trade_name(letters: &[char], law: &NameLaw) -> bool {
    letters.iter().filter(|letter| is_han(**letter)).count() < TRADE_NAME_READ_MIN || word_starts(letters, law).first() == Some(&true)
}

/// Trade name and industry wording. As much as is industry goes to the industry, but at least two characters stay; one
/// stays only where no other reading is left (兴餐饮), so that it can be refused as too short.
fn split<'a>(letters: &'a [char], law: &NameLaw) -> (&'a [char], &'a [char]) {
    let starts = word_starts(letters, law);
    let begins = |at: &usize| starts.get(*at) == Some(&true);
    let found = (TRADE_NAME_READ_MIN.min(letters.len())..letters.len()).find(begins);
    let single = || {
        if letters.len() > 2 && begins(&1) && !begins(&0) {
            1
        } else {
            letters.len()
        }
    };
    letters.split_at(found.unwrap_or_else(single))
}

/// The class of an industry wording: of the whole when it is known, else of its last word that says an industry
/// (餐饮管理 is 餐饮).
pub fn class_of(industry: &str, law: &NameLaw) -> Option<String> {
    let letters: Vec<char> = industry.chars().collect();
    let mut end = letters.len();
    while end > 0 {
        let known = |from: usize| -> Option<String> { Some(letters.get(from..end)?.iter().collect()) };
        // The longest word that ends here.
        let word = (end.saturating_sub(WORD_LENGTH_MAX)..end)
            .filter_map(known)
            .find(|word| is_word(word, law));
        let Some(word) = word else {
            end -= 1;
            continue;
        };
        if !law.weak_words.contains(&word) {
            return law.industry_words.get(&word).cloned();
        }
        end -= word.chars().count();
    }
    None
}
