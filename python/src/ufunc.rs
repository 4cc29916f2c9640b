//! NumPy ufuncs whose loops are compiled.
//!
//! What [`new`] makes is a `numpy.ufunc` without loops. [`add`] compiles its function for types and registers the loop; a
//! dynamic ufunc also has a promoter ([`promote`]), by which NumPy asks for the loop it lacks. All else is NumPy's:
//! broadcasting, casting, `out=`, `where=`, `reduce`, errors.
//!
//! A ufunc keeps what it is made of ([`Ufunc`]) in a capsule, and with it the machine code.

mod api;
mod promote;
mod units;

use crate::{
    gufunc::Gufunc,
    host,
    numpy_api::{dtype, numpy},
    object, program, raise,
    raise::Failure,
    source,
};
use api::{MethodContext, MethodSpec, UfuncApi};
use numlir::{
    dispatch::{UfuncLoop, compile_loop},
    pipeline::{Site, Wrapping},
    program::MadeUfunc,
    runtime::half,
};
use numlir_dialects::types::{Array, Layout, Scalar, Type};
use numlir_passes::signature::parse_types;
use numpy::npyffi::{NPY_ITER_ALIGNED, NPY_ITER_ALLOCATE, NPY_ITER_READWRITE, NPY_ITER_UPDATEIFCOPY, PyUFuncObject};
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    ffi::{self, PyObject, PyTypeObject},
    prelude::*,
    types::PyTuple,
};
use std::{
    ffi::{CStr, CString, c_char, c_int, c_void},
    ptr::{null, null_mut},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

pub use api::is_ufunc;

const CAPSULE: &CStr = c"numlir.ufunc";

/// What a ufunc is made of.
pub struct Ufunc {
    /// The compiled function that is its kernel.
    dispatcher: Py<PyAny>,
    nin: usize,
    nout: usize,
    identity: c_int,
    /// Whether loops come with calls.
    dynamic: bool,
    /// Of a gufunc: the numbers of the core dimensions of each operand.
    core: Option<Vec<Vec<usize>>>,
    /// Of a gufunc: its signature.
    signature: Option<CString>,
    /// The inputs that the kernel writes.
    writable: Vec<usize>,
    /// What the package makes it from again.
    recipe: Py<PyAny>,
    name: CString,
    doc: CString,
    loops: Mutex<Loops>,
}

/// The loops in the order in which they came, and NumPy's tables of them.
#[derive(Default)]
struct Loops {
    loops: Vec<Registered>,
    types: Vec<u8>,
    functions: Vec<*mut c_void>,
    data: Vec<*mut c_void>,
}

// SAFETY: the tables hold addresses of loops, which the same value owns.
unsafe impl Send for Loops {}

struct Registered {
    /// Of inputs and outputs.
    elements: Vec<Scalar>,
    /// Of a gufunc: which of them the kernel gets as arrays.
    arrays: Vec<bool>,
    code: Box<UfuncLoop>,
}

/// A ufunc without loops. `identity` is NumPy's number of it, `core` the text of a gufunc's signature, the core
/// dimensions of each operand, and the positions of inputs that are written to; `recipe` is what [`ufunc_recipe`] gives.
#[pyfunction]
#[pyo3(signature = (dispatcher, counts, identity, texts, core, dynamic, recipe))]
pub fn ufunc<'py>(
    dispatcher: &Bound<'py, PyAny>,
    counts: (usize, usize),
    identity: Option<&Bound<'py, PyAny>>,
    texts: (String, String),
    core: Option<(String, Vec<Vec<usize>>, Vec<usize>)>,
    dynamic: bool,
    recipe: Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = dispatcher.py();
    if object::core_of(dispatcher).is_none() {
        return Err(PyTypeError::new_err("the kernel of a ufunc is a compiled function"));
    }
    let (nin, nout) = counts;
    let (signature, core, writable) = match core {
        Some((signature, core, writable)) => (Some(signature), Some(core), writable),
        None => (None, None, Vec::new()),
    };
    let text = |text: String| CString::new(text).map_err(|_| PyValueError::new_err("a text holds a null character"));
    let made = Box::new(Ufunc {
        dispatcher: dispatcher.clone().unbind(),
        nin,
        nout,
        identity: identity_number(identity)?,
        dynamic,
        core,
        signature: signature.map(text).transpose()?,
        writable,
        recipe: recipe.unbind(),
        name: text(texts.0)?,
        doc: text(texts.1)?,
        loops: Mutex::default(),
    });
    let api = UfuncApi::load(py)?;
    let signature = made.signature.as_deref().map_or(null(), CStr::as_ptr);
    // SAFETY: the texts live in `made`, which the ufunc keeps; NumPy copies the signature.
    unsafe {
        let object = (api.from_function)(
            null_mut(),
            null_mut(),
            null(),
            0,
            nin as c_int,
            nout as c_int,
            made.identity,
            made.name.as_ptr(),
            made.doc.as_ptr(),
            0,
            signature,
        );
        let object = Bound::from_owned_ptr_or_err(py, object)?;
        let fields = &mut (*object.as_ptr().cast::<PyUFuncObject>()).fields;
        for position in made.writable.iter().filter(|position| **position < nin) {
            *fields.op_flags.add(*position) = NPY_ITER_READWRITE | NPY_ITER_UPDATEIFCOPY | NPY_ITER_ALIGNED;
        }
        if made.core.is_some() {
            // A kernel may read an input behind what it has written: an output that is an input too becomes a copy.
            for position in nin..nin + nout {
                *fields.op_flags.add(position) = NPY_ITER_READWRITE | NPY_ITER_UPDATEIFCOPY | NPY_ITER_ALLOCATE;
            }
        }
        let capsule = ffi::PyCapsule_New(Box::into_raw(made).cast(), CAPSULE.as_ptr(), Some(drop_ufunc));
        fields.obj = Bound::from_owned_ptr_or_err(py, capsule)?.into_ptr();
        if dynamic {
            promote::install(&object, &api, nin + nout)?;
        }
        Ok(object)
    }
}

