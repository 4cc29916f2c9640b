//! Python values to the slots of the calling convention, and their types to a key, in one go.

mod array;

use crate::{numpy_api::numpy, object, reflected::Objects};
use numlir::{
    dispatch::{Change, Key, Misfit, Slots, key},
    runtime::{Owner, Str},
};
use numlir_dialects::types::Scalar;
use numpy::{PyArrayDescr, PyArrayDescrMethods};
use pyo3::{
    Bound, Python,
    ffi::{self, Py_TYPE, PyObject},
    prelude::*,
    types::{PyType, PyTypeMethods},
};
use smallvec::SmallVec;
use std::{ffi::c_int, sync::atomic::Ordering};

/// Compiled code addresses dimensions with a byte, and no program needs more.
pub const MOST_DIMENSIONS: usize = 32;

/// Nesting of tuples beyond this is refused, before it exhausts the stack of whoever reads the type.
pub const MOST_LEVELS: usize = 64;
/// How long a key becomes before no more tuples are taken: tuples that hold one another many times are of exponential size.
const MOST_CODES: usize = 1 << 16;

/// The arguments of one call.
#[derive(Default)]
pub struct Frame {
    pub key: Key,
    pub slots: Slots,
    pub lent: SmallVec<[Lent; 8]>,
    pub objects: Objects,
    /// The address of the specialisation that is called.
    pub called: usize,
}

/// An array argument, whose owner lives here during the call: the caller keeps the array alive anyway.
#[repr(C)]
pub struct Lent {
    pub owner: Owner,
    pub object: *mut PyObject,
    /// Where its description starts in the frame's slots.
    pub position: usize,
    /// Of an array in a list: the description, which is not among the frame's slots. Of others, nothing.
    pub description: Box<[u64]>,
    /// Of a structured scalar, its type.
    pub element: Option<Scalar>,
    /// The owner in this one's place where compiled code may keep the array; else null.
    pub kept: *mut Owner,
}

