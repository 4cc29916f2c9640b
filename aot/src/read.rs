//! Python values as the slots of arguments.

use crate::types::{Number, Type};
use numlir_runtime::{Characters, Owner, Str, numlir_release};
use pyo3::{
    exceptions::{PyMemoryError, PyTypeError},
    ffi, intern,
    prelude::*,
    types::{PyCapsule, PyCapsuleMethods, PyComplex, PyFloat, PyString, PyTuple},
};
use std::sync::atomic::AtomicI64;

/// What NumPy tells of an array at `__array_struct__`.
#[repr(C)]
pub struct ArrayInterface {
    /// 2, as a check.
    pub two: i32,
    pub rank: i32,
    pub kind: i8,
    pub size: i32,
    pub flags: i32,
    pub shape: *mut isize,
    pub strides: *mut isize,
    pub data: *mut u8,
    pub description: *mut ffi::PyObject,
}

pub const CONTIGUOUS: i32 = 1;
pub const FORTRAN: i32 = 2;
pub const ALIGNED: i32 = 0x100;
pub const NATIVE: i32 = 0x200;
pub const WRITEABLE: i32 = 0x400;

/// The slots of a call's arguments, with what keeps them alive.
pub struct Arguments<'py> {
    pub slots: Vec<u64>,
    /// The arrays among the arguments, by the owners that compiled code knows them by.
    pub arrays: Vec<(Box<Owner>, Bound<'py, PyAny>)>,
    strings: Vec<*mut Str>,
}

impl Drop for Arguments<'_> {
    fn drop(&mut self) {
        for &string in &self.strings {
            // SAFETY: it was made by `read`, with one reference.
            unsafe { numlir_release(string.cast()) };
        }
    }
}

/// Compiled code borrows arrays: their owners are never given up by it.
unsafe extern "C" fn stays(_: *mut Owner) {}

impl<'py> Arguments<'py> {
    /// Room for so many slots.
    pub fn with_capacity(slots: usize) -> Self {
        Self { slots: Vec::with_capacity(slots), arrays: Vec::new(), strings: Vec::new() }
    }

    /// Appends a value of a type; `name` is the parameter's, for messages.
    ///
    /// # Errors
    /// `TypeError` for other values, and what Python says of numbers that do not fit.
    pub fn read(&mut self, value: &Bound<'py, PyAny>, ty: &Type, name: &str) -> PyResult<()> {
        match ty {
            Type::None if value.is_none() => {}
            Type::Number(number) => self.number(value, *number, name)?,
            Type::Str => {
                let text = value.cast::<PyString>().map_err(|_| refused(value, ty, name))?;
                let characters: Vec<u32> = text.to_str()?.chars().map(u32::from).collect();
                let string = Characters::Wide(&characters).make();
                if string.is_null() {
                    return Err(PyMemoryError::new_err(()));
                }
                self.strings.push(string);
                self.slots.push(string.expose_provenance() as u64);
            }
            Type::Optional(of) if value.is_none() => self.slots.extend(std::iter::repeat_n(0, 1 + of.slots())),
            Type::Optional(of) => {
                self.slots.push(1);
                self.read(value, of, name)?;
            }
            Type::Tuple(elements) => {
                let values = value.cast::<PyTuple>().map_err(|_| refused(value, ty, name))?;
                if values.len() != elements.len() {
                    return Err(refused(value, ty, name));
                }
                for (value, ty) in values.iter().zip(elements) {
                    self.read(&value, ty, name)?;
                }
            }
            Type::Array { .. } => self.array(value, ty, name)?,
            Type::None => return Err(refused(value, ty, name)),
        }
        Ok(())
    }

