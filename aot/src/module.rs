//! A Python module of compiled functions.

use crate::{
    description::{Function, Module},
    host, raise,
    read::Arguments,
    types::{self, Type},
    write,
};
use pyo3::{
    exceptions::{PySystemError, PyTypeError},
    ffi,
    prelude::*,
    types::{PyCFunction, PyDict, PyTuple},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    ptr::null_mut,
};

/// Makes the Python module of a library: what its `PyInit_…` calls. Null with an exception set where that fails.
///
/// # Safety
/// The table is a constant of the library, and the calling thread holds the interpreter.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_module(table: *const Module) -> *mut ffi::PyObject {
    // SAFETY: by the contract above.
    let table: &'static Module = unsafe { &*table };
    let made = catch_unwind(AssertUnwindSafe(|| {
        Python::attach(|py| match make(py, table) {
            Ok(module) => module.into_ptr(),
            Err(error) => {
                error.restore(py);
                null_mut()
            }
        })
    }));
    made.unwrap_or_else(|_| {
        Python::attach(|py| {
            PySystemError::new_err("the module could not be made").restore(py);
            null_mut()
        })
    })
}

fn make<'py>(py: Python<'py>, table: &'static Module) -> PyResult<Bound<'py, PyModule>> {
    // The interpreter keeps the definition as long as the module, which it never unloads.
    let definition = Box::leak(Box::new(ffi::PyModuleDef {
        m_base: ffi::PyModuleDef_HEAD_INIT,
        m_name: table.name().as_ptr(),
        m_doc: std::ptr::null(),
        m_size: -1,
        m_methods: null_mut(),
        m_slots: null_mut(),
        m_traverse: None,
        m_clear: None,
        m_free: None,
    }));
    // SAFETY: the definition stays; a new module comes with one reference.
    let module = unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyModule_Create(definition))? };
    let module = module.cast_into::<PyModule>()?;
    host::install();
    if table.linear {
        host::find_linear_algebra(py)?;
    }
    for function in table.functions() {
        let name = function.name();
        let Some((arguments, result)) = types::signature(function.types()) else {
            return Err(PySystemError::new_err(format!("the types of {} are not known", name.to_string_lossy())));
        };
        let parameters = function.parameters();
        let called = move |positional: &Bound<'_, PyTuple>, named: Option<&Bound<'_, PyDict>>| {
            let values = bind(function, &parameters, positional, named)?;
            call(positional.py(), function, (&parameters, &arguments, &result), &values)
        };
        let made = PyCFunction::new_closure(py, Some(name), Some(function.documentation()), called)?;
        module.add(name.to_str().unwrap_or("?"), made)?;
    }
    Ok(module)
}

fn call(
    py: Python<'_>,
    function: &'static Function,
    (parameters, types, result): (&[&str], &[Type], &Type),
    values: &[Bound<'_, PyAny>],
) -> PyResult<Py<PyAny>> {
    let mut arguments = Arguments::default();
    for ((value, ty), name) in values.iter().zip(types).zip(parameters) {
        arguments.read(value, ty, name)?;
    }
    let mut results = vec![0_u64; result.slots()];
    // SAFETY: the slots are those of the function's types, and what they point to is alive during the call.
    let status = unsafe { (function.entry)(arguments.slots.as_ptr(), results.as_mut_ptr()) };
    if status != 0 {
        return Err(raise::exception(py, function, status));
    }
    write::object(py, result, &mut results.as_slice(), &arguments.arrays).map(Bound::unbind)
}

/// The values of the parameters, in their order.
fn bind<'py>(
    function: &Function,
    parameters: &[&str],
    positional: &Bound<'py, PyTuple>,
    named: Option<&Bound<'py, PyDict>>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let name = function.name().to_string_lossy();
    let mut values: Vec<_> = positional.iter().map(Some).collect();
    let given = values.len() + named.map_or(0, |named| named.len());
    if given != parameters.len() {
        let message = format!("{name}() takes {} arguments ({given} given)", parameters.len());
        return Err(PyTypeError::new_err(message));
    }
    values.resize(parameters.len(), None);
    for (keyword, value) in named.into_iter().flatten() {
        let keyword = keyword.to_string();
        let Some(position) = parameters.iter().position(|parameter| *parameter == keyword) else {
            return Err(PyTypeError::new_err(format!("{name}() got an unexpected keyword argument '{keyword}'")));
        };
        if values[position].replace(value).is_some() {
            return Err(PyTypeError::new_err(format!("{name}() got multiple values for argument '{keyword}'")));
        }
    }
    // As many values as parameters, none of them twice.
    Ok(values.into_iter().flatten().collect())
}
