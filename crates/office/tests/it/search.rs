//! What people type into the guide, against the shipped catalogue.

use crate::catalogue::{edition, shipped};
use rules::catalogue::Search;

/// Queries beside the everyday words themselves: pinyin, initials, wrong characters, wishes, codes, half words.
const QUERIES: &[(&str, &str)] = &[
    ("我想开火锅店", "H2002"),
    ("我要开一家火锅店需要什么手续", "H2002"),
    ("huoguo", "H2002"),
    ("huoguodian", "H2002"),
    ("huo guo dian", "H2002"),
    ("huo'guo", "H2002"),
    ("ＨＵＯＧＵＯ", "H2002"),
    ("hgd", "H2002"),
    ("hg", "H2002"),
    ("伙锅店", "H2002"),
    ("火窝店", "H2002"),
    ("火guo店", "H2002"),
    ("餐饮", "H2002"),
    ("canyin", "H2002"),
    ("cyfw", "H2002"),
    ("餐引服务", "H2002"),
    ("H2002", "H2002"),
    ("h2002", "H2002"),
    ("Ｈ２００２", "H2002"),
    ("奶茶", "H2002"),
    ("naicha", "H2002"),
    ("开个咖啡馆", "H2002"),
    ("便利店", "F1040"),
    ("bianlidian", "F1040"),
    ("bld", "F1040"),
    ("便力店", "F1040"),
    ("卖香烟", "F2008"),
    ("烟草制品零售", "F2008"),
    ("yancao", "F2008"),
    ("药店", "F2032"),
    ("yaodian", "F2032"),
    ("要店", "F2032"),
    ("药品零售", "F2032"),
    ("yplx", "F2032"),
    ("卖药", "F2032"),
    ("理发店", "O1007"),
    ("lifa", "O1007"),
    ("里发店", "O1007"),
    ("开理发店", "O1007"),
    ("健身房", "R4009"),
    ("jianshen", "R4009"),
    ("jsf", "R4009"),
    ("建身房", "R4009"),
    ("书店", "F2026"),
    ("shudian", "F2026"),
    ("酒店", "H1001"),
    ("宾馆", "H1001"),
    ("binguan", "H1001"),
    ("民宿", "H1004"),
    ("minsu", "H1004"),
    ("洗车", "O3004"),
    ("KTV", "R5001"),
    ("网吧", "R5005"),
    ("wangba", "R5005"),
    ("旅行社", "L3004"),
    ("公章刻制", "L2061"),
    ("刻张", "L2061"),
    ("货物进出口", "F4001"),
    ("hwjck", "F4001"),
    ("外贸", "F4001"),
];

#[test]
fn nine_of_ten_queries_find_their_term_among_the_first_five() {
    let edition = edition(&shipped());
    let search = Search::new(&edition);
    let words = edition.everyday().iter().filter_map(|word| {
        let term = word.terms.first().and_then(|term| edition.term_at(*term))?;
        Some((word.word.clone(), term.code.clone()))
    });
    let wishes = words.clone().map(|(word, code)| (format!("我想开{word}"), code));
    let table = QUERIES.iter().map(|(query, code)| ((*query).to_owned(), (*code).to_owned()));
    for (name, queries) in [
        ("words", words.collect::<Vec<_>>()),
        ("wishes", wishes.collect()),
        ("table", table.collect()),
    ] {
        let found = |query: &str, code: &str| {
            search
                .find(query, 5)
                .iter()
                .any(|hit| edition.term_at(hit.term).is_some_and(|term| term.code == code))
        };
        let missed: Vec<&String> = queries
            .iter()
            .filter(|(query, code)| !found(query, code))
            .map(|(query, _)| query)
            .collect();
        assert!(
            missed.len() * 10 <= queries.len(),
            "{name}: {} of {} missed: {missed:?}",
            missed.len(),
            queries.len()
        );
    }
}
