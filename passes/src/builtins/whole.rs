//! Functions of whole arrays that are maps, beside NumPy's ufuncs: `np.where`, `np.clip`, `np.round`, `astype`, `copy`.

use super::{
    Builtin, arguments, array,
    elements::{Elements, check_bounds, range},
    numpy_kernels as kernels,
    ufunc::{self, kind},
};
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    dates, elementwise,
    scalar::{
        complex, float,
        lower::{self, Typed},
        promote::{self, Kind},
        typing,
    },
};
use numlir_dialects::{
    Predicate, Value, convert as types,
    dates::Unit,
    types::{Array, Layout, Scalar, Type},
};
use smallvec::{SmallVec, smallvec};

const ROUND: &[&str] = &["a", "decimals?", "out?"];
const CLIP: &[&str] = &["a", "a_min?", "a_max?", "out?", "min?", "max?"];
const ASTYPE: &[&str] = &["self", "dtype", "order?", "casting?", "subok?", "copy?"];
const CONJUGATE: &[&str] = &["self", "out?", "where?", "dtype?"];

pub static FAMILY: &[Builtin] = &[
    Builtin { name: "numpy.ldexp", parameters: &["x1", "x2"], infer: infer_ldexp, lower: lower_ldexp },
    Builtin { name: "numpy.round", parameters: ROUND, infer: infer_round, lower: lower_round },
    Builtin { name: "numpy.around", parameters: ROUND, infer: infer_round, lower: lower_round },
    Builtin { name: "array.round", parameters: &["self", "decimals?", "out?"], infer: infer_round, lower: lower_round },
    Builtin { name: "numpy.where", parameters: &["condition", "x", "y"], infer: infer_where, lower: lower_where },
    Builtin { name: "numpy.clip", parameters: CLIP, infer: infer_clip, lower: lower_clip },
    Builtin { name: "array.clip", parameters: &["self", "min?", "max?", "out?"], infer: infer_clip, lower: lower_clip },
    Builtin { name: "array.astype", parameters: ASTYPE, infer: infer_astype, lower: lower_astype },
    Builtin { name: "numpy.astype", parameters: &["x", "dtype", "copy?"], infer: infer_astype, lower: lower_astype },
    Builtin { name: "array.copy", parameters: &["self"], infer: infer_copy_c, lower: lower_astype },
    Builtin { name: "numpy.copy", parameters: &["a"], infer: infer_copy, lower: lower_astype },
    Builtin { name: "array.fill", parameters: &["self", "value"], infer: infer_fill, lower: lower_fill },
    Builtin { name: "array.conj", parameters: CONJUGATE, infer: infer_conjugate, lower: lower_conjugate },
    Builtin { name: "array.conjugate", parameters: CONJUGATE, infer: infer_conjugate, lower: lower_conjugate },
];

/// How promotion sees the arguments that are given, and not as `None`.
fn kinds(given: &[Option<Argument>]) -> Result<SmallVec<[Kind; 4]>, String> {
    let kind = |argument: &Argument| {
        kind(&argument.ty, argument.constant.as_ref())
            .ok_or_else(|| format!("{} is neither an array nor a number", argument.ty))
    };
    given.iter().flatten().map(kind).collect()
}

/// The type of an operation on elements of the arguments.
fn result(given: &[Option<Argument>], element: Scalar) -> Type {
    match ufunc::result_array(element, given.iter().flatten().map(|argument| &argument.ty)) {
        Some(array) => Type::Array(array),
        None => Type::Scalar(element),
    }
}

fn element(ty: &Type) -> Scalar {
    match ty {
        Type::Array(array) => array.element,
        other => other.scalar().expect("inference gives an array or a number"),
    }
}

fn infer_ldexp(given: &[Option<Argument>]) -> Result<Type, String> {
    let kinds = kinds(&given[..2])?;
    if !typing::is_integral(kinds[1].ty) {
        return Err(format!("argument 2 is of {}; an integer is expected", kinds[1].ty));
    }
    let ty = match result(given, kinds[0].ty) {
        // An integer of Python's follows the first loop, which is that of halves.
        Type::Array(_) if promote::fit_half(&kinds[..1]) || kinds[0].weak && typing::is_integral(kinds[0].ty) => {
            Some(Scalar::Float16)
        }
        Type::Array(_) => promote::first_loop(&kinds[..1], Scalar::is_float),
        _ => ufunc::scalar_loop(&[kinds[0].ty], Scalar::is_float).ok(),
    };
    Ok(result(given, ty.ok_or_else(arguments::no_complex)?))
}

