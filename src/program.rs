//! What the compiler is given: the functions of a program and what their free names mean.
//!
//! It is plain data, collected once at the edge (by the Python package, or by the command line from a file),
//! so no stage ever asks Python anything.

use crate::flow;
use numlir_dialects::types::{Array, Scalar, Type};
use numlir_grammar::LineIndex;
pub use numlir_passes::{
    Passed, code::Constant, exceptions::is_exception, made_ufunc::MadeUfunc, signature::parse_types, wanted_literals,
};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, fmt, sync::Arc};

/// Whoever knows what users have added to the compiler: implementations of functions, methods and attributes for types.
pub trait Host: Send + Sync {
    /// The implementation of a function for arguments, as the first function of a program. `None` where there is none.
    /// Data of frozen arrays in it lives as long as the process.
    ///
    /// # Errors
    /// What the user's code raised, as text.
    fn overload(&self, name: &str, arguments: &[Passed]) -> Result<Option<Program>, String>;

    /// Whether there are methods of this name, of whatever type.
    fn has_method(&self, name: &str) -> bool;
}

/// What a [`Host`] was asked for, and gave.
#[derive(Clone)]
pub struct Added {
    pub name: Arc<str>,
    pub arguments: Arc<[Passed]>,
    pub program: Arc<Program>,
}

impl fmt::Debug for Added {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "Added({}, {:?})", self.name, self.arguments)
    }
}

/// The functions that can be reached from an entry by name.
#[derive(Default)]
pub struct Program {
    pub functions: Vec<FunctionSource>,
    /// Functions of C that some of them call: their symbols, with the addresses.
    pub foreign: Vec<(String, usize)>,
}

impl Program {
    /// The frozen arrays that its names mean.
    pub fn frozen(&self) -> impl Iterator<Item = &FrozenArray> {
        self.functions.iter().flat_map(|function| function.bindings.values()).flat_map(Binding::arrays)
    }
}

/// A function in SSA form with the meaning of its free names.
#[derive(Clone)]
pub struct FunctionSource {
    pub flow: Arc<flow::Function>,
    pub file: Arc<str>,
    pub lines: Arc<LineIndex>,
    /// Dotted paths as `flow::Function::free_paths` lists them (`x`, `np.sqrt`, `scipy.special.erf`), each with its meaning.
    pub bindings: HashMap<String, Binding>,
    /// What its code depends on beside the meaning of names: its source text, or what was read instead. For caches.
    pub content: Arc<str>,
    /// Values of defaults, by parameter name, frozen when the function was decorated.
    pub defaults: HashMap<String, Binding>,
    /// The argument types and the result of each signature, where the function is compiled for these and nothing else.
    pub signatures: Vec<(Vec<Type>, Type)>,
    /// What is known of the kernel of a stencil.
    pub stencil: Option<Stencil>,
    /// What distinguishes a function of the library; `None` for the user's.
    pub library: Option<LibraryTraits>,
    /// What the function's decorator says of calls of it.
    pub inlining: Inlining,
}

/// Whether calls of a function are inlined.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Inlining {
    /// Where the compiler finds that it pays.
    #[default]
    Free,
    /// Whatever the function's size, but for recursive ones.
    Always,
    Never,
}

/// How a kernel of relative indices is applied to whole arrays.
#[derive(Clone, Debug, PartialEq)]
pub struct Stencil {
    /// Arrays that are indexed as usual.
    pub standard: Vec<String>,
    /// The first and the last relative index on each axis, where they are declared.
    pub neighborhood: Option<Vec<(i64, i64)>>,
    /// What places have whose neighborhood is not inside the array; zero without it.
    pub cval: Option<Binding>,
}

/// How a function of the library differs from the user's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LibraryTraits {
    /// The parameters annotated `Literal`: it is specialised by their constants.
    pub literals: Vec<String>,
    /// The first parameter is the object whose method it is.
    pub method: bool,
    /// It is called where the attribute is read.
    pub property: bool,
    /// It was added by the user: its errors are its own, and its code is checked.
    pub users: bool,
}

/// The frozen meaning of a free name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Binding {
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Complex(f64, f64),
    /// A NumPy scalar: its dtype and its value as a constant of the matching kind.
    NumpyScalar(Scalar, Box<Binding>),
    Str(String),
    Bytes(Vec<u8>),
    Tuple(Vec<Binding>),
    /// What a call of a builtin gives for constants: a slice, a member of an enumeration.
    Call(String, Vec<Binding>),
    /// A dtype object (`np.dtype('f8')`); scalar classes such as `np.float64` are `Builtin`.
    Dtype(Scalar),
    /// A function, class or module the compiler knows, by canonical dotted name: `math.sqrt`, `numpy`, `builtins.len`,
    /// `numpy.float32`, `builtins.ValueError`, `numlir.prange`.
    Builtin(String),
    /// A function of the program, by position.
    Function(usize),
    /// A function that applies a stencil to whole arrays, by the position of the stencil's kernel.
    Stencil(usize),
    Array(FrozenArray),
    /// A ufunc made of a function of the program, by position; the kernel's symbol is left out.
    #[serde(skip)]
    Ufunc(usize, MadeUfunc),
    /// Any other object: its type's name, for the message when it is used.
    Unknown(String),
}

impl Binding {
    /// The arrays in a value, those in tuples too.
    pub fn arrays(&self) -> Vec<&FrozenArray> {
        match self {
            Self::Array(array) => vec![array],
            Self::Tuple(elements) | Self::Call(_, elements) => elements.iter().flat_map(Self::arrays).collect(),
            _ => Vec::new(),
        }
    }
}

/// A global array. Its data is read in place; whoever made the program keeps it alive and unchanged as long as the code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrozenArray {
    /// Read-only, as in Numba.
    pub array: Array,
    /// Of each array of a program another: its name in object code.
    pub number: u64,
    pub data: usize,
    pub shape: Vec<i64>,
    /// In bytes.
    pub strides: Vec<i64>,
}
