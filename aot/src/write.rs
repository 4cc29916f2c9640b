//! Result slots as Python objects.

use crate::{
    read::{ALIGNED, ArrayInterface, NATIVE, WRITEABLE},
    types::{Number, Type},
};
use numlir_runtime::{Owner, Str, numlir_release};
use pyo3::{
    ffi,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBool, PyCapsule, PyComplex, PyTuple},
};
use std::ptr::{null_mut, with_exposed_provenance_mut};

/// The memory of an array that compiled code gave, described as NumPy asks for it.
#[pyclass(frozen)]
struct Memory {
    interface: ArrayInterface,
    /// The extents, then the strides.
    sizes: Vec<isize>,
    owner: *mut Owner,
    /// The argument that the array is a view of.
    base: Option<Py<PyAny>>,
}

// SAFETY: the description is never changed, and references to the owner are counted atomically.
unsafe impl Send for Memory {}
// SAFETY: as above.
unsafe impl Sync for Memory {}

impl Drop for Memory {
    fn drop(&mut self) {
        if self.base.is_none() {
            // SAFETY: the reference came with the result.
            unsafe { numlir_release(self.owner) };
        }
    }
}

#[pymethods]
impl Memory {
    #[getter]
    fn __array_struct__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyCapsule>> {
        let this = slf.get();
        let sizes = this.sizes.as_ptr().cast_mut();
        let interface = ArrayInterface {
            shape: sizes,
            // SAFETY: the strides follow the extents.
            strides: unsafe { sizes.add(this.interface.rank as usize) },
            ..this.interface
        };
        // NumPy keeps this object alive as long as the array it makes of the description, and wants a capsule without a name.
        let place = Box::into_raw(Box::new(interface));
        // SAFETY: the destructor takes the box back; without a capsule nobody else has it.
        unsafe {
            let capsule = ffi::PyCapsule_New(place.cast(), std::ptr::null(), Some(free));
            if capsule.is_null() {
                drop(Box::from_raw(place));
            }
            Ok(Bound::from_owned_ptr_or_err(slf.py(), capsule)?.cast_into_unchecked())
        }
    }
}

unsafe extern "C" fn free(capsule: *mut ffi::PyObject) {
    // SAFETY: the capsule holds what `__array_struct__` made.
    drop(unsafe { Box::from_raw(ffi::PyCapsule_GetPointer(capsule, null_mut()).cast::<ArrayInterface>()) });
}

/// The object of a type whose slots come first; they are taken from the front.
///
/// # Errors
/// Where Python has no memory for it.
pub fn object<'py>(
    py: Python<'py>,
    ty: &Type,
    slots: &mut &[u64],
    arrays: &[(Box<Owner>, Bound<'py, PyAny>)],
) -> PyResult<Bound<'py, PyAny>> {
    Ok(match ty {
        Type::None => py.None().into_bound(py),
        Type::Number(number) => self::number(py, *number, slots)?,
        Type::Str => {
            let string: *mut Str = with_exposed_provenance_mut(take(slots) as usize);
            // SAFETY: the result holds a string with one reference, which is given up here.
            let text = unsafe { Str::characters(string) }.text();
            unsafe { numlir_release(string.cast()) };
            text.into_pyobject(py)?.into_any()
        }
        Type::Optional(of) => {
            if take(slots) as u8 != 0 {
                return object(py, of, slots, arrays);
            }
            *slots = &slots[of.slots()..];
            py.None().into_bound(py)
        }
        Type::Tuple(elements) => {
            let elements = elements.iter().map(|ty| object(py, ty, slots, arrays));
            PyTuple::new(py, elements.collect::<PyResult<Vec<_>>>()?)?.into_any()
        }
        Type::Array { element, rank, readonly, .. } => {
            let data = with_exposed_provenance_mut(take(slots) as usize);
            let owner: *mut Owner = with_exposed_provenance_mut(take(slots) as usize);
            let sizes: Vec<isize> = (0..2 * rank).map(|_| take(slots) as isize).collect();
            let base = arrays.iter().find(|(known, _)| std::ptr::eq(&raw const **known, owner));
            let flags = ALIGNED | NATIVE | if *readonly { 0 } else { WRITEABLE };
            let interface = ArrayInterface {
                two: 2,
                rank: *rank as i32,
                kind: element.kind as i8,
                size: element.size as i32,
                flags,
                shape: null_mut(),
                strides: null_mut(),
                data,
                description: null_mut(),
            };
            let memory = Memory { interface, sizes, owner, base: base.map(|(_, object)| object.clone().unbind()) };
            static AS_ARRAY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
            AS_ARRAY.import(py, "numpy", "asarray")?.call1((Bound::new(py, memory)?,))?
        }
    })
}

fn number<'py>(py: Python<'py>, number: Number, slots: &mut &[u64]) -> PyResult<Bound<'py, PyAny>> {
    let bits = take(slots);
    let single = |bits: u64| f64::from(f32::from_bits(bits as u32));
    Ok(match (number.kind, number.size) {
        (b'b', _) => PyBool::new(py, bits as u8 != 0).to_owned().into_any(),
        (b'i', 1) => (bits as i8).into_pyobject(py)?.into_any(),
        (b'i', 2) => (bits as i16).into_pyobject(py)?.into_any(),
        (b'i', 4) => (bits as i32).into_pyobject(py)?.into_any(),
        (b'i', _) => (bits as i64).into_pyobject(py)?.into_any(),
        (b'u', 1) => (bits as u8).into_pyobject(py)?.into_any(),
        (b'u', 2) => (bits as u16).into_pyobject(py)?.into_any(),
        (b'u', 4) => (bits as u32).into_pyobject(py)?.into_any(),
        (b'u', _) => bits.into_pyobject(py)?.into_any(),
        (b'f', 4) => single(bits).into_pyobject(py)?.into_any(),
        (b'f', _) => f64::from_bits(bits).into_pyobject(py)?.into_any(),
        (_, 8) => PyComplex::from_doubles(py, single(bits), single(bits >> 32)).into_any(),
        _ => PyComplex::from_doubles(py, f64::from_bits(bits), f64::from_bits(take(slots))).into_any(),
    })
}

fn take(slots: &mut &[u64]) -> u64 {
    let (first, rest) = slots.split_first().expect("there are as many slots as the types have");
    *slots = rest;
    *first
}
