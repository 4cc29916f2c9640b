//! What inference knows of a value, and how two facts join.

use crate::{code::Constant, scalar::typing};
use numlir_dialects::{
    instance, named,
    types::{Array, Layout, Scalar, Type},
};

/// What is known of a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Fact {
    /// Nothing yet: no path that defines the value has been followed.
    #[default]
    Nothing,
    Known(Type, Option<Constant>),
    /// There is an error where the value is made; what uses it is not looked at.
    Error,
}

impl Fact {
    pub fn of(ty: Type) -> Self {
        Self::Known(ty, None)
    }

    pub fn boolean(value: bool) -> Self {
        Self::Known(Type::BOOL, Some(Constant::Bool(value)))
    }

    pub fn ty(&self) -> Option<&Type> {
        match self {
            Self::Known(ty, _) => Some(ty),
            _ => None,
        }
    }

    pub fn constant(&self) -> Option<&Constant> {
        match self {
            Self::Known(_, constant) => constant.as_ref(),
            _ => None,
        }
    }

    /// A number of Python's own: of a literal, a length, a loop over a range.
    pub fn python(ty: Type) -> Self {
        Self::Known(ty, Some(Constant::Python))
    }

    /// Whether the value promotes weakly against arrays: it is a bool, int, float or complex of Python's.
    pub fn is_weak(&self) -> bool {
        match self {
            Self::Known(Type::Scalar(scalar), Some(constant)) => {
                matches!(scalar, Scalar::Bool | Scalar::Int64 | Scalar::Float64 | Scalar::Complex128)
                    && constant.is_number()
            }
            _ => false,
        }
    }

    /// The least fact above both.
    ///
    /// # Errors
    /// The two types, where no type holds the values of both.
    pub fn join(&self, other: &Fact) -> Result<Fact, (Type, Type)> {
        match (self, other) {
            (Self::Error, _) | (_, Self::Error) => Ok(Self::Error),
            (Self::Nothing, fact) | (fact, Self::Nothing) => Ok(fact.clone()),
            (Self::Known(a, x), Self::Known(b, y)) => match unify(a, b) {
                Some(ty) => Ok(Self::Known(ty, Constant::join(x.as_ref(), y.as_ref()))),
                None => Err((a.clone(), b.clone())),
            },
        }
    }
}

