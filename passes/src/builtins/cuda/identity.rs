//! Who a thread is: `threadIdx`, `blockIdx`, `blockDim`, `gridDim`, `laneid`, `grid`, `gridsize`.

use super::{super::Builtin, literal};
use crate::code::{Argument, Code, Values};
use numlir_dialects::{
    Value,
    types::{Scalar, Type},
};
use smallvec::smallvec;

const INT32: Type = Type::Scalar(Scalar::Int32);

/// Lists values of three axes: name in Python, kind of `simt.id`.
macro_rules! axes {
    ($($name:literal $kind:literal;)*) => {
        &[$(
            axes!(@one $name, ".x", $kind, 0), axes!(@one $name, ".y", $kind, 1), axes!(@one $name, ".z", $kind, 2),
        )*
        Builtin { name: "numlir.cuda.laneid", parameters: &[], infer: |_| Ok(INT32), lower: |code, _, _| {
            smallvec![code.builder.op("simt.lane").result(code.builder.i32()).value()]
        } }]
    };
    (@one $name:literal, $axis:literal, $kind:literal, $number:literal) => {
        Builtin {
            name: concat!("numlir.cuda.", $name, $axis),
            parameters: &[],
            infer: |_| Ok(INT32),
            lower: |code, _, _| smallvec![id(code, $kind, $number)],
        }
    };
}

/// Values that are read without a call.
pub static VALUES: &[Builtin] = axes! {
    "threadIdx" "thread";
    "blockIdx" "block";
    "blockDim" "block_dim";
    "gridDim" "grid_dim";
};

pub static FAMILY: &[Builtin] = &[
    Builtin {
        name: "numlir.cuda.grid",
        parameters: &["ndim"],
        infer: infer_axes,
        lower: |code, _, ty| axes(code, ty, "simt.position"),
    },
    Builtin {
        name: "numlir.cuda.gridsize",
        parameters: &["ndim"],
        infer: infer_axes,
        lower: |code, _, ty| axes(code, ty, "simt.extent"),
    },
];

fn id<'c>(code: &Code<'_, 'c>, kind: &str, axis: i64) -> Value<'c> {
    let builder = &code.builder;
    let operation = builder.op("simt.id").attribute("kind", builder.string(kind));
    operation.attribute("axis", builder.integer(builder.i64(), axis)).result(builder.i32()).value()
}

/// As many integers as there are axes; of one axis the integer itself.
fn infer_axes(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match literal(&arguments[0]) {
        Some(1) => Ok(Type::INT64),
        Some(2) => Ok(Type::tuple([Type::INT64, Type::INT64])),
        Some(3) => Ok(Type::tuple([Type::INT64, Type::INT64, Type::INT64])),
        _ => Err("ndim is 1, 2 or 3, written as a constant".into()),
    }
}

fn axes<'c>(code: &mut Code<'_, 'c>, result: &Type, name: &'static str) -> Values<'c> {
    let count = if let Type::Tuple(elements) = result { elements.len() } else { 1 };
    let builder = &code.builder;
    let axis = |axis: usize| {
        let axis = builder.integer(builder.i64(), axis as i64);
        builder.op(name).attribute("axis", axis).result(builder.i64()).value()
    };
    (0..count).map(axis).collect()
}
