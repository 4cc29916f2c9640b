//! What operations give for what they are given, where that depends on the types of operands alone.

use super::{
    body::OperationBody,
    compare::{compare, of_one_type},
    elements::iterator,
    fact::Fact,
    index,
    operation::{Message, typing, unsupported},
    solve::outside,
};
use crate::{
    attributes,
    builtins::ufunc,
    code::{Argument, Constant},
    exceptions,
    scalar::typing,
};
use numlir_dialects::{
    Operation, Value,
    build::{boolean_value, dense_i64_values, integer_value, type_value},
    convert,
    types::{Scalar, Type},
};
use numlir_grammar::diagnostic::Kind;

/// The rule of an operation with at most one result.
pub(super) fn rule(name: &str, op: &OperationBody, facts: &[Fact]) -> Result<Fact, Message> {
    let types: smallvec::SmallVec<[&Type; 4]> = facts.iter().filter_map(Fact::ty).collect();
    let operation = op.operation;
    Ok(match name {
        "py.constant" => {
            let meaning = operation.attribute("value").and_then(attributes::meaning);
            let (ty, constant) = meaning.ok_or_else(|| unsupported("this constant is not compiled"))?;
            Fact::Known(ty, constant)
        }
        "py.builtin" => Fact::of(Type::builtin(operation.text("name"))),
        "py.dtype" | "py.frozen" => {
            let attribute = if name == "py.dtype" { "element" } else { "array_type" };
            let ty = operation.attribute(attribute).and_then(type_value).and_then(convert::from_mlir);
            let ty = ty.ok_or_else(|| unsupported("this dtype is not compiled"))?;
            Fact::of(match ty.scalar() {
                Some(scalar) => Type::Dtype(scalar),
                None => ty,
            })
        }
        "py.binary" | "py.inplace" if types.iter().any(|ty| matches!(ty, Type::Array(_))) => {
            whole_array(operation.text("op"), facts, name == "py.inplace" && matches!(types[0], Type::Array(_)))?
        }
        // As CPython's: with an exponent that is written as a negative number, a power of an integer is a float.
        "py.binary"
            if operation.text("op") == "pow"
                && types.iter().all(|ty| ty.scalar().is_some_and(Scalar::is_integer))
                && is_negative_literal(operation.operand(1)) =>
        {
            Fact::Known(Type::FLOAT64, facts[0].is_weak().then_some(Constant::Python))
        }
        "py.binary" | "py.inplace" => binary(operation.text("op"), &types, facts)?,
        "py.unary" if matches!(types[0], Type::Array(_)) => whole_array(operation.text("op"), facts, false)?,
        "py.unary" => unary(operation.text("op"), &facts[0])?,
        "py.compare" => match compare(operation.text("op"), &types, facts) {
            // What a pattern could never be equal to does not match it.
            Err(_) if operation.attribute("pattern").is_some() => Fact::boolean(false),
            outcome => outcome?,
        },
        "py.truth" => truth(&facts[0])?,
        "py.narrow" => narrowed(operation, &facts[0]),
        "py.throw" | "py.raise" => {
            raisable(types.first().copied(), types.get(1).copied())?;
            Fact::of(Type::None)
        }
        "py.catch" => Fact::of(Type::Caught),
        "py.matches" => matches(&facts[0], types[1])?,
        "py.cast" => facts[0].clone(),
        "arith.constant" => Fact::boolean(true),
        // The front end's `not` of a truth value.
        "arith.xori" => match facts[0].constant() {
            Some(Constant::Bool(value)) => Fact::boolean(!value),
            _ => Fact::of(Type::BOOL),
        },
        "py.getattr" => index::attribute(&facts[0], operation.text("name"))?,
        "py.getitem" => match (types[0], types[1]) {
            (Type::Tuple(_), Type::Slice(_)) => index::tuple_slice(&facts[0], &facts[1])?,
            _ => index::item(&facts[0], &facts[1])?,
        },
        "py.setitem" => {
            index::set_item(types[0], &facts[1], types[2])?;
            Fact::of(Type::None)
        }
        "py.slice" => slice(facts)?,
        "py.build_tuple" => build_tuple(operation, facts)?,
        "py.iter" => Fact::of(iterator(types[0])?),
        "py.check_bound" => Fact::of(Type::None),
        "py.build_dict" => return Err(unsupported("dict displays are not compiled yet")),
        "py.append" => return Err(unsupported("comprehensions are not compiled yet")),
        "py.setattr" => {
            index::set_attribute(types[0], operation.text("name"), types[1])?;
            Fact::of(Type::None)
        }
        "py.delitem" => return Err(unsupported(format!("items of {} cannot be deleted", types[0]))),
        other => return Err(unsupported(format!("{other} has no typing rule"))),
    })
}

