//! From the grammar's pairs to the syntax tree, with the checks that CPython's parser makes after its grammar.

mod arguments;
mod atom;
mod children;
mod compound;
mod definition;
mod expression;
mod fstring;
mod number;
mod operators;
mod parameters;
mod pattern;
mod sequence;
mod statement;
mod strings;
mod target;
mod text;

use crate::{
    fault::Fault,
    layout::{DEDENT, INDENT, Layout},
    parser::{Pair, Rule},
    tree::{Module, Name, Span, Stmt},
};
use children::Children;
use unicode_normalization::UnicodeNormalization;

type Result<T> = std::result::Result<T, Fault>;

pub(crate) struct Builder<'t> {
    text: &'t str,
    layout: &'t Layout,
}

impl<'t> Builder<'t> {
    /// `text` is the original text that `layout` was made from.
    pub(crate) fn new(text: &'t str, layout: &'t Layout) -> Self {
        Self { text, layout }
    }

    /// Builds every statement, so that one fault does not hide another.
    pub(crate) fn module(&self, pair: Pair) -> std::result::Result<Module, Vec<Fault>> {
        let mut body = Vec::new();
        let mut faults = Vec::new();
        for statement in Children::of(pair).take_while(|pair| pair.as_rule() != Rule::EOI) {
            match self.statement(statement) {
                Ok(statement) => body.push(statement),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(Module { body }) } else { Err(faults) }
    }

    pub(crate) fn function(&self, pair: Pair) -> Result<Stmt> {
        self.statement(Children::of(pair).must())
    }

    /// The original span of a pair. A pair can end in blanks and in the marks that follow a block; its node does not.
    fn span(&self, pair: &Pair) -> Span {
        let span = pair.as_span();
        self.layout.span(span.start(), span.start() + trimmed(pair).len())
    }

    fn source(&self, span: Span) -> &'t str {
        &self.text[span.start as usize..span.end as usize]
    }

    fn name(&self, pair: &Pair) -> Name {
        Name { span: self.span(pair), text: identifier(pair) }
    }
}

fn trimmed<'i>(pair: &Pair<'i>) -> &'i str {
    pair.as_str().trim_end_matches([' ', '\n', DEDENT as char, INDENT as char])
}

/// The text of a name as Python compares names: in normal form KC.
fn identifier(pair: &Pair) -> String {
    let text = pair.as_str().trim_end_matches(' ');
    if text.is_ascii() { text.to_owned() } else { text.nfkc().collect() }
}

fn join(first: Span, last: Span) -> Span {
    Span { start: first.start, end: last.end }
}
