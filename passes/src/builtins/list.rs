//! `list` and the methods of lists. Those that can be written in Python are in the library.

use super::{Builtin, NO_ELEMENT};
use crate::{
    code::{Argument, Code, Operand, Values},
    infer::{element_of, unify},
    py_to_nd::{find, nested},
    scalar::lower::convert,
};
use numlir_dialects::{
    Predicate, Value,
    types::{Scalar, Type},
};
use smallvec::smallvec;

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "builtins.list", parameters: &["iterable?"], infer: infer_list, lower: lower_list },
    Builtin { name: "list.append", parameters: &["self", "object"], infer: infer_append, lower: lower_append },
    Builtin { name: "list.extend", parameters: &["self", "iterable"], infer: infer_extend, lower: lower_extend },
    Builtin { name: "list.insert", parameters: &["self", "index", "object"], infer: infer_insert, lower: lower_insert },
    Builtin { name: "list.pop", parameters: &["self", "index?"], infer: infer_pop, lower: lower_pop },
    Builtin { name: "list.remove", parameters: &["self", "value"], infer: infer_remove, lower: lower_remove },
    Builtin {
        name: "list.index",
        parameters: &["self", "value", "start?", "stop?"],
        infer: infer_index,
        lower: lower_index,
    },
    Builtin { name: "list.count", parameters: &["self", "value"], infer: infer_count, lower: lower_count },
    Builtin { name: "list.clear", parameters: &["self"], infer: infer_nothing, lower: lower_clear },
    Builtin { name: "list.reverse", parameters: &["self"], infer: infer_nothing, lower: lower_reverse },
    Builtin { name: "list.copy", parameters: &["self"], infer: infer_copy, lower: lower_list },
    Builtin {
        name: "numlir.library.sort_numbers",
        parameters: &["self", "reverse"],
        infer: infer_sort,
        lower: lower_sort,
    },
];

/// The type of the list that a method is of.
fn element(arguments: &[Option<Argument>]) -> Result<&Type, String> {
    match &arguments[0] {
        Some(Argument { ty: Type::List(element), .. }) => Ok(element),
        Some(Argument { ty, .. }) => Err(format!("{ty} is no list")),
        None => Err("there is no list".into()),
    }
}

fn given(arguments: &[Option<Argument>], position: usize) -> Result<&Type, String> {
    arguments.get(position).and_then(Option::as_ref).map(|argument| &argument.ty).ok_or("an argument is missing".into())
}

fn integer(arguments: &[Option<Argument>], position: usize) -> Result<(), String> {
    match arguments.get(position).and_then(Option::as_ref).map(|argument| &argument.ty) {
        None => Ok(()),
        Some(Type::Scalar(scalar)) if scalar.is_integer() || *scalar == Scalar::Bool => Ok(()),
        Some(other) => Err(format!("{other} cannot be interpreted as an integer")),
    }
}

fn infer_list(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let element = match &arguments[0] {
        Some(Argument { ty: Type::Tuple(elements), .. }) if elements.is_empty() => NO_ELEMENT,
        Some(Argument { ty, .. }) => element_of(ty).map_err(|(_, _, message)| message)?,
        None => NO_ELEMENT,
    };
    Ok(Type::List(element.into()))
}

fn infer_copy(arguments: &[Option<Argument>]) -> Result<Type, String> {
    Ok(Type::List(element(arguments)?.clone().into()))
}

/// Whether a value can be an element; what a list with nothing in it holds is found elsewhere.
fn fits(element: &Type, value: &Type) -> Result<(), String> {
    match unify(element, value) {
        Some(_) => Ok(()),
        None => Err(format!("{value} cannot be put into a list of {element}")),
    }
}

fn infer_append(arguments: &[Option<Argument>]) -> Result<Type, String> {
    fits(element(arguments)?, given(arguments, 1)?)?;
    Ok(Type::None)
}

fn infer_extend(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let from = given(arguments, 1)?;
    if *from != Type::tuple([]) {
        fits(element(arguments)?, &element_of(from).map_err(|(_, _, message)| message)?)?;
    }
    Ok(Type::None)
}

fn infer_insert(arguments: &[Option<Argument>]) -> Result<Type, String> {
    integer(arguments, 1)?;
    fits(element(arguments)?, given(arguments, 2)?)?;
    Ok(Type::None)
}

fn infer_pop(arguments: &[Option<Argument>]) -> Result<Type, String> {
    integer(arguments, 1)?;
    element(arguments).cloned()
}

