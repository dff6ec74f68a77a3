//! Words people type, and the term they must find.

use super::city::*;
use crate::catalogue::{Edition, Search, Why, compile, initial};

fn edition() -> Edition {
    compile(&sources(), &law()).edition.unwrap()
}

#[test]
fn a_term_is_found_by_everyday_words_pinyin_initials_and_wrong_characters() {
    let cases = [
        ("我想开火锅店", "H2002", Why::Everyday),
        ("火锅", "H2002", Why::Everyday),
        ("餐饮", "H2002", Why::Name),
        ("餐饮服务", "H2002", Why::Name),
        ("huoguo", "H2002", Why::Pinyin),
        ("huo'guo dian", "H2002", Why::Pinyin),
        ("ＨＵＯＧＵＯ", "H2002", Why::Pinyin),
        ("huog", "H2002", Why::Pinyin),
        ("火guo店", "H2002", Why::Pinyin),
        ("hgd", "H2002", Why::Initials),
        ("hg", "H2002", Why::Initials),
        ("cyfw", "H2002", Why::Initials),
        ("伙锅店", "H2002", Why::NearSound),
        ("火窝店", "H2002", Why::Similar),
        ("开一家理发店需要什么手续", "O3001", Why::Everyday),
        ("理发", "O3001", Why::Everyday),
        ("lifa", "O3001", Why::Pinyin),
        ("里发店", "O3001", Why::NearSound),
        ("h2002", "H2002", Why::Code),
        ("Ｏ３００", "O3001", Why::Code),
        ("预包装", "F1001", Why::Name),
    ];
    let edition = edition();
    let search = Search::new(&edition);
    for (query, code, why) in cases {
        let hits = search.find(query, 5);
        let first = hits.first().map(|hit| (edition.term_at(hit.term).unwrap().code.as_str(), hit.why));
        assert_eq!(first, Some((code, why)), "{query}");
    }
}

#[test]
fn a_hit_shows_what_was_met() {
    let edition = edition();
    let search = Search::new(&edition);
    let hit = search.find("预包装", 1).remove(0);
    assert_eq!(&edition.term_at(hit.term).unwrap().name[hit.matched], "预包装");
    assert_eq!(search.find("huoguo", 1)[0].word.as_deref(), Some("火锅店"));
}

#[test]
fn a_matter_is_found_by_its_name_and_by_what_needs_it() {
    let edition = edition();
    let search = Search::new(&edition);
    let first = |query: &str| {
        let hit = search.find_matters(&edition, query, 5).into_iter().next()?;
        let term = hit.term.and_then(|term| edition.term_at(term)).map(|term| term.code.clone());
        Some((edition.matter_at(hit.matter)?.name.clone(), hit.why, term))
    };
    let food = edition.matter("m-food").unwrap().name.clone();
    let initials: String = food
        .chars()
        .map(|letter| initial(&letter.to_string()).to_ascii_lowercase())
        .collect();
    assert_eq!(first(&food), Some((food.clone(), Why::Name, None)));
    assert_eq!(first(&initials).map(|(name, ..)| name), Some(food.clone()));
    assert_eq!(first("我想开火锅店"), Some((food, Why::Everyday, Some("H2002".to_owned()))));
    assert_eq!(first("qqqqxxxx"), None);
}

#[test]
fn a_name_stands_under_its_first_sound() {
    let cases = [
        ("食品经营许可", 'S'),
        ("（市区）公章刻制", 'S'),
        ("ETC", 'E'),
        ("2类", '#'),
        ("", '#'),
    ];
    for (name, letter) in cases {
        assert_eq!(initial(name), letter, "{name}");
    }
}

#[test]
fn nothing_is_found_for_nothing_and_long_nonsense_is_harmless() {
    let edition = edition();
    let search = Search::new(&edition);
    for query in ["", "   ", "？！", "qqqqxxxx", &"锟斤拷".repeat(500), "🍲"] {
        assert!(search.find(query, 5).is_empty(), "{query}");
    }
}
