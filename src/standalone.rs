//! A program from a file alone, without Python: for the command line.
//!
//! Imports of NumPy, math and numlir are followed by their text, literal globals are frozen, and functions of the
//! file are found by name. What only running the file would tell is unknown.

use crate::{
    flow::Function,
    pipeline,
    program::{Binding, FunctionSource, Inlining, Program},
    stack::{Import, Part, Source},
};
use numlir_grammar::{
    LineIndex,
    diagnostic::{Diagnostic, Kind},
    tree::{Constant, Expr, ExprKind, FunctionDef, Module, Stmt, StmtKind, UnaryOp},
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// The functions that can be reached from the one named, which comes first.
///
/// # Errors
/// What does not parse, and where there is no such function at the top of the file.
pub fn program(module: &Module, name: &str, (file, text): (&Arc<str>, &str)) -> Result<Program, Vec<Diagnostic>> {
    let lines = Arc::new(LineIndex::new(text));
    let globals = Globals::new(module);
    if !globals.functions.contains_key(name) {
        let names: Vec<_> = globals.functions.keys().cloned().collect();
        let message = format!("{file} has no function '{name}' at its top level");
        let error = Diagnostic::new(Kind::Name, "no-such-function", message);
        return Err(vec![error.note(format!("it has {}", names.join(", ")))]);
    }
    let mut program = Program::default();
    let mut order = vec![name.to_owned()];
    let mut next = 0;
    while let Some(name) = order.get(next).cloned() {
        next += 1;
        let statement = globals.functions[name.as_str()];
        let flow = pipeline::build_function(statement, Source { file, lines: &lines })?;
        let mut position = |function: &str| {
            order.iter().position(|known| known == function).unwrap_or_else(|| {
                order.push(function.to_owned());
                order.len() - 1
            })
        };
        let mut bindings = HashMap::new();
        for path in flow.free_paths() {
            if let Some(binding) = globals.meaning(&path, &mut position) {
                bindings.insert(path, binding);
            }
        }
        let defaults = defaults(statement);
        program.functions.push(FunctionSource {
            signatures: Vec::new(),
            stencil: None,
            inlining: Inlining::Free,
            flow: Arc::new(flow),
            file: file.clone(),
            lines: lines.clone(),
            bindings,
            defaults,
            content: "".into(),
            library: None,
        });
    }
    Ok(program)
}

/// The flow of a function of the file, for printing.
///
/// # Errors
/// As [`program`].
pub fn function(module: &Module, name: &str, source: Source) -> Result<Function, Vec<Diagnostic>> {
    match find(module, name) {
        Some(statement) => pipeline::build_function(statement, source),
        None => Err(vec![Diagnostic::new(Kind::Name, "no-such-function", format!("there is no function '{name}'"))]),
    }
}

/// The definition of a function at the top of a file.
pub fn find<'a>(module: &'a Module, name: &str) -> Option<&'a Stmt> {
    module.body.iter().find(|statement| matches!(&statement.kind, StmtKind::FunctionDef(def) if def.name.text == name))
}

/// What the names at the top of a file mean.
pub struct Globals<'a> {
    functions: HashMap<&'a str, &'a Stmt>,
    constants: HashMap<&'a str, Binding>,
    /// Canonical dotted names of imported modules and of what is imported from them.
    imports: HashMap<String, String>,
    others: HashSet<&'a str>,
    /// Imports may name any prefix of the library.
    library: bool,
}

const MODULES: [&str; 3] = ["numpy", "math", "numlir"];

impl<'a> Globals<'a> {
    fn new(module: &'a Module) -> Self {
        Self::of_library(module, "")
    }

    /// The globals of a file of the library whose functions have a prefix. `from .topic import name` names a function of the
    /// same prefix, `from numlir.library.array import name` one of another.
    pub fn of_library(module: &'a Module, prefix: &str) -> Self {
        let mut globals = Self {
            functions: HashMap::new(),
            constants: HashMap::new(),
            imports: HashMap::new(),
            others: HashSet::new(),
            library: !prefix.is_empty(),
        };
        for statement in &module.body {
            match &statement.kind {
                StmtKind::FunctionDef(def) => {
                    globals.functions.insert(&def.name.text, statement);
                }
                StmtKind::Import(names) => {
                    for name in names {
                        let local = name.alias.clone().unwrap_or_else(|| name.name.clone());
                        globals.imports.insert(local, name.name.clone());
                    }
                }
                StmtKind::ImportFrom { module: Some(module), names, level: 1 } => {
                    for name in names {
                        let local = name.alias.clone().unwrap_or_else(|| name.name.clone());
                        let private = name.name.starts_with('_');
                        let owner = if private { format!("{prefix}.{module}") } else { prefix.to_owned() };
                        globals.imports.insert(local, format!("{owner}.{}", name.name));
                    }
                }
                StmtKind::ImportFrom { module: Some(module), names, level: 0 } => {
                    let module = module.strip_prefix("numlir.library.").unwrap_or(module);
                    for name in names {
                        let local = name.alias.clone().unwrap_or_else(|| name.name.clone());
                        globals.imports.insert(local, format!("{module}.{}", name.name));
                    }
                }
                StmtKind::Assign { targets, value } => {
                    for target in targets {
                        let ExprKind::Name(name) = &target.kind else { continue };
                        match literal(value) {
                            Some(value) => {
                                globals.constants.insert(name, value);
                            }
                            None => {
                                globals.others.insert(name);
                            }
                        }
                    }
                }
                StmtKind::ClassDef(class) => {
                    globals.others.insert(&class.name.text);
                }
                _ => {}
            }
        }
        globals
    }

