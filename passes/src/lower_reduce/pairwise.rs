//! Sums of rows of floating-point and complex numbers in the order of NumPy's pairwise summation (`pairwise_sum` in NumPy's
//! `loops_utils.h.src`), to the last bit.
//!
//! Up to 128 numbers have eight accumulators, number k going to accumulator k modulo 8, which are then added as
//! `((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7))`; what is left over at the end is added to that one by one. More numbers are split
//! in halves, the first one rounded down to a multiple of eight. A complex number counts as two real ones, and accumulators of
//! real and imaginary parts take turns.
//!
//! The halves are an explicit stack: of a half that is being summed `pending` has the length of the other one, or zero
//! where that is done and its sum is in `partial`. The eight accumulators are one vector. Where the region of the
//! reduction is more than vectors can do at once, each block is first written to memory on the stack by a loop that
//! LLVM vectorises by itself.

use super::{Scratch, Use, compressed::Stream, kind::Kind, rows::Rows};
use crate::{
    code::Code,
    loops::{LANES, List, attribute, vector_of},
};
use numlir_dialects::{
    Predicate, Value,
    types::{Array, Layout, Scalar},
};
use smallvec::smallvec;

/// Real numbers that are summed without splitting.
pub const BLOCK: i64 = 128;
/// Splits of the longest row.
const DEEPEST: i64 = 64;

/// Where the numbers of a block come from.
#[derive(Clone, Copy)]
enum Source<'c, 'r> {
    /// The region, on vectors.
    Region(&'r Rows<'c>),
    /// Memory without gaps: the array, and for complex numbers also their parts as an array.
    Memory { array: Value<'c>, parts: Value<'c> },
}

/// A row that is to be summed.
pub struct Row<'c> {
    pub rows: Rows<'c>,
    /// A condition, and the same row where it holds: no array has gaps.
    pub quick: Option<(Value<'c>, Rows<'c>)>,
    pub count: Value<'c>,
    /// Whether it is one of many.
    pub many: bool,
    /// Whence the rows get the elements of each block, which then begin at position zero.
    pub stream: Option<Stream<'c>>,
}

/// Rows that are summed as one, in a loop over rows of a width.
pub struct Line<'c, 'r> {
    /// At least 1.
    pub width: Value<'c>,
    /// How many numbers are passed over.
    pub start: Value<'c>,
    /// Whether no array has gaps in a row; `None` where that is certain.
    pub no_gaps: Option<Value<'c>>,
    /// A row, with gaps or without.
    pub row: &'r dyn Fn(&Code<'_, 'c>, Value<'c>, bool) -> Rows<'c>,
}

/// Where the blocks of a row that is split are read.
enum Blocks<'c, 'r> {
    /// Behind one another.
    Direct(Source<'c, 'r>),
    /// Where a condition holds behind one another, or else by way of a buffer.
    Buffered(&'r Rows<'c>, Option<(Value<'c>, Source<'c, 'r>)>),
    /// In many rows.
    Line(&'r Line<'c, 'r>),
}

/// The sum of a row; minus zero where it is empty.
pub fn sum<'c>(code: &mut Code<'_, 'c>, kind: Kind, row: &Row<'c>, scratch: &mut Scratch<'c>) -> Value<'c> {
    let Some(source) = direct(code, kind, &row.rows, row.count).filter(|_| row.many) else {
        let quick = row.quick.as_ref();
        let quick = quick.and_then(|(holds, rows)| Some((*holds, direct(code, kind, rows, row.count)?)));
        let source = direct(code, kind, &row.rows, row.count);
        let blocks = source.map_or(Blocks::Buffered(&row.rows, quick), Blocks::Direct);
        return halves(code, kind, (&blocks, row.stream.as_ref(), row.count), scratch);
    };
    // Short rows are summed at once: many of them would feel the halves that they do not have.
    let block = code.builder.constant_i64(block_of(kind));
    let short = code.builder.compare_int(Predicate::Sle, row.count, block);
    let storage = code.storage(kind.element);
    code.branch(short, &[storage], |code, short| {
        smallvec![if short {
            let place = [code.builder.constant_i64(0), row.count];
            leaf(code, kind, source, place)
        } else {
            halves(code, kind, (&Blocks::Direct(source), None, row.count), scratch)
        }]
    })[0]
}

/// The sum of `count` numbers in rows behind one another, from the line's start on; minus zero for none.
pub fn sum_of_line<'c>(
    code: &mut Code<'_, 'c>,
    kind: Kind,
    (line, count): (&Line<'c, '_>, Value<'c>),
    scratch: &mut Scratch<'c>,
) -> Value<'c> {
    halves(code, kind, (&Blocks::Line(line), None, count), scratch)
}

/// How many numbers are summed without splitting.
fn block_of(kind: Kind) -> i64 {
    BLOCK / if kind.element.is_complex() { 2 } else { 1 }
}

/// The sum of `count` numbers, however many; each block is fetched before it is summed where they come from a stream.
fn halves<'c>(
    code: &mut Code<'_, 'c>,
    kind: Kind,
    (blocks, stream, count): (&Blocks<'c, '_>, Option<&Stream<'c>>, Value<'c>),
    scratch: &mut Scratch<'c>,
) -> Value<'c> {
    let numbers = block_of(kind);
    let block = code.builder.constant_i64(numbers);
    let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
    let pending = scratch.get(code, (Use::Pending, Scalar::Int64), DEEPEST);
    let partial = scratch.get(code, (Use::Partial, kind.element), DEEPEST);
    let storage = code.storage(kind.element);
    let word = code.builder.i64();

