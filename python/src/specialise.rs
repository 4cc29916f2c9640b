//! The first call for a key: compiles.

use crate::{boxing::is_boxable, object::Core, program, raise::Failure};
use numlir::dispatch::{self, Specialisation, key};
use numlir_grammar::diagnostic::{Diagnostic, Kind, Location};
use pyo3::prelude::*;
use std::sync::Arc;

/// The specialisation for a key, compiled now unless another thread does so or has. The interpreter is free meanwhile.
///
/// # Errors
///
/// One of the classes of `numlir.errors`.
pub fn specialise<'core>(py: Python<'_>, core: &'core Core, key: &[u32]) -> PyResult<&'core Specialisation> {
    if core.parameters.kwargs {
        return Err(refusal(core, "**kwargs has no compiled form", "name the parameters").into_error(py));
    }
    let collected = program::collect(py, core)?.map_err(|failure| failure.into_error(py))?;
    let program::Collected { program, data, texts } = collected;
    let data = Arc::new(data);
    let made = py.detach(|| {
        core.table.find_or_make(key, || {
            let compiled = dispatch::compile((&program, program::ENTRY), key::types(key), &core.settings.options, data);
            let specialisation = compiled.map_err(|diagnostics| Failure::new(diagnostics, texts))?;
            if is_boxable(&specialisation.result) {
                return Ok(specialisation);
            }
            let message = format!("{} returns {}, which cannot be given to Python", core.name, specialisation.result);
            Err(refusal(core, &message, "return numbers, arrays, None or tuples of these"))
        })
    });
    made.map_err(|failure| failure.into_error(py))
}

fn refusal(core: &Core, message: &str, help: &str) -> Failure {
    let mut diagnostic = Diagnostic::new(Kind::Unsupported, "no-compiled-form", message).help(help);
    let units = core.units.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut text = None;
    if let Some((_, unit)) = units.values().find(|(_, unit)| unit.flow.name == core.name) {
        let (line, column) = unit.lines.position(unit.flow.span.start);
        let end = (line, column + 3);
        diagnostic =
            diagnostic.at(Location { file: unit.file.clone(), start: (line, column), end }, "in this function");
        text = Some((unit.file.clone(), unit.text.clone()));
    }
    Failure::new(vec![diagnostic], text)
}
