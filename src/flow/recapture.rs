//! Finds functions that would see an old value of a variable they captured.
//!
//! ```text
//! f = lambda: x      here f captures x
//! x = 2
//! f()                Python gives 2; the captured value is the one before
//! ```
//!
//! A function kept in a local has the values its variables had when it was made. That differs from Python where such
//! a variable is assigned again before the function is used, so this is refused. A `def` that is alone in binding
//! its name is made anew at each use, and needs no refusal. Functions inside containers are not followed.

use super::{access::Variable, blocks::Blocks};
use crate::stack::{Code, Instruction, operand::Local};
use numlir_grammar::tree::Span;
use std::collections::HashSet;

/// The uses to refuse, each with its message.
pub(super) fn outdated_uses(code: &Code, blocks: &Blocks) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    for (number, block) in blocks.blocks.iter().enumerate() {
        for place in block.start..block.end {
            let Some((kept, start)) = kept_function(code, blocks, (number as u32, place)) else { continue };
            found.extend(follow(code, blocks, &kept, start));
        }
    }
    found.sort_unstable_by_key(|(span, _): &(Span, String)| (span.start, span.end));
    found.dedup();
    found
}

/// A function that is kept in a local, and the locals that it captured.
struct Kept {
    holder: Variable,
    captured: HashSet<Variable>,
}

/// The function that an instruction makes, where it goes into a local, and what comes behind that: a block and an instruction.
/// Of a conditional expression the local is in the block where its ways meet.
fn kept_function(code: &Code, blocks: &Blocks, (number, place): (u32, u32)) -> Option<(Kept, (u32, u32))> {
    let instruction = |place: u32| code.instructions.get(place as usize).map(|located| &located.instruction);
    let Instruction::MakeFunction(shape) = instruction(place)? else { return None };
    let block = &blocks.blocks[number as usize];
    let (number, place) = match (block.end - place - 1, block.successors.as_slice()) {
        (1.., _) if matches!(instruction(place + 1)?, Instruction::StoreLocal(_)) => (number, place + 1),
        (0 | 1, &[(_, next)]) => (next, blocks.blocks[next as usize].start),
        _ => return None,
    };
    let Instruction::StoreLocal(Local(holder)) = *instruction(place)? else { return None };
    let captures = &code.nested[shape.nested as usize].captures;
    let local_of = |name: &String| code.locals.iter().position(|local| local.name == *name);
    let captured: HashSet<_> = captures.iter().filter_map(local_of).map(|local| local as Variable).collect();
    (!captured.is_empty()).then_some((Kept { holder, captured }, (number, place + 1)))
}

/// Walks on from where the function was kept, and finds its uses behind an assignment of what it captured.
fn follow(code: &Code, blocks: &Blocks, kept: &Kept, start: (u32, u32)) -> Option<(Span, String)> {
    let mut seen = HashSet::new();
    let mut pending = vec![(start.0, start.1, None)];
    while let Some((block, from, mut assigned)) = pending.pop() {
        let mut is_kept = true;
        for located in &code.instructions[from as usize..blocks.blocks[block as usize].end as usize] {
            match located.instruction {
                Instruction::StoreLocal(Local(local)) | Instruction::DeleteLocal(Local(local))
                    if local == kept.holder =>
                {
                    is_kept = false;
                    break;
                }
                Instruction::StoreLocal(Local(local)) if kept.captured.contains(&local) => assigned = Some(local),
                Instruction::LoadLocal(Local(local)) if local == kept.holder => {
                    if let Some(variable) = assigned {
                        return Some((located.span, message(code, kept.holder, variable)));
                    }
                }
                _ => {}
            }
        }
        if !is_kept {
            continue;
        }
        for &(_, to) in &blocks.blocks[block as usize].successors {
            if seen.insert((to, assigned.is_some())) {
                pending.push((to, blocks.blocks[to as usize].start, assigned));
            }
        }
    }
    None
}

fn message(code: &Code, holder: Variable, variable: Variable) -> String {
    let name = |local: Variable| &code.locals[local as usize].name;
    format!(
        "'{0}' is assigned after '{1}' captured it, and '{1}' is used here; a compiled function keeps the value that it captured",
        name(variable),
        name(holder)
    )
}
