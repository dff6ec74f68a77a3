//! 企业名称自主申报: what the law thinks of a name before it is compared with others.
//!
//! 《企业名称登记管理规定》第五条至第十四条. Reasons are codes and facts; the words for them are found in `web`. Whether the name is taken
//! is `name_keys`' affair.

use super::SubjectKind;
use super::name_law::{NameLaw, Position, is_han};
use super::name_parse::{Parsed, PlacePosition, parse};
use crate::access::named;
use crate::calendar::Date;
use crate::law::{Law, MissingLaw, covers};
use crate::{Code, Refusal};

named! {
    /// Why a name may not be registered as it stands.
    NameReason {
        /// Nothing was typed.
        Empty = "empty",
        /// Longer than any name.
        TooLong = "too-long",
        /// A character that is no Han character (第五条).
        NotChinese = "not-chinese",
        /// A traditional or variant character (第五条: 规范汉字).
        NotStandardCharacter = "not-standard-character",
        /// Brackets that hold neither a division nor part of the form.
        StrayBrackets = "stray-brackets",
        /// No trade name is left.
        TradeNameMissing = "trade-name-missing",
        /// Fewer than the least characters (第八条).
        TradeNameShort = "trade-name-short",
        /// More characters than we take.
        TradeNameLong = "trade-name-long",
        /// The trade name is a division's name (第八条).
        TradeNameIsDivision = "trade-name-is-division",
        /// The trade name is an industry wording (第八条).
        TradeNameIsIndustry = "trade-name-is-industry",
        /// No known organisation form (第十条).
        FormMissing = "form-missing",
        /// A form of another kind of subject (第十条).
        FormOfOtherKind = "form-of-other-kind",
        /// A branch's name does not begin with its enterprise's name (第十三条).
        ParentMissing = "parent-missing",
        /// No division, and this authority may not register such names (第六条).
        PlaceMissing = "place-missing",
        /// The division does not contain the enterprise's place (第七条).
        PlaceOutsideAuthority = "place-outside-authority",
        /// A district without its city (第七条).
        DistrictWithoutCity = "district-without-city",
        /// A division behind the trade name without its brackets (第七条).
        PlaceWithoutBrackets = "place-without-brackets",
        /// A forbidden word (第十一条).
        ForbiddenWord = "forbidden-word",
        /// A word that needs a consent (第十二条 and others).
        RestrictedWord = "restricted-word",
    }
}

named! {
    /// The part of a name a reason is about.
    NamePart {
        Whole = "whole",
        Place = "place",
        TradeName = "trade-name",
        Industry = "industry",
        Form = "form",
    }
}

/// One reason, with its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What is wrong.
    pub code: NameReason,
    /// Where.
    pub part: NamePart,
    /// The word or characters meant.
    pub word: String,
    /// What `word` leads to: the forbidden category, the consenting body, the standard character; else empty.
    pub detail: String,
    /// Article.
    pub article: String,
}

impl Reason {
    /// Whether a consent heals the reason, so that a registrar may decide.
    pub fn needs_consent(&self) -> bool {
        self.code == NameReason::RestrictedWord
    }
}

/// A name read and judged, not yet compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Its parts.
    pub parsed: Parsed,
    /// Everything against it, whole name first.
    pub reasons: Vec<Reason>,
}

impl Judged {
    /// Nothing is against the name.
    pub fn is_clear(&self) -> bool {
        self.reasons.is_empty()
    }

    /// Nothing but words that need a consent is against it.
    pub fn needs_only_consent(&self) -> bool {
        !self.is_clear() && self.reasons.iter().all(Reason::needs_consent)
    }

    /// The parts of a clear name, or the refusal (不予登记并说明理由): `reasons` lists the codes, the first one gives the article.
    pub fn accept(self) -> Result<Parsed, Refusal> {
        let Some(first) = self.reasons.first() else {
            return Ok(self.parsed);
        };
        let codes: Vec<&str> = self.reasons.iter().map(|reason| reason.code.name()).collect();
        let refusal = Refusal::new(Code::NameRefused)
            .with("reasons", codes.join(" "))
            .with("word", &first.word);
        Err(refusal.with("part", first.part.name()).under(first.article.clone()))
    }
}

