//! A function compiled for C to call.

use super::{
    frozen::FrozenData,
    record::{Failed, Record},
    specialisation::load,
    thread::on_compiler_thread,
};
use crate::{
    codegen::Loaded,
    pipeline::{self, Options, Signature},
    program::{Host, Program},
};
use numlir_dialects::types::Type;
use numlir_grammar::diagnostic::Diagnostic;
use std::sync::Arc;

/// Machine code in C's convention.
pub struct Callback {
    /// Of the function.
    pub address: usize,
    pub result: Type,
    /// Freed before what it refers to.
    _code: Loaded,
    _record: Box<Record>,
    _data: Arc<FrozenData>,
}

/// Compiles the function at `entry` of a program for C, and links it into this process. `failed` is called from within, on
/// whatever thread, when the function has raised.
///
/// # Errors
///
/// What the program's author did that cannot be compiled, or a diagnostic of internal kind.
pub fn compile_callback(
    (program, entry): (&Program, usize),
    signature: Signature,
    (options, host): (&Options, Option<&dyn Host>),
    (data, failed): (Arc<FrozenData>, Failed),
) -> Result<Callback, Vec<Diagnostic>> {
    let compiled = on_compiler_thread(|| {
        let mut artifact = pipeline::compile_callback(program, entry, signature, (options, host))?;
        let record = Record::new(failed, std::mem::take(&mut artifact.sites));
        let (code, address) = load(&artifact, Some(record.symbol()))?;
        Ok::<_, Vec<Diagnostic>>((artifact.result, record, code, address as usize))
    });
    let (result, record, code, address) = compiled.map_err(|fault| vec![*fault])??;
    Ok(Callback { address, result, _code: code, _record: record, _data: data })
}
