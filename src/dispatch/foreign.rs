//! The sites of modules whose generators may run for other modules (docs/calling-convention.md).

use crate::{pipeline::Site, runtime};
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, RwLock},
};

static SITES: LazyLock<RwLock<HashMap<usize, Arc<[Site]>>>> = LazyLock::new(RwLock::default);

/// Keeps the sites of a module, by the address of its own byte.
pub fn register(home: usize, sites: &[Site]) {
    // A panic while the table is locked cannot leave it half changed.
    SITES.write().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(home, sites.into());
}

/// The site of a status of the process.
pub fn site(status: i32) -> Option<Site> {
    let (home, status) = runtime::foreign(status)?;
    let sites = SITES.read().unwrap_or_else(|poisoned| poisoned.into_inner());
    sites.get(&home)?.get(usize::try_from(status - 1).ok()?).cloned()
}
