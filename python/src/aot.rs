//! Libraries compiled ahead of time.

use crate::{host, object, program, raise::Failure, types};
use numlir::{
    aot::{Callers, Exported, Interface, Library, Toolchain},
    codegen::Processor,
    program::Host,
};
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::PyTuple,
};
use std::{collections::HashSet, path::PathBuf};

/// Functions of a library in the making.
#[pyclass(name = "Library", module = "numlir._numlir")]
pub struct LibraryObject {
    library: Library,
    processor: Processor,
}

#[pymethods]
impl LibraryObject {
    /// `callers` are `"c"` or `"python"`.
    #[new]
    fn new(name: String, callers: &str, processor: &str) -> PyResult<Self> {
        let callers = match callers {
            "c" => Callers::C,
            "python" => Callers::Python,
            other => return Err(PyValueError::new_err(format!("'{other}' do not call libraries"))),
        };
        let Some(processor) = Processor::from_name(processor) else {
            let known = Processor::NAMES.join(", ");
            let message = format!("there is no processor '{processor}'; those of this machine's kind are {known}");
            return Err(PyValueError::new_err(message));
        };
        Ok(Self { library: Library { name, callers, functions: Vec::new() }, processor })
    }

    /// Compiles a function for a signature, whose result is inferred where it is None, and adds it: `names` are its own, those of
    /// its parameters, and its documentation.
    fn add(
        &mut self,
        dispatcher: &Bound<'_, PyAny>,
        names: (String, Vec<String>, String),
        arguments: &Bound<'_, PyTuple>,
        result: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let py = dispatcher.py();
        let (name, parameters, documentation) = names;
        let core = object::core_of(dispatcher).ok_or_else(|| PyTypeError::new_err("this is no compiled function"))?;
        let arguments = arguments.iter().map(|argument| types::read(&argument)).collect::<PyResult<Vec<_>>>()?;
        let result = if result.is_none() { None } else { Some(types::read(result)?) };
        let collected = program::collect(py, core, &[])?.map_err(|failure| failure.into_error(py))?;
        let program::Collected { program, data, texts, .. } = collected;
        let (callers, processor, nogil) = (self.library.callers, self.processor, core.settings.nogil);
        let made = py.detach(|| {
            Exported::compile(
                (&program, program::ENTRY),
                (Interface { name, parameters, documentation, arguments, nogil }, result.as_ref()),
                (&core.settings.options, Some(&host::Extensions as &dyn Host)),
                (callers, processor),
                &|address| data.bytes(address).map(<[u8]>::to_vec),
            )
        });
        let made = made.map_err(|diagnostics| Failure::new(diagnostics, texts).into_error(py))?;
        self.library.functions.push(made);
        Ok(())
    }

    /// What callers in C include.
    fn header(&self) -> String {
        self.library.header()
    }

    /// The text of the C source that is linked with the code.
    fn source(&self) -> String {
        self.library.source()
    }

    /// Writes what is linked to a folder: the paths of the objects, and arguments for the linker.
    fn write(&self, py: Python<'_>, folder: PathBuf) -> PyResult<(Vec<PathBuf>, Vec<String>)> {
        self.library.write(&folder).map_err(|diagnostics| Failure::new(diagnostics, []).into_error(py))
    }

    /// Makes the library, by way of a folder (`paths`), with a C compiler, the runtime's archive, and further arguments for linking.
    fn link(
        &self,
        py: Python<'_>,
        paths: (PathBuf, PathBuf),
        compiler: Vec<String>,
        archive: PathBuf,
        arguments: Vec<String>,
    ) -> PyResult<()> {
        let (output, folder) = paths;
        let toolchain = Toolchain { compiler, archive, arguments };
        let linked = py.detach(|| self.library.link(&output, &folder, &toolchain));
        linked.map_err(|diagnostics| Failure::new(diagnostics, []).into_error(py))
    }
}

/// The names of the runtime's own functions that compiled code may call.
#[pyfunction]
pub fn runtime_functions() -> HashSet<&'static str> {
    let names = numlir::runtime::symbols().into_iter().map(|(name, _)| name);
    names.filter(|name| name.starts_with("numlir_")).collect()
}
