//! Arrays, and structured scalars, which are arrays without axes.

use super::{Frame, Lent, MOST_DIMENSIONS, Refusal, unsupported};
use crate::{
    numpy_api::{Numpy, numpy},
    record::{self, VoidScalar},
};
use numlir::{dispatch::key, runtime::Owner};
use numlir_dialects::types::{Array, Layout, Scalar};
use numpy::npyffi::{
    NPY_ARRAY_ALIGNED, NPY_ARRAY_C_CONTIGUOUS, NPY_ARRAY_F_CONTIGUOUS, NPY_ARRAY_WRITEABLE, NPY_TYPES, PyArray_Descr,
    PyArrayObject, PyArrayObject_fields, PyDataType_NAMES,
};
use pyo3::{
    Python,
    ffi::{self, PyObject},
};
use std::{
    ptr::null_mut,
    sync::{OnceLock, atomic::AtomicI64},
};

impl Frame {
    /// A structured scalar is an array without axes.
    pub(super) unsafe fn record(&mut self, object: *mut PyObject) -> Result<(), Refusal> {
        // SAFETY: the object is an instance of `np.void`, whose layout is public.
        unsafe {
            let scalar = &*object.cast::<VoidScalar>();
            let refused = |message| Refusal::Type(message, None);
            if !has_fields(scalar.dtype) {
                return Err(unsupported(object));
            }
            let id = record::of_dtype(scalar.dtype).map_err(|message| {
                refused(format!("dtype {}: {message}", crate::raise::text_of(scalar.dtype.cast())))
            })?;
            let alignment = u64::from(id.record().alignment);
            let address = scalar.data.addr() as u64;
            let ty = Array {
                element: Scalar::Record(id),
                rank: 0,
                layout: Layout::C,
                // A scalar that owns its data is changed in place by NumPy too.
                readonly: !scalar.base.is_null() && scalar.flags & NPY_ARRAY_WRITEABLE == 0,
                aligned: address.is_multiple_of(alignment),
            };
            key::push_array(&mut self.key, ty);
            let position = self.slots.len();
            self.slots.extend_from_slice(&[address, 0]);
            let owner = Owner { references: AtomicI64::new(1), free: keep_address() };
            self.lent.push(Lent {
                owner,
                object,
                position,
                element: Some(ty.element),
                description: Box::default(),
                kept: null_mut(),
            });
        }
        Ok(())
    }

    /// Appends NumPy's array.
    ///
    /// # Safety
    ///
    /// As of `push`; the object is an array.
    #[inline]
    pub unsafe fn array(&mut self, object: *mut PyObject) -> Result<(), Refusal> {
        // SAFETY: the object is an array, and NumPy keeps its description consistent.
        unsafe {
            let fields = &(*object.cast::<PyArrayObject>()).fields;
            let Some(array) = array_type(numpy(), fields) else { return Err(unsupported_array(fields)) };
            key::push_array(&mut self.key, array);
            let rank = usize::from(array.rank);
            let position = self.slots.len();
            self.slots.reserve(2 + 2 * rank);
            let free = self.slots.as_mut_ptr().add(position);
            free.write(fields.data.addr() as u64);
            free.add(1).write(0);
            free.add(2).copy_from_nonoverlapping(fields.dimensions.cast(), rank);
            free.add(2 + rank).copy_from_nonoverlapping(fields.strides.cast(), rank);
            self.slots.set_len(position + 2 + 2 * rank);
            let owner = Owner { references: AtomicI64::new(1), free: keep_address() };
            let description = Box::default();
            self.lent.push(Lent { owner, object, position, element: None, description, kept: null_mut() });
        }
        Ok(())
    }

    /// Writes the owners' addresses into the slots. Nothing may be pushed afterwards, which would move the owners.
    #[inline]
    pub fn lend(&mut self) {
        for lent in &mut self.lent {
            self.slots[lent.position + 1] = (&raw mut lent.owner).addr() as u64;
        }
    }
}

