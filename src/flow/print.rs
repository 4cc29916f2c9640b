//! The graph as text, and as a drawing for Graphviz.
//!
//! ```text
//! function f(n)
//!   b0(n: %0):
//!     %1 = constant 0
//!     jump b1(%1, %0)
//! ```

use super::graph::{Argument, Block, Edge, EdgeKind, Function, Op, Register, TerminatorKind};
use crate::stack::Symbol;
use petgraph::{stable_graph::NodeIndex, visit::EdgeRef};
use std::fmt::{self, Display, Formatter, Write};

/// The text of a function and of those nested in it.
pub fn text(function: &Function) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write_function(&mut text, function);
    text
}

/// A drawing in the language of Graphviz: a box for each block, with its text.
pub fn dot(function: &Function) -> String {
    let mut text = String::new();
    let _ = write_dot(&mut text, function);
    text
}

fn write_function(out: &mut String, function: &Function) -> fmt::Result {
    let names: Vec<_> = function.signature.names().map(String::as_str).collect();
    write!(out, "function {}({})", function.qualified_name, names.join(", "))?;
    if !function.captures.is_empty() {
        write!(out, " captures {}", function.captures.join(", "))?;
    }
    writeln!(out)?;
    for (_, message) in &function.unsupported {
        writeln!(out, "  unsupported: {message}")?;
    }
    for block in function.graph.node_indices() {
        write!(out, "{}", BlockText { function, block })?;
    }
    for nested in &function.nested {
        writeln!(out)?;
        write_function(out, nested)?;
    }
    Ok(())
}

fn write_dot(out: &mut String, function: &Function) -> fmt::Result {
    writeln!(out, "digraph {:?} {{", function.qualified_name)?;
    writeln!(out, "  node [shape=box, fontname=monospace];")?;
    for block in function.graph.node_indices() {
        let lines = BlockText { function, block }.to_string().replace('\\', "\\\\").replace('"', "\\\"");
        writeln!(out, "  b{} [label=\"{}\"];", block.index(), lines.replace('\n', "\\l"))?;
        for edge in function.graph.edges(block) {
            let kind = edge_word(edge.weight().kind);
            writeln!(out, "  b{} -> b{} [label=\"{kind}\"];", edge.source().index(), edge.target().index())?;
        }
    }
    writeln!(out, "}}")
}

struct BlockText<'a> {
    function: &'a Function,
    block: NodeIndex,
}

impl Display for BlockText<'_> {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let block: &Block = &self.function.graph[self.block];
        let parameters = block.parameters.iter().map(|parameter| match &parameter.name {
            Some(name) => format!("{name}: {}", parameter.register),
            None => parameter.register.to_string(),
        });
        writeln!(f, "  b{}({}):", self.block.index(), join(parameters))?;
        for instruction in &block.instructions {
            write!(f, "    ")?;
            if !instruction.results.is_empty() {
                write!(f, "{} = ", join(&instruction.results))?;
            }
            writeln!(f, "{}", instruction.op)?;
        }
        let Some(terminator) = &block.terminator else { return writeln!(f, "    (open)") };
        write!(f, "    {}", terminator.kind)?;
        let mut edges: Vec<_> = self.function.graph.edges(self.block).collect();
        edges.sort_by_key(|edge| edge.weight().kind);
        for edge in edges {
            let Edge { kind, arguments } = edge.weight();
            if *kind != EdgeKind::Jump {
                write!(f, " {}", edge_word(*kind))?;
            }
            write!(f, " b{}({})", edge.target().index(), join(arguments))?;
        }
        writeln!(f)
    }
}

fn edge_word(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Jump => "jump",
        EdgeKind::Then => "then",
        EdgeKind::Else => "else",
        EdgeKind::Exception => "exception",
    }
}

fn join<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

impl Display for Register {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write!(f, "%{}", self.0)
    }
}

impl Display for TerminatorKind {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Self::Jump => write!(f, "jump"),
            Self::Branch(condition) => write!(f, "branch {condition}"),
            Self::Return(value) => write!(f, "return {value}"),
            Self::Raise { exception, cause } => {
                write!(f, "raise")?;
                exception.iter().try_for_each(|value| write!(f, " {value}"))?;
                cause.iter().try_for_each(|value| write!(f, " from {value}"))
            }
        }
    }
}

