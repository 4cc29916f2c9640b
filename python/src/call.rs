//! A call of a compiled function.

use crate::{
    boxing, exit, object, raise,
    read::Frame,
    signature,
    specialise::{Declared, make},
};
use numlir::dispatch::Specialisation;
use object::Core;
use pyo3::{ffi, ffi::PyObject, prelude::*, types::PyTuple};
use std::{
    mem::MaybeUninit,
    panic::{AssertUnwindSafe, catch_unwind},
    ptr::null_mut,
    slice,
};

/// Results up to this many slots need no allocation.
const RESULTS: usize = 32;

/// CPython calls a dispatcher through this; `FIXED` says whether the function has signatures of its own and compiles no more.
///
/// # Safety
///
/// The arguments are those of the vectorcall protocol.
pub unsafe extern "C" fn vectorcall<const FIXED: bool>(
    callable: *mut PyObject,
    arguments: *const *mut PyObject,
    flagged_count: usize,
    keywords: *mut PyObject,
) -> *mut PyObject {
    // The highest bit says that the caller lends the place before the arguments.
    const OFFSET: usize = 1 << (usize::BITS - 1);
    let count = flagged_count & !OFFSET;
    // SAFETY: the callable is a dispatcher, alive during the call as its arguments are.
    let outcome = catch_unwind(AssertUnwindSafe(|| unsafe {
        let core = object::core(callable);
        if keywords.is_null() && core.parameters.is_complete(count) {
            return call::<FIXED>(callable, core, arguments_slice(arguments, count));
        }
        match core.parameters.bind(arguments, count, keywords) {
            Some(bound) => call::<FIXED>(callable, core, &bound.values),
            None => raise::binding_error(core, arguments, count, keywords),
        }
    }));
    outcome.unwrap_or_else(|payload| raise::panicked(&*payload))
}

unsafe fn arguments_slice<'any>(arguments: *const *mut PyObject, count: usize) -> &'any [*mut PyObject] {
    // The pointer may be null where there are no arguments.
    if count == 0 {
        return &[];
    }
    // SAFETY: vectorcall promises so many arguments.
    unsafe { slice::from_raw_parts(arguments, count) }
}

#[inline(always)]
unsafe fn call<const FIXED: bool>(callable: *mut PyObject, core: &Core, arguments: &[*mut PyObject]) -> *mut PyObject {
    let mut frame = Frame::default();
    for (position, &argument) in arguments.iter().enumerate() {
        // SAFETY: as the caller's.
        if let Err(refusal) = unsafe { frame.push(argument) } {
            // SAFETY: as the caller's.
            if core.settings.options.parallel && unsafe { is_on_device(argument) } {
                // SAFETY: as the caller's.
                return unsafe { call_on_device(callable, arguments) };
            }
            return raise::refused(core, position, refusal);
        }
    }
    if FIXED {
        // SAFETY: the frame has just been read.
        return unsafe { call_fixed(callable, core, &mut frame, arguments) };
    }
    frame.lend();
    let known = if core.literals.count() == 0 { core.table.find(&frame.key) } else { None };
    let specialisation = match known {
        Some(specialisation) => specialisation,
        None => {
            let mut made = None;
            let failed = raise::guarded(|py| {
                // SAFETY: the frame has just been read from the arguments.
                made = Some(unsafe { find_or_make(py, core, &mut frame, arguments) }?);
                if core.settings.announce {
                    // SAFETY: the callable is alive.
                    let callable = unsafe { Bound::from_borrowed_ptr(py, callable) };
                    py.import("numlir._announcing")?.call_method1("announce", (callable,))?;
                }
                Ok(null_mut())
            });
            let Some(specialisation) = made else { return failed };
            specialisation
        }
    };
    frame.called = std::ptr::from_ref(specialisation).addr();
    if specialisation.keeps {
        frame.keep_arrays();
    }
    // SAFETY: the frame was read for this specialisation's types.
    unsafe { run(callable, core, specialisation, &frame) }
}

/// Whether an argument is an array of a device.
unsafe fn is_on_device(argument: *mut PyObject) -> bool {
    // SAFETY: as the caller's.
    let argument = unsafe { Bound::from_borrowed_ptr(Python::assume_attached(), argument) };
    argument.hasattr("__cuda_array_interface__").unwrap_or(false)
}

