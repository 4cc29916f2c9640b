//! Python objects as constants of a program.

use crate::{
    canonical::{canonical_name, is_library, text_attribute},
    dates,
    foreign::{self, Foreign},
    gufunc::Gufunc,
    host, named,
    numpy_api::numpy,
    object,
    object_block::Block,
    raise,
    read::MOST_DIMENSIONS,
    record, types, ufunc,
};
use numlir::{
    dispatch::FrozenData,
    program::{Binding, FrozenArray, Inlining, Stencil, is_exception},
};
use numlir_dialects::types::{Array, Layout, Scalar, Type};
use numlir_passes::{ENUMERATION, NAMED_TUPLE};
use pyo3::{
    exceptions::PyBaseException,
    ffi,
    prelude::*,
    types::{PyBool, PyBytes, PyComplex, PyFloat, PyInt, PyModule, PySlice, PyString, PyTuple, PyType},
};
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Constants nested deeper than this are not looked into.
const MOST_LEVELS: usize = 64;

/// The class of stencils.
const STENCIL: &str = "numlir.stencils.StencilFunc";

/// What a program's constants refer to.
#[derive(Default)]
pub struct Freezer {
    pub data: FrozenData,
    first_number: u64,
    /// Arrays by address: the same array is copied once a program.
    arrays: HashMap<usize, Binding>,
    /// Arrays made here, so that their addresses are not used again.
    kept: Vec<Py<PyAny>>,
    /// The functions of the program, in order, and their positions by address.
    pub functions: Vec<Py<PyAny>>,
    /// Functions of C among them, by position, with the symbols that stand for their addresses.
    pub foreign: HashMap<usize, (Foreign, String)>,
    /// Blocks in object mode among them, the same way.
    pub blocks: HashMap<usize, (Arc<Block>, String)>,
    /// Gufuncs among them, by position, with the positions of their kernels.
    pub gufuncs: HashMap<usize, (Gufunc, usize)>,
    positions: HashMap<usize, usize>,
    /// The dispatchers of functions whose local variables have declared types, by the functions' positions.
    pub owners: HashMap<usize, Py<PyAny>>,
    /// The kernels of stencils, by their positions.
    pub stencils: HashMap<usize, Stencil>,
    /// The signatures of functions that have no others, by their positions.
    pub signatures: HashMap<usize, Vec<(Vec<Type>, Type)>>,
    /// Whether calls of functions are inlined, by their positions, where their decorators say it.
    pub inlining: HashMap<usize, Inlining>,
    /// The functions as Python has them, by their positions.
    pub objects: HashMap<usize, Py<PyAny>>,
}