fn lower_ldexp<'c>(code: &mut Code<'_, 'c>, given: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let operands: SmallVec<[&Operand; 4]> = given.iter().flatten().collect();
    let elements = Elements::new(code, &operands);
    let ty = element(result);
    smallvec![elements.compute(code, None, None, ty, |code, values| {
        let wide = if ty == Scalar::Float16 { Scalar::Float32 } else { ty };
        let value = lower::convert(code, values[0].0, values[0].1, wide);
        let count = lower::convert(code, values[1].0, values[1].1, Scalar::Int64);
        let scaled = float::load_exponent(code, value, wide, count);
        (lower::convert(code, scaled, wide, ty), ty)
    })]
}

/// The type with an `out` among the arguments, which has to be an array.
fn into(given: &[Option<Argument>], out: usize, otherwise: Type) -> Result<Type, String> {
    match given.get(out).and_then(Option::as_ref) {
        None | Some(Argument { ty: Type::None, .. }) => Ok(otherwise),
        Some(Argument { ty: Type::Array(array), .. }) if array.readonly => Err("output array is read-only".to_owned()),
        Some(Argument { ty: Type::Array(array), .. }) => {
            let from = element(&otherwise);
            match promote::can_cast_same_kind(from, array.element) {
                true => Ok(Type::Array(*array)),
                false => Err(format!(
                    "Cannot cast output from dtype('{from}') to dtype('{}') with casting rule 'same_kind'",
                    array.element
                )),
            }
        }
        Some(_) => Err("return arrays must be of ArrayType".to_owned()),
    }
}

fn given<'o, 'c>(operands: &'o [Option<Operand<'c>>], index: usize) -> Option<&'o Operand<'c>> {
    operands.get(index)?.as_ref().filter(|operand| operand.ty != Type::None)
}

fn infer_round(given: &[Option<Argument>]) -> Result<Type, String> {
    if arguments::is_given(given, 1) {
        arguments::integer(given, 1)?;
    }
    let kinds = kinds(&given[..1])?;
    let ty = kinds.first().ok_or("a number or an array is expected")?.ty;
    if ty.is_date() {
        return Err(format!("ufunc 'rint' not supported for the input types: {ty}"));
    }
    if ty == Scalar::Bool && arguments::is_given(given, 1) && !is_zero(given[1].as_ref()) {
        let text =
            "Cannot cast ufunc 'multiply' output from dtype('float64') to dtype('bool') with casting rule 'same_kind'";
        return Err(text.to_owned());
    }
    into(given, 2, result(&given[..1], rounded(ty)))
}

/// What rounding gives: NumPy's loop for bools is that of `float16`.
fn rounded(ty: Scalar) -> Scalar {
    if ty == Scalar::Bool { Scalar::Float16 } else { ty }
}

fn is_zero(argument: Option<&Argument>) -> bool {
    argument.is_some_and(|argument| matches!(argument.constant, Some(Constant::Int(0))))
}

