//! Where a value that may be None is taken as it is, and where the value itself is wanted: there None raises TypeError.

use super::{
    body::OperationBody,
    fact::Fact,
    solve::{Solver, outside},
};
use crate::exceptions::is_exception;
use numlir_dialects::types::Type;

/// Builtins that say something of None as well.
const BUILTINS: &[&str] = &["builtins.isinstance", "builtins.str", "builtins.repr", "builtins.print"];

impl Solver<'_> {
    /// Whether an operation takes an operand that may be None as it is. `callee` is the type of a call's callee.
    pub fn takes_optional(&self, op: &OperationBody, position: usize, callee: Option<&Type>) -> bool {
        match op.name {
            "py.narrow" | "py.truth" | "py.build_tuple" | "py.format" | "py.cast" | "py.function" | "py.yield"
            | "cf.br" | "cf.cond_br" | "func.return" => true,
            "py.compare" => matches!(op.operation.text("op"), "is" | "is_not" | "eq" | "ne"),
            "py.call" if position > 0 => match callee {
                Some(Type::Function { symbol, .. }) => {
                    self.symbols.get(&**symbol).is_some_and(|template| !self.templates[*template].library)
                }
                Some(Type::Choice(_)) => true,
                Some(Type::Builtin(name)) => BUILTINS.contains(&name.as_ref()) || is_exception(name),
                _ => false,
            },
            _ => false,
        }
    }

    /// What an operation knows of an operand: of one that may be None the value, unless the operation takes None too.
    pub fn operand_fact(&self, op: &OperationBody, position: usize, (fact, callee): (&Fact, Option<&Type>)) -> Fact {
        match fact {
            Fact::Known(Type::Optional(of), _) if !self.takes_optional(op, position, callee) => {
                Fact::Known(Type::clone(of), outside(of))
            }
            other => other.clone(),
        }
    }
}
