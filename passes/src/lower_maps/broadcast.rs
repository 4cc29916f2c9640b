//! `nd.broadcast` to comparisons of extents.

use crate::{elementwise::is_same, extent::known};
use numlir_dialects::{Builder, Operation, Predicate, Value, build::dense_i64_values};

/// A shape among the operands.
type Shape<'c> = Vec<Value<'c>>;

pub fn lower<'c>(builder: &Builder<'c>, operation: Operation<'c>) {
    let ranks = operation.attribute("ranks").and_then(dense_i64_values).unwrap_or_default();
    let mut operands = operation.operands();
    let shapes: Vec<Shape> = ranks.iter().map(|rank| operands.by_ref().take(*rank as usize).collect()).collect();
    let result = match operation.text("into") {
        "assign" => assignment(builder, &shapes),
        "out" => output(builder, &shapes),
        _ => {
            let (result, misfits) = fold(builder, &shapes);
            raise(builder, misfits, &together(&shapes), &shapes);
            result
        }
    };
    for (old, new) in operation.results().zip(result) {
        old.replace_all_uses(new);
    }
}

/// The shape that shapes broadcast to, and where they do not.
fn fold<'c>(builder: &Builder<'c>, shapes: &[Shape<'c>]) -> (Shape<'c>, Vec<Value<'c>>) {
    let rank = shapes.iter().map(Vec::len).max().unwrap_or(0);
    let mut misfits = Vec::new();
    let result = (0..rank).map(|axis| {
        let extents = shapes.iter().filter_map(|shape| shape.get((axis + shape.len()).checked_sub(rank)?).copied());
        let widen = |so_far: Value<'c>, extent: Value<'c>| {
            if is_same(so_far, extent) || known(extent) == Some(1) {
                return so_far;
            }
            if known(so_far) == Some(1) {
                return extent;
            }
            let one = builder.constant_i64(1);
            let differs = builder.compare_int(Predicate::Ne, so_far, extent);
            let not_one = builder.compare_int(Predicate::Ne, extent, one);
            let was_not_one = builder.compare_int(Predicate::Ne, so_far, one);
            let both = builder.binary("arith.andi", not_one, was_not_one);
            misfits.push(builder.binary("arith.andi", differs, both));
            builder.select(was_not_one, so_far, extent)
        };
        extents.reduce(widen).expect("some shape has the axis")
    });
    (result.collect(), misfits)
}

/// `a[...] = value`: axes of 1 in front of the value's shape do not count.
fn assignment<'c>(builder: &Builder<'c>, shapes: &[Shape<'c>]) -> Shape<'c> {
    let [destination, value] = shapes else { return shapes[0].clone() };
    let mut misfits = Vec::new();
    for (back, extent) in value.iter().rev().enumerate() {
        let target = destination.len().checked_sub(back + 1).map(|axis| destination[axis]);
        if known(*extent) == Some(1) || target.is_some_and(|target| is_same(target, *extent)) {
            continue;
        }
        let not_one = builder.compare_int(Predicate::Ne, *extent, builder.constant_i64(1));
        misfits.push(match target {
            Some(target) => {
                let differs = builder.compare_int(Predicate::Ne, *extent, target);
                builder.binary("arith.andi", differs, not_one)
            }
            None => not_one,
        });
    }
    // NumPy's text leaves out the axes of 1 in front, as many as there are more axes than in the destination.
    let more = value.len().saturating_sub(destination.len());
    let Some(misfit) = misfits.into_iter().reduce(|one, other| builder.binary("arith.ori", one, other)) else {
        return destination.clone();
    };
    for left_out in 0..=more {
        let ends_here =
            (left_out < more).then(|| builder.compare_int(Predicate::Ne, value[left_out], builder.constant_i64(1)));
        let here = ends_here.map_or(misfit, |ends| builder.binary("arith.andi", misfit, ends));
        let shown = value[left_out..].to_vec();
        let text = format!(
            "could not broadcast input array from shape {} into shape {}",
            places(shown.len()),
            places(destination.len())
        );
        raise(builder, vec![here], &text, &[shown, destination.clone()]);
    }
    destination.clone()
}

/// An output: the operands broadcast with it, and it is what they broadcast to.
fn output<'c>(builder: &Builder<'c>, shapes: &[Shape<'c>]) -> Shape<'c> {
    let (destination, operands) = shapes.split_first().expect("there is a destination");
    let in_order: Vec<Shape> = operands.iter().chain([destination]).cloned().collect();
    let (wanted, misfits) = fold(builder, &in_order);
    raise(builder, misfits, &together(&in_order), &in_order);
    let mut misfits = Vec::new();
    if wanted.len() > destination.len() {
        misfits.push(builder.constant_bool(true));
    } else {
        for (extent, wanted) in destination.iter().zip(&wanted) {
            if !is_same(*extent, *wanted) {
                misfits.push(builder.compare_int(Predicate::Ne, *extent, *wanted));
            }
        }
    }
    let text = format!(
        "non-broadcastable output operand with shape {} doesn't match the broadcast shape {}",
        places(destination.len()),
        places(wanted.len())
    );
    raise(builder, misfits, &text, &[destination.clone(), wanted]);
    destination.clone()
}

fn together(shapes: &[Shape]) -> String {
    let shapes: String = shapes.iter().map(|shape| places(shape.len()) + " ").collect();
    format!("operands could not be broadcast together with shapes {shapes}")
}

/// A shape as NumPy writes it, a place for each extent.
fn places(rank: usize) -> String {
    let extents = vec!["{}"; rank].join(",");
    if rank == 1 { "({},)".to_owned() } else { format!("({extents})") }
}

fn raise<'c>(builder: &Builder<'c>, misfits: Vec<Value<'c>>, text: &str, shapes: &[Shape<'c>]) {
    let Some(any) = misfits.into_iter().reduce(|one, other| builder.binary("arith.ori", one, other)) else { return };
    builder
        .op("nd.raise_if")
        .operand(any)
        .operands(shapes.iter().flatten().copied())
        .attribute("exception", builder.string("ValueError"))
        .attribute("arguments", builder.strings(&[text]))
        .insert();
}
