//! 材料: the documents of an application on a page, uploads taken in, and stored files handed out as attachments.

use super::case::{Case, id, keyed};
use super::fields::document_name;
use crate::hall::Hall;
use crate::parts::FieldError;
use crate::reply::Reply;
use crate::visit::{Upload, Visit};
use office::Failure;
use office::files::{Files, Media};
use office::licensing::{self, StoredFile};
use rules::catalogue::{Material, Source};
use rules::{Code, Refusal};
use serde::Serialize;
use std::collections::BTreeMap;

/// The largest file, as the pages say beside each field.
const FILE_BYTES_MAX: usize = 20 * 1_024 * 1_024;
const NAME_LENGTH_MAX: usize = 100;

/// A document as the pages list it.
#[derive(Serialize)]
pub(super) struct DocumentLine {
    code: String,
    name: String,
    state: &'static str,
    hint: Option<String>,
    basis: String,
    upload: bool,
    files: Vec<FileLine>,
}

impl DocumentLine {
    /// Whether the applicant still has to hand it in.
    pub fn is_needed(&self) -> bool {
        self.state == "needed"
    }
}

/// A stored file with its way to be looked at.
#[derive(Serialize)]
pub(super) struct FileLine {
    name: String,
    size: String,
    href: String,
}

/// All documents of the matter, those nobody has to bring too: people see what they are spared.
pub(super) fn documents(case: &Case) -> Vec<DocumentLine> {
    let line = |material: &Material| {
        let files = files(case, &material.code);
        DocumentLine {
            code: material.code.clone(),
            name: material.name.clone(),
            state: match material.source {
                Source::Applicant if files.is_empty() => "needed",
                Source::Applicant => "given",
                Source::Form => "form",
                Source::Generated => "generated",
                Source::Shared => "shared",
            },
            hint: Some(material.shared_from.clone().unwrap_or_else(|| material.note.clone())).filter(|hint| !hint.is_empty()),
            basis: material.basis.clone(),
            upload: material.handed_in(),
            files,
        }
    };
    case.detail.materials.iter().map(line).collect()
}

/// The stored file of a material, as a list of none or one.
pub(super) fn files(case: &Case, material: &str) -> Vec<FileLine> {
    let papers = case.papers.iter().filter(|paper| paper.material == material);
    papers
        .map(|paper| FileLine {
            name: paper.name.clone(),
            size: size_in_words(paper.size),
            href: case.href(&format!("papers/{material}")),
        })
        .collect()
}

fn size_in_words(bytes: i64) -> String {
    if bytes >= 1_048_576 {
        format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576)
    } else {
        format!("{} KB", (bytes + 1_023) / 1_024)
    }
}

/// Uploads that are on disk and noted, and those that were refused.
#[derive(Default)]
pub(super) struct Taken {
    /// Material code → SM3.
    pub files: BTreeMap<String, String>,
    /// Errors at the file fields.
    pub errors: Vec<FieldError>,
}

/// Takes in the uploads of a form for these materials: on disk and synced first, then noted.
pub(super) fn take<'m>(hall: &Hall, visit: &Visit, materials: impl Iterator<Item = &'m Material>) -> Result<Taken, Failure> {
    let by_field: BTreeMap<String, &Material> = materials.map(|material| (document_name(&material.code), material)).collect();
    let store = Files::of_data(&hall.settings().data);
    let mut taken = Taken::default();
    for upload in &visit.uploads {
        let Some(material) = by_field.get(&upload.field) else {
            return Err(Refusal::field(Code::FieldUnknown, &upload.field).into());
        };
        let media = Media::recognise(&upload.bytes).filter(|_| upload.bytes.len() <= FILE_BYTES_MAX);
        let Some(media) = media else {
            let refusal = Refusal::field(Code::FileRefused, &upload.field);
            taken.errors.extend(hall.errors(visit, &refusal, &upload.field));
            continue;
        };
        let file = StoredFile {
            sm3: store.put(&upload.bytes)?,
            name: shown_name(upload, &material.name, media),
            media: media.name().to_owned(),
            size: i64::try_from(upload.bytes.len()).unwrap_or(0),
        };
        let sm3 = licensing::store_file(hall.app(), &keyed(visit, &format!("file.{}", material.code)), file)?;
        taken.files.insert(material.code.clone(), sm3);
    }
    Ok(taken)
}

/// The sent name without folders and control characters, ending as its bytes say.
fn shown_name(upload: &Upload, fallback: &str, media: Media) -> String {
    let last = upload.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let clean: String = stem.chars().filter(|letter| !letter.is_control()).take(NAME_LENGTH_MAX).collect();
    let name = if clean.trim().is_empty() { fallback } else { clean.trim() };
    format!("{name}.{}", media.ending())
}

/// `GET /apply/{id}/papers/{material}`: for the applicant and the deciding unit, always as an attachment.
pub(super) fn hand_out(hall: &Hall, visit: &Visit) -> Result<Reply, Failure> {
    let file = licensing::stored_file(hall.app(), &visit.person()?.actor, id(visit)?, visit.param("material"))?;
    let media = Media::from_name(&file.media).map_or("application/octet-stream", Media::name);
    Ok(Reply::File {
        bytes: Files::of_data(&hall.settings().data).read(&file.sm3)?,
        media,
        name: file.name,
        inline: false,
    })
}
