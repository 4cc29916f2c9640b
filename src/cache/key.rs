//! What the code of a specialisation depends on, as one number.

use crate::{
    codegen,
    pipeline::{Options, Signature, Wrapping},
    program::{Binding, FunctionSource, Program},
};
use blake3::Hasher;
use numlir_dialects::instance;
use std::collections::HashMap;

/// Raised when the meaning of entries or keys changes in a way that the build's identity does not tell.
const FORMAT: u32 = 1;

/// The hash of all that a specialisation's code depends on: the sources of its functions and what their names mean, the types of the
/// arguments, the options, the processor, and this build of the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// The key of a program's function for a signature. `data` gives the bytes of a frozen array at an address. `None` where the
    /// code of this process cannot be told from another's.
    pub fn new<'data>(
        (program, entry): (&Program, usize),
        signature: Signature,
        options: &Options,
        data: impl Fn(usize) -> Option<&'data [u8]>,
    ) -> Option<Self> {
        let mut made = Maker { hasher: Hasher::new(), data };
        made.number(u64::from(FORMAT));
        made.text(codegen::build_identity()?);
        made.text(codegen::host_description().ok()?);
        made.text(&format!("{options:?}"));
        made.text(&format!("{signature:?}"));
        // The type of an instance names the class alone.
        let types = signature.arguments.iter().chain(signature.result);
        made.text(&instance::declarations(std::iter::empty(), types));
        made.number(entry as u64);
        made.program(program);
        Some(Self(*made.hasher.finalize().as_bytes()))
    }

    /// The hash of what the host gave for a question. `None` where its code refers to what is this process's own: arrays, functions of C.
    pub fn of_answer(program: &Program) -> Option<[u8; 32]> {
        if !program.foreign.is_empty() || program.frozen().next().is_some() {
            return None;
        }
        let mut made = Maker { hasher: Hasher::new(), data: |_: usize| None::<&'static [u8]> };
        made.program(program);
        Some(*made.hasher.finalize().as_bytes())
    }

    /// The key of a loop that the code is wrapped in.
    pub fn wrapped(&self, wrapping: &Wrapping) -> Self {
        let mut hasher = Hasher::new();
        hasher.update(&self.0).update(format!("{wrapping:?}").as_bytes());
        Self(*hasher.finalize().as_bytes())
    }

    /// As 64 hexadecimal digits.
    pub fn name(&self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex().to_string()
    }

    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Everything is preceded by its length or count, so that nothing runs into the next.
struct Maker<D> {
    hasher: Hasher,
    data: D,
}

impl<'data, D: Fn(usize) -> Option<&'data [u8]>> Maker<D> {
    fn number(&mut self, number: u64) {
        self.hasher.update(&number.to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.hasher.update(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn program(&mut self, program: &Program) {
        self.number(program.functions.len() as u64);
        program.functions.iter().for_each(|function| self.function(function));
    }

    fn function(&mut self, function: &FunctionSource) {
        self.text(&function.flow.name);
        self.text(&function.content);
        // Columns of later lines are in the text; that of the first is not.
        self.number(u64::from(function.lines.position(function.flow.span.start).1));
        self.text(&format!("{:?}", function.library));
        self.text(&format!("{:?}", function.signatures));
        self.text(&format!("{:?}", function.stencil));
        self.text(&format!("{:?}", function.inlining));
        self.meanings(&function.bindings);
        self.meanings(&function.defaults);
    }

    fn meanings(&mut self, meanings: &HashMap<String, Binding>) {
        let mut sorted: Vec<_> = meanings.iter().collect();
        sorted.sort_unstable_by_key(|(name, _)| *name);
        self.number(sorted.len() as u64);
        for (name, binding) in sorted {
            self.text(name);
            self.binding(binding);
        }
    }

    fn binding(&mut self, binding: &Binding) {
        match binding {
            Binding::Array(frozen) => {
                self.text("array");
                self.number(frozen.number);
                self.text(&format!("{:?} {:?} {:?}", frozen.array, frozen.shape, frozen.strides));
                match (self.data)(frozen.data) {
                    Some(bytes) => self.bytes(bytes),
                    None => self.number(frozen.data as u64),
                }
            }
            Binding::Tuple(elements) => {
                self.text("tuple");
                self.number(elements.len() as u64);
                elements.iter().for_each(|element| self.binding(element));
            }
            Binding::Call(name, arguments) => {
                self.text("call");
                self.text(name);
                self.number(arguments.len() as u64);
                arguments.iter().for_each(|argument| self.binding(argument));
            }
            // The compiler's own functions name users' classes by texts.
            Binding::Str(text) => {
                self.text("text");
                self.text(text);
                self.text(&instance::declarations(std::iter::once(text.as_str()), std::iter::empty()));
            }
            // Floats are told apart by their bits: zeros by sign, NaNs by payload.
            Binding::Float(value) => {
                self.text("float");
                self.number(value.to_bits());
            }
            Binding::Complex(real, imaginary) => {
                self.text("complex");
                self.number(real.to_bits());
                self.number(imaginary.to_bits());
            }
            Binding::NumpyScalar(scalar, value) => {
                self.text(&format!("{scalar:?}"));
                self.binding(value);
            }
            plain => self.text(&format!("{plain:?}")),
        }
    }
}
