//! The Python type of a compiled function.
//!
//! It is made through CPython's own interface, because only so a call reaches [`call::vectorcall`] without a tuple of
//! arguments being built first. Vectorcall is public since CPython 3.9; the limited interface names it only since 3.12,
//! so its few constants stand here.

use crate::{
    bind::Parameters,
    call, foreign,
    literal::Literals,
    object_block::Block,
    options::Settings,
    raise,
    signature::Fixed,
    source::{Files, Units},
    types,
};
use numlir::dispatch::{Specialisation, Table, key};
use numlir_grammar::diagnostic::Location;
use pyo3::{
    exceptions::PyTypeError,
    ffi::{self, PyObject, PyTypeObject},
    prelude::*,
    types::{PyDict, PyList, PyString, PyTuple, PyType},
};
use std::{
    collections::HashMap,
    ffi::{CStr, c_int, c_void},
    mem::offset_of,
    ptr::null_mut,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// A compiled function as CPython sees it.
#[repr(C)]
pub struct DispatcherObject {
    head: PyObject,
    vectorcall: Option<ffi::vectorcallfunc>,
    dict: *mut PyObject,
    weak_references: *mut PyObject,
    core: *mut Core,
}

/// What a compiled function knows.
pub struct Core {
    /// No other dispatcher of this process has it, ever: the function's type when it is an argument.
    pub number: u32,
    pub function: Py<PyAny>,
    pub name: String,
    pub parameters: Parameters,
    pub settings: Settings,
    pub table: Table<Specialisation, raise::Failure>,
    pub fixed: Fixed,
    pub units: Mutex<Units>,
    pub files: Mutex<Files>,
    /// The blocks in object mode of this function and of those it calls, by the addresses of their code objects, which `units`
    /// keeps, and their names. Code has their addresses.
    pub blocks: Mutex<HashMap<(usize, String), Arc<Block>>>,
    pub literals: Literals,
    /// The functions that specialisations return, by the addresses of the specialisations.
    pub returned: Mutex<HashMap<usize, Functions>>,
}

/// Functions of a program as Python has them, by their symbols.
pub type Functions = HashMap<Arc<str>, Py<PyAny>>;

const HAVE_VECTORCALL: u64 = 1 << 11;

unsafe extern "C" {
    fn PyVectorcall_Call(callable: *mut PyObject, arguments: *mut PyObject, keywords: *mut PyObject) -> *mut PyObject;
}

struct TypeAddress(*mut PyTypeObject);
// SAFETY: the type lives as long as the process.
unsafe impl Send for TypeAddress {}
// SAFETY: as above.
unsafe impl Sync for TypeAddress {}

static TYPE: OnceLock<TypeAddress> = OnceLock::new();

/// Makes the type, once.
pub fn create_type(py: Python<'_>) -> PyResult<Bound<'_, PyType>> {
    let address = match TYPE.get() {
        Some(known) => known.0,
        None => {
            let made = new_type(py)?;
            TYPE.get_or_init(|| TypeAddress(made)).0
        }
    };
    // SAFETY: the address is of a type.
    Ok(unsafe { Bound::from_borrowed_ptr(py, address.cast()).cast_into_unchecked() })
}

fn new_type(py: Python<'_>) -> PyResult<*mut PyTypeObject> {
    let offset = |name: &'static CStr, offset: usize| ffi::PyMemberDef {
        name: name.as_ptr(),
        type_code: ffi::Py_T_PYSSIZET,
        offset: offset as isize,
        flags: ffi::Py_READONLY,
        doc: std::ptr::null(),
    };
    let getter = |name: &'static CStr, get: ffi::getter, doc: &'static CStr| ffi::PyGetSetDef {
        name: name.as_ptr(),
        get: Some(get),
        doc: doc.as_ptr(),
        ..Default::default()
    };
    // CPython keeps these tables as long as the type, which is for ever.
    let members = Box::leak(Box::new([
        offset(c"__vectorcalloffset__", offset_of!(DispatcherObject, vectorcall)),
        offset(c"__dictoffset__", offset_of!(DispatcherObject, dict)),
        offset(c"__weaklistoffset__", offset_of!(DispatcherObject, weak_references)),
        ffi::PyMemberDef::default(),
    ]));
    let dict = ffi::PyGetSetDef {
        name: c"__dict__".as_ptr(),
        get: Some(ffi::PyObject_GenericGetDict),
        set: Some(ffi::PyObject_GenericSetDict),
        ..Default::default()
    };
    let properties = Box::leak(Box::new([
        dict,
        getter(c"py_func", py_func, c"The Python function."),
        getter(
            c"parallel_diagnostics",
            parallel_diagnostics,
            c"parallel_diagnostics(level=1): prints what became of its parallel loops.",
        ),
        getter(c"compile_times", compile_times, c"The seconds that compiling took, by argument types."),
        ffi::PyGetSetDef::default(),
    ]));
    let slot = |slot: c_int, pfunc: *mut c_void| ffi::PyType_Slot { slot, pfunc };
    let mut slots = [
        slot(ffi::Py_tp_members, members.as_mut_ptr().cast()),
        slot(ffi::Py_tp_getset, properties.as_mut_ptr().cast()),
        slot(ffi::Py_tp_call, PyVectorcall_Call as *mut c_void),
        slot(ffi::Py_tp_descr_get, bind_method as *mut c_void),
        slot(ffi::Py_tp_repr, repr as *mut c_void),
        slot(ffi::Py_tp_dealloc, deallocate as *mut c_void),
        slot(ffi::Py_tp_traverse, traverse as *mut c_void),
        slot(ffi::Py_tp_clear, clear as *mut c_void),
        ffi::PyType_Slot::default(),
    ];
    let flags = ffi::Py_TPFLAGS_DEFAULT
        | ffi::Py_TPFLAGS_HAVE_GC
        | ffi::Py_TPFLAGS_METHOD_DESCRIPTOR
        | ffi::Py_TPFLAGS_DISALLOW_INSTANTIATION
        | HAVE_VECTORCALL;
    let mut specification = ffi::PyType_Spec {
        name: c"numlir.Dispatcher".as_ptr(),
        basicsize: size_of::<DispatcherObject>() as c_int,
        itemsize: 0,
        flags: flags as u32,
        slots: slots.as_mut_ptr(),
    };
    // SAFETY: the specification is complete, and each slot has the type that CPython gives it.
    let made = unsafe { ffi::PyType_FromSpec(&mut specification) };
    if made.is_null() { Err(PyErr::fetch(py)) } else { Ok(made.cast()) }
}

/// A dispatcher for a Python function.
#[pyfunction]
pub fn dispatcher<'py>(function: &Bound<'py, PyAny>, options: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
    let py = function.py();
    let core = Box::new(Core::new(function, Settings::read(options)?)?);
    let class = create_type(py)?;
    // SAFETY: the memory is fresh, zeroed behind its head, and becomes a whole object before anyone sees it.
    unsafe {
        let object = ffi::PyType_GenericAlloc(class.as_ptr().cast(), 0);
        let object = Bound::from_owned_ptr_or_err(py, object)?;
        let dispatcher = object.as_ptr().cast::<DispatcherObject>();
        (*dispatcher).vectorcall = Some(call::vectorcall::<false>);
        (*dispatcher).core = Box::into_raw(core);
        Ok(object)
    }
}

