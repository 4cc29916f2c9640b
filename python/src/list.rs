//! Lists and sets among the arguments: copied into those of compiled code.

use crate::{
    read::{Frame, MOST_LEVELS, Refusal},
    reflected::Given,
};
use numlir::{
    dispatch::key,
    runtime::{
        List, add_to_set, numlir_list_new, numlir_list_slice, numlir_release, numlir_retain, numlir_set_copy,
        numlir_set_new,
    },
};
use numlir_dialects::{
    hash,
    types::{Scalar, Type},
};
use pyo3::{
    Bound, Python,
    ffi::{self, Py_TYPE, PyObject},
    prelude::PyAnyMethods,
};
use rustc_hash::FxHashSet;
use std::{
    ffi::c_int,
    ptr::{null_mut, without_provenance_mut},
};

impl Frame {
    /// Appends a list. `expected` are the codes of its elements where those of another list tell them.
    ///
    /// # Safety
    ///
    /// The object is a list, alive during the call, and the interpreter is attached.
    pub unsafe fn list(
        &mut self,
        object: *mut PyObject,
        expected: Option<&[u32]>,
        level: usize,
    ) -> Result<(), Refusal> {
        if level == MOST_LEVELS {
            return Err(Refusal::Type(format!("lists nested more than {MOST_LEVELS} deep"), None));
        }
        let start = self.key.len();
        self.key.push(key::LIST);
        if let Some((list, element)) = self.objects.known(object) {
            key::push_type(&mut self.key, &element);
            self.slots.push(list.addr() as u64);
            return Ok(());
        }
        // SAFETY: by the contract above; a list's items live as long as they are in it, and nothing here runs Python code.
        let list = unsafe {
            let length = ffi::PyList_Size(object);
            match first_telling(object, &mut FxHashSet::default(), level) {
                Some(first) if is_number(first) => self.numbers(object, length, level)?,
                Some(first) => {
                    let codes = self.codes_of(first, expected, level)?;
                    match key::is_function(&codes) {
                        true => self.functions(object, level)?,
                        false => self.elements(object, length, codes, level)?,
                    }
                }
                None => {
                    let Some(expected) = expected else {
                        let help = "put something in, or pass an array";
                        let what = if length == 0 { "an empty list" } else { "a list of nothing but empty lists" };
                        return Err(Refusal::Type(format!("{what}, which has no element type"), Some(help)));
                    };
                    self.elements(object, length, expected.into(), level)?
                }
            }
        };
        let element = key::types(&self.key[start + 1..], &|_| Type::None).swap_remove(0);
        // SAFETY: the list is whole.
        let before = unsafe { numlir_list_slice(list, 0, 1, (*list).length) };
        self.slots.push(list.addr() as u64);
        if self.objects.reflect(object, list, before, element, false) { Ok(()) } else { Err(Refusal::Memory) }
    }

    /// A list of functions that have a signature in common, of whose type they become.
    unsafe fn functions(&mut self, object: *mut PyObject, level: usize) -> Result<*mut List, Refusal> {
        // SAFETY: as the caller's.
        let py = unsafe { Python::assume_attached() };
        // SAFETY: as the caller's.
        let list = unsafe { Bound::from_borrowed_ptr(py, object) };
        let made = py.import("numlir.functions").and_then(|module| module.call_method1("values_of", (list,)));
        let values = match made {
            Ok(values) if !values.is_none() => values,
            refused => {
                let why = refused.err().map_or_else(String::new, |error| format!(" ({})", error.value(py)));
                let help = "give all of them the same signature (`@njit(float64(float64))`), or pass a tuple";
                return Err(Refusal::Type(format!("a list of functions without a common signature{why}"), Some(help)));
            }
        };
        self.objects.hold(values.as_ptr());
        // SAFETY: what was made is a list that nobody else has, and is not empty.
        unsafe {
            let codes = self.codes_of(ffi::PyList_GetItem(values.as_ptr(), 0), None, level)?;
            self.elements(values.as_ptr(), ffi::PyList_Size(values.as_ptr()), codes, level)
        }
    }

    /// The codes of an element that tells them.
    unsafe fn codes_of(
        &mut self,
        item: *mut PyObject,
        expected: Option<&[u32]>,
        level: usize,
    ) -> Result<Box<[u32]>, Refusal> {
        let (key, slots, lent) = (self.key.len(), self.slots.len(), self.lent.len());
        // SAFETY: as the caller's.
        unsafe { self.element(item, expected, level)? };
        let codes = self.key[key..].into();
        self.key.truncate(key);
        self.slots.truncate(slots);
        self.lent.truncate(lent);
        Ok(codes)
    }

    unsafe fn element(&mut self, item: *mut PyObject, expected: Option<&[u32]>, level: usize) -> Result<(), Refusal> {
        // SAFETY: as the caller's.
        unsafe {
            if Py_TYPE(item) == &raw mut ffi::PyList_Type {
                let inner = expected.and_then(|codes| codes.strip_prefix(&[key::LIST]));
                return self.list(item, inner, level + 1);
            }
            self.push_nested(item, level + 1)
        }
    }

