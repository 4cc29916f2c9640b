//! Calls of functions of the program become `func.call` of their specialisations.
//!
//! ```mlir
//! %r = py.call %f(%x) keywords [] stars [] {specialisation = @"g(int64, int64)"} : (!py.function<@g>, si64) -> si64
//! // resolve-calls
//! %d = py.constant(1 : si64) : si64
//! %r = func.call @"g(int64, int64)"(%x, %d) : (si64, si64) -> si64
//! ```
//!
//! Arguments are bound as Python binds them: by position and keyword, starred tuples spread, defaults filled in, what is left
//! over collected for `*args`. Needs the attributes that `infer-types` leaves on calls and, for the parameters, on functions.
//! Calls of builtins stay. Linear in the number of calls.

use crate::{
    attributes,
    infer::{Bound, Given, Template, bind, fact::Fact, supplied, unpacking},
    made_ufunc::MadeUfunc,
};
use melior::{Context, ir::Attribute};
use numlir_dialects::{
    Block, Builder, Operation, Value, build::type_value, convert, ir::attribute_text, passes::Outcome, types::Type,
};
use numlir_grammar::diagnostic::{Diagnostic, Kind};
use rustc_hash::FxHashMap;

/// Resolves every call of a function of the program in the module.
///
/// # Errors
/// None on what inference has typed; a call that does not bind is an internal error.
pub fn resolve_calls<'c>(context: &'c Context, module: Operation<'c>, _: &str) -> Outcome {
    let functions: Vec<_> = module.region(0).blocks().flat_map(Block::operations).collect();
    let templates: FxHashMap<&str, Template> =
        functions.iter().map(|function| (function.text("sym_name"), Template::new(*function))).collect();
    for function in &functions {
        for block in function.region(0).blocks() {
            for operation in block.operations() {
                let Some(callee) = operation.attribute("specialisation").and_then(attribute_text) else { continue };
                if operation.is("py.next") {
                    in_parts(context, operation, operation.operands().collect(), callee);
                    continue;
                }
                if operation.is("py.unpack") {
                    let builder = Builder::before(context, operation);
                    let int64 = convert::to_mlir(context, &Type::INT64);
                    let constant = |count| {
                        let count = builder.integer(int64, count);
                        builder.op("py.constant").attribute("value", count).result(int64).value()
                    };
                    let counts = unpacking(operation).1.into_iter().map(constant);
                    let operands = std::iter::once(operation.operand(0)).chain(counts).collect();
                    in_parts(context, operation, operands, callee);
                    continue;
                }
                if !operation.is("py.call") {
                    // An operation that a function of the library does: its operands are the arguments.
                    let operands = operation.operands().collect();
                    replace(context, operation, callee, operands);
                    continue;
                }
                // The kernel of a ufunc is called for each element.
                if matches!(convert::from_mlir(operation.operand(0).ty()), Some(Type::Builtin(name)) if MadeUfunc::parse(&name).is_some())
                {
                    continue;
                }
                let Some(template) = templates.get(callee) else { continue };
                resolve(context, operation, callee, template)
                    .map_err(|message| vec![Diagnostic::new(Kind::Internal, "unresolved-call", message)])?;
            }
        }
    }
    for function in &functions {
        for (name, _) in function.attributes() {
            let name = name.as_string_ref().as_str().unwrap_or("");
            if name.starts_with("py.") {
                function.remove_attribute(name);
            }
        }
    }
    Ok(())
}