fn comparable(arguments: &[Option<Argument>]) -> Result<(), String> {
    let (element, value) = (element(arguments)?, given(arguments, 1)?);
    if crate::infer::comparable("eq", element, value) {
        return Ok(());
    }
    Err(format!("{value} cannot be compared with {element}"))
}

fn infer_remove(arguments: &[Option<Argument>]) -> Result<Type, String> {
    comparable(arguments).map(|()| Type::None)
}

fn infer_index(arguments: &[Option<Argument>]) -> Result<Type, String> {
    integer(arguments, 2)?;
    integer(arguments, 3)?;
    comparable(arguments).map(|()| Type::INT64)
}

fn infer_count(arguments: &[Option<Argument>]) -> Result<Type, String> {
    comparable(arguments).map(|()| Type::INT64)
}

fn infer_nothing(arguments: &[Option<Argument>]) -> Result<Type, String> {
    element(arguments).map(|_| Type::None)
}

/// The kinds of numbers that the runtime sorts, by their numbers there.
fn kind(scalar: Scalar) -> Option<i64> {
    Some(match scalar {
        Scalar::Int64 | Scalar::Date(_) => 0,
        Scalar::Int32 => 1,
        Scalar::Int16 => 2,
        Scalar::Int8 => 3,
        Scalar::UInt64 => 4,
        Scalar::UInt32 => 5,
        Scalar::UInt16 => 6,
        Scalar::UInt8 | Scalar::Bool => 7,
        Scalar::Float64 => 8,
        Scalar::Float32 => 9,
        Scalar::Float16 | Scalar::Complex64 | Scalar::Complex128 | Scalar::Record(_) | Scalar::Chars(_) => return None,
    })
}

fn infer_sort(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let ty = element(arguments)?;
    ty.scalar().and_then(kind).map(|_| Type::None).ok_or_else(|| format!("a list of {ty} has no order"))
}

/// The list that a method is of, and its element.
fn list<'c>(operands: &[Option<Operand<'c>>]) -> Option<(Value<'c>, Type)> {
    let operand = operands[0].as_ref()?;
    match &operand.ty {
        Type::List(element) => Some((operand.value(), (**element).clone())),
        _ => None,
    }
}

fn index<'c>(code: &mut Code<'_, 'c>, operand: &Operand<'c>) -> Value<'c> {
    let scalar = operand.ty.scalar().unwrap_or(Scalar::Int64);
    convert(code, operand.value(), scalar, Scalar::Int64)
}

fn lower_list<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let Type::List(element) = result else { return smallvec![] };
    let Some(from) = &operands[0] else {
        let zero = code.builder.constant_i64(0);
        return smallvec![code.new_list(element, zero)];
    };
    if from.ty == *result {
        return smallvec![copy(code, from.value(), result)];
    }
    let capacity = code.length_hint(&from.ty, &from.values);
    let list = code.new_list(element, capacity);
    code.extend(list, element, (&from.ty, &from.values));
    smallvec![list]
}

/// A list of the same elements.
pub fn copy<'c>(code: &Code<'_, 'c>, list: Value<'c>, ty: &Type) -> Value<'c> {
    let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
    let length = code.length(list);
    code.make("numlir_list_slice", &[list, zero, one, length], ty)
}

fn lower_append<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let (Some((list, element)), Some(value)) = (list(operands), &operands[1]) else { return smallvec![] };
    if let Some(values) = nested(code, |lowering| lowering.cast(&value.values, &value.ty, &element)) {
        code.append(list, &values);
    }
    smallvec![]
}

fn lower_extend<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let (Some((list, element)), Some(from)) = (list(operands), &operands[1]) else { return smallvec![] };
    code.extend(list, &element, (&from.ty, &from.values));
    smallvec![]
}

fn lower_insert<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let (Some((list, element)), Some(at), Some(value)) = (list(operands), &operands[1], &operands[2]) else {
        return smallvec![];
    };
    let Some(values) = nested(code, |lowering| lowering.cast(&value.values, &value.ty, &element)) else {
        return smallvec![];
    };
    let at = index(code, at);
    let length = code.length(list);
    let position = code.bound(at, length);
    code.change("numlir_list_open", &[list, position]);
    code.put(list, position, &values, true);
    smallvec![]
}

