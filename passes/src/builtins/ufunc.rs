//! NumPy's elementwise functions on scalars and arrays alike: typing, broadcasting, `out=`, `where=` and `dtype=`.
//!
//! On scalars alone a function follows Numba's rules for scalars. As soon as an array takes part it follows NumPy's: its
//! promotion, weak Python numbers, and a loop over elements that never raises. Operators on arrays are these functions too.

use super::{
    Builtin, arguments,
    elements::{Elements, check_bounds},
};
use crate::{
    code::{Argument, Code, Constant, Operand, Values},
    dates, elementwise,
    scalar::{
        constant,
        lower::{self, Typed},
        power,
        promote::{self, Casting, Kind},
        typing,
    },
};
use numlir_dialects::{
    Predicate, Value,
    types::{Array, Layout, Scalar, Type},
};
use smallvec::{SmallVec, smallvec};

/// What a function computes of values of its loop's type.
pub type Kernel = for<'a, 'c> fn(&mut Code<'a, 'c>, Scalar, &[Value<'c>]) -> Value<'c>;
/// Whether a function has a loop for a type.
pub type Loops = fn(Scalar) -> bool;
/// The result's type for a loop's.
pub type Output = fn(Scalar) -> Scalar;

/// A function of one or several results.
#[derive(Clone, Copy)]
pub struct Ufunc {
    pub name: &'static str,
    /// The names of the parameters: numbers, and behind them, from `out` on, options.
    pub parameters: &'static [&'static str],
    pub loops: Loops,
    pub results: &'static [(Output, Kernel)],
}

const OUT: &str = "out?";
const SECOND_OUT: &str = "out2?";
const WHERE: &str = "=where?";
const DTYPE: &str = "=dtype?";
const CASTING: &str = "=casting?";
const ORDER: &str = "=order?";
const SUBOK: &str = "=subok?";

/// Something that is given has a type, and perhaps a constant.
trait Known {
    fn ty(&self) -> &Type;
    fn constant(&self) -> Option<&Constant>;
}

impl Known for Argument {
    fn ty(&self) -> &Type {
        &self.ty
    }

    fn constant(&self) -> Option<&Constant> {
        self.constant.as_ref()
    }
}

impl Known for Operand<'_> {
    fn ty(&self) -> &Type {
        &self.ty
    }

    fn constant(&self) -> Option<&Constant> {
        self.constant.as_ref()
    }
}

/// How the elements of a fresh result lie, where the call says it.
fn order<T: Known>(ufunc: &Ufunc, given: &[Option<T>]) -> Result<Option<Layout>, String> {
    match ufunc.option(given, ORDER).map(|order| (order.ty(), order.constant())) {
        None | Some((Type::None, _)) => Ok(None),
        Some((_, Some(Constant::Str(order)))) => match &**order {
            "C" => Ok(Some(Layout::C)),
            "F" => Ok(Some(Layout::F)),
            "A" | "K" => Ok(None),
            order => Err(format!("order must be one of 'C', 'F', 'A', or 'K' (got '{order}')")),
        },
        Some(_) => Err("'order' must be a string constant".to_owned()),
    }
}

/// The rule that `casting` names.
fn casting<T: Known>(ufunc: &Ufunc, given: &[Option<T>]) -> Result<Casting, String> {
    match ufunc.option(given, CASTING).map(Known::constant) {
        None => Ok(Casting::SameKind),
        Some(Some(Constant::Str(name))) => Casting::named(name).ok_or_else(|| {
            format!("casting must be one of 'no', 'equiv', 'safe', 'same_kind', or 'unsafe' (got '{name}')")
        }),
        Some(_) => Err("'casting' must be a string constant".to_owned()),
    }
}

/// An array type of the layout, where it has axes enough for that to matter.
pub fn laid_out(mut array: Array, layout: Option<Layout>) -> Array {
    if let Some(layout) = layout.filter(|_| array.rank > 1) {
        array.layout = layout;
    }
    array
}

