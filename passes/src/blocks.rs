//! What several passes ask of functions and their basic blocks.

use crate::{builtins::function_value::THROUGH, inline_calls::precompiled::PRECOMPILED};
use numlir_dialects::{Block, Operation, Region};
use rustc_hash::FxHashSet;

/// The functions of a module that have a body.
pub fn defined_functions<'c>(module: Operation<'c>) -> Vec<Operation<'c>> {
    let body = module.region(0).first_block();
    let functions = body.into_iter().flat_map(Block::operations).filter(|operation| operation.is("func.func"));
    functions.filter(|function| function.region(0).first_block().is_some()).collect()
}

/// The functions of a module that call what it does not have, and may fail: blocks in object mode, calls of values of functions, and
/// functions of the library that are compiled already.
pub fn outer_calls<'c>(module: Operation<'c>) -> Vec<Operation<'c>> {
    let body = module.region(0).first_block();
    let operations = body.into_iter().flat_map(Block::operations);
    let is = |operation: &Operation, name: &str| operation.attribute(name).is_some();
    let outer = ["numlir.object_block", THROUGH, PRECOMPILED];
    operations.filter(|operation| outer.iter().any(|name| is(operation, name))).collect()
}

/// Looks at every operation of a region and of the regions within.
pub fn visit_operations<'c>(region: Region<'c>, look: &mut impl FnMut(Operation<'c>)) {
    for operation in region.blocks().flat_map(Block::operations) {
        look(operation);
        (0..operation.region_count()).for_each(|index| visit_operations(operation.region(index), look));
    }
}

/// The blocks that the first one reaches, each after its dominators. Linear.
pub fn reverse_post_order<'c>(region: Region<'c>) -> Vec<Block<'c>> {
    let Some(entry) = region.first_block() else { return Vec::new() };
    let mut order = Vec::new();
    let mut seen = FxHashSet::from_iter([entry]);
    let mut path = vec![(entry, 0)];
    while let Some((block, next)) = path.last_mut() {
        let successor =
            block.terminator().filter(|last| *next < last.successor_count()).map(|last| last.successor(*next));
        let Some(successor) = successor else {
            order.push(*block);
            path.pop();
            continue;
        };
        *next += 1;
        if seen.insert(successor) {
            path.push((successor, 0));
        }
    }
    order.reverse();
    order
}

/// A way out of a block: the successor's position, and the terminator's operands that become the successor's arguments.
#[derive(Clone, Copy)]
pub struct Edge<'c> {
    pub successor: usize,
    pub target: Block<'c>,
    pub first_operand: usize,
}

/// The edges of a `cf.br` or `cf.cond_br`; none of any other operation.
pub fn edges<'c>(terminator: Operation<'c>) -> Vec<Edge<'c>> {
    let conditional = terminator.is("cf.cond_br");
    if !conditional && !terminator.is("cf.br") {
        return Vec::new();
    }
    let mut first_operand = usize::from(conditional);
    let edge = |(successor, target): (usize, Block<'c>)| {
        let edge = Edge { successor, target, first_operand };
        first_operand += target.argument_count();
        edge
    };
    terminator.successors().enumerate().map(edge).collect()
}
