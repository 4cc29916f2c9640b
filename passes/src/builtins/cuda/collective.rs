//! Where threads wait for one another: barriers, and what the threads of a warp exchange.

use super::super::{Builtin, arguments};
use crate::{
    code::{Argument, Code, Operand, Values},
    scalar::lower::{self, convert},
};
use numlir_dialects::{
    Operation, Predicate, Value,
    types::{Scalar, Type},
};
use smallvec::smallvec;

const INT32: Type = Type::Scalar(Scalar::Int32);
const ALL_LANES: f64 = -1.0;

/// Lists functions of one kind each: name, parameters, typing rule, lowering with the kind.
macro_rules! kinds {
    ($($name:literal $kind:literal $parameters:tt $infer:expr, $lower:ident;)*) => {
        &[$(Builtin {
            name: concat!("numlir.cuda.", $name),
            parameters: &$parameters,
            infer: $infer,
            lower: |code, operands, result| $lower(code, operands, result, $kind),
        }),*]
    };
}

pub static FAMILY: &[Builtin] = kinds! {
    "syncthreads" "" [] nothing, barrier;
    "syncthreads_count" "count" ["predicate"] number, barrier;
    "syncthreads_and" "and" ["predicate"] number, barrier;
    "syncthreads_or" "or" ["predicate"] number, barrier;
    "syncwarp" "" ["mask?"] nothing, sync_warp;
    "shfl_sync" "index" ["mask", "value", "src_lane"] shuffled, shuffle;
    "shfl_up_sync" "up" ["mask", "value", "delta"] shuffled, shuffle;
    "shfl_down_sync" "down" ["mask", "value", "delta"] shuffled, shuffle;
    "shfl_xor_sync" "xor" ["mask", "value", "lane_mask"] shuffled, shuffle;
    "all_sync" "all" ["mask", "predicate"] voted, vote;
    "any_sync" "any" ["mask", "predicate"] voted, vote;
    "eq_sync" "eq" ["mask", "predicate"] voted, vote;
    "ballot_sync" "ballot" ["mask", "predicate"] |arguments| voted(arguments).map(|_| Type::Scalar(Scalar::UInt32)), vote;
    "match_any_sync" "any" ["mask", "value"] |arguments| matched(arguments).map(|_| INT32), matching;
    "match_all_sync" "all" ["mask", "value"] |arguments| matched(arguments).map(|_| Type::tuple([INT32, Type::BOOL])), matching;
    "activemask" "" [] |_| Ok(INT32), active_mask;
    "lanemask_lt" "" [] |_| Ok(INT32), lanes_before;
    "threadfence_block" "block" [] nothing, fence;
    "threadfence" "device" [] nothing, fence;
    "threadfence_system" "system" [] nothing, fence;
    "cg.this_grid" "" [] |_| Ok(Type::builtin("numlir.cuda.cg.GridGroup")), nothing_to_do;
    "cg.GridGroup.sync" "" [] |_| Ok(INT32), sync_grid;
    "nanosleep" "" ["ns"] nothing, nothing_to_do;
};

fn nothing(arguments: &[Option<Argument>]) -> Result<Type, String> {
    (0..arguments.len())
        .filter(|index| arguments[*index].is_some())
        .try_for_each(|index| arguments::integer(arguments, index).map(|_| ()))?;
    Ok(Type::None)
}

fn number(arguments: &[Option<Argument>]) -> Result<Type, String> {
    arguments::scalar(arguments, 0).map(|_| INT32)
}

/// A value of 32 or 64 bits; narrower integers and bools travel as `int32`.
fn exchangeable(arguments: &[Option<Argument>]) -> Result<Scalar, String> {
    arguments::integer(arguments, 0)?;
    match arguments::scalar(arguments, 1)? {
        scalar if scalar.is_complex() => Err(arguments::no_complex()),
        scalar if scalar.size() < 4 => Ok(Scalar::Int32),
        scalar => Ok(scalar),
    }
}

fn shuffled(arguments: &[Option<Argument>]) -> Result<Type, String> {
    arguments::integer(arguments, 2)?;
    exchangeable(arguments).map(Type::Scalar)
}

fn voted(arguments: &[Option<Argument>]) -> Result<Type, String> {
    arguments::integer(arguments, 0)?;
    arguments::scalar(arguments, 1).map(|_| Type::BOOL)
}

