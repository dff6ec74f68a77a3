//! Thresholds in the words of a condition: 面积不小于8平方米, 设施数≥1, 六十日以内. Units of one kind are compared in the smallest.

use crate::access::named;
use crate::catalogue::query::fold;

named! {
    /// On which side of the number one must stay. A stricter number is a higher one for the first, a lower one for the second.
    Bound {
        /// 不少于
        Least = "least",
        /// 不超过
        Most = "most",
    }
}

/// One threshold as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// At least or at most.
    pub bound: Bound,
    /// The number with its unit, as written.
    pub written: String,
    /// What is measured, folded, so that punctuation does not make it another thing.
    subject: String,
    /// Thousandths of the smallest unit of its kind.
    amount: i64,
    /// Kind of unit.
    kind: &'static str,
}

impl Threshold {
    /// Whether it asks for more than that one.
    fn is_stricter(&self, other: &Threshold) -> bool {
        match self.bound {
            Bound::Least => self.amount > other.amount,
            Bound::Most => self.amount < other.amount,
        }
    }

    fn is_alike(&self, other: &Threshold) -> bool {
        self.bound == other.bound && self.kind == other.kind
    }
}

/// Words before a number; a longer one hides the shorter one in it (不大于, 大于).
const BEFORE: [(&str, Bound); 33] = [
    ("不少于", Bound::Least),
    ("不小于", Bound::Least),
    ("不低于", Bound::Least),
    ("不得少于", Bound::Least),
    ("不得小于", Bound::Least),
    ("不得低于", Bound::Least),
    ("大于等于", Bound::Least),
    ("至少", Bound::Least),
    ("大于", Bound::Least),
    ("高于", Bound::Least),
    ("多于", Bound::Least),
    ("超过", Bound::Least),
    ("≥", Bound::Least),
    (">=", Bound::Least),
    (">", Bound::Least),
    ("＞", Bound::Least),
    ("不超过", Bound::Most),
    ("不大于", Bound::Most),
    ("不高于", Bound::Most),
    ("不多于", Bound::Most),
    ("不得超过", Bound::Most),
    ("不得大于", Bound::Most),
    ("不得高于", Bound::Most),
    ("不得多于", Bound::Most),
    ("小于等于", Bound::Most),
    ("至多", Bound::Most),
    ("小于", Bound::Most),
    ("低于", Bound::Most),
    ("少于", Bound::Most),
    ("≤", Bound::Most),
    ("<=", Bound::Most),
    ("<", Bound::Most),
    ("＜", Bound::Most),
];

/// Words after a number and its unit.
const AFTER: [(&str, Bound); 4] = [
    ("以上", Bound::Least),
    ("以下", Bound::Most),
    ("以内", Bound::Most),
    ("之内", Bound::Most),
];

/// Signs of a number below zero.
const BELOW: [&str; 4] = ["-", "－", "−", "零下"];

/// Unit as written, its kind, how many of the smallest unit of the kind it is. Months and days are not made of each other.
const UNITS: [(&str, &str, i64); 50] = [
    ("平方厘米", "area", 1),
    ("平方米", "area", 10_000),
    ("㎡", "area", 10_000),
    ("亩", "area", 6_666_667),
    ("公顷", "area", 100_000_000),
    ("毫升", "volume", 1),
    ("升", "volume", 1_000),
    ("立方米", "volume", 1_000_000),
    ("毫米", "length", 1),
    ("厘米", "length", 10),
    ("米", "length", 1_000),
    ("千米", "length", 1_000_000),
    ("公里", "length", 1_000_000),
    ("毫克", "mass", 1),
    ("克", "mass", 1_000),
    ("千克", "mass", 1_000_000),
    ("公斤", "mass", 1_000_000),
    ("吨", "mass", 1_000_000_000),
    ("秒", "time", 1),
    ("分钟", "time", 60),
    ("小时", "time", 3_600),
    ("个小时", "time", 3_600),
    ("日", "time", 86_400),
    ("天", "time", 86_400),
    ("个工作日", "working_day", 1),
    ("工作日", "working_day", 1),
    ("月", "month", 1),
    ("个月", "month", 1),
    ("年", "month", 12),
    ("元", "money", 1),
    ("%", "percent", 1),
    ("％", "percent", 1),
    ("℃", "temperature", 1),
    ("摄氏度", "temperature", 1),
    ("倍", "times", 1),
    ("人", "", 1),
    ("名", "", 1),
    ("位", "", 1),
    ("个", "", 1),
    ("台", "", 1),
    ("套", "", 1),
    ("间", "", 1),
    ("张", "", 1),
    ("份", "", 1),
    ("次", "", 1),
    ("辆", "", 1),
    ("家", "", 1),
    ("处", "", 1),
    ("项", "", 1),
    ("种", "", 1),
];

/// Signs between which a threshold stands; a comma between digits is none.
const ENDS: &str = "，；。：,;\n";

