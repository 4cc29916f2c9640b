//! A Python module of compiled functions.

use crate::{
    description::{Function, Module},
    host, raise,
    read::Arguments,
    types::{self, Type},
    write,
};
use pyo3::{
    Borrowed,
    exceptions::{PySystemError, PyTypeError},
    ffi,
    prelude::*,
    types::PyTuple,
};
use std::{
    borrow::Cow,
    panic::{AssertUnwindSafe, catch_unwind},
    ptr::null_mut,
    slice,
};

/// What the texts of a function's table mean.
pub struct Prepared {
    parameters: Vec<&'static str>,
    arguments: Vec<Type>,
    result: Type,
}

/// Makes the Python module of a library: what its `PyInit_…` calls. Null with an exception set where that fails.
///
/// # Safety
/// The table is a constant of the library, and the calling thread holds the interpreter.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_module(table: *const Module) -> *mut ffi::PyObject {
    // SAFETY: by the contract above.
    let table: &'static Module = unsafe { &*table };
    guarded(|py| make(py, table))
}

/// Calls a function of a module: what its `call` calls. Null with an exception set where that fails.
///
/// # Safety
/// The function is one of the tables of a module that was made; the rest is as CPython passes it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_call(
    function: *const Function,
    values: *const *mut ffi::PyObject,
    count: isize,
    keywords: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: by the contract above.
    let function: &'static Function = unsafe { &*function };
    guarded(|py| {
        let Some(prepared) = function.prepared() else { return Err(PySystemError::new_err("the module is not made")) };
        let positional: &[*mut ffi::PyObject] = match count {
            0 => &[],
            // SAFETY: CPython passes so many values.
            count => unsafe { slice::from_raw_parts(values, count as usize) },
        };
        if keywords.is_null() && positional.len() == prepared.parameters.len() {
            return call(py, function, prepared, positional);
        }
        let mut names: Vec<String> = Vec::new();
        let mut named: &[*mut ffi::PyObject] = &[];
        if !keywords.is_null() {
            // SAFETY: the names of keywords are a tuple, and their values follow the others.
            names = unsafe { Borrowed::from_ptr(py, keywords) }.cast::<PyTuple>()?.extract()?;
            named = unsafe { slice::from_raw_parts(values.add(positional.len()), names.len()) };
        }
        let bound = bind(function, prepared, positional, &names, named)?;
        call(py, function, prepared, &bound)
    })
}

/// Runs what may raise or panic, for CPython. PyO3 is told that the interpreter is attached: it would put off giving references
/// back otherwise.
fn guarded(work: impl for<'py> FnOnce(Python<'py>) -> PyResult<Bound<'py, PyAny>>) -> *mut ffi::PyObject {
    Python::attach(|py| {
        let made = catch_unwind(AssertUnwindSafe(|| work(py)));
        match made.unwrap_or_else(|_| Err(PySystemError::new_err("a function of the runtime panicked"))) {
            Ok(object) => object.into_ptr(),
            Err(error) => {
                error.restore(py);
                null_mut()
            }
        }
    })
}

fn make<'py>(py: Python<'py>, table: &'static Module) -> PyResult<Bound<'py, PyAny>> {
    let mut methods = Vec::new();
    for function in table.functions() {
        let name = function.name();
        let (Some((arguments, result)), Some(call)) = (types::signature(function.types()), function.call) else {
            return Err(PySystemError::new_err(format!("the table of {} is not a module's", name.to_string_lossy())));
        };
        // SAFETY: the module is not made yet.
        unsafe { function.prepare(Prepared { parameters: function.parameters(), arguments, result }) };
        methods.push(ffi::PyMethodDef {
            ml_name: name.as_ptr(),
            ml_meth: ffi::PyMethodDefPointer { PyCFunctionFastWithKeywords: call },
            ml_flags: ffi::METH_FASTCALL | ffi::METH_KEYWORDS,
            ml_doc: function.documentation().as_ptr(),
        });
    }
    methods.push(ffi::PyMethodDef::zeroed());
    // The interpreter keeps both as long as the module, which it never unloads.
    let definition = Box::leak(Box::new(ffi::PyModuleDef {
        m_base: ffi::PyModuleDef_HEAD_INIT,
        m_name: table.name().as_ptr(),
        m_doc: std::ptr::null(),
        m_size: -1,
        m_methods: methods.leak().as_mut_ptr(),
        m_slots: null_mut(),
        m_traverse: None,
        m_clear: None,
        m_free: None,
    }));
    host::install();
    if table.linear {
        host::find_linear_algebra(py)?;
    }
    // SAFETY: the definition stays; a new module comes with one reference.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyModule_Create(definition)) }
}

fn call<'py>(
    py: Python<'py>,
    function: &'static Function,
    prepared: &Prepared,
    values: &[*mut ffi::PyObject],
) -> PyResult<Bound<'py, PyAny>> {
    let mut arguments = Arguments::with_capacity(2 * values.len());
    for ((value, ty), name) in values.iter().zip(&prepared.arguments).zip(&prepared.parameters) {
        // SAFETY: the caller keeps its values during the call.
        let value = unsafe { Borrowed::from_ptr(py, *value) };
        arguments.read(&value, ty, name)?;
    }
    let mut results = vec![0_u64; prepared.result.slots()];
    let (passed, given) = (arguments.slots.as_ptr().expose_provenance(), results.as_mut_ptr().expose_provenance());
    // SAFETY: the slots are those of the function's types, and what they point to is alive during the call.
    let run = move || unsafe {
        (function.entry)(std::ptr::with_exposed_provenance(passed), std::ptr::with_exposed_provenance_mut(given))
    };
    let status = if function.nogil { py.detach(run) } else { run() };
    if status != 0 {
        return Err(raise::exception(py, function, status));
    }
    write::object(py, &prepared.result, &mut results.as_slice(), &arguments.arrays)
}

/// The values of the parameters, in their order.
fn bind(
    function: &Function,
    prepared: &Prepared,
    positional: &[*mut ffi::PyObject],
    names: &[String],
    named: &[*mut ffi::PyObject],
) -> PyResult<Vec<*mut ffi::PyObject>> {
    let name: Cow<str> = function.name().to_string_lossy();
    let parameters = &prepared.parameters;
    let given = positional.len() + named.len();
    if given != parameters.len() {
        let message = format!("{name}() takes {} arguments ({given} given)", parameters.len());
        return Err(PyTypeError::new_err(message));
    }
    let mut values = positional.to_vec();
    values.resize(parameters.len(), null_mut());
    for (keyword, value) in names.iter().zip(named) {
        let Some(position) = parameters.iter().position(|parameter| parameter == keyword) else {
            return Err(PyTypeError::new_err(format!("{name}() got an unexpected keyword argument '{keyword}'")));
        };
        if !values[position].is_null() {
            return Err(PyTypeError::new_err(format!("{name}() got multiple values for argument '{keyword}'")));
        }
        values[position] = *value;
    }
    // As many values as parameters, none of them twice.
    Ok(values)
}
