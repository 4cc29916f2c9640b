//! Displays, such as `[a, *b]` and `{k: v}`, and f-strings.

use super::{
    super::{
        instruction::Instruction,
        operand::{ArgumentKind, Arguments, Constant, Count, Formatting},
    },
    Assembler,
};
use numlir_grammar::tree::{Expr, ExprKind, FStringPart, Span};

impl<'a> Assembler<'a> {
    pub(super) fn display(&mut self, elements: &'a [Expr], span: Span, build: fn(Arguments) -> Instruction) {
        let kinds = self.elements(elements);
        self.emit(build(Arguments(kinds)), span);
    }

    /// Pushes elements or positional arguments, and tells which are starred.
    pub(super) fn elements(&mut self, elements: &'a [Expr]) -> Vec<ArgumentKind> {
        let mut kinds = Vec::with_capacity(elements.len());
        for element in elements {
            let (kind, value) = match &element.kind {
                ExprKind::Starred(inner) => (ArgumentKind::Star, &**inner),
                _ => (ArgumentKind::Positional, element),
            };
            self.expression(value);
            kinds.push(kind);
        }
        kinds
    }

    pub(super) fn dict(&mut self, entries: &'a [(Option<Expr>, Expr)], span: Span) {
        let mut count = 0;
        for (key, value) in entries {
            let Some(key) = key else {
                self.unsupported(value.span, "'**' in a dictionary display is not compiled");
                continue;
            };
            self.expression(key);
            self.expression(value);
            count += 1;
        }
        self.emit(Instruction::BuildDict(Count(count)), span);
    }

    pub(super) fn formatted_string(&mut self, parts: &'a [FStringPart], span: Span) {
        let mut count = 0;
        for part in parts {
            count += match part {
                FStringPart::Literal(text) => self.piece(text, span),
                FStringPart::Value { debug_text, .. } => {
                    let label = debug_text.as_ref().map_or(0, |text| self.piece(text, span));
                    self.field(part, span);
                    label + 1
                }
            };
        }
        match count {
            0 => self.constant(Constant::Str(String::new()), span),
            1 => {}
            _ => self.emit(Instruction::Join(Count(count)), span),
        }
    }

    fn piece(&mut self, text: &str, span: Span) -> u32 {
        self.constant(Constant::Str(text.to_owned()), span);
        1
    }

    fn field(&mut self, part: &'a FStringPart, span: Span) {
        let FStringPart::Value { value, conversion, format, debug_text } = part else { return };
        self.expression(value);
        if let Some(format) = format {
            self.formatted_string(format, span);
        }
        // `{x=}` alone shows the repr.
        let by_repr = debug_text.is_some() && conversion.is_none() && format.is_none();
        let conversion = if by_repr { Some('r') } else { *conversion };
        let formatting = Formatting { conversion, spec: format.is_some() };
        self.emit(Instruction::Format(formatting), value.span);
    }
}
