//! The store of uploads: content comes back, names do not escape, half-written files do no harm.

use office::Fault;
use office::files::{Files, Media};
use std::path::PathBuf;

struct Folder(PathBuf);

impl Folder {
    fn fresh(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("zhunying-files-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn what_is_put_comes_back_and_the_same_bytes_are_kept_once() {
    let folder = Folder::fresh("round");
    let files = Files::of_data(&folder.0);
    let sm3 = files.put(b"%PDF-1.7 hello").unwrap();
    assert_eq!(files.put(b"%PDF-1.7 hello").unwrap(), sm3);
    assert_eq!(files.read(&sm3).unwrap(), b"%PDF-1.7 hello");
    let kept: Vec<_> = std::fs::read_dir(folder.0.join("files").join(&sm3[..2])).unwrap().collect();
    assert_eq!(kept.len(), 1);
}

#[test]
fn no_name_leads_out_of_the_store() {
    let folder = Folder::fresh("escape");
    let files = Files::of_data(&folder.0);
    std::fs::write(folder.0.join("secret"), "x").unwrap();
    let upper = "A".repeat(64);
    for name in [
        "../secret",
        "..",
        "",
        "/etc/passwd",
        "aa/../../secret",
        &upper,
        &"é".repeat(32),
        &format!("../{}", "a".repeat(61)),
    ] {
        assert!(matches!(files.read(name), Err(Fault::Stored { .. })), "{name}");
    }
}

#[test]
fn changed_content_is_not_handed_out() {
    let folder = Folder::fresh("changed");
    let files = Files::of_data(&folder.0);
    let sm3 = files.put(b"one").unwrap();
    std::fs::write(folder.0.join("files").join(&sm3[..2]).join(&sm3), "two").unwrap();
    assert!(matches!(files.read(&sm3), Err(Fault::Stored { .. })));
}

#[test]
fn a_half_written_file_of_a_crash_is_stepped_around() {
    let folder = Folder::fresh("crash");
    let files = Files::of_data(&folder.0);
    let sm3 = rules::record::sm3_hex(b"whole");
    let shelf = folder.0.join("files").join(&sm3[..2]);
    std::fs::create_dir_all(&shelf).unwrap();
    std::fs::write(shelf.join(format!("{sm3}.0.part")), "wh").unwrap();
    files.put(b"whole").unwrap();
    assert_eq!(files.read(&sm3).unwrap(), b"whole");
}

#[test]
fn the_bytes_say_what_a_file_is() {
    let cases: [(&[u8], Option<Media>); 5] = [
        (b"%PDF-1.4", Some(Media::Pdf)),
        (&[0xff, 0xd8, 0xff, 0xe0], Some(Media::Jpeg)),
        (b"\x89PNG\r\n\x1a\n....", Some(Media::Png)),
        (b"<html>", None),
        (b"", None),
    ];
    for (bytes, expected) in cases {
        assert_eq!(Media::recognise(bytes), expected);
    }
}
