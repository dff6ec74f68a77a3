//! What a person typed, made comparable, and the ways to read it: 我想开一家火锅店 is about 火锅店.

/// Longest query that is looked at; the rest is cut off.
const LETTERS_MAX: usize = 32;

/// What people say before the thing itself.
const WISHES: &[&str] = &[
    "我们想",
    "我想要",
    "我想",
    "我要",
    "想要",
    "打算",
    "准备",
    "计划",
    "如何",
    "怎么",
    "怎样",
    "想",
    "要",
    "我",
];

/// What one does with a shop.
const VERBS: &[&str] = &["开办", "开设", "经营", "从事", "成立", "注册", "申请", "搞", "弄", "做", "办", "开"];

/// A shop, a company.
const MEASURES: &[&str] = &["一家", "一个", "一间", "家", "个", "间"];

/// Questions after the thing.
const QUESTIONS: &[&str] = &[
    "需要办什么证",
    "需要什么证件",
    "需要什么手续",
    "需要哪些手续",
    "需要什么证",
    "要办什么证",
    "要什么手续",
    "办什么证",
    "要什么证",
    "怎么办",
    "可以吗",
    "吗",
    "呢",
];

/// What a place of business is called; the trade stands before it.
const PLACES: &[&str] = &["的店", "店铺", "门店", "小店", "公司", "生意", "店", "铺", "的"];

/// Folds width and case, and drops everything that is no letter, digit or character: NFKC for what keyboards produce.
pub(super) fn fold(letter: char) -> Option<char> {
    let letter = match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        'ü' | 'Ü' => 'v',
        other => other,
    };
    let letter = letter.to_lowercase().next().unwrap_or(letter);
    letter.is_alphanumeric().then_some(letter)
}

/// One way to read the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// What is looked for.
    pub(super) letters: Vec<char>,
    /// How far it is from what was typed, in points.
    pub(super) cost: i32,
}

/// All ways to read a query, the literal one first.
pub(super) fn readings(typed: &str) -> Vec<Reading> {
    let whole: String = typed.chars().filter_map(fold).take(LETTERS_MAX).collect();
    let mut found = vec![(whole.clone(), 0)];
    let asked = strip_end(&whole, QUESTIONS);
    let bare = strip_wish(&asked);
    for text in [&asked, &bare] {
        found.push((text.clone(), 2));
        for verb in VERBS {
            let Some(thing) = text.strip_prefix(verb) else { continue };
            found.push((thing.to_owned(), 4));
            found.extend(
                MEASURES
                    .iter()
                    .filter_map(|measure| thing.strip_prefix(measure))
                    .map(|thing| (thing.to_owned(), 5)),
            );
        }
    }
    for (text, cost) in found.clone() {
        if let Some(thing) = text.strip_prefix('卖') {
            found.push((thing.to_owned(), cost + 20));
        }
    }
    for (text, cost) in found.clone() {
        let trade = strip_end(&text, PLACES);
        found.push((trade, cost + 30));
    }
    let mut readings: Vec<Reading> = Vec::new();
    for (text, cost) in found {
        let letters: Vec<char> = text.chars().collect();
        if !letters.is_empty() && !readings.iter().any(|reading| reading.letters == letters) {
            readings.push(Reading { letters, cost });
        }
    }
    readings
}

/// The shortest way to read a query that keeps so many letters: what is left of it without the wish around it.
pub(super) fn bare(typed: &str, letters_min: usize) -> String {
    let readings = readings(typed).into_iter().map(|reading| reading.letters);
    let long_enough = readings.filter(|letters| letters.len() >= letters_min);
    long_enough.min_by_key(Vec::len).unwrap_or_default().into_iter().collect()
}

fn strip_wish(text: &str) -> String {
    let mut rest = text;
    while let Some(shorter) = WISHES.iter().find_map(|wish| rest.strip_prefix(wish)) {
        rest = shorter;
    }
    rest.to_owned()
}

fn strip_end(text: &str, ends: &[&str]) -> String {
    ends.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_read_as_the_thing_wished_for() {
        let cases = [
            ("我想开火锅店", "火锅店"),
            ("我要开一家火锅店", "火锅店"),
            ("开个理发店需要什么手续", "理发店"),
            ("开家政公司", "家政公司"),
            ("ＨＵＯ ＧＵＯ", "huoguo"),
            ("huo'guo", "huoguo"),
            ("卖衣服", "衣服"),
        ];
        for (typed, thing) in cases {
            let found = readings(typed)
                .iter()
                .any(|reading| reading.letters.iter().collect::<String>() == thing);
            assert!(found, "{typed} -> {thing}");
        }
    }
}
