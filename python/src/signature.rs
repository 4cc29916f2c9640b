//! Signatures that were written down: compiled at once, and chosen from where nothing else may be compiled.

use crate::{
    object::{self, Core},
    raise,
    read::Frame,
    specialise::make,
    types,
};
use numlir::dispatch::{
    Change, Key, Misfit, Specialisation, Table, changes,
    conversion::{Selection, select},
    key,
};
use numlir::program::Constant;
use numlir_dialects::types::Type;

use pyo3::{
    exceptions::{PyOverflowError, PyTypeError, PyValueError},
    prelude::*,
    types::PyTuple,
};
use std::{
    ptr::null_mut,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicPtr, Ordering},
    },
};

/// How a function that has signatures of its own is called.
pub struct Fixed {
    /// Whether nothing is compiled any more at calls.
    fixed: AtomicBool,
    /// By the key of a call's arguments: what was found since signatures changed last.
    matches: AtomicPtr<Matches>,
    /// All that were in use, to go with the function.
    made: Mutex<Vec<Arc<Matches>>>,
}

type Matches = Table<Match, raise::Failure>;

/// What a key means to a function that is fixed.
pub struct Match {
    /// In the function's table, which it outlives this in.
    specialisation: *const Specialisation,
    changes: Box<[Change]>,
}

// SAFETY: the specialisation is shared as `&Specialisation` only.
unsafe impl Send for Match {}
// SAFETY: as above.
unsafe impl Sync for Match {}

impl Default for Fixed {
    fn default() -> Self {
        Self { fixed: AtomicBool::new(false), matches: AtomicPtr::new(null_mut()), made: Mutex::default() }
    }
}

impl Fixed {
    #[inline]
    pub fn is_fixed(&self) -> bool {
        self.fixed.load(Ordering::Acquire)
    }

    fn matches(&self) -> &Matches {
        // SAFETY: tables are made before the function is fixed, and go only with it.
        unsafe { &*self.matches.load(Ordering::Acquire) }
    }

    pub fn set(&self, fixed: bool) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if fixed && !self.is_fixed() {
            let matches = Arc::<Matches>::default();
            self.matches.store(Arc::as_ptr(&matches).cast_mut(), Ordering::Release);
            made.push(matches);
        }
        self.fixed.store(fixed, Ordering::Release);
    }
}

impl Match {
    /// The specialisation; the frame's values become those of its signature.
    ///
    /// # Errors
    /// Where a number does not fit.
    #[inline]
    pub fn apply(&self, frame: &mut Frame) -> Result<&Specialisation, Misfit> {
        if !self.changes.is_empty() {
            frame.adapt(&self.changes)?;
        }
        // SAFETY: specialisations stay in the function's table as long as the function.
        Ok(unsafe { &*self.specialisation })
    }
}

/// Compiles a function for a signature, unless it is already: objects of `numlir.types`, the last of which is the result's
/// or None. An argument is given for every parameter.
#[pyfunction]
pub fn compile_signature(
    dispatcher: &Bound<'_, PyAny>,
    arguments: &Bound<'_, PyTuple>,
    result: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let core = core(dispatcher)?;
    let mut key = Key::new();
    for argument in arguments {
        let ty = types::read(&argument)?;
        if matches!(ty, Type::Optional(_)) {
            let message =
                format!("an argument is of {ty} in no signature: each of both types is compiled for when it comes");
            return Err(PyTypeError::new_err(message));
        }
        key::push_type(&mut key, &ty);
    }
    let result = if result.is_none() { None } else { Some(types::read(result)?) };
    // SAFETY: there are no arguments, of whom the key could be another's.
    unsafe { make(dispatcher.py(), core, (&key, &[]), result.as_ref()) }.map(|_| ())
}

