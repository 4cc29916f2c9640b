//! Stack code: the narrow waist of the front end.
//!
//! A function's tree is assembled into instructions of a stack machine of our own. It resembles CPython's bytecode
//! but belongs to no version of it, and is frozen: a second producer can join here, and listings stay readable.
//! [`instruction`] holds the one table of instructions; [`print()`] writes listings that [`parse()`] reads back.

mod assemble;
mod bindings;
mod code;
mod import;
pub mod instruction;
mod object_block;
pub mod operand;
mod parse;
mod print;
mod reader;
mod reference;
mod scope;
mod source;
mod symbols;
mod text;
mod visit;

pub use assemble::{assemble, assemble_lambda};
pub use code::{Code, Defaults, Handler, LocalVariable, Signature, type_name};
pub use import::{Import, Part};
pub use instruction::{FORMAT_VERSION, Instruction, Located};
pub use object_block::ObjectBlock;
pub use operand::Constant;
pub use parse::parse;
pub use print::print;
pub use reference::reference;
pub use source::Source;
pub use symbols::Symbol;
pub use text::TextError;
