//! Arithmetic of complex numbers on their parts, as CPython and NumPy do it.

use super::{emit::Emit, function::Parts};
use melior::ir::attribute::ArrayAttribute;
use numlir_dialects::{FloatPredicate, Operation, Value};

/// Converts an operation of the `complex` dialect; whether it is one that is known.
pub fn convert<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &mut Parts<'c>) -> bool {
    let builder = &emit.builder;
    let name = operation.name();
    if let Some(pair) = made(emit, operation) {
        parts.set(operation.result(0), &pair);
        return true;
    }
    let Some(left) = operation.operands().next().map(|operand| parts.pair(operand)) else { return false };
    let pair = match name {
        "complex.re" | "complex.im" => {
            operation.result(0).replace_all_uses(left[usize::from(name == "complex.im")]);
            return true;
        }
        "complex.neg" => left.map(|part| builder.unary("arith.negf", part)),
        "complex.conj" => [left[0], builder.unary("arith.negf", left[1])],
        "complex.add" => both(emit, "arith.addf", left, parts.pair(operation.operand(1))),
        "complex.sub" => both(emit, "arith.subf", left, parts.pair(operation.operand(1))),
        "complex.mul" => product(emit, left, parts.pair(operation.operand(1))),
        "complex.eq" | "complex.neq" => {
            let right = parts.pair(operation.operand(1));
            let (predicate, join) = match name {
                "complex.eq" => (FloatPredicate::Oeq, "arith.andi"),
                _ => (FloatPredicate::Une, "arith.ori"),
            };
            let compare = |part: usize| builder.compare_float(predicate, left[part], right[part]);
            operation.result(0).replace_all_uses(builder.binary(join, compare(0), compare(1)));
            return true;
        }
        _ => return false,
    };
    parts.set(operation.result(0), &pair);
    true
}

/// The parts of a number that is made of parts.
fn made<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>) -> Option<[Value<'c>; 2]> {
    match operation.name() {
        "complex.create" => Some([operation.operand(0), operation.operand(1)]),
        "complex.constant" => {
            let values = ArrayAttribute::try_from(operation.attribute("value")?).ok()?;
            let ty = super::signature::complex_part(&emit.builder, operation.result(0).ty())?;
            let part = |index| {
                let value = values.element(index).ok()?;
                Some(emit.builder.op("llvm.mlir.constant").attribute("value", value).result(ty).value())
            };
            Some([part(0)?, part(1)?])
        }
        _ => None,
    }
}

fn both<'c>(emit: &Emit<'c, '_>, name: &'static str, left: [Value<'c>; 2], right: [Value<'c>; 2]) -> [Value<'c>; 2] {
    [emit.builder.binary(name, left[0], right[0]), emit.builder.binary(name, left[1], right[1])]
}

/// `(a + bi)(c + di) = (ac - bd) + (ad + bc)i`, without C's treatment of infinities, as in NumPy.
fn product<'c>(emit: &Emit<'c, '_>, [a, b]: [Value<'c>; 2], [c, d]: [Value<'c>; 2]) -> [Value<'c>; 2] {
    let binary = |name, lhs, rhs| emit.builder.binary(name, lhs, rhs);
    let multiply = |lhs, rhs| binary("arith.mulf", lhs, rhs);
    let real = binary("arith.subf", multiply(a, c), multiply(b, d));
    [real, binary("arith.addf", multiply(a, d), multiply(b, c))]
}
