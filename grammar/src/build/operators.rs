//! The operators: their spelling, their meaning and how tightly they bind. Everything else derives from this table.

use crate::tree::{BinaryOp, BoolOp, CompareOp, UnaryOp};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Bool(BoolOp),
    Compare(CompareOp),
    Binary(BinaryOp),
    Prefix(UnaryOp),
}

impl Operator {
    /// An operator between two operands. Blanks inside `not in` and `is not` may be any number.
    pub(super) fn infix(spelling: &str) -> Self {
        match spelling {
            "or" => Self::Bool(BoolOp::Or),
            "and" => Self::Bool(BoolOp::And),
            "==" => Self::Compare(CompareOp::Eq),
            "!=" => Self::Compare(CompareOp::NotEq),
            "<" => Self::Compare(CompareOp::Lt),
            "<=" => Self::Compare(CompareOp::LtE),
            ">" => Self::Compare(CompareOp::Gt),
            ">=" => Self::Compare(CompareOp::GtE),
            "is" => Self::Compare(CompareOp::Is),
            "in" => Self::Compare(CompareOp::In),
            _ if spelling.starts_with("is") => Self::Compare(CompareOp::IsNot),
            _ if spelling.starts_with("not") => Self::Compare(CompareOp::NotIn),
            _ => Self::Binary(binary(spelling)),
        }
    }

    pub(super) fn prefix(spelling: &str) -> Self {
        Self::Prefix(match spelling {
            "-" => UnaryOp::USub,
            "+" => UnaryOp::UAdd,
            "~" => UnaryOp::Invert,
            _ => UnaryOp::Not,
        })
    }

    /// How tightly it binds; the numbers only compare.
    pub(super) fn level(self) -> u8 {
        match self {
            Self::Bool(BoolOp::Or) => 1,
            Self::Bool(BoolOp::And) => 2,
            Self::Prefix(UnaryOp::Not) => 3,
            Self::Compare(_) => 4,
            Self::Binary(BinaryOp::BitOr) => 5,
            Self::Binary(BinaryOp::BitXor) => 6,
            Self::Binary(BinaryOp::BitAnd) => 7,
            Self::Binary(BinaryOp::LShift | BinaryOp::RShift) => 8,
            Self::Binary(BinaryOp::Add | BinaryOp::Sub) => 9,
            Self::Binary(BinaryOp::Pow) => 12,
            Self::Binary(_) => 10,
            Self::Prefix(_) => 11,
        }
    }

    /// Whether an operator of the same level to the left is applied first.
    pub(super) fn is_left_associative(self) -> bool {
        matches!(self, Self::Binary(op) if op != BinaryOp::Pow)
    }
}

/// The operator of `a <spelling> b` or of `a <spelling>= b` without its `=`.
pub(super) fn binary(spelling: &str) -> BinaryOp {
    match spelling {
        "+" => BinaryOp::Add,
        "-" => BinaryOp::Sub,
        "*" => BinaryOp::Mult,
        "@" => BinaryOp::MatMult,
        "/" => BinaryOp::Div,
        "%" => BinaryOp::Mod,
        "**" => BinaryOp::Pow,
        "<<" => BinaryOp::LShift,
        ">>" => BinaryOp::RShift,
        "|" => BinaryOp::BitOr,
        "^" => BinaryOp::BitXor,
        "&" => BinaryOp::BitAnd,
        "//" => BinaryOp::FloorDiv,
        _ => unreachable!("the grammar has no other binary operator: {spelling}"),
    }
}
