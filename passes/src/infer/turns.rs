//! Which loops have their turns typed one by one ([`super::unroll`]): what asks for it, and how the specialisation goes on.

use super::{
    bind::Template,
    body::{Body, OperationBody},
    fact::unify,
    solve::{Id, Solver},
    unroll::{Turns, unrolled},
};
use crate::code::Constant;
use numlir_dialects::types::Type;
use rustc_hash::FxHashMap;

/// What marks a tuple whose elements are to be typed one by one.
pub const LITERAL_UNROLL: &str = "numlir.literal_unroll";

/// Templates with a loop written out, by what they were made of.
#[derive(Default)]
pub struct Variants(FxHashMap<(usize, (u32, u32), Turns), Option<usize>>);

impl<'c> Solver<'c> {
    /// Has the specialisation begin anew with a loop written out, where an operation asks for that. Whether it does.
    pub fn takes_turns(&mut self, id: Id, op: &OperationBody<'c>) -> bool {
        if !matches!(op.name, "py.iter" | "py.getitem") {
            return false;
        }
        let template = self.specialisations[id].template;
        let body = self.decoded(template).clone();
        let asked = match op.name {
            "py.iter" => self.elements(id, &body, op),
            _ => self.positions(id, &body, op),
        };
        let Some((next, turns)) = asked else { return false };
        let key = (template, next, turns);
        let variant = match self.variants.0.get(&key) {
            Some(known) => *known,
            None => {
                let made = unrolled(self.context, self.templates[template].operation, next, turns);
                let made = made.map(|operation| self.add_variant(template, operation));
                self.variants.0.insert(key, made);
                made
            }
        };
        let Some(variant) = variant else { return false };
        self.begin_anew(id, variant);
        true
    }

    /// A template that is another but for its body.
    fn add_variant(&mut self, of: usize, operation: numlir_dialects::Operation<'c>) -> usize {
        let Template { captured_defaults, literals, .. } = &self.templates[of];
        let (captured_defaults, literals) = (captured_defaults.clone(), literals.clone());
        self.templates.push(Template { captured_defaults, literals, ..Template::new(operation) });
        let variant = self.templates.len() - 1;
        self.bases.insert(variant, self.base(of));
        variant
    }

    /// The template as the program has it.
    pub fn base(&self, template: usize) -> usize {
        self.bases.get(&template).copied().unwrap_or(template)
    }

    /// A loop over a tuple of elements that have no common type, or that `literal_unroll` gave.
    fn elements(&self, id: Id, body: &Body<'c>, op: &OperationBody<'c>) -> Option<((u32, u32), Turns)> {
        let elements = self.specialisations[id].facts[op.operands[0] as usize].ty()?.elements()?;
        if has_common_type(elements) && !self.is_marked(id, body, op.operands[0]) {
            return None;
        }
        // The loop begins with the iterator that is handed to its header.
        let iterator = op.first_result;
        let handed = |block: &super::body::BlockBody<'c>| {
            let last = block.operations.last()?;
            last.successors.iter().enumerate().find_map(|(edge, &(to, first))| {
                let end = last.successors.get(edge + 1).map_or(last.operands.len(), |(_, first)| *first as usize);
                let position = last.operands[first as usize..end].iter().position(|operand| *operand == iterator)?;
                Some((to, body.blocks[to as usize].first_argument + position as u32))
            })
        };
        let (header, argument) = body.blocks.iter().find_map(handed)?;
        let is_next = |op: &OperationBody| op.name == "py.next" && op.operands[0] == argument;
        let place = body.blocks[header as usize].operations.iter().position(is_next)?;
        Some(((header, place as u32), Turns::Elements { count: elements.len() }))
    }

    /// A loop over a range whose extent is known, where its variable says which element of an uneven tuple is taken.
    fn positions(&self, id: Id, body: &Body<'c>, op: &OperationBody<'c>) -> Option<((u32, u32), Turns)> {
        let facts = &self.specialisations[id].facts;
        let elements = facts[op.operands[0] as usize].ty()?.elements()?;
        let index = &facts[op.operands[1] as usize];
        let is_position = index.ty().is_some_and(|ty| matches!(ty, Type::Scalar(_)));
        if has_common_type(elements) || !is_position || matches!(index.constant(), Some(Constant::Int(_))) {
            return None;
        }
        let (header, place, next) = definition(body, op.operands[1])?;
        if next.name != "py.next" || op.operands[1] != next.first_result + 1 {
            return None;
        }
        let argument = next.operands[0].checked_sub(body.blocks[header as usize].first_argument)?;
        let begun = body.blocks[..header as usize].iter().find_map(|block| {
            let last = block.operations.last()?;
            let (_, first) = last.successors.iter().find(|(to, _)| *to == header)?;
            last.operands.get((first + argument) as usize).copied()
        });
        let (_, _, iter) = definition(body, begun?)?;
        let (_, _, call) = definition(body, *iter.operands.first()?)?;
        if iter.name != "py.iter" || call.name != "py.call" {
            return None;
        }
        let is_range =
            matches!(facts[call.operands[0] as usize].ty(), Some(Type::Builtin(name)) if &**name == "builtins.range");
        let known = |operand: &u32| match facts[*operand as usize].constant() {
            Some(Constant::Int(value)) => Some(*value),
            _ => None,
        };
        let bounds: Vec<i64> = call.operands[1..].iter().map(known).collect::<Option<_>>()?;
        let (start, stop, step) = match bounds[..] {
            [stop] => (0, stop, 1),
            [start, stop] => (start, stop, 1),
            [start, stop, step] if step != 0 => (start, stop, step),
            _ => return None,
        };
        if !is_range {
            return None;
        }
        let distance = if step > 0 { stop.checked_sub(start)? } else { start.checked_sub(stop)? };
        let count = usize::try_from(distance.max(0)).ok()?.div_ceil(usize::try_from(step.unsigned_abs()).ok()?);
        Some(((header, place), Turns::Numbers { count, start, step }))
    }

    /// Whether a value is what `literal_unroll` gave.
    fn is_marked(&self, id: Id, body: &Body<'c>, value: u32) -> bool {
        let Some((_, _, call)) = definition(body, value).filter(|(_, _, op)| op.name == "py.call") else {
            return false;
        };
        let callee = self.specialisations[id].facts[call.operands[0] as usize].ty();
        matches!(callee, Some(Type::Builtin(name)) if &**name == LITERAL_UNROLL)
    }
}

fn has_common_type(elements: &[Type]) -> bool {
    let Some(first) = elements.first() else { return true };
    elements.iter().skip(1).try_fold(first.clone(), |unified, next| unify(&unified, next)).is_some()
}

/// The operation that gives a value: its block, its place there, itself.
fn definition<'b, 'c>(body: &'b Body<'c>, value: u32) -> Option<(u32, u32, &'b OperationBody<'c>)> {
    body.blocks.iter().enumerate().find_map(|(number, block)| {
        let gives = |op: &OperationBody| (op.first_result..op.first_result + op.results).contains(&value);
        let place = block.operations.iter().position(gives)?;
        Some((number as u32, place as u32, &block.operations[place]))
    })
}
