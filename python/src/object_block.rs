//! Blocks in object mode: compiled code hands values to a Python function, and takes back what it gives.
//!
//! ```text
//! with objmode(y='float64'):     def block(a0):
//!     y = g(x)                       return object_call("numlir.object.0", "float64", a0)
//! ```
//!
//! The block is a function of the program that calls a symbol, as a function of C is; its address is a [`Block`]'s.

use crate::{
    boxing::Boxing,
    raise,
    read::{Frame, Refusal},
    source::Unit,
    types,
};
use numlir::{
    dispatch::{changes, conversion::conversion, key},
    pipeline,
    program::{Binding, parse_types},
    runtime::{
        Characters, ErrorArgument, HostObject, Object, Owner, note_argument, numlir_list_clear, numlir_list_extend,
        numlir_release as release, numlir_retain as retain, numlir_set_clear, numlir_set_update, parallel::INTERRUPTED,
    },
    stack::{ObjectBlock, Source},
};
use numlir_dialects::types::Type;
use numlir_grammar::LineIndex;
use numlir_passes::builtins::object_call::types_of;
use pyo3::{
    exceptions::{PyMemoryError, PyOverflowError, PyTypeError, PyValueError},
    ffi,
    prelude::*,
    types::PyTuple,
};
use std::{
    any::Any,
    collections::HashMap,
    ffi::c_void,
    fmt::Write,
    panic::{AssertUnwindSafe, catch_unwind},
    ptr::{null_mut, without_provenance_mut},
    slice,
    sync::{Arc, Mutex, PoisonError},
};

/// The types of what a call passes, and of what it gets.
type CallTypes = (Vec<Type>, Type);

/// What compiled code finds at the symbol of a block.
pub struct Block {
    function: Py<PyAny>,
    /// The types of what it gives, as a signature's text.
    results: String,
    inputs: usize,
    /// The types of the values of each call in compiled code, by their text there.
    known: Mutex<HashMap<String, Arc<CallTypes>>>,
}

/// The block of a function; text where it is none, or says its types wrongly.
pub fn make(function: &Bound<'_, PyAny>, unit: &Unit, block: &ObjectBlock) -> PyResult<Result<Block, String>> {
    let py = function.py();
    let Some(text) = &unit.text else { return Ok(Err("'with' in a function without source".into())) };
    let (line, column) = unit.lines.position(block.span.start);
    let start = block.span.start as usize + 1 - column as usize;
    let Some(own) = text.get(start..block.span.end as usize) else { return Ok(Err("'with'".into())) };
    let given = (function, &*unit.file, own, line, PyTuple::new(py, &block.inputs)?);
    let made = py.import("numlir.object_mode")?.call_method1("_block", given)?;
    let Ok(made) = made.cast::<PyTuple>() else { return Ok(Err(made.extract()?)) };
    let declared = made.get_item(1)?.try_iter()?.map(|each| types::read(&each?)).collect::<PyResult<Vec<_>>>();
    let declared = match declared {
        Ok(declared) => declared,
        Err(error) => return Ok(Err(format!("'with objmode' with this type ({})", error.value(py)))),
    };
    let results = declared.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if parse_types(&results).ok().as_ref() != Some(&declared) {
        return Ok(Err(format!("'with objmode' that gives {results}")));
    }
    let (function, inputs) = (made.get_item(0)?.unbind(), block.inputs.len());
    Ok(Ok(Block { function, results, inputs, known: Mutex::default() }))
}

impl Block {
    /// The Python function.
    pub fn function(&self) -> &Py<PyAny> {
        &self.function
    }

    /// What stands for the block in a program: a function that calls a symbol, and what its names mean.
    pub fn wrapper(&self, symbol: &str) -> Option<(Unit, HashMap<String, Binding>)> {
        let mut names = String::new();
        (0..self.inputs).for_each(|input| {
            let _ = write!(names, "a{input}, ");
        });
        let text = format!(
            "def block({names}):\n    return object_call({symbol:?}, {results:?}, {names})\n",
            results = self.results
        );
        let file: Arc<str> = "library/object_block.py".into();
        let lines = Arc::new(LineIndex::new(&text));
        let flow = pipeline::read_function(&text, Source { file: &file, lines: &lines }, 1).ok()?;
        let paths = flow.free_paths();
        let meaning = |path: &String| (path.clone(), Binding::Builtin(format!("numlir.library.{path}")));
        let bindings = paths.iter().map(meaning).collect();
        Some((Unit { flow: Arc::new(flow), file, text: None, lines, content: text.into(), paths }, bindings))
    }

    fn types(&self, text: &str) -> Option<Arc<CallTypes>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(types) = known.get(text) {
            return Some(types.clone());
        }
        let types = Arc::new(types_of(text)?);
        known.insert(text.to_owned(), types.clone());
        Some(types)
    }
}

