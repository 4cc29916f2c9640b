//! The loops of one map, in several versions.

mod body;
mod narrow;
mod neighbours;
pub mod part;
mod row;
mod squares;
mod versions;

use super::{
    all,
    overlap::order_of,
    split::{self, Split},
    two_ways,
};
use crate::{
    elementwise::is_same,
    extent::{self, array_type, known},
    independent::{Independence, around, in_order},
};
pub use body::Body;
use melior::ir::Attribute;
use neighbours::Neighbours;
use numlir_dialects::{
    Block, Builder, Operation, Predicate, Value, convert,
    types::{Array, Layout, Type},
};
use part::{Equality, Part, Stretch, compare};
use row::{Row, Rows, each, rest_lanes};
use smallvec::SmallVec;
use versions::{Cost, Version, Way};

/// An input of a map.
#[derive(Clone)]
enum Input<'c> {
    Array(Part<'c>),
    Scalar(Value<'c>),
}

/// From an element to the next on each axis of the space, in bytes; `None` where one serves for all.
struct Steps<'c> {
    /// Of each input; empty of a number.
    inputs: Vec<Vec<Option<Value<'c>>>>,
    own: Vec<Option<Value<'c>>>,
}

#[derive(Clone)]
pub struct Nest<'c> {
    destination: Part<'c>,
    extents: SmallVec<[Value<'c>; 4]>,
    inputs: Vec<Input<'c>>,
    neighbours: Vec<Neighbours>,
    /// Without one, the only input is what is written.
    body: Option<Body<'c>>,
    /// Whether the shape is what the shapes of the inputs broadcast to, and no larger one, of an array that is new.
    is_exact: bool,
    /// Whether places may be written in any order, and more than once where only other arrays are read.
    is_unordered: bool,
    /// Whether one version has to do, since it is hardly ever run.
    is_seldom: bool,
    /// The axes, slowest first.
    order: SmallVec<[usize; 4]>,
    /// What LLVM is told of innermost loops, and of what they read and write.
    marks: Independence<'c>,
}

impl<'c> Nest<'c> {
    pub fn new(
        builder: &Builder<'c>,
        destination: Value<'c>,
        extents: &[Value<'c>],
        inputs: &[Value<'c>],
        body: Option<Body<'c>>,
    ) -> Self {
        let ty = array_type(destination).expect("the destination is an array");
        let input = |value: &Value<'c>| match array_type(*value) {
            Some(ty) if ty.rank > 0 => Input::Array(Part::new(builder, *value, ty, extents)),
            Some(ty) => Input::Scalar(load(builder, *value, ty, &[])),
            None => Input::Scalar(*value),
        };
        let rank = extents.len();
        let is_reversed = order_of(builder, (destination, ty)) == Layout::F;
        let order: SmallVec<[usize; 4]> = if is_reversed { (0..rank).rev().collect() } else { (0..rank).collect() };
        let types = inputs.iter().copied().filter_map(array_type);
        let inputs: Vec<_> = inputs.iter().map(input).collect();
        let neighbours = order.last().map(|inner| neighbours::find(builder, &inputs, *inner)).unwrap_or_default();
        let lanes = rest_lanes(types.chain([ty]));
        Self {
            destination: Part { array: destination, ty, stretch: SmallVec::from_elem(Stretch::Never, rank) },
            extents: extents.iter().copied().collect(),
            inputs,
            neighbours,
            body,
            is_exact: false,
            is_unordered: false,
            is_seldom: false,
            order,
            marks: Independence::with_rest(builder.context, lanes),
        }
    }

    /// Says that the shape is what the shapes of the inputs broadcast to, and the destination new.
    pub fn exact(self) -> Self {
        Self { is_exact: true, is_unordered: true, ..self }
    }

    /// Says that no input shares memory with the destination, but for those that are the destination itself, place by place.
    pub fn unordered(self) -> Self {
        Self { is_unordered: true, ..self }
    }

    /// Says that it is hardly ever run: there is one version of its loops.
    pub fn seldom(self) -> Self {
        Self { is_seldom: true, ..self }
    }

    /// The arrays among the inputs.
    pub fn parts(&self) -> impl Iterator<Item = &Part<'c>> {
        self.inputs.iter().filter_map(|input| if let Input::Array(part) = input { Some(part) } else { None })
    }

