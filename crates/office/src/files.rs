//! 文件库: uploads on disk, each named by the SM3 of its content. A file is whole and synced before any act notes it;
//! nothing here is changed or deleted. What kind of file it is, its bytes say, never its name.

use crate::failure::Fault;
use rules::record::sm3_hex;
use std::fs::{self, File, OpenOptions};
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The kinds of files an applicant may hand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    Pdf,
    Jpeg,
    Png,
}

impl Media {
    /// The kind these bytes are of, by how they begin.
    pub fn recognise(bytes: &[u8]) -> Option<Media> {
        let begins = |magic: &[u8]| bytes.starts_with(magic);
        if begins(b"%PDF-") {
            Some(Media::Pdf)
        } else if begins(&[0xff, 0xd8, 0xff]) {
            Some(Media::Jpeg)
        } else if begins(b"\x89PNG\r\n\x1a\n") {
            Some(Media::Png)
        } else {
            None
        }
    }

    /// The media type, as stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Jpeg => "image/jpeg",
            Media::Png => "image/png",
        }
    }

    /// The kind with this media type.
    pub fn from_name(name: &str) -> Option<Media> {
        [Media::Pdf, Media::Jpeg, Media::Png].into_iter().find(|media| media.name() == name)
    }

    /// How a name of such a file ends.
    pub fn ending(self) -> &'static str {
        match self {
            Media::Pdf => "pdf",
            Media::Jpeg => "jpg",
            Media::Png => "png",
        }
    }
}

/// The store: `<folder>/<first two digits>/<sm3>`.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
}

/// Half-written files of other servers or of crashes that one upload steps around.
const PARTS_MAX: u32 = 1_000;

impl Files {
    /// The store of a data folder.
    pub fn of_data(data: &Path) -> Files {
        Files {
            folder: data.join("files"),
        }
    }

    /// Keeps these bytes; when this answers, they survive a power cut. The same bytes are kept once.
    pub fn put(&self, bytes: &[u8]) -> Result<String, Fault> {
        let sm3 = sm3_hex(bytes);
        let path = self.path(&sm3)?;
        self.keep(&path, bytes).map_err(|error| failed(&path, &error))?;
        Ok(sm3)
    }

    /// The bytes of this name, checked against it.
    pub fn read(&self, sm3: &str) -> Result<Vec<u8>, Fault> {
        let path = self.path(sm3)?;
        let bytes = fs::read(&path).map_err(|error| failed(&path, &error))?;
        if sm3_hex(&bytes) == sm3 {
            Ok(bytes)
        } else {
            Err(Fault::stored("file", format!("{sm3} has other content")))
        }
    }

    /// Only 64 lower-case hexadecimal digits name a file, so no name leads out of the folder.
    fn path(&self, sm3: &str) -> Result<PathBuf, Fault> {
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        match sm3.get(..2) {
            Some(first) if sm3.len() == 64 && sm3.bytes().all(hex) => Ok(self.folder.join(first).join(sm3)),
            _ => Err(Fault::stored("file", "the name is no SM3")),
        }
    }

    fn keep(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)?;
        if !path.exists() {
            let (part, mut file) = fresh_part(path)?;
            let written = file
                .write_all(bytes)
                .and_then(|()| file.sync_all())
                .and_then(|()| fs::rename(&part, path));
            if let Err(error) = written {
                // What is half written would only take room; if it cannot be removed, the next upload steps around it.
                let _ = fs::remove_file(&part);
                return Err(error);
            }
        }
        // Also for a file that was there: whoever put it may not have come to this line.
        File::open(folder)?.sync_all()?;
        File::open(&self.folder)?.sync_all()
    }
}

fn fresh_part(path: &Path) -> Result<(PathBuf, File), Error> {
    for number in 0..PARTS_MAX {
        let part = path.with_extension(format!("{number}.part"));
        match OpenOptions::new().write(true).create_new(true).open(&part) {
            Ok(file) => return Ok((part, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::from(ErrorKind::AlreadyExists))
}

fn failed(path: &Path, error: &Error) -> Fault {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Fault::NoRoom {
            what: path.display().to_string(),
            why: error.to_string(),
        },
        _ => Fault::world(path.display(), error),
    }
}
