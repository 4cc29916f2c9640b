//! Operations on whole arrays as `nd.broadcast`, `nd.map` and `nd.map_into`: what lowerings of array expressions write with.

use crate::{
    chars,
    code::{Code, Operand, Values},
    extent::dim,
    scalar::lower,
};
use numlir_dialects::{
    Block, Builder, Operation, Value, convert,
    types::{Array, Layout, Scalar, Type},
};
use smallvec::smallvec;

/// An array whose elements take part in a map, with its type.
pub type Input<'c> = (Value<'c>, Array);

/// What broadcasting goes into: it says which of NumPy's texts an error has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Into {
    /// `a[...] = value`
    Assignment,
    /// `out=`, and the operators in place.
    Output,
}

/// The extents of all axes; none for a scalar.
pub fn shape<'c>(builder: &Builder<'c>, value: Value<'c>, ty: &Type) -> Values<'c> {
    match ty {
        Type::Array(array) => (0..array.rank).map(|axis| dim(builder, value, axis)).collect(),
        _ => smallvec![],
    }
}

/// Whether two values are certainly equal: one value, or the same pure operation on equal values. So are the extents and
/// views that an expression computes twice.
pub fn is_same(a: Value, b: Value) -> bool {
    is_same_within(a, b, &mut 64)
}

fn is_same_within(a: Value, b: Value, fuel: &mut u32) -> bool {
    if a == b {
        return true;
    }
    let (Some(p), Some(q)) = (a.defining_operation(), b.defining_operation()) else { return false };
    let name = p.name();
    let pure = name.starts_with("arith.")
        || matches!(name, "nd.dim" | "nd.stride" | "nd.address" | "nd.view" | "nd.select" | "nd.relayout" | "nd.index");
    if *fuel == 0 || !pure || name != q.name() || p.operand_count() != q.operand_count() || a.ty() != b.ty() {
        return false;
    }
    *fuel -= 1;
    let attributes = p.attributes();
    attributes.len() == q.attributes().len()
        && attributes
            .iter()
            .all(|(name, value)| q.attribute(name.as_string_ref().as_str().unwrap_or("")) == Some(*value))
        && p.operands().zip(q.operands()).all(|(a, b)| is_same_within(a, b, fuel))
}

/// The shape that several shapes broadcast to; the shape of a scalar is empty. With `into`, the first shape is the
/// destination's. Raises ValueError where they do not fit.
pub fn broadcast<'c>(builder: &Builder<'c>, shapes: &[Values<'c>], into: Option<Into>) -> Values<'c> {
    let rank = match into {
        Some(_) => shapes[0].len(),
        None => shapes.iter().map(|shape| shape.len()).max().unwrap_or(0),
    };
    let widest = shapes.iter().find(|shape| shape.len() == rank).expect("some shape is the widest");
    let fits = |shape: &Values<'c>| {
        shape.len() <= rank && shape.iter().rev().zip(widest.iter().rev()).all(|(a, b)| is_same(*a, *b))
    };
    // A shape of fewer axes fits where those it has are the result's.
    if shapes.iter().all(fits) {
        return widest.clone();
    }
    let ranks: Vec<i64> = shapes.iter().map(|shape| shape.len() as i64).collect();
    let into = into.map(|into| builder.string(if into == Into::Assignment { "assign" } else { "out" }));
    let operation = builder
        .op("nd.broadcast")
        .attribute("ranks", builder.dense_i64(&ranks))
        .maybe_attribute("into", into)
        .operands(shapes.iter().flatten().copied())
        .results((0..rank).map(|_| builder.i64()))
        .insert();
    operation.results().collect()
}

