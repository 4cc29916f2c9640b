//! Objects with Python's buffer protocol as arguments: memoryviews, bytearrays, `array.array`, ctypes arrays and the like are
//! arrays over their memory.

use crate::read::{Frame, Refusal};
use pyo3::{ffi::PyObject, prelude::*};
use std::ffi::c_int;

unsafe extern "C" {
    // Of the limited interface since 3.11; exported, as vectorcall is, since long before.
    fn PyObject_CheckBuffer(object: *mut PyObject) -> c_int;
}

impl Frame {
    /// Appends an array over the memory of an object that shows it; returns whether the object does.
    ///
    /// # Safety
    ///
    /// As of `push`.
    pub unsafe fn buffer(&mut self, object: *mut PyObject) -> Result<bool, Refusal> {
        // SAFETY: by the contract above.
        let object = unsafe {
            if PyObject_CheckBuffer(object) == 0 {
                return Ok(false);
            }
            Bound::from_borrowed_ptr(Python::assume_attached(), object)
        };
        // What says itself which array it is (NumPy's scalars, masked arrays, other libraries' arrays) is more than its memory.
        if object.hasattr("__array__").unwrap_or(true) {
            return Ok(false);
        }
        let Ok(array) = array_over(&object) else {
            let class = crate::raise::name_of_class(&object.get_type());
            return Err(Refusal::Type(format!("type {class}, whose items have no compiled form"), None));
        };
        // The array keeps the buffer, and the frame the array to the end of the call.
        self.objects.hold(array.as_ptr());
        // SAFETY: it is an array, alive during the call.
        unsafe { self.array(array.as_ptr()) }?;
        Ok(true)
    }
}

/// NumPy's array over an object's memory, of the object's shape and items.
fn array_over<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = object.py();
    let view = py.import("builtins")?.getattr("memoryview")?.call1((object,))?;
    py.import("numpy")?.call_method1("asarray", (view,))
}