const SCRIPT: &str = "《企业名称登记管理规定》第五条";
const PARTS: &str = "《企业名称登记管理规定》第六条";
const PLACE: &str = "《企业名称登记管理规定》第七条";
const TRADE_NAME: &str = "《企业名称登记管理规定》第八条";
const FORM: &str = "《企业名称登记管理规定》第十条";
const BRANCH: &str = "《企业名称登记管理规定》第十三条";

/// Judges a name for this kind of subject at the authority of the division `authority`.
pub fn judge(name: &str, kind: SubjectKind, authority: &str, law: &NameLaw) -> Judged {
    let mut reasons = Vec::new();
    if name.chars().count() > NAME_LENGTH_MAX {
        let start: String = name.chars().take(NAME_LENGTH_MAX).collect();
        reasons.push(reason(NameReason::TooLong, NamePart::Whole, "", PARTS));
        return Judged {
            parsed: parse(&start, authority, law),
            reasons,
        };
    }
    let parsed = parse(name, authority, law);
    if parsed.whole.is_empty() {
        reasons.push(reason(NameReason::Empty, NamePart::Whole, "", PARTS));
        return Judged { parsed, reasons };
    }
    judge_script(name, law, &mut reasons);
    judge_words(&parsed, law, &mut reasons);
    judge_place(&parsed, kind, authority, law, &mut reasons);
    judge_trade_name(&parsed, law, &mut reasons);
    judge_form(&parsed, kind, law, &mut reasons);
    Judged { parsed, reasons }
}

/// No registered name is longer, branches of branches included; it also bounds the work of reading.
const NAME_LENGTH_MAX: usize = 120;

fn reason(code: NameReason, part: NamePart, word: &str, article: &str) -> Reason {
    Reason {
        code,
        part,
        word: word.to_owned(),
        detail: String::new(),
        article: article.to_owned(),
    }
}

fn judge_script(name: &str, law: &NameLaw, reasons: &mut Vec<Reason>) {
    let bracket = |letter: char| matches!(letter, '(' | ')' | '（' | '）');
    let foreign: String = name.trim().chars().filter(|letter| !is_han(*letter) && !bracket(*letter)).collect();
    if !foreign.is_empty() {
        reasons.push(reason(NameReason::NotChinese, NamePart::Whole, &foreign, SCRIPT));
    }
    for letter in name.chars().filter(|letter| is_han(*letter)) {
        let standard = law.standard(letter);
        if standard != letter {
            let found = reason(NameReason::NotStandardCharacter, NamePart::Whole, &letter.to_string(), SCRIPT);
            reasons.push(Reason {
                detail: standard.to_string(),
                ..found
            });
        }
    }
}

/// Forbidden and restricted words stand in the trade name, in the industry wording, or across the two; a word inside a
/// longer known industry wording is that wording (日本料理 is a kind of kitchen), and divisions and forms are fixed words.
fn judge_words(parsed: &Parsed, law: &NameLaw, reasons: &mut Vec<Reason>) {
    let spoken = format!("{}{}", parsed.trade_name, parsed.industry);
    for forbidden in &law.forbidden {
        for word in &forbidden.words {
            let folded = law.fold(word);
            if let Some(part) = where_stands(&folded, &spoken, parsed, law) {
                let found = reason(NameReason::ForbiddenWord, part, word, &forbidden.article);
                reasons.push(Reason {
                    detail: forbidden.category.clone(),
                    ..found
                });
            }
        }
    }
    for restricted in &law.restricted {
        let folded = law.fold(&restricted.word);
        let part = match restricted.position {
            Position::Front => parsed.whole.starts_with(&folded).then_some(NamePart::Whole),
            Position::Anywhere => where_stands(&folded, &spoken, parsed, law),
        };
        if let Some(part) = part {
            let found = reason(NameReason::RestrictedWord, part, &restricted.word, &restricted.article);
            reasons.push(Reason {
                detail: restricted.consent_by.clone(),
                ..found
            });
        }
    }
}

