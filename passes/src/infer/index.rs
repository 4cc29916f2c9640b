//! Attributes and items: the typing rules of `x.name`, `x[i]` and `x[i] = v`.

use super::{
    fact::{Fact, unify},
    operation::{Message, typing, unsupported},
    record,
    rules::{element_constants, is_index},
    subscript::Subscript,
};
use crate::{builtins::instance::type_of_value, code::Constant, made_ufunc::MadeUfunc};
use numlir_dialects::{
    named,
    types::{Array, Layout, Scalar, Type},
};
use std::sync::Arc;

/// `object.name`.
pub fn attribute(object: &Fact, name: &str) -> Result<Fact, Message> {
    let ty = object.ty().cloned().unwrap_or(Type::None);
    let missing = |what: &str| typing("no-such-attribute", format!("{what} has no attribute '{name}'"));
    Ok(match (&ty, name) {
        (Type::Array(array), "shape" | "strides") => {
            let rank = array.rank.into();
            let constants = std::iter::repeat_n(Some(Constant::Python), rank).collect();
            Fact::Known(Type::tuple(std::iter::repeat_n(Type::INT64, rank)), Some(Constant::Tuple(constants)))
        }
        (Type::Array(array), "ndim") => Fact::Known(Type::INT64, Some(Constant::Int(array.rank.into()))),
        (Type::Array(array), "itemsize") => Fact::Known(Type::INT64, Some(Constant::Int(array.element.size().into()))),
        (Type::Array(_), "size" | "nbytes") => Fact::python(Type::INT64),
        (Type::Array(array), "dtype") => Fact::of(Type::Dtype(array.element)),
        (Type::Array(array), _) if let Some(field) = record::field_type(array, name) => Fact::of(field),
        (Type::Array(_), _) => {
            let method = format!("array.{name}");
            if crate::builtins::find(&method).is_some() {
                return Ok(Fact::of(Type::Method { object: Arc::new(ty), name: name.into() }));
            }
            return Err(match is_numpy_array_attribute(name) {
                true => unsupported(format!("the attribute '{name}' of arrays is not compiled yet")),
                false => missing(&ty.to_string()),
            });
        }
        (Type::Named { class, elements }, _) if let Some(position) = named::position(class, name) => {
            let constant = match object.constant() {
                Some(Constant::Tuple(constants)) => constants.get(position).cloned().flatten(),
                _ => None,
            };
            Fact::Known(elements[position].clone(), constant)
        }
        (Type::Range, "start" | "stop" | "step") => Fact::of(Type::INT64),
        (Type::Slice(bounds), "start") => Fact::of(bounds[0].clone()),
        (Type::Slice(bounds), "stop") => Fact::of(bounds[1].clone()),
        (Type::Slice(bounds), "step") => Fact::of(bounds[2].clone()),
        (Type::Scalar(scalar), "real" | "imag") => Fact::of(Type::Scalar(scalar.real())),
        (Type::Scalar(_), _) if crate::builtins::find(&format!("scalar.{name}")).is_some() => {
            Fact::of(Type::Method { object: Arc::new(ty), name: name.into() })
        }
        (Type::List(_) | Type::Set(_) | Type::Str | Type::Bytes, _)
            if crate::builtins::find(&format!("{}.{name}", crate::builtins::family(&ty))).is_some() =>
        {
            Fact::of(Type::Method { object: Arc::new(ty), name: name.into() })
        }
        (Type::Dtype(scalar), "type") => Fact::of(Type::builtin(&format!("numpy.{scalar}"))),
        (Type::Dtype(Scalar::Record(id)), "names") => {
            let names = id.record().fields.iter().map(|field| Some(Constant::Str(field.name.as_str().into())));
            let types = vec![Type::Str; id.record().fields.len()];
            Fact::Known(Type::Tuple(types.into()), Some(Constant::Tuple(names.collect())))
        }
        (Type::Dtype(scalar), "itemsize") => Fact::Known(Type::INT64, Some(Constant::Int(scalar.size().into()))),
        (Type::Builtin(of), _) if let Some(made) = MadeUfunc::parse(of) => return super::ufunc::attribute(&made, name),
        (Type::Builtin(of), _) if let Some(builtin) = crate::builtins::find(&format!("{of}.{name}")) => {
            // A value of a kernel's is read, a function is called later.
            let is_value = crate::builtins::cuda::is_value(builtin.name);
            Fact::of(if is_value {
                (builtin.infer)(&[]).expect("it needs nothing")
            } else {
                Type::builtin(builtin.name)
            })
        }
        (Type::Builtin(of), "nin" | "nout" | "nargs" | "identity")
            if let Some(counts) = crate::builtins::ufunc_counts(of) =>
        {
            super::ufunc::attribute_of_numpys((of.as_ref(), counts), name)
        }
        (Type::Builtin(module), _) if matches!(module.as_ref(), "numpy" | "math" | "numlir" | "builtins") => {
            return Err(missing(&format!("the module '{module}'")));
        }
        _ => return Err(missing(&ty.to_string())),
    })
}

