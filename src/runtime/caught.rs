//! Exceptions that compiled code has caught: what was noted of an error, put aside so that others can be raised meanwhile.

use super::{
    bytes::bytes_repr,
    errors::{ErrorArgument, note_frames, restore, take_arguments, take_frames, take_values},
    indirect::said,
    memory::{LIVE_BLOCKS, Owner, numlir_release},
    string::{Characters, Str, numlir_str_of_c128, numlir_str_of_f64, numlir_str_repr, string_of, taken},
};
use std::{
    cell::RefCell,
    sync::atomic::{AtomicI64, Ordering},
};

/// An error: where it comes from, and what was noted on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Raised {
    /// The site that raised, as functions return it.
    pub status: i32,
    /// The sites of calls it passed through, innermost first.
    pub frames: Vec<i32>,
    /// For the places in the text of its site.
    pub values: Vec<i64>,
    /// What the exception is made with, where that is not known when compiling.
    pub arguments: Vec<ErrorArgument>,
    pub cause: Cause,
}

/// What `raise … from` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cause {
    #[default]
    Unsaid,
    None,
    Error(Box<Raised>),
}

/// The object that stands for a caught exception.
#[repr(C)]
#[derive(Debug)]
pub struct Caught {
    owner: Owner,
    raised: Raised,
}

thread_local! {
    static CAUSE: RefCell<Cause> = const { RefCell::new(Cause::Unsaid) };
}

/// The cause noted for this thread's error, and none left behind.
pub fn take_cause() -> Cause {
    CAUSE.try_with(RefCell::take).unwrap_or_default()
}

fn set_cause(cause: Cause) {
    let _ = CAUSE.try_with(|place| place.replace(cause));
}

/// What was noted of this thread's error, and nothing left behind.
pub fn take_raised(status: i32) -> Raised {
    Raised { status, frames: take_frames(), values: take_values(), arguments: take_arguments(), cause: take_cause() }
}

/// Makes an error that was taken, on this thread or another, the one being raised, and gives its status.
pub fn put_back(raised: Raised) -> i32 {
    note_frames(&raised.frames);
    restore(&raised.values, &raised.arguments);
    set_cause(raised.cause);
    raised.status
}

/// A caught exception with one reference.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_error_catch(status: i32) -> *mut Caught {
    LIVE_BLOCKS.fetch_add(1, Ordering::Relaxed);
    let owner = Owner { references: AtomicI64::new(1), free: free_caught };
    Box::into_raw(Box::new(Caught { owner, raised: take_raised(status) }))
}

unsafe extern "C" fn free_caught(owner: *mut Owner) {
    LIVE_BLOCKS.fetch_sub(1, Ordering::Relaxed);
    // SAFETY: only objects made above carry this function, the owner is their first field, and this is their last use.
    drop(unsafe { Box::from_raw(owner.cast::<Caught>()) });
}

/// Which site raised.
///
/// # Safety
/// Here and below: the exception is alive, and so are strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_error_status(caught: *const Caught) -> i32 {
    // SAFETY: by the contract above.
    unsafe { (*caught).raised.status }
}

/// Makes a caught exception the one being raised, and gives its status.
///
/// # Safety
/// As of [`numlir_error_status`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_error_raise(caught: *const Caught) -> i32 {
    // SAFETY: by the contract above.
    let raised = unsafe { &(*caught).raised };
    note_frames(&raised.frames);
    restore(&raised.values, &raised.arguments);
    // A cause that `raise … from` has just noted is the one that counts.
    let said = take_cause();
    set_cause(if said == Cause::Unsaid { raised.cause.clone() } else { said });
    raised.status
}

/// The exception about to be raised has a cause.
///
/// # Safety
/// As of [`numlir_error_status`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_error_cause(caught: *const Caught) {
    // SAFETY: by the contract above.
    set_cause(Cause::Error(Box::new(unsafe { (*caught).raised.clone() })));
}

/// The exception about to be raised has no cause and hides what was handled.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_error_without_cause() {
    set_cause(Cause::None);
}

