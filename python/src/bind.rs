//! A call's arguments to a function's parameters, by Python's rules.

use pyo3::{ffi, ffi::PyObject, prelude::*, types::PyString};
use smallvec::SmallVec;
use std::ptr::null_mut;

/// The parameters of a function, in the order of the entry's arguments: positional, `*args`, keyword-only, `**kwargs`.
pub struct Parameters {
    /// Of positional and keyword-only parameters, interned.
    pub names: Vec<Py<PyString>>,
    pub defaults: Vec<Option<Py<PyAny>>>,
    pub positional_only: usize,
    /// Positional-only ones included.
    pub positional: usize,
    pub varargs: bool,
    pub kwargs: bool,
}

/// One value a parameter; the tuple of `*args` is owned.
pub struct Bound {
    pub values: SmallVec<[*mut PyObject; 16]>,
    varargs: *mut PyObject,
}

impl Drop for Bound {
    fn drop(&mut self) {
        // SAFETY: the tuple was made by `bind`, on a thread that is still attached.
        unsafe { ffi::Py_XDECREF(self.varargs) };
    }
}

impl Parameters {
    /// Whether so many positional arguments and no others are all there is to bind.
    #[inline]
    pub fn is_complete(&self, positional: usize) -> bool {
        positional == self.positional && positional == self.names.len() && !self.varargs
    }

    /// The values of all parameters, or `None` where the call does not fit.
    ///
    /// # Safety
    ///
    /// `arguments` and `keywords` are what vectorcall was given: `positional` values, then one for each name of the
    /// tuple `keywords`, which may be null.
    pub unsafe fn bind(
        &self,
        arguments: *const *mut PyObject,
        positional: usize,
        keywords: *mut PyObject,
    ) -> Option<Bound> {
        let mut values: SmallVec<[*mut PyObject; 16]> = SmallVec::from_elem(null_mut(), self.names.len());
        let taken = positional.min(self.positional);
        // SAFETY: by the contract above.
        unsafe {
            values.as_mut_ptr().copy_from_nonoverlapping(arguments, taken);
            if positional > taken && !self.varargs {
                return None;
            }
            let count = if keywords.is_null() { 0 } else { ffi::PyTuple_Size(keywords) as usize };
            for index in 0..count {
                let name = ffi::PyTuple_GetItem(keywords, index as isize);
                let Some(position) = self.position(name) else {
                    // What `**kwargs` takes up is not compiled, which is said when the function is.
                    if self.kwargs { continue } else { return None }
                };
                let value = &mut values[position];
                if !value.is_null() {
                    return None;
                }
                *value = *arguments.add(positional + index);
            }
        }
        for (value, default) in values.iter_mut().zip(&self.defaults) {
            if value.is_null() {
                *value = default.as_ref()?.as_ptr();
            }
        }
        let mut bound = Bound { values, varargs: null_mut() };
        if self.varargs {
            // SAFETY: as above; a new tuple takes its own references.
            unsafe {
                bound.varargs = tuple(arguments.add(taken), positional - taken)?;
                bound.values.insert(self.positional, bound.varargs);
            }
        }
        Some(bound)
    }

    /// Which parameter a keyword names. Names in calls are interned as a rule, so addresses are compared first.
    unsafe fn position(&self, name: *mut PyObject) -> Option<usize> {
        let candidates = || self.names.iter().enumerate().skip(self.positional_only);
        let same = candidates().find(|(_, known)| known.as_ptr() == name);
        // SAFETY: the name is a string, as vectorcall promises, and comparing two strings does not fail.
        let equal = || candidates().find(|(_, known)| unsafe { ffi::PyUnicode_Compare(known.as_ptr(), name) } == 0);
        same.or_else(equal).map(|(position, _)| position)
    }
}

unsafe fn tuple(values: *const *mut PyObject, length: usize) -> Option<*mut PyObject> {
    // SAFETY: the caller has `length` values at `values`.
    unsafe {
        let tuple = ffi::PyTuple_New(length as isize);
        if tuple.is_null() {
            ffi::PyErr_Clear();
            return None;
        }
        for index in 0..length {
            let value = *values.add(index);
            ffi::Py_INCREF(value);
            ffi::PyTuple_SetItem(tuple, index as isize, value);
        }
        Some(tuple)
    }
}
