//! A finding as people read it, like a compiler's: code, place, the line itself, article, way out.

use super::{Finding, Severity};

/// The few words around a finding: key and word on each line.
const WORDS: &str = include_str!("words.txt");

fn word(key: &str) -> &'static str {
    WORDS
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find_map(|(name, word)| (name == key).then_some(word))
        .unwrap_or_default()
}

/// The finding over several lines, without the last line break. The source line is shown when it is given; see
/// [`Finding::aimed`] for how to find the right one.
pub fn render(finding: &Finding, source_line: Option<&str>) -> String {
    let level = word(match finding.level {
        Severity::Deny => "deny",
        Severity::Warn => "warn",
    });
    let (name, number) = (finding.code.name(), finding.line.to_string());
    let margin = " ".repeat(number.len());
    let mut lines = vec![
        format!("{level}[{name}]：{}", finding.title()),
        format!("{margin}--> {}:{number}", finding.file),
        format!("{margin} |"),
    ];
    if let Some(source) = source_line {
        lines.push(format!("{number} | {}", source.trim_end()));
        lines.push(format!("{margin} |"));
    }
    if !finding.article.is_empty() {
        lines.push(format!("{margin} = {}{}", word("basis"), finding.article));
    }
    lines.push(format!("{margin} = {}{}", word("fix"), finding.code.fix()));
    lines.push(format!("{margin} = {} {name}", word("explain")));
    lines.join("\n")
}

impl Finding {
    /// What is wrong here: the rule's title with this finding's facts.
    pub fn title(&self) -> String {
        let mut title = String::new();
        let mut rest = self.code.title();
        while let Some((before, after)) = rest.split_once('{') {
            let (fact, left) = after.split_once('}').unwrap_or((after, ""));
            title.push_str(before);
            title.push_str(self.facts.get(fact).map_or("", String::as_str));
            rest = left;
        }
        title + rest
    }

    /// The finding moved from the head of the entry it is about to the very line, by the text of its file. It stays where it
    /// is when something is missing, for then there is no such line.
    pub fn aimed(mut self, text: &str) -> Finding {
        let lines = || (1_u32..).zip(text.lines());
        let head = lines().find(|(number, _)| *number == self.line).map_or("", |(_, line)| line);
        // An entry ends where the next one begins; what is said of a whole matter may stand anywhere in its file.
        let whole = self.file.contains("matters/") && head.starts_with("code");
        let mut entry = lines()
            .skip_while(|(number, _)| *number < self.line)
            .take_while(|(number, line)| whole || *number == self.line || !line.starts_with('['));
        let table = self.file.ends_with(".toml");
        let aimed = entry
            .by_ref()
            .filter(|(_, line)| table && !line.starts_with(['#', '[']))
            .map(|(number, line)| (self.nearness(line), number))
            .filter(|(nearness, _)| *nearness > 0)
            // The first of the nearest.
            .max_by_key(|(nearness, number)| (*nearness, std::cmp::Reverse(*number)));
        if let Some((_, number)) = aimed {
            self.line = number;
        }
        self
    }

    /// How much a line of an entry speaks of the facts: the key they name, or the longest value found in it. The name of the
    /// entry itself says least.
    fn nearness(&self, line: &str) -> usize {
        const KEY: usize = 1_000;
        let (key, value) = line.split_once('=').unwrap_or((line, ""));
        let key = key.trim();
        let facts = self.facts.iter().filter(|(fact, _)| *fact != "matter");
        let near = facts.map(|(fact, said)| {
            let says = !said.is_empty() && value.contains(said.as_str());
            let named = said.rsplit('.').next() == Some(key);
            match (fact == key && says, named, says) {
                (true, _, _) => 2 * KEY,
                (false, true, _) => KEY,
                (false, false, true) if ["condition", "field", "material"].contains(&fact.as_str()) => 1,
                (false, false, true) => 1 + said.chars().count(),
                (false, false, false) => 0,
            }
        });
        near.max().unwrap_or(0)
    }
}
