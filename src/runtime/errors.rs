//! Where an error came through on its way out of compiled code.

use super::{caught::take_cause, string::Str};
use std::{any::Any, cell::RefCell, fmt::Debug, sync::Arc};

/// A traceback longer than this helps nobody, and a runaway recursion would fill memory with one.
const MOST_FRAMES: usize = 100;

thread_local! {
    static FRAMES: RefCell<Vec<i32>> = const { RefCell::new(Vec::new()) };
}

/// Notes that an error passed through the call at `site`. Compiled code calls it innermost first; of very deep
/// errors the innermost frames are kept.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_frame(site: i32) {
    note_frames(&[site]);
}

/// What an exception is made with, where that is known only at run time.
#[derive(Clone, Debug, PartialEq)]
pub enum ErrorArgument {
    None,
    Bool(bool),
    Int(i64),
    Unsigned(u64),
    Float(f64),
    Complex(f64, f64),
    /// The characters' numbers.
    Str(Vec<u32>),
    Bytes(Vec<u8>),
    Tuple(Vec<ErrorArgument>),
    Object(Object),
}

/// An object of the host's.
pub trait HostObject: Any + Debug + Send + Sync {
    /// What `str`, or `repr`, says of it.
    fn text(&self, repr: bool) -> String;
}

/// An object of the host's that an exception is made with; equal to itself alone.
#[derive(Clone, Debug)]
pub struct Object(pub Arc<dyn HostObject>);

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

thread_local! {
    /// Tuples that are being made, innermost last; the first holds the arguments themselves.
    static ARGUMENTS: RefCell<Vec<Vec<ErrorArgument>>> = const { RefCell::new(Vec::new()) };
}

/// Notes an argument of the exception that compiled code is about to raise.
pub fn note_argument(argument: ErrorArgument) {
    let _ = ARGUMENTS.try_with(|open| {
        let mut open = open.borrow_mut();
        if open.is_empty() {
            open.push(Vec::new());
        }
        if let Some(innermost) = open.last_mut() {
            innermost.push(argument);
        }
    });
}

/// The arguments noted for this thread's error, and none left behind.
pub fn take_arguments() -> Vec<ErrorArgument> {
    ARGUMENTS.try_with(RefCell::take).unwrap_or_default().into_iter().next().unwrap_or_default()
}

/// Here and below: notes an argument of the exception that compiled code is about to raise.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_argument_none() {
    note_argument(ErrorArgument::None);
}

#[unsafe(no_mangle)]
pub extern "C" fn numlir_argument_bool(value: bool) {
    note_argument(ErrorArgument::Bool(value));
}

#[unsafe(no_mangle)]
pub extern "C" fn numlir_argument_int(value: i64) {
    note_argument(ErrorArgument::Int(value));
}

#[unsafe(no_mangle)]
pub extern "C" fn numlir_argument_unsigned(value: u64) {
    note_argument(ErrorArgument::Unsigned(value));
}

#[unsafe(no_mangle)]
pub extern "C" fn numlir_argument_float(value: f64) {
    note_argument(ErrorArgument::Float(value));
}

#[unsafe(no_mangle)]
pub extern "C" fn numlir_argument_complex(real: f64, imaginary: f64) {
    note_argument(ErrorArgument::Complex(real, imaginary));
}

/// # Safety
/// The string is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_argument_str(string: *const Str) {
    // SAFETY: by the contract above.
    note_argument(ErrorArgument::Str(unsafe { Str::characters(string) }.iter().collect()));
}

/// # Safety
/// The string is alive.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_argument_bytes(string: *const Str) {
    // SAFETY: by the contract above; a string of bytes has no others.
    let bytes = unsafe { Str::characters(string) }.iter().filter_map(|byte| u8::try_from(byte).ok());
    note_argument(ErrorArgument::Bytes(bytes.collect()));
}

/// A tuple begins.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_argument_open() {
    let _ = ARGUMENTS.try_with(|open| {
        let mut open = open.borrow_mut();
        if open.is_empty() {
            open.push(Vec::new());
        }
        open.push(Vec::new());
    });
}

/// The tuple that began last is complete.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_argument_close() {
    let made = ARGUMENTS.try_with(|open| open.borrow_mut().pop()).ok().flatten();
    note_argument(ErrorArgument::Tuple(made.unwrap_or_default()));
}

/// Forgets the frames and the values of an error that compiled code has caught.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_clear_frames() {
    take_frames();
    take_values();
    take_arguments();
    take_cause();
}

thread_local! {
    static VALUES: RefCell<Vec<i64>> = const { RefCell::new(Vec::new()) };
}

/// Notes a value for the text of the error that compiled code is about to raise.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_note_value(value: i64) {
    let _ = VALUES.try_with(|values| values.borrow_mut().push(value));
}

/// Notes values and arguments again, of an error that was caught and is raised anew.
pub(super) fn restore(values: &[i64], arguments: &[ErrorArgument]) {
    let _ = VALUES.try_with(|noted| noted.borrow_mut().extend_from_slice(values));
    arguments.iter().for_each(|argument| note_argument(argument.clone()));
}

/// The values noted for the text of this thread's error, in order, and none left behind.
pub fn take_values() -> Vec<i64> {
    VALUES.try_with(RefCell::take).unwrap_or_default()
}

/// Notes frames that were taken on another thread, where part of a parallel loop failed.
pub fn note_frames(sites: &[i32]) {
    // The thread's storage is gone only while the thread ends, when nobody reads a traceback any more.
    let _ = FRAMES.try_with(|frames| {
        let mut frames = frames.borrow_mut();
        let room = MOST_FRAMES.saturating_sub(frames.len());
        frames.extend(sites.iter().take(room));
    });
}

/// The sites that an error on this thread passed through, innermost first, and none left behind.
pub fn take_frames() -> Vec<i32> {
    FRAMES.try_with(RefCell::take).unwrap_or_default()
}
