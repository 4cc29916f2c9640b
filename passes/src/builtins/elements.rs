//! Operations on the elements of operands that broadcast, into a fresh array, one that is given, or of scalars alone; and the bounds of
//! integers that become elements.

use super::ufunc::{laid_out, result_array};
use crate::{
    code::{Code, Operand, Values},
    elementwise::{self, Input, Into},
    scalar::{
        constant,
        lower::{self, Typed},
        typing,
    },
};
use numlir_dialects::{
    Predicate, Value,
    types::{Layout, Scalar, Type},
};
use smallvec::SmallVec;

/// The operands of an operation on elements: arrays with axes, and numbers.
pub struct Elements<'c> {
    operands: SmallVec<[(Value<'c>, Type); 4]>,
    /// How a fresh result lies, where that is not left to the operands.
    pub layout: Option<Layout>,
}

impl<'c> Elements<'c> {
    /// An array without axes takes part with its only element.
    pub fn new(code: &Code<'_, 'c>, operands: &[&Operand<'c>]) -> Self {
        let one = |operand: &&Operand<'c>| match operand.ty {
            Type::Array(array) if array.rank == 0 => {
                (elementwise::only_element(code, operand.value(), array.element), Type::Scalar(array.element))
            }
            ref ty => (operand.value(), ty.clone()),
        };
        Self { operands: operands.iter().map(one).collect(), layout: None }
    }

    /// Replaces scalars by what `convert` makes of them and of their positions, once, before the loop.
    pub fn convert_scalars<'a>(
        &mut self,
        code: &mut Code<'a, 'c>,
        mut convert: impl FnMut(&mut Code<'a, 'c>, usize, Typed<'c>) -> Option<Typed<'c>>,
    ) {
        for (position, (value, operand)) in self.operands.iter_mut().enumerate() {
            let Type::Scalar(from) = *operand else { continue };
            if let Some((converted, to)) = convert(code, position, (*value, from)) {
                *value = converted;
                *operand = Type::Scalar(to);
            }
        }
    }

    /// Computes an element of each place: into `out`, a fresh array, or where no operand has axes, a scalar.
    pub fn compute<'a>(
        &self,
        code: &mut Code<'a, 'c>,
        out: Option<&Operand<'c>>,
        mask: Option<&Operand<'c>>,
        element: Scalar,
        body: impl FnOnce(&mut Code<'a, 'c>, &[Typed<'c>]) -> Typed<'c>,
    ) -> Value<'c> {
        let mask = mask.map(|mask| Elements::new(code, &[mask]).operands.swap_remove(0));
        let all = || self.operands.iter().chain(&mask);
        let mut shapes: SmallVec<[Values<'c>; 4]> =
            all().map(|(value, ty)| elementwise::shape(&code.builder, *value, ty)).collect();
        let into = out.map(|out| {
            let Type::Array(array) = out.ty else { unreachable!("inference accepts only arrays") };
            shapes.insert(0, elementwise::shape(&code.builder, out.value(), &out.ty));
            (out.value(), array)
        });
        let extents = elementwise::broadcast(&code.builder, &shapes, into.map(|_| Into::Output));
        let result = result_array(element, all().map(|operand| &operand.1)).map(|array| laid_out(array, self.layout));
        // The arrays among the operands, and behind them what is kept where the mask is false.
        let mut inputs: SmallVec<[Input<'c>; 4]> = SmallVec::new();
        for (value, ty) in all() {
            if let Type::Array(array) = ty {
                inputs.push((*value, *array));
            }
        }
        if mask.is_some() {
            inputs.extend(into);
        }
        let operands = &self.operands;
        let write = |code: &mut Code<'a, 'c>, arguments: &[Value<'c>]| {
            let mut arguments = arguments.iter().copied();
            let mut typed = |(value, ty): &(Value<'c>, Type)| match ty {
                Type::Array(array) => (arguments.next().expect("an argument for each array"), array.element),
                ty => (*value, ty.scalar().expect("an operand is an array or a number")),
            };
            let values: SmallVec<[Typed<'c>; 4]> = operands.iter().map(&mut typed).collect();
            let mask = mask.as_ref().map(&mut typed);
            let (value, from) = body(code, &values);
            let value = lower::convert(code, value, from, into.map_or(element, |(_, out)| out.element));
            match (mask, into) {
                (Some((mask, _)), Some(_)) => {
                    let kept = arguments.next().expect("the destination is an input");
                    code.builder.select(mask, value, kept)
                }
                _ => value,
            }
        };
        match (into, result) {
            (Some((destination, array)), _) => {
                // Where an operand has more axes than the destination, the broadcast has raised.
                if inputs.iter().all(|(_, input)| input.rank <= array.rank) {
                    elementwise::map_into(code, destination, &inputs, write);
                }
                destination
            }
            (None, Some(array)) => elementwise::map(code, array, &extents, &inputs, write),
            (None, None) => write(code, &[]),
        }
    }
}

/// The least and the greatest integer of a type, as far as an `int64` can say them.
pub fn range(ty: Scalar) -> (i64, i64) {
    let bits = ty.size() * 8;
    match ty {
        Scalar::UInt64 => (0, i64::MAX),
        Scalar::Int64 => (i64::MIN, i64::MAX),
        _ if ty.is_signed() => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
        _ => (0, (1 << bits) - 1),
    }
}

/// Raises OverflowError where a Python integer is not one of the type's.
pub fn check_bounds<'c>(code: &mut Code<'_, 'c>, value: Value<'c>, from: Scalar, to: Scalar) {
    if !typing::is_integral(from) {
        return;
    }
    let (low, high) = range(to);
    let known = constant::integer(value);
    if known.is_some_and(|value| (low..=high).contains(&value)) {
        return;
    }
    let value = lower::convert(code, value, from, Scalar::Int64);
    let builder = code.builder;
    let below = builder.compare_int(Predicate::Slt, value, builder.constant_i64(low));
    let above = builder.compare_int(Predicate::Sgt, value, builder.constant_i64(high));
    let outside = builder.binary("arith.ori", below, above);
    builder
        .op("nd.raise_if")
        .operand(outside)
        .operand(value)
        .attribute("exception", builder.string("OverflowError"))
        .attribute("arguments", builder.strings(&[format!("Python integer {{}} out of bounds for {to}")]))
        .insert();
}
