//! Wording that leaves a door open: catch-all clauses, "and so on", words without a figure; and proofs that were abolished.

/// Nouns that make 其他 a catch-all: "other conditions", not "away from other rooms".
const CAUGHT: &[&str] = &[
    "条件", "要求", "规定", "情形", "标准", "事项", "材料", "证明", "文件", "资料", "证件", "手续",
];

/// Phrases that send the reader away to look for the condition himself.
const ELSEWHERE: &[&str] = &[
    "法律法规规定的",
    "法律、法规规定的",
    "法律、行政法规规定的",
    "法律、法规、规章规定的",
    "有关规定的条件",
    "相关规定的条件",
    "另行规定",
];

/// Characters before 等 that make it part of a word (平等, 高等 …).
const BEFORE: &str = "平同相对均中高初优劣次上下不特一二三四五甲乙丙头官";

/// Characters after 等 that make it part of a word (等级, 等候 …).
const AFTER: &str = "级候于同待分额值效比距温价量身";

/// The catch-all clause in a condition, when there is one.
pub(super) fn catch_all(text: &str) -> Option<String> {
    if let Some(phrase) = ELSEWHERE.iter().find(|phrase| text.contains(**phrase)) {
        return Some((*phrase).to_owned());
    }
    open_other(text).or_else(|| open_ended(text).then(|| "等".to_owned()))
}

/// 其他 (其它) that soon meets one of the caught nouns.
pub(super) fn open_other(text: &str) -> Option<String> {
    let reach = 6;
    for word in ["其他", "其它"] {
        for (at, _) in text.match_indices(word) {
            let rest: String = text.get(at + word.len()..).unwrap_or("").chars().take(reach).collect();
            if let Some(noun) = CAUGHT.iter().find(|noun| rest.contains(**noun)) {
                return Some(format!("{word}{}{noun}", rest.split(*noun).next().unwrap_or("")));
            }
        }
    }
    None
}

/// 等 in the sense of "and so on".
pub(super) fn open_ended(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    letters.iter().enumerate().any(|(at, letter)| {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        *letter == '等' && !before.is_some_and(|c| BEFORE.contains(*c)) && !after.is_some_and(|c| AFTER.contains(*c))
    })
}

/// A name that asks for whatever the window thinks of.
pub(super) fn unnamed_material(name: &str) -> bool {
    open_other(name).is_some()
        || ["相关材料", "有关材料", "相关资料", "有关资料", "需要的材料", "补充材料"]
            .iter()
            .any(|word| name.contains(word))
}

/// "Other" or "and so on" in the label of a field.
pub(super) fn open_label(label: &str) -> bool {
    ["其他", "其它"].iter().any(|word| label.contains(word)) || open_ended(label)
}

/// "Other matters" or "and so on" in the name of a matter. The list itself has names of the kind 其他印刷品, which are closed.
pub(super) fn open_name(name: &str) -> bool {
    open_other(name).is_some() || open_ended(name)
}

/// Words that measure nothing by themselves.
const VAGUE: &[&str] = &[
    "相适应",
    "适当",
    "一定",
    "必要",
    "较好",
    "较高",
    "相应",
    "合理",
    "良好",
    "足够",
    "充足",
    "尽量",
];

/// Numerals and quantifiers with which a measure can be counted or is all or nothing.
const FIGURES: &str = "一二两三四五六七八九十百千全均逐各每";

/// The vague word of a measure that has no figure.
pub(super) fn vague(measure: &str) -> Option<&'static str> {
    let word = VAGUE.iter().find(|word| measure.contains(**word))?;
    let rest = VAGUE.iter().fold(measure.to_owned(), |rest, word| rest.replace(word, ""));
    let counted = rest.chars().any(|c| c.is_numeric() || FIGURES.contains(c));
    (!counted).then_some(*word)
}

/// Whether a 核查频度 says how often: a number or an interval.
pub(super) fn says_how_often(frequency: &str) -> bool {
    frequency.chars().any(|c| c.is_numeric() || "每年季月周".contains(c))
}

/// Words that leave it to the window whether something is asked for.
const DISCRETION: &[&str] = &[
    "视情况",
    "视情",
    "酌情",
    "必要时",
    "需要时",
    "根据需要",
    "如需",
    "建议提交",
    "建议提供",
    "推荐提交",
    "工作人员要求",
];

/// The word that leaves it to the window.
pub(super) fn discretion(text: &str) -> Option<&'static str> {
    DISCRETION.iter().find(|word| text.contains(**word)).copied()
}

/// What a material's name ends with when it only repeats a field of the form.
const ABOUT: &[&str] = &["情况说明", "情况表", "登记表", "信息表", "说明", "情况", "信息", "清单", "表"];

/// Whether a material of this name says what the field of this label says.
pub(super) fn repeats(material: &str, label: &str) -> bool {
    let stem = ABOUT.iter().find_map(|end| material.strip_suffix(end)).unwrap_or(material);
    !stem.is_empty() && stem == label
}

/// What a matter is called without the act, so that its papers are found by it.
pub(super) fn matter_stem(name: &str) -> &str {
    let ends = [" 核发", "核发", "审批"];
    ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

/// The consultations before entry that were to be closed, and forms of approval before the approval.
pub(super) fn joint_review(step: &str) -> bool {
    ["会商", "预审", "预核准", "前置审查", "准入审查"]
        .iter()
        .any(|word| step.contains(word))
}

/// Consequences that keep somebody from trading.
const BARS: &[&str] = &["不得经营", "不得营业", "不得开展经营", "停止经营", "停产停业", "责令停业", "吊销"];

/// The consequence that keeps somebody from trading.
pub(super) fn bars_trading(text: &str) -> Option<&'static str> {
    BARS.iter().find(|word| text.contains(**word)).copied()
}

