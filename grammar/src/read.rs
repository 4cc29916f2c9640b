//! The ways in: a whole module, one function of a file, one lambda of a file.

use std::sync::Arc;

use crate::{
    build::Builder,
    diagnostic::Diagnostic,
    explain::explain,
    fault::Fault,
    layout::{self, Layout},
    line_index::{LineIndex, line_start},
    parser::{Failure, Pair, Rule, parse},
    tree::{Expr, Module, Span, Stmt},
};

/// More would not be read.
const MOST_FAULTS: usize = 20;

type Result<T> = std::result::Result<T, Vec<Diagnostic>>;

/// Reads a whole file. Where it is not Python, every outermost statement is tried, so that all faults are told.
pub fn parse_module(text: &str, file: &Arc<str>) -> Result<Module> {
    let layout = checked_size(text).and_then(|()| layout::module(text));
    let layout = layout.map_err(|fault| diagnostics(text, file, vec![fault]))?;
    let module = match parse(Rule::module, &layout.text) {
        Ok(pair) => Builder::new(text, &layout).module(pair),
        Err(failure) => Err(faults_of_statements(text, &layout, &failure)),
    };
    module.map_err(|faults| diagnostics(text, file, faults))
}

/// The faults of a text that failed as a whole, from reading its statements one by one.
fn faults_of_statements(text: &str, layout: &Layout, failure: &Failure) -> Vec<Fault> {
    let mut faults = Vec::new();
    for range in layout.statements() {
        if faults.len() >= MOST_FAULTS {
            break;
        }
        let part = layout.part(range);
        match parse(Rule::module, &part.text) {
            Ok(pair) => faults.extend(Builder::new(text, &part).module(pair).err().into_iter().flatten()),
            Err(failure) => faults.push(explain(text, &part, &failure)),
        }
    }
    if faults.is_empty() {
        faults.push(explain(text, layout, failure));
    }
    faults
}

/// Reads the function definition whose first line, that of its first decorator if it has any, is `first_line`,
/// counted from 1. The rest of the file is neither read nor need it be Python. Spans are offsets in the whole text.
pub fn parse_function(text: &str, file: &Arc<str>, first_line: u32) -> Result<Stmt> {
    let function = checked_size(text)
        .and_then(|()| line_start(text, first_line).ok_or_else(|| no_such_line(first_line)))
        .and_then(|start| layout::definition(text, start))
        .and_then(|layout| build(text, &layout, Rule::function, |builder, pair| builder.function(pair)));
    function.map_err(|fault| diagnostics(text, file, vec![fault]))
}

/// Reads the lambda expression in the logical line that covers `line`: the one that starts at the 1-based byte
/// `column` or nearest to it. Without a column there must be only one lambda on the line.
pub fn parse_lambda(text: &str, file: &Arc<str>, line: u32, column: Option<u32>) -> Result<Expr> {
    let lambda = checked_size(text)
        .and_then(|()| lay_out_lambda(text, line, column))
        .and_then(|layout| build(text, &layout, Rule::lambda, |builder, pair| builder.lambda(pair)));
    lambda.map_err(|fault| diagnostics(text, file, vec![fault]))
}

fn build<T>(
    text: &str,
    layout: &Layout,
    rule: Rule,
    make: impl FnOnce(&Builder, Pair) -> std::result::Result<T, Fault>,
) -> std::result::Result<T, Fault> {
    let pair = parse(rule, &layout.text).map_err(|failure| explain(text, layout, &failure))?;
    make(&Builder::new(text, layout), pair)
}

/// Lays out the logical line, from the lambda that is asked for on.
fn lay_out_lambda(text: &str, line: u32, column: Option<u32>) -> std::result::Result<Layout, Fault> {
    let start = line_start(text, line).ok_or_else(|| no_such_line(line))?;
    let end = line_start(text, line + 1).unwrap_or(text.len());
    let layout = layout::logical_line(text, start);
    let all = || layout.lambdas.iter().map(|&laid_out| (laid_out as usize, layout.original(laid_out as usize)));
    let whole_line = Span { start: start as u32, end: text[start..end].trim_end().len() as u32 + start as u32 };
    let chosen = if let Some(column) = column {
        let wanted = whole_line.start + column.saturating_sub(1);
        all().min_by_key(|&(_, original)| original.abs_diff(wanted))
    } else {
        let on_line = |&(_, original): &(usize, u32)| (start..end).contains(&(original as usize));
        let mut candidates: Vec<_> = all().filter(on_line).collect();
        if candidates.is_empty() {
            candidates = all().collect();
        }
        if let [first, second, ..] = candidates[..] {
            let message = format!("several lambdas on line {line}: which one is meant is not known");
            let word = |at: u32| Span { start: at, end: at + "lambda".len() as u32 };
            let fault = Fault::new("ambiguous-lambda", word(second.1), message).related(word(first.1), "the first");
            return Err(fault.help("put each on a line of its own, or use 'def'"));
        }
        candidates.first().copied()
    };
    let Some((laid_out, _)) = chosen else {
        return Err(Fault::new("no-lambda", whole_line, format!("there is no lambda on line {line}")));
    };
    Ok(layout.part(laid_out..layout.text.len()))
}

/// Offsets are 32 bits wide, with a sign where they are differences.
fn checked_size(text: &str) -> std::result::Result<(), Fault> {
    if text.len() < i32::MAX as usize / 2 {
        return Ok(());
    }
    Err(Fault::new("too-large", Span::default(), "the file is too large: 1 GiB is the most"))
}

fn no_such_line(line: u32) -> Fault {
    Fault::new("no-such-line", Span::default(), format!("the file has no line {line}"))
}

fn diagnostics(text: &str, file: &Arc<str>, faults: Vec<Fault>) -> Vec<Diagnostic> {
    let lines = LineIndex::new(text);
    faults.into_iter().take(MOST_FAULTS).map(|fault| fault.into_diagnostic(&lines, file)).collect()
}
