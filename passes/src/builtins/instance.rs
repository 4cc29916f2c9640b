//! What the library and users make instances with: empty containers, containers of types that are given, instances of fields.

use super::{Builtin, dtype_of};
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    py_to_nd::nested,
    signature::parse_types,
};
use numlir_dialects::{
    instance,
    types::{Scalar, Type},
};
use smallvec::smallvec;

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "numlir.typed.List", parameters: &[], infer: unknown, lower: lower_empty },
    Builtin { name: "numlir.typed.Dict", parameters: &[], infer: unknown, lower: lower_empty },
    Builtin { name: "numlir.typed.Set", parameters: &[], infer: unknown, lower: lower_empty },
    Builtin { name: "builtins.dict", parameters: &[], infer: unknown, lower: lower_empty },
    Builtin {
        name: "numlir.typed.List.empty_list",
        parameters: &["item_type", "allocated?"],
        infer: infer_empty_list,
        lower: lower_empty,
    },
    Builtin {
        name: "numlir.typed.Dict.empty",
        parameters: &["key_type", "value_type", "n_keys?"],
        infer: infer_empty_dict,
        lower: lower_empty,
    },
    Builtin {
        name: "numlir.typed.Set.empty",
        parameters: &["item_type", "n_items?"],
        infer: infer_empty_set,
        lower: lower_empty,
    },
    Builtin {
        name: "numlir.library.new_instance",
        parameters: &["class_name", "*"],
        infer: infer_new,
        lower: lower_new,
    },
    Builtin { name: "numlir.library.field", parameters: &["object", "name"], infer: infer_field, lower: lower_field },
    Builtin { name: "numlir.library.field_names", parameters: &["object"], infer: infer_names, lower: lower_names },
    Builtin { name: "numlir.library.undefined", parameters: &["items"], infer: infer_item, lower: lower_undefined },
    Builtin {
        name: "numlir.library.result_of",
        parameters: &["function", "*"],
        infer: unknown,
        lower: lower_undefined,
    },
    Builtin {
        name: "numlir.library.as_item",
        parameters: &["items", "value"],
        infer: infer_as_item,
        lower: lower_as_item,
    },
    Builtin { name: "numlir.library.same", parameters: &["a", "b"], infer: infer_same, lower: lower_same },
    Builtin { name: "numlir.library.bits", parameters: &["x"], infer: infer_bits, lower: lower_bits },
    Builtin { name: "list._holds", parameters: &["self", "value"], infer: infer_holds, lower: lower_nothing },
];

/// The classes that a call without arguments makes an empty instance of; what it holds is told by its uses.
pub fn empty_class(name: &str) -> Option<&'static str> {
    match name {
        "numlir.typed.List" => Some("typedlist"),
        "numlir.typed.Dict" | "builtins.dict" => Some("typeddict"),
        "numlir.typed.Set" => Some("typedset"),
        _ => None,
    }
}

/// The type that a value names: a scalar's dtype or class, `str`, or a type of `numlir.types` by its text.
pub fn type_of_value(ty: &Type) -> Option<Type> {
    if let Some(scalar) = dtype_of(ty) {
        return Some(Type::Scalar(scalar));
    }
    match ty {
        Type::Builtin(name) if &**name == "builtins.str" => Some(Type::Str),
        Type::Builtin(name) if &**name == "builtins.bytes" => Some(Type::Bytes),
        Type::Builtin(name) => match parse_types(name.strip_prefix("numlir.type:")?).ok()?.as_slice() {
            [ty] => Some(ty.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn given_type(arguments: &[Option<Argument>], position: usize) -> Result<Type, String> {
    let argument = arguments.get(position).and_then(Option::as_ref).ok_or("a type is missing")?;
    let ty = type_of_value(&argument.ty).ok_or_else(|| format!("{} is not a type that can be held", argument.ty))?;
    crate::infer::holdable(&ty).map_err(|(_, _, message)| message)?;
    Ok(ty)
}

/// Inference has its own rule for these (`fresh_instance`).
fn unknown(_: &[Option<Argument>]) -> Result<Type, String> {
    Err("there is nothing to make it of".into())
}

fn infer_empty_list(arguments: &[Option<Argument>]) -> Result<Type, String> {
    given_type(arguments, 0).map(instance::typed_list)
}

fn infer_empty_dict(arguments: &[Option<Argument>]) -> Result<Type, String> {
    Ok(instance::table("typeddict", given_type(arguments, 0)?, given_type(arguments, 1)?))
}

fn infer_empty_set(arguments: &[Option<Argument>]) -> Result<Type, String> {
    Ok(instance::table("typedset", given_type(arguments, 0)?, Type::None))
}

fn lower_empty<'c>(code: &mut Code<'_, 'c>, _: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    smallvec![code.empty_instance(result)]
}

fn infer_new(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let Some(Argument { constant: Some(Constant::Str(class)), .. }) = &arguments[0] else {
        return Err("the class's name is a literal string".into());
    };
    let fields = arguments[1..].iter().flatten().map(|argument| argument.ty.clone()).collect();
    let ty = Type::Instance { class: class.clone(), fields };
    if let Type::Instance { fields, .. } = &ty
        && let Some(field) = fields.iter().find(|field| !is_storable(field))
    {
        return Err(format!("a field cannot be of type {field}"));
    }
    instance::fields(&ty).ok_or_else(|| format!("there is no class {class}"))?;
    Ok(ty)
}

/// Whether a field can hold values of a type: what lists hold, and what is known from its type.
fn is_storable(ty: &Type) -> bool {
    match ty {
        Type::Function { captures, .. } => captures.iter().all(is_storable),
        Type::Tuple(elements) => elements.iter().all(is_storable),
        Type::Builtin(_) | Type::Dtype(_) => true,
        Type::Optional(of) => is_storable(of),
        other => crate::infer::holdable(other).is_ok(),
    }
}

/// The field of a name that is known when compiling.
fn field(object: Option<&Type>, name: Option<&Constant>) -> Result<instance::Field, String> {
    let (Some(object), Some(Constant::Str(name))) = (object, name) else {
        return Err("the name of the field is known when compiling".into());
    };
    instance::field(object, name).ok_or_else(|| format!("Key '{name}' is not in dict."))
}

fn infer_field(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let name = arguments[1].as_ref().and_then(|name| name.constant.as_ref());
    field(arguments[0].as_ref().map(|object| &object.ty), name).map(|field| field.ty)
}

fn lower_field<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let (Some(object), Some(name)) = (&operands[0], &operands[1]) else { return smallvec![] };
    field(Some(&object.ty), name.constant.as_ref())
        .map_or_else(|_| smallvec![], |field| code.get_field(object.value(), &field))
}

fn infer_names(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let fields = arguments[0].as_ref().and_then(|object| instance::fields(&object.ty));
    Ok(Type::tuple(fields.ok_or("this is no instance")?.iter().map(|_| Type::Str)))
}

fn lower_names<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let fields = operands[0].as_ref().and_then(|object| instance::fields(&object.ty)).unwrap_or_default();
    let ty = numlir_dialects::convert::to_mlir(code.builder.context, &Type::Str);
    let text = |field: instance::Field| {
        code.builder.op("nd.string").attribute("text", code.builder.string(&field.name)).result(ty).value()
    };
    fields.into_iter().map(text).collect()
}

/// The names of an instance's fields.
pub fn names(inputs: &[Option<Argument>]) -> Option<Constant> {
    let fields = instance::fields(&inputs.first()?.as_ref()?.ty)?;
    Some(Constant::Tuple(fields.into_iter().map(|field| Some(Constant::Str(field.name))).collect()))
}

fn lower_new<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let made = code.new_instance(result);
    let fields = instance::fields(result).unwrap_or_default();
    for (operand, field) in operands[1..].iter().flatten().zip(&fields) {
        code.set_field(made, field, &operand.values, true);
    }
    smallvec![made]
}