/// The type that a variable has where values of two types meet: Numba's rule for scalars, element by element for tuples, the
/// less specific layout for arrays.
pub fn unify(a: &Type, b: &Type) -> Option<Type> {
    if a == b {
        return Some(a.clone());
    }
    match (a, b) {
        (Type::Scalar(a), Type::Scalar(b)) => typing::unify(*a, *b).map(Type::Scalar),
        (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => {
            a.iter().zip(b.iter()).map(|(a, b)| unify(a, b)).collect::<Option<_>>().map(Type::Tuple)
        }
        (Type::Named { class, elements: a }, Type::Named { class: other, elements: b }) if class == other => {
            let elements = a.iter().zip(b.iter()).map(|(a, b)| unify(a, b)).collect::<Option<_>>()?;
            Some(Type::Named { class: class.clone(), elements })
        }
        (Type::Named { class, .. }, Type::Named { .. } | Type::Tuple(_))
        | (Type::Tuple(_) | Type::Named { .. }, Type::Named { class, .. })
            if named::is_enumeration(class) || a.enumeration().is_some() =>
        {
            None
        }
        (Type::Named { elements: a, .. }, Type::Named { elements: b, .. } | Type::Tuple(b))
        | (Type::Tuple(a), Type::Named { elements: b, .. }) => unify(&Type::Tuple(a.clone()), &Type::Tuple(b.clone())),
        (Type::Array(a), Type::Array(b)) if a.element == b.element && a.rank == b.rank => Some(Type::Array(Array {
            layout: if a.layout == b.layout { a.layout } else { Layout::Any },
            readonly: a.readonly || b.readonly,
            aligned: a.aligned && b.aligned,
            ..*a
        })),
        // Without steps, an absent start is 0 and an absent stop is beyond every end.
        (Type::Slice(a), Type::Slice(b)) if a[2] == b[2] && a[2] == Type::None => {
            let bound = |index: usize| if a[index] == b[index] { a[index].clone() } else { Type::INT64 };
            Some(Type::Slice([bound(0), bound(1), Type::None].into()))
        }
        (Type::Iterator(a), Type::Iterator(b)) => Some(Type::Iterator(unify(a, b)?.into())),
        (Type::List(a), Type::List(b)) => Some(Type::List(fill(a, b)?.into())),
        (Type::Set(a), Type::Set(b)) => Some(Type::Set(fill(a, b)?.into())),
        (Type::Instance { .. }, Type::Instance { .. }) => fill(a, b),
        (Type::Function { .. } | Type::Choice(_), value) | (value, Type::Function { .. } | Type::Choice(_))
            if instance::signature(value).is_some() =>
        {
            Some(value.clone())
        }
        (Type::Function { .. } | Type::Choice(_), Type::Function { .. } | Type::Choice(_)) => {
            Some(Type::choice(functions(a).iter().chain(functions(b)).cloned()))
        }
        (Type::Undetermined(_), known) | (known, Type::Undetermined(_)) => Some(known.clone()),
        (Type::Optional(a), Type::Optional(b)) => Some(Type::Optional(unify(a, b)?.into())),
        (optional @ Type::Optional(_), Type::None) | (Type::None, optional @ Type::Optional(_)) => {
            Some(optional.clone())
        }
        (Type::Optional(a), b) | (b, Type::Optional(a)) => {
            let joined = Type::Optional(unify(a, b)?.into());
            (optionals(&joined) <= MOST_OPTIONALS).then_some(joined)
        }
        (Type::None, value) | (value, Type::None) => {
            can_be_optional(value).then(|| Type::Optional(value.clone().into()))
        }
        _ => None,
    }
}

/// A type with more optional values within each other than this is taken for one that would grow without end: that of `t` in
/// `t = (x, t)` where it begins as `None`.
pub const MOST_OPTIONALS: usize = 8;

/// How many optional values are within each other in a type.
pub fn optionals(ty: &Type) -> usize {
    match ty {
        Type::Optional(of) => 1 + optionals(of),
        Type::Tuple(elements) => elements.iter().map(optionals).max().unwrap_or(0),
        _ => 0,
    }
}

/// The functions that a function's value may be.
pub fn functions(ty: &Type) -> &[Type] {
    match ty {
        Type::Choice(functions) => functions,
        one => std::slice::from_ref(one),
    }
}

/// Whether there are variables that are a value of the type or `None`.
fn can_be_optional(ty: &Type) -> bool {
    match ty {
        Type::Scalar(_) | Type::Str | Type::Bytes | Type::Array(_) | Type::List(_) | Type::Set(_) => true,
        Type::Instance { .. } | Type::Function { .. } | Type::Choice(_) => true,
        Type::Tuple(elements) | Type::Named { elements, .. } => {
            elements.iter().all(|element| *element == Type::None || can_be_optional(element))
        }
        Type::Optional(of) => can_be_optional(of),
        _ => false,
    }
}

/// The type of what two lists that are one hold: the same, where both are known.
fn fill(a: &Type, b: &Type) -> Option<Type> {
    match (a, b) {
        _ if a == b => Some(a.clone()),
        (Type::Undetermined(_), known) | (known, Type::Undetermined(_)) => Some(known.clone()),
        (Type::List(a), Type::List(b)) => Some(Type::List(fill(a, b)?.into())),
        (Type::Set(a), Type::Set(b)) => Some(Type::Set(fill(a, b)?.into())),
        (Type::Instance { class, fields: a }, Type::Instance { class: other, fields: b })
            if class == other && a.len() == b.len() =>
        {
            let fields = a.iter().zip(b.iter()).map(|(a, b)| fill(a, b)).collect::<Option<_>>()?;
            Some(Type::Instance { class: class.clone(), fields })
        }
        (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => {
            a.iter().zip(b.iter()).map(|(a, b)| fill(a, b)).collect::<Option<_>>().map(Type::Tuple)
        }
        (Type::Named { class, elements: a }, Type::Named { class: other, elements: b }) if class == other => {
            let elements = a.iter().zip(b.iter()).map(|(a, b)| fill(a, b)).collect::<Option<_>>()?;
            Some(Type::Named { class: class.clone(), elements })
        }
        _ => None,
    }
}
