//! Instances of compiled classes as Python objects: typed containers, and instances of classes that users declare.
//!
//! A Python object of these classes holds a reference to the instance, which compiled code gets as it is: nothing is copied. What
//! may outlive a call takes a reference to the arrays it holds ([`Kept`]).

use crate::{
    boxing::Boxing,
    list,
    read::{Frame, Lent, Refusal},
    reflected, types,
};
use numlir::{
    dispatch::key,
    program::parse_types,
    runtime::{Instance as Data, Owner, numlir_release, numlir_retain},
};
use numlir_dialects::{instance, types::Type};
use pyo3::{
    exceptions::{PyAttributeError, PyTypeError, PyValueError},
    ffi::{self, PyObject},
    prelude::*,
    types::{PyDict, PyTuple, PyType},
};
use std::{
    collections::HashMap,
    ptr::without_provenance_mut,
    sync::{
        LazyLock, Mutex,
        atomic::{AtomicI64, AtomicU32, AtomicUsize, Ordering},
    },
};

/// What classes of typed containers and of users' classes derive from.
#[pyclass(subclass, frozen, weakref, name = "Instance", module = "numlir._numlir")]
pub struct Instance {
    /// The address of the instance; 0 of a container whose type is not known yet.
    owner: AtomicUsize,
    /// The number of its type.
    number: AtomicU32,
}

#[pymethods]
impl Instance {
    #[new]
    #[pyo3(signature = (*_arguments, **_keywords))]
    fn new(_arguments: &Bound<'_, PyTuple>, _keywords: Option<&Bound<'_, PyDict>>) -> Self {
        Self { owner: AtomicUsize::new(0), number: AtomicU32::new(0) }
    }

    /// Whether its type is known.
    #[getter]
    fn _typed(&self) -> bool {
        self.owner.load(Ordering::Acquire) != 0
    }

    /// The name of its type; None where it is not known yet.
    #[getter]
    fn _type_text(&self) -> Option<String> {
        self._typed().then(|| instance::of_number(self.number.load(Ordering::Relaxed)).to_string())
    }

    /// Its type as `numlir.types` is told of it; None where it is not known yet.
    #[getter]
    fn _description<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyTuple>>> {
        if !self._typed() {
            return Ok(None);
        }
        types::describe(py, &instance::of_number(self.number.load(Ordering::Relaxed))).map(Some)
    }

    /// Becomes the instance that another object holds; only where its own type is not known yet.
    fn _adopt(&self, other: &Bound<'_, Instance>) -> PyResult<()> {
        let other = other.get();
        let owner = other.owner.load(Ordering::Acquire);
        self.number.store(other.number.load(Ordering::Relaxed), Ordering::Relaxed);
        if self.owner.compare_exchange(0, owner, Ordering::AcqRel, Ordering::Acquire).is_err() {
            return Err(PyTypeError::new_err("its type is known already"));
        }
        // SAFETY: the other object holds a reference meanwhile.
        unsafe { numlir_retain(without_provenance_mut(owner)) };
        Ok(())
    }

    /// The address of the instance, which tells whether two objects hold the same one.
    #[getter]
    fn _address(&self) -> usize {
        self.owner.load(Ordering::Acquire)
    }

    /// Reads a field.
    fn _get(this: &Bound<'_, Self>, name: &str) -> PyResult<Py<PyAny>> {
        let object = this.get();
        let ty = instance::of_number(object.number.load(Ordering::Relaxed));
        let owner = object.owner.load(Ordering::Acquire);
        let field = instance::field(&ty, name).filter(|_| owner != 0);
        let field = field.ok_or_else(|| PyAttributeError::new_err(format!("{ty} has no field '{name}'")))?;
        let frame = Frame::default();
        // SAFETY: the object keeps the instance alive.
        unsafe {
            let slots = Data::slots(without_provenance_mut::<Data>(owner));
            let slots = &slots[field.slot..field.slot + field.ty.slots()];
            if unset(&field.ty, slots) {
                return Err(PyAttributeError::new_err(format!("the field '{name}' has no value yet")));
            }
            let (made, _) = reflected::element((&frame, this.as_ptr()), &field.ty, slots, Vec::new());
            Bound::from_owned_ptr_or_err(this.py(), made).map(Bound::unbind)
        }
    }
}

