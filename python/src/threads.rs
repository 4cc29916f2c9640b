//! The threads of parallel loops, as Python asks for them.

use numlir::runtime::parallel;
use pyo3::{exceptions::PyValueError, prelude::*};

#[pyfunction]
fn set_num_threads(count: isize) -> PyResult<()> {
    if usize::try_from(count).is_ok_and(parallel::set_thread_count) {
        return Ok(());
    }
    let limit = parallel::thread_limit();
    Err(PyValueError::new_err(format!("the number of threads must be between 1 and {limit}, not {count}")))
}

#[pyfunction]
fn get_num_threads() -> usize {
    parallel::thread_count()
}

#[pyfunction]
fn thread_limit() -> usize {
    parallel::thread_limit()
}

#[pyfunction]
fn get_thread_id() -> i64 {
    parallel::numlir_thread_id()
}

#[pyfunction]
fn set_parallel_chunksize(size: i64) -> PyResult<i64> {
    if size < 0 {
        return Err(PyValueError::new_err(format!("the chunk size must be 0 or more, not {size}")));
    }
    let before = parallel::chunksize();
    parallel::set_chunksize(size);
    Ok(before)
}

#[pyfunction]
fn get_parallel_chunksize() -> i64 {
    parallel::chunksize()
}

/// Whether a signal asks the calling thread to stop; its exception is set then.
fn is_interrupted() -> bool {
    Python::attach(|py| match py.check_signals() {
        Ok(()) => false,
        Err(error) => {
            error.restore(py);
            true
        }
    })
}

/// Adds the functions to the extension module.
pub fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    parallel::on_interrupt(is_interrupted);
    module.add_function(wrap_pyfunction!(set_num_threads, module)?)?;
    module.add_function(wrap_pyfunction!(get_num_threads, module)?)?;
    module.add_function(wrap_pyfunction!(thread_limit, module)?)?;
    module.add_function(wrap_pyfunction!(get_thread_id, module)?)?;
    module.add_function(wrap_pyfunction!(set_parallel_chunksize, module)?)?;
    module.add_function(wrap_pyfunction!(get_parallel_chunksize, module)?)
}
