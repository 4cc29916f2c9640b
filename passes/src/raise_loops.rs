//! Raises `for` loops over ranges from `cf` to `scf.for`, and the branches within them to `scf.if`.
//!
//! ```text
//!     %it = py.iter %range                        %start, %stop, %step = py.range_bounds %range
//!     cf.br ^head(%it, %zero)                     %sum = scf.for %k = %start to %stop step 1
//!   ^head(%rest0, %s):                                     iter_args(%s = %zero) {
//!     %has, %i, %rest = py.next %rest0       =>     %i = py.cast %k
//!     cf.cond_br %has, ^body, ^exit                 %t = py.binary "add" %s, %i
//!   ^body:                                          scf.yield %t
//!     %t = py.binary "add" %s, %i                 }
//!     cf.br ^head(%rest, %t)                      cf.br ^exit
//! ```
//!
//! A loop is raised when its only way out is the header's and its body is structured ([`plan`] says which bodies are);
//! `continue` is. Others stay as they are, and the regular loops within them are raised alone. Needs typed `py` in `cf` form;
//! leaves loops over other iterators, and branches outside raised loops, untouched. Every loop raised is an `scf.for` of a
//! positive step:
//!
//! - a constant positive step: from start to stop by it;
//! - a constant negative step: over `~i`, which grows where `i` falls and never overflows: from `~start` to `~stop`;
//! - any other step: over the position `k` from 0 to `len(range)`, and `i = start + k * step`.
//!
//! The body of a ufunc's kernel is raised as a whole where it is structured, so that it is one block that a vectorised loop can
//! hold: of the entry with the option `kernel`, and of what `py.call` calls as a ufunc.
//!
//! A loop over `prange` carries the unit attribute `numlir.prange`, and its schedule as `numlir.schedule`. Linear in the size of the function; recursion is as deep as
//! loops and branches nest, at most 200.

mod plan;
mod space;

use crate::{made_ufunc::MadeUfunc, parallel_notes::Notes};
use melior::Context;
use numlir_dialects::{
    build::Builder,
    convert,
    ir::{Block, Operation, Value},
    passes::Outcome,
    types::Type,
};
use plan::{Arms, Exit, Loop, Plan, Sequence, Step};
use rustc_hash::{FxHashMap, FxHashSet};
use space::Space;

/// Functions of more blocks, or operations, are not put into loops over `prange`.
const MOST_BLOCKS: usize = 6;
const MOST_OPERATIONS: usize = 40;

/// Raises the loops of all functions of a module.
pub fn raise_loops<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    let has = |name: &str| options.split_whitespace().any(|option| option == name);
    let Some(top) = module.region(0).first_block() else { return Ok(()) };
    let mut notes = Notes::of(context, module);
    let functions: Vec<_> = top.operations().filter(|operation| operation.is("func.func")).collect();
    let mut kernels = called_as_ufuncs(&functions);
    if has("whiles") {
        kernels.extend(called_beside_prange(&functions));
    }
    for function in functions {
        let is_entry = has("kernel") && function.attribute("numlir.entry").is_some();
        let is_kernel = is_entry || kernels.contains(function.text("sym_name"));
        if is_kernel {
            unite_returns(context, function);
        }
        let plan = plan::plan(function.region(0), has("whiles"), is_kernel);
        let mut raiser = Raiser { context, plan: &plan, inside: FxHashMap::default(), left: Vec::new() };
        match &plan.whole {
            Some((body, last)) => raiser.whole(function, body, *last),
            None => plan.outermost.iter().for_each(|header| raiser.outermost(&plan.loops[header])),
        }
        for block in raiser.left {
            block.erase();
        }
        note_serial(&mut notes, function);
    }
    notes.write();
    Ok(())
}