/// What was raised on threads that Python forgets as soon as they have called it.
static ELSEWHERE: Mutex<Vec<PyErr>> = Mutex::new(Vec::new());

/// Sets what a block raised on another thread, unless something is set already.
pub fn set_raised(py: Python<'_>) {
    // SAFETY: the interpreter is attached.
    if unsafe { ffi::PyErr_Occurred() }.is_null()
        && let Some(error) = ELSEWHERE.lock().unwrap_or_else(PoisonError::into_inner).pop()
    {
        error.restore(py);
    }
}

/// An object that an exception is made with.
#[derive(Debug)]
struct Noted(Py<PyAny>);

impl HostObject for Noted {
    fn text(&self, repr: bool) -> String {
        Python::attach(|py| {
            let object = self.0.bind(py);
            let text = if repr { object.repr() } else { object.str() };
            text.map_or_else(|_| "<object>".into(), |text| text.to_string_lossy().into_owned())
        })
    }
}

/// The object that was noted.
pub fn noted<'py>(py: Python<'py>, object: &Object) -> Bound<'py, PyAny> {
    let object: &dyn Any = &*object.0;
    object.downcast_ref::<Noted>().map_or_else(|| py.None(), |noted| noted.0.clone_ref(py)).into_bound(py)
}

/// Runs a block for compiled code. What it raises is set, and passes through compiled code as an interruption.
///
/// # Safety
///
/// The block is one that was made here, and alive, or null: then the values are noted as what an exception is made with. The slots are
/// those of the types.
pub unsafe fn run(block: *const c_void, types: Characters, arguments: *const u64, results: *mut u64) -> i32 {
    // SAFETY: asking for a thread's state changes nothing.
    let is_pythons = unsafe { !ffi::PyGILState_GetThisThreadState().is_null() };
    Python::attach(|py| {
        // SAFETY: by the contract above.
        let work = AssertUnwindSafe(|| unsafe {
            match block.cast::<Block>().as_ref() {
                Some(block) => call(py, block, &types.text(), (arguments, results)),
                None => note(py, &types.text(), arguments),
            }
        });
        let error = match catch_unwind(work) {
            Ok(Ok(())) => return 0,
            Ok(Err(error)) => error,
            Err(payload) => {
                raise::panicked(&*payload);
                PyErr::fetch(py)
            }
        };
        if is_pythons {
            error.restore(py);
        } else {
            ELSEWHERE.lock().unwrap_or_else(PoisonError::into_inner).push(error);
        }
        INTERRUPTED
    })
}

unsafe fn call(py: Python<'_>, block: &Block, types: &str, slots: (*const u64, *mut u64)) -> PyResult<()> {
    let types = block.types(types).ok_or_else(|| PyValueError::new_err("compiled code says no types"))?;
    let (inputs, result) = &*types;
    // SAFETY: by the caller's contract.
    let (given, objects) = unsafe { (values(inputs, slots.0), boxed(py, inputs, slots.0)?) };
    let value = block.function.bind(py).call1(PyTuple::new(py, &objects)?)?;
    let mut rest = given;
    for (ty, object) in inputs.iter().zip(&objects) {
        // SAFETY: as above; compiled code waits for the block.
        unsafe { reflect(object, ty, rest) }?;
        rest = &rest[ty.slots()..];
    }
    // SAFETY: as above.
    unsafe { give(&value, result, slots.1) }
}

/// Notes values of compiled code as what an exception is made with.
unsafe fn note(py: Python<'_>, types: &str, slots: *const u64) -> PyResult<()> {
    let (inputs, _) = types_of(types).ok_or_else(|| PyValueError::new_err("compiled code says no types"))?;
    // SAFETY: by the caller's contract.
    for object in unsafe { boxed(py, &inputs, slots)? } {
        note_argument(ErrorArgument::Object(Object(Arc::new(Noted(object.unbind())))));
    }
    Ok(())
}

/// The slots of values of these types.
unsafe fn values<'a>(inputs: &[Type], slots: *const u64) -> &'a [u64] {
    match inputs.iter().map(Type::slots).sum() {
        0 => &[],
        // SAFETY: by the caller's contract.
        count => unsafe { slice::from_raw_parts(slots, count) },
    }
}

/// Objects of values of compiled code, which keeps its own references.
unsafe fn boxed<'py>(py: Python<'py>, inputs: &[Type], slots: *const u64) -> PyResult<Vec<Bound<'py, PyAny>>> {
    // SAFETY: by the caller's contract.
    let given = unsafe { values(inputs, slots) };
    let frame = Frame::default();
    let mut boxing = Boxing { frame: &frame, callable: null_mut(), rest: given, made: Vec::new(), lists: Vec::new() };
    let mut objects = Vec::with_capacity(inputs.len());
    for ty in inputs {
        // SAFETY: the slots left start with a value of the type; it keeps its own references, these are the object's.
        let object = unsafe {
            owners(ty, boxing.rest, &mut |owner| retain(owner));
            Bound::from_owned_ptr_or_err(py, boxing.value(ty))
        };
        objects.push(object);
    }
    objects.into_iter().collect()
}

