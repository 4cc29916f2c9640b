//! From Python's operations to arrays, arithmetic and checks.
//!
//! From typed `py` operations, with `cf` or `scf` around them, to `nd`, `arith`, `math` and `complex`. Tuples, ranges, iterators and
//! functions with what they capture become the values they are made of; `None` and what is known from its type become nothing.
//!
//! ```mlir
//! func.func @f(%a: !nd.array<si64, 1, "C">, %i: si64) -> f64 {
//!   %0 = py.getitem %a[%i] : (!nd.array<si64, 1, "C">, si64) -> si64
//!   %1 = py.constant(0.5 : f64) : f64
//!   %2 = py.binary "mul" %0, %1 : (si64, f64) -> f64
//!   return %2 : f64
//! }
//! // py-to-nd
//! func.func @f(%a: !nd.array<si64, 1, "C">, %i: i64) -> f64 {
//!   %n = nd.dim %a, 0 : !nd.array<si64, 1, "C">
//!   %k = nd.index %i of %n wrap
//!   %0 = nd.load %a[%k] : !nd.array<si64, 1, "C"> -> i64
//!   %1 = arith.constant 5.000000e-01 : f64
//!   %2 = arith.sitofp %0 : i64 to f64
//!   %3 = arith.mulf %2, %1 : f64
//!   return %3 : f64
//! }
//! ```
//!
//! Each function is written anew beside the old one, which is then erased, so that types change in one step. Needs what
//! `infer-types` and `resolve-calls` leave. Linear in the number of operations.

mod array;
mod call;
mod choice;
mod compare;
mod exception;
mod flat;
mod flatten;
pub mod function_value;
mod instance;
mod iterate;
mod list;
mod made_ufunc;
mod operation;
mod optional;
mod region;
mod set;
mod string;
mod subscript;
mod tuple;

pub use compare::find;
pub use flatten::split;

use crate::{
    builtins::function_value::{FUNCTION_ENTRY, THROUGH, through_name},
    code::{Code, Constant, Externals, FastMath, Settings, Values},
};
use melior::Context;
use numlir_dialects::{
    Block, Builder, Operation, Value,
    build::{dense_i64_values, type_value},
    convert,
    passes::Outcome,
    types::Type,
};
use numlir_grammar::diagnostic::{Diagnostic, Kind};
use rustc_hash::FxHashMap;

/// Lowers every function of the module.
///
/// # Errors
/// An operation that inference has typed but that has no lowering: an internal error at its place.
pub fn py_to_nd<'c>(context: &'c Context, module: Operation<'c>, settings: &Settings) -> Outcome {
    let body = module.region(0).first_block().expect("a module has a block");
    let functions: Vec<_> = body.operations().filter(|operation| operation.is("func.func")).collect();
    // The library checks what it has to, and divides as NumPy does.
    let of_library = Settings { boundscheck: false, numpy_errors: true, ..settings.clone() };
    let mut externals = Externals { entries: function_value::entries(&functions), ..Externals::default() };
    let mut errors = Vec::new();
    for function in functions {
        let builder = Builder::before(context, function);
        let settings = if function.attribute("numlir.library").is_some() { &of_library } else { settings };
        let code = Code { builder, settings, externals: &mut externals };
        let mut lowering = Lowering::new(code);
        if let Err(error) = lowering.function(function) {
            errors.push(*error);
        }
        function.erase();
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    declare(context, module, &externals);
    Ok(())
}

/// The pass: options `boundscheck`, `numpy-errors`, `fastmath`, `device`.
pub fn run<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    let has = |name: &str| options.split_whitespace().any(|option| option == name);
    let fastmath = if has("fastmath") { FastMath::ALL } else { FastMath::default() };
    let (boundscheck, numpy_errors, device) = (has("boundscheck"), has("numpy-errors"), has("device"));
    let settings = Settings { boundscheck, numpy_errors, fastmath, device };
    py_to_nd(context, module, &settings)
}

/// Declares the C functions, what calls values of functions, and the blocks in object mode that were called.
pub fn declare<'c>(context: &'c Context, module: Operation<'c>, externals: &Externals) {
    let body = module.region(0).first_block().expect("a module has a block");
    let settings = Settings::default();
    let code = Code {
        builder: Builder::at_end(context, body, module.location()),
        settings: &settings,
        externals: &mut Externals::default(),
    };
    let builder = &code.builder;
    for (name, call) in &externals.objects {
        let inputs: Vec<_> = call.inputs.iter().flat_map(|ty| code.flat_types(ty)).collect();
        let ty = builder.function_type(&inputs, &code.flat_types(&call.result));
        builder
            .op("func.func")
            .attribute("sym_name", builder.string(name))
            .attribute("sym_visibility", builder.string("private"))
            .attribute("function_type", builder.type_attribute(ty))
            .attribute("numlir.object_block", builder.string(&call.block))
            .attribute("numlir.object_types", builder.string(&crate::builtins::object_call::types_text(call)))
            .region()
            .insert();
    }
    for (number, function) in externals.through.iter().enumerate() {
        let Some((arguments, result)) = numlir_dialects::instance::signature(function) else { continue };
        let inputs: Vec<_> = std::iter::once(function).chain(arguments).flat_map(|ty| code.flat_types(ty)).collect();
        let ty = builder.function_type(&inputs, &code.flat_types(result));
        builder
            .op("func.func")
            .attribute("sym_name", builder.string(&through_name(number)))
            .attribute("sym_visibility", builder.string("private"))
            .attribute("function_type", builder.type_attribute(ty))
            .attribute(THROUGH, builder.unit())
            .region()
            .insert();
    }
    for (name, external) in &externals.functions {
        let inputs: Vec<_> = external.parameters.iter().map(|scalar| code.storage(*scalar)).collect();
        let ty = builder.function_type(&inputs, &[code.storage(external.result)]);
        let flag = |set: bool| set.then(|| builder.unit());
        builder
            .op("func.func")
            .attribute("sym_name", builder.string(name))
            .attribute("sym_visibility", builder.string("private"))
            .attribute("function_type", builder.type_attribute(ty))
            .attribute("numlir.c", builder.unit())
            .maybe_attribute("numlir.pure", flag(external.pure))
            .maybe_attribute("numlir.by_pointer", flag(external.by_pointer))
            .region()
            .insert();
    }
}

