//! What compiled code prints goes to `sys.stdout`, whatever that is at the time, and arrays are written as NumPy does.

use crate::{
    boxing,
    lock::{release, restore},
    object_block, string,
};
use numlir::runtime::{ArrayText, Characters, Host, Str, set_host};
use numlir_dialects::types::{Array, Layout, Scalar};
use pyo3::{ffi, prelude::*};
use std::ptr::null_mut;

/// Makes this process's interpreter the host of compiled code.
pub fn install() {
    set_host(Host { write, array_text, object_call: object_block::run, release, restore });
}

fn write(text: Characters) -> bool {
    Python::attach(|py| {
        let written = (|| -> PyResult<()> {
            let output = py.import("sys")?.getattr("stdout")?;
            if !output.is_none() {
                output.call_method1("write", (string::new(py, text)?,))?;
            }
            Ok(())
        })();
        written.is_err()
    })
}

fn array_text(array: ArrayText) -> *mut Str {
    Python::attach(|py| {
        let text = || -> PyResult<*mut Str> {
            let rank = array.sizes.len() / 2;
            let Some(element) = Scalar::from_name(&array.dtype.text()) else { return Ok(null_mut()) };
            let ty = Array { element, rank: rank as u8, layout: Layout::Any, readonly: true, aligned: true };
            let slots: Vec<u64> =
                [array.data.expose_provenance() as u64, 0].into_iter().chain(array.sizes.iter().copied()).collect();
            // SAFETY: compiled code keeps the array alive meanwhile; nothing keeps the view of it.
            let view = unsafe {
                Bound::from_owned_ptr_or_err(py, boxing::new_array(&ty, &slots, ffi::Py_NewRef(ffi::Py_None())))
            }?;
            let text = if array.repr { view.repr()? } else { view.str()? };
            // SAFETY: the text is a string, alive meanwhile.
            Ok(unsafe { string::read(text.as_ptr()) })
        };
        text().unwrap_or(null_mut())
    })
}