    /// The array that an input is.
    pub fn part(&self, index: usize) -> Option<&Part<'c>> {
        match self.inputs.get(index)? {
            Input::Array(part) => Some(part),
            Input::Scalar(_) => None,
        }
    }

    pub fn rank(&self) -> usize {
        self.extents.len()
    }

    /// Writes what the nest is for, fast where all shapes are equal; where they are not, what costs much and has
    /// fewer places than the destination is computed first.
    pub fn write(&self, builder: &Builder<'c>, flat: bool) {
        let undecided = self.body.as_ref().filter(|body| body.decided.is_none()).and_then(Body::undecided);
        if let Some(condition) = undecided {
            let (yes, no) = two_ways(builder, condition);
            for (way, holds) in [(yes, true), (no, false)] {
                let body = self.body.clone().map(|body| Body { decided: Some((condition, holds)), ..body });
                Self { body, ..self.clone() }.write(&way, flat);
                way.op("scf.yield").insert();
            }
            return;
        }
        let splits = self.body.as_ref().map(|body| split::find(self, body)).unwrap_or_default();
        let Some(body) = self.body.as_ref().filter(|_| !splits.is_empty()) else { return self.lower(builder, flat) };
        let mut equal = self.clone();
        let mut conditions = Vec::new();
        let parts = equal.inputs.iter_mut().filter_map(|input| match input {
            Input::Array(part) => Some(part),
            Input::Scalar(_) => None,
        });
        for stretch in parts.flat_map(|part| part.stretch.iter_mut()) {
            if let Stretch::If(stretched) = *stretch {
                let yes = builder.constant_bool(true);
                conditions.push(builder.binary("arith.xori", stretched, yes));
                *stretch = Stretch::Never;
            }
        }
        let condition = all(builder, conditions).expect("some array may be stretched");
        let (yes, no) = two_ways(builder, condition);
        equal.lower(&yes, flat);
        yes.op("scf.yield").insert();
        let mut rest = self.clone();
        let mut rest_body = body.clone();
        for Split { value, inputs } in splits {
            let made = self.compute_first(&no, body, value, &inputs);
            let ty = array_type(made).expect("an array was made");
            rest.inputs.push(Input::Array(Part::new(&no, made, ty, &self.extents)));
            rest_body.arguments.push(value);
        }
        rest.body = Some(rest_body);
        rest.lower(&no, false);
        no.op("scf.yield").insert();
    }

    /// An array of a value of the body, over the places that the inputs have which it is computed from.
    fn compute_first(&self, builder: &Builder<'c>, body: &Body<'c>, value: Value<'c>, inputs: &[usize]) -> Value<'c> {
        let parts: Vec<_> = inputs.iter().filter_map(|index| self.part(*index)).collect();
        let rank = parts.iter().map(|part| part.ty.rank).max().unwrap_or(0);
        let extents: Vec<_> = (0..rank)
            .map(|axis| {
                let own = parts.iter().filter_map(|part| {
                    Some(extent::dim(builder, part.array, (axis + part.ty.rank).checked_sub(rank)?))
                });
                own.reduce(|one, other| match (known(one), known(other)) {
                    _ if is_same(one, other) => one,
                    (_, Some(1)) => one,
                    (Some(1), _) => other,
                    _ => {
                        let is_one = builder.compare_int(Predicate::Eq, one, builder.constant_i64(1));
                        builder.select(is_one, other, one)
                    }
                })
                .expect("an array has the axis")
            })
            .collect();
        let element = convert::from_mlir(value.ty()).and_then(|ty| ty.scalar()).expect("a body computes scalars");
        let ty = Type::Array(Array { element, rank, layout: Layout::C, readonly: false, aligned: true });
        let made = builder.op("nd.create").operands(extents.iter().copied());
        let made = made.result(convert::to_mlir(builder.context, &ty)).value();
        let arrays: Vec<_> = parts.iter().map(|part| part.array).collect();
        let arguments = inputs.iter().map(|index| body.arguments[*index]).collect();
        let body = Body { block: body.block, arguments, result: value, decided: body.decided };
        Nest::new(builder, made, &extents, &arrays, Some(body)).exact().write(builder, false);
        made
    }

    /// What LLVM is told of loops over neighbours: to collect elements from anywhere for vectors costs more than a few sums and products save.
    fn often(&self) -> Attribute<'c> {
        const MOST: usize = 16;
        let is_load = |operation: Operation| operation.is("nd.load");
        let is_gather = self.body.as_ref().is_some_and(|body| {
            body.operations().any(is_load)
                && body.operations().count() <= MOST
                && body.operations().all(|operation| is_load(operation) || is_quick(operation))
        });
        if is_gather { self.marks.scalar } else { self.marks.often }
    }

    /// Whether a result takes a few sums and products of what few arrays have at most.
    fn is_cheap(&self) -> bool {
        const MOST: usize = 6;
        const MOST_ARRAYS: usize = 4;
        let kept: usize = self.neighbours.iter().map(Neighbours::kept).sum();
        self.parts().count() - kept <= MOST_ARRAYS
            && self
                .body
                .as_ref()
                .is_none_or(|body| body.operations().count() <= MOST && body.operations().all(is_quick))
    }

    fn all_parts(&self) -> impl Iterator<Item = &Part<'c>> {
        self.parts().chain([&self.destination])
    }

    /// Writes the loops; `flat` allows the flat version beside others.
    pub fn lower(&self, builder: &Builder<'c>, flat: bool) {
        if self.extents.is_empty() {
            let values: Vec<_> = self.inputs.iter().map(|input| self.row_value(input)).collect();
            let value = self.compute(builder, &values);
            builder.op("nd.store").operand(value).operand(self.destination.array).insert();
            return;
        }
        if self.is_seldom {
            let general = Version { condition: None, way: Way::General, cost: Cost::Seldom };
            return self.version(builder, &general, &self.all_steps(builder));
        }
        let Some(conditions) = self.flat_conditions(builder) else { return self.rows(builder, false) };
        // Between rows that lie side by side in an array there are gaps.
        let flat = flat && (self.rank() == 1 || self.neighbours.is_empty());
        if conditions.is_empty() {
            self.flat(builder);
        } else if flat {
            let condition = all(builder, conditions).expect("there are conditions");
            let (yes, no) = two_ways(builder, condition);
            self.flat(&yes);
            yes.op("scf.yield").insert();
            self.rows(&no, true);
            no.op("scf.yield").insert();
        } else {
            self.rows(builder, false);
        }
    }

    fn row_value(&self, input: &Input<'c>) -> Value<'c> {
        match input {
            Input::Scalar(value) => *value,
            Input::Array(_) => unreachable!("an array of no axes is a scalar here"),
        }
    }

    /// Whether all arrays may be contiguous in one order and of one shape.
    fn may_be_flat(&self) -> bool {
        let rank = self.extents.len();
        let fits = |part: &Part<'c>| {
            let in_order = match (part.ty.layout, self.destination.ty.layout) {
                (Layout::Any, _) => true,
                (layout, Layout::Any) => layout == Layout::C || rank == 1,
                (one, other) => one == other || rank == 1,
            };
            in_order && usize::from(part.ty.rank) == rank && !part.stretch.contains(&Stretch::Always)
        };
        self.all_parts().all(fits)
    }

    /// What has to hold at run time for the flat version; `None` where it never can.
    fn flat_conditions(&self, builder: &Builder<'c>) -> Option<Vec<Value<'c>>> {
        if !self.may_be_flat() {
            return None;
        }
        let mut conditions = Vec::new();
        for part in self.all_parts() {
            for stretch in &part.stretch {
                if let Stretch::If(stretched) = stretch {
                    let yes = builder.constant_bool(true);
                    conditions.push(builder.binary("arith.xori", *stretched, yes));
                }
            }
        }
        for part in self.all_parts().filter(|part| part.ty.layout == Layout::Any) {
            let mut expected = builder.constant_i64(part.ty.element.size().into());
            for (position, axis) in self.order.iter().rev().enumerate() {
                let stride = extent::stride(builder, part.array, part.axis(*axis));
                match compare(builder, stride, expected) {
                    Equality::Always => {}
                    Equality::Never => return None,
                    Equality::If(condition) => conditions.push(condition),
                }
                if position + 1 < self.order.len() {
                    expected = match known(expected).zip(known(self.extents[*axis])) {
                        Some((expected, extent)) => builder.constant_i64(expected.wrapping_mul(extent)),
                        None => builder.binary("arith.muli", expected, self.extents[*axis]),
                    };
                }
            }
        }
        Some(conditions)
    }

    fn flat(&self, builder: &Builder<'c>) {
        let size = self.extents.iter().copied().reduce(|one, other| builder.binary("arith.muli", one, other));
        let size = size.expect("there are axes");
        let zero = builder.constant_i64(0);
        let whole = |part: &Part<'c>| match part.ty {
            Array { rank: 1, layout: Layout::C | Layout::F, .. } => part.array,
            _ => view(builder, part, zero, size, None),
        };
        let rows: Vec<_> = self
            .inputs
            .iter()
            .map(|input| match input {
                Input::Scalar(value) => Row::Value(*value),
                Input::Array(part) => Row::Array(whole(part)),
            })
            .collect();
        let way = Way::Unit { stretched: None };
        let rows = Rows { inputs: &rows, own: whole(&self.destination), chains: &self.chains(way), is_unit: true };
        self.innermost(builder, size, &rows, self.often());
    }

    /// Loops over rows, in versions between which is chosen once; `unless_flat` says that the flat version is chosen where it
    /// can be.
    fn rows(&self, builder: &Builder<'c>, unless_flat: bool) {
        let narrow = self.narrow(builder);
        let builder = narrow.as_ref().map_or(builder, |(_, otherwise)| otherwise);
        let squares = self.squares(builder);
        let builder = squares.as_ref().map_or(builder, |(_, otherwise)| otherwise);
        let inner = *self.order.last().expect("there are axes");
        let versions = self.versions(builder, inner, unless_flat);
        let steps = self.all_steps(builder);
        let mut at = *builder;
        let mut ends = Vec::new();
        for version in &versions {
            let Some(condition) = version.condition else {
                self.version(&at, version, &steps);
                break;
            };
            let (yes, no) = two_ways(&at, condition);
            self.version(&yes, version, &steps);
            yes.op("scf.yield").insert();
            ends.push(no);
            at = no;
        }
        let both = squares.iter().chain(&narrow).flat_map(|(special, otherwise)| [otherwise, special]);
        for end in ends.iter().rev().chain(both) {
            end.op("scf.yield").insert();
        }
    }

    /// The loops over all rows, each read in one way.
    fn version(&self, builder: &Builder<'c>, version: &Version<'c>, steps: &Steps<'c>) {
        let (inner, outer) = self.order.split_last().expect("there are axes");
        let mut inside = *builder;
        let mut positions = Vec::new();
        let mut loops = Vec::new();
        for axis in outer {
            let (position, body, _) = each(&inside, self.extents[*axis], around(builder.context), &[]);
            positions.push((*axis, position));
            loops.push(body);
            inside = body;
        }
        let offset = |steps: &[Option<Value<'c>>]| {
            let terms = positions
                .iter()
                .filter_map(|(axis, position)| Some(inside.binary("arith.muli", *position, steps[*axis]?)));
            let sum = terms.reduce(|one, other| inside.binary("arith.addi", one, other));
            sum.unwrap_or_else(|| inside.constant_i64(0))
        };
        let length = self.extents[*inner];
        let row = |part: &Part<'c>, offset: Value<'c>, steps: &[Option<Value<'c>>]| {
            let always = part.is_unit(*inner) && part.stretch[*inner] == Stretch::Never;
            let step = match version.way {
                _ if always => None,
                Way::General => steps[*inner],
                Way::Near | Way::Strided { .. } => Some(extent::stride(&inside, part.array, part.axis(*inner))),
                Way::Unit { .. } | Way::Masked => None,
            };
            view(&inside, part, offset, length, step)
        };
        let rows: Vec<_> = self
            .inputs
            .iter()
            .zip(&steps.inputs)
            .enumerate()
            .map(|(index, (input, steps))| {
                let Input::Array(part) = input else { return Row::Value(self.row_value(input)) };
                let offset = offset(steps);
                let alone = [Way::Unit { stretched: Some(index) }, Way::Strided { stretched: Some(index) }];
                match part.stretch[*inner] {
                    Stretch::Always => Row::Value(self.single(&inside, part, offset)),
                    Stretch::If(_) if alone.contains(&version.way) => Row::Value(self.single(&inside, part, offset)),
                    Stretch::If(stretched) if version.way == Way::Masked => {
                        let value = self.single_if(&inside, part, offset, stretched);
                        Row::Either(stretched, value, row(part, offset, steps))
                    }
                    _ => Row::Array(row(part, offset, steps)),
                }
            })
            .collect();
        let own = row(&self.destination, offset(&steps.own), &steps.own);
        let is_unit = version.way.is_unit();
        let rows = Rows { inputs: &rows, own, chains: &self.chains(version.way), is_unit };
        let annotation = match version.cost {
            _ if self.is_seldom => in_order(builder.context),
            // Of one axis, what serves for all is a number, mostly another way.
            Cost::Seldom if version.way == Way::General && self.rank() == 1 && self.is_cheap() => {
                in_order(builder.context)
            }
            _ if matches!(version.way, Way::General | Way::Strided { .. }) && self.is_cheap() => self.marks.scalar,
            // To collect elements from anywhere for vectors takes as long of more of them at once.
            Cost::Often if !rows.is_unit && !rows.chains.is_empty() => self.marks.seldom,
            Cost::Often => self.often(),
            Cost::Seldom => self.marks.seldom,
            Cost::Folded => self.marks.folded,
        };
        self.innermost(&inside, length, &rows, annotation);
        for end in loops.iter().rev() {
            end.op("scf.yield").insert();
        }
    }

    fn all_steps(&self, builder: &Builder<'c>) -> Steps<'c> {
        let inputs = self.inputs.iter().map(|input| match input {
            Input::Array(part) => self.steps(builder, part),
            Input::Scalar(_) => Vec::new(),
        });
        Steps { inputs: inputs.collect(), own: self.steps(builder, &self.destination) }
    }

    fn steps(&self, builder: &Builder<'c>, part: &Part<'c>) -> Vec<Option<Value<'c>>> {
        (0..self.extents.len()).map(|axis| part.step(builder, axis)).collect()
    }

    /// The element that serves for a whole row.
    fn single(&self, builder: &Builder<'c>, part: &Part<'c>, offset: Value<'c>) -> Value<'c> {
        let one = builder.constant_i64(1);
        let row = view(builder, part, offset, one, None);
        load(builder, row, part.ty, &[builder.constant_i64(0)])
    }

    /// The same where there is one.
    fn single_if(&self, builder: &Builder<'c>, part: &Part<'c>, offset: Value<'c>, condition: Value<'c>) -> Value<'c> {
        let ty = storage(builder, part.ty);
        let operation = builder.op("scf.if").operand(condition).result(ty).region().region().insert();
        for index in 0..2 {
            let block = Block::append(operation.region(index), &[]);
            let way = Builder::at_end(builder.context, block, builder.location);
            let value =
                if index == 0 { self.single(&way, part, offset) } else { way.op("nd.undef").result(ty).value() };
            way.op("scf.yield").operand(value).insert();
        }
        operation.result(0)
    }
}

