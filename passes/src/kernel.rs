//! What is to be expected of the kernel of a ufunc.

use crate::blocks::visit_operations;
use numlir_dialects::Operation;

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