/// A call of a function with parallel loops on arrays of a device.
#[cold]
unsafe fn call_on_device(callable: *mut PyObject, arguments: &[*mut PyObject]) -> *mut PyObject {
    raise::guarded(|py| {
        // SAFETY: as the caller's.
        let bound = |object: *mut PyObject| unsafe { Bound::from_borrowed_ptr(py, object) };
        let arguments = PyTuple::new(py, arguments.iter().map(|argument| bound(*argument)))?;
        let loops = py.import("numlir.cuda.loops")?;
        Ok(loops.call_method1("call", (bound(callable), arguments))?.into_ptr())
    })
}

/// The specialisation for a call's arguments, and for the values of those that the function is compiled for by value.
#[inline(never)]
unsafe fn find_or_make<'core>(
    py: Python<'_>,
    core: &'core Core,
    frame: &mut Frame,
    arguments: &[*mut PyObject],
) -> PyResult<&'core Specialisation> {
    let types = frame.key.len();
    loop {
        frame.key.truncate(types);
        if core.literals.count() > 0 {
            // SAFETY: as the caller's.
            unsafe { core.literals.push(py, &mut frame.key, arguments) }?;
        }
        if let Some(specialisation) = core.table.find(&frame.key) {
            return Ok(specialisation);
        }
        // Nothing is made where compiling has found that more values have to be known.
        // SAFETY: as the caller's.
        if let Some(made) = unsafe { make(py, core, (&frame.key, arguments), Declared::default()) }? {
            return Ok(made);
        }
    }
}

/// A call of a function that has signatures of its own and compiles no more.
#[inline(never)]
unsafe fn call_fixed(
    callable: *mut PyObject,
    core: &Core,
    frame: &mut Frame,
    arguments: &[*mut PyObject],
) -> *mut PyObject {
    let meant = match signature::known(core, &frame.key) {
        Some(meant) => meant,
        None => {
            let mut found = None;
            let failed = raise::guarded(|py| {
                // SAFETY: the key is that of the arguments, which are alive.
                found = Some(unsafe { signature::find(py, core, &frame.key, arguments) }?);
                Ok(null_mut())
            });
            let Some(found) = found else { return failed };
            found
        }
    };
    match meant.apply(frame) {
        Ok(specialisation) => {
            frame.called = std::ptr::from_ref(specialisation).addr();
            frame.lend();
            if specialisation.keeps {
                frame.keep_arrays();
            }
            // SAFETY: the frame's values are of this specialisation's types.
            unsafe { run(callable, core, specialisation, frame) }
        }
        Err(misfit) => raise::guarded(|_| Err(signature::misfit(misfit))),
    }
}

#[inline(always)]
unsafe fn run(callable: *mut PyObject, core: &Core, specialisation: &Specialisation, frame: &Frame) -> *mut PyObject {
    let mut inline = [MaybeUninit::<u64>::uninit(); RESULTS];
    let mut spilled: Vec<MaybeUninit<u64>>;
    let results: &mut [MaybeUninit<u64>] = if specialisation.slots <= RESULTS {
        &mut inline
    } else {
        spilled = vec![MaybeUninit::zeroed(); specialisation.slots];
        &mut spilled
    };
    // SAFETY: the entry reads the slots of its arguments and writes those of its result.
    let status = unsafe { enter(core.settings.nogil, specialisation, frame, results.as_mut_ptr().cast()) };
    // SAFETY: the interpreter is attached again.
    let reflected = frame.objects.is_empty() || unsafe { frame.reflect(callable) };
    if status != 0 {
        if !reflected {
            // SAFETY: as above. The error of the compiled code is the one that matters.
            unsafe { ffi::PyErr_Clear() };
        }
        return raise::at_site(&specialisation.sites, status);
    }
    // SAFETY: the entry returned without an error, so it wrote the results.
    unsafe {
        let results = slice::from_raw_parts(results.as_ptr().cast::<u64>(), specialisation.slots);
        let boxing = boxing::Boxing { frame, callable, rest: results, made: Vec::new(), lists: Vec::new() };
        if reflected { boxing.result(&specialisation.result) } else { boxing.discarded(&specialisation.result) }
    }
}

#[inline]
unsafe fn enter(nogil: bool, specialisation: &Specialisation, frame: &Frame, results: *mut u64) -> i32 {
    // SAFETY: as the caller's; the thread state goes back where it came from.
    unsafe {
        if !nogil {
            return (specialisation.entry)(frame.slots.as_ptr(), results);
        }
        let thread = ffi::PyEval_SaveThread();
        let status = (specialisation.entry)(frame.slots.as_ptr(), results);
        exit::reattach(thread);
        status
    }
}