    let given = code.repeat_while(&[count, zero, zero], |code, state| {
        let (length, depth, offset) = (state[0], state[1], state[2]);
        let split = code.repeat_while(&[length, depth], |code, state| {
            let (length, depth) = (state[0], state[1]);
            let more = code.builder.compare_int(Predicate::Sgt, length, block);
            let halved = code.branch(more, &[word, word], |code, more| {
                if !more {
                    return smallvec![length, depth];
                }
                let half = first_half(code, kind, length);
                let rest = code.builder.binary("arith.subi", length, half);
                code.store(rest, pending, &[depth]);
                smallvec![half, code.builder.binary("arith.addi", depth, one)]
            });
            (more, halved.clone(), halved)
        });
        let (length, depth) = (split[0], split[1]);
        let (place, next) = match stream {
            Some(stream) => ([zero, length], stream.fetch(code, offset, length)),
            None => ([offset, length], code.builder.binary("arith.addi", offset, length)),
        };
        let sum = match blocks {
            Blocks::Direct(source) => leaf(code, kind, *source, place),
            Blocks::Buffered(rows, quick) => {
                let buffer = scratch.get(code, (Use::Block, kind.element), numbers);
                match quick {
                    None => by_way_of(code, kind, (rows, buffer), place),
                    Some((holds, source)) => code.branch(*holds, &[storage], |code, holds| {
                        smallvec![match holds {
                            true => leaf(code, kind, *source, place),
                            false => by_way_of(code, kind, (rows, buffer), place),
                        }]
                    })[0],
                }
            }
            Blocks::Line(line) => {
                let buffer = scratch.get(code, (Use::Block, kind.element), numbers);
                block_of_line(code, kind, (line, buffer), place)
            }
        };

        let joined = code.repeat_while(&[depth, sum], |code, state| {
            let (depth, sum) = (state[0], state[1]);
            let some = code.builder.compare_int(Predicate::Sgt, depth, zero);
            let above = code.builder.binary("arith.subi", depth, one);
            // Whether there is a half whose other half this is.
            let done = code.branch(some, &[code.builder.i1()], |code, some| {
                if !some {
                    return smallvec![code.builder.constant_bool(false)];
                }
                let rest = code.load(pending, &[above], word);
                smallvec![code.equal(rest, zero)]
            })[0];
            let next = code.branch(done, &[word, storage], |code, done| {
                if !done {
                    return smallvec![depth, sum];
                }
                let first = code.load(partial, &[above], storage);
                smallvec![above, kind.combine(code, first, sum)]
            });
            (done, next.clone(), next)
        });
        let (depth, sum) = (joined[0], joined[1]);
        let more = code.builder.compare_int(Predicate::Sgt, depth, zero);
        let rest = code.branch(more, &[word], |code, more| {
            if !more {
                return smallvec![zero];
            }
            let above = code.builder.binary("arith.subi", depth, one);
            code.store(sum, partial, &[above]);
            let rest = code.load(pending, &[above], word);
            code.store(zero, pending, &[above]);
            smallvec![rest]
        })[0];
        (more, smallvec![rest, depth, next], smallvec![sum])
    });
    given[0]
}

/// The sum of at most a block of numbers, which are first written to a buffer.
fn by_way_of<'c>(
    code: &mut Code<'_, 'c>,
    kind: Kind,
    (rows, buffer): (&Rows<'c>, Value<'c>),
    [offset, length]: [Value<'c>; 2],
) -> Value<'c> {
    let zero = code.builder.constant_i64(0);
    copy(code, (rows, offset), (buffer, zero), length);
    let source = memory(code, kind, buffer, length);
    leaf(code, kind, source, [zero, length])
}

