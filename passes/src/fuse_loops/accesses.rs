//! Where two loops access memory, and whether different iterations of them can meet there.
//!
//! Two accesses of one array are apart where an axis is indexed by the same `coefficient * position + constant` in both, which is not
//! negative: equal places are then of equal positions. Arrays of different origin are compared by what is known of that, and else
//! by a test that runs: they are the same array, place by place, or share no memory.

use super::captures;
use crate::{
    accumulate_arrays::{is_inside, root},
    blocks::visit_operations,
    check_races::{Check, Index},
    elementwise::is_same,
    extent::array_type,
    lower_maps::overlap::{self, Overlap},
    lower_par::Loop,
    lower_raises::constant,
};
use melior::Context;
use numlir_dialects::{Builder, Operation, Value, convert};

/// Whether iterations of two loops meet.
pub enum Meeting<'c> {
    Never,
    /// They do not where these conditions hold, which are computed before the second loop.
    Unless(Vec<Value<'c>>),
    Possible,
}

struct Access<'c> {
    array: Value<'c>,
    /// Of the leading axes.
    indices: Vec<Index>,
    writes: bool,
}

/// Looks at all pairs of accesses. The loops have at least one array in common, or nothing is gained by fusing them.
pub fn meeting<'c>(context: &'c Context, first: Operation<'c>, second: Operation<'c>) -> Meeting<'c> {
    if !starts_at_zero_or_above(first) {
        return Meeting::Possible;
    }
    let mut symbols = Vec::new();
    let one = accesses(first, &mut symbols);
    let other = accesses(second, &mut symbols);
    if !one.iter().any(|access| captures(second, root(access.array))) {
        return Meeting::Possible;
    }
    let builder = Builder::before(context, second);
    let mut pairs: Vec<(Value, Value)> = Vec::new();
    for (x, y) in one.iter().flat_map(|x| other.iter().map(move |y| (x, y))).filter(|(x, y)| x.writes || y.writes) {
        if root(x.array) == root(y.array) {
            if !is_same(x.array, y.array) || !are_apart(x, y) {
                return Meeting::Possible;
            }
        } else if !overlap::are_apart(x.array, y.array) {
            // Only as one and the same array could they be the same place by place.
            if !are_apart(x, y) {
                return Meeting::Possible;
            }
            let pair = if x.writes { (x.array, y.array) } else { (y.array, x.array) };
            if !pairs.contains(&pair) {
                pairs.push(pair);
            }
        }
    }
    let typed = |array: Value<'c>| Some((array, array_type(array)?));
    let mut conditions = Vec::new();
    for (written, other) in pairs {
        let (Some(written), Some(other)) = (typed(written), typed(other)) else { return Meeting::Possible };
        if let Overlap::Unless(condition) = overlap::test(&builder, written, &[other]) {
            conditions.push(condition);
        }
    }
    if conditions.is_empty() { Meeting::Never } else { Meeting::Unless(conditions) }
}

/// Whether positions are never negative: negative indices count from the end.
fn starts_at_zero_or_above(operation: Operation) -> bool {
    let mut lower = Loop::of(operation).lower[0];
    while let Some(cast) = lower.defining_operation().filter(|made| made.is("arith.index_cast")) {
        lower = cast.operand(0);
    }
    constant(lower).is_some_and(|lower| lower >= 0)
}

/// Whether two accesses of one array are of one place only where they are of one position.
fn are_apart(one: &Access, other: &Access) -> bool {
    one.indices.iter().zip(&other.indices).any(|indices| match indices {
        (Index::Affine(one), Index::Affine(other)) => {
            one.coefficient > 0
                && one.constant >= 0
                && one.terms.is_empty()
                && one.coefficient == other.coefficient
                && one.constant == other.constant
                && other.terms.is_empty()
        }
        _ => false,
    })
}

/// The accesses to arrays from outside.
fn accesses<'c>(operation: Operation<'c>, symbols: &mut Vec<Value<'c>>) -> Vec<Access<'c>> {
    let check = Check::of(operation);
    let mut found = Vec::new();
    let mut add = |array: Value<'c>, indices: Vec<Value<'c>>, writes: bool| {
        let mut indices: Vec<_> = indices.into_iter().map(|index| check.index(index, symbols)).collect();
        let mut base = array;
        while let Some(made) = base.defining_operation().filter(|_| is_inside(base, operation)) {
            match made.name() {
                "nd.select" => {
                    let leading = made.operands().skip(1).map(|index| check.index(index, symbols));
                    indices = leading.collect::<Vec<_>>().into_iter().chain(indices).collect();
                }
                "nd.relayout" => {}
                "nd.view" => indices = Vec::new(),
                // Made in the body.
                _ => return,
            }
            base = made.operand(0);
        }
        // An argument of the body is a chunk's own copy.
        if !is_inside(base, operation) {
            found.push(Access { array: base, indices, writes });
        }
    };
    visit_operations(operation.region(0), &mut |inner| {
        let rest = |count: usize| inner.operands().skip(count).collect::<Vec<_>>();
        match inner.name() {
            "nd.load" => add(inner.operand(0), rest(1), false),
            "nd.store" => add(inner.operand(1), rest(2), true),
            "nd.fill" => add(inner.operand(1), Vec::new(), true),
            "nd.map" | "nd.map_into" | "nd.reduce" | "nd.reduce_compressed" => {
                let arrays = inner.operands().enumerate().filter(|(_, operand)| convert::is_array(operand.ty()));
                let into = inner.is("nd.map_into");
                arrays.for_each(|(position, array)| add(array, Vec::new(), into && position == 0));
            }
            _ => {}
        }
    });
    // Whole arrays that are accumulated into are written when all is done.
    let accumulated = Loop::of(operation).initial.into_iter().filter(|initial| convert::is_array(initial.ty()));
    found.extend(accumulated.map(|array| Access { array, indices: Vec::new(), writes: true }));
    found
}
