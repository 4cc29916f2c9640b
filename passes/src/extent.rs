//! Extents, strides and the integers that views are computed with. What is known is not computed: constants fold, and
//! the extents of what was made here are those it was made with.

use crate::{
    code::{Code, Values},
    infer::subscript::Part,
};
use numlir_dialects::{
    Builder, Operation, Predicate, Value,
    build::{dense_i64_values, integer_value},
    convert,
    types::{Array, Layout, Type},
};

impl<'c> Code<'_, 'c> {
    /// The extent of an axis.
    pub fn dim(&self, array: Value<'c>, axis: u8) -> Value<'c> {
        dim(&self.builder, array, axis)
    }

    /// The stride of an axis, in bytes.
    pub fn stride(&self, array: Value<'c>, axis: u8) -> Value<'c> {
        stride(&self.builder, array, axis)
    }

    /// Another array over the same memory: `offset` bytes further on, of the given extents, and of the byte strides where
    /// the layout does not say them.
    pub fn view(
        &self,
        array: Value<'c>,
        offset: Value<'c>,
        (extents, strides): (&[Value<'c>], &[Value<'c>]),
        ty: &Array,
    ) -> Value<'c> {
        let strides = if ty.layout == Layout::Any { strides } else { &[] };
        let segments = [1, 1, extents.len() as i32, strides.len() as i32];
        self.builder
            .op("nd.view")
            .operand(array)
            .operand(offset)
            .operands(extents.iter().copied())
            .operands(strides.iter().copied())
            .attribute("operandSegmentSizes", self.builder.dense_i32(&segments))
            .result(convert::to_mlir(self.builder.context, &Type::Array(*ty)))
            .value()
    }

    /// What parts of an index make of the axes of an array: `positions` are those of the integers in order, `index` the
    /// values of each of the indices.
    pub fn axes(
        &self,
        array: Value<'c>,
        parts: &[Part],
        (positions, index): (&[Value<'c>], &[Values<'c>]),
    ) -> Axes<'c> {
        let mut positions = positions.iter();
        let mut axes = Axes { offset: self.builder.constant_i64(0), extents: Vec::new(), strides: Vec::new() };
        let mut axis = 0;
        for part in parts {
            if *part == Part::New {
                axes.extents.push(self.builder.constant_i64(1));
                axes.strides.push(self.builder.constant_i64(0));
                continue;
            }
            let stride = self.stride(array, axis);
            match part {
                Part::Position { .. } => {
                    let position = *positions.next().expect("each integer has a position");
                    axes.offset = self.add(axes.offset, self.multiply(position, stride));
                }
                Part::Slice { of, bounds } => {
                    let mut given = index[*of].iter().copied();
                    let bounds = [0, 1, 2].map(|bound| (bounds[bound] != Type::None).then(|| given.next()).flatten());
                    let slice = self.adjust_slice(bounds, self.dim(array, axis));
                    let first = start_of_view(bounds).unwrap_or(slice.first);
                    axes.offset = self.add(axes.offset, self.multiply(first, stride));
                    axes.extents.push(slice.length);
                    axes.strides.push(self.multiply(slice.step, stride));
                }
                _ => {
                    axes.extents.push(self.dim(array, axis));
                    axes.strides.push(stride);
                }
            }
            axis += 1;
        }
        axes
    }

    pub fn add(&self, a: Value<'c>, b: Value<'c>) -> Value<'c> {
        match (known(a), known(b)) {
            (Some(0), _) => b,
            (_, Some(0)) => a,
            (Some(x), Some(y)) => self.builder.constant_i64(x.wrapping_add(y)),
            _ => self.builder.binary("arith.addi", a, b),
        }
    }

    pub fn subtract(&self, a: Value<'c>, b: Value<'c>) -> Value<'c> {
        match (known(a), known(b)) {
            (_, Some(0)) => a,
            (Some(x), Some(y)) => self.builder.constant_i64(x.wrapping_sub(y)),
            _ => self.builder.binary("arith.subi", a, b),
        }
    }

    pub fn multiply(&self, a: Value<'c>, b: Value<'c>) -> Value<'c> {
        match (known(a), known(b)) {
            (Some(1), _) | (_, Some(0)) => b,
            (_, Some(1)) | (Some(0), _) => a,
            (Some(x), Some(y)) => self.builder.constant_i64(x.wrapping_mul(y)),
            _ => self.builder.binary("arith.muli", a, b),
        }
    }

    pub fn minimum(&self, a: Value<'c>, b: Value<'c>) -> Value<'c> {
        match (known(a), known(b)) {
            (Some(x), Some(y)) => self.builder.constant_i64(x.min(y)),
            _ => self.builder.binary("arith.minsi", a, b),
        }
    }

    pub fn maximum(&self, a: Value<'c>, b: Value<'c>) -> Value<'c> {
        match (known(a), known(b)) {
            (Some(x), Some(y)) => self.builder.constant_i64(x.max(y)),
            _ => self.builder.binary("arith.maxsi", a, b),
        }
    }

    /// The number of elements.
    pub fn product(&self, extents: &[Value<'c>]) -> Value<'c> {
        extents.iter().fold(self.builder.constant_i64(1), |product, extent| self.multiply(product, *extent))
    }

    /// How many positions are left of an axis where a slice leaves out known numbers of them at its ends. Slices that leave out as
    /// many all together, as those of a stencil do, get the same operations, so that they are seen to be of one length.
    fn without_margins(&self, [start, stop]: [Option<Value<'c>>; 2], extent: Value<'c>) -> Option<Value<'c>> {
        let before = start.map_or(Some(0), known).filter(|before| *before >= 0)?;
        let behind = stop.map_or(Some(0), |stop| known(stop).filter(|stop| *stop < 0).and_then(i64::checked_neg))?;
        match before.checked_add(behind)? {
            0 => Some(extent),
            left_out => {
                let rest = self.subtract(extent, self.builder.constant_i64(left_out));
                Some(self.maximum(rest, self.builder.constant_i64(0)))
            }
        }
    }

    /// The first position, the step and the length of what a slice selects of an axis, by CPython's rule
    /// (`PySlice_AdjustIndices`). Raises where the step is zero. An empty slice begins at a position that exists, or just
    /// behind the last, so that its address stays within the array.
    pub fn adjust_slice(&self, [start, stop, step]: [Option<Value<'c>>; 3], extent: Value<'c>) -> Adjusted<'c> {
        let (zero, one) = (self.builder.constant_i64(0), self.builder.constant_i64(1));
        let step_known = step.map_or(Some(1), known);
        let wrapped = |bound: Value<'c>| match known(bound) {
            Some(bound) if bound < 0 => self.add(extent, self.builder.constant_i64(bound)),
            Some(_) => bound,
            None => {
                let negative = self.builder.compare_int(Predicate::Slt, bound, zero);
                self.builder.select(negative, self.add(bound, extent), bound)
            }
        };
        // Of a bound that is known, one side needs no look.
        let clamped = |bound: Value<'c>, low: Value<'c>, high: Value<'c>| {
            let position = wrapped(bound);
            match known(bound) {
                Some(bound) if bound < 0 => self.maximum(position, low),
                Some(_) => self.minimum(position, high),
                None => self.maximum(self.minimum(position, high), low),
            }
        };
        match step_known {
            Some(known_step) if known_step > 0 => {
                let first = start.map_or(zero, |start| clamped(start, zero, extent));
                let last = stop.map_or(extent, |stop| clamped(stop, zero, extent));
                let distance = match self.without_margins([start, stop], extent) {
                    Some(distance) => distance,
                    // Both are between 0 and the extent.
                    None if known(first) == Some(0) => last,
                    None if stop.is_none() => self.subtract(last, first),
                    None => self.maximum(self.subtract(last, first), zero),
                };
                let step = self.builder.constant_i64(known_step);
                if known_step == 1 {
                    return Adjusted { first, step, length: distance };
                }
                // (distance + step - 1) // step, which could overflow.
                let some = self.builder.compare_int(Predicate::Sgt, distance, zero);
                let before = self.builder.binary("arith.divui", self.subtract(distance, one), step);
                let length = self.builder.select(some, self.add(before, one), zero);
                Adjusted { first, step, length }
            }
            Some(known_step) if known_step < 0 => {
                let (low, high) = (self.builder.constant_i64(-1), self.subtract(extent, one));
                let first = start.map_or(high, |start| clamped(start, low, high));
                let last = stop.map_or(low, |stop| clamped(stop, low, high));
                let step = self.builder.constant_i64(known_step.max(-i64::MAX));
                let distance = self.subtract(first, last);
                let some = self.builder.compare_int(Predicate::Sgt, distance, zero);
                let length = if known_step == -1 {
                    self.maximum(distance, zero)
                } else {
                    let size = self.builder.constant_i64(known_step.max(-i64::MAX).wrapping_neg());
                    let before = self.builder.binary("arith.divui", self.subtract(distance, one), size);
                    self.builder.select(some, self.add(before, one), zero)
                };
                Adjusted { first: self.builder.select(some, first, zero), step, length }
            }
            _ => {
                let step = step.unwrap_or(one);
                let bad = self.builder.compare_int(Predicate::Eq, step, zero);
                self.raise_if(bad, "ValueError", "slice step cannot be zero");
                let step = self.maximum(step, self.builder.constant_i64(-i64::MAX));
                let back = self.builder.compare_int(Predicate::Slt, step, zero);
                let low = self.builder.select(back, self.builder.constant_i64(-1), zero);
                let high = self.builder.select(back, self.subtract(extent, one), extent);
                let either = |bound: Option<Value<'c>>, [backwards, forwards]: [Value<'c>; 2]| match bound {
                    Some(bound) => self.maximum(self.minimum(wrapped(bound), high), low),
                    None => self.builder.select(back, backwards, forwards),
                };
                let first = either(start, [high, zero]);
                let last = either(stop, [low, extent]);
                let distance = self.builder.select(back, self.subtract(first, last), self.subtract(last, first));
                let size = self.builder.select(back, self.subtract(zero, step), step);
                // A step of zero has raised; the division must not trap all the same.
                let size = self.builder.binary("arith.maxui", size, one);
                let some = self.builder.compare_int(Predicate::Sgt, distance, zero);
                let before = self.builder.binary("arith.divui", self.subtract(distance, one), size);
                let length = self.builder.select(some, self.add(before, one), zero);
                Adjusted { first: self.builder.select(some, first, zero), step, length }
            }
        }
    }
}