unsafe extern "C" fn drop_ufunc(capsule: *mut PyObject) {
    // SAFETY: the capsule was made with a boxed `Ufunc`, and is destroyed once.
    unsafe {
        let made = ffi::PyCapsule_GetPointer(capsule, CAPSULE.as_ptr()).cast::<Ufunc>();
        if !made.is_null() {
            let mut made = Some(Box::from_raw(made));
            // An interpreter that ends refuses, and then nothing matters any more.
            Python::try_attach(|_| drop(made.take()));
            std::mem::forget(made);
        }
    }
}

/// NumPy's number of an identity.
fn identity_number(identity: Option<&Bound<'_, PyAny>>) -> PyResult<c_int> {
    let Some(identity) = identity else { return Ok(api::PYUFUNC_NONE) };
    if identity.extract::<&str>().is_ok_and(|text| text == "reorderable") {
        return Ok(api::PYUFUNC_REORDERABLE_NONE);
    }
    match identity.extract::<i64>() {
        Ok(0) => Ok(api::PYUFUNC_ZERO),
        Ok(1) => Ok(api::PYUFUNC_ONE),
        Ok(-1) => Ok(api::PYUFUNC_MINUS_ONE),
        _ => Err(PyValueError::new_err(format!(
            "identity must be 0, 1, -1, None or 'reorderable', not {}",
            identity.repr()?
        ))),
    }
}

/// Compiles the loop of a ufunc for the types of its kernel's parameters, as a signature's text has them; `outputs` are the
/// element types of its output arrays where the kernel does not say them.
#[pyfunction]
#[pyo3(signature = (ufunc, arguments, outputs))]
pub fn add_loop(ufunc: &Bound<'_, PyAny>, arguments: &str, outputs: Option<&str>) -> PyResult<()> {
    let Some(made) = of(ufunc) else { return Err(PyTypeError::new_err("numlir has not made this ufunc")) };
    let types = |text: &str| parse_types(text).map_err(PyTypeError::new_err);
    let scalar = |ty: &Type| {
        ty.scalar().ok_or_else(|| PyTypeError::new_err(format!("an output of a ufunc is a number, not {ty}")))
    };
    let outputs = outputs.map(|text| types(text)?.iter().map(scalar).collect::<PyResult<Vec<_>>>()).transpose()?;
    add(ufunc, made, types(arguments)?, outputs)?;
    Ok(())
}

/// What a ufunc was made with; `None` of one that numlir has not made.
#[pyfunction]
pub fn ufunc_recipe<'py>(ufunc: &Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
    Some(of(ufunc)?.recipe.bind(ufunc.py()).clone())
}