/// Gives a compiled list or set the elements that the Python one which stood for it has now.
unsafe fn reflect(object: &Bound<'_, PyAny>, ty: &Type, slots: &[u64]) -> PyResult<()> {
    if !matches!(ty, Type::List(_) | Type::Set(_)) {
        return Ok(());
    }
    let container: *mut c_void = without_provenance_mut(slots[0] as usize);
    let mut fresh = 0_u64;
    let is_list = matches!(ty, Type::List(_));
    if object.len()? > 0 {
        // SAFETY: the slot is that of a list or a set.
        unsafe { give(object, ty, &raw mut fresh) }?;
    }
    let elements: *mut c_void = without_provenance_mut(fresh as usize);
    // SAFETY: the containers are alive, of one type, and nobody else uses the fresh one.
    let is_full = unsafe {
        if is_list {
            numlir_list_clear(container.cast());
            !elements.is_null() && numlir_list_extend(container.cast(), elements.cast())
        } else {
            numlir_set_clear(container.cast());
            !elements.is_null() && numlir_set_update(container.cast(), elements.cast())
        }
    };
    // SAFETY: the reference is the fresh one's only; null is allowed.
    unsafe { release(elements.cast()) };
    if is_full { Err(PyMemoryError::new_err(())) } else { Ok(()) }
}

/// Puts a value of Python's where compiled code takes it, with a reference for each owner.
unsafe fn give(value: &Bound<'_, PyAny>, declared: &Type, slots: *mut u64) -> PyResult<()> {
    if let Type::Optional(of) = declared {
        // SAFETY: as the caller's: whether there is a value, and the value.
        unsafe {
            slots.write(u64::from(!value.is_none()));
            if value.is_none() {
                slots.add(1).write_bytes(0, of.slots());
                return Ok(());
            }
            return give(value, of, slots.add(1));
        }
    }
    if let (Type::Tuple(elements), Ok(values)) = (declared, value.cast_exact::<PyTuple>())
        && elements.len() == values.len()
    {
        let mut offset = 0;
        for (element, value) in elements.iter().zip(values.iter()) {
            // SAFETY: the elements follow one another in the slots.
            if let Err(error) = unsafe { give(&value, element, slots.add(offset)) } {
                let mut before = 0;
                for given in elements.iter() {
                    if before == offset {
                        break;
                    }
                    // SAFETY: these slots have been written, and nobody else has their references.
                    unsafe {
                        let written = slice::from_raw_parts(slots.add(before), given.slots());
                        owners(given, written, &mut |owner| release(owner));
                    }
                    before += given.slots();
                }
                return Err(error);
            }
            offset += element.slots();
        }
        return Ok(());
    }
    let mut frame = Frame::default();
    // SAFETY: the value is alive, and the interpreter attached.
    let read = unsafe { frame.push(value.as_ptr()) };
    read.map_err(|refusal| match refusal {
        Refusal::Type(has, _) | Refusal::Uneven(has, _) => {
            PyTypeError::new_err(format!("a block in object mode gave {has}, where {declared} is declared"))
        }
        Refusal::Overflow => PyOverflowError::new_err("a block in object mode gave an integer beyond 64 bits"),
        Refusal::Memory => PyMemoryError::new_err(()),
    })?;
    let given = key::types(&frame.key, &|_| Type::builtin("function"));
    if given != [declared.clone()] {
        if conversion(&given[0], declared).is_none() {
            let message = format!("a block in object mode gave {}, where {declared} is declared", given[0]);
            return Err(PyTypeError::new_err(message));
        }
        let changes = changes(&given, slice::from_ref(declared));
        frame.adapt(&changes).map_err(crate::signature::misfit)?;
    }
    frame.keep_arrays();
    // SAFETY: the slots are those of the declared type; the frame's own references are given up when it goes.
    unsafe {
        owners(declared, &frame.slots, &mut |owner| retain(owner));
        slots.copy_from_nonoverlapping(frame.slots.as_ptr(), frame.slots.len());
    }
    Ok(())
}

/// Visits the owners in the slots of a value.
fn owners(ty: &Type, slots: &[u64], visit: &mut impl FnMut(*mut Owner)) {
    match ty {
        Type::Tuple(elements) | Type::Named { elements, .. } => {
            let mut rest = slots;
            for element in elements.iter() {
                owners(element, rest, visit);
                rest = &rest[element.slots()..];
            }
        }
        Type::Optional(of) if slots[0] as u8 != 0 => owners(of, &slots[1..], visit),
        Type::Optional(_) => {}
        other => {
            let mask = other.owners();
            let held = (0..other.slots().min(64)).filter(|slot| mask >> slot & 1 != 0);
            held.for_each(|slot| visit(without_provenance_mut(slots[slot] as usize)));
        }
    }
}