impl Ufunc {
    /// How many of the parameters are numbers.
    fn inputs(&self) -> usize {
        self.parameters.iter().position(|name| *name == OUT).unwrap_or(self.parameters.len())
    }

    fn option<'a, T>(&self, given: &'a [Option<T>], option: &str) -> Option<&'a T> {
        let position = self.parameters.iter().position(|name| *name == option)?;
        given.get(position)?.as_ref()
    }

    /// Whether nothing but the inputs is given.
    fn is_plain<T>(&self, given: &[Option<T>]) -> bool {
        given.iter().skip(self.inputs()).all(Option::is_none)
    }

    /// Whether there is a loop for `float16`.
    fn has_half_loop(&self) -> bool {
        (self.loops)(Scalar::Float32)
    }

    /// Whether the loop for `float16` computes in `float32` and rounds the result, as NumPy's do. The next number is another one there.
    fn computes_wider(&self) -> bool {
        !matches!(self.name, "nextafter" | "spacing")
    }

    /// The loop for operands among which are arrays.
    fn array_loop(&self, kinds: &[Kind]) -> Result<Loop, String> {
        let types: SmallVec<[Scalar; 4]> = kinds.iter().map(|kind| kind.ty).collect();
        match dates::resolve(self.name, &types) {
            Some(rule) => rule.map(Loop::Dates),
            None => self.number_loop(kinds).map(Loop::Numbers),
        }
    }

    fn number_loop(&self, kinds: &[Kind]) -> Result<Scalar, String> {
        let bools = kinds.iter().all(|kind| kind.ty == Scalar::Bool);
        let integral = kinds.iter().all(|kind| typing::is_integral(kind.ty));
        match self.name {
            "subtract" if bools => {
                return Err(
                    "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` \
                            operator, or the logical_xor function instead."
                        .to_owned(),
                );
            }
            "negative" if bools => {
                return Err("The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or \
                            the logical_not function instead."
                    .to_owned());
            }
            "positive" | "sign" | "gcd" | "lcm" if bools => {
                return Err(format!("ufunc '{}' did not contain a loop with signature matching types bool", self.name));
            }
            "divide" | "true_divide" if integral => return Ok(Scalar::Float64),
            _ => {}
        }
        let first = promote::first_loop(kinds, self.loops).ok_or_else(|| {
            format!(
                "ufunc '{}' not supported for the input types, and the inputs could not be safely coerced to any \
                 supported types according to the casting rule ''safe''",
                self.name
            )
        })?;
        // The loop for `float16` is the one before.
        let is_half = first == Scalar::Float32 && self.has_half_loop() && promote::fit_half(kinds);
        Ok(if is_half { Scalar::Float16 } else { first })
    }
}

/// What a call computes in.
enum Loop {
    /// Numbers of one type.
    Numbers(Scalar),
    Dates(dates::Rule),
}

impl Loop {
    /// The type that an operand is converted to.
    fn operand(&self, position: usize) -> Scalar {
        match self {
            Self::Numbers(ty) => *ty,
            Self::Dates(rule) => rule.operands[position],
        }
    }

    fn result(&self, ufunc: &Ufunc, position: usize) -> Scalar {
        match self {
            Self::Numbers(ty) => ufunc.results[position].0(*ty),
            Self::Dates(rule) => rule.results[position],
        }
    }
}

/// Whether a function of these operands follows NumPy's rules for arrays.
fn has_array<T>(given: &[Option<T>], ty: impl Fn(&T) -> &Type) -> bool {
    given.iter().flatten().any(|argument| matches!(ty(argument), Type::Array(_)))
}

/// How promotion sees an argument: an element's type, or that of a number or a date. Records and texts do not take part.
pub fn kind(ty: &Type, known: Option<&Constant>) -> Option<Kind> {
    match ty {
        Type::Array(array) if !array.element.is_value() => None,
        Type::Array(array) => Some(Kind::strong(array.element)),
        Type::Scalar(scalar) => {
            let python = matches!(scalar, Scalar::Int64 | Scalar::Float64 | Scalar::Complex128);
            let weak = python && known.is_some_and(Constant::is_number);
            Some(if weak { Kind::weak(*scalar) } else { Kind::strong(*scalar) })
        }
        _ => None,
    }
}

