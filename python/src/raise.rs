//! Errors of compiled code, of the compiler and of calls, as Python exceptions.

use crate::{object::Core, read::Refusal, source};
use numlir::{
    dispatch::foreign,
    pipeline::Site,
    program::Binding,
    render::render,
    runtime::{Cause, Characters, ErrorArgument, Raised, parallel::INTERRUPTED, take_raised, with_values},
};
use numlir_grammar::diagnostic::{Diagnostic, Kind};
use pyo3::{
    exceptions::{PyMemoryError, PyOverflowError},
    ffi::{self, PyObject},
    prelude::*,
    types::{PyBytes, PyDict, PyTuple, PyType},
};
use std::{
    any::Any,
    borrow::Cow,
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    ptr::null_mut,
    sync::Arc,
};

/// The texts of files, by name.
pub type Texts = HashMap<Arc<str>, Arc<str>>;

/// Diagnostics with the texts they point into, to be shared by threads that waited for the same compilation.
#[derive(Clone)]
pub struct Failure(Arc<(Vec<Diagnostic>, Texts)>);

impl Failure {
    pub fn new(diagnostics: Vec<Diagnostic>, texts: impl IntoIterator<Item = (Arc<str>, Arc<str>)>) -> Self {
        Self(Arc::new((diagnostics, texts.into_iter().collect())))
    }

    /// The first error in one line.
    pub fn summary(&self) -> String {
        self.0.0.first().map(|diagnostic| diagnostic.message.clone()).unwrap_or_default()
    }

    /// The exception, of the class that the first diagnostic's kind asks for.
    pub fn into_error(self, py: Python<'_>) -> PyErr {
        let (diagnostics, texts) = &*self.0;
        let text = render(diagnostics, &|file: &str| texts.get(file).cloned());
        let first = diagnostics.first();
        let error = exception(py, class_of_kind(first.map_or(Kind::Internal, |first| first.kind)), &text);
        if let Some(first) = first {
            // The attributes are for programs; the text says all, so an exception without them will do.
            let _ = error.value(py).setattr("code", first.code);
        }
        error
    }
}

fn class_of_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Syntax => "NumlirSyntaxError",
        Kind::Unsupported => "UnsupportedError",
        Kind::Typing => "TypingError",
        Kind::Value => "NumlirValueError",
        Kind::Name => "UndeclaredNameError",
        Kind::Internal => "InternalError",
    }
}

/// An exception of a class of `numlir.errors`.
fn exception(py: Python<'_>, class: &str, text: &str) -> PyErr {
    let made = py.import("numlir.errors").and_then(|errors| errors.getattr(class)?.call1((text,)));
    made.map_or_else(|error| error, PyErr::from_value)
}

/// Raises what the site of a status says, with a traceback through the user's functions.
#[cold]
pub fn at_site(sites: &[Site], status: i32) -> *mut PyObject {
    if status == INTERRUPTED {
        // What interrupted a parallel loop is set already, and what a block in object mode raised, but on threads of its own.
        Python::attach(crate::object_block::set_raised);
        return null_mut();
    }
    let raised = take_raised(status);
    raising(|py| match build(py, sites, &raised) {
        Ok(made) => PyErr::from_value(made),
        Err(error) => error,
    })
}

/// The exception of an error, with those it was raised from.
fn build<'py>(py: Python<'py>, table: &[Site], raised: &Raised) -> PyResult<Bound<'py, PyAny>> {
    if raised.status == numlir::runtime::OUT_OF_MEMORY {
        let error = PyMemoryError::new_err("there is no memory for the blocks of this launch");
        return Ok(error.into_value(py).into_bound(py).into_any());
    }
    if raised.status == numlir::runtime::device::REFUSED {
        let text = numlir::runtime::device::take_refusal();
        let error = crate::driver::exception(py, "CudaDriverError", (text,));
        return Ok(error.into_value(py).into_bound(py).into_any());
    }
    // What comes out of a generator of another module has its place there.
    let known = |number: &i32| match foreign::site(*number) {
        Some(site) => Some(Cow::Owned(site)),
        None => table.get(usize::try_from(number - 1).ok()?).map(Cow::Borrowed),
    };
    let sites: Vec<Cow<Site>> = std::iter::once(&raised.status).chain(&raised.frames).filter_map(known).collect();
    let sites: Vec<&Site> = sites.iter().map(AsRef::as_ref).collect();
    let Some(first) = sites.first() else {
        let error = exception(py, "InternalError", "compiled code reported an error that it does not list");
        return Ok(error.into_value(py).into_bound(py).into_any());
    };
    let mut values = raised.values.iter().copied();
    let arguments = first.arguments.iter().map(|argument| match argument {
        Binding::Str(text) => object(py, &Binding::Str(with_values(text, &mut values))),
        other => object(py, other),
    });
    let mut arguments = arguments.collect::<PyResult<Vec<_>>>()?;
    if !raised.arguments.is_empty() {
        arguments = raised.arguments.iter().map(|argument| noted_object(py, argument)).collect::<PyResult<_>>()?;
    }
    // As NumPy's own functions, those of the library and loops of ufuncs are no entries of a traceback.
    let is_users = |site: &&Site| !site.file.starts_with("library/") && !site.function.is_empty();
    let users: Vec<&Site> = sites.iter().copied().filter(is_users).collect();
    let frames = if users.is_empty() { &sites } else { &users };
    let frames = frames
        .iter()
        .map(|site| (&*site.file, site.function.as_str(), site.line, site.end_line, site.column, site.end_column));
    let frames = PyTuple::new(py, frames.collect::<Vec<_>>())?;
    let arguments = PyTuple::new(py, arguments)?;
    let built = py.import("numlir._traceback")?.call_method1("build", (&first.exception, arguments, frames))?;
    match &raised.cause {
        Cause::Unsaid => {}
        Cause::None => built.setattr("__cause__", py.None())?,
        Cause::Error(cause) => built.setattr("__cause__", build(py, table, cause)?)?,
    }
    Ok(built)
}

