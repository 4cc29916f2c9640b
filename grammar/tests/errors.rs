//! What a user reads when a program is not Python: one snapshot of all the programs in errors/programs.txt.

use numlir_grammar::parse_module;

use crate::{file, render};

#[test]
fn errors_read_well() {
    let mut report = String::new();
    for program in include_str!("errors/programs.txt").split("----\n") {
        let diagnostics = parse_module(program, &file()).expect_err(program);
        report += &render(program, &diagnostics);
        report += "\n";
    }
    insta::assert_snapshot!(report);
}

#[test]
fn every_outermost_statement_is_tried() {
    let text =
        "def f(:\n    pass\n\nx = 1\ny = = 2\n\n@d\ndef g():\n    return 1 +\n\nclass A:\n    def h(self): 1 = x\n";
    let diagnostics = parse_module(text, &file()).expect_err("there are faults");
    assert_eq!(diagnostics.len(), 1, "an unclosed bracket hides the rest: {diagnostics:?}");
    let text = text.replacen("f(:", "f(1):", 1);
    let diagnostics = parse_module(&text, &file()).expect_err("there are faults");
    let lines: Vec<u32> = diagnostics.iter().map(|diagnostic| diagnostic.labels[0].location.start.0).collect();
    assert_eq!(lines, [1, 5, 9, 12]);
}