    /// A list of which each element has the codes of the first; of arrays the layouts may differ.
    unsafe fn elements(
        &mut self,
        object: *mut PyObject,
        length: isize,
        codes: Box<[u32]>,
        level: usize,
    ) -> Result<*mut List, Refusal> {
        let mut joined = codes.clone();
        let ty = key::types(&codes, &|_| Type::builtin("functions")).swap_remove(0);
        if !is_holdable(&ty) {
            return Err(Refusal::Type(format!("a list of {ty}, which cannot be elements"), Some("pass a tuple")));
        }
        let width = ty.slots();
        let list = Building(numlir_list_new(length as i64, width as i64, ty.owners()));
        if list.0.is_null() {
            return Err(Refusal::Memory);
        }
        let (key, slots, lent) = (self.key.len(), self.slots.len(), self.lent.len());
        for position in 0..length {
            // SAFETY: as the caller's; the list has room.
            unsafe {
                let item = ffi::PyList_GetItem(object, position);
                self.objects.hold(item);
                self.element(item, Some(&codes), level)?;
                if !join(&mut joined, &self.key[key..]) {
                    let here = key::types(&self.key[key..], &|_| Type::builtin("function")).swap_remove(0);
                    return Err(uneven(position, &here, &ty));
                }
                let place = (*list.0).data.add(position as usize * width);
                place.copy_from_nonoverlapping(self.slots[slots..].as_ptr(), width);
                (*list.0).length += 1;
                for mut array in self.lent.drain(lent..) {
                    let offset = array.position - slots;
                    array.description = self.slots[array.position..][..array_slots(&ty, offset)].into();
                    place.add(offset + 1).write(self.objects.keep_array(array) as u64);
                }
                let mut rest = ty.owners();
                while rest != 0 {
                    let slot = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    numlir_retain(without_provenance_mut(*place.add(slot) as usize));
                }
            }
            self.key.truncate(key);
            self.slots.truncate(slots);
        }
        self.key.extend_from_slice(&joined);
        Ok(list.done())
    }

    /// A list of Python's ints, floats or bools.
    unsafe fn numbers(&mut self, object: *mut PyObject, length: isize, level: usize) -> Result<*mut List, Refusal> {
        let list = Building(numlir_list_new(length as i64, 1, 0));
        if list.0.is_null() {
            return Err(Refusal::Memory);
        }
        // SAFETY: as the caller's; the list has room, and holds no references.
        unsafe {
            let class = Py_TYPE(ffi::PyList_GetItem(object, 0));
            let (scalar, read): (_, unsafe fn(*mut PyObject) -> Option<u64>) = if class == &raw mut ffi::PyLong_Type {
                (Scalar::Int64, read_int)
            } else if class == &raw mut ffi::PyFloat_Type {
                (Scalar::Float64, read_float)
            } else {
                (Scalar::Bool, read_bool)
            };
            for position in 0..length {
                let item = ffi::PyList_GetItem(object, position);
                if Py_TYPE(item) != class {
                    // An instance of a subclass, or NumPy's scalar of the same type.
                    let (key, slots) = (self.key.len(), self.slots.len());
                    self.element(item, None, level)?;
                    if self.key[key..] != [key::scalar(scalar)] {
                        let here = key::types(&self.key[key..], &|_| Type::builtin("function")).swap_remove(0);
                        return Err(uneven(position, &here, &Type::Scalar(scalar)));
                    }
                    (*list.0).data.add(position as usize).write(self.slots[slots]);
                    self.key.truncate(key);
                    self.slots.truncate(slots);
                    continue;
                }
                let Some(bits) = read(item) else { return Err(Refusal::Overflow) };
                (*list.0).data.add(position as usize).write(bits);
            }
            (*list.0).length = length as i64;
            self.key.push(key::scalar(scalar));
        }
        Ok(list.done())
    }

