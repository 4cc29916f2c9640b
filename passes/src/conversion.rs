//! How values of one type become those of another where a signature asks for it, by Numba's rules, and which of several
//! signatures a call means.

use numlir_dialects::{
    instance,
    types::{Array, Layout, Scalar, Type},
};
use std::sync::Arc;

/// How well a type fits where another is asked for; the smaller the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Conversion {
    Exact,
    /// To a wider type of the same kind.
    Promote,
    /// Without loss as a rule; Numba counts 64-bit integers as floats among these.
    Safe,
    /// With loss.
    Unsafe,
}

/// How values of one type convert to another; `None` where they do not.
pub fn conversion(from: &Type, to: &Type) -> Option<Conversion> {
    if from == to {
        return Some(Conversion::Exact);
    }
    match (from, to) {
        (Type::Scalar(from), Type::Scalar(to)) => of_scalars(*from, *to),
        (Type::Array(from), Type::Array(to)) => of_arrays(from, to).then_some(Conversion::Safe),
        (Type::Named { class, elements: from }, Type::Named { class: other, elements: to }) if class == other => {
            conversion(&Type::Tuple(from.clone()), &Type::Tuple(to.clone()))
        }
        (from, to) if is_function_type(to) => is_function(from).then_some(Conversion::Safe),
        (Type::None, Type::Optional(_)) => Some(Conversion::Promote),
        (from, Type::Optional(to)) => Some(conversion(from, to)?.max(Conversion::Promote)),
        (Type::Tuple(from), Type::Tuple(to)) if from.len() == to.len() => {
            let mut each = from.iter().zip(to.iter()).map(|(from, to)| conversion(from, to));
            each.try_fold(Conversion::Exact, |worst, each| Some(worst.max(each?)))
        }
        _ => None,
    }
}

/// What a signature that was written down says of a parameter that is a function, whichever it is: a type that no value has. The
/// text is that of the functions' signature.
pub fn function_type(text: &str) -> Type {
    Type::Function { symbol: format!("{FUNCTION_TYPE}{text}").into(), captures: Arc::default() }
}

const FUNCTION_TYPE: &str = "FunctionType";

/// Whether a type is [`function_type`].
pub fn is_function_type(ty: &Type) -> bool {
    matches!(ty, Type::Function { symbol, .. } if symbol.starts_with(FUNCTION_TYPE))
}

fn is_function(ty: &Type) -> bool {
    match ty {
        Type::Function { .. } | Type::Choice(_) => true,
        Type::Builtin(name) => **name == *"function",
        Type::Instance { .. } => instance::signature(ty).is_some(),
        _ => false,
    }
}

/// What a signature's parameter is for an argument: as it was written, but functions are those that are given.
pub fn instantiated(declared: &Type, given: &Type) -> Type {
    match (declared, given) {
        (declared, given) if is_function_type(declared) => given.clone(),
        (Type::Tuple(declared), Type::Tuple(given)) => {
            Type::tuple(declared.iter().zip(given.iter()).map(|(declared, given)| instantiated(declared, given)))
        }
        _ => declared.clone(),
    }
}

/// An array passes as one of which less is known.
fn of_arrays(from: &Array, to: &Array) -> bool {
    from.rank == to.rank
        && is_same(from.element, to.element)
        && (to.layout == Layout::Any || to.layout == from.layout)
        && (to.readonly || !from.readonly)
        && (from.aligned || !to.aligned)
}

/// Whether elements lie alike: that of records also the fields are attributes makes no difference in memory.
fn is_same(from: Scalar, to: Scalar) -> bool {
    match (from.record(), to.record()) {
        (Some(from), Some(to)) => (&from.fields, from.size) == (&to.fields, to.size),
        _ => from == to,
    }
}

fn of_scalars(from: Scalar, to: Scalar) -> Option<Conversion> {
    let wider = |rule: Conversion| if to.size() > from.size() { rule } else { Conversion::Unsafe };
    match (from, to) {
        (from, to) if !from.is_number() || !to.is_number() => None,
        (from, to) if from.is_complex() => to.is_complex().then(|| wider(Conversion::Promote)),
        (Scalar::Bool, _) => Some(Conversion::Safe),
        (_, Scalar::Bool) => Some(Conversion::Unsafe),
        (from, to) if from.is_integer() && to.is_integer() => Some(wider(match from.is_signed() == to.is_signed() {
            true => Conversion::Promote,
            false if to.is_signed() => Conversion::Safe,
            false => Conversion::Unsafe,
        })),
        (_, to) if to.is_integer() => Some(Conversion::Unsafe),
        (from, to) if from.is_float() => Some(match to.real() {
            _ if to.is_float() => wider(Conversion::Promote),
            real if real.size() >= from.size() => Conversion::Safe,
            _ => Conversion::Unsafe,
        }),
        // All integers are said to fit into float64, those of 64 bits too; `uint16` into float32 is not, though it does.
        (from, to) => Some(match to.real() {
            Scalar::Float64 => Conversion::Safe,
            Scalar::Float32 if matches!(from, Scalar::Int8 | Scalar::Int16 | Scalar::UInt8) => Conversion::Safe,
            _ => Conversion::Unsafe,
        }),
    }
}

/// What a call means of a list of signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// The one at a position.
    One(usize),
    /// None: no signature takes such arguments.
    Nothing,
    /// Several as well as one another, by their positions.
    Several(Vec<usize>),
}

/// The signature that arguments fit best: with the fewest lossy conversions, then the fewest safe ones, then the fewest
/// promotions. `signatures` are the argument types of each.
pub fn select<'types>(signatures: impl Iterator<Item = &'types [Type]>, arguments: &[Type]) -> Selection {
    let rated = signatures.enumerate().filter_map(|(position, types)| Some((rating(arguments, types)?, position)));
    let rated: Vec<_> = rated.collect();
    let Some(best) = rated.iter().map(|(rating, _)| *rating).min() else { return Selection::Nothing };
    let winners: Vec<_> = rated.iter().filter(|(rating, _)| *rating == best).map(|(_, position)| *position).collect();
    match *winners {
        [winner] => Selection::One(winner),
        _ => Selection::Several(winners),
    }
}

/// How many conversions of each kind a call needs, the worst kind first.
fn rating(arguments: &[Type], signature: &[Type]) -> Option<[usize; 3]> {
    if arguments.len() != signature.len() {
        return None;
    }
    let mut rating = [0; 3];
    for (from, to) in arguments.iter().zip(signature) {
        match conversion(from, to)? {
            Conversion::Exact => {}
            Conversion::Promote => rating[2] += 1,
            Conversion::Safe => rating[1] += 1,
            Conversion::Unsafe => rating[0] += 1,
        }
    }
    Some(rating)
}
