//! Libraries compiled ahead of time: for callers in C, and Python modules that need nothing of numlir.
//!
//! ```text
//! functions and their signatures
//!   | pipeline::compile_ahead   an object file a function, its constants in it
//!   | source                    C: tables of the functions and their sites; for C, a function of C's convention around each
//!   | header                    what such a caller includes
//!   | link                      the C compiler, with the archive of the runtime (the crate in aot/)
//! a shared library
//! ```
//!
//! Nothing here knows Python, except that one kind of library is a module of its.

mod header;
mod link;
mod literal;
mod source;
mod types;

pub use link::Toolchain;

use crate::{
    codegen::{self, Processor},
    dispatch::on_compiler_thread,
    pipeline::{self, Ahead, Artifact, Options, Signature},
    program::{Host, Program},
};
use numlir_dialects::types::Type;
use numlir_grammar::diagnostic::{Diagnostic, Kind};

/// Who calls a library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callers {
    C,
    /// It is an extension module.
    Python,
}

/// A library in the making.
pub struct Library {
    pub name: String,
    pub callers: Callers,
    pub functions: Vec<Exported>,
}

/// What is known of a function that a library exports.
pub struct Interface {
    pub name: String,
    pub parameters: Vec<String>,
    pub documentation: String,
    pub arguments: Vec<Type>,
    /// Whether other Python threads run during a call.
    pub nogil: bool,
}

/// A function that a library exports.
pub struct Exported {
    pub interface: Interface,
    pub artifact: Artifact,
    /// What its object needs from elsewhere.
    needs: Vec<String>,
}

impl Exported {
    /// Compiles a function for the signature of its interface; the result is inferred where none is given. `data` gives the bytes
    /// of a frozen array by its address.
    ///
    /// # Errors
    /// As [`pipeline::compile`]; types that a library's callers do not pass, and functions that need this process.
    pub fn compile(
        (program, entry): (&Program, usize),
        (interface, result): (Interface, Option<&Type>),
        (options, host): (&Options, Option<&dyn Host>),
        (callers, processor): (Callers, Processor),
        data: &(dyn Fn(usize) -> Option<Vec<u8>> + Sync),
    ) -> Result<Self, Vec<Diagnostic>> {
        let symbol = format!("numlir_code_{}", interface.name);
        let signature = Signature { arguments: &interface.arguments, result, constants: &[] };
        let ahead = Ahead { symbol: &symbol, processor, data };
        let compiled =
            on_compiler_thread(|| pipeline::compile_ahead((program, entry), signature, (options, host), &ahead));
        let artifact = compiled.unwrap_or_else(|fault| Err(vec![*fault]))?;
        let needs = codegen::undefined(&artifact.object).map_err(|error| refusal(error.to_string()))?;
        let made = Self { interface, artifact, needs };
        made.check(callers)?;
        Ok(made)
    }

    fn check(&self, callers: Callers) -> Result<(), Vec<Diagnostic>> {
        let name = &self.interface.name;
        if !is_identifier(name) {
            return Err(refusal(format!("'{name}' is no name for a function of a library")));
        }
        let passed = |ty: &Type| match callers {
            Callers::C => types::c_passes(ty),
            Callers::Python => types::text(ty).is_some(),
        };
        let mut types = self.interface.arguments.iter().chain([&self.artifact.result]);
        if let Some(ty) = types.find(|ty| !passed(ty)) {
            let takes = match callers {
                Callers::C => "C passes numbers, arrays, strings and tuples of these",
                Callers::Python => "a module's functions take numbers, arrays, strings, None and tuples of these",
            };
            let error = Diagnostic::new(Kind::Typing, "library-type", format!("{name} cannot be exported with {ty}"));
            return Err(vec![error.note(takes)]);
        }
        for need in &self.needs {
            let problem = match need.as_str() {
                need if need.starts_with("numlir_object") || need.starts_with("numlir.object") => {
                    "runs a block in object mode, which needs numlir"
                }
                "numlir_array_text" if callers == Callers::C => "makes the text of an array, which needs NumPy",
                "numlir_simt_launch" => "launches a kernel",
                need if !is_available(need) => "calls a function by its address in this process",
                _ => continue,
            };
            return Err(refusal(format!("{name} cannot be exported: it {problem}")));
        }
        Ok(())
    }

    /// Whether it calls BLAS or LAPACK.
    fn is_linear(&self) -> bool {
        self.needs.iter().any(|need| need.starts_with("numlir_blas_") || need.starts_with("numlir_lapack_"))
    }
}

/// Whether a library finds a symbol in the runtime's archive, the C library or the math libraries.
fn is_available(symbol: &str) -> bool {
    symbol.starts_with("_ZGV") || crate::runtime::symbols().iter().any(|(name, _)| *name == symbol)
}

fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|character| character.is_ascii_alphanumeric() || character == '_')
}

fn refusal(message: impl Into<String>) -> Vec<Diagnostic> {
    vec![Diagnostic::new(Kind::Unsupported, "library", message)]
}
