//! Interface words in two languages, and the sentences for each reason to refuse. Law and catalogue texts are data.

use rules::{Code, Refusal};
use std::collections::BTreeMap;

/// The language of a page's interface words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    /// 中文
    #[default]
    Chinese,
    /// English
    English,
}

impl Lang {
    /// As the `lang` attribute has it.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Chinese => "zh-CN",
            Lang::English => "en",
        }
    }
}

/// All words of one language.
#[derive(Clone, Debug)]
pub struct Wording {
    words: BTreeMap<String, String>,
}

impl Wording {
    /// Reads the files of `pages/words`: `[section]`, `key = ["中文", "English"]`.
    pub fn read(text: &str, lang: Lang) -> Result<Wording, String> {
        let file: BTreeMap<String, BTreeMap<String, (String, String)>> = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut words = BTreeMap::new();
        for (section, entries) in file {
            for (key, (chinese, english)) in entries {
                let word = match lang {
                    Lang::Chinese => chinese,
                    Lang::English => english,
                };
                words.insert(format!("{section}.{key}"), word);
            }
        }
        Ok(Wording { words })
    }

    /// The word for a key; the key itself when it is missing, which the tests find.
    pub fn word(&self, key: &str) -> String {
        self.words.get(key).cloned().unwrap_or_else(|| key.to_owned())
    }

    /// Whether the key has a word.
    pub fn has(&self, key: &str) -> bool {
        self.words.contains_key(key)
    }

    /// The word with `{name}` filled in.
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut text = self.word(key);
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// One sentence for a refusal: what is wrong and what to do.
    pub fn refusal(&self, refusal: &Refusal) -> String {
        let mut text = self.word(&format!("refusal.{}", refusal.code.name()));
        for (fact, value) in &refusal.facts {
            text = text.replace(&format!("{{{fact}}}"), value);
        }
        text
    }

    /// Keys of all reasons to refuse that have no words yet.
    pub fn missing_refusals(&self) -> Vec<&'static str> {
        Code::ALL
            .iter()
            .map(|code| code.name())
            .filter(|name| !self.has(&format!("refusal.{name}")))
            .collect()
    }
}
