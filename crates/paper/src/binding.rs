//! Binding: one line after the PDF signs every byte before it. Readers of PDF look for the end mark near the end and
//! still open the file; a changed, added or lost byte is refused. The certificate's own signed data are attachments
//! inside, which OpenSSL verifies without us.

use crate::Fault;
use crate::document::SignedData;
use crate::seal::{self, ALGORITHM, Key, Signature};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Object, Stream, String as PdfString};
use std::collections::BTreeMap;

const MARK: &[u8] = b"%ZHUNYING-SEAL ";

/// A name tree nests as deep as its number of entries needs; three files never need more.
const DEPTH_MAX: u8 = 8;

/// What a sealed file proves.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The key that sealed the whole file.
    pub key_id: String,
    /// The certificate's data with their own signature and key; none in letters and notices.
    pub signed: Option<SignedData>,
}

/// Seals a finished PDF: appends `%ZHUNYING-SEAL SM2-SM3 <key id> <der hex>`.
pub fn bind(mut pdf: Vec<u8>, key: &Key) -> Vec<u8> {
    if !pdf.ends_with(b"\n") {
        pdf.push(b'\n');
    }
    let signature = key.sign(&pdf);
    pdf.extend_from_slice(MARK);
    pdf.extend_from_slice(format!("{} {} {}\n", signature.algorithm, signature.key_id, signature.der_hex).as_bytes());
    pdf
}

/// Checks a sealed file against the keys that `public_pem` knows by id: the seal over every byte, then the attached
/// data against their own signature. A key that travels in the file is never trusted by itself.
pub fn check(pdf: &[u8], public_pem: impl Fn(&str) -> Option<String>) -> Result<Checked, Fault> {
    let (body, signature) = split(pdf).ok_or(Fault::NoSealLine)?;
    let trusted = |id: &str| public_pem(id).ok_or_else(|| Fault::UnknownKey(id.to_owned()));
    seal::verify(&trusted(&signature.key_id)?, body, &signature)?;
    let signed = signed_data(body)?;
    if let Some(signed) = &signed {
        seal::verify(&trusted(&signed.signature.key_id)?, &signed.content, &signed.signature)?;
    }
    Ok(Checked {
        key_id: signature.key_id,
        signed,
    })
}

/// The bytes before the last line, and the signature that this line must be, to the letter.
fn split(pdf: &[u8]) -> Option<(&[u8], Signature)> {
    let line_end = pdf.len().checked_sub(1)?;
    let line_start = pdf.get(..line_end)?.iter().rposition(|byte| *byte == b'\n')? + 1;
    let (body, line) = pdf.split_at_checked(line_start)?;
    let text = std::str::from_utf8(line.strip_prefix(MARK)?.strip_suffix(b"\n")?).ok()?;
    let mut words = text.split(' ');
    let signature = Signature {
        algorithm: words.next().filter(|word| *word == ALGORITHM)?.to_owned(),
        key_id: words.next()?.to_owned(),
        der_hex: words.next()?.to_owned(),
    };
    if words.next().is_some() { None } else { Some((body, signature)) }
}

/// The three attachments of a certificate: all or none.
fn signed_data(pdf: &[u8]) -> Result<Option<SignedData>, Fault> {
    let damaged = |what: &str| Fault::Attachment(what.to_owned());
    let mut files = attachments(pdf)?;
    let found = (
        files.remove("certificate.json"),
        files.remove("certificate.sig"),
        files.remove("key.pem"),
    );
    match found {
        (None, None, None) => Ok(None),
        (Some(content), Some(der), Some(pem)) => {
            let public_pem = String::from_utf8(pem).map_err(|_| damaged("key.pem is not text"))?;
            let key_id = seal::public_id(&public_pem)?;
            let signature = Signature {
                algorithm: ALGORITHM.to_owned(),
                key_id,
                der_hex: seal::hex(&der),
            };
            Ok(Some(SignedData {
                content,
                signature,
                public_pem,
            }))
        }
        _ => Err(damaged(
            "certificate.json, certificate.sig and key.pem belong together and one is missing",
        )),
    }
}

/// All embedded files by name; a name that stands twice is refused, because readers would disagree on which counts.
fn attachments(pdf: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, Fault> {
    let damaged = |what: &str| Fault::Attachment(what.to_owned());
    let pdf = Pdf::new(pdf.to_vec()).map_err(|_| damaged("this is not a PDF"))?;
    let xref = pdf.xref();
    let catalog: Dict<'_> = xref.get(xref.root_id()).ok_or_else(|| damaged("the PDF has no catalogue"))?;
    let mut files = BTreeMap::new();
    if let Some(tree) = catalog
        .get::<Dict<'_>>("Names")
        .and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles"))
    {
        walk(&tree, DEPTH_MAX, &mut files)?;
    }
    Ok(files)
}

fn walk(node: &Dict<'_>, depth: u8, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Fault> {
    let damaged = |what: &str| Fault::Attachment(what.to_owned());
    let deeper = depth
        .checked_sub(1)
        .ok_or_else(|| damaged("the list of files is nested too deep"))?;
    if let Some(kids) = node.get::<Array<'_>>("Kids") {
        for kid in kids.iter::<Dict<'_>>() {
            walk(&kid, deeper, files)?;
        }
    }
    let entries: Vec<Object<'_>> = node
        .get::<Array<'_>>("Names")
        .map(|names| names.iter().collect())
        .unwrap_or_default();
    for entry in entries.chunks(2) {
        let [_, Object::Dict(file)] = entry else {
            return Err(damaged("the list of files is broken"));
        };
        let name = file.get::<PdfString<'_>>("UF").or_else(|| file.get("F"));
        let name = name
            .map(|name| text(name.as_bytes()))
            .ok_or_else(|| damaged("a file without name"))?;
        let stream = file.get::<Dict<'_>>("EF").and_then(|ef| ef.get::<Stream<'_>>("F"));
        let stream = stream.ok_or_else(|| damaged("a file without content"))?;
        let content = stream
            .decoded()
            .map_err(|_| damaged("a file that cannot be unpacked"))?
            .into_owned();
        if files.insert(name, content).is_some() {
            return Err(damaged("two files with one name"));
        }
    }
    Ok(())
}

/// A PDF text string: UTF-16 with its mark, or bytes.
fn text(bytes: &[u8]) -> String {
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(wide) => {
            let units: Vec<u16> = wide
                .chunks(2)
                .map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte)))
                .collect();
            String::from_utf16_lossy(&units)
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}
