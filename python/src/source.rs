//! The text of a Python function, or else its code object, and what the front end makes of it.

use crate::{code_object, object::Core, raise::Failure};
use numlir::{bytecode, dispatch::on_compiler_thread, flow, pipeline, stack::Source};
use numlir_grammar::{
    LineIndex,
    diagnostic::{Diagnostic, Kind, Location},
};
use pyo3::{prelude::*, types::PyList};
use std::{collections::HashMap, fs, sync::Arc, time::SystemTime};

/// What Python calls all functions made by lambda expressions.
const LAMBDA: &str = "<lambda>";

/// A function as read from its source.
pub struct Unit {
    pub flow: Arc<flow::Function>,
    pub file: Arc<str>,
    /// None where it was made from a code object.
    pub text: Option<Arc<str>>,
    pub lines: Arc<LineIndex>,
    /// Its own part of the text, or all of its code object.
    pub content: Arc<str>,
    /// The free names of the function (`flow::Function::free_paths`).
    pub paths: Vec<String>,
}

/// A file as it was read last, so that the functions of one file read it once.
pub struct FileText {
    /// When the file was changed, and its size.
    stamp: (SystemTime, u64),
    text: Arc<str>,
    lines: Arc<LineIndex>,
}

/// The files that a function and those it calls were read from.
pub type Files = HashMap<Arc<str>, FileText>;

/// The parsed sources of a function and of the plain functions it calls, by the addresses of their code objects, which
/// are kept so that the addresses stay theirs.
pub type Units = HashMap<usize, (Py<PyAny>, Arc<Unit>)>;

/// The unit of a function, from `core`'s store or read now.
pub fn unit(core: &Core, function: &Bound<'_, PyAny>) -> PyResult<Result<Arc<Unit>, Failure>> {
    let code = function.getattr("__code__")?;
    let address = code.as_ptr().addr();
    // A thread that panicked while it held the store left it whole: entries are only added.
    let units = || core.units.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some((_, unit)) = units().get(&address) {
        return Ok(Ok(unit.clone()));
    }
    let read = read(core, function, &code)?;
    if let Ok(unit) = &read {
        units().insert(address, (code.unbind(), unit.clone()));
    }
    Ok(read)
}

fn read(core: &Core, function: &Bound<'_, PyAny>, code: &Bound<'_, PyAny>) -> PyResult<Result<Arc<Unit>, Failure>> {
    let py = function.py();
    let file: Arc<str> = code.getattr("co_filename")?.extract::<String>()?.into();
    let line: u32 = code.getattr("co_firstlineno")?.extract()?;
    let name: String = code.getattr("co_name")?.extract()?;
    let Some((text, lines)) = text(core, function, &file)? else { return read_code(code, file) };
    let parameters = parameters(code)?;
    let typed = core.typed(function);
    let column = if name == LAMBDA { lambda_column(code, &text, line)? } else { None };
    let parsed = py.detach(|| {
        on_compiler_thread(|| {
            let source = Source { file: &file, lines: &lines };
            let flow = match name == LAMBDA {
                true => pipeline::read_lambda(&text, source, line, column)?,
                false => pipeline::read_typed_function(&text, source, line, typed)?,
            };
            check_unchanged(&flow, &name, &parameters, &file, line)?;
            let paths = flow.free_paths();
            let (whole, text, lines) = (text.clone(), Some(text.clone()), lines.clone());
            let span = flow.span;
            let own = whole.get(span.start as usize..span.end as usize).unwrap_or(&whole);
            Ok(Unit { content: own.into(), flow: Arc::new(flow), file: file.clone(), text, lines, paths })
        })
        .unwrap_or_else(|fault| Err(vec![*fault]))
    });
    Ok(parsed.map(Arc::new).map_err(|diagnostics| Failure::new(diagnostics, [(file, text)])))
}

/// Where a lambda expression starts, by what Python (from 3.11 on) knows of its body: a line may have several. The one
/// meant is the last that starts before the body does. Columns count from 1, in bytes.
fn lambda_column(code: &Bound<'_, PyAny>, text: &str, line: u32) -> PyResult<Option<u32>> {
    let Some(positions) = code.getattr_opt("co_positions")? else { return Ok(None) };
    let mut body = None;
    for position in positions.call0()?.try_iter()? {
        let (start, _, column, end): (Option<u32>, Option<u32>, Option<u32>, Option<u32>) = position?.extract()?;
        // Instructions that belong to no expression have an empty range.
        if start == Some(line) && column != end {
            body = body.min(column).or(column);
        }
    }
    let Some(source) = text.lines().nth(line as usize - 1) else { return Ok(None) };
    let before = source.get(..body.map_or(source.len(), |column| column as usize)).unwrap_or(source);
    Ok(before.rfind("lambda").map(|column| column as u32 + 1))
}

