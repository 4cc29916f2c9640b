//! Structured dtypes as layouts of records, and back.

use crate::numpy_api::numpy;
use numlir_dialects::{
    chars::Chars,
    dates::Date,
    record::{Field, Record, RecordId},
    types::Scalar,
};
use numpy::npyffi::{
    NPY_TYPES, PyArray_DatetimeDTypeMetaData, PyArray_Descr, PyDataType_C_METADATA, PyDataType_ELSIZE,
};
use pyo3::{
    exceptions::PyTypeError,
    ffi::{self, PyObject},
    prelude::*,
    types::{PyDict, PyTuple},
};
use std::{
    collections::HashMap,
    ffi::{c_char, c_int},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Dtypes that are remembered by their address; others are looked at again at each call.
const MOST_DTYPES: usize = 4096;

/// NumPy's structured scalars (`arrayscalars.h`, `PyVoidScalarObject`).
#[repr(C)]
pub struct VoidScalar {
    head: ffi::PyVarObject,
    pub data: *mut c_char,
    pub dtype: *mut PyArray_Descr,
    pub flags: c_int,
    pub base: *mut PyObject,
}

#[derive(Default)]
struct Dtypes {
    /// By address; the references keep the addresses from being used again.
    known: HashMap<usize, (Py<PyAny>, RecordId)>,
    /// A dtype of each layout.
    made: HashMap<RecordId, Py<PyAny>>,
}

static DTYPES: Mutex<Option<Dtypes>> = Mutex::new(None);

fn dtypes() -> MutexGuard<'static, Option<Dtypes>> {
    let mut dtypes = DTYPES.lock().unwrap_or_else(PoisonError::into_inner);
    dtypes.get_or_insert_default();
    dtypes
}

/// The layout of a structured dtype.
///
/// # Errors
///
/// What has no compiled form in it.
///
/// # Safety
///
/// `dtype` is alive, and the interpreter is attached.
pub unsafe fn of_dtype(dtype: *mut PyArray_Descr) -> Result<RecordId, String> {
    let known = dtypes().as_ref().and_then(|dtypes| Some(dtypes.known.get(&dtype.addr())?.1));
    if let Some(known) = known {
        return Ok(known);
    }
    // SAFETY: by the contract above.
    let dtype = unsafe { Bound::from_borrowed_ptr(Python::assume_attached(), dtype.cast()) };
    let id = layout(&dtype)?;
    let mut guard = dtypes();
    if let Some(dtypes) = guard.as_mut() {
        dtypes.made.entry(id).or_insert_with(|| dtype.clone().unbind());
        if dtypes.known.len() < MOST_DTYPES {
            dtypes.known.insert(dtype.as_ptr().addr(), (dtype.unbind(), id));
        }
    }
    Ok(id)
}

/// The text of a fixed width that a dtype is.
///
/// # Safety
///
/// `dtype` is alive, and the interpreter is attached.
pub unsafe fn chars_of(dtype: *mut PyArray_Descr) -> Option<Scalar> {
    // SAFETY: by the contract above.
    let (number, size) = unsafe { ((*dtype).fields.type_num, PyDataType_ELSIZE(Python::assume_attached(), dtype)) };
    let wide = match number {
        number if number == NPY_TYPES::NPY_UNICODE as i32 => true,
        number if number == NPY_TYPES::NPY_STRING as i32 => false,
        _ => return None,
    };
    let length = u32::try_from(size).ok()? / if wide { 4 } else { 1 };
    (1..=Chars::LONGEST).contains(&length).then_some(Scalar::Chars(Chars { wide, length }))
}

/// The date or the span of time that a dtype is of; `None` for other dtypes.
///
/// # Safety
///
/// `dtype` is alive, and the interpreter is attached.
pub unsafe fn date_of(dtype: *mut PyArray_Descr) -> Option<Scalar> {
    // SAFETY: by the contract above; dtypes of these numbers have this metadata.
    unsafe {
        let number = (*dtype).fields.type_num;
        let moment = number == NPY_TYPES::NPY_DATETIME as i32;
        if !moment && number != NPY_TYPES::NPY_TIMEDELTA as i32 {
            return None;
        }
        let metadata = PyDataType_C_METADATA(Python::assume_attached(), dtype).cast::<PyArray_DatetimeDTypeMetaData>();
        let unit = (*metadata).meta.base as i32;
        Date::from_numpy(moment, unit, (*metadata).meta.num).map(Scalar::Date)
    }
}

