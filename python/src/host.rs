//! What users have added to the compiler with `numlir.extending`, as the compiler asks for it.

use crate::{object, program, types::describe};
use numlir::{
    dispatch::FrozenData,
    program::{Constant, Host, LibraryTraits, Passed, Program},
};
use pyo3::{
    prelude::*,
    types::{PyDict, PyList, PyModule},
};
use std::sync::{Mutex, PoisonError};

/// The registry of the module `numlir.extending`. Until somebody imports it there is nothing to ask.
pub struct Extensions;

/// Implementations whose code is part of other functions, with the data of arrays that they refer to. They own the blocks in
/// object mode that this code runs, and live as long as the process.
static TAKEN: Mutex<Vec<(Py<PyAny>, FrozenData)>> = Mutex::new(Vec::new());

/// `numlir.extending`, where it has been imported.
pub fn registry(py: Python<'_>) -> Option<Bound<'_, PyModule>> {
    loaded(py, "numlir.extending")
}

/// A module, where it has been imported.
pub fn loaded<'py>(py: Python<'py>, name: &str) -> Option<Bound<'py, PyModule>> {
    let modules = py.import("sys").ok()?.getattr("modules").ok()?.cast_into::<PyDict>().ok()?;
    modules.get_item(name).ok()??.cast_into::<PyModule>().ok()
}

impl Host for Extensions {
    fn overload(&self, name: &str, arguments: &[Passed]) -> Result<Option<Program>, String> {
        Python::attach(|py| {
            let Some(registry) = registry(py) else { return Ok(None) };
            let resolved = resolve(py, &registry, (name, arguments));
            resolved.map_err(|error| error.to_string())?
        })
    }

    fn has_method(&self, name: &str) -> bool {
        Python::attach(|py| {
            let answer = registry(py)?.call_method1("_has_method", (name,)).ok()?;
            answer.extract().ok()
        })
        .unwrap_or(false)
    }
}

fn resolve(
    py: Python<'_>,
    registry: &Bound<'_, PyModule>,
    (name, arguments): (&str, &[Passed]),
) -> PyResult<Result<Option<Program>, String>> {
    let described: PyResult<Vec<_>> = arguments
        .iter()
        .map(|argument| {
            let literal = match &argument.constant {
                Some(Constant::Bool(value)) => value.into_pyobject(py)?.to_owned().into_any(),
                Some(Constant::Int(value)) => value.into_pyobject(py)?.into_any(),
                Some(Constant::Str(text)) => text.into_pyobject(py)?.into_any(),
                _ => py.None().into_bound(py),
            };
            Ok((argument.keyword.clone(), describe(py, &argument.ty)?, literal))
        })
        .collect();
    let found = registry.call_method1("_resolve", (name, PyList::new(py, described?)?))?;
    let Some(core) = object::core_of(&found) else { return Ok(Ok(None)) };
    let collected = match program::collect_extension(py, core)? {
        Ok(collected) => collected,
        Err(failure) => return Ok(Err(failure.summary())),
    };
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner).push((found.clone().unbind(), collected.data));
    let mut program = collected.program;
    if let Some(first) = program.functions.first_mut() {
        let method = name.starts_with("method.");
        first.library = Some(LibraryTraits { method, users: true, ..LibraryTraits::default() });
    }
    Ok(Ok(Some(program)))
}
