//! Functions that are compiled for the values of some of their arguments, because their code asks for that with `literally`.

use numlir::{
    dispatch::{Key, key},
    program::Constant,
};
use pyo3::{
    ffi::PyObject,
    prelude::*,
    types::{PyBool, PyInt, PyString},
};
use std::{
    collections::HashMap,
    sync::{
        LazyLock, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

/// The positions of a function's arguments that it is compiled for by value. There are ever more, never fewer.
#[derive(Default)]
pub struct Literals {
    count: AtomicUsize,
    positions: Mutex<Vec<usize>>,
}

impl Literals {
    pub fn count(&self) -> usize {
        self.count.load(Ordering::Acquire)
    }

    pub fn positions(&self) -> Vec<usize> {
        self.positions.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn add(&self, wanted: &[usize]) {
        let mut positions = self.positions.lock().unwrap_or_else(PoisonError::into_inner);
        let new: Vec<_> = wanted.iter().filter(|position| !positions.contains(position)).copied().collect();
        positions.extend(new);
        self.count.store(positions.len(), Ordering::Release);
    }

    /// Appends the values to the key of the arguments' types.
    ///
    /// # Errors
    /// `LiteralTypingError` where an argument has no literal type.
    ///
    /// # Safety
    /// The arguments are alive.
    pub unsafe fn push(&self, py: Python<'_>, key: &mut Key, arguments: &[*mut PyObject]) -> PyResult<()> {
        key.push(key::LITERALS);
        for position in self.positions() {
            // SAFETY: by the contract above.
            let argument = unsafe { Bound::from_borrowed_ptr(py, arguments[position]) };
            let [kind, bits] = match constant(&argument)? {
                Constant::Bool(value) => [0, u64::from(value)],
                Constant::Int(value) => [1, value.cast_unsigned()],
                Constant::Str(text) => [2, u64::from(number(&text))],
                _ => [3, 0],
            };
            key.extend([position as u32, kind as u32, bits as u32, (bits >> 32) as u32]);
        }
        Ok(())
    }
}

/// The constant that an argument is.
///
/// # Errors
/// `LiteralTypingError` where its type has no literals.
pub fn constant(value: &Bound<'_, PyAny>) -> PyResult<Constant> {
    if let Ok(value) = value.cast::<PyBool>() {
        return Ok(Constant::Bool(value.is_true()));
    }
    if value.is_instance_of::<PyInt>()
        && let Ok(value) = value.extract()
    {
        return Ok(Constant::Int(value));
    }
    if let Ok(text) = value.cast::<PyString>()
        && let Ok(text) = text.to_str()
    {
        return Ok(Constant::Str(text.into()));
    }
    if value.is_none() {
        return Ok(Constant::None);
    }
    let class = crate::raise::name_of_class(&value.get_type());
    let text =
        format!("Cannot request literal type. Values of type {class} have none: integers, bools and strings have");
    Err(PyErr::from_value(value.py().import("numlir.errors")?.getattr("LiteralTypingError")?.call1((text,))?))
}

/// The number of a text: the same for the same text, as long as the process runs.
fn number(text: &str) -> u32 {
    static NUMBERS: LazyLock<Mutex<HashMap<String, u32>>> = LazyLock::new(Mutex::default);
    let mut numbers = NUMBERS.lock().unwrap_or_else(PoisonError::into_inner);
    let next = numbers.len() as u32;
    *numbers.entry(text.to_owned()).or_insert(next)
}
