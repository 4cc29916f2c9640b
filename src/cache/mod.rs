//! Compiled functions on disk, found by what they were made of.
//!
//! ```text
//! <folder>/3f/a90c….numlir     magic | checksum | length | entry, result, sites, frozen arrays | object code
//! ```
//!
//! The name of a file is the hash of all that its code depends on ([`Key`]), so an entry never is out of date: what changes has another
//! name. Files are written beside and renamed, so a reader sees a whole one or none, whoever is killed when. A file that is not what
//! its name and checksum say is taken for none, and replaced. Nothing here fails: a folder that cannot be used is an empty one. The
//! folder is kept below a size by removing what was used longest ago.
//!
//! What the host gives while something is compiled (implementations for types, methods of users' classes) depends on types that are
//! known only then, so it is in the entry instead: each question with a hash of the answer. A reader asks again, and the entry
//! serves where all answers are the same.
//!
//! Lines of sites are kept relative to their functions: a function that moved in its file is the same function.

mod entry;
mod folder;
mod key;

pub use key::Key;

use crate::{
    pipeline::Artifact,
    program::{Host, Program},
};
use folder::Folder;
use std::path::{Path, PathBuf};

/// A folder of compiled functions, which any number of processes use at once.
#[derive(Debug)]
pub struct Cache {
    folder: Folder,
}

impl Cache {
    /// The cache in a folder, which need not exist, of at most so many bytes.
    pub fn new(folder: PathBuf, limit: u64) -> Self {
        Self { folder: Folder::new(folder, limit) }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The code for a key. `program` is what the key was made of; `host` has to give for it what it gave when the code was made.
    pub fn load(&self, key: &Key, program: &Program, host: Option<&dyn Host>) -> Option<Artifact> {
        let bytes = self.folder.read(&key.name())?;
        let found = entry::decode(&bytes, key, (program, host));
        if found.is_some() {
            self.folder.used(&key.name());
        }
        found
    }

    /// Keeps the code for a key, where that is possible.
    pub fn store(&self, key: &Key, program: &Program, artifact: &Artifact) {
        if let Some(bytes) = entry::encode(artifact, key, program) {
            self.folder.write(&key.name(), &bytes);
        }
    }
}
