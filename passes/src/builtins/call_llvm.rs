//! `numlir.library.call_llvm("module", "symbol", frame, result type, …)`: how an intrinsic of the user's is called. Its code comes as
//! LLVM IR (`numlir.extending.intrinsic`).

use super::{Builtin, instance::type_of_value};
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    extent,
};
use numlir_dialects::types::{Scalar, Type};

pub static FAMILY: &[Builtin] = &[Builtin {
    name: "numlir.library.call_llvm",
    parameters: &["text", "symbol", "frame", "result", "*"],
    infer,
    lower,
}];

/// Where the operands begin.
const FIRST: usize = 4;

/// What is known of the called function: its module, its symbol, and how much of the caller's frame it gets.
fn callee<T>(arguments: &[Option<T>], constant: impl Fn(&T) -> Option<&Constant>) -> Option<(&str, &str, i64)> {
    let constant = |position: usize| arguments.get(position)?.as_ref().and_then(&constant);
    match (constant(0)?, constant(1)?, constant(2)?) {
        (Constant::Str(text), Constant::Str(symbol), Constant::Int(frame)) => Some((text, symbol, *frame)),
        _ => None,
    }
}

fn infer(arguments: &[Option<Argument>]) -> Result<Type, String> {
    if callee(arguments, |argument| argument.constant.as_ref()).is_none() {
        return Err("module, symbol and frame are literals".into());
    }
    if let Some(other) = arguments[FIRST..].iter().flatten().find(|argument| !is_passed(&argument.ty)) {
        return Err(format!("{} cannot be passed", other.ty));
    }
    let result = arguments[FIRST - 1].as_ref().ok_or("there is no type of the result")?;
    let ty = if result.ty == Type::None { Some(Type::None) } else { type_of_value(&result.ty) };
    ty.filter(is_given).ok_or_else(|| format!("{} is no type of a result", result.ty))
}

/// Whether values of a type have a form in LLVM IR that is documented (docs/extending.md).
fn is_passed(ty: &Type) -> bool {
    matches!(ty, Type::Array(array) if !matches!(array.element, Scalar::Record(_))) || is_given(ty)
}

fn is_given(ty: &Type) -> bool {
    match ty {
        Type::Scalar(_) | Type::Pointer(_) | Type::None | Type::Builtin(_) | Type::Dtype(_) => true,
        Type::Function { captures, .. } => captures.is_empty(),
        Type::Tuple(elements) => elements.iter().all(is_given),
        _ => false,
    }
}

fn lower<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let Some((text, symbol, frame)) = callee(operands, |operand| operand.constant.as_ref()) else {
        return Values::new();
    };
    let builder = &code.builder;
    let mut values = Values::new();
    for operand in operands[FIRST..].iter().flatten() {
        values.extend(operand.values.iter().copied());
        if let Type::Array(array) = operand.ty {
            values.extend((0..array.rank).map(|axis| extent::dim(builder, operand.value(), axis)));
            values.extend((0..array.rank).map(|axis| extent::stride(builder, operand.value(), axis)));
        }
    }
    let frame = (frame > 0).then(|| builder.integer(builder.i64(), frame));
    let types = code.flat_types(result);
    let call = builder
        .op("nd.call_llvm")
        .attribute("symbol", builder.string(symbol))
        .attribute("text", builder.string(text))
        .maybe_attribute("frame", frame)
        .operands(values)
        .results(types)
        .insert();
    call.results().collect()
}
