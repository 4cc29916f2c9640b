//! Where a value that may be None is taken as it is, and where the value itself is wanted: there None raises TypeError.

use super::{
    body::OperationBody,
    fact::Fact,
    solve::{Solver, outside},
};
use crate::exceptions::is_exception;
use numlir_dialects::{named, types::Type};

/// The prefix of the names of classes of named tuples.
pub const NAMED_TUPLE: &str = "numlir.namedtuple:";

/// The prefix of the names of enumerations as classes, which compiled code does not call.
pub const ENUMERATION: &str = "numlir.enumeration:";

/// Builtins that say something of None as well.
const BUILTINS: &[&str] = &[
    "builtins.isinstance",
    "builtins.str",
    "builtins.repr",
    "builtins.print",
    "operator.has_length",
    "operator.has_length_or_more",
];

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
                Some(Type::Builtin(name)) => {
                    BUILTINS.contains(&name.as_ref()) || is_exception(name) || name.starts_with(NAMED_TUPLE)
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether an operation takes a named tuple as such, and not as a tuple.
    fn takes_named(&self, op: &OperationBody, position: usize, callee: Option<&Type>) -> bool {
        match op.name {
            "py.narrow" | "py.build_tuple" | "py.build_list" | "py.append" | "py.cast" | "py.function" | "py.yield"
            | "py.getattr" | "py.format" | "cf.br" | "cf.cond_br" | "func.return" => true,
            "py.setitem" => position == 2,
            "py.setattr" => position == 1,
            "py.call" if position > 0 => match callee {
                Some(Type::Function { symbol, .. }) => {
                    self.symbols.get(&**symbol).is_some_and(|template| !self.templates[*template].library)
                }
                Some(Type::Choice(_)) => true,
                Some(Type::Method { object, .. }) => matches!(**object, Type::List(_)),
                Some(Type::Builtin(name)) => {
                    let users = ["numlir.overloaded.", NAMED_TUPLE].iter().any(|prefix| name.starts_with(prefix));
                    users || BUILTINS.contains(&name.as_ref())
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// The type that an operation takes an operand as, where that is another than the operand's: of one that may be None the
    /// value, unless the operation takes None too; of a named tuple a tuple. A member of an enumeration is taken as it is.
    pub fn taken_as(&self, op: &OperationBody, position: usize, callee: Option<&Type>, ty: &Type) -> Option<Type> {
        let value = match ty {
            Type::Optional(of) if !self.takes_optional(op, position, callee) => &**of,
            other => other,
        };
        match value {
            Type::Named { class, elements }
                if !named::is_enumeration(class) && !self.takes_named(op, position, callee) =>
            {
                Some(Type::Tuple(elements.clone()))
            }
            other => (other != ty).then(|| other.clone()),
        }
    }

    /// What an operation knows of an operand.
    pub fn operand_fact(&self, op: &OperationBody, position: usize, (fact, callee): (&Fact, Option<&Type>)) -> Fact {
        let Fact::Known(ty, constant) = fact else { return fact.clone() };
        match self.taken_as(op, position, callee, ty) {
            Some(taken) if matches!(ty, Type::Optional(_)) => {
                let constant = outside(&taken);
                Fact::Known(taken, constant)
            }
            Some(taken) => Fact::Known(taken, constant.clone()),
            None => fact.clone(),
        }
    }
}
