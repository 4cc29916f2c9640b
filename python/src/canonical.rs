//! The one name by which the compiler knows a library's object, whatever the user calls it.

use crate::numpy_api::numpy;
use pyo3::{
    prelude::*,
    types::{PyDict, PyModule, PyType},
};

/// Libraries whose objects the compiler knows by name, beside the standard library.
const LIBRARIES: [&str; 3] = ["numpy", "scipy", "numlir"];

/// Where objects live that do not say so themselves, such as NumPy's universal functions, or say it by a private name.
const HOMES: [&str; 11] = [
    "numpy",
    "math",
    "cmath",
    "operator",
    "builtins",
    "numpy.linalg",
    "numpy.random",
    "random",
    "numpy.fft",
    "scipy.special",
    "numlir",
];

/// The canonical dotted name of a library's module, class or function: `numpy.sqrt`, `builtins.ValueError`. None where
/// no library offers the object under its own name.
pub fn canonical_name(object: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    let py = object.py();
    if let Ok(module) = object.cast::<PyModule>() {
        let name: String = module.getattr("__name__")?.extract()?;
        return Ok(is_library(py, &name)?.then_some(name));
    }
    if let Ok(class) = object.cast::<PyType>()
        && let Some(scalar) = numpy().scalar_of_class(class.as_ptr().cast())
    {
        return Ok(Some(format!("numpy.{scalar}")));
    }
    let Some(name) = text_attribute(object, "__name__")? else { return Ok(None) };
    // A class's method that needs no instance: `numlir.typed.Dict.empty`.
    if let Some(owner) = object.getattr_opt("__self__").ok().flatten()
        && let Ok(class) = owner.cast_into::<PyType>()
        && let Some(owner) = canonical_name(&class)?.filter(|owner| owner.starts_with("numlir."))
    {
        return Ok(Some(format!("{owner}.{name}")));
    }
    let declared = text_attribute(object, "__module__")?;
    let modules = py.import("sys")?.getattr("modules")?.cast_into::<PyDict>()?;
    // NumPy warns of being asked for some of Python's names.
    let first = declared.as_deref().filter(|declared| *declared == "builtins");
    for home in first.into_iter().chain(HOMES).chain(declared.as_deref()) {
        let Some(module) = modules.get_item(home)? else { continue };
        let found = module.getattr_opt(name.as_str())?;
        if found.is_some_and(|found| found.is(object)) && is_library(py, home)? {
            return Ok(Some(format!("{home}.{name}")));
        }
    }
    Ok(None)
}

/// Whether a module belongs to the standard library or one that the compiler knows.
pub fn is_library(py: Python<'_>, module: &str) -> PyResult<bool> {
    let root = module.split('.').next().unwrap_or(module);
    if LIBRARIES.contains(&root) {
        return Ok(true);
    }
    if root == "__main__" {
        return Ok(false);
    }
    py.import("sys")?.getattr("stdlib_module_names")?.contains(root)
}

/// An attribute that is a string; objects may have anything under these names, or fail to look.
pub fn text_attribute(object: &Bound<'_, PyAny>, name: &str) -> PyResult<Option<String>> {
    Ok(object.getattr_opt(name).ok().flatten().and_then(|value| value.extract().ok()))
}