/// The extent of an axis.
pub fn dim<'c>(builder: &Builder<'c>, array: Value<'c>, axis: u8) -> Value<'c> {
    if let Some(made) = array.defining_operation() {
        let axis = usize::from(axis);
        match made.name() {
            "nd.compress" if axis > 0 => return dim(builder, made.operand(1), axis as u8),
            "nd.create" | "nd.map" | "nd.compress" | "nd.take" => return made.operand(axis),
            "nd.pointed" => return made.operand(1 + axis),
            "nd.view" => return made.operand(2 + axis),
            "nd.relayout" => return dim(builder, made.operand(0), axis as u8),
            "nd.select" => return dim(builder, made.operand(0), (axis + made.operand_count() - 1) as u8),
            "nd.frozen" => {
                let shape = made.attribute("shape").and_then(dense_i64_values).unwrap_or_default();
                return builder.constant_i64(shape[axis]);
            }
            _ => {}
        }
    }
    of_axis(builder, "nd.dim", array, axis)
}

/// The stride of an axis, in bytes.
pub fn stride<'c>(builder: &Builder<'c>, array: Value<'c>, axis: u8) -> Value<'c> {
    let Some(ty) = array_type(array) else { return of_axis(builder, "nd.stride", array, axis) };
    let fastest = match ty.layout {
        Layout::C => axis + 1 == ty.rank,
        Layout::F => axis == 0,
        Layout::Any => false,
    };
    if fastest {
        return builder.constant_i64(ty.element.size().into());
    }
    match array.defining_operation() {
        Some(view) if view.is("nd.view") && ty.layout == Layout::Any => {
            view.operand(2 + usize::from(ty.rank) + usize::from(axis))
        }
        Some(wider) if wider.is("nd.relayout") => stride(builder, wider.operand(0), axis),
        _ => of_axis(builder, "nd.stride", array, axis),
    }
}

