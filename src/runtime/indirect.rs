//! What compiled code calls by an address, in its own module or in another: generators, and functions as values.
//!
//! A status is the number of a site in the table of the module whose code raised. What comes out of another module's code becomes a
//! status of the process: a number from [`FIRST_FOREIGN`] on, of which [`foreign`] knows module and site.

use super::{
    errors::{note_frames, take_frames},
    instance::Instance,
    string::Str,
};
use std::{
    collections::HashMap,
    sync::{LazyLock, RwLock},
};

/// Statuses of the process begin here. No module has so many sites.
pub const FIRST_FOREIGN: i32 = 1 << 30;

/// Statuses of the process, by their numbers: the address of the module's own byte, and the status there.
static FOREIGN: RwLock<Vec<(usize, i32)>> = RwLock::new(Vec::new());

/// The module and the status there that a status of the process stands for.
pub fn foreign(status: i32) -> Option<(usize, i32)> {
    let place = usize::try_from(status.checked_sub(FIRST_FOREIGN)?).ok()?;
    // A panic while the table is locked cannot leave it half changed.
    FOREIGN.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(place).copied()
}

/// What a site says of an error, for other modules.
#[derive(Debug)]
pub struct Said {
    /// The names of the class and of all that it is derived from; none of a call.
    pub classes: Vec<String>,
    /// `str` and `repr` of the exception, with places for values.
    pub text: String,
    pub repr: String,
}

/// What the sites of modules say, by the addresses of their own bytes.
static SAID: LazyLock<RwLock<HashMap<usize, Vec<Said>>>> = LazyLock::new(RwLock::default);

/// Keeps what the sites of a module say.
pub fn say(home: usize, sites: Vec<Said>) {
    SAID.write().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(home, sites);
}

/// What the site of a status of the process says; `None` of a status of one module.
pub fn said<R>(status: i32, ask: impl FnOnce(&Said) -> R) -> Option<R> {
    let (home, status) = foreign(status)?;
    let said = SAID.read().unwrap_or_else(|poisoned| poisoned.into_inner());
    said.get(&home)?.get(usize::try_from(status - 1).ok()?).map(ask)
}

/// Whether a status is one of the process, of an error of a class among those named, a line each.
///
/// # Safety
/// The string is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_error_elsewhere(status: i32, classes: *const Str) -> bool {
    // SAFETY: by the contract above.
    let classes = || unsafe { Str::characters(classes).text() };
    said(status, |said| classes().lines().any(|class| said.classes.iter().any(|known| known == class))).unwrap_or(false)
}

fn status_of_process(home: usize, status: i32) -> i32 {
    if !(1..FIRST_FOREIGN).contains(&status) {
        return status;
    }
    let known = |table: &[(usize, i32)]| table.iter().position(|entry| *entry == (home, status));
    let read = FOREIGN.read().unwrap_or_else(|poisoned| poisoned.into_inner());
    let place = known(&read);
    drop(read);
    let place = place.unwrap_or_else(|| {
        let mut table = FOREIGN.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        known(&table).unwrap_or_else(|| {
            table.push((home, status));
            table.len() - 1
        })
    });
    FIRST_FOREIGN + place as i32
}

/// Runs a generator up to its next value, for code of the module whose own byte is `home`. Gives the status.
///
/// # Safety
/// The generator is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_generator_resume(generator: *mut Instance, home: *const u8) -> i32 {
    // SAFETY: the first fields of a generator are the address of its code and of its module's own byte
    // (`numlir_dialects::instance`).
    unsafe {
        let slots = Instance::slots(generator);
        let (code, own) = (slots[0], slots[1]);
        let code: unsafe extern "C" fn(*mut Instance) -> i32 =
            std::mem::transmute(std::ptr::with_exposed_provenance::<()>(code as usize));
        at_home(code(generator), (own, home))
    }
}

/// What a status that a function gave, called by its value, is for code of the module whose own byte is `home`.
///
/// # Safety
/// The value is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_function_failed(function: *mut Instance, home: *const u8, status: i32) -> i32 {
    // SAFETY: the second field of a function's value is the address of its module's own byte (`numlir_dialects::instance`).
    let own = unsafe { Instance::slots(function)[1] };
    at_home(status, (own, home))
}

/// What a status of the module whose own byte is `home` is for code of other modules.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_module_left(home: *const u8, status: i32) -> i32 {
    at_home(status, (home.addr() as u64, std::ptr::null()))
}

/// A status of the module whose own byte is at `own` for the module of `home`.
fn at_home(status: i32, (own, home): (u64, *const u8)) -> i32 {
    if status == 0 || own as usize == home.addr() {
        return status;
    }
    let frames = take_frames();
    note_frames(&frames.iter().map(|frame| status_of_process(own as usize, *frame)).collect::<Vec<_>>());
    status_of_process(own as usize, status)
}
