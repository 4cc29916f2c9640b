//! Functions of C, from ctypes and cffi: each becomes a function of the program that calls its symbol.
//!
//! ```text
//! def cos(a0):
//!     return np.float64(call_c("numlir.foreign.0.", np.float64, np.float64(a0)))
//! ```

use crate::source::Unit;
use numlir::{
    dispatch::key,
    pipeline,
    program::{Binding, LibraryTraits},
    stack::Source,
};
use numlir_grammar::LineIndex;
use pyo3::{
    prelude::*,
    types::{PyDict, PyTuple},
};
use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Arc, Mutex, PoisonError},
};

/// How many pointers may each be an array's or a number.
const MOST_MIXED: usize = 4;

/// A function of C.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreign {
    pub address: usize,
    parameters: Vec<String>,
    result: Option<String>,
}

/// What an object is as a function of C; `None` where it is none, text where it cannot be called.
pub fn of(object: &Bound<'_, PyAny>) -> PyResult<Option<Result<Foreign, String>>> {
    let modules = object.py().import("sys")?.getattr("modules")?.cast_into::<PyDict>()?;
    let tells_address = object.get_type().hasattr("__wrapper_address__")?;
    if !tells_address && !modules.contains("_ctypes")? && !modules.contains("_cffi_backend")? {
        return Ok(None);
    }
    let described = object.py().import("numlir._foreign")?.call_method1("describe", (object,))?;
    if described.is_none() {
        return Ok(None);
    }
    let Ok(described) = described.cast::<PyTuple>() else { return Ok(Some(Err(described.extract()?))) };
    let (address, parameters, result) = described.extract()?;
    Ok(Some(Ok(Foreign { address, parameters, result })))
}

/// The number of a function of C that is an argument: counted from the end, where no dispatcher's number comes. The same function has
/// the same number for ever.
pub fn number(object: &Bound<'_, PyAny>) -> Option<u32> {
    static KNOWN: Mutex<Vec<Foreign>> = Mutex::new(Vec::new());
    let found = of(object).ok()??.ok()?;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let position = known.iter().position(|other| *other == found).unwrap_or_else(|| {
        known.push(found);
        known.len() - 1
    });
    u32::try_from(position).ok().and_then(|position| key::LAST_FUNCTION.checked_sub(position))
}

impl Foreign {
    /// The function that calls a symbol, and what its names mean. C widens small integers before it passes them. Pointers come as
    /// arrays or as numbers, and each combination is a symbol of its own, since a symbol has one type.
    pub fn wrapper(&self, symbol: &str) -> Option<(Unit, HashMap<String, Binding>)> {
        let names: Vec<_> = (0..self.parameters.len()).map(|index| format!("a{index}")).collect();
        let mut text = format!("def foreign({}):\n", names.join(", "));
        for (name, kind) in names.iter().zip(&self.parameters) {
            let _ = match kind.as_str() {
                "pointer" => writeln!(
                    text,
                    "    if is_none({name}):\n        {name} = np.uint64(0)\n    if is_tuple({name}):\n        {name} = {name}[3]"
                ),
                "bool" => writeln!(text, "    {name} = np.uint32(bool({name}))"),
                kind => writeln!(text, "    {name} = np.{}(np.{kind}({name}))", wide(kind)),
            };
        }
        let pointers: Vec<&str> = self.pointers().map(|index| names[index].as_str()).collect();
        for symbol in self.symbols(symbol) {
            let kinds = symbol.rsplit('.').next().unwrap_or_default();
            let conditions = pointers.iter().zip(kinds.chars()).map(|(name, kind)| match kind {
                'a' => format!("    if is_array({name}):\n"),
                _ => format!("    if not is_array({name}):\n"),
            });
            let mut indent = 4;
            for condition in conditions {
                let _ = writeln!(text, "{:indent$}{}", "", condition.trim());
                indent += 4;
            }
            let _ = writeln!(text, "{:indent$}{}", "", self.call(&symbol, &names));
        }
        let file: Arc<str> = "library/foreign.py".into();
        let lines = Arc::new(LineIndex::new(&text));
        let flow = pipeline::read_function(&text, Source { file: &file, lines: &lines }, 1).ok()?;
        let paths = flow.free_paths();
        let meaning = |path: &String| {
            let known = match path.as_str() {
                "call_c" | "is_none" | "is_array" | "is_tuple" => format!("numlir.library.{path}"),
                "bool" => "builtins.bool".to_owned(),
                path => path.replacen("np", "numpy", 1),
            };
            (path.clone(), Binding::Builtin(known))
        };
        let bindings = paths.iter().map(meaning).collect();
        Some((Unit { flow: Arc::new(flow), file, text: None, lines, content: text.into(), paths }, bindings))
    }

    /// A statement that calls a symbol.
    fn call(&self, symbol: &str, names: &[String]) -> String {
        let class = self.result.as_deref().map_or("None".to_owned(), |kind| format!("np.{}", wide(kind)));
        let arguments: Vec<_> = [format!("{symbol:?}"), class].into_iter().chain(names.iter().cloned()).collect();
        let call = format!("call_c({})", arguments.join(", "));
        match self.result.as_deref() {
            None => call,
            Some("bool") => format!("return ({call} & 255) != 0"),
            Some("pointer") => format!("return {call}"),
            Some(kind) => format!("return np.{kind}({call})"),
        }
    }

    fn pointers(&self) -> impl Iterator<Item = usize> {
        (0..self.parameters.len()).filter(|&index| self.parameters[index] == "pointer")
    }

    /// The symbols that a wrapper may call: the last part says of each pointer whether it is an array's or a number.
    pub fn symbols(&self, symbol: &str) -> Vec<String> {
        let count = self.pointers().count();
        // Of many pointers all are arrays'.
        let combinations = if count <= MOST_MIXED { 1 << count } else { 1 };
        let kinds =
            |number: u32| (0..count).map(|bit| if number >> bit & 1 == 0 { 'a' } else { 'n' }).collect::<String>();
        (0..combinations).map(|number| format!("{symbol}.{}", kinds(number))).collect()
    }

    pub fn traits() -> LibraryTraits {
        LibraryTraits::default()
    }
}

/// The dtype by which C passes a kind.
fn wide(kind: &str) -> &str {
    match kind {
        "int8" | "int16" => "int32",
        "uint8" | "uint16" | "bool" => "uint32",
        "pointer" => "uint64",
        kind => kind,
    }
}
