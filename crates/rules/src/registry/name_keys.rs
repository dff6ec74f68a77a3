//! 同名与近似: the keys under which names are looked up, and the rules by which two names are the same or too near.
//!
//! 《企业名称登记管理规定》第十七条 and the comparison rules of 2017 (工商企注字〔2017〕133号), which still serve as features. The office finds
//! rows by keys; only `compare` decides. Every pair that `compare` reports meets in at least one key (tested), so that the
//! database never needs a scan.

use super::name_law::NameLaw;
use super::name_parse::Parsed;
use crate::access::named;
use crate::calendar::Date;
use crate::law::{Law, MissingLaw, covers};
use pinyin::ToPinyinMulti;
use std::collections::BTreeSet;

named! {
    /// In which way a name is the same as, or too near, another one. Stronger first.
    SameOrSimilar {
        /// 完全相同
        SameName = "same-name",
        /// 排列顺序不同但文字相同
        SameCharactersOtherOrder = "same-characters-other-order",
        /// 字号、行业文字相同但行政区划或者组织形式不同
        SameTradeNameAndIndustryOtherPlaceOrForm = "same-trade-name-and-industry-other-place-or-form",
        /// 字号相同，行业表述不同但含义相同
        SameMeaningIndustry = "same-meaning-industry",
        /// 字号相同，一方不使用行业表述
        SameTradeNameWithoutIndustry = "same-trade-name-without-industry",
        /// 字音相同
        SameSound = "same-sound",
        /// 字号包含或者被包含，文字或者字音
        ContainsOrContained = "contains-or-contained",
        /// 字形相近
        LookAlike = "look-alike",
    }
}

impl SameOrSimilar {
    /// Whole names are held once in the country; the same trade name is barred by 第十七条 at one and the same authority;
    /// the rest is 相近 and asks for a person's eyes.
    fn weight(self, reach: Reach) -> Weight {
        match (self, reach) {
            (SameOrSimilar::SameName | SameOrSimilar::SameCharactersOtherOrder, _) => Weight::Bars,
            (
                SameOrSimilar::SameTradeNameAndIndustryOtherPlaceOrForm
                | SameOrSimilar::SameMeaningIndustry
                | SameOrSimilar::SameTradeNameWithoutIndustry,
                Reach::SameAuthority,
            ) => Weight::Bars,
            (SameOrSimilar::SameTradeNameAndIndustryOtherPlaceOrForm, Reach::WholeName) => Weight::Bars,
            (
                SameOrSimilar::SameTradeNameAndIndustryOtherPlaceOrForm
                | SameOrSimilar::SameMeaningIndustry
                | SameOrSimilar::SameTradeNameWithoutIndustry
                | SameOrSimilar::SameSound
                | SameOrSimilar::ContainsOrContained
                | SameOrSimilar::LookAlike,
                _,
            ) => Weight::Warns,
        }
    }

    fn article(self) -> &'static str {
        match self {
            SameOrSimilar::SameName => "工商企注字〔2017〕133号第三条第一项",
            SameOrSimilar::SameCharactersOtherOrder => "工商企注字〔2017〕133号第三条第二项",
            SameOrSimilar::SameTradeNameAndIndustryOtherPlaceOrForm => "工商企注字〔2017〕133号第三条第三项",
            SameOrSimilar::SameMeaningIndustry | SameOrSimilar::SameTradeNameWithoutIndustry => "《企业名称登记管理规定》第十七条",
            SameOrSimilar::SameSound => "工商企注字〔2017〕133号第四条第二项",
            SameOrSimilar::ContainsOrContained => "工商企注字〔2017〕133号第四条",
            // No article names the shape of characters: 第十一条 forbids what may deceive the public.
            SameOrSimilar::LookAlike => "《企业名称登记管理规定》第十一条第八项",
        }
    }
}

named! {
    /// What a similarity does.
    Weight {
        /// 相同: the name cannot be had, whatever the applicant promises.
        Bars = "bars",
        /// 相近: the name may be had, and a registrar looks at it.
        Warns = "warns",
    }
}

/// How far the two names are apart in the register.
#[derive(Clone, Copy)]
enum Reach {
    /// Equal as whole names, wherever they are kept.
    WholeName,
    /// Kept by one authority.
    SameAuthority,
    /// Kept by two authorities of one chain.
    SameChain,
}

/// One run of syllables.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SoundRun {
    /// Syllables without tones, joined by spaces.
    pub text: String,
    /// The whole trade name.
    pub whole: bool,
}

