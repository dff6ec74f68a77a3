//! The stuff synthetic names are made of: trade-name characters, trades with their scope terms, streets, people's names.
//! All invented; a likeness to real enterprises or people is chance.

use super::dice::Dice;
use rules::calendar::Date;
use rules::registry::credit_code::IdentityNumber;

/// Characters people like in trade names.
const TRADE_LETTERS: &str = "青禾安康瑞丰泰和嘉悦明远盛达恒信诚智慧云海天宇博雅清源凯鑫宏图伟业永兴顺发万福星辰锦绣春晖秋实松竹兰桂溪岚朗逸辰晟睿哲弘毅启航卓越飞翔聚贤汇融通润泽沐阳晴川";

/// What a kind of enterprise is called and does.
pub struct Trade {
    /// Industry wordings of its names.
    pub industries: &'static [&'static str],
    /// Scope terms; one of these sets.
    pub terms: &'static [&'static [&'static str]],
    /// How often among a hundred.
    pub share: usize,
}

/// The trades of the city.
pub const TRADES: &[Trade] = &[
    Trade {
        industries: &["餐饮管理", "餐饮", "餐饮服务", "饮食"],
        terms: &[&["H2002"], &["H2002", "F1041"], &["H2002", "F2008"]],
        share: 24,
    },
    Trade {
        industries: &["火锅", "美食", "小吃"],
        terms: &[&["H2002"]],
        share: 6,
    },
    Trade {
        industries: &["商贸", "便利店", "超市"],
        terms: &[&["F1040", "F2008"], &["F1041", "F2008"], &["F1040"]],
        share: 16,
    },
    Trade {
        industries: &["大药房", "医药", "药店"],
        terms: &[&["F2032", "F1069", "F1206", "F1201"], &["F2032", "F1206"]],
        share: 9,
    },
    Trade {
        industries: &["医疗器械", "医疗科技"],
        terms: &[&["F1206", "F1069"], &["F1069"]],
        share: 7,
    },
    Trade {
        industries: &["美容美发", "美发", "形象设计"],
        terms: &[&["O1007"]],
        share: 7,
    },
    Trade {
        industries: &["酒店管理", "宾馆", "旅馆"],
        terms: &[&["H1001"]],
        share: 6,
    },
    Trade {
        industries: &["健身", "体育"],
        terms: &[&["R4009", "R4004"], &["R4009"]],
        share: 4,
    },
    Trade {
        industries: &["图书", "书店", "文化传媒"],
        terms: &[&["F2026"]],
        share: 5,
    },
    Trade {
        industries: &["货运", "物流", "运输"],
        terms: &[&["G2005"]],
        share: 6,
    },
    Trade {
        industries: &["人力资源", "人力资源服务"],
        terms: &[&["L2047"]],
        share: 3,
    },
    Trade {
        industries: &["网络科技", "信息技术", "软件", "电子商务"],
        terms: &[&["I3006"], &["I3005", "I3006"], &["I3016", "I3027"]],
        share: 7,
    },
];

/// A trade, by its share.
pub fn trade(dice: &mut Dice) -> Option<&'static Trade> {
    let mut throw = dice.below(TRADES.iter().map(|trade| trade.share).sum());
    for trade in TRADES {
        if throw < trade.share {
            return Some(trade);
        }
        throw -= trade.share;
    }
    TRADES.first()
}

/// A trade name of two to four characters.
pub fn trade_name(dice: &mut Dice) -> String {
    let letters: Vec<char> = TRADE_LETTERS.chars().collect();
    let length = [2, 2, 3, 3, 3, 4].get(dice.below(6)).copied().unwrap_or(2);
    (0..length).filter_map(|_| dice.pick(&letters).copied()).collect()
}

const STREETS_BINJIANG: &[&str] = &[
    "江南大道",
    "滨盛路",
    "网商路",
    "江陵路",
    "长河路",
    "滨安路",
    "江虹路",
    "建业路",
    "伟业路",
    "秋溢路",
    "聚业路",
    "滨康路",
    "滨文路",
    "浦沿路",
    "火炬大道",
];
const STREETS_ANYWHERE: &[&str] = &[
    "人民路",
    "解放路",
    "中山路",
    "建设路",
    "文化路",
    "和平路",
    "新华街",
    "青年路",
    "光明街",
    "民主路",
];

/// Street and number at this place.
pub fn street(dice: &mut Dice, place: &str) -> String {
    let streets = if place == "330108" { STREETS_BINJIANG } else { STREETS_ANYWHERE };
    format!("{}{}号", dice.word(streets), dice.between(1, 3_999))
}

/// Building and room.
pub fn room(dice: &mut Dice) -> String {
    format!("{}幢{}{:02}室", dice.between(1, 12), dice.between(1, 18), dice.between(1, 16))
}

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗", "梁", "宋",
    "郑", "谢", "韩", "唐", "冯", "于", "董", "萧",
];
const GIVEN: &[&str] = &[
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚", "桂英", "建国",
    "文博", "雨桐", "子轩", "晓燕", "志强", "海燕", "思远", "佳怡",
];

/// A person's name.
pub fn person(dice: &mut Dice) -> String {
    format!("{}{}", dice.word(SURNAMES), dice.word(GIVEN))
}

/// An invented mobile number.
pub fn phone(dice: &mut Dice) -> String {
    format!("1300000{:04}", dice.between(0, 9_999))
}

/// An invented identity number of this division with the right check character.
pub fn identity(dice: &mut Dice, place: &str, birth: Date) -> Option<String> {
    let head = format!(
        "{place}{:04}{:02}{:02}{:03}",
        birth.year(),
        birth.month(),
        birth.day(),
        dice.between(1, 999)
    );
    "0123456789X"
        .chars()
        .map(|check| format!("{head}{check}"))
        .find(|number| IdentityNumber::parse(number).is_some())
}

const PASSWORD_WORDS: &[&str] = &[
    "qingshan",
    "hehua",
    "yueliang",
    "xingkong",
    "chuntian",
    "qiuyu",
    "dahai",
    "baiyun",
    "zhulin",
    "meihua",
    "songshu",
    "liushui",
    "yangguang",
    "caihong",
    "xiaohe",
    "gaoshan",
];

/// A password that can be read aloud and typed, for demo accounts alone: everybody who knows the seed knows it.
pub fn demo_password(dice: &mut Dice) -> String {
    format!(
        "{}-{}-{:04}",
        dice.word(PASSWORD_WORDS),
        dice.word(PASSWORD_WORDS),
        dice.between(0, 9_999)
    )
}
