//! 条款: which articles of which law a citation names, read from the words in which keepers write it.
//!
//! `《中华人民共和国食品安全法》第三十三条第一款第（一）项、第三十五条` is two provisions of one law. A citation without
//! article, or of a chapter or annex, is of the whole document: any change of it may concern whoever cites it so.

use super::lint::citation::{number, titled};

/// A longer row of articles is no citation any more, but the whole document.
const PROVISIONS_MAX: u32 = 300;

/// An article, or a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Provision {
    /// 条
    pub article: u32,
    /// 之一: inserted behind the article; 0: the article itself.
    pub inserted: u32,
    /// 款
    pub paragraph: Option<u32>,
    /// 项
    pub item: Option<u32>,
}

impl Provision {
    /// Whether one of the two is the other or a part of it.
    pub fn meets(&self, other: &Provision) -> bool {
        let same = |a: Option<u32>, b: Option<u32>| a.is_none() || b.is_none() || a == b;
        (self.article, self.inserted) == (other.article, other.inserted)
            && same(self.paragraph, other.paragraph)
            && same(self.item, other.item)
    }
}

/// How much of a document is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// These provisions.
    Provisions(Vec<Provision>),
}

impl Extent {
    /// What these words name of a document.
    pub fn read(words: &str) -> Extent {
        match provisions(words) {
            Some(provisions) if !provisions.is_empty() => Extent::Provisions(provisions),
            Some(_) | None => Extent::Whole,
        }
    }

    /// Whether they have something in common.
    pub fn meets(&self, other: &Extent) -> bool {
        match (self, other) {
            (Extent::Provisions(mine), Extent::Provisions(theirs)) => mine.iter().any(|one| theirs.iter().any(|other| one.meets(other))),
            (Extent::Whole, _) | (_, Extent::Whole) => true,
        }
    }
}

/// One document that is cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Its title as compared; `None` when only its number is given.
    title: Option<String>,
    /// Its number, where given.
    number: Option<String>,
    /// What is cited of it.
    pub extent: Extent,
}

impl Citation {
    /// All documents a text cites, in its order. What names neither title nor number cites nothing that can be found.
    pub fn all(text: &str) -> Vec<Citation> {
        if text.contains('《') {
            let cited = titled(text).map(|(title, after)| Citation {
                title: Some(folded(title)),
                number: number(after).map(folded).filter(|number| is_number(number)),
                extent: Extent::read(after),
            });
            return cited.collect();
        }
        // 国发〔2021〕7号第二条: the number is all the title there is.
        let words = folded(text);
        let numbered = words.split_once('号').filter(|(number, _)| is_number(&format!("{number}号")));
        let cited = numbered.map(|(number, after)| Citation {
            title: None,
            number: Some(format!("{number}号")),
            extent: Extent::read(after),
        });
        cited.into_iter().collect()
    }

    /// Whether it is of the document with this title and number. A citation that gives another number is of another document.
    pub fn is_of(&self, title: &str, number: &str) -> bool {
        let number = folded(number);
        let stated = self.number.as_deref().filter(|_| !number.is_empty());
        let same = stated.map(|cited| cited.contains(&number) || number.contains(cited));
        match &self.title {
            Some(cited) => *cited == folded(title) && same != Some(false),
            None => same == Some(true),
        }
    }
}

/// A title as compared: without its marks, blanks and 中华人民共和国.
pub(super) fn folded(title: &str) -> String {
    let bare: String = title
        .chars()
        .filter(|letter| !letter.is_whitespace() && !"《》〈〉".contains(*letter))
        .collect();
    bare.strip_prefix("中华人民共和国").map_or(bare.clone(), str::to_owned)
}

/// Whether these words are the number of a document, such as 国务院令第423号 or 国发〔2021〕7号. 2022年修正 is none.
fn is_number(words: &str) -> bool {
    words.contains('号') && (words.contains('令') || words.contains('〔'))
}

/// Units of a reference, from the whole to its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Article,
    Paragraph,
    Item,
}

