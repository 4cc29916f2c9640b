//! The code from one point to the next, as a function that one thread runs.

use super::{
    driver::{ACCESS, FAIL, STATUS},
    guard::Guard,
    layout::{Kernel, Slot, constant, kept_type, pack, size_of, unpack},
};
use crate::nd_to_llvm::{declare::function, emit::Emit};
use melior::{dialect::llvm::r#type as llvm_type, ir::Type};
use numlir_dialects::{Block, Builder, Operation, Predicate, Value, build::integer_value, location};
use rustc_hash::{FxHashMap, FxHashSet};

/// Parameters that every region has before the kernel's own arguments.
pub const PLACES: usize = 12;
pub const SCRATCH: usize = 12;
pub const PADDED: usize = 13;
pub const SHARED: usize = 14;
pub const DYNAMIC: usize = 15;
pub const DYNAMIC_SIZE: usize = 16;
pub const CONTEXT: usize = 17;
pub const THREAD: usize = 18;
const FIRST_ARGUMENT: usize = 19;

/// `seq_cst` among LLVM's orderings.
const SEQUENTIAL: i64 = 7;

pub struct Region<'c> {
    pub symbol: String,
    /// Uniform values that it needs, after the kernel's arguments.
    pub inputs: Vec<Value<'c>>,
    /// Uniform values that it gives, after the number of the next point.
    pub outputs: Vec<Value<'c>>,
    /// What it gives.
    pub outcome: Type<'c>,
    /// The points it may end at; `None` is the thread's end.
    pub exits: Vec<Option<usize>>,
    /// Whether all threads end at the same.
    pub together: bool,
    /// The condition that it takes as its last parameter instead of computing it.
    pub guard: Option<Guard<'c>>,
}

/// The types of a region's parameters before the kernel's own arguments: four kinds of places on three axes, memory.
pub fn parameter_types<'c>(kernel: &Kernel<'c, '_>, builder: &Builder<'c>) -> Vec<Type<'c>> {
    let (pointer, word) = (kernel.known.pointer, builder.i64());
    let mut types = vec![builder.i32(); PLACES];
    types.extend([pointer, word, pointer, pointer, word, pointer, word]);
    types
}

pub fn build<'c>(kernel: &Kernel<'c, '_>, number: usize) -> Region<'c> {
    let members = members(kernel, kernel.points[number].start);
    let inside: FxHashSet<Block<'c>> = members.iter().copied().collect();
    let mut defined: FxHashSet<Value<'c>> = FxHashSet::default();
    for (index, block) in members.iter().enumerate() {
        // Nothing leads to the first block but the way into the region.
        defined.extend(block.arguments().filter(|_| index > 0));
        defined.extend(block.operations().filter(|op| !is_end(kernel, *block, *op)).flat_map(Operation::results));
    }
    let mut exits: Vec<Option<usize>> = members
        .iter()
        .filter_map(|block| match kernel.ends.get(block) {
            Some((_, point)) => Some(Some(*point)),
            None => (block.terminator()?.successor_count() == 0).then_some(None),
        })
        .collect();
    exits.sort_unstable();
    exits.dedup();
    // Where a branch leads threads apart, they must meet before the region ends.
    let ends = |block: &Block<'c>| {
        kernel.ends.contains_key(block) || block.terminator().is_none_or(|last| last.successor_count() == 0)
    };
    let apart = members.iter().filter_map(|block| kernel.variance.apart.get(block)).flatten();
    let together = exits.len() < 2 || !apart.into_iter().any(|block| inside.contains(block) && ends(block));

    let kept: FxHashSet<Value<'c>> = defined.iter().copied().filter(|value| kernel.slots.contains_key(value)).collect();
    let inputs = kernel.uniform_at(number);
    let mut outputs: Vec<Value<'c>> = Vec::new();
    for point in exits.iter().flatten() {
        for value in kernel.uniform_at(*point) {
            if kept.contains(&value) && !outputs.contains(&value) {
                outputs.push(value);
            }
        }
    }
    let at = Builder::before(kernel.known.context, kernel.function);
    let mut results = vec![at.i32()];
    results.extend(outputs.iter().map(|value| kept_type(&at, value.ty())));
    let outcome = match results.as_slice() {
        [one] => *one,
        all => llvm_type::r#struct(kernel.known.context, all, false),
    };
    let symbol = format!("{}.region.{}", kernel.name, number + 1);
    let mut parameters = parameter_types(kernel, &at);
    let arguments = kernel.points[0].start.arguments();
    parameters.extend(arguments.map(|argument| kept_type(&at, argument.ty())));
    parameters.extend(inputs.iter().map(|value| kept_type(&at, value.ty())));
    let guard = Guard::of(kernel, number);
    parameters.extend(guard.map(|_| at.i1()));
    let new = function(&at, &symbol, llvm_type::function(outcome, &parameters, false), kernel.known.internal);
    new.set_attribute("no_unwind", at.unit());
    new.set_attribute("always_inline", at.unit());
    let parameters: Vec<_> = parameters.into_iter().map(|ty| (ty, at.location)).collect();
    let region = Region { symbol, inputs, outputs, outcome, exits, together, guard };

    let entry = Block::append(new.region(0), &parameters);
    let mut writer = Writer {
        kernel,
        region: &region,
        entry,
        first: Emit { builder: Builder::at_end(kernel.known.context, entry, at.location), known: kernel.known },
        values: FxHashMap::default(),
        variables: FxHashMap::default(),
        kept,
    };
    writer.read(number);
    writer.copy(&members);
    region
}