/// Whether calls compile nothing more.
#[pyfunction]
pub fn fix_signatures(dispatcher: &Bound<'_, PyAny>, fixed: Option<bool>) -> PyResult<bool> {
    let core = core(dispatcher)?;
    if let Some(fixed) = fixed {
        object::set_fixed(dispatcher, fixed);
    }
    Ok(core.fixed.is_fixed())
}

/// What a function has been compiled for: pairs of argument types and result type.
#[pyfunction]
pub fn compiled_signatures<'py>(
    dispatcher: &Bound<'py, PyAny>,
) -> PyResult<Vec<(Bound<'py, PyTuple>, Bound<'py, PyAny>)>> {
    let py = dispatcher.py();
    let of = |each: &Specialisation| {
        let result = types::objects(py, std::slice::from_ref(&each.result))?.get_item(0)?;
        let arguments = types::objects(py, &each.arguments)?;
        if each.constants.is_empty() {
            return Ok((arguments, result));
        }
        let mut arguments: Vec<_> = arguments.iter().collect();
        let literal = py.import("numlir.types")?.getattr("literal")?;
        for (position, constant) in &each.constants {
            let value = match constant {
                Constant::Bool(value) => value.into_pyobject(py)?.to_owned().into_any(),
                Constant::Int(value) => value.into_pyobject(py)?.into_any(),
                Constant::Str(text) => text.into_pyobject(py)?.into_any(),
                _ => continue,
            };
            arguments[*position] = literal.call1((value,))?;
        }
        Ok((PyTuple::new(py, arguments)?, result))
    };
    core(dispatcher)?.table.values().into_iter().map(of).collect()
}

fn core<'any>(dispatcher: &'any Bound<'_, PyAny>) -> PyResult<&'any Core> {
    object::core_of(dispatcher).ok_or_else(|| PyTypeError::new_err("this is no compiled function"))
}

/// The signature that a call of a fixed function means, where such a call came before.
#[inline]
pub fn known<'core>(core: &'core Core, key: &[u32]) -> Option<&'core Match> {
    core.fixed.matches().find(key)
}

/// The signature that a call of a fixed function means.
///
/// # Errors
/// `TypeError` where no signature takes the arguments, or several do equally well.
pub fn find<'core>(py: Python<'_>, core: &'core Core, key: &[u32]) -> PyResult<&'core Match> {
    let found = choose(py, core, key)?;
    core.fixed.matches().find_or_make(key, || Ok(found)).map_err(|failure| failure.into_error(py))
}

/// What Python says of a number that does not fit.
pub fn misfit(misfit: Misfit) -> PyErr {
    match misfit {
        Misfit::NotANumber => PyValueError::new_err(misfit.text()),
        _ => PyOverflowError::new_err(misfit.text()),
    }
}

fn choose(py: Python<'_>, core: &Core, key: &[u32]) -> PyResult<Match> {
    let arguments = key::types(key, &|_| Type::builtin("function"));
    let known = core.table.values();
    match select(known.iter().map(|each| each.arguments.as_slice()), &arguments) {
        Selection::One(position) => {
            let specialisation = known[position];
            Ok(Match { specialisation, changes: changes(&arguments, &specialisation.arguments) })
        }
        Selection::Nothing => {
            let names: Vec<_> = arguments.iter().map(ToString::to_string).collect();
            Err(PyTypeError::new_err(format!("No matching definition for argument type(s) {}", names.join(", "))))
        }
        Selection::Several(positions) => {
            let names: Vec<_> = arguments.iter().map(ToString::to_string).collect();
            let signature = |position: &usize| {
                let each = known[*position];
                let arguments: Vec<_> = each.arguments.iter().map(ToString::to_string).collect();
                format!("\n({}) -> {}", arguments.join(", "), each.result)
            };
            let signatures: String = positions.iter().map(signature).collect();
            let function = core.function.bind(py).repr()?;
            let message = format!("Ambiguous overloading for {function} ({}):{signatures}", names.join(", "));
            Err(PyTypeError::new_err(message))
        }
    }
}