fn kinds<T>(given: &[Option<T>], kind: impl Fn(&T) -> Option<Kind>) -> Result<SmallVec<[Kind; 4]>, String> {
    let one = |(index, argument): (usize, &Option<T>)| {
        let argument = argument.as_ref().ok_or_else(|| format!("argument {} is missing", index + 1))?;
        kind(argument).ok_or_else(|| format!("argument {} is neither an array of numbers nor a number", index + 1))
    };
    given.iter().enumerate().map(one).collect()
}

/// The array that a map of inputs gives; `None` where none has axes, so that the result is a scalar.
pub fn result_array<'t>(element: Scalar, inputs: impl Iterator<Item = &'t Type> + Clone) -> Option<Array> {
    let arrays = inputs.filter_map(|ty| if let Type::Array(array) = ty { Some(*array) } else { None });
    let rank = arrays.clone().map(|array| array.rank).max().filter(|rank| *rank > 0)?;
    let mut widest = arrays.filter(|array| array.rank == rank);
    let layout = if widest.all(|array| array.layout == Layout::F) { Layout::F } else { Layout::C };
    Some(Array { element, rank, layout, readonly: false, aligned: true })
}

/// The type of a call's result.
pub fn infer(given: &[Option<Argument>], ufunc: &Ufunc) -> Result<Type, String> {
    let inputs = &given[..ufunc.inputs().min(given.len())];
    if ufunc.is_plain(given) && !has_array(inputs, |argument| &argument.ty) {
        let types = arguments::values_of(inputs)?;
        let chosen = match dates::resolve(ufunc.name, &types) {
            Some(rule) => Loop::Dates(rule?),
            None => Loop::Numbers(scalar_loop(&arguments::scalars(inputs)?, ufunc.loops)?),
        };
        return Ok(several(ufunc, |result| Type::Scalar(chosen.result(ufunc, result))));
    }
    let kinds = kinds(inputs, |argument| kind(&argument.ty, argument.constant.as_ref()))?;
    let (casting, order) = (casting(ufunc, given)?, order(ufunc, given)?);
    if ufunc.option(given, SUBOK).is_some_and(|subok| subok.ty != Type::Scalar(Scalar::Bool)) {
        return Err("'subok' is a bool".to_owned());
    }
    let chosen = match ufunc.option(given, DTYPE).filter(|argument| argument.ty != Type::None) {
        Some(argument) => wanted_loop(ufunc, argument, &kinds, casting)?,
        None => ufunc.array_loop(&kinds)?,
    };
    let unfit = |(_, kind): &(usize, &Kind)| match &chosen {
        Loop::Numbers(ty) => !kind.weak && !casting.allows(kind.ty, *ty),
        // Its operands are what those given convert to.
        Loop::Dates(_) => false,
    };
    if let Some((position, kind)) = kinds.iter().enumerate().find(unfit) {
        let ty = chosen.operand(position);
        return Err(format!(
            "Cannot cast ufunc '{}' input from dtype('{}') to dtype('{ty}') with casting rule '{casting}'",
            ufunc.name, kind.ty
        ));
    }
    let mask = ufunc.option(given, WHERE);
    if let Some(mask) = mask {
        let bool_like =
            matches!(mask.ty, Type::Scalar(Scalar::Bool) | Type::Array(Array { element: Scalar::Bool, .. }));
        if !bool_like {
            return Err(format!("'where' is a bool or an array of bools, not {}", mask.ty));
        }
    }
    let types = inputs.iter().flatten().map(|argument| &argument.ty).chain(mask.map(|mask| &mask.ty));
    let out = ufunc.option(given, OUT).filter(|argument| argument.ty != Type::None);
    let Some(out) = out else {
        return Ok(several(ufunc, |position| {
            let element = chosen.result(ufunc, position);
            match result_array(element, types.clone()) {
                Some(array) => Type::Array(laid_out(array, order)),
                None => Type::Scalar(element),
            }
        }));
    };
    let outs: SmallVec<[&Type; 2]> = match (&out.ty, ufunc.option(given, SECOND_OUT)) {
        (first, Some(second)) => smallvec![first, &second.ty],
        (Type::Tuple(elements), None) => elements.iter().collect(),
        (ty, None) => smallvec![ty],
    };
    if outs.len() != ufunc.results.len() {
        return Err("The 'out' tuple must have exactly one entry per ufunc output".to_owned());
    }
    for (position, out) in outs.iter().enumerate() {
        let Type::Array(array) = out else { return Err("return arrays must be of ArrayType".to_owned()) };
        if array.readonly {
            return Err("output array is read-only".to_owned());
        }
        let from = chosen.result(ufunc, position);
        if !casting.allows(from, array.element) {
            return Err(format!(
                "Cannot cast ufunc '{}' output from dtype('{from}') to dtype('{}') with casting rule '{casting}'",
                ufunc.name, array.element
            ));
        }
    }
    Ok(if outs.len() == 1 { outs[0].clone() } else { Type::tuple(outs.into_iter().cloned()) })
}

