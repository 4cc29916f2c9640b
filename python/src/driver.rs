//! NVIDIA's driver for the Python package: handles and addresses are integers there, and what fails is an exception of
//! `numlir.cuda.errors`.

use numlir::driver::{self, DriverError, Missing, Outcome};
use pyo3::{prelude::*, types::PyDict};
use std::{ffi::c_void, path::PathBuf, sync::Arc};

/// The driver, opened.
#[pyclass(frozen, module = "numlir._numlir")]
pub struct Driver(pub Arc<driver::Driver>);

/// An exception of `numlir.cuda.errors`.
pub fn exception(py: Python<'_>, class: &str, arguments: impl for<'py> pyo3::call::PyCallArgs<'py>) -> PyErr {
    let made = py.import("numlir.cuda.errors").and_then(|errors| errors.getattr(class)?.call1(arguments));
    made.map_or_else(|error| error, PyErr::from_value)
}

/// The result, or the driver's error as an exception.
pub fn raised<T>(py: Python<'_>, outcome: Outcome<T>) -> PyResult<T> {
    outcome.map_err(|error: DriverError| exception(py, "CudaAPIError", (error.code, error.to_string())))
}

/// A function of Python's that the driver calls once.
struct Callback(Py<PyAny>);

/// # Safety
/// The argument is a [`Callback`] that was given up for this.
unsafe extern "C" fn call_back(argument: *mut c_void) {
    // SAFETY: by the contract above.
    let callback = unsafe { Box::from_raw(argument.cast::<Callback>()) };
    Python::attach(|py| {
        if let Err(error) = callback.0.call0(py) {
            error.write_unraisable(py, None);
        }
    });
}

#[pymethods]
impl Driver {
    /// Opens the driver, from a path or from where systems keep it. CudaSupportError where there is none.
    #[new]
    fn new(py: Python<'_>, path: Option<PathBuf>) -> PyResult<Self> {
        let opened = driver::Driver::open(path.as_deref());
        opened.map(|driver| Self(Arc::new(driver))).map_err(|Missing(why)| exception(py, "CudaSupportError", (why,)))
    }

    fn version(&self, py: Python<'_>) -> PyResult<i32> {
        raised(py, self.0.version())
    }

    fn device_count(&self, py: Python<'_>) -> PyResult<i32> {
        raised(py, self.0.device_count())
    }

    fn device_name(&self, py: Python<'_>, number: i32) -> PyResult<String> {
        raised(py, self.0.device_name(number))
    }

    fn device_uuid(&self, py: Python<'_>, number: i32) -> PyResult<[u8; 16]> {
        raised(py, self.0.device_uuid(number))
    }

    fn device_attribute(&self, py: Python<'_>, number: i32, attribute: i32) -> PyResult<i32> {
        raised(py, self.0.device_attribute(number, attribute))
    }

    fn retain(&self, py: Python<'_>, number: i32) -> PyResult<usize> {
        raised(py, self.0.retain(number))
    }

    fn reset(&self, py: Python<'_>, number: i32) -> PyResult<()> {
        raised(py, self.0.reset(number))
    }

    fn set_current(&self, py: Python<'_>, context: usize) -> PyResult<()> {
        raised(py, self.0.set_current(context))
    }

    fn current(&self, py: Python<'_>) -> PyResult<usize> {
        raised(py, self.0.current())
    }

    fn synchronize(&self, py: Python<'_>) -> PyResult<()> {
        raised(py, py.detach(|| self.0.synchronize()))
    }

    fn memory_info(&self, py: Python<'_>) -> PyResult<(usize, usize)> {
        raised(py, self.0.memory_info())
    }

    fn allocate(&self, py: Python<'_>, bytes: usize) -> PyResult<u64> {
        raised(py, self.0.allocate(bytes))
    }

    fn free(&self, py: Python<'_>, address: u64) -> PyResult<()> {
        raised(py, self.0.free(address))
    }

    fn allocate_managed(&self, py: Python<'_>, bytes: usize, attach_global: bool) -> PyResult<u64> {
        raised(py, self.0.allocate_managed(bytes, attach_global))
    }

    fn allocate_host(&self, py: Python<'_>, bytes: usize, flags: u32) -> PyResult<usize> {
        raised(py, self.0.allocate_host(bytes, flags))
    }

    fn free_host(&self, py: Python<'_>, address: usize) -> PyResult<()> {
        raised(py, self.0.free_host(address))
    }

    fn register_host(&self, py: Python<'_>, address: usize, bytes: usize, flags: u32) -> PyResult<()> {
        raised(py, self.0.register_host(address, bytes, flags))
    }

