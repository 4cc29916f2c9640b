//! Conditions on the way to an access, decided for iterations by number: `if i % 2 == 0` lets even ones pass.

use numlir_dialects::{Block, Operation, Value, build::integer_value};

/// How deep values are looked at.
const DEPTH: u32 = 24;

/// A condition, and whether it has to be true.
#[derive(Clone, Copy)]
pub struct Guard<'c> {
    condition: Value<'c>,
    truth: bool,
}

/// The conditions between a loop and an operation in it.
pub fn guards<'c>(outer: Operation<'c>, operation: Operation<'c>) -> Vec<Guard<'c>> {
    let mut found = Vec::new();
    let mut block = operation.block();
    while let Some(here) = block {
        let parent = here.parent();
        if parent == outer {
            break;
        }
        if parent.is("scf.if") {
            found.push(Guard { condition: parent.operand(0), truth: parent.region(0).first_block() == Some(here) });
        }
        block = parent.block();
    }
    found
}

impl<'c> Guard<'c> {
    /// Whether the condition may be met where the position of a loop is a number: true unless it certainly is not.
    pub fn may_hold(self, position: (Value<'c>, i64)) -> bool {
        number(self.condition, position, DEPTH).is_none_or(|value| (value & 1 != 0) == self.truth)
    }
}

/// An integer that follows from the position alone.
fn number<'c>(value: Value<'c>, position: (Value<'c>, i64), depth: u32) -> Option<i64> {
    if value == position.0 {
        return Some(position.1);
    }
    let depth = depth.checked_sub(1)?;
    let made = value.defining_operation()?;
    let operand = |index: usize| number(made.operand(index), position, depth);
    match made.name() {
        "arith.constant" => crate::lower_raises::constant(value)
            .or_else(|| made.attribute("value").and_then(numlir_dialects::build::boolean_value).map(i64::from)),
        "arith.index_cast" | "arith.extsi" | "arith.extui" => operand(0),
        "arith.addi" => operand(0)?.checked_add(operand(1)?),
        "arith.subi" => operand(0)?.checked_sub(operand(1)?),
        "arith.muli" => operand(0)?.checked_mul(operand(1)?),
        "arith.divsi" => operand(0)?.checked_div(operand(1)?),
        "arith.remsi" => operand(0)?.checked_rem(operand(1)?),
        "arith.andi" => Some(operand(0)? & operand(1)?),
        "arith.ori" => Some(operand(0)? | operand(1)?),
        "arith.xori" => Some(operand(0)? ^ operand(1)?),
        "arith.select" => operand(if operand(0)? & 1 != 0 { 1 } else { 2 }),
        "arith.cmpi" => compared(made, operand(0)?, operand(1)?).map(i64::from),
        "scf.if" => {
            let side = usize::from(operand(0)? & 1 == 0);
            let end = made.region(side).first_block().and_then(Block::terminator)?;
            number(end.operand(value.position()), position, depth)
        }
        _ => None,
    }
}

/// A comparison of signed integers, or of equality.
fn compared(made: Operation, one: i64, other: i64) -> Option<bool> {
    use numlir_dialects::Predicate as P;
    let (_, predicate) = made.attribute("predicate").and_then(integer_value)?;
    let table = [
        (P::Eq, one == other),
        (P::Ne, one != other),
        (P::Slt, one < other),
        (P::Sle, one <= other),
        (P::Sgt, one > other),
        (P::Sge, one >= other),
    ];
    table.into_iter().find(|(known, _)| *known as i64 == predicate).map(|(_, holds)| holds)
}