impl Freezer {
    /// One for what users have added to the compiler: its arrays have numbers that no program's have, nor another one's.
    pub fn of_extension() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self { first_number: NEXT.fetch_add(1, Ordering::Relaxed) << 32, ..Self::default() }
    }

    fn next_number(&self) -> u64 {
        self.first_number + self.arrays.len() as u64
    }

    /// The present meaning of an object.
    pub fn freeze(&mut self, object: &Bound<'_, PyAny>) -> PyResult<Binding> {
        self.freeze_nested(object, 0)
    }

    fn freeze_nested(&mut self, object: &Bound<'_, PyAny>, level: usize) -> PyResult<Binding> {
        if object.is_none() {
            return Ok(Binding::None);
        }
        if let Ok(value) = object.cast_exact::<PyBool>() {
            return Ok(Binding::Bool(value.is_true()));
        }
        if let Ok(value) = object.cast_exact::<PyInt>() {
            let small = integer(value);
            return Ok(small.unwrap_or_else(|| Binding::Unknown("int of more than 128 bits".into())));
        }
        if let Ok(value) = object.cast_exact::<PyFloat>() {
            return Ok(Binding::Float(value.value()));
        }
        if let Ok(value) = object.cast_exact::<PyComplex>() {
            return Ok(Binding::Complex(value.real(), value.imag()));
        }
        if let Ok(value) = object.cast_exact::<PyString>() {
            // Lone surrogates have no UTF-8, and no compiled form.
            return Ok(value.to_str().map_or_else(|_| unknown(object), |text| Binding::Str(text.into())));
        }
        if let Ok(value) = object.cast_exact::<PyBytes>() {
            return Ok(Binding::Bytes(value.as_bytes().to_vec()));
        }
        if let Ok(tuple) = object.cast_exact::<PyTuple>() {
            if level == MOST_LEVELS {
                return Ok(Binding::Unknown(format!("tuple nested more than {MOST_LEVELS} deep")));
            }
            let elements: PyResult<_> = tuple.iter().map(|element| self.freeze_nested(&element, level + 1)).collect();
            return Ok(Binding::Tuple(elements?));
        }
        if let Ok(tuple) = object.cast::<PyTuple>()
            && let Some(class) = named::class_of(&object.get_type())
            && level < MOST_LEVELS
        {
            let elements: PyResult<_> = tuple.iter().map(|element| self.freeze_nested(&element, level + 1)).collect();
            return Ok(Binding::Call(format!("{NAMED_TUPLE}{class}"), elements?));
        }
        if let Ok(slice) = object.cast_exact::<PySlice>() {
            let bounds = ["start", "stop", "step"].map(|name| self.freeze_nested(&slice.getattr(name)?, level + 1));
            let bounds: Vec<_> = bounds.into_iter().collect::<PyResult<_>>()?;
            let whole = bounds.iter().all(|bound| matches!(bound, Binding::None | Binding::Int(_)));
            return Ok(if whole { Binding::Call("builtins.slice".into(), bounds) } else { unknown(object) });
        }
        if let Some(class) = named::enumeration_of(&object.get_type()) {
            let value = self.freeze_nested(&object.getattr("value")?, level + 1)?;
            return Ok(Binding::Call(format!("{NAMED_TUPLE}{class}"), vec![value]));
        }
        if object.is(object.py().Ellipsis()) {
            return Ok(Binding::Builtin("builtins.Ellipsis".into()));
        }
        let meaning = self.freeze_object(object)?;
        if let Binding::Function(position) = meaning {
            self.objects.entry(position).or_insert_with(|| object.clone().unbind());
        }
        Ok(meaning)
    }

    fn freeze_object(&mut self, object: &Bound<'_, PyAny>) -> PyResult<Binding> {
        let class = object.get_type();
        let name = raise::name_of_class(&class);
        if class.as_ptr() == numpy().array.cast() || crate::read::is_class_of_arrays(&class) {
            return self.freeze_array(object);
        }
        if matches!(name.as_str(), "numpy.record" | "numpy.void")
            && !object.getattr("dtype")?.getattr("names")?.is_none()
        {
            // A record is an array without axes.
            let array = object.py().import("numpy")?.call_method1("asarray", (object,))?;
            self.kept.push(array.clone().unbind());
            return self.freeze_array(&array);
        }
        if let Ok(value) = object.cast::<PyInt>() {
            // A member of an enumeration of integers, say: its value is all that matters.
            return Ok(integer(value).unwrap_or_else(|| unknown(object)));
        }
        if let Some(scalar) = numpy().scalar_of_class(class.as_ptr().cast()) {
            let value = self.freeze(&object.call_method0("item")?)?;
            return Ok(Binding::NumpyScalar(scalar, Box::new(value)));
        }
        if let Some((date, count)) = dates::read(object) {
            return Ok(dates::binding(date, count));
        }
        if let Some(core) = object::core_of(object) {
            // What is inlined is compiled for whatever types it is called with.
            let fixed = core.fixed.is_fixed() && core.settings.inlining != Inlining::Always;
            let function = || core.function.bind(object.py());
            let binding = if fixed { self.fixed(object, core) } else { self.function(function()) };
            if let Binding::Function(position) = binding {
                self.inlining.insert(position, core.settings.inlining);
                if !fixed && !core.settings.locals.is_empty() {
                    self.owners.insert(position, object.clone().unbind());
                }
            }
            return Ok(binding);
        }
        if name == STENCIL {
            return self.freeze_stencil(object);
        }
        if let Some(made) = ufunc::of(object) {
            let kernel = made.kernel(object.py());
            if let Some(gufunc) = made.gufunc() {
                let Binding::Function(kernel) = self.function(&kernel) else { return Ok(unknown(object)) };
                let binding = self.function(object);
                if let Binding::Function(position) = binding {
                    self.gufuncs.entry(position).or_insert((gufunc, kernel));
                }
                return Ok(binding);
            }
            return Ok(match (made.in_compiled_code(), self.function(&kernel)) {
                (Some(known), Binding::Function(position)) => Binding::Ufunc(position, known),
                _ => unknown(object),
            });
        }
        if let Some(scalar) = types::scalar_of(object)? {
            // A type is called as NumPy's class of scalars is, and stands for the same dtype.
            return Ok(Binding::Builtin(format!("numpy.{scalar}")));
        }
        if let Some(record) = types::record_type(object)? {
            return Ok(Binding::Dtype(record));
        }
        if let Some(signature) = object.getattr_opt("_numlir_signature").ok().flatten() {
            return self.of_signature(object, &signature);
        }
        // A kernel, called from another, is the function it compiles.
        if let Some(inner) = object::dispatcher_within(object)
            && let Some(core) = object::core_of(&inner)
        {
            return Ok(self.function(core.function.bind(object.py())));
        }
        if object.is_instance_of::<PyModule>() {
            return Ok(canonical_name(object)?.map_or_else(|| unknown(object), Binding::Builtin));
        }
        if let Ok(class) = object.cast::<PyType>()
            && let Some(text) = named::class_of(class)
        {
            return Ok(Binding::Builtin(format!("{NAMED_TUPLE}{text}")));
        }
        if let Ok(class) = object.cast::<PyType>()
            && let Some(text) = named::any_enumeration(class)
        {
            return Ok(Binding::Builtin(format!("{ENUMERATION}{text}")));
        }
        if let Some(registry) = host::registry(object.py())
            && let Some(name) = registry.call_method1("_name_of_overloaded", (object,))?.extract::<Option<String>>()?
        {
            return Ok(Binding::Builtin(name));
        }
        if let Some(text) = type_text(object)? {
            return Ok(Binding::Builtin(format!("numlir.type:{text}")));
        }
        if is_python_function(object) {
            let module = text_attribute(object, "__module__")?.unwrap_or_default();
            if !is_library(object.py(), &module)? {
                return Ok(self.function(object));
            }
        }
        if object.is_instance(&object.py().import("numpy")?.getattr("dtype")?)? {
            let name: String = object.getattr("name")?.extract()?;
            let native = object.getattr("isnative")?.extract()?;
            return Ok(match element_of(object, &name)? {
                Some(scalar) if native => Binding::Dtype(scalar),
                _ => Binding::Unknown(format!("dtype {name}")),
            });
        }
        if let Some(made) = maker_of_arrays(&name) {
            let tuple = made == "numpy.s_" && object.getattr("maketuple")?.is_truthy()?;
            return Ok(Binding::Builtin(if tuple { "numpy.index_exp" } else { made }.into()));
        }
        let name = canonical_name(object)?;
        let known = name.as_deref().is_some_and(is_exception);
        if !known && is_exception_class(object) {
            let class = object.py().import("numlir._traceback")?.call_method1("name_of_class", (object,))?;
            return Ok(Binding::Builtin(class.extract()?));
        }
        if let Some(name) = name {
            return Ok(Binding::Builtin(name));
        }
        match foreign::of(object)? {
            None => Ok(unknown(object)),
            Some(Err(reason)) => Ok(Binding::Unknown(reason)),
            Some(Ok(foreign)) => {
                let symbol = format!("numlir.foreign.{}", self.first_number + self.foreign.len() as u64);
                let binding = self.function(object);
                if let Binding::Function(position) = binding {
                    self.foreign.entry(position).or_insert((foreign, symbol));
                }
                Ok(binding)
            }
        }
    }

    /// The position of a Python function, which from now on belongs to the program.
    pub fn function(&mut self, function: &Bound<'_, PyAny>) -> Binding {
        let functions = &mut self.functions;
        let position = *self.positions.entry(function.as_ptr().addr()).or_insert_with(|| {
            functions.push(function.clone().unbind());
            functions.len() - 1
        });
        Binding::Function(position)
    }

    /// The position of a block in object mode.
    pub fn block(&mut self, py: Python<'_>, block: &Arc<Block>) -> Binding {
        let functions = &mut self.functions;
        let position = *self.positions.entry(Arc::as_ptr(block).addr()).or_insert_with(|| {
            functions.push(block.function().clone_ref(py));
            functions.len() - 1
        });
        let symbol = format!("numlir.object.{}", self.first_number + self.blocks.len() as u64);
        self.blocks.entry(position).or_insert_with(|| (block.clone(), symbol));
        Binding::Function(position)
    }

    /// The position of a function that is compiled for its own signatures only: another than its Python function has.
    fn fixed(&mut self, dispatcher: &Bound<'_, PyAny>, core: &object::Core) -> Binding {
        let functions = &mut self.functions;
        let position = *self.positions.entry(dispatcher.as_ptr().addr()).or_insert_with(|| {
            functions.push(core.function.clone_ref(dispatcher.py()));
            functions.len() - 1
        });
        self.signatures.entry(position).or_insert_with(|| core.signatures());
        Binding::Function(position)
    }

    /// A function that is what it is for one signature: its dispatcher, the types of its arguments and of its result.
    fn of_signature(&mut self, object: &Bound<'_, PyAny>, signature: &Bound<'_, PyAny>) -> PyResult<Binding> {
        let (arguments, result): (Vec<Bound<'_, PyAny>>, Bound<'_, PyAny>) = signature.extract()?;
        let inner = object::dispatcher_within(object);
        let Some(core) = inner.as_ref().and_then(object::core_of) else { return Ok(unknown(object)) };
        let arguments = arguments.iter().map(types::read).collect::<PyResult<Vec<_>>>()?;
        let signature = (arguments, types::read(&result)?);
        let functions = &mut self.functions;
        let position = *self.positions.entry(object.as_ptr().addr()).or_insert_with(|| {
            functions.push(core.function.clone_ref(object.py()));
            functions.len() - 1
        });
        self.signatures.entry(position).or_insert_with(|| vec![signature]);
        Ok(Binding::Function(position))
    }

    /// A function that applies a stencil: its kernel, which as a kernel is another function than otherwise.
    fn freeze_stencil(&mut self, object: &Bound<'_, PyAny>) -> PyResult<Binding> {
        let functions = &mut self.functions;
        let address = object.as_ptr().addr();
        if let Some(position) = self.positions.get(&address) {
            return Ok(Binding::Stencil(*position));
        }
        let position = functions.len();
        functions.push(object.getattr("py_func")?.unbind());
        self.positions.insert(address, position);
        self.kept.push(object.clone().unbind());
        let cval = object.getattr("cval")?;
        let cval = if cval.is_none() { None } else { Some(self.freeze(&cval)?) };
        let (standard, neighborhood) =
            (object.getattr("standard_indexing")?.extract()?, object.getattr("neighborhood")?.extract()?);
        self.stencils.insert(position, Stencil { standard, neighborhood, cval });
        Ok(Binding::Stencil(position))
    }

    /// Copies an array, contiguous and in native byte order: Numba's meaning, later writes do not reach compiled code.
    fn freeze_array(&mut self, array: &Bound<'_, PyAny>) -> PyResult<Binding> {
        if let Some(known) = self.arrays.get(&array.as_ptr().addr()) {
            return Ok(known.clone());
        }
        let dtype = array.getattr("dtype")?;
        let name: String = dtype.getattr("name")?.extract()?;
        let shape: Vec<i64> = array.getattr("shape")?.extract()?;
        let Some(element) = element_of(&dtype, &name)? else {
            return Ok(Binding::Unknown(format!("array of dtype {name}")));
        };
        if shape.len() > MOST_DIMENSIONS {
            return Ok(Binding::Unknown(format!("array of {} dimensions", shape.len())));
        }
        let native =
            array.call_method1("astype", (dtype.call_method1("newbyteorder", ("=",))?, "K", "unsafe", true, false))?;
        let flags = array.getattr("flags")?;
        let contiguous = |name: &str| flags.getattr(name).and_then(|flag| flag.extract::<bool>());
        let fortran = contiguous("f_contiguous")? && !contiguous("c_contiguous")?;
        let layout = if fortran { Layout::F } else { Layout::C };
        let bytes = native.call_method1("tobytes", (layout.name(),))?.cast_into::<PyBytes>()?;
        let frozen = FrozenArray {
            array: Array { element, rank: shape.len() as u8, layout, readonly: true, aligned: true },
            number: self.next_number(),
            data: self.data.keep(bytes.as_bytes()),
            strides: strides(&shape, layout, i64::from(element.size())),
            shape,
        };
        let binding = Binding::Array(frozen);
        self.arrays.insert(array.as_ptr().addr(), binding.clone());
        Ok(binding)
    }
}

