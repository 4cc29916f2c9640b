//! From arrays, lists, sets and strings that nobody counts to explicit `nd.retain` and `nd.release`.
//!
//! *Owners* are the arrays (or lists, …) that hold a reference of their own: arguments of blocks (other than the entry
//! block's, which are borrowed from the caller), and whatever `nd.create`, `nd.runtime`, `nd.get` and `nd.get_field` give. A *view* (`nd.select`, `nd.view`,
//! `nd.relayout`, `arith.select`) borrows from its *roots*, the owners it may stem from, and a use of it is a use of them. What
//! `nd.try_create` and `nd.try_call` give goes straight on to a block's argument, which then owns it; frozen and
//! undefined arrays have no owner at all.
//!
//! ```mlir
//! func.func @f(%a: !A, %n: i64) -> !A {       ...
//!   %failed, %x = nd.try_create(%n) : !A      %failed, %x = nd.try_create(%n) : !A
//!   cf.cond_br %failed, ^fail(%s), ^on(%x)    cf.cond_br %failed, ^fail(%s), ^on(%x)
//! ^on(%b: !A):                              ^on(%b: !A):
//!   "use"(%b) : (!A) -> ()                    "use"(%b) : (!A) -> ()
//!   return %a : !A                            nd.release %b
//! ...                                         nd.retain %a
//!                                             return %a : !A
//! ```
//!
//! An owner is released behind its last use, or on the edge where it dies; as a block's argument or as a result it is
//! handed on without counting where it dies there, and retained where it does not. Edges that need work and
//! whose target has other predecessors get a block of their own; edges to one target share what they have in common
//! (`exits`).
//!
//! A function that can change no field of an instance that holds references, itself or through what it calls, borrows what it reads
//! from fields (`nd.get_field borrowed`): the instance holds it as long as it is itself held.
//!
//! Needs what `lower-raises` leaves (in particular single arguments that carry fallible results, so no
//! simplification of the control flow in between). Leaves each reference released exactly once on each path.
//! Liveness is a backward data flow over the blocks on bit sets: blocks × owners / 64, times the depth of loops.
//! A function without owners and results to count costs one walk.

mod exits;
mod liveness;
mod plan;
mod writers;

use crate::blocks::{defined_functions, edges, reverse_post_order};
use exits::Exits;
use liveness::Liveness;
use melior::Context;
use numlir_dialects::{Block, Builder, Operation, Value, passes::Outcome};
use numlir_grammar::diagnostic::{Diagnostic, Kind};
use plan::{Action, EdgeWork, Plan, Roots};
use rustc_hash::FxHashMap;

pub fn place_releases<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    let writers = writers::find(module);
    for function in defined_functions(module) {
        let borrows = !writers.contains(function.text("sym_name"));
        let order = reverse_post_order(function.region(0));
        let Some(roots) = Roots::find(&order, borrows) else { continue };
        if let Some(odd) = order.iter().find_map(|block| unknown_branch(*block)) {
            let message = format!("place-releases does not know the branch {}", odd.name());
            return Err(vec![Diagnostic::new(Kind::Internal, "place-releases", message)]);
        }
        let liveness = Liveness::solve(&order, &roots);
        let plan = Plan::make(&order, &roots, &liveness);
        apply(context, &roots, plan);
        if borrows {
            mark_borrowed(context, &order);
        }
    }
    Ok(())
}

/// Fields that are read without counting say so.
fn mark_borrowed(context: &Context, order: &[Block]) {
    for operation in order.iter().flat_map(|block| block.operations()).filter(|operation| operation.is("nd.get_field"))
    {
        operation.set_attribute("borrowed", Builder::before(context, operation).unit());
    }
}

fn unknown_branch(block: Block) -> Option<Operation> {
    block.terminator().filter(|last| last.successor_count() > 0 && edges(*last).is_empty())
}

fn apply<'c>(context: &'c Context, roots: &Roots<'c>, plan: Plan<'c>) {
    let mut exits = Exits::default();
    let mut shared = FxHashMap::default();
    for (terminator, successor, target, work) in plan.edges {
        if work.retained.is_empty() {
            exits.add(terminator, successor, target, &work.released);
            continue;
        }
        let block = *shared
            .entry((target, work))
            .or_insert_with_key(|(target, work)| edge_block(context, terminator, *target, work, roots));
        terminator.set_successor(successor, block);
    }
    exits.build(context, roots);
    for (operation, action, array) in plan.actions {
        count(&Builder::before(context, operation), action, array);
    }
}

/// A block that does the work of an edge on its way to the target, with the target's arguments.
fn edge_block<'c>(
    context: &'c Context,
    terminator: Operation<'c>,
    target: Block<'c>,
    work: &EdgeWork,
    roots: &Roots<'c>,
) -> Block<'c> {
    let (block, builder) = block_before(context, terminator, target);
    for position in &work.retained {
        count(&builder, Action::Retain, block.argument(*position));
    }
    for owner in &work.released {
        count(&builder, Action::Release, roots.owner(*owner));
    }
    builder.branch(target, block.arguments());
    block
}

/// An empty block, for work on the way to another, with that one's arguments.
fn block_before<'c>(context: &'c Context, origin: Operation<'c>, target: Block<'c>) -> (Block<'c>, Builder<'c>) {
    let arguments: Vec<_> = target.arguments().map(|argument| (argument.ty(), argument.location())).collect();
    let block = Block::append(target.region(), &arguments);
    (block, Builder::at_end(context, block, origin.location()))
}

fn count<'c>(builder: &Builder<'c>, action: Action, array: Value<'c>) {
    let name = match action {
        Action::Retain => "nd.retain",
        Action::Release => "nd.release",
    };
    builder.op(name).operand(array).insert();
}
