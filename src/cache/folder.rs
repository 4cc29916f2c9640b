//! The files of a cache.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

const EXTENSION: &str = "numlir";

/// What a writer that was killed left.
const UNFINISHED: &str = "part";

/// The size is looked at after the first entry that a process writes, and then after each of so many.
const WRITES_BETWEEN_LOOKS: u64 = 32;

/// A file's time of use is not written more often.
const USE_RESOLUTION: Duration = Duration::from_secs(24 * 60 * 60);

/// Nobody writes a file for so long.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// In bytes.
    limit: u64,
    writes: AtomicU64,
}

struct Found {
    path: PathBuf,
    size: u64,
    used: SystemTime,
}

impl Folder {
    pub fn new(path: PathBuf, limit: u64) -> Self {
        Self { path, limit, writes: AtomicU64::new(0) }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Entries are spread over 256 folders.
    fn place(&self, name: &str) -> PathBuf {
        let (first, rest) = name.split_at(name.len().min(2));
        self.path.join(first).join(rest).with_extension(EXTENSION)
    }

    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.place(name)).ok()
    }

    /// Notes that an entry was used.
    pub fn used(&self, name: &str) {
        let place = self.place(name);
        let known = fs::metadata(&place).and_then(|metadata| metadata.modified());
        if known.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > USE_RESOLUTION))
            && let Ok(file) = File::options().append(true).open(&place)
        {
            // In a folder that cannot be written to, nothing is removed either.
            let _ = file.set_modified(SystemTime::now());
        }
    }

    /// Writes an entry, or leaves everything as it was.
    pub fn write(&self, name: &str, bytes: &[u8]) {
        let place = self.place(name);
        let Some(folder) = place.parent() else { return };
        let write = self.writes.fetch_add(1, Ordering::Relaxed);
        let unfinished = folder.join(format!("{}-{write}-{}.{UNFINISHED}", process::id(), nanoseconds()));
        let written = create_folder(folder)
            .and_then(|()| File::options().write(true).create_new(true).open(&unfinished))
            .and_then(|mut file| file.write_all(bytes))
            .and_then(|()| fs::rename(&unfinished, &place));
        if written.is_err() {
            let _ = fs::remove_file(&unfinished);
        } else if write.is_multiple_of(WRITES_BETWEEN_LOOKS) {
            self.trim();
        }
    }

    /// Removes what was used longest ago, until a tenth of the limit is free again, and what killed writers left.
    fn trim(&self) {
        let mut entries = Vec::new();
        let folders = fs::read_dir(&self.path).into_iter().flatten().flatten();
        for file in folders.filter_map(|folder| fs::read_dir(folder.path()).ok()).flatten().flatten() {
            let Ok(metadata) = file.metadata() else { continue };
            let found = Found {
                path: file.path(),
                size: metadata.len(),
                used: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
            };
            match found.path.extension().and_then(|extension| extension.to_str()) {
                Some(EXTENSION) => entries.push(found),
                Some(UNFINISHED) if found.used.elapsed().is_ok_and(|age| age > ABANDONED) => {
                    let _ = fs::remove_file(found.path);
                }
                _ => {}
            }
        }
        let mut size: u64 = entries.iter().map(|entry| entry.size).sum();
        if size <= self.limit {
            return;
        }
        entries.sort_unstable_by_key(|entry| entry.used);
        for entry in entries {
            if size <= self.limit - self.limit / 10 {
                break;
            }
            // Another process may have removed it already.
            let _ = fs::remove_file(entry.path);
            size -= entry.size;
        }
    }
}

/// Code is run from here, so that the folder is its owner's alone.
fn create_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn nanoseconds() -> u32 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.subsec_nanos())
}
