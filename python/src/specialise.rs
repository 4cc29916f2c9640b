//! The first call for a key: compiles.

use crate::{
    boxing::is_boxable,
    exit::UnderWay,
    host, literal,
    object::{self, Core},
    program,
    raise::Failure,
};
use numlir::{
    dispatch::{self, Specialisation, key},
    parallel::Note,
    pipeline::Races,
    program::{Constant, wanted_literals},
    render::render_warning,
    runtime::linear,
};
use numlir_dialects::types::Type;
use numlir_grammar::diagnostic::{Diagnostic, Kind, Location};
use pyo3::{ffi::PyObject, prelude::*, types::PyTuple};
use std::{
    io::{IsTerminal, Write, stderr},
    sync::{Arc, OnceLock, PoisonError},
};

/// What a signature that was written down says, beside what a key does.
#[derive(Clone, Copy, Default)]
pub struct Declared<'any, 'py> {
    pub result: Option<&'any Type>,
    /// The types of the arguments as Python has them, where functions among them are of signatures.
    pub arguments: Option<&'any Bound<'py, PyTuple>>,
}

/// The specialisation for a key, compiled now unless another thread does so or has: with a result of a type, where one is
/// declared. The interpreter is free meanwhile. `None` where the values of more arguments have to be known than the key has.
///
/// # Errors
///
/// One of the classes of `numlir.errors`.
///
/// # Safety
///
/// The arguments are alive, and the key is theirs.
pub unsafe fn make<'core>(
    py: Python<'_>,
    core: &'core Core,
    (key, arguments): (&[u32], &[*mut PyObject]),
    declared: Declared<'_, '_>,
) -> PyResult<Option<&'core Specialisation>> {
    let _under_way = UnderWay::begin();
    let literals = core.literals.positions();
    let constant = |position: &usize| -> PyResult<(usize, Constant)> {
        // SAFETY: by the contract above.
        let value = unsafe { Bound::from_borrowed_ptr(py, arguments[*position]) };
        Ok((*position, literal::constant(&value)?))
    };
    let constants = match arguments {
        [] => Vec::new(),
        _ => literals.iter().map(constant).collect::<PyResult<_>>()?,
    };
    if core.parameters.kwargs {
        return Err(
            refusal(core, Kind::Unsupported, "**kwargs has no compiled form", "name the parameters").into_error(py)
        );
    }
    let mut passed = Vec::new();
    for &argument in arguments {
        // SAFETY: by the contract above.
        find_functions(&unsafe { Bound::from_borrowed_ptr(py, argument) }, &mut passed);
    }
    if let Some(declared) = declared.arguments {
        bind_functions(&mut passed, arguments, declared)?;
    }
    let collected = program::collect(py, core, &passed)?.map_err(|failure| failure.into_error(py))?;
    let program::Collected { program, data, texts, passed, objects } = collected;
    let data = Arc::new(data);
    let function = |number| match passed.get(&number) {
        Some(symbol) => Type::Function { symbol: symbol.clone(), captures: Arc::default() },
        None => Type::None,
    };
    let given = !arguments.is_empty();
    let arguments = key::types(key, &function);
    let options = core.settings.compiler_options(py)?;
    let mut wanted = None;
    let (mut warnings, mut compiled_here) = (Vec::new(), false);
    let made = py.detach(|| {
        core.table.find_or_make(key, || {
            let _progress = core.settings.progress.then(|| Progress::start(&core.name, &arguments)).flatten();
            let (function, options) = ((&program, program::ENTRY), (&*options, Some(&host::Extensions as _)));
            let signature = dispatch::Wanted { arguments, constants, result: declared.result };
            let compiled = match &core.settings.cache {
                Some(cache) => dispatch::load_or_compile(cache, function, signature, options, data),
                None => dispatch::compile(function, signature, options, data),
            };
            wanted = compiled.as_ref().err().and_then(|errors| wanted_literals(errors));
            if let Ok(specialisation) = &compiled
                && core.settings.options.races != Races::Ignore
            {
                let known = |file: &str| texts.get(file).cloned();
                let said = specialisation.parallel.iter().filter_map(Note::warning);
                warnings.extend(said.map(|warning| render_warning(&warning, &known)));
            }
            let specialisation = compiled.map_err(|diagnostics| Failure::new(diagnostics, texts))?;
            compiled_here = true;
            if linear::is_wanted() {
                find_linear_algebra();
            }
            let mut functions = Vec::new();
            returned_functions(&specialisation.result, &mut functions);
            if is_boxable(&specialisation.result) && functions.iter().all(|symbol| objects.contains_key(*symbol)) {
                return Ok(specialisation);
            }
            let message = format!("{} returns {}, which cannot be given to Python", core.name, specialisation.result);
            let help = match functions.is_empty() {
                true => "return numbers, arrays, None or tuples of these",
                false => "functions that are made in compiled code stay there",
            };
            Err(refusal(core, Kind::Typing, &message, help))
        })
    });
    if let Some(wanted) = wanted.filter(|_| given) {
        core.literals.add(&wanted);
    }
    // Another thread may have found it.
    if made.is_err() && given && core.literals.count() > literals.len() {
        return Ok(None);
    }
    let made = made.map_err(|failure| failure.into_error(py))?;
    let mut functions = Vec::new();
    returned_functions(&made.result, &mut functions);
    if !functions.is_empty() {
        let known =
            functions.iter().filter_map(|symbol| Some(((*symbol).clone(), objects.get(*symbol)?.clone_ref(py))));
        let mut returned = core.returned.lock().unwrap_or_else(PoisonError::into_inner);
        returned.insert(std::ptr::from_ref(made).addr(), known.collect());
    }
    warnings.iter().try_for_each(|text| warn(py, text))?;
    if compiled_here && core.settings.options.parallel {
        report(py, core, made)?;
    }
    Ok(Some(made))
}