/// Writes numbers from a position on to a place in a buffer.
fn copy<'c>(
    code: &mut Code<'_, 'c>,
    (rows, from): (&Rows<'c>, Value<'c>),
    (buffer, to): (Value<'c>, Value<'c>),
    count: Value<'c>,
) {
    let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
    code.repeat([zero, count, one], &[], |code, position, _| {
        let value = rows.value_at(code, code.add(from, position));
        code.store(value, buffer, &[code.add(to, position)]);
        List::new()
    });
}

/// The sum of at most a block of numbers of a line: from their row where all are in one, or else by way of a buffer.
fn block_of_line<'c>(
    code: &mut Code<'_, 'c>,
    kind: Kind,
    (line, buffer): (&Line<'c, '_>, Value<'c>),
    [offset, length]: [Value<'c>; 2],
) -> Value<'c> {
    let zero = code.builder.constant_i64(0);
    let offset = code.add(line.start, offset);
    let row = code.builder.binary("arith.divui", offset, line.width);
    let column = code.builder.binary("arith.remui", offset, line.width);
    let inside = code.builder.compare_int(Predicate::Sle, code.add(column, length), line.width);
    let inside = line.no_gaps.map_or(inside, |no_gaps| code.builder.binary("arith.andi", inside, no_gaps));
    let storage = code.storage(kind.element);
    code.branch(inside, &[storage], |code, inside| {
        if inside {
            let rows = (line.row)(code, row, false);
            if let Some(source) = direct(code, kind, &rows, line.width) {
                return smallvec![leaf(code, kind, source, [column, length])];
            }
        }
        code.repeat_while(&[row, column, zero], |code, state| {
            let (row, column, done) = (state[0], state[1], state[2]);
            let count = code.minimum(code.subtract(line.width, column), code.subtract(length, done));
            copy_of_row(code, (line, row, column), (buffer, done), count);
            let done = code.add(done, count);
            let more = code.builder.compare_int(Predicate::Slt, done, length);
            (more, smallvec![code.add(row, code.builder.constant_i64(1)), zero, done], List::new())
        });
        let source = memory(code, kind, buffer, length);
        smallvec![leaf(code, kind, source, [zero, length])]
    })[0]
}

/// Writes numbers of a row to a place in a buffer, several at once where there are no gaps.
fn copy_of_row<'c>(
    code: &mut Code<'_, 'c>,
    (line, row, column): (&Line<'c, '_>, Value<'c>, Value<'c>),
    to: (Value<'c>, Value<'c>),
    count: Value<'c>,
) {
    let Some(no_gaps) = line.no_gaps else {
        return copy(code, (&(line.row)(code, row, false), column), to, count);
    };
    code.branch(no_gaps, &[], |code, no_gaps| {
        copy(code, (&(line.row)(code, row, !no_gaps), column), to, count);
        List::new()
    });
}

/// The length of the first half of a row that is too long.
fn first_half<'c>(code: &Code<'_, 'c>, kind: Kind, length: Value<'c>) -> Value<'c> {
    let builder = &code.builder;
    let one = builder.constant_i64(1);
    let in_eights = |value| builder.binary("arith.andi", value, builder.constant_i64(-8));
    if kind.element.is_complex() {
        return builder.binary("arith.shrui", in_eights(length), one);
    }
    in_eights(builder.binary("arith.shrui", length, one))
}

/// The rows themselves as a source, where vectors can be read from them.
fn direct<'c, 'r>(code: &Code<'_, 'c>, kind: Kind, rows: &'r Rows<'c>, count: Value<'c>) -> Option<Source<'c, 'r>> {
    if kind.element.is_complex() {
        return rows.memory().map(|array| memory(code, kind, array, count));
    }
    rows.are_vectors().then_some(Source::Region(rows))
}

/// Memory as a source.
fn memory<'c, 'r>(code: &Code<'_, 'c>, kind: Kind, array: Value<'c>, count: Value<'c>) -> Source<'c, 'r> {
    if !kind.element.is_complex() {
        return Source::Memory { array, parts: array };
    }
    let aligned = crate::extent::array_type(array).is_some_and(|ty| ty.aligned);
    let ty = Array { element: kind.element.real(), rank: 1, layout: Layout::C, readonly: false, aligned };
    let twice = code.builder.binary("arith.addi", count, count);
    Source::Memory { array, parts: code.view(array, code.builder.constant_i64(0), (&[twice], &[]), &ty) }
}

