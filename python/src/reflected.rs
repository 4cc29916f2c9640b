//! What the arguments of a call are made of beside their slots. What changed in lists and sets is copied back to the Python objects that they came
//! from when the call is over.

use crate::{
    boxing::Boxing,
    read::{Frame, Lent},
};
use numlir::runtime::{List, Owner, Set, numlir_release, numlir_retain, numlir_set_within};
use numlir_dialects::types::Type;
use pyo3::{
    PyErr, Python,
    ffi::{self, PyObject},
};
use rustc_hash::FxHashMap;
use std::ptr::{null_mut, without_provenance_mut};

/// What the arguments of a call are made of beside their slots.
#[derive(Default)]
pub struct Objects {
    lists: Vec<Reflected>,
    /// Positions in `lists`, by the addresses of the Python lists and of the compiled ones.
    by_address: FxHashMap<usize, usize>,
    /// Owners of the arrays in lists. Boxes, because lists hold their addresses.
    #[allow(clippy::vec_box)]
    lent: Vec<Box<Lent>>,
    lent_by_address: FxHashMap<usize, usize>,
    /// Python's lists, what they hold, and instances, with a reference each: a list may lose an element that the result, or another list,
    /// gets.
    held: Vec<*mut PyObject>,
    /// Strings, with a reference each.
    strings: Vec<*mut Owner>,
    /// Instances among the arguments, with their Python objects, which the caller keeps alive.
    pub instances: Vec<(usize, *mut PyObject)>,
    /// Owners of arrays that may outlive the call, with a reference each.
    pub kept: Vec<*mut Owner>,
}

/// A list argument, or a list in one.
struct Reflected {
    object: *mut PyObject,
    list: *mut List,
    /// A copy, as it was before the call; it keeps what it holds alive, so that addresses tell whether something changed.
    before: *mut List,
    element: Type,
    set: bool,
}

impl Objects {
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty() && self.strings.is_empty()
    }

    fn find(&self, address: usize) -> Option<&Reflected> {
        self.by_address.get(&address).map(|position| &self.lists[*position])
    }

    /// What was made of a Python list or set that has been read already, with the type of its elements.
    pub fn known(&self, object: *mut PyObject) -> Option<(*mut List, Type)> {
        self.find(object.addr()).map(|known| (known.list, known.element.clone()))
    }

    /// The Python list that a compiled list came from.
    pub fn object_of(&self, list: *const Owner) -> Option<*mut PyObject> {
        self.find(list.addr()).filter(|known| known.list.addr() == list.addr()).map(|known| known.object)
    }

    /// The array that an owner belongs to.
    pub fn argument_of(&self, owner: *const Owner) -> Option<&Lent> {
        self.lent_by_address.get(&owner.addr()).map(|position| &*self.lent[*position])
    }

    /// Keeps a Python object alive to the end of the call: when lists are written back, one may lose the last reference to what
    /// another is about to get.
    pub fn hold(&mut self, object: *mut PyObject) {
        // SAFETY: the interpreter is attached wherever arguments are read, and the object alive.
        unsafe { ffi::Py_INCREF(object) };
        self.held.push(object);
    }

    /// Keeps a compiled list, or set, beside the Python object that it was made from, to be compared when the call is over.
    /// `before` is a copy of it; the references to both are given away. Whether there was memory for the copy.
    pub fn reflect(&mut self, object: *mut PyObject, list: *mut List, before: *mut List, ty: Type, set: bool) -> bool {
        let position = self.lists.len();
        self.by_address.insert(object.addr(), position);
        self.by_address.insert(list.addr(), position);
        self.hold(object);
        self.lists.push(Reflected { object, list, before, element: ty, set });
        !before.is_null()
    }

    /// Keeps an array of a list; the address of its owner.
    pub fn keep_array(&mut self, array: Lent) -> usize {
        let array = Box::new(array);
        let owner = (&raw const *array).addr();
        self.lent_by_address.insert(owner, self.lent.len());
        self.lent.push(array);
        owner
    }

    pub fn keep_string(&mut self, string: *mut Owner) {
        self.strings.push(string);
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        for known in self.lists.drain(..) {
            // SAFETY: the references are this object's own.
            unsafe {
                numlir_release(known.list.cast());
                numlir_release(known.before.cast());
            }
        }
        for string in self.strings.drain(..).chain(self.kept.drain(..)) {
            // SAFETY: as above.
            unsafe { numlir_release(string) };
        }
        for mut lent in self.lent.drain(..) {
            // What compiled code still holds goes with its last reference.
            if crate::instance::outlives(&mut lent) {
                let owner = Box::into_raw(lent).cast::<Owner>();
                // SAFETY: as above.
                unsafe { numlir_release(owner) };
            }
        }
        // SAFETY: as above; what a call was made with is dropped where it was made, with the interpreter attached.
        self.held.drain(..).for_each(|object| unsafe { ffi::Py_DECREF(object) });
    }
}

