//! `cuda.atomic`: changes of an element as one step.

use super::super::{Builtin, arguments};
use crate::{
    code::{Argument, Code, Operand, Values},
    extent::array_type,
    scalar::{float, lower::convert},
};
use numlir_dialects::{
    Value,
    types::{Scalar, Type},
};
use smallvec::smallvec;

const PARAMETERS: &[&str] = &["ary", "idx", "val"];

/// Lists functions: name, kind of `simt.atomic` for integers, for unsigned ones, for floats; empty where there is none.
macro_rules! kinds {
    ($($name:literal $signed:literal $unsigned:literal $float:literal;)*) => {
        &[$(Builtin {
            name: concat!("numlir.cuda.atomic.", $name),
            parameters: PARAMETERS,
            infer: |arguments| infer(arguments, [$signed, $unsigned, $float]),
            lower: |code, operands, _| lower(code, operands, [$signed, $unsigned, $float]),
        },)*
        Builtin {
            name: "numlir.cuda.atomic.cas",
            parameters: &["ary", "idx", "old", "val"],
            infer: infer_exchange,
            lower: |code, operands, _| exchange(code, [&operands[0], &operands[1], &operands[2], &operands[3]]),
        },
        Builtin {
            name: "numlir.cuda.atomic.compare_and_swap",
            parameters: &["ary", "old", "val"],
            infer: |arguments| {
                let first = Some(Argument { ty: Type::INT64, constant: None });
                infer_exchange(&[arguments[0].clone(), first, arguments[1].clone(), arguments[2].clone()])
            },
            lower: |code, operands, _| {
                let values = smallvec![code.builder.constant_i64(0)];
                let first = Some(Operand { ty: Type::INT64, constant: None, values });
                exchange(code, [&operands[0], &first, &operands[1], &operands[2]])
            },
        }]
    };
}

pub static FAMILY: &[Builtin] = kinds! {
    "add" "add" "add" "fadd";
    "sub" "sub" "sub" "fsub";
    "max" "max" "umax" "fmaximum";
    "min" "min" "umin" "fminimum";
    "nanmax" "max" "umax" "fmax";
    "nanmin" "min" "umin" "fmin";
    "and_" "and" "and" "";
    "or_" "or" "or" "";
    "xor" "xor" "xor" "";
    "exch" "exchange" "exchange" "exchange";
    "inc" "" "inc" "";
    "dec" "" "dec" "";
};

fn kind(element: Scalar, [signed, unsigned, float]: [&'static str; 3]) -> &'static str {
    match element {
        element if element.size() < 4 => "",
        element if element.is_signed() => signed,
        element if element.is_unsigned() => unsigned,
        element if element.is_float() => float,
        _ => "",
    }
}

/// The type of the elements of an array that an index reaches.
fn element(arguments: &[Option<Argument>]) -> Result<Scalar, String> {
    let array = match &arguments[0] {
        Some(Argument { ty: Type::Array(array), .. }) => *array,
        Some(Argument { ty, .. }) => return Err(format!("{ty} is no array")),
        None => return Err("an array is needed".into()),
    };
    if array.readonly {
        return Err("the array cannot be written to".into());
    }
    let count = match arguments[1].as_ref().map(|argument| &argument.ty) {
        Some(Type::Tuple(_)) => {
            let elements = arguments::elements(arguments, 1)?;
            // As in Numba, a float counts as the integer that it converts to.
            if elements.iter().any(|scalar| scalar.is_complex()) {
                return Err("an index is an integer".into());
            }
            elements.len()
        }
        _ => arguments::integer(arguments, 1).map(|_| 1)?,
    };
    if count != usize::from(array.rank) {
        return Err(format!("{count} indices for an array of {} dimensions", array.rank));
    }
    Ok(array.element)
}

fn infer(arguments: &[Option<Argument>], kinds: [&'static str; 3]) -> Result<Type, String> {
    let element = element(arguments)?;
    if kind(element, kinds).is_empty() {
        return Err(format!("there is no such atomic operation on {element}"));
    }
    let value = arguments::scalar(arguments, 2)?;
    if value.is_complex() {
        return Err(arguments::no_complex());
    }
    Ok(Type::Scalar(element))
}

fn infer_exchange(arguments: &[Option<Argument>]) -> Result<Type, String> {
    let element = element(arguments)?;
    if !element.is_integer() || element.size() < 4 {
        return Err(format!("only integers of 32 and 64 bits can be compared and swapped, not {element}"));
    }
    arguments::integer(arguments, 2)?;
    arguments::integer(arguments, 3)?;
    Ok(Type::Scalar(element))
}

/// The positions that a Python index means.
fn positions<'c>(code: &mut Code<'_, 'c>, array: Value<'c>, index: &Operand<'c>) -> Values<'c> {
    let numbers = arguments::typed(index);
    let position = |(axis, (value, from)): (usize, (Value<'c>, Scalar))| {
        let wide =
            if from.is_integer() && from.size() == 8 { value } else { convert(code, value, from, Scalar::Int64) };
        let extent = code.dim(array, axis as u8);
        let builder = &code.builder;
        let flag = |set: bool| set.then(|| builder.unit());
        builder
            .op("nd.index")
            .operands([wide, extent])
            .attribute("axis", builder.integer(builder.i64(), axis as i64))
            .maybe_attribute("wrap", flag(!from.is_unsigned()))
            .maybe_attribute("check", flag(code.settings.boundscheck))
            .result(builder.i64())
            .value()
    };
    numbers.into_iter().enumerate().map(position).collect()
}

fn lower<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], kinds: [&'static str; 3]) -> Values<'c> {
    let (Some(array), Some(index)) = (&operands[0], &operands[1]) else { return smallvec![] };
    let array = array.value();
    let element = array_type(array).expect("inference has seen an array").element;
    let positions = positions(code, array, index);
    let value = arguments::value(code, operands, 2, element).expect("inference has seen a number");
    let kind = kind(element, kinds);
    let value = match kind {
        // Where one of the two is no number, the element stays what it is: such a value changes nothing.
        "fmaximum" => number_or(code, value, f64::NEG_INFINITY),
        "fminimum" => number_or(code, value, f64::INFINITY),
        _ => value,
    };
    let builder = &code.builder;
    let operation = builder.op("simt.atomic").attribute("kind", builder.string(kind));
    smallvec![operation.operands([value, array]).operands(positions).result(value.ty()).value()]
}

fn number_or<'c>(code: &Code<'_, 'c>, value: Value<'c>, other: f64) -> Value<'c> {
    let other = code.builder.constant_float(value.ty(), other);
    code.builder.select(float::is_nan(code, value), other, value)
}

fn exchange<'c>(code: &mut Code<'_, 'c>, operands: [&Option<Operand<'c>>; 4]) -> Values<'c> {
    let [Some(array), Some(index), Some(old), Some(new)] = operands else { return smallvec![] };
    let array = array.value();
    let element = array_type(array).expect("inference has seen an array").element;
    let positions = positions(code, array, index);
    let mut converted =
        |operand: &Operand<'c>| convert(code, operand.value(), operand.ty.scalar().unwrap_or(element), element);
    let (old, new) = (converted(old), converted(new));
    let operation = code.builder.op("simt.compare_exchange").operands([old, new, array]).operands(positions);
    smallvec![operation.result(new.ty()).value()]
}
