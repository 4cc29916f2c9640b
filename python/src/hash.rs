//! CPython's key for the hashes of strings, so that compiled code hashes them alike.

use libloading::os::unix::Library;
use pyo3::prelude::*;

/// Hands the key to the runtime. Where CPython does not show it, or hashes in another way, hashes are the process's own.
pub fn install(py: Python<'_>) -> PyResult<()> {
    let algorithm: String = py.import("sys")?.getattr("hash_info")?.getattr("algorithm")?.extract()?;
    if !matches!(algorithm.as_str(), "siphash13" | "siphash24") {
        return Ok(());
    }
    // SAFETY: nothing is loaded; the symbol is data of CPython, which outlives this module, and begins with two 64-bit words.
    let secret =
        unsafe { Library::this().get::<*const [u64; 2]>(b"_Py_HashSecret\0").map(|secret| secret.read_unaligned()) };
    if let Ok(secret) = secret {
        numlir::runtime::set_secret(secret, algorithm == "siphash24");
    }
    Ok(())
}
