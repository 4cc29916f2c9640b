//! From a kernel that every thread of a grid runs to loops over threads, for the CPU.
//!
//! A *point* is where threads wait for one another: a barrier, or an exchange between the threads of a warp. The code from
//! one point (or from the kernel's beginning) to the next points or the end is a *region*; it becomes a function that
//! one thread runs at once and that gives the point where the thread waits next. A block runs as loops over its threads, one
//! region after the other; control flow that is the same for all threads stands outside of these loops.
//!
//! ```text
//!     kernel(%a, %n):                            block(%context, %arguments):
//!       %i = simt.id "thread" 0                  ^1: for each thread: region.1      // the store
//!       store %x, %shared[%i]           =>       ^2: for each thread: region.2      // the load
//!       simt.barrier                             return
//!       %y = load %shared[%j]
//! ```
//!
//! - A value is *uniform* where all threads of a block have the same; such a value that lives across a point is a variable of
//!   the block ([`uniform`]).
//! - Another value that lives across a point is kept in an array with an element for each thread ([`layout`]), unless it is
//!   computed from the thread's place and the kernel's arguments alone: then it is computed again.
//! - Where threads may go on to different points, or to the end, the block goes over to its second form, in which the
//!   runtime says which threads run next and every value across points has an element for each thread ([`driver`]). So any
//!   control flow is right, and structured code fast.
//! - A condition that splits a row of threads in two makes two loops of the loop over it ([`guard`]).
//! - Loops over threads say that their iterations do not depend on one another, as threads between two points do not, so
//!   that LLVM runs them on vectors.
//!
//! Needs functions as `nd-to-llvm` leaves them, the kernel with `numlir.grid_kernel`. Functions that know of threads are put in
//! their callers' place first ([`inline`]). Leaves no `simt`. Linear but for liveness: blocks × values that live across
//! blocks, times the depth of loops. `debug` makes threads an error that wait at different barriers, or race for shared memory.

mod driver;
mod guard;
mod inline;
mod invariant;
mod layout;
mod points;
mod region;
mod uniform;

use crate::{nd_to_llvm::emit::Known, shared_memory::check_shared_memory};
use layout::Kernel;
use melior::Context;
use numlir_dialects::{Block, Operation, passes::Outcome};

pub fn distribute_threads<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    let debug = options.split_whitespace().any(|option| option == "debug");
    let known = Known::new(context);
    // Of several kernels, those that compiled code launches, none knows of another's functions.
    loop {
        let body = module.region(0).first_block();
        let functions: Vec<_> = body.into_iter().flat_map(Block::operations).filter(|op| op.is("llvm.func")).collect();
        let Some(kernel) = functions.iter().find(|function| function.attribute("numlir.grid_kernel").is_some()) else {
            return Ok(());
        };
        check_shared_memory(module)?;
        inline::inline_thread_functions(context, &functions, *kernel)?;
        guard::split_at_guards(context, kernel.region(0));
        let kernel = Kernel::new(&known, *kernel, debug)?;
        let regions: Vec<_> = (0..kernel.points.len()).map(|number| region::build(&kernel, number)).collect();
        driver::build(&kernel, &regions, module);
    }
}
