//! 行政区划名称 in enterprise names: every form under which a division may stand, and reading one off the front.
//!
//! 《企业名称登记管理规定》第七条: the division is at county level or above; a district stands together with its city.

use crate::law::covers;
use std::collections::{BTreeMap, HashMap};

/// One division of GB/T 2260.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// Six digits.
    pub code: String,
    /// Full name, such as 杭州市.
    pub name: String,
}

/// Provinces, prefectures and counties, found by their full and short forms.
#[derive(Clone, Debug, Default)]
pub struct Places {
    forms: HashMap<String, Vec<Form>>,
    names: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
struct Form {
    code: String,
    /// A short form of a district says nothing alone: 滨江 without 杭州 is a trade name.
    needs_city: bool,
    full: bool,
}

/// A division read off a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceHit {
    /// Code of the last division named.
    pub code: String,
    /// Characters read.
    pub length: usize,
    /// A district stood without its city (第七条 forbids it).
    pub district_alone: bool,
    /// The last division stood in its short form at county level, so its characters may also be a trade name.
    pub short_county: bool,
}

/// What divisions are called: longest first, so that 特别行政区 is not cut as 区.
const SUFFIXES: &[&str] = &[
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "林区",
    "特区",
    "省",
    "市",
    "县",
    "区",
    "旗",
    "盟",
];

/// Nationalities whose names stand inside names of autonomous areas and are left out of the short form.
const NATIONALITIES: &[&str] = &[
    "维吾尔",
    "蒙古",
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔族",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克",
    "哈萨克族",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜",
    "柯尔克孜族",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯",
    "普米族",
    "塔吉克",
    "怒族",
    "鄂温克族",
    "保安族",
    "裕固族",
    "独龙族",
    "各族",
    "回",
];

impl Places {
    /// An index of these divisions.
    pub fn new(divisions: impl IntoIterator<Item = Division>) -> Places {
        let mut places = Places::default();
        for division in divisions {
            let county = level(&division.code) == 3;
            let district = county && division.name.ends_with('区');
            places.add(
                division.name.clone(),
                Form {
                    code: division.code.clone(),
                    needs_city: district,
                    full: true,
                },
            );
            let short = short_form(&division.name);
            if short != division.name && short.chars().count() >= 2 {
                places.add(
                    short,
                    Form {
                        code: division.code.clone(),
                        needs_city: district,
                        full: false,
                    },
                );
            }
            places.names.insert(division.code, division.name);
        }
        places
    }

    fn add(&mut self, form: String, entry: Form) {
        self.forms.entry(form).or_default().push(entry);
    }

    /// The full name of a division.
    pub fn name(&self, code: &str) -> Option<&str> {
        self.names.get(code).map(String::as_str)
    }

    /// The short form of a division's name, when it has one: 杭州 of 杭州市.
    pub fn short_name(&self, code: &str) -> Option<String> {
        let name = self.names.get(code)?;
        let short = short_form(name);
        (short != *name && short.chars().count() >= 2).then_some(short)
    }

    /// Whether these characters are the name of a division in any form (第八条 forbids them as a trade name).
    pub fn is_division(&self, text: &str) -> bool {
        self.forms.contains_key(text)
    }

    /// Whether these characters name counties or districts only, and those in their short form only.
    pub fn is_short_county_only(&self, text: &str) -> bool {
        self.forms
            .get(text)
            .is_some_and(|forms| forms.iter().all(|form| !form.full && level(&form.code) == 3))
    }

    /// Every reading of divisions at the front of these characters, longest first. Where a form names several divisions
    /// the one on the chain of `home` wins.
    pub fn read(&self, letters: &[char], home: &str) -> Vec<PlaceHit> {
        let mut hits = Vec::new();
        self.read_within(letters, 0, None, &mut hits);
        hits.sort_by(|a, b| {
            let near = |hit: &PlaceHit| covers(&hit.code, home) || covers(home, &hit.code);
            (b.length, near(b), !b.district_alone)
                .cmp(&(a.length, near(a), !a.district_alone))
                .then_with(|| a.code.cmp(&b.code))
        });
        hits.dedup_by_key(|hit| hit.length);
        hits
    }

    fn read_within(&self, letters: &[char], start: usize, outer: Option<&PlaceHit>, hits: &mut Vec<PlaceHit>) {
        for length in 2..=LONGEST_FORM {
            let Some(part) = letters.get(start..start + length) else { return };
            let text: String = part.iter().collect();
            let Some(forms) = self.forms.get(&text) else { continue };
            for form in forms {
                let deeper = outer.is_none_or(|outer| outer.code != form.code && covers(&outer.code, &form.code));
                let city = outer.is_some_and(|outer| level(&outer.code) == 2 || is_municipality(&outer.code) || outer.district_alone);
                if !deeper || (form.needs_city && !form.full && !city) {
                    continue;
                }
                let hit = PlaceHit {
                    code: form.code.clone(),
                    length: start + length,
                    district_alone: form.needs_city && !city,
                    short_county: !form.full && level(&form.code) == 3,
                };
                if level(&hit.code) < 3 {
                    self.read_within(letters, start + length, Some(&hit), hits);
                }
                hits.push(hit);
            }
        }
    }
}

/// The longest division name of the country has 15 characters.
const LONGEST_FORM: usize = 15;

/// 1 province, 2 prefecture, 3 county.
fn level(code: &str) -> u8 {
    if code.ends_with("0000") {
        1
    } else if code.ends_with("00") {
        2
    } else {
        3
    }
}

/// 直辖市: cities whose districts stand directly below the province level.
fn is_municipality(code: &str) -> bool {
    matches!(code, "110000" | "120000" | "310000" | "500000")
}

fn short_form(name: &str) -> String {
    let Some((stem, suffix)) = SUFFIXES.iter().find_map(|suffix| Some((name.strip_suffix(suffix)?, *suffix))) else {
        return name.to_owned();
    };
    let mut stem = stem;
    if suffix.starts_with("自治") {
        while let Some(shorter) = NATIONALITIES
            .iter()
            .filter_map(|nation| stem.strip_suffix(nation))
            .min_by_key(|rest| rest.len())
        {
            if shorter.chars().count() < 2 {
                break;
            }
            stem = shorter;
        }
    }
    stem.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_form_leaves_out_level_and_nationality() {
        let cases = [
            ("浙江省", "浙江"),
            ("滨江区", "滨江"),
            ("内蒙古自治区", "内蒙古"),
            ("新疆维吾尔自治区", "新疆"),
            ("广西壮族自治区", "广西"),
            ("恩施土家族苗族自治州", "恩施"),
            ("巴音郭楞蒙古自治州", "巴音郭楞"),
            ("香港特别行政区", "香港"),
            ("景宁畲族自治县", "景宁"),
        ];
        for (name, short) in cases {
            assert_eq!(short_form(name), short, "{name}");
        }
    }
}