/// Half to even; with decimals, by scaling with a power of ten as NumPy does. An integer changes only where decimals are negative, and
/// is scaled as a `float64`.
fn lower_round<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let Some(value) = &operands[0] else { return smallvec![] };
    let ty = element(&value.ty);
    let keeps = |decimals: &&Operand| ty == Scalar::Bool || (ty.is_integer() && is_known_positive(decimals));
    let scale = given(operands, 1).filter(|decimals| !keeps(decimals)).map(|decimals| {
        let part = if ty.is_integer() { Scalar::Float64 } else { ty.real() };
        let count = lower::convert(code, decimals.value(), element(&decimals.ty), Scalar::Int64);
        let up = code.builder.compare_int(Predicate::Sge, count, code.builder.constant_i64(0));
        let size = code.builder.unary("math.absi", count);
        // There is no power of float16.
        let wide = if part == Scalar::Float16 { Scalar::Float32 } else { part };
        let (ten, size) = (code.constant(wide, 10.0), lower::convert(code, size, Scalar::Int64, wide));
        let power = float::call(code, "pow", wide, &[ten, size]);
        (lower::convert(code, power, wide, part), up)
    });
    let elements = Elements::new(code, &[value]);
    smallvec![elements.compute(code, given(operands, 2), None, rounded(ty), |code, values| {
        let (value, ty) = values[0];
        if ty == Scalar::Bool {
            return (lower::convert(code, value, ty, Scalar::Float16), Scalar::Float16);
        }
        let Some((factor, up)) = scale else { return (kernels::round(code, "math.roundeven", ty, value), ty) };
        let part = |code: &mut Code<'_, 'c>, part: Value<'c>| {
            let builder = code.builder;
            let times = |value| builder.binary("arith.mulf", value, factor);
            let over = |value| builder.binary("arith.divf", value, factor);
            let rounded = builder.unary("math.roundeven", builder.select(up, times(part), over(part)));
            builder.select(up, over(rounded), times(rounded))
        };
        if ty.is_integer() {
            let double = lower::convert(code, value, ty, Scalar::Float64);
            let rounded = part(code, double);
            let rounded = lower::convert(code, rounded, Scalar::Float64, ty);
            return (code.builder.select(up, value, rounded), ty);
        }
        (if ty.is_complex() { complex::map_parts(code, value, [ty, ty], part) } else { part(code, value) }, ty)
    })]
}

fn is_known_positive(decimals: &Operand) -> bool {
    matches!(decimals.constant, Some(Constant::Int(count)) if count >= 0)
}

fn infer_where(given: &[Option<Argument>]) -> Result<Type, String> {
    kinds(&given[..1])?;
    let kinds = kinds(&given[1..])?;
    let [_, _] = kinds[..] else { return Err("two choices are expected".to_owned()) };
    let common = promote::common(&kinds);
    let common = common.ok_or_else(|| format!("{} and {} have no common dtype", kinds[0].ty, kinds[1].ty))?;
    Ok(match result(given, common) {
        // Of arrays without axes NumPy makes one; of numbers alone compiled code makes a number.
        Type::Scalar(element) if given.iter().flatten().any(|argument| matches!(argument.ty, Type::Array(_))) => {
            Type::Array(Array { element, rank: 0, layout: Layout::C, readonly: false, aligned: true })
        }
        result => result,
    })
}

fn lower_where<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let ty = element(result);
    let operands: SmallVec<[&Operand; 4]> = operands.iter().flatten().collect();
    let elements = Elements::new(code, &operands);
    let chosen = elements.compute(code, None, None, ty, |code, values| {
        let condition = lower::truth(code, values[0].0, values[0].1);
        let yes = lower::convert(code, values[1].0, values[1].1, ty);
        let no = lower::convert(code, values[2].0, values[2].1, ty);
        (code.builder.select(condition, yes, no), ty)
    });
    if !matches!(result, Type::Array(array) if array.rank == 0) {
        return smallvec![chosen];
    }
    let made = code.builder.op("nd.create").result(types::to_mlir(code.builder.context, result)).value();
    code.builder.op("nd.fill").operand(chosen).operand(made).insert();
    smallvec![made]
}

/// The bounds of a clip: by their old or their new names.
fn bounds<T>(given: &[Option<T>]) -> [&Option<T>; 2] {
    let pick = |old: usize, new: usize| match given.get(new) {
        Some(Some(_)) => &given[new],
        _ => &given[old],
    };
    [pick(1, 4), pick(2, 5)]
}

fn infer_clip(given: &[Option<Argument>]) -> Result<Type, String> {
    let [low, high] = bounds(given);
    let bound = |bound: &Option<Argument>| bound.clone().filter(|bound| bound.ty != Type::None);
    let operands = [given[0].clone(), bound(low), bound(high)];
    let kinds = kinds(&operands)?;
    let ty = promote::common(&kinds).ok_or("the array and the bounds have no common dtype")?;
    into(given, 3, result(&operands, ty))
}

