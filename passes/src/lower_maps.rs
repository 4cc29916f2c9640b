//! Operations on whole arrays to loops.
//!
//! ```text
//! %c = nd.map (%n) (%a, %b) {               %c = nd.create (%n)
//! ^bb0(%x: f64, %y: f64):                   scf.for %k = 0 to %n step 1 {
//!   %s = arith.addf %x, %y             =>     %x = nd.load %a[%k]
//!   nd.yield %s                               %y = nd.load %b[%k]
//! }                                           %s = arith.addf %x, %y
//!                                             nd.store %s, %c[%k]
//!                                           }
//! ```
//!
//! `nd.broadcast` becomes comparisons of extents with a `nd.raise_if`. `nd.map` and `nd.map_into` become up to three
//! versions of their loops, of which those that cannot be needed are left out ([`nest`]):
//!
//! - *flat*: all arrays are contiguous and of one shape, so one loop goes over all elements;
//! - *unit*: the elements of a row of each array are neighbours, or one element serves for the whole row;
//! - *near*: their strides are known and small, as those of `a[::-1]` and `z.real`;
//! - *strided*: any strides; it is known of which input one element serves for a row;
//! - *general*: any strides.
//!
//! Where the body gives an element of the destination back unless a condition holds, as `a[a > 1] = 0` does, nothing is written there.
//!
//! Many short rows of a new array are computed on vectors before ([`nest`]), and arrays of both orders on squares of vectors. Of inputs that are
//! one array some places further on, as a stencil's are, each element is read once.
//!
//! The iterations of an innermost loop are independent, and say so to LLVM (`group` on loads and stores, an annotation
//! on the loop), so that it vectorises without asking whether memory overlaps. Where the destination of `nd.map_into`
//! may share memory with an input ([`overlap`]), that is tested before, and the result computed backwards, or elsewhere first.
//!
//! Needs the `nd` stage. Leaves no `nd.broadcast`, `nd.map` and `nd.map_into`. The body is copied once for each version, up to
//! six times.

mod broadcast;
mod nest;
pub mod overlap;
mod split;

use crate::{
    blocks::defined_functions,
    code::{Code, Externals, Settings},
    extent::{self, array_type},
};
use melior::Context;
use nest::{Body, Nest};
use numlir_dialects::{
    Builder, Operation, Region, Value, convert,
    passes::Outcome,
    types::{Array, Layout, Type},
};
use overlap::Orders;

/// Marks the array that a result is computed into where its destination may share memory with an input: of all arrays that a program makes, devices
/// have these.
pub const DETOUR: &str = "numlir.detour";

/// Lowers the operations on whole arrays of all functions of a module.
///
/// # Errors
/// None.
pub fn lower_maps<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    for function in defined_functions(module) {
        let mut found = Vec::new();
        collect(function.region(0), &mut found);
        for operation in found {
            let builder = Builder::before(context, operation);
            match operation.name() {
                "nd.broadcast" => broadcast::lower(&builder, operation),
                "nd.map" => map(&builder, operation),
                _ => map_into(&builder, operation),
            }
            operation.erase();
        }
    }
    Ok(())
}

fn collect<'c>(region: Region<'c>, found: &mut Vec<Operation<'c>>) {
    for operation in region.blocks().flat_map(|block| block.operations().collect::<Vec<_>>()) {
        if matches!(operation.name(), "nd.broadcast" | "nd.map" | "nd.map_into") {
            found.push(operation);
        } else {
            (0..operation.region_count()).for_each(|index| collect(operation.region(index), found));
        }
    }
}

fn map<'c>(builder: &Builder<'c>, operation: Operation<'c>) {
    let ty = operation.result(0).ty();
    let rank = array_type(operation.result(0)).map_or(0, |array| array.rank.into());
    let extents: Vec<_> = operation.operands().take(rank).collect();
    let inputs: Vec<_> = operation.operands().skip(rank).collect();
    let made = builder.op("nd.create").operands(extents.iter().copied()).result(ty).value();
    let body = Body::of(operation.region(0));
    Nest::new(builder, made, &extents, &inputs, Some(body)).exact().write(builder, true);
    operation.result(0).replace_all_uses(made);
}

