//! The places that whole-array operations go over, and bands of them.

use super::{are_same, extents, extents_of_array};
use crate::{
    code::Code,
    elementwise::is_same,
    extent::{array_type, known},
    fuse_maps::first_input,
    loops::{List, is_complex},
};
use melior::Context;
use numlir_dialects::{
    Operation, Predicate, Value,
    build::dense_i64_values,
    types::{Array, Layout},
};

/// Bands at most. The runtime's `numlir_parallel_bands` gives no more.
pub const MOST: i64 = 256;
/// Where pairwise summation halves rows of real numbers and of complex ones: at multiples of these.
const REAL: i64 = 8;
const COMPLEX: i64 = 4;

/// The places of one or more operations, and how they are cut.
#[derive(Clone)]
pub struct Space<'c> {
    pub extents: List<'c>,
    cut: Cut,
    /// Bands begin at multiples of this.
    unit: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Cut {
    /// All arrays are one row, in this order.
    Flat(Layout),
    Axis(usize),
}

/// A band: the first place on the axis, the one behind its last, and how many there are.
pub struct Band<'c> {
    first: Value<'c>,
    length: Value<'c>,
    extents: List<'c>,
}

impl<'c> Space<'c> {
    /// The space of an operation; `None` where it has no axis to cut.
    pub fn of(context: &'c Context, operation: Operation<'c>) -> Option<Self> {
        let extents = extents(context, operation);
        let rank = extents.len();
        if rank == 0 {
            return None;
        }
        let first = first_input(operation);
        let arrays = operation.operands().skip(first).chain(destination(operation));
        let arrays: Vec<Value<'c>> = arrays.filter(|array| array_type(*array).is_some_and(|ty| ty.rank > 0)).collect();
        let reduced = reduced_axes(operation);
        let all = !operation.is("nd.reduce") || reduced.len() == rank;
        if all && operation.attribute("buffered").is_some() {
            // What NumPy's buffer holds is added to one sum, block after block.
            return None;
        }
        let layout = arrays.iter().filter_map(|array| array_type(*array)).map(|ty| ty.layout);
        let one = layout.reduce(|one, other| if one == other { one } else { Layout::Any }).unwrap_or(Layout::C);
        let fills = |array: &Value<'c>| {
            let own = extents_of_array(context, operation, *array);
            are_same(&own, &extents)
        };
        let cut = if all && rank > 1 && one != Layout::Any && arrays.iter().all(fills) {
            Cut::Flat(one)
        } else {
            let kept = |axis: &usize| all || !reduced.contains(axis);
            let axis = if one == Layout::F && rank > 1 { (0..rank).rev().find(kept) } else { (0..rank).find(kept) };
            Cut::Axis(axis?)
        };
        let complex = operation.is("nd.reduce") && is_complex(operation.result(0).ty());
        let unit = match (cut, rank) {
            (Cut::Axis(_), 2..) => 1,
            _ if complex => COMPLEX,
            _ => REAL,
        };
        Some(Self { extents, cut, unit })
    }

    /// Whether two operations go over the same places and are cut alike.
    pub fn is_same(&self, other: &Self) -> bool {
        self.cut == other.cut && self.unit == other.unit && are_same(&self.extents, &other.extents)
    }

    pub fn is_flat(&self) -> bool {
        matches!(self.cut, Cut::Flat(_))
    }

    /// How many bands there are, where computing a place costs so much.
    pub fn count(&self, code: &Code<'_, 'c>, cost: i64) -> Value<'c> {
        let builder = &code.builder;
        let one_place = builder.constant_i64(cost);
        // Beyond, any loop is worth all threads, and products would overflow.
        let most = builder.constant_i64(1 << 30);
        let cost = match self.cut {
            Cut::Flat(_) => one_place,
            Cut::Axis(axis) => {
                let others = self.extents.iter().enumerate().filter(|(other, _)| *other != axis);
                others.fold(one_place, |cost, (_, extent)| {
                    builder.binary("arith.minsi", builder.binary("arith.muli", cost, *extent), most)
                })
            }
        };
        builder
            .op("nd.call_c")
            .attribute("symbol", builder.string("numlir_parallel_bands"))
            .operands([self.length(code), cost])
            .result(builder.i64())
            .value()
    }

    /// How many places there are on the axis that is cut.
    fn length(&self, code: &Code<'_, 'c>) -> Value<'c> {
        match self.cut {
            Cut::Axis(axis) => self.extents[axis],
            Cut::Flat(_) => {
                self.extents.iter().copied().reduce(|all, one| code.multiply(all, one)).expect("there are axes")
            }
        }
    }

    /// One of so many bands, by its number.
    pub fn band(&self, code: &Code<'_, 'c>, bands: Value<'c>, number: Value<'c>) -> Band<'c> {
        let builder = &code.builder;
        let length = self.length(code);
        let begin = |number: Value<'c>| {
            builder
                .op("nd.call_c")
                .attribute("symbol", builder.string("numlir_parallel_band"))
                .operands([length, bands, number, builder.constant_i64(self.unit)])
                .result(builder.i64())
                .value()
        };
        let first = begin(number);
        let behind = begin(builder.binary("arith.addi", number, builder.constant_i64(1)));
        let length = builder.binary("arith.subi", behind, first);
        let mut extents = self.extents.clone();
        match self.cut {
            Cut::Flat(_) => extents = List::from_slice(&[length]),
            Cut::Axis(axis) => extents[axis] = length,
        }
        Band { first, length, extents }
    }

    pub fn extents_of<'b>(&self, band: &'b Band<'c>) -> &'b [Value<'c>] {
        &band.extents
    }

    /// What an input or a destination is within a band.
    pub fn part(&self, code: &Code<'_, 'c>, value: Value<'c>, band: &Band<'c>) -> Value<'c> {
        let Some(ty) = array_type(value).filter(|ty| ty.rank > 0) else { return value };
        match self.cut {
            Cut::Flat(_) => {
                let size = code.builder.constant_i64(ty.element.size().into());
                let row = Array { rank: 1, layout: Layout::C, ..ty };
                code.view(value, code.multiply(band.first, size), (&[band.length], &[]), &row)
            }
            Cut::Axis(axis) => {
                let missing = self.extents.len() - usize::from(ty.rank);
                match axis.checked_sub(missing) {
                    Some(own) => self.cut_axis(code, (value, ty), own as u8, (self.extents[axis], band)),
                    None => value,
                }
            }
        }
    }

    /// The band of an axis of an array, or all of it where one element serves for all places.
    fn cut_axis(
        &self,
        code: &Code<'_, 'c>,
        (array, ty): (Value<'c>, Array),
        axis: u8,
        (whole, band): (Value<'c>, &Band<'c>),
    ) -> Value<'c> {
        let builder = &code.builder;
        let own = code.dim(array, axis);
        let (first, length) = match known(own) {
            _ if is_same(own, whole) => (band.first, band.length),
            Some(1) => return array,
            _ => {
                let fills = builder.compare_int(Predicate::Eq, own, whole);
                let first = builder.select(fills, band.first, builder.constant_i64(0));
                (first, builder.select(fills, band.length, own))
            }
        };
        let offset = code.multiply(first, code.stride(array, axis));
        let extents: List =
            (0..ty.rank).map(|other| if other == axis { length } else { code.dim(array, other) }).collect();
        let strides: List = (0..ty.rank).map(|axis| code.stride(array, axis)).collect();
        let slowest = match ty.layout {
            Layout::C => axis == 0,
            Layout::F => axis + 1 == ty.rank,
            Layout::Any => false,
        };
        let layout = if slowest { ty.layout } else { Layout::Any };
        code.view(array, offset, (&extents, &strides), &Array { layout, ..ty })
    }

    /// The extents of the axes that a reduction keeps.
    pub fn kept(&self, operation: Operation<'c>) -> List<'c> {
        let reduced = reduced_axes(operation);
        self.extents.iter().enumerate().filter(|(axis, _)| !reduced.contains(axis)).map(|(_, extent)| *extent).collect()
    }

    /// The band of a reduction's result.
    pub fn kept_part(
        &self,
        code: &Code<'_, 'c>,
        array: Value<'c>,
        (operation, band): (Operation<'c>, &Band<'c>),
    ) -> Value<'c> {
        let (Some(ty), Cut::Axis(axis)) = (array_type(array), self.cut) else { return array };
        let before = reduced_axes(operation).iter().filter(|reduced| **reduced < axis).count();
        self.cut_axis(code, (array, ty), (axis - before) as u8, (self.extents[axis], band))
    }
}

fn destination(operation: Operation) -> Option<Value> {
    match operation.name() {
        "nd.map" => Some(operation.result(0)),
        "nd.map_into" => Some(operation.operand(0)),
        _ => None,
    }
}

fn reduced_axes(operation: Operation) -> Vec<usize> {
    let axes = operation.attribute("axes").and_then(dense_i64_values).unwrap_or_default();
    axes.into_iter().map(|axis| axis as usize).collect()
}
