//! A block as loops over its threads, and the kernel as a launch of blocks.
//!
//! The block's first form is control flow between loops, one for each region. Its second form asks the runtime, again and
//! again, which threads run which region next; it begins once threads may have gone on to different points, and ends with the
//! block. What the runtime needs to know of the kernel is a table ([`layout`]); `src/runtime/simt` says what its words mean.

use super::{
    guard::Bound,
    layout::{Kernel, Slot, kept_type, pack},
    region::{Region, parameter_types},
};
use crate::{
    blocks::reverse_post_order,
    nd_to_llvm::{declare::function, emit::Emit, function::erase_others},
};
use melior::{dialect::llvm::r#type as llvm_type, ir::Type};
use numlir_dialects::{Block, Builder, Operation, Predicate, Value, build::array_elements, location};
use rustc_hash::FxHashMap;

/// Where things are in the context that the runtime gives a block, in bytes.
const PLACES: [i32; 3] = [0, 12, 24];
const PADDED: i32 = 40;
const SCRATCH: i32 = 48;
const SHARED: i32 = 56;
const DYNAMIC: i32 = 64;
const DYNAMIC_SIZE: i32 = 72;
const RUN: i32 = 80;
const NEXT: i32 = 88;
const MIXED: i32 = 96;
pub const STATUS: i32 = 100;
/// The number of threads along the first axis among the places that all threads of a block have; the other axes follow.
const WIDTH: usize = 3;
/// A kernel's argument, in memory between the launch and its blocks.
const ARGUMENT: i32 = 16;
/// No such place.
const NONE: u64 = u64::MAX;

const LAUNCH: &str = "numlir_simt_launch";
const EXCHANGE: &str = "numlir_simt_exchange";
const SCHEDULE: &str = "numlir_simt_schedule";
const PASSED: &str = "numlir_simt_passed";
pub const ACCESS: &str = "numlir_simt_access";
pub const FAIL: &str = "numlir_simt_fail";

/// Writes the function of a block and the table, and makes the kernel a launch.
pub fn build<'c>(kernel: &Kernel<'c, '_>, regions: &[Region<'c>], module: Operation<'c>) {
    let at = Builder::before(kernel.known.context, kernel.function);
    let (pointer, word) = (kernel.known.pointer, at.i32());
    let external = kernel.known.external;
    let (wide, nothing) = (at.i64(), llvm_type::void(kernel.known.context));
    let top = module.region(0).first_block();
    let declared: Vec<_> = top.into_iter().flat_map(Block::operations).map(|other| other.text("sym_name")).collect();
    for (symbol, inputs, result) in [
        (LAUNCH, vec![pointer; 3], word),
        (EXCHANGE, vec![pointer, word], nothing),
        (SCHEDULE, vec![pointer], word),
        (PASSED, vec![pointer, word], nothing),
        (ACCESS, vec![pointer, wide, pointer, word, word, wide], nothing),
        (FAIL, vec![pointer, wide, word], nothing),
    ] {
        let needed = kernel.debug || ![PASSED, ACCESS, FAIL].contains(&symbol);
        if needed && !declared.contains(&symbol) {
            function(&at, symbol, llvm_type::function(result, &inputs, false), external)
                .set_attribute("no_unwind", at.unit());
        }
    }
    let mixed = regions.iter().any(|region| !region.together) || kernel.points.iter().any(is_grid);
    let found = |text: &str| if kernel.debug { site(kernel, module, &at, text) } else { 0 };
    let divergence = found("threads of one block wait at different barriers, on lines {} and {}");
    let race = found("threads of one block race for shared memory, on lines {} and {}: there is no barrier between");
    let table = table(kernel, mixed, [divergence, race]);
    let symbol = format!("{}.table", kernel.name);
    let bytes: Vec<u8> = table.iter().flat_map(|word| word.to_ne_bytes()).collect();
    let ty = llvm_type::array(at.integer_type(8), bytes.len() as u32);
    at.op("llvm.mlir.global")
        .attribute("sym_name", at.string(&symbol))
        .attribute("global_type", at.type_attribute(ty))
        .attribute("linkage", kernel.known.internal)
        .attribute("constant", at.unit())
        .attribute("value", at.bytes(&bytes))
        .attribute("alignment", at.integer(at.i64(), 8))
        .attribute("addr_space", at.integer(at.i32(), 0))
        .region()
        .insert();

    let name = format!("{}.block", kernel.name);
    let block = function(&at, &name, llvm_type::function(word, &[pointer, pointer], false), kernel.known.internal);
    block.set_attribute("no_unwind", at.unit());
    let entry = Block::append(block.region(0), &[(pointer, at.location); 2]);
    Writer::new(kernel, regions, entry).block(mixed);
    // Points that threads only come to in the second form.
    erase_others(&reverse_post_order(block.region(0)));
    launch(kernel, &name, &symbol);
}

