//! The files of the project as the checks see them, and the list of exceptions.

use std::fmt;
use std::fs;
use std::path::Path;

/// One file.
pub struct File {
    /// From the root of the workspace, with `/`.
    pub path: String,
    pub text: String,
}

/// Something a check does not like.
pub struct Finding {
    pub path: String,
    pub line: usize,
    pub says: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}:{}: {}", self.path, self.line, self.says)
    }
}

/// A line of `tidy-allow.txt`: check, beginning of a path, reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exception {
    check: String,
    prefix: String,
    reason: String,
}

impl fmt::Display for Exception {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{} {}", self.check, self.prefix)
    }
}

/// Files and exceptions.
pub struct Tree {
    pub files: Vec<File>,
    exceptions: Vec<Exception>,
}

/// Read as text; other files count by their names only.
const TEXTS: [&str; 14] = [
    "rs", "toml", "html", "md", "mjs", "js", "scss", "sql", "typ", "sh", "tsv", "txt", "json", "run",
];
/// Made by tools, or not ours.
const SKIPPED: [&str; 6] = ["node_modules", "dist", "target", ".git", "data", "package-lock.json"];

impl Tree {
    /// The tree this test was compiled in.
    pub fn read() -> Tree {
        let root = xtask::root();
        let mut files = Vec::new();
        walk(&root, &root, &mut files);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let list = fs::read_to_string(root.join("crates/xtask/tidy-allow.txt")).unwrap();
        Tree {
            files,
            exceptions: exceptions(&list),
        }
    }

    /// A tree of these files alone.
    pub fn of(files: &[(&str, &str)]) -> Tree {
        let files = files.iter().map(|(path, text)| File {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        });
        Tree {
            files: files.collect(),
            exceptions: Vec::new(),
        }
    }

    /// The Rust files.
    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.below("", "rs")
    }

    /// Files below a folder with this ending.
    pub fn below<'a>(&'a self, folder: &'a str, end: &'a str) -> impl Iterator<Item = &'a File> {
        self.files
            .iter()
            .filter(move |file| file.path.starts_with(folder) && file.end() == end)
    }

    /// The exceptions that cover a finding.
    pub fn allowing(&self, check: &str, finding: &Finding) -> Vec<&Exception> {
        self.exceptions
            .iter()
            .filter(|line| line.check == check && finding.path.starts_with(&line.prefix))
            .collect()
    }

    /// Whether some exception covers a finding.
    pub fn allows(&self, check: &str, finding: &Finding) -> bool {
        !self.allowing(check, finding).is_empty()
    }

    pub fn exceptions(&self) -> impl Iterator<Item = &Exception> {
        self.exceptions.iter()
    }
}

impl File {
    /// What stands after the last dot of the name.
    pub fn end(&self) -> &str {
        self.name().rsplit('.').next().unwrap_or_default()
    }

    /// The name without folders.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The crate this file belongs to.
    pub fn krate(&self) -> &str {
        self.path
            .strip_prefix("crates/")
            .and_then(|rest| rest.split('/').next())
            .unwrap_or_default()
    }

    /// Test code as a whole: tests, and the crate that only tests use.
    pub fn is_test(&self) -> bool {
        self.krate() == "testkit" || self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }

    pub fn finding(&self, line: usize, says: impl Into<String>) -> Finding {
        Finding {
            path: self.path.clone(),
            line,
            says: says.into(),
        }
    }
}

fn walk(root: &Path, folder: &Path, into: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if SKIPPED.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, into);
            continue;
        }
        let end = name.rsplit('.').next().unwrap_or_default();
        let text = if TEXTS.contains(&end) {
            fs::read_to_string(&path).unwrap_or_default()
        } else {
            String::new()
        };
        into.push(File {
            path: path.strip_prefix(root).unwrap().to_string_lossy().into_owned(),
            text,
        });
    }
}

fn exceptions(list: &str) -> Vec<Exception> {
    let lines = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read = |line: &str| {
        let mut words = line.splitn(3, ' ').map(|word| word.trim().to_owned());
        match (words.next(), words.next(), words.next()) {
            (Some(check), Some(prefix), Some(reason)) if !reason.is_empty() => Exception { check, prefix, reason },
            _ => panic!("tidy-allow.txt: `{line}` is not `check path reason`"),
        }
    };
    lines.map(read).collect()
}

#[test]
#[should_panic(expected = "is not `check path reason`")]
fn an_exception_without_reason_is_none() {
    exceptions("clock crates/office/src/bureau.rs");
}
