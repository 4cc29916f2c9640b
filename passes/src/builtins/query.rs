//! Questions about types and constants that code of the library asks while it is inferred; the branch that the answer excludes is
//! not compiled.

use super::{Builtin, dtype_of};
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    infer::{holdable, unify},
};
use numlir_dialects::{
    instance,
    types::{Scalar, Type},
};
use smallvec::smallvec;

/// Lists questions: a name each, and the answer for what is known of the argument.
macro_rules! questions {
    ($($name:literal $answer:expr;)*) => {
        pub const NAMES: &[&str] = &[$(concat!("numlir.library.", $name)),*];
        pub static FAMILY: &[Builtin] = &[$(Builtin {
            name: concat!("numlir.library.", $name),
            parameters: &["x"],
            infer: infer_question,
            lower: unasked,
        }),*];
        const ANSWERS: &[(&str, fn(&Argument) -> bool)] = &[$((concat!("numlir.library.", $name), $answer)),*];
    };
}

questions! {
    "is_array" |x| matches!(x.ty, Type::Array(_));
    "is_tuple" |x| matches!(x.ty, Type::Tuple(_));
    "is_member" |x| x.ty.enumeration().is_some();
    "is_range" |x| matches!(x.ty, Type::Range);
    "is_list" |x| matches!(x.ty, Type::List(_));
    "is_generator" |x| instance::yielded(&x.ty).is_some();
    "is_instance" |x| matches!(x.ty, Type::Instance { .. });
    "has_common_type" |x| common_type(&x.ty).is_some_and(|ty| holdable(&ty).is_ok());
    "is_typed_dict" |x| matches!(&x.ty, Type::Instance { class, .. } if &**class == "typeddict");
    "is_typed_set" |x| matches!(&x.ty, Type::Instance { class, .. } if &**class == "typedset");
    "is_typed_list" |x| matches!(&x.ty, Type::Instance { class, .. } if &**class == "typedlist");
    "is_set" |x| matches!(x.ty, Type::Set(_));
    "is_number_list" |x| matches!(&x.ty, Type::List(of) if of.scalar().is_some_and(|of| !of.is_complex()));
    "is_none" |x| x.ty == Type::None;
    "is_string" |x| x.ty == Type::Str;
    "is_text" |x| matches!(x.ty, Type::Array(array) if array.element.chars().is_some());
    "is_bytes" |x| x.ty == Type::Bytes;
    "is_slice" |x| matches!(x.ty, Type::Slice(_));
    "is_dtype" |x| dtype_of(&x.ty).is_some();
    "is_function" |x| matches!(x.ty, Type::Function { .. } | Type::Choice(_));
    "is_scalar" |x| matches!(x.ty, Type::Scalar(_));
    "is_bool" |x| scalar(x) == Some(Scalar::Bool);
    "is_integer" |x| scalar(x).is_some_and(Scalar::is_integer);
    "is_unsigned" |x| scalar(x).is_some_and(Scalar::is_unsigned);
    "is_float" |x| scalar(x).is_some_and(Scalar::is_float);
    "is_complex" |x| scalar(x).is_some_and(Scalar::is_complex);
    "is_date" |x| scalar(x).is_some_and(Scalar::is_date);
    "is_span" |x| scalar(x).and_then(Scalar::date).is_some_and(|date| !date.moment);
    "is_literal" |x| x.constant.as_ref().is_some_and(Constant::is_known);
    "is_python" |x| x.constant.as_ref().is_some_and(Constant::is_number);
}

/// The type of the elements of a tuple, where all have one.
fn common_type(tuple: &Type) -> Option<Type> {
    let Type::Tuple(elements) = tuple else { return None };
    let (first, others) = elements.split_first()?;
    others.iter().try_fold(first.clone(), |unified, next| unify(&unified, next))
}

/// The scalar type of a number, of an array's elements, of a dtype.
fn scalar(argument: &Argument) -> Option<Scalar> {
    match &argument.ty {
        Type::Scalar(scalar) => Some(*scalar),
        Type::Array(array) => Some(array.element),
        other => dtype_of(other),
    }
}

fn infer_question(_: &[Option<Argument>]) -> Result<Type, String> {
    Ok(Type::BOOL)
}

/// What is known of a question's result.
pub fn answer(name: &str, inputs: &[Option<Argument>]) -> Option<Constant> {
    let (_, answer) = ANSWERS.iter().find(|(known, _)| *known == name)?;
    Some(Constant::Bool(answer(inputs.first()?.as_ref()?)))
}

/// `code_points("ij")`: what a string that is known when compiling is made of.
pub static TEXT: &[Builtin] = &[Builtin {
    name: "numlir.library.code_points",
    parameters: &["text"],
    infer: infer_code_points,
    lower: lower_code_points,
}];

fn infer_code_points(arguments: &[Option<Argument>]) -> Result<Type, String> {
    match arguments[0].as_ref().and_then(|argument| argument.constant.as_ref()) {
        Some(Constant::Str(text)) => Ok(Type::tuple(text.chars().map(|_| Type::INT64))),
        _ => Err("the text is a string that is known when compiling".to_owned()),
    }
}

fn lower_code_points<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some(Operand { constant: Some(Constant::Str(text)), .. }) = &operands[0] else { return smallvec![] };
    text.chars().map(|point| code.builder.constant_i64(i64::from(u32::from(point)))).collect()
}

/// The code points of a string.
pub fn code_points(inputs: &[Option<Argument>]) -> Option<Constant> {
    let Constant::Str(text) = inputs.first()?.as_ref()?.constant.as_ref()? else { return None };
    let point = |point| Some(Constant::Int(i64::from(u32::from(point))));
    Some(Constant::Tuple(text.chars().map(point).collect()))
}

/// Questions are answered while inferring.
fn unasked<'c>(code: &mut Code<'_, 'c>, _: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    smallvec![code.builder.constant_bool(false)]
}
