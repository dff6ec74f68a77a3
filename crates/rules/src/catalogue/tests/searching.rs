//! Words people type, and the term they must find.

use super::city::*;
use crate::catalogue::{Edition, Search, Why, compile};

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
fn nothing_is_found_for_nothing_and_long_nonsense_is_harmless() {
    let edition = edition();
    let search = Search::new(&edition);
    for query in ["", "   ", "？！", "qqqqxxxx", &"锟斤拷".repeat(500), "🍲"] {
        assert!(search.find(query, 5).is_empty(), "{query}");
    }
}
