//! What of NumPy's C interface a call needs, looked up once.

use numlir_dialects::types::Scalar;
use numpy::{
    PY_ARRAY_API,
    npyffi::{NPY_TYPES, NpyTypes, PyArray_Descr, get_type_object, is_numpy_2},
};
use pyo3::{exceptions::PyImportError, ffi::PyTypeObject, prelude::*};
use std::{
    ptr::null_mut,
    sync::{OnceLock, atomic::AtomicPtr},
};

/// NumPy's types, as addresses to compare with.
pub struct Numpy {
    pub array: *mut PyTypeObject,
    pub void: *mut PyTypeObject,
    /// `numpy.random.Generator`, once one has been seen: NumPy loads its random numbers when somebody asks for them.
    pub generator: AtomicPtr<PyTypeObject>,
    /// `numpy.datetime64` and `numpy.timedelta64`.
    pub dates: [*mut PyTypeObject; 2],
    /// The scalar classes that have a compiled form, common ones first.
    pub scalars: [(*mut PyTypeObject, Scalar); 16],
    /// By type number: the element type, if it has a compiled form.
    pub elements: [Option<Scalar>; 24],
}

// SAFETY: the addresses are of types that live as long as the process.
unsafe impl Send for Numpy {}
// SAFETY: as above.
unsafe impl Sync for Numpy {}

static NUMPY: OnceLock<Numpy> = OnceLock::new();

/// NumPy's type numbers, with the scalar class of each.
const TYPES: [(NPY_TYPES, NpyTypes, Scalar); 16] = [
    (NPY_TYPES::NPY_DOUBLE, NpyTypes::PyDoubleArrType_Type, Scalar::Float64),
    (NPY_TYPES::NPY_LONG, NpyTypes::PyLongArrType_Type, Scalar::Int64),
    (NPY_TYPES::NPY_FLOAT, NpyTypes::PyFloatArrType_Type, Scalar::Float32),
    (NPY_TYPES::NPY_INT, NpyTypes::PyIntArrType_Type, Scalar::Int32),
    (NPY_TYPES::NPY_BOOL, NpyTypes::PyBoolArrType_Type, Scalar::Bool),
    (NPY_TYPES::NPY_BYTE, NpyTypes::PyByteArrType_Type, Scalar::Int8),
    (NPY_TYPES::NPY_UBYTE, NpyTypes::PyUByteArrType_Type, Scalar::UInt8),
    (NPY_TYPES::NPY_SHORT, NpyTypes::PyShortArrType_Type, Scalar::Int16),
    (NPY_TYPES::NPY_USHORT, NpyTypes::PyUShortArrType_Type, Scalar::UInt16),
    (NPY_TYPES::NPY_UINT, NpyTypes::PyUIntArrType_Type, Scalar::UInt32),
    (NPY_TYPES::NPY_ULONG, NpyTypes::PyULongArrType_Type, Scalar::UInt64),
    (NPY_TYPES::NPY_LONGLONG, NpyTypes::PyLongLongArrType_Type, Scalar::Int64),
    (NPY_TYPES::NPY_ULONGLONG, NpyTypes::PyULongLongArrType_Type, Scalar::UInt64),
    (NPY_TYPES::NPY_CFLOAT, NpyTypes::PyCFloatArrType_Type, Scalar::Complex64),
    (NPY_TYPES::NPY_CDOUBLE, NpyTypes::PyCDoubleArrType_Type, Scalar::Complex128),
    (NPY_TYPES::NPY_HALF, NpyTypes::PyHalfArrType_Type, Scalar::Float16),
];

/// Imports NumPy's C interface.
///
/// # Errors
///
/// `ImportError` where NumPy is missing or older than 2.0.
pub fn load(py: Python<'_>) -> PyResult<()> {
    py.import("numpy")?;
    if !is_numpy_2(py) {
        return Err(PyImportError::new_err("numlir needs NumPy 2.0 or newer"));
    }
    let mut elements = [None; 24];
    let scalars = TYPES.map(|(number, class, scalar)| {
        elements[number as usize] = Some(scalar);
        // SAFETY: the interface has been imported.
        (unsafe { get_type_object(py, class) }, scalar)
    });
    // SAFETY: as above.
    let array = unsafe { get_type_object(py, NpyTypes::PyArray_Type) };
    // SAFETY: as above.
    let void = unsafe { get_type_object(py, NpyTypes::PyVoidArrType_Type) };
    let dates = [NpyTypes::PyDatetimeArrType_Type, NpyTypes::PyTimedeltaArrType_Type]
        // SAFETY: as above.
        .map(|class| unsafe { get_type_object(py, class) });
    let generator = AtomicPtr::new(null_mut());
    NUMPY.get_or_init(|| Numpy { array, void, dates, generator, scalars, elements });
    Ok(())
}

/// The types that [`load`] looked up.
#[inline]
pub fn numpy() -> &'static Numpy {
    NUMPY.get().expect("the module's initialisation loads them before anything else is reachable")
}

impl Numpy {
    /// The scalar type of a NumPy scalar class.
    #[inline]
    pub fn scalar_of_class(&self, class: *mut PyTypeObject) -> Option<Scalar> {
        self.scalars.iter().find(|(known, _)| *known == class).map(|(_, scalar)| *scalar)
    }
}

/// A new reference to the dtype of a scalar type.
pub fn dtype(py: Python<'_>, scalar: Scalar) -> *mut PyArray_Descr {
    if let Scalar::Record(record) = scalar {
        return crate::record::dtype(py, record);
    }
    if let Scalar::Date(date) = scalar {
        return crate::dates::dtype(py, date);
    }
    if let Scalar::Chars(chars) = scalar {
        let code = format!("{}{}", if chars.wide { 'U' } else { 'S' }, chars.length);
        let made = py.import("numpy").and_then(|numpy| numpy.call_method1("dtype", (code,)));
        return made.map_or_else(
            |error| {
                error.restore(py);
                null_mut()
            },
            |dtype| dtype.into_ptr().cast(),
        );
    }
    let number = TYPES.iter().find(|(_, _, known)| *known == scalar).map_or(NPY_TYPES::NPY_DOUBLE, |entry| entry.0);
    // SAFETY: every number of the table is one of NumPy's own types, so this does not fail.
    unsafe { PY_ARRAY_API.PyArray_DescrFromType(py, number as _) }
}
