//! Result slots to Python objects.

use crate::{
    numpy_api::{dtype, numpy},
    object,
    read::{Frame, Lent},
};
use numlir::runtime::{List, Owner, Str, half, numlir_release as release};
use numlir_dialects::types::{Array, Scalar, Type};
use numpy::{
    PY_ARRAY_API,
    npyffi::{NPY_ARRAY_WRITEABLE, PyArrayObject},
};
use pyo3::{
    exceptions::PyTypeError,
    ffi::{self, PyObject},
    prelude::*,
};
use std::{
    ffi::c_long,
    ptr::{null_mut, without_provenance_mut},
    slice,
    sync::PoisonError,
};

/// The results of one call, on their way to Python.
pub struct Boxing<'call> {
    pub frame: &'call Frame,
    /// The function called: it keeps its frozen arrays alive.
    pub callable: *mut PyObject,
    pub rest: &'call [u64],
    /// The arrays made so far for a tuple: what is one object in compiled code is one in Python too.
    pub made: Vec<(Array, &'call [u64], *mut PyObject)>,
    /// The lists made so far, by their addresses.
    pub lists: Vec<(u64, *mut PyObject)>,
}

/// Whether a value of the type can be given to Python.
pub fn is_boxable(r#type: &Type) -> bool {
    match r#type {
        Type::Scalar(_) | Type::None | Type::Array(_) | Type::Slice(_) | Type::Set(_) | Type::Dtype(_) => true,
        Type::Str | Type::Bytes => true,
        Type::Instance { .. } => numlir_dialects::instance::literal_keys(r#type).is_none(),
        // Of which Python has the object: `specialise` sees to that.
        Type::Function { captures, .. } => captures.is_empty(),
        Type::Choice(functions) => functions.iter().all(is_boxable),
        Type::List(element) | Type::Optional(element) => is_boxable(element),
        Type::Tuple(elements) | Type::Named { elements, .. } => elements.iter().all(is_boxable),
        _ => false,
    }
}