/// Why a value cannot be an argument.
pub enum Refusal {
    /// Its type has no compiled form; what it has, and what may help.
    Type(String, Option<&'static str>),
    /// A list or a set whose elements have several types.
    Uneven(String, &'static str),
    /// An integer that no 64-bit integer type holds.
    Overflow,
    /// There is no memory for a copy.
    Memory,
}

impl Frame {
    /// Appends a value.
    ///
    /// # Safety
    ///
    /// `object` is alive during the call, and the interpreter is attached.
    #[inline(always)]
    pub unsafe fn push(&mut self, object: *mut PyObject) -> Result<(), Refusal> {
        // SAFETY: by the contract above.
        unsafe {
            let class = Py_TYPE(object);
            if class == &raw mut ffi::PyFloat_Type {
                self.scalar(Scalar::Float64, ffi::PyFloat_AsDouble(object).to_bits());
                Ok(())
            } else if class == &raw mut ffi::PyLong_Type {
                self.integer(object)
            } else if class == numpy().array {
                self.array(object)
            } else {
                self.push_rarer(object, 0)
            }
        }
    }

    /// As `push`, of a value in a container.
    ///
    /// # Safety
    ///
    /// As of `push`.
    pub unsafe fn push_nested(&mut self, object: *mut PyObject, level: usize) -> Result<(), Refusal> {
        // SAFETY: as the caller's.
        unsafe {
            if Py_TYPE(object) == &raw mut ffi::PyTuple_Type || Py_TYPE(object) == &raw mut ffi::PyList_Type {
                self.push_rarer(object, level)
            } else {
                self.push(object)
            }
        }
    }

    unsafe fn push_rarer(&mut self, object: *mut PyObject, level: usize) -> Result<(), Refusal> {
        // SAFETY: as the caller's.
        unsafe {
            let class = Py_TYPE(object);
            if class == &raw mut ffi::PyTuple_Type {
                self.tuple(object, level)
            } else if class == &raw mut ffi::PySet_Type {
                self.set(object, level)
            } else if class == &raw mut ffi::PyUnicode_Type {
                self.string(object)
            } else if class == &raw mut ffi::PyBytes_Type {
                self.bytes(object)
            } else if class == &raw mut ffi::PyList_Type {
                self.list(object, None, level)
            } else if class == &raw mut ffi::PyBool_Type {
                self.scalar(Scalar::Bool, u64::from(object == ffi::Py_True()));
                Ok(())
            } else if object == ffi::Py_None() {
                self.key.push(key::NONE);
                Ok(())
            } else if object == ffi::Py_Ellipsis() {
                self.key.push(key::ELLIPSIS);
                Ok(())
            } else if class == &raw mut ffi::PySlice_Type {
                self.slice(object)
            } else if class == &raw mut ffi::PyComplex_Type {
                self.complex(object);
                Ok(())
            } else if let Some(scalar) = numpy().scalar_of_class(class) {
                self.numpy_scalar(object, scalar);
                Ok(())
            } else if let Some((date, count)) = crate::dates::of_class(class, object) {
                self.key.extend([key::DATE, date.number()]);
                self.slots.push(count as u64);
                Ok(())
            } else if class == numpy().generator.load(Ordering::Relaxed) {
                self.generator(object)
            } else if self.instance(object)? {
                Ok(())
            } else if let Some(number) = object::number(object) {
                self.key.push(key::function(number));
                Ok(())
            } else {
                self.push_subclass(object, level)
            }
        }
    }

    /// Instances of subclasses whose value is all that matters: those of `int` (enumerations too), `float`, `complex`,
    /// strings and arrays. As in numba, a subclass of arrays is an array in compiled code, unless it is masked or says no with an
    /// attribute `__numba_array_subtype_dispatch__`.
    #[cold]
    unsafe fn push_subclass(&mut self, object: *mut PyObject, level: usize) -> Result<(), Refusal> {
        // SAFETY: as the caller's.
        unsafe {
            if ffi::PyTuple_Check(object) != 0
                && let Some(number) = crate::named::number(object)
            {
                return self.named_tuple(object, number, level);
            }
            if ffi::PyLong_Check(object) != 0 {
                return self.integer(object);
            }
            if ffi::PyFloat_Check(object) != 0 {
                self.scalar(Scalar::Float64, ffi::PyFloat_AsDouble(object).to_bits());
                return Ok(());
            }
            if ffi::PyComplex_Check(object) != 0 {
                self.complex(object);
                return Ok(());
            }
            // NumPy's scalars among them.
            if ffi::PyUnicode_Check(object) != 0 {
                return self.string(object);
            }
            if ffi::PyBytes_Check(object) != 0 {
                return self.bytes(object);
            }
            let bound = Bound::from_borrowed_ptr(Python::assume_attached(), object);
            if let Some(number) = object::number_of_function(&bound) {
                self.key.push(key::function(number));
                return Ok(());
            }
            if let Some((number, value)) = crate::named::member(&bound) {
                self.key.extend([key::NAMED, number]);
                // The member holds its value.
                return self.push_nested(value.as_ptr(), level + 1);
            }
            if let Some(codes) = type_codes(object) {
                self.key.extend(codes);
                return Ok(());
            }
            match crate::raise::class_name(object).as_str() {
                "numpy.random._generator.Generator" => {
                    // The class outlives this: its module keeps it.
                    numpy().generator.store(Py_TYPE(object), Ordering::Relaxed);
                    self.generator(object)
                }
                _ if ffi::PyType_IsSubtype(Py_TYPE(object), numpy().void) != 0 => self.record(object),
                _ if is_class_of_arrays(&Bound::from_borrowed_ptr(Python::assume_attached(), object).get_type()) => {
                    self.array(object)
                }
                _ if self.buffer(object)? => Ok(()),
                _ => Err(unsupported(object)),
            }
        }
    }

    #[inline(always)]
    fn scalar(&mut self, scalar: Scalar, bits: u64) {
        self.key.push(key::scalar(scalar));
        self.slots.push(bits);
    }

    #[inline(always)]
    unsafe fn integer(&mut self, object: *mut PyObject) -> Result<(), Refusal> {
        let mut overflow: c_int = 0;
        // SAFETY: the object is an integer, so the only failure is overflow.
        let value = unsafe { ffi::PyLong_AsLongLongAndOverflow(object, &mut overflow) };
        if overflow == 0 {
            self.scalar(Scalar::Int64, value as u64);
            return Ok(());
        }
        // SAFETY: as above; the error it may set is cleared.
        unsafe {
            let value = ffi::PyLong_AsUnsignedLongLong(object);
            if !ffi::PyErr_Occurred().is_null() {
                ffi::PyErr_Clear();
                return Err(Refusal::Overflow);
            }
            self.scalar(Scalar::UInt64, value);
        }
        Ok(())
    }

    unsafe fn string(&mut self, object: *mut PyObject) -> Result<(), Refusal> {
        // SAFETY: the object is a string.
        let string = unsafe { crate::string::read(object) };
        self.text(key::STR, string)
    }

    unsafe fn bytes(&mut self, object: *mut PyObject) -> Result<(), Refusal> {
        // SAFETY: the object is a string of bytes.
        let string = unsafe { crate::string::read_bytes(object) };
        self.text(key::BYTES, string)
    }

    /// A fresh string that lives as long as the call.
    fn text(&mut self, code: u32, string: *mut Str) -> Result<(), Refusal> {
        if string.is_null() {
            return Err(Refusal::Memory);
        }
        self.objects.keep_string(string.cast());
        self.key.push(code);
        self.slots.push(string.addr() as u64);
        Ok(())
    }

    unsafe fn complex(&mut self, object: *mut PyObject) {
        // SAFETY: the object is a complex number.
        let parts = unsafe { [ffi::PyComplex_RealAsDouble(object), ffi::PyComplex_ImagAsDouble(object)] };
        self.key.push(key::scalar(Scalar::Complex128));
        self.slots.extend_from_slice(&parts.map(f64::to_bits));
    }

    unsafe fn numpy_scalar(&mut self, object: *mut PyObject, scalar: Scalar) {
        self.key.push(key::scalar(scalar));
        let size = scalar.size() as usize;
        let mut value = [0_u64; 2];
        // SAFETY: NumPy's public layout of scalar objects (`arrayscalars.h`): the value follows the object's header.
        unsafe {
            let source = object.cast::<u8>().add(size_of::<PyObject>());
            source.copy_to_nonoverlapping(value.as_mut_ptr().cast(), size);
        }
        self.slots.extend_from_slice(&value[..size.div_ceil(8)]);
    }

    /// A `numpy.random.Generator`: the address of its bit generator's interface, which lives as long as the generator.
    unsafe fn generator(&mut self, object: *mut PyObject) -> Result<(), Refusal> {
        // SAFETY: as the caller's; references that are made here are given back.
        unsafe {
            let bits = ffi::PyObject_GetAttrString(object, c"bit_generator".as_ptr());
            let capsule = if bits.is_null() { bits } else { ffi::PyObject_GetAttrString(bits, c"capsule".as_ptr()) };
            let address = if capsule.is_null() {
                std::ptr::null_mut()
            } else {
                ffi::PyCapsule_GetPointer(capsule, c"BitGenerator".as_ptr())
            };
            ffi::Py_XDECREF(capsule);
            ffi::Py_XDECREF(bits);
            if address.is_null() {
                ffi::PyErr_Clear();
                return Err(unsupported(object));
            }
            self.key.push(key::GENERATOR);
            self.slots.push(address.addr() as u64);
        }
        Ok(())
    }

    unsafe fn tuple(&mut self, object: *mut PyObject, level: usize) -> Result<(), Refusal> {
        if level == MOST_LEVELS {
            return Err(Refusal::Type(format!("tuples nested more than {MOST_LEVELS} deep"), None));
        }
        if self.key.len() > MOST_CODES {
            return Err(Refusal::Type(format!("tuples of more than {MOST_CODES} elements"), None));
        }
        // SAFETY: the object is a tuple, whose elements live as long as it does.
        unsafe {
            let length = ffi::PyTuple_Size(object);
            self.key.push(key::tuple(length as usize & key::MOST_ELEMENTS));
            for index in 0..length {
                self.push_nested(ffi::PyTuple_GetItem(object, index), level + 1)?;
            }
        }
        Ok(())
    }

    unsafe fn named_tuple(&mut self, object: *mut PyObject, class: u32, level: usize) -> Result<(), Refusal> {
        if level == MOST_LEVELS {
            return Err(Refusal::Type(format!("tuples nested more than {MOST_LEVELS} deep"), None));
        }
        self.key.extend([key::NAMED, class]);
        // SAFETY: the object is a tuple, whose elements live as long as it does.
        unsafe {
            for index in 0..ffi::PyTuple_Size(object) {
                self.push_nested(ffi::PyTuple_GetItem(object, index), level + 1)?;
            }
        }
        Ok(())
    }

    unsafe fn slice(&mut self, object: *mut PyObject) -> Result<(), Refusal> {
        let position = self.key.len();
        self.key.push(key::slice([false; 3]));
        let mut given = [false; 3];
        for (name, given) in [c"start", c"stop", c"step"].into_iter().zip(&mut given) {
            // SAFETY: slices have these attributes, whose values live as long as they do.
            unsafe {
                let bound = ffi::PyObject_GetAttrString(object, name.as_ptr());
                ffi::Py_XDECREF(bound);
                if bound.is_null() {
                    ffi::PyErr_Clear();
                } else if ffi::PyLong_Check(bound) != 0 {
                    // Bounds beyond 64 bits are as good as the largest.
                    let mut overflow: c_int = 0;
                    let value = ffi::PyLong_AsLongLongAndOverflow(bound, &mut overflow);
                    self.slots.push(match overflow {
                        0 => value as u64,
                        1.. => i64::MAX as u64,
                        _ => i64::MIN as u64,
                    });
                    *given = true;
                } else if bound != ffi::Py_None() {
                    return Err(Refusal::Type("a slice whose bounds are no integers".into(), None));
                }
            }
        }
        self.key[position] = key::slice(given);
        Ok(())
    }

    /// Makes numbers those of other types.
    ///
    /// # Errors
    /// What does not fit.
    pub fn adapt(&mut self, changes: &[Change]) -> Result<(), Misfit> {
        for change in changes.iter().rev() {
            let moved = change.apply(&mut self.slots)?;
            if moved != 0 {
                let behind =
                    self.lent.iter_mut().filter(|lent| lent.description.is_empty() && lent.position >= change.at);
                behind.for_each(|lent| lent.position = lent.position.wrapping_add_signed(moved));
            }
        }
        Ok(())
    }

    /// The argument that an owner belongs to.
    pub fn argument_of(&self, owner: *const Owner) -> Option<&Lent> {
        let is_own = |lent: &&Lent| std::ptr::eq(&lent.owner, owner) || std::ptr::eq(lent.kept, owner);
        let direct = self.lent.iter().find(is_own).filter(|_| !owner.is_null());
        direct.or_else(|| self.objects.argument_of(owner))
    }

    /// The slots of an array argument of a rank.
    pub fn description<'a>(&'a self, array: &'a Lent, rank: usize) -> &'a [u64] {
        if array.description.is_empty() {
            &self.slots[array.position..array.position + 2 + 2 * rank]
        } else {
            &array.description
        }
    }
}

/// The codes of a class of numbers, or of a dtype that is not structured.
unsafe fn type_codes(object: *mut PyObject) -> Option<Vec<u32>> {
    // SAFETY: the caller's object is alive, and the interpreter attached.
    unsafe {
        let borrowed = Bound::from_borrowed_ptr(Python::assume_attached(), object);
        if let Ok(dtype) = borrowed.cast::<PyArrayDescr>() {
            let is_native = dtype.is_native_byteorder() != Some(false);
            if let Some(Scalar::Date(date)) = crate::record::date_of(object.cast()).filter(|_| is_native) {
                return Some(vec![key::DTYPE, key::DATES, date.number()]);
            }
            let scalar = numpy().elements.get(dtype.num() as usize).copied().flatten();
            return scalar.filter(|_| is_native).map(|scalar| vec![key::DTYPE, key::scalar(scalar)]);
        }
        if ffi::PyType_Check(object) == 0 {
            return None;
        }
        if let Some(scalar) = numpy().scalar_of_class(object.cast()) {
            return Some(vec![key::CLASS, key::scalar(scalar)]);
        }
        let classes = [
            &raw mut ffi::PyBool_Type,
            &raw mut ffi::PyLong_Type,
            &raw mut ffi::PyFloat_Type,
            &raw mut ffi::PyComplex_Type,
            &raw mut ffi::PyUnicode_Type,
        ];
        let position = classes.iter().position(|class| *class == object.cast())?;
        Some(vec![key::CLASS, key::python_class(position)])
    }
}

/// Whether instances of a class are no more than arrays to compiled code: NumPy's arrays, and subclasses of them that are not masked
/// and do not say no with an attribute `__numba_array_subtype_dispatch__`.
pub fn is_class_of_arrays(class: &Bound<'_, PyType>) -> bool {
    const MASKED: [&str; 2] = ["numpy.ma.MaskedArray", "numpy.ma.core.MaskedArray"];
    class.mro().iter().any(|base| base.as_ptr() == numpy().array.cast())
        && !class.mro().iter().any(|base| {
            base.cast::<PyType>().is_ok_and(|base| MASKED.contains(&crate::raise::name_of_class(base).as_str()))
        })
        && !class.hasattr("__numba_array_subtype_dispatch__").unwrap_or(true)
}

#[cold]
unsafe fn unsupported(object: *mut PyObject) -> Refusal {
    // SAFETY: the caller's object is alive and the interpreter attached.
    let (class, is_array) =
        unsafe { (crate::raise::class_name(object), ffi::PyType_IsSubtype(Py_TYPE(object), numpy().array) != 0) };
    let help = match class.as_str() {
        _ if is_array => Some("its operations may differ from an array's; pass np.asarray(x)"),
        _ => None,
    };
    Refusal::Type(format!("type {class}, which has no compiled form"), help)
}
