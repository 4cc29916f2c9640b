//! Compiled functions that C calls.

use crate::{host, object, program, raise, raise::Failure, types};
use numlir::{
    dispatch::{self, Callback},
    pipeline::{Signature, Site},
};
use pyo3::{
    exceptions::PyTypeError,
    ffi,
    prelude::*,
    types::{PyString, PyTuple},
};
use std::sync::Arc;

/// The machine code of a callback, which lives as long as this object.
#[pyclass(name = "Callback", module = "numlir._numlir", frozen)]
pub struct CallbackObject {
    callback: Callback,
}

#[pymethods]
impl CallbackObject {
    #[getter]
    fn address(&self) -> usize {
        self.callback.address
    }

    /// The type of the result.
    #[getter]
    fn result<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        types::objects(py, std::slice::from_ref(&self.callback.result))?.get_item(0)
    }
}

/// Compiles a function for C: the types of its arguments and of its result, which is inferred where it is None.
#[pyfunction]
pub fn compile_callback(
    dispatcher: &Bound<'_, PyAny>,
    arguments: &Bound<'_, PyTuple>,
    result: &Bound<'_, PyAny>,
) -> PyResult<CallbackObject> {
    let py = dispatcher.py();
    let core = object::core_of(dispatcher).ok_or_else(|| PyTypeError::new_err("this is no compiled function"))?;
    let arguments = arguments.iter().map(|argument| types::read(&argument)).collect::<PyResult<Vec<_>>>()?;
    let result = if result.is_none() { None } else { Some(types::read(result)?) };
    let collected = program::collect(py, core, &[])?.map_err(|failure| failure.into_error(py))?;
    let program::Collected { program, data, texts, .. } = collected;
    let options = core.settings.compiler_options(py)?;
    let made = py.detach(|| {
        let signature = Signature { arguments: &arguments, constants: &[], result: result.as_ref() };
        let options = (&*options, Some(&host::Extensions as _));
        dispatch::compile_callback((&program, program::ENTRY), signature, options, (Arc::new(data), failed))
    });
    let callback = made.map_err(|diagnostics| Failure::new(diagnostics, texts).into_error(py))?;
    Ok(CallbackObject { callback })
}

/// Says what a callback raised, as Python says of errors that nobody can catch. What was raised before it was called stays.
fn failed(sites: &[Site], status: i32) {
    let function = usize::try_from(status - 1).ok().and_then(|position| sites.get(position));
    let name = function.map_or("callback", |site| site.function.as_str());
    Python::attach(|py| {
        let before = PyErr::take(py);
        raise::at_site(sites, status);
        let name = PyString::new(py, name);
        // SAFETY: the interpreter is attached, and the error of the callback is set.
        unsafe { ffi::PyErr_WriteUnraisable(name.as_ptr()) };
        if let Some(before) = before {
            before.restore(py);
        }
    });
}
