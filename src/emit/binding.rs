//! Frozen values as attributes: what a free name or a default means.

use crate::program::{Binding, MadeUfunc};
use melior::ir::Attribute;
use numlir_dialects::{
    Builder, convert,
    types::{Scalar, Type},
};

/// The attribute of a frozen value: a constant, a symbol for a function, a type for a value that is known from its type.
/// `None` for arrays and for objects without a meaning.
pub fn attribute<'c>(builder: &Builder<'c>, symbols: &[String], binding: &Binding) -> Option<Attribute<'c>> {
    let of_type = |ty: &Type| builder.type_attribute(convert::to_mlir(builder.context, ty));
    Some(match binding {
        Binding::None => builder.unit(),
        Binding::Bool(value) => builder.boolean(*value),
        Binding::Int(value) => integer(builder, *value)?,
        Binding::Float(value) => builder.float(builder.f64(), *value),
        Binding::Complex(real, imaginary) => builder.dense_f64(&[*real, *imaginary]),
        Binding::NumpyScalar(scalar, value) => numpy_scalar(builder, *scalar, value)?,
        Binding::Str(text) => builder.string(text),
        Binding::Bytes(bytes) => builder.byte_string(bytes),
        Binding::Tuple(elements) => {
            let elements: Option<Vec<_>> =
                elements.iter().map(|element| attribute(builder, symbols, element)).collect();
            builder.array(&elements?)
        }
        Binding::Dtype(scalar) => of_type(&Type::Dtype(*scalar)),
        Binding::Builtin(name) => of_type(&Type::builtin(name)),
        Binding::Ufunc(index, made) => of_type(&Type::builtin(&ufunc_name(symbols, *index, made))),
        Binding::Function(index) => builder.symbol(&symbols[*index]),
        Binding::Stencil(kernel) => builder.symbol(&stencil_symbol(&symbols[*kernel])),
        Binding::Array(_) | Binding::Call(..) | Binding::Unknown(_) => return None,
    })
}

/// The symbol of the function that applies a stencil.
pub fn stencil_symbol(kernel: &str) -> String {
    format!("{kernel}.stencil")
}

/// The name of a ufunc as a builtin.
pub fn ufunc_name(symbols: &[String], kernel: usize, made: &MadeUfunc) -> String {
    MadeUfunc { kernel: symbols[kernel].clone(), ..made.clone() }.to_string()
}

/// A Python integer: int64, or uint64 where only that holds it.
pub fn integer<'c>(builder: &Builder<'c>, value: i128) -> Option<Attribute<'c>> {
    let scalar = |scalar| convert::scalar_to_mlir(builder.context, scalar);
    if let Ok(value) = i64::try_from(value) {
        return Some(builder.integer(scalar(Scalar::Int64), value));
    }
    let value = u64::try_from(value).ok()?;
    Some(builder.integer(scalar(Scalar::UInt64), value.cast_signed()))
}

fn numpy_scalar<'c>(builder: &Builder<'c>, scalar: Scalar, value: &Binding) -> Option<Attribute<'c>> {
    let ty = convert::scalar_to_mlir(builder.context, scalar);
    Some(match *value {
        Binding::Bool(value) => builder.boolean(value),
        Binding::Int(value) if scalar.is_integer() => builder.integer(ty, value as i64),
        Binding::Float(value) if scalar.is_float() => builder.float(ty, value),
        Binding::Complex(real, imaginary) if scalar == Scalar::Complex64 => {
            builder.dense_f32(&[real as f32, imaginary as f32])
        }
        Binding::Complex(real, imaginary) => builder.dense_f64(&[real, imaginary]),
        _ => return None,
    })
}
