//! What object code may refer to outside itself.

use libloading::os::unix::Library;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// The address of a symbol that every compiled function may use: the runtime's, the math libraries', and
/// whatever else the process exports.
pub(super) fn resolve(name: &str) -> Option<*const ()> {
    static TABLE: OnceLock<FxHashMap<&'static str, usize>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        crate::runtime::symbols().into_iter().map(|(name, address)| (name, address as usize)).collect()
    });
    if name.starts_with("numlir_blas_") || name.starts_with("numlir_lapack_") {
        crate::runtime::linear::want();
    }
    table
        .get(name)
        .map(|address| *address as *const ())
        .or_else(|| super::vector_math::address(name))
        .or_else(|| exported(name))
}

/// What the process itself exports. This finds nothing of an extension module that the interpreter opened
/// privately, which is why the runtime's own symbols are in a table.
fn exported(name: &str) -> Option<*const ()> {
    // SAFETY: the symbol is only used as an address, and what the process exports stays.
    let symbol = unsafe { Library::this().get::<unsafe extern "C" fn()>(name.as_bytes()) }.ok()?;
    Some(*symbol as *const ())
}
