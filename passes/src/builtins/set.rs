//! `set` and the methods of sets. Those that can be written in Python are in the library.

use super::{Builtin, NO_ELEMENT};
use crate::{
    code::{Argument, Code, Operand, Values},
    infer::{comparable, element_of, unify},
    py_to_nd::{nested, split},
    scalar::{complex, lower as scalar},
};
use numlir_dialects::{
    Predicate, Value, hash,
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

/// What sets are made of, as messages say it.
pub const UNHASHABLE: &str = "sets hold numbers, strings, and tuples of them";

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

/// Whether a value of any type is in a set.
pub fn has<'c>(
    code: &mut Code<'_, 'c>,
    (set, element): (Value<'c>, &Type),
    (from, values): (&Type, &[Value<'c>]),
) -> Option<Value<'c>> {
    let Some((converted, same)) = as_element(code, element, (from, values)) else {
        return Some(code.builder.constant_bool(false));
    };
    let i1 = code.builder.i1();
    let has = match element.scalar() {
        Some(scalar) => {
            let [low, high] = slots(code, scalar, converted[0]);
            code.runtime("numlir_set_has", &[set, low, high], Some(i1)).result(0)
        }
        None => {
            let held = code.held(element, &converted);
            code.runtime("numlir_set_has_held", &[set, held], Some(i1)).result(0)
        }
    };
    Some(match same {
        Some(same) => code.builder.binary("arith.andi", has, same),
        None => has,
    })
}

/// A value converted to the type of a set's elements, and whether it is still the same where that is not certain; nothing where no
/// element equals it, whatever it is.
fn as_element<'c>(
    code: &mut Code<'_, 'c>,
    to: &Type,
    (from, values): (&Type, &[Value<'c>]),
) -> Option<(Values<'c>, Option<Value<'c>>)> {
    match (to, from) {
        (Type::Scalar(to), Type::Scalar(from)) => {
            let (converted, same) = as_scalar(code, *to, (*from, values[0]));
            Some((smallvec![converted], same))
        }
        (Type::Tuple(to), Type::Tuple(from)) if to.len() == from.len() => {
            let (mut all, mut certain) = (Values::new(), None);
            let parts = split(code, from, values);
            for ((to, from), part) in to.iter().zip(from.iter()).zip(parts) {
                let (converted, same) = as_element(code, to, (from, &part))?;
                all.extend(converted);
                certain = match (certain, same) {
                    (Some(one), Some(other)) => Some(code.builder.binary("arith.andi", one, other)),
                    (one, other) => one.or(other),
                };
            }
            Some((all, certain))
        }
        (to, from) if to == from => Some((values.iter().copied().collect(), None)),
        _ => None,
    }
}

fn as_scalar<'c>(
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
        Type::Undetermined(_) => Ok(Type::Set(element.into())),
        other if hash::slot_kinds(&other).is_some() => Ok(Type::Set(other.into())),
        other => Err(format!("{UNHASHABLE}, not {other}")),
    }
}

fn infer_copy(arguments: &[Option<Argument>]) -> Result<Type, String> {
    Ok(Type::Set(element(arguments)?.clone().into()))
}

fn fits(element: &Type, value: &Type) -> Result<(), String> {
    match unify(element, value) {
        Some(Type::Undetermined(_)) => Ok(()),
        Some(unified) if hash::slot_kinds(&unified).is_some() => Ok(()),
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
    if comparable("eq", element, value) {
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
        code.add_to_set(set, &element, &values);
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
    let (i1, no) = (code.builder.i1(), code.builder.constant_bool(false));
    let Some((converted, same)) = as_element(code, &element, (&value.ty, &value.values)) else { return Some(no) };
    let (symbol, mut told) = match element.scalar() {
        Some(scalar) => ("numlir_set_remove", slots(code, scalar, converted[0]).to_vec()),
        None => ("numlir_set_remove_held", vec![code.held(&element, &converted)]),
    };
    told.insert(0, set);
    let remove = |code: &mut Code<'_, 'c>| code.runtime(symbol, &told, Some(i1)).result(0);
    let Some(same) = same else { return Some(remove(code)) };
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
    let values = code.take(set, &element, last);
    code.runtime("numlir_set_drop_last", &[set], None);
    values
}

fn lower_clear<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    if let Some((set, _)) = set(operands) {
        code.runtime("numlir_set_clear", &[set], None);
    }
    smallvec![]
}
