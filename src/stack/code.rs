//! A function as stack code.

use super::instruction::{Instruction, Located};
use numlir_grammar::tree::Span;

/// The code of one function.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Code {
    pub name: String,
    /// Dotted through the enclosing functions.
    pub qualified_name: String,
    pub span: Span,
    pub signature: Signature,
    pub defaults: Defaults,
    /// The parameters come first, in the order of [`Signature::names`].
    pub locals: Vec<LocalVariable>,
    /// The enclosing function's variables that this one reads.
    pub captures: Vec<String>,
    pub instructions: Vec<Located>,
    /// Sorted, without overlap: each instruction has at most one handler.
    pub handlers: Vec<Handler>,
    /// The `try` statements.
    pub tries: Vec<Span>,
    pub nested: Vec<Code>,
    /// Constructs that are not compiled: a message that names each.
    pub unsupported: Vec<(Span, String)>,
    /// Local variables of declared types: what is assigned is converted by calling what [`type_name`] means.
    pub typed: Vec<String>,
}

/// The global name that stands for the type of a variable; no name in a program is written so.
pub fn type_name(variable: &str) -> String {
    format!("<type of {variable}>")
}

/// The parameters: `positional_only` of `parameters` are positional-only, `keyword_only` of them (the last before
/// the variadic ones) keyword-only. Values are in this order: positional-only, positional, `*args`, keyword-only, `**kwargs`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signature {
    pub positional_only: Vec<String>,
    pub positional: Vec<String>,
    pub varargs: Option<String>,
    pub keyword_only: Vec<String>,
    pub kwargs: Option<String>,
}

impl Code {
    /// Whether a call makes a generator.
    pub fn is_generator(&self) -> bool {
        self.instructions.iter().any(|located| located.instruction == Instruction::Yield)
    }
}

impl Signature {
    /// The names in the order of the values.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.positional_only
            .iter()
            .chain(&self.positional)
            .chain(&self.varargs)
            .chain(&self.keyword_only)
            .chain(&self.kwargs)
    }
}

/// Which parameters have defaults.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Defaults {
    /// How many of the last positional parameters.
    pub positional: u32,
    pub keyword_only: Vec<String>,
}

/// A local variable. The variables of a comprehension are locals of their own, so names may repeat.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalVariable {
    pub name: String,
    /// Where it is first bound.
    pub span: Span,
    /// The assembler's own, such as the subject of a `match`. No read of it comes before its store, or else an
    /// unbound variable that it belongs to was found first.
    pub is_hidden: bool,
}

/// Where an exception of the instructions `start..end` goes, with the stack cut to `depth` values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handler {
    pub start: u32,
    pub end: u32,
    pub target: u32,
    pub depth: u32,
}