impl Frame {
    /// Copies what changed in lists during the call to the Python lists they came from. Whether that went well; otherwise
    /// an exception is set.
    ///
    /// # Safety
    ///
    /// The interpreter is attached. An exception that is set stays, whatever happens here.
    pub unsafe fn reflect(&self, callable: *mut PyObject) -> bool {
        // SAFETY: by the contract above; the lists are alive.
        let before = PyErr::take(unsafe { Python::assume_attached() });
        // SAFETY: as above.
        let reflected = self.objects.lists.iter().all(|known| unsafe { known.reflect(self, callable) });
        match before {
            Some(before) => {
                // SAFETY: as above.
                before.restore(unsafe { Python::assume_attached() });
                true
            }
            None => reflected,
        }
    }
}

impl Reflected {
    unsafe fn reflect(&self, frame: &Frame, callable: *mut PyObject) -> bool {
        // SAFETY: as the caller's; nobody changes the compiled lists any more.
        unsafe {
            if self.set {
                return self.reflect_set(frame, callable);
            }
            let (now, before) = ((*self.list).slots(), (*self.before).slots());
            if now == before && (*self.list).length == (*self.before).length {
                return true;
            }
            let width = (*self.list).width as usize;
            let (length, old) = ((*self.list).length as usize, (*self.before).length as usize);
            let part = |slots: &[u64], position: usize| slots[position * width..(position + 1) * width].to_vec();
            // The Python list may have been changed by another thread meanwhile.
            let present = ffi::PyList_Size(self.object) as usize;
            for position in 0..length {
                let slots = part(now, position);
                if position < old && position < present && slots == part(before, position) {
                    continue;
                }
                let (item, _) = element((frame, callable), &self.element, &slots, Vec::new());
                if item.is_null() {
                    return false;
                }
                if position < present {
                    if ffi::PyList_SetItem(self.object, position as isize, item) != 0 {
                        return false;
                    }
                } else {
                    let failed = ffi::PyList_Append(self.object, item) != 0;
                    ffi::Py_DECREF(item);
                    if failed {
                        return false;
                    }
                }
            }
            length >= present || ffi::PyList_SetSlice(self.object, length as isize, present as isize, null_mut()) == 0
        }
    }
}

impl Reflected {
    unsafe fn reflect_set(&self, frame: &Frame, callable: *mut PyObject) -> bool {
        // SAFETY: as the caller's.
        unsafe {
            let (now, before) = (self.list.cast::<Set>(), self.before.cast::<Set>());
            if numlir_set_within(now, before) && numlir_set_within(before, now) {
                return true;
            }
            ffi::PySet_Clear(self.object) == 0 && fill_set(self.object, (frame, callable), self.list, &self.element)
        }
    }
}

/// Adds the elements of a compiled set to a Python set. Whether that went well; otherwise an exception is set.
///
/// # Safety
///
/// Both are alive, and the interpreter is attached.
pub unsafe fn fill_set(
    object: *mut PyObject,
    (frame, callable): (&Frame, *mut PyObject),
    list: *const List,
    ty: &Type,
) -> bool {
    // SAFETY: by the contract above; a set begins as a list does.
    unsafe {
        (*list).slots().chunks((*list).width as usize).all(|slots| {
            let (item, _) = element((frame, callable), ty, slots, Vec::new());
            if item.is_null() {
                return false;
            }
            let item = Given(item);
            ffi::PySet_Add(object, item.0) == 0
        })
    }
}

/// A new reference, given back at the end.
pub struct Given(pub *mut PyObject);

impl Drop for Given {
    fn drop(&mut self) {
        // SAFETY: the reference is this object's own; the interpreter is attached wherever one is made.
        unsafe { ffi::Py_XDECREF(self.0) };
    }
}

/// A Python object of an element that stays in its list, and the lists made so far.
///
/// # Safety
///
/// The slots are of a live element of the type, and the interpreter is attached.
pub unsafe fn element(
    (frame, callable): (&Frame, *mut PyObject),
    ty: &Type,
    slots: &[u64],
    lists: Vec<(u64, *mut PyObject)>,
) -> (*mut PyObject, Vec<(u64, *mut PyObject)>) {
    let mut rest = ty.owners();
    while rest != 0 {
        let slot = rest.trailing_zeros() as usize;
        rest &= rest - 1;
        // SAFETY: the slot holds a reference.
        unsafe { numlir_retain(without_provenance_mut(slots[slot] as usize)) };
    }
    let mut boxing = Boxing { frame, callable, rest: slots, made: Vec::new(), lists };
    // SAFETY: by the contract above; the references are new ones.
    let object = unsafe { boxing.value(ty) };
    (object, boxing.lists)
}
