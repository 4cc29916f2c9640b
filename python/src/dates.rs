//! NumPy's dates and spans of time, as scalars: reading and making them.

use crate::numpy_api::numpy;
use numlir::program::Binding;
use numlir_dialects::dates::{Date, Unit};
use numpy::{
    PY_ARRAY_API,
    npyffi::{PyArray_DatetimeMetaData, PyArray_Descr},
};
use pyo3::{
    ffi::{self, PyObject, PyTypeObject},
    prelude::*,
};
use std::{
    collections::BTreeMap,
    ptr::{from_ref, null_mut},
    sync::{Mutex, PoisonError},
};

/// NumPy's public layout of these scalars (`arrayscalars.h`).
#[repr(C)]
struct DateScalar {
    header: PyObject,
    count: i64,
    metadata: PyArray_DatetimeMetaData,
}

/// What an object of a class holds, if that is one of NumPy's two.
///
/// # Safety
///
/// The object is alive and of the class.
pub unsafe fn of_class(class: *mut PyTypeObject, object: *mut PyObject) -> Option<(Date, i64)> {
    let position = numpy().dates.iter().position(|known| *known == class)?;
    // SAFETY: the class says which layout the object has.
    let scalar = unsafe { &*object.cast::<DateScalar>() };
    let date = Date::from_numpy(position == 0, scalar.metadata.base as i32, scalar.metadata.num)?;
    Some((date, scalar.count))
}

/// What an object is, if it is a date or a span of NumPy's.
pub fn read(object: &Bound<'_, PyAny>) -> Option<(Date, i64)> {
    // SAFETY: the object is alive, and this is its class.
    unsafe { of_class(object.get_type().as_type_ptr(), object.as_ptr()) }
}

/// A constant of the program: the call that makes it.
pub fn binding(date: Date, count: i64) -> Binding {
    let class = if date.moment { "numpy.datetime64" } else { "numpy.timedelta64" };
    let unit = date.name().split_once('[').map_or("", |name| name.1).trim_end_matches(']');
    let value = match count {
        Date::NAT => Binding::Str("NaT".to_owned()),
        count => Binding::Int(count.into()),
    };
    let mut arguments = vec![value];
    if date.unit != Unit::Generic {
        arguments.push(Binding::Str(unit.to_owned()));
    }
    Binding::Call(class.to_owned(), arguments)
}

/// The dtypes that were asked for, which stay.
static DTYPES: Mutex<BTreeMap<Date, Py<PyAny>>> = Mutex::new(BTreeMap::new());

/// A new reference to the dtype; null with an exception set where there is none.
pub fn dtype(py: Python<'_>, date: Date) -> *mut PyArray_Descr {
    let known = || {
        let dtypes = DTYPES.lock().unwrap_or_else(PoisonError::into_inner);
        dtypes.get(&date).map(|dtype| dtype.clone_ref(py))
    };
    if let Some(dtype) = known() {
        return dtype.into_ptr().cast();
    }
    let name = date.name();
    let name = name.strip_suffix("[]").unwrap_or(name);
    match py.import("numpy").and_then(|numpy| numpy.call_method1("dtype", (name,))) {
        Ok(dtype) => {
            let mut dtypes = DTYPES.lock().unwrap_or_else(PoisonError::into_inner);
            dtypes.insert(date, dtype.clone().unbind());
            dtype.into_ptr().cast()
        }
        Err(error) => {
            error.restore(py);
            null_mut()
        }
    }
}

/// A new reference to a scalar; null with an exception set where it cannot be made.
pub fn make(py: Python<'_>, date: Date, count: i64) -> *mut PyObject {
    let dtype = dtype(py, date);
    if dtype.is_null() {
        return null_mut();
    }
    // SAFETY: the count is read as an element of the dtype is, and the dtype's reference is given back.
    unsafe {
        let scalar = PY_ARRAY_API.PyArray_Scalar(py, from_ref(&count).cast_mut().cast(), dtype, null_mut());
        ffi::Py_DECREF(dtype.cast());
        scalar
    }
}