/// The sum of at most a block of numbers.
fn leaf<'c>(
    code: &mut Code<'_, 'c>,
    kind: Kind,
    source: Source<'c, '_>,
    [offset, length]: [Value<'c>; 2],
) -> Value<'c> {
    let complex = kind.element.is_complex();
    let per_vector = if complex { LANES / 2 } else { LANES } as i64;
    let real = code.storage(kind.element.real());
    let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
    let step = code.builder.constant_i64(per_vector);
    let whole = code.builder.binary("arith.andi", length, code.builder.constant_i64(-per_vector));
    let none = code.equal(whole, zero);
    let ty = code.storage(kind.element);
    let sum = code.branch(none, &[ty], |code, none| {
        if none {
            return smallvec![kind.number(code, -0.0)];
        }
        // One sum waits for another, however often the loop is unrolled.
        let numbers_at = |code: &mut Code<'_, 'c>, position| {
            let place = code.builder.binary("arith.addi", offset, position);
            match source {
                Source::Region(rows) => rows.eight_at(code, place),
                Source::Memory { parts, .. } => {
                    let place = if complex { code.builder.binary("arith.addi", place, place) } else { place };
                    code.load(parts, &[place], vector_of(real))
                }
            }
        };
        // The first ones are the sums so far, unless that would write out a long region twice.
        let (from, start) = match source {
            Source::Region(rows) if rows.memory().is_none() => (zero, negative_zeros(code, real)),
            _ => (step, numbers_at(code, zero)),
        };
        let lanes = code.repeat_plainly([from, whole, step], &[start], |code, position, sums| {
            let numbers = numbers_at(code, position);
            smallvec![code.builder.binary("arith.addf", sums[0], numbers)]
        })[0];
        smallvec![if complex { join_complex(code, kind, lanes) } else { join(code, real, lanes) }]
    })[0];
    code.repeat_plainly([whole, length, one], &[sum], |code, position, sum| {
        let place = code.builder.binary("arith.addi", offset, position);
        let number = match source {
            Source::Region(rows) => rows.value_at(code, place),
            Source::Memory { array, .. } => code.load(array, &[place], code.storage(kind.element)),
        };
        smallvec![kind.combine(code, sum[0], number)]
    })[0]
}

/// What adding to changes nothing, in every lane.
fn negative_zeros<'c>(code: &Code<'_, 'c>, real: melior::ir::Type<'c>) -> Value<'c> {
    let text = format!("dense<-0.0> : vector<{LANES}x{real}>");
    code.builder.op("arith.constant").attribute("value", attribute(code, &text)).result(vector_of(real)).value()
}

/// `((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7))`
pub fn join<'c>(code: &Code<'_, 'c>, ty: melior::ir::Type<'c>, lanes: Value<'c>) -> Value<'c> {
    let add = |a, b| code.builder.binary("arith.addf", a, b);
    if ty == code.builder.f64() {
        // No number leaves the 128 bits it is in before the first sums are made, which costs processors less.
        let four = add(code.shuffle(lanes, ty, &[0, 4, 2, 6]), code.shuffle(lanes, ty, &[1, 5, 3, 7]));
        let two = add(code.shuffle(four, ty, &[0, 1]), code.shuffle(four, ty, &[2, 3]));
        return add(code.lane(two, ty, 0), code.lane(two, ty, 1));
    }
    let four = add(code.shuffle(lanes, ty, &[0, 2, 4, 6]), code.shuffle(lanes, ty, &[1, 3, 5, 7]));
    let two = add(code.shuffle(four, ty, &[0, 2]), code.shuffle(four, ty, &[1, 3]));
    add(code.lane(two, ty, 0), code.lane(two, ty, 1))
}

/// `(0 + 2) + (4 + 6)` and `(1 + 3) + (5 + 7)`
fn join_complex<'c>(code: &Code<'_, 'c>, kind: Kind, lanes: Value<'c>) -> Value<'c> {
    let ty = code.storage(kind.element.real());
    let add = |a, b| code.builder.binary("arith.addf", a, b);
    let four = add(code.shuffle(lanes, ty, &[0, 1, 4, 5]), code.shuffle(lanes, ty, &[2, 3, 6, 7]));
    let two = add(code.shuffle(four, ty, &[0, 1]), code.shuffle(four, ty, &[2, 3]));
    kind.complex(code, code.lane(two, ty, 0), code.lane(two, ty, 1))
}
