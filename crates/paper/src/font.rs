//! Fonts: read from files, never embedded in the program (one Chinese face is 20 MB). The order of the files is the
//! order of preference; a deployment that owns 仿宋 or 小标宋 names them before the others and they are used where the
//! house style of official documents wants them.

use crate::Fault;
use serde::Serialize;
use std::path::{Path, PathBuf};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// The faces a press prints with.
pub struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) faces: Vec<Font>,
    pub(crate) roles: Roles,
}

/// Which families a template asks for, best first. The templates name roles only, never a font.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Roles {
    title: Vec<String>,
    body: Vec<String>,
    plain: Vec<String>,
}

/// Where Debian's `fonts-noto-cjk` puts its files.
const DEBIAN: &str = "/usr/share/fonts/opentype/noto";
const DEBIAN_FILES: [&str; 4] = [
    "NotoSerifCJK-Regular.ttc",
    "NotoSerifCJK-Bold.ttc",
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJK-Bold.ttc",
];

impl Fonts {
    /// Reads these files, collections included.
    pub fn load(paths: &[PathBuf]) -> Result<Fonts, Fault> {
        let mut faces = Vec::new();
        for path in paths {
            let fault = |why: String| Fault::FontFile { path: path.clone(), why };
            let bytes = std::fs::read(path).map_err(|e| fault(e.to_string()))?;
            let before = faces.len();
            faces.extend(Font::iter(Bytes::new(bytes)).filter(|face| !is_foreign_shape(&face.info().family)));
            if faces.len() == before {
                return Err(fault("no usable face in it".to_owned()));
            }
        }
        if faces.is_empty() {
            return Err(Fault::NoFont(PathBuf::from(DEBIAN)));
        }
        let roles = Roles::of(&faces);
        Ok(Fonts {
            book: LazyHash::new(FontBook::from_fonts(&faces)),
            faces,
            roles,
        })
    }

    /// The fonts of Debian's `fonts-noto-cjk`.
    pub fn system() -> Result<Fonts, Fault> {
        let folder = Path::new(DEBIAN);
        let paths: Vec<PathBuf> = DEBIAN_FILES
            .iter()
            .map(|name| folder.join(name))
            .filter(|path| path.exists())
            .collect();
        if paths.is_empty() {
            Err(Fault::NoFont(folder.to_owned()))
        } else {
            Fonts::load(&paths)
        }
    }

    /// The characters of `text` that cannot be printed, each once, in order of appearance. Invisible characters count
    /// among them: a direction mark in a name would make the paper say something else than the data.
    pub fn missing(&self, text: &str) -> Vec<char> {
        let mut missing = Vec::new();
        for c in text.chars().filter(|c| is_invisible(*c) || !self.covers(*c)) {
            if !missing.contains(&c) {
                missing.push(c);
            }
        }
        missing
    }

    fn covers(&self, c: char) -> bool {
        self.faces.iter().any(|face| face.info().coverage.contains(u32::from(c)))
    }
}

/// Noto's collections hold the same glyphs in Japanese, Korean, Hong Kong and Taiwan shapes; ours is the mainland's.
fn is_foreign_shape(family: &str) -> bool {
    ["CJK JP", "CJK KR", "CJK HK", "CJK TC"]
        .iter()
        .any(|region| family.ends_with(region))
        || family.contains("Mono CJK")
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c), 0xAD | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xE0000..=0xE0FFF)
}

impl Roles {
    fn of(faces: &[Font]) -> Roles {
        let mut families: Vec<String> = Vec::new();
        for face in faces {
            let family = &face.info().family;
            if !families.iter().any(|known| known == family) {
                families.push(family.as_str().to_owned());
            }
        }
        let having = |words: &[&str]| -> Vec<String> {
            families
                .iter()
                .filter(|family| words.iter().any(|word| family.contains(word)))
                .cloned()
                .collect()
        };
        let sans = having(&["Sans", "黑", "Hei"]);
        let (title, body) = (having(&["标宋", "BiaoSong", "XBS"]), having(&["仿宋", "FangSong"]));
        let serif: Vec<String> = families
            .iter()
            .filter(|f| ![&sans, &title, &body].iter().any(|role| role.contains(f)))
            .cloned()
            .collect();
        let joined = |first: &[String], then: &[String], last: &[String]| [first, then, last].concat();
        Roles {
            title: joined(&title, &serif, &sans),
            body: joined(&body, &serif, &sans),
            plain: joined(&sans, &serif, &body),
        }
    }
}
