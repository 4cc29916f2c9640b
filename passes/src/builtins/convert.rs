//! Conversions by calling a class: `int`, `float`, `bool`, `complex`, and NumPy's scalar classes.

use super::{Builtin, arguments};
use crate::{
    code::{Argument, Code, Operand, Values},
    scalar::{complex, lower},
};
use numlir_dialects::{
    Value,
    types::{Scalar, Type},
};
use smallvec::smallvec;

pub static PYTHON: &[Builtin] = &[
    Builtin { name: "builtins.int", parameters: &["x?"], infer: infer_int, lower: lower_cast },
    Builtin { name: "builtins.float", parameters: &["x?"], infer: infer_float, lower: lower_cast },
    Builtin { name: "builtins.bool", parameters: &["x?"], infer: infer_bool, lower: lower_bool },
    Builtin { name: "builtins.complex", parameters: &["real?", "imag?"], infer: infer_complex, lower: lower_complex },
];

/// Lists NumPy's scalar classes under their names and aliases.
macro_rules! classes {
    ($($scalar:ident: $($name:literal)*;)*) => {
        pub static NUMPY: &[Builtin] = &[$($(Builtin {
            name: concat!("numpy.", $name),
            parameters: &["x?"],
            infer: |arguments| infer_class(arguments, Scalar::$scalar),
            lower: lower_cast,
        }),*),*];
    };
}

classes! {
    Bool: "bool" "bool_";
    Int8: "int8" "byte";
    Int16: "int16" "short";
    Int32: "int32" "intc";
    Int64: "int64" "intp" "int_" "long" "longlong";
    UInt8: "uint8" "ubyte";
    UInt16: "uint16" "ushort";
    UInt32: "uint32" "uintc";
    UInt64: "uint64" "uintp" "uint" "ulong" "ulonglong";
    Float16: "float16" "half";
    Float32: "float32" "single";
    Float64: "float64" "double";
    Complex64: "complex64" "csingle";
    Complex128: "complex128" "cdouble";
}

/// The argument's type, or the type that stands for an absent one.
fn given_or(arguments: &[Option<Argument>], default: Scalar) -> Result<Scalar, String> {
    if arguments::has_date(arguments) && !arguments::elements_are_given(arguments) {
        return Ok(Scalar::Int64);
    }
    if arguments.iter().flatten().next().is_none() { Ok(default) } else { arguments::scalar(arguments, 0) }
}

fn infer_class(arguments: &[Option<Argument>], class: Scalar) -> Result<Type, String> {
    given_or(arguments, class)?;
    Ok(Type::Scalar(class))
}

/// Integers keep their type, others become `int64`.
fn infer_int(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match given_or(arguments, Scalar::Int64)? {
        ty if ty.is_complex() => Err("a complex number cannot be converted to an integer".to_owned()),
        ty if ty.is_integer() => Ok(Type::Scalar(ty)),
        _ => Ok(Type::INT64),
    }
}

/// Floats keep their type, others become `float64`.
fn infer_float(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match given_or(arguments, Scalar::Float64)? {
        ty if ty.is_complex() => Err("a complex number cannot be converted to a float".to_owned()),
        Scalar::Float32 => Ok(Type::FLOAT32),
        _ => Ok(Type::FLOAT64),
    }
}

fn lower_cast<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let to = result.scalar().expect("a class of scalars gives a scalar");
    let value = arguments::value(code, operands, 0, to).unwrap_or_else(|| zero(code, to));
    smallvec![value]
}

fn zero<'c>(code: &Code<'_, 'c>, ty: Scalar) -> Value<'c> {
    let part = code.constant(ty.real(), 0.0);
    if ty.is_complex() { complex::create(code, ty, part, part) } else { part }
}

/// A number, a tuple or `None` has a truth.
fn infer_bool(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match arguments.iter().flatten().next().map(|argument| &argument.ty) {
        None | Some(Type::None | Type::Tuple(_)) => Ok(Type::BOOL),
        Some(_) => given_or(arguments, Scalar::Bool).map(|_| Type::BOOL),
    }
}

fn lower_bool<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    match operands.iter().flatten().next().map(|operand| &operand.ty) {
        Some(Type::Tuple(elements)) => smallvec![code.builder.constant_bool(!elements.is_empty())],
        None | Some(Type::None) => smallvec![code.builder.constant_bool(false)],
        _ => lower_cast(code, operands, result),
    }
}

/// `complex64` if all arguments are `float32`, `complex128` otherwise.
fn infer_complex(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let types = arguments::scalars(arguments)?;
    let single = !types.is_empty() && types.iter().all(|&ty| ty == Scalar::Float32);
    Ok(Type::Scalar(if single { Scalar::Complex64 } else { Scalar::Complex128 }))
}

/// `real + imag * 1j`, where both may be complex themselves.
fn lower_complex<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let ty = result.scalar().expect("complex gives a scalar");
    let Some((imaginary, imaginary_type)) = operands
        .get(1)
        .and_then(Option::as_ref)
        .map(|operand| (operand.value(), operand.ty.scalar().expect("inference accepts only numbers")))
    else {
        return lower_cast(code, operands, result);
    };
    let real = arguments::value(code, operands, 0, ty).unwrap_or_else(|| zero(code, ty));
    let (mut re, mut im) = complex::parts(code, real, ty);
    let real_is_complex = operands[0].as_ref().and_then(|operand| operand.ty.scalar()).is_some_and(Scalar::is_complex);
    if imaginary_type.is_complex() {
        let imaginary = lower::convert(code, imaginary, imaginary_type, ty);
        let (part, turned) = complex::parts(code, imaginary, ty);
        re = code.float_op("arith.subf", &[re, turned]);
        im = if real_is_complex { code.float_op("arith.addf", &[im, part]) } else { part };
    } else {
        let part = lower::convert(code, imaginary, imaginary_type, ty.real());
        im = if real_is_complex { code.float_op("arith.addf", &[im, part]) } else { part };
    }
    smallvec![complex::create(code, ty, re, im)]
}