    /// Appends a set of hashable values of one type.
    ///
    /// # Safety
    ///
    /// The object is a set, alive during the call, and the interpreter is attached.
    pub unsafe fn set(&mut self, object: *mut PyObject, level: usize) -> Result<(), Refusal> {
        self.key.push(key::SET);
        if let Some((list, element)) = self.objects.known(object) {
            key::push_type(&mut self.key, &element);
            self.slots.push(list.addr() as u64);
            return Ok(());
        }
        let (key, slots) = (self.key.len(), self.slots.len());
        let mut set: Option<(Building, Type)> = None;
        // SAFETY: as above; each item is given back, and iterating over a set runs no code of the user's.
        unsafe {
            let iterator = Given(ffi::PyObject_GetIter(object));
            if iterator.0.is_null() {
                ffi::PyErr_Clear();
                return Err(Refusal::Memory);
            }
            loop {
                let item = Given(ffi::PyIter_Next(iterator.0));
                if item.0.is_null() {
                    break;
                }
                let lent = self.lent.len();
                self.push_nested(item.0, level + 1)?;
                let here = key::types(&self.key[key..], &|_| Type::builtin("function")).swap_remove(0);
                let (Some(kinds), true) = (hash::slot_kinds(&here), self.lent.len() == lent) else {
                    let has = format!("a set that holds {here}; sets hold numbers, strings, and tuples of them");
                    return Err(Refusal::Type(has, None));
                };
                let (made, element) = set.get_or_insert_with(|| {
                    let made = numlir_set_new(ffi::PySet_Size(object) as i64, here.slots() as i64, kinds);
                    (Building(made.cast()), here.clone())
                });
                if *element != here {
                    let has = format!("a heterogeneous set, of {element} and {here}");
                    return Err(Refusal::Uneven(has, "can't unbox heterogeneous set: its elements have one type"));
                }
                if made.0.is_null() || add_to_set(made.0.cast(), &self.slots[slots..]) {
                    return Err(Refusal::Memory);
                }
                self.key.truncate(key);
                self.slots.truncate(slots);
            }
        }
        let Some((made, element)) = set else {
            return Err(Refusal::Type("an empty set, which has no element type".into(), Some("put something in")));
        };
        key::push_type(&mut self.key, &element);
        // SAFETY: the set is whole.
        let before = unsafe { numlir_set_copy(made.0.cast()) }.cast::<List>();
        let list = made.done();
        self.slots.push(list.addr() as u64);
        if self.objects.reflect(object, list, before, element, true) { Ok(()) } else { Err(Refusal::Memory) }
    }
}

/// A list that is being filled, freed where that fails.
struct Building(*mut List);

impl Building {
    fn done(mut self) -> *mut List {
        std::mem::replace(&mut self.0, null_mut())
    }
}

impl Drop for Building {
    fn drop(&mut self) {
        // SAFETY: the reference is this object's own; null is allowed.
        unsafe { numlir_release(self.0.cast()) };
    }
}

/// How many slots an array has that is at an offset in a value of a type.
fn array_slots(ty: &Type, offset: usize) -> usize {
    match ty {
        Type::Tuple(elements) | Type::Named { elements, .. } => {
            let mut start = 0;
            for element in elements.iter() {
                if offset < start + element.slots() {
                    return array_slots(element, offset - start);
                }
                start += element.slots();
            }
            0
        }
        other => other.slots(),
    }
}

/// The first item that tells its type: not an empty list, nor one of nothing but such. `seen` are the lists that were looked into: a list
/// may hold itself, or another one many times.
unsafe fn first_telling(list: *mut PyObject, seen: &mut FxHashSet<usize>, level: usize) -> Option<*mut PyObject> {
    // SAFETY: the caller's object is a live list.
    unsafe {
        let mut items = (0..ffi::PyList_Size(list)).map(|position| ffi::PyList_GetItem(list, position));
        items.find(|item| {
            let is_list = Py_TYPE(*item) == &raw mut ffi::PyList_Type && level < MOST_LEVELS;
            !is_list || (seen.insert(item.addr()) && first_telling(*item, seen, level + 1).is_some())
        })
    }
}

unsafe fn is_number(item: *mut PyObject) -> bool {
    // SAFETY: the item is alive.
    let class = unsafe { Py_TYPE(item) };
    class == &raw mut ffi::PyLong_Type || class == &raw mut ffi::PyFloat_Type || class == &raw mut ffi::PyBool_Type
}

unsafe fn read_int(item: *mut PyObject) -> Option<u64> {
    let mut overflow: c_int = 0;
    // SAFETY: the item is an int.
    let value = unsafe { ffi::PyLong_AsLongLongAndOverflow(item, &mut overflow) };
    (overflow == 0).then_some(value as u64)
}

unsafe fn read_float(item: *mut PyObject) -> Option<u64> {
    // SAFETY: the item is a float.
    Some(unsafe { ffi::PyFloat_AsDouble(item) }.to_bits())
}

unsafe fn read_bool(item: *mut PyObject) -> Option<u64> {
    // SAFETY: the interpreter is attached.
    Some(u64::from(unsafe { item == ffi::Py_True() }))
}

/// Whether lists can hold values of a type.
pub fn is_holdable(ty: &Type) -> bool {
    match ty {
        Type::Scalar(_) | Type::None | Type::Str | Type::Bytes | Type::Array(_) | Type::List(_) | Type::Set(_) => {
            ty.slots() <= 64
        }
        Type::Instance { .. } => true,
        Type::Tuple(elements) | Type::Named { elements, .. } => ty.slots() <= 64 && elements.iter().all(is_holdable),
        _ => false,
    }
}

/// Makes codes those of both; whether there are such.
fn join(codes: &mut [u32], others: &[u32]) -> bool {
    codes.len() == others.len() && codes.iter_mut().zip(others).all(|(code, other)| key::join(code, *other))
}

fn uneven(position: isize, here: &Type, first: &Type) -> Refusal {
    Refusal::Uneven(
        format!("a list whose element {position} is {here} where others are {first}"),
        "can't unbox heterogeneous list: its elements have one type",
    )
}
