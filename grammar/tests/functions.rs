//! Functions and lambdas read out of files.

use numlir_grammar::{
    LineIndex, dump, parse_function, parse_lambda,
    tree::{Module, Stmt, StmtKind},
};

use crate::{file, render};

const NESTED: &str = r#"
import os; class Broken(: pass

class Model:
    """Text with a false start:
def step(self): pass
    """

    @property
    @cached(size=[
        1, 2,
    ])
    def step(self, n):  # a comment
        def inner(k):
            return k + 1

# a comment at the margin
        total = 0

        for i in range(n):
            total += inner(i)
        return total
    "this is not" Python )(

    def one_line(self): return [1,
        2]; x = 3
    async def waits(self):
	    pass
def last(a): return a"#;

fn function(line: u32) -> Result<Stmt, String> {
    parse_function(NESTED, &file(), line).map_err(|diagnostics| render(NESTED, &diagnostics))
}

/// The source text that a function's span covers.
fn source(line: u32) -> String {
    let span = function(line).expect("a function starts there").span;
    NESTED[span.start as usize..span.end as usize].to_owned()
}

#[test]
fn a_method_is_found_from_its_decorator() {
    let statement = function(9).expect("a method starts there");
    let StmtKind::FunctionDef(definition) = &statement.kind else { panic!("not a function: {statement:?}") };
    assert_eq!(definition.name.text, "step");
    assert_eq!(definition.decorators.len(), 2);
    assert_eq!(definition.body.len(), 4);
    let source = source(9);
    assert!(source.starts_with("def step(self, n):") && source.ends_with("return total"), "{source}");
}

#[test]
fn a_function_in_a_function_is_found() {
    assert_eq!(source(14), "def inner(k):\n            return k + 1");
}

#[test]
fn one_line_and_the_last_line() {
    assert_eq!(source(25), "def one_line(self): return [1,\n        2]; x = 3");
    assert_eq!(source(29), "def last(a): return a");
}

#[test]
fn tabs_may_indent_a_body() {
    assert_eq!(source(27), "async def waits(self):\n\t    pass");
}

#[test]
fn spans_count_in_the_whole_file() {
    let statement = function(14).expect("a function starts there");
    let module = Module { body: vec![statement] };
    insta::assert_snapshot!(dump(&module, NESTED));
}

#[test]
fn what_is_no_function_is_an_error() {
    let errors = [16, 23, 99].map(|line| function(line).expect_err("no function starts there"));
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn a_line_index_counts_every_line_end() {
    let text = "\u{feff}a\r\nbé\rc\nd";
    let lines = LineIndex::new(text);
    let positions: Vec<_> = [3, 4, 6, 9, 10, 11, 12, 13].map(|offset| lines.position(offset)).into();
    assert_eq!(positions, [(1, 1), (1, 2), (2, 1), (2, 4), (3, 1), (3, 2), (4, 1), (4, 2)]);
}

const LAMBDAS: &str = r#"x = 'lambda: 0'
f = lambda a, b=1: a + b
g, h = lambda x: x, lambda y: (y, 2)
call(
    1,
    lambda z: [z
        for _ in z],
    lambda z: z * 3)
d = {'k': lambda *a, **k: f"{a}{(lambda q: q)(1)}"}
nothing
"#;

/// The source text of a lambda, or the error.
fn lambda(line: u32, column: Option<u32>) -> String {
    match parse_lambda(LAMBDAS, &file(), line, column) {
        Ok(lambda) => LAMBDAS[lambda.span.start as usize..lambda.span.end as usize].to_owned(),
        Err(diagnostics) => render(LAMBDAS, &diagnostics),
    }
}

#[test]
fn lambdas_are_found_by_line_and_column() {
    assert_eq!(lambda(2, None), "lambda a, b=1: a + b");
    assert_eq!(lambda(3, Some(8)), "lambda x: x");
    assert_eq!(lambda(3, Some(19)), "lambda y: (y, 2)");
    assert_eq!(lambda(6, None), "lambda z: [z\n        for _ in z]");
    assert_eq!(lambda(8, None), "lambda z: z * 3");
    assert_eq!(lambda(9, Some(1)), "lambda *a, **k: f\"{a}{(lambda q: q)(1)}\"");
    assert_eq!(lambda(9, Some(36)), "lambda q: q");
}

#[test]
fn a_lambda_is_found_in_a_broken_file() {
    let text = "x = (]\ny = f(\n  lambda a: a)\n";
    let lambda = parse_lambda(text, &file(), 3, None).expect("the line has a lambda");
    assert_eq!(&text[lambda.span.start as usize..lambda.span.end as usize], "lambda a: a");
}

#[test]
fn a_lambda_in_doubt_is_an_error() {
    insta::assert_snapshot!([lambda(3, None), lambda(1, None), lambda(10, Some(2)), lambda(4, None)].join("\n"));
}