fn several(ufunc: &Ufunc, one: impl Fn(usize) -> Type) -> Type {
    match ufunc.results.len() {
        1 => one(0),
        results => Type::tuple((0..results).map(one)),
    }
}

/// The loop whose result has the dtype that is asked for: the one that is taken without, if its has, as those of all comparisons.
fn wanted_loop(ufunc: &Ufunc, argument: &Argument, kinds: &[Kind], casting: Casting) -> Result<Loop, String> {
    let wanted = super::array::dtype(&Some(argument.clone()))?.ok_or("a dtype is expected")?;
    if let Some(usual) = ufunc.array_loop(kinds).ok().filter(|usual| usual.result(ufunc, 0) == wanted) {
        return Ok(usual);
    }
    let half = Some(Scalar::Float16).filter(|_| ufunc.has_half_loop());
    let mut loops = typing::LOOPS.into_iter().filter(|&ty| (ufunc.loops)(ty)).chain(half);
    let ty = loops.find(|&ty| ufunc.results[0].0(ty) == wanted);
    let fits = |ty: &Scalar| kinds.iter().all(|kind| kind.weak || casting.allows(kind.ty, *ty));
    ty.filter(fits)
        .map(Loop::Numbers)
        .ok_or_else(|| format!("No loop matching the specified signature was found for ufunc {}", ufunc.name))
}

/// The loop for scalars.
pub fn scalar_loop(types: &[Scalar], loops: Loops) -> Result<Scalar, String> {
    typing::ufunc_loop(types, loops).ok_or_else(|| {
        let types: Vec<_> = types.iter().map(Scalar::to_string).collect();
        format!("not defined for {}", types.join(" and "))
    })
}

