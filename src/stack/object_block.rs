//! Blocks in object mode: what stands for one in a function's code.

use numlir_grammar::tree::Span;

/// A `with objmode(…):` block. Compiled code calls what its name stands for, as it calls any global.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectBlock {
    /// The whole statement.
    pub span: Span,
    /// The variables that the block reads before it binds them.
    pub inputs: Vec<String>,
}

const PREFIX: &str = "<with ";

impl ObjectBlock {
    /// The global name that stands for the block; no name in a program is written so.
    pub fn name(&self) -> String {
        format!("{PREFIX}{} {} {}>", self.span.start, self.span.end, self.inputs.join(","))
    }

    /// The block that a global name stands for.
    pub fn of_name(name: &str) -> Option<Self> {
        let mut parts = name.strip_prefix(PREFIX)?.strip_suffix('>')?.splitn(3, ' ');
        let (start, end) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let inputs = parts.next()?.split(',').filter(|input| !input.is_empty()).map(str::to_owned).collect();
        Some(Self { span: Span { start, end }, inputs })
    }
}
