//! Calls of functions that are one block, in their callers' place.
//!
//! ```mlir
//! func.func private @double(%x: f64) -> f64 {      func.func @f(%a: f64) -> f64 {
//!   %r = arith.addf %x, %x : f64                     %r = arith.addf %a, %a : f64
//!   return %r : f64                           =>     return %r : f64
//! }                                                }
//! func.func @f(%a: f64) -> f64 {
//!   %r = call @double(%a) : (f64) -> f64
//!   return %r : f64
//! }
//! ```
//!
//! What stands in one block can be put anywhere, in the regions of loops and maps too, so that arrays that a function
//! of the library makes and its caller uses up are seen side by side, and fuse. Structured control flow inside the
//! block is welcome, and so are blocks that only follow one another ([`chains`]); functions with several other blocks, and
//! recursive ones, stay calls (LLVM inlines what is small). Only
//! functions of the library (`numlir.library`), kernels of ufuncs (`numlir.kernel`) and small functions that a loop over `prange` combines what it carries
//! with (`s = plus(s, x)`: a reduction, once it is seen through), and those that give memory of their frames ([`frames`]) are taken, callees before callers;
//! those no longer called are erased. Runs behind `py-to-nd`. A function of more than `LARGEST` operations, constants
//! aside, is taken only where it is called once, a kernel of more than `LARGEST_KERNEL`. What is copied takes the place of the call in the
//! source, so that its errors are raised there. Linear in the size of the result.
//!
//! Functions of the library that exist as machine code stay calls where nothing is lost by it ([`precompiled`]).
//!
//! A function of the user's whose decorator says `inline='always'` (`numlir.inline`) is taken whatever its size, unless it raises errors of its own,
//! whose tracebacks would lose a line: those, and functions of several blocks, LLVM inlines. One that says `'never'` is left
//! alone by both.

mod chains;
mod frames;
pub mod precompiled;

use crate::{
    blocks::defined_functions, builtins::function_value::FUNCTION_ENTRY, kernel::straight_size, loops::find_all,
    prange_to_par::scope::is_quiet_but,
};
use chains::join_entry;
use frames::Calls;
use melior::{
    Context,
    ir::{Attribute, Location},
};
use numlir_dialects::{Block, Operation, Region, Value, passes::Outcome};
use precompiled::{EXPORTED, is_precompiled};
use rustc_hash::{FxHashMap, FxHashSet};

/// The attribute of functions whose decorators say whether they are inlined.
pub const INLINING: &str = "numlir.inline";

/// The number of operations from which on a function is not copied to several places.
const LARGEST: usize = 60;
/// The same for kernels of ufuncs: only inside its loop a kernel vectorises.
const LARGEST_KERNEL: usize = 600;

pub fn inline_calls<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    let reached = precompiled::begin(&defined_functions(module));
    inline_all(module, reached.as_ref())?;
    precompiled::end(context, module);
    Ok(())
}

fn inline_all<'c>(module: Operation<'c>, reached: Option<&FxHashSet<&'c str>>) -> Outcome {
    let functions = defined_functions(module);
    mark_kernels(&functions);
    functions.iter().filter(|function| is_library(**function)).for_each(|function| join_entry(function.region(0)));
    let combiners = combiners(&functions);
    let givers = frames::givers(&functions, Calls::MayGive);
    let is_giver = |function: &Operation| {
        givers.contains(function.text("sym_name")) && function.attribute("numlir.entry").is_none()
    };
    let candidates: FxHashMap<&str, Callee<'c>> = functions
        .iter()
        .filter(|function| [FUNCTION_ENTRY, EXPORTED].iter().all(|name| function.attribute(name).is_none()))
        .filter(|function| {
            let name = function.text("sym_name");
            is_giver(function)
                || match inlining(**function) {
                    "always" => true,
                    "never" => false,
                    _ => is_library(**function) || is_kernel(**function) || combiners.contains(name),
                }
        })
        .filter_map(|function| Some((function.text("sym_name"), Callee::of(*function)?)))
        .collect();
    if candidates.is_empty() {
        return Ok(());
    }
    let users = functions.iter().filter(|function| !is_library(**function) && !is_kernel(**function));
    let users = users.map(|function| function.text("sym_name")).collect();
    let mut inliner = Inliner {
        candidates,
        users,
        givers,
        uses: FxHashMap::default(),
        done: FxHashSet::default(),
        sees_through: false,
    };
    for function in &functions {
        for call in calls(*function) {
            *inliner.uses.entry(call.text("callee")).or_default() += 1;
        }
    }
    let is_reached =
        |function: &&Operation<'c>| reached.is_none_or(|reached| reached.contains(function.text("sym_name")));
    for function in functions.iter().filter(is_reached) {
        inliner.function(*function);
    }
    if inliner.sees_through {
        functions
            .iter()
            .filter(|function| !is_precompiled(**function))
            .for_each(|function| inliner.function(*function));
    }
    inliner.erase_unused(&functions);
    // Memory that still leaves its frame ends with it.
    if inliner.givers.is_empty() {
        return Ok(());
    }
    let functions = defined_functions(module);
    let givers = frames::givers(&functions, Calls::GiveOthers);
    match functions.iter().find(|function| givers.contains(function.text("sym_name"))) {
        Some(function) => Err(vec![frames::refusal(*function)]),
        None => Ok(()),
    }
}