/// A bound of integers: a Python integer beyond the end of the type on its own side bounds nothing, one beyond the other end raises.
fn fitted<'c>(code: &mut Code<'_, 'c>, bound: &Operand<'c>, ty: Scalar, is_low: bool) -> Operand<'c> {
    let weak = kind(&bound.ty, bound.constant.as_ref()).is_some_and(|kind| kind.weak);
    let from = bound.ty.scalar().filter(|from| weak && from.is_integer() && ty.is_integer() && ty != Scalar::Int64);
    let Some(from) = from else { return bound.clone() };
    let value = lower::convert(code, bound.value(), from, Scalar::Int64);
    let (least, most) = range(ty);
    let value = if is_low {
        code.maximum(value, code.builder.constant_i64(least))
    } else {
        code.minimum(value, code.builder.constant_i64(most))
    };
    check_bounds(code, value, Scalar::Int64, ty);
    Operand { ty: Type::Scalar(Scalar::Int64), constant: None, values: smallvec![value] }
}

fn lower_clip<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    let [low, high] = bounds(operands);
    let is_given = |operand: &&Operand<'c>| operand.ty != Type::None;
    let present: SmallVec<[&Operand; 4]> = [&operands[0], low, high].into_iter().flatten().filter(is_given).collect();
    let kinds: SmallVec<[Kind; 4]> =
        present.iter().filter_map(|operand| kind(&operand.ty, operand.constant.as_ref())).collect();
    let ty = promote::common(&kinds).expect("inference found the type");
    let has_low = low.as_ref().filter(is_given).is_some();
    let has_high = high.as_ref().filter(is_given).is_some();
    let ends = [has_low.then_some(true), has_high.then_some(false)].into_iter().flatten();
    let fitted: SmallVec<[Operand; 2]> =
        present[1..].iter().zip(ends).map(|(bound, is_low)| fitted(code, bound, ty, is_low)).collect();
    let present: SmallVec<[&Operand; 4]> = present[..1].iter().copied().chain(&fitted).collect();
    let elements = Elements::new(code, &present);
    smallvec![elements.compute(code, given(operands, 3), None, ty, |code, values| {
        let mut values = values.iter().copied();
        let mut next = |code: &mut Code<'_, 'c>| {
            let (value, from): Typed<'c> = values.next().expect("an operand each");
            lower::convert(code, value, from, ty)
        };
        let mut value = next(code);
        for (op, given) in [("gt", has_low), ("lt", has_high)] {
            if given {
                let bound = next(code);
                value = match ty.is_date() {
                    true if op == "gt" => dates::compute(code, "maximum", &[ty, ty], 0, &[value, bound]),
                    true => dates::compute(code, "minimum", &[ty, ty], 0, &[value, bound]),
                    false => kernels::extreme(code, op, ty, &[value, bound]),
                };
            }
        }
        (value, ty)
    })]
}

fn source(given: &[Option<Argument>]) -> Result<Type, String> {
    match &given[0] {
        Some(Argument { ty: ty @ (Type::Array(_) | Type::Scalar(_)), .. }) => Ok(ty.clone()),
        Some(Argument { ty, .. }) => Err(format!("{ty} is no array")),
        None => Err("there is no object".to_owned()),
    }
}

/// A copy of a type with another element, in C order or as the array is.
fn copied(ty: &Type, element: Scalar, keep: bool) -> Type {
    let Type::Array(array) = *ty else { return Type::Scalar(element) };
    let layout = if keep && array.layout == Layout::F { Layout::F } else { Layout::C };
    Type::Array(Array { element, layout, readonly: false, aligned: true, ..array })
}

/// Without a unit, a date keeps that which it has.
fn with_unit(from: Scalar, to: Scalar) -> Scalar {
    match (from.date(), to.date()) {
        (Some(from), Some(to)) if to.unit == Unit::Generic && from.moment == to.moment => Scalar::Date(from),
        _ => to,
    }
}