fn is_exception_class(object: &Bound<'_, PyAny>) -> bool {
    object.cast::<PyType>().is_ok_and(|class| class.is_subclass_of::<PyBaseException>().unwrap_or(false))
}

/// Whether an object is a function written in Python.
pub fn is_python_function(object: &Bound<'_, PyAny>) -> bool {
    raise::name_of_class(&object.get_type()) == "function"
}

fn integer(value: &Bound<'_, PyInt>) -> Option<Binding> {
    value.extract::<i128>().ok().map(Binding::Int)
}

/// The element type of a dtype.
fn element_of(dtype: &Bound<'_, PyAny>, name: &str) -> PyResult<Option<Scalar>> {
    if dtype.getattr("names")?.is_none() {
        // SAFETY: the dtype is alive and the interpreter attached.
        let other = || unsafe {
            let dtype = dtype.as_ptr().cast();
            record::chars_of(dtype).or_else(|| record::date_of(dtype))
        };
        return Ok(element(name).or_else(other));
    }
    // SAFETY: the dtype is alive and the interpreter attached.
    let record = unsafe { record::of_dtype(dtype.as_ptr().cast()) };
    Ok(record.ok().map(Scalar::Record))
}

/// The scalar type of a dtype; NumPy's own names only, no aliases.
fn element(name: &str) -> Option<Scalar> {
    // Two names of the same 64 bits where the platform's C has both.
    let name = match name {
        "longlong" => "int64",
        "ulonglong" => "uint64",
        name => name,
    };
    Scalar::ALL.into_iter().find(|scalar| scalar.name() == name)
}