/// The values of a call's result.
pub fn lower<'c>(code: &mut Code<'_, 'c>, given: &[Option<Operand<'c>>], result: &Type, ufunc: &Ufunc) -> Values<'c> {
    let inputs = &given[..ufunc.inputs().min(given.len())];
    if ufunc.is_plain(given) && !has_array(inputs, |operand| &operand.ty) {
        let numbers = arguments::numbers(inputs);
        let types: arguments::Scalars = numbers.iter().map(|(_, ty)| *ty).collect();
        if let Some(Ok(rule)) = dates::resolve(ufunc.name, &types) {
            return (0..rule.results.len()).map(|result| of_dates(code, ufunc, (&rule, result), &numbers)).collect();
        }
        let ty = scalar_loop(&types, ufunc.loops).expect("inference found the loop");
        let values = arguments::values(code, inputs, ty);
        return ufunc.results.iter().map(|(_, kernel)| kernel(code, ty, &values)).collect();
    }
    let kinds =
        kinds(inputs, |operand| kind(&operand.ty, operand.constant.as_ref())).expect("inference found the kinds");
    let wanted = ufunc.option(given, DTYPE).filter(|operand| operand.ty != Type::None);
    let chosen = match wanted {
        Some(operand) => {
            let argument = Argument { ty: operand.ty.clone(), constant: operand.constant.clone() };
            let casting = casting(ufunc, given);
            casting.and_then(|casting| wanted_loop(ufunc, &argument, &kinds, casting))
        }
        None => ufunc.array_loop(&kinds),
    };
    let chosen = chosen.expect("inference found the loop");
    let operands: SmallVec<[&Operand; 4]> = inputs.iter().flatten().collect();
    let mut elements = Elements::new(code, &operands);
    let exact = exact_comparison(ufunc, kinds.iter().map(|kind| kind.ty)).is_some();
    elements.convert_scalars(code, |code, position, (value, from)| {
        let to = chosen.operand(position);
        if let Loop::Numbers(ty) = &chosen {
            let ty = *ty;
            if exact {
                return None;
            }
            if kinds[position].weak && ty.is_integer() && ty != Scalar::Int64 {
                check_bounds(code, value, from, ty);
            }
            if keeps_exponent(ufunc, ty, position, (value, from)) {
                return None;
            }
        }
        Some((lower::convert(code, value, from, to), to))
    });
    elements.layout = order(ufunc, given).expect("inference knows the order");
    if let ([_, Some(exponent)], Loop::Numbers(ty)) = (inputs, &chosen) {
        check_exponents(code, ufunc, *ty, exponent);
    }
    let mask = ufunc.option(given, WHERE).filter(|mask| mask.constant != Some(Constant::Bool(true)));
    let out = ufunc.option(given, OUT).filter(|operand| operand.ty != Type::None);
    let outs: SmallVec<[Operand; 2]> = match (&result, out) {
        (_, None) => smallvec![],
        (Type::Tuple(types), Some(out)) => {
            let single = |(ty, value): (&Type, &Value<'c>)| Operand {
                ty: ty.clone(),
                constant: None,
                values: smallvec![*value],
            };
            let second = ufunc.option(given, SECOND_OUT).into_iter().flat_map(|second| &second.values);
            types.iter().zip(out.values.iter().chain(second)).map(single).collect()
        }
        (_, Some(out)) => {
            smallvec![Operand { ty: result.clone(), constant: None, values: smallvec![out.values[0]] }]
        }
    };
    let mut results = Values::new();
    for index in 0..ufunc.results.len() {
        let element = chosen.result(ufunc, index);
        let body = |code: &mut Code<'_, 'c>, values: &[Typed<'c>]| {
            let value = match &chosen {
                Loop::Numbers(ty) => apply(code, ufunc, *ty, ufunc.results[index], values),
                Loop::Dates(rule) => of_dates(code, ufunc, (rule, index), values),
            };
            (value, element)
        };
        results.push(elements.compute(code, outs.get(index), mask, element, body));
    }
    results
}

/// One result of a rule for dates, of values that convert to its operands.
fn of_dates<'c>(
    code: &mut Code<'_, 'c>,
    ufunc: &Ufunc,
    (rule, result): (&dates::Rule, usize),
    values: &[Typed<'c>],
) -> Value<'c> {
    let each = values.iter().zip(&rule.operands);
    let values: Values = each.map(|((value, from), to)| lower::convert(code, *value, *from, *to)).collect();
    dates::compute(code, ufunc.name, &rule.operands, result, &values)
}

/// One result of the loop for `ty`, of values of any types.
fn apply<'c>(
    code: &mut Code<'_, 'c>,
    ufunc: &Ufunc,
    ty: Scalar,
    (output, kernel): (Output, Kernel),
    values: &[Typed<'c>],
) -> Value<'c> {
    if let Some(op) = exact_comparison(ufunc, values.iter().map(|value| value.1)) {
        return lower::compare(code, op, values[0], values[1]);
    }
    if ty == Scalar::Float16 && ufunc.computes_wider() {
        let value = apply(code, ufunc, Scalar::Float32, (output, kernel), values);
        return lower::convert(code, value, output(Scalar::Float32), output(ty));
    }
    if keeps_exponent(ufunc, ty, 1, values[values.len() - 1]) {
        let base = lower::convert(code, values[0].0, values[0].1, ty);
        return match constant::integer(values[1].0) {
            Some(count) if ty.is_complex() => power::of_complex_by_integer(code, ty, base, count),
            _ => power::of_float_by_integer(code, (base, ty), values[1]),
        };
    }
    let values: Values<'c> = values.iter().map(|(value, from)| lower::convert(code, *value, *from, ty)).collect();
    kernel(code, ty, &values)
}