fn item(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match &arguments[0] {
        Some(Argument { ty: Type::List(element), .. }) => Ok(Type::clone(element)),
        _ => Err("the items are a list".into()),
    }
}

fn infer_item(arguments: &[Option<Argument>]) -> Result<Type, String> {
    item(arguments)
}

fn lower_undefined<'c>(code: &mut Code<'_, 'c>, _: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let types = code.flat_types(result);
    types.into_iter().map(|ty| code.builder.op("nd.undef").result(ty).value()).collect()
}

/// A value as an item of a list: integers of any width become integers, and numbers become wider ones.
fn infer_as_item(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let item = item(arguments)?;
    let Some(Argument { ty: value, .. }) = &arguments[1] else { return Err("the value is missing".into()) };
    if let Type::Undetermined(_) = item {
        return Ok(value.clone());
    }
    if is_item(value, &item) {
        return Ok(item);
    }
    let both_numbers = value.scalar().is_some() && item.scalar().is_some();
    Err(format!("{} {value} to {item}", if both_numbers { "cannot safely cast" } else { "Cannot cast" }))
}

/// Whether a value can be an item of a type, of tuples element by element.
fn is_item(value: &Type, item: &Type) -> bool {
    match (value, item) {
        (Type::Scalar(from), Type::Scalar(to)) => {
            let integer = |scalar: &Scalar| scalar.is_integer() || *scalar == Scalar::Bool;
            (integer(from) && to.is_integer())
                || (integer(from) && (to.is_float() || to.is_complex()))
                || (from.is_float() && (to.is_float() || to.is_complex()))
                || (from.is_complex() && to.is_complex())
                || from == to
        }
        (Type::Tuple(from), Type::Tuple(to)) if from.len() == to.len() => {
            from.iter().zip(to.iter()).all(|(from, to)| is_item(from, to))
        }
        _ => crate::infer::unify(value, item).as_ref() == Some(item),
    }
}

fn lower_as_item<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let Some(value) = &operands[1] else { return smallvec![] };
    nested(code, |lowering| lowering.cast(&value.values, &value.ty, result)).unwrap_or_default()
}

fn infer_same(_: &[Option<Argument>]) -> Result<Type, String> {
    Ok(Type::BOOL)
}

fn lower_same<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let values: Values<'c> = operands.iter().flatten().flat_map(|operand| operand.values.iter().copied()).collect();
    code.runtime("numlir_same", &values, Some(code.builder.i1())).results().collect()
}

/// The bits of a float as an integer, zeros as one.
fn infer_bits(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match &arguments[0] {
        Some(Argument { ty: Type::Scalar(Scalar::Float64), .. }) => Ok(Type::INT64),
        _ => Err("x is float64".into()),
    }
}

fn lower_bits<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some(value) = &operands[0] else { return smallvec![] };
    smallvec![code.builder.convert("arith.bitcast", value.value(), code.builder.i64())]
}

fn infer_holds(_: &[Option<Argument>]) -> Result<Type, String> {
    Ok(Type::None)
}

fn lower_nothing<'c>(_: &mut Code<'_, 'c>, _: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    smallvec![]
}
