//! NumPy's C interface of ufuncs: what of it is used, and has no binding in the `numpy` crate. The names and numbers are
//! those of `numpy/ufuncobject.h` and `numpy/dtype_api.h`, stable since NumPy 2.0.

use numpy::npyffi::PyUFuncObject;
use pyo3::{
    exceptions::PyImportError,
    ffi::{self, PyObject, PyTypeObject},
    prelude::*,
};
use std::{
    ffi::{c_char, c_int, c_void},
    ptr::{null, null_mut},
};

/// `PyArrayMethod_Spec`.
#[repr(C)]
pub struct MethodSpec {
    pub name: *const c_char,
    pub nin: c_int,
    pub nout: c_int,
    pub casting: c_int,
    pub flags: c_int,
    pub dtypes: *mut *mut PyTypeObject,
    pub slots: *mut ffi::PyType_Slot,
}

/// What of `PyArrayMethod_Context` all versions have.
#[repr(C)]
pub struct MethodContext {
    pub caller: *mut PyObject,
    pub method: *mut c_void,
    pub descriptors: *const *mut numpy::npyffi::PyArray_Descr,
}

pub const NPY_NO_CASTING: c_int = 0;
pub const NPY_METH_IS_REORDERABLE: c_int = 1 << 3;
pub const NPY_METH_RESOLVE_DESCRIPTORS: c_int = 2;
pub const NPY_METH_GET_REDUCTION_INITIAL: c_int = 4;
pub const NPY_METH_STRIDED_LOOP: c_int = 5;
pub const PROMOTER_CAPSULE: &std::ffi::CStr = c"numpy._ufunc_promoter";

pub const PYUFUNC_MINUS_ONE: c_int = 2;
pub const PYUFUNC_ONE: c_int = 1;
pub const PYUFUNC_ZERO: c_int = 0;
pub const PYUFUNC_NONE: c_int = -1;
pub const PYUFUNC_REORDERABLE_NONE: c_int = -2;

type FromFuncAndDataAndSignature = unsafe extern "C" fn(
    functions: *mut c_void,
    data: *mut c_void,
    types: *const c_char,
    type_count: c_int,
    nin: c_int,
    nout: c_int,
    identity: c_int,
    name: *const c_char,
    doc: *const c_char,
    unused: c_int,
    signature: *const c_char,
) -> *mut PyObject;
type AddLoopFromSpec = unsafe extern "C" fn(ufunc: *mut PyObject, spec: *mut MethodSpec) -> c_int;
type AddPromoter = unsafe extern "C" fn(ufunc: *mut PyObject, dtypes: *mut PyObject, promoter: *mut PyObject) -> c_int;

/// The table of functions.
#[derive(Clone, Copy)]
pub struct UfuncApi {
    pub from_function: FromFuncAndDataAndSignature,
    pub add_loop: AddLoopFromSpec,
    pub add_promoter: AddPromoter,
}

impl UfuncApi {
    /// # Errors
    /// `ImportError` where NumPy does not offer it.
    pub fn load(py: Python<'_>) -> PyResult<Self> {
        let capsule = py.import("numpy._core.umath")?.getattr("_UFUNC_API")?;
        // SAFETY: the capsule has no name, and holds a table of pointers that lives as long as the process.
        let table = unsafe { ffi::PyCapsule_GetPointer(capsule.as_ptr(), null()) }.cast::<*mut c_void>();
        if table.is_null() {
            return Err(PyErr::take(py).unwrap_or_else(|| PyImportError::new_err("NumPy has no ufunc interface")));
        }
        // SAFETY: since NumPy 2.0 the table has these entries, of these types.
        unsafe {
            Ok(Self {
                from_function: std::mem::transmute::<*mut c_void, FromFuncAndDataAndSignature>(*table.add(31)),
                add_loop: std::mem::transmute::<*mut c_void, AddLoopFromSpec>(*table.add(43)),
                add_promoter: std::mem::transmute::<*mut c_void, AddPromoter>(*table.add(44)),
            })
        }
    }
}

/// The object that a ufunc keeps for whoever made it, or null.
///
/// # Safety
///
/// `ufunc` is a ufunc that is alive.
pub unsafe fn kept_object(ufunc: *mut PyObject) -> *mut PyObject {
    // SAFETY: by the contract above.
    unsafe { (*ufunc.cast::<PyUFuncObject>()).fields.obj }
}

/// Whether an object is a ufunc.
pub fn is_ufunc(object: &Bound<'_, PyAny>) -> bool {
    // SAFETY: the interface has been imported when the module was.
    let class = unsafe { numpy::npyffi::get_type_object(object.py(), numpy::npyffi::NpyTypes::PyUFunc_Type) };
    // SAFETY: the object is alive.
    unsafe { ffi::Py_TYPE(object.as_ptr()) == class }
}

/// The class of a dtype.
pub fn dtype_class(descriptor: *mut numpy::npyffi::PyArray_Descr) -> *mut PyTypeObject {
    if descriptor.is_null() {
        return null_mut();
    }
    // SAFETY: a descriptor is an object.
    unsafe { ffi::Py_TYPE(descriptor.cast()) }
}
