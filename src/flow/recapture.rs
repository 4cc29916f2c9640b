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
            let Some(kept) = kept_function(code, place as usize) else { continue };
            found.extend(follow(code, blocks, &kept, (number as u32, place + 2)));
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

fn kept_function(code: &Code, place: usize) -> Option<Kept> {
    let [made, stored, ..] = &code.instructions[place..] else { return None };
    let Instruction::MakeFunction(shape) = &made.instruction else { return None };
    let Instruction::StoreLocal(Local(holder)) = stored.instruction else { return None };
    let captures = &code.nested[shape.nested as usize].captures;
    let local_of = |name: &String| code.locals.iter().position(|local| local.name == *name);
    let captured: HashSet<_> = captures.iter().filter_map(local_of).map(|local| local as Variable).collect();
    (!captured.is_empty()).then_some(Kept { holder, captured })
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
