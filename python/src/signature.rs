//! Signatures that were written down: compiled at once, and chosen from where nothing else may be compiled.

use crate::{
    object::{self, Core},
    raise,
    read::Frame,
    specialise::{Declared, make},
    types,
};
use numlir::dispatch::{
    Change, Key, Misfit, Specialisation, Table, changes,
    conversion::{Selection, select},
    key,
};
use numlir::program::Constant;
use numlir_dialects::types::Type;
use numlir_passes::conversion::is_function_type;

use pyo3::{
    exceptions::{PyOverflowError, PyTypeError, PyValueError},
    ffi::PyObject,
    prelude::*,
    types::PyTuple,
};
use std::{
    collections::HashSet,
    ptr::null_mut,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
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
    open: Mutex<Open>,
}

/// Signatures with functions among their arguments: compiled for those that come.
#[derive(Default)]
struct Open {
    signatures: Vec<Arc<OpenSignature>>,
    /// The addresses of the specialisations that were made of them.
    instances: HashSet<usize>,
}

struct OpenSignature {
    arguments: Vec<Type>,
    result: Type,
    /// The types of the arguments as Python has them.
    objects: Py<PyTuple>,
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
        Self {
            fixed: AtomicBool::new(false),
            matches: AtomicPtr::new(null_mut()),
            made: Mutex::default(),
            open: Mutex::default(),
        }
    }
}

impl Core {
    /// The signatures that a function is compiled for: the types of the arguments and of the result.
    pub fn signatures(&self) -> Vec<(Vec<Type>, Type)> {
        let (compiled, open) = self.written();
        let compiled = compiled.into_iter().map(|each| (each.arguments.clone(), each.result.clone()));
        compiled.chain(open.iter().map(|each| (each.arguments.clone(), each.result.clone()))).collect()
    }

    /// The specialisations that are of a signature of their own, and the signatures with functions among their arguments.
    fn written(&self) -> (Vec<&Specialisation>, Vec<Arc<OpenSignature>>) {
        let open = self.fixed.open();
        let is_own = |each: &&Specialisation| !open.instances.contains(&std::ptr::from_ref(*each).addr());
        (self.table.values().into_iter().filter(is_own).collect(), open.signatures.clone())
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

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
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
    let read = arguments.iter().map(|argument| types::read_parameter(&argument)).collect::<PyResult<Vec<_>>>()?;
    let result = if result.is_none() { None } else { Some(types::read(result)?) };
    if read.iter().any(has_function_type) {
        let Some(result) = result else {
            return Err(PyTypeError::new_err("a signature with functions among its arguments says its result, too"));
        };
        let signature = OpenSignature { arguments: read, result, objects: arguments.clone().unbind() };
        core.fixed.open().signatures.push(Arc::new(signature));
        return Ok(());
    }
    let mut key = Key::new();
    read.iter().for_each(|ty| key::push_type(&mut key, ty));
    let declared = Declared { result: result.as_ref(), arguments: None };
    // SAFETY: there are no arguments, of whom the key could be another's.
    unsafe { make(dispatcher.py(), core, (&key, &[]), declared) }.map(|_| ())
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
    let core = core(dispatcher)?;
    // Python runs below, so that the lock is not held.
    let (compiled, open) = core.written();
    let compiled = compiled.into_iter().map(of);
    let others = open.iter().map(|each| {
        let result = types::objects(py, std::slice::from_ref(&each.result))?.get_item(0)?;
        Ok((each.objects.bind(py).clone(), result))
    });
    compiled.chain(others).collect()
}

fn has_function_type(ty: &Type) -> bool {
    is_function_type(ty) || ty.elements().is_some_and(|elements| elements.iter().any(has_function_type))
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
///
/// # Safety
///
/// The arguments are alive, and the key is theirs.
pub unsafe fn find<'core>(
    py: Python<'_>,
    core: &'core Core,
    key: &[u32],
    arguments: &[*mut PyObject],
) -> PyResult<&'core Match> {
    // SAFETY: as the caller's.
    let found = unsafe { choose(py, core, (key, arguments)) }?;
    core.fixed.matches().find_or_make(key, || Ok(found)).map_err(|failure| failure.into_error(py))
}