fn is_grid(point: &super::points::Point) -> bool {
    point.operation.is_some_and(|operation| operation.is("simt.sync_grid"))
}

/// Makes the kernel's body a launch: its arguments go to memory, and the blocks read them there.
fn launch<'c>(kernel: &Kernel<'c, '_>, block: &str, table: &str) {
    let region = kernel.function.region(0);
    let old: Vec<_> = region.blocks().collect();
    let arguments: Vec<_> = old[0].arguments().map(|argument| (argument.ty(), argument.location())).collect();
    let entry = Block::append(region, &arguments);
    let emit =
        Emit { builder: Builder::at_end(kernel.known.context, entry, kernel.function.location()), known: kernel.known };
    let memory = emit.stack(emit.i64(2 * arguments.len().max(1) as i64), emit.builder.i64(), ARGUMENT.into());
    for (position, argument) in entry.arguments().enumerate() {
        let place = emit.constant_offset(memory, emit.builder.integer_type(8), ARGUMENT * position as i32);
        emit.store(pack(&emit, argument), place, 8);
    }
    let operands = [emit.address_of(block), memory, emit.address_of(table)];
    let status = emit.call(LAUNCH, operands, Some(emit.builder.i32())).result(0);
    emit.give_back(status);
    for block in &old {
        block.operations().for_each(Operation::erase);
    }
    old.into_iter().for_each(Block::erase);
    // The entry block of a function is its first.
    kernel.function.remove_attribute("numlir.grid_kernel");
}

/// The number of a site for what the runtime finds, with a text that has places for two lines.
fn site<'c>(kernel: &Kernel<'c, '_>, module: Operation<'c>, at: &Builder<'c>, text: &str) -> u64 {
    let mut rows = module.attribute("numlir.sites").and_then(array_elements).unwrap_or_default();
    let place = kernel.points.iter().filter_map(|point| location::from_mlir(point.operation?.location())).next();
    let (file, start, end) = place.map_or(("".into(), (0, 0), (0, 0)), |place| (place.file, place.start, place.end));
    let number = |value: u32| at.integer(at.i64(), value.into());
    let mut row = vec![at.string("RuntimeError"), at.strings(&[text]), at.string(kernel.name), at.string(&file)];
    row.extend([start.0, start.1, end.0, end.1].map(number));
    rows.push(at.array(&row));
    module.set_attribute("numlir.sites", at.array(&rows));
    rows.len() as u64
}

/// What the runtime has to know, as words: bytes of scratch memory for each thread, bytes of shared memory, the number of
/// points, flags, the statuses of divergence and of races; and for each point its kind, the size of its value, where its operands and
/// results are, and its line.
fn table(kernel: &Kernel, mixed: bool, [divergence, race]: [u64; 2]) -> Vec<u64> {
    let grid = kernel.points.iter().any(is_grid);
    let flags = u64::from(mixed) | u64::from(grid) << 1 | u64::from(kernel.debug) << 2;
    let mut words = vec![kernel.bytes, kernel.shared_bytes, kernel.points.len() as u64, flags, divergence, race];
    for (point, exchange) in kernel.points.iter().zip(&kernel.exchanges) {
        let operand = |index: usize| exchange.operands.get(index).map_or(NONE, |slot| slot.offset);
        let result = |index: usize| exchange.results.get(index).copied().flatten().map_or(NONE, |slot| slot.offset);
        let size = exchange.operands.get(1).map_or(0, |slot| slot.size);
        let place = point.operation.and_then(|operation| location::from_mlir(operation.location()));
        let line = place.map_or(0, |place| place.start.0.into());
        let kind = point.operation.map_or(0, kind);
        words.extend([kind, size, operand(0), operand(1), operand(2), result(0), result(1), line]);
    }
    words
}

