//! What can be asked about a compiled function's specialisations, which are counted from 0 in the order they were made.

use crate::{
    host,
    object::{Core, core_of},
    program,
    raise::Failure,
    source,
};
use numlir::{
    codegen,
    dispatch::{Origin, Specialisation, on_compiler_thread},
    flow,
    pipeline::{self, Options, Signature, Stage},
    program::{Host, Program},
};
use numlir_grammar::diagnostic::Diagnostic;
use pyo3::{
    exceptions::{PyIndexError, PyTypeError, PyValueError},
    prelude::*,
};
use std::path::PathBuf;

/// A place as `(file, line, column, end line, end column)`, the name of a variable, and a type.
type Annotated = ((String, u32, u32, u32, u32), Option<String>, String);

fn core<'object>(dispatcher: &'object Bound<'_, PyAny>) -> PyResult<&'object Core> {
    core_of(dispatcher).ok_or_else(|| PyTypeError::new_err("not a compiled function"))
}

/// Where the code of each specialisation comes from: `"compiled"`, or with a cache `"missed"` or `"cached"`.
#[pyfunction]
pub fn origins(dispatcher: &Bound<'_, PyAny>) -> PyResult<Vec<&'static str>> {
    let origin = |specialisation: &Specialisation| match specialisation.origin {
        Origin::Compiled => "compiled",
        Origin::Missed => "missed",
        Origin::Cached => "cached",
    };
    Ok(core(dispatcher)?.table.values().into_iter().map(origin).collect())
}

/// The folder of a function's cache, or None.
#[pyfunction]
pub fn cache_folder(dispatcher: &Bound<'_, PyAny>) -> PyResult<Option<PathBuf>> {
    Ok(core(dispatcher)?.settings.cache.as_ref().map(|cache| cache.path().to_path_buf()))
}

/// The text of a stage of the compilation.
#[pyfunction]
pub fn stage_text(dispatcher: &Bound<'_, PyAny>, index: usize, stage: &str, locations: bool) -> PyResult<String> {
    let stage = match stage {
        "py" => Stage::Py,
        "typed" => Stage::Typed,
        "loops" => Stage::Loops,
        "nd" => Stage::Nd,
        "llvm-dialect" => Stage::LlvmDialect,
        "llvm" => Stage::Llvm,
        "opt-llvm" => Stage::OptimisedLlvm,
        "asm" => Stage::Assembly,
        other => {
            let known = "py, typed, loops, nd, llvm-dialect, llvm, opt-llvm, asm";
            return Err(PyValueError::new_err(format!("there is no stage {other:?}; the stages are {known}")));
        }
    };
    again(dispatcher, index, |program, arguments, options| {
        pipeline::print(program, arguments, options, (stage, locations))
    })
}

/// The expressions of a function and of those it calls with their types.
#[pyfunction]
pub fn annotations(dispatcher: &Bound<'_, PyAny>, index: usize) -> PyResult<Vec<Annotated>> {
    let found = again(dispatcher, index, pipeline::annotate)?;
    let plain = found.into_iter().map(|annotation| {
        let place = annotation.place;
        let place = (place.file.to_string(), place.start.0, place.start.1, place.end.0, place.end.1);
        (place, annotation.name, annotation.ty)
    });
    Ok(plain.collect())
}

/// The control-flow graph of a function in the language of Graphviz.
#[pyfunction]
pub fn flow_graph(dispatcher: &Bound<'_, PyAny>) -> PyResult<String> {
    let core = core(dispatcher)?;
    let unit = source::unit(core, core.function.bind(dispatcher.py()))?;
    let unit = unit.map_err(|failure| failure.into_error(dispatcher.py()))?;
    Ok(flow::print::dot(&unit.flow))
}

/// What tells this build of numlir from others, or None.
#[pyfunction]
pub fn build_identity() -> Option<&'static str> {
    codegen::build_identity()
}

/// The processor that code is made for, with its features.
#[pyfunction]
pub fn target() -> String {
    codegen::host_description().map_or_else(|error| error.to_string(), str::to_owned)
}

/// Runs a part of the compilation of a specialisation again, on the function as it is now.
fn again<R: Send>(
    dispatcher: &Bound<'_, PyAny>,
    index: usize,
    run: impl FnOnce((&Program, usize), Signature, (&Options, Option<&dyn Host>)) -> Result<R, Vec<Diagnostic>> + Send,
) -> PyResult<R> {
    let py = dispatcher.py();
    let core = core(dispatcher)?;
    let specialisations = core.table.values();
    let missing = || PyIndexError::new_err("the function has no such specialisation");
    let specialisation = specialisations.get(index).ok_or_else(missing)?;
    let (arguments, constants) = (&specialisation.arguments, &specialisation.constants);
    let signature = Signature { arguments, constants, result: None };
    let collected = program::collect(py, core, &[])?.map_err(|failure| failure.into_error(py))?;
    let options = core.settings.compiler_options(py)?;
    let options = (&*options, Some(&host::Extensions as &dyn Host));
    let made = py.detach(|| {
        on_compiler_thread(|| run((&collected.program, program::ENTRY), signature, options))
            .unwrap_or_else(|fault| Err(vec![*fault]))
    });
    made.map_err(|diagnostics| Failure::new(diagnostics, collected.texts).into_error(py))
}
