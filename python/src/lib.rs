//! The extension module `numlir._numlir`: functions that compile themselves for the types they are called with.
//!
//! ```text
//! object     the Python type of a compiled function, called through CPython's vectorcall
//!   | bind       positional and keyword arguments, defaults
//!   | read       values to the slots of the calling convention, types to a key
//!   | specialise at the first call for a key: source, program, compiler
//!   | boxing     result slots to Python objects
//!   | raise      errors of compiled code and of the compiler
//! ```
//!
//! Only conversions live here; what can be done without Python is in `numlir::dispatch`.

mod bind;
mod boxing;
mod call;
mod canonical;
mod code_object;
mod foreign;
mod freeze;
mod host;
mod inspect;
mod list;
mod numpy_api;
mod object;
mod options;
mod program;
mod raise;
mod read;
mod record;
mod source;
mod specialise;
mod string;

use pyo3::prelude::*;

#[pymodule]
fn _numlir(module: &Bound<'_, PyModule>) -> PyResult<()> {
    numpy_api::load(module.py())?;
    module.add("Dispatcher", object::create_type(module.py())?)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_function(wrap_pyfunction!(object::dispatcher, module)?)?;
    module.add_function(wrap_pyfunction!(inspect::stage_text, module)?)?;
    module.add_function(wrap_pyfunction!(inspect::annotations, module)?)?;
    module.add_function(wrap_pyfunction!(inspect::flow_graph, module)?)?;
    module.add_function(wrap_pyfunction!(inspect::origins, module)?)?;
    module.add_function(wrap_pyfunction!(inspect::cache_folder, module)?)?;
    module.add_function(wrap_pyfunction!(canonical_name, module)?)?;
    module.add_function(wrap_pyfunction!(inspect::build_identity, module)?)?;
    module.add_function(wrap_pyfunction!(inspect::target, module)?)?;
    module.add_function(wrap_pyfunction!(live_blocks, module)?)
}

/// The dotted name by which the compiler knows an object of a library, or None.
#[pyfunction]
fn canonical_name(object: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    canonical::canonical_name(object)
}

/// How many array blocks of compiled code are alive, over all threads: for tests of leaks.
#[pyfunction]
fn live_blocks() -> usize {
    numlir::runtime::live_blocks()
}