/// The number of a collective operation's kind.
fn kind(operation: Operation) -> u64 {
    match (operation.name(), operation.text("kind"), operation.text("reduce")) {
        ("simt.split", ..) => 0,
        ("simt.barrier", _, "") => 1,
        ("simt.barrier", _, "count") => 2,
        ("simt.barrier", _, "and") => 3,
        ("simt.barrier", _, _) => 4,
        ("simt.sync_warp", ..) => 5,
        ("simt.sync_grid", ..) => 6,
        ("simt.active_mask", ..) => 7,
        ("simt.shuffle", "index", _) => 8,
        ("simt.shuffle", "up", _) => 9,
        ("simt.shuffle", "down", _) => 10,
        ("simt.shuffle", ..) => 11,
        ("simt.vote", "all", _) => 12,
        ("simt.vote", "any", _) => 13,
        ("simt.vote", "eq", _) => 14,
        ("simt.vote", ..) => 15,
        ("simt.match", "any", _) => 16,
        _ => 17,
    }
}

struct Writer<'c, 'k, 'm> {
    kernel: &'k Kernel<'c, 'm>,
    regions: &'k [Region<'c>],
    emit: Emit<'c, 'm>,
    context: Value<'c>,
    /// What every region is called with: places but the thread's own, memory, the kernel's arguments.
    places: Vec<Value<'c>>,
    memory: Vec<Value<'c>>,
    arguments: Vec<Value<'c>>,
    /// The block's variables.
    variables: FxHashMap<Value<'c>, Value<'c>>,
    /// Where the loop of each region begins, in the first form.
    starts: Vec<Block<'c>>,
    done: Block<'c>,
    to_mixed: Block<'c>,
    mixed: Block<'c>,
}

