//! What builtins on numbers ask of their arguments and operands.

use crate::{
    code::{Argument, Code, Operand, Values},
    scalar::lower::{self, Typed},
};
use numlir_dialects::{
    Value,
    types::{Scalar, Type},
};
use smallvec::SmallVec;

/// The types of several numbers.
pub type Scalars = SmallVec<[Scalar; 4]>;

/// The type of a number among the arguments.
///
/// # Errors
/// Says what is there instead.
pub fn scalar(arguments: &[Option<Argument>], index: usize) -> Result<Scalar, String> {
    match arguments.get(index) {
        Some(Some(argument)) => number(&argument.ty, index),
        _ => Err(format!("argument {} is missing", index + 1)),
    }
}

/// The types of all arguments that are given, which must be numbers.
///
/// # Errors
/// Says which is none.
pub fn scalars(arguments: &[Option<Argument>]) -> Result<Scalars, String> {
    let given = arguments.iter().enumerate().filter_map(|(index, argument)| Some((index, argument.as_ref()?)));
    given.map(|(index, argument)| number(&argument.ty, index)).collect()
}

/// The type of an integer or bool among the arguments.
///
/// # Errors
/// Says what is there instead.
pub fn integer(arguments: &[Option<Argument>], index: usize) -> Result<Scalar, String> {
    let ty = scalar(arguments, index)?;
    if ty.is_float() || ty.is_complex() {
        return Err(format!("argument {} is {ty}; an integer is expected", index + 1));
    }
    Ok(ty)
}

/// The types of a tuple's elements, which must be numbers.
///
/// # Errors
/// Says what is there instead.
pub fn elements(arguments: &[Option<Argument>], index: usize) -> Result<Scalars, String> {
    match arguments.get(index).and_then(Option::as_ref).map(|argument| &argument.ty) {
        Some(Type::Tuple(elements)) => elements.iter().map(|element| number(element, index)).collect(),
        Some(other) => Err(format!("argument {} is {other}; a tuple of numbers is expected", index + 1)),
        None => Err(format!("argument {} is missing", index + 1)),
    }
}

/// Whether an argument is given, and not as `None`.
pub fn is_given(arguments: &[Option<Argument>], index: usize) -> bool {
    arguments.get(index).and_then(Option::as_ref).is_some_and(|argument| argument.ty != Type::None)
}

/// The error for complex numbers where only real ones have a meaning.
pub fn no_complex() -> String {
    "complex numbers are not accepted".to_owned()
}

fn number(ty: &Type, index: usize) -> Result<Scalar, String> {
    let number = ty.scalar().filter(|scalar| scalar.is_number());
    number.ok_or_else(|| format!("argument {} is {ty}; a number is expected", index + 1))
}

/// The types of all arguments that are given, numbers or dates; of a tuple, those of its elements.
///
/// # Errors
/// Says which is none.
pub fn values_of(arguments: &[Option<Argument>]) -> Result<Scalars, String> {
    let mut types = Scalars::new();
    for (index, argument) in
        arguments.iter().enumerate().filter_map(|(index, argument)| Some((index, argument.as_ref()?)))
    {
        let elements = match &argument.ty {
            Type::Tuple(elements) => elements,
            one => std::slice::from_ref(one),
        };
        for ty in elements {
            types.push(ty.scalar().ok_or_else(|| format!("argument {} is {ty}; a number is expected", index + 1))?);
        }
    }
    Ok(types)
}

/// Whether the first argument is a tuple.
pub fn elements_are_given(arguments: &[Option<Argument>]) -> bool {
    matches!(arguments.first(), Some(Some(Argument { ty: Type::Tuple(_), .. })))
}

/// Whether a date is among the arguments, or in a tuple of them.
pub fn has_date(arguments: &[Option<Argument>]) -> bool {
    values_of(arguments).is_ok_and(|types| types.iter().any(|ty| ty.is_date()))
}

/// The numbers among the operands that are given, each with its type; a tuple's elements one by one.
pub fn numbers<'c>(operands: &[Option<Operand<'c>>]) -> SmallVec<[Typed<'c>; 4]> {
    operands.iter().flatten().flat_map(typed).collect()
}

/// The numbers of an operand, each with its type: one, or those of a tuple.
pub fn typed<'c>(operand: &Operand<'c>) -> SmallVec<[Typed<'c>; 4]> {
    let types: Scalars = match &operand.ty {
        Type::Tuple(elements) => elements.iter().filter_map(Type::scalar).collect(),
        other => other.scalar().into_iter().collect(),
    };
    operand.values.iter().copied().zip(types).collect()
}

/// A number among the operands, converted; nothing where it isn't given.
pub fn value<'c>(
    code: &mut Code<'_, 'c>,
    operands: &[Option<Operand<'c>>],
    index: usize,
    to: Scalar,
) -> Option<Value<'c>> {
    let operand = operands.get(index)?.as_ref()?;
    let from = operand.ty.scalar()?;
    Some(lower::convert(code, operand.value(), from, to))
}

/// All numbers among the operands, converted to one type.
pub fn values<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], to: Scalar) -> Values<'c> {
    numbers(operands).into_iter().map(|(value, from)| lower::convert(code, value, from, to)).collect()
}
