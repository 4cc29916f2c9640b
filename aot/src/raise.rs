//! Errors of compiled code as Python exceptions, with the user's functions in their tracebacks.

use crate::description::{Function, Site};
use numlir_runtime::{Cause, ErrorArgument, Raised, parallel::INTERRUPTED, take_raised, with_values};
use pyo3::{
    exceptions::PySystemError,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytes, PyComplex, PyTuple},
};

/// The exception for the status that a function gave.
pub fn exception(py: Python<'_>, function: &'static Function, status: i32) -> PyErr {
    if status == INTERRUPTED {
        return PyErr::fetch(py);
    }
    build(py, function, &take_raised(status)).map_or_else(|error| error, PyErr::from_value)
}

/// The exception of an error, with those it was raised from.
fn build<'py>(py: Python<'py>, function: &'static Function, raised: &Raised) -> PyResult<Bound<'py, PyAny>> {
    let known = std::iter::once(&raised.status).chain(&raised.frames);
    let sites: Vec<&Site> = known.filter_map(|status| function.site(*status)).collect();
    let Some(first) = sites.first() else {
        return Err(PySystemError::new_err("compiled code reported an error that it does not list"));
    };
    let arguments = match (&raised.arguments[..], first.message(), first.arguments()) {
        ([], Some(message), _) => PyTuple::new(py, [with_values(message, &mut raised.values.iter().copied())])?,
        ([], None, Some(arguments)) => {
            let made = py.import("ast")?.call_method1("literal_eval", (arguments.to_string_lossy(),))?;
            made.cast_into::<PyTuple>()?
        }
        ([], None, None) => PyTuple::empty(py),
        (noted, ..) => PyTuple::new(py, noted.iter().map(|one| object(py, one)).collect::<PyResult<Vec<_>>>()?)?,
    };
    let users: Vec<&Site> = sites.iter().copied().filter(|site| site.is_users()).collect();
    let frames = if users.is_empty() { &sites } else { &users };
    let frames = frames
        .iter()
        .map(|site| (site.file(), site.function(), site.line, site.end_line, site.column, site.end_column));
    let frames = PyTuple::new(py, frames.collect::<Vec<_>>())?;
    let built = traceback(py)?.call_method1("build", (first.class(), arguments, frames))?;
    match &raised.cause {
        Cause::Unsaid => {}
        Cause::None => built.setattr("__cause__", py.None())?,
        Cause::Error(cause) => built.setattr("__cause__", build(py, function, cause)?)?,
    }
    Ok(built)
}

/// The code that makes tracebacks, which is the package's own.
fn traceback(py: Python<'_>) -> PyResult<&Bound<'_, PyModule>> {
    static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let module = MODULE.get_or_try_init(py, || {
        let text = concat!(include_str!("../../python/numlir/_traceback.py"), "\0");
        let text = std::ffi::CStr::from_bytes_with_nul(text.as_bytes()).map_err(|_| PySystemError::new_err(()))?;
        PyModule::from_code(py, text, c"_traceback.py", c"_numlir_traceback").map(Bound::unbind)
    })?;
    Ok(module.bind(py))
}

fn object<'py>(py: Python<'py>, argument: &ErrorArgument) -> PyResult<Bound<'py, PyAny>> {
    Ok(match argument {
        ErrorArgument::None => py.None().into_bound(py),
        ErrorArgument::Bool(value) => value.into_pyobject(py)?.to_owned().into_any(),
        ErrorArgument::Int(value) => value.into_pyobject(py)?.into_any(),
        ErrorArgument::Unsigned(value) => value.into_pyobject(py)?.into_any(),
        ErrorArgument::Float(value) => value.into_pyobject(py)?.into_any(),
        ErrorArgument::Complex(real, imaginary) => PyComplex::from_doubles(py, *real, *imaginary).into_any(),
        ErrorArgument::Str(characters) => {
            let text: String = characters.iter().filter_map(|character| char::from_u32(*character)).collect();
            text.into_pyobject(py)?.into_any()
        }
        ErrorArgument::Bytes(bytes) => PyBytes::new(py, bytes).into_any(),
        ErrorArgument::Tuple(elements) => {
            let elements = elements.iter().map(|element| object(py, element)).collect::<PyResult<Vec<_>>>()?;
            PyTuple::new(py, elements)?.into_any()
        }
        // A compiled library has no interpreter's objects to raise with.
        ErrorArgument::Object(object) => object.0.text(false).into_pyobject(py)?.into_any(),
    })
}