/// Under which keys a name is stored and looked up. A registered name is stored with all its runs. A candidate asks for
/// rows with `whole_key` or `unique_key` equal, with `trade_key` equal to its own or to one of `look_alikes`, with one of
/// its runs as their whole run, or with its whole run among their runs; within the authorities of one chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameKeys {
    /// One whole name is held once in the country: parts in fixed order, the division by its code. Unique in the database.
    pub whole_key: String,
    /// One trade name of one industry class is held once at one authority, whatever the division or form written (第十七条).
    /// Unique in the database among names that stand.
    pub unique_key: String,
    /// The trade name, folded.
    pub trade_key: String,
    /// All runs of two or more syllables, over all readings.
    pub sound_runs: Vec<SoundRun>,
    /// Trade names one look-alike character away.
    pub look_alikes: Vec<String>,
    /// Industry class; empty when the name says no industry.
    pub industry_class: String,
    /// The authority's division and those above it.
    pub authorities: Vec<String>,
}

/// The keys of a name at this authority.
pub fn keys(parsed: &Parsed, authority: &str, law: &NameLaw) -> NameKeys {
    let class = parsed.industry_class.clone().unwrap_or_default();
    NameKeys {
        whole_key: whole_key(parsed),
        unique_key: format!("{authority}|{}|{}|{class}", branch_part(parsed), parsed.trade_name),
        trade_key: parsed.trade_name.clone(),
        sound_runs: sound_runs(&parsed.trade_name),
        look_alikes: look_alikes(&parsed.trade_name, law),
        industry_class: class,
        authorities: chain(authority),
    }
}

/// A branch shares its enterprise's trade name by law (第十三条), so its own part keeps it apart from its enterprise.
fn branch_part(parsed: &Parsed) -> &str {
    match &parsed.parent {
        Some(_) => parsed.whole.as_str(),
        None => "",
    }
}

fn whole_key(parsed: &Parsed) -> String {
    if parsed.parent.is_some() {
        return parsed.whole.clone();
    }
    let place = parsed.place.as_ref().map_or("", |place| place.code.as_str());
    let stray = parsed.stray_brackets.join("|");
    format!(
        "{place}|{}|{}|{}|{stray}",
        parsed.trade_name,
        parsed.industry,
        parsed.form.replace(['(', ')'], "")
    )
}

/// 330108 → 330108, 330100, 330000.
fn chain(authority: &str) -> Vec<String> {
    let mut chain = vec![authority.to_owned()];
    for kept in [4, 2] {
        if let Some(head) = authority.get(..kept).filter(|_| authority.len() == 6) {
            let above = format!("{head:0<6}");
            if !chain.contains(&above) {
                chain.push(above);
            }
        }
    }
    chain
}

/// More readings of one name than this are not followed; heteronyms of rare combinations would multiply without end.
const READINGS_MAX: usize = 8;

/// Trade names are shorter; what an import brings beyond it is not compared by sound.
const SYLLABLES_MAX: usize = 24;

/// The readings of a trade name, syllable by syllable; a character without a reading stands for itself.
fn readings(trade_name: &str) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    for letter in trade_name.chars().take(SYLLABLES_MAX) {
        let mut sounds: Vec<String> = Vec::new();
        if let Some(multi) = letter.to_pinyin_multi() {
            for sound in multi.into_iter().map(|sound| plain(sound.plain())) {
                if !sounds.contains(&sound) {
                    sounds.push(sound);
                }
            }
        }
        if sounds.is_empty() {
            sounds.push(letter.to_string());
        }
        // The first reading is the commonest: when the bound is reached only that one is followed.
        if all.len() * sounds.len() > READINGS_MAX {
            sounds.truncate(1);
        }
        all = all
            .iter()
            .flat_map(|head| sounds.iter().map(|sound| [head.as_slice(), std::slice::from_ref(sound)].concat()))
            .collect();
    }
    all
}

fn plain(sound: &str) -> String {
    sound.replace('ü', "v")
}

/// All runs of two or more syllables over all readings, and the whole even when it has one; ordered, without repeats.
pub fn sound_runs(trade_name: &str) -> Vec<SoundRun> {
    let mut runs = BTreeSet::new();
    for reading in readings(trade_name) {
        for start in 0..reading.len() {
            for end in start + 1..=reading.len() {
                let whole = start == 0 && end == reading.len();
                if end - start < 2 && !whole {
                    continue;
                }
                let text = reading.get(start..end).unwrap_or(&[]).join(" ");
                runs.insert(SoundRun { text, whole });
            }
        }
    }
    runs.into_iter().collect()
}