/// The compiled function that is the kernel of a ufunc.
#[pyfunction]
pub fn ufunc_kernel<'py>(ufunc: &Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
    Some(of(ufunc)?.dispatcher.bind(ufunc.py()).clone())
}

/// The ufunc's parts, if numlir has made it.
pub fn of<'object>(object: &'object Bound<'_, PyAny>) -> Option<&'object Ufunc> {
    if !is_ufunc(object) {
        return None;
    }
    // SAFETY: the ufunc is alive, and with it what it keeps.
    unsafe {
        let capsule = api::kept_object(object.as_ptr());
        if capsule.is_null() || ffi::PyCapsule_IsValid(capsule, CAPSULE.as_ptr()) == 0 {
            return None;
        }
        ffi::PyCapsule_GetPointer(capsule, CAPSULE.as_ptr()).cast::<Ufunc>().as_ref()
    }
}

impl Ufunc {
    fn loops(&self) -> MutexGuard<'_, Loops> {
        // Entries are only added, so a thread that panicked left them whole.
        self.loops.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The Python function that is its kernel.
    pub fn kernel<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        let core = object::core_of(self.dispatcher.bind(py)).expect("the kernel of a ufunc is a compiled function");
        core.function.bind(py).clone()
    }

    /// What compiled code knows of it; `None` for a gufunc, which has no form there.
    pub fn in_compiled_code(&self) -> Option<MadeUfunc> {
        if self.core.is_some() {
            return None;
        }
        let identity = match self.identity {
            api::PYUFUNC_ZERO => Some(0),
            api::PYUFUNC_ONE => Some(1),
            api::PYUFUNC_MINUS_ONE => Some(-1),
            _ => None,
        };
        let loops = match self.dynamic {
            true => Vec::new(),
            false => self.loops().loops.iter().map(|known| known.elements.clone()).collect(),
        };
        Some(MadeUfunc { nin: self.nin, nout: self.nout, identity, loops, kernel: String::new() })
    }

    /// What compiled code knows of a gufunc.
    pub fn gufunc(&self) -> Option<Gufunc> {
        let core = Gufunc::core_dimensions(self.signature.as_deref()?.to_str().ok()?);
        let loops = self.loops();
        let one = |known: &Registered| known.elements.iter().copied().zip(known.arrays.iter().copied()).collect();
        let loops = if self.dynamic { Vec::new() } else { loops.loops.iter().map(one).collect() };
        let name = self.name.to_string_lossy().into_owned();
        Some(Gufunc { name, nin: self.nin, core, writable: self.writable.clone(), loops })
    }

    /// The element types of the loop for these inputs.
    fn find(&self, inputs: &[Scalar]) -> Option<Vec<Scalar>> {
        let loops = self.loops();
        let found = loops.loops.iter().find(|known| known.elements[..self.nin] == *inputs);
        found.map(|known| known.elements.clone())
    }
}

/// Compiles a loop and registers it, unless there is one for these elements. Gives the element types of its operands.
fn add(
    ufunc: &Bound<'_, PyAny>,
    made: &Ufunc,
    arguments: Vec<Type>,
    outputs: Option<Vec<Scalar>>,
) -> PyResult<Vec<Scalar>> {
    let py = ufunc.py();
    let element = |ty: &Type| match ty {
        Type::Array(array) => Some(array.element),
        ty => ty.scalar(),
    };
    let elements: Option<Vec<Scalar>> = arguments.iter().map(element).collect();
    let wanted = if made.core.is_some() { made.nin + made.nout } else { made.nin };
    let Some(elements) = elements.filter(|elements| elements.len() == wanted) else {
        let name = made.name.to_string_lossy();
        return Err(PyTypeError::new_err(format!(
            "the signature of {name} has {wanted} types of numbers and arrays, not {}",
            arguments.len()
        )));
    };
    if let Some(known) = made.find(&elements[..made.nin]) {
        return Ok(known);
    }
    let arrays = arguments.iter().map(|ty| matches!(ty, Type::Array(_))).collect();
    let (wrapping, arguments) = match &made.core {
        None => (Wrapping::Ufunc { outputs }, arguments),
        Some(core) => {
            // Operands come with any strides.
            let any = |ty| match ty {
                Type::Array(array) => Type::Array(Array { layout: Layout::Any, ..array }),
                ty => ty,
            };
            (Wrapping::Gufunc { operands: core.clone() }, arguments.into_iter().map(any).collect())
        }
    };
    let kernel = made.dispatcher.bind(py);
    let core = object::core_of(kernel).expect("the kernel of a ufunc is a compiled function");
    let collected = program::collect(py, core, &[])?.map_err(|failure| failure.into_error(py))?;
    let program::Collected { program, data, texts, .. } = collected;
    let compiled = py.detach(|| {
        compile_loop(
            (&program, program::ENTRY),
            (arguments, &wrapping),
            (&core.settings.options, Some(&host::Extensions), core.settings.cache.as_deref()),
            (Arc::new(data), failed),
        )
    });
    let code = compiled.map_err(|diagnostics| Failure::new(diagnostics, texts).into_error(py))?;
    let elements = if made.core.is_some() { elements } else { [elements, code.outputs.clone()].concat() };
    // Another thread may have made it meanwhile.
    if let Some(known) = made.find(&elements[..made.nin]) {
        return Ok(known);
    }
    register(ufunc, made, Registered { elements: elements.clone(), arrays, code: Box::new(code) })?;
    Ok(elements)
}

