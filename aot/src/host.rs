//! The Python process as the host of compiled code: what it prints, what arrays look like, where BLAS and LAPACK are.

use crate::lock::{release, restore};
use numlir_runtime::{ArrayText, Characters, Host, Str, linear, parallel::INTERRUPTED, set_host};
use pyo3::{ffi, prelude::*, types::PyDict};
use std::{ffi::c_void, ptr::null_mut};

/// Makes the interpreter the host.
pub fn install() {
    set_host(Host { write, array_text, object_call, release, restore });
}

/// Takes the interpreter's lock again.
///
/// # Safety
///
/// As of `PyEval_RestoreThread`.
pub unsafe fn reattach(state: *mut ffi::PyThreadState) {
    // SAFETY: by the contract above.
    unsafe { ffi::PyEval_RestoreThread(state) }
}

/// Finds BLAS and LAPACK in SciPy, where there is one: by the package's own code.
///
/// # Errors
/// None of SciPy's; only where the search itself fails.
pub fn find_linear_algebra(py: Python<'_>) -> PyResult<()> {
    let text = concat!(include_str!("../../python/numlir/_linear.py"), "\0");
    let text = std::ffi::CStr::from_bytes_with_nul(text.as_bytes()).unwrap_or_default();
    let module = PyModule::from_code(py, text, c"_linear.py", c"_numlir_linear")?;
    let found: Vec<(String, usize)> = module.call_method1("addresses", linear::routines())?.extract()?;
    for (name, address) in found {
        linear::install(&name, address);
    }
    Ok(())
}

fn write(text: Characters) -> bool {
    Python::attach(|py| {
        let written = (|| -> PyResult<()> {
            let output = py.import("sys")?.getattr("stdout")?;
            if !output.is_none() {
                output.call_method1("write", (text.text(),))?;
            }
            Ok(())
        })();
        written.is_err()
    })
}

fn array_text(array: ArrayText) -> *mut Str {
    Python::attach(|py| {
        let text = || -> PyResult<String> {
            let numpy = py.import("numpy")?;
            let rank = array.sizes.len() / 2;
            let dtype = numpy.call_method1("dtype", (array.dtype.text(),))?;
            let interface = PyDict::new(py);
            let sizes = |part: &[u64]| pyo3::types::PyTuple::new(py, part.iter().map(|size| *size as i64));
            interface.set_item("version", 3)?;
            interface.set_item("shape", sizes(&array.sizes[..rank])?)?;
            interface.set_item("strides", sizes(&array.sizes[rank..])?)?;
            interface.set_item("typestr", dtype.getattr("str")?)?;
            interface.set_item("data", (array.data.expose_provenance(), true))?;
            let described = py.import("types")?.getattr("SimpleNamespace")?.call0()?;
            described.setattr("__array_interface__", interface)?;
            let view = numpy.call_method1("asarray", (described,))?;
            Ok(if array.repr { view.repr()? } else { view.str()? }.to_string())
        };
        let Ok(text) = text() else { return null_mut() };
        let characters: Vec<u32> = text.chars().map(u32::from).collect();
        Characters::Wide(&characters).make()
    })
}

/// The compiler exports no function with blocks in object mode.
unsafe fn object_call(_: *const c_void, _: Characters, _: *const u64, _: *mut u64) -> i32 {
    INTERRUPTED
}