fn map_into<'c>(builder: &Builder<'c>, operation: Operation<'c>) {
    let destination = operation.operand(0);
    let ty = array_type(destination).expect("the destination is an array");
    let extents: Vec<_> = (0..ty.rank).map(|axis| extent::dim(builder, destination, axis)).collect();
    let inputs: Vec<_> = operation.operands().skip(1).collect();
    let body = Body::of(operation.region(0));
    let nest = Nest::new(builder, destination, &extents, &inputs, Some(body.clone()));
    let arrays: Vec<_> = inputs.iter().filter_map(|input| Some((*input, array_type(*input)?))).collect();
    let (safe, backwards) = match overlap::orders(builder, (destination, ty), &arrays) {
        Orders::All => return nest.unordered().write(builder, true),
        Orders::If { forwards, backwards } => (forwards, backwards),
    };
    let nest = if backwards.is_none() { nest.unordered() } else { nest };
    // As if all were read before anything is written: in an order in which nothing is written before it is read, or by way of another
    // array.
    let (direct, otherwise) = two_ways(builder, safe);
    nest.write(&direct, true);
    direct.op("scf.yield").insert();
    // A mask hardly ever lies in what is assigned to.
    let is_seldom = nest.replacement().is_some();
    let ways = backwards.filter(|_| !is_seldom).map(|backwards| two_ways(&otherwise, backwards));
    if let Some((turned, _)) = &ways {
        let inputs: Vec<_> = inputs.iter().map(|input| backwards_of(turned, *input)).collect();
        Nest::new(turned, backwards_of(turned, destination), &extents, &inputs, Some(body.clone()))
            .write(turned, false);
        turned.op("scf.yield").insert();
    }
    let detour = ways.as_ref().map_or(otherwise, |(_, detour)| *detour);
    let layout = overlap::order_of(builder, (destination, ty));
    let fresh = convert::to_mlir(builder.context, &Type::Array(Array { layout, readonly: false, aligned: true, ..ty }));
    let other = detour.op("nd.create").operands(extents.iter().copied()).result(fresh);
    let other = other.attribute(DETOUR, detour.unit()).value();
    let by_way = Nest::new(&detour, other, &extents, &inputs, Some(body));
    let back = Nest::new(&detour, destination, &extents, &[other], None);
    let [by_way, back] = [by_way, back].map(|nest| if is_seldom { nest.seldom() } else { nest });
    by_way.lower(&detour, false);
    back.lower(&detour, false);
    detour.op("scf.yield").insert();
    if ways.is_some() {
        otherwise.op("scf.yield").insert();
    }
}

/// The same elements from the last one to the first, along all axes; anything else as it is.
fn backwards_of<'c>(builder: &Builder<'c>, value: Value<'c>) -> Value<'c> {
    let Some(ty) = array_type(value).filter(|ty| ty.rank > 0) else { return value };
    let (settings, mut externals) = (Settings::default(), Externals::default());
    let code = Code { builder: *builder, settings: &settings, externals: &mut externals };
    let (zero, one) = (builder.constant_i64(0), builder.constant_i64(1));
    let extents: Vec<_> = (0..ty.rank).map(|axis| code.dim(value, axis)).collect();
    let strides: Vec<_> = (0..ty.rank).map(|axis| code.stride(value, axis)).collect();
    let last = extents.iter().zip(&strides).map(|(extent, stride)| code.multiply(code.subtract(*extent, one), *stride));
    let last = last.reduce(|one, other| code.add(one, other)).expect("there are axes");
    let strides: Vec<_> = strides.iter().map(|stride| code.subtract(zero, *stride)).collect();
    code.view(value, last, (&extents, &strides), &Array { layout: Layout::Any, ..ty })
}

/// The two ways of an `scf.if` without results.
fn two_ways<'c>(builder: &Builder<'c>, condition: Value<'c>) -> (Builder<'c>, Builder<'c>) {
    let operation = builder.op("scf.if").operand(condition).region().region().insert();
    let way = |index: usize| {
        let block = numlir_dialects::Block::append(operation.region(index), &[]);
        Builder::at_end(builder.context, block, builder.location)
    };
    (way(0), way(1))
}

fn all<'c>(builder: &Builder<'c>, conditions: impl IntoIterator<Item = Value<'c>>) -> Option<Value<'c>> {
    conditions.into_iter().reduce(|one, other| builder.binary("arith.andi", one, other))
}
