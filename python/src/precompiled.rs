//! The library's machine code that a build makes (`src/precompiled.rs` of the compiler).

use crate::raise::Failure;
use numlir::{codegen::Processor, precompiled};
use pyo3::{exceptions::PyValueError, prelude::*};
use std::path::PathBuf;

/// Compiles functions of the library for a processor, by its name, to a file in a folder; nothing where the file is that already.
#[pyfunction]
pub fn write_library_code(py: Python<'_>, folder: PathBuf, processor: &str) -> PyResult<()> {
    let unknown = || PyValueError::new_err(format!("{processor} is none of {}", Processor::NAMES.join(", ")));
    let path = folder.join(precompiled::file_name(processor));
    let processor = Processor::from_name(processor).ok_or_else(unknown)?;
    let write =
        || if precompiled::is_written(&path, processor) { Ok(()) } else { precompiled::write(&path, processor) };
    py.detach(write).map_err(|diagnostics| Failure::new(diagnostics, []).into_error(py))
}

/// The levels of this architecture's processors that a wheel has the library's code for.
#[pyfunction]
pub fn processor_levels() -> Vec<&'static str> {
    Processor::NAMES.iter().filter(|name| name.ends_with("-v3") || name.ends_with("-v4")).copied().collect()
}

/// Has compiled functions call what a file in a folder has of the library, if there is one for this machine.
#[pyfunction]
pub fn find_library_code(folder: PathBuf) {
    precompiled::look_in(folder);
}