    fn number(&mut self, value: &Bound<'py, PyAny>, number: Number, name: &str) -> PyResult<()> {
        match number.kind {
            b'b' => self.slots.push(u64::from(value.is_truthy()?)),
            b'i' | b'u' => {
                // As the compiled function itself converts to a signature that was written down.
                let integer = if value.is_instance_of::<PyFloat>() {
                    value.call_method0("__int__")?
                } else {
                    value.call_method0("__index__").map_err(|_| refused(value, &Type::Number(number), name))?
                };
                let bits =
                    if number.kind == b'u' { integer.extract::<u64>()? } else { integer.extract::<i64>()? as u64 };
                self.slots.push(bits);
            }
            b'f' => {
                let real: f64 = value.extract().map_err(|_| refused(value, &Type::Number(number), name))?;
                self.slots.push(if number.size == 4 { u64::from((real as f32).to_bits()) } else { real.to_bits() });
            }
            _ => {
                let complex = py_complex(value).ok_or_else(|| refused(value, &Type::Number(number), name))?;
                let (real, imaginary) = complex;
                if number.size == 8 {
                    let bits = |part: f64| u64::from((part as f32).to_bits());
                    self.slots.push(bits(real) | bits(imaginary) << 32);
                } else {
                    self.slots.extend([real.to_bits(), imaginary.to_bits()]);
                }
            }
        }
        Ok(())
    }

    fn array(&mut self, value: &Bound<'py, PyAny>, ty: &Type, name: &str) -> PyResult<()> {
        let Type::Array { element, rank, layout, readonly } = ty else { return Err(refused(value, ty, name)) };
        let capsule = value.getattr(intern!(value.py(), "__array_struct__")).map_err(|_| refused(value, ty, name))?;
        let capsule = capsule.cast_into::<PyCapsule>().map_err(|_| refused(value, ty, name))?;
        let place = capsule.pointer_checked(None)?;
        // SAFETY: a capsule of this protocol holds this structure, and lives as long as it is looked at.
        let array = unsafe { place.cast::<ArrayInterface>().as_ref() };
        let same = array.two == 2
            && array.rank as usize == *rank
            && array.kind as u8 == element.kind
            && array.size as usize == element.size
            && array.flags & (ALIGNED | NATIVE) == ALIGNED | NATIVE;
        let laid_out = match layout {
            'C' => array.flags & CONTIGUOUS != 0,
            'F' => array.flags & FORTRAN != 0,
            _ => true,
        };
        if !same || !laid_out {
            return Err(refused(value, ty, name));
        }
        if !readonly && array.flags & WRITEABLE == 0 {
            let message = format!("argument '{name}' is read-only, and {} is not", ty.name());
            return Err(PyTypeError::new_err(message));
        }
        let owner = Box::new(Owner { references: AtomicI64::new(1), free: stays });
        self.slots.push(array.data.expose_provenance() as u64);
        self.slots.push((&raw const *owner).expose_provenance() as u64);
        for sizes in [array.shape, array.strides] {
            for axis in 0..*rank {
                // SAFETY: both have as many numbers as the array has axes.
                self.slots.push(unsafe { *sizes.add(axis) } as u64);
            }
        }
        self.arrays.push((owner, value.clone()));
        Ok(())
    }
}

fn py_complex(value: &Bound<PyAny>) -> Option<(f64, f64)> {
    if let Ok(complex) = value.cast::<PyComplex>() {
        let part = |name| complex.getattr(name).ok()?.extract().ok();
        return Some((part("real")?, part("imag")?));
    }
    if let Ok(real) = value.extract::<f64>() {
        return Some((real, 0.0));
    }
    let complex = value.call_method0("__complex__").ok()?;
    let part = |name| complex.getattr(name).ok()?.extract().ok();
    Some((part("real")?, part("imag")?))
}

fn refused(value: &Bound<PyAny>, ty: &Type, name: &str) -> PyErr {
    let class = value.get_type().fully_qualified_name().map_or_else(|_| "object".into(), |name| name.to_string());
    let dtype = value.getattr("dtype").and_then(|dtype| Ok((dtype.to_string(), value.getattr("ndim")?.to_string())));
    let has = match dtype {
        Ok((dtype, rank)) if rank != "0" => format!("an array of {dtype} with {rank} axes"),
        _ => class,
    };
    PyTypeError::new_err(format!("argument '{name}' must be {}, not {has}", ty.name()))
}