/// Whether NumPy's arrays have the attribute, for a message that says "not yet".
fn is_numpy_array_attribute(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "T",
        "all",
        "any",
        "argmax",
        "argmin",
        "argpartition",
        "argsort",
        "astype",
        "base",
        "byteswap",
        "choose",
        "clip",
        "compress",
        "conj",
        "conjugate",
        "copy",
        "ctypes",
        "cumprod",
        "cumsum",
        "data",
        "diagonal",
        "dot",
        "dump",
        "dumps",
        "fill",
        "flags",
        "flat",
        "flatten",
        "getfield",
        "imag",
        "item",
        "mT",
        "max",
        "mean",
        "min",
        "nonzero",
        "partition",
        "prod",
        "put",
        "ravel",
        "real",
        "repeat",
        "reshape",
        "resize",
        "round",
        "searchsorted",
        "setfield",
        "setflags",
        "sort",
        "squeeze",
        "std",
        "sum",
        "swapaxes",
        "take",
        "to_device",
        "tobytes",
        "tofile",
        "tolist",
        "trace",
        "transpose",
        "var",
        "view",
    ];
    NAMES.contains(&name)
}

/// `object[index]`.
pub fn item(object: &Fact, index: &Fact) -> Result<Fact, Message> {
    let (Some(ty), Some(index_type)) = (object.ty(), index.ty()) else { return Ok(Fact::Error) };
    match ty {
        Type::Tuple(elements) => tuple_item(object, elements, index),
        Type::Array(array) if let Some(name) = record::named(array, index.constant()) => {
            let field = record::field_type(array, &name);
            field.map(Fact::of).ok_or_else(|| no_such_field(array, &name))
        }
        Type::Array(array) => {
            let subscript = Subscript::of(array, index_type)?;
            let subscript =
                subscript.ok_or_else(|| unsupported("indexing an array with an array is not compiled yet"))?;
            Ok(Fact::of(subscript.result(array)))
        }
        other => {
            let array = declared_array(other, index);
            let declared =
                array.map(|array| Fact::of(Type::Builtin(format!("numlir.type:{}", Type::Array(array)).into())));
            declared.ok_or_else(|| typing("not-subscriptable", format!("{other} cannot be indexed")))
        }
    }
}

/// The type that `float64[::1, :]` names: slices are axes, of which a step of 1 says that the array is contiguous along them.
fn declared_array(named: &Type, index: &Fact) -> Option<Array> {
    let element = type_of_value(named)?.scalar()?;
    let axes: Vec<(&Type, Option<Constant>)> = match index.ty()? {
        axis @ Type::Slice(_) => vec![(axis, index.constant().cloned())],
        Type::Tuple(axes) if !axes.is_empty() => axes.iter().zip(element_constants(index, axes.len())).collect(),
        _ => return None,
    };
    let units: Vec<bool> =
        axes.iter().map(|(axis, known)| is_contiguous(axis, known.as_ref())).collect::<Option<_>>()?;
    let layout = match units[..] {
        [.., true] => Layout::C,
        [true, ..] => Layout::F,
        _ => Layout::Any,
    };
    Some(Array { element, rank: units.len() as u8, layout, readonly: false, aligned: true })
}

