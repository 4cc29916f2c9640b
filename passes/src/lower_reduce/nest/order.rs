//! The order of the loops, and which axes are one in memory.
//!
//! NumPy walks an array from its longest strides to its shortest, and takes axes for one where there are no gaps between them. Axes of
//! one place are none.

use super::{Level, Reduction};
use crate::{code::Code, loops::List};
use numlir_dialects::{Predicate, Value, types::Layout};

impl<'c> Reduction<'c> {
    /// The levels from the outermost to the innermost, joined where they are certainly one.
    pub(super) fn ordered(&self, code: &Code<'_, 'c>, levels: &[Level<'c>], order: &[usize]) -> Vec<Level<'c>> {
        let forwards = order.is_sorted();
        let layout = if forwards { Layout::C } else { Layout::F };
        let gapless = self.operands().all(|operand| operand.contiguous == Some(layout) || levels.len() == 1);
        let mut joined: Vec<Level<'c>> = Vec::new();
        for level in order.iter().map(|axis| &levels[*axis]) {
            match joined.last_mut() {
                // The result has the order of C.
                Some(outer) if gapless && outer.reduced == level.reduced && (level.reduced || forwards) => {
                    outer.extent = code.multiply(outer.extent, level.extent);
                    outer.strides.clone_from(&level.strides);
                }
                _ => joined.push(level.clone()),
            }
        }
        if !gapless {
            join_at_run_time(code, &mut joined);
        }
        joined
    }

    /// Levels that are all reduced, from the longest strides of an operand to the shortest, and joined where they turn out to be one.
    pub(super) fn sorted(&self, code: &Code<'_, 'c>, mut levels: Vec<Level<'c>>, operand: usize) -> Vec<Level<'c>> {
        for sorted in (1..levels.len()).rev() {
            for place in 0..sorted {
                let shorter = self.is_shorter(code, &levels[place..=place + 1], operand);
                let choose = |one: Value<'c>, other: Value<'c>| code.builder.select(shorter, one, other);
                let level = |one: &Level<'c>, other: &Level<'c>| Level {
                    reduced: true,
                    extent: choose(one.extent, other.extent),
                    strides: one.strides.iter().zip(&other.strides).map(|(one, other)| choose(*one, *other)).collect(),
                };
                let (outer, inner) = (&levels[place], &levels[place + 1]);
                let changed = [level(inner, outer), level(outer, inner)];
                levels[place..=place + 1].clone_from_slice(&changed);
            }
        }
        join_at_run_time(code, &mut levels);
        levels
    }

    /// Whether an operand has shorter strides on the first of two levels than on the second one.
    pub(super) fn is_shorter(&self, code: &Code<'_, 'c>, levels: &[Level<'c>], operand: usize) -> Value<'c> {
        let builder = &code.builder;
        let [zero, one, longest] = [0, 1, i64::MAX].map(|value| builder.constant_i64(value));
        let [first, second] = [0, 1].map(|level: usize| {
            let stride = levels[level].strides[operand];
            let size = code.maximum(stride, code.subtract(zero, stride));
            builder.select(code.equal(levels[level].extent, one), longest, size)
        });
        // A stretched axis stays where it is, but for one of a single place behind it.
        let moves = builder.compare_int(Predicate::Ne, first, zero);
        let moves = builder.binary("arith.ori", moves, code.equal(second, longest));
        builder.binary("arith.andi", moves, builder.compare_int(Predicate::Slt, first, second))
    }
}

/// Makes levels that are reduced alike one where the memory turns out to have no gaps. What is one with the innermost level is put
/// there, anything else outside; what is left behind has a single place.
fn join_at_run_time<'c>(code: &Code<'_, 'c>, levels: &mut [Level<'c>]) {
    let one = code.builder.constant_i64(1);
    let Some((inner, outer)) = levels.split_last_mut() else { return };
    let mut possible: Option<Value> = None;
    for level in outer.iter_mut().rev().take_while(|level| level.reduced == inner.reduced) {
        let Some(fits) = code.all(possible.into_iter().chain(is_one(code, level, inner))) else { return };
        let all = code.multiply(inner.extent, level.extent);
        inner.extent = code.builder.select(fits, all, inner.extent);
        level.extent = code.builder.select(fits, one, level.extent);
        possible = Some(fits);
    }
    for place in (1..outer.len()).rev() {
        let (level, inside) = outer[place - 1..=place].split_at_mut(1);
        let (level, inside) = (&mut level[0], &mut inside[0]);
        let Some(fits) = is_one(code, level, inside).filter(|_| level.reduced == inside.reduced) else { continue };
        let single = code.equal(inside.extent, one);
        let fits = code.builder.binary("arith.ori", fits, single);
        for (stride, inner) in level.strides.iter_mut().zip(&inside.strides) {
            let joined = code.builder.select(fits, *inner, *stride);
            *stride = code.builder.select(single, *stride, joined);
        }
        level.extent = code.builder.select(fits, code.multiply(level.extent, inside.extent), level.extent);
        inside.extent = code.builder.select(fits, one, inside.extent);
    }
}

/// Whether two neighbouring levels are one: the outer one goes on where the inner one ends, or has a single place. `None` where nothing
/// is read.
fn is_one<'c>(code: &Code<'_, 'c>, outer: &Level<'c>, inner: &Level<'c>) -> Option<Value<'c>> {
    let one = code.builder.constant_i64(1);
    let strides = outer.strides.iter().zip(&inner.strides);
    let goes_on: List =
        strides.map(|(outer, inside)| code.equal(*outer, code.multiply(inner.extent, *inside))).collect();
    let goes_on = code.all(goes_on)?;
    Some(code.builder.binary("arith.ori", goes_on, code.equal(outer.extent, one)))
}
