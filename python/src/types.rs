//! Types as `numlir.types` takes them and says them: a tuple of the type's kind and what it is made of.

use crate::{named, record};
use numlir::program::parse_types;
use numlir_dialects::{
    chars::Chars,
    types::{Array, Layout, Scalar, Type},
};
use numlir_passes::conversion::function_type;
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyList, PyTuple, PyType},
};

/// The description of a type.
pub fn describe<'py>(py: Python<'py>, ty: &Type) -> PyResult<Bound<'py, PyTuple>> {
    let list = |types: &[Type]| -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, types.iter().map(|ty| describe(py, ty)).collect::<PyResult<Vec<_>>>()?)
    };
    match ty {
        Type::Scalar(Scalar::Record(record)) => {
            // SAFETY: a new reference to a dtype, or null with an exception set.
            ("record", unsafe { Bound::from_owned_ptr_or_err(py, record::dtype(py, *record).cast()) }?)
                .into_pyobject(py)
        }
        Type::Scalar(Scalar::Chars(chars)) => ("chars", chars.wide, chars.length).into_pyobject(py),
        Type::Scalar(scalar) => ("scalar", scalar.name()).into_pyobject(py),
        Type::Array(Array { element, rank: 0, .. }) if element.record().is_some() => {
            describe(py, &Type::Scalar(*element))
        }
        Type::Array(Array { element, rank, layout, readonly, aligned }) => {
            let element = describe(py, &Type::Scalar(*element))?;
            ("array", element, *rank, layout.name(), *readonly, *aligned).into_pyobject(py)
        }
        Type::Tuple(elements) => ("tuple", list(elements)?).into_pyobject(py),
        Type::Named { class, elements } => match named::class(py, class) {
            Some(class) => ("named", class, list(elements)?).into_pyobject(py),
            None => ("tuple", list(elements)?).into_pyobject(py),
        },
        Type::List(element) => ("list", describe(py, element)?).into_pyobject(py),
        Type::Set(element) => ("set", describe(py, element)?).into_pyobject(py),
        Type::Dtype(scalar) => ("dtype", describe(py, &Type::Scalar(*scalar))?).into_pyobject(py),
        Type::Builtin(name) => match name.strip_prefix("numpy.").and_then(Scalar::from_name) {
            Some(scalar) => ("class", scalar.name()).into_pyobject(py),
            None => ("builtin", name.to_string()).into_pyobject(py),
        },
        Type::Instance { class, fields } => {
            let container = matches!(&**class, "typedlist" | "typeddict" | "typedset");
            // A container's fields are lists of what it holds.
            let fields = fields.iter().map(|field| match field {
                Type::List(element) if container => describe(py, element),
                other => describe(py, other),
            });
            let fields: PyResult<Vec<_>> = fields.collect();
            ("instance", class.to_string(), PyList::new(py, fields?)?).into_pyobject(py)
        }
        Type::Optional(of) => ("optional", describe(py, of)?).into_pyobject(py),
        Type::None => ("none",).into_pyobject(py),
        Type::Str => ("str",).into_pyobject(py),
        Type::Bytes => ("bytes",).into_pyobject(py),
        Type::Slice(bounds) if bounds[2] == Type::None => ("slice2",).into_pyobject(py),
        Type::Slice(_) => ("slice",).into_pyobject(py),
        Type::Range => ("range",).into_pyobject(py),
        Type::Generator => ("generator",).into_pyobject(py),
        Type::Pointer(of) => ("pointer", describe(py, of)?).into_pyobject(py),
        Type::Function { symbol, .. } => ("function", symbol.to_string()).into_pyobject(py),
        other => ("opaque", other.to_string()).into_pyobject(py),
    }
}

/// The objects of `numlir.types`.
pub fn objects<'py>(py: Python<'py>, types: &[Type]) -> PyResult<Bound<'py, PyTuple>> {
    let make = py.import("numlir.types")?.getattr("_described")?;
    let each = types.iter().map(|ty| make.call1((describe(py, ty)?,)));
    PyTuple::new(py, each.collect::<PyResult<Vec<_>>>()?)
}

/// The type of an object of `numlir.types`.
///
/// # Errors
/// `TypeError` where arguments and results of compiled code have no such type.
pub fn read(object: &Bound<'_, PyAny>) -> PyResult<Type> {
    let description = object.py().import("numlir.types")?.call_method1("_description", (object,))?;
    if description.is_none() {
        return Err(PyTypeError::new_err(format!(
            "values of type {object} cannot be passed to compiled code, or from it"
        )));
    }
    undescribe(&description.cast_into::<PyTuple>()?)
}

/// The type of a parameter in a signature that was written down, where functions are told by their signatures.
///
/// # Errors
/// As [`read`].
pub fn read_parameter(object: &Bound<'_, PyAny>) -> PyResult<Type> {
    let text = object.py().import("numlir.types")?.call_method1("_function_signature", (object,))?;
    if let Ok(text) = text.extract::<String>() {
        return Ok(function_type(&text));
    }
    if let Ok(elements) = text.extract::<Vec<Bound<'_, PyAny>>>() {
        return Ok(Type::tuple(elements.iter().map(read_parameter).collect::<PyResult<Vec<_>>>()?));
    }
    read(object)
}

