//! The program that a function starts: itself, the functions it reaches by name, and what its names mean now.

use crate::{
    foreign::Foreign,
    freeze::Freezer,
    object::{self, Core, Functions},
    object_block,
    raise::{Failure, Texts},
    source::{self, Unit},
};
use numlir::{
    dispatch::FrozenData,
    emit,
    program::{Binding, FunctionSource, Inlining, LibraryTraits, Program},
    stack::{Import, ObjectBlock, Part, type_name},
};
use numlir_dialects::types::Scalar;
use pyo3::{
    exceptions::{PyAttributeError, PyImportError},
    prelude::*,
    types::{PyDict, PyModule, PyTuple, PyType},
};
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};

/// A program with what must live as long as its code.
pub struct Collected {
    pub program: Program,
    pub data: FrozenData,
    /// The texts of its files, for messages.
    pub texts: Texts,
    /// The symbols of the functions that were passed as arguments, by their numbers.
    pub passed: HashMap<u32, Arc<str>>,
    /// The functions as Python has them, by their symbols.
    pub objects: Functions,
}

/// Collects the program of a function, which is its first function, and of functions passed to it.
///
/// # Errors
///
/// [`Failure`] where one of these cannot be read. Others that cannot are unknown names to the compiler,
/// which complains if they are used.
pub fn collect(
    py: Python<'_>,
    core: &Core,
    passed: &[(u32, Bound<'_, PyAny>)],
) -> PyResult<Result<Collected, Failure>> {
    collect_with(Freezer::default(), py, core, passed)
}

/// The same for what users have added to the compiler.
///
/// # Errors
///
/// As [`collect`].
pub fn collect_extension(py: Python<'_>, core: &Core) -> PyResult<Result<Collected, Failure>> {
    collect_with(Freezer::of_extension(), py, core, &[])
}

fn collect_with(
    mut freezer: Freezer,
    py: Python<'_>,
    core: &Core,
    passed: &[(u32, Bound<'_, PyAny>)],
) -> PyResult<Result<Collected, Failure>> {
    let mut units = Vec::new();
    let mut broken: HashMap<usize, String> = HashMap::new();
    let mut program = Program::default();
    freezer.function(core.function.bind(py));
    for (_, object) in passed {
        freezer.freeze(object)?;
    }
    let needed = freezer.functions.len();
    while let Some(function) = freezer.functions.get(units.len()) {
        let function = function.clone_ref(py).into_bound(py);
        if let Some(written) = written(&freezer, units.len(), &mut program.foreign) {
            match written {
                Ok(written) => {
                    let (source, unit) = written.split();
                    program.functions.push(source);
                    units.push(Some(Arc::new(unit)));
                }
                Err(reason) => {
                    broken.insert(units.len(), reason.into());
                    units.push(None);
                }
            }
            continue;
        }
        // What declares its local variables is read by itself.
        let owner = freezer.owners.get(&units.len()).map(|owner| owner.bind(py).clone());
        let owner = owner.as_ref().and_then(object::core_of).unwrap_or(core);
        let unit = match source::unit(owner, &function)? {
            Ok(unit) => unit,
            Err(failure) if units.len() < needed => return Ok(Err(failure)),
            Err(failure) => {
                broken.insert(units.len(), failure.summary());
                units.push(None);
                continue;
            }
        };
        units.push(Some(unit.clone()));
        program.functions.push(FunctionSource {
            signatures: freezer.signatures.get(&(units.len() - 1)).cloned().unwrap_or_default(),
            stencil: freezer.stencils.get(&(units.len() - 1)).cloned(),
            bindings: bindings(&mut freezer, &unit, &function, (owner, core))?,
            defaults: defaults(&mut freezer, &function)?,
            flow: unit.flow.clone(),
            file: unit.file.clone(),
            lines: unit.lines.clone(),
            content: unit.content.clone(),
            library: None,
            inlining: freezer.inlining.get(&(units.len() - 1)).copied().unwrap_or_default(),
        });
    }
    renumber(&mut program, &units, &broken);
    let texts = units.iter().flatten().filter_map(|unit| Some((unit.file.clone(), unit.text.clone()?))).collect();
    let symbols = emit::symbols(&program);
    let positions = positions(&units);
    let symbol_of = |position: usize| -> Option<Arc<str>> {
        units.get(position)?.as_ref()?;
        Some(symbols[positions[position]].as_str().into())
    };
    let mut symbols_of_passed = HashMap::new();
    for (number, object) in passed {
        if let Binding::Function(position) = freezer.freeze(object)?
            && let Some(symbol) = symbol_of(position)
        {
            symbols_of_passed.insert(*number, symbol);
        }
    }
    let objects = std::mem::take(&mut freezer.objects).into_iter();
    let objects = objects.filter_map(|(position, object)| Some((symbol_of(position)?, object))).collect();
    Ok(Ok(Collected { program, data: freezer.data, texts, passed: symbols_of_passed, objects }))
}

/// A function that no user wrote: it stands for something that compiled code calls.
struct Written {
    unit: Unit,
    bindings: HashMap<String, Binding>,
    defaults: HashMap<String, Binding>,
    traits: LibraryTraits,
}

impl Written {
    fn split(self) -> (FunctionSource, Unit) {
        let Self { unit, bindings, defaults, traits } = self;
        let source = FunctionSource {
            bindings,
            defaults,
            flow: unit.flow.clone(),
            file: unit.file.clone(),
            lines: unit.lines.clone(),
            content: unit.content.clone(),
            signatures: Vec::new(),
            stencil: None,
            inlining: Inlining::Free,
            library: Some(traits),
        };
        (source, unit)
    }
}

/// What is written for the object at a position: a function of C, a block in object mode or a gufunc; `None` of other objects.
/// The addresses that it calls are added to `addresses`.
///
/// # Errors
///
/// Why nothing can be written.
fn written(
    freezer: &Freezer,
    position: usize,
    addresses: &mut Vec<(String, usize)>,
) -> Option<Result<Written, &'static str>> {
    let none = HashMap::new;
    if let Some((foreign, symbol)) = freezer.foreign.get(&position) {
        let Some((unit, bindings)) = foreign.wrapper(symbol) else { return Some(Err("its types cannot be passed")) };
        addresses.extend(foreign.symbols(symbol).into_iter().map(|symbol| (symbol, foreign.address)));
        return Some(Ok(Written { unit, bindings, defaults: none(), traits: Foreign::traits() }));
    }
    if let Some((block, symbol)) = freezer.blocks.get(&position) {
        let Some((unit, bindings)) = block.wrapper(symbol) else { return Some(Err("'with objmode'")) };
        addresses.push((symbol.clone(), Arc::as_ptr(block).expose_provenance()));
        return Some(Ok(Written { unit, bindings, defaults: none(), traits: Foreign::traits() }));
    }
    let (gufunc, kernel) = freezer.gufuncs.get(&position)?;
    let Some((unit, bindings, optional)) = gufunc.wrapper(*kernel) else {
        return Some(Err("its signature has optional dimensions"));
    };
    let defaults = optional.into_iter().map(|name| (name, Binding::None)).collect();
    Some(Ok(Written { unit, bindings, defaults, traits: LibraryTraits::default() }))
}

/// Takes functions that could not be read out of the numbering.
fn renumber(program: &mut Program, units: &[Option<Arc<Unit>>], broken: &HashMap<usize, String>) {
    if broken.is_empty() {
        return;
    }
    let positions = positions(units);
    for function in &mut program.functions {
        for binding in function.bindings.values_mut().chain(function.defaults.values_mut()) {
            renumber_binding(binding, &positions, broken);
        }
    }
}

/// Where each function comes once those that could not be read are out.
fn positions(units: &[Option<Arc<Unit>>]) -> Vec<usize> {
    let mut next = 0;
    let mut position = |unit: &Option<Arc<Unit>>| {
        let position = next;
        next += usize::from(unit.is_some());
        position
    };
    units.iter().map(&mut position).collect()
}

fn renumber_binding(binding: &mut Binding, positions: &[usize], broken: &HashMap<usize, String>) {
    match binding {
        Binding::Function(position) => match broken.get(position) {
            Some(reason) => *binding = Binding::Unknown(format!("function that cannot be compiled: {reason}")),
            None => *position = positions[*position],
        },
        Binding::Stencil(position) => match broken.get(position) {
            Some(reason) => *binding = Binding::Unknown(format!("stencil that cannot be compiled: {reason}")),
            None => *position = positions[*position],
        },
        Binding::Ufunc(position, _) => match broken.get(position) {
            Some(reason) => *binding = Binding::Unknown(format!("ufunc that cannot be compiled: {reason}")),
            None => *position = positions[*position],
        },
        Binding::Tuple(elements) | Binding::Call(_, elements) => {
            elements.iter_mut().for_each(|element| renumber_binding(element, positions, broken));
        }
        _ => {}
    }
}

fn defaults(freezer: &mut Freezer, function: &Bound<'_, PyAny>) -> PyResult<HashMap<String, Binding>> {
    let code = function.getattr("__code__")?;
    let count: usize = code.getattr("co_argcount")?.extract()?;
    let names: Vec<String> = code.getattr("co_varnames")?.extract()?;
    let mut defaults = HashMap::new();
    if let Ok(values) = function.getattr("__defaults__")?.cast_into::<PyTuple>() {
        for (name, value) in names[..count].iter().rev().zip(values.iter().rev()) {
            defaults.insert(name.clone(), freezer.freeze(&value)?);
        }
    }
    if let Ok(values) = function.getattr("__kwdefaults__")?.cast_into::<PyDict>() {
        for (name, value) in values {
            defaults.insert(name.extract()?, freezer.freeze(&value)?);
        }
    }
    Ok(defaults)
}

/// What the free names of a function mean. A name that means nothing is left out.
fn bindings(
    freezer: &mut Freezer,
    unit: &Unit,
    function: &Bound<'_, PyAny>,
    (owner, core): (&Core, &Core),
) -> PyResult<HashMap<String, Binding>> {
    let scope = Scope::of(function)?;
    let mut objects: HashMap<&str, Bound<'_, PyAny>> = HashMap::new();
    let mut bindings = HashMap::new();
    // The paths are sorted, so what a path goes through comes before it.
    for path in &unit.paths {
        if let Some(block) = ObjectBlock::of_name(path) {
            bindings.insert(path.clone(), object_block(freezer, (function, unit), (path, &block), core)?);
            continue;
        }
        if let Some(import) = Import::of_name(path) {
            if let Some(object) = imported(&scope, &import)? {
                bindings.insert(path.clone(), freezer.freeze(&object)?);
                objects.insert(path, object);
            }
            continue;
        }
        let found = match path.rsplit_once('.') {
            // A function that is compiled while it is decorated has no name yet: the name is its own.
            None => scope.get(path)?.or_else(|| (path == &unit.flow.name).then(|| function.clone())),
            Some((prefix, name)) => match objects.get(prefix) {
                Some(object) if is_namespace(object) => object.getattr_opt(name)?,
                // Attributes of other values are for the compiler to understand.
                _ => None,
            },
        };
        let Some(object) = found else { continue };
        bindings.insert(path.clone(), freezer.freeze(&object)?);
        objects.insert(path, object);
    }
    if function.as_ptr() == owner.function.as_ptr() {
        let meaning = |scalar: &Scalar| Binding::Builtin(format!("numpy.{scalar}"));
        bindings.extend(owner.settings.locals.iter().map(|(name, scalar)| (type_name(name), meaning(scalar))));
    }
    Ok(bindings)
}

/// What an `import` within a function binds; nothing where it fails.
fn imported<'py>(scope: &Scope<'py>, import: &Import) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = scope.globals.py();
    let (level, module) = import.level();
    let names = match &import.part {
        Part::Root | Part::Module => PyTuple::empty(py),
        Part::Member(member) => PyTuple::new(py, [member])?,
    };
    let found = scope.builtins.getattr("__import__")?.call1((module, &scope.globals, py.None(), names, level));
    let found = found.and_then(|found| match &import.part {
        Part::Root => Ok(found),
        Part::Module => module.split('.').skip(1).try_fold(found, |outer, name| outer.getattr(name)),
        Part::Member(member) => found.getattr(member.as_str()),
    });
    match found {
        Err(error) if error.is_instance_of::<PyImportError>(py) || error.is_instance_of::<PyAttributeError>(py) => {
            Ok(None)
        }
        found => found.map(Some),
    }
}

/// A block in object mode, made once for the function whose code will call it.
fn object_block(
    freezer: &mut Freezer,
    (function, unit): (&Bound<'_, PyAny>, &Unit),
    (name, block): (&str, &ObjectBlock),
    core: &Core,
) -> PyResult<Binding> {
    let key = (function.getattr("__code__")?.as_ptr().addr(), name.to_owned());
    let blocks = || core.blocks.lock().unwrap_or_else(PoisonError::into_inner);
    let known = blocks().get(&key).cloned();
    let made = match known {
        Some(known) => known,
        None => match object_block::make(function, unit, block)? {
            Ok(made) => blocks().entry(key).or_insert_with(|| Arc::new(made)).clone(),
            Err(reason) => return Ok(Binding::Unknown(reason)),
        },
    };
    Ok(freezer.block(function.py(), &made))
}

/// Modules and classes: their attributes do not belong to a value.
fn is_namespace(object: &Bound<'_, PyAny>) -> bool {
    object.is_instance_of::<PyModule>() || object.is_instance_of::<PyType>()
}

/// Where a function looks up names that are not local.
struct Scope<'py> {
    cells: HashMap<String, Bound<'py, PyAny>>,
    globals: Bound<'py, PyDict>,
    builtins: Bound<'py, PyModule>,
}

impl<'py> Scope<'py> {
    fn of(function: &Bound<'py, PyAny>) -> PyResult<Self> {
        let names: Vec<String> = function.getattr("__code__")?.getattr("co_freevars")?.extract()?;
        let mut cells = HashMap::new();
        if let Ok(closure) = function.getattr("__closure__")?.cast_into::<PyTuple>() {
            cells.extend(names.into_iter().zip(closure.iter()));
        }
        Ok(Self {
            cells,
            globals: function.getattr("__globals__")?.cast_into::<PyDict>()?,
            builtins: function.py().import("builtins")?,
        })
    }

    fn get(&self, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        if let Some(cell) = self.cells.get(name) {
            // An empty cell has no contents yet.
            return Ok(cell.getattr_opt("cell_contents").unwrap_or(None));
        }
        match self.globals.get_item(name)? {
            Some(value) => Ok(Some(value)),
            None => self.builtins.getattr_opt(name),
        }
    }
}

/// The dispatcher's own function is the program's entry even where a plain function of the same code is reached too.
pub const ENTRY: usize = 0;