fn parameters(code: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    let positional: usize = code.getattr("co_argcount")?.extract()?;
    let mut names: Vec<String> = code.getattr("co_varnames")?.extract()?;
    names.truncate(positional);
    Ok(names)
}

/// The file may have been edited since Python compiled it; another function may stand there now.
fn check_unchanged(
    flow: &flow::Function,
    name: &str,
    parameters: &[String],
    file: &Arc<str>,
    line: u32,
) -> Result<(), Vec<Diagnostic>> {
    let signature = &flow.signature;
    let found = signature.positional_only.iter().chain(&signature.positional);
    if (flow.name == name || name == LAMBDA) && found.eq(parameters) {
        return Ok(());
    }
    let message = format!("the source of {name} has changed since Python read it");
    Err(vec![
        Diagnostic::new(Kind::Unsupported, "source-changed", message)
            .at(Location { file: file.clone(), start: (line, 1), end: (line, 2) }, format!("{name} was defined here"))
            .help("start Python again, or reload the module"),
    ])
}

/// A function without source, from its code object. Its unit has no text, so that messages say lines and columns alone.
fn read_code(code: &Bound<'_, PyAny>, file: Arc<str>) -> PyResult<Result<Arc<Unit>, Failure>> {
    if code.py().version_info() < (3, 11) {
        let message = "functions without source need CPython 3.11 or a later one";
        let place = Location { file, start: (1, 1), end: (1, 2) };
        let diagnostic =
            Diagnostic::new(Kind::Unsupported, "no-source", message).at(place, "its source cannot be read");
        return Ok(Err(Failure::new(vec![diagnostic], [])));
    }
    let object = code_object::read(code)?;
    let made = code.py().detach(|| {
        on_compiler_thread(|| {
            let lines = Arc::new(LineIndex::new(&object.blank_text()));
            let source = Source { file: &file, lines: &lines };
            let flow = flow::build(&bytecode::assemble(&object, &lines), source)?;
            let paths = flow.free_paths();
            let content = format!("{object:?}").into();
            Ok(Unit { content, flow: Arc::new(flow), file: file.clone(), text: None, lines: lines.clone(), paths })
        })
        .unwrap_or_else(|fault| Err(vec![*fault]))
    });
    Ok(made.map(Arc::new).map_err(|diagnostics| Failure::new(diagnostics, [])))
}

/// The text of a function's file: read directly where that gives what Python read, else through `linecache`, which
/// also knows notebooks, doctests and other encodings.
fn text(core: &Core, function: &Bound<'_, PyAny>, file: &Arc<str>) -> PyResult<Option<(Arc<str>, Arc<LineIndex>)>> {
    let stamp = fs::metadata(&**file).and_then(|metadata| Ok((metadata.modified()?, metadata.len()))).ok();
    // As for the units: entries are only added.
    let files = || core.files.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let (Some(stamp), Some(known)) = (stamp, files().get(file))
        && known.stamp == stamp
    {
        return Ok(Some((known.text.clone(), known.lines.clone())));
    }
    if let (Some(stamp), Some(text)) = (stamp, utf8_file(file)) {
        let lines = Arc::new(LineIndex::new(&text));
        files().insert(file.clone(), FileText { stamp, text: text.clone(), lines: lines.clone() });
        return Ok(Some((text, lines)));
    }
    let lines =
        function.py().import("linecache")?.call_method1("getlines", (&**file, function.getattr("__globals__")?))?;
    let lines: Vec<String> = lines.cast_into::<PyList>()?.extract()?;
    if lines.is_empty() {
        return Ok(None);
    }
    let text: Arc<str> = lines.concat().into();
    let index = Arc::new(LineIndex::new(&text));
    Ok(Some((text, index)))
}

fn utf8_file(file: &str) -> Option<Arc<str>> {
    let text = String::from_utf8(fs::read(file).ok()?).ok()?;
    // A coding cookie may stand in the first two lines.
    let declares_coding = text.lines().take(2).any(|line| line.contains("coding"));
    (!declares_coding).then(|| text.into())
}
