//! Assignment, augmented assignment and deletion.

use super::{
    super::{
        instruction::Instruction,
        operand::{Count, Depth, Name, StarShape},
    },
    Assembler,
};
use numlir_grammar::tree::{BinaryOp, Expr, ExprKind, Span};
use std::collections::HashSet;

impl<'a> Assembler<'a> {
    pub(super) fn assignment(&mut self, targets: &'a [Expr], value: &'a Expr) {
        if let [target] = targets
            && self.parallel_assignment(target, value)
        {
            return;
        }
        self.expression(value);
        let [others @ .., last] = targets else { return };
        for target in others {
            self.emit(Instruction::Copy(Depth(1)), target.span);
            self.assign(target);
        }
        self.assign(last);
    }

    /// `a, b = b, a` without the tuple. Storing in reverse order is not seen where the targets are different names.
    fn parallel_assignment(&mut self, target: &'a Expr, value: &'a Expr) -> bool {
        let (ExprKind::Tuple(targets), ExprKind::Tuple(values)) = (&target.kind, &value.kind) else { return false };
        let starred = values.iter().any(|value| matches!(value.kind, ExprKind::Starred(_)));
        if targets.len() != values.len() || starred || !are_different_names(targets) {
            return false;
        }
        values.iter().for_each(|value| self.expression(value));
        targets.iter().rev().for_each(|target| self.assign(target));
        true
    }

    /// Takes the top of the stack into a target.
    pub(super) fn assign(&mut self, target: &'a Expr) {
        let span = target.span;
        match &target.kind {
            ExprKind::Name(name) => self.store_name(name, span),
            ExprKind::Attribute { value, attribute } => {
                self.expression(value);
                self.emit(Instruction::StoreAttribute(Name(attribute.text.clone())), span);
            }
            ExprKind::Subscript { value, index } => {
                self.expression(value);
                self.expression(index);
                self.emit(Instruction::StoreItem, span);
            }
            ExprKind::Tuple(elements) | ExprKind::List(elements) => self.unpack(elements, span),
            _ => {
                self.syntax_error(span, "cannot assign to this expression");
                self.emit(Instruction::PopTop, span);
            }
        }
    }

    fn unpack(&mut self, elements: &'a [Expr], span: Span) {
        let star = elements.iter().position(|element| matches!(element.kind, ExprKind::Starred(_)));
        let instruction = match star {
            None => Instruction::Unpack(Count(elements.len() as u32)),
            Some(before) => {
                let after = elements.len() - before - 1;
                Instruction::UnpackStar(StarShape { before: before as u32, after: after as u32 })
            }
        };
        self.emit(instruction, span);
        for (place, element) in elements.iter().enumerate() {
            match &element.kind {
                ExprKind::Starred(inner) if Some(place) == star => self.assign(inner),
                ExprKind::Starred(_) => {
                    self.syntax_error(element.span, "more than one starred target");
                    self.emit(Instruction::PopTop, element.span);
                }
                _ => self.assign(element),
            }
        }
    }

    /// Evaluates the object and the index of the target once.
    pub(super) fn augmented(&mut self, target: &'a Expr, op: BinaryOp, value: &'a Expr, span: Span) {
        match &target.kind {
            ExprKind::Name(name) => {
                self.load_name(name, target.span);
                self.expression(value);
                self.emit(Instruction::Inplace(op), span);
                self.store_name(name, target.span);
            }
            ExprKind::Attribute { value: object, attribute } => {
                let name = Name(attribute.text.clone());
                self.expression(object);
                self.emit(Instruction::Copy(Depth(1)), target.span);
                self.emit(Instruction::LoadAttribute(name.clone()), target.span);
                self.expression(value);
                self.emit(Instruction::Inplace(op), span);
                self.emit(Instruction::Swap(Depth(2)), target.span);
                self.emit(Instruction::StoreAttribute(name), target.span);
            }
            ExprKind::Subscript { value: object, index } => {
                self.expression(object);
                self.expression(index);
                self.emit(Instruction::Copy(Depth(2)), target.span);
                self.emit(Instruction::Copy(Depth(2)), target.span);
                self.emit(Instruction::LoadItem, target.span);
                self.expression(value);
                self.emit(Instruction::Inplace(op), span);
                self.emit(Instruction::Swap(Depth(3)), target.span);
                self.emit(Instruction::Swap(Depth(2)), target.span);
                self.emit(Instruction::StoreItem, target.span);
            }
            _ => self.syntax_error(target.span, "cannot assign to this expression"),
        }
    }

    pub(super) fn delete(&mut self, target: &'a Expr) {
        let span = target.span;
        match &target.kind {
            ExprKind::Name(name) => self.delete_name(name, span),
            ExprKind::Subscript { value, index } => {
                self.expression(value);
                self.expression(index);
                self.emit(Instruction::DeleteItem, span);
            }
            ExprKind::Tuple(elements) | ExprKind::List(elements) => {
                elements.iter().for_each(|element| self.delete(element));
            }
            ExprKind::Attribute { .. } => self.unsupported(span, "'del' of an attribute is not compiled"),
            _ => self.syntax_error(span, "cannot delete this expression"),
        }
    }
}

fn are_different_names(targets: &[Expr]) -> bool {
    let mut seen = HashSet::new();
    targets.iter().all(|target| matches!(&target.kind, ExprKind::Name(name) if seen.insert(name)))
}
