//! Whether two names are one department at different ranks: 市场监管总局, 杭州市市场监督管理局 and 市场监管局 are.

/// Ranks and forms at the end of a department's name, the longer first.
const FORMS: [&str; 9] = ["委员会", "办公室", "总局", "总署", "局", "部", "厅", "委", "署"];

/// Words of one meaning, the short one holds.
const SHORT: [(&str, &str); 6] = [
    ("监督管理", "监管"),
    ("卫生和健康", "卫健"),
    ("卫生健康", "卫健"),
    ("人力资源和社会保障", "人社"),
    ("人力资源社会保障", "人社"),
    ("文化和旅游", "文旅"),
];

/// What a department does, without place, rank and form.
fn stem(name: &str) -> String {
    let mut stem: String = name.chars().filter(|letter| letter.is_alphanumeric()).collect();
    for (long, short) in SHORT {
        stem = stem.replace(long, short);
    }
    let stem = stem.strip_prefix("国家").unwrap_or(&stem);
    let end = FORMS.iter().find_map(|form| stem.strip_suffix(form));
    end.unwrap_or(stem).to_owned()
}

/// Whether one name is the other with a place or a rank before it.
pub(super) fn same_department(one: &str, other: &str) -> bool {
    let (one, other) = (stem(one), stem(other));
    let (long, short) = if one.chars().count() < other.chars().count() {
        (other, one)
    } else {
        (one, other)
    };
    !short.is_empty() && long.ends_with(&short)
}

#[cfg(test)]
mod tests {
    use super::same_department;

    #[test]
    fn rank_and_place_make_no_other_department() {
        for (one, other) in [
            ("市场监管总局", "杭州市市场监督管理局"),
            ("国家卫生健康委", "滨江区卫生健康局"),
            ("人力资源社会保障部", "人力资源和社会保障局"),
            ("农业农村部", "农业农村局"),
        ] {
            assert!(same_department(one, other), "{one} {other}");
        }
        for (one, other) in [("市场监管总局", "行政审批局"), ("交通运输部", "公安部"), ("", "公安部")] {
            assert!(!same_department(one, other), "{one} {other}");
        }
    }
}