/// Whether a slice that stands for an axis says that the array is contiguous along it: `::1` does; `:` and other steps, known or not,
/// do not. A slice with a start or stop stands for no axis.
fn is_contiguous(axis: &Type, known: Option<&Constant>) -> Option<bool> {
    let Type::Slice(bounds) = axis else { return None };
    if bounds[0] != Type::None || bounds[1] != Type::None {
        return None;
    }
    Some(matches!(known, Some(Constant::Tuple(bounds)) if bounds[2] == Some(Constant::Int(1))))
}

fn tuple_item(tuple: &Fact, elements: &[Type], index: &Fact) -> Result<Fact, Message> {
    let ty = tuple.ty().unwrap_or(&Type::None);
    let length = elements.len() as i64;
    let mut constants = element_constants(tuple, elements.len());
    if let Some(Constant::Int(position)) = index.constant() {
        let wrapped = if *position < 0 { position + length } else { *position };
        return match elements.get(wrapped as usize) {
            Some(element) if wrapped >= 0 => Ok(Fact::Known(element.clone(), constants.swap_remove(wrapped as usize))),
            _ => Err(typing("tuple-index", format!("the index {position} is out of range for {ty}"))),
        };
    }
    match index.ty() {
        Some(Type::Scalar(scalar)) if is_index(*scalar) || *scalar == Scalar::Bool => {
            let Some(first) = elements.first() else {
                return Err(typing("tuple-index", "an empty tuple cannot be indexed"));
            };
            let unified = elements.iter().skip(1).try_fold(first.clone(), |unified, next| unify(&unified, next));
            let joined = constants.into_iter().reduce(|a, b| Constant::join(a.as_ref(), b.as_ref())).flatten();
            // A value that is known only because all elements are the same is not looked for: the index may be out of range.
            let weak = joined.as_ref().and_then(Constant::weakness);
            unified.map(|ty| Fact::Known(ty, weak)).ok_or_else(|| {
                let message =
                    format!("the elements of {ty} have different types; the index must be known when compiling");
                typing("tuple-index", message)
            })
        }
        other => {
            let other = other.cloned().unwrap_or(Type::None);
            Err(typing("tuple-index", format!("tuple indices must be integers, not {other}")))
        }
    }
}

/// The positions that a slice of a tuple selects. Its bounds are constants, so that the length of the result is known.
///
/// # Errors
/// Where they are not.
pub fn slice_positions(length: usize, slice: Option<&Constant>) -> Result<Vec<usize>, Message> {
    let unknown = || typing("slice-bound", "a tuple is sliced by bounds that are known when compiling");
    let Some(Constant::Tuple(known)) = slice else { return Err(unknown()) };
    let mut bounds = [None; 3];
    for (bound, constant) in bounds.iter_mut().zip(known.iter()) {
        *bound = match constant {
            Some(Constant::None) => None,
            Some(Constant::Int(value)) => Some(*value),
            _ => return Err(unknown()),
        };
    }
    let [start, stop, step] = bounds;
    let (length, step) = (length as i64, step.unwrap_or(1));
    if step == 0 {
        return Err(typing("slice-step", "slice step cannot be zero"));
    }
    // CPython's PySlice_AdjustIndices.
    let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let adjust = |bound: i64| if bound < 0 { (bound + length).max(low) } else { bound.min(high) };
    let mut position = start.map_or(if step > 0 { 0 } else { length - 1 }, adjust);
    let stop = stop.map_or(if step > 0 { length } else { -1 }, adjust);
    let mut positions = Vec::new();
    while (step > 0 && position < stop) || (step < 0 && position > stop) {
        positions.push(position as usize);
        position += step;
    }
    Ok(positions)
}