/// Whether a field holds a reference to nothing: it was never written.
fn unset(ty: &Type, slots: &[u64]) -> bool {
    match ty {
        Type::List(_) | Type::Set(_) | Type::Str | Type::Bytes | Type::Instance { .. } => slots[0] == 0,
        Type::Tuple(elements) | Type::Named { elements, .. } => {
            let mut rest = slots;
            elements.iter().any(|element| {
                let (here, behind) = rest.split_at(element.slots());
                rest = behind;
                unset(element, here)
            })
        }
        _ => false,
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // SAFETY: the reference is this object's own; null is allowed.
        unsafe { numlir_release(without_provenance_mut(*self.owner.get_mut())) };
    }
}

/// The Python classes of compiled ones.
static CLASSES: LazyLock<Mutex<HashMap<String, Py<PyType>>>> = LazyLock::new(Mutex::default);

/// Says which Python class stands for a compiled class.
#[pyfunction]
pub fn register_class(name: &str, class: Bound<'_, PyType>) {
    CLASSES.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(name.to_owned(), class.unbind());
}

/// Declares a class: its fields with the texts of their types (none where instances' types have their own), its methods.
#[pyfunction]
pub fn declare_class(
    name: &str,
    shown: &str,
    fields: Vec<String>,
    types: Vec<String>,
    methods: Vec<String>,
) -> PyResult<()> {
    let types: Result<Vec<Vec<Type>>, String> = types.iter().map(|text| parse_types(text)).collect();
    let types = types.map_err(PyTypeError::new_err)?;
    let types: Vec<Type> = types.into_iter().flatten().collect();
    if !types.is_empty() && types.len() != fields.len() {
        return Err(PyValueError::new_err("a field has no type"));
    }
    for ty in &types {
        let inner = if let Type::Optional(of) = ty { of } else { ty };
        if !list::is_holdable(inner) {
            return Err(PyTypeError::new_err(format!("{shown}: a field cannot be of type {ty}")));
        }
    }
    instance::declare(name, shown, (&fields, types), &methods).map_err(PyTypeError::new_err)
}

/// A new Python object of an instance, whose reference is taken over; null with an exception set where there is no such class.
///
/// # Safety
///
/// The owner is of a live instance of the type, and the interpreter is attached.
pub unsafe fn wrap(ty: &Type, owner: *mut Owner) -> *mut PyObject {
    let Type::Instance { class, .. } = ty else { return std::ptr::null_mut() };
    // SAFETY: by the contract above.
    let py = unsafe { Python::assume_attached() };
    let known = CLASSES.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).get(&**class).map(|c| c.clone_ref(py));
    let made = || -> PyResult<Bound<'_, PyAny>> {
        let known = match known {
            Some(known) => known.into_bound(py),
            None => {
                // The compiler's own classes come with their modules.
                py.import(match &**class {
                    instance::GENERATOR => "numlir.generators",
                    instance::FUNCTION => "numlir.functions",
                    class if instance::is_converted(class) => "numlir.converted",
                    _ => "numlir.typed",
                })?;
                let classes = CLASSES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                let found = classes.get(&**class).map(|class| class.clone_ref(py).into_bound(py));
                found.ok_or_else(|| PyTypeError::new_err(format!("{ty} has no class in Python")))?
            }
        };
        // A class's own way to make an object may take arguments.
        py.get_type::<Instance>().call_method1("__new__", (&known,))
    };
    match made() {
        Ok(object) => {
            if let Ok(instance) = object.cast::<Instance>() {
                let instance = instance.get();
                instance.number.store(instance::number(ty), Ordering::Relaxed);
                instance.owner.store(owner.addr(), Ordering::Release);
                if instance::is_converted(class) {
                    return match object.call_method0("_converted") {
                        Ok(converted) => converted.into_ptr(),
                        Err(error) => {
                            error.restore(py);
                            std::ptr::null_mut()
                        }
                    };
                }
                return object.into_ptr();
            }
            // SAFETY: the reference was handed over.
            unsafe { numlir_release(owner) };
            PyTypeError::new_err(format!("the class of {ty} does not derive from Instance")).restore(py);
            std::ptr::null_mut()
        }
        Err(error) => {
            // SAFETY: as above.
            unsafe { numlir_release(owner) };
            error.restore(py);
            std::ptr::null_mut()
        }
    }
}