/// Gives NumPy a loop.
fn register(ufunc: &Bound<'_, PyAny>, made: &Ufunc, registered: Registered) -> PyResult<()> {
    let py = ufunc.py();
    let descriptors: Vec<_> = registered.elements.iter().map(|element| dtype(py, *element)).collect();
    let mut classes: Vec<*mut PyTypeObject> = descriptors.iter().map(|each| api::dtype_class(*each)).collect();
    let slot = |slot: c_int, pfunc: *mut c_void| ffi::PyType_Slot { slot, pfunc };
    let initial = match made.identity {
        api::PYUFUNC_ZERO | api::PYUFUNC_ONE | api::PYUFUNC_MINUS_ONE if made.core.is_none() => {
            slot(api::NPY_METH_GET_REDUCTION_INITIAL, reduction_initial as *mut c_void)
        }
        _ => ffi::PyType_Slot::default(),
    };
    let is_of_dates = |known: &Registered| known.elements.iter().any(|element| element.is_date());
    if is_of_dates(&registered) && !made.dynamic && !made.loops().loops.iter().any(is_of_dates) {
        // NumPy finds loops over numbers by itself.
        promote::install(ufunc, &UfuncApi::load(py)?, made.nin + made.nout)?;
    }
    let units = match units::resolver(&registered.elements)? {
        Some(resolve) => slot(api::NPY_METH_RESOLVE_DESCRIPTORS, resolve as *mut c_void),
        None => ffi::PyType_Slot::default(),
    };
    let mut slots = [ffi::PyType_Slot::default(); 4];
    let given = [slot(api::NPY_METH_STRIDED_LOOP, registered.code.entry as *mut c_void), initial, units];
    // The first that is none ends the list.
    for (place, given) in slots.iter_mut().zip(given.into_iter().filter(|given| given.slot != 0)) {
        *place = given;
    }
    let mut spec = MethodSpec {
        name: made.name.as_ptr(),
        nin: made.nin as c_int,
        nout: made.nout as c_int,
        casting: api::NPY_NO_CASTING,
        flags: if made.identity == api::PYUFUNC_NONE { 0 } else { api::NPY_METH_IS_REORDERABLE },
        dtypes: classes.as_mut_ptr(),
        slots: slots.as_mut_ptr(),
    };
    // SAFETY: the specification is complete; NumPy copies it, and the ufunc keeps the code that it refers to.
    let outcome = unsafe { (UfuncApi::load(py)?.add_loop)(ufunc.as_ptr(), &mut spec) };
    // SAFETY: the descriptors are owned.
    let numbers: Vec<u8> = descriptors.iter().map(|each| unsafe { (**each).fields.type_num } as u8).collect();
    // SAFETY: as above.
    descriptors.into_iter().for_each(|each| unsafe { ffi::Py_DECREF(each.cast()) });
    if outcome < 0 {
        return Err(PyErr::fetch(py));
    }
    let mut loops = made.loops();
    loops.types.extend(numbers);
    loops.functions.push(legacy_loop as *mut c_void);
    loops.data.push((&raw const *registered.code).cast_mut().cast());
    loops.loops.push(registered);
    // SAFETY: the ufunc is alive and the interpreter attached; the tables live as long as it, and NumPy reads them only in
    // calls under the interpreter's lock.
    unsafe {
        let fields = &mut (*ufunc.as_ptr().cast::<PyUFuncObject>()).fields;
        fields.types = loops.types.as_mut_ptr().cast::<c_char>();
        fields.functions = loops.functions.as_mut_ptr().cast();
        fields.data = loops.data.as_mut_ptr();
        fields.ntypes = loops.loops.len() as c_int;
    }
    Ok(())
}