/// What Python says of a number that does not fit.
pub fn misfit(misfit: Misfit) -> PyErr {
    match misfit {
        Misfit::NotANumber => PyValueError::new_err(misfit.text()),
        _ => PyOverflowError::new_err(misfit.text()),
    }
}

unsafe fn choose(py: Python<'_>, core: &Core, (key, objects): (&[u32], &[*mut PyObject])) -> PyResult<Match> {
    let arguments = key::types(key, &|_| Type::builtin("function"));
    let (known, open) = core.written();
    let declared = known.iter().map(|each| &each.arguments).chain(open.iter().map(|each| &each.arguments));
    match select(declared.map(Vec::as_slice), &arguments) {
        Selection::One(position) => {
            let specialisation = match position.checked_sub(known.len()) {
                None => known[position],
                // SAFETY: as the caller's.
                Some(position) => unsafe { instance(py, core, &open[position], (key, objects)) }?,
            };
            Ok(Match { specialisation, changes: changes(&arguments, &specialisation.arguments) })
        }
        Selection::Nothing => {
            let names: Vec<_> = arguments.iter().map(ToString::to_string).collect();
            Err(PyTypeError::new_err(format!("No matching definition for argument type(s) {}", names.join(", "))))
        }
        Selection::Several(positions) => {
            let names: Vec<_> = arguments.iter().map(ToString::to_string).collect();
            let signatures = core.signatures();
            let signature = |position: &usize| {
                let (arguments, result) = &signatures[*position];
                let arguments: Vec<_> = arguments.iter().map(ToString::to_string).collect();
                format!("\n({}) -> {result}", arguments.join(", "))
            };
            let signatures: String = positions.iter().map(signature).collect();
            let function = core.function.bind(py).repr()?;
            let message = format!("Ambiguous overloading for {function} ({}):{signatures}", names.join(", "));
            Err(PyTypeError::new_err(message))
        }
    }
}

/// The specialisation of a signature with functions among its arguments for those of a call.
unsafe fn instance<'core>(
    py: Python<'_>,
    core: &'core Core,
    signature: &OpenSignature,
    (key, arguments): (&[u32], &[*mut PyObject]),
) -> PyResult<&'core Specialisation> {
    let given = key::types(key, &|number| Type::builtin(&number.to_string()));
    let mut wanted = Key::new();
    signature.arguments.iter().zip(&given).for_each(|(declared, given)| push_given(&mut wanted, declared, given));
    let declared = Declared { result: Some(&signature.result), arguments: Some(signature.objects.bind(py)) };
    // SAFETY: as the caller's.
    let made = unsafe { make(py, core, (&wanted, arguments), declared) }?;
    let made = made.ok_or_else(|| PyTypeError::new_err("a signature has no literal types"))?;
    core.fixed.open().instances.insert(std::ptr::from_ref(made).addr());
    Ok(made)
}

/// Appends the codes of a declared type, with the functions that are given, which are known by their numbers.
fn push_given(key: &mut Key, declared: &Type, given: &Type) {
    match (declared, given) {
        (declared, Type::Builtin(number)) if is_function_type(declared) => {
            key.push(key::function(number.parse().unwrap_or_default()));
        }
        (Type::Tuple(declared), Type::Tuple(given)) => {
            key.push(key::tuple(declared.len()));
            declared.iter().zip(given.iter()).for_each(|(declared, given)| push_given(key, declared, given));
        }
        // A function that is a value already.
        (declared, given) if is_function_type(declared) => key::push_type(key, given),
        (declared, _) => key::push_type(key, declared),
    }
}
