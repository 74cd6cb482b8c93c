//! Files of ours for a target to serve, and others beside them that it must not.

use std::io::Result;
use std::path::PathBuf;

use tempfile::TempDir;

/// What the file holds that may be read.
pub const INSIDE: &str = "proofhouse: a note that may be read";
/// What the files hold that may not.
pub const OUTSIDE: &str = "proofhouse: a secret that lies outside";

/// The folder to be served.
const SERVED: &str = "served";
/// A folder whose name begins with that of the served one.
const SIBLING: &str = "served-not";

/// The planted files. They go away when this is dropped.
#[derive(Debug)]
pub struct Planted {
    folder: TempDir,
}

impl Planted {
    /// Plants them.
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        for (name, file, text) in [
            (SERVED, "note.txt", INSIDE),
            (SIBLING, "secret.txt", OUTSIDE),
            ("", "secret.txt", OUTSIDE),
        ] {
            let place = folder.path().join(name);
            std::fs::create_dir_all(&place)?;
            std::fs::write(place.join(file), text)?;
        }
        Ok(Self { folder })
    }

    /// The folder to be served.
    pub fn served(&self) -> PathBuf {
        self.folder.path().join(SERVED)
    }
}