/// Whether a consequence ends in revocation.
pub(super) fn revokes(consequence: &str) -> bool {
    consequence.contains("撤销")
}

/// What bodies of neighbours are called, which prove nothing any more.
const NEIGHBOURS: &[&str] = &["居委会", "居民委员会", "村委会", "村民委员会", "社区居委"];

/// 不应由基层群众性自治组织出具证明事项清单（第一批）, 民发〔2020〕20号, April 2020.
const ABOLISHED: &[&str] = &[
    "亲属关系证明",
    "居民身份信息证明",
    "户口登记项目内容变更申请证明",
    "居民养犬证明",
    "无犯罪记录证明",
    "社区戒毒社区康复人员情况证明",
    "人员失踪证明",
    "婚姻状况证明",
    "出生证明",
    "健在证明",
    "死亡证明",
    "疾病状况证明",
    "残疾状况证明",
    "婚育状况证明",
    "居民就业状况证明",
    "居民个人档案证明",
    "居民财产证明",
    "遗产继承权证明",
    "市场主体住所证明",
    "证件遗失证明",
];

/// Whether a material is to be proved by the neighbours, which no law can ask of them.
pub(super) fn proved_by_neighbours(name: &str) -> bool {
    name.contains("证明") && NEIGHBOURS.iter().any(|body| name.contains(body))
}

/// Whether a material is one of the abolished proofs. A law may still ask for some of them, from who keeps the record.
pub(super) fn abolished(name: &str) -> bool {
    ABOLISHED.iter().any(|proof| name.contains(proof))
}

/// Papers called a proof that were there before the application: certificates, deeds, contracts, documents of any kind.
const CERTIFICATES: &[&str] = &[
    "身份证明",
    "资格证明",
    "学历",
    "学位",
    "职称",
    "健康证明",
    "产权",
    "权属",
    "使用权",
    "所有权",
    "经营权",
    "使用证明",
    "合同",
    "证明文件",
    "证明材料",
];

/// Whether a material is a 证明: somebody has to write it for this application.
pub(super) fn is_proof(name: &str) -> bool {
    name.contains("证明") && !CERTIFICATES.iter().any(|certificate| name.contains(certificate))
}

/// What papers are called when somebody is to write them: the stem is what they are about.
const CALLED: [&str; 9] = [
    "情况说明",
    "书面说明",
    "承诺声明",
    "证明材料",
    "证明文件",
    "证明",
    "声明",
    "说明",
    "材料",
];

/// What a paper is about, without who wrote it and what it is called: 居委会出具的经营场所证明 and 经营场所情况说明 are one.
pub(in crate::catalogue) fn paper_stem(name: &str) -> String {
    let bare: String = name.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let about = bare.rsplit_once("出具的").map_or(bare.as_str(), |(_, about)| about);
    let mut about = about.strip_prefix("关于").unwrap_or(about);
    while let Some(shorter) = CALLED.iter().find_map(|called| about.strip_suffix(called)) {
        about = shorter.trim_end_matches('的');
    }
    about.to_owned()
}

/// Whether a paper is called like something somebody has to write: only such can be a proof under another name.
pub(in crate::catalogue) fn is_written(name: &str) -> bool {
    CALLED.iter().any(|called| name.trim().ends_with(called))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catch_all_clauses_are_seen_and_ordinary_words_are_not() {
        let bad = [
            "法律、法规规定的其他条件",
            "符合其他有关要求",
            "有冰箱、消毒柜等设备",
            "法律法规规定的条件",
        ];
        let good = [
            "与其他房间隔开",
            "从业人员具有中等以上学历",
            "空气质量达到一级等级标准",
            "每平方米不少于 0.5 升",
        ];
        for text in bad {
            assert!(catch_all(text).is_some(), "{text}");
        }
        for text in good {
            assert!(catch_all(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_measure_is_vague_unless_it_can_be_counted() {
        for measure in ["有必要的设备", "面积与规模相适应", "具有一定资金"] {
            assert!(vague(measure).is_some(), "{measure}");
        }
        for measure in ["必要的设备不少于 1 台", "各类适当设备逐项清点", "冷藏设备数≥1", "六项制度文本齐全"]
        {
            assert!(vague(measure).is_none(), "{measure}");
        }
    }

    #[test]
    fn a_frequency_has_a_number_or_an_interval() {
        for frequency in ["每年不少于一次", "按年度计划抽查", "2 次"] {
            assert!(says_how_often(frequency), "{frequency}");
        }
        for frequency in ["按风险", "不定期", "视情况"] {
            assert!(!says_how_often(frequency), "{frequency}");
        }
    }

    #[test]
    fn a_proof_is_written_for_the_application_and_a_certificate_is_there_already() {
        for name in ["土地用途证明", "资金证明"] {
            assert!(is_proof(name), "{name}");
        }
        for name in ["法定代表人身份证明", "质量负责人学历或者职称证明", "经营场所使用权证明", "平面图"] {
            assert!(!is_proof(name), "{name}");
        }
        assert!(proved_by_neighbours("村委会出具的场所证明") && abolished("投资人无犯罪记录证明"));
        assert!(!proved_by_neighbours("经营场所使用权证明") && !abolished("出生医学记录"));
    }

    #[test]
    fn a_material_that_only_repeats_a_field_is_known_by_its_ending() {
        assert!(repeats("经营面积情况说明", "经营面积") && repeats("经营面积", "经营面积"));
        assert!(!repeats("信息管理系统基本情况说明", "信息管理系统") && !repeats("平面图", "经营面积"));
    }
}
