//! What every rule says to people: title with named facts, way out, explanation. The texts are data beside this file.

use super::Lint;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The texts, by what the rules are about. Each rule is `## name`, `title:`, `fix:`, and its explanation.
const TEXTS: [&str; 11] = [
    include_str!("explained/matter.md"),
    include_str!("explained/layers.md"),
    include_str!("explained/modes.md"),
    include_str!("explained/conditions.md"),
    include_str!("explained/process.md"),
    include_str!("explained/materials.md"),
    include_str!("explained/tables.md"),
    include_str!("explained/questions.md"),
    include_str!("explained/powers.md"),
    include_str!("explained/registers.md"),
    include_str!("explained/trades.md"),
];

/// What stands under one heading.
#[derive(Clone, Copy, Default)]
struct Section {
    title: &'static str,
    fix: &'static str,
    explanation: &'static str,
}

static SECTIONS: LazyLock<BTreeMap<&'static str, Section>> = LazyLock::new(|| sections().collect());

fn sections() -> impl Iterator<Item = (&'static str, Section)> {
    let headed = TEXTS.iter().flat_map(|text| text.split("\n## ").skip(1));
    headed.map(|text| {
        let (name, rest) = text.split_once('\n').unwrap_or((text, ""));
        let (head, explanation) = rest.split_once("\n\n").unwrap_or((rest, ""));
        let line = |key: &str| head.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default().trim();
        let section = Section {
            title: line("title:"),
            fix: line("fix:"),
            explanation: explanation.trim(),
        };
        (name.trim(), section)
    })
}

impl Lint {
    fn section(self) -> Section {
        SECTIONS.get(self.name()).copied().unwrap_or_default()
    }

    /// What is wrong, in one line, with the facts of a finding in braces.
    pub fn title(self) -> &'static str {
        self.section().title
    }

    /// What to do about it, in one sentence.
    pub fn fix(self) -> &'static str {
        self.section().fix
    }

    /// What is wrong, why the law wants it otherwise, and what wrong and right look like.
    pub fn explanation(self) -> &'static str {
        self.section().explanation
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_rule_is_explained_once_and_nothing_else_is() {
        let headed: Vec<&str> = sections().map(|(name, _)| name).collect();
        let names: BTreeSet<&str> = Lint::ALL.iter().map(|lint| lint.name()).collect();
        assert_eq!(headed.iter().copied().collect::<BTreeSet<_>>(), names);
        assert_eq!(headed.len(), names.len(), "a rule is explained twice");
    }

    #[test]
    fn an_explanation_has_four_to_ten_lines_with_wrong_and_right() {
        for lint in Lint::ALL {
            let lines: Vec<&str> = lint.explanation().lines().collect();
            assert!((4..=10).contains(&lines.len()), "{}: {} lines", lint.name(), lines.len());
            for example in ["错：", "对："] {
                assert!(lines.iter().any(|line| line.starts_with(example)), "{}: {example}", lint.name());
            }
            let said = lines.iter().all(|line| line.ends_with(['。', '`', '；']));
            assert!(said, "{}: a line breaks off", lint.name());
        }
    }

    #[test]
    fn a_title_is_a_phrase_and_a_way_out_one_sentence() {
        for lint in Lint::ALL {
            assert!(!lint.title().is_empty() && !lint.title().ends_with('。'), "{}", lint.name());
            assert!(
                lint.fix().ends_with('。') && lint.fix().matches('。').count() == 1,
                "{}",
                lint.name()
            );
        }
    }

    /// A rule that has no article is one of good form; the others name theirs in the explanation's spirit, exactly here.
    #[test]
    fn an_article_is_cited_with_its_document() {
        for lint in Lint::ALL.iter().filter(|lint| !lint.article().is_empty()) {
            let article = lint.article();
            assert!(article.starts_with('《') || article.starts_with("国发〔"), "{article}");
            assert!(article.contains('第') && article.contains('条'), "{article}");
        }
        assert_eq!(Lint::from_name("other-materials").unwrap(), Lint::OtherMaterials);
        assert_eq!(Lint::from_name("no-such-rule"), None);
    }
}
