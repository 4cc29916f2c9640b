//! `set` and the methods of sets. Those that can be written in Python are in the library.

use super::{Builtin, NO_ELEMENT};
use crate::{
    code::{Argument, Code, Operand, Values},
    infer::{comparable, element_of, unify},
    py_to_nd::nested,
    scalar::{complex, lower as scalar},
};
use numlir_dialects::{
    Predicate, Value,
    types::{Scalar, Type},
};
use smallvec::smallvec;

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "builtins.set", parameters: &["iterable?"], infer: infer_set, lower: lower_set },
    Builtin { name: "set.add", parameters: &["self", "elem"], infer: infer_add, lower: lower_add },
    Builtin { name: "set.discard", parameters: &["self", "elem"], infer: infer_discard, lower: lower_discard },
    Builtin { name: "set.remove", parameters: &["self", "elem"], infer: infer_discard, lower: lower_remove },
    Builtin { name: "set.pop", parameters: &["self"], infer: infer_pop, lower: lower_pop },
    Builtin { name: "set.clear", parameters: &["self"], infer: infer_clear, lower: lower_clear },
    Builtin { name: "set.copy", parameters: &["self"], infer: infer_copy, lower: lower_set },
    Builtin { name: "set.update", parameters: &["self", "iterable"], infer: infer_update, lower: lower_update },
];

/// How numbers of a type stand in the runtime's sets.
pub fn kind(scalar: Scalar) -> i64 {
    match scalar {
        Scalar::Float64 => 1,
        Scalar::Float32 => 2,
        Scalar::Complex128 => 3,
        Scalar::Complex64 => 4,
        _ => 0,
    }
}

/// A number as the runtime's sets have it: two slots, the second of most 0.
pub fn slots<'c>(code: &mut Code<'_, 'c>, ty: Scalar, value: Value<'c>) -> [Value<'c>; 2] {
    let builder = code.builder;
    let (i64, zero) = (builder.i64(), builder.constant_i64(0));
    let bits = |value: Value<'c>, part: Scalar| {
        if part == Scalar::Float64 {
            return builder.convert("arith.bitcast", value, i64);
        }
        let narrow = builder.convert("arith.bitcast", value, builder.i32());
        builder.convert("arith.extui", narrow, i64)
    };
    if ty.is_complex() {
        let (real, imaginary) = complex::parts(code, value, ty);
        let (low, high) = (bits(real, ty.real()), bits(imaginary, ty.real()));
        if ty == Scalar::Complex128 {
            return [low, high];
        }
        let high = builder.binary("arith.shli", high, builder.constant_i64(32));
        return [builder.binary("arith.ori", low, high), zero];
    }
    if ty.is_float() {
        return [bits(value, ty), zero];
    }
    let wide = if ty.is_unsigned() { Scalar::UInt64 } else { Scalar::Int64 };
    [scalar::convert(code, value, ty, wide), zero]
}

/// Whether a number of any type is in a set.
pub fn has<'c>(
    code: &mut Code<'_, 'c>,
    (set, element): (Value<'c>, &Type),
    (from, value): (Scalar, Value<'c>),
) -> Option<Value<'c>> {
    let (converted, same) = as_element(code, element.scalar()?, (from, value));
    let [low, high] = slots(code, element.scalar()?, converted);
    let has = code.runtime("numlir_set_has", &[set, low, high], Some(code.builder.i1())).result(0);
    Some(match same {
        Some(same) => code.builder.binary("arith.andi", has, same),
        None => has,
    })
}

/// A number converted to the type of a set's elements, and whether it is still the same where that is not certain.
fn as_element<'c>(
    code: &mut Code<'_, 'c>,
    to: Scalar,
    (from, value): (Scalar, Value<'c>),
) -> (Value<'c>, Option<Value<'c>>) {
    if from == to {
        return (value, None);
    }
    let plain = if from.is_complex() && !to.is_complex() { complex::parts(code, value, from).0 } else { value };
    let plain_type = if from.is_complex() && !to.is_complex() { from.real() } else { from };
    let converted = scalar::convert(code, plain, plain_type, to);
    let same = scalar::compare(code, "eq", (value, from), (converted, to));
    (converted, Some(same))
}

fn element(arguments: &[Option<Argument>]) -> Result<&Type, String> {
    match &arguments[0] {
        Some(Argument { ty: Type::Set(element), .. }) => Ok(element),
        Some(Argument { ty, .. }) => Err(format!("{ty} is no set")),
        None => Err("there is no set".into()),
    }
}

fn given(arguments: &[Option<Argument>], position: usize) -> Result<&Type, String> {
    arguments.get(position).and_then(Option::as_ref).map(|argument| &argument.ty).ok_or("an argument is missing".into())
}

fn infer_set(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let element = match &arguments[0] {
        Some(Argument { ty: Type::Tuple(elements), .. }) if elements.is_empty() => NO_ELEMENT,
        Some(Argument { ty, .. }) => element_of(ty).map_err(|(_, _, message)| message)?,
        None => NO_ELEMENT,
    };
    match element {
        element if is_element(&element) => Ok(Type::Set(element.into())),
        other => Err(format!("sets hold numbers only, not {other}")),
    }
}