/// The symbols of the kernels of ufuncs of the program that functions call.
fn called_as_ufuncs<'c>(functions: &[Operation<'c>]) -> FxHashSet<&'c str> {
    let operations = functions.iter().flat_map(|function| function.region(0).blocks()).flat_map(Block::operations);
    let calls = operations.filter(|operation| operation.is("py.call"));
    let specialised = calls.filter(|call| call.attribute("specialisation").is_some());
    let of_ufuncs = specialised.filter(|call| {
        let callee = convert::from_mlir(call.operand(0).ty());
        matches!(callee, Some(Type::Builtin(name)) if MadeUfunc::parse(&name).is_some())
    });
    of_ufuncs.map(|call| call.text("specialisation")).collect()
}

/// The symbols of functions that functions with loops over `prange` call: as one block they can be put into these loops, where what is
/// carried through them is seen to be a reduction.
fn called_beside_prange<'c>(functions: &[Operation<'c>]) -> FxHashSet<&'c str> {
    let operations =
        |function: &Operation<'c>| function.region(0).blocks().flat_map(Block::operations).collect::<Vec<_>>();
    let callers = functions.iter().filter(|function| {
        operations(function).into_iter().any(|one| one.is("py.iter") && space::is_prange(one.operand(0)))
    });
    let calls = callers.flat_map(operations).filter(|one| one.is("func.call"));
    calls.map(|call| call.text("callee")).filter(|name| is_small(functions, name)).collect()
}

/// Whether a function of a program has a few blocks only, and no loops' worth of operations.
fn is_small(functions: &[Operation], name: &str) -> bool {
    let function = functions.iter().find(|function| function.text("sym_name") == name);
    function.is_some_and(|function| {
        let blocks = function.region(0).blocks().count();
        let operations = || function.region(0).blocks().flat_map(Block::operations);
        let plain = !operations().any(|one| matches!(one.name(), "py.yield" | "py.failed"));
        plain && blocks <= MOST_BLOCKS && operations().count() <= MOST_OPERATIONS
    })
}

/// Makes one block that returns of several.
fn unite_returns<'c>(context: &'c Context, function: Operation<'c>) {
    let terminators = function.region(0).blocks().filter_map(|block| block.terminator());
    let returns: Vec<_> = terminators.filter(|terminator| terminator.is("func.return")).collect();
    let [first, _, ..] = returns[..] else { return };
    let arguments: Vec<_> = first.operands().map(|value| (value.ty(), first.location())).collect();
    let last = Block::append(function.region(0), &arguments);
    Builder::at_end(context, last, first.location()).op("func.return").operands(last.arguments()).insert();
    for end in returns {
        let Some(block) = end.block() else { continue };
        let values: Vec<_> = end.operands().collect();
        let location = end.location();
        end.erase();
        Builder::at_end(context, block, location).branch(last, values);
    }
}

/// Notes the loops over `prange` that stayed as they were.
fn note_serial<'c>(notes: &mut Notes<'c>, function: Operation<'c>) {
    for iter in function.region(0).blocks().flat_map(Block::operations).filter(|operation| operation.is("py.iter")) {
        if space::is_prange(iter.operand(0)) {
            let text = if function_handles_errors(function) {
                "the loop is left by break or return, or errors are handled in it or around it (try), so it runs serially"
            } else {
                "the loop is left by break or return, or in a way that has no structured form, so it runs serially"
            };
            notes.add("serial", text, &[iter.operand(0).location()]);
        }
    }
}

/// Whether a function has a `try`.
fn function_handles_errors(function: Operation) -> bool {
    function.region(0).blocks().flat_map(Block::operations).any(|operation| operation.is("py.failed"))
}

struct Raiser<'p, 'c> {
    context: &'c Context,
    plan: &'p Plan<'c>,
    /// Header arguments, and what they are inside the loop.
    inside: FxHashMap<Value<'c>, Value<'c>>,
    /// Blocks whose operations have moved.
    left: Vec<Block<'c>>,
}

/// The open targets with what is handed to each. With several, flag `k` says whether target `k` is the one; where no flag
/// does, the last is.
struct State<'c> {
    open: Vec<(Block<'c>, Vec<Value<'c>>)>,
    flags: Vec<Value<'c>>,
}