impl<'c, 'k, 'm> Writer<'c, 'k, 'm> {
    fn new(kernel: &'k Kernel<'c, 'm>, regions: &'k [Region<'c>], entry: Block<'c>) -> Self {
        let location = kernel.function.location();
        let emit = Emit { builder: Builder::at_end(kernel.known.context, entry, location), known: kernel.known };
        let builder = emit.builder;
        let context = entry.argument(0);
        let field = |offset: i32, ty| {
            let place = emit.constant_offset(context, builder.integer_type(8), offset);
            emit.load(place, ty, if ty == builder.i32() { 4 } else { 8 })
        };
        let places = PLACES.iter().flat_map(|first| [0, 4, 8].map(|axis| field(first + axis, builder.i32()))).collect();
        let pointer = kernel.known.pointer;
        let memory = [
            (SCRATCH, pointer),
            (PADDED, builder.i64()),
            (SHARED, pointer),
            (DYNAMIC, pointer),
            (DYNAMIC_SIZE, builder.i64()),
        ];
        let mut memory: Vec<_> = memory.into_iter().map(|(offset, ty)| field(offset, ty)).collect();
        memory.push(context);
        let arguments = kernel.points[0].start.arguments().enumerate().map(|(position, argument)| {
            let offset = ARGUMENT * position as i32;
            let place = emit.constant_offset(entry.argument(1), builder.integer_type(8), offset);
            emit.load(place, kept_type(&builder, argument.ty()), 8)
        });
        let arguments = arguments.collect();
        let mut variables = FxHashMap::default();
        for value in kernel.live.iter().flatten().filter(|value| kernel.is_uniform(**value)) {
            variables.entry(*value).or_insert_with(|| emit.stack(emit.i64(1), kept_type(&builder, value.ty()), 8));
        }
        let body = entry.region();
        let starts = kernel.points.iter().map(|_| Block::append(body, &[])).collect();
        let [done, to_mixed, mixed] = [0; 3].map(|_| Block::append(body, &[]));
        Self { kernel, regions, emit, context, places, memory, arguments, variables, starts, done, to_mixed, mixed }
    }

    fn block(mut self, mixed: bool) {
        let builder = self.emit.builder;
        if mixed {
            let flag = self.emit.constant_offset(self.context, builder.integer_type(8), MIXED);
            let flag = self.emit.load(flag, builder.i32(), 4);
            let resumes = builder.compare_int(Predicate::Ne, flag, self.emit.constant(builder.i32(), 0));
            builder.conditional_branch(resumes, (self.mixed, &[]), (self.starts[0], &[]));
        } else {
            builder.branch(self.starts[0], []);
        }
        for number in 0..self.regions.len() {
            self.emit.builder.set_to_end(self.starts[number]);
            if is_grid(&self.kernel.points[number]) {
                // The block waits for others, and goes on in its second form.
                self.each_thread(|writer, _, thread| writer.note_next(thread, number as i64 + 1));
                self.emit.builder.branch(self.to_mixed, []);
                continue;
            }
            self.exchange(number);
            self.together(number);
        }
        self.emit.builder.set_to_end(self.done);
        self.emit.give_back(self.emit.constant(builder.i32(), 0));
        if mixed {
            self.spread();
            self.schedule();
        } else {
            self.to_mixed.erase();
            self.mixed.erase();
        }
    }

    /// Has the runtime exchange what threads bring, where they bring anything.
    fn exchange(&mut self, number: usize) {
        let Some(operation) = self.kernel.points[number].operation else { return };
        if self.kernel.debug {
            let emit = &self.emit;
            emit.call(PASSED, [self.context, emit.constant(emit.builder.i32(), number as i64 + 1)], None);
        }
        if matches!(kind(operation), 0 | 1 | 5) {
            return;
        }
        let emit = &self.emit;
        emit.call(EXCHANGE, [self.context, emit.constant(emit.builder.i32(), number as i64 + 1)], None);
        for result in operation.results() {
            if let Some(variable) = self.variables.get(&result) {
                let place = self.slot(self.kernel.slots[&result], emit.i64(0));
                let ty = kept_type(&emit.builder, result.ty());
                emit.store(emit.load(place, ty, 4), *variable, 8);
            }
        }
    }

    /// All threads run a region. Where they end at one point the block goes on there.
    fn together(&mut self, number: usize) {
        let region = &self.regions[number];
        let inputs: Vec<_> = region.inputs.iter().map(|value| self.read(*value)).collect();
        let run = |writer: &mut Self, place, thread, below: Option<Value<'c>>| {
            let call = writer.call(region, (place, thread), &inputs, below);
            if !region.together {
                writer.note(thread, writer.next(region, call));
            }
            call
        };
        let call = match self.bound(region, &inputs) {
            Some(bound) => self.each_thread_split(bound, region.outcome, run),
            None => self.each_thread(|writer, place, thread| run(writer, place, thread, None)),
        };
        for (position, value) in region.outputs.iter().enumerate() {
            let ty = kept_type(&self.emit.builder, value.ty());
            let value_now = self.emit.extract(call, position + 1, ty);
            self.emit.store(value_now, self.variables[value], 8);
        }
        if !region.together {
            self.emit.builder.branch(self.to_mixed, []);
            return;
        }
        let next = self.next(region, call);
        let target = |exit: &Option<usize>| exit.map_or(self.done, |point| self.starts[point]);
        self.dispatch(next, region.exits.iter().map(|exit| (exit.map_or(0, |point| point as i64 + 1), target(exit))));
    }