fn strides(shape: &[i64], layout: Layout, size: i64) -> Vec<i64> {
    let mut strides = vec![size; shape.len()];
    let mut step = size;
    let mut set = |axis: usize| {
        strides[axis] = step;
        step *= shape[axis].max(1);
    };
    match layout {
        Layout::F => (0..shape.len()).for_each(&mut set),
        _ => (0..shape.len()).rev().for_each(&mut set),
    }
    strides
}

/// The text of an object that is a type of `numlir.types`; scalars have names of their own.
fn type_text(object: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    let Some(types) = host::loaded(object.py(), "numlir.types") else { return Ok(None) };
    if !object.is_instance(&types.getattr("Type")?)? || canonical_name(object)?.is_some() {
        return Ok(None);
    }
    Ok(Some(object.str()?.extract()?))
}

fn unknown(object: &Bound<'_, PyAny>) -> Binding {
    // SAFETY: the object is alive and the interpreter attached.
    let is_class = unsafe { ffi::PyType_Check(object.as_ptr()) } != 0;
    let class = raise::name_of_class(&object.get_type());
    Binding::Unknown(match text_attribute(object, "__name__") {
        Ok(Some(name)) if is_class => format!("class {name}"),
        Ok(Some(name)) => format!("{class} {name}"),
        _ => class,
    })
}

/// NumPy's objects that make arrays or indices of what is written in square brackets, by their classes.
fn maker_of_arrays(class: &str) -> Option<&'static str> {
    let (module, class) = class.rsplit_once('.')?;
    let made = match class {
        "MGridClass" => "numpy.mgrid",
        "OGridClass" => "numpy.ogrid",
        "RClass" => "numpy.r_",
        "CClass" => "numpy.c_",
        "IndexExpression" => "numpy.s_",
        _ => return None,
    };
    module.starts_with("numpy.lib").then_some(made)
}
