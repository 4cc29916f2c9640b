//! Stack code as a listing, which [`super::parse()`] reads back.
//!
//! ```text
//! function f "f" @ 0..40
//!   positional n
//!   local n @ 6..7
//!    2          0  LOAD_LOCAL           0 (n)   @ 21..22
//!              1  POP_JUMP_IF_FALSE    L1      @ 21..22
//!    3   L1:   2  …
//! end
//! ```
//!
//! The columns are the source line, where it changes, a label, the place, the instruction, and its span in bytes.

use super::{
    code::{Code, LocalVariable, Signature},
    instruction::FORMAT_VERSION,
    reader::quoted,
    source::Source,
    text::Writer,
};
use numlir_grammar::tree::Span;
use std::fmt::{self, Write};

/// Writes the listing of a function and of those nested in it.
pub fn print(code: &Code, source: Source) -> String {
    let mut out = format!("stack code {FORMAT_VERSION}\n");
    // Writing to a string does not fail.
    let _ = write_code(&mut out, code, source);
    out
}

fn write_code(out: &mut String, code: &Code, source: Source) -> fmt::Result {
    writeln!(out, "function {} {} {}", quoted(&code.name), quoted(&code.qualified_name), At(code.span))?;
    write_signature(out, code)?;
    for LocalVariable { name, span, is_hidden } in &code.locals {
        let word = if *is_hidden { "hidden" } else { "local" };
        writeln!(out, "  {word} {} {}", quoted(name), At(*span))?;
    }
    for name in &code.captures {
        writeln!(out, "  capture {}", quoted(name))?;
    }
    for &span in &code.tries {
        writeln!(out, "  try {}", At(span))?;
    }
    for (span, message) in &code.unsupported {
        writeln!(out, "  unsupported {} {}", quoted(message), At(*span))?;
    }
    write_instructions(out, code, source)?;
    for nested in &code.nested {
        write_code(out, nested, source)?;
    }
    writeln!(out, "end")
}

fn write_signature(out: &mut String, code: &Code) -> fmt::Result {
    let Signature { positional_only, positional, varargs, keyword_only, kwargs } = &code.signature;
    let lists = [
        ("positional_only", positional_only),
        ("positional", positional),
        ("varargs", &varargs.iter().cloned().collect()),
        ("keyword_only", keyword_only),
        ("kwargs", &kwargs.iter().cloned().collect()),
        ("keyword_defaults", &code.defaults.keyword_only),
    ];
    for (word, names) in lists.into_iter().filter(|(_, names)| !names.is_empty()) {
        writeln!(out, "  {word} {}", names.join(" "))?;
    }
    if code.defaults.positional > 0 {
        writeln!(out, "  defaults {}", code.defaults.positional)?;
    }
    Ok(())
}

fn write_instructions(out: &mut String, code: &Code, source: Source) -> fmt::Result {
    let labels = labels(code);
    let mut writer = Writer { out: String::new(), code, labels: &labels };
    let mut line_before = 0;
    for (place, located) in code.instructions.iter().enumerate() {
        writer.out.clear();
        located.instruction.write_operand(&mut writer);
        let line = source.line(located.span);
        let line_text = if line == line_before { String::new() } else { line.to_string() };
        line_before = line;
        let label = labels[place].map_or_else(String::new, |label| format!("L{label}:"));
        let mnemonic = located.instruction.mnemonic();
        writeln!(out, "{line_text:>5}  {label:<6} {place:>4}  {mnemonic:<21} {:<16} {}", writer.out, At(located.span))?;
    }
    for handler in &code.handlers {
        let label = labels.get(handler.target as usize).copied().flatten().unwrap_or(u32::MAX);
        writeln!(out, "  handler {}..{} L{label} depth {}", handler.start, handler.end, handler.depth)?;
    }
    Ok(())
}

/// Numbers the instructions that are jumped to, in their order, from 1.
fn labels(code: &Code) -> Vec<Option<u32>> {
    let mut labels = vec![None; code.instructions.len() + 1];
    let jumps = code.instructions.iter().filter_map(|located| located.instruction.target());
    for target in jumps.map(|target| target.0).chain(code.handlers.iter().map(|handler| handler.target)) {
        if let Some(label) = labels.get_mut(target as usize) {
            *label = Some(0);
        }
    }
    for (number, label) in labels.iter_mut().flatten().enumerate() {
        *label = number as u32 + 1;
    }
    labels
}

/// A span as a listing shows it.
struct At(Span);

impl fmt::Display for At {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "@ {}..{}", self.0.start, self.0.end)
    }
}
