//! Calls of the functions of Python's module `operator`, and of builtins that are syntax by another name: the operations that they
//! stand for.

use super::Frame;
use crate::{
    flow::graph::{Argument, Register},
    program::Binding,
};
use numlir_dialects::{Value, ir::attribute_text};

impl<'c> Frame<'_, 'c> {
    /// The operation that a call means, where it is one of `operator.add` and its like with plain arguments.
    pub(super) fn operator(&self, callee: Register, arguments: &[Argument]) -> Option<Value<'c>> {
        let path = self.paths.get(&callee)?;
        let Some(Binding::Builtin(name)) = self.emitter.binding(path) else { return None };
        match name.as_str() {
            "builtins.getattr" => return self.attribute_by_name(arguments),
            "builtins.dict" => return self.dictionary_of_keywords(arguments),
            _ => {}
        }
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

impl<'c> Frame<'_, 'c> {
    /// `getattr(x, "name")`: an attribute as any other.
    fn attribute_by_name(&self, arguments: &[Argument]) -> Option<Value<'c>> {
        let [Argument::Positional(object), Argument::Positional(name)] = arguments else { return None };
        let constant = self.value(*name).defining_operation().filter(|constant| constant.is("py.constant"))?;
        let name = attribute_text(constant.attribute("value")?)?;
        Some(self.make("py.getattr", &[*object], &[("name", self.builder.string(name))]))
    }

    /// `dict(a=1, b=2)`: a display with constant strings as keys.
    fn dictionary_of_keywords(&self, arguments: &[Argument]) -> Option<Value<'c>> {
        let entry = |argument: &Argument| match argument {
            Argument::Keyword(name, value) => {
                let key = self.builder.op("py.constant").attribute("value", self.builder.string(name));
                Some((key.result(self.unknown).value(), self.value(*value)))
            }
            _ => None,
        };
        let entries = arguments.iter().map(entry).collect::<Option<Vec<_>>>()?;
        self.display_of_strings(&entries)
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
