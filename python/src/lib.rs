//! The extension module `numlir._numlir`: functions that compile themselves for the types they are called with.
//!
//! ```text
//! object     the Python type of a compiled function, called through CPython's vectorcall
//!   | bind       positional and keyword arguments, defaults
//!   | signature  signatures that were written down, and which of them a call means
//!   | read       values to the slots of the calling convention, types to a key
//!   | specialise at the first call for a key: source, program, compiler
//!   | boxing     result slots to Python objects
//!   | raise      errors of compiled code and of the compiler
//! aot        libraries compiled ahead of time
//! callback   compiled functions that C calls
//! device_kernel  a kernel on a device, launched through the driver
//! ufunc        NumPy's ufuncs, whose loops are compiled functions
//! ```
//!
//! Only conversions live here; what can be done without Python is in `numlir::dispatch`.

mod aot;
mod bind;
mod boxing;
mod buffer;
mod call;
mod callback;
mod canonical;
mod code_object;
mod dates;
mod device_kernel;
mod driver;
mod exit;
mod foreign;
mod freeze;
mod gufunc;
mod hash;
mod host;
mod inspect;
mod instance;
mod list;
mod literal;
mod lock;
mod memory;
mod named;
mod numpy_api;
mod object;
mod object_block;
mod options;
mod precompiled;
mod print;
mod program;
mod raise;
mod read;
mod record;
mod reflected;
mod signature;
mod source;
mod specialise;
mod string;
mod threads;
mod types;
mod ufunc;

use exit::reattach;

use pyo3::{exceptions::PyValueError, prelude::*, types::IntoPyDict};

#[pymodule]
fn _numlir(module: &Bound<'_, PyModule>) -> PyResult<()> {
    numpy_api::load(module.py())?;
    print::install();
    let close = wrap_pyfunction!(exit::close, module)?;
    module.py().import("atexit")?.call_method1("register", (close,))?;
    let in_child = [("after_in_child", wrap_pyfunction!(exit::forked, module)?)].into_py_dict(module.py())?;
    module.py().import("os")?.call_method("register_at_fork", (), Some(&in_child))?;
    hash::install(module.py())?;
    threads::add(module)?;
    module.add("Dispatcher", object::create_type(module.py())?)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_function(wrap_pyfunction!(object::dispatcher, module)?)?;
    module.add_function(wrap_pyfunction!(object::parallel_notes, module)?)?;
    module.add_function(wrap_pyfunction!(inspect::stage_text, module)?)?;
    module.add_function(wrap_pyfunction!(inspect::annotations, module)?)?;
    module.add_function(wrap_pyfunction!(inspect::flow_graph, module)?)?;
    module.add_function(wrap_pyfunction!(inspect::origins, module)?)?;
    module.add_function(wrap_pyfunction!(inspect::cache_folder, module)?)?;
    module.add_function(wrap_pyfunction!(inspect::build_identity, module)?)?;
    module.add_function(wrap_pyfunction!(inspect::target, module)?)?;
    module.add_function(wrap_pyfunction!(ufunc::ufunc, module)?)?;
    module.add_function(wrap_pyfunction!(ufunc::add_loop, module)?)?;
    module.add_function(wrap_pyfunction!(ufunc::output_count, module)?)?;
    module.add_function(wrap_pyfunction!(ufunc::ufunc_recipe, module)?)?;
    module.add_function(wrap_pyfunction!(ufunc::ufunc_kernel, module)?)?;
    module.add_function(wrap_pyfunction!(signature::compile_signature, module)?)?;
    module.add_function(wrap_pyfunction!(signature::fix_signatures, module)?)?;
    module.add_function(wrap_pyfunction!(object::renew, module)?)?;
    module.add_function(wrap_pyfunction!(signature::compiled_signatures, module)?)?;
    module.add_class::<aot::LibraryObject>()?;
    module.add_function(wrap_pyfunction!(aot::runtime_functions, module)?)?;
    module.add_class::<callback::CallbackObject>()?;
    module.add_function(wrap_pyfunction!(callback::compile_callback, module)?)?;
    module.add_class::<instance::Instance>()?;
    module.add_function(wrap_pyfunction!(instance::register_class, module)?)?;
    module.add_function(wrap_pyfunction!(instance::declare_class, module)?)?;
    module.add_function(wrap_pyfunction!(canonical_name, module)?)?;
    module.add_function(wrap_pyfunction!(check_llvm, module)?)?;
    module.add_function(wrap_pyfunction!(device_kernel::compile_ptx, module)?)?;
    module.add_function(wrap_pyfunction!(device_kernel::compile_loops, module)?)?;
    module.add_function(wrap_pyfunction!(device_kernel::write_device_math, module)?)?;
    module.add_function(wrap_pyfunction!(precompiled::write_library_code, module)?)?;
    module.add_function(wrap_pyfunction!(precompiled::find_library_code, module)?)?;
    module.add_function(wrap_pyfunction!(precompiled::processor_levels, module)?)?;
    module.add_class::<device_kernel::DeviceKernel>()?;
    module.add_class::<driver::Driver>()?;
    module.add_function(wrap_pyfunction!(set_launch, module)?)?;
    module.add_function(wrap_pyfunction!(failed_thread, module)?)?;
    module.add_function(wrap_pyfunction!(live_blocks, module)?)
}

/// The dotted name by which the compiler knows an object of a library, or None.
#[pyfunction]
fn canonical_name(object: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    canonical::canonical_name(object)
}

/// Raises `ValueError`, with LLVM's complaint, where a text is no module of LLVM IR that defines a function.
#[pyfunction]
fn check_llvm(symbol: &str, text: &str) -> PyResult<()> {
    numlir::codegen::check_given(symbol, text).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// How many array blocks of compiled code are alive, over all threads: for tests of leaks.
#[pyfunction]
fn live_blocks() -> usize {
    numlir::runtime::live_blocks()
}

/// Says how the next kernel that this thread calls is launched: extents of the grid and of its blocks, and bytes of shared
/// memory beside what the kernel says. The caller has checked them.
#[pyfunction]
fn set_launch(grid: [i32; 3], block: [i32; 3], dynamic: usize) {
    numlir::runtime::set_launch(numlir::runtime::Launch { grid, block, dynamic });
}

/// The thread that failed in this thread's last launch of a kernel with `debug`: its place in its block, and its block's.
#[pyfunction]
fn failed_thread() -> Option<[[i32; 3]; 2]> {
    numlir::runtime::take_failed_thread()
}
