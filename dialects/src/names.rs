//! Names that are made when they are first asked for and live as long as the process, as those of all other scalars do.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
};

/// The names of some values, each by its `Display`.
pub(crate) struct Names<T>(RwLock<BTreeMap<T, &'static str>>);

impl<T: Copy + Ord + ToString> Names<T> {
    pub(crate) const fn new() -> Self {
        Self(RwLock::new(BTreeMap::new()))
    }

    pub(crate) fn of(&self, value: T) -> &'static str {
        if let Some(name) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&value) {
            return name;
        }
        let mut names = self.0.write().unwrap_or_else(PoisonError::into_inner);
        names.entry(value).or_insert_with(|| Box::leak(value.to_string().into_boxed_str()))
    }
}