/// A function that is one block.
#[derive(Clone, Copy)]
struct Callee<'c> {
    operation: Operation<'c>,
    size: usize,
}

impl<'c> Callee<'c> {
    fn of(operation: Operation<'c>) -> Option<Self> {
        let block = operation.region(0).first_block()?;
        if operation.attribute("numlir.generator").is_some() {
            return None;
        }
        let returns = block.terminator().is_some_and(|last| last.is("func.return"));
        (block.next().is_none() && returns).then(|| {
            let mut size = 0;
            visit(block, &mut |operation| size += usize::from(is_work(operation)));
            Self { operation, size }
        })
    }

    /// The size up to which it is copied to several places.
    fn largest(self) -> usize {
        if is_kernel(self.operation) { LARGEST_KERNEL } else { LARGEST }
    }
}

/// Whether an operation is more than what conditions on types, which were decided while inferring them, leave behind: constants, and what
/// is computed from them for nobody.
fn is_work(operation: Operation) -> bool {
    let name = operation.name();
    name != "arith.constant" && !(name.starts_with("arith.") && operation.results().all(|result| !result.has_uses()))
}

/// Kernels that are called in the bodies of whole-array operations (`numlir.kernel` on the call) belong there where they
/// are straight code.
fn mark_kernels(functions: &[Operation]) {
    let called: FxHashMap<&str, Attribute> = functions
        .iter()
        .flat_map(|function| calls(*function))
        .filter_map(|call| Some((call.text("callee"), call.attribute("numlir.kernel")?)))
        .collect();
    for function in functions {
        if let Some(mark) = called.get(function.text("sym_name"))
            && straight_size(*function).is_some()
        {
            function.set_attribute("numlir.kernel", *mark);
        }
    }
}

/// The functions that a loop over `prange` calls with what it carries, and that only compute.
fn combiners<'c>(functions: &[Operation<'c>]) -> FxHashSet<&'c str> {
    let loops = functions.iter().flat_map(|function| find_all(function.region(0), "scf.for"));
    let loops = loops.filter(|operation| operation.attribute("numlir.prange").is_some());
    let carried = loops.flat_map(|operation| {
        let body = operation.region(0).first_block();
        body.into_iter().flat_map(|body| body.arguments().skip(1).collect::<Vec<_>>()).collect::<Vec<_>>()
    });
    let users = carried.flat_map(|argument| argument.uses()).map(|(user, _)| user);
    let called: FxHashSet<&str> = users.filter(|user| user.is("func.call")).map(|user| user.text("callee")).collect();
    let only_computes = |function: &&Operation<'c>| {
        function.attribute("numlir.entry").is_none() && is_quiet_but(function.region(0), "func.return")
    };
    let names = functions.iter().filter(only_computes).map(|function| function.text("sym_name"));
    names.filter(|name| called.contains(name)).collect()
}

/// What a function's decorator says of calls of it: `always`, `never` or nothing.
fn inlining<'c>(function: Operation<'c>) -> &'c str {
    if function.attribute(INLINING).is_some() { function.text(INLINING) } else { "" }
}

fn is_library(function: Operation) -> bool {
    function.attribute("numlir.library").is_some()
}

fn is_kernel(function: Operation) -> bool {
    function.attribute("numlir.kernel").is_some()
}

struct Inliner<'c> {
    candidates: FxHashMap<&'c str, Callee<'c>>,
    /// The functions that users wrote.
    users: FxHashSet<&'c str>,
    /// Those that have to be inlined.
    givers: FxHashSet<&'c str>,
    /// How many calls there are of each function.
    uses: FxHashMap<&'c str, usize>,
    /// Functions whose calls have been looked at, or are being.
    done: FxHashSet<&'c str>,
    /// Whether the body of a function was wanted that exists as machine code.
    sees_through: bool,
}