    /// Branches to one of several blocks by a number, which is one of theirs.
    fn dispatch(&self, number: Value<'c>, targets: impl Iterator<Item = (i64, Block<'c>)>) {
        let mut builder = self.emit.builder;
        let mut targets = targets.peekable();
        while let Some((this, target)) = targets.next() {
            if targets.peek().is_none() {
                builder.branch(target, []);
                return;
            }
            let emit = Emit { builder, known: self.kernel.known };
            let is = builder.compare_int(Predicate::Eq, number, emit.constant(builder.i32(), this));
            let other = Block::append(builder.block().region(), &[]);
            builder.conditional_branch(is, (target, &[]), (other, &[]));
            builder.set_to_end(other);
        }
        // A region without an end and without points never returns.
        builder.op("llvm.unreachable").insert();
    }

    fn next(&self, region: &Region<'c>, call: Value<'c>) -> Value<'c> {
        if region.outputs.is_empty() { call } else { self.emit.extract(call, 0, self.emit.builder.i32()) }
    }

    fn read(&self, value: Value<'c>) -> Value<'c> {
        self.emit.load(self.variables[&value], kept_type(&self.emit.builder, value.ty()), 8)
    }

    /// What the places of threads are compared with at the beginning of a region, as the type of places, within the row.
    fn bound(&self, region: &Region<'c>, inputs: &[Value<'c>]) -> Option<Value<'c>> {
        let emit = &self.emit;
        let (word, wide) = (emit.builder.i32(), emit.builder.i64());
        let bound = match region.guard?.bound {
            Bound::Constant(number) => emit.constant(wide, number),
            Bound::Uniform(value) => inputs[region.inputs.iter().position(|input| *input == value)?],
        };
        let bound = if bound.ty() == wide { bound } else { emit.builder.convert("arith.extsi", bound, wide) };
        let width = emit.builder.convert("arith.extsi", self.places[WIDTH], wide);
        let within = emit.builder.binary("arith.minsi", bound, width);
        let within = emit.builder.binary("arith.maxsi", within, emit.i64(0));
        Some(emit.builder.convert("arith.trunci", within, word))
    }

    /// Calls a region for a thread. `below` says whether its guard holds, where it has one.
    fn call(
        &self,
        region: &Region<'c>,
        (place, thread): ([Value<'c>; 3], Value<'c>),
        inputs: &[Value<'c>],
        below: Option<Value<'c>>,
    ) -> Value<'c> {
        debug_assert_eq!(
            place.len() + self.places.len() + self.memory.len() + 1,
            parameter_types(self.kernel, &self.emit.builder).len()
        );
        let operands = place.into_iter().chain(self.places.iter().copied()).chain(self.memory.iter().copied());
        let operands = operands.chain([thread]).chain(self.arguments.iter().copied()).chain(inputs.iter().copied());
        let operands = operands.chain(below);
        self.emit.call(&region.symbol, operands, Some(region.outcome)).result(0)
    }

    /// The address of a thread's element of a slot.
    fn slot(&self, slot: Slot, thread: Value<'c>) -> Value<'c> {
        let emit = &self.emit;
        let offset = emit.multiply(self.memory[1], emit.i64(slot.offset as i64));
        let base = emit.offset(self.memory[0], emit.builder.integer_type(8), offset);
        emit.offset(base, emit.builder.integer_type(slot.size as u32 * 8), thread)
    }

    fn pointer_field(&self, offset: i32) -> Value<'c> {
        let place = self.emit.constant_offset(self.context, self.emit.builder.integer_type(8), offset);
        self.emit.load(place, self.kernel.known.pointer, 8)
    }

    fn note_next(&self, thread: Value<'c>, number: i64) -> Value<'c> {
        let number = self.emit.constant(self.emit.builder.i32(), number);
        self.note(thread, number);
        number
    }

    /// Notes the point where a thread waits next.
    fn note(&self, thread: Value<'c>, number: Value<'c>) {
        let place = self.emit.offset(self.pointer_field(NEXT), self.emit.builder.i32(), thread);
        let store = self.emit.store(number, place, 4);
        if self.kernel.parallel {
            store.set_attribute("access_groups", self.emit.builder.array(&[self.kernel.group]));
        }
    }

    /// Loops over the threads of the block. Gives what the body gives for the last one.
    fn each_thread(&mut self, body: impl FnOnce(&mut Self, [Value<'c>; 3], Value<'c>) -> Value<'c>) -> Value<'c> {
        self.each_row(|writer, [y, z], row| {
            let (zero, width) = (writer.emit.constant(writer.emit.builder.i32(), 0), writer.places[WIDTH]);
            writer.each_between([zero, width], |writer, x, thread| body(writer, [x, y, z], thread), row)
        })
    }

    /// As [`Self::each_thread`], with the threads of a row below a bound in one loop and the others in another. The body is
    /// told which they are.
    fn each_thread_split(
        &mut self,
        bound: Value<'c>,
        outcome: Type<'c>,
        body: impl Fn(&mut Self, [Value<'c>; 3], Value<'c>, Option<Value<'c>>) -> Value<'c>,
    ) -> Value<'c> {
        let width = self.places[WIDTH];
        self.each_row(|writer, [y, z], row| {
            let builder = writer.emit.builder;
            let zero = writer.emit.constant(builder.i32(), 0);
            let mut last = writer.emit.poison(outcome);
            for (from, to, below) in [(zero, bound, true), (bound, width, false)] {
                let builder = writer.emit.builder;
                let area = builder.block().region();
                let (some, behind) = (Block::append(area, &[]), Block::append(area, &[(outcome, builder.location)]));
                let any = builder.compare_int(Predicate::Slt, from, to);
                builder.conditional_branch(any, (some, &[]), (behind, &[last]));
                writer.emit.builder.set_to_end(some);
                let run = |writer: &mut Self, x, thread| {
                    let below = writer.emit.builder.constant_bool(below);
                    body(writer, [x, y, z], thread, Some(below))
                };
                let given = writer.each_between([from, to], run, row);
                writer.emit.builder.branch(behind, [given]);
                writer.emit.builder.set_to_end(behind);
                last = behind.argument(0);
            }
            last
        })
    }

    /// Loops over the rows of threads of the block. The body gets a row's places along the other axes, and the number of its
    /// first thread.
    fn each_row(&mut self, body: impl FnOnce(&mut Self, [Value<'c>; 2], Value<'c>) -> Value<'c>) -> Value<'c> {
        let mut builder = self.emit.builder;
        let (word, location) = (builder.i32(), builder.location);
        let area = builder.block().region();
        let [outer, middle] = [0; 2].map(|_| Block::append(area, &[(word, location)]));
        let zero = self.emit.constant(word, 0);
        builder.branch(outer, [zero]);
        let [z, y] = [outer, middle].map(|block| block.argument(0));
        let [width, height, depth] = [WIDTH, WIDTH + 1, WIDTH + 2].map(|position| self.places[position]);
        builder.set_to_end(outer);
        builder.branch(middle, [zero]);
        self.emit.builder.set_to_end(middle);
        let emit = self.emit;
        let row = emit.multiply(emit.add(emit.multiply(z, height), y), width);
        let row = emit.builder.convert("arith.extsi", row, emit.builder.i64());
        let given = body(self, [y, z], row);
        self.again(y, height, middle);
        self.again(z, depth, outer);
        given
    }

    /// Loops over the threads of a row from one place up to another, of which there is one at least.
    fn each_between(
        &mut self,
        [from, to]: [Value<'c>; 2],
        body: impl FnOnce(&mut Self, Value<'c>, Value<'c>) -> Value<'c>,
        row: Value<'c>,
    ) -> Value<'c> {
        let builder = self.emit.builder;
        let head = Block::append(builder.block().region(), &[(builder.i32(), builder.location)]);
        builder.branch(head, [from]);
        self.emit.builder.set_to_end(head);
        let x = head.argument(0);
        let thread = self.emit.add(row, self.emit.builder.convert("arith.extsi", x, self.emit.builder.i64()));
        let given = body(self, x, thread);
        let branch = self.again(x, to, head);
        if self.kernel.parallel {
            branch.set_attribute("loop_annotation", self.kernel.independent);
        }
        given
    }

    /// Ends a loop: goes back to its head with the next value while that is below an extent, and goes on behind.
    fn again(&mut self, value: Value<'c>, extent: Value<'c>, head: Block<'c>) -> Operation<'c> {
        let emit = self.emit;
        let next = emit.add(value, emit.constant(emit.builder.i32(), 1));
        let more = emit.builder.compare_int(Predicate::Slt, next, extent);
        let behind = Block::append(emit.builder.block().region(), &[]);
        let branch = emit.builder.conditional_branch(more, (head, &[next]), (behind, &[]));
        self.emit.builder.set_to_end(behind);
        branch
    }

    /// Gives each thread an element of every variable, and begins the second form.
    fn spread(&mut self) {
        self.emit.builder.set_to_end(self.to_mixed);
        let mut variables: Vec<_> = self.variables.keys().copied().collect();
        variables.sort_by_key(|value| self.kernel.slots[value].offset);
        let current: Vec<_> = variables.iter().map(|value| self.read(*value)).collect();
        self.each_thread(|writer, _, thread| {
            for (value, current) in variables.iter().zip(&current) {
                let slot = writer.kernel.slots[value];
                writer.emit.store(*current, writer.slot(slot, thread), slot.size as u32);
            }
            thread
        });
        let emit = &self.emit;
        let flag = emit.constant_offset(self.context, emit.builder.integer_type(8), MIXED);
        emit.store(emit.constant(emit.builder.i32(), 1), flag, 4);
        emit.builder.branch(self.mixed, []);
    }

    /// The second form: the runtime says which region runs next, and which threads run it.
    fn schedule(&mut self) {
        self.emit.builder.set_to_end(self.mixed);
        let builder = self.emit.builder;
        let next = self.emit.call(SCHEDULE, [self.context], Some(builder.i32())).result(0);
        let area = self.mixed.region();
        let suspended = Block::append(area, &[]);
        let heads: Vec<_> = (1..self.regions.len()).map(|_| Block::append(area, &[])).collect();
        let ends = [(0, self.done), (-1, suspended)];
        let heads_by_number = heads.iter().enumerate().map(|(index, head)| (index as i64 + 2, *head));
        self.dispatch(next, ends.into_iter().chain(heads_by_number));
        for (index, head) in heads.into_iter().enumerate() {
            self.emit.builder.set_to_end(head);
            self.masked(index + 1);
            self.emit.builder.branch(self.mixed, []);
        }
        self.emit.builder.set_to_end(suspended);
        self.emit.give_back(self.emit.constant(builder.i32(), 1));
    }

    /// The chosen threads run a region.
    fn masked(&mut self, number: usize) {
        let region = &self.regions[number];
        let run = self.pointer_field(RUN);
        self.each_thread(|writer, place, thread| {
            let builder = writer.emit.builder;
            let byte = builder.integer_type(8);
            let chosen = writer.emit.load(writer.emit.offset(run, byte, thread), byte, 1);
            let chosen = writer.emit.byte_to_bool(chosen);
            let area = builder.block().region();
            let [runs, behind] = [0; 2].map(|_| Block::append(area, &[]));
            builder.conditional_branch(chosen, (runs, &[]), (behind, &[]));
            writer.emit.builder.set_to_end(runs);
            let mut inputs = Vec::new();
            for value in &region.inputs {
                let slot = writer.kernel.slots[value];
                let ty = kept_type(&builder, value.ty());
                inputs.push(writer.emit.load(writer.slot(slot, thread), ty, slot.size as u32));
            }
            let below = writer.bound(region, &inputs);
            let below = below.map(|bound| writer.emit.builder.compare_int(Predicate::Slt, place[0], bound));
            let call = writer.call(region, (place, thread), &inputs, below);
            for (position, value) in region.outputs.iter().enumerate() {
                let slot = writer.kernel.slots[value];
                let ty = kept_type(&builder, value.ty());
                let now = writer.emit.extract(call, position + 1, ty);
                writer.emit.store(now, writer.slot(slot, thread), slot.size as u32);
            }
            writer.note(thread, writer.next(region, call));
            writer.emit.builder.branch(behind, []);
            writer.emit.builder.set_to_end(behind);
            thread
        });
    }
}
