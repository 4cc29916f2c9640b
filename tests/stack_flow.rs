//! Stack code and control-flow graphs: the graphs of small programs are executed and compared with CPython, listings are
//! read back, and the reference page follows the table of instructions.
//!
//! In the programs of `tests/stack_flow/programs`, a line `#: f(1, 2)` is a call to compare.

mod bytecode;
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
        let [Stmt { kind: StmtKind::Expr(Expr { kind: ExprKind::Call { function, arguments, .. }, .. }), .. }] =
            &call.body[..]
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

/// What is refused and what is wrong, one line each.
fn faults(text: &str) -> String {
    let program = Program::new(text);
    let mut lines = String::new();
    for code in &program.codes {
        match program.graph(code) {
            Ok(graph) => unsupported(&graph, &program, &mut lines),
            Err(errors) => errors.iter().for_each(|error| {
                writeln!(lines, "{error}").expect("a string takes all text");
                for label in &error.labels {
                    let (line, column) = label.location.start;
                    writeln!(lines, "  {line}:{column}: {}", label.message).expect("a string takes all text");
                }
            }),
        }
    }
    lines
}

fn unsupported(graph: &flow::Function, program: &Program, lines: &mut String) {
    for (span, message) in &graph.unsupported {
        let (line, column) = program.lines.position(span.start);
        writeln!(lines, "{}: {line}:{column}: {message}", graph.name).expect("a string takes all text");
    }
    graph.nested.iter().for_each(|nested| unsupported(nested, program, lines));
}

#[test]
fn what_is_not_compiled_is_named() {
    insta::assert_snapshot!(faults(include_str!("stack_flow/unsupported.py")));
}

#[test]
fn locals_without_a_value_are_reported() {
    insta::assert_snapshot!(faults(include_str!("stack_flow/unbound.py")));
}

#[test]
fn outdated_captures_are_refused() {
    insta::assert_snapshot!(faults(include_str!("stack_flow/recapture.py")));
}

#[test]
fn graph_of_conditions_and_loops() {
    let program = Program::new(include_str!("stack_flow/structure.py"));
    let texts: Vec<_> = program.graphs().iter().map(flow::print::text).collect();
    insta::assert_snapshot!(texts.join("\n"));
}

/// A loop has one block before it and one latch, and a `for` header does nothing but advance.
#[test]
fn loops_have_one_way_in_and_one_latch() {
    let mut counted = 0;
    for path in programs() {
        let program = Program::new(&fs::read_to_string(&path).expect("is read"));
        for graph in program.graphs() {
            for found in flow::loops::loops(&graph) {
                let before = graph.graph.neighbors_directed(found.header, petgraph::Direction::Incoming);
                let outside = before.filter(|block| !found.blocks.contains(block));
                assert_eq!(outside.count(), 1, "{}", flow::print::text(&graph));
                assert_eq!(found.latches.len(), 1, "{}", flow::print::text(&graph));
                let advances = |instruction: &flow::Instruction| matches!(instruction.op, flow::Op::Next(_));
                let header = &graph.graph[found.header].instructions;
                assert!(!header.iter().any(advances) || header.len() == 1, "{}", flow::print::text(&graph));
                counted += 1;
            }
        }
    }
    assert!(counted > 20, "only {counted} loops were looked at");
}

/// `NUMLIR_BLESS=1` writes the page anew.
#[test]
fn reference_page_follows_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/stack-code.md");
    if std::env::var_os("NUMLIR_BLESS").is_some() {
        fs::write(&path, stack::reference()).expect("is written");
    }
    let page = fs::read_to_string(&path).expect("the page is there");
    assert_eq!(page, stack::reference(), "set NUMLIR_BLESS=1 to write docs/stack-code.md anew");
}

#[test]
fn listings_that_are_none_are_refused() {
    let version = stack::FORMAT_VERSION;
    let fault = |text: &str| stack::parse(text).expect_err("it is no listing").to_string();
    assert_eq!(fault("stack code 99\n"), format!("line 1: this is not version {version} of the stack code"));
    let head = format!("stack code {version}\nfunction \"f\" \"f\" @ 0..1\n");
    assert_eq!(fault(&format!("{head} 1 0 FLY @ 0..1\nend")), "line 3: 'FLY' is not an instruction");
    assert_eq!(fault(&format!("{head} 1 0 JUMP L4 @ 0..1\nend")), "line 2: the label L4 stands nowhere");
    assert_eq!(fault(&head), "line 2: the text ends within a function");
}

#[test]
fn code_that_does_not_fit_together_is_refused() {
    let (program, version) = (Program::new(""), stack::FORMAT_VERSION);
    let fault = |body: &str| {
        let code = stack::parse(&format!("stack code {version}\nfunction \"f\" \"f\" @ 0..1\n{body}\nend"))
            .expect("a listing");
        let errors = flow::build(&code, program.source()).expect_err("it is not valid");
        errors[0].message.clone()
    };
    assert_eq!(
        fault("POP_TOP @ 0..1\n LOAD_CONSTANT 1 @ 0..1\n RETURN @ 0..1"),
        "instruction 0: takes more values than the stack holds"
    );
    assert_eq!(fault("LOAD_CONSTANT 1 @ 0..1"), "instruction 0: control runs off the end of the code");
    assert_eq!(fault("LOAD_LOCAL 0 (x) @ 0..1"), "instruction 0: names what the code does not have");
    assert_eq!(
        fault("L1: LOAD_CONSTANT 1 @ 0..1\n JUMP L1 @ 0..1"),
        "instruction 0: the stack has different depths on the ways to here"
    );
}
