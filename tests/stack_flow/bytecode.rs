//! Code objects of CPythons that need not be here: listings as their `dis` prints them, assembled, executed.
//!
//! `tests/test_bytecode.py` does the same with the CPython that runs it.

use super::{evaluate::Machine, value::Value};
use numlir::{
    bytecode::{self, CodeObject, Decoded, Value as Object},
    flow,
    stack::{Constant, Source},
};
use numlir_grammar::LineIndex;
use std::{cell::RefCell, sync::Arc};

/// A function `f` of a listing: each line is an offset, a name, an argument, `-> target` and names in parentheses.
fn code(version: u32, parameters: &[&str], constants: Vec<Object>, listing: &str) -> CodeObject {
    let mut variables: Vec<String> = parameters.iter().map(ToString::to_string).collect();
    let mut instructions = Vec::new();
    for line in listing.lines().filter(|line| !line.trim().is_empty()) {
        let (head, names) =
            line.split_once('(').map_or((line, ""), |(head, names)| (head, names.trim_end_matches(')')));
        let (head, target) = head.split_once("->").map_or((head, None), |(head, to)| (head, to.trim().parse().ok()));
        let mut words = head.split_whitespace();
        let offset = words.next().and_then(|word| word.parse().ok()).expect("an offset");
        let name = words.next().expect("a name").to_owned();
        let argument = words.next().map_or(0, |word| word.parse().expect("a number"));
        let names: Vec<String> = names.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect();
        if name.contains("FAST") {
            let new = names.iter().filter(|name| !variables.contains(name)).cloned().collect::<Vec<_>>();
            variables.extend(new);
        }
        instructions.push(Decoded { name, argument, names, target, offset, position: None });
    }
    CodeObject {
        version,
        name: "f".into(),
        positional: parameters.len(),
        variables,
        constants,
        instructions,
        first_line: 1,
        ..CodeObject::default()
    }
}

/// What a call of the function with a value for each parameter gives.
fn run(code: &CodeObject, arguments: &[Given]) -> String {
    let file: Arc<str> = "code".into();
    let lines = LineIndex::new(&code.blank_text());
    let assembled = bytecode::assemble(code, &lines);
    assert_eq!(assembled.unsupported, []);
    let graph =
        flow::build(&assembled, Source { file: &file, lines: &lines }).unwrap_or_else(|errors| panic!("{}", errors[0]));
    let machine = Machine { functions: vec![&graph], output: RefCell::new(String::new()) };
    match machine.call_function("f", arguments.iter().map(value).collect()) {
        Ok(value) => value.repr(),
        Err(exception) => exception.class.to_owned(),
    }
}

