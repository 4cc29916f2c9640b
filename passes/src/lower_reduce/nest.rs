//! The loops around the rows.

mod blocks;
mod columns;
mod folded;
mod kept;
mod line;
mod order;
mod positions;
mod until;

use super::{Scratch, kind::Kind, pairwise, rows::Rows};
use crate::{
    code::Code,
    extent::{array_type, known},
    fuse_maps::{ORDER, rows::MASKED},
    loops::{Input, List, Operand, Row, body, first_segment},
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
    /// Whether NumPy would convert the elements in its buffer.
    buffered: bool,
    body: Block<'c>,
    inputs: Vec<Input<'c>>,
    extents: List<'c>,
    reduced: SmallVec<[bool; 4]>,
    /// The order in memory of what is reduced, where that is none of the inputs.
    order: Option<Layout>,
    /// Whether the last input says which rows are passed over.
    masked: bool,
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

impl<'c> Level<'c> {
    /// Places on the outer levels, moved to a position on this one.
    fn places(&self, code: &Code<'_, 'c>, outer: &[Value<'c>], position: Value<'c>) -> List<'c> {
        let moved = outer.iter().zip(&self.strides);
        moved.map(|(place, stride)| code.add(*place, code.multiply(position, *stride))).collect()
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
        let [buffered, masked] = ["buffered", MASKED].map(|name| operation.attribute(name).is_some());
        let order = operation.attribute(ORDER).map(|_| match operation.text(ORDER) {
            "F" => Layout::F,
            _ => Layout::C,
        });
        let result = operation.result(0).ty();
        Self { kind, buffered, order, body: body(operation), inputs, extents, reduced, masked, result }
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
        let mut nest = Nest {
            reduction: self,
            target: target.as_ref().map(|target| target.array),
            identity,
            into_target: false,
            short: false,
            long_inside: false,
            line: Vec::new(),
            separated: None,
            scratch,
        };
        let all_of = |layout| {
            let layouts: Vec<_> = self.operands().filter(|of| of.ty.rank > 1).map(|of| of.ty.layout).collect();
            !layouts.is_empty() && layouts.iter().all(|one| *one == layout)
        };
        let strided = self.operands().position(|operand| operand.ty.layout == Layout::Any).filter(|_| rank > 1);
        let computed = self.order.filter(|_| rank > 1 && self.kind.is_ordered());
        let value = match strided {
            _ if computed == Some(Layout::C) => nest.walk(code, &self.ordered(code, &levels, &forwards)),
            _ if computed == Some(Layout::F) => nest.walk(code, &self.ordered(code, &levels, &backwards)),
            _ if rank > 1 && all_of(Layout::F) => nest.walk(code, &self.ordered(code, &levels, &backwards)),
            Some(operand) if self.reduced.iter().all(|reduced| *reduced) => {
                nest.walk(code, &self.sorted(code, levels, operand))
            }
            Some(operand) if rank == 2 => nest.walk_either_way(code, (&levels, operand)),
            _ => nest.walk(code, &self.ordered(code, &levels, &forwards)),
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

    /// The inputs along a level.
    fn rows(&self, code: &Code<'_, 'c>, level: &Level<'c>, places: &[Value<'c>]) -> Rows<'c> {
        let mut memory = places.iter().zip(&level.strides);
        let rows = self.inputs.iter().map(|input| match input {
            Input::Scalar(value) => Row::Value(*value),
            Input::Array(operand) => {
                let (place, stride) = memory.next().expect("an array has a place and a stride");
                Row::new(code, operand, *place, level.extent, *stride)
            }
        });
        let kind = self.kind;
        let wide = (level.reduced && kind.of_rows().element != kind.element).then_some(kind.of_rows().element);
        Rows { rows: rows.collect(), body: self.body, wide }
    }

    /// Whether what is reduced is an input as it is, or as it is converted in NumPy's buffer.
    fn yields_an_input(&self) -> bool {
        let is_conversion = |operation: Operation| {
            let name = operation.name();
            name.starts_with("arith.ext")
                || name.ends_with("tofp")
                || name == "arith.truncf"
                || name.starts_with("complex.")
        };
        let mut operations = self.body.operations();
        self.order.is_none()
            && operations.all(|operation| operation.is("nd.yield") || (self.buffered && is_conversion(operation)))
    }

    /// A sum so far, as the result would hold it.
    fn rounded(&self, code: &Code<'_, 'c>, sum: Value<'c>) -> Value<'c> {
        let (narrow, wide) = (code.storage(self.kind.element), sum.ty());
        if narrow == wide {
            return sum;
        }
        code.builder.convert("arith.extf", code.builder.convert("arith.truncf", sum, narrow), wide)
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
}

/// The loops in the making.
struct Nest<'c, 'r> {
    reduction: &'r Reduction<'c>,
    /// The array of the result.
    target: Option<Value<'c>>,
    identity: Value<'c>,
    /// Whether a value of the result comes from several rows.
    into_target: bool,
    /// Whether rows are too short for anything but a loop.
    short: bool,
    /// Whether the innermost level is one of many places where there is a choice.
    long_inside: bool,
    /// The levels around the innermost one whose rows are summed as one, from the inside.
    line: Vec<Level<'c>>,
    /// Whether other axes are between those of the line in memory; `None` where there are none.
    separated: Option<Value<'c>>,
    scratch: &'r mut Scratch<'c>,
}

/// Loops that are still to be written.
#[derive(Clone, Copy)]
struct Rest<'c, 'l> {
    outer: &'l [Level<'c>],
    inner: &'l Level<'c>,
    /// Where the arrays are on the levels around these.
    places: &'l [Value<'c>],
    /// What all has combined to, where there is no array of results.
    carried: &'l [Value<'c>],
}

