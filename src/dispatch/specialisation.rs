//! A function compiled for one list of argument types, ready to run.

use super::{foreign, frozen::FrozenData, thread::on_compiler_thread};
use crate::{
    cache::{Cache, Key},
    codegen::{self, CodegenError, Jit, Loaded},
    parallel::Note,
    pipeline::{self, Artifact, Options, Signature, Site},
    precompiled,
    program::{Constant, Host, Program},
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
    /// The arguments that it is compiled for by value, with their positions.
    pub constants: Vec<(usize, Constant)>,
    pub result: Type,
    /// Whether arguments or the result are instances, so that arrays among the arguments may be kept in them.
    pub keeps: bool,
    /// Of the result.
    pub slots: usize,
    /// Where errors come from; site numbers count from 1.
    pub sites: Vec<Site>,
    /// What was decided about parallel loops.
    pub parallel: Vec<Note>,
    pub compile_time: Duration,
    pub origin: Origin,
    /// Freed before the data that it refers to.
    _code: Option<Loaded>,
    _data: Arc<FrozenData>,
}

/// What a function is to be compiled for; see [`Signature`].
#[derive(Default)]
pub struct Wanted<'result> {
    pub arguments: Vec<Type>,
    pub constants: Vec<(usize, Constant)>,
    pub result: Option<&'result Type>,
}

impl Wanted<'_> {
    fn signature(&self) -> Signature<'_> {
        Signature { arguments: &self.arguments, constants: &self.constants, result: self.result }
    }
}

/// Where machine code comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was compiled, and no cache was asked.
    Compiled,
    /// It was compiled, because the cache did not have it.
    Missed,
    /// The cache had it.
    Cached,
}

/// The same as [`compile`], unless the cache has the code already. What had to be compiled is put there.
///
/// # Errors
///
/// As [`compile`]. What is wrong with the cache is no error.
pub fn load_or_compile(
    cache: &Cache,
    (program, entry): (&Program, usize),
    wanted: Wanted,
    (options, host): (&Options, Option<&dyn Host>),
    data: Arc<FrozenData>,
) -> Result<Specialisation, Vec<Diagnostic>> {
    let started = Instant::now();
    let Some(key) = Key::new((program, entry), wanted.signature(), options, |address| data.bytes(address)) else {
        return compile((program, entry), wanted, (options, host), data);
    };
    if let Some(artifact) = cache.load(&key, program, host)
        && let Ok(linked) = link(&artifact)
    {
        return Ok(Specialisation::new(artifact, linked, (wanted, data), (Origin::Cached, started)));
    }
    let (artifact, linked) = make((program, entry), wanted.signature(), (options, host))?;
    cache.store(&key, program, &artifact);
    Ok(Specialisation::new(artifact, linked, (wanted, data), (Origin::Missed, started)))
}

/// Compiles the function at `entry` of a program for argument types and, where it is said, the type of the result, and links it
/// into this process. `data` holds the
/// program's frozen arrays, `host` knows what users have added to the compiler.
///
/// # Errors
///
/// What the program's author did that cannot be compiled, or a diagnostic of [`Kind::Internal`].
pub fn compile(
    (program, entry): (&Program, usize),
    wanted: Wanted,
    (options, host): (&Options, Option<&dyn Host>),
    data: Arc<FrozenData>,
) -> Result<Specialisation, Vec<Diagnostic>> {
    let started = Instant::now();
    let (artifact, linked) = make((program, entry), wanted.signature(), (options, host))?;
    Ok(Specialisation::new(artifact, linked, (wanted, data), (Origin::Compiled, started)))
}

fn make(
    (program, entry): (&Program, usize),
    signature: Signature,
    (options, host): (&Options, Option<&dyn Host>),
) -> Result<(Artifact, (Loaded, Entry)), Vec<Diagnostic>> {
    let made = on_compiler_thread(|| {
        let artifact = pipeline::compile(program, entry, signature, (options, host))?;
        let linked = link(&artifact)?;
        Ok((artifact, linked))
    });
    made.map_err(|fault| vec![*fault])?
}

impl Specialisation {
    fn new(
        artifact: Artifact,
        (code, entry): (Loaded, Entry),
        (wanted, data): (Wanted, Arc<FrozenData>),
        (origin, started): (Origin, Instant),
    ) -> Self {
        if let Some(home) = code.address("numlir_home") {
            foreign::register(home.addr(), &artifact.sites);
        }
        let Wanted { arguments, constants, .. } = wanted;
        let keeps = arguments.iter().chain([&artifact.result]).any(instance::is_part_of);
        let code = if keeps || hands_to_host(&artifact) {
            // Instances outlive the function, and hold constants of its code: strings, and views of frozen arrays.
            std::mem::forget((code, data.clone()));
            None
        } else {
            Some(code)
        };
        Self {
            entry,
            keeps,
            arguments,
            constants,
            slots: artifact.result.slots(),
            result: artifact.result,
            sites: artifact.sites,
            parallel: artifact.parallel,
            compile_time: started.elapsed(),
            origin,
            _code: code,
            _data: data,
        }
    }
}

/// Whether code hands values to the host on other ways than as its result: to a block in object mode, or in an exception.
fn hands_to_host(artifact: &Artifact) -> bool {
    codegen::undefined(&artifact.object).is_ok_and(|names| names.iter().any(|name| name == "numlir_object_call"))
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
    let symbols = frozen.chain(symbol.map(|(name, address)| (name.to_owned(), address)));
    let symbols: Vec<_> = symbols.chain(of_library(artifact).map_err(internal)?).collect();
    let code = Jit::global().and_then(|jit| jit.load(&artifact.object, &symbols)).map_err(internal)?;
    let Some(address) = code.address(&artifact.entry) else {
        return Err(internal(format!("the object code has no entry {}", artifact.entry)));
    };
    Ok((code, address))
}

/// The functions of the library that an artifact calls where they are.
fn of_library(artifact: &Artifact) -> Result<Vec<(String, *const ())>, CodegenError> {
    let Some(store) = precompiled::store() else { return Ok(Vec::new()) };
    let mut names = codegen::undefined(&artifact.object)?;
    names.retain(|name| name.starts_with(precompiled::PREFIX));
    let address = |name: String| {
        let address = store.address(&name, foreign::register)?;
        Ok((name, std::ptr::with_exposed_provenance(address)))
    };
    names.into_iter().map(address).collect()
}

pub(super) fn internal(error: impl ToString) -> Vec<Diagnostic> {
    vec![Diagnostic::new(Kind::Internal, "code-generation", error.to_string())]
}
