//! Reductions become loops.
//!
//! ```mlir
//! %s = nd.reduce "mul" axes [0] (%n) (%a) {          %s = scf.for %i = %0 to %n step %1 iter_args(%p = %one) {
//! ^bb0(%x: f64):                                       %x = nd.load %a[%i]
//!   nd.yield %x : f64                             =>   %q = arith.mulf %p, %x
//! } : (!nd.array<f64, 1, "C">) -> f64                  scf.yield %q
//!                                                    }
//! ```
//!
//! The axes are walked in the order of memory: the last one innermost, for inputs of layout F the first one, and for
//! other layouts what turns out at run time, where there are two axes or all are reduced ([`nest::order`]). Neighbouring axes that are
//! reduced alike become one where the memory allows it, at run time where the types do not say so. Then
//!
//! - where the innermost axis is reduced, each row gives one value ([`pairwise`] sums of floating-point numbers, a plain
//!   loop otherwise, with minima and maxima of floating-point numbers by [`extremum`], and many short rows eight at a time), which is combined with what the rows before gave. Rows with gaps between them are summed as NumPy's buffer has
//!   them, several as one ([`nest::line`]);
//! - where it is kept, each row is combined into a row of the result: many short ones on vectors, few short ones column by column, long ones four at
//!   a time ([`nest`]).
//!
//! Where a copy was fused into a sum, the order is that in which the copy would lie (the attribute `order`).
//!
//! What a mask selects is summed as it would be once compressed ([`compressed`]).
//!
//! An innermost loop whose inputs may have any stride exists twice, once for elements without gaps, so that LLVM makes
//! vectors of it. Needs regions without effects. Leaves no `nd.reduce` and no
//! `nd.reduce_compressed`. Linear, but for up to six copies of a region.

mod compressed;
mod extremum;
pub mod kind;
mod nest;
mod pairwise;
mod rows;

use crate::{
    blocks::defined_functions,
    code::{Code, Externals, Settings},
    loops::find_all,
};
use kind::{Kind, gives_positions};
use melior::Context;
use nest::Reduction;
use numlir_dialects::{
    Builder, Operation, Value,
    passes::Outcome,
    types::{Array, Layout, Scalar, Type},
};
use rustc_hash::FxHashMap;

pub fn lower_reduce<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    let (settings, mut externals) = (Settings::default(), Externals::default());
    for function in defined_functions(module) {
        let mut scratch = Scratch { function, made: FxHashMap::default() };
        for name in ["nd.reduce", "nd.reduce_compressed"] {
            for operation in find_all(function.region(0), name) {
                let builder = Builder::before(context, operation);
                let mut code = Code { builder, settings: &settings, externals: &mut externals };
                let kind = Kind::of(operation)?;
                let result = match operation.name() {
                    "nd.reduce_compressed" => compressed::lower(&mut code, operation, kind, &mut scratch),
                    _ if gives_positions(operation) => Reduction::new(&code, operation, kind).positions(&mut code),
                    _ => Reduction::new(&code, operation, kind).lower(&mut code, &mut scratch),
                };
                operation.result(0).replace_all_uses(result);
                operation.erase();
            }
        }
    }
    Ok(())
}

/// What memory on the stack is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// The numbers of a block.
    Block,
    /// The sums of halves.
    Partial,
    /// The lengths of halves.
    Pending,
    /// What few columns combine to.
    Row,
    /// What a mask selects of the input with this number.
    Selected(u8),
}

/// Memory on the stack of a function. One reduction runs after another, so they share it.
pub struct Scratch<'c> {
    function: Operation<'c>,
    made: FxHashMap<(Use, Scalar), Value<'c>>,
}

impl<'c> Scratch<'c> {
    /// Memory for so many elements, the same number for each use.
    pub fn get(&mut self, code: &Code<'_, 'c>, (of, element): (Use, Scalar), count: i64) -> Value<'c> {
        *self.made.entry((of, element)).or_insert_with(|| {
            let entry = self.function.region(0).first_block().expect("a function with a body");
            let first = entry.first().expect("a block has a terminator");
            let builder = Builder::before(code.builder.context, first);
            let ty = Array { element, rank: 1, layout: Layout::C, readonly: false, aligned: true };
            builder
                .op("nd.scratch")
                .attribute("count", builder.integer(builder.i64(), count))
                .result(numlir_dialects::convert::to_mlir(builder.context, &Type::Array(ty)))
                .value()
        })
    }
}