/// A fresh array, each element computed by `body` from the elements of the inputs at its place. What else `body` uses is
/// captured.
pub fn map<'a, 'c>(
    code: &mut Code<'a, 'c>,
    result: Array,
    extents: &[Value<'c>],
    inputs: &[Input<'c>],
    body: impl FnOnce(&mut Code<'a, 'c>, &[Value<'c>]) -> Value<'c>,
) -> Value<'c> {
    let builder = code.builder;
    let segments = [extents.len() as i32, inputs.len() as i32];
    let operation = builder
        .op("nd.map")
        .operands(extents.iter().copied())
        .operands(inputs.iter().map(|input| input.0))
        .attribute("operandSegmentSizes", builder.dense_i32(&segments))
        .result(convert::to_mlir(builder.context, &Type::Array(result)))
        .region()
        .insert();
    write_body(code, operation.region(0), inputs, body);
    operation.result(0)
}

/// The attribute of what an assignment writes (`a[...] = x`), not an operation with `out` or in place.
pub const ASSIGNMENT: &str = "numlir.assignment";

/// Writes every element of an array, computed by `body` from the elements of the inputs at its place.
pub fn map_into<'a, 'c>(
    code: &mut Code<'a, 'c>,
    destination: Value<'c>,
    inputs: &[Input<'c>],
    body: impl FnOnce(&mut Code<'a, 'c>, &[Value<'c>]) -> Value<'c>,
) -> Operation<'c> {
    let operation =
        code.builder.op("nd.map_into").operand(destination).operands(inputs.iter().map(|input| input.0)).region();
    let operation = operation.insert();
    write_body(code, operation.region(0), inputs, body);
    operation
}

/// Whether `test` holds for any element of an array.
pub fn any<'a, 'c>(
    code: &mut Code<'a, 'c>,
    (array, ty): Input<'c>,
    test: impl FnOnce(&mut Code<'a, 'c>, Value<'c>) -> Value<'c>,
) -> Value<'c> {
    let builder = code.builder;
    if ty.rank == 0 {
        let element = only_element(code, array, ty.element);
        return test(code, element);
    }
    let axes: Vec<i64> = (0..ty.rank.into()).collect();
    let operation = builder
        .op("nd.reduce")
        .operands((0..ty.rank).map(|axis| dim(&builder, array, axis)))
        .operand(array)
        .attribute("kind", builder.string("or"))
        .attribute("axes", builder.dense_i64(&axes))
        .attribute("operandSegmentSizes", builder.dense_i32(&[ty.rank.into(), 1]))
        .result(builder.i1())
        .region()
        .insert();
    write_body(code, operation.region(0), &[(array, ty)], |code, values| test(code, values[0]));
    operation.result(0)
}

fn write_body<'a, 'c>(
    code: &mut Code<'a, 'c>,
    region: numlir_dialects::Region<'c>,
    inputs: &[Input<'c>],
    body: impl FnOnce(&mut Code<'a, 'c>, &[Value<'c>]) -> Value<'c>,
) {
    let outside = code.builder;
    let arguments: Vec<_> = inputs.iter().map(|(_, ty)| (code.storage(ty.element), outside.location)).collect();
    let block = Block::append(region, &arguments);
    code.builder = Builder::at_end(outside.context, block, outside.location);
    let arguments: Vec<_> = block.arguments().collect();
    let value = body(code, &arguments);
    code.builder.op("nd.yield").operand(value).insert();
    code.builder = outside;
}

/// The only element of an array without axes.
pub fn only_element<'c>(code: &Code<'_, 'c>, array: Value<'c>, element: Scalar) -> Value<'c> {
    code.builder.convert("nd.load", array, code.storage(element))
}

/// Writes a value, an array or a scalar, to every place of an array, converted: `a[...] = value`.
pub fn assign<'c>(code: &mut Code<'_, 'c>, destination: &Operand<'c>, value: &Operand<'c>) {
    let Type::Array(to) = destination.ty else { unreachable!("inference accepts only arrays") };
    if to.element.chars().is_some() {
        return chars::assign(code, destination, value);
    }
    match value.ty {
        // `a[i] = a[i]`, as augmented assignments end.
        Type::Array(from) if from.element == to.element && is_same(destination.value(), value.value()) => {}
        Type::Array(from) if from.rank > 0 => {
            let (target, mut source) = (destination.value(), value.value());
            let shapes = [shape(&code.builder, target, &destination.ty), shape(&code.builder, source, &value.ty)];
            broadcast(&code.builder, &shapes, Some(Into::Assignment));
            let mut from = from;
            if from.rank > to.rank {
                // The axes in front have one place.
                let zero = code.builder.constant_i64(0);
                let axes = from.rank - to.rank..from.rank;
                let extents: Values = axes.clone().map(|axis| code.dim(source, axis)).collect();
                let strides: Values = axes.map(|axis| code.stride(source, axis)).collect();
                let layout = if from.layout == Layout::C { Layout::C } else { Layout::Any };
                from = Array { rank: to.rank, layout, ..from };
                source = code.view(source, zero, (&extents, &strides), &from);
            }
            if from.rank == 0 {
                let element = only_element(code, source, from.element);
                return assign_scalar(code, target, to, (element, from.element));
            }
            let made = map_into(code, target, &[(source, from)], |code, values| {
                lower::convert(code, values[0], from.element, to.element)
            });
            made.set_attribute(ASSIGNMENT, code.builder.unit());
        }
        Type::Array(from) => {
            let element = only_element(code, value.value(), from.element);
            assign_scalar(code, destination.value(), to, (element, from.element));
        }
        ref other => {
            let from = other.scalar().expect("inference accepts only arrays and scalars");
            assign_scalar(code, destination.value(), to, (value.value(), from));
        }
    }
}

fn assign_scalar<'c>(code: &mut Code<'_, 'c>, target: Value<'c>, to: Array, (value, from): lower::Typed<'c>) {
    let value = lower::convert(code, value, from, to.element);
    if to.layout == Layout::Any {
        map_into(code, target, &[], |_, _| value).set_attribute(ASSIGNMENT, code.builder.unit());
    } else {
        code.builder.op("nd.fill").operand(value).operand(target).insert();
    }
}

/// The input of an `nd.map_into` that is its destination, and stays as it is unless a condition holds: nothing is written there, as
/// `a[mask] = 0` writes nothing where the mask is false.
pub fn kept_input(map: Operation) -> Option<usize> {
    let body = map.region(0).first_block()?;
    let choice = body.terminator()?.operand(0).defining_operation().filter(|made| made.is("arith.select"))?;
    let kept = body.arguments().position(|argument| argument == choice.operand(2))?;
    (map.operand(kept + 1) == map.operand(0)).then_some(kept)
}
