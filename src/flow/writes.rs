//! Which blocks write each variable, and whether a value of it ever leaves its block.

use super::{
    access::{Access, Variables},
    blocks::Blocks,
};
use crate::stack::Code;

/// The blocks that write a variable.
#[derive(Clone, Debug, Default)]
pub(super) struct Writers {
    /// In ascending order.
    pub blocks: Vec<u32>,
    /// Whether a block reads it before it writes it. A variable of which none does needs no block arguments.
    pub is_read_across: bool,
}

/// Collects the writers of all variables. `flagged` are the locals whose bound flags are kept, `checks` the
/// instructions that test them.
pub(super) fn writers(code: &Code, blocks: &Blocks, (flagged, checks): (&[bool], &[bool])) -> Vec<Writers> {
    let variables = Variables::new(code, blocks.max_depth);
    let mut writers: Vec<Writers> = vec![Writers::default(); variables.count as usize];
    for (number, block) in blocks.blocks.iter().enumerate() {
        let number = number as u32;
        let mut depth = block.depth;
        let range = block.start as usize..block.end as usize;
        for (located, &checked) in code.instructions[range.clone()].iter().zip(&checks[range]) {
            let instruction = &located.instruction;
            variables.accesses(instruction, depth, (flagged, checked), |access| {
                let (Access::Read(variable) | Access::Write(variable)) = access;
                note(&mut writers[variable as usize], number, access);
            });
            depth = depth.saturating_add_signed(instruction.effect() as i32);
        }
    }
    writers
}

fn note(writers: &mut Writers, block: u32, access: Access) {
    let writes_here = writers.blocks.last() == Some(&block);
    match access {
        Access::Write(_) if !writes_here => writers.blocks.push(block),
        Access::Read(_) if !writes_here => writers.is_read_across = true,
        _ => {}
    }
}
