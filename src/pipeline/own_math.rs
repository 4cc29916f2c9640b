//! Math functions for devices, written in Python: `library/numlir.cuda.math`. They are what kernels call where there is no libdevice, and
//! what libdevice lacks.
//!
//! A function is compiled when a kernel first needs it, by the same road as any other, and kept as bitcode.

use super::{
    DeviceFunction, Options, Signature, Stage,
    road::{Road, fault},
};
use crate::{
    codegen::{self, CodegenError, Number, OWN_MATH},
    library::{Sources, library},
    program::{FunctionSource, Program},
};
use numlir_dialects::{
    context::context,
    types::{Scalar, Type},
};
use numlir_grammar::diagnostic::Diagnostic;
use rustc_hash::FxHashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

const FOLDER: &str = "numlir.cuda.math";
/// The oldest chip that code is made for: what is linked into code for others.
const CHIP: (&str, u32) = ("sm_75", 64);

/// Functions by their names and the types of their parameters; `None` of those that are not written.
type Compiled = FxHashMap<(String, Vec<Number>), Option<Arc<[u8]>>>;

/// The function that modules call by a name, such as `__nv_exp`, or `__nv_expf` for numbers of 32 bits. `None` where there is none.
///
/// # Errors
/// Faults of the library.
pub(super) fn bitcode(name: &str, parameters: &[Number], result: Number) -> Result<Option<Arc<[u8]>>, CodegenError> {
    static COMPILED: LazyLock<Mutex<Compiled>> = LazyLock::new(Mutex::default);
    let known = || COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (name.to_owned(), parameters.to_vec());
    if let Some(known) = known().get(&key) {
        return Ok(known.clone());
    }
    let compiled = compile(name, parameters, result)?;
    known().insert(key, compiled.clone());
    Ok(compiled)
}

fn compile(name: &str, parameters: &[Number], result: Number) -> Result<Option<Arc<[u8]>>, CodegenError> {
    let plain = name.trim_start_matches("__nv_").trim_start_matches(OWN_MATH);
    let single = parameters.contains(&Number::Float(32));
    let plain = if single { plain.strip_suffix('f').unwrap_or(plain) } else { plain };
    let Some(source) = library().function(&format!("{FOLDER}.{plain}")) else { return Ok(None) };
    let Some(arguments) = parameters.iter().copied().map(type_of).collect::<Option<Vec<_>>>() else { return Ok(None) };
    let entry = FunctionSource { library: None, ..(*source).clone() };
    let program = Program { functions: vec![entry], foreign: Vec::new() };
    let function = DeviceFunction { name: name.to_owned(), convention: "c", result: type_of(result) };
    let options =
        Options { kernel: true, device: true, boundscheck: false, error_model_numpy: true, ..Options::default() };
    let module = compiled((&program, &arguments), &function, &options).map_err(|errors| {
        let said: Vec<_> = errors.iter().map(ToString::to_string).collect();
        CodegenError::Emit(format!("{FOLDER}.{plain}: {}", said.join("; ")))
    })?;
    module.device_bitcode(name, CHIP.0, CHIP.1).map(Some)
}

fn compiled(
    (program, arguments): (&Program, &[Type]),
    function: &DeviceFunction,
    options: &Options,
) -> Result<codegen::LlvmModule, Vec<Diagnostic>> {
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
