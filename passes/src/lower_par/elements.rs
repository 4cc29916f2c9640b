//! The elements of accumulators: their types, what partial results begin with, how they combine.

use melior::ir::Type as MlirType;
use numlir_dialects::{Builder, FloatPredicate, Predicate, Value, convert, types::Scalar};

/// The element type of memory for values of a type.
pub fn element_of<'c>(builder: &Builder<'c>, ty: MlirType<'c>) -> Scalar {
    let integers = [(8, Scalar::Int8), (16, Scalar::Int16), (32, Scalar::Int32), (64, Scalar::Int64)];
    let integer = integers.into_iter().find(|(width, _)| ty == builder.integer_type(*width));
    match integer {
        Some((_, scalar)) => scalar,
        None if ty == builder.i1() => Scalar::Bool,
        None => convert::from_mlir(ty).and_then(|ty| ty.scalar()).expect("a reduction is of numbers"),
    }
}

/// The type that an element is computed with.
pub fn element_type<'c>(builder: &Builder<'c>, element: Scalar) -> MlirType<'c> {
    convert::storage_to_mlir(builder.context, element)
}

/// What changes no element that it is combined with.
pub fn identity<'c>(builder: &Builder<'c>, kind: &str, element: Scalar) -> Value<'c> {
    let ty = element_type(builder, element);
    if element.is_complex() {
        let part = if element == Scalar::Complex64 { builder.f32() } else { builder.f64() };
        let (real, imaginary) = if kind == "mul" { (1.0, 0.0) } else { (-0.0, -0.0) };
        let parts = [real, imaginary].map(|value| builder.constant_float(part, value));
        return builder.op("complex.create").operands(parts).result(ty).value();
    }
    if element.is_float() {
        let value = match kind {
            "mul" => 1.0,
            "max" | "maximum" | "fmax" => f64::NEG_INFINITY,
            "min" | "minimum" | "fmin" => f64::INFINITY,
            // The sum of any number and -0.0 is that number; 0.0 would turn -0.0 around.
            _ => -0.0,
        };
        return builder.constant_float(ty, value);
    }
    let bits = if element == Scalar::Bool { 1 } else { element.size() * 8 };
    let signed = element.is_signed();
    let value = match kind {
        "mul" => 1,
        "and" => -1,
        "max" if signed => i64::MIN >> (64 - bits),
        "min" if signed => i64::MAX >> (64 - bits),
        "min" => -1,
        _ => 0,
    };
    builder.constant_int(ty, value)
}

/// Two elements combined by a reduction's kind.
pub fn combined<'c>(
    builder: &Builder<'c>,
    kind: &str,
    element: Scalar,
    (one, other): (Value<'c>, Value<'c>),
) -> Value<'c> {
    let name = match kind {
        "add" if element.is_complex() => "complex.add",
        "mul" if element.is_complex() => "complex.mul",
        "add" if element.is_float() => "arith.addf",
        "mul" if element.is_float() => "arith.mulf",
        "add" => "arith.addi",
        "mul" => "arith.muli",
        "and" => "arith.andi",
        "or" => "arith.ori",
        "xor" => "arith.xori",
        "max" | "min" if element.is_float() => {
            let predicate = if kind == "max" { FloatPredicate::Ogt } else { FloatPredicate::Olt };
            return builder.select(builder.compare_float(predicate, other, one), other, one);
        }
        "max" if element.is_signed() => "arith.maxsi",
        "min" if element.is_signed() => "arith.minsi",
        "max" => "arith.maxui",
        "min" => "arith.minui",
        "maximum" => "arith.maximumf",
        "minimum" => "arith.minimumf",
        "fmax" => "arith.maxnumf",
        "fmin" => "arith.minnumf",
        _ => unreachable!("array accumulators are of these kinds"),
    };
    builder.binary(name, one, other)
}

/// Whether two elements differ in a bit.
pub fn differ<'c>(builder: &Builder<'c>, element: Scalar, (one, other): (Value<'c>, Value<'c>)) -> Value<'c> {
    if element.is_complex() {
        let (part, real) = if element == Scalar::Complex64 {
            (builder.f32(), Scalar::Float32)
        } else {
            (builder.f64(), Scalar::Float64)
        };
        let [re, im] = ["complex.re", "complex.im"]
            .map(|name| differ(builder, real, (builder.convert(name, one, part), builder.convert(name, other, part))));
        return builder.binary("arith.ori", re, im);
    }
    let bits = |value: Value<'c>| {
        if element.is_float() {
            builder.convert("arith.bitcast", value, builder.integer_type(element.size() * 8))
        } else {
            value
        }
    };
    builder.compare_int(Predicate::Ne, bits(one), bits(other))
}