fn resolve<'c>(context: &'c Context, call: Operation<'c>, callee: &str, template: &Template<'c>) -> Result<(), String> {
    let builder = Builder::before(context, call);
    let function = call.operand(0);
    let values: Vec<Value<'c>> = call.operands().skip(1).collect();
    let facts: Vec<_> =
        values.iter().map(|value| convert::from_mlir(value.ty()).map_or(Fact::Nothing, Fact::of)).collect();
    let arguments = supplied(call, &facts).map_err(|ty| format!("{ty} is spread"))?;
    let given: Vec<_> = arguments.iter().map(|argument| Given { keyword: argument.keyword }).collect();
    let bound = bind(template, &given)?;
    let argument = |position: usize| {
        let argument = &arguments[position];
        let value = values[argument.operand];
        match (argument.element, argument.fact.ty()) {
            (Some(element), Some(ty)) => element_of(&builder, value, element, ty),
            _ => value,
        }
    };
    let captures = match convert::from_mlir(function.ty()) {
        Some(Type::Function { captures, .. }) => captures,
        Some(Type::Method { object, .. }) => [Type::clone(&object)].into(),
        // Its method `__call__`.
        Some(object @ Type::Instance { .. }) => [object].into(),
        Some(choice @ Type::Choice(_)) => [choice].into(),
        // A ufunc that the library calls.
        Some(ufunc @ Type::Builtin(_)) => [ufunc].into(),
        // A function of the library by its name.
        _ => [].into(),
    };
    let captured = |position: usize| {
        builder
            .op("py.captured")
            .operand(function)
            .attribute("position", builder.integer(builder.i64(), position as i64))
            .result(convert::to_mlir(context, &captures[position]))
            .value()
    };
    let mut operands: Vec<Value<'c>> = (0..template.captures).map(captured).collect();
    for slot in bound {
        operands.push(match slot {
            Bound::Given(position) => argument(position),
            Bound::Default(value) => constant(&builder, value).ok_or("a default without a type")?,
            Bound::Captured(position) => captured(template.captures + position),
            Bound::Rest(positions) => {
                let elements: Vec<_> = positions.into_iter().map(argument).collect();
                let types = elements.iter().filter_map(|value| convert::from_mlir(value.ty()));
                let ty = convert::to_mlir(context, &Type::tuple(types));
                builder
                    .op("py.build_tuple")
                    .operands(elements)
                    .attribute("stars", builder.dense_i64(&[]))
                    .result(ty)
                    .value()
            }
        });
    }
    if !template.signatures.is_empty() {
        // The arguments become those of the signature that was chosen.
        let parameters = template.operation.region(0).first_block().into_iter().flat_map(Block::arguments);
        for (operand, parameter) in operands.iter_mut().zip(parameters) {
            if operand.ty() != parameter.ty() {
                *operand = builder.convert("py.cast", *operand, parameter.ty());
            }
        }
    }
    replace(context, call, callee, operands);
    Ok(())
}

/// An operation of several results that a function of the library does, which gives a tuple of them.
fn in_parts<'c>(context: &'c Context, operation: Operation<'c>, operands: Vec<Value<'c>>, callee: &str) {
    let builder = Builder::before(context, operation);
    let types: Vec<_> = operation.results().map(Value::ty).collect();
    let tuple = Type::tuple(types.iter().filter_map(|ty| convert::from_mlir(*ty)));
    let call = builder
        .op("func.call")
        .attribute("callee", builder.symbol(callee))
        .maybe_attribute("guarded", operation.attribute("guarded"))
        .operands(operands)
        .result(convert::to_mlir(context, &tuple))
        .value();
    let parts = builder
        .op("py.unpack")
        .operand(call)
        .attribute("star", builder.integer(builder.i64(), -1))
        .results(types)
        .insert();
    for (result, part) in operation.results().zip(parts.results()) {
        result.replace_all_uses(part);
    }
    operation.erase();
}

/// A call in the place of an operation. A result that inference knows is not taken from the call.
fn replace<'c>(context: &'c Context, operation: Operation<'c>, callee: &str, operands: Vec<Value<'c>>) {
    let builder = Builder::before(context, operation);
    let ty = operation.results().next().map_or_else(|| convert::to_mlir(context, &Type::None), Value::ty);
    let resolved = builder
        .op("func.call")
        .attribute("callee", builder.symbol(callee))
        .maybe_attribute("guarded", operation.attribute("guarded"))
        .operands(operands)
        .result(ty)
        .value();
    if let Some(result) = operation.results().next() {
        let known = operation.attribute("constant");
        let known = known.filter(|_| !matches!(convert::from_mlir(ty), Some(Type::None | Type::Slice(_))));
        result.replace_all_uses(match known {
            Some(constant) => builder.op("py.constant").attribute("value", constant).result(ty).value(),
            None => resolved,
        });
    }
    operation.erase();
}

fn element_of<'c>(builder: &Builder<'c>, tuple: Value<'c>, element: usize, ty: &Type) -> Value<'c> {
    let int64 = convert::to_mlir(builder.context, &Type::INT64);
    let index =
        builder.op("py.constant").attribute("value", builder.integer(int64, element as i64)).result(int64).value();
    builder.op("py.getitem").operand(tuple).operand(index).result(convert::to_mlir(builder.context, ty)).value()
}

/// The value that a default's attribute stands for.
fn constant<'c>(builder: &Builder<'c>, attribute: Attribute<'c>) -> Option<Value<'c>> {
    let (ty, _) = attributes::meaning(attribute)?;
    let result = convert::to_mlir(builder.context, &ty);
    if let Type::Function { symbol, .. } = &ty {
        return Some(
            builder
                .op("py.function")
                .attribute("symbol", builder.symbol(symbol))
                .attribute("defaults", builder.array(&[]))
                .attribute("operandSegmentSizes", builder.dense_i32(&[0, 0]))
                .result(result)
                .value(),
        );
    }
    if type_value(attribute).is_some() {
        return Some(builder.op("py.undef").result(result).value());
    }
    Some(builder.op("py.constant").attribute("value", attribute).result(result).value())
}