/// The blocks of a region in reverse post-order.
fn members<'c>(kernel: &Kernel<'c, '_>, start: Block<'c>) -> Vec<Block<'c>> {
    let successor = |block: Block<'c>, index: usize| {
        let last = block.terminator().filter(|last| index < last.successor_count())?;
        (!kernel.ends.contains_key(&block)).then(|| last.successor(index))
    };
    let mut order = Vec::new();
    let mut seen = FxHashSet::from_iter([start]);
    let mut path = vec![(start, 0)];
    while let Some((block, next)) = path.last_mut() {
        let Some(target) = successor(*block, *next) else {
            order.push(*block);
            path.pop();
            continue;
        };
        *next += 1;
        if seen.insert(target) {
            path.push((target, 0));
        }
    }
    order.reverse();
    order
}

/// Whether an operation is the collective one that ends a block.
fn is_end<'c>(kernel: &Kernel<'c, '_>, block: Block<'c>, operation: Operation<'c>) -> bool {
    kernel.ends.get(&block).is_some_and(|(end, _)| *end == operation)
}

struct Writer<'c, 'k, 'm> {
    kernel: &'k Kernel<'c, 'm>,
    region: &'k Region<'c>,
    /// The function's first block, which holds what the whole region needs and is ended last.
    entry: Block<'c>,
    first: Emit<'c, 'm>,
    values: FxHashMap<Value<'c>, Value<'c>>,
    /// Values that live at the beginning and are computed anew on the way: where they are.
    variables: FxHashMap<Value<'c>, Value<'c>>,
    /// Values of the region that live across a point.
    kept: FxHashSet<Value<'c>>,
}

impl<'c> Writer<'c, '_, '_> {
    /// Takes the kernel's arguments and what lives at the beginning.
    fn read(&mut self, number: usize) {
        let arguments: Vec<_> = self.kernel.points[0].start.arguments().collect();
        if let Some(guard) = self.region.guard {
            let below = self.entry.argument(FIRST_ARGUMENT + arguments.len() + self.region.inputs.len());
            self.values.insert(guard.condition, below);
        }
        for (position, value) in arguments.iter().chain(&self.region.inputs).enumerate() {
            let given = self.entry.argument(FIRST_ARGUMENT + position);
            let value = *value;
            self.begin(value, unpack(&self.first, given, value.ty()));
        }
        for value in self.kernel.live[number].iter().filter(|value| !self.kernel.is_uniform(**value)) {
            let slot = self.kernel.slots[value];
            let emit = self.first;
            let place = self.place(&emit, slot);
            let ty = kept_type(&emit.builder, value.ty());
            let kept = emit.load(place, ty, slot.size as u32);
            self.mark(kept.defining_operation());
            self.begin(*value, unpack(&emit, kept, value.ty()));
        }
    }