impl<'call> Boxing<'call> {
    /// The whole result, or null with an exception set.
    ///
    /// # Safety
    ///
    /// As of `value`.
    pub unsafe fn result(mut self, r#type: &Type) -> *mut PyObject {
        // SAFETY: by the contract above.
        unsafe { self.value(r#type) }
    }

    /// Null, with the exception that is set; what the result holds is given back.
    ///
    /// # Safety
    ///
    /// As of `value`.
    #[cold]
    pub unsafe fn discarded(mut self, r#type: &Type) -> *mut PyObject {
        // SAFETY: by the contract above; the exception is put aside meanwhile.
        unsafe {
            let py = Python::assume_attached();
            let error = PyErr::fetch(py);
            ffi::Py_XDECREF(self.value(r#type));
            error.restore(py);
            null_mut()
        }
    }

    /// The next value, or null with an exception set.
    ///
    /// # Safety
    ///
    /// The slots left start with a value of the type, and the interpreter is attached.
    pub unsafe fn value(&mut self, r#type: &Type) -> *mut PyObject {
        // SAFETY: by the contract above.
        unsafe {
            match r#type {
                Type::Scalar(scalar) => self.scalar(*scalar),
                Type::Tuple(elements) => self.tuple(elements),
                Type::Named { class, elements } => crate::named::make(class, self.tuple(elements)),
                Type::Array(array) => self.array(array),
                Type::List(element) => self.list(element),
                Type::Set(element) => self.set(element),
                Type::Str | Type::Bytes => {
                    let string = without_provenance_mut::<Str>(self.take(1)[0] as usize);
                    let characters = Str::characters(string);
                    let object = match r#type {
                        Type::Str => crate::string::write(characters),
                        _ => crate::string::write_bytes(characters),
                    };
                    release(string.cast());
                    object
                }
                Type::Instance { .. } => {
                    let owner = without_provenance_mut::<Owner>(self.take(1)[0] as usize);
                    self.instance(r#type, owner)
                }
                Type::Optional(of) => {
                    let there = self.take(1)[0] as u8 != 0;
                    if there {
                        return self.value(of);
                    }
                    self.take(of.slots());
                    ffi::Py_NewRef(ffi::Py_None())
                }
                Type::Slice(bounds) => self.slice(bounds),
                Type::Dtype(scalar) => crate::numpy_api::dtype(Python::assume_attached(), *scalar).cast(),
                Type::Function { symbol, .. } => self.function(symbol),
                Type::Choice(functions) => {
                    let chosen = self.take(1)[0] as usize;
                    self.value(&functions[chosen])
                }
                // Nothing else is boxable, and `None` is all that a value without slots can be.
                _ => ffi::Py_NewRef(ffi::Py_None()),
            }
        }
    }

    fn take(&mut self, slots: usize) -> &'call [u64] {
        let (taken, rest) = self.rest.split_at(slots);
        self.rest = rest;
        taken
    }

    /// A function that the specialisation called may return.
    unsafe fn function(&self, symbol: &str) -> *mut PyObject {
        // SAFETY: the callable, where there is one, is the dispatcher whose specialisation was called, and the interpreter
        // is attached.
        let known = (!self.callable.is_null()).then(|| unsafe {
            let core = object::core(self.callable);
            let returned = core.returned.lock().unwrap_or_else(PoisonError::into_inner);
            let function = returned.get(&self.frame.called).and_then(|functions| functions.get(symbol));
            function.map(|function| ffi::Py_NewRef(function.as_ptr()))
        });
        match known.flatten() {
            Some(function) => function,
            None => crate::raise::guarded(|_| {
                Err(PyTypeError::new_err(format!("{symbol}() is no function that Python has")))
            }),
        }
    }

    unsafe fn slice(&mut self, bounds: &[Type]) -> *mut PyObject {
        // SAFETY: the caller's; a slice takes its own references, and null stands for None.
        unsafe {
            let bounds: Vec<_> = bounds.iter().map(|bound| self.value(bound)).collect();
            let slice = match bounds.iter().any(|bound| bound.is_null()) {
                true => null_mut(),
                false => ffi::PySlice_New(bounds[0], bounds[1], bounds[2]),
            };
            bounds.into_iter().for_each(|bound| ffi::Py_XDECREF(bound));
            slice
        }
    }

    unsafe fn scalar(&mut self, scalar: Scalar) -> *mut PyObject {
        if let Scalar::Date(date) = scalar {
            let count = self.take(1)[0] as i64;
            // SAFETY: the interpreter is attached.
            return crate::dates::make(unsafe { Python::assume_attached() }, date, count);
        }
        let value = self.take(if scalar == Scalar::Complex128 { 2 } else { 1 });
        let bits = value[0];
        // A narrow value is at the start of its slot, whose other bytes mean nothing.
        // SAFETY: the interpreter is attached.
        unsafe {
            match scalar {
                Scalar::Bool => ffi::PyBool_FromLong(c_long::from(bits as u8)),
                Scalar::Int8 => ffi::PyLong_FromLong(c_long::from(bits as i8)),
                Scalar::Int16 => ffi::PyLong_FromLong(c_long::from(bits as i16)),
                Scalar::Int32 => ffi::PyLong_FromLong(c_long::from(bits as i32)),
                Scalar::Int64 => ffi::PyLong_FromLongLong(bits as i64),
                Scalar::UInt8 => ffi::PyLong_FromLong(c_long::from(bits as u8)),
                Scalar::UInt16 => ffi::PyLong_FromLong(c_long::from(bits as u16)),
                Scalar::UInt32 => ffi::PyLong_FromUnsignedLongLong(u64::from(bits as u32)),
                Scalar::UInt64 => ffi::PyLong_FromUnsignedLongLong(bits),
                Scalar::Float16 => ffi::PyFloat_FromDouble(half::to_f64(bits as u16)),
                Scalar::Float32 => ffi::PyFloat_FromDouble(f64::from(f32::from_bits(bits as u32))),
                Scalar::Float64 => ffi::PyFloat_FromDouble(f64::from_bits(bits)),
                Scalar::Complex64 => {
                    let (real, imaginary) = (f32::from_bits(bits as u32), f32::from_bits((bits >> 32) as u32));
                    ffi::PyComplex_FromDoubles(f64::from(real), f64::from(imaginary))
                }
                Scalar::Complex128 => ffi::PyComplex_FromDoubles(f64::from_bits(bits), f64::from_bits(value[1])),
                // A record is an array without axes, a text is a string, a date has been made.
                Scalar::Record(_) | Scalar::Chars(_) | Scalar::Date(_) => ffi::Py_NewRef(ffi::Py_None()),
            }
        }
    }

    /// All elements are boxed even where one fails, because each array among them has a reference to hand over.
    unsafe fn tuple(&mut self, elements: &[Type]) -> *mut PyObject {
        // SAFETY: as the caller's; the tuple takes over the references, null ones too until it is dropped.
        unsafe {
            let tuple = ffi::PyTuple_New(elements.len() as isize);
            let mut complete = !tuple.is_null();
            for (index, element) in elements.iter().enumerate() {
                let value = match element {
                    Type::Array(array) => self.array_of_tuple(array),
                    _ => self.value(element),
                };
                complete &= !value.is_null();
                if tuple.is_null() {
                    ffi::Py_XDECREF(value);
                } else {
                    ffi::PyTuple_SetItem(tuple, index as isize, value);
                }
            }
            if !complete {
                ffi::Py_XDECREF(tuple);
                return null_mut();
            }
            tuple
        }
    }

    /// A list that came from an argument is that argument.
    unsafe fn list(&mut self, element: &Type) -> *mut PyObject {
        let slots = self.take(1);
        let list = without_provenance_mut::<List>(slots[0] as usize);
        // SAFETY: as the caller's; the list has a reference to hand over, which is given back at the end.
        unsafe {
            let object = match self.frame.objects.object_of(list.cast()) {
                Some(object) => ffi::Py_NewRef(object),
                None => match self.lists.iter().find(|(address, _)| *address == slots[0]) {
                    Some((_, object)) => ffi::Py_NewRef(*object),
                    None => self.new_list(list, element),
                },
            };
            release(list.cast());
            object
        }
    }

    unsafe fn set(&mut self, element: &Type) -> *mut PyObject {
        let slots = self.take(1);
        let set = without_provenance_mut::<List>(slots[0] as usize);
        // SAFETY: as of `list`.
        unsafe {
            let known = self.frame.objects.object_of(set.cast());
            let known =
                known.or_else(|| self.lists.iter().find(|(address, _)| *address == slots[0]).map(|made| made.1));
            let object = match known {
                Some(object) => ffi::Py_NewRef(object),
                None => {
                    let object = ffi::PySet_New(null_mut());
                    let filled = !object.is_null()
                        && crate::reflected::fill_set(object, (self.frame, self.callable), set, element);
                    if filled {
                        self.lists.push((slots[0], object));
                        object
                    } else {
                        ffi::Py_XDECREF(object);
                        null_mut()
                    }
                }
            };
            release(set.cast());
            object
        }
    }

    unsafe fn new_list(&mut self, list: *mut List, element: &Type) -> *mut PyObject {
        // SAFETY: as the caller's; the list is alive meanwhile.
        unsafe {
            let (length, width) = ((*list).length as usize, (*list).width as usize);
            let object = ffi::PyList_New(length as isize);
            if object.is_null() {
                return object;
            }
            let all = (*list).slots();
            for position in 0..length {
                let slots = &all[position * width..(position + 1) * width];
                let lists = std::mem::take(&mut self.lists);
                let (item, lists) = crate::reflected::element((self.frame, self.callable), element, slots, lists);
                self.lists = lists;
                if item.is_null() {
                    // What was made for this list goes with it.
                    self.lists.clear();
                    ffi::Py_DECREF(object);
                    return null_mut();
                }
                ffi::PyList_SetItem(object, position as isize, item);
            }
            self.lists.push(((list.addr()) as u64, object));
            object
        }
    }

    unsafe fn array_of_tuple(&mut self, array: &Array) -> *mut PyObject {
        let slots = &self.rest[..2 + 2 * usize::from(array.rank)];
        let same = self.made.iter().find(|(known, given, _)| known == array && *given == slots);
        if let Some(&(_, _, object)) = same {
            self.take(slots.len());
            // SAFETY: as the caller's; the tuple holds the object, and the array's reference is not needed.
            unsafe {
                let owner = without_provenance_mut::<Owner>(slots[1] as usize);
                if self.frame.argument_of(owner).is_none_or(|argument| !argument.kept.is_null()) {
                    release(owner);
                }
                return ffi::Py_NewRef(object);
            }
        }
        // SAFETY: as the caller's.
        let object = unsafe { self.array(array) };
        if !object.is_null() {
            self.made.push((*array, slots, object));
        }
        object
    }

    unsafe fn array(&mut self, array: &Array) -> *mut PyObject {
        let rank = usize::from(array.rank);
        let (frame, callable) = (self.frame, self.callable);
        let slots = self.take(2 + 2 * rank);
        let owner = without_provenance_mut::<Owner>(slots[1] as usize);
        let argument = frame.argument_of(owner);
        // SAFETY: an array argument is alive; a new reference to it, or to the function, keeps the data alive.
        unsafe {
            if let Some(argument) = argument {
                if !argument.kept.is_null() {
                    // The Python object takes over.
                    release(owner);
                }
                if is_same(array, slots, frame, argument) {
                    return ffi::Py_NewRef(argument.object);
                }
                return new_array(array, slots, ffi::Py_NewRef(argument.object));
            }
            if owner.is_null() && callable.is_null() {
                return copied(array, slots);
            }
            if owner.is_null() {
                return new_array(array, slots, ffi::Py_NewRef(callable));
            }
            if let Some(lent) = Lent::of_other_call(owner) {
                let object = lent.object;
                release(owner);
                return if is_whole(array, slots, object) {
                    ffi::Py_NewRef(object)
                } else {
                    new_array(array, slots, ffi::Py_NewRef(object))
                };
            }
            let base = crate::memory::new(owner);
            if base.is_null() {
                return null_mut();
            }
            new_array(array, slots, base)
        }
    }
}

/// A copy of an array that lives as long as some code.
unsafe fn copied(array: &Array, slots: &[u64]) -> *mut PyObject {
    // SAFETY: as the caller's.
    unsafe {
        let view = new_array(array, slots, ffi::Py_NewRef(ffi::Py_None()));
        if view.is_null() {
            return view;
        }
        let copy = ffi::PyObject_CallMethod(view, c"copy".as_ptr(), c"s".as_ptr(), c"K".as_ptr());
        ffi::Py_DECREF(view);
        copy
    }
}

/// Whether slots describe an array of Python's as a whole.
unsafe fn is_whole(array: &Array, slots: &[u64], object: *mut PyObject) -> bool {
    // SAFETY: the object is alive; whatever it is, an array's class says so, and then it has an array's fields.
    unsafe {
        if ffi::PyType_IsSubtype(ffi::Py_TYPE(object), numpy().array) == 0 {
            return false;
        }
        let fields = &(*object.cast::<PyArrayObject>()).fields;
        let rank = usize::from(array.rank);
        let number = (*fields.descr).fields.type_num as usize;
        let same = |given: &[u64], known: *const isize| {
            given.iter().enumerate().all(|(axis, value)| *known.add(axis) == *value as isize)
        };
        numpy().elements.get(number).copied().flatten() == Some(array.element)
            && fields.nd as usize == rank
            && fields.data.addr() == slots[0] as usize
            && same(&slots[2..2 + rank], fields.dimensions.cast_const())
            && same(&slots[2 + rank..2 + 2 * rank], fields.strides.cast_const())
            && array.readonly == (fields.flags & NPY_ARRAY_WRITEABLE == 0)
    }
}

/// Whether a result is an argument itself and not merely a view of it.
unsafe fn is_same(array: &Array, slots: &[u64], frame: &Frame, argument: &Lent) -> bool {
    if argument.element.is_some() {
        return argument.element == Some(array.element)
            && array.rank == 0
            && frame.slots[argument.position] == slots[0];
    }
    // SAFETY: the argument is an array, alive during the call.
    let fields = unsafe { &(*argument.object.cast::<PyArrayObject>()).fields };
    // SAFETY: an array has a dtype.
    let number = unsafe { (*fields.descr).fields.type_num };
    let rank = usize::from(array.rank);
    let element = match numpy().elements.get(number as usize) {
        Some(Some(element)) => Some(*element),
        // SAFETY: as above.
        _ => unsafe { crate::record::of_dtype(fields.descr) }.ok().map(Scalar::Record),
    };
    if fields.nd as usize != rank || element != Some(array.element) {
        return false;
    }
    let given = frame.description(argument, rank);
    // The stride of a dimension of extent 1 means nothing, and compiled code may have computed another.
    given[0] == slots[0]
        && given[2..2 + rank] == slots[2..2 + rank]
        && (0..rank).all(|axis| slots[2 + axis] <= 1 || given[2 + rank + axis] == slots[2 + rank + axis])
        && array.readonly == (fields.flags & NPY_ARRAY_WRITEABLE == 0)
}

/// An array over existing data that `base` keeps alive, whose reference is taken over.
pub unsafe fn new_array(array: &Array, slots: &[u64], base: *mut PyObject) -> *mut PyObject {
    // SAFETY: the caller's slots describe an array; NumPy copies extents and strides, and takes over the dtype and base.
    unsafe {
        let py = Python::assume_attached();
        let rank = usize::from(array.rank);
        let shape: &[isize] = slice::from_raw_parts(slots.as_ptr().add(2).cast(), rank);
        let strides: &[isize] = slice::from_raw_parts(slots.as_ptr().add(2 + rank).cast(), rank);
        let made = PY_ARRAY_API.PyArray_NewFromDescr(
            py,
            numpy().array,
            dtype(py, array.element),
            rank as i32,
            shape.as_ptr().cast_mut(),
            strides.as_ptr().cast_mut(),
            without_provenance_mut(slots[0] as usize),
            if array.readonly { 0 } else { NPY_ARRAY_WRITEABLE },
            null_mut(),
        );
        if made.is_null() {
            ffi::Py_DECREF(base);
            return null_mut();
        }
        if PY_ARRAY_API.PyArray_SetBaseObject(py, made.cast(), base) != 0 {
            ffi::Py_DECREF(made);
            return null_mut();
        }
        if rank == 0 && array.element.record().is_some() {
            // A record: a structured scalar that keeps the array, and with it the data, alive.
            let index = ffi::PyTuple_New(0);
            let record = ffi::PyObject_GetItem(made, index);
            ffi::Py_XDECREF(index);
            ffi::Py_DECREF(made);
            return record;
        }
        made
    }
}
