//! Hoists index checks out of a loop: one test before it chooses between a copy without them and the loop as it was.
//!
//! ```text
//!     scf.for %k = %l to %u step 1 {           %fits = %l >= 0 and %u <= %n
//!       %p = nd.index %k of %n wrap check      scf.if %fits {
//!       nd.store %x, %a[%p]              =>      scf.for %k = %l to %u step 1 { nd.store %x, %a[%k] }
//!     }                                        } else {
//!                                                the loop as it was
//!                                              }
//! ```
//!
//! An index is hoisted where it is `k + w + c`, `~k + w + c` or `k * s + w + c` for the induction variable `k`, values `w` and `s` from
//! before the loop and a constant `c`, any of them perhaps absent, and where its extent is known before the loop. With `k` in
//! `l..u`, and `t = w + c`: `0 <= k + t < n` for all `k` where `-t <= l` and `u <= n - t`; `0 <= ~k + t < n` where
//! `u <= t` and `t - n <= l`; `0 <= k * s + t < n` where that holds for `k = l` and `k = u - 1`, between which it is monotone. Index
//! arithmetic is modulo 2^64, and a sum that is in range modulo 2^64 is the index. The test's own arithmetic must not overflow: `c` is
//! small, where there is a `w`, the test begins with `-2^60 <= w < 2^60`, and where there is an `s`, `l`, `u` and `s` are tested to
//! be of 31 bits. A loop that is empty may take either way.

use super::{
    constant_value,
    ranges::{Form, Ranges, is_word},
};
use melior::{
    Context,
    ir::{Attribute, TypeLike},
};
use numlir_dialects::{
    build::{Builder, Predicate},
    ir::{Block, Operation, Value},
};
use rustc_hash::FxHashSet;

/// Bodies with more operations are not doubled.
const LARGEST_BODY: usize = 160;
/// Tests before one loop.
const MOST_TESTS: usize = 24;
const LARGEST_OFFSET: i64 = 1 << 32;
const LARGEST_INVARIANT: i64 = 1 << 60;
/// Of bounds and factors, so that their products are far from overflow.
const LARGEST_FACTOR: i64 = 1 << 30;
/// The most tests that one access needs.
const MOST_OF_ACCESS: usize = 6;
/// How far an index is followed through additions.
const DEEPEST: u32 = 8;

/// On operations that are about to be erased, and in the copy on those whose checks were hoisted.
const DEAD: &str = "numlir.dead";

/// Marks an operation that will be erased, for copies of it.
pub fn mark_dead(context: &Context, operation: Operation) {
    operation.set_attribute(DEAD, Attribute::unit(context));
}

/// Doubles an innermost loop where that rids it of checks.
pub fn version<'c>(
    context: &'c Context,
    operation: Operation<'c>,
    ranges: &mut Ranges<'c>,
    dead: &mut Vec<Operation<'c>>,
) {
    let Some(body) = operation.region(0).first_block() else { return };
    let Some(indices) = indices(body) else { return };
    let hoist = Hoist { operation, body, builder: Builder::before(context, operation) };
    let mut tests = Tests { ranges, seen: FxHashSet::default(), small: FxHashSet::default(), conditions: Vec::new() };
    let mut hoisted = Vec::new();
    for index in indices {
        let Some(access) = hoist.access(index) else { continue };
        if tests.conditions.len() + MOST_OF_ACCESS > MOST_TESTS {
            break;
        }
        hoist.test(&access, &mut tests);
        hoisted.push(index);
    }
    if hoisted.is_empty() {
        return;
    }
    let Some(fits) = tests.conditions.into_iter().reduce(|all, one| hoist.builder.binary("arith.andi", all, one))
    else {
        for index in hoisted {
            index.result(0).replace_all_uses(index.operand(0));
            dead.push(index);
        }
        return;
    };
    let results = operation.results().map(|result| result.ty());
    let choice = hoist.builder.op("scf.if").operand(fits).results(results).region().region().insert();
    for (result, with) in operation.results().zip(choice.results()) {
        result.replace_all_uses(with);
    }
    hoisted.iter().for_each(|index| mark_dead(context, *index));
    let fast = operation.clone_detached();
    hoisted.iter().for_each(|index| index.remove_attribute(DEAD));

    let mut builder = hoist.builder;
    builder.set_to_end(Block::append(choice.region(0), &[]));
    builder.insert(fast);
    builder.op("scf.yield").operands(fast.results()).insert();
    builder.set_to_end(Block::append(choice.region(1), &[]));
    let end = builder.op("scf.yield").operands(operation.results()).insert();
    operation.move_before(end);
    drop_dead(fast.region(0).first_block().expect("a loop has a body"), dead);
}

/// The indices left in a body; none where it has nothing to hoist or is too large.
fn indices<'c>(body: Block<'c>) -> Option<Vec<Operation<'c>>> {
    let mut indices = Vec::new();
    let mut count = 0;
    let mut blocks = vec![body];
    while let Some(block) = blocks.pop() {
        for operation in block.operations() {
            count += 1;
            if count > LARGEST_BODY {
                return None;
            }
            if operation.is("nd.index") && operation.attribute(DEAD).is_none() {
                indices.push(operation);
            }
            blocks.extend((0..operation.region_count()).filter_map(|region| operation.region(region).first_block()));
        }
    }
    (!indices.is_empty()).then_some(indices)
}