fn of_axis<'c>(builder: &Builder<'c>, name: &'static str, array: Value<'c>, axis: u8) -> Value<'c> {
    let axis = builder.integer(builder.i64(), axis.into());
    builder.op(name).operand(array).attribute("axis", axis).result(builder.i64()).value()
}

/// The axes of a view, with the offset in bytes at which it begins.
pub struct Axes<'c> {
    pub offset: Value<'c>,
    pub extents: Vec<Value<'c>>,
    pub strides: Vec<Value<'c>>,
}

/// What a slice selects of an axis.
pub struct Adjusted<'c> {
    pub first: Value<'c>,
    pub step: Value<'c>,
    pub length: Value<'c>,
}

/// Where the view of a slice begins that starts at a known position and goes up: there, whatever the extent is. A view that begins
/// behind the array is empty, so that nobody looks there; the places of slices of one array are then known distances apart.
fn start_of_view<'c>([start, _, step]: [Option<Value<'c>>; 3]) -> Option<Value<'c>> {
    let upwards = step.map_or(Some(1), known)? > 0;
    start.filter(|start| upwards && known(*start).is_some_and(|start| start >= 0))
}

/// The value of an integer constant.
pub fn known(value: Value) -> Option<i64> {
    let constant = value.defining_operation().filter(|operation: &Operation| operation.is("arith.constant"))?;
    integer_value(constant.attribute("value")?).map(|(_, value)| value)
}

/// The array type of a value.
pub fn array_type(value: Value) -> Option<Array> {
    match convert::from_mlir(value.ty()) {
        Some(Type::Array(array)) => Some(array),
        _ => None,
    }
}