fn noted_object<'py>(py: Python<'py>, argument: &ErrorArgument) -> PyResult<Bound<'py, PyAny>> {
    Ok(match argument {
        ErrorArgument::None => py.None().into_bound(py),
        ErrorArgument::Bool(value) => value.into_pyobject(py)?.to_owned().into_any(),
        ErrorArgument::Int(value) => value.into_pyobject(py)?.into_any(),
        ErrorArgument::Unsigned(value) => value.into_pyobject(py)?.into_any(),
        ErrorArgument::Float(value) => value.into_pyobject(py)?.into_any(),
        ErrorArgument::Complex(real, imaginary) => {
            pyo3::types::PyComplex::from_doubles(py, *real, *imaginary).into_any()
        }
        ErrorArgument::Str(characters) => crate::string::new(py, Characters::Wide(characters))?,
        ErrorArgument::Bytes(bytes) => PyBytes::new(py, bytes).into_any(),
        ErrorArgument::Object(object) => crate::object_block::noted(py, object),
        ErrorArgument::Tuple(elements) => {
            let elements = elements.iter().map(|element| noted_object(py, element)).collect::<PyResult<Vec<_>>>()?;
            PyTuple::new(py, elements)?.into_any()
        }
    })
}

fn object<'py>(py: Python<'py>, binding: &Binding) -> PyResult<Bound<'py, PyAny>> {
    Ok(match binding {
        Binding::Bool(value) => value.into_pyobject(py)?.to_owned().into_any(),
        Binding::Int(value) => value.into_pyobject(py)?.into_any(),
        Binding::Float(value) => value.into_pyobject(py)?.into_any(),
        Binding::Complex(real, imaginary) => pyo3::types::PyComplex::from_doubles(py, *real, *imaginary).into_any(),
        Binding::Str(value) => value.into_pyobject(py)?.into_any(),
        Binding::Bytes(value) => PyBytes::new(py, value).into_any(),
        Binding::NumpyScalar(scalar, value) => {
            py.import("numpy")?.getattr(scalar.name())?.call1((object(py, value)?,))?
        }
        Binding::Tuple(elements) => {
            let elements = elements.iter().map(|element| object(py, element)).collect::<PyResult<Vec<_>>>()?;
            PyTuple::new(py, elements)?.into_any()
        }
        // The rest are no constants that a raise statement could have.
        _ => py.None().into_bound(py),
    })
}

/// Raises what Python says to a call that does not fit the parameters.
///
/// # Safety
///
/// The arguments are those of the vectorcall protocol.
#[cold]
pub unsafe fn binding_error(
    core: &Core,
    arguments: *const *mut PyObject,
    count: usize,
    keywords: *mut PyObject,
) -> *mut PyObject {
    guarded(|py| {
        // SAFETY: by the contract above.
        let value = |index| unsafe { Bound::from_borrowed_ptr(py, *arguments.add(index)) };
        let positional = PyTuple::new(py, (0..count).map(value))?;
        let named = PyDict::new(py);
        if !keywords.is_null() {
            // SAFETY: as above.
            let names = unsafe { Bound::from_borrowed_ptr(py, keywords) }.cast_into::<PyTuple>()?;
            for (index, name) in names.iter().enumerate() {
                named.set_item(name, value(count + index))?;
            }
        }
        let error = py.import("numlir._binding")?.call_method1("error", (&core.function, positional, named))?;
        Err(PyErr::from_value(error))
    })
}