/// Drops what is marked in a copied body; the marked indices are their operands.
fn drop_dead<'c>(body: Block<'c>, dead: &mut Vec<Operation<'c>>) {
    let mut blocks = vec![body];
    while let Some(block) = blocks.pop() {
        for operation in block.operations() {
            if operation.attribute(DEAD).is_some() {
                if operation.is("nd.index") {
                    operation.result(0).replace_all_uses(operation.operand(0));
                }
                dead.push(operation);
            }
            blocks.extend((0..operation.region_count()).filter_map(|region| operation.region(region).first_block()));
        }
    }
}

/// How an index moves with the loop.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Course<'c> {
    /// It stays.
    Fixed,
    /// With the induction variable.
    Up,
    /// With the inverse of the induction variable.
    Down,
    /// With the induction variable times a value from before the loop.
    Scaled(Value<'c>),
}

/// `course + invariant + offset`.
struct Affine<'c> {
    course: Course<'c>,
    invariant: Option<Value<'c>>,
    offset: i64,
}

/// An index that can be tested before the loop.
struct Access<'c> {
    index: Affine<'c>,
    extent: Value<'c>,
}

struct Tests<'r, 'c> {
    ranges: &'r mut Ranges<'c>,
    /// The accesses tested.
    seen: FxHashSet<(Course<'c>, Form, i64, Form)>,
    /// What is tested to be small, with the limit.
    small: FxHashSet<(Form, i64)>,
    conditions: Vec<Value<'c>>,
}

struct Hoist<'c> {
    operation: Operation<'c>,
    body: Block<'c>,
    builder: Builder<'c>,
}

