//! The sites of modules whose generators and functions may run for other modules (docs/calling-convention.md).

use crate::{
    pipeline::Site,
    program::Binding,
    runtime::{self, Said},
};
use numlir_passes::exceptions;
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, RwLock},
};

static SITES: LazyLock<RwLock<HashMap<usize, Arc<[Site]>>>> = LazyLock::new(RwLock::default);

/// Keeps the sites of a module, by the address of its own byte.
pub fn register(home: usize, sites: &[Site]) {
    runtime::say(home, sites.iter().map(said).collect());
    // A panic while the table is locked cannot leave it half changed.
    SITES.write().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(home, sites.into());
}

/// The site of a status of the process.
pub fn site(status: i32) -> Option<Site> {
    let (home, status) = runtime::foreign(status)?;
    let sites = SITES.read().unwrap_or_else(|poisoned| poisoned.into_inner());
    sites.get(&home)?.get(usize::try_from(status - 1).ok()?).cloned()
}

/// What a site says to code of other modules that catches its error.
fn said(site: &Site) -> Said {
    if site.exception.is_empty() {
        return Said { classes: Vec::new(), text: String::new(), repr: String::new() };
    }
    let all = || site.arguments.iter().map(|argument| written(argument, true)).collect::<Vec<_>>().join(", ");
    let text = match site.arguments.as_slice() {
        [] => String::new(),
        [one] => written(one, site.exception == "KeyError"),
        _ => format!("({})", all()),
    };
    let repr = format!("{}({})", exceptions::shown(&site.exception), all());
    Said { classes: exceptions::lineage(&site.exception), text, repr }
}

/// A constant as `str` writes it, or `repr`.
fn written(value: &Binding, repr: bool) -> String {
    match value {
        Binding::Bool(value) => if *value { "True" } else { "False" }.into(),
        Binding::Int(value) => value.to_string(),
        Binding::Float(value) => format!("{value:?}"),
        Binding::Str(text) if repr => exceptions::quoted(text),
        Binding::Str(text) => text.clone(),
        Binding::Tuple(elements) => {
            let comma = if elements.len() == 1 { "," } else { "" };
            let elements: Vec<_> = elements.iter().map(|element| written(element, true)).collect();
            format!("({}{comma})", elements.join(", "))
        }
        _ => "None".into(),
    }
}