/// The thresholds of a local text that are stricter than those of the superior text, each with the one it is held against;
/// `None` when the superior text has no such threshold.
pub(super) fn stricter(local: &str, superior: &str) -> Vec<(Threshold, Option<Threshold>)> {
    let mut left = thresholds(superior);
    let mut unpaired = Vec::new();
    let mut pairs: Vec<(usize, Threshold, Option<Threshold>)> = Vec::new();
    for (place, own) in thresholds(local).into_iter().enumerate() {
        match left.iter().position(|other| other.is_alike(&own) && other.subject == own.subject) {
            Some(at) => pairs.push((place, own, Some(left.remove(at)))),
            None => unpaired.push((place, own)),
        }
    }
    // The subject was worded otherwise: then their order tells which is which.
    for (place, own) in unpaired {
        let other = left.iter().position(|other| other.is_alike(&own)).map(|at| left.remove(at));
        pairs.push((place, own, other));
    }
    pairs.sort_by_key(|(place, _, _)| *place);
    let stricter = pairs
        .into_iter()
        .filter(|(_, own, other)| other.as_ref().is_none_or(|other| own.is_stricter(other)));
    stricter.map(|(_, own, other)| (own, other)).collect()
}

/// All thresholds of a text, in its order.
fn thresholds(text: &str) -> Vec<Threshold> {
    text.split(|c| ENDS.contains(c)).flat_map(of_clause).collect()
}

fn of_clause(clause: &str) -> Vec<Threshold> {
    let mut found = Vec::new();
    let mut rest = clause;
    let mut gap = String::new();
    while let Some(next) = rest.chars().next() {
        // The first character of 零下 is no digit.
        let (number, skipped) = if rest.starts_with("零下") {
            (None, "零下".len())
        } else {
            (Number::at(rest), next.len_utf8())
        };
        let Some(number) = number else {
            gap.push_str(rest.get(..skipped).unwrap_or(""));
            rest = rest.get(skipped..).unwrap_or("");
            continue;
        };
        let tail = rest.get(number.length..).unwrap_or("");
        let unit = UNITS
            .iter()
            .filter(|(word, _, _)| tail.starts_with(word))
            .max_by_key(|(word, _, _)| word.len());
        let (word, kind, factor) = unit.copied().unwrap_or(("", "", 1));
        let length = number.length + word.len();
        let written = rest.get(..length).unwrap_or("").split_whitespace().collect();
        rest = rest.get(length..).unwrap_or("");
        // 3-5 is a range, -18 is below zero.
        let below = BELOW.iter().any(|sign| gap.ends_with(sign) && gap != *sign);
        let number = if below { -number.thousandths } else { number.thousandths };
        if let Some((bound, subject)) = bound_of(&gap, rest) {
            found.push(Threshold {
                bound,
                written,
                subject,
                amount: number.saturating_mul(factor),
                kind,
            });
        }
        gap.clear();
    }
    found
}

/// The bound that words before or after a number set, and what is left of the words before it.
fn bound_of(before: &str, after: &str) -> Option<(Bound, String)> {
    let folded = |text: &str| text.chars().filter_map(fold).collect::<String>();
    // The last one holds; of those that end together, the longest.
    let ends = BEFORE
        .iter()
        .filter_map(|(word, bound)| before.rfind(word).map(|at| (at + word.len(), word.len(), *bound)));
    let Some((end, length, bound)) = ends.max_by_key(|(end, length, _)| (*end, *length)) else {
        let (_, bound) = AFTER.iter().find(|(word, _)| after.starts_with(word))?;
        return Some((*bound, folded(before)));
    };
    let subject = [before.get(..end - length), before.get(end..)];
    Some((bound, folded(&subject.map(Option::unwrap_or_default).concat())))
}

/// A number at the beginning of a text.
struct Number {
    /// Bytes it takes.
    length: usize,
    thousandths: i64,
}

/// Digits of any writing; 两 is 2.
const DIGITS: [(char, i64); 11] = [
    ('零', 0),
    ('一', 1),
    ('二', 2),
    ('两', 2),
    ('三', 3),
    ('四', 4),
    ('五', 5),
    ('六', 6),
    ('七', 7),
    ('八', 8),
    ('九', 9),
];

fn arabic(c: char) -> Option<i64> {
    let half_width = if ('０'..='９').contains(&c) {
        char::from_u32(u32::from(c) - 0xfee0)?
    } else {
        c
    };
    half_width.to_digit(10).map(i64::from)
}

/// Places within four digits, and groups of four digits.
fn power(c: char) -> Option<i64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        '万' => Some(10_000),
        '亿' => Some(100_000_000),
        _ => None,
    }
}

