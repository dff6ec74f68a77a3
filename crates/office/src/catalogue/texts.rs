//! Catalogue texts by their hash: a tree names every file of one catalogue, and is itself a text.

use crate::failure::{Failure, Fault};
use crate::law::Files;
use rules::record::sm3_hex;
use sql::{Tx, params};
use std::collections::BTreeMap;

/// Paths of one catalogue with the SM3 of what stands in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree(pub BTreeMap<String, String>);

impl Tree {
    /// The tree of these files.
    pub fn of(files: &Files) -> Tree {
        let file = |(path, text): (&str, &str)| (path.to_owned(), sm3_hex(text.as_bytes()));
        Tree(files.below("catalogue/", "").map(file).collect())
    }

    /// Its own text: one line a file.
    fn listing(&self) -> String {
        self.0.iter().map(|(path, sm3)| format!("{sm3} {path}\n")).collect()
    }

    /// Its name: SM3 of its text.
    pub fn sm3(&self) -> String {
        sm3_hex(self.listing().as_bytes())
    }

    /// Paths that differ from another tree, added and removed ones too.
    pub fn differs_from(&self, other: &Tree) -> Vec<String> {
        let paths: std::collections::BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        let differs = paths.into_iter().filter(|path| self.0.get(*path) != other.0.get(*path));
        differs.cloned().collect()
    }

    /// The stored tree with this name.
    pub fn load(tx: &mut Tx, sm3: &str) -> Result<Tree, Failure> {
        let listing = text(tx, sm3)?;
        let line = |line: &str| -> Result<(String, String), Fault> {
            let (sm3, path) = line.split_once(' ').ok_or_else(|| Fault::stored("catalogue tree", line))?;
            Ok((path.to_owned(), sm3.to_owned()))
        };
        Ok(Tree(listing.lines().map(line).collect::<Result<_, _>>()?))
    }

    /// Keeps it, and gives its name.
    pub fn keep(&self, tx: &mut Tx) -> Result<String, Failure> {
        keep(tx, &self.listing())
    }

    /// All its files.
    pub fn files(&self, tx: &mut Tx) -> Result<Files, Failure> {
        let mut texts = Vec::with_capacity(self.0.len());
        for (path, sm3) in &self.0 {
            texts.push((path.as_str(), text(tx, sm3)?));
        }
        Ok(Files::from_texts(texts.iter().map(|(path, text)| (*path, text.as_str()))))
    }
}

/// Keeps one text, and gives its name.
pub fn keep(tx: &mut Tx, text: &str) -> Result<String, Failure> {
    let sm3 = sm3_hex(text.as_bytes());
    tx.execute(
        "insert into law_text (sm3, text) values ($1, $2) on conflict (sm3) do nothing",
        params![&sm3, text],
    )?;
    Ok(sm3)
}

/// Keeps all these files and their tree, and gives its name.
pub fn keep_files(tx: &mut Tx, files: &Files) -> Result<String, Failure> {
    for (_, text) in files.below("catalogue/", "") {
        keep(tx, text)?;
    }
    Tree::of(files).keep(tx)
}

/// The text with this name.
pub fn text(tx: &mut Tx, sm3: &str) -> Result<String, Failure> {
    let row = tx.query_opt("select text from law_text where sm3 = $1", params![sm3])?;
    let row = row.ok_or_else(|| Fault::stored("law text", sm3))?;
    Ok(row.text("text")?)
}
