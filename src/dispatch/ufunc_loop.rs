//! A kernel compiled as the inner loop of a ufunc, ready for NumPy to call.

use super::{
    frozen::FrozenData,
    record::{Failed, Record},
    specialisation::{internal, load},
    thread::on_compiler_thread,
};
use crate::{
    cache::{Cache, Key},
    codegen::Loaded,
    pipeline::{self, Artifact, Options, Signature, Wrapping},
    program::{Host, Program},
};
use numlir_dialects::types::{Scalar, Type};
use numlir_grammar::diagnostic::Diagnostic;
use std::{ffi::c_void, sync::Arc, time::Duration, time::Instant};

/// NumPy's interface of inner loops (`PyArrayMethod_StridedLoop`): pointers, counts, strides in bytes. Gives 0, or -1 after
/// a failure, which the loop's record has then been told of.
pub type LoopEntry = unsafe extern "C" fn(
    context: *mut c_void,
    data: *const *mut u8,
    dimensions: *const isize,
    strides: *const isize,
    auxiliary: *mut c_void,
) -> i32;

/// Machine code with what its caller needs to know of it.
pub struct UfuncLoop {
    pub entry: LoopEntry,
    /// The types of the kernel's parameters.
    pub arguments: Vec<Type>,
    /// The type of what the kernel gives.
    pub result: Type,
    /// Of a ufunc, the element types of the output arrays.
    pub outputs: Vec<Scalar>,
    pub compile_time: Duration,
    /// Freed before what it refers to.
    _code: Loaded,
    _record: Box<Record>,
    _data: Arc<FrozenData>,
}

/// Compiles the function at `entry` of a program as a loop for argument types, and links it into this process, unless the cache
/// has its code. `failed` is called from within the loop, on its thread, when the kernel has raised.
///
/// # Errors
///
/// What the program's author did that cannot be compiled, or a diagnostic of internal kind.
pub fn compile_loop(
    (program, entry): (&Program, usize),
    (arguments, wrapping): (Vec<Type>, &Wrapping),
    (options, host, cache): (&Options, Option<&dyn Host>, Option<&Cache>),
    (data, failed): (Arc<FrozenData>, Failed),
) -> Result<UfuncLoop, Vec<Diagnostic>> {
    let started = Instant::now();
    let kept = cache.and_then(|cache| {
        let signature = Signature::from(&arguments[..]);
        let key = Key::new((program, entry), signature, options, |address| data.bytes(address))?;
        Some((cache, key.wrapped(wrapping)))
    });
    let found = kept.as_ref().and_then(|(cache, key)| cache.load(key, program, host));
    let linked = match found.and_then(|artifact| Linked::new(artifact, failed).ok()) {
        Some(linked) => linked,
        None => on_compiler_thread(|| {
            let artifact = pipeline::compile_loop((program, entry), &arguments, wrapping, (options, host))?;
            if let Some((cache, key)) = &kept {
                cache.store(key, program, &artifact);
            }
            Linked::new(artifact, failed)
        })
        .map_err(|fault| vec![*fault])??,
    };
    let outputs = pipeline::loop_outputs(&arguments, &linked.result, wrapping)?;
    Ok(UfuncLoop {
        entry: linked.entry,
        arguments,
        result: linked.result,
        outputs,
        compile_time: started.elapsed(),
        _code: linked.code,
        _record: linked.record,
        _data: data,
    })
}

/// A loop's code in this process.
struct Linked {
    entry: LoopEntry,
    result: Type,
    code: Loaded,
    record: Box<Record>,
}

impl Linked {
    fn new(mut artifact: Artifact, failed: Failed) -> Result<Self, Vec<Diagnostic>> {
        let record = Record::new(failed, std::mem::take(&mut artifact.sites));
        let (code, address) = load(&artifact, Some(record.symbol()))?;
        if address.is_null() {
            return Err(internal("a loop without an address"));
        }
        // SAFETY: the compiler gives the entry of a loop this type.
        let entry = unsafe { std::mem::transmute::<*const (), LoopEntry>(address) };
        Ok(Self { entry, result: artifact.result, code, record })
    }
}