fn infer_astype(given: &[Option<Argument>]) -> Result<Type, String> {
    let ty = source(given)?;
    let (from, to) = (element(&ty), array::dtype(&given[1])?.unwrap_or(Scalar::Float64));
    if let (Some(from), Some(to)) = (from.chars(), to.chars())
        && crate::chars::movable(from, to)
    {
        return Ok(copied(&ty, Scalar::Chars(to), true));
    }
    if from != to && (from.chars().is_some() || to.chars().is_some()) {
        return Err(format!("{from} is not converted to {to}"));
    }
    if from != to && (from.record().is_some() || to.record().is_some()) {
        return Err(format!("{from} is not converted to {to}: records become no numbers, nor other records"));
    }
    let to = with_unit(from, to);
    dates::convertible(from, to)?;
    Ok(copied(&ty, to, true))
}

fn infer_copy(given: &[Option<Argument>]) -> Result<Type, String> {
    let ty = source(given)?;
    Ok(copied(&ty, element(&ty), true))
}

fn infer_copy_c(given: &[Option<Argument>]) -> Result<Type, String> {
    let ty = source(given)?;
    Ok(copied(&ty, element(&ty), false))
}

fn lower_astype<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    let Some(operand) = &operands[0] else { return smallvec![] };
    let (Type::Array(from), Type::Array(to)) = (&operand.ty, result) else {
        return smallvec![lower::convert(code, operand.value(), element(&operand.ty), element(result))];
    };
    let extents = elementwise::shape(&code.builder, operand.value(), &operand.ty);
    if to.element.chars().is_some() {
        let ty = types::to_mlir(code.builder.context, result);
        let made = code.builder.op("nd.create").operands(extents).result(ty).value();
        let target = Operand { ty: result.clone(), constant: None, values: smallvec![made] };
        elementwise::assign(code, &target, operand);
        return target.values;
    }
    smallvec![elementwise::map(code, *to, &extents, &[(operand.value(), *from)], |code, values| {
        lower::convert(code, values[0], from.element, to.element)
    })]
}

fn infer_fill(given: &[Option<Argument>]) -> Result<Type, String> {
    let (Some(array), Some(value)) = (&given[0], &given[1]) else { return Err("a value is needed".to_owned()) };
    match (&array.ty, &value.ty) {
        (Type::Array(array), value) if array.element.chars().is_some() && !array.readonly && value.is_text() => {
            Ok(Type::None)
        }
        (Type::Array(array), _) if array.element.record().is_some() => {
            Err("the array holds records, of which each field is filled".to_owned())
        }
        (Type::Array(array), Type::Scalar(scalar)) if array.element.is_value() => {
            dates::storable(*scalar, array.element)?;
            match scalar.is_complex() && !array.element.is_complex() {
                true => Err("the imaginary part would be lost".to_owned()),
                false if array.readonly => Err("the array is read-only".to_owned()),
                false => Ok(Type::None),
            }
        }
        (_, other) => Err(format!("the value is a number, not {other}")),
    }
}

fn lower_fill<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], _: &Type) -> Values<'c> {
    if let [Some(array), Some(value)] = operands {
        elementwise::assign(code, array, value);
    }
    smallvec![]
}

/// Real arrays are their own conjugates, not copies.
fn is_own_conjugate(array: &Type, mut others: impl Iterator<Item = bool>) -> bool {
    let real = matches!(array, Type::Array(array) if array.element.is_number() && !array.element.is_complex());
    real && !others.any(|given| given)
}

fn infer_conjugate(given: &[Option<Argument>]) -> Result<Type, String> {
    if let [Some(array), others @ ..] = given
        && is_own_conjugate(&array.ty, others.iter().map(Option::is_some))
    {
        return Ok(array.ty.clone());
    }
    (super::find("numpy.conjugate").expect("it is in the table").infer)(given)
}

fn lower_conjugate<'c>(code: &mut Code<'_, 'c>, operands: &[Option<Operand<'c>>], result: &Type) -> Values<'c> {
    if let [Some(array), others @ ..] = operands
        && is_own_conjugate(&array.ty, others.iter().map(Option::is_some))
    {
        return smallvec![array.value()];
    }
    (super::find("numpy.conjugate").expect("it is in the table").lower)(code, operands, result)
}
