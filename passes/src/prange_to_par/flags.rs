//! Truth values that a loop carries beside a value that is replaced under conditions.
//!
//! A chunk begins with the value that the loop began with, or with none, and cannot tell from what it ends with whether it replaced that.
//! A flag says so: it takes the way of the value, through the same branches.

use super::versions::Merge;
use melior::Context;
use numlir_dialects::{Block, Builder, FloatPredicate, Operation, Value};
use rustc_hash::FxHashMap;

/// A branch on the way to a new value, with the side on which it lies.
#[derive(Clone, Copy, PartialEq)]
pub struct Fork<'c> {
    pub merge: Merge<'c>,
    pub taken: usize,
}

/// What a flag says.
#[derive(Clone, Copy, PartialEq)]
pub enum Mark {
    /// The value was replaced.
    Replaced,
    /// It was replaced by NaN, if by others later.
    HasBeenNan,
}

/// A flag, with the forks from what the body yields down to where the new value stands.
#[derive(Clone, PartialEq)]
pub struct Flag<'c> {
    pub path: Vec<Fork<'c>>,
    pub mark: Mark,
}

/// Computes the next values of flags, given the arguments of a body that they are.
pub fn route<'c>(context: &'c Context, flags: &[Flag<'c>], arguments: &[Value<'c>]) -> Vec<Value<'c>> {
    let mut routing = Routing { context, replaced: FxHashMap::default() };
    let mut values: Vec<_> =
        flags.iter().zip(arguments).map(|(flag, present)| routing.level(&flag.path, (flag.mark, *present))).collect();
    // Flags that were routed later may have replaced what gave the earlier ones.
    for value in &mut values {
        while let Some(now) = value.defining_operation().and_then(|made| routing.replaced.get(&made)) {
            *value = now.result(value.position());
        }
    }
    // Only now: an operation made in an erased one's memory would be taken for it.
    routing.replaced.into_keys().for_each(Operation::erase);
    values
}

struct Routing<'c> {
    context: &'c Context,
    /// Branches that have got another result, with those that took their place.
    replaced: FxHashMap<Operation<'c>, Operation<'c>>,
}

impl<'c> Routing<'c> {
    /// What a flag is behind the first fork of a path.
    fn level(&mut self, path: &[Fork<'c>], (mark, present): (Mark, Value<'c>)) -> Value<'c> {
        let [fork, rest @ ..] = path else { unreachable!("a path has a fork") };
        let mut branch = fork.merge.operation;
        while let Some(now) = self.replaced.get(&branch) {
            branch = *now;
        }
        let builder = Builder::before(self.context, branch);
        let sides = |taken: Value<'c>| if fork.taken == 0 { [taken, present] } else { [present, taken] };
        if branch.is("arith.select") {
            let taken = match rest {
                [] => marked(&builder, (mark, present), branch.operand(1 + fork.taken)),
                _ => self.level(rest, (mark, present)),
            };
            let [yes, no] = sides(taken);
            return builder.select(branch.operand(0), yes, no);
        }
        let end = |side: usize| {
            branch.region(side).first_block().and_then(Block::terminator).expect("a branch yields on both sides")
        };
        let taken = match rest {
            [] => {
                let end = end(fork.taken);
                marked(&Builder::before(self.context, end), (mark, present), end.operand(fork.merge.position))
            }
            _ => self.level(rest, (mark, present)),
        };
        for (side, value) in sides(taken).into_iter().enumerate() {
            let end = end(side);
            let values: Vec<_> = end.operands().chain([value]).collect();
            end.set_operands(&values);
        }
        let made = builder
            .op("scf.if")
            .operand(branch.operand(0))
            .results(branch.results().map(|result| result.ty()).chain([builder.i1()]))
            .region()
            .region()
            .insert();
        for side in 0..2 {
            made.region(side).take_body(branch.region(side));
        }
        for (old, new) in branch.results().zip(made.results()) {
            old.replace_all_uses(new);
        }
        self.replaced.insert(branch, made);
        made.result(made.result_count() - 1)
    }
}

fn marked<'c>(builder: &Builder<'c>, (mark, present): (Mark, Value<'c>), new: Value<'c>) -> Value<'c> {
    match mark {
        Mark::Replaced => builder.constant_bool(true),
        Mark::HasBeenNan => {
            let is_nan = builder.compare_float(FloatPredicate::Une, new, new);
            builder.binary("arith.ori", present, is_nan)
        }
    }
}
