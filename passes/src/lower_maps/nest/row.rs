//! The loop over a row.
//!
//! Where elements that neighbours share are kept, vectors are joined from the one before and the next one. Then the loop goes over
//! whole vectors, and what is left takes shorter ones, of which some lanes are off:
//!
//! ```text
//! for k in range(n & -8):        each element read once, the next ones carried
//!     …
//! for k in range(n & 7):         each input read by itself
//!     …
//! ```

use super::{
    Nest, load,
    neighbours::Chain,
    part::{Part, Stretch},
    versions::Way,
    view,
};
use crate::{extent::array_type, lower_maps::two_ways};
use melior::ir::Attribute;
use numlir_dialects::{
    Block, Builder, Operation, Predicate, Value,
    types::{Array, Scalar},
};
use smallvec::SmallVec;

/// The bytes of the longest vector there is, and of those that what is left is computed on: the longer they are, the more of them reach over
/// two lines of memory.
const LONGEST_VECTOR: u32 = 64;
const REST_VECTOR: u32 = 32;
/// More lanes than these are never needed for what is left.
const MOST_REST_LANES: u32 = 16;

/// What an input is inside a loop over a row.
pub enum Row<'c> {
    /// The same everywhere.
    Value(Value<'c>),
    /// An array of the row's length.
    Array(Value<'c>),
    /// The value where the condition holds, the array's element elsewhere.
    Either(Value<'c>, Value<'c>, Value<'c>),
}

impl<'c> Row<'c> {
    /// The same with another array.
    fn map(&self, change: impl Fn(Value<'c>) -> Value<'c>) -> Self {
        match *self {
            Self::Value(value) => Self::Value(value),
            Self::Array(array) => Self::Array(change(array)),
            Self::Either(condition, value, array) => Self::Either(condition, value, change(array)),
        }
    }
}

/// What a loop over a row goes over.
pub struct Rows<'a, 'c> {
    pub inputs: &'a [Row<'c>],
    /// Where results go.
    pub own: Value<'c>,
    /// Inputs of which each element is read once.
    pub chains: &'a [Chain],
    /// Whether the elements of each array are neighbours.
    pub is_unit: bool,
}

impl<'c> Nest<'c> {
    /// The chains among the inputs along a row that is read in some way.
    pub(super) fn chains(&self, way: Way) -> Vec<Chain> {
        let inner = *self.order.last().expect("there are axes");
        // Where nothing may be written, nothing needs to be read; vectors of what is near are read with what lies between.
        if self.replacement().is_some() || way == Way::Near || (way.is_unit() && !self.is_foldable()) {
            return Vec::new();
        }
        // Of what may be stretched it has to be known that it is not.
        let is_sure = matches!(way, Way::Unit { stretched: None } | Way::Strided { stretched: None });
        let fits = |input: usize| {
            let part = self.part(input)?;
            (is_sure || part.stretch[inner] == Stretch::Never).then_some(part.ty)
        };
        let groups = self.neighbours.iter().filter(|group| group.inputs().all(|input| fits(input).is_some()));
        let chains = groups.flat_map(|group| {
            let ty = group.inputs().find_map(fits).expect("neighbours are arrays");
            group.chains(if way.is_unit() { farthest_in_vectors(ty) } else { i64::MAX })
        });
        chains.collect()
    }

    /// The loop over a row.
    pub(super) fn innermost(
        &self,
        builder: &Builder<'c>,
        length: Value<'c>,
        rows: &Rows<'_, 'c>,
        annotation: Attribute<'c>,
    ) {
        if rows.chains.is_empty() {
            return self.places(builder, length, rows, annotation);
        }
        if !rows.is_unit {
            return self.places_if_any(builder, length, rows, annotation);
        }
        let sizes = rows.chains.iter().filter_map(|chain| self.part(chain.newest())).map(|part| part.ty.element.size());
        let lanes = i64::from(LONGEST_VECTOR / sizes.min().expect("there are chains"));
        let whole = builder.binary("arith.andi", length, builder.constant_i64(-lanes));
        self.places_if_any(builder, whole, rows, self.marks.whole);
        let left = builder.binary("arith.andi", length, builder.constant_i64(lanes - 1));
        let behind = |array: Value<'c>| {
            let ty = array_type(array).expect("a row is an array");
            let size = builder.constant_i64(ty.element.size().into());
            let row = Part { array, ty, stretch: SmallVec::new() };
            view(builder, &row, builder.binary("arith.muli", whole, size), left, None)
        };
        let inputs: Vec<_> = rows.inputs.iter().map(|row| row.map(behind)).collect();
        let rest = Rows { inputs: &inputs, own: behind(rows.own), chains: &[], is_unit: true };
        self.places(builder, left, &rest, self.marks.rest);
    }

    /// A loop over places where there are any: what it carries is read before it.
    fn places_if_any(&self, builder: &Builder<'c>, length: Value<'c>, rows: &Rows<'_, 'c>, annotation: Attribute<'c>) {
        let some = builder.compare_int(Predicate::Sgt, length, builder.constant_i64(0));
        let (yes, no) = two_ways(builder, some);
        self.places(&yes, length, rows, annotation);
        yes.op("scf.yield").insert();
        no.op("scf.yield").insert();
    }

    /// A loop over places, from the first of a row on.
    fn places(&self, builder: &Builder<'c>, length: Value<'c>, rows: &Rows<'_, 'c>, annotation: Attribute<'c>) {
        let carried: Vec<_> = rows.chains.iter().flat_map(|chain| chain.carried(builder, rows.inputs)).collect();
        let (position, body, carried) = each(builder, length, annotation, &carried);
        let next = self.place(&body, position, rows, &carried);
        body.op("scf.yield").operands(next).insert();
    }

    /// Computes what belongs to a place and writes it; gives what the next place is given, of what chains carry.
    fn place(
        &self,
        body: &Builder<'c>,
        position: Value<'c>,
        rows: &Rows<'_, 'c>,
        mut carried: &[Value<'c>],
    ) -> Vec<Value<'c>> {
        let marked = |operation: Operation<'c>| operation.set_attribute("group", self.marks.group);
        let element = |builder: &Builder<'c>, array: Value<'c>| {
            let ty = array_type(array).expect("a row is an array");
            let value = load(builder, array, ty, &[position]);
            marked(value.defining_operation().expect("a load"));
            value
        };
        let read = |row: &Row<'c>| match row {
            Row::Value(value) => *value,
            Row::Array(array) => element(body, *array),
            Row::Either(condition, value, array) => {
                let ty = value.ty();
                let operation = body.op("scf.if").operand(*condition).result(ty).region().region().insert();
                for index in 0..2 {
                    let block = Block::append(operation.region(index), &[]);
                    let way = Builder::at_end(body.context, block, body.location);
                    let value = if index == 0 { *value } else { element(&way, *array) };
                    way.op("scf.yield").operand(value).insert();
                }
                operation.result(0)
            }
        };
        let store = |builder: &Builder<'c>, value: Value<'c>| {
            marked(builder.op("nd.store").operand(value).operand(rows.own).operand(position).insert());
        };
        if let Some((written, computed)) = self.body.as_ref().zip(self.replacement()) {
            let needed = rows.inputs.iter().enumerate().filter(|(input, _)| self.is_read(*input, &computed));
            let known = needed.map(|(input, row)| (written.arguments[input], read(row))).collect();
            let computed = self.compute_all(body, known, &computed);
            let (changed, kept) = two_ways(body, computed[0]);
            store(&changed, computed[1]);
            changed.op("scf.yield").insert();
            kept.op("scf.yield").insert();
            return Vec::new();
        }
        let mut values: Vec<Option<Value<'c>>> = vec![None; rows.inputs.len()];
        let mut next = Vec::new();
        for chain in rows.chains {
            let (own, others) = carried.split_at(chain.length());
            let newest = read(&rows.inputs[chain.newest()]);
            chain.elements(own, newest).for_each(|(input, value)| values[input] = Some(value));
            next.extend(own.iter().skip(1).copied().chain([newest]));
            carried = others;
        }
        let values: Vec<_> =
            values.iter().zip(rows.inputs).map(|(value, row)| value.unwrap_or_else(|| read(row))).collect();
        store(body, self.compute(body, &values));
        next
    }
}