impl<'c> Nest<'c, '_> {
    /// For inputs of two axes with strides, of which one is reduced: the loops in the order of C, or in that of Fortran where the first
    /// axis turns out to be the one without gaps. What depends on the order, as sums do, is in that of Fortran wherever the first axis
    /// has shorter strides or the last one a single place.
    fn walk_either_way(&mut self, code: &mut Code<'_, 'c>, (levels, operand): (&[Level<'c>], usize)) -> Value<'c> {
        let reduction = self.reduction;
        let forwards = reduction.ordered(code, levels, &[0, 1]);
        let mut turned = reduction.ordered(code, levels, &[1, 0]);
        let shorter = reduction.is_shorter(code, levels, operand);
        let kind = reduction.kind;
        let condition = if kind.is_pairwise() || kind.of_rows().element != kind.element {
            self.long_inside = true;
            shorter
        } else {
            let units = self.units(code, &levels[0]);
            for (stride, operand) in turned[1].strides.iter_mut().zip(reduction.operands()) {
                // A stretched axis stays one.
                if known(*stride) != Some(0) {
                    *stride = code.builder.constant_i64(operand.ty.element.size().into());
                }
            }
            units.map_or(shorter, |units| code.builder.binary("arith.andi", units, shorter))
        };
        code.branch(condition, &[], |code, backwards| {
            self.walk(code, if backwards { &turned } else { &forwards });
            List::new()
        });
        self.identity
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
        let outer = self.take_line(code, inner, outer);
        self.into_target = !inner.reduced || outer.iter().any(|level| level.reduced);
        if let Some(target) = self.target.filter(|_| self.into_target) {
            code.builder.op("nd.fill").operand(self.identity).operand(target).insert();
        }
        let places: List = smallvec![code.builder.constant_i64(0); inner.strides.len()];
        if self.target.is_none() {
            return self.level(code, Rest { outer, inner, places: &places, carried: &[self.identity] })[0];
        }
        let rest = Rest { outer, inner, places: &places, carried: &[] };
        if !inner.reduced || !self.line.is_empty() {
            self.level(code, rest);
            return self.identity;
        }
        // Whether rows are short is asked once, not by each of them.
        let versions = self.versions(code, inner);
        let [longest, with_gaps] =
            self.reduction.longest_short_rows().map(|longest| code.builder.constant_i64(longest));
        let longest = versions.no_gaps.map_or(longest, |no_gaps| code.builder.select(no_gaps, longest, with_gaps));
        let short = code.builder.compare_int(Predicate::Sle, inner.extent, longest);
        code.branch(short, &[], |code, short| {
            self.short = short;
            if !short {
                return self.level(code, rest);
            }
            self.in_versions(code, &versions, &[], |this, code, inner| this.level(code, Rest { inner, ..rest }))
        });
        self.short = false;
        self.identity
    }

    /// No axes at all: one value.
    fn single(&mut self, code: &mut Code<'_, 'c>) -> Value<'c> {
        let zero = code.builder.constant_i64(0);
        let inputs = self.reduction.inputs.iter();
        let rows = inputs.map(|input| match input {
            Input::Scalar(value) => Row::Value(*value),
            Input::Array(operand) => Row::new(code, operand, zero, zero, zero),
        });
        let rows = Rows { rows: rows.collect(), body: self.reduction.body, wide: None };
        let value = rows.value_at(code, zero);
        if let Some(target) = self.target {
            code.store(value, target, &[]);
        }
        value
    }

    fn level(&mut self, code: &mut Code<'_, 'c>, rest: Rest<'c, '_>) -> List<'c> {
        let Some((level, outer)) = rest.outer.split_first() else { return self.row(code, rest) };
        if known(level.extent) == Some(1) {
            return self.level(code, Rest { outer, ..rest });
        }
        let may_be_single = outer.is_empty() && level.reduced && !rest.inner.reduced && !self.long_inside;
        if may_be_single && self.reduction.kind.is_pairwise() {
            // To NumPy an axis of one place is none, and what is reduced is a row.
            let single = code.equal(rest.inner.extent, code.builder.constant_i64(1));
            code.branch(single, &[], |code, single| match single {
                true => self.row(code, Rest { inner: level, ..rest }),
                false => self.repeat_level(code, rest),
            });
            return List::new();
        }
        self.repeat_level(code, rest)
    }

    fn repeat_level(&mut self, code: &mut Code<'_, 'c>, rest: Rest<'c, '_>) -> List<'c> {
        let Rest { inner, places, .. } = rest;
        let (level, outer) = (&rest.outer[0], &rest.outer[1..]);
        let one = code.builder.constant_i64(1);
        let first = match (outer.is_empty(), inner.reduced) {
            (false, _) => code.builder.constant_i64(0),
            (true, true) => self.folded_rows(code, (level, inner), places),
            (true, false) => {
                let done = self.rows_in_blocks(code, (level, inner), places);
                let done = self.few_columns(code, (level, inner), (places, done));
                self.rows_together(code, (level, inner), (places, done))
            }
        };
        code.repeat([first, level.extent, one], rest.carried, |code, position, carried| {
            let places = level.places(code, places, position);
            let rest = Rest { outer, inner, places: &places, carried };
            if !outer.is_empty() || inner.reduced || !self.reduction.masked {
                return self.level(code, rest);
            }
            let wanted = self.rows(code, inner, &places).rows.last().map(|mask| mask.at(code, position));
            code.branch(wanted.expect("there is a mask"), &[], |code, wanted| {
                if wanted { self.level(code, rest) } else { List::new() }
            })
        })
    }

    /// A row, at a place on the outer axes.
    fn row(&mut self, code: &mut Code<'_, 'c>, Rest { inner, places, carried, .. }: Rest<'c, '_>) -> List<'c> {
        let versions = self.versions(code, inner);
        if !inner.reduced {
            self.in_versions(code, &versions, &[], |this, code, level| {
                this.kept_rows(code, level, &[places]);
                List::new()
            });
            return List::new();
        }
        let narrow = code.storage(self.reduction.kind.element);
        let kind = self.reduction.kind.of_rows();
        let storage = code.storage(kind.element);
        let cell = self.target.map(|target| self.cell(code, target, places));
        let before = match cell {
            Some(cell) if self.into_target => code.load(cell, &[], narrow),
            Some(_) => self.identity,
            None => carried[0],
        };
        let is_wide = storage != narrow;
        let before = if is_wide { code.builder.convert("arith.extf", before, storage) } else { before };
        let value = if !self.line.is_empty() {
            self.sum_of_line(code, &versions, places, before)
        } else if self.short {
            let rows = self.rows(code, &versions.any, places);
            let start = if kind.is_pairwise() { kind.number(code, -0.0) } else { before };
            let value = rows.reduce_few(code, kind, inner.extent, start);
            if kind.is_pairwise() { kind.combine(code, before, value) } else { value }
        } else if kind.is_pairwise() {
            self.in_buffers(code, inner.extent, before, |this, code, [start, count], before| {
                let places = inner.places(code, places, start);
                this.sum_of_row(code, (&versions, &places), (count, cell.is_some()), before)
            })
        } else {
            self.in_versions(code, &versions, &[storage], |this, code, level| match kind.absorbing(code) {
                Some(absorbing) if cell.is_none() => {
                    smallvec![this.reduce_until(code, absorbing, (level, places), before)]
                }
                _ => smallvec![this.rows(code, level, places).reduce(code, kind, level.extent, before)],
            })[0]
        };
        let value = if is_wide { code.builder.convert("arith.truncf", value, narrow) } else { value };
        match cell {
            Some(cell) => {
                code.store(value, cell, &[]);
                List::new()
            }
            None => smallvec![value],
        }
    }

    /// The sum of numbers added to what there was before: all at once, or as many at a time as NumPy's buffer holds.
    fn in_buffers(
        &mut self,
        code: &mut Code<'_, 'c>,
        count: Value<'c>,
        before: Value<'c>,
        mut add: impl FnMut(&mut Self, &mut Code<'_, 'c>, [Value<'c>; 2], Value<'c>) -> Value<'c>,
    ) -> Value<'c> {
        let zero = code.builder.constant_i64(0);
        if !self.reduction.buffered {
            return add(self, code, [zero, count], before);
        }
        let buffer = code.builder.constant_i64(line::BUFFER);
        code.repeat_plainly([zero, count, buffer], &[before], |code, start, sum| {
            let rest = code.minimum(buffer, code.subtract(count, start));
            let sum = add(self, code, [start, rest], sum[0]);
            smallvec![self.reduction.rounded(code, sum)]
        })[0]
    }

    /// The sum of so many numbers of a row from a place on, added to what there was before.
    fn sum_of_row(
        &mut self,
        code: &mut Code<'_, 'c>,
        (versions, places): (&Versions<'c>, &[Value<'c>]),
        (count, many): (Value<'c>, bool),
        before: Value<'c>,
    ) -> Value<'c> {
        let kind = self.reduction.kind.of_rows();
        let shortened = |level: &Level<'c>| Level { extent: count, ..level.clone() };
        // Both versions share all but the innermost loops.
        let rows = self.rows(code, &shortened(&versions.any), places);
        let quick = versions.no_gaps.map(|no_gaps| (no_gaps, self.rows(code, &shortened(&versions.unit), places)));
        let row = pairwise::Row { rows, quick, count, many, stream: None };
        let sum = pairwise::sum(code, kind, &row, self.scratch);
        kind.combine(code, before, sum)
    }

    /// The place of a row in the result.
    fn cell(&self, code: &Code<'_, 'c>, target: Value<'c>, places: &[Value<'c>]) -> Value<'c> {
        let ty = Array { rank: 0, layout: Layout::C, ..array_type(target).expect("the result is an array") };
        let place = places.last().expect("the result has a place");
        code.view(target, *place, (&[], &[]), &ty)
    }

    /// The innermost level as it is, and as it is where no array has gaps.
    fn versions(&self, code: &Code<'_, 'c>, inner: &Level<'c>) -> Versions<'c> {
        let sizes = self.reduction.operands().map(|operand| i64::from(operand.ty.element.size()));
        let target_size = self.target.filter(|_| !inner.reduced).map(|_| i64::from(self.reduction.kind.element.size()));
        let mut unit = inner.clone();
        let mut tests = List::new();
        for (stride, size) in unit.strides.iter_mut().zip(sizes.chain(target_size)) {
            if known(*stride).is_none() {
                let size = code.builder.constant_i64(size);
                tests.push(code.equal(*stride, size));
                *stride = size;
            }
        }
        Versions { any: inner.clone(), unit, no_gaps: code.all(tests) }
    }

    fn in_versions(
        &mut self,
        code: &mut Code<'_, 'c>,
        versions: &Versions<'c>,
        types: &[melior::ir::Type<'c>],
        mut write: impl FnMut(&mut Self, &mut Code<'_, 'c>, &Level<'c>) -> List<'c>,
    ) -> List<'c> {
        match versions.no_gaps {
            None => write(self, code, &versions.any),
            Some(no_gaps) => code.branch(no_gaps, types, |code, no_gaps| {
                write(self, code, if no_gaps { &versions.unit } else { &versions.any })
            }),
        }
    }

    /// The inputs along a level.
    fn rows(&self, code: &Code<'_, 'c>, level: &Level<'c>, places: &[Value<'c>]) -> Rows<'c> {
        self.reduction.rows(code, level, places)
    }

    /// The row of the result at a place.
    fn target_row(&self, code: &Code<'_, 'c>, level: &Level<'c>, places: &[Value<'c>]) -> Value<'c> {
        let (Some(target), Some(place), Some(stride)) = (self.target, places.last(), level.strides.last()) else {
            unreachable!("a kept axis is one of an array");
        };
        let ty = array_type(target).expect("the result is an array");
        let unit = known(*stride) == Some(ty.element.size().into());
        let ty = Array { rank: 1, layout: if unit { Layout::C } else { Layout::Any }, ..ty };
        code.view(target, *place, (&[level.extent], &[*stride]), &ty)
    }
}

/// The innermost level in its versions.
struct Versions<'c> {
    any: Level<'c>,
    unit: Level<'c>,
    /// Whether the second one serves; `None` where there is only the first.
    no_gaps: Option<Value<'c>>,
}