fn lower_pop<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some((list, element)) = list(operands) else { return smallvec![] };
    let builder = code.builder;
    let length = code.length(list);
    let empty = builder.compare_int(Predicate::Eq, length, builder.constant_i64(0));
    code.raise_if(empty, "IndexError", "pop from empty list");
    let Some(at) = &operands[1] else {
        let last = builder.binary("arith.subi", length, builder.constant_i64(1));
        let values = code.take(list, &element, last);
        code.set_length(list, last);
        return values;
    };
    let at = index(code, at);
    let position = code.position(at, length, true, "pop index out of range");
    let values = code.take(list, &element, position);
    code.runtime("numlir_list_close", &[list, position], None);
    values
}

fn lower_remove<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let (Some((list, element)), Some(value)) = (list(operands), &operands[1]) else { return smallvec![] };
    let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
    let length = code.length(list);
    let Some(position) = find(code, (list, &element), (zero, length), (&value.ty, &value.values)) else {
        return smallvec![];
    };
    let missing = code.builder.compare_int(Predicate::Sge, position, length);
    code.raise_if(missing, "ValueError", "list.remove(x): x not in list");
    code.runtime("numlir_list_delete", &[list, position, one, one], None);
    smallvec![]
}

fn lower_index<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let (Some((list, element)), Some(value)) = (list(operands), &operands[1]) else { return smallvec![] };
    let length = code.length(list);
    let start = match &operands[2] {
        Some(start) => {
            let start = index(code, start);
            code.bound(start, length)
        }
        None => code.builder.constant_i64(0),
    };
    let stop = match &operands[3] {
        Some(stop) => {
            let stop = index(code, stop);
            code.bound(stop, length)
        }
        None => length,
    };
    let Some(position) = find(code, (list, &element), (start, stop), (&value.ty, &value.values)) else {
        return smallvec![];
    };
    let missing = code.builder.compare_int(Predicate::Sge, position, stop);
    let text = |code: &mut Code<'_, 'c>| {
        let text = code.text_of(&value.ty, &value.values, true)?;
        let rest = code.string(" is not in list");
        Some(code.concat(text, rest))
    };
    code.when(missing, |code| {
        if let Some(text) = text(code) {
            code.runtime("numlir_argument_str", &[text], None);
        }
        let always = code.builder.constant_bool(true);
        code.raise_if(always, "ValueError", "list.index(x): x not in list");
    });
    smallvec![position]
}

fn lower_count<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let (Some((list, element)), Some(value)) = (list(operands), &operands[1]) else { return smallvec![] };
    smallvec![count(code, (list, &element), value)]
}

/// How many elements are equal to a value.
fn count<'c>(code: &mut Code<'_, 'c>, (list, element): (Value<'c>, &Type), value: &Operand<'c>) -> Value<'c> {
    use numlir_dialects::Block;
    let outside = code.builder;
    let (i64, zero) = (outside.i64(), outside.constant_i64(0));
    let operation = outside.op("scf.while").operands([zero, zero]).results([i64, i64]).region().region().insert();
    let located = [(i64, outside.location); 2];
    let before = Block::append(operation.region(0), &located);
    code.builder.set_to_end(before);
    let length = code.length(list);
    let more = code.builder.compare_int(Predicate::Slt, before.argument(0), length);
    code.builder.op("scf.condition").operand(more).operands(before.arguments()).insert();
    let after = Block::append(operation.region(1), &located);
    code.builder.set_to_end(after);
    let here = code.get(list, element, after.argument(0));
    let equal = nested(code, |lowering| lowering.compare("eq", element, &here, &value.ty, &value.values));
    let equal = equal.unwrap_or_else(|| code.builder.constant_bool(false));
    let equal = code.builder.convert("arith.extui", equal, i64);
    let one = code.builder.constant_i64(1);
    let next = code.builder.binary("arith.addi", after.argument(0), one);
    let sum = code.builder.binary("arith.addi", after.argument(1), equal);
    code.builder.op("scf.yield").operands([next, sum]).insert();
    code.builder = outside;
    operation.result(1)
}

fn lower_clear<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    if let Some((list, _)) = list(operands) {
        code.runtime("numlir_list_clear", &[list], None);
    }
    smallvec![]
}

fn lower_reverse<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    if let Some((list, _)) = list(operands) {
        code.runtime("numlir_list_reverse", &[list], None);
    }
    smallvec![]
}

fn lower_sort<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let (Some((list, element)), Some(reverse)) = (list(operands), &operands[1]) else { return smallvec![] };
    let kind = element.scalar().and_then(kind).unwrap_or(0);
    let kind = code.builder.constant_i64(kind);
    let reverse = convert(code, reverse.value(), reverse.ty.scalar().unwrap_or(Scalar::Bool), Scalar::Bool);
    code.runtime("numlir_list_sort", &[list, kind, reverse], None);
    smallvec![]
}
