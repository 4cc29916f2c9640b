//! Errors for callers in C: a code by the exception's class, and a text.

use crate::description::{Function, Site};
use numlir_runtime::{ErrorArgument, Raised, take_raised, with_values};
use std::{
    cell::RefCell,
    ffi::{CStr, CString, c_char},
};

/// The codes of classes; the header that the compiler writes lists them (`src/aot/header.rs`). Others have 1.
const CODES: [(&str, i32); 13] = [
    ("ValueError", 2),
    ("TypeError", 3),
    ("IndexError", 4),
    ("KeyError", 5),
    ("ZeroDivisionError", 6),
    ("OverflowError", 7),
    ("AssertionError", 8),
    ("MemoryError", 9),
    ("RuntimeError", 10),
    ("NotImplementedError", 11),
    ("StopIteration", 12),
    ("RecursionError", 13),
    ("LinAlgError", 14),
];

thread_local! {
    static TEXT: RefCell<CString> = RefCell::default();
}

/// Notes the error with which a function ended on this thread, and gives its code.
///
/// # Safety
/// The function is one of the tables, and the status what its entry gave.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_report(function: *const Function, status: i32) -> i32 {
    // SAFETY: by the contract above.
    let function = unsafe { &*function };
    let raised = take_raised(status);
    let Some(site) = function.site(raised.status) else {
        note("an error that the library does not list".into());
        return 1;
    };
    let shown = std::iter::once(site)
        .chain(raised.frames.iter().filter_map(|frame| function.site(*frame)))
        .find(|site| site.is_users())
        .unwrap_or(site);
    let mut text = message(site, &raised);
    text.push_str(&format!(" ({}:{}, in {})", shown.file(), shown.line, shown.function()));
    note(text);
    code(site.class())
}

/// Notes that an argument cannot be taken, and gives the code.
///
/// # Safety
/// The text is null-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_refuse(text: *const c_char) -> i32 {
    // SAFETY: by the contract above.
    note(unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned());
    code("TypeError")
}

/// The text of the last error of the calling thread, until its next one.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_error_text_of_thread() -> *const c_char {
    // The text is gone only while the thread ends.
    TEXT.try_with(|text| text.borrow().as_ptr()).unwrap_or(c"".as_ptr())
}

fn note(text: String) {
    let text = CString::new(text.replace('\0', " ")).unwrap_or_default();
    let _ = TEXT.try_with(|place| place.replace(text));
}

fn code(class: &str) -> i32 {
    CODES.iter().find(|(name, _)| *name == class).map_or(1, |(_, code)| *code)
}

/// `Class: what it was made with`.
fn message(site: &Site, raised: &Raised) -> String {
    let class = site
        .exception()
        .strip_prefix("exception:")
        .map_or(site.exception(), |name| name.split_once('(').map_or(name, |(name, _)| name));
    let made = match (&raised.arguments[..], site.message(), site.arguments()) {
        ([], Some(message), _) => with_values(message, &mut raised.values.iter().copied()),
        ([], None, Some(arguments)) => arguments.to_string_lossy().into_owned(),
        ([], None, None) => String::new(),
        (arguments, ..) => arguments.iter().map(plain).collect::<Vec<_>>().join(", "),
    };
    if made.is_empty() { class.to_owned() } else { format!("{class}: {made}") }
}

fn plain(argument: &ErrorArgument) -> String {
    match argument {
        ErrorArgument::None => "None".into(),
        ErrorArgument::Bool(value) => if *value { "True" } else { "False" }.into(),
        ErrorArgument::Int(value) => value.to_string(),
        ErrorArgument::Unsigned(value) => value.to_string(),
        ErrorArgument::Float(value) => format!("{value:?}"),
        ErrorArgument::Complex(real, imaginary) => format!("({real:?}{imaginary:+?}j)"),
        ErrorArgument::Str(characters) => {
            characters.iter().filter_map(|character| char::from_u32(*character)).collect()
        }
        ErrorArgument::Bytes(bytes) => format!("b'{}'", bytes.escape_ascii()),
        ErrorArgument::Object(object) => object.0.text(false),
        ErrorArgument::Tuple(elements) => format!("({})", elements.iter().map(plain).collect::<Vec<_>>().join(", ")),
    }
}