    /// What a dotted path of names means; functions of the file by the positions that `position` gives them.
    pub fn meaning(&self, path: &str, position: &mut impl FnMut(&str) -> usize) -> Option<Binding> {
        if let Some(full) = imported(path) {
            return Some(module_member(full, self.library));
        }
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        if self.functions.contains_key(first) && rest.is_none() {
            return Some(Binding::Function(position(first)));
        }
        if let (Some(value), None) = (self.constants.get(first), rest) {
            return Some(value.clone());
        }
        if let Some(imported) = self.imports.get(first) {
            let full = rest.map_or_else(|| imported.clone(), |rest| format!("{imported}.{rest}"));
            return Some(module_member(full, self.library));
        }
        if self.others.contains(first) {
            return Some(Binding::Unknown("object that is only known when the file runs".to_owned()));
        }
        (rest.is_none() && is_builtin(first)).then(|| Binding::Builtin(format!("builtins.{first}")))
    }
}

/// The canonical dotted name of a path that starts at an `import` within a function.
fn imported(path: &str) -> Option<String> {
    let (import, rest) = path.split_at(path.find('>')? + 1);
    let import = Import::of_name(import)?;
    let start = match import.part {
        Part::Root => import.module.split('.').next().unwrap_or_default().to_owned(),
        _ => import.shown(),
    };
    Some(start + rest)
}

/// What a module's member means; the library may name any.
fn module_member(full: String, library: bool) -> Binding {
    let module = full.split('.').next().unwrap_or("");
    match library || MODULES.contains(&module) {
        true => known_constant(&full).unwrap_or(Binding::Builtin(full)),
        false => Binding::Unknown("module".to_owned()),
    }
}

/// Constants of `math` and NumPy.
fn known_constant(name: &str) -> Option<Binding> {
    let (_, name) = name.split_once('.')?;
    Some(Binding::Float(match name {
        "pi" => std::f64::consts::PI,
        "e" => std::f64::consts::E,
        "tau" => std::f64::consts::TAU,
        "inf" => f64::INFINITY,
        "nan" => f64::NAN,
        "euler_gamma" => 0.577_215_664_901_532_9,
        "newaxis" => return Some(Binding::None),
        _ => return None,
    }))
}

/// Whether Python has the builtin, compiled or not: a name that is not compiled has another message than one that is not
/// defined.
fn is_builtin(name: &str) -> bool {
    numlir_passes::exceptions::is_exception(&format!("builtins.{name}")) || BUILTINS.contains(&name)
}

const BUILTINS: &[&str] = &[
    "Ellipsis",
    "abs",
    "all",
    "any",
    "ascii",
    "bin",
    "bool",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "complex",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
];

fn literal(expression: &Expr) -> Option<Binding> {
    Some(match &expression.kind {
        ExprKind::Constant(constant) => match constant {
            Constant::None => Binding::None,
            Constant::Bool(value) => Binding::Bool(*value),
            Constant::Int(value) => Binding::Int(*value),
            Constant::Float(value) => Binding::Float(*value),
            Constant::Imaginary(value) => Binding::Complex(0.0, *value),
            Constant::Str(text) => Binding::Str(text.clone()),
            Constant::Bytes(bytes) => Binding::Bytes(bytes.clone()),
            _ => return None,
        },
        ExprKind::Tuple(elements) => Binding::Tuple(elements.iter().map(literal).collect::<Option<_>>()?),
        ExprKind::Unary { op: UnaryOp::USub, operand } => match literal(operand)? {
            Binding::Int(value) => Binding::Int(-value),
            Binding::Float(value) => Binding::Float(-value),
            _ => return None,
        },
        _ => return None,
    })
}

/// Literal defaults of a definition.
pub fn defaults(statement: &Stmt) -> HashMap<String, Binding> {
    let StmtKind::FunctionDef(definition) = &statement.kind else { return HashMap::new() };
    let FunctionDef { params, .. } = &**definition;
    let parameters = params.positional_only.iter().chain(&params.positional).chain(&params.keyword_only);
    parameters
        .filter_map(|parameter| {
            let value = literal(parameter.default.as_ref()?);
            let value =
                value.unwrap_or_else(|| Binding::Unknown("default that is only known when the file runs".into()));
            Some((parameter.name.clone(), value))
        })
        .collect()
}
