//! The loops around the rows.

use super::{Scratch, extremum, kind::Kind, pairwise};
use crate::{
    code::Code,
    extent::{array_type, known},
    loops::{Input, List, Operand, Row, body, first_segment, inline, inline_eight, is_vectorisable},
};
use numlir_dialects::{
    Block, Operation, Predicate, Value,
    build::dense_i64_values,
    types::{Array, Layout},
};
use smallvec::{SmallVec, smallvec};

/// A reduction that is to become loops.
pub struct Reduction<'c> {
    kind: Kind,
    body: Block<'c>,
    inputs: Vec<Input<'c>>,
    extents: List<'c>,
    reduced: SmallVec<[bool; 4]>,
    result: melior::ir::Type<'c>,
}

/// One loop: an axis, or several that are one in memory.
#[derive(Clone)]
struct Level<'c> {
    reduced: bool,
    extent: Value<'c>,
    /// The byte strides of the arrays, and behind them that of the result where the level is kept.
    strides: List<'c>,
}

/// The inputs along the innermost axis, at one place on the others.
pub struct Rows<'c> {
    pub rows: SmallVec<[Row<'c>; 4]>,
    pub body: Block<'c>,
}

impl<'c> Rows<'c> {
    pub fn value_at(&self, code: &Code<'_, 'c>, position: Value<'c>) -> Value<'c> {
        let inputs: List = self.rows.iter().map(|row| row.at(code, position)).collect();
        inline(code, self.body, &inputs)
    }

    pub fn eight_at(&self, code: &Code<'_, 'c>, position: Value<'c>) -> Value<'c> {
        let inputs: List = self.rows.iter().map(|row| row.eight_at(code, position)).collect();
        inline_eight(code, self.body, &inputs)
    }

    /// Whether the region can be computed for eight places at once.
    pub fn are_vectors(&self) -> bool {
        self.rows.iter().all(|row| row.is_vector()) && is_vectorisable(self.body)
    }

    /// The array without gaps whose elements the region yields as they are.
    pub fn memory(&self) -> Option<Value<'c>> {
        let first = self.body.first()?;
        let yielded = first.is("nd.yield").then(|| first.operand(0))?;
        match self.rows[self.body.arguments().position(|argument| argument == yielded)?] {
            Row::Array { array, unit: true, .. } => Some(array),
            _ => None,
        }
    }
}

impl<'c> Reduction<'c> {
    pub fn new(code: &Code<'_, 'c>, operation: Operation<'c>, kind: Kind) -> Self {
        let axes = operation.attribute("axes").and_then(dense_i64_values).unwrap_or_default();
        let rank = first_segment(operation);
        let extents: List = operation.operands().take(rank).collect();
        let inputs = operation.operands().skip(rank).map(|input| Input::new(code, input, &extents)).collect();
        let mut reduced: SmallVec<[bool; 4]> = smallvec![false; rank];
        axes.iter().for_each(|axis| reduced[*axis as usize] = true);
        Self { kind, body: body(operation), inputs, extents, reduced, result: operation.result(0).ty() }
    }

    fn operands(&self) -> impl Iterator<Item = &Operand<'c>> {
        self.inputs.iter().filter_map(Input::operand)
    }

    /// Writes the loops; gives the result.
    pub fn lower(&self, code: &mut Code<'_, 'c>, scratch: &mut Scratch<'c>) -> Value<'c> {
        let rank = self.extents.len();
        let identity = self.kind.identity(code);
        let target = self.create(code);
        let levels = self.levels(code, target.as_ref());
        let forwards: Vec<usize> = (0..rank).collect();
        let backwards: Vec<usize> = (0..rank).rev().collect();
        let mut nest = Nest { reduction: self, target: target.as_ref().map(|target| target.array), identity, scratch };
        let all_of = |layout| {
            let layouts: Vec<_> = self.operands().filter(|of| of.ty.rank > 1).map(|of| of.ty.layout).collect();
            !layouts.is_empty() && layouts.iter().all(|one| *one == layout)
        };
        let value = if rank > 1 && all_of(Layout::F) {
            nest.walk(code, &self.ordered(code, &levels, &backwards))
        } else if rank == 2 && self.operands().any(|operand| operand.ty.layout == Layout::Any) {
            nest.walk_either_way(code, &levels)
        } else {
            nest.walk(code, &self.ordered(code, &levels, &forwards))
        };
        target.map_or(value, |target| target.array)
    }

    /// The array of the result, where it is one.
    fn create(&self, code: &Code<'_, 'c>) -> Option<Operand<'c>> {
        let kept = self.extents.iter().zip(&self.reduced).filter(|(_, reduced)| !**reduced);
        let kept: List = kept.map(|(extent, _)| *extent).collect();
        if !numlir_dialects::convert::is_array(self.result) {
            return None;
        }
        let array = code.builder.op("nd.create").operands(kept.iter().copied()).result(self.result).value();
        let ty = array_type(array)?;
        let strides = (0..ty.rank).map(|axis| code.stride(array, axis)).collect();
        Some(Operand { array, ty, strides, contiguous: Some(ty.layout) })
    }

