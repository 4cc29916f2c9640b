//! What masks and positions select is made by the runtime.
//!
//! ```mlir
//! %n = nd.count_true %m : …                   %k = nd.call_c "numlir_selection_room"(%size, %l, %m) : …
//! %s = nd.compress (%n) %a where %m : …   =>  %room = nd.create (%k + 16) : …
//!                                             %n = nd.call_c "numlir_select_all"(%size, %l, %a, %m, %room) : …
//!                                             %s = nd.view %room[%zero] (%n) () : …
//! ```
//!
//! Vectors write behind the last element that is selected, so there is room for [`SLACK`] more; rows are moved by `numlir_select_rows`, which does
//! not. Values are placed by `numlir_place`; where there may be one for all, that is asked before. Where a count does not stand right before its
//! only selection, it is taken alone, and the selection has room for as many. Leaves no `nd.count_true`, no `nd.compress`, no `nd.place`, no `nd.take`, no
//! `nd.reach` and no `nd.first_outside`, so that nothing behind `fuse-maps` knows of them. Linear.

use crate::{
    blocks::defined_functions,
    code::{Code, Externals, Settings},
    elementwise::is_same,
    extent::array_type,
    loops::find_all,
};
use melior::Context;
use numlir_dialects::{Block, Builder, Operation, Predicate, Value, convert, passes::Outcome};
use smallvec::smallvec;

/// So many elements behind those that are selected may be written.
pub const SLACK: i64 = 16;

pub fn lower_selections<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    let (settings, mut externals) = (Settings::default(), Externals::default());
    for function in defined_functions(module) {
        for operation in find_all(function.region(0), "nd.place") {
            let builder = Builder::before(context, operation);
            place(&mut Code { builder, settings: &settings, externals: &mut externals }, operation);
            operation.erase();
        }
        for name in ["nd.compress", "nd.count_true", "nd.take", "nd.first_outside", "nd.reach"] {
            for operation in find_all(function.region(0), name) {
                let builder = Builder::before(context, operation);
                let mut code = Code { builder, settings: &settings, externals: &mut externals };
                let value = match operation.name() {
                    "nd.compress" => compress(&code, operation),
                    "nd.take" => take(&code, operation),
                    "nd.first_outside" => first_outside(&mut code, operation),
                    "nd.reach" => reach(&code, operation),
                    _ => count(&code, operation),
                };
                operation.result(0).replace_all_uses(value);
                operation.erase();
            }
        }
    }
    Ok(())
}

fn count<'c>(code: &Code<'_, 'c>, operation: Operation<'c>) -> Value<'c> {
    let mask = operation.operand(0);
    call(code, "numlir_count_true", &[code.dim(mask, 0), mask])
}

fn compress<'c>(code: &Code<'_, 'c>, operation: Operation<'c>) -> Value<'c> {
    let [count, array, mask] = [0, 1, 2].map(|index| operation.operand(index));
    let ty = array_type(operation.result(0)).expect("the result is an array");
    let row: Vec<_> = (1..ty.rank).map(|axis| code.dim(array, axis)).collect();
    let element = code.builder.constant_i64(ty.element.size().into());
    let size = row.iter().fold(element, |size, extent| code.multiply(size, *extent));
    let length = code.dim(mask, 0);
    let counted = counted_for(operation, mask);
    let most = counted.map_or(count, |_| call(code, "numlir_selection_room", &[size, length, mask]));
    let (select, slack) = if row.is_empty() { ("numlir_select_all", SLACK) } else { ("numlir_select_rows", 0) };
    let room = code.add(most, code.builder.constant_i64(slack));
    let room = code.builder.op("nd.create").operand(room).operands(row.iter().copied());
    let room = room.result(operation.result(0).ty()).value();
    let zero = code.builder.constant_i64(0);
    let found = call(code, select, &[size, length, array, mask, room]);
    if let Some(counted) = counted {
        count.replace_all_uses(found);
        counted.erase();
    }
    let extents: Vec<_> = [found].into_iter().chain(row).collect();
    code.view(room, zero, (&extents, &[]), &ty)
}

/// The operation that counts what is selected, where it stands right before the selection: nothing between asks for the count.
fn counted_for<'c>(selection: Operation<'c>, mask: Value<'c>) -> Option<Operation<'c>> {
    let count = selection.operand(0);
    let counted = count.defining_operation()?;
    if !counted.is("nd.count_true") || counted.operand(0) != mask || counted.block() != selection.block() {
        return None;
    }
    let mut behind = counted.next()?;
    while behind != selection {
        if behind.region_count() > 0 || behind.operands().any(|operand| operand == count) {
            return None;
        }
        behind = behind.next()?;
    }
    Some(counted)
}

