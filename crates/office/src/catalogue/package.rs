//! 清单包: an edition on its way from one city to another: one JSON file with all its texts, signed by the city's platform key. It is
//! verified before anything in it is looked at, and what it becomes is a draft, never anything in force.
//!
//! What is signed is a statement of a few lines that names the tree of the texts; `docs/packages.md` says how anybody checks it.

use super::editions::{self, Opened};
use super::texts::Tree;
use crate::bureau::{App, Caller};
use crate::failure::{Failure, Fault};
use crate::law::Files;
use paper::seal::{self, Signature};
use rules::calendar::Date;
use rules::catalogue::import::Distrust;
use rules::{Code, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The first line of every statement.
const FORM: &str = "zhunying-catalogue-package-1";
/// Bytes of a package.
pub const PACKAGE_MAX: usize = 64 * 1_024 * 1_024;
/// Files of a package.
const FILES_MAX: usize = 5_000;
/// Offices of the city itself, which no other city's can stand for.
const UNITS: &str = "catalogue/units.toml";

/// The file as it travels.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Package {
    statement: String,
    signature: Signature,
    texts: BTreeMap<String, String>,
}

/// A package whose signature and texts fit.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Title of the edition.
    pub title: String,
    /// Hash of the edition where it comes from.
    pub hash: String,
    /// SM3 over its texts.
    pub tree: String,
    /// The day it was made for.
    pub day: Date,
    /// The key that signed it.
    pub key_id: String,
    files: Files,
}

impl Verified {
    /// Its texts.
    pub fn files(&self) -> &Files {
        &self.files
    }
}

fn refused(why: Distrust) -> Refusal {
    Refusal::new(Code::PackageRefused).with("why", why)
}

fn statement(title: &str, hash: &str, tree: &str, day: Date, key_id: &str) -> String {
    let title: String = title.chars().filter(|letter| !letter.is_control()).collect();
    format!("{FORM}\ntitle {title}\nhash {hash}\ntree {tree}\nday {day}\nkey {key_id}\n")
}

/// A package of these texts, signed by the platform's key.
pub fn pack(app: &App, title: &str, files: &Files, day: Date) -> Result<String, Failure> {
    let edition = editions::preview(app, files, day)?;
    let key = app.seal();
    let statement = statement(title, &edition.hash, &Tree::of(files).sm3(), day, &key.id());
    let package = Package {
        signature: key.sign(statement.as_bytes()),
        statement,
        texts: files
            .below("catalogue/", "")
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .collect(),
    };
    let json = serde_json::to_string_pretty(&package).map_err(|error| Fault::world("package", error))?;
    Ok(json + "\n")
}

/// A package of an edition, whatever its standing: who receives it decides for himself.
pub fn pack_edition(app: &App, opened: &Opened) -> Result<String, Failure> {
    let day = opened.line.version_of.from.unwrap_or_else(|| app.now().day());
    pack(app, &opened.line.title, &opened.files, day)
}

/// Verifies a package with the one key that is trusted: signature first, then that the texts are those that were signed.
pub fn verify(bytes: &[u8], public_pem: &str) -> Result<Verified, Failure> {
    if bytes.len() > PACKAGE_MAX {
        return Err(refused(Distrust::NoPackage).into());
    }
    let package: Package = serde_json::from_slice(bytes).map_err(|_| refused(Distrust::NoPackage))?;
    let known = seal::public_id(public_pem).map_err(|error| Fault::world("key", error))?;
    if package.signature.key_id != known {
        return Err(refused(Distrust::KeyUnknown).into());
    }
    seal::verify(public_pem, package.statement.as_bytes(), &package.signature).map_err(|_| refused(Distrust::Signature))?;
    let verified = read(package).ok_or_else(|| refused(Distrust::NoPackage))?;
    if Tree::of(&verified.files).sm3() != verified.tree || verified.files.below("", "").count() > FILES_MAX {
        return Err(refused(Distrust::Content).into());
    }
    Ok(verified)
}

/// What the statement says, when it is written exactly as [`statement`] writes it.
fn read(package: Package) -> Option<Verified> {
    let mut lines = package.statement.lines().skip(1);
    let mut line = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ').map(str::to_owned);
    let verified = Verified {
        title: line("title")?,
        hash: line("hash")?,
        tree: line("tree")?,
        day: line("day")?.parse().ok()?,
        key_id: line("key")?,
        files: Files::from_texts(package.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))),
    };
    // Every file of a package is one of a catalogue, so that nothing travels unsigned beside it.
    let all = verified.files.below("catalogue/", "").count() == package.texts.len();
    let again = statement(&verified.title, &verified.hash, &verified.tree, verified.day, &verified.key_id);
    (all && again == package.statement && verified.key_id == package.signature.key_id).then_some(verified)
}

/// Drafts an edition from a verified package; gives its number. The offices stay those of this city.
pub fn draft(app: &App, caller: &Caller, verified: &Verified, title: Option<&str>) -> Result<i64, Failure> {
    let app = app.current();
    let edition = editions::preview(&app, &verified.files, verified.day).map_err(|_| refused(Distrust::Unreadable))?;
    if edition.hash != verified.hash {
        return Err(refused(Distrust::Content).into());
    }
    let own = app.shelf().catalogue().text(UNITS).map_err(|error| Fault::world(UNITS, error))?;
    let files = verified.files.clone().with(UNITS, own);
    editions::draft_texts(&app, caller, title.unwrap_or(&verified.title), &files)
}
