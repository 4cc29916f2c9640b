//! Named tuples and members of enumerations: their classes in Python, and the texts that stand for these in compiled code.

use numlir_dialects::named;
use numlir_passes::ENUMERATION;
use pyo3::{
    ffi::{self, PyObject},
    prelude::*,
    types::{PyFloat, PyInt, PyString, PyTuple, PyType},
};
use std::{
    collections::HashMap,
    ptr::null_mut,
    sync::{LazyLock, Mutex, PoisonError},
};

/// The classes that have been seen: by their texts, and by address their numbers and how many fields they have.
#[derive(Default)]
struct Classes {
    by_text: HashMap<String, Py<PyType>>,
    numbers: HashMap<usize, (u32, usize)>,
}

static CLASSES: LazyLock<Mutex<Classes>> = LazyLock::new(Mutex::default);

/// The text of a class of named tuples; `None` where it is none.
pub fn class_of(class: &Bound<'_, PyType>) -> Option<String> {
    if !class.is_subclass_of::<PyTuple>().ok()? {
        return None;
    }
    let fields: Vec<String> = class.getattr_opt("_fields").ok().flatten()?.extract().ok()?;
    class.getattr_opt("_make").ok().flatten()?;
    let text = named::class(&name_of(class)?, &fields);
    note(class, &text, fields.len());
    Some(text)
}

/// The text of an enumeration whose members are values of their own; `None` where a class is none, or its members are numbers or
/// strings, as which they are taken.
pub fn enumeration_of(class: &Bound<'_, PyType>) -> Option<String> {
    let values = [class.py().get_type::<PyInt>(), class.py().get_type::<PyFloat>(), class.py().get_type::<PyString>()];
    if values.iter().any(|value| class.is_subclass(value).unwrap_or(true)) {
        return None;
    }
    any_enumeration(class)
}

/// The text of an enumeration as a class that is called and subscripted, whatever its members are; `None` where a class is none.
pub fn any_enumeration(class: &Bound<'_, PyType>) -> Option<String> {
    let module = crate::host::loaded(class.py(), "enum")?;
    let base = module.getattr("Enum").ok()?.cast_into::<PyType>().ok()?;
    if !class.is_subclass(&base).ok()? {
        return None;
    }
    let text = named::enumeration(&name_of(class)?);
    if note(class, &text, 1) {
        let name = format!("{ENUMERATION}{text}");
        class.py().import("numlir.enumerations").ok()?.call_method1("note", (class, name)).ok()?;
    }
    Some(text)
}

fn name_of(class: &Bound<'_, PyType>) -> Option<String> {
    let module: String = class.getattr("__module__").and_then(|module| module.extract()).unwrap_or_default();
    let name: String = class.getattr("__qualname__").and_then(|name| name.extract()).ok()?;
    Some(format!("{module}.{}", name.replace(['(', ')'], "")))
}

/// Notes a class. Whether it is new.
fn note(class: &Bound<'_, PyType>, text: &str, fields: usize) -> bool {
    let mut classes = CLASSES.lock().unwrap_or_else(PoisonError::into_inner);
    // Of classes alike the latest counts; the others stay, so that their addresses are not used again.
    if let Some(before) = classes.by_text.insert(text.to_owned(), class.clone().unbind())
        && before.as_ptr() != class.as_ptr()
    {
        std::mem::forget(before);
    }
    classes.numbers.insert(class.as_ptr().addr(), (named::number(text), fields)).is_none()
}

/// The number of the enumeration that an object is a member of, and the member's value.
pub fn member<'py>(object: &Bound<'py, PyAny>) -> Option<(u32, Bound<'py, PyAny>)> {
    let class = object.get_type();
    let known = || CLASSES.lock().unwrap_or_else(PoisonError::into_inner).numbers.get(&class.as_ptr().addr()).copied();
    let (number, _) = known().or_else(|| enumeration_of(&class).and_then(|_| known()))?;
    Some((number, object.getattr("_value_").ok()?))
}

/// The number of the class of a tuple; `None` where that is no class of named tuples, or the tuple has not an element for
/// each field, as `tuple.__new__` can make them.
///
/// # Safety
///
/// The object is a tuple and alive, and the interpreter attached.
pub unsafe fn number(object: *mut PyObject) -> Option<u32> {
    // SAFETY: by the contract above.
    let class = unsafe { ffi::Py_TYPE(object) };
    let known = || CLASSES.lock().unwrap_or_else(PoisonError::into_inner).numbers.get(&class.addr()).copied();
    let (number, fields) = known().or_else(|| {
        // SAFETY: as above; an object keeps its class alive.
        let class = unsafe { Bound::from_borrowed_ptr(Python::assume_attached(), class.cast()) };
        class_of(&class.cast_into::<PyType>().ok()?).and_then(|_| known())
    })?;
    // SAFETY: by the contract above.
    (usize::try_from(unsafe { ffi::PyTuple_Size(object) }) == Ok(fields)).then_some(number)
}

/// A named tuple of a plain one, or a member of an enumeration of a tuple with its value, whose reference is taken over; null with an
/// exception set where that fails.
///
/// # Safety
///
/// The interpreter is attached.
pub unsafe fn make(class: &str, tuple: *mut PyObject) -> *mut PyObject {
    if tuple.is_null() {
        return null_mut();
    }
    crate::raise::guarded(|py| {
        // SAFETY: the reference is the caller's.
        let tuple = unsafe { Bound::from_owned_ptr(py, tuple) };
        match self::class(py, class) {
            Some(known) if named::is_enumeration(class) => Ok(known.call1(tuple.cast_into::<PyTuple>()?)?.into_ptr()),
            Some(class) => Ok(class.call_method1("_make", (tuple,))?.into_ptr()),
            None => Ok(tuple.into_ptr()),
        }
    })
}

/// The class of a text: one that has been seen, or one of a module that is loaded.
pub fn class<'py>(py: Python<'py>, text: &str) -> Option<Bound<'py, PyType>> {
    let classes = CLASSES.lock().unwrap_or_else(PoisonError::into_inner);
    let seen = classes.by_text.get(text).map(|class| class.clone_ref(py).into_bound(py));
    drop(classes);
    seen.or_else(|| loaded_class(py, text))
}

fn loaded_class<'py>(py: Python<'py>, text: &str) -> Option<Bound<'py, PyType>> {
    let (module, name) = text.split('(').next()?.rsplit_once('.')?;
    let class = crate::host::loaded(py, module)?.getattr(name).ok()?.cast_into::<PyType>().ok()?;
    (class_of(&class)? == text).then_some(class)
}
