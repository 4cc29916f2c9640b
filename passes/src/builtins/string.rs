//! `str`, `repr`, `chr`, `ord`, and `isinstance`. Methods of strings are in the library.

use super::Builtin;
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    exceptions,
    infer::takes_specification,
    scalar::lower::convert,
};
use numlir_dialects::{
    Predicate, instance,
    types::{Scalar, Type},
};
use smallvec::smallvec;

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "builtins.str", parameters: &["object?"], infer: infer_text, lower: lower_str },
    Builtin { name: "builtins.repr", parameters: &["object"], infer: infer_text, lower: lower_repr },
    Builtin { name: "builtins.format", parameters: &["value", "spec?"], infer: infer_format, lower: lower_format },
    Builtin { name: "builtins.ord", parameters: &["c"], infer: infer_ord, lower: lower_ord },
    Builtin { name: "builtins.chr", parameters: &["i"], infer: infer_chr, lower: lower_chr },
    Builtin {
        name: "builtins.isinstance",
        parameters: &["object", "class"],
        infer: infer_isinstance,
        lower: lower_isinstance,
    },
];

fn infer_text(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match &arguments[0] {
        Some(Argument { ty, .. }) => crate::infer::formattable(ty).map(|()| Type::Str).map_err(|(_, _, text)| text),
        None => Ok(Type::Str),
    }
}

fn lower_str<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    text(code, operands, false)
}

fn lower_repr<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    text(code, operands, true)
}

fn text<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], repr: bool) -> Values<'c> {
    match &operands[0] {
        Some(operand) => code.text_of(&operand.ty, &operand.values, repr).into_iter().collect(),
        None => smallvec![code.string("")],
    }
}

fn infer_format(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match (&arguments[0], &arguments[1]) {
        (_, None) => infer_text(&arguments[..1]),
        (Some(value), Some(Argument { ty: Type::Str, .. })) if takes_specification(&value.ty) => Ok(Type::Str),
        (Some(value), Some(Argument { ty: Type::Str, .. })) => {
            Err(format!("format specifications of {} are not compiled", value.ty))
        }
        (_, Some(spec)) => Err(format!("the specification is a string, not {}", spec.ty)),
    }
}

fn lower_format<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    match operands {
        [Some(value), Some(spec)] if spec.constant != Some(Constant::Str("".into())) => {
            smallvec![code.formatted(&value.ty, &value.values, spec.value())]
        }
        _ => text(code, operands, false),
    }
}

fn infer_ord(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match &arguments[0] {
        Some(Argument { ty: Type::Str | Type::Bytes, .. }) => Ok(Type::INT64),
        Some(Argument { ty, .. }) => Err(format!("expected string of length 1, but {ty} found")),
        None => Err("there is no string".into()),
    }
}

fn lower_ord<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some(string) = &operands[0] else { return smallvec![] };
    let builder = code.builder;
    let length = code.length(string.value());
    let bad = builder.compare_int(Predicate::Ne, length, builder.constant_i64(1));
    let message = "ord() expected a character, but string of length {} found";
    builder
        .op("nd.raise_if")
        .operand(bad)
        .attribute("exception", builder.string("TypeError"))
        .attribute("arguments", builder.strings(&[message]))
        .operand(length)
        .insert();
    smallvec![code.runtime("numlir_str_ord", &[string.value()], Some(builder.i64())).result(0)]
}

fn infer_chr(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match &arguments[0] {
        Some(Argument { ty: Type::Scalar(scalar), .. }) if scalar.is_integer() || *scalar == Scalar::Bool => {
            Ok(Type::Str)
        }
        Some(Argument { ty, .. }) => Err(format!("{ty} cannot be interpreted as an integer")),
        None => Err("there is no integer".into()),
    }
}

fn lower_chr<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some(number) = &operands[0] else { return smallvec![] };
    let from = number.ty.scalar().unwrap_or(Scalar::Int64);
    let value = convert(code, number.value(), from, Scalar::Int64);
    let limit = code.builder.constant_i64(0x11_0000);
    let bad = code.builder.compare_int(Predicate::Uge, value, limit);
    code.raise_if(bad, "ValueError", "chr() arg not in range(0x110000)");
    smallvec![code.make("numlir_str_chr", &[value], &Type::Str)]
}

fn infer_isinstance(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match is_instance(arguments) {
        Some(_) => Ok(Type::BOOL),
        None if asks_at_run_time(arguments).is_some() => Ok(Type::BOOL),
        None => {
            let class = arguments.get(1).and_then(Option::as_ref).map_or(Type::None, |class| class.ty.clone());
            if class.to_string().contains("numlir.types.") {
                let instead = "an instance as types.int64, or a class of Python's or NumPy's, serves";
                return Err(format!("Numba type classes ({class}) are not supported; {instead}"));
            }
            Err(format!("Cannot infer Numba type of Python type: {class} is no class that is known when compiling"))
        }
    }
}