enum Given {
    Int(i64),
    List(&'static [i64]),
}

fn value<'a>(given: &Given) -> Value<'a> {
    match given {
        Given::Int(value) => Value::Int(*value),
        Given::List(values) => Value::list(values.iter().map(|value| Value::Int(*value)).collect()),
    }
}

fn int(value: i128) -> Object {
    Object::Constant(Constant::Int(value))
}

/// `def f(n): i = 5; a = [i * 2 for i in range(n)]; return a, i`
#[test]
fn comprehensions_in_place() {
    let listing = "
        0 RESUME 0
        2 LOAD_CONST 0
        4 STORE_FAST 1 (i)
        6 LOAD_GLOBAL 1 (range)
        16 LOAD_FAST 0 (n)
        18 CALL 1
        26 GET_ITER
        28 LOAD_FAST_AND_CLEAR 1 (i)
        30 SWAP 2
        32 BUILD_LIST 0
        34 SWAP 2
        36 FOR_ITER 7 -> 54
        40 STORE_FAST 1 (i)
        42 LOAD_FAST 1 (i)
        44 LOAD_CONST 1
        46 BINARY_OP 5
        50 LIST_APPEND 2
        52 JUMP_BACKWARD 9 -> 36
        54 END_FOR
        56 SWAP 2
        58 STORE_FAST 1 (i)
        60 STORE_FAST 2 (a)
        62 LOAD_FAST 2 (a)
        64 LOAD_FAST 1 (i)
        66 BUILD_TUPLE 2
        68 RETURN_VALUE";
    let function = code(12, &["n"], vec![int(5), int(2)], listing);
    assert_eq!(run(&function, &[Given::Int(3)]), "([0, 2, 4], 5)");
    assert_eq!(run(&function, &[Given::Int(0)]), "([], 5)");
}

/// `def f(a, n): s = 0; for i in range(n): if i < a and i: s += i; return s`, of 3.13
#[test]
fn iterators_are_taken_off_behind_the_loop() {
    let listing = "
        0 RESUME 0
        2 LOAD_CONST 0
        4 STORE_FAST 2 (s)
        6 LOAD_GLOBAL 1 (range)
        16 LOAD_FAST 1 (n)
        18 CALL 1
        26 GET_ITER
        28 FOR_ITER 20 -> 80
        32 STORE_FAST_LOAD_FAST 51 (i, i)
        34 LOAD_FAST 0 (a)
        36 COMPARE_OP 18 (<)
        40 POP_JUMP_IF_TRUE 2 -> 48
        44 JUMP_BACKWARD 10 -> 28
        48 LOAD_FAST 3 (i)
        50 TO_BOOL
        58 POP_JUMP_IF_TRUE 2 -> 66
        62 JUMP_BACKWARD 19 -> 28
        66 LOAD_FAST_LOAD_FAST 35 (s, i)
        68 BINARY_OP 13
        72 STORE_FAST 2 (s)
        76 JUMP_BACKWARD 26 -> 28
        80 END_FOR
        82 POP_TOP
        84 LOAD_FAST 2 (s)
        86 RETURN_VALUE";
    let function = code(13, &["a", "n"], vec![int(0)], listing);
    assert_eq!(run(&function, &[Given::Int(4), Given::Int(10)]), "6");
}

/// `def f(a): return a[1:3]`, of 3.14: the slice is a constant.
#[test]
fn slices_are_constants() {
    let listing = "
        0 RESUME 0
        2 LOAD_FAST_BORROW 0 (a)
        4 LOAD_CONST 0
        6 BINARY_OP 26
        18 RETURN_VALUE";
    let slice = Object::Slice(vec![int(1), int(3), Object::Constant(Constant::None)]);
    let function = code(14, &["a"], vec![slice], listing);
    assert_eq!(run(&function, &[Given::List(&[5, 6, 7, 8])]), "[6, 7]");
}

/// The same end of a loop, small integers and borrowed variables, of 3.14; `a[1]` is an operator there.
#[test]
fn small_integers_borrowed_variables_and_subscripts() {
    let listing = "
        0 RESUME 0
        2 LOAD_SMALL_INT 0
        4 STORE_FAST 1 (s)
        6 LOAD_FAST_BORROW 0 (a)
        8 GET_ITER
        10 FOR_ITER 8 -> 30
        14 STORE_FAST 2 (x)
        16 LOAD_FAST_BORROW_LOAD_FAST_BORROW 18 (s, x)
        18 BINARY_OP 0
        24 STORE_FAST 1 (s)
        26 JUMP_BACKWARD 10 -> 10
        30 END_FOR
        32 POP_ITER
        34 LOAD_FAST_BORROW_LOAD_FAST_BORROW 16 (s, a)
        36 LOAD_SMALL_INT 1
        38 BINARY_OP 26
        50 BINARY_OP 5
        60 RETURN_VALUE";
    let function = code(14, &["a"], Vec::new(), listing);
    assert_eq!(run(&function, &[Given::List(&[2, 3, 5])]), "30");
}

/// A version that is not known yet.
#[test]
fn an_opcode_without_a_line_is_refused() {
    let listing = "
        0 RESUME 0
        2 BRAND_NEW 0
        4 RETURN_VALUE";
    let function = code(15, &[], Vec::new(), listing);
    let assembled = bytecode::assemble(&function, &LineIndex::new(&function.blank_text()));
    let messages: Vec<_> = assembled.unsupported.iter().map(|(_, message)| message.as_str()).collect();
    assert_eq!(messages, ["the instruction BRAND_NEW is not compiled without its source"]);
}