impl Display for Argument {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Self::Positional(value) => write!(f, "{value}"),
            Self::Star(value) => write!(f, "*{value}"),
            Self::Keyword(name, value) => write!(f, "{name}={value}"),
            Self::DoubleStar(value) => write!(f, "**{value}"),
        }
    }
}

impl Display for Op {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Self::Constant(value) => write!(f, "constant {value}"),
            Self::Global(name) => write!(f, "global {name}"),
            Self::Builtin(name) => write!(f, "builtin {name}"),
            Self::SelfFunction => write!(f, "self"),
            Self::Function { nested, captures, defaults, keyword_defaults } => {
                let keywords = keyword_defaults.iter().map(|(name, value)| format!("{name}={value}"));
                let defaults = defaults.iter().map(ToString::to_string).chain(keywords);
                write!(f, "function {nested} captures ({}) defaults ({})", join(captures), join(defaults))
            }
            Self::Attribute(object, name) => write!(f, "{object}.{name}"),
            Self::SetAttribute { object, name, value } => write!(f, "{object}.{name} = {value}"),
            Self::Item(object, index) => write!(f, "{object}[{index}]"),
            Self::SetItem { object, index, value } => write!(f, "{object}[{index}] = {value}"),
            Self::DeleteItem(object, index) => write!(f, "del {object}[{index}]"),
            Self::Slice { start, stop, step } => write!(f, "slice {start}:{stop}:{step}"),
            Self::Binary(op, left, right) => write!(f, "{left} {} {right}", op.symbol()),
            Self::Inplace(op, left, right) => write!(f, "{left} {}= {right}", op.symbol()),
            Self::Unary(op, value) => write!(f, "{} {value}", op.symbol()),
            Self::Compare(op, left, right) => write!(f, "{left} {} {right}", op.symbol()),
            Self::Truth(value) => write!(f, "truth {value}"),
            Self::Call { callee, arguments } => write!(f, "call {callee}({})", join(arguments)),
            Self::Tuple(elements) => write!(f, "tuple ({})", join(elements)),
            Self::List(elements) => write!(f, "list [{}]", join(elements)),
            Self::Set(elements) => write!(f, "set {{{}}}", join(elements)),
            Self::Dict(entries) => {
                let entries = entries.iter().map(|(key, value)| format!("{key}: {value}"));
                write!(f, "dict {{{}}}", join(entries))
            }
            Self::Append { list, value } => write!(f, "append {list}, {value}"),
            Self::Add { set, value } => write!(f, "add {set}, {value}"),
            Self::MatchLength { value, count, or_more } => {
                write!(f, "match_length {value}, {count}{}", if *or_more { "+" } else { "" })
            }
            Self::MatchValue(value, pattern) => write!(f, "match_value {value}, {pattern}"),
            Self::Unpack { value, count } => write!(f, "unpack {value}, {count}"),
            Self::UnpackStar { value, before, after } => write!(f, "unpack_star {value}, {before}, {after}"),
            Self::Iter(value) => write!(f, "iter {value}"),
            Self::Yield(value) => write!(f, "yield {value}"),
            Self::Next(iterator) => write!(f, "next {iterator}"),
            Self::Format { value, conversion, spec } => {
                write!(f, "format {value}")?;
                conversion.iter().try_for_each(|conversion| write!(f, "!{conversion}"))?;
                spec.iter().try_for_each(|spec| write!(f, " with {spec}"))
            }
            Self::Join(pieces) => write!(f, "join ({})", join(pieces)),
            Self::Unbound => write!(f, "unbound"),
            Self::Narrow { value, none } => write!(f, "narrow {value} to {}None", if *none { "" } else { "not " }),
            Self::CheckBound { name, bound } => write!(f, "check_bound {name}, {bound}"),
            Self::Exception => write!(f, "exception"),
            Self::ExceptionMatches(exception, class) => write!(f, "matches {exception}, {class}"),
        }
    }
}