/// The core of an object, if it is a dispatcher.
pub fn core_of<'object>(object: &'object Bound<'_, PyAny>) -> Option<&'object Core> {
    let class = TYPE.get()?.0;
    // SAFETY: a dispatcher has a core from its making to its end.
    unsafe { (ffi::Py_TYPE(object.as_ptr()) == class).then(|| core(object.as_ptr())) }
}

/// The compiled function in an object that is called otherwise: a callback, a kernel.
pub fn dispatcher_within<'py>(object: &Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
    let inner = object.getattr_opt("_numlir_dispatcher").ok().flatten()?;
    core_of(&inner).is_some().then_some(inner)
}

/// Has calls of a dispatcher choose among its signatures, or compile.
pub fn set_fixed(object: &Bound<'_, PyAny>, fixed: bool) {
    if let Some(core) = core_of(object) {
        core.fixed.set(fixed);
        let call = if fixed { call::vectorcall::<true> } else { call::vectorcall::<false> };
        // SAFETY: the object is a dispatcher; the interpreter is attached, so nobody reads the field meanwhile.
        unsafe { (*object.as_ptr().cast::<DispatcherObject>()).vectorcall = Some(call) };
    }
}

/// Has a dispatcher forget all that it was compiled to: what its globals are is found out again.
#[pyfunction]
pub fn renew(dispatcher: &Bound<'_, PyAny>) -> PyResult<()> {
    let core = core_of(dispatcher).ok_or_else(|| PyTypeError::new_err("expected a compiled function"))?;
    let fresh = Box::new(Core::new(core.function.bind(dispatcher.py()), core.settings.clone())?);
    // SAFETY: the object is a dispatcher; the interpreter is attached, so nobody reads the field meanwhile. The former core is never
    // freed: calls that began before, on whatever thread, are still using it.
    unsafe { (*dispatcher.as_ptr().cast::<DispatcherObject>()).core = Box::into_raw(fresh) };
    set_fixed(dispatcher, false);
    Ok(())
}