/// `str` of an exception; `site` is what its site says, with places for values. `quoted` says that a single argument is
/// written as `repr` does, as `KeyError` has it.
///
/// # Safety
/// As of [`numlir_error_status`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_error_text(caught: *const Caught, site: *const Str, quoted: bool) -> *mut Str {
    // SAFETY: by the contract above.
    let (raised, site) = unsafe { (&(*caught).raised, Str::characters(site).text()) };
    let site = said(raised.status, |said| said.text.clone()).unwrap_or(site);
    let text = match &raised.arguments[..] {
        [] => with_values(&site, &mut raised.values.iter().copied()),
        [one] => text_of(one, quoted),
        several => format!("({})", joined(several)),
    };
    string_of(&text)
}

/// `repr` of an exception; `site` is that of its site, `Class(…)`.
///
/// # Safety
/// As of [`numlir_error_status`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_error_repr(caught: *const Caught, site: *const Str) -> *mut Str {
    // SAFETY: by the contract above.
    let (raised, site) = unsafe { (&(*caught).raised, Str::characters(site).text()) };
    let site = said(raised.status, |said| said.repr.clone()).unwrap_or(site);
    let text = match &raised.arguments[..] {
        [] => with_values(&site, &mut raised.values.iter().copied()),
        arguments => {
            let class = site.split_once('(').map_or(site.as_str(), |(class, _)| class);
            format!("{class}({})", joined(arguments))
        }
    };
    string_of(&text)
}

/// Puts values in the places that a text has for them, `{}`, or `{bytes}` for a size. A text of the user's comes without values,
/// and stays.
pub fn with_values(text: &str, values: &mut impl Iterator<Item = i64>) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((start, place)) = ["{}", "{bytes}"].iter().filter_map(|place| Some((rest.find(place)?, place))).min()
    {
        filled.push_str(&rest[..start]);
        match values.next() {
            Some(value) if *place == "{}" => filled.push_str(&value.to_string()),
            Some(bytes) => filled.push_str(&size_text(bytes)),
            None => filled.push_str(place),
        }
        rest = &rest[start + place.len()..];
    }
    filled + rest
}

/// A size as NumPy's `_ArrayMemoryError` has it: three digits and a binary unit.
fn size_text(bytes: i64) -> String {
    const UNITS: [&str; 7] = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if bytes < 1024 {
        return format!("{bytes} bytes");
    }
    let size = bytes as f64;
    // What would be shown as 1024 of a unit is one of the next.
    let unit = (1..UNITS.len()).find(|unit| (size / 1024f64.powi(*unit as i32)).round() < 1024.0);
    let unit = unit.unwrap_or(UNITS.len() - 1);
    let count = size / 1024f64.powi(unit as i32);
    let digits = match count {
        count if count < 9.995 => format!("{count:.2}"),
        count if count < 99.95 => format!("{count:.1}"),
        count => format!("{count:.0}."),
    };
    format!("{digits} {}", UNITS[unit])
}

fn joined(arguments: &[ErrorArgument]) -> String {
    arguments.iter().map(|argument| text_of(argument, true)).collect::<Vec<_>>().join(", ")
}

fn text_of(argument: &ErrorArgument, repr: bool) -> String {
    match argument {
        ErrorArgument::None => "None".into(),
        ErrorArgument::Bool(value) => if *value { "True" } else { "False" }.into(),
        ErrorArgument::Int(value) => value.to_string(),
        ErrorArgument::Unsigned(value) => value.to_string(),
        ErrorArgument::Float(value) => taken(numlir_str_of_f64(*value)),
        ErrorArgument::Complex(real, imaginary) => taken(numlir_str_of_c128(*real, *imaginary)),
        ErrorArgument::Str(characters) if repr => {
            let string = Characters::Wide(characters).make();
            if string.is_null() {
                return String::new();
            }
            // SAFETY: the string has just been made, with one reference.
            let text = taken(unsafe { numlir_str_repr(string) });
            unsafe { numlir_release(string.cast()) };
            text
        }
        ErrorArgument::Str(characters) => Characters::Wide(characters).text(),
        ErrorArgument::Bytes(bytes) => bytes_repr(bytes),
        ErrorArgument::Object(object) => object.0.text(repr),
        ErrorArgument::Tuple(elements) => {
            format!("({}{})", joined(elements), if elements.len() == 1 { "," } else { "" })
        }
    }
}