/// The loop in the form that NumPy had before: for whoever reads a ufunc's tables.
unsafe extern "C" fn legacy_loop(data: *mut *mut u8, dimensions: *mut isize, strides: *mut isize, code: *mut c_void) {
    // SAFETY: `register` puts the loop beside this function; the rest is the caller's contract.
    unsafe { ((*code.cast::<UfuncLoop>()).entry)(null_mut(), data, dimensions, strides, null_mut()) };
}

/// NumPy asks what a reduction starts with.
unsafe extern "C" fn reduction_initial(context: *mut MethodContext, _: u8, initial: *mut c_void) -> c_int {
    // SAFETY: NumPy passes the context of a call of the ufunc, with a descriptor for each operand, and memory for one
    // element of the first.
    unsafe {
        let caller = (*context).caller;
        let descriptor = *(*context).descriptors;
        if caller.is_null() || descriptor.is_null() {
            return 0;
        }
        let caller = Bound::from_borrowed_ptr(Python::assume_attached(), caller);
        let Some(made) = of(&caller) else { return 0 };
        let value = match made.identity {
            api::PYUFUNC_ZERO => 0i8,
            api::PYUFUNC_ONE => 1,
            api::PYUFUNC_MINUS_ONE => -1,
            _ => return 0,
        };
        let element = numpy().elements.get((*descriptor).fields.type_num as usize).copied().flatten();
        let Some(element) = element else { return 0 };
        write_number(element, value, initial.cast());
    }
    1
}

/// Writes a small number as an element.
///
/// # Safety
///
/// `place` has room for the element.
unsafe fn write_number(element: Scalar, value: i8, place: *mut u8) {
    // SAFETY: by the contract above.
    unsafe {
        place.write_bytes(0, element.size() as usize);
        match element.real() {
            Scalar::Float16 => place.cast::<u16>().write_unaligned(half::from_f64(value.into())),
            Scalar::Float32 => place.cast::<f32>().write_unaligned(value.into()),
            Scalar::Float64 => place.cast::<f64>().write_unaligned(value.into()),
            Scalar::Bool => place.write(u8::from(value != 0)),
            integer => {
                let bytes = i64::from(value).to_ne_bytes();
                place.copy_from_nonoverlapping(bytes.as_ptr(), integer.size() as usize);
            }
        }
    }
}

/// A kernel has raised: the exception is set, for NumPy to give up.
fn failed(sites: &[Site], status: i32) {
    // Loops run without the interpreter's lock.
    Python::attach(|_| raise::at_site(sites, status));
}

/// How many outputs the ufunc of a compiled function has, as its return statements say: the length of the tuple that all of
/// them write out, otherwise 1.
#[pyfunction]
pub fn output_count(dispatcher: &Bound<'_, PyAny>) -> PyResult<usize> {
    let Some(core) = object::core_of(dispatcher) else { return Ok(1) };
    let unit = source::unit(core, core.function.bind(dispatcher.py()))?;
    // A function that cannot be read fails when it is compiled.
    Ok(unit.ok().and_then(|unit| unit.flow.returned_tuple_length()).filter(|length| *length > 0).unwrap_or(1))
}

/// The dtype classes of elements, as new references.
fn classes(py: Python<'_>, elements: &[Scalar]) -> Vec<*mut PyObject> {
    let class = |element: &Scalar| {
        let descriptor = dtype(py, *element);
        // SAFETY: the descriptor is owned, and its class outlives it.
        unsafe {
            let class = ffi::Py_NewRef(api::dtype_class(descriptor).cast());
            ffi::Py_DECREF(descriptor.cast());
            class
        }
    };
    elements.iter().map(class).collect()
}

/// A tuple of one object again and again.
fn repeated<'py>(object: &Bound<'py, PyAny>, count: usize) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(object.py(), std::iter::repeat_n(object, count))
}
