//! What a dynamic ufunc does when NumPy has no loop for the types it is called with: it compiles one.
//!
//! The loop is for the types of the inputs as they are. Numbers of Python's own have none: an int counts as int64, a float as
//! float64, a complex as complex128, unless an array or a NumPy scalar among the inputs is of that kind, whose type (the
//! widest) then holds, as in NumPy (NEP 50).

use super::{Ufunc, add, api, classes, of, repeated};
use crate::{numpy_api::numpy, raise};
use api::UfuncApi;
use numlir_dialects::types::{Array, Layout, Scalar, Type};
use numlir_passes::{
    made_ufunc,
    scalar::{
        promote::{self, Kind},
        typing,
    },
};
use pyo3::{
    exceptions::PyTypeError,
    ffi::{self, PyObject, PyTypeObject},
    prelude::*,
    types::{PyComplex, PyFloat, PyInt},
};
use std::{ffi::c_int, ptr::null_mut};

/// Has NumPy ask [`find_loop`] where no loop fits.
pub fn install(ufunc: &Bound<'_, PyAny>, api: &UfuncApi, operands: usize) -> PyResult<()> {
    let py = ufunc.py();
    let every = repeated(&py.import("numpy")?.getattr("dtype")?, operands)?;
    // SAFETY: the name is static, and nothing is to be freed.
    let promoter = unsafe { ffi::PyCapsule_New(find_loop as *mut _, api::PROMOTER_CAPSULE.as_ptr(), None) };
    // SAFETY: a new capsule, or null with an exception.
    let promoter = unsafe { Bound::from_owned_ptr_or_err(py, promoter)? };
    // SAFETY: the ufunc, a tuple of dtype classes and a capsule of the name that NumPy asks for.
    let outcome = unsafe { (api.add_promoter)(ufunc.as_ptr(), every.as_ptr(), promoter.as_ptr()) };
    if outcome < 0 { Err(PyErr::fetch(py)) } else { Ok(()) }
}

/// NumPy's `PyArrayMethod_PromoterFunction`.
unsafe extern "C" fn find_loop(
    ufunc: *mut PyObject,
    operands: *const *mut PyTypeObject,
    signature: *const *mut PyTypeObject,
    promoted: *mut *mut PyTypeObject,
) -> c_int {
    let mut found = false;
    raise::guarded(|py| {
        // SAFETY: NumPy passes a ufunc that lives during the call.
        let ufunc = unsafe { Bound::from_borrowed_ptr(py, ufunc) };
        let Some(made) = of(&ufunc) else { return Err(PyTypeError::new_err("numlir has not made this ufunc")) };
        // SAFETY: NumPy passes a class or null for each operand.
        let class = |position: usize| unsafe {
            let given = *signature.add(position);
            if given.is_null() { *operands.add(position) } else { given }
        };
        // Of a reduction that has nowhere to go yet the first input is as the second.
        let class = |position: usize| match class(position) {
            none if none.is_null() && made.nin == 2 => class(1 - position),
            class => class,
        };
        if !made.dynamic {
            let given =
                (0..made.nin).map(|position| kind_of_class(py, class(position))).collect::<PyResult<Vec<_>>>()?;
            let Some(elements) = made.fitting(&given) else {
                let name = made.name.to_string_lossy();
                return Err(PyTypeError::new_err(format!("ufunc '{name}' has no loop for the input types")));
            };
            for (position, class) in classes(py, &elements).into_iter().enumerate() {
                // SAFETY: there is a place for each operand, and the reference is NumPy's from now on.
                unsafe { *promoted.add(position) = class.cast() };
            }
            found = true;
            return Ok(null_mut());
        }
        let inputs = (0..made.nin).map(|position| input(py, made, class(position))).collect::<PyResult<Vec<_>>>()?;
        let loop_for = |elements: &[Scalar]| match made.find(elements) {
            Some(known) => Ok(known),
            None => add(&ufunc, made, arguments(made, elements), None),
        };
        let mut elements = loop_for(&made_ufunc::elements(&inputs))?;
        // `dtype=` and `signature=` say what the outputs are: where the inputs give others, they become that first.
        for position in made.nin..made.nin + made.nout {
            // SAFETY: as above.
            let wanted = unsafe { wanted(py, *signature.add(position))? };
            if let Some(wanted) = wanted.filter(|wanted| *wanted != elements[position]) {
                elements = loop_for(&vec![wanted; made.nin])?;
                break;
            }
        }
        for (position, class) in classes(py, &elements).into_iter().enumerate() {
            // SAFETY: there is a place for each operand, and the reference is NumPy's from now on.
            unsafe { *promoted.add(position) = class.cast() };
        }
        found = true;
        Ok(null_mut())
    });
    if found { 0 } else { -1 }
}