/// Whether iteration gives nothing, as is known from the type.
pub(super) fn is_empty(ty: &Type) -> bool {
    match ty {
        Type::Tuple(elements) => elements.is_empty(),
        Type::Enumerate(over) => is_empty(over),
        Type::Zip(over) => over.is_empty() || over.iter().any(is_empty),
        _ => false,
    }
}

/// The slice that `start:stop:step` writes. It is an index and nothing else, so a step of 1 is as good as none. Bounds that are no
/// integers are for grids: [`check_bounds`].
fn slice(facts: &[Fact]) -> Result<Fact, Message> {
    let mut bounds = Vec::with_capacity(3);
    for (position, fact) in facts.iter().enumerate() {
        bounds.push(match fact.ty() {
            _ if position == 2 && fact.constant() == Some(&Constant::Int(1)) => Type::None,
            Some(Type::Scalar(scalar)) if is_index(*scalar) => Type::INT64,
            Some(Type::None) | None => Type::None,
            Some(ty @ Type::Scalar(_)) => ty.clone(),
            Some(ty) => return Err(no_bound(ty)),
        });
    }
    let constants = facts.iter().map(|fact| fact.constant().cloned()).collect();
    Ok(Fact::Known(Type::Slice(bounds.into()), Some(Constant::Tuple(constants))))
}

/// What is cut by slices has integers as bounds; only what NumPy makes of subscripts (`np.mgrid[0:1:5j]`) takes others.
pub(super) fn check_bounds(name: &str, facts: &[Fact]) -> Result<(), Message> {
    fn check(index: &Type) -> Result<(), Message> {
        match index {
            Type::Tuple(parts) => parts.iter().try_for_each(check),
            Type::Slice(bounds) => bounds.iter().try_for_each(|bound| match bound {
                Type::None | Type::Scalar(Scalar::Int64) => Ok(()),
                other => Err(no_bound(other)),
            }),
            _ => Ok(()),
        }
    }
    let is_subscript = matches!(name, "py.getitem" | "py.setitem" | "py.delitem");
    let index = facts.get(1).and_then(Fact::ty).filter(|_| is_subscript);
    match (facts.first().and_then(Fact::ty), index) {
        (Some(Type::Builtin(_)), _) | (_, None) => Ok(()),
        (_, Some(index)) => check(index),
    }
}

fn no_bound(ty: &Type) -> Message {
    typing("slice-bound", format!("the bounds of a slice are integers or None, not {ty}"))
}

/// Whether a value can be raised, from a cause.
fn raisable(exception: Option<&Type>, cause: Option<&Type>) -> Result<(), Message> {
    let is_exception = |ty: &Type| match ty {
        Type::Exception(_) | Type::Caught => true,
        Type::Builtin(name) => exceptions::is_exception(name),
        _ => false,
    };
    if let Some(other) = exception.filter(|ty| !is_exception(ty)) {
        // Numba's words, which programs look for.
        let known = match other {
            Type::Str => "Directly raising a string constant as an exception is not supported.",
            _ => "Encountered unsupported constant type used for exception.",
        };
        let text = format!("exceptions must derive from BaseException, not {other}. {known}");
        return Err((Kind::Unsupported, "not-an-exception", text));
    }
    match cause.filter(|ty| !is_exception(ty) && **ty != Type::None) {
        Some(other) => {
            Err(typing("not-an-exception", format!("exception causes must derive from BaseException, not {other}")))
        }
        None => Ok(()),
    }
}

