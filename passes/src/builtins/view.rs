//! Slices and views of arrays.

use super::Builtin;
use crate::{
    code::{Argument, Code, Operand, Values},
    scalar::lower::convert,
};
use numlir_dialects::types::{Scalar, Type};

pub static FAMILY: &[Builtin] = &[Builtin {
    name: "builtins.slice",
    parameters: &["start", "stop?", "step?"],
    infer: infer_slice,
    lower: lower_slice,
}];

/// `slice(stop)` or `slice(start, stop, step)`.
fn infer_slice(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let bound = |argument: &Option<Argument>| match argument {
        Some(Argument { ty: Type::Scalar(scalar), .. }) if scalar.is_integer() => Ok(Type::INT64),
        None | Some(Argument { ty: Type::None, .. }) => Ok(Type::None),
        Some(Argument { ty, .. }) => Err(format!("the bounds of a slice are integers or None, not {ty}")),
    };
    let [first, second, step] = [0, 1, 2].map(|position| bound(&arguments[position]));
    let (start, stop) = if arguments[1].is_none() { (Ok(Type::None), first) } else { (first, second) };
    Ok(Type::Slice([start?, stop?, step?].into()))
}

fn lower_slice<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let given = operands.iter().flatten().filter_map(|operand| Some((*operand.values.first()?, operand.ty.scalar()?)));
    given.map(|(value, from)| convert(code, value, from, Scalar::Int64)).collect()
}