/// More neighbours than this are not looked up.
const LOOK_ALIKES_MAX: usize = 64;

fn look_alikes(trade_name: &str, law: &NameLaw) -> Vec<String> {
    let letters: Vec<char> = trade_name.chars().collect();
    let mut found = Vec::new();
    for (place, letter) in letters.iter().enumerate() {
        for other in law.similar.get(letter).into_iter().flatten() {
            let other = law.standard(*other);
            let twin: String = letters
                .iter()
                .enumerate()
                .map(|(at, own)| if at == place { other } else { *own })
                .collect();
            if twin != trade_name && !found.contains(&twin) && found.len() < LOOK_ALIKES_MAX {
                found.push(twin);
            }
        }
    }
    found
}

named! {
    /// How the candidate's owner stands to the owner of the other name (第十五条, 第十七条).
    Relation {
        /// Strangers.
        None = "none",
        /// 有投资关系
        Investment = "investment",
        /// 受让企业名称
        Transferee = "transferee",
    }
}

/// Why a name of the register is in the way, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// 已登记
    Registered,
    /// 在保留期内, up to and including this day.
    Reserved(Date),
    /// 注销或者变更前的原名称, given up on this day.
    GivenUp(Date),
    /// 被撤销设立登记或者变更登记前的原名称, on this day.
    Annulled(Date),
}

impl Standing {
    /// Whether the name still bars others today (第十七条: names given up less than a year ago do).
    pub fn bars(self, relation: Relation, law: &Law) -> Result<bool, MissingLaw> {
        let within_year = |day: Date| law.period_end(FREED_NAME_BAR, day).map(|end| law.day() < end);
        Ok(match self {
            Standing::Registered => relation != Relation::Investment,
            Standing::Reserved(until) => relation != Relation::Investment && law.day() <= until,
            Standing::GivenUp(day) => relation == Relation::None && within_year(day)?,
            Standing::Annulled(day) => relation != Relation::Investment && within_year(day)?,
        })
    }
}

const FREED_NAME_BAR: &str = "registration.name_free_years";

/// A name of the register, with the authority that keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Its parts.
    pub parsed: Parsed,
    /// Division code of the registering authority.
    pub authority: String,
}

/// Two names are the same or too near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Similarity {
    /// How.
    pub rule: SameOrSimilar,
    /// By which article.
    pub article: &'static str,
    /// Whether it bars or warns.
    pub weight: Weight,
}

impl Similarity {
    fn by(rule: SameOrSimilar, reach: Reach) -> Similarity {
        Similarity {
            rule,
            article: rule.article(),
            weight: rule.weight(reach),
        }
    }
}

/// The strongest rule by which the candidate, to be kept by `authority`, meets a name of the register; `None` when the two
/// may stand side by side. A whole name is compared over the whole country, everything else within one chain of authorities.
pub fn compare(candidate: &Parsed, authority: &str, registered: &Registered, law: &NameLaw) -> Option<Similarity> {
    let other = &registered.parsed;
    if candidate.whole == other.whole {
        return Some(Similarity::by(SameOrSimilar::SameName, Reach::WholeName));
    }
    // A branch carries its enterprise's name by law: only the whole name of another branch stands in its way.
    if candidate.parent.is_some() || other.parent.is_some() {
        return None;
    }
    if whole_key(candidate) == whole_key(other) {
        let reordered = sorted(candidate) == sorted(other);
        let rule = if reordered {
            SameOrSimilar::SameCharactersOtherOrder
        } else {
            SameOrSimilar::SameTradeNameAndIndustryOtherPlaceOrForm
        };
        return Some(Similarity::by(rule, Reach::WholeName));
    }
    let one_chain = covers(authority, &registered.authority) || covers(&registered.authority, authority);
    let class = (&candidate.industry_class, &other.industry_class);
    let one_trade = match class {
        (Some(own), Some(others)) => own == others,
        (None, _) | (_, None) => true,
    };
    if !one_chain || !one_trade || candidate.trade_name.is_empty() || other.trade_name.is_empty() {
        return None;
    }
    let reach = if authority == registered.authority {
        Reach::SameAuthority
    } else {
        Reach::SameChain
    };
    compare_trade_names(candidate, other, law).map(|rule| Similarity::by(rule, reach))
}

