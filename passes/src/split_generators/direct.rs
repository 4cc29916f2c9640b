//! Generators that only one function can have made.

use super::resume_name;
use crate::blocks::{edges, visit_operations};
use melior::Context;
use numlir_dialects::{Block, Builder, Operation, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// Names the callee of each `nd.resume` whose generator all calls of one function make.
pub fn resolve<'c>(context: &'c Context, functions: &[Operation<'c>], generators: &[Operation<'c>]) {
    let makers: FxHashSet<&str> = generators.iter().map(|function| function.text("sym_name")).collect();
    if makers.is_empty() {
        return;
    }
    for function in functions {
        let mut resumes = Vec::new();
        visit_operations(function.region(0), &mut |operation| {
            if operation.is("nd.resume") {
                resumes.push(operation);
            }
        });
        if resumes.is_empty() {
            continue;
        }
        let incoming = incoming(*function);
        for resume in resumes {
            if let Some(maker) = only_maker(resume.operand(0), &incoming, &makers) {
                let builder = Builder::before(context, resume);
                resume.set_attribute("callee", builder.symbol(&resume_name(maker)));
            }
        }
    }
}

/// What each block's arguments get, an entry for each edge.
type Incoming<'c> = FxHashMap<Block<'c>, Vec<Vec<Value<'c>>>>;

fn incoming(function: Operation<'_>) -> Incoming<'_> {
    let mut incoming: Incoming = FxHashMap::default();
    for terminator in function.region(0).blocks().filter_map(Block::terminator) {
        for edge in edges(terminator) {
            let count = edge.target.argument_count();
            let operands = (edge.first_operand..edge.first_operand + count).map(|index| terminator.operand(index));
            incoming.entry(edge.target).or_default().push(operands.collect());
        }
    }
    incoming
}

fn only_maker<'c>(generator: Value<'c>, incoming: &Incoming<'c>, makers: &FxHashSet<&'c str>) -> Option<&'c str> {
    let mut found = None;
    let mut seen = FxHashSet::default();
    let mut pending = vec![generator];
    while let Some(value) = pending.pop() {
        if !seen.insert(value) {
            continue;
        }
        match value.defining_operation() {
            Some(call) if call.is("func.call") && makers.contains(call.text("callee")) => {
                let maker = call.text("callee");
                if found.is_some_and(|known| known != maker) {
                    return None;
                }
                found = Some(maker);
            }
            Some(undefined) if undefined.is("nd.undef") => {}
            Some(_) => return None,
            None => {
                let position = value.position();
                // The entry's arguments, and those of other regions, come from elsewhere.
                let edges = incoming.get(&value.owner_block()?)?;
                pending.extend(edges.iter().map(|operands| operands[position]));
            }
        }
    }
    found
}
