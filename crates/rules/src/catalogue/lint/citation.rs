//! What kind of document a citation names: only a law, a regulation or a decision of the State Council may ask some things
//! of anybody (《行政许可法》第十四条至第十七条、第四十二条、第五十八条，《优化营商环境条例》第四十四条、第六十四条).

/// Kinds of documents, the highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// 法律
    Law,
    /// 法规
    Regulation,
    /// 国务院决定、命令
    StateCouncil,
    /// The name does not tell: a 办法 may be any of these.
    Unclear,
    /// 规章
    Rule,
    /// 行政规范性文件
    Notice,
}

/// The highest document a citation names.
pub(super) fn highest(citation: &str) -> Rank {
    documents(citation)
        .into_iter()
        .map(|(name, number)| rank(name, number))
        .min()
        .unwrap_or(Rank::Unclear)
}

/// Whether it surely names a law, a regulation or a decision of the State Council.
pub(super) fn by_law(citation: &str) -> bool {
    highest(citation) < Rank::Unclear
}

/// Whether it surely names a law or a regulation: 法律、法规另有规定的，依照其规定 lets only these set a limit of their own.
pub(super) fn by_law_or_regulation(citation: &str) -> bool {
    highest(citation) <= Rank::Regulation
}

/// Whether it names a document at all, by title or number.
pub(super) fn names_document(citation: &str) -> bool {
    citation.contains('《') || citation.contains('〔')
}

/// Whether an article is none, but the whole document.
pub(super) fn whole_text(article: &str) -> bool {
    ["全文", "全部", "全部条款", "整部"].contains(&article.trim())
}

/// The earliest year of a document by its number: 〔2021〕7号. The year of a later edition, （2022年修正）, says nothing of when a
/// rule began.
pub(super) fn earliest_year(citation: &str) -> Option<i16> {
    let years = citation.split('〔').skip(1).filter_map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        (digits.len() == 4).then(|| digits.parse().ok()).flatten()
    });
    years.filter(|year| (1949..2100).contains(year)).min()
}

/// Titles with what stands in brackets behind them. A citation without titles is one itself.
fn documents(citation: &str) -> Vec<(&str, &str)> {
    if !citation.contains('《') {
        return vec![(citation.split(['（', '〔']).next().unwrap_or(citation), citation)];
    }
    titled(citation)
        .map(|(name, after)| (name, number(after).unwrap_or_default()))
        .collect()
}

/// Each title of a citation with what stands behind it, up to the next title.
pub(in crate::catalogue) fn titled(citation: &str) -> impl Iterator<Item = (&str, &str)> {
    citation.split('《').skip(1).filter_map(|rest| rest.split_once('》'))
}

/// What stands in brackets right behind a title: the number of the document, or its edition.
pub(in crate::catalogue) fn number(after: &str) -> Option<&str> {
    after.strip_prefix('（').and_then(|inside| inside.split('）').next())
}

fn rank(name: &str, number: &str) -> Rank {
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    let numbered = |words: &[&str]| words.iter().any(|word| number.contains(word));
    if name.starts_with("全国人民代表大会") || ends(&["法典"]) || ends(&["法"]) && !ends(&["办法"]) {
        Rank::Law
    } else if ends(&["条例"]) || numbered(&["国务院令", "国令第"]) {
        Rank::Regulation
    } else if name.starts_with("国务院") || numbered(&["国发〔", "国办发〔", "国函〔"]) {
        Rank::StateCouncil
    } else if numbered(&["令第"]) {
        Rank::Rule
    } else if numbered(&["〔"]) || ends(&["通知", "意见", "公告", "通告", "批复", "函", "指南"]) {
        Rank::Notice
    } else {
        Rank::Unclear
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_document_of_a_citation_counts() {
        let cases = [
            ("《中华人民共和国行政许可法》第四十二条第一款", Rank::Law),
            ("中华人民共和国食品安全法", Rank::Law),
            ("《中华人民共和国民法典》第七十七条", Rank::Law),
            (
                "《全国人民代表大会常务委员会关于修改〈中华人民共和国对外贸易法〉的决定》",
                Rank::Law,
            ),
            ("《出版管理条例》第三十五条", Rank::Regulation),
            ("《旅馆业治安管理办法》（国务院令第588号）第四条", Rank::Regulation),
            ("国发〔2021〕7号附件1", Rank::StateCouncil),
            (
                "《国务院关于取消和下放一批行政许可事项的决定》（国发〔2020〕13号）",
                Rank::StateCouncil,
            ),
            ("《旅馆业治安管理办法》第四条", Rank::Unclear),
            ("《公共场所卫生管理条例实施细则》", Rank::Unclear),
            ("第三十五条", Rank::Unclear),
            ("《医疗器械经营监督管理办法》（市场监管总局令第54号）第十条", Rank::Rule),
            ("《烟草专卖许可证管理办法实施细则》（国烟法〔2020〕205号）第四十二条", Rank::Notice),
            ("《某市关于加强管理的通知》", Rank::Notice),
            (
                "《细则》（国烟法〔2020〕205号）；《中华人民共和国未成年人保护法》第五十九条",
                Rank::Law,
            ),
        ];
        for (citation, expected) in cases {
            assert_eq!(highest(citation), expected, "{citation}");
        }
    }

    #[test]
    fn the_year_of_a_document_is_read_from_its_number() {
        let cases = [
            ("《通知》（国发〔2021〕7号）附件1", Some(2021)),
            ("《对外贸易法》（2022年修正）", None),
            ("国发〔2021〕7号；《决定》（国发〔2020〕13号）", Some(2020)),
            ("《人力资源市场暂行条例》第十八条", None),
            ("《办法》（市场监管总局令第54号）", None),
        ];
        for (citation, expected) in cases {
            assert_eq!(earliest_year(citation), expected, "{citation}");
        }
    }
}
