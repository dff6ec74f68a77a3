//! 文书: what leaves as a file: PDF, QR, signatures (SM2/SM3); and the tables of files that come in.
//!
//! A [`Press`] prints a [`Document`] (licence, permit, notice, letter) with given [`Fonts`]; [`bind`] signs the finished
//! file, [`check`] reads it back and refuses one changed byte. The templates are the `.typ` files of `templates/`; what
//! people typed reaches them as JSON data and is never read as markup. Nothing here reads a clock, a row or a setting:
//! the same document gives the same bytes.

mod binding;
mod document;
mod font;
mod press;
mod qr;
pub mod seal;
pub mod table;

pub use binding::{Checked, bind, check};
pub use document::{
    Condition, Document, Letter, Licence, Material, Matter, Notice, Pair, Permit, ScopePart, SealMark, SignedData, Table, Term, Verify,
};
pub use font::Fonts;
pub use jiff::civil::Date;
pub use press::Press;
pub use qr::qr_svg;

use std::path::PathBuf;

/// What may go wrong between data and a signed file. The operator reads it, never an applicant.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("this is not an SM2 key in PEM: {0}")]
    Key(String),
    #[error("the signature does not fit the bytes and the key {key_id}")]
    Signature { key_id: String },
    #[error("the signature is written wrongly: {0}")]
    SignatureForm(String),
    #[error("the key {0} is not one of ours")]
    UnknownKey(String),
    #[error("cannot read the font file {path}: {why}")]
    FontFile { path: PathBuf, why: String },
    #[error("no Chinese font found under {0}; install the Debian package fonts-noto-cjk or name font files in the settings")]
    NoFont(PathBuf),
    #[error("no loaded font can print {}; nothing was signed", names(.0))]
    Glyph(Vec<char>),
    #[error("the text for the QR is too long: {0}")]
    Qr(String),
    #[error("the template could not be set: {0}")]
    Template(String),
    #[error("the file carries no whole seal line at its end: it was changed, cut, or never sealed")]
    NoSealLine,
    #[error("the signed data inside the file is damaged: {0}")]
    Attachment(String),
}

/// `𰀀 (U+30000)、…`: the character itself may not be visible, so its number stands beside it.
fn names(characters: &[char]) -> String {
    let each: Vec<String> = characters
        .iter()
        .map(|c| format!("{} (U+{:04X})", c.escape_debug(), u32::from(*c)))
        .collect();
    each.join(", ")
}
