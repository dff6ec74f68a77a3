//! Wording that leaves a door open: catch-all clauses and "and so on".

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
}
