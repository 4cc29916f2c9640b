//! From arrays and functions that may fail to the `llvm` dialect.
//!
//! An array becomes several values: data pointer, owner pointer, extents, and byte strides where its layout does not
//! say them. A complex number becomes its parts. A function becomes an internal one that gives a status with its
//! results, and a function with `numlir.entry` gets a wrapper beside it for callers outside
//! (docs/calling-convention.md), whose name is the module's attribute `numlir.entry_symbol`. So does a loop of a ufunc
//! (`numlir.loop`), of a function that C calls (`numlir.callback`), and of a function of the library that is compiled ahead of its callers
//! (`numlir.exported_function`).
//!
//! ```mlir
//! func.func @f(%a: !nd.array<f64, 2, "C">,    llvm.func internal @f(%data: !llvm.ptr, %owner: !llvm.ptr, %m: i64,
//!              %i: i64) -> f64 {                  %n: i64, %i: i64) -> !llvm.struct<(i32, f64)> {
//!                                               %row = llvm.mul %i, %n overflow<nsw> : i64
//!                                               %at = llvm.add %row, %i overflow<nsw> : i64
//!                                               %p = llvm.getelementptr inbounds %data[%at] : …, f64
//!   %x = nd.load %a[%i, %i] : …                 %x = llvm.load %p : !llvm.ptr -> f64
//!   return %x : f64                             %r = …
//! }                                             llvm.return %r : !llvm.struct<(i32, f64)>
//! ```
//!
//! With the option `device`, kernels that compiled code launches are launched on a device ([`launch`]); otherwise they are called.
//!
//! Needs what `place-releases` leaves: no `nd.index`, no raises, no calls that may fail but `nd.try_call`. Leaves no
//! `nd`, `func` and `complex`; `arith`, `math` and `cf` stay, on scalars and pointers. Blocks that the entry does not
//! reach are gone. One walk over each function; operations without arrays and complex numbers are not touched.

mod array;
mod call;
mod callback;
mod complex;
pub(crate) mod declare;
pub(crate) mod emit;
mod entry;
pub(crate) mod function;
mod generator;
mod kernel;
pub(crate) mod launch;
mod loop_entry;
mod object;
mod object_block;
mod parallel;
mod signature;
mod through;

use crate::{
    builtins::function_value::{FUNCTION_ENTRY, THROUGH},
    inline_calls::precompiled::{EXPORTED, PRECOMPILED},
};
use declare::Declarations;
pub use declare::GIVEN;
use emit::Known;
use melior::Context;
use numlir_dialects::{Block, Builder, Operation, passes::Outcome};
use rustc_hash::FxHashMap;
use signature::Signature;

pub fn nd_to_llvm<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    let known = Known::new(context);
    let body = module.region(0).first_block();
    let functions: Vec<_> = body.into_iter().flat_map(Block::operations).filter(|op| op.is("func.func")).collect();
    let Some(first) = functions.first() else { return Ok(()) };
    let signatures: FxHashMap<_, _> =
        functions.iter().map(|function| (function.text("sym_name"), Signature::of(*function, &known))).collect();
    let mut declarations = Declarations::new(Builder::before(context, *first), &known);
    let mut entries = 0;
    for function in &functions {
        let signature = &signatures[function.text("sym_name")];
        if function.attribute("numlir.object_block").is_some() {
            object_block::define(*function, signature, &mut declarations);
            continue;
        }
        if function.attribute(THROUGH).is_some() {
            through::define(*function, signature, &mut declarations);
            continue;
        }
        if function.region(0).first_block().is_none() {
            match function.attribute(PRECOMPILED) {
                Some(_) => declare::precompiled(*function, signature, &known, context),
                None => declare::c_function(*function, signature, &known, context),
            }
            continue;
        }
        function::convert(*function, &signatures, &mut declarations, options == "device")?;
        let is = |attribute: &str| function.attribute(attribute).is_some();
        if is(FUNCTION_ENTRY) {
            through::wrap(*function, signature, &declarations);
        }
        let symbol = match () {
            () if is("numlir.callback") => callback::wrap(*function, signature, &mut declarations, entries),
            () if is("numlir.entry") => entry::wrap(*function, signature, &mut declarations, entries),
            () if is(EXPORTED) => through::export(*function, signature, &mut declarations),
            () if is("numlir.loop") => loop_entry::wrap(*function, signature, &mut declarations, entries),
            () => continue,
        };
        if entries == 0 {
            module.set_attribute("numlir.entry_symbol", Builder::before(context, *first).string(&symbol));
        }
        entries += 1;
    }
    functions.into_iter().for_each(Operation::erase);
    Ok(())
}
