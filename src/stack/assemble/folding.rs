//! Expressions of integer literals whose value leaves 64 bits on the way: `2**64 - 1`, `1 << 63`. Python computes them
//! when it compiles, without bounds; numbers that fit are left to LLVM.

use numlir_grammar::tree::{BinaryOp, Constant, Expr, ExprKind, UnaryOp};

struct Folded {
    value: i128,
    /// Whether 64 bits have held it and all that it was made of.
    fits: bool,
}

impl Folded {
    fn new(value: i128, fits: bool) -> Self {
        Self { value, fits: fits && i64::try_from(value).is_ok() }
    }
}

/// The value of such an expression; `None` of any other one.
pub(super) fn beyond_64_bits(expression: &Expr) -> Option<i128> {
    fold(expression).filter(|folded| !folded.fits).map(|folded| folded.value)
}

fn fold(expression: &Expr) -> Option<Folded> {
    match &expression.kind {
        ExprKind::Constant(Constant::Int(value)) => Some(Folded::new(*value, true)),
        ExprKind::Unary { op, operand } => {
            let operand = fold(operand)?;
            let value = match op {
                UnaryOp::USub => operand.value.checked_neg()?,
                UnaryOp::UAdd => operand.value,
                UnaryOp::Invert => !operand.value,
                UnaryOp::Not => return None,
            };
            Some(Folded::new(value, operand.fits))
        }
        ExprKind::Binary { left, op, right } => {
            let (left, right) = (fold(left)?, fold(right)?);
            Some(Folded::new(binary(*op, left.value, right.value)?, left.fits && right.fits))
        }
        _ => None,
    }
}

/// The result where it is an integer of at most 128 bits, the most that Python computes while it compiles.
fn binary(op: BinaryOp, left: i128, right: i128) -> Option<i128> {
    match op {
        BinaryOp::Add => left.checked_add(right),
        BinaryOp::Sub => left.checked_sub(right),
        BinaryOp::Mult => left.checked_mul(right),
        BinaryOp::Pow => left.checked_pow(u32::try_from(right).ok()?),
        BinaryOp::LShift => left.checked_mul(1i128.checked_shl(u32::try_from(right).ok()?).filter(|one| *one > 0)?),
        BinaryOp::RShift => left.checked_shr(u32::try_from(right).ok()?),
        BinaryOp::BitOr => Some(left | right),
        BinaryOp::BitXor => Some(left ^ right),
        BinaryOp::BitAnd => Some(left & right),
        BinaryOp::FloorDiv => floor(left, right),
        BinaryOp::Mod => left.checked_sub(floor(left, right)?.checked_mul(right)?),
        BinaryOp::Div | BinaryOp::MatMult => None,
    }
}

fn floor(left: i128, right: i128) -> Option<i128> {
    let quotient = left.checked_div(right)?;
    let is_rounded_up = left % right != 0 && (left < 0) != (right < 0);
    Some(quotient - i128::from(is_rounded_up))
}