impl Frame {
    /// Appends an instance. Whether the object is one.
    ///
    /// # Safety
    ///
    /// The object is alive during the call, and the interpreter is attached.
    pub unsafe fn instance(&mut self, object: *mut PyObject) -> Result<bool, Refusal> {
        // SAFETY: as the caller's.
        let py = unsafe { Python::assume_attached() };
        // SAFETY: as the caller's.
        let object = unsafe { Bound::from_borrowed_ptr(py, object) };
        let Ok(instance) = object.cast::<Instance>() else { return Ok(false) };
        let known = instance.get();
        let owner = known.owner.load(Ordering::Acquire);
        if owner == 0 {
            // SAFETY: as the caller's.
            let what = unsafe { crate::raise::class_name(object.as_ptr()) };
            let help = "put something in, or give its types when it is made";
            return Err(Refusal::Type(format!("an empty {what}, whose type is not known yet"), Some(help)));
        }
        self.key.push(key::INSTANCE);
        self.key.push(known.number.load(Ordering::Relaxed));
        self.slots.push(owner as u64);
        self.objects.hold(object.as_ptr());
        self.objects.instances.push((owner, object.as_ptr()));
        Ok(true)
    }

    /// Gives the arrays among the arguments owners that may outlive the call: compiled code may put them into an instance.
    pub fn keep_arrays(&mut self) {
        for lent in &mut self.lent {
            lent.kept = Kept::make(lent.object).cast();
            self.slots[lent.position + 1] = lent.kept.addr() as u64;
            self.objects.kept.push(lent.kept);
        }
    }
}

/// The owner of an array of Python's that compiled code may keep: it holds a reference to the Python object.
#[repr(C)]
pub struct Kept {
    owner: Owner,
    object: *mut PyObject,
}

impl Kept {
    /// With one reference, which is the caller's.
    pub fn make(object: *mut PyObject) -> *mut Self {
        // SAFETY: the interpreter is attached wherever arguments are read, and the object alive.
        unsafe { ffi::Py_INCREF(object) };
        Box::into_raw(Box::new(Self { owner: Owner { references: AtomicI64::new(1), free: free_kept }, object }))
    }
}

unsafe extern "C" fn free_kept(owner: *mut Owner) {
    // SAFETY: only owners made above carry this function, and this is their last use.
    let kept = unsafe { Box::from_raw(owner.cast::<Kept>()) };
    // Compiled code may run without the interpreter; one that ends refuses, and then nothing matters any more.
    // SAFETY: the reference is the owner's.
    Python::try_attach(|_| unsafe { ffi::Py_DECREF(kept.object) });
}

/// Makes an array of a list that compiled code still holds outlive the call. Whether it does.
pub fn outlives(lent: &mut Lent) -> bool {
    if lent.owner.references.load(Ordering::Acquire) <= 1 {
        return false;
    }
    // SAFETY: the interpreter is attached, and the list keeps the array alive until now.
    unsafe { ffi::Py_INCREF(lent.object) };
    lent.owner.free = free_outliving;
    true
}

/// Frees a `Lent` that outlived its call.
unsafe extern "C" fn free_outliving(owner: *mut Owner) {
    // SAFETY: the owner is the first field of a box that was given up for this.
    let lent = unsafe { Box::from_raw(owner.cast::<Lent>()) };
    // SAFETY: as in `free_kept`.
    Python::try_attach(|_| unsafe { ffi::Py_DECREF(lent.object) });
}

impl Boxing<'_> {
    /// The next value, an instance.
    ///
    /// # Safety
    ///
    /// As of `value`.
    pub unsafe fn instance(&mut self, ty: &Type, owner: *mut Owner) -> *mut PyObject {
        if owner.is_null() {
            // SAFETY: as the caller's.
            return unsafe { ffi::Py_NewRef(ffi::Py_None()) };
        }
        let known = self.frame.objects.instances.iter().find(|(address, _)| *address == owner.addr());
        // SAFETY: as the caller's; an argument is alive, and the reference to it is given back.
        unsafe {
            match known {
                Some((_, object)) => {
                    let object = ffi::Py_NewRef(*object);
                    numlir_release(owner);
                    object
                }
                None => wrap(ty, owner),
            }
        }
    }
}