fn where_stands(word: &str, spoken: &str, parsed: &Parsed, law: &NameLaw) -> Option<NamePart> {
    if word.is_empty() {
        return None;
    }
    if parsed.stray_brackets.iter().any(|text| text.contains(word)) || parsed.trade_name.contains(word) {
        return Some(NamePart::TradeName);
    }
    let excused = || {
        law.industry_words
            .keys()
            .any(|known| known.len() > word.len() && known.contains(word) && parsed.industry.contains(known))
    };
    (spoken.contains(word) && !excused()).then_some(NamePart::Industry)
}

fn judge_place(parsed: &Parsed, kind: SubjectKind, authority: &str, law: &NameLaw, reasons: &mut Vec<Reason>) {
    let Some(place) = &parsed.place else {
        // A branch carries its enterprise's name, wherever that one is registered.
        if kind != SubjectKind::Branch && !law.placeless_allowed(authority) {
            reasons.push(reason(NameReason::PlaceMissing, NamePart::Place, "", PARTS));
        }
        return;
    };
    if place.district_alone {
        reasons.push(reason(NameReason::DistrictWithoutCity, NamePart::Place, &place.text, PLACE));
    }
    if place.position != PlacePosition::Front && !parsed.whole.contains(&format!("({})", place.text)) {
        reasons.push(reason(NameReason::PlaceWithoutBrackets, NamePart::Place, &place.text, PLACE));
    }
    if kind != SubjectKind::Branch && !covers(&place.code, authority) {
        reasons.push(reason(NameReason::PlaceOutsideAuthority, NamePart::Place, &place.text, PLACE));
    }
}

fn judge_trade_name(parsed: &Parsed, law: &NameLaw, reasons: &mut Vec<Reason>) {
    let word = parsed.trade_name.as_str();
    let push = |code| reason(code, NamePart::TradeName, word, TRADE_NAME);
    let length = word.chars().count();
    let (least, most) = law.trade_name_length;
    if length == 0 {
        reasons.push(push(NameReason::TradeNameMissing));
        return;
    }
    if length < least {
        reasons.push(push(NameReason::TradeNameShort));
    }
    if length > most {
        reasons.push(push(NameReason::TradeNameLong));
    }
    // A county's short form with another meaning (另有含义的除外) may be a trade name; its full form may not.
    if law.places.is_division(word) && !law.places.is_short_county_only(word) {
        reasons.push(push(NameReason::TradeNameIsDivision));
    }
    if law.industry_words.contains_key(word) || law.weak_words.iter().any(|weak| weak == word) {
        reasons.push(push(NameReason::TradeNameIsIndustry));
    }
    for stray in &parsed.stray_brackets {
        reasons.push(reason(NameReason::StrayBrackets, NamePart::TradeName, stray, TRADE_NAME));
    }
}

fn judge_form(parsed: &Parsed, kind: SubjectKind, law: &NameLaw, reasons: &mut Vec<Reason>) {
    if parsed.form.is_empty() {
        reasons.push(reason(NameReason::FormMissing, NamePart::Form, "", FORM));
        return;
    }
    if !law.form_of(&parsed.form).is_some_and(|(_, known)| known.kinds.contains(&kind)) {
        reasons.push(reason(NameReason::FormOfOtherKind, NamePart::Form, &parsed.form, FORM));
    }
    if kind == SubjectKind::Branch && parsed.parent.is_none() {
        reasons.push(reason(NameReason::ParentMissing, NamePart::Whole, &parsed.whole, BRANCH));
    }
}

named! {
    /// Whether the registration needs an approval beforehand, which lengthens the reservation (第十八条).
    Preapproval {
        None = "none",
        Needed = "needed",
    }
}

/// The last day on which a reserved name is kept: two months, or a year where an approval comes first (第十八条).
pub fn kept_until(reserved: Date, preapproval: Preapproval, law: &Law) -> Result<Date, MissingLaw> {
    let code = match preapproval {
        Preapproval::None => KEEP,
        Preapproval::Needed => KEEP_WITH_PREAPPROVAL,
    };
    law.period_end(code, reserved)
}

const KEEP: &str = "registration.name_hold_months";
const KEEP_WITH_PREAPPROVAL: &str = "registration.name_hold_preapproval_years";
