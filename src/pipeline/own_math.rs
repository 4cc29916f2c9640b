//! Math functions for devices, written in Python: `library/numlir.cuda.math`. They are what kernels call where there is no libdevice, and
//! what libdevice lacks.
//!
//! They are compiled by the same road as any function. A build compiles them all to one library of bitcode ([`write`]), of which kernels are linked with
//! what they use. Where a process has none, or the texts are others by now, a function is compiled when a kernel first needs it.

use super::{
    DeviceFunction, Options, Signature, Stage,
    road::{Road, fault},
};
use crate::{
    codegen::{self, CodegenError, LlvmModule, Number, OWN_MATH, OwnMath},
    library::{Sources, library},
    program::{FunctionSource, Program},
};
use numlir_dialects::{
    context::context,
    types::{Scalar, Type},
};
use numlir_grammar::diagnostic::Diagnostic;
use rustc_hash::FxHashMap;
use std::{
    fs,
    path::Path,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

const FOLDER: &str = "numlir.cuda.math";
/// The oldest chip that code is made for: what is linked into code for others.
const CHIP: (&str, u32) = ("sm_75", 64);
/// Functions that not only take numbers of one floating-point type and give one: the positions of whole numbers, and whether it gives one.
const WITH_INTEGERS: &[(&str, &[usize], bool)] = &[("ldexp", &[1], false), ("ilogb", &[], true)];

/// Functions by their names and the types of their parameters; `None` of those that are not written.
type Compiled = FxHashMap<(String, Vec<Number>), Option<Arc<[u8]>>>;

/// What kernels are linked with.
pub(super) fn own_math() -> OwnMath<'static> {
    OwnMath { identity: identity(), compile: &bitcode }
}

/// What the library depends on beside the compiler that makes it: the texts of the functions.
fn identity() -> &'static str {
    static IDENTITY: LazyLock<String> = LazyLock::new(|| {
        let mut hasher = blake3::Hasher::new();
        for text in library().texts("numlir.cuda.") {
            hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
        }
        format!("numlir {} {}", env!("CARGO_PKG_VERSION"), hasher.finalize().to_hex())
    });
    &IDENTITY
}

/// Whether a file is the library of these texts.
pub fn is_written(path: &Path) -> bool {
    codegen::is_device_library(path, identity())
}

/// Compiles all functions, and writes the library to a file.
///
/// # Errors
/// Faults of the functions and of the compiler; the file cannot be written.
pub fn write(path: &Path) -> Result<(), Vec<Diagnostic>> {
    let prefix = format!("{FOLDER}.");
    let names = library().names().filter_map(|name| name.strip_prefix(&prefix));
    let mut names: Vec<_> = names.filter(|name| !name.contains('.')).collect();
    names.sort_unstable();
    let each = names.into_iter().flat_map(|name| [64, 32].map(|bits| (name, bits)));
    let modules = each.map(|(name, bits)| {
        let (parameters, result) = numbers(name, bits);
        let symbol = format!("{OWN_MATH}{name}{}", if bits == 32 { "f" } else { "" });
        Ok((compiled(&symbol, &parameters, result)?.ok_or(CodegenError::Emit(symbol.clone()))?, symbol))
    });
    let bitcode = codegen::device_library(modules, CHIP, identity()).map_err(fault)?;
    // A reader sees a whole file or none.
    let unfinished = path.with_extension("part");
    fs::write(&unfinished, bitcode).and_then(|()| fs::rename(&unfinished, path)).map_err(fault)
}

/// The types of the parameters and of the result of a function for numbers of a width.
fn numbers(name: &str, bits: u32) -> (Vec<Number>, Number) {
    let float = Number::Float(bits);
    let whole = Number::Integer(32);
    let count =
        library().function(&format!("{FOLDER}.{name}")).map_or(0, |source| source.flow.signature.names().count());
    let known = WITH_INTEGERS.iter().find(|(known, ..)| *known == name);
    let is_whole = |position| known.is_some_and(|(_, positions, _)| positions.contains(&position));
    let parameters = (0..count).map(|position| if is_whole(position) { whole } else { float }).collect();
    (parameters, if known.is_some_and(|(_, _, gives)| *gives) { whole } else { float })
}

/// The function that modules call by a name, such as `__nl_exp`, or `__nl_expf` for numbers of 32 bits. `None` where there is none.
///
/// # Errors
/// Faults of the library.
fn bitcode(name: &str, parameters: &[Number], result: Number) -> Result<Option<Arc<[u8]>>, CodegenError> {
    static COMPILED: LazyLock<Mutex<Compiled>> = LazyLock::new(Mutex::default);
    let known = || COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (name.to_owned(), parameters.to_vec());
    if let Some(known) = known().get(&key) {
        return Ok(known.clone());
    }
    let module = compiled(name, parameters, result)?.map(|module| Ok::<_, CodegenError>((module, name.to_owned())));
    let bitcode = module.map(|module| codegen::device_library([module], CHIP, "")).transpose()?;
    known().insert(key, bitcode.clone());
    Ok(bitcode)
}

/// A function as a module; `None` where it is not written.
fn compiled(name: &str, parameters: &[Number], result: Number) -> Result<Option<LlvmModule>, CodegenError> {
    let plain = name.trim_start_matches(OWN_MATH);
    let single = parameters.contains(&Number::Float(32));
    let plain = if single { plain.strip_suffix('f').unwrap_or(plain) } else { plain };
    let Some(source) = library().function(&format!("{FOLDER}.{plain}")) else { return Ok(None) };
    let Some(arguments) = parameters.iter().copied().map(type_of).collect::<Option<Vec<_>>>() else { return Ok(None) };
    let entry = FunctionSource { library: None, ..(*source).clone() };
    let program = Program { functions: vec![entry], foreign: Vec::new() };
    let function = DeviceFunction { name: name.to_owned(), convention: "c", result: type_of(result) };
    let options =
        Options { kernel: true, device: true, boundscheck: false, error_model_numpy: true, ..Options::default() };
    let module = lowered((&program, &arguments), &function, &options).map_err(|errors| {
        let said: Vec<_> = errors.iter().map(ToString::to_string).collect();
        CodegenError::Emit(format!("{FOLDER}.{plain}: {}", said.join("; ")))
    })?;
    Ok(Some(module))
}

fn lowered(
    (program, arguments): (&Program, &[Type]),
    function: &DeviceFunction,
    options: &Options,
) -> Result<LlvmModule, Vec<Diagnostic>> {
    let sources = Sources::new(None);
    let context = context();
    let mut road = Road::new(&context, &sources, (program, 0), options)?;
    road.exported = Some(function);
    let signature = Signature { result: function.result.as_ref(), ..arguments.into() };
    road.lower(signature, Stage::LlvmDialect)?;
    codegen::translate(&road.module).map_err(fault)
}

fn type_of(number: Number) -> Option<Type> {
    Some(Type::Scalar(match number {
        Number::Float(64) => Scalar::Float64,
        Number::Float(32) => Scalar::Float32,
        Number::Integer(64) => Scalar::Int64,
        Number::Integer(32) => Scalar::Int32,
        _ => return None,
    }))
}