    /// A level for each axis.
    fn levels(&self, code: &Code<'_, 'c>, target: Option<&Operand<'c>>) -> Vec<Level<'c>> {
        let mut kept = target.map(|target| target.strides.clone()).unwrap_or_default().into_iter();
        let zero = code.builder.constant_i64(0);
        let axis = |axis: usize| {
            let reduced = self.reduced[axis];
            let mut strides: List = self.operands().map(|operand| operand.strides[axis]).collect();
            if target.is_some() {
                strides.push(if reduced { zero } else { kept.next().unwrap_or(zero) });
            }
            Level { reduced, extent: self.extents[axis], strides }
        };
        (0..self.extents.len()).map(axis).collect()
    }

    /// The levels from the outermost to the innermost, joined where they are certainly one.
    fn ordered(&self, code: &Code<'_, 'c>, levels: &[Level<'c>], order: &[usize]) -> Vec<Level<'c>> {
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
}

/// Makes the innermost levels one where the memory turns out to have no gaps; the outer ones are then of extent 1.
fn join_at_run_time<'c>(code: &Code<'_, 'c>, levels: &mut [Level<'c>]) {
    let one = code.builder.constant_i64(1);
    let Some((inner, outer)) = levels.split_last_mut() else { return };
    let mut possible: Option<Value> = None;
    for level in outer.iter_mut().rev().take_while(|level| level.reduced == inner.reduced) {
        let fits = level.strides.iter().zip(&inner.strides);
        let fits = fits.map(|(outer, inner_stride)| code.equal(*outer, code.multiply(inner.extent, *inner_stride)));
        let fits: List = possible.into_iter().chain(fits).collect();
        let Some(fits) = code.all(fits) else { return };
        let all = code.multiply(inner.extent, level.extent);
        inner.extent = code.builder.select(fits, all, inner.extent);
        level.extent = code.builder.select(fits, one, level.extent);
        possible = Some(fits);
    }
}

/// The loops in the making.
struct Nest<'c, 'r> {
    reduction: &'r Reduction<'c>,
    /// The array of the result.
    target: Option<Value<'c>>,
    identity: Value<'c>,
    scratch: &'r mut Scratch<'c>,
}

impl<'c> Nest<'c, '_> {
    /// For inputs of two axes with strides: the loops in the order of C, or in that of Fortran where the first axis
    /// turns out to be the one without gaps.
    fn walk_either_way(&mut self, code: &mut Code<'_, 'c>, levels: &[Level<'c>]) -> Value<'c> {
        let reduction = self.reduction;
        if levels.iter().all(|level| level.reduced) {
            // The loops are alike: the axes change places.
            let shorter = self.is_shorter(code, levels);
            let choose = |a: Value<'c>, b: Value<'c>| code.builder.select(shorter, a, b);
            let level = |one: &Level<'c>, other: &Level<'c>| Level {
                reduced: true,
                extent: choose(one.extent, other.extent),
                strides: one.strides.iter().zip(&other.strides).map(|(one, other)| choose(*one, *other)).collect(),
            };
            let mut ordered = [level(&levels[1], &levels[0]), level(&levels[0], &levels[1])];
            join_at_run_time(code, &mut ordered);
            return self.walk(code, &ordered);
        }
        let backwards = self.units(code, &levels[0]);
        let (forwards_order, backwards_order) = ([0, 1], [1, 0]);
        let forwards = reduction.ordered(code, levels, &forwards_order);
        let mut turned = reduction.ordered(code, levels, &backwards_order);
        let Some(condition) = backwards else { return self.walk(code, &forwards) };
        // Where both axes qualify, as one has a single element, the order of C is right.
        let gaps = code.builder.compare_int(Predicate::Ne, levels[1].strides[0], levels[0].strides[0]);
        let condition = code.builder.binary("arith.andi", condition, gaps);
        if let Some(inner) = turned.last_mut() {
            for (stride, operand) in inner.strides.iter_mut().zip(reduction.operands()) {
                *stride = code.builder.constant_i64(operand.ty.element.size().into());
            }
        }
        code.branch(condition, &[], |code, backwards| {
            self.walk(code, if backwards { &turned } else { &forwards });
            List::new()
        });
        self.identity
    }

    /// Whether the first axis has shorter strides than the second one.
    fn is_shorter(&self, code: &Code<'_, 'c>, levels: &[Level<'c>]) -> Value<'c> {
        let size = |stride: Value<'c>| {
            let zero = code.builder.constant_i64(0);
            code.maximum(stride, code.subtract(zero, stride))
        };
        let operands = self.reduction.operands().zip(levels[0].strides.iter().zip(&levels[1].strides));
        let mut strided = operands.filter(|(operand, _)| operand.ty.layout == Layout::Any);
        let (_, (first, second)) = strided.next().expect("an input has strides");
        code.builder.compare_int(Predicate::Slt, size(*first), size(*second))
    }

    /// Whether no array has gaps along an axis; `None` where that is certain.
    fn units(&self, code: &Code<'_, 'c>, level: &Level<'c>) -> Option<Value<'c>> {
        let strides = self.reduction.operands().zip(&level.strides);
        let unsure = strides.filter_map(|(operand, stride)| {
            let size = i64::from(operand.ty.element.size());
            (!matches!(known(*stride), Some(known) if known == size || known == 0))
                .then(|| code.equal(*stride, code.builder.constant_i64(size)))
        });
        let unsure: List = unsure.collect();
        code.all(unsure)
    }

    /// The loops over the levels. Gives what all combines to where everything is reduced.
    fn walk(&mut self, code: &mut Code<'_, 'c>, levels: &[Level<'c>]) -> Value<'c> {
        let Some((inner, outer)) = levels.split_last() else { return self.single(code) };
        let into_target = !inner.reduced || outer.iter().any(|level| level.reduced);
        if let Some(target) = self.target.filter(|_| into_target) {
            code.builder.op("nd.fill").operand(self.identity).operand(target).insert();
        }
        let places: List = smallvec![code.builder.constant_i64(0); inner.strides.len()];
        let carried: List = if self.target.is_none() { smallvec![self.identity] } else { List::new() };
        let given = self.level(code, (outer, inner), &places, &carried, into_target);
        given.first().copied().unwrap_or(self.identity)
    }

    /// No axes at all: one value.
    fn single(&mut self, code: &mut Code<'_, 'c>) -> Value<'c> {
        let zero = code.builder.constant_i64(0);
        let inputs = self.reduction.inputs.iter();
        let rows = inputs.map(|input| match input {
            Input::Scalar(value) => Row::Value(*value),
            Input::Array(operand) => Row::new(code, operand, zero, zero, zero),
        });
        let rows = Rows { rows: rows.collect(), body: self.reduction.body };
        let value = rows.value_at(code, zero);
        if let Some(target) = self.target {
            code.store(value, target, &[]);
        }
        value
    }

    fn level(
        &mut self,
        code: &mut Code<'_, 'c>,
        (outer, inner): (&[Level<'c>], &Level<'c>),
        places: &[Value<'c>],
        carried: &[Value<'c>],
        into_target: bool,
    ) -> List<'c> {
        let Some((level, rest)) = outer.split_first() else {
            return self.row(code, inner, places, carried, into_target);
        };
        if known(level.extent) == Some(1) {
            return self.level(code, (rest, inner), places, carried, into_target);
        }
        let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
        code.repeat([zero, level.extent, one], carried, |code, position, carried| {
            let moved = places.iter().zip(&level.strides);
            let places: List =
                moved.map(|(place, stride)| code.add(*place, code.multiply(position, *stride))).collect();
            self.level(code, (rest, inner), &places, carried, into_target)
        })
    }

    /// A row, in a version for each kind of strides.
    fn row(
        &mut self,
        code: &mut Code<'_, 'c>,
        inner: &Level<'c>,
        places: &[Value<'c>],
        carried: &[Value<'c>],
        into_target: bool,
    ) -> List<'c> {
        let operands: Vec<_> = self.reduction.operands().cloned().collect();
        let sizes = operands.iter().map(|operand| i64::from(operand.ty.element.size()));
        let target_size = self.target.filter(|_| !inner.reduced).map(|_| i64::from(self.reduction.kind.element.size()));
        let sizes: SmallVec<[i64; 4]> = sizes.chain(target_size).collect();
        let unsure: Vec<usize> = (0..sizes.len()).filter(|index| known(inner.strides[*index]).is_none()).collect();
        let tests =
            unsure.iter().map(|index| code.equal(inner.strides[*index], code.builder.constant_i64(sizes[*index])));
        let tests: List = tests.collect();
        let Some(no_gaps) = code.all(tests) else {
            return self.one_row(code, inner, places, carried, into_target);
        };
        let mut unit = inner.clone();
        for index in unsure {
            unit.strides[index] = code.builder.constant_i64(sizes[index]);
        }
        let types: SmallVec<[_; 2]> = carried.iter().map(|value| value.ty()).collect();
        code.branch(no_gaps, &types, |code, no_gaps| {
            let level = if no_gaps { &unit } else { inner };
            self.one_row(code, level, places, carried, into_target)
        })
    }

    fn one_row(
        &mut self,
        code: &mut Code<'_, 'c>,
        inner: &Level<'c>,
        places: &[Value<'c>],
        carried: &[Value<'c>],
        into_target: bool,
    ) -> List<'c> {
        let reduction = self.reduction;
        let kind = reduction.kind;
        let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
        let count = inner.extent;
        let mut memory = places.iter().zip(&inner.strides);
        let rows = reduction.inputs.iter().map(|input| match input {
            Input::Scalar(value) => Row::Value(*value),
            Input::Array(operand) => {
                let (place, stride) = memory.next().expect("an array has a place and a stride");
                Row::new(code, operand, *place, count, *stride)
            }
        });
        let rows = Rows { rows: rows.collect(), body: reduction.body };
        let target = self.target.zip(memory.next());
        if !inner.reduced {
            let (target, (place, stride)) = target.expect("a kept axis is one of an array");
            let target = self.target_row(code, target, *place, (count, *stride));
            return code.repeat([zero, count, one], &[], |code, position, _| {
                let value = rows.value_at(code, position);
                let before = code.load(target, &[position], code.storage(kind.element));
                code.store(kind.combine(code, before, value), target, &[position]);
                List::new()
            });
        }
        let cell = target.map(|(target, (place, _))| {
            let ty = Array { rank: 0, layout: Layout::C, ..array_type(target).expect("the result is an array") };
            code.view(target, *place, (&[], &[]), &ty)
        });
        let before = match cell {
            Some(cell) if into_target => code.load(cell, &[], code.storage(kind.element)),
            Some(_) => self.identity,
            None => carried[0],
        };
        let value = if kind.is_pairwise() {
            let sum = pairwise::sum(code, kind, (&rows, count), self.scratch);
            kind.combine(code, before, sum)
        } else if let Some(value) = extremum::combine(code, kind, (&rows, count), before) {
            value
        } else {
            code.repeat([zero, count, one], &[before], |code, position, before| {
                let value = rows.value_at(code, position);
                smallvec![kind.accumulate(code, before[0], value)]
            })[0]
        };
        match cell {
            Some(cell) => {
                code.store(value, cell, &[]);
                List::new()
            }
            None => smallvec![value],
        }
    }

    fn target_row(
        &self,
        code: &Code<'_, 'c>,
        target: Value<'c>,
        place: Value<'c>,
        (count, stride): (Value<'c>, Value<'c>),
    ) -> Value<'c> {
        let ty = array_type(target).expect("the result is an array");
        let unit = known(stride) == Some(ty.element.size().into());
        let ty = Array { rank: 1, layout: if unit { Layout::C } else { Layout::Any }, ..ty };
        code.view(target, place, (&[count], &[stride]), &ty)
    }
}