    fn unregister_host(&self, py: Python<'_>, address: usize) -> PyResult<()> {
        raised(py, self.0.unregister_host(address))
    }

    fn host_address(&self, py: Python<'_>, address: usize) -> PyResult<u64> {
        raised(py, self.0.host_address(address))
    }

    /// The caller keeps the bytes readable until the stream is done.
    fn to_device(&self, py: Python<'_>, to: u64, from: usize, bytes: usize, stream: usize) -> PyResult<()> {
        // SAFETY: the caller's promise.
        raised(py, py.detach(|| unsafe { self.0.to_device(to, from, (bytes, stream)) }))
    }

    /// The caller keeps the bytes writable until the stream is done.
    fn to_host(&self, py: Python<'_>, to: usize, from: u64, bytes: usize, stream: usize) -> PyResult<()> {
        // SAFETY: the caller's promise.
        raised(py, py.detach(|| unsafe { self.0.to_host(to, from, (bytes, stream)) }))
    }

    fn on_device(&self, py: Python<'_>, to: u64, from: u64, bytes: usize, stream: usize) -> PyResult<()> {
        raised(py, self.0.on_device(to, from, (bytes, stream)))
    }

    fn fill_bytes(&self, py: Python<'_>, to: u64, byte: u8, bytes: usize, stream: usize) -> PyResult<()> {
        raised(py, self.0.fill_bytes(to, byte, (bytes, stream)))
    }

    fn device_of(&self, py: Python<'_>, address: u64) -> PyResult<i32> {
        raised(py, self.0.device_of(address))
    }

    fn create_stream(&self, py: Python<'_>) -> PyResult<usize> {
        raised(py, self.0.create_stream())
    }

    fn destroy_stream(&self, py: Python<'_>, stream: usize) -> PyResult<()> {
        raised(py, self.0.destroy_stream(stream))
    }

    fn wait_stream(&self, py: Python<'_>, stream: usize) -> PyResult<()> {
        raised(py, py.detach(|| self.0.wait_stream(stream)))
    }

    fn query_stream(&self, py: Python<'_>, stream: usize) -> PyResult<bool> {
        raised(py, self.0.query_stream(stream))
    }

    fn stream_wait(&self, py: Python<'_>, stream: usize, event: usize) -> PyResult<()> {
        raised(py, self.0.stream_wait(stream, event))
    }

    /// Has a function called, without arguments, once all before it in the stream is done.
    fn call_host(&self, py: Python<'_>, stream: usize, function: Py<PyAny>) -> PyResult<()> {
        let callback = Box::new(Callback(function));
        let outcome = py.detach(|| {
            let callback = Box::into_raw(callback);
            // SAFETY: the callback is given up to the one call of the function.
            let outcome = unsafe { self.0.call_host(stream, call_back, callback.cast()) };
            if outcome.is_err() {
                // SAFETY: the driver did not take it.
                drop(unsafe { Box::from_raw(callback) });
            }
            outcome
        });
        raised(py, outcome)
    }

    fn create_event(&self, py: Python<'_>, timing: bool) -> PyResult<usize> {
        raised(py, self.0.create_event(timing))
    }

    fn destroy_event(&self, py: Python<'_>, event: usize) -> PyResult<()> {
        raised(py, self.0.destroy_event(event))
    }

    fn record_event(&self, py: Python<'_>, event: usize, stream: usize) -> PyResult<()> {
        raised(py, self.0.record_event(event, stream))
    }

    fn wait_event(&self, py: Python<'_>, event: usize) -> PyResult<()> {
        raised(py, py.detach(|| self.0.wait_event(event)))
    }

    fn query_event(&self, py: Python<'_>, event: usize) -> PyResult<bool> {
        raised(py, self.0.query_event(event))
    }

    fn elapsed(&self, py: Python<'_>, start: usize, end: usize) -> PyResult<f32> {
        raised(py, self.0.elapsed(start, end))
    }
}

/// What the driver says of a kernel: attributes by name.
pub fn describe<'py>(py: Python<'py>, driver: &driver::Driver, function: usize) -> PyResult<Bound<'py, PyDict>> {
    // Numbers in `CUfunction_attribute`.
    const ATTRIBUTES: [(&str, i32); 5] = [("maxthreads", 0), ("shared", 1), ("const", 2), ("local", 3), ("regs", 4)];
    let found = PyDict::new(py);
    for (name, number) in ATTRIBUTES {
        found.set_item(name, raised(py, driver.function_attribute(function, number))?)?;
    }
    Ok(found)
}