/// Whether an exception is of a class or one of several; what was made here is of a known class.
fn matches(exception: &Fact, class: &Type) -> Result<Fact, Message> {
    let classes = exceptions::classes(class).ok_or_else(|| {
        typing("not-an-exception", format!("catching {class}, which does not inherit from BaseException"))
    })?;
    if let Some(Type::Exception(of)) = exception.ty() {
        return Ok(Fact::boolean(classes.iter().any(|class| exceptions::is_subclass(of, class))));
    }
    // Everything that is raised is an instance of it.
    match classes.iter().any(|class| class == "BaseException") {
        true => Ok(Fact::boolean(true)),
        false => Ok(Fact::of(Type::BOOL)),
    }
}

/// A value after a test of None.
fn narrowed(operation: numlir_dialects::Operation, fact: &Fact) -> Fact {
    let none = operation.attribute("none").and_then(boolean_value);
    match fact {
        Fact::Known(Type::Optional(_), _) if none == Some(true) => Fact::Known(Type::None, Some(Constant::None)),
        Fact::Known(Type::Optional(of), _) => Fact::Known(Type::clone(of), outside(of)),
        other => other.clone(),
    }
}

/// Whether a value is a negative integer that the program says there.
fn is_negative_literal(value: Value) -> bool {
    let literal = |value: Value| {
        let constant = value.defining_operation().filter(|operation| operation.is("py.constant"))?;
        constant.attribute("value").and_then(integer_value).map(|(_, value)| value)
    };
    let negated = value.defining_operation().filter(|op| op.is("py.unary") && op.text("op") == "neg");
    match negated {
        Some(operation) => literal(operation.operand(0)).is_some_and(|value| value > 0),
        None => literal(value).is_some_and(|value| value < 0),
    }
}

fn binary(op: &str, types: &[&Type], facts: &[Fact]) -> Result<Fact, Message> {
    let symbol = operator_symbol(op);
    match (types[0], types[1]) {
        (Type::Scalar(a), Type::Scalar(b)) => {
            let rule = typing::binary(op, *a, *b);
            let rule = rule.ok_or_else(|| no_operator(symbol, types))?;
            let weak = || (facts[0].is_weak() && facts[1].is_weak()).then_some(Constant::Python);
            Ok(Fact::Known(Type::Scalar(rule.result), fold(op, facts).or_else(weak)))
        }
        (Type::Tuple(a), Type::Tuple(b)) if op == "add" => {
            let constants =
                element_constants(&facts[0], a.len()).into_iter().chain(element_constants(&facts[1], b.len()));
            let ty = Type::tuple(a.iter().chain(b.iter()).cloned());
            Ok(Fact::Known(ty, Some(Constant::Tuple(constants.collect()))))
        }
        (Type::Tuple(elements), other) | (other, Type::Tuple(elements)) if op == "mul" && other.scalar().is_some() => {
            let count = facts.iter().find_map(|fact| match fact.constant() {
                Some(Constant::Int(count)) => Some((*count).max(0) as usize),
                _ => None,
            });
            let count = count.ok_or_else(|| {
                typing("tuple-length", "a tuple can only be repeated a number of times that is known when compiling")
            })?;
            if count.saturating_mul(elements.len()) > 1 << 12 {
                return Err(unsupported("a tuple of more than 4096 elements is not compiled"));
            }
            let tuple = usize::from(!matches!(types[0], Type::Tuple(_)));
            let constants = element_constants(&facts[tuple], elements.len());
            let constants = std::iter::repeat_n(constants, count).flatten().collect();
            let ty = Type::tuple(std::iter::repeat_n(elements.iter().cloned(), count).flatten());
            Ok(Fact::Known(ty, Some(Constant::Tuple(constants))))
        }
        _ => Err(no_operator(symbol, types)),
    }
}

