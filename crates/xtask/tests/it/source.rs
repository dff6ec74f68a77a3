//! Just enough of Rust's grammar to tell code, literals, comments and tests apart.

/// What a character belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Code,
    Literal,
    Comment,
    /// Code or literal of an item under `#[cfg(test)]`.
    Test,
}

/// A file cut into parts; one part per character.
pub struct Source {
    chars: Vec<char>,
    parts: Vec<Part>,
}

impl Source {
    pub fn new(text: &str) -> Source {
        let chars: Vec<char> = text.chars().collect();
        let parts = Cutter {
            chars: &chars,
            parts: Vec::with_capacity(chars.len()),
        }
        .cut();
        let mut source = Source { chars, parts };
        source.mark_tests();
        source
    }

    /// The lines with everything but these parts blanked.
    pub fn lines(&self, keep: &[Part]) -> Vec<String> {
        self.view(keep).split('\n').map(str::to_owned).collect()
    }

    /// The text with everything but these parts blanked; as many characters as the file.
    pub fn view(&self, keep: &[Part]) -> String {
        let shown = |(c, part): (&char, &Part)| if *c == '\n' || keep.contains(part) { *c } else { ' ' };
        self.chars.iter().zip(&self.parts).map(shown).collect()
    }

    /// The characters from here on, as they stand.
    pub fn from(&self, at: usize) -> String {
        self.chars.iter().skip(at).collect()
    }

    /// The line, from 1, of a character.
    pub fn line_of(&self, at: usize) -> usize {
        1 + self.chars.iter().take(at).filter(|c| **c == '\n').count()
    }

    /// Where a word begins in the kept parts, counted in characters.
    pub fn places(&self, word: &str, keep: &[Part]) -> Vec<usize> {
        let view: Vec<char> = self.view(keep).chars().collect();
        let word: Vec<char> = word.chars().collect();
        view.windows(word.len())
            .enumerate()
            .filter(|(_, part)| *part == word.as_slice())
            .map(|(at, _)| at)
            .collect()
    }

    /// The last visible character of the kept parts before a place.
    pub fn before(&self, at: usize) -> Option<char> {
        self.chars.iter().take(at).rev().find(|c| !c.is_whitespace()).copied()
    }

    fn mark_tests(&mut self) {
        for start in self.places("#[cfg(test)]", &[Part::Code]) {
            let mut depth = 0_i32;
            for at in start..self.chars.len() {
                let is_code = self.parts.get(at) == Some(&Part::Code);
                let c = if is_code { self.chars.get(at).copied().unwrap_or(' ') } else { ' ' };
                if self.parts.get(at) != Some(&Part::Comment)
                    && let Some(part) = self.parts.get_mut(at)
                {
                    *part = Part::Test;
                }
                depth += i32::from(c == '{') - i32::from(c == '}');
                if depth == 0 && (c == ';' || c == '}') {
                    break;
                }
            }
        }
    }
}

struct Cutter<'a> {
    chars: &'a [char],
    parts: Vec<Part>,
}

impl Cutter<'_> {
    fn cut(mut self) -> Vec<Part> {
        while let Some(c) = self.at(0) {
            match c {
                '/' if self.at(1) == Some('/') => self.take_while(Part::Comment, |c| c != '\n'),
                '/' if self.at(1) == Some('*') => self.block(),
                '"' => self.string(),
                '\'' => self.quote(),
                'r' if !self.follows_word() && self.hashes(1).is_some() => self.raw(),
                _ => self.take(Part::Code, 1),
            }
        }
        self.parts
    }

    fn at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.parts.len() + ahead).copied()
    }

    fn take(&mut self, part: Part, count: usize) {
        let left = self.chars.len() - self.parts.len();
        self.parts.extend(std::iter::repeat_n(part, count.min(left)));
    }

    fn take_while(&mut self, part: Part, more: impl Fn(char) -> bool) {
        while self.at(0).is_some_and(&more) {
            self.take(part, 1);
        }
    }

    fn block(&mut self) {
        let mut depth = 0;
        loop {
            match (self.at(0), self.at(1)) {
                (Some('/'), Some('*')) => {
                    depth += 1;
                    self.take(Part::Comment, 2);
                }
                (Some('*'), Some('/')) => {
                    depth -= 1;
                    self.take(Part::Comment, 2);
                    if depth == 0 {
                        return;
                    }
                }
                (Some(_), _) => self.take(Part::Comment, 1),
                (None, _) => return,
            }
        }
    }

    fn string(&mut self) {
        self.take(Part::Literal, 1);
        while let Some(c) = self.at(0) {
            match c {
                '\\' => self.take(Part::Literal, 2),
                '"' => return self.take(Part::Literal, 1),
                _ => self.take(Part::Literal, 1),
            }
        }
    }

    /// A character literal, or the tick of a lifetime.
    fn quote(&mut self) {
        match (self.at(1), self.at(2)) {
            (Some('\\'), _) => {
                self.take(Part::Literal, 3);
                self.take_while(Part::Literal, |c| c != '\'');
                self.take(Part::Literal, 1);
            }
            (Some(_), Some('\'')) => self.take(Part::Literal, 3),
            _ => self.take(Part::Code, 1),
        }
    }

    /// How many `#` stand between here and a `"`.
    fn hashes(&self, ahead: usize) -> Option<usize> {
        let count = (ahead..).take_while(|at| self.at(*at) == Some('#')).count();
        (self.at(ahead + count) == Some('"')).then_some(count)
    }

    fn raw(&mut self) {
        let count = self.hashes(1).unwrap_or_default();
        self.take(Part::Literal, count + 2);
        while self.at(0).is_some() {
            let ends = self.at(0) == Some('"') && (1..=count).all(|at| self.at(at) == Some('#'));
            self.take(Part::Literal, if ends { count + 1 } else { 1 });
            if ends {
                return;
            }
        }
    }

    fn follows_word(&self) -> bool {
        let last = self.parts.len().checked_sub(1).and_then(|at| self.chars.get(at));
        // `br"…"` is a raw string too.
        last.is_some_and(|c| c.is_alphanumeric() && *c != 'b' || *c == '_')
    }
}

/// Whether a character is Chinese writing (not punctuation).
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[test]
fn comments_literals_and_tests_are_told_apart() {
    let text = "let a = \"// no\"; // yes\nlet b = 'x'; fn f<'a>() {} r#\"say \"hi\"\"# /* a /* b */ c */ end";
    let source = Source::new(text);
    let code = source.view(&[Part::Code]);
    assert_eq!(
        code.split_whitespace().collect::<Vec<_>>().join(" "),
        "let a = ; let b = ; fn f<'a>() {} end"
    );
    let source = Source::new("use a;\n#[cfg(test)]\nmod tests { fn x() { \"}\" } }\nfn after() {}");
    assert_eq!(
        source.view(&[Part::Code]).split_whitespace().collect::<Vec<_>>().join(" "),
        "use a; fn after() {}"
    );
    assert_eq!(
        source.line_of(source.places("fn after", &[Part::Code]).first().copied().unwrap_or_default()),
        4
    );
}
