//! `nd.try`: its region becomes blocks of the function.
//!
//! ```mlir
//! %s, %x = nd.try {                     cf.br ^body
//!   %0 = nd.load …                    ^body:
//!   nd.try_yield %0 : f64      =>       %0 = nd.load …
//! } : i32, f64                          cf.br ^behind(%zero, %0)
//! "use"(%x)                           ^behind(%s: i32, %x: f64):
//!                                       "use"(%x)
//! ```

use melior::Context;
use numlir_dialects::{Block, Builder, Operation, Region};
use rustc_hash::FxHashMap;

/// Flattens the `nd.try` of a function's region, and tells of each block inside one the block behind the innermost.
pub fn flatten<'c>(context: &'c Context, region: Region<'c>) -> FxHashMap<Block<'c>, Block<'c>> {
    let mut tries = FxHashMap::default();
    let mut next = region.first_block();
    while let Some(block) = next {
        if let Some(found) = block.operations().find(|operation| operation.is("nd.try")) {
            open(context, found, &mut tries);
        }
        next = block.next();
    }
    tries
}

/// Splits the block of an `nd.try` there, and puts the region's blocks between. They are looked at next, for others within.
fn open<'c>(context: &'c Context, found: Operation<'c>, tries: &mut FxHashMap<Block<'c>, Block<'c>>) {
    let builder = Builder::before(context, found);
    let before = builder.block();
    let results: Vec<_> = found.results().map(|result| (result.ty(), found.location())).collect();
    let behind = before.insert_after(&results);
    found.results().zip(behind.arguments()).for_each(|(result, argument)| result.replace_all_uses(argument));
    if let Some(rest) = found.next() {
        behind.take_from(rest);
    }
    if let Some(outer) = tries.get(&before).copied() {
        tries.insert(behind, outer);
    }
    let old: Vec<_> = found.region(0).blocks().collect();
    let mut moved = FxHashMap::default();
    let mut last = before;
    for block in &old {
        let arguments: Vec<_> = block.arguments().map(|argument| (argument.ty(), argument.location())).collect();
        last = last.insert_after(&arguments);
        block.arguments().zip(last.arguments()).for_each(|(old, new)| old.replace_all_uses(new));
        tries.insert(last, behind);
        moved.insert(*block, last);
    }
    for block in &old {
        if let Some(first) = block.first() {
            moved[block].take_from(first);
        }
    }
    for block in moved.values() {
        let Some(terminator) = block.terminator() else { continue };
        for index in 0..terminator.successor_count() {
            if let Some(new) = moved.get(&terminator.successor(index)) {
                terminator.set_successor(index, *new);
            }
        }
        if terminator.is("nd.try_yield") {
            let builder = Builder::before(context, terminator);
            let none = builder.constant_int(builder.i32(), 0);
            builder.branch(behind, std::iter::once(none).chain(terminator.operands()));
            terminator.erase();
        }
    }
    builder.branch(moved[&old[0]], []);
    found.erase();
}