/// Whether sets hold such values: all numbers but halves, which the runtime knows nothing of.
fn is_element(ty: &Type) -> bool {
    matches!(ty, Type::Scalar(scalar) if *scalar != Scalar::Float16) || matches!(ty, Type::Undetermined(_))
}

fn infer_copy(arguments: &[Option<Argument>]) -> Result<Type, String> {
    Ok(Type::Set(element(arguments)?.clone().into()))
}

fn fits(element: &Type, value: &Type) -> Result<(), String> {
    match unify(element, value) {
        Some(both) if is_element(&both) => Ok(()),
        _ => Err(format!("{value} cannot be put into a set of {element}")),
    }
}

fn infer_add(arguments: &[Option<Argument>]) -> Result<Type, String> {
    fits(element(arguments)?, given(arguments, 1)?)?;
    Ok(Type::None)
}

fn infer_update(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let from = given(arguments, 1)?;
    if *from != Type::tuple([]) {
        fits(element(arguments)?, &element_of(from).map_err(|(_, _, message)| message)?)?;
    }
    Ok(Type::None)
}

fn infer_discard(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let (element, value) = (element(arguments)?, given(arguments, 1)?);
    if value.scalar().is_some() && comparable("eq", element, value) {
        return Ok(Type::None);
    }
    Err(format!("{value} cannot be compared with {element}"))
}

fn infer_pop(arguments: &[Option<Argument>]) -> Result<Type, String> {
    element(arguments).cloned()
}

fn infer_clear(arguments: &[Option<Argument>]) -> Result<Type, String> {
    element(arguments).map(|_| Type::None)
}

/// The set that a method is of, and its element.
fn set<'c>(operands: &[Option<Operand<'c>>]) -> Option<(Value<'c>, Type)> {
    let operand = operands[0].as_ref()?;
    match &operand.ty {
        Type::Set(element) => Some((operand.value(), (**element).clone())),
        _ => None,
    }
}

fn lower_set<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let Type::Set(element) = result else { return smallvec![] };
    let zero = code.builder.constant_i64(0);
    let Some(from) = &operands[0] else { return smallvec![code.new_set(element, zero)] };
    if from.ty == *result {
        return smallvec![code.make("numlir_set_copy", &[from.value()], result)];
    }
    let made = code.new_set(element, zero);
    code.update_set(made, element, (&from.ty, &from.values));
    smallvec![made]
}

fn lower_add<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let (Some((set, element)), Some(value)) = (set(operands), &operands[1]) else { return smallvec![] };
    if let Some(values) = nested(code, |lowering| lowering.cast(&value.values, &value.ty, &element)) {
        code.add_to_set(set, &element, values[0]);
    }
    smallvec![]
}

fn lower_update<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let (Some((set, element)), Some(from)) = (set(operands), &operands[1]) else { return smallvec![] };
    code.update_set(set, &element, (&from.ty, &from.values));
    smallvec![]
}

/// Takes an element out; whether it was there.
fn take<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>]) -> Option<Value<'c>> {
    let ((set, element), value) = (set(operands)?, operands[1].as_ref()?);
    let to = element.scalar()?;
    let (converted, same) = as_element(code, to, (value.ty.scalar()?, value.value()));
    let [low, high] = slots(code, to, converted);
    let i1 = code.builder.i1();
    let remove = |code: &mut Code<'_, 'c>| code.runtime("numlir_set_remove", &[set, low, high], Some(i1)).result(0);
    let Some(same) = same else { return Some(remove(code)) };
    let no = code.builder.constant_bool(false);
    Some(code.choose(same, &[i1], |code| smallvec![remove(code)], |_| smallvec![no])[0])
}

fn lower_discard<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    take(code, operands);
    smallvec![]
}

fn lower_remove<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some(found) = take(code, operands) else { return smallvec![] };
    let yes = code.builder.constant_bool(true);
    let missing = code.builder.binary("arith.xori", found, yes);
    let Some(value) = &operands[1] else { return smallvec![] };
    code.when(missing, |code| {
        nested(code, |lowering| lowering.note_value(&value.ty, &value.values));
        let always = code.builder.constant_bool(true);
        code.raise_if(always, "KeyError", "");
    });
    smallvec![]
}

fn lower_pop<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some((set, element)) = set(operands) else { return smallvec![] };
    let builder = code.builder;
    let length = code.length(set);
    let empty = builder.compare_int(Predicate::Eq, length, builder.constant_i64(0));
    code.raise_if(empty, "KeyError", "pop from an empty set");
    let last = builder.binary("arith.subi", length, builder.constant_i64(1));
    let values = code.get(set, &element, last);
    code.runtime("numlir_set_drop_last", &[set], None);
    values
}

fn lower_clear<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    if let Some((set, _)) = set(operands) {
        code.runtime("numlir_set_clear", &[set], None);
    }
    smallvec![]
}