fn is_quick(operation: Operation) -> bool {
    let name = operation.name();
    name.starts_with("arith.") && !["arith.div", "arith.rem"].iter().any(|slow| name.starts_with(slow))
}

/// A row of an array: from an offset on, neighbours or a step apart.
fn view<'c>(
    builder: &Builder<'c>,
    part: &Part<'c>,
    offset: Value<'c>,
    length: Value<'c>,
    step: Option<Value<'c>>,
) -> Value<'c> {
    let layout = if step.is_some() { Layout::Any } else { Layout::C };
    let ty = Type::Array(Array { rank: 1, layout, ..part.ty });
    builder
        .op("nd.view")
        .operands([part.array, offset, length])
        .operands(step)
        .attribute("operandSegmentSizes", builder.dense_i32(&[1, 1, 1, i32::from(step.is_some())]))
        .result(convert::to_mlir(builder.context, &ty))
        .value()
}

fn storage<'c>(builder: &Builder<'c>, ty: Array) -> melior::ir::Type<'c> {
    convert::storage_to_mlir(builder.context, ty.element)
}

fn load<'c>(builder: &Builder<'c>, array: Value<'c>, ty: Array, positions: &[Value<'c>]) -> Value<'c> {
    let ty = storage(builder, ty);
    builder.op("nd.load").operand(array).operands(positions.iter().copied()).result(ty).value()
}