/// The element of a dtype's class, if one is given.
///
/// # Safety
///
/// The class is null or alive.
unsafe fn wanted(py: Python<'_>, class: *mut PyTypeObject) -> PyResult<Option<Scalar>> {
    if class.is_null() {
        return Ok(None);
    }
    // SAFETY: by the contract above.
    let class = unsafe { Bound::from_borrowed_ptr(py, class.cast()) };
    Ok(numpy().scalar_of_class(class.getattr("type")?.as_ptr().cast()))
}

/// What a class of dtypes says of an operand.
pub enum Given {
    /// A date, or a span.
    Date {
        moment: bool,
    },
    Number(Kind),
    Other,
}

fn kind_of_class(py: Python<'_>, class: *mut PyTypeObject) -> PyResult<Given> {
    if class.is_null() {
        return Ok(Given::Other);
    }
    // SAFETY: a class of a dtype is alive as long as the call.
    let scalar = unsafe { Bound::from_borrowed_ptr(py, class.cast()) }.getattr("type")?;
    if let Some(position) = numpy().dates.iter().position(|known| scalar.as_ptr() == known.cast()) {
        return Ok(Given::Date { moment: position == 0 });
    }
    if let Some(element) = numpy().scalar_of_class(scalar.as_ptr().cast()) {
        return Ok(Given::Number(Kind::strong(element)));
    }
    Ok(match () {
        () if scalar.is(py.get_type::<PyInt>()) => Given::Number(Kind::weak(Scalar::Int64)),
        () if scalar.is(py.get_type::<PyFloat>()) => Given::Number(Kind::weak(Scalar::Float64)),
        () if scalar.is(py.get_type::<PyComplex>()) => Given::Number(Kind::weak(Scalar::Complex128)),
        () => Given::Other,
    })
}

impl Ufunc {
    /// The first loop that operands convert to, where they are known by their classes: a date fits one of any unit.
    fn fitting(&self, given: &[Given]) -> Option<Vec<Scalar>> {
        let fits = |(given, element): (&Given, &Scalar)| match (given, element) {
            (Given::Date { moment }, Scalar::Date(date)) => *moment == date.moment,
            (Given::Number(kind), element) => element.is_number() && typing::can_cast(kind.ty, *element),
            _ => false,
        };
        let loops = self.loops();
        let found = loops.loops.iter().find(|known| given.iter().zip(&known.elements).all(fits));
        found.map(|known| known.elements.clone())
    }
}

fn input(py: Python<'_>, made: &Ufunc, class: *mut PyTypeObject) -> PyResult<Kind> {
    let refused = |what: &str| {
        let name = made.name.to_string_lossy();
        Err(PyTypeError::new_err(format!("ufunc '{name}' has no compiled form for inputs of type {what}")))
    };
    if class.is_null() {
        return refused("unknown");
    }
    // SAFETY: a class of a dtype is alive as long as the call.
    let class = unsafe { Bound::from_borrowed_ptr(py, class.cast()) };
    let scalar = class.getattr("type")?;
    if let Some(element) = numpy().scalar_of_class(scalar.as_ptr().cast()) {
        return Ok(Kind::strong(element));
    }
    match () {
        () if scalar.is(py.get_type::<PyInt>()) => Ok(Kind::weak(Scalar::Int64)),
        () if scalar.is(py.get_type::<PyFloat>()) => Ok(Kind::weak(Scalar::Float64)),
        () if scalar.is(py.get_type::<PyComplex>()) => Ok(Kind::weak(Scalar::Complex128)),
        () => refused(&scalar.getattr("__name__")?.extract::<String>()?),
    }
}

/// The types of the kernel's parameters for inputs of these elements. Outputs of a gufunc are of the elements' common type.
fn arguments(made: &Ufunc, elements: &[Scalar]) -> Vec<Type> {
    let Some(core) = &made.core else { return elements.iter().copied().map(Type::Scalar).collect() };
    let array = |element: Scalar, rank: usize| {
        Type::Array(Array { element, rank: rank as u8, layout: Layout::Any, readonly: false, aligned: true })
    };
    let strong: Vec<_> = elements.iter().copied().map(Kind::strong).collect();
    let common = promote::common(&strong).unwrap_or(Scalar::Float64);
    let parameter = |(position, core): (usize, &Vec<usize>)| match (elements.get(position), core.len()) {
        (Some(element), 0) => Type::Scalar(*element),
        (Some(element), rank) => array(*element, rank),
        (None, rank) => array(common, rank.max(1)),
    };
    core.iter().enumerate().map(parameter).collect()
}
