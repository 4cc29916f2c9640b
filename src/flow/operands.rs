//! The registers that operations and terminators read.

use super::graph::{Argument, Op, Register, TerminatorKind};

/// Visits the operands in order. The patterns bind by reference, shared or unique, as the matched value is.
macro_rules! visit_operands {
    ($op:expr, $visit:ident) => {
        match $op {
            Op::Constant(_) | Op::Global(_) | Op::Builtin(_) | Op::SelfFunction | Op::Unbound | Op::Exception => {}
            Op::Function { captures, defaults, keyword_defaults, .. } => {
                captures.into_iter().for_each(&mut $visit);
                defaults.into_iter().for_each(&mut $visit);
                for (_, value) in keyword_defaults {
                    $visit(value);
                }
            }
            Op::Attribute(value, _)
            | Op::Unary(_, value)
            | Op::Truth(value)
            | Op::Narrow { value, .. }
            | Op::Iter(value)
            | Op::Yield(value)
            | Op::Next(value)
            | Op::Unpack { value, .. }
            | Op::UnpackStar { value, .. }
            | Op::MatchLength { value, .. }
            | Op::CheckBound { bound: value, .. } => $visit(value),
            Op::SetAttribute { object: first, value: second, .. }
            | Op::Item(first, second)
            | Op::DeleteItem(first, second)
            | Op::Binary(_, first, second)
            | Op::Inplace(_, first, second)
            | Op::Compare(_, first, second)
            | Op::MatchValue(first, second)
            | Op::Append { list: first, value: second }
            | Op::Add { set: first, value: second }
            | Op::ExceptionMatches(first, second) => {
                $visit(first);
                $visit(second);
            }
            Op::SetItem { object: first, index: second, value: third }
            | Op::Slice { start: first, stop: second, step: third } => {
                $visit(first);
                $visit(second);
                $visit(third);
            }
            Op::Call { callee, arguments } => {
                $visit(callee);
                for argument in arguments {
                    visit_argument!(argument, $visit);
                }
            }
            Op::Tuple(elements) | Op::List(elements) | Op::Set(elements) => {
                for element in elements {
                    visit_argument!(element, $visit);
                }
            }
            Op::Dict(entries) => {
                for (key, value) in entries {
                    $visit(key);
                    $visit(value);
                }
            }
            Op::Format { value, spec, .. } => {
                $visit(value);
                spec.into_iter().for_each(&mut $visit);
            }
            Op::Join(pieces) => pieces.into_iter().for_each(&mut $visit),
        }
    };
}

macro_rules! visit_argument {
    ($argument:expr, $visit:ident) => {
        match $argument {
            Argument::Positional(value)
            | Argument::Star(value)
            | Argument::Keyword(_, value)
            | Argument::DoubleStar(value) => $visit(value),
        }
    };
}

impl Op {
    /// Calls `visit` with each register the operation reads.
    pub fn for_each_operand(&self, mut visit: impl FnMut(&Register)) {
        visit_operands!(self, visit);
    }

    /// The same, to replace registers.
    pub fn for_each_operand_mut(&mut self, mut visit: impl FnMut(&mut Register)) {
        visit_operands!(self, visit);
    }

    /// The registers the operation reads, in order.
    pub fn operands(&self) -> Vec<Register> {
        let mut operands = Vec::new();
        self.for_each_operand(|&register| operands.push(register));
        operands
    }
}

impl TerminatorKind {
    /// Calls `visit` with each register the terminator reads.
    pub fn for_each_operand(&self, visit: impl FnMut(&Register)) {
        match self {
            Self::Jump => {}
            Self::Branch(value) | Self::Return(value) => [value].into_iter().for_each(visit),
            Self::Raise { exception, cause } => exception.iter().chain(cause).for_each(visit),
        }
    }

    /// The same, to replace registers.
    pub fn for_each_operand_mut(&mut self, visit: impl FnMut(&mut Register)) {
        match self {
            Self::Jump => {}
            Self::Branch(value) | Self::Return(value) => [value].into_iter().for_each(visit),
            Self::Raise { exception, cause } => exception.iter_mut().chain(cause).for_each(visit),
        }
    }
}