/// Whether a value is of a class, or of one of a tuple of classes. `None` where they are no classes.
pub fn is_instance(arguments: &[Option<Argument>]) -> Option<Constant> {
    let [Some(object), Some(class)] = arguments else { return None };
    let classes = match &class.ty {
        Type::Tuple(classes) => &**classes,
        one => std::slice::from_ref(one),
    };
    let none = Argument { ty: Type::None, constant: None };
    match &object.ty {
        Type::Caught => return None,
        Type::Exception(of) => {
            let classes = exceptions::classes(&class.ty)?;
            return Some(Constant::Bool(classes.iter().any(|class| exceptions::is_subclass(of, class))));
        }
        Type::Optional(of) => {
            let value = Argument { ty: Type::clone(of), constant: None };
            let value = is_instance(&[Some(value), Some(class.clone())])?;
            return Some(value.clone()).filter(|_| is_instance(&[Some(none), Some(class.clone())]) == Some(value));
        }
        _ => {}
    }
    let is = |class: &Type| match class {
        Type::Builtin(name) => of_class(&object.ty, name),
        _ => None,
    };
    // What comes behind the class that it is, nobody asks.
    for class in classes {
        if is(class)? {
            return Some(Constant::Bool(true));
        }
    }
    Some(Constant::Bool(false))
}

/// Python's classes and NumPy's as they are seen from compiled code: an `int64` is an `int`, a `float64` is a `float`.
fn of_class(ty: &Type, class: &str) -> Option<bool> {
    let scalar = ty.scalar();
    let any = |test: fn(Scalar) -> bool| Some(scalar.is_some_and(test));
    match class {
        "builtins.object" => Some(true),
        "builtins.bool" => Some(*ty == Type::BOOL),
        "builtins.int" => any(|scalar| matches!(scalar, Scalar::Int64 | Scalar::Bool)),
        "builtins.float" => Some(*ty == Type::FLOAT64),
        "builtins.complex" => Some(*ty == Type::COMPLEX128),
        "builtins.str" => Some(*ty == Type::Str),
        "builtins.bytes" => Some(*ty == Type::Bytes),
        "builtins.list" => Some(matches!(ty, Type::List(_))),
        "builtins.tuple" => Some(ty.elements().is_some()),
        "builtins.set" => Some(matches!(ty, Type::Set(_))),
        "builtins.range" => Some(*ty == Type::Range),
        "builtins.slice" => Some(matches!(ty, Type::Slice(_))),
        "numpy.ndarray" => Some(matches!(ty, Type::Array(_))),
        "builtins.dict" if instance::literal_keys(ty).is_some() => Some(true),
        "builtins.dict" | "numlir.typed.Dict" => Some(is_instance_of(ty, "typeddict")),
        "numlir.typed.List" => Some(is_instance_of(ty, "typedlist")),
        "builtins.frozenset" => Some(false),
        "numpy.generic" => any(|_| true),
        "numpy.number" => any(|scalar| scalar != Scalar::Bool),
        "numpy.integer" => any(Scalar::is_integer),
        "numpy.signedinteger" => any(Scalar::is_signed),
        "numpy.unsignedinteger" => any(Scalar::is_unsigned),
        "numpy.inexact" => any(|scalar| scalar.is_float() || scalar.is_complex()),
        "numpy.floating" => any(Scalar::is_float),
        "numpy.complexfloating" => any(Scalar::is_complex),
        name if let Some(class) = name.strip_prefix(crate::infer::ENUMERATION) => Some(ty.enumeration() == Some(class)),
        name if let Some(class) = name.strip_prefix(crate::infer::NAMED_TUPLE) => {
            Some(matches!(ty, Type::Named { class: own, .. } if **own == *class))
        }
        name => name.strip_prefix("numpy.").and_then(Scalar::from_name).map(|class| scalar == Some(class)),
    }
}

fn is_instance_of(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Instance { class, .. } if &**class == name)
}

/// What is to be asked when the program runs: of a caught exception its class, of a value that may be None whether it is.
enum Question {
    Caught(Vec<String>),
    /// Whether a value is an instance; None is not.
    Optional,
}

fn asks_at_run_time(arguments: &[Option<Argument>]) -> Option<Question> {
    let [Some(object), Some(class)] = arguments else { return None };
    match &object.ty {
        Type::Caught => exceptions::classes(&class.ty).map(Question::Caught),
        Type::Optional(of) => {
            let value = Argument { ty: Type::clone(of), constant: None };
            (is_instance(&[Some(value), Some(class.clone())]) == Some(Constant::Bool(true)))
                .then_some(Question::Optional)
        }
        _ => None,
    }
}

/// Most answers are known while inferring.
fn lower_isinstance<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let argument = |operand: &Option<Operand<'c>>| {
        operand.as_ref().map(|operand| Argument { ty: operand.ty.clone(), constant: operand.constant.clone() })
    };
    let arguments: Vec<_> = operands.iter().map(argument).collect();
    let Some(object) = &operands[0] else { return smallvec![] };
    smallvec![match asks_at_run_time(&arguments) {
        Some(Question::Caught(classes)) => code.error_matches(object.value(), &classes),
        Some(Question::Optional) => object.value(),
        None => code.builder.constant_bool(false),
    }]
}