/// An operator with arrays among its operands: NumPy's function of the same meaning.
pub(super) fn whole_array(op: &str, facts: &[Fact], in_place: bool) -> Result<Fact, Message> {
    let types: smallvec::SmallVec<[&Type; 2]> = facts.iter().filter_map(Fact::ty).collect();
    let symbol = operator_symbol(op);
    let shown = match types[..] {
        [operand] => format!("{symbol}{operand}"),
        [a, b] => format!("{a} {symbol} {b}"),
        _ => symbol.to_owned(),
    };
    // NumPy's power of bools by two is a square, unlike any other.
    let squared = op == "pow"
        && matches!(types[0], Type::Array(array) if array.element == Scalar::Bool)
        && facts[1].is_weak()
        && facts[1].constant() == Some(&Constant::Int(2));
    let (op, facts) = if squared { ("square", &facts[..1]) } else { (op, facts) };
    let Some(function) = ufunc::of_operator(op) else {
        return Err(unsupported(format!("whole-array arithmetic ({shown}) is not compiled yet")));
    };
    if types.iter().any(|ty| !matches!(ty, Type::Array(_) | Type::Scalar(_))) {
        return Err(typing("no-operator", format!("there is no {shown}")));
    }
    let argument = |fact: &Fact| match fact {
        Fact::Known(ty, constant) => Some(Argument { ty: ty.clone(), constant: constant.clone() }),
        _ => None,
    };
    let operands: smallvec::SmallVec<[Argument; 2]> = facts.iter().filter_map(argument).collect();
    let result = (function.infer)(&ufunc::operator_arguments(&operands, in_place));
    result.map(Fact::of).map_err(|message| typing("no-operator", format!("{shown}: {message}")))
}

fn no_operator(symbol: &str, types: &[&Type]) -> Message {
    typing("no-operator", format!("there is no {} {symbol} {}{}", types[0], types[1], of_one_type(types[0], types[1])))
}

/// Small integer arithmetic on constants, so that `t[len(t) - 1]` has a known index.
fn fold(op: &str, facts: &[Fact]) -> Option<Constant> {
    let (Some(Constant::Int(a)), Some(Constant::Int(b))) = (facts[0].constant(), facts[1].constant()) else {
        return None;
    };
    match op {
        "add" => a.checked_add(*b),
        "sub" => a.checked_sub(*b),
        "mul" => a.checked_mul(*b),
        _ => None,
    }
    .map(Constant::Int)
}

/// What is known of the elements of a tuple.
pub fn element_constants(tuple: &Fact, count: usize) -> Vec<Option<Constant>> {
    match tuple.constant() {
        Some(Constant::Tuple(constants)) => constants.to_vec(),
        _ => vec![None; count],
    }
}

fn unary(op: &str, fact: &Fact) -> Result<Fact, Message> {
    let operand = fact.ty().unwrap_or(&Type::None);
    let result = operand.scalar().and_then(|scalar| typing::unary(op, scalar));
    let symbol = match op {
        "neg" => "-",
        "pos" => "+",
        _ => "~",
    };
    match result {
        Some(result) => {
            let constant = match (op, fact.constant()) {
                ("neg", Some(Constant::Int(value))) => value.checked_neg().map(Constant::Int),
                ("neg", Some(Constant::Float(value))) => Some(Constant::Float(-value)),
                ("pos", Some(constant @ (Constant::Int(_) | Constant::Float(_)))) => Some(constant.clone()),
                _ => None,
            };
            let weak = || fact.is_weak().then_some(Constant::Python);
            Ok(Fact::Known(Type::Scalar(result), constant.or_else(weak)))
        }
        None => Err(typing("no-operator", format!("there is no {symbol}{operand}"))),
    }
}

fn truth(fact: &Fact) -> Result<Fact, Message> {
    Ok(match fact {
        Fact::Known(_, Some(Constant::Bool(value))) => Fact::boolean(*value),
        Fact::Known(_, Some(Constant::Int(value))) => Fact::boolean(*value != 0),
        Fact::Known(_, Some(Constant::Str(text))) => Fact::boolean(!text.is_empty()),
        Fact::Known(Type::None, _) => Fact::boolean(false),
        Fact::Known(Type::Tuple(elements), _) => Fact::boolean(!elements.is_empty()),
        Fact::Known(Type::Function { .. } | Type::Choice(_) | Type::Builtin(_) | Type::Slice(_), _) => {
            Fact::boolean(true)
        }
        Fact::Known(Type::Optional(of), _) => match truth(&Fact::of(Type::clone(of)))?.constant() {
            Some(Constant::Bool(false)) => Fact::boolean(false),
            _ => Fact::of(Type::BOOL),
        },
        Fact::Known(Type::Caught | Type::Exception(_), _) => Fact::boolean(true),
        Fact::Known(Type::Scalar(_) | Type::Range | Type::List(_) | Type::Set(_) | Type::Str | Type::Bytes, _) => {
            Fact::of(Type::BOOL)
        }
        Fact::Known(ty, _) => return Err(typing("no-truth", format!("the truth of {ty} is not defined"))),
        _ => Fact::of(Type::BOOL),
    })
}