fn is_power(ufunc: &Ufunc) -> bool {
    matches!(ufunc.name, "power" | "pow")
}

/// Whether an operand is an exponent that counts multiplications, as in `x ** 3` of floats.
fn keeps_exponent(ufunc: &Ufunc, ty: Scalar, index: usize, (value, from): Typed) -> bool {
    is_power(ufunc)
        && index == 1
        && from.is_integer()
        && constant::integer(value)
            .is_some_and(|count| ty.is_float() || (ty.is_complex() && count.unsigned_abs() <= power::UNROLLED))
}

/// Raises where an integer power of integers would be a fraction.
fn check_exponents<'c>(code: &mut Code<'_, 'c>, ufunc: &Ufunc, ty: Scalar, exponent: &Operand<'c>) {
    if !is_power(ufunc) || !ty.is_signed() {
        return;
    }
    let is_negative = |code: &mut Code<'_, 'c>, value: Value<'c>, from: Scalar| {
        let zero = code.constant(from, 0.0);
        code.builder.compare_int(Predicate::Slt, value, zero)
    };
    let negative = match exponent.ty {
        Type::Scalar(from) if from.is_signed() && constant::integer(exponent.value()).is_none_or(|count| count < 0) => {
            is_negative(code, exponent.value(), from)
        }
        Type::Array(from) if from.element.is_signed() => {
            elementwise::any(code, (exponent.value(), from), |code, value| is_negative(code, value, from.element))
        }
        _ => return,
    };
    code.raise_if(negative, "ValueError", "Integers to negative integer powers are not allowed.");
}

/// The operator of a comparison of integers, which is exact for all of them, also of different signs.
fn exact_comparison(ufunc: &Ufunc, mut types: impl Iterator<Item = Scalar>) -> Option<&'static str> {
    let op = match ufunc.name {
        "equal" => "eq",
        "not_equal" => "ne",
        "less" => "lt",
        "less_equal" => "le",
        "greater" => "gt",
        "greater_equal" => "ge",
        _ => return None,
    };
    types.all(typing::is_integral).then_some(op)
}

/// The function that an operator of Python is on arrays.
pub fn of_operator(op: &str) -> Option<&'static Builtin> {
    let name = match op {
        "add" => "numpy.add",
        "sub" => "numpy.subtract",
        "mul" => "numpy.multiply",
        "truediv" => "numpy.divide",
        "floordiv" => "numpy.floor_divide",
        "mod" => "numpy.remainder",
        "pow" => "numpy.power",
        "square" => "numpy.square",
        "lshift" => "numpy.left_shift",
        "rshift" => "numpy.right_shift",
        "and" => "numpy.bitwise_and",
        "or" => "numpy.bitwise_or",
        "xor" => "numpy.bitwise_xor",
        "neg" => "numpy.negative",
        "pos" => "numpy.positive",
        "invert" => "numpy.invert",
        "eq" => "numpy.equal",
        "ne" => "numpy.not_equal",
        "lt" => "numpy.less",
        "le" => "numpy.less_equal",
        "gt" => "numpy.greater",
        "ge" => "numpy.greater_equal",
        _ => return None,
    };
    super::find(name)
}

/// The arguments of an operator as a function's: the operands, and for one in place the left operand as `out`.
pub fn operator_arguments<T: Clone>(operands: &[T], in_place: bool) -> Vec<Option<T>> {
    let mut given: Vec<_> = operands.iter().cloned().map(Some).collect();
    given.push(in_place.then(|| operands[0].clone()));
    given
}
