//! The control-flow graph: basic blocks in SSA form with block arguments, on petgraph.

use super::super::stack::Constant;
use numlir_grammar::tree::{BinaryOp, CompareOp, Span, UnaryOp};
use petgraph::stable_graph::{NodeIndex, StableDiGraph};

/// An SSA value of one function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Register(pub u32);

/// A function in SSA form.
#[derive(Clone, Debug)]
pub struct Function {
    pub name: String,
    /// Dotted through the enclosing functions, as Python's `__qualname__` without `<locals>`.
    pub qualified_name: String,
    pub span: Span,
    pub signature: Signature,
    /// Names of the enclosing function's variables that this one reads. The entry block's first
    /// parameters are these, the function's own parameters follow in the order of `signature`.
    pub captures: Vec<String>,
    pub graph: StableDiGraph<Block, Edge>,
    pub entry: NodeIndex,
    /// How many registers there are; `Register(i)` has `i < registers`.
    pub registers: u32,
    /// The functions defined inside this one; `Op::Function` names them by position.
    pub nested: Vec<Function>,
    /// Whether a call makes a generator.
    pub generator: bool,
    /// Spans of `try` statements whose exception edges are in the graph.
    pub tries: Vec<Span>,
    /// What of Python the function uses that has no place in the graph (`async`, `with`,
    /// `import` inside the function, `nonlocal`, `class`, `match`, …): each is an error when the
    /// function is compiled. The message names the construct.
    pub unsupported: Vec<(Span, String)>,
}

pub use super::super::stack::Signature;

#[derive(Clone, Debug, Default)]
pub struct Block {
    pub parameters: Vec<Parameter>,
    pub instructions: Vec<Instruction>,
    /// `None` only while the graph is being built.
    pub terminator: Option<Terminator>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    pub register: Register,
    /// The local variable this value belongs to, if it is one's; for messages and readable output.
    pub name: Option<String>,
    /// Where the variable was last written before the join, or the parameter's own place.
    pub span: Span,
}

/// An edge hands its arguments to the parameters of the block it leads to, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    pub kind: EdgeKind,
    pub arguments: Vec<Register>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EdgeKind {
    Jump,
    Then,
    Else,
    /// From a block whose last instruction may raise inside `try`, to the handler. The block's other edge is a `Jump`,
    /// or none where its terminator is `Raise`. The results of that last instruction have no value on this edge.
    Exception,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Instruction {
    pub op: Op,
    pub results: Vec<Register>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Terminator {
    pub kind: TerminatorKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TerminatorKind {
    /// One edge, `EdgeKind::Jump`.
    Jump,
    /// Two edges, `Then` and `Else`. The condition is a result of `Truth`, `Next`, or another boolean of this graph.
    Branch(Register),
    Return(Register),
    Raise {
        exception: Option<Register>,
        cause: Option<Register>,
    },
}

/// One operation. Results are one register unless said otherwise.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    Constant(Constant),
    /// A name that is not local: a global, a builtin, or a free variable of the outermost function.
    Global(String),
    /// A builtin, whatever the module binds its name to: `assert` raises `AssertionError` by it.
    Builtin(String),
    /// The function being executed, with its own captures: a nested `def` that reads its own name.
    SelfFunction,
    /// A nested function with the present values of what it captures and of its defaults
    /// (of the last positional parameters, and of keyword-only ones by name).
    Function {
        nested: usize,
        captures: Vec<Register>,
        defaults: Vec<Register>,
        keyword_defaults: Vec<(String, Register)>,
    },
    Attribute(Register, String),
    /// No result.
    SetAttribute {
        object: Register,
        name: String,
        value: Register,
    },
    Item(Register, Register),
    /// No result.
    SetItem {
        object: Register,
        index: Register,
        value: Register,
    },
    /// No result.
    DeleteItem(Register, Register),
    /// An absent bound is a register holding `None`.
    Slice {
        start: Register,
        stop: Register,
        step: Register,
    },
    Binary(BinaryOp, Register, Register),
    Inplace(BinaryOp, Register, Register),
    /// `Not` takes and gives a boolean of this graph (its operand comes from `Truth`).
    Unary(UnaryOp, Register),
    Compare(CompareOp, Register, Register),
    /// Python's truth of a value, as a boolean of this graph.
    Truth(Register),
    Call {
        callee: Register,
        arguments: Vec<Argument>,
    },
    /// Elements; a `Star` element is spread. `Keyword` and `DoubleStar` do not occur here.
    Tuple(Vec<Argument>),
    List(Vec<Argument>),
    Set(Vec<Argument>),
    /// Alternating keys and values; `**mapping` is refused while assembling.
    Dict(Vec<(Register, Register)>),
    /// No result: `list.append`, `set.add` and a dictionary entry of a comprehension.
    Append {
        list: Register,
        value: Register,
    },
    Add {
        set: Register,
        value: Register,
    },
    /// Results: one for each of the `count` elements.
    Unpack {
        value: Register,
        count: usize,
    },
    /// Whether the value is a sequence of exactly `count` elements, or of that many `or_more`: a boolean of this graph, for `match`.
    MatchLength {
        value: Register,
        count: usize,
        or_more: bool,
    },
    /// Whether the value is equal to that of a pattern, for `match`.
    MatchValue(Register, Register),
    /// Results: `before` elements, the rest as one value, `after` elements.
    UnpackStar {
        value: Register,
        before: usize,
        after: usize,
    },
    Iter(Register),
    /// Hands a value out of the generator; the result is what is sent, which is None.
    Yield(Register),
    /// Results: a boolean of this graph (is there a next one), the element, the iterator after it.
    /// The element must not be used where the boolean is false.
    Next(Register),
    /// `format(value, spec)` after the conversion `s`, `r` or `a`.
    Format {
        value: Register,
        conversion: Option<char>,
        spec: Option<Register>,
    },
    /// Concatenates formatted pieces.
    Join(Vec<Register>),
    /// The value of a local that has none; never used unless guarded by `CheckBound`.
    Unbound,
    /// A value that a test before has shown to be None, or not to be.
    Narrow {
        value: Register,
        none: bool,
    },
    /// No result. Raises `UnboundLocalError` for the variable where the boolean is false.
    CheckBound {
        name: String,
        bound: Register,
    },
    /// The exception being handled, at the start of a handler.
    Exception,
    /// Whether the exception (first) is an instance of the class or tuple of classes (second): a boolean of this graph.
    ExceptionMatches(Register, Register),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    Positional(Register),
    Star(Register),
    Keyword(String, Register),
    DoubleStar(Register),
}
