//! What is to be expected of the kernel of a ufunc.

use crate::blocks::visit_operations;
use numlir_dialects::{Block, Operation};
use rustc_hash::FxHashSet;

/// The size of a function in operations, if it is one block without loops that does not raise: a loop around it may
/// vectorise, and nothing is lost when it is put in its callers' place. Functions that it calls may raise.
pub fn straight_size(kernel: Operation) -> Option<usize> {
    const OTHER: [&str; 6] = ["scf.for", "scf.while", "nd.raise_if", "nd.raise", "nd.create", "nd.index"];
    let region = kernel.region(0);
    let mut straight = region.first_block().is_some_and(|block| block.next().is_none());
    let mut size = 0;
    visit_operations(region, &mut |operation| {
        size += 1;
        straight &= !OTHER.contains(&operation.name());
    });
    straight.then_some(size)
}

/// Whether a kernel of one block may be called twice for the same arguments and nobody sees it: neither it nor what it calls
/// writes, allocates, draws random numbers or prints.
pub fn is_repeatable<'c>(module: Operation<'c>, kernel: Operation<'c>) -> bool {
    let functions: Vec<_> = module.region(0).first_block().into_iter().flat_map(Block::operations).collect();
    let find = |name: &str| functions.iter().copied().find(|function| function.text("sym_name") == name);
    let single = kernel.region(0).first_block().is_some_and(|block| block.next().is_none());
    let (mut seen, mut waiting) = (FxHashSet::default(), vec![kernel]);
    let mut repeatable = single;
    while let Some(function) = waiting.pop().filter(|_| repeatable) {
        visit_operations(function.region(0), &mut |operation| {
            repeatable &= match operation.name() {
                "func.call" => match find(operation.text("callee")) {
                    Some(callee) if callee.attribute("numlir.pure").is_some() => true,
                    Some(callee) if callee.region(0).first_block().is_some() => {
                        if seen.insert(callee.text("sym_name")) {
                            waiting.push(callee);
                        }
                        true
                    }
                    _ => false,
                },
                name => only_computes(name),
            }
        });
    }
    repeatable
}

/// Whether an operation does nothing but give its results, or end what it is in.
fn only_computes(name: &str) -> bool {
    const READS: [&str; 15] = [
        "nd.load",
        "nd.dim",
        "nd.stride",
        "nd.view",
        "nd.select",
        "nd.relayout",
        "nd.index",
        "nd.frozen",
        "nd.undef",
        "nd.get",
        "nd.length",
        "nd.get_field",
        "nd.is_null",
        "nd.raise_if",
        "nd.raise",
    ];
    let dialect = name.split('.').next().unwrap_or(name);
    matches!(dialect, "arith" | "math" | "complex" | "scf" | "cf") || name == "func.return" || READS.contains(&name)
}