/// A new reference to the dtype of a layout: the first that had it, or one made for it. Null with an exception set where that fails.
pub fn dtype(py: Python<'_>, record: RecordId) -> *mut PyArray_Descr {
    let known = dtypes().as_ref().and_then(|dtypes| Some(dtypes.made.get(&record)?.clone_ref(py)));
    let found = known.map_or_else(|| make(py, record), Ok);
    match found {
        Ok(dtype) => dtype.into_ptr().cast(),
        Err(error) => {
            error.restore(py);
            std::ptr::null_mut()
        }
    }
}

/// Makes the dtype of a layout that came from none: compiled code named it by a text.
fn make(py: Python<'_>, id: RecordId) -> PyResult<Py<PyAny>> {
    let record = id.record();
    let numpy = py.import("numpy")?;
    let format = |field: &Field| {
        // SAFETY: a new reference, or null with an exception set.
        let element = unsafe { Bound::from_owned_ptr_or_err(py, crate::numpy_api::dtype(py, field.element).cast()) }?;
        Ok((element, PyTuple::new(py, &field.shape)?))
    };
    let fields = PyDict::new(py);
    fields.set_item("names", record.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>())?;
    fields.set_item("formats", record.fields.iter().map(format).collect::<PyResult<Vec<_>>>()?)?;
    fields.set_item("offsets", record.fields.iter().map(|field| field.offset).collect::<Vec<_>>())?;
    fields.set_item("itemsize", record.size)?;
    let mut dtype = numpy.call_method1("dtype", (fields, record.alignment > 1))?;
    if record.attributes {
        dtype = numpy.call_method1("dtype", ((numpy.getattr("record")?, dtype),))?;
    }
    if let Some(dtypes) = dtypes().as_mut() {
        return Ok(dtypes.made.entry(id).or_insert(dtype.unbind()).clone_ref(py));
    }
    Ok(dtype.unbind())
}

fn layout(dtype: &Bound<'_, PyAny>) -> Result<RecordId, String> {
    let words = |error: PyErr| crate::raise::text_of_error(dtype.py(), &error);
    read(dtype).map_err(words)?.intern().ok_or_else(|| "too many structured dtypes".to_owned())
}

fn read(dtype: &Bound<'_, PyAny>) -> PyResult<Record> {
    let py = dtype.py();
    let names = dtype.getattr("names")?.cast_into::<PyTuple>()?;
    let all = dtype.getattr("fields")?;
    let mut fields = Vec::with_capacity(names.len());
    for name in names.iter() {
        let entry = all.get_item(&name)?.cast_into::<PyTuple>()?;
        let name: String = name.extract()?;
        let whole = entry.get_item(0)?;
        // A dtype that is no array is its own base, without extents.
        let shape: Vec<u32> = whole.getattr("shape")?.extract()?;
        let element = element(&name, &whole.getattr("base")?)?;
        fields.push(Field { name, offset: entry.get_item(1)?.extract()?, element, shape });
    }
    let aligned: bool = dtype.getattr("isalignedstruct")?.extract()?;
    let class = dtype.getattr("type")?;
    Ok(Record {
        fields,
        size: dtype.getattr("itemsize")?.extract()?,
        alignment: if aligned { dtype.getattr("alignment")?.extract()? } else { 1 },
        attributes: class.is(&py.import("numpy")?.getattr("record")?),
    })
}

fn element(name: &str, dtype: &Bound<'_, PyAny>) -> PyResult<Scalar> {
    let refused = |what: &str| Err(PyTypeError::new_err(format!("the field '{name}' {what}")));
    let dtype_name = dtype.str()?;
    if !dtype.getattr("names")?.is_none() {
        // SAFETY: the dtype is alive and the interpreter attached.
        return match unsafe { of_dtype(dtype.as_ptr().cast()) } {
            Ok(record) => Ok(Scalar::Record(record)),
            Err(message) => refused(&format!("is a record: {message}")),
        };
    }
    let number: usize = dtype.getattr("num")?.extract()?;
    let native: bool = dtype.getattr("isnative")?.extract()?;
    match numpy().elements.get(number).copied().flatten() {
        Some(_) if !native => refused(&format!("has dtype {dtype_name}, whose byte order is not this machine's")),
        Some(scalar) => Ok(scalar),
        // SAFETY: the dtype is alive and the interpreter attached.
        None if native && let Some(date) = unsafe { date_of(dtype.as_ptr().cast()) } => Ok(date),
        // SAFETY: the dtype is alive and the interpreter attached.
        None if let Some(chars) = unsafe { chars_of(dtype.as_ptr().cast()) } => match native {
            true => Ok(chars),
            false => refused(&format!("has dtype {dtype_name}, whose byte order is not this machine's")),
        },
        None => refused(&format!("has dtype {dtype_name}, which has no compiled form")),
    }
}