fn compare_trade_names(candidate: &Parsed, other: &Parsed, law: &NameLaw) -> Option<SameOrSimilar> {
    let (own, theirs) = (candidate.trade_name.as_str(), other.trade_name.as_str());
    if own == theirs {
        return Some(if candidate.industry == other.industry {
            SameOrSimilar::SameTradeNameAndIndustryOtherPlaceOrForm
        } else if candidate.industry_class.is_some() == other.industry_class.is_some() {
            SameOrSimilar::SameMeaningIndustry
        } else {
            SameOrSimilar::SameTradeNameWithoutIndustry
        });
    }
    let (own_runs, their_runs) = (sound_runs(own), sound_runs(theirs));
    let whole = |runs: &[SoundRun]| -> BTreeSet<String> { runs.iter().filter(|run| run.whole).map(|run| run.text.clone()).collect() };
    let any = |runs: &[SoundRun]| -> BTreeSet<String> { runs.iter().map(|run| run.text.clone()).collect() };
    if !whole(&own_runs).is_disjoint(&whole(&their_runs)) {
        return Some(SameOrSimilar::SameSound);
    }
    let contained = !whole(&own_runs).is_disjoint(&any(&their_runs)) || !any(&own_runs).is_disjoint(&whole(&their_runs));
    if contained {
        return Some(SameOrSimilar::ContainsOrContained);
    }
    let differing = |a: &str, b: &str| a.chars().zip(b.chars()).filter(|(a, b)| a != b).count();
    let look_alike = own.chars().count() == theirs.chars().count()
        && differing(own, theirs) == 1
        && own.chars().zip(theirs.chars()).all(|(a, b)| law.look_alike(a, b));
    look_alike.then_some(SameOrSimilar::LookAlike)
}

fn sorted(parsed: &Parsed) -> Vec<char> {
    let mut letters: Vec<char> = parsed.whole.chars().filter(|letter| !matches!(letter, '(' | ')')).collect();
    letters.sort_unstable();
    letters
}

/// Up to `n` free names near the wished one, for the caller to check: the same name with a trade name that keeps the
/// founder's characters but is neither the old one nor, as far as that goes, contains it. The same input gives the same
/// list. A branch has none: its trade name is its enterprise's.
pub fn alternatives(parsed: &Parsed, law: &NameLaw, n: usize) -> Vec<String> {
    let letters: Vec<char> = parsed.trade_name.chars().collect();
    let (_, most) = law.trade_name_length;
    let mut found: Vec<String> = Vec::new();
    if parsed.parent.is_some() {
        return found;
    }
    let original = parsed.with_trade_name(&parsed.trade_name);
    for way in [Way::Between, Way::InsteadOfLast, Way::InsteadOfFirst, Way::Behind, Way::Before] {
        // Each way starts at another character, so that three names do not all carry the same one.
        for letter in law.auspicious.iter().cycle().skip(way as usize * 3).take(law.auspicious.len()) {
            if found.len() >= n {
                return found;
            }
            let trade_name = way.make(&letters, *letter);
            let length = trade_name.chars().count();
            let name = parsed.with_trade_name(&trade_name);
            let fresh = trade_name != parsed.trade_name && name != original && law.fold(&name) != parsed.whole && !found.contains(&name);
            let fits = length >= 2 && length <= most && !letters.contains(letter) && !law.places.is_division(&trade_name);
            if fresh && fits && !breaks_word_rules(&trade_name, law) {
                found.push(name);
            }
        }
    }
    found
}

fn breaks_word_rules(trade_name: &str, law: &NameLaw) -> bool {
    law.forbidden
        .iter()
        .flat_map(|forbidden| &forbidden.words)
        .any(|word| trade_name.contains(word.as_str()))
        || law
            .restricted
            .iter()
            .any(|restricted| trade_name.contains(restricted.word.as_str()))
        || law.industry_words.contains_key(trade_name)
}

#[derive(Clone, Copy)]
enum Way {
    Between,
    InsteadOfLast,
    InsteadOfFirst,
    Behind,
    Before,
}

impl Way {
    fn make(self, letters: &[char], letter: char) -> String {
        let (first, rest) = letters.split_at(1.min(letters.len()));
        let (front, _last) = letters.split_at(letters.len().saturating_sub(1));
        let parts: [&[char]; 3] = match self {
            Way::Between => [first, &[letter], rest],
            Way::InsteadOfLast => [front, &[letter], &[]],
            Way::InsteadOfFirst => [&[letter], rest, &[]],
            Way::Behind => [letters, &[letter], &[]],
            Way::Before => [&[letter], letters, &[]],
        };
        parts.concat().into_iter().collect()
    }
}
