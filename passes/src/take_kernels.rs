//! Kernels that compiled code launches, taken out of its module for a device.
//!
//! Each becomes a module of its own, with the functions that it calls; its launch keeps the description, which is completed
//! when the kernel is PTX ([`describe`]). Needs what `nd-to-llvm` leaves. Linear in the kernels and what they call.

use crate::nd_to_llvm::launch;
use melior::{
    Context,
    ir::{Location, Module},
};
use numlir_dialects::{Block, Builder, Operation, context::module_operation};
use rustc_hash::{FxHashMap, FxHashSet};

/// A kernel in a module of its own.
pub struct Taken<'c> {
    pub module: Module<'c>,
    pub symbol: String,
}

/// Takes the kernels out of a module.
pub fn take_kernels<'c>(context: &'c Context, module: Operation<'c>) -> Vec<Taken<'c>> {
    let top = module.region(0).first_block();
    let symbols: FxHashMap<&str, Operation<'c>> =
        top.into_iter().flat_map(Block::operations).map(|operation| (operation.text("sym_name"), operation)).collect();
    let kernels: Vec<_> =
        top.into_iter().flat_map(Block::operations).filter(|operation| is_kernel(*operation)).collect();
    kernels.into_iter().map(|kernel| take(context, kernel, &symbols)).collect()
}

fn is_kernel(operation: Operation) -> bool {
    operation.is("llvm.func") && operation.attribute("numlir.grid_kernel").is_some()
}

fn take<'c>(context: &'c Context, kernel: Operation<'c>, symbols: &FxHashMap<&str, Operation<'c>>) -> Taken<'c> {
    let made = Module::new(Location::unknown(context));
    let symbol = kernel.text("sym_name").to_owned();
    let body = module_operation(&made).region(0).first_block().expect("a module has a body");
    let builder = Builder::at_end(context, body, kernel.location());
    let mut seen = FxHashSet::from_iter([symbol.clone()]);
    let mut open = vec![kernel];
    while let Some(operation) = open.pop() {
        builder.insert(operation.clone_detached());
        for inner in operation.region(0).blocks().flat_map(Block::operations) {
            for name in [inner.text("callee"), inner.text("global_name")] {
                if let Some(found) = symbols.get(name)
                    && seen.insert(name.to_owned())
                {
                    open.push(*found);
                }
            }
        }
    }
    kernel.erase();
    Taken { module: made, symbol }
}

/// Completes the description of a kernel with its entry and its PTX.
pub fn describe<'c>(context: &'c Context, module: Operation<'c>, symbol: &str, code: (&str, &str)) {
    let name = format!("{symbol}.description");
    let mut operations = module.region(0).first_block().into_iter().flat_map(Block::operations);
    if let Some(global) = operations.find(|operation| operation.text("sym_name") == name) {
        launch::describe(&Builder::before(context, global), global, code);
    }
}