fn place<'c>(code: &mut Code<'_, 'c>, operation: Operation<'c>) {
    let [count, values, array, mask] = [0, 1, 2, 3].map(|index| operation.operand(index));
    let each = |code: &mut Code<'_, 'c>| {
        let ty = array_type(array).expect("elements are placed into an array");
        let element = code.builder.constant_i64(ty.element.size().into());
        let one = code.builder.constant_i64(1);
        let size = (0..ty.rank).map(|axis| code.dim(mask, axis)).fold(one, |size, extent| code.multiply(size, extent));
        let call = code.builder.op("nd.call_c").attribute("symbol", code.builder.string("numlir_place"));
        call.operands([element, size, values, mask, array]).insert();
    };
    let given = code.dim(values, 0);
    if is_same(given, count) {
        return each(code);
    }
    let serves_all = code.equal(given, code.builder.constant_i64(1));
    code.branch(serves_all, &[], |code, serves_all| {
        if serves_all {
            place_one(code, (array, mask), values);
        } else {
            each(code);
        }
        smallvec![]
    });
}

/// Has the first value where a mask is true.
fn place_one<'c>(code: &Code<'_, 'c>, (array, mask): (Value<'c>, Value<'c>), values: Value<'c>) {
    let builder = &code.builder;
    let element = element_type(builder, array);
    let value = builder.op("nd.load").operand(values).operand(builder.constant_i64(0)).result(element).value();
    let written = builder.op("nd.map_into").operands([array, mask, value, array]).region().insert();
    let arguments = [builder.i1(), element, element].map(|ty| (ty, builder.location));
    let block = Block::append(written.region(0), &arguments);
    let inner = Builder::at_end(builder.context, block, builder.location);
    let chosen = inner.select(block.argument(0), block.argument(1), block.argument(2));
    inner.op("nd.yield").operand(chosen).insert();
}

fn take<'c>(code: &Code<'_, 'c>, operation: Operation<'c>) -> Value<'c> {
    let [count, array, positions] = [0, 1, 2].map(|index| operation.operand(index));
    let taken = code.builder.op("nd.create").operand(count).result(operation.result(0).ty()).value();
    let size = array_type(array).map_or(0, |ty| ty.element.size());
    let size = code.builder.constant_i64(size.into());
    let extent = code.dim(array, 0);
    // Where it is known that none is negative, none has to count from the end.
    let behind = reach_of(operation, positions).map_or(extent, |reach| {
        let zero = code.builder.constant_i64(0);
        let negative = code.builder.compare_int(Predicate::Slt, reach, zero);
        code.builder.select(negative, extent, zero)
    });
    call(code, "numlir_take_inside", &[size, count, behind, positions, array, taken]);
    taken
}

/// How far the positions of a selection reach, where that was asked before in its block: positions are as they were when they were checked.
pub fn reach_of<'c>(take: Operation<'c>, positions: Value<'c>) -> Option<Value<'c>> {
    let before = take.block()?.operations().take_while(|operation| *operation != take);
    let reach = before.filter(|operation| operation.is("nd.reach") && operation.operand(0) == positions).last()?;
    Some(reach.result(0))
}

/// Looked for only where one is outside.
fn first_outside<'c>(code: &mut Code<'_, 'c>, operation: Operation<'c>) -> Value<'c> {
    let [positions, extent, reach] = [0, 1, 2].map(|index| operation.operand(index));
    let sign = code.builder.binary("arith.shrsi", reach, code.builder.constant_i64(63));
    let farthest = code.builder.binary("arith.xori", reach, sign);
    let inside = code.builder.compare_int(Predicate::Slt, farthest, extent);
    code.branch(inside, &[code.builder.i64()], |code, inside| {
        if inside {
            return smallvec![code.builder.constant_i64(0)];
        }
        smallvec![call(code, "numlir_first_outside", &[code.dim(positions, 0), extent, positions])]
    })[0]
}

fn reach<'c>(code: &Code<'_, 'c>, operation: Operation<'c>) -> Value<'c> {
    let positions = operation.operand(0);
    call(code, "numlir_reach", &[code.dim(positions, 0), positions])
}

fn element_type<'c>(builder: &Builder<'c>, array: Value<'c>) -> melior::ir::Type<'c> {
    convert::storage_to_mlir(builder.context, array_type(array).expect("an array").element)
}

/// Writes the next so many elements that a mask selects, from a position on, to an array that has room for [`SLACK`] more. Gives the position
/// behind the last one.
pub fn select<'c>(
    code: &Code<'_, 'c>,
    (array, mask): (Value<'c>, Value<'c>),
    position: Value<'c>,
    (to, count): (Value<'c>, Value<'c>),
) -> Value<'c> {
    let size = array_type(array).map_or(0, |ty| ty.element.size());
    let size = code.builder.constant_i64(size.into());
    call(code, "numlir_select", &[size, code.dim(mask, 0), position, array, mask, to, count])
}

fn call<'c>(code: &Code<'_, 'c>, symbol: &str, operands: &[Value<'c>]) -> Value<'c> {
    let call = code.builder.op("nd.call_c").attribute("symbol", code.builder.string(symbol));
    call.operands(operands.iter().copied()).result(code.builder.i64()).value()
}