impl<'c> Inliner<'c> {
    /// Inlines into a function; its callees first, so that what is copied is complete.
    fn function(&mut self, function: Operation<'c>) {
        if !self.done.insert(function.text("sym_name")) {
            return;
        }
        let mut open = vec![(function, calls(function), 0)];
        // How many of the open ones exist as machine code.
        let mut looked_at = usize::from(is_precompiled(function));
        // An explicit stack: chains of calls can be long.
        while let Some((function, calls, next)) = open.last_mut() {
            let Some(call) = calls.get(*next).copied() else {
                let name = function.text("sym_name");
                if let Some(callee) = self.candidates.get(name).copied() {
                    self.candidates.insert(name, Callee::of(callee.operation).unwrap_or(callee));
                }
                looked_at -= usize::from(is_precompiled(*function));
                open.pop();
                continue;
            };
            let name = call.text("callee");
            let Some(callee) = self.candidates.get(name).copied() else {
                *next += 1;
                continue;
            };
            // A body that is looked at is looked at whole.
            let marked = is_precompiled(callee.operation) && looked_at == 0;
            if marked && !precompiled::may_fuse(call) {
                *next += 1;
                continue;
            }
            self.sees_through |= marked;
            if self.done.insert(name) {
                let inner = self::calls(callee.operation);
                looked_at += usize::from(is_precompiled(callee.operation));
                open.push((callee.operation, inner, 0));
                continue;
            }
            *next += 1;
            let recursive = open.iter().any(|(function, ..)| function.text("sym_name") == name);
            let wanted = match inlining(callee.operation) {
                _ if self.givers.contains(name) => true,
                _ if marked => precompiled::is_fused(call, callee.operation),
                "always" => !self.raises(callee.operation.region(0)),
                _ => callee.size <= callee.largest() || self.uses.get(name) == Some(&1),
            };
            if !recursive && wanted {
                self.inline(call, callee);
            }
        }
    }

    /// Whether an error of the user's may come out of a region, at a place of its own. Indices and operations on whole arrays
    /// fail at the call, like the operations of Python that they are.
    fn raises(&self, region: Region<'c>) -> bool {
        region.blocks().flat_map(Block::operations).any(|operation| {
            matches!(operation.name(), "nd.raise" | "nd.reraise" | "nd.try")
                || (operation.is("func.call") && self.users.contains(operation.text("callee")))
                || (0..operation.region_count()).any(|index| self.raises(operation.region(index)))
        })
    }

    fn inline(&mut self, call: Operation<'c>, callee: Callee<'c>) {
        let copy = callee.operation.clone_detached();
        let Some(block) = copy.region(0).first_block() else { return };
        for (argument, operand) in block.arguments().zip(call.operands()) {
            argument.replace_all_uses(operand);
        }
        let Some(last) = block.terminator() else { return };
        let results: Vec<Value> = last.operands().collect();
        last.erase();
        for operation in block.operations().collect::<Vec<_>>() {
            relocate(operation, call.location());
            operation.move_before(call);
            for nested in calls_in(operation) {
                *self.uses.entry(nested.text("callee")).or_default() += 1;
            }
        }
        for (result, value) in call.results().zip(results) {
            result.replace_all_uses(value);
        }
        if let Some(uses) = self.uses.get_mut(call.text("callee")) {
            *uses -= 1;
        }
        call.erase();
        copy.erase();
    }

    /// Erases functions of the library that nothing calls any more, and then those that only they called.
    fn erase_unused(&mut self, functions: &[Operation<'c>]) {
        let mut open: Vec<&str> = self.candidates.keys().copied().filter(|name| !self.used(name)).collect();
        let mut gone: FxHashSet<&str> = open.iter().copied().collect();
        while let Some(name) = open.pop() {
            for call in calls(self.candidates[name].operation) {
                let callee = call.text("callee");
                if let Some(uses) = self.uses.get_mut(callee) {
                    *uses = uses.saturating_sub(1);
                }
                if self.candidates.contains_key(callee) && !self.used(callee) && gone.insert(callee) {
                    open.push(callee);
                }
            }
        }
        let dead: Vec<_> = functions.iter().filter(|function| gone.contains(function.text("sym_name"))).collect();
        dead.into_iter().for_each(|function| function.erase());
    }

    fn used(&self, name: &str) -> bool {
        self.uses.get(name).is_some_and(|uses| *uses > 0)
    }
}

/// Gives an operation and all it holds a place in the source.
fn relocate<'c>(operation: Operation<'c>, place: Location<'c>) {
    operation.set_location(place);
    for index in 0..operation.region_count() {
        for block in operation.region(index).blocks() {
            block.operations().for_each(|inner| relocate(inner, place));
        }
    }
}

/// The calls in a function, in the order of the program.
fn calls<'c>(function: Operation<'c>) -> Vec<Operation<'c>> {
    let mut found = Vec::new();
    for block in function.region(0).blocks() {
        visit(block, &mut |operation| {
            if operation.is("func.call") {
                found.push(operation);
            }
        });
    }
    found
}

/// The calls that an operation is or holds.
fn calls_in<'c>(operation: Operation<'c>) -> Vec<Operation<'c>> {
    if operation.is("func.call") {
        return vec![operation];
    }
    let mut found = Vec::new();
    for index in 0..operation.region_count() {
        for block in operation.region(index).blocks() {
            visit(block, &mut |operation| {
                if operation.is("func.call") {
                    found.push(operation);
                }
            });
        }
    }
    found
}

/// Visits the operations of a block and of the regions in it.
fn visit<'c>(block: Block<'c>, look: &mut impl FnMut(Operation<'c>)) {
    for operation in block.operations() {
        look(operation);
        for index in 0..operation.region_count() {
            operation.region(index).blocks().for_each(|inner| visit(inner, look));
        }
    }
}