/// The scalar that an object of `numlir.types` is; `None` for other types and other objects.
pub fn scalar_of(object: &Bound<'_, PyAny>) -> PyResult<Option<Scalar>> {
    let declared = object.get_type().getattr("__module__")?;
    if declared.extract::<&str>().ok() != Some("numlir.types.base") {
        return Ok(None);
    }
    match read(object) {
        Ok(Type::Scalar(scalar)) => Ok(Some(scalar)),
        _ => Ok(None),
    }
}

/// The record that an object of `numlir.types` is, as the dtype of arrays.
pub fn record_type(object: &Bound<'_, PyAny>) -> PyResult<Option<Scalar>> {
    let declared = object.get_type().getattr("__module__")?;
    if declared.extract::<&str>().ok() != Some("numlir.types.records") {
        return Ok(None);
    }
    match read(object) {
        Ok(Type::Array(array)) if array.rank == 0 => Ok(Some(array.element)),
        _ => Ok(None),
    }
}

/// The type that a description is of.
fn undescribe(description: &Bound<'_, PyTuple>) -> PyResult<Type> {
    let part = |index: usize| description.get_item(index);
    let inner = |index: usize| undescribe(&part(index)?.cast_into::<PyTuple>()?);
    let kind: String = part(0)?.extract()?;
    Ok(match kind.as_str() {
        "scalar" => Type::Scalar(scalar(&part(1)?)?),
        // A record is an array without axes.
        "record" => Type::Array(Array {
            element: record_of(&part(1)?)?,
            rank: 0,
            layout: Layout::C,
            readonly: false,
            aligned: false,
        }),
        "array" => {
            let element = part(1)?.cast_into::<PyTuple>()?;
            let is_chars = element.get_item(0)?.extract::<String>()? == "chars";
            let element = match undescribe(&element)? {
                _ if is_chars => chars(&element)?,
                Type::Array(record) => record.element,
                other => other.scalar().ok_or_else(|| PyTypeError::new_err(format!("an array holds no {other}")))?,
            };
            let layout = match part(3)?.extract::<String>()?.as_str() {
                "C" => Layout::C,
                "F" => Layout::F,
                _ => Layout::Any,
            };
            let rank = part(2)?.extract()?;
            if usize::from(rank) > crate::read::MOST_DIMENSIONS {
                return Err(PyValueError::new_err(format!("an array has no {rank} dimensions")));
            }
            Type::Array(Array { element, rank, layout, readonly: part(4)?.extract()?, aligned: part(5)?.extract()? })
        }
        "tuple" => {
            let elements = part(1)?.try_iter()?.map(|each| undescribe(&each?.cast_into::<PyTuple>()?));
            Type::tuple(elements.collect::<PyResult<Vec<_>>>()?)
        }
        "named" => {
            let class = part(1)?.cast_into::<PyType>()?;
            let class = named::class_of(&class)
                .or_else(|| named::enumeration_of(&class))
                .ok_or_else(|| PyTypeError::new_err("this is no named tuple"))?;
            let elements = part(2)?.try_iter()?.map(|each| undescribe(&each?.cast_into::<PyTuple>()?));
            Type::Named { class: class.into(), elements: elements.collect::<PyResult<_>>()? }
        }
        "list" => Type::List(inner(1)?.into()),
        "set" => Type::Set(inner(1)?.into()),
        "text" => {
            let text: String = part(1)?.extract()?;
            let types = parse_types(&text).map_err(PyTypeError::new_err)?;
            let [ty] = types.as_slice() else { return Err(PyTypeError::new_err(format!("{text} is no one type"))) };
            ty.clone()
        }
        "str" => Type::Str,
        "bytes" => Type::Bytes,
        // As a value; of an array's element, see "array".
        "chars" => chars(description)?.value(),
        "generator" => Type::Generator,
        "pointer" => Type::Pointer(inner(1)?.into()),
        "optional" => Type::Optional(inner(1)?.into()),
        "builtin" => Type::builtin(&part(1)?.extract::<String>()?),
        "slice2" => Type::Slice([Type::INT64, Type::INT64, Type::None].into()),
        "slice" => Type::Slice([Type::INT64, Type::INT64, Type::INT64].into()),
        _ => Type::None,
    })
}

/// A text of a fixed width.
fn chars(description: &Bound<'_, PyTuple>) -> PyResult<Scalar> {
    let length = description.get_item(2)?.extract()?;
    Ok(Scalar::Chars(Chars { wide: description.get_item(1)?.extract()?, length }))
}

fn scalar(name: &Bound<'_, PyAny>) -> PyResult<Scalar> {
    let name: String = name.extract()?;
    Scalar::from_name(&name).ok_or_else(|| PyTypeError::new_err(format!("{name} is no scalar type")))
}

fn record_of(dtype: &Bound<'_, PyAny>) -> PyResult<Scalar> {
    // SAFETY: `_description` gives a dtype, which is alive.
    let record = unsafe { record::of_dtype(dtype.as_ptr().cast()) };
    record.map(Scalar::Record).map_err(PyTypeError::new_err)
}