/// Warns of a parallel loop, where the compiled function is called.
fn warn(py: Python<'_>, text: &str) -> PyResult<()> {
    let class = py.import("numlir.errors")?.getattr("NumlirParallelWarning")?;
    py.import("warnings")?.call_method1("warn", (text, class, 1)).map(drop)
}

/// Prints what was decided about parallel loops, where the environment asks for that.
fn report(py: Python<'_>, core: &Core, made: &Specialisation) -> PyResult<()> {
    let report = py.import("numlir._parallel_report")?.getattr("announce")?;
    let types: Vec<_> = made.arguments.iter().map(ToString::to_string).collect();
    report.call1((&core.function, types, object::notes(py, made)?)).map(drop)
}

/// Installs BLAS and LAPACK, once, where there is SciPy. The interpreter is free when this is called.
fn find_linear_algebra() {
    static FOUND: OnceLock<()> = OnceLock::new();
    FOUND.get_or_init(|| {
        let found = Python::attach(|py| -> PyResult<Vec<(String, usize)>> {
            py.import("numlir._linear")?.call_method1("addresses", linear::routines())?.extract()
        });
        // Without them, code that needs them raises ImportError.
        for (name, address) in found.unwrap_or_default() {
            linear::install(&name, address);
        }
    });
}

/// Puts functions of the declared signatures in the places of functions that are declared to be of some.
fn bind_functions<'py>(
    functions: &mut [(u32, Bound<'py, PyAny>)],
    arguments: &[*mut PyObject],
    declared: &Bound<'py, PyTuple>,
) -> PyResult<()> {
    let py = declared.py();
    // SAFETY: the caller's arguments are alive.
    let arguments = arguments.iter().map(|argument| unsafe { Bound::from_borrowed_ptr(py, *argument) });
    let arguments = PyTuple::new(py, arguments.collect::<Vec<_>>())?;
    let pairs = py.import("numlir.types.callables")?.call_method1("bound_functions", (arguments, declared))?;
    for (given, bound) in pairs.extract::<Vec<(Bound<'py, PyAny>, Bound<'py, PyAny>)>>()? {
        let Some(number) = object::number_of_function(&given) else { continue };
        functions.iter_mut().filter(|(known, _)| *known == number).for_each(|known| known.1 = bound.clone());
    }
    Ok(())
}

/// The functions among arguments, in tuples too, with their numbers.
fn find_functions<'py>(argument: &Bound<'py, PyAny>, functions: &mut Vec<(u32, Bound<'py, PyAny>)>) {
    if let Ok(tuple) = argument.cast::<PyTuple>() {
        tuple.iter().for_each(|element| find_functions(&element, functions));
    } else if let Some(number) = object::number_of_function(argument) {
        functions.push((number, argument.clone()));
    }
}

/// The symbols of the functions that values of a type may be.
fn returned_functions<'ty>(ty: &'ty Type, symbols: &mut Vec<&'ty Arc<str>>) {
    match ty {
        Type::Function { symbol, .. } => symbols.push(symbol),
        Type::Tuple(elements) | Type::Named { elements, .. } | Type::Choice(elements) => {
            elements.iter().for_each(|element| returned_functions(element, symbols));
        }
        Type::List(element) | Type::Optional(element) => returned_functions(element, symbols),
        _ => {}
    }
}

fn refusal(core: &Core, kind: Kind, message: &str, help: &str) -> Failure {
    let mut diagnostic = Diagnostic::new(kind, "no-compiled-form", message).help(help);
    let units = core.units.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut text = None;
    if let Some((_, unit)) = units.values().find(|(_, unit)| unit.flow.name == core.name) {
        let (line, column) = unit.lines.position(unit.flow.span.start);
        let end = (line, column + 3);
        diagnostic =
            diagnostic.at(Location { file: unit.file.clone(), start: (line, column), end }, "in this function");
        text = unit.text.clone().map(|text| (unit.file.clone(), text));
    }
    Failure::new(vec![diagnostic], text)
}

/// A line on a terminal while something is compiled; it goes when the compilation is over.
struct Progress;

impl Progress {
    fn start(name: &str, arguments: &[Type]) -> Option<Self> {
        let mut terminal = stderr();
        if !terminal.is_terminal() {
            return None;
        }
        let types: Vec<_> = arguments.iter().map(ToString::to_string).collect();
        // A line that is longer than the terminal could not be taken back.
        let text: String = format!("numlir: compiling {name}({})", types.join(", ")).chars().take(78).collect();
        // What cannot be shown is not missed.
        let _ = write!(terminal, "\r{text}").and_then(|()| terminal.flush());
        Some(Self)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let mut terminal = stderr();
        let _ = write!(terminal, "\r\x1b[K").and_then(|()| terminal.flush());
    }
}
