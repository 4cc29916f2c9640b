//! Calls of the functions of Python's module `operator`: the operations that they stand for.

use super::Frame;
use crate::{
    flow::graph::{Argument, Register},
    program::Binding,
};
use numlir_dialects::Value;

impl<'c> Frame<'_, 'c> {
    /// The operation that a call means, where it is one of `operator.add` and its like with plain arguments.
    pub(super) fn operator(&self, callee: Register, arguments: &[Argument]) -> Option<Value<'c>> {
        let path = self.paths.get(&callee)?;
        let Some(Binding::Builtin(name)) = self.emitter.binding(path) else { return None };
        let name = name.strip_prefix("operator.")?;
        let plain = arguments.iter().map(|argument| match argument {
            Argument::Positional(register) => Some(*register),
            _ => None,
        });
        let operands = plain.collect::<Option<Vec<_>>>()?;
        let make = |operation, operands: &[Register], op: &str| {
            Some(self.make(operation, operands, &[("op", self.builder.string(op))]))
        };
        match operands[..] {
            [operand] => match name {
                "neg" | "pos" | "invert" => make("py.unary", &operands, name),
                "inv" => make("py.unary", &operands, "invert"),
                "truth" => Some(self.truth(operand)),
                "not_" => {
                    let ones = self.builder.constant_bool(true);
                    Some(self.builder.binary("arith.xori", self.truth(operand), ones))
                }
                _ => None,
            },
            [lhs, rhs] => match name {
                "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "is_not" => make("py.compare", &operands, name),
                "is_" => make("py.compare", &operands, "is"),
                "contains" => make("py.compare", &[rhs, lhs], "in"),
                "concat" => make("py.binary", &operands, "add"),
                "getitem" => Some(self.make("py.getitem", &operands, &[])),
                "iconcat" => make("py.inplace", &operands, "add"),
                name => match name.strip_prefix('i').and_then(binary) {
                    Some(op) => make("py.inplace", &operands, op),
                    None => make("py.binary", &operands, binary(name)?),
                },
            },
            _ => None,
        }
    }
}

/// The name of a binary operation by that of the function.
fn binary(name: &str) -> Option<&str> {
    match name {
        "and_" => Some("and"),
        "or_" => Some("or"),
        "and" | "or" | "xor" | "add" | "sub" | "mul" | "matmul" | "truediv" | "floordiv" | "mod" | "pow" | "lshift"
        | "rshift" => Some(name),
        _ => None,
    }
}