/// The provisions some words name; `None` when they name a chapter, an annex, or more than anybody reads.
fn provisions(words: &str) -> Option<Vec<Provision>> {
    let letters: Vec<char> = without_remarks(words).chars().collect();
    if words_name_more(&letters) {
        return None;
    }
    let mut found = Found::default();
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        if *letter == '至' || *letter == '到' || *letter == '—' {
            found.range = true;
        } else if *letter == '第'
            && let Some((number, next)) = numeral(&letters, at + 1)
        {
            let level = match letters.get(next) {
                Some('条') => Some(Level::Article),
                Some('款') => Some(Level::Paragraph),
                Some('项') => Some(Level::Item),
                Some(_) | None => None,
            };
            if let Some(level) = level {
                at = next;
                let inserted = (level == Level::Article && letters.get(next + 1) == Some(&'之'))
                    .then(|| numeral(&letters, next + 2))
                    .flatten();
                at = inserted.map_or(at, |(_, after)| after.saturating_sub(1));
                found.add(level, number, inserted.map_or(0, |(number, _)| number))?;
            }
        }
        at += 1;
    }
    Some(found.provisions)
}

/// A chapter, a section or an annex is cited beside or instead of articles.
fn words_name_more(letters: &[char]) -> bool {
    let text: String = letters.iter().collect();
    let part = |unit: char| {
        letters
            .iter()
            .enumerate()
            .any(|(at, letter)| *letter == '第' && numeral(letters, at + 1).is_some_and(|(_, next)| letters.get(next) == Some(&unit)))
    };
    text.contains("附件") || text.contains("全文") || part('章') || part('节')
}

#[derive(Default)]
struct Found {
    provisions: Vec<Provision>,
    /// The next one closes a row that the last one opened.
    range: bool,
}

impl Found {
    fn add(&mut self, level: Level, number: u32, inserted: u32) -> Option<()> {
        let range = std::mem::take(&mut self.range);
        let last = self.provisions.last().copied();
        let open = last.map(|last| match level {
            Level::Article => Some(last.article),
            Level::Paragraph => last.paragraph,
            Level::Item => last.item,
        });
        let first = open
            .flatten()
            .filter(|_| range && inserted == 0)
            .map_or(number, |open| open.saturating_add(1));
        if number.saturating_sub(first) > PROVISIONS_MAX {
            return None;
        }
        for number in first..=number {
            self.one(level, number, inserted);
        }
        Some(())
    }

    fn one(&mut self, level: Level, number: u32, inserted: u32) {
        let last = self.provisions.last_mut();
        match (level, last) {
            (Level::Article, _) => self.provisions.push(Provision {
                article: number,
                inserted,
                paragraph: None,
                item: None,
            }),
            // A part refines the whole named right before it, and stands beside another part.
            (Level::Paragraph, Some(last)) if last.paragraph.is_none() && last.item.is_none() => last.paragraph = Some(number),
            (Level::Item, Some(last)) if last.item.is_none() => last.item = Some(number),
            (Level::Paragraph, Some(last)) => {
                let next = Provision {
                    paragraph: Some(number),
                    item: None,
                    ..*last
                };
                self.provisions.push(next);
            }
            (Level::Item, Some(last)) => {
                let next = Provision {
                    item: Some(number),
                    ..*last
                };
                self.provisions.push(next);
            }
            // A part of nothing: 本款, 前项.
            (Level::Paragraph | Level::Item, None) => {}
        }
    }
}

/// The words without what stands in brackets, unless that is a number: 第（一）项.
fn without_remarks(words: &str) -> String {
    let mut kept = String::new();
    let mut remark: Option<(String, u32)> = None;
    for letter in words.chars() {
        match (&mut remark, letter) {
            (None, '（' | '(') => remark = Some((String::new(), 1)),
            (None, letter) => kept.push(letter),
            (Some((_, depth)), '（' | '(') => *depth += 1,
            (Some((inside, depth)), '）' | ')') => {
                *depth -= 1;
                if *depth == 0 {
                    if !inside.is_empty() && inside.chars().all(|letter| digit(letter).is_some()) {
                        kept.push_str(inside);
                    }
                    remark = None;
                }
            }
            (Some((inside, _)), letter) => inside.push(letter),
        }
    }
    kept
}