fn matched(arguments: &[Option<Argument>]) -> Result<Scalar, String> {
    exchangeable(arguments)
}

fn mask<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>]) -> Value<'c> {
    arguments::value(code, operands, 0, Scalar::Int32).unwrap_or_else(|| code.constant(Scalar::Int32, ALL_LANES))
}

fn truth<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], index: usize) -> Value<'c> {
    let (value, ty) = arguments::numbers(&operands[index..])[0];
    lower::truth(code, value, ty)
}

fn with_kind<'c>(code: &Code<'_, 'c>, name: &'static str, kind: &str) -> numlir_dialects::build::OperationBuilder<'c> {
    code.builder.op(name).attribute("kind", code.builder.string(kind))
}

fn barrier<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type, reduce: &str) -> Values<'c> {
    if reduce.is_empty() {
        code.builder.op("simt.barrier").insert();
        return smallvec![];
    }
    let value = truth(code, operands, 0);
    let value = convert(code, value, Scalar::Bool, Scalar::Int32);
    let builder = &code.builder;
    let operation = builder.op("simt.barrier").operand(value).attribute("reduce", builder.string(reduce));
    smallvec![operation.result(builder.i32()).value()]
}

fn sync_warp<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type, _: &str) -> Values<'c> {
    let mask = mask(code, operands);
    code.builder.op("simt.sync_warp").operand(mask).insert();
    smallvec![]
}

fn sync_grid<'c>(code: &mut Code<'_, 'c>, _: &[Option<Operand<'c>>], _: &Type, _: &str) -> Values<'c> {
    code.builder.op("simt.sync_grid").insert();
    smallvec![code.constant(Scalar::Int32, 0.0)]
}

fn exchanged<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>]) -> Value<'c> {
    let (value, from) = arguments::numbers(&operands[1..])[0];
    if from.size() < 4 { convert(code, value, from, Scalar::Int32) } else { value }
}

fn shuffle<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type, kind: &str) -> Values<'c> {
    let (mask, value) = (mask(code, operands), exchanged(code, operands));
    let lane = arguments::value(code, operands, 2, Scalar::Int32).expect("inference has seen the lane");
    let operation = with_kind(code, "simt.shuffle", kind).operands([mask, value, lane]);
    let operation: Operation<'c> = operation.result(value.ty()).result(code.builder.i1()).insert();
    smallvec![operation.result(0)]
}

fn vote<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type, kind: &str) -> Values<'c> {
    let (mask, predicate) = (mask(code, operands), truth(code, operands, 1));
    let said = with_kind(code, "simt.vote", kind).operands([mask, predicate]).result(code.builder.i32()).value();
    if *result != Type::BOOL {
        return smallvec![said];
    }
    let none = code.constant(Scalar::Int32, 0.0);
    smallvec![code.builder.compare_int(Predicate::Ne, said, none)]
}

fn matching<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type, kind: &str) -> Values<'c> {
    let (mask, value) = (mask(code, operands), exchanged(code, operands));
    let operation = with_kind(code, "simt.match", kind).operands([mask, value]);
    let operation = operation.result(code.builder.i32()).result(code.builder.i1()).insert();
    operation.results().take(if matches!(result, Type::Tuple(_)) { 2 } else { 1 }).collect()
}

fn active_mask<'c>(code: &mut Code<'_, 'c>, _: &[Option<Operand<'c>>], _: &Type, _: &str) -> Values<'c> {
    smallvec![code.builder.op("simt.active_mask").result(code.builder.i32()).value()]
}

/// A bit for each lane before the thread's own.
fn lanes_before<'c>(code: &mut Code<'_, 'c>, _: &[Option<Operand<'c>>], _: &Type, _: &str) -> Values<'c> {
    let one = code.constant(Scalar::Int32, 1.0);
    let lane = code.builder.op("simt.lane").result(code.builder.i32()).value();
    let bit = code.builder.binary("arith.shli", one, lane);
    smallvec![code.builder.binary("arith.subi", bit, one)]
}

fn fence<'c>(code: &mut Code<'_, 'c>, _: &[Option<Operand<'c>>], _: &Type, scope: &str) -> Values<'c> {
    code.builder.op("simt.fence").attribute("scope", code.builder.string(scope)).insert();
    smallvec![]
}

fn nothing_to_do<'c>(_: &mut Code<'_, 'c>, _: &[Option<Operand<'c>>], _: &Type, _: &str) -> Values<'c> {
    smallvec![]
}
