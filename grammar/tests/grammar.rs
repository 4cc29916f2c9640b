//! The grammar's tests: trees compared with CPython's, errors as snapshots, functions and lambdas found in files, and
//! texts made to break the parser.

mod errors;
mod functions;
mod mutations;
mod nesting;
mod standard_library;
mod syntax;

use std::sync::Arc;

use numlir_grammar::{diagnostic::Diagnostic, dump, parse_module};

/// Parses on a stack as large as the compiler gives its threads.
fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(64 << 20).spawn_scoped(scope, work);
        thread.expect("a thread can be started").join().expect("the work does not panic")
    })
}

fn file() -> Arc<str> {
    "test.py".into()
}

fn tree(text: &str) -> String {
    match parse_module(text, &file()) {
        Ok(module) => dump(&module, text),
        Err(diagnostics) => render(text, &diagnostics),
    }
}

/// The first line of each error's place with a mark below it, the message, other places and the help.
fn render(text: &str, diagnostics: &[Diagnostic]) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut out = String::new();
    for diagnostic in diagnostics {
        out += &format!("{} [{}]\n", diagnostic.message, diagnostic.code);
        for label in &diagnostic.labels {
            let ((line, column), end) = (label.location.start, label.location.end);
            let source = lines.get(line as usize - 1).copied().unwrap_or_default();
            let width = if end.0 == line { end.1 - column } else { 1 };
            let mark = if label.primary { "^" } else { "-" }.repeat(width.max(1) as usize);
            let blank = " ".repeat(column as usize - 1);
            out += &format!("{line:>4} | {source}\n     | {blank}{mark} {}\n", label.message);
        }
        if let Some(help) = &diagnostic.help {
            out += &format!("     = help: {help}\n");
        }
    }
    out.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}