impl<'c> State<'c> {
    fn only(target: Block<'c>, values: Vec<Value<'c>>) -> Self {
        Self { open: vec![(target, values)], flags: Vec::new() }
    }

    /// What is handed to the only open target.
    fn take(&mut self) -> Vec<Value<'c>> {
        let (_, values) = self.open.pop().expect("a target is open");
        assert!(self.open.is_empty(), "one target is open");
        values
    }
}

impl<'c> Raiser<'_, 'c> {
    /// Makes one block of a function's body.
    fn whole(&mut self, function: Operation<'c>, body: &Sequence<'c>, last: Block<'c>) {
        let first = function.region(0).first_block().expect("a body has blocks");
        let Some((Step::Enter(_, arms), rest)) = body.steps.split_first() else { return };
        let terminator = first.terminator().expect("a block ends in a terminator");
        let state = self.leave(terminator, arms.as_ref(), first);
        let values = self.steps(rest, state, first).take();
        self.enter(last, &values, first);
    }

    fn outermost(&mut self, raised: &Loop<'c>) {
        let branch = raised.header.terminator().expect("a header ends in a branch");
        let exit = branch.successor(1);
        let entry = self.entry(raised);
        let place = entry.block().expect("a branch stands in a block");
        let location = entry.location();
        let initial = self.handed(entry.operands(), raised.header);
        entry.erase();
        let values = self.raise(raised, initial, place);
        Builder::at_end(self.context, place, location).branch(exit, values);
    }

    /// The branch that enters a loop that is in no other: the one whose iterator is not a `py.next`'s.
    fn entry(&self, raised: &Loop<'c>) -> Operation<'c> {
        let mut users = raised.iter.result(0).uses().into_iter();
        let enters = |user: &Operation<'c>| user.is("cf.br") && user.successor(0) == raised.header;
        users.find_map(|(user, _)| enters(&user).then_some(user)).expect("a loop is entered with its iterator")
    }

    /// Makes the `scf.for` at the end of a block and gives what is handed to the exit.
    fn raise(&mut self, raised: &Loop<'c>, initial: Vec<Value<'c>>, place: Block<'c>) -> Vec<Value<'c>> {
        let header = raised.header;
        let next = header.first().expect("a header begins with py.next");
        let branch = header.terminator().expect("a header ends in a branch");
        let builder = Builder::at_end(self.context, place, next.location());
        let carried: Vec<_> = carried(header, Some(raised.iterator)).collect();
        let space = Space::of(&builder, raised.iter.operand(0));
        let operation = builder
            .op("scf.for")
            .operands(space.bounds)
            .operands(initial)
            .results(carried.iter().map(|argument| argument.ty()))
            .region()
            .insert();
        if space.parallel {
            operation.set_attribute("numlir.prange", builder.unit());
            // The library's are those of stencils.
            if header.parent().attribute("numlir.library").is_some() {
                operation.set_attribute("numlir.stencil", builder.unit());
            }
            if let Some(size) = space.schedule {
                operation.set_attribute("numlir.schedule", builder.integer(builder.i64(), size));
            }
        }
        let mut arguments = vec![(builder.index_type(), next.location())];
        arguments.extend(carried.iter().map(|argument| (argument.ty(), argument.location())));
        let body = Block::append(operation.region(0), &arguments);
        self.inside.extend(carried.iter().enumerate().map(|(k, argument)| (*argument, body.argument(1 + k))));

        let inner = Builder::at_end(self.context, body, next.location());
        next.result(1).replace_all_uses(space.element(&inner, body.argument(0)));
        let first = branch.successor(0);
        let values = branch.operands().skip(1).take(first.argument_count());
        let values = self.handed(values, first);
        let mut end = self.sequence(&raised.body, State::only(first, values), body);
        inner.op("scf.yield").operands(end.take()).insert();

        // What is left of the uses stands behind the loop.
        for (argument, result) in carried.iter().zip(operation.results()) {
            argument.replace_all_uses(result);
        }
        let values = branch.operands().skip(1 + first.argument_count()).collect();
        branch.erase();
        next.erase();
        self.left.push(header);
        if !raised.iter.result(0).has_uses() {
            raised.iter.erase();
        }
        values
    }

    /// Moves what a sequence runs to the end of a block.
    fn sequence(&mut self, sequence: &Sequence<'c>, state: State<'c>, place: Block<'c>) -> State<'c> {
        self.steps(&sequence.steps, state, place)
    }

    fn steps(&mut self, steps: &[Step<'c>], mut state: State<'c>, place: Block<'c>) -> State<'c> {
        for step in steps {
            state = match step {
                Step::Enter(block, arms) => {
                    let terminator = self.enter(*block, &state.take(), place);
                    self.leave(terminator, arms.as_ref(), place)
                }
                Step::Loop(header) => {
                    let raised = &self.plan.loops[header];
                    let target = header.terminator().expect("a header ends in a branch").successor(1);
                    let values = self.raise(raised, state.take(), place);
                    State::only(target, self.handed(values.into_iter(), target))
                }
                Step::While(header, body) => self.rounds((*header, body), state.take(), place),
                Step::Resolve(position, body) => self.resolve(*position, body, state, place),
            };
        }
        state
    }

    /// Makes an `scf.while` of a loop, its rounds before the condition, and gives what is open behind it.
    fn rounds(
        &mut self,
        (header, body): (Block<'c>, &Sequence<'c>),
        initial: Vec<Value<'c>>,
        place: Block<'c>,
    ) -> State<'c> {
        let location = header.first().expect("a block has a terminator").location();
        let builder = Builder::at_end(self.context, place, location);
        let own = self.carried(header);
        let arguments: Vec<_> = own.iter().map(|argument| (argument.ty(), argument.location())).collect();
        let targets = unique(body.exits.iter().map(|exit| exit.target).collect());
        let flags = targets.len() - 1;
        let carried: Vec<Vec<_>> = targets.iter().map(|target| self.carried(*target)).collect();
        let mut types: Vec<_> = arguments.iter().map(|(ty, _)| *ty).collect();
        types.extend(std::iter::repeat_n(builder.i1(), flags));
        types.extend(carried.iter().flatten().map(|argument| argument.ty()));
        let operation =
            builder.op("scf.while").operands(initial).results(types.iter().copied()).region().region().insert();
        let round = Block::append(operation.region(0), &arguments);
        let end = self.sequence(body, State::only(header, round.arguments().collect()), round);

        let inner = Builder::at_end(self.context, round, location);
        let here = |target: Block<'c>| end.open.iter().position(|(open, _)| *open == target);
        let flag = |target: Block<'c>| match here(target) {
            None => inner.constant_bool(false),
            Some(_) if end.open.len() == 1 => inner.constant_bool(true),
            Some(index) => end.flags.get(index).copied().unwrap_or_else(|| none_of(&inner, &end.flags)),
        };
        let values = |target: Block<'c>, arguments: &[Value<'c>]| match here(target) {
            Some(index) => end.open[index].1.clone(),
            None => arguments.iter().map(|value| inner.op("py.undef").result(value.ty()).value()).collect(),
        };
        let again = flag(header);
        let mut passed = values(header, &own);
        passed.extend(targets.iter().take(flags).map(|target| flag(*target)));
        passed.extend(targets.iter().zip(&carried).flat_map(|(target, arguments)| values(*target, arguments)));
        inner.op("scf.condition").operand(again).operands(passed).insert();

        let located: Vec<_> = types.iter().map(|ty| (*ty, location)).collect();
        let after = Block::append(operation.region(1), &located);
        let next: Vec<_> = after.arguments().take(own.len()).collect();
        Builder::at_end(self.context, after, location).op("scf.yield").operands(next).insert();

        let mut results = operation.results().skip(own.len());
        let flags = results.by_ref().take(flags).collect();
        let open = targets
            .iter()
            .zip(&carried)
            .map(|(target, arguments)| (*target, results.by_ref().take(arguments.len()).collect()))
            .collect();
        State { open, flags }
    }

    /// Moves a block's operations and gives its terminator, the last of them.
    fn enter(&mut self, block: Block<'c>, values: &[Value<'c>], place: Block<'c>) -> Operation<'c> {
        for (argument, value) in block.arguments().zip(values) {
            argument.replace_all_uses(*value);
        }
        for operation in block.operations() {
            self.rename(operation);
        }
        let terminator = block.terminator().expect("a block ends in a terminator");
        place.take_from(block.first().expect("a block has a terminator"));
        self.left.push(block);
        terminator
    }

    /// Turns uses of header arguments into uses of what they are inside the loop.
    fn rename(&self, operation: Operation<'c>) {
        for (index, operand) in operation.operands().enumerate() {
            if let Some(value) = self.inside.get(&operand) {
                operation.set_operand(index, *value);
            }
        }
        for region in (0..operation.region_count()).map(|index| operation.region(index)) {
            for nested in region.blocks().flat_map(Block::operations) {
                self.rename(nested);
            }
        }
    }

    /// Replaces a moved terminator by what it opens.
    fn leave(&mut self, terminator: Operation<'c>, arms: Option<&Arms<'c>>, place: Block<'c>) -> State<'c> {
        if terminator.is("py.raise") {
            let builder = Builder::at_end(self.context, place, terminator.location());
            builder.op("py.throw").operands(terminator.operands()).insert();
            terminator.erase();
            return State { open: Vec::new(), flags: Vec::new() };
        }
        let first = terminator.successor(0);
        let Some(arms) = arms else {
            let values = self.handed(terminator.operands(), first);
            terminator.erase();
            return State::only(first, values);
        };
        let second = terminator.successor(1);
        let condition = terminator.operand(0);
        let yes = self.handed(terminator.operands().skip(1).take(first.argument_count()), first);
        let no = self.handed(terminator.operands().skip(1 + first.argument_count()), second);
        let builder = Builder::at_end(self.context, place, terminator.location());
        terminator.erase();
        let empty = arms.yes.is_empty() && arms.no.is_empty();
        if empty && first == second && yes == no {
            return State::only(first, yes);
        }
        if empty && first != second {
            return State { open: vec![(first, yes), (second, no)], flags: vec![condition] };
        }
        let mut choice = self.choice(&builder, condition, merged(&arms.yes.exits, &arms.no.exits));
        let end = self.sequence(&arms.yes, State::only(first, yes), choice.yes);
        choice.end(choice.yes, end);
        if choice.has_otherwise || !arms.no.is_empty() {
            let otherwise = choice.otherwise();
            let end = self.sequence(&arms.no, State::only(second, no), otherwise);
            choice.end(otherwise, end);
        }
        choice.state()
    }

    /// Enters one of several open targets, under its flag.
    fn resolve(&mut self, position: usize, body: &Sequence<'c>, mut state: State<'c>, place: Block<'c>) -> State<'c> {
        let (target, values) = state.open.remove(position);
        let builder =
            Builder::at_end(self.context, place, target.first().expect("a block has a terminator").location());
        let condition = if position < state.flags.len() {
            state.flags.remove(position)
        } else {
            let condition = none_of(&builder, &state.flags);
            state.flags.pop();
            condition
        };
        let others: Vec<_> = state.open.iter().map(|(target, _)| *target).collect();
        let mut targets = others;
        targets.extend(body.exits.iter().map(|exit| exit.target));
        let mut choice = self.choice(&builder, condition, unique(targets));
        let end = self.sequence(body, State::only(target, values), choice.yes);
        choice.end(choice.yes, end);
        if choice.has_otherwise {
            let otherwise = choice.otherwise();
            choice.end(otherwise, state);
        }
        choice.state()
    }

    /// Makes an `scf.if` that gives what is handed to each of its targets.
    fn choice(&self, builder: &Builder<'c>, condition: Value<'c>, targets: Vec<Block<'c>>) -> Choice<'c> {
        let targets: Vec<_> = targets.into_iter().map(|target| (target, self.carried(target))).collect();
        let flags = targets.len() - 1;
        let types = targets.iter().flat_map(|(_, carried)| carried.iter().map(|argument| argument.ty()));
        let operation = builder
            .op("scf.if")
            .operand(condition)
            .results(std::iter::repeat_n(builder.i1(), flags))
            .results(types)
            .region()
            .region()
            .insert();
        let yes = Block::append(operation.region(0), &[]);
        Choice { builder: *builder, operation, yes, has_otherwise: operation.result_count() > 0, targets }
    }

    /// The values that an edge hands to its target, without the iterator of a raised loop.
    fn handed(&self, values: impl Iterator<Item = Value<'c>>, target: Block<'c>) -> Vec<Value<'c>> {
        let dropped = self.plan.loops.get(&target).map(|raised| raised.iterator);
        values
            .enumerate()
            .filter(|(position, _)| Some(*position) != dropped)
            .map(|(_, value)| self.inside.get(&value).copied().unwrap_or(value))
            .collect()
    }

    fn carried(&self, target: Block<'c>) -> Vec<Value<'c>> {
        carried(target, self.plan.loops.get(&target).map(|raised| raised.iterator)).collect()
    }
}

/// An `scf.if` in the making.
struct Choice<'c> {
    builder: Builder<'c>,
    operation: Operation<'c>,
    yes: Block<'c>,
    /// Whether the other side has to be there, to give the results.
    has_otherwise: bool,
    targets: Vec<(Block<'c>, Vec<Value<'c>>)>,
}

impl<'c> Choice<'c> {
    fn otherwise(&mut self) -> Block<'c> {
        self.has_otherwise = true;
        Block::append(self.operation.region(1), &[])
    }

    /// Ends one side with what is open there.
    fn end(&self, block: Block<'c>, state: State<'c>) {
        let mut builder = self.builder;
        builder.set_to_end(block);
        let mut flags = Vec::new();
        let mut values = Vec::new();
        for (position, (target, carried)) in self.targets.iter().enumerate() {
            let here = state.open.iter().position(|(open, _)| open == target);
            if position + 1 < self.targets.len() {
                flags.push(match here {
                    None => builder.constant_bool(false),
                    Some(_) if state.open.len() == 1 => builder.constant_bool(true),
                    Some(index) => state.flags.get(index).copied().unwrap_or_else(|| none_of(&builder, &state.flags)),
                });
            }
            match here {
                Some(index) => values.extend(&state.open[index].1),
                None => values.extend(carried.iter().map(|value| builder.op("py.undef").result(value.ty()).value())),
            }
        }
        builder.op("scf.yield").operands(flags).operands(values).insert();
    }

    /// What is open behind the `scf.if`.
    fn state(&self) -> State<'c> {
        let mut results = self.operation.results();
        let flags = results.by_ref().take(self.targets.len() - 1).collect();
        let open = self
            .targets
            .iter()
            .map(|(target, carried)| (*target, results.by_ref().take(carried.len()).collect()))
            .collect();
        State { open, flags }
    }
}

fn none_of<'c>(builder: &Builder<'c>, flags: &[Value<'c>]) -> Value<'c> {
    let any = flags.iter().copied().reduce(|any, flag| builder.binary("arith.ori", any, flag));
    builder.binary("arith.xori", any.expect("several targets have a flag"), builder.constant_bool(true))
}

/// A block's arguments but the one at a position.
fn carried<'c>(block: Block<'c>, dropped: Option<usize>) -> impl Iterator<Item = Value<'c>> {
    block.arguments().enumerate().filter(move |(position, _)| Some(*position) != dropped).map(|(_, argument)| argument)
}

fn merged<'c>(yes: &[Exit<'c>], no: &[Exit<'c>]) -> Vec<Block<'c>> {
    unique(yes.iter().chain(no).map(|exit| exit.target).collect())
}

fn unique(targets: Vec<Block>) -> Vec<Block> {
    let mut kept: Vec<Block> = Vec::new();
    for target in targets {
        if !kept.contains(&target) {
            kept.push(target);
        }
    }
    kept
}
