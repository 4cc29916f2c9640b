//! Stack code and control-flow graphs: the graphs of small programs are executed and compared with CPython, listings are
//! read back, and the reference page follows the table of instructions.
//!
//! In the programs of `tests/stack_flow/programs`, a line `#: f(1, 2)` is a call to compare.

mod evaluate;
mod value;

use evaluate::{Machine, constant};
use numlir::{flow, stack};
use numlir_grammar::{
    LineIndex,
    diagnostic::Diagnostic,
    parse_module,
    tree::{Expr, ExprKind, Stmt, StmtKind, UnaryOp},
};
use std::{
    cell::RefCell,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
    rc::Rc,
    sync::Arc,
};
use value::Value;

/// A program's functions as stack code, and what was wrong with others.
struct Program {
    text: String,
    file: Arc<str>,
    lines: LineIndex,
    codes: Vec<stack::Code>,
}

impl Program {
    fn new(text: &str) -> Self {
        let file: Arc<str> = "program.py".into();
        let lines = LineIndex::new(text);
        let source = stack::Source { file: &file, lines: &lines };
        let module = parse_module(text, &file).expect("the program is Python");
        let functions = module.body.iter().filter(|statement| matches!(statement.kind, StmtKind::FunctionDef(_)));
        let codes = functions.map(|function| stack::assemble(function, source).expect("it is assembled")).collect();
        Self { text: text.to_owned(), file: file.clone(), lines, codes }
    }

    fn source(&self) -> stack::Source<'_> {
        stack::Source { file: &self.file, lines: &self.lines }
    }

    fn graph(&self, code: &stack::Code) -> Result<flow::Function, Vec<Diagnostic>> {
        flow::build(code, self.source())
    }

    fn graphs(&self) -> Vec<flow::Function> {
        self.codes.iter().map(|code| self.graph(code).expect("the graph is built")).collect()
    }
}

fn programs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stack_flow/programs");
    let entries = fs::read_dir(folder).expect("the programs are there");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("is read").path()).collect();
    paths.sort();
    paths
}

const PYTHON_SIDE: &str = r##"
import sys
text = open(sys.argv[1]).read()
names = {}
exec(text, names)
for line in text.splitlines():
    if line.startswith("#:"):
        try:
            result = repr(eval(line[2:].strip(), names))
        except Exception as error:
            result = type(error).__name__
        print(line, "->", result)
"##;

/// What CPython prints for a program's calls.
fn expected(path: &Path) -> String {
    let output = Command::new("python3").arg("-c").arg(PYTHON_SIDE).arg(path).output().expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("CPython prints UTF-8")
}

/// What the graphs print for a program's calls.
fn executed(program: &Program) -> String {
    let graphs = program.graphs();
    let machine = Machine { functions: graphs.iter().collect(), output: RefCell::new(String::new()) };
    for line in program.text.lines().filter(|line| line.starts_with("#:")) {
        let call = parse_module(line[2..].trim(), &program.file).expect("the call is Python");
        let [Stmt { kind: StmtKind::Expr(Expr { kind: ExprKind::Call { function, arguments, .. }, .. }), .. }] = &call.body[..]
        else {
            panic!("'{line}' is no call");
        };
        let ExprKind::Name(name) = &function.kind else { panic!("'{line}' calls no function") };
        let outcome = machine.call_function(name, arguments.iter().map(literal).collect());
        let result = outcome.map_or_else(|exception| exception.class.to_owned(), |value| value.repr());
        writeln!(machine.output.borrow_mut(), "{line} -> {result}").expect("a string takes all text");
    }
    machine.output.into_inner()
}

fn literal<'a>(expression: &Expr) -> Value<'a> {
    match &expression.kind {
        ExprKind::Constant(value) => match value {
            numlir_grammar::tree::Constant::Int(value) => Value::Int(*value as i64),
            numlir_grammar::tree::Constant::Str(text) => Value::Str(text.as_str().into()),
            numlir_grammar::tree::Constant::Bool(value) => Value::Bool(*value),
            _ => constant(&stack::Constant::None),
        },
        ExprKind::Unary { op: UnaryOp::USub, operand } => Value::Int(-literal(operand).as_int().expect("a number")),
        ExprKind::Tuple(elements) => Value::Tuple(Rc::new(elements.iter().map(literal).collect())),
        ExprKind::List(elements) => Value::list(elements.iter().map(literal).collect()),
        ExprKind::Dict(_) => Value::Dict(Rc::default()),
        other => panic!("{other:?} is no literal"),
    }
}

#[test]
fn graphs_do_what_python_does() {
    for path in programs() {
        let program = Program::new(&fs::read_to_string(&path).expect("is read"));
        let (expected, executed) = (expected(&path), executed(&program));
        for (place, (left, right)) in expected.lines().zip(executed.lines()).enumerate() {
            assert_eq!(left, right, "line {} of the output of {}", place + 1, path.display());
        }
        assert_eq!(expected.len(), executed.len(), "{}", path.display());
        assert!(expected.contains("#:"), "{} compares nothing", path.display());
    }
}

#[test]
fn listings_are_read_back() {
    for path in programs() {
        let program = Program::new(&fs::read_to_string(&path).expect("is read"));
        for code in &program.codes {
            let listing = stack::print(code, program.source());
            let read = stack::parse(&listing).unwrap_or_else(|error| panic!("{error}\n{listing}"));
            assert_eq!(read, *code, "{listing}");
            assert_eq!(stack::print(&read, program.source()), listing);
        }
    }
}
