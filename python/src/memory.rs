//! What keeps the memory of an array that compiled code made: the array's `base`.

use numlir::runtime::{Owner, numlir_release as release};
use pyo3::{
    ffi::{self, PyObject, PyTypeObject},
    prelude::*,
};
use std::{
    ffi::{c_int, c_void},
    sync::OnceLock,
    sync::atomic::Ordering,
};

#[repr(C)]
struct MemoryObject {
    head: PyObject,
    owner: *mut Owner,
}

struct TypeAddress(*mut PyTypeObject);
// SAFETY: the type lives as long as the process.
unsafe impl Send for TypeAddress {}
// SAFETY: as above.
unsafe impl Sync for TypeAddress {}

static TYPE: OnceLock<TypeAddress> = OnceLock::new();

/// A new object that has taken over a reference to an owner, or null with an exception set; then the reference is given back.
///
/// # Safety
///
/// The reference is the caller's, and the interpreter is attached.
pub unsafe fn new(owner: *mut Owner) -> *mut PyObject {
    // SAFETY: the memory is fresh, and a whole object before anyone sees it.
    unsafe {
        let object = match class() {
            Ok(class) => ffi::PyType_GenericAlloc(class, 0),
            Err(error) => {
                error.restore(Python::assume_attached());
                std::ptr::null_mut()
            }
        };
        if object.is_null() {
            release(owner);
        } else {
            (*object.cast::<MemoryObject>()).owner = owner;
        }
        object
    }
}

fn class() -> PyResult<*mut PyTypeObject> {
    if let Some(known) = TYPE.get() {
        return Ok(known.0);
    }
    let properties = Box::leak(Box::new([
        ffi::PyGetSetDef {
            name: c"refcount".as_ptr(),
            get: Some(refcount),
            doc: c"How many references compiled code and Python hold to the memory.".as_ptr(),
            ..Default::default()
        },
        ffi::PyGetSetDef::default(),
    ]));
    let slot = |slot: c_int, pfunc: *mut c_void| ffi::PyType_Slot { slot, pfunc };
    let mut slots = [
        slot(ffi::Py_tp_getset, properties.as_mut_ptr().cast()),
        slot(ffi::Py_tp_dealloc, deallocate as *mut c_void),
        ffi::PyType_Slot::default(),
    ];
    let mut specification = ffi::PyType_Spec {
        name: c"numlir.Memory".as_ptr(),
        basicsize: size_of::<MemoryObject>() as c_int,
        itemsize: 0,
        flags: (ffi::Py_TPFLAGS_DEFAULT | ffi::Py_TPFLAGS_DISALLOW_INSTANTIATION) as u32,
        slots: slots.as_mut_ptr(),
    };
    // SAFETY: the specification is complete, and each slot has the type that CPython gives it.
    let made = unsafe { ffi::PyType_FromSpec(&mut specification) };
    if made.is_null() {
        // SAFETY: CPython calls into this module attached.
        return Err(PyErr::fetch(unsafe { Python::assume_attached() }));
    }
    Ok(TYPE.get_or_init(|| TypeAddress(made.cast())).0)
}

unsafe extern "C" fn refcount(this: *mut PyObject, _: *mut c_void) -> *mut PyObject {
    // SAFETY: the object holds a reference to its owner as long as it lives.
    unsafe { ffi::PyLong_FromLongLong((*(*this.cast::<MemoryObject>()).owner).references.load(Ordering::Relaxed)) }
}

unsafe extern "C" fn deallocate(this: *mut PyObject) {
    // SAFETY: CPython calls this once, when the last reference has gone.
    unsafe {
        let class = ffi::Py_TYPE(this);
        release((*this.cast::<MemoryObject>()).owner);
        ffi::PyObject_Free(this.cast());
        ffi::Py_DECREF(class.cast());
    }
}