/// The number of an object, if it is a dispatcher and few enough were made before.
///
/// # Safety
///
/// `object` is alive.
pub unsafe fn number(object: *mut PyObject) -> Option<u32> {
    let class = TYPE.get()?.0;
    // SAFETY: by the contract above; a dispatcher has a core from its making to its end.
    let number = unsafe { (ffi::Py_TYPE(object) == class).then(|| core(object).number) };
    number.filter(|number| *number <= key::LAST_FUNCTION)
}

/// The number of a function that can be called in compiled code and is an argument, whatever its kind: a dispatcher, what has one
/// within, a function of C.
pub fn number_of_function(object: &Bound<'_, PyAny>) -> Option<u32> {
    // SAFETY: the objects are alive.
    unsafe {
        if let Some(number) = number(object.as_ptr()) {
            return Some(number);
        }
        match dispatcher_within(object) {
            Some(inner) => number(inner.as_ptr()),
            None => foreign::number(object),
        }
    }
}

/// # Safety
///
/// `object` is a dispatcher that stays alive.
#[inline]
pub unsafe fn core<'any>(object: *mut PyObject) -> &'any Core {
    // SAFETY: by the contract above.
    unsafe { &*(*object.cast::<DispatcherObject>()).core }
}

impl Core {
    fn new(function: &Bound<'_, PyAny>, settings: Settings) -> PyResult<Self> {
        let code = function
            .getattr("__code__")
            .map_err(|_| PyTypeError::new_err("only functions written in Python can be compiled"))?;
        static NEXT: AtomicU32 = AtomicU32::new(0);
        Ok(Self {
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            name: function.getattr("__name__")?.extract()?,
            parameters: parameters(function, &code)?,
            function: function.clone().unbind(),
            settings,
            table: Table::default(),
            fixed: Fixed::default(),
            units: Mutex::default(),
            files: Mutex::default(),
            blocks: Mutex::default(),
            literals: Literals::default(),
            returned: Mutex::default(),
        })
    }
}

impl Core {
    /// The local variables of a function whose types the decorator declares: of the core's own function only.
    pub fn typed(&self, function: &Bound<'_, PyAny>) -> Vec<String> {
        match function.as_ptr() == self.function.as_ptr() {
            true => self.settings.locals.iter().map(|(name, _)| name.clone()).collect(),
            false => Vec::new(),
        }
    }
}

fn parameters(function: &Bound<'_, PyAny>, code: &Bound<'_, PyAny>) -> PyResult<Parameters> {
    const VARARGS: u32 = 4;
    const KWARGS: u32 = 8;
    let positional: usize = code.getattr("co_argcount")?.extract()?;
    let keyword_only: usize = code.getattr("co_kwonlyargcount")?.extract()?;
    let flags: u32 = code.getattr("co_flags")?.extract()?;
    let variables = code.getattr("co_varnames")?.cast_into::<PyTuple>()?;
    let names = variables
        .iter()
        .take(positional + keyword_only)
        .map(|name| Ok(name.cast_into::<PyString>()?.unbind()))
        .collect::<PyResult<Vec<_>>>()?;
    let mut defaults: Vec<Option<Py<PyAny>>> = names.iter().map(|_| None).collect();
    if let Ok(values) = function.getattr("__defaults__")?.cast_into::<PyTuple>() {
        for (value, default) in values.iter().rev().zip(defaults[..positional].iter_mut().rev()) {
            *default = Some(value.unbind());
        }
    }
    if let Ok(values) = function.getattr("__kwdefaults__")?.cast_into::<PyDict>() {
        for (name, default) in names.iter().zip(&mut defaults).skip(positional) {
            *default = values.get_item(name)?.map(Bound::unbind);
        }
    }
    Ok(Parameters {
        names,
        defaults,
        positional_only: code.getattr("co_posonlyargcount")?.extract()?,
        positional,
        varargs: flags & VARARGS != 0,
        kwargs: flags & KWARGS != 0,
    })
}

unsafe extern "C" fn bind_method(this: *mut PyObject, object: *mut PyObject, _: *mut PyObject) -> *mut PyObject {
    // SAFETY: CPython calls this attached, with live objects; an absent instance is null.
    unsafe {
        if object.is_null() || object == ffi::Py_None() {
            return ffi::Py_NewRef(this);
        }
        raise::guarded(|py| {
            let this = Bound::from_borrowed_ptr(py, this);
            let method = py.import("types")?.getattr("MethodType")?;
            Ok(method.call1((this, Bound::from_borrowed_ptr(py, object)))?.into_ptr())
        })
    }
}

unsafe extern "C" fn repr(this: *mut PyObject) -> *mut PyObject {
    // SAFETY: as in `bind_method`.
    unsafe {
        raise::guarded(|py| {
            let text = format!("Dispatcher({})", core(this).function.bind(py).repr()?);
            Ok(PyString::new(py, &text).into_any().into_ptr())
        })
    }
}

