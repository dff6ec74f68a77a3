//! The press: typst with our templates, our fonts and nothing else. It knows no file system, no network, no packages and
//! no today; a template that asked for one of them would not compile.

use crate::{Document, Fault, Fonts, qr_svg, seal};
use serde_json::{Value, json};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_pdf::PdfOptions;

const TEMPLATES: [(&str, &str); 5] = [
    ("/sheet.typ", include_str!("../templates/sheet.typ")),
    ("/licence.typ", include_str!("../templates/licence.typ")),
    ("/permit.typ", include_str!("../templates/permit.typ")),
    ("/notice.typ", include_str!("../templates/notice.typ")),
    ("/letter.typ", include_str!("../templates/letter.typ")),
];

/// After how many prints an unused intermediate result is forgotten; keeps the memory of a long-running server flat.
const FORGET_AFTER: usize = 8;

/// Prints documents. Made once, used by all threads.
pub struct Press {
    library: LazyHash<Library>,
    fonts: Fonts,
    templates: Vec<Source>,
}

impl Press {
    /// A press with these fonts; the templates are parsed here, once.
    pub fn new(fonts: Fonts) -> Press {
        let templates = TEMPLATES
            .iter()
            .map(|(path, text)| Source::new(file_id(path), (*text).to_owned()))
            .collect();
        Press {
            library: LazyHash::new(Library::default()),
            fonts,
            templates,
        }
    }

    /// Prints a document: the same one always gives the same bytes. A character that no font has is a fault here,
    /// before anything is signed or sent.
    pub fn print(&self, document: &Document) -> Result<Vec<u8>, Fault> {
        let data = serde_json::to_value(document).map_err(|e| Fault::Template(e.to_string()))?;
        self.refuse_unprintable(&data)?;
        let proof = document.signed().map(|signed| {
            let digest: String = seal::sm3_hex(&signed.content).chars().take(16).collect();
            json!({ "key_id": signed.signature.key_id, "digest": digest })
        });
        let data = json!({ "fonts": self.fonts.roles, "doc": data, "proof": proof }).to_string();
        let ident = seal::sm3_hex(&data);
        let job = self.job(document, data)?;
        let pdf = set(&job, ident);
        typst::comemo::evict(FORGET_AFTER);
        pdf
    }

    fn job(&self, document: &Document, data: String) -> Result<Job<'_>, Fault> {
        let mut files = vec![
            (file_id("/data.json"), Bytes::from_string(data)),
            (file_id("/qr.svg"), Bytes::from_string(qr_svg(&document.verify().url)?)),
        ];
        if let Some(signed) = document.signed() {
            seal::verify(&signed.public_pem, &signed.content, &signed.signature)?;
            files.push((file_id("/certificate.json"), Bytes::new(signed.content.clone())));
            files.push((file_id("/certificate.sig"), Bytes::new(signed.signature.der()?)));
            files.push((file_id("/key.pem"), Bytes::from_string(signed.public_pem.clone())));
        }
        Ok(Job {
            press: self,
            main: file_id(document.template()),
            files,
        })
    }

    fn refuse_unprintable(&self, data: &Value) -> Result<(), Fault> {
        let mut text = String::new();
        gather(data, &mut text);
        let missing = self.fonts.missing(&text);
        if missing.is_empty() { Ok(()) } else { Err(Fault::Glyph(missing)) }
    }
}

/// Sets the pages and writes the file. A warning (a font that is not there, a page count that does not settle) is a fault
/// too: nobody looks at the paper before it is signed. The file is tagged for screen readers; PDF/UA is not claimed,
/// because typst 0.15 then refuses tables that run over a page.
fn set(job: &Job<'_>, ident: String) -> Result<Vec<u8>, Fault> {
    let compiled = typst::compile(job);
    let pages = compiled.output.map_err(|errors| template_fault(&errors))?;
    if !compiled.warnings.is_empty() {
        return Err(template_fault(&compiled.warnings));
    }
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("Zhunying".to_owned())),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&pages, &options).map_err(|errors| template_fault(&errors))
}

/// All text of a document in a row.
fn gather(data: &Value, text: &mut String) {
    match data {
        Value::String(one) => text.push_str(one),
        Value::Array(many) => many.iter().for_each(|one| gather(one, text)),
        Value::Object(many) => many.values().for_each(|one| gather(one, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// One print: the press and the files of this document only.
struct Job<'a> {
    press: &'a Press,
    main: FileId,
    files: Vec<(FileId, Bytes)>,
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = self.press.templates.iter().find(|source| source.id() == id);
        known.cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let known = self.files.iter().find(|(known, _)| *known == id);
        known.map(|(_, bytes)| bytes.clone()).ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.faces.get(index).cloned()
    }

    /// A document's date comes from its data; the press has no today.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("invariant: our own paths are valid");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}

fn template_fault(diagnostics: &[SourceDiagnostic]) -> Fault {
    let messages: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    Fault::Template(messages.join("; "))
}