/// How many lanes vectors have that compute what is left, where elements are of these types.
pub fn rest_lanes(types: impl Iterator<Item = Array>) -> u32 {
    let widest = types.map(|ty| ty.element.size()).max().unwrap_or(1);
    (REST_VECTOR / widest.max(1)).clamp(1, MOST_REST_LANES)
}

/// How many places may lie between neighbours for vectors of them to be joined, which costs more of longer elements than reading them again.
fn farthest_in_vectors(ty: Array) -> i64 {
    match ty.element {
        Scalar::Bool => 0,
        element if element.is_complex() => 0,
        element if element.size() < 4 => 2,
        _ => 1,
    }
}

/// A loop over `0..length`: the position, where its body goes, and what it carries there.
pub fn each<'c>(
    builder: &Builder<'c>,
    length: Value<'c>,
    annotation: Attribute<'c>,
    carried: &[Value<'c>],
) -> (Value<'c>, Builder<'c>, Vec<Value<'c>>) {
    let (zero, one) = (builder.constant_i64(0), builder.constant_i64(1));
    let types = || carried.iter().map(|value| value.ty());
    let operation = builder
        .op("scf.for")
        .operands([zero, length, one])
        .operands(carried.iter().copied())
        .attribute("loop_annotation", annotation)
        .results(types())
        .region()
        .insert();
    let arguments: Vec<_> = [builder.i64()].into_iter().chain(types()).map(|ty| (ty, builder.location)).collect();
    let block = Block::append(operation.region(0), &arguments);
    let body = Builder::at_end(builder.context, block, builder.location);
    (block.argument(0), body, block.arguments().skip(1).collect())
}
