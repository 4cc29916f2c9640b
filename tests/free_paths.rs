//! Which free names a function uses.

use numlir::{pipeline::read_function, stack::Source};
use numlir_grammar::LineIndex;

fn paths(text: &str) -> Vec<String> {
    let (file, lines) = ("f.py".into(), LineIndex::new(text));
    let source = Source { file: &file, lines: &lines };
    read_function(text, source, 1).expect("the tests' functions are correct").free_paths()
}

#[test]
fn chains_with_their_beginnings() {
    let text = "def f(x):\n    return np.linalg.norm(x) + math.pi + scale\n";
    assert_eq!(paths(text), ["math", "math.pi", "np", "np.linalg", "np.linalg.norm", "scale"]);
}

#[test]
fn locals_and_their_attributes_are_none() {
    let text = "def f(x, y):\n    z = x.shape\n    return z[0] + y.size\n";
    assert_eq!(paths(text), [""; 0]);
}

#[test]
fn nested_functions_and_what_they_capture() {
    let text = "def f(x):\n    k = 2\n    def g(y):\n        return h(y) * k + x\n    return g(x)\n";
    assert_eq!(paths(text), ["h"]);
}

#[test]
fn each_once_over_all_blocks() {
    let text = "def f(x):\n    if x > np.pi:\n        return np.e\n    while flag:\n        x = np.pi\n    return x\n";
    assert_eq!(paths(text), ["flag", "np", "np.e", "np.pi"]);
}

#[test]
fn an_attribute_of_a_result_is_no_path() {
    assert_eq!(paths("def f(x):\n    return g(x).real\n"), ["g"]);
}
