//! A kernel compiled as the inner loop of a ufunc, ready for NumPy to call.

use super::{
    frozen::FrozenData,
    record::{Failed, Record},
    specialisation::{internal, load},
    thread::on_compiler_thread,
};
use crate::{
    codegen::Loaded,
    pipeline::{self, Options, Wrapping},
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

/// Compiles the function at `entry` of a program as a loop for argument types, and links it into this process. `failed` is
/// called from within the loop, on its thread, when the kernel has raised.
///
/// # Errors
///
/// What the program's author did that cannot be compiled, or a diagnostic of internal kind.
pub fn compile_loop(
    (program, entry): (&Program, usize),
    (arguments, wrapping): (Vec<Type>, &Wrapping),
    (options, host): (&Options, Option<&dyn Host>),
    (data, failed): (Arc<FrozenData>, Failed),
) -> Result<UfuncLoop, Vec<Diagnostic>> {
    let started = Instant::now();
    let compiled = on_compiler_thread(|| {
        let (mut artifact, outputs) = pipeline::compile_loop((program, entry), &arguments, wrapping, (options, host))?;
        let record = Record::new(failed, std::mem::take(&mut artifact.sites));
        let (code, address) = load(&artifact, Some(record.symbol()))?;
        Ok::<_, Vec<Diagnostic>>((artifact.result, outputs, record, code, address as usize))
    });
    let (result, outputs, record, code, address) = compiled.map_err(|fault| vec![*fault])??;
    if address == 0 {
        return Err(internal("a loop without an address"));
    }
    // SAFETY: the compiler gives the entry of a loop this type.
    let entry = unsafe { std::mem::transmute::<usize, LoopEntry>(address) };
    Ok(UfuncLoop {
        entry,
        arguments,
        result,
        outputs,
        compile_time: started.elapsed(),
        _code: code,
        _record: record,
        _data: data,
    })
}
