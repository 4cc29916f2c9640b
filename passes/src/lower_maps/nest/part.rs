//! An array beside the space that a map goes over.

use crate::{
    elementwise::is_same,
    extent::{self, known},
};
use numlir_dialects::{
    Builder, Predicate, Value,
    types::{Array, Layout},
};
use smallvec::SmallVec;

/// Whether the elements of an array serve for all places on an axis of the space.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stretch<'c> {
    Never,
    Always,
    /// Where the condition holds.
    If(Value<'c>),
}

/// Whether two numbers are equal.
pub enum Equality<'c> {
    Always,
    Never,
    /// Where the condition holds.
    If(Value<'c>),
}

pub fn compare<'c>(builder: &Builder<'c>, one: Value<'c>, other: Value<'c>) -> Equality<'c> {
    match (known(one), known(other)) {
        (Some(one), Some(other)) if one != other => Equality::Never,
        _ if is_same(one, other) => Equality::Always,
        _ => Equality::If(builder.compare_int(Predicate::Eq, one, other)),
    }
}

/// An array with the axes of the space that it is laid along.
#[derive(Clone)]
pub struct Part<'c> {
    pub array: Value<'c>,
    pub ty: Array,
    /// For each axis of the space.
    pub stretch: SmallVec<[Stretch<'c>; 4]>,
}

impl<'c> Part<'c> {
    pub fn new(builder: &Builder<'c>, array: Value<'c>, ty: Array, extents: &[Value<'c>]) -> Self {
        let missing = extents.len() - usize::from(ty.rank);
        let stretch = |(axis, extent): (usize, &Value<'c>)| {
            let Some(own) = axis.checked_sub(missing) else { return Stretch::Always };
            let own = extent::dim(builder, array, own as u8);
            match known(own) {
                _ if is_same(own, *extent) => Stretch::Never,
                Some(1) => Stretch::Always,
                Some(_) => Stretch::Never,
                None => Stretch::If(builder.compare_int(Predicate::Ne, own, *extent)),
            }
        };
        let stretch = extents.iter().enumerate().map(stretch).collect();
        Self { array, ty, stretch }
    }

    /// The array's own axis for one of the space.
    pub fn axis(&self, axis: usize) -> u8 {
        (axis - (self.stretch.len() - usize::from(self.ty.rank))) as u8
    }

    /// From an element to the next on an axis of the space, in bytes; 0 where one serves for all, and `None` where it
    /// always does.
    pub fn step(&self, builder: &Builder<'c>, axis: usize) -> Option<Value<'c>> {
        let stride = |_: ()| extent::stride(builder, self.array, self.axis(axis));
        match self.stretch[axis] {
            Stretch::Always => None,
            Stretch::Never => Some(stride(())),
            Stretch::If(condition) => Some(builder.select(condition, builder.constant_i64(0), stride(()))),
        }
    }

    /// Whether elements are neighbours along an axis, as is known from the type.
    pub fn is_unit(&self, axis: usize) -> bool {
        let own = self.axis(axis);
        match self.ty.layout {
            Layout::C => own + 1 == self.ty.rank,
            Layout::F => own == 0,
            Layout::Any => false,
        }
    }
}
