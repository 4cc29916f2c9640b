//! What a loop does with the arrays that it captures, so that only what is needed is copied.

use super::WHOLE;
use crate::{
    accumulate_arrays::encloses,
    elementwise::is_same,
    extent::{self, array_type, known},
    lower_par::Loop,
};
use numlir_dialects::{Builder, Operation, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Read,
    /// Every element is written, and none read.
    Write,
    Both,
}

impl Access {
    pub fn letter(self) -> char {
        match self {
            Self::Read => 'r',
            Self::Write => 'w',
            Self::Both => 'b',
        }
    }

    /// What a loop does with an array.
    pub fn of<'c>(builder: &Builder<'c>, parts: &Loop<'c>, array: Value<'c>) -> Self {
        let mut uses = Uses { operation: parts.operation, reads: false, writes: false };
        uses.follow(array);
        match uses {
            Uses { writes: false, .. } => Self::Read,
            Uses { reads: false, .. } if writes_all(builder, parts, array) => Self::Write,
            _ => Self::Both,
        }
    }
}

struct Uses<'c> {
    operation: Operation<'c>,
    reads: bool,
    writes: bool,
}

impl<'c> Uses<'c> {
    fn follow(&mut self, array: Value<'c>) {
        for (user, position) in array.uses() {
            let within = user.block().is_some_and(|block| encloses(self.operation, block));
            match user.name() {
                _ if !within => {}
                "nd.dim" | "nd.stride" | "nd.address" => {}
                "nd.load" => self.reads = true,
                "nd.store" if position == 1 => self.writes = true,
                "nd.view" | "nd.select" | "nd.relayout" => self.follow(user.result(0)),
                // It goes where it cannot be followed.
                _ => (self.reads, self.writes) = (true, true),
            }
        }
    }
}

/// Whether each element is written: by a store that no condition guards, at the loop's own positions, which are all there are.
fn writes_all<'c>(builder: &Builder<'c>, parts: &Loop<'c>, array: Value<'c>) -> bool {
    if parts.operation.attribute(WHOLE).is_some() {
        return true;
    }
    let Some(ty) = array_type(array).filter(|ty| usize::from(ty.rank) == parts.rank) else { return false };
    let body = parts.operation.region(0).first_block().expect("a loop has a body");
    let at_all_places =
        |store: Operation<'c>| (0..parts.rank).all(|axis| stripped(store.operand(2 + axis)) == body.argument(axis));
    let stored = body
        .operations()
        .any(|operation| operation.is("nd.store") && operation.operand(1) == array && at_all_places(operation));
    stored
        && (0..ty.rank).all(|axis| {
            let number = usize::from(axis);
            let upper = stripped(parts.upper[number]);
            number_of(parts.lower[number]) == Some(0)
                && number_of(parts.step[number]) == Some(1)
                && is_same(upper, extent::dim(builder, array, axis))
        })
}

/// The constant that a bound or a step is.
pub fn number_of(value: Value) -> Option<i64> {
    known(stripped(value))
}

/// A position without casts and checks.
fn stripped(mut value: Value) -> Value {
    while let Some(made) = value.defining_operation()
        && matches!(made.name(), "arith.index_cast" | "nd.index")
    {
        value = made.operand(0);
    }
    value
}
