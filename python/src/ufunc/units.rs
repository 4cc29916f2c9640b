//! Loops over dates. NumPy knows a loop by the classes of its dtypes, which say no unit. What converts operands to the units of a loop,
//! and says that of its results, is a function without data of its own; so there is one for each of some places, and the units stand
//! at the place.

use crate::{numpy_api::dtype, record};
use numlir_dialects::{dates::Unit, types::Scalar};
use numpy::npyffi::PyArray_Descr;
use pyo3::{exceptions::PyTypeError, ffi, prelude::*};
use std::{
    ffi::{c_int, c_void},
    sync::{Mutex, PoisonError},
};

/// NumPy's `PyArrayMethod_ResolveDescriptors`.
type Resolve = unsafe extern "C" fn(
    method: *mut c_void,
    classes: *const *mut c_void,
    given: *const *mut PyArray_Descr,
    chosen: *mut *mut PyArray_Descr,
    view_offset: *mut isize,
) -> c_int;

/// The operands' elements at each place, in the order in which they came.
static PLACES: Mutex<Vec<Vec<Scalar>>> = Mutex::new(Vec::new());

/// The function for operands of these elements; `None` where none of them is a date.
///
/// # Errors
/// `TypeError` where all places are taken.
pub fn resolver(elements: &[Scalar]) -> PyResult<Option<Resolve>> {
    if !elements.iter().any(|element| element.is_date()) {
        return Ok(None);
    }
    let mut places = PLACES.lock().unwrap_or_else(PoisonError::into_inner);
    let known = places.iter().position(|known| known == elements);
    let place = known.unwrap_or(places.len());
    let Some(resolve) = RESOLVERS.get(place) else {
        return Err(PyTypeError::new_err(format!("more than {} signatures of ufuncs with dates", RESOLVERS.len())));
    };
    if known.is_none() {
        places.push(elements.to_vec());
    }
    Ok(Some(*resolve))
}

/// Gives the dtypes at a place: NumPy converts operands to them, or refuses.
unsafe extern "C" fn resolve<const PLACE: usize>(
    _: *mut c_void,
    _: *const *mut c_void,
    given: *const *mut PyArray_Descr,
    chosen: *mut *mut PyArray_Descr,
    _: *mut isize,
) -> c_int {
    const NO_CASTING: c_int = 0;
    let mut elements = PLACES.lock().unwrap_or_else(PoisonError::into_inner)[PLACE].clone();
    // SAFETY: NumPy passes a dtype for each input, and null for an output that is to be made.
    let given = |position: usize| unsafe {
        let given = *given.add(position);
        if given.is_null() { None } else { record::date_of(given)?.date() }
    };
    if (0..elements.len()).filter_map(given).any(|date| date.unit == Unit::Generic) {
        // What has no unit counts that of the loop, and so does the result.
        for (position, element) in elements.iter_mut().enumerate() {
            let Scalar::Date(date) = element else { continue };
            if given(position).is_none_or(|given| given.unit == Unit::Generic) {
                *element = Scalar::Date(date.of_unit(Unit::Generic, 1));
            }
        }
    }
    // SAFETY: NumPy asks under the interpreter's lock, and has room for a reference to the dtype of each operand.
    unsafe {
        let py = Python::assume_attached();
        for (position, element) in elements.iter().enumerate() {
            let made = dtype(py, *element);
            if made.is_null() {
                (0..position).for_each(|position| ffi::Py_DECREF((*chosen.add(position)).cast()));
                return -1;
            }
            *chosen.add(position) = made;
        }
    }
    NO_CASTING
}

/// Lists the functions of so many places.
macro_rules! places {
    ($($place:literal)*) => {
        const RESOLVERS: &[Resolve] = &[$(resolve::<$place>),*];
    };
}

places! {
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
    32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63
    64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95
    96 97 98 99 100 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115 116 117 118 119 120 121 122 123 124 125 126 127
}