/// A digit of a numeral, or what its place is worth.
fn digit(letter: char) -> Option<Digit> {
    let ones = "零一二三四五六七八九";
    let arabic = letter.to_digit(10).or_else(|| match letter {
        '０'..='９' => u32::from(letter).checked_sub(u32::from('０')),
        _ => None,
    });
    match letter {
        '十' => Some(Digit::Place(10)),
        '百' => Some(Digit::Place(100)),
        '千' => Some(Digit::Place(1_000)),
        '〇' => Some(Digit::Ones(0)),
        '两' => Some(Digit::Ones(2)),
        letter => ones
            .chars()
            .position(|one| one == letter)
            .and_then(|place| u32::try_from(place).ok())
            .map(Digit::Ones)
            .or(arabic.map(Digit::Arabic)),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Digit {
    Ones(u32),
    Place(u32),
    Arabic(u32),
}

/// The number that begins at this place, and the place after it.
fn numeral(letters: &[char], from: usize) -> Option<(u32, usize)> {
    let (mut total, mut ones, mut at) = (0_u32, None::<u32>, from);
    while let Some(digit) = letters.get(at).copied().and_then(digit) {
        match digit {
            Digit::Ones(value) => ones = Some(value),
            Digit::Arabic(value) => ones = Some(ones.unwrap_or(0).checked_mul(10)?.checked_add(value)?),
            Digit::Place(worth) => total = total.checked_add(ones.take().unwrap_or(1).checked_mul(worth)?)?,
        }
        at += 1;
    }
    (at > from).then_some((total.checked_add(ones.unwrap_or(0))?, at))
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    fn said(extent: &Extent) -> String {
        let part = |part: Option<u32>, unit: &str| part.map_or_else(String::new, |number| format!("{unit}{number}"));
        let one = |one: &Provision| {
            let inserted = if one.inserted > 0 {
                format!("-{}", one.inserted)
            } else {
                String::new()
            };
            format!("{}{inserted}{}{}", one.article, part(one.paragraph, "/"), part(one.item, "."))
        };
        match extent {
            Extent::Whole => "whole".to_owned(),
            Extent::Provisions(provisions) => provisions.iter().map(one).collect::<Vec<_>>().join(" "),
        }
    }

    #[test]
    fn the_words_of_a_citation_are_read_as_articles_and_their_parts() {
        let cases = [
            ("第三十三条、第三十五条", "33 35"),
            ("第三十三条第一款第（一）项（25米为审查通则数值，行政许可法第四十二条）", "33/1.1"),
            ("第三十三条第一款第（二）项、第（四）项、第三十五条第二款", "33/1.2 33/1.4 35/2"),
            ("第六条、第八条至第十条、第十二条第一款、第二款", "6 8 9 10 12/1 12/2"),
            ("第六十七条之一、第一百零九条", "67-1 109"),
            ("第42条第四项", "42.4"),
            ("第二章至第四章", "whole"),
            ("第二章、第三十五条", "whole"),
            ("附件第112项", "whole"),
            ("（市场监管总局令第78号）", "whole"),
            ("（市场监管总局令第78号）第二十三条", "23"),
            ("第一条至第九百条", "whole"),
            ("第二款", "whole"),
            ("", "whole"),
        ];
        for (words, expected) in cases {
            assert_eq!(said(&Extent::read(words)), expected, "{words}");
        }
    }

    #[test]
    fn a_part_meets_its_whole_and_not_the_part_beside_it() {
        let meets = |a: &str, b: &str| Extent::read(a).meets(&Extent::read(b));
        assert!(meets("第三十五条", "第三十五条第二款") && meets("第三十五条第二款", "第三十三条、第三十五条"));
        assert!(meets("第三十五条第一款第二项", "第三十五条第一款") && meets("全文", "第三条"));
        assert!(!meets("第三十五条第一款", "第三十五条第二款") && !meets("第六十七条", "第六十七条之一"));
        assert!(!meets("第三条", "第三十条"));
    }

    #[test]
    fn a_citation_names_its_law_by_title_and_number() {
        let of = |text: &str, title: &str, number: &str| -> Vec<String> {
            let cited = Citation::all(text);
            let cited = cited.iter().filter(|cited| cited.is_of(title, number));
            cited.map(|cited| said(&cited.extent)).collect()
        };
        let two = "《食品经营许可和备案管理办法》（市场监管总局令第78号）第十条；《中华人民共和国食品安全法》（2021年修正）第三十五条";
        assert_eq!(of(two, "食品安全法", ""), ["35"]);
        assert_eq!(of(two, "中华人民共和国食品安全法", "主席令第21号"), ["35"]);
        assert_eq!(of(two, "食品经营许可和备案管理办法", "市场监管总局令第78号"), ["10"]);
        assert_eq!(of(two, "食品经营许可和备案管理办法", "市场监管总局令第17号"), Vec::<String>::new());
        assert_eq!(of("国发〔2021〕7号第二条", "关于深化的通知", "国发〔2021〕7号"), ["2"]);
        assert_eq!(of("第三十五条", "食品安全法", "国发〔2021〕7号"), Vec::<String>::new());
        assert_eq!(Citation::all("按上级要求"), []);
        assert_eq!(Citation::all("《甲法》第一条、《乙法》").len(), 2);
        assert_eq!(said(&Citation::all("《甲法》第一条、《乙法》")[1].extent), "whole");
    }
}
