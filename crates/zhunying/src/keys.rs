//! Key files: an SM2 key readable by its owner alone, its public key beside it for everybody.

use crate::ending::Stop;
use paper::seal::Key;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The public key that stands beside a key file: `x.pem` → `x.pub.pem`.
pub fn public_path(key: &Path) -> PathBuf {
    key.with_extension("pub.pem")
}

/// Reads a key file.
pub fn read(path: &Path) -> Result<Key, Stop> {
    let pem = fs::read_to_string(path).map_err(|error| Stop::world(path.display(), error))?;
    Key::from_pem(&pem).map_err(|fault| Stop::world(path.display(), fault))
}

/// Reads a key file, or makes it with its public key when there is none yet.
pub fn read_or_make(path: &Path) -> Result<Key, Stop> {
    if !path.exists() {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| Stop::world(folder.display(), error))?;
        }
        write_private(path, &Key::generate().to_pem())?;
    }
    let key = read(path)?;
    let public = public_path(path);
    if !public.exists() {
        fs::write(&public, key.public_pem()).map_err(|error| Stop::world(public.display(), error))?;
    }
    Ok(key)
}

/// Writes a new file that only its owner may read, and waits until it is on disk. An existing file is never overwritten.
pub fn write_private(path: &Path, text: &str) -> Result<(), Stop> {
    let failed = |error: std::io::Error| Stop::world(path.display(), error);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)
}