impl Lent {
    /// The argument of a call, on whatever thread, that an owner is of: one that is still running, since its owner is in use.
    ///
    /// # Safety
    ///
    /// The owner is alive.
    pub unsafe fn of_other_call<'any>(owner: *const Owner) -> Option<&'any Self> {
        // SAFETY: by the contract above; only owners that begin a `Lent` are freed by `keep`.
        unsafe { std::ptr::fn_addr_eq((*owner).free, keep_address()).then(|| &*owner.cast()) }
    }
}

type Free = unsafe extern "C" fn(*mut Owner);

/// One address of [`keep`], which owners are known by: a function may have several, and two functions may have the same.
fn keep_address() -> Free {
    static ADDRESS: OnceLock<Free> = OnceLock::new();
    *ADDRESS.get_or_init(|| keep)
}

/// The caller's own reference is never given up, so the count of an argument's owner does not reach zero.
///
/// What it does makes its address its own: the linker may give functions that do the same one address.
unsafe extern "C" fn keep(owner: *mut Owner) {
    std::hint::black_box((owner, "lent"));
}

#[inline]
fn array_type(numpy: &Numpy, fields: &PyArrayObject_fields) -> Option<Array> {
    // SAFETY: an array has a dtype.
    let descr = unsafe { &(*fields.descr).fields };
    let element = match *numpy.elements.get(descr.type_num as usize)? {
        Some(element) => element,
        // SAFETY: an array's dtype is alive.
        None => unsafe {
            record_of(fields.descr)
                .or_else(|| record::chars_of(fields.descr))
                .or_else(|| record::date_of(fields.descr))?
        },
    };
    let native = descr.byteorder as u8 != if cfg!(target_endian = "little") { b'>' } else { b'<' };
    if !native || fields.nd as usize > MOST_DIMENSIONS {
        return None;
    }
    let layout = if fields.flags & NPY_ARRAY_C_CONTIGUOUS != 0 {
        Layout::C
    } else if fields.flags & NPY_ARRAY_F_CONTIGUOUS != 0 {
        Layout::F
    } else {
        Layout::Any
    };
    Some(Array {
        element,
        rank: fields.nd as u8,
        layout,
        readonly: fields.flags & NPY_ARRAY_WRITEABLE == 0,
        aligned: fields.flags & NPY_ARRAY_ALIGNED != 0,
    })
}

/// Whether a dtype is structured.
unsafe fn has_fields(dtype: *const PyArray_Descr) -> bool {
    // SAFETY: the caller's dtype is alive and the interpreter attached.
    unsafe {
        let names = PyDataType_NAMES(Python::assume_attached(), dtype);
        !names.is_null() && names != ffi::Py_None()
    }
}

#[inline(never)]
unsafe fn record_of(dtype: *mut PyArray_Descr) -> Option<Scalar> {
    // SAFETY: as the caller's.
    unsafe {
        let structured = (*dtype).fields.type_num == NPY_TYPES::NPY_VOID as i32 && has_fields(dtype);
        structured.then(|| record::of_dtype(dtype).ok().map(Scalar::Record)).flatten()
    }
}

#[cold]
fn unsupported_array(fields: &PyArrayObject_fields) -> Refusal {
    if fields.nd as usize > MOST_DIMENSIONS {
        return Refusal::Type(format!("{} dimensions, more than {MOST_DIMENSIONS}", fields.nd), None);
    }
    // SAFETY: an array has a dtype, and the interpreter is attached while arguments are read.
    let (dtype, number) = unsafe { (crate::raise::text_of(fields.descr.cast()), (*fields.descr).fields.type_num) };
    if number == NPY_TYPES::NPY_VOID as i32 {
        // SAFETY: as above.
        let reason = unsafe { if has_fields(fields.descr) { record::of_dtype(fields.descr).err() } else { None } };
        if let Some(reason) = reason {
            return Refusal::Type(format!("dtype {dtype}: {reason}"), None);
        }
    }
    // SAFETY: as above.
    let date = unsafe { record::date_of(fields.descr) };
    match numpy().elements.get(number as usize).copied().flatten().or(date) {
        Some(_) => Refusal::Type(
            format!("dtype {dtype}, whose byte order is not this machine's"),
            Some("convert it: x.astype(x.dtype.newbyteorder('='))"),
        ),
        _ => Refusal::Type(format!("dtype {dtype}, which has no compiled form"), None),
    }
}