impl<'c> Hoist<'c> {
    fn access(&self, operation: Operation<'c>) -> Option<Access<'c>> {
        let index = self.affine(operation.operand(0), DEEPEST)?;
        if index.offset.unsigned_abs() > LARGEST_OFFSET.unsigned_abs() {
            return None;
        }
        let extent = self.before(operation.operand(1), DEEPEST)?;
        Some(Access { index, extent })
    }

    /// A value as a sum, modulo 2^64.
    fn affine(&self, value: Value<'c>, depth: u32) -> Option<Affine<'c>> {
        let depth = depth.checked_sub(1)?;
        if value == self.body.argument(0) {
            return Some(Affine { course: Course::Up, invariant: None, offset: 0 });
        }
        if let Some(offset) = constant_value(value) {
            return Some(Affine { course: Course::Fixed, invariant: None, offset });
        }
        if let Some(operation) = value.defining_operation().filter(|_| self.is_inside(value)) {
            match operation.name() {
                "arith.index_cast" if is_word(operation.operand(0)) => return self.affine(operation.operand(0), depth),
                "arith.addi" => {
                    let [one, other] = [0, 1].map(|index| self.affine(operation.operand(index), depth));
                    return one?.plus(other?);
                }
                "arith.subi" => {
                    let [from, amount] = [0, 1].map(|index| self.affine(operation.operand(index), depth));
                    return from?.plus(self.negated(amount?)?);
                }
                "arith.muli" => {
                    let [one, other] = [0, 1].map(|index| operation.operand(index));
                    let scaled = [(one, other), (other, one)].into_iter().find_map(|(moving, factor)| {
                        self.affine(moving, depth).filter(Affine::is_plain)?;
                        self.before(factor, depth)
                    });
                    if let Some(factor) = scaled {
                        return Some(Affine { course: Course::Scaled(self.word(factor)), invariant: None, offset: 0 });
                    }
                }
                "arith.xori" if constant_value(operation.operand(1)) == Some(-1) => {
                    let operand = self.affine(operation.operand(0), depth)?;
                    return operand.is_plain().then_some(Affine { course: Course::Down, ..operand });
                }
                _ => {}
            }
        }
        Some(Affine { course: Course::Fixed, invariant: Some(self.before(value, depth)?), offset: 0 })
    }

    /// What subtracts `k + w + c`: `~k - w + 1 - c`.
    fn negated(&self, sum: Affine<'c>) -> Option<Affine<'c>> {
        let (course, one) = match sum.course {
            Course::Fixed => (Course::Fixed, 0),
            Course::Up => (Course::Down, 1),
            _ => return None,
        };
        let zero = || self.builder.constant_i64(0);
        let invariant = sum.invariant.map(|value| self.builder.binary("arith.subi", zero(), self.word(value)));
        Some(Affine { course, invariant, offset: sum.offset.wrapping_neg().wrapping_add(one) })
    }

    /// The value before the loop: itself, or a copy of what computes it there.
    fn before(&self, value: Value<'c>, depth: u32) -> Option<Value<'c>> {
        if !self.is_inside(value) {
            return Some(value);
        }
        let operation = value.defining_operation()?;
        let cheap = ["arith.constant", "arith.index_cast", "arith.addi", "arith.subi", "arith.muli", "nd.dim"];
        if !cheap.contains(&operation.name()) {
            return None;
        }
        let depth = depth.checked_sub(1)?;
        let operands: Option<Vec<_>> = operation.operands().map(|operand| self.before(operand, depth)).collect();
        let operands = operands?;
        let copy = operation.clone_detached();
        copy.set_operands(&operands);
        Some(self.builder.insert(copy).result(0))
    }

    fn is_inside(&self, value: Value<'c>) -> bool {
        let mut place = value.owner_block().or_else(|| value.defining_operation()?.block());
        let outside = self.operation.block();
        while let Some(block) = place {
            if block == self.body {
                return true;
            }
            if Some(block) == outside {
                return false;
            }
            let parent = block.parent();
            place = parent.block().filter(|_| parent.is("scf.if") || parent.is("scf.for"));
        }
        false
    }

    /// Adds the tests of an access.
    fn test(&self, access: &Access<'c>, tests: &mut Tests<'_, 'c>) {
        let Affine { course, invariant, offset } = access.index;
        let invariant = invariant.map(|value| self.word(value));
        let extent = self.word(access.extent);
        let forms = [invariant.map_or(Form::constant(0), |value| tests.ranges.form(value)), tests.ranges.form(extent)];
        if !tests.seen.insert((course, forms[0], offset, forms[1])) {
            return;
        }
        let builder = &self.builder;
        if course == Course::Fixed {
            let position = self.sum(invariant, offset);
            tests.conditions.push(builder.compare_int(Predicate::Ult, position, extent));
            return;
        }
        let [lower, upper] = [0, 1].map(|index| self.word(self.operation.operand(index)));
        if let Some(value) = invariant {
            self.test_small(value, LARGEST_INVARIANT, tests);
        }
        if let Course::Scaled(factor) = course {
            [lower, upper, factor].into_iter().for_each(|value| self.test_small(value, LARGEST_FACTOR, tests));
            let moved = self.sum(invariant, offset);
            for end in [lower, self.sum(Some(upper), -1)] {
                let place = builder.binary("arith.addi", builder.binary("arith.muli", end, factor), moved);
                tests.conditions.push(builder.compare_int(Predicate::Ult, place, extent));
            }
            return;
        }
        let less = |smaller, larger| builder.binary("arith.subi", smaller, larger);
        let constant = |value| builder.constant_i64(value);
        let (least, most) = match (course, invariant) {
            (Course::Up, None) => (constant(-offset), self.sum(Some(extent), -offset)),
            (Course::Up, Some(_)) => {
                let moved = self.sum(invariant, offset);
                (less(constant(0), moved), less(extent, moved))
            }
            _ => {
                let moved = self.sum(invariant, offset);
                (less(moved, extent), moved)
            }
        };
        tests.at_most(builder, least, lower);
        tests.at_most(builder, upper, most);
    }

    /// Adds the test that a value is within a limit of either sign, unless it is known.
    fn test_small(&self, value: Value<'c>, limit: i64, tests: &mut Tests<'_, 'c>) {
        let form = tests.ranges.form(value);
        let wide = i128::from(limit);
        let is_small = tests.ranges.lowest(form) >= -wide && tests.ranges.highest(form) < wide;
        if !is_small && tests.small.insert((form, limit)) {
            let shifted = self.sum(Some(value), limit);
            let width = self.builder.constant_i64(2 * limit);
            tests.conditions.push(self.builder.compare_int(Predicate::Ult, shifted, width));
        }
    }

    /// The value as an `i64`.
    fn word(&self, value: Value<'c>) -> Value<'c> {
        if !value.ty().is_index() {
            return value;
        }
        self.builder.convert("arith.index_cast", value, self.builder.i64())
    }

    fn sum(&self, value: Option<Value<'c>>, offset: i64) -> Value<'c> {
        let constant = || self.builder.constant_i64(offset);
        match value {
            None => constant(),
            Some(value) if offset == 0 => value,
            Some(value) => self.builder.binary("arith.addi", value, constant()),
        }
    }
}

impl<'c> Tests<'_, 'c> {
    /// Adds a test, unless it certainly holds.
    fn at_most(&mut self, builder: &Builder<'c>, smaller: Value<'c>, larger: Value<'c>) {
        let [smaller_form, larger_form] = [smaller, larger].map(|value| self.ranges.form(value));
        if !self.ranges.at_most(smaller_form, larger_form) {
            self.conditions.push(builder.compare_int(Predicate::Sle, smaller, larger));
        }
    }
}

impl<'c> Affine<'c> {
    /// Whether it is the induction variable.
    fn is_plain(&self) -> bool {
        self.course == Course::Up && self.invariant.is_none() && self.offset == 0
    }

    fn plus(self, other: Affine<'c>) -> Option<Affine<'c>> {
        let (course, invariant) = match (self.course, other.course, self.invariant, other.invariant) {
            (_, _, Some(_), Some(_)) => return None,
            (course, Course::Fixed, one, two) | (Course::Fixed, course, one, two) => (course, one.or(two)),
            _ => return None,
        };
        Some(Affine { course, invariant, offset: self.offset.wrapping_add(other.offset) })
    }
}