/// The tuple of a display's elements, starred ones spread.
pub(super) fn build_tuple(operation: numlir_dialects::Operation, facts: &[Fact]) -> Result<Fact, Message> {
    let stars = operation.attribute("stars").and_then(dense_i64_values).unwrap_or_default();
    let (mut types, mut constants) = (Vec::new(), Vec::new());
    for (position, fact) in facts.iter().enumerate() {
        match fact.ty().unwrap_or(&Type::None) {
            Type::Tuple(inner) if stars.contains(&(position as i64)) => {
                types.extend(inner.iter().cloned());
                constants.extend(element_constants(fact, inner.len()));
            }
            ty if stars.contains(&(position as i64)) => {
                return Err(typing("star-of-no-tuple", format!("only tuples can be spread with *, not {ty}")));
            }
            ty => {
                types.push(ty.clone());
                constants.push(fact.constant().cloned());
            }
        }
    }
    Ok(Fact::Known(Type::Tuple(types.into()), Some(Constant::Tuple(constants.into()))))
}

/// The function of the library that takes a value apart which is no tuple, and its arguments behind the value: how many elements
/// there are, or how many there are before what is starred and how many behind.
pub fn unpacking(unpack: Operation) -> (&'static str, Vec<i64>) {
    let results = unpack.result_count() as i64;
    match unpack.attribute("star").and_then(integer_value) {
        Some((_, before @ 0..)) => ("operator.unpack_starred", vec![before, results - before - 1]),
        _ => ("operator.unpack", vec![results]),
    }
}

pub(super) fn unpack(op: &OperationBody, fact: &Fact) -> Result<Vec<Fact>, Message> {
    let Some(Type::Tuple(elements)) = fact.ty() else {
        let ty = fact.ty().cloned().unwrap_or(Type::None);
        return Err(typing("no-unpacking", format!("{ty} cannot be unpacked")));
    };
    let known = || -> Vec<Fact> {
        let constants = element_constants(fact, elements.len());
        elements.iter().cloned().zip(constants).map(|(ty, constant)| Fact::Known(ty, constant)).collect()
    };
    let star = op.operation.attribute("star").and_then(integer_value).map_or(-1, |(_, star)| star);
    let wanted = op.results as usize;
    if star < 0 {
        if elements.len() > wanted {
            return Err(typing(
                "unpack-length",
                format!("too many values to unpack (expected {wanted}, got {})", elements.len()),
            ));
        }
        if elements.len() < wanted {
            let got = elements.len();
            return Err(typing("unpack-length", format!("not enough values to unpack (expected {wanted}, got {got})")));
        }
        return Ok(known());
    }
    if elements.len() + 1 < wanted {
        let message = format!("not enough values to unpack (expected at least {}, got {})", wanted - 1, elements.len());
        return Err(typing("unpack-length", message));
    }
    let star = star as usize;
    let rest = elements.len() + 1 - wanted;
    let mut facts = known();
    let middle: Vec<Fact> = facts.splice(star..star + rest, [Fact::Nothing]).collect();
    let constants = middle.iter().map(|fact| fact.constant().cloned()).collect();
    let types = Type::tuple(middle.iter().filter_map(|fact| fact.ty().cloned()));
    facts[star] = Fact::Known(types, Some(Constant::Tuple(constants)));
    Ok(facts)
}

pub fn operator_symbol(op: &str) -> &str {
    match op {
        "add" => "+",
        "sub" => "-",
        "mul" => "*",
        "matmul" => "@",
        "truediv" => "/",
        "floordiv" => "//",
        "mod" => "%",
        "pow" => "**",
        "lshift" => "<<",
        "rshift" => ">>",
        "or" => "|",
        "xor" => "^",
        "and" => "&",
        "eq" => "==",
        "ne" => "!=",
        "lt" => "<",
        "le" => "<=",
        "gt" => ">",
        "ge" => ">=",
        "neg" => "-",
        "pos" => "+",
        "invert" => "~",
        other => other,
    }
}

/// The dtype an integer index may have.
pub fn is_index(scalar: Scalar) -> bool {
    scalar.is_integer()
}