/// The type of a slice of a tuple.
///
/// # Errors
/// As [`slice_positions`].
pub fn tuple_slice(tuple: &Fact, slice: &Fact) -> Result<Fact, Message> {
    let Some(Type::Tuple(elements)) = tuple.ty() else { return Ok(Fact::Error) };
    let positions = slice_positions(elements.len(), slice.constant())?;
    let constants = element_constants(tuple, elements.len());
    let constants = positions.iter().map(|position| constants[*position].clone()).collect();
    let ty = Type::tuple(positions.into_iter().map(|position| elements[position].clone()));
    Ok(Fact::Known(ty, Some(Constant::Tuple(constants))))
}

/// `object.name = value`: of records.
pub fn set_attribute(object: &Type, name: &str, value: &Type) -> Result<(), Message> {
    let Type::Array(array) = object else {
        return Err(typing("no-such-attribute", format!("attributes of {object} cannot be set")));
    };
    let Some((_, part)) = record::field(array, name) else {
        return Err(typing("no-such-attribute", format!("the attribute '{name}' of {object} cannot be set")));
    };
    writeable(array)?;
    record::assignable(value, &part)
}

fn writeable(array: &Array) -> Result<(), Message> {
    match array.readonly {
        true => Err(typing("readonly-array", format!("Cannot modify readonly array of type: {}", Type::Array(*array)))),
        false => Ok(()),
    }
}

fn no_such_field(array: &Array, name: &str) -> Message {
    let Some(record) = array.element.record() else {
        return typing("no-such-field", format!("{} has no fields, so no '{name}'", Type::Array(*array)));
    };
    let names: Vec<_> = record.fields.iter().map(|field| format!("'{}'", field.name)).collect();
    let names = if names.len() == 1 { format!("({},)", names[0]) } else { format!("({})", names.join(", ")) };
    typing("no-such-field", format!("Field '{name}' was not found in record with fields {names}"))
}

/// `object[index] = value`.
pub fn set_item(object: &Type, index: &Fact, value: &Type) -> Result<(), Message> {
    if let Type::Array(array) = object
        && let Some(name) = record::named(array, index.constant())
    {
        let (_, part) = record::field(array, &name).ok_or_else(|| no_such_field(array, &name))?;
        writeable(array)?;
        return record::assignable(value, &part);
    }
    let index = index.ty().unwrap_or(&Type::None);
    let Type::Array(array) = object else {
        let message = match object {
            Type::Tuple(_) => "tuples cannot be changed".to_owned(),
            other => format!("items of {other} cannot be set"),
        };
        return Err(typing("no-item-assignment", message));
    };
    writeable(array)?;
    let subscript = Subscript::of(array, index)?;
    let subscript = subscript.ok_or_else(|| unsupported("indexing an array with an array is not compiled yet"))?;
    if !subscript.is_element {
        return record::assignable(value, &subscript.view(array));
    }
    if array.element.chars().is_some() && !matches!(value, Type::Array(from) if from.rank > 0) {
        return record::assignable(value, array);
    }
    match value {
        // A single element takes an array without axes only.
        Type::Array(from) if from.rank == 0 => record::assignable(value, array),
        Type::Scalar(scalar) if scalar.is_complex() && !array.element.is_complex() => Err(typing(
            "no-conversion",
            format!("{value} cannot be stored in {object}: the imaginary part would be lost"),
        )),
        Type::Scalar(scalar) => {
            crate::dates::storable(*scalar, array.element).map_err(|why| typing("no-conversion", why))
        }
        other => Err(typing("no-conversion", format!("{other} cannot be stored as an element of {object}"))),
    }
}
