//! What a certificate states, in words. Statements hold codes and plain values, which are what was signed; labels and the
//! writing of dates and money are ours.

use crate::parts::Labelled;
use crate::wording::Wording;
use office::registry::LICENCE;
use rules::calendar::Date;
use rules::certificates::Statement;

/// Label and value of every public field, in printing order.
pub(super) fn all(words: &Wording, statement: &Statement) -> Vec<Labelled> {
    let fields = statement.fields.iter();
    fields
        .map(|(code, value)| Labelled {
            label: label(words, code),
            value: said(words, statement, code, value),
            source: None,
        })
        .collect()
}

/// The value of one field; empty where the statement has none.
pub(super) fn of_code(words: &Wording, statement: &Statement, code: &str) -> String {
    raw(statement, code)
        .map(|value| said(words, statement, code, value))
        .unwrap_or_default()
}

/// The value of one field as it was signed.
pub(super) fn raw<'a>(statement: &'a Statement, code: &str) -> Option<&'a str> {
    statement
        .fields
        .iter()
        .find(|(own, _)| own == code)
        .map(|(_, value)| value.as_str())
}

/// The title in words: a licence is titled by its code, a permit by the name the catalogue gave it.
pub(crate) fn title(words: &Wording, statement: &Statement) -> String {
    if statement.kind == LICENCE {
        words.word("licence.title")
    } else {
        statement.title.clone()
    }
}

/// Until when it holds, in words.
pub(super) fn until(words: &Wording, statement: &Statement) -> String {
    statement
        .until
        .map_or_else(|| words.word("certificate.lasting"), |day| date(words, day))
}

/// A day written out.
pub(super) fn date(words: &Wording, day: Date) -> String {
    let (year, month, of_month) = (day.year().to_string(), day.month().to_string(), day.day().to_string());
    words.say("date.long", &[("y", &year), ("m", &month), ("d", &of_month)])
}

pub(super) fn label(words: &Wording, code: &str) -> String {
    match code.strip_prefix("form:") {
        // A field of the matter's form: the catalogue gave its label.
        Some(label) => label.to_owned(),
        None => words.word(&format!("certificate.field_{code}")),
    }
}

fn said(words: &Wording, statement: &Statement, code: &str, value: &str) -> String {
    match code {
        "kind" => words.word(kind_key(statement, value)),
        "capital_fen" => value.parse().map_or_else(|_| value.to_owned(), |fen| capital(words, fen)),
        "registered" => value.parse().map_or_else(|_| value.to_owned(), |day| date(words, day)),
        _ => value.to_owned(),
    }
}

/// 公司法第七条: the name says which of the two kinds of company it is.
fn kind_key(statement: &Statement, kind: &str) -> &'static str {
    match kind {
        "company" if statement.holder.contains("股份有限公司") || statement.holder.contains("股份公司") => {
            "licence.kind_joint_stock"
        }
        "company" => "licence.kind_company",
        "branch" => "licence.kind_branch",
        "sole-proprietorship" => "licence.kind_sole_proprietorship",
        "partnership" => "licence.kind_partnership",
        "individual-business" => "licence.kind_individual_business",
        _ => "licence.kind_cooperative",
    }
}

/// Money as pages write it: tens of thousands in Chinese, grouped yuan in English.
fn capital(words: &Wording, fen: i64) -> String {
    words.say(
        "licence.capital_value",
        &[("wan", &ten_thousands(fen)), ("yuan", &grouped(fen / 100))],
    )
}

/// Yuan in units of ten thousand, without needless zeros: 100,000 yuan is `10`, 12,500 yuan is `1.25`.
fn ten_thousands(fen: i64) -> String {
    let text = format!("{}.{:06}", fen / 1_000_000, fen % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn grouped(yuan: i64) -> String {
    let digits = yuan.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const UNITS: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

/// Money in capital characters, as licences print it: 100,000 yuan is `壹拾万元整`.
pub fn capital_in_words(fen: i64) -> String {
    let fen = fen.unsigned_abs();
    let (yuan, jiao, cent) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut text = whole(yuan);
    text.push('元');
    if jiao == 0 && cent == 0 {
        text.push('整');
        return text;
    }
    if jiao > 0 {
        text.push(digit(jiao));
        text.push('角');
    } else {
        text.push('零');
    }
    if cent > 0 {
        text.push(digit(cent));
        text.push('分');
    }
    text
}

fn digit(number: u64) -> char {
    usize::try_from(number % 10)
        .ok()
        .and_then(|at| DIGITS.get(at))
        .copied()
        .unwrap_or('零')
}

/// A whole number, four digits a group; a gap of zeros is said once and never at the end of the number.
fn whole(mut number: u64) -> String {
    if number == 0 {
        return "零".to_owned();
    }
    let mut groups = Vec::new();
    while number > 0 {
        groups.push(number % 10_000);
        number /= 10_000;
    }
    let mut text = String::new();
    let mut gap = false;
    for (place, group) in groups.iter().enumerate().rev() {
        if *group == 0 {
            gap = !text.is_empty();
            continue;
        }
        if !text.is_empty() && (gap || *group < 1_000) {
            text.push('零');
        }
        gap = false;
        text.push_str(&thousands(*group));
        text.push_str(GROUPS.get(place).copied().unwrap_or_default());
    }
    text
}

fn thousands(group: u64) -> String {
    let mut text = String::new();
    let mut gap = false;
    for (place, power) in [1_000, 100, 10, 1].into_iter().enumerate() {
        let number = group / power % 10;
        if number == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push('零');
            gap = false;
        }
        text.push(digit(number));
        text.push_str(UNITS.get(3 - place).copied().unwrap_or_default());
    }
    text
}
