//! The operators as Python writes them.

use numlir_grammar::tree::{BinaryOp, CompareOp, UnaryOp};

const BINARY: &[(BinaryOp, &str)] = &[
    (BinaryOp::Add, "+"),
    (BinaryOp::Sub, "-"),
    (BinaryOp::Mult, "*"),
    (BinaryOp::MatMult, "@"),
    (BinaryOp::Div, "/"),
    (BinaryOp::Mod, "%"),
    (BinaryOp::Pow, "**"),
    (BinaryOp::LShift, "<<"),
    (BinaryOp::RShift, ">>"),
    (BinaryOp::BitOr, "|"),
    (BinaryOp::BitXor, "^"),
    (BinaryOp::BitAnd, "&"),
    (BinaryOp::FloorDiv, "//"),
];

const UNARY: &[(UnaryOp, &str)] =
    &[(UnaryOp::Invert, "~"), (UnaryOp::Not, "not"), (UnaryOp::UAdd, "+"), (UnaryOp::USub, "-")];

const COMPARE: &[(CompareOp, &str)] = &[
    (CompareOp::Eq, "=="),
    (CompareOp::NotEq, "!="),
    (CompareOp::Lt, "<"),
    (CompareOp::LtE, "<="),
    (CompareOp::Gt, ">"),
    (CompareOp::GtE, ">="),
    (CompareOp::Is, "is"),
    (CompareOp::IsNot, "is-not"),
    (CompareOp::In, "in"),
    (CompareOp::NotIn, "not-in"),
];

/// An operator with a symbol.
pub trait Symbol: Copy + PartialEq + 'static {
    /// Every operator with its symbol.
    const TABLE: &'static [(Self, &'static str)];

    fn symbol(self) -> &'static str {
        Self::TABLE.iter().find(|(operator, _)| *operator == self).map_or("?", |(_, symbol)| symbol)
    }

    fn from_symbol(text: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(_, symbol)| *symbol == text).map(|(operator, _)| *operator)
    }
}

impl Symbol for BinaryOp {
    const TABLE: &'static [(Self, &'static str)] = BINARY;
}

impl Symbol for UnaryOp {
    const TABLE: &'static [(Self, &'static str)] = UNARY;
}

impl Symbol for CompareOp {
    const TABLE: &'static [(Self, &'static str)] = COMPARE;
}
