//! What is iterated over, and what that gives.

use super::{
    fact::{Fact, unify},
    operation::{Message, typing},
    solve::outside,
    subscript::Subscript,
};
use crate::code::Constant;
use numlir_dialects::instance;
use numlir_dialects::types::{Array, Layout, Type};
use std::sync::Arc;

/// Whether a value is an array of texts.
pub(super) fn holds_text(fact: &Fact) -> bool {
    matches!(fact.ty(), Some(Type::Array(array)) if array.element.chars().is_some())
}

/// The type of an iterator over a value.
pub fn iterator(ty: &Type) -> Result<Type, Message> {
    let element = element_of(ty)?;
    debug_assert!(next_element(&Type::Iterator(Arc::new(ty.clone()))) == Some(element));
    Ok(Type::Iterator(Arc::new(ty.clone())))
}

/// The type of what iterating over a value gives.
pub fn element_of(ty: &Type) -> Result<Type, Message> {
    Ok(match ty {
        Type::Range => Type::INT64,
        Type::Array(array) if array.rank > 0 => item_of(array),
        Type::Array(_) => return Err(typing("not-iterable", "iteration over a 0-d array")),
        Type::Tuple(elements) => {
            let Some(first) = elements.first() else { return Ok(Type::None) };
            let unified = elements.iter().skip(1).try_fold(first.clone(), |unified, next| unify(&unified, next));
            unified.ok_or_else(|| {
                typing("uneven-tuple", format!("the elements of {ty} have no common type to iterate over"))
            })?
        }
        Type::List(element) | Type::Set(element) => (**element).clone(),
        Type::Flat(of) | Type::ElementViews(of) => match (&**of, ty) {
            (Type::Array(array), Type::Flat(_)) if array.element.record().is_none() => array.element.value(),
            (Type::Array(array), _) => Type::Array(Array { rank: 0, layout: Layout::C, ..*array }),
            (places, _) => places.clone(),
        },
        Type::Str => Type::Str,
        Type::Bytes => Type::INT64,
        Type::Enumerate(over) => Type::tuple([Type::INT64, element_of(over)?]),
        Type::Zip(over) => Type::Tuple(over.iter().map(element_of).collect::<Result<_, _>>()?),
        other => match instance::yielded(other) {
            Some(value) => value.clone(),
            None => return Err(typing("not-iterable", format!("{other} cannot be iterated over"))),
        },
    })
}

/// What is known of the elements that an iterator gives: positions are Python's numbers.
pub(super) fn element_constant(iterator: &Type) -> Option<Constant> {
    let Type::Iterator(over) = iterator else { return None };
    match &**over {
        Type::Range => Some(Constant::Python),
        Type::List(element) | Type::Set(element) => outside(element),
        generator if instance::yielded(generator).is_some() => instance::yielded(generator).and_then(outside),
        Type::Enumerate(over) => {
            let inner = element_constant(&Type::Iterator(over.clone()));
            Some(Constant::Tuple([Some(Constant::Python), inner].into()))
        }
        Type::Zip(over) => {
            let inner = over.iter().map(|over| element_constant(&Type::Iterator(over.clone().into())));
            Some(Constant::Tuple(inner.collect()))
        }
        _ => None,
    }
}

pub(super) fn next_element(iterator: &Type) -> Option<Type> {
    match iterator {
        Type::Iterator(over) => element_of(over).ok(),
        _ => None,
    }
}

/// The type of `a[i]`: a scalar, or a view with one axis less.
pub fn item_of(array: &Array) -> Type {
    let subscript = Subscript::of(array, &Type::INT64).ok().flatten();
    subscript.map_or(Type::None, |subscript| subscript.result(array))
}