/// Raises that an argument has no compiled form.
#[cold]
pub fn refused(core: &Core, position: usize, refusal: Refusal) -> *mut PyObject {
    raising(|py| {
        let unit = source::unit(core, core.function.bind(py)).ok().and_then(Result::ok);
        let parameter = unit.as_ref().and_then(|unit| unit.flow.graph[unit.flow.entry].parameters.get(position));
        let name = parameter.and_then(|parameter| parameter.name.as_deref()).unwrap_or("?");
        let (has, help, class) = match refusal {
            Refusal::Type(has, help) => (has, help, None),
            Refusal::Uneven(has, help) => (has, Some(help), Some("HeterogeneousError")),
            Refusal::Memory => return pyo3::exceptions::PyMemoryError::new_err(()),
            Refusal::Overflow => {
                let message = format!("{}(): argument '{name}' fits neither int64 nor uint64", core.name);
                return PyOverflowError::new_err(message);
            }
        };
        let message = format!("{}(): argument '{name}' has {has}", core.name);
        let mut diagnostic = Diagnostic::new(Kind::Typing, "argument-type", message);
        diagnostic.help = help.map(Into::into);
        if let (Some(unit), Some(parameter)) = (&unit, parameter) {
            diagnostic = diagnostic.at(unit.lines.location(&unit.file, parameter.span), "this argument");
        }
        let texts = unit.and_then(|unit| Some((unit.file.clone(), unit.text.clone()?)));
        let error = Failure::new(vec![diagnostic], texts).into_error(py);
        class.map_or_else(|| error.clone_ref(py), |class| exception(py, class, &text_of_error(py, &error)))
    })
}

/// Raises that the package itself failed.
#[cold]
pub fn panicked(payload: &(dyn Any + Send)) -> *mut PyObject {
    let words = payload.downcast_ref::<&str>().copied();
    let words = words.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    raising(|py| exception(py, "InternalError", &format!("numlir failed: {words}; please report it")))
}

/// Runs what may raise or panic, for CPython: a new reference, or null with the exception set.
///
/// CPython calls with the interpreter attached. PyO3 is told so, because otherwise it would put off giving references
/// back, and the last one's object would leak.
pub fn guarded(work: impl FnOnce(Python<'_>) -> PyResult<*mut PyObject>) -> *mut PyObject {
    match catch_unwind(AssertUnwindSafe(|| Python::attach(|py| work(py).unwrap_or_else(|error| set(py, &error))))) {
        Ok(object) => object,
        Err(payload) => panicked(&*payload),
    }
}

/// Raises the exception that `make` makes.
fn raising(make: impl FnOnce(Python<'_>) -> PyErr) -> *mut PyObject {
    Python::attach(|py| set(py, &make(py)))
}

/// Makes an exception the one that CPython raises, as in a raise statement: one that is being handled becomes its context.
fn set(py: Python<'_>, error: &PyErr) -> *mut PyObject {
    // SAFETY: the interpreter is attached, and the class is the exception's own.
    unsafe { ffi::PyErr_SetObject(error.get_type(py).as_ptr(), error.value(py).as_ptr()) };
    null_mut()
}

/// The name of an object's class as messages write it: with its module unless that is `builtins`.
///
/// # Safety
///
/// The object is alive and the interpreter attached.
pub unsafe fn class_name(object: *mut PyObject) -> String {
    // SAFETY: by the contract above.
    unsafe { name_of_class(&Bound::from_borrowed_ptr(Python::assume_attached(), object).get_type()) }
}

/// See [`class_name`].
pub fn name_of_class(class: &Bound<'_, PyType>) -> String {
    // Not by way of `str()`, which looks for signals: an interrupt would be lost, and the name wrong.
    class.fully_qualified_name().map_or_else(|_| "object".into(), |name| name.to_string_lossy().into_owned())
}

/// The text of an exception.
pub fn text_of_error(py: Python<'_>, error: &PyErr) -> String {
    // SAFETY: the value is alive, and the interpreter attached.
    unsafe { text_of(error.value(py).as_ptr()) }
}

/// `str(object)`.
///
/// # Safety
///
/// The object is alive and the interpreter attached.
pub unsafe fn text_of(object: *mut PyObject) -> String {
    // SAFETY: by the contract above.
    unsafe {
        let object = Bound::from_borrowed_ptr(Python::assume_attached(), object);
        object.str().map_or_else(|_| "of unknown name".into(), |text| text.to_string_lossy().into_owned())
    }
}