    /// What a value is at the region's beginning.
    fn begin(&mut self, value: Value<'c>, given: Value<'c>) {
        if !self.kept.contains(&value) {
            self.values.insert(value, given);
            return;
        }
        let emit = self.first;
        let variable = emit.stack(emit.i64(1), kept_type(&emit.builder, value.ty()), 8);
        emit.store(pack(&emit, given), variable, 8);
        self.variables.insert(value, variable);
    }

    /// The address of a slot's element of this thread.
    fn place(&self, emit: &Emit<'c, '_>, slot: Slot) -> Value<'c> {
        let bytes = emit.builder.integer_type(8);
        let offset = emit.multiply(self.entry.argument(PADDED), emit.i64(slot.offset as i64));
        let base = emit.offset(self.entry.argument(SCRATCH), bytes, offset);
        let element = match slot.size {
            1 | 2 | 4 | 8 => emit.builder.integer_type(slot.size as u32 * 8),
            size => llvm_type::array(bytes, size as u32),
        };
        emit.offset(base, element, self.entry.argument(THREAD))
    }

    /// States that an access depends on none of another thread.
    fn mark(&self, access: Option<Operation<'c>>) {
        if let Some(access) = access.filter(|_| self.kernel.parallel) {
            access.set_attribute("access_groups", self.first.builder.array(&[self.kernel.group]));
        }
    }

    fn copy(&mut self, members: &[Block<'c>]) {
        let mut blocks: FxHashMap<Block<'c>, Block<'c>> = FxHashMap::default();
        for (index, block) in members.iter().enumerate() {
            let arguments: Vec<_> = match index {
                0 => Vec::new(),
                _ => block.arguments().map(|argument| (argument.ty(), argument.location())).collect(),
            };
            blocks.insert(*block, Block::append(self.entry.region(), &arguments));
        }
        for (index, block) in members.iter().enumerate() {
            let target = blocks[block];
            let builder = Builder::at_end(self.kernel.known.context, target, self.first.builder.location);
            let mut emit = Emit { builder, known: self.kernel.known };
            if index > 0 {
                for (old, new) in block.arguments().zip(target.arguments()) {
                    self.define(&emit, old, new);
                }
            }
            for operation in block.operations() {
                emit.builder.set_location(operation.location());
                if is_end(self.kernel, *block, operation) {
                    let (_, point) = self.kernel.ends[block];
                    self.wait(&emit, operation, point);
                    break;
                }
                self.operation(&emit, operation, &blocks);
            }
        }
        self.first.builder.branch(blocks[&members[0]], []);
    }

    fn define(&mut self, emit: &Emit<'c, '_>, old: Value<'c>, new: Value<'c>) {
        match self.variables.get(&old) {
            Some(variable) => {
                emit.store(pack(emit, new), *variable, 8);
            }
            None => {
                self.values.insert(old, new);
            }
        }
    }

    /// What a value of the kernel is here.
    fn value(&mut self, emit: &Emit<'c, '_>, value: Value<'c>) -> Value<'c> {
        if let Some(variable) = self.variables.get(&value) {
            let kept = emit.load(*variable, kept_type(&emit.builder, value.ty()), 8);
            return unpack(emit, kept, value.ty());
        }
        match self.values.get(&value) {
            Some(known) => *known,
            None => self.compute(value),
        }
    }

    /// Computes a value from the thread's place and the kernel's arguments, in the first block.
    fn compute(&mut self, value: Value<'c>) -> Value<'c> {
        let operation =
            value.defining_operation().expect("only values of operations are not defined before they are used");
        let emit = self.first;
        let computed = match operation.name() {
            "simt.id" => self.id(operation),
            "simt.position" | "simt.extent" => {
                let wide = |kind: usize| {
                    let narrow = self.entry.argument(kind * 3 + axis(operation));
                    emit.builder.convert("arith.extsi", narrow, emit.builder.i64())
                };
                if operation.is("simt.extent") {
                    emit.multiply(wide(2), wide(3))
                } else {
                    emit.add(emit.multiply(wide(1), wide(2)), wide(0))
                }
            }
            "simt.lane" => {
                let lane = emit.builder.binary("arith.andi", self.entry.argument(THREAD), emit.i64(31));
                emit.builder.convert("arith.trunci", lane, emit.builder.i32())
            }
            "simt.dynamic_size" => self.entry.argument(DYNAMIC_SIZE),
            "simt.memory" => self.memory(operation),
            _ => {
                let operands: Vec<_> = operation.operands().map(|operand| self.value(&emit, operand)).collect();
                let copy = emit.builder.insert(operation.clone_detached());
                operands.into_iter().enumerate().for_each(|(index, operand)| copy.set_operand(index, operand));
                copy.result(value.position())
            }
        };
        self.values.insert(value, computed);
        computed
    }

    fn id(&self, operation: Operation<'c>) -> Value<'c> {
        let kind = ["thread", "block", "block_dim", "grid_dim"].iter().position(|kind| *kind == operation.text("kind"));
        self.entry.argument(kind.expect("there are four kinds of places") * 3 + axis(operation))
    }

    fn memory(&self, operation: Operation<'c>) -> Value<'c> {
        let number = operation.attribute("number").and_then(integer_value).map_or(0, |(_, value)| value);
        let emit = &self.first;
        match operation.text("space") {
            "shared" => {
                let offset = self.kernel.shared[&number] as i32;
                emit.constant_offset(self.entry.argument(SHARED), emit.builder.integer_type(8), offset)
            }
            "local" => self.place(emit, self.kernel.local[&number]),
            _ => self.entry.argument(DYNAMIC),
        }
    }

    fn operation(&mut self, emit: &Emit<'c, '_>, operation: Operation<'c>, blocks: &FxHashMap<Block<'c>, Block<'c>>) {
        // What the whole region has in common is computed where it is first used.
        if operation.result_count() > 0 && operation.results().all(|result| self.kernel.is_invariant(result)) {
            return;
        }
        if self.region.guard.is_some_and(|guard| operation.results().any(|result| result == guard.condition)) {
            return;
        }
        if operation.is("llvm.return") {
            return self.leave(emit, operation);
        }
        if operation.is("simt.fence") {
            let ordering = emit.builder.integer(emit.builder.i64(), SEQUENTIAL);
            emit.builder.op("llvm.fence").attribute("ordering", ordering).insert();
            return;
        }
        let operands: Vec<_> = operation.operands().map(|operand| self.value(emit, operand)).collect();
        let access = Access::of(operation).filter(|_| self.kernel.debug);
        if let Some(access) = access.filter(|access| access.kind == Access::READ) {
            self.tell(emit, &access, operands[access.pointer]);
        }
        let copy = emit.builder.insert(operation.clone_detached());
        operands.iter().enumerate().for_each(|(index, operand)| copy.set_operand(index, *operand));
        if let Some(access) = access.filter(|access| access.kind != Access::READ) {
            self.tell(emit, &access, operands[access.pointer]);
        }
        for index in 0..copy.successor_count() {
            copy.set_successor(index, blocks[&operation.successor(index)]);
        }
        if matches!(copy.name(), "llvm.load" | "llvm.store") {
            self.mark(Some(copy));
        }
        for (old, new) in operation.results().zip(copy.results()) {
            self.define(emit, old, new);
        }
    }

    /// Tells the runtime of an access.
    fn tell(&self, emit: &Emit<'c, '_>, access: &Access, pointer: Value<'c>) {
        let word = emit.builder.i32();
        let [size, kind] = [access.size, access.kind].map(|number| emit.constant(word, number));
        let (context, thread) = (self.entry.argument(CONTEXT), self.entry.argument(THREAD));
        emit.call(ACCESS, [context, thread, pointer, size, kind, emit.i64(access.line)], None);
    }

    /// Brings what a collective operation takes, keeps what lives behind it, and waits there.
    fn wait(&mut self, emit: &Emit<'c, '_>, operation: Operation<'c>, point: usize) {
        let kernel = self.kernel;
        for (operand, slot) in operation.operands().zip(&kernel.exchanges[point].operands) {
            let value = self.value(emit, operand);
            self.keep(emit, value, *slot);
        }
        for value in &kernel.live[point] {
            if self.kept.contains(value) && !kernel.is_uniform(*value) {
                let current = self.value(emit, *value);
                self.keep(emit, current, kernel.slots[value]);
            }
        }
        self.give(emit, Some(point));
    }

    fn keep(&self, emit: &Emit<'c, '_>, value: Value<'c>, slot: Slot) {
        let place = self.place(emit, slot);
        let store = emit.store(pack(emit, value), place, slot.size as u32);
        self.mark(Some(store));
    }

    /// Ends the thread; a status that is not 0 becomes that of the launch.
    fn leave(&mut self, emit: &Emit<'c, '_>, operation: Operation<'c>) {
        let old = operation.operand(0);
        let mut emit = *emit;
        if constant(old) != Some(0) {
            let status = self.value(&emit, old);
            let failed = Block::append(self.entry.region(), &[]);
            let end = Block::append(self.entry.region(), &[]);
            let zero = emit.constant(emit.builder.i32(), 0);
            let fails = emit.builder.compare_int(Predicate::Ne, status, zero);
            emit.builder.conditional_branch(fails, (failed, &[]), (end, &[]));
            emit.builder.set_to_end(failed);
            let context = self.entry.argument(CONTEXT);
            if self.kernel.debug {
                emit.call(FAIL, [context, self.entry.argument(THREAD), status], None);
            } else {
                emit.store(status, emit.constant_offset(context, emit.builder.integer_type(8), STATUS), 4);
            }
            emit.builder.branch(end, []);
            emit.builder.set_to_end(end);
        }
        self.give(&emit, None);
    }

    /// Returns the number of the next point, 0 at the end, with the uniform values that live there.
    fn give(&mut self, emit: &Emit<'c, '_>, point: Option<usize>) {
        let next = emit.constant(emit.builder.i32(), point.map_or(0, |point| point as i64 + 1));
        if self.region.outputs.is_empty() {
            return emit.give_back(next);
        }
        let mut outcome = emit.insert(next, emit.poison(self.region.outcome), 0);
        for (position, value) in self.region.outputs.iter().enumerate() {
            if point.is_some_and(|point| self.kernel.live[point].contains(value)) {
                let current = self.value(emit, *value);
                outcome = emit.insert(pack(emit, current), outcome, position + 1);
            }
        }
        emit.give_back(outcome);
    }
}

/// An access of memory by a thread.
#[derive(Clone, Copy)]
struct Access {
    /// The operand that is the address.
    pointer: usize,
    size: i64,
    /// As the runtime says it.
    kind: i64,
    line: i64,
}

impl Access {
    const READ: i64 = 0;
    const WRITE: i64 = 1;
    const ATOMIC: i64 = 2;

    fn of(operation: Operation) -> Option<Self> {
        let (pointer, kind, ty) = match operation.name() {
            "llvm.load" => (0, Self::READ, operation.result(0).ty()),
            "llvm.store" => (1, Self::WRITE, operation.operand(0).ty()),
            "llvm.atomicrmw" => (0, Self::ATOMIC, operation.operand(1).ty()),
            "llvm.cmpxchg" => (0, Self::ATOMIC, operation.operand(1).ty()),
            _ => return None,
        };
        let line = location::from_mlir(operation.location()).map_or(0, |place| place.start.0.into());
        Some(Self { pointer, size: size_of(ty)? as i64, kind, line })
    }
}

fn axis(operation: Operation) -> usize {
    operation.attribute("axis").and_then(integer_value).map_or(0, |(_, axis)| axis as usize)
}
