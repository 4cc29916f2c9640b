//! A function compiled for one list of argument types, ready to run.

use super::{frozen::FrozenData, thread::on_compiler_thread};
use crate::{
    codegen::{Jit, Loaded},
    pipeline::{self, Artifact, Options, Signature, Site},
    program::{Host, Program},
};
use numlir_dialects::{instance, types::Type};
use numlir_grammar::diagnostic::{Diagnostic, Kind};
use std::{sync::Arc, time::Duration, time::Instant};

/// The one kind of function that compiled code offers (docs/calling-convention.md).
pub type Entry = unsafe extern "C" fn(arguments: *const u64, results: *mut u64) -> i32;

/// Machine code with what its caller needs to know of it.
pub struct Specialisation {
    pub entry: Entry,
    pub arguments: Vec<Type>,
    pub result: Type,
    /// Whether arguments or the result are instances, so that arrays among the arguments may be kept in them.
    pub keeps: bool,
    /// Of the result.
    pub slots: usize,
    /// Where errors come from; site numbers count from 1.
    pub sites: Vec<Site>,
    pub compile_time: Duration,
    /// Freed before the data that it refers to.
    _code: Option<Loaded>,
    _data: Arc<FrozenData>,
}

/// Compiles the function at `entry` of a program for argument types and, where it is said, the type of the result, and links it into this process. `data` holds the
/// program's frozen arrays, `host` knows what users have added to the compiler.
///
/// # Errors
///
/// What the program's author did that cannot be compiled, or a diagnostic of [`Kind::Internal`].
pub fn compile(
    (program, entry): (&Program, usize),
    (arguments, result): (Vec<Type>, Option<&Type>),
    (options, host): (&Options, Option<&dyn Host>),
    data: Arc<FrozenData>,
) -> Result<Specialisation, Vec<Diagnostic>> {
    let started = Instant::now();
    let compiled = on_compiler_thread(|| {
        let signature = Signature { arguments: &arguments, result };
        let artifact = pipeline::compile(program, entry, signature, (options, host))?;
        let (code, entry) = link(&artifact)?;
        Ok::<_, Vec<Diagnostic>>((artifact, code, entry))
    });
    let (artifact, code, entry) = compiled.map_err(|fault| vec![*fault])??;
    let keeps = arguments.iter().chain([&artifact.result]).any(instance::is_part_of);
    let code = if keeps {
        // Instances outlive the function, and hold constants of its code: strings, and views of frozen arrays.
        std::mem::forget((code, data.clone()));
        None
    } else {
        Some(code)
    };
    Ok(Specialisation {
        entry,
        keeps,
        arguments,
        slots: artifact.result.slots(),
        result: artifact.result,
        sites: artifact.sites,
        compile_time: started.elapsed(),
        _code: code,
        _data: data,
    })
}

fn link(artifact: &Artifact) -> Result<(Loaded, Entry), Vec<Diagnostic>> {
    let (code, address) = load(artifact, None)?;
    // SAFETY: the compiler gives an entry this type.
    Ok((code, unsafe { std::mem::transmute::<*const (), Entry>(address) }))
}

/// Links an artifact with one more symbol: its code, and the address of its entry.
pub(super) fn load(
    artifact: &Artifact,
    symbol: Option<(&str, *const ())>,
) -> Result<(Loaded, *const ()), Vec<Diagnostic>> {
    let frozen = artifact.frozen.iter().map(|(name, address)| (name.clone(), *address as *const ()));
    let symbols: Vec<_> = frozen.chain(symbol.map(|(name, address)| (name.to_owned(), address))).collect();
    let code = Jit::global().and_then(|jit| jit.load(&artifact.object, &symbols)).map_err(internal)?;
    let Some(address) = code.address(&artifact.entry) else {
        return Err(internal(format!("the object code has no entry {}", artifact.entry)));
    };
    Ok((code, address))
}

pub(super) fn internal(error: impl ToString) -> Vec<Diagnostic> {
    vec![Diagnostic::new(Kind::Internal, "code-generation", error.to_string())]
}
