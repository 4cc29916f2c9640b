//! The grammar of Python 3.12: from text to a syntax tree in which every node has its exact span, and to errors in
//! the user's words.
//!
//! The road: `layout` turns indentation into marks and joins lines, `parser` (pest, from python.pest) reads that,
//! `build` makes the tree and checks what a grammar cannot say, `explain` puts a failed parse into words.

mod build;
pub mod diagnostic;
mod dump;
mod explain;
mod fault;
mod layout;
mod line_index;
mod parser;
mod read;
pub mod tree;

pub use dump::dump;
pub use line_index::LineIndex;
pub use read::{parse_function, parse_lambda, parse_module};