impl Number {
    fn at(text: &str) -> Option<Number> {
        let (mut length, mut thousandths) = Number::arabic(text).or_else(|| Number::chinese(text))?;
        // 50万元: the group belongs to the number and not to the unit; 3千克 is no 3,000.
        let tail = text.get(length..).unwrap_or("");
        if let Some(group) = tail.chars().next().filter(|c| matches!(c, '万' | '亿')) {
            length += group.len_utf8();
            thousandths = thousandths.saturating_mul(power(group).unwrap_or(1));
        }
        let blank = text.get(length..).unwrap_or("").chars().take_while(|c| c.is_whitespace());
        Some(Number {
            length: length + blank.map(char::len_utf8).sum::<usize>(),
            thousandths,
        })
    }

    /// 1,100.5
    fn arabic(text: &str) -> Option<(usize, i64)> {
        let (mut length, mut thousandths, mut decimals) = (0, 0_i64, None);
        for c in text.chars() {
            match (arabic(c), c, decimals) {
                (Some(digit), _, None) => thousandths = thousandths.saturating_mul(10).saturating_add(digit * 1_000),
                (Some(digit), _, Some(place)) => {
                    thousandths = thousandths.saturating_add(digit * place);
                    decimals = Some(place / 10);
                }
                (None, '.' | '．', None) if length > 0 => decimals = Some(100),
                _ => break,
            }
            length += c.len_utf8();
        }
        (length > 0).then_some((length, thousandths))
    }

    /// 一千二百: below ten thousand, because 万 and 亿 are read after any number.
    fn chinese(text: &str) -> Option<(usize, i64)> {
        let (mut length, mut sum, mut digit) = (0, 0, None);
        for c in text.chars() {
            let known = DIGITS.iter().find(|(name, _)| *name == c).map(|(_, value)| *value);
            match (known, power(c).filter(|power| *power < 10_000)) {
                (Some(value), _) => digit = Some(value),
                // 十二 has no digit before its ten.
                (None, Some(power)) if digit.is_some() || power == 10 => sum += digit.take().unwrap_or(1) * power,
                _ => break,
            }
            length += c.len_utf8();
        }
        (length > 0).then_some((length, (sum + digit.unwrap_or(0)) * 1_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(Bound, i64, &'static str)> {
        thresholds(text)
            .into_iter()
            .map(|found| (found.bound, found.amount, found.kind))
            .collect()
    }

    #[test]
    fn thresholds_are_read_in_the_ways_people_write_them() {
        let cases = [
            (
                "洗手池数≥1，冷藏设备数≥２",
                vec![(Bound::Least, 1_000, ""), (Bound::Least, 2_000, "")],
            ),
            ("距离不小于 25 米", vec![(Bound::Least, 25_000_000, "length")]),
            ("通道净宽不小于1.1米", vec![(Bound::Least, 1_100_000, "length")]),
            ("阴凉区温度不高于20℃", vec![(Bound::Most, 20_000, "temperature")]),
            ("二氧化碳浓度最大值≤0.15%", vec![(Bound::Most, 150, "percent")]),
            ("不少于座（床、位）数的3倍", vec![(Bound::Least, 3_000, "times")]),
            ("注册资本不低于五千万元", vec![(Bound::Least, 50_000_000_000, "money")]),
            ("药师至少三名", vec![(Bound::Least, 3_000, "")]),
            ("从业十二年以上", vec![(Bound::Least, 144_000, "month")]),
            ("冷冻温度不高于-18℃", vec![(Bound::Most, -18_000, "temperature")]),
            ("冷冻温度不高于零下18℃", vec![(Bound::Most, -18_000, "temperature")]),
            ("六十日以内", vec![(Bound::Most, 5_184_000_000, "time")]),
            ("质量大于4500千克", vec![(Bound::Least, 4_500_000_000_000, "mass")]),
            ("三项制度文本齐全，锁完好率100%", vec![]),
            ("统一编号，一般不另收", vec![]),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn higher_is_stricter_for_at_least_and_lower_for_at_most() {
        let cases = [
            ("面积不小于50平方米", "面积不小于8平方米", 1),
            ("面积不小于8平方米", "面积不小于8平方米", 0),
            ("面积不小于5平方米", "面积不小于8平方米", 0),
            ("面积八平方米以上", "面积不小于8平方米", 0),
            ("浓度≤0.10%", "浓度≤0.15%", 1),
            ("温度不高于-20℃", "温度不高于-18℃", 1),
            ("温度不高于-15℃", "温度不高于-18℃", 0),
            ("浓度≤0.20%", "浓度≤0.15%", 0),
            ("净宽不小于110厘米", "净宽不小于1.1米", 0),
            ("净宽不小于120厘米", "净宽不小于1.1米", 1),
            ("冷藏设备数≥1，洗手池数≥2", "洗手池数≥2，冷藏设备数≥1", 0),
            ("人员数≥3", "药师人数不少于2名", 1),
            ("面积不小于8平方米，层高不低于3米", "面积不小于8平方米", 1),
            ("与场所相适应", "面积不小于8平方米", 0),
        ];
        for (local, superior, count) in cases {
            assert_eq!(stricter(local, superior).len(), count, "{local} / {superior}");
        }
    }
}