/// A function while it is written anew.
pub struct Lowering<'a, 'c> {
    pub code: Code<'a, 'c>,
    values: FxHashMap<Value<'c>, Values<'c>>,
    blocks: FxHashMap<Block<'c>, Block<'c>>,
    /// Constant strings; most are gone again because only inference needs them.
    strings: Vec<Operation<'c>>,
}

/// Lets code that has no function at hand use a function's lowerings of values.
pub fn nested<'c, R>(code: &mut Code<'_, 'c>, work: impl FnOnce(&mut Lowering<'_, 'c>) -> R) -> R {
    let inner = Code { builder: code.builder, settings: code.settings, externals: code.externals };
    let mut lowering = Lowering::new(inner);
    let result = work(&mut lowering);
    code.builder = lowering.code.builder;
    result
}

pub type Lowered<T> = Result<T, Box<Diagnostic>>;

impl<'a, 'c> Lowering<'a, 'c> {
    fn new(code: Code<'a, 'c>) -> Self {
        Self { code, values: FxHashMap::default(), blocks: FxHashMap::default(), strings: Vec::new() }
    }
}

impl<'c> Lowering<'_, 'c> {
    fn function(&mut self, function: Operation<'c>) -> Lowered<()> {
        let builder = self.code.builder;
        let results = function
            .attribute("function_type")
            .and_then(type_value)
            .map(|ty| self.result_types(ty))
            .unwrap_or_default();
        let made = builder.op("func.func").region();
        let attributes = function.attributes();
        let mut made = made;
        for (name, attribute) in attributes {
            let name = name.as_string_ref().as_str().unwrap_or("").to_owned();
            if name != "function_type" {
                made = made.attribute(&name, attribute);
            }
        }
        let entry = function.region(0).first_block().expect("a function with a body");
        let inputs: Vec<_> = entry.arguments().flat_map(|argument| self.types_of(argument)).collect();
        let ty = builder.function_type(&inputs, &results);
        let made = made.attribute("function_type", builder.type_attribute(ty)).insert();
        if made.attribute(FUNCTION_ENTRY).is_some() {
            let captured = self.types_of(entry.argument(1)).len();
            made.set_attribute(FUNCTION_ENTRY, builder.integer(builder.i64(), captured as i64));
        }
        self.region(function.region(0), made.region(0))?;
        self.strings.drain(..).filter(|string| !string.result(0).has_uses()).for_each(Operation::erase);
        Ok(())
    }

    fn result_types(&self, function: melior::ir::Type<'c>) -> Vec<melior::ir::Type<'c>> {
        numlir_dialects::build::function_results(function).into_iter().flat_map(|ty| self.flat(ty)).collect()
    }

    /// The types that an MLIR type of the typed `py` stage becomes.
    fn flat(&self, ty: melior::ir::Type<'c>) -> Vec<melior::ir::Type<'c>> {
        match convert::from_mlir(ty) {
            Some(ty) => self.code.flat_types(&ty),
            None => vec![ty],
        }
    }

    fn types_of(&self, value: Value<'c>) -> Vec<melior::ir::Type<'c>> {
        self.flat(value.ty())
    }

    /// The values that stand for a value of the old function.
    fn get(&self, value: Value<'c>) -> Values<'c> {
        self.values.get(&value).cloned().unwrap_or_default()
    }

    /// The type of a value; of a loop's index, int64.
    fn ty(&self, value: Value<'c>) -> Type {
        convert::from_mlir(value.ty()).unwrap_or(Type::INT64)
    }

    fn set(&mut self, value: Value<'c>, values: Values<'c>) {
        self.values.insert(value, values);
    }
}

/// The constant that inference knows a value to be; of a slice, its bounds, known or not.
pub fn constant_of(value: Value) -> Option<Constant> {
    let operation = value.defining_operation()?;
    if operation.is("py.slice") {
        return Some(Constant::Tuple(operation.operands().map(constant_of).collect()));
    }
    let name = if operation.is("py.constant") { "value" } else { "constant" };
    crate::attributes::meaning(operation.attribute(name)?)?.1
}

/// What is known of an operand, or of a call's argument, that is a number of Python's own.
pub fn weakness(operation: Operation, index: usize) -> Option<Constant> {
    let weak = operation.attribute("weak").and_then(dense_i64_values)?;
    weak.contains(&(index as i64)).then_some(Constant::Python)
}

/// What an operation does not do, at its place.
pub fn unsupported(operation: Operation, message: impl Into<String>) -> Box<Diagnostic> {
    let mut error = internal(operation, message);
    (error.kind, error.code) = (Kind::Unsupported, "unsupported");
    error
}

/// A fault of the compiler at an operation.
pub fn internal(operation: Operation, message: impl Into<String>) -> Box<Diagnostic> {
    let error = Diagnostic::new(Kind::Internal, "no-lowering", message);
    Box::new(match numlir_dialects::location::from_mlir(operation.location()) {
        Some(here) => error.at(here, ""),
        None => error,
    })
}