unsafe extern "C" fn py_func(this: *mut PyObject, _: *mut c_void) -> *mut PyObject {
    // SAFETY: as in `bind_method`.
    unsafe { ffi::Py_NewRef(core(this).function.as_ptr()) }
}

/// A callable: the report's function with the dispatcher.
unsafe extern "C" fn parallel_diagnostics(this: *mut PyObject, _: *mut c_void) -> *mut PyObject {
    // SAFETY: as in `bind_method`.
    unsafe {
        raise::guarded(|py| {
            let report = py.import("numlir._parallel_report")?.getattr("diagnostics")?;
            let this = Bound::from_borrowed_ptr(py, this);
            Ok(py.import("functools")?.call_method1("partial", (report, this))?.into_ptr())
        })
    }
}

/// For each specialisation of a dispatcher, the names of its argument types and what was decided about parallel loops: kind,
/// text, and places as (file, line, column, end line, end column).
#[pyfunction]
pub fn parallel_notes<'py>(dispatcher: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
    let py = dispatcher.py();
    let core = core_of(dispatcher).ok_or_else(|| PyTypeError::new_err("expected a compiled function"))?;
    let all = PyList::empty(py);
    for specialisation in core.table.values() {
        let types: Vec<_> = specialisation.arguments.iter().map(ToString::to_string).collect();
        all.append((types, notes(py, specialisation)?))?;
    }
    Ok(all)
}

/// What was decided about a specialisation's parallel loops, as [`parallel_notes`] gives it.
pub fn notes<'py>(py: Python<'py>, specialisation: &Specialisation) -> PyResult<Bound<'py, PyList>> {
    let notes = PyList::empty(py);
    for note in &specialisation.parallel {
        let place = |place: &Location| (place.file.to_string(), place.start.0, place.start.1, place.end.0, place.end.1);
        let places: Vec<_> = note.places.iter().map(place).collect();
        notes.append((note.kind.as_str(), note.text.as_str(), places))?;
    }
    Ok(notes)
}

unsafe extern "C" fn compile_times(this: *mut PyObject, _: *mut c_void) -> *mut PyObject {
    // SAFETY: as in `bind_method`.
    unsafe {
        raise::guarded(|py| {
            let times = PyDict::new(py);
            for specialisation in core(this).table.values() {
                times.set_item(
                    types::objects(py, &specialisation.arguments)?,
                    specialisation.compile_time.as_secs_f64(),
                )?;
            }
            Ok(times.into_any().into_ptr())
        })
    }
}

unsafe extern "C" fn traverse(this: *mut PyObject, visit: ffi::visitproc, argument: *mut c_void) -> c_int {
    // SAFETY: CPython calls this on a live dispatcher; nothing here runs Python code.
    unsafe {
        let dispatcher = this.cast::<DispatcherObject>();
        let mut objects = vec![ffi::Py_TYPE(this).cast(), (*dispatcher).dict];
        if let Some(core) = (*dispatcher).core.as_ref() {
            objects.push(core.function.as_ptr());
            objects.extend(core.parameters.defaults.iter().flatten().map(Py::as_ptr));
            // Who changes it is attached, as the collector is; were it locked, not to look into it is allowed.
            if let Ok(returned) = core.returned.try_lock() {
                objects.extend(returned.values().flat_map(Functions::values).map(Py::as_ptr));
            }
        }
        for object in objects {
            if object.is_null() {
                continue;
            }
            let outcome = visit(object, argument);
            if outcome != 0 {
                return outcome;
            }
        }
    }
    0
}

/// The function stays: a cycle through it is broken at the function's own references.
unsafe extern "C" fn clear(this: *mut PyObject) -> c_int {
    // SAFETY: as in `traverse`; the field is emptied before its object goes.
    unsafe {
        let dispatcher = this.cast::<DispatcherObject>();
        let dict = std::mem::replace(&mut (*dispatcher).dict, null_mut());
        ffi::Py_XDECREF(dict);
    }
    0
}

unsafe extern "C" fn deallocate(this: *mut PyObject) {
    // SAFETY: CPython calls this once, when the last reference has gone.
    unsafe {
        let class = ffi::Py_TYPE(this);
        ffi::PyObject_GC_UnTrack(this.cast());
        let dispatcher = this.cast::<DispatcherObject>();
        if !(*dispatcher).weak_references.is_null() {
            ffi::PyObject_ClearWeakRefs(this);
        }
        clear(this);
        let core = std::mem::replace(&mut (*dispatcher).core, null_mut());
        if !core.is_null() {
            // Attached for PyO3 too, else it would put off giving the core's references back. An interpreter that
            // ends refuses, and then nothing matters any more.
            let mut core = Some(Box::from_raw(core));
            Python::try_attach(|_| drop(core.take()));
        }
        ffi::PyObject_GC_Del(this.cast());
        ffi::Py_DECREF(class.cast());
    }
}
