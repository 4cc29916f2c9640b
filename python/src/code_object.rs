//! A function's code object as plain data, for functions whose source cannot be had.

use numlir::{
    bytecode::{CodeObject, Decoded, Value},
    stack::Constant,
};
use pyo3::{
    prelude::*,
    types::{PyBool, PyBytes, PyComplex, PyFloat, PyFrozenSet, PyInt, PySlice, PyString, PyTuple},
};

/// Reads a code object and those in it. CPython's `dis` decodes the instructions.
pub fn read(code: &Bound<'_, PyAny>) -> PyResult<CodeObject> {
    let py = code.py();
    let instructions = py.import("dis")?.call_method1("get_instructions", (code,))?;
    Ok(CodeObject {
        version: py.version_info().minor.into(),
        name: code.getattr("co_name")?.extract()?,
        flags: code.getattr("co_flags")?.extract()?,
        positional: code.getattr("co_argcount")?.extract()?,
        positional_only: code.getattr("co_posonlyargcount")?.extract()?,
        keyword_only: code.getattr("co_kwonlyargcount")?.extract()?,
        variables: code.getattr("co_varnames")?.extract()?,
        cells: code.getattr("co_cellvars")?.extract()?,
        free: code.getattr("co_freevars")?.extract()?,
        constants: values(&code.getattr("co_consts")?)?,
        instructions: without_prefixes(instructions.try_iter()?.map(|one| decoded(&one?)).collect::<PyResult<_>>()?),
        exception_table: code.getattr("co_exceptiontable")?.extract()?,
        first_line: code.getattr("co_firstlineno")?.extract::<u32>()?.max(1),
    })
}

/// `dis` adds prefixes to the arguments already. Jumps to them are jumps to what they belong to.
fn without_prefixes(instructions: Vec<Decoded>) -> Vec<Decoded> {
    let mut start = None;
    let mut kept = Vec::with_capacity(instructions.len());
    for mut one in instructions {
        if one.name == "EXTENDED_ARG" {
            start.get_or_insert(one.offset);
        } else {
            one.offset = start.take().unwrap_or(one.offset);
            kept.push(one);
        }
    }
    kept
}

fn decoded(one: &Bound<'_, PyAny>) -> PyResult<Decoded> {
    let name: String = one.getattr("opname")?.extract()?;
    let value = one.getattr("argval")?;
    let jumps = name.contains("JUMP") || name == "FOR_ITER" || name == "SEND";
    let named = ["FAST", "DEREF", "GLOBAL", "ATTR", "METHOD", "CLOSURE", "COMPARE", "NAME"];
    let names = match value.cast::<PyTuple>() {
        _ if jumps || !named.iter().any(|part| name.contains(part)) => Vec::new(),
        Ok(several) => several.extract()?,
        Err(_) => value.extract().map(|one: String| vec![one]).unwrap_or_default(),
    };
    let places: [Option<u32>; 4] = match one.getattr("positions")? {
        positions if positions.is_none() => [None; 4],
        positions => {
            let (first, last, start, end) = positions.extract()?;
            [first, last, start, end]
        }
    };
    // Where columns are not kept, the line is.
    let position = match places {
        [Some(first), Some(last), start, end] if first > 0 && last >= first => {
            Some([first, last, start.unwrap_or(0), end.unwrap_or(0)])
        }
        _ => None,
    };
    Ok(Decoded {
        name,
        argument: one.getattr("arg")?.extract::<Option<u32>>()?.unwrap_or(0),
        names,
        target: if jumps { value.extract().ok() } else { None },
        offset: one.getattr("offset")?.extract()?,
        position,
    })
}

fn values(several: &Bound<'_, PyAny>) -> PyResult<Vec<Value>> {
    several.try_iter()?.map(|each| value(&each?)).collect()
}

fn value(object: &Bound<'_, PyAny>) -> PyResult<Value> {
    let constant = if object.is_none() {
        Constant::None
    } else if object.is(object.py().Ellipsis()) {
        Constant::Ellipsis
    } else if let Ok(value) = object.cast_exact::<PyBool>() {
        Constant::Bool(value.is_true())
    } else if let Ok(value) = object.cast_exact::<PyInt>() {
        match value.extract() {
            Ok(value) => Constant::Int(value),
            Err(_) => Constant::HugeInt(value.str()?.to_string_lossy().into_owned()),
        }
    } else if let Ok(value) = object.cast_exact::<PyFloat>() {
        Constant::Float(value.value())
    } else if let Ok(value) = object.cast_exact::<PyComplex>() {
        Constant::Complex { real: value.real(), imaginary: value.imag() }
    } else if let Ok(value) = object.cast_exact::<PyString>() {
        match value.to_str() {
            Ok(text) => Constant::Str(text.to_owned()),
            Err(_) => return Ok(Value::Other("str with lone surrogates".into())),
        }
    } else if let Ok(value) = object.cast_exact::<PyBytes>() {
        Constant::Bytes(value.as_bytes().to_vec())
    } else if object.cast_exact::<PyTuple>().is_ok() {
        return Ok(Value::Tuple(values(object)?));
    } else if object.cast_exact::<PyFrozenSet>().is_ok() {
        return Ok(Value::Set(values(object)?));
    } else if object.cast_exact::<PySlice>().is_ok() {
        let bounds = ["start", "stop", "step"].map(|name| value(&object.getattr(name)?));
        return Ok(Value::Slice(bounds.into_iter().collect::<PyResult<_>>()?));
    } else if object.hasattr("co_code")? {
        return Ok(Value::Code(Box::new(read(object)?)));
    } else {
        return Ok(Value::Other(object.get_type().name()?.to_string_lossy().into_owned()));
    };
    Ok(Value::Constant(constant))
}
