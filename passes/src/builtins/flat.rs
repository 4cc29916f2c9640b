//! What `a.flat`, `np.ndindex` and `np.nditer` are made with in the library.

use super::Builtin;
use crate::{
    code::{Argument, Code, Operand, Values},
    scalar::lower::convert,
};
use numlir_dialects::{
    Predicate, Value,
    types::{Scalar, Type},
};
use smallvec::smallvec;

const OF: &[&str] = &["of"];

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "numlir.library.flat", parameters: OF, infer: infer_flat, lower: lower_same },
    Builtin { name: "numlir.library.element_views", parameters: OF, infer: infer_views, lower: lower_same },
    Builtin { name: "numlir.library.places", parameters: OF, infer: infer_places, lower: lower_places },
    Builtin { name: "numlir.library.flat_base", parameters: OF, infer: infer_base, lower: lower_same },
];

/// How many elements there are.
pub fn size<'c>(code: &Code<'_, 'c>, of: &Type, values: &[Value<'c>]) -> Value<'c> {
    match of {
        Type::Array(array) => {
            let extents: Vec<_> = (0..array.rank).map(|axis| code.dim(values[0], axis)).collect();
            code.product(&extents)
        }
        _ => code.product(values),
    }
}

fn infer_flat(arguments: &[Option<Argument>]) -> Result<Type, String> {
    super::view::array(arguments[0].as_ref()).map(|array| Type::Flat(Type::Array(array).into()))
}

fn infer_views(arguments: &[Option<Argument>]) -> Result<Type, String> {
    super::view::array(arguments[0].as_ref()).map(|array| Type::ElementViews(Type::Array(array).into()))
}

fn infer_base(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match &arguments[0] {
        Some(Argument { ty: Type::Flat(of), .. }) => Ok((**of).clone()),
        _ => Err("only a.flat has a base".into()),
    }
}

fn lower_same<'c>(_: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    operands.iter().flatten().flat_map(|operand| operand.values.clone()).collect()
}

fn infer_places(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match &arguments[0] {
        Some(Argument { ty: Type::Tuple(extents), .. })
            if extents.iter().all(|extent| extent.scalar().is_some_and(Scalar::is_integer)) =>
        {
            Ok(Type::Flat(Type::tuple(extents.iter().map(|_| Type::INT64)).into()))
        }
        _ => Err("a shape is a tuple of integers".into()),
    }
}

fn lower_places<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some(Operand { ty: Type::Tuple(types), values, .. }) = &operands[0] else { return smallvec![] };
    let pairs = types.iter().zip(values);
    let extents: Values<'c> =
        pairs.map(|(ty, value)| convert(code, *value, ty.scalar().unwrap_or(Scalar::Int64), Scalar::Int64)).collect();
    for extent in &extents {
        let negative = code.builder.compare_int(Predicate::Slt, *extent, code.builder.constant_i64(0));
        code.raise_if(negative, "ValueError", "negative dimensions not allowed");
    }
    extents
}
