//! From a kernel and what it calls to code for NVIDIA's devices: `simt` becomes LLVM's intrinsics, arrays of blocks become
//! globals of shared memory, and the kernel gets an entry that a launch can call.
//!
//! ```mlir
//! llvm.func internal @k(%data: !llvm.ptr,     llvm.func @k_entry(%data: !llvm.ptr<1>, %n: i64) {
//!     %owner: !llvm.ptr, %n: i64) -> i32 {      … llvm.call @k(…)
//!   %i = simt.id "thread" 0                   llvm.func internal @k(…) -> i32 {
//!   simt.barrier                        =>      %i = llvm.call_intrinsic "llvm.nvvm.read.ptx.sreg.tid.x"() : () -> i32
//!                                               llvm.call_intrinsic "llvm.nvvm.barrier.cta.sync.aligned.all"(%zero)
//! ```
//!
//! The entry takes what an array is made of but its owner: the address in global memory, extents, and strides where the layout
//! does not say them. C's math functions become libdevice's.
//!
//! With the option `debug` the entry notes the status of a thread that failed in the global `numlir_status`, where the host
//! finds it after the launch.
//!
//! A function with `numlir.convention` is one that other code of the device calls ([`function`]).
//!
//! Needs what `nd-to-llvm` leaves. Leaves no `simt`, and the module's attribute `numlir.entry_symbol` names the entry;
//! `numlir.cooperative` says that all blocks of a launch have to run at once.
//! What threads print goes through `vprintf`.
//! Arrays cannot be made, but for those that a result is computed into before it is written over an input ([`DETOUR`]): they are in the device's heap.
//! Where there are none, nothing counts references. Other functions of the runtime are an error. Linear.

mod function;
mod grid_barrier;
mod named;
mod print;

pub use named::device_function;

use crate::{
    lower_maps::DETOUR,
    nd_to_llvm::{
        GIVEN, declare,
        emit::{Emit, Known},
    },
    shared_memory::check_shared_memory,
};
use melior::{
    Context,
    dialect::llvm::r#type as llvm_type,
    ir::{Attribute, Type},
};
use named::{ALLOCATE, COUNTING, NOTING};
use numlir_dialects::{Block, Builder, Operation, Value, build::integer_value, location, passes::Outcome};
use numlir_grammar::diagnostic::{Diagnostic, Kind, Location};
use rustc_hash::{FxHashMap, FxHashSet};

/// Address spaces of devices.
const GLOBAL: u32 = 1;
const SHARED: u32 = 3;
/// The mask of all lanes of a warp, as a shuffle's clamp.
const LAST_LANE: i64 = 31;
const DYNAMIC: &str = "numlir_dynamic_shared";
/// How the names of the library's files begin.
const LIBRARY: &str = "library/";
/// The global that holds the status of a thread that failed.
const STATUS: &str = "numlir_status";

pub fn simt_to_nvvm<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    let known = Known::new(context);
    let top = module.region(0).first_block().expect("a module has a body");
    let functions: Vec<_> = top.operations().filter(|operation| operation.is("llvm.func")).collect();
    let Some(kernel) = functions.iter().copied().find(|function| function.attribute("numlir.grid_kernel").is_some())
    else {
        return Ok(());
    };
    check_shared_memory(module)?;
    let host_entry = module.text("numlir.entry_symbol");
    let mut writer = Writer {
        known: &known,
        first: functions[0],
        functions: &functions,
        memories: FxHashSet::default(),
        texts: Vec::new(),
        waits_for_grid: false,
        counts: calls(&functions).any(|call| call.attribute(DETOUR).is_some()),
        errors: Vec::new(),
    };
    let mut foreign: FxHashMap<&str, Operation<'c>> = FxHashMap::default();
    for function in &functions {
        // What users gave as LLVM IR is linked when the module becomes LLVM's.
        if function.region(0).first_block().is_none() && function.attribute(GIVEN).is_none() {
            foreign.insert(function.text("sym_name"), *function);
        }
    }
    let symbol = match kernel.text("numlir.convention") {
        "" => writer.entry(kernel, options == "debug"),
        convention => {
            kernel.set_attribute("always_inline", Builder::before(context, kernel).unit());
            function::exported(&known, kernel, convention)
        }
    };
    for function in functions.iter().filter(|function| function.text("sym_name") != host_entry) {
        for block in function.region(0).blocks() {
            for operation in block.operations() {
                writer.operation(operation, &foreign);
            }
        }
    }
    for function in functions.iter().filter(|function| function.text("sym_name") == host_entry) {
        function.erase();
    }
    if writer.waits_for_grid {
        grid_barrier::define(kernel, &known);
        module.set_attribute("numlir.cooperative", Builder::before(context, kernel).unit());
    }
    // Where threads wait for one another, calls may not be moved to where fewer threads come by.
    for function in top.operations().filter(|operation| operation.is("llvm.func")) {
        if function.region(0).first_block().is_some() {
            function.set_attribute("convergent", Builder::before(context, function).unit());
        }
    }
    for (name, declaration) in foreign {
        match writer.device_form(name) {
            Some(name) => declaration.set_attribute("sym_name", Builder::before(context, declaration).string(&name)),
            None => declaration.erase(),
        }
    }
    kernel.remove_attribute("numlir.grid_kernel");
    module.set_attribute("numlir.entry_symbol", Builder::before(context, kernel).string(&symbol));
    if writer.errors.is_empty() { Ok(()) } else { Err(writer.errors) }
}

/// The calls of functions.
fn calls<'c>(functions: &[Operation<'c>]) -> impl Iterator<Item = Operation<'c>> {
    let operations = functions.iter().flat_map(|function| function.region(0).blocks()).flat_map(Block::operations);
    operations.filter(|operation| operation.is("llvm.call"))
}

struct Writer<'c, 'm> {
    known: &'m Known<'c>,
    first: Operation<'c>,
    /// All functions of the module.
    functions: &'m [Operation<'c>],
    memories: FxHashSet<i64>,
    /// What threads print, by number.
    texts: Vec<String>,
    waits_for_grid: bool,
    /// Whether it makes arrays, whose references count.
    counts: bool,
    errors: Vec<Diagnostic>,
}

impl<'c> Writer<'c, '_> {
    /// Writes the function that a launch calls. Gives its symbol.
    fn entry(&mut self, kernel: Operation<'c>, notes_status: bool) -> String {
        let context = self.known.context;
        let at = Builder::before(context, kernel);
        let name = kernel.text("sym_name").split('(').next().unwrap_or_default();
        let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let symbol = format!("{name}_kernel");
        let body = kernel.region(0).first_block().expect("a kernel has a body");
        let global = llvm_type::pointer(context, GLOBAL);
        let parts = kernel.text("numlir.parts");
        let mut types: Vec<Type<'c>> = Vec::new();
        for (argument, part) in body.arguments().zip(parts.chars()) {
            match part {
                'd' => types.push(global),
                'o' => {}
                _ if argument.ty() == at.i1() => types.push(at.integer_type(8)),
                _ => types.push(argument.ty()),
            }
        }
        let ty = llvm_type::function(llvm_type::void(context), &types, false);
        let entry = declare::function(&at, &symbol, ty, self.known.external);
        entry.set_attribute("no_unwind", at.unit());
        let located: Vec<_> = types.iter().map(|ty| (*ty, at.location)).collect();
        let block = Block::append(entry.region(0), &located);
        let mut emit = Emit { builder: Builder::at_end(context, block, at.location), known: self.known };
        let mut given = block.arguments();
        let mut operands = Vec::new();
        for (argument, part) in body.arguments().zip(parts.chars()) {
            operands.push(match part {
                'o' => emit.null(),
                'd' => {
                    let address = given.next().expect("there is one for each part but owners");
                    emit.builder.convert("llvm.addrspacecast", address, self.known.pointer)
                }
                _ => {
                    let value = given.next().expect("there is one for each part but owners");
                    if argument.ty() == at.i1() { emit.byte_to_bool(value) } else { value }
                }
            });
        }
        let status = emit.call(kernel.text("sym_name"), operands, Some(at.i32())).result(0);
        if notes_status {
            let [failed, end] = [0; 2].map(|_| Block::append(entry.region(0), &[]));
            let zero = emit.constant(at.i32(), 0);
            let fails = emit.builder.compare_int(numlir_dialects::Predicate::Ne, status, zero);
            emit.builder.conditional_branch(fails, (failed, &[]), (end, &[]));
            emit.builder.set_to_end(failed);
            note_status(&emit, &at, status);
            emit.builder.branch(end, []);
            emit.builder.set_to_end(end);
        }
        emit.builder.op("llvm.return").insert();
        kernel.set_attribute("always_inline", at.unit());
        symbol
    }

    fn operation(&mut self, operation: Operation<'c>, foreign: &FxHashMap<&'c str, Operation<'c>>) {
        let emit = Emit { builder: Builder::before(self.known.context, operation), known: self.known };
        let name = operation.name();
        if name == "llvm.call" {
            return self.call(operation, foreign);
        }
        if !name.starts_with("simt.") {
            return;
        }
        let word = emit.builder.i32();
        let zero = || emit.constant(word, 0);
        let axis = || ["x", "y", "z"][integer(operation, "axis") as usize];
        let register = |name: &str| intrinsic(&emit, &format!("read.ptx.sreg.{name}"), &[], Some(word));
        let place = |kind: &str| {
            let name = match kind {
                "thread" => "tid",
                "block" => "ctaid",
                "block_dim" => "ntid",
                _ => "nctaid",
            };
            register(&format!("{name}.{}", axis()))
        };
        let wide = |kind: &str| emit.builder.convert("llvm.zext", place(kind), emit.builder.i64());
        let results: Vec<Value<'c>> = match name {
            "simt.id" => vec![place(operation.text("kind"))],
            "simt.lane" => vec![register("laneid")],
            "simt.position" => vec![emit.add(emit.multiply(wide("block"), wide("block_dim")), wide("thread"))],
            "simt.extent" => vec![emit.multiply(wide("block_dim"), wide("grid_dim"))],
            "simt.dynamic_size" => {
                vec![emit.builder.convert("llvm.zext", register("dynamic_smem_size"), emit.builder.i64())]
            }
            "simt.memory" => vec![self.memory(&emit, operation)],
            "simt.barrier" if operation.operand_count() == 0 => {
                intrinsic_effect(&emit, "barrier.cta.sync.aligned.all", &[zero()]);
                vec![]
            }
            "simt.barrier" => vec![reduction(&emit, operation)],
            "simt.sync_warp" => {
                intrinsic_effect(&emit, "bar.warp.sync", &[operation.operand(0)]);
                vec![]
            }
            "simt.active_mask" => vec![intrinsic(&emit, "activemask", &[], Some(word))],
            "simt.shuffle" => shuffle(&emit, operation),
            "simt.vote" => vec![vote(&emit, operation)],
            "simt.match" => matching(&emit, operation),
            "simt.fence" => {
                let ordering = emit.builder.integer(emit.builder.i64(), 7);
                let fence = emit.builder.op("llvm.fence").attribute("ordering", ordering);
                match operation.text("scope") {
                    "system" => fence.insert(),
                    scope => fence.attribute("syncscope", emit.builder.string(scope)).insert(),
                };
                vec![]
            }
            "simt.print" => {
                print::lower(self, &emit, operation);
                vec![]
            }
            // Only `simt.sync_grid` is left.
            _ => {
                self.waits_for_grid = true;
                emit.call(grid_barrier::FUNCTION, [], None);
                vec![]
            }
        };
        operation.results().zip(results).for_each(|(old, new)| old.replace_all_uses(new));
        operation.erase();
    }

    /// Adds an error at an operation, or where the user's code calls the function of the library that it is in.
    fn refuse(&mut self, operation: Operation<'c>, error: Diagnostic) {
        let error = match self.users_place(operation) {
            Some(place) => error.at(place, "here"),
            None => error,
        };
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    fn users_place(&self, operation: Operation<'c>) -> Option<Location> {
        let mut waiting = vec![operation];
        let mut seen = FxHashSet::default();
        while let Some(operation) = waiting.pop() {
            let place = location::from_mlir(operation.location());
            if place.as_ref().is_some_and(|place| !place.file.starts_with(LIBRARY)) {
                return place;
            }
            let name = operation.block()?.parent().text("sym_name");
            if seen.insert(name) {
                waiting.extend(calls(self.functions).filter(|call| call.text("callee") == name));
            }
        }
        location::from_mlir(operation.location())
    }

    fn call(&mut self, call: Operation<'c>, foreign: &FxHashMap<&'c str, Operation<'c>>) {
        let callee = call.text("callee");
        if !foreign.contains_key(callee) {
            return;
        }
        if NOTING.contains(&callee) || (COUNTING.contains(&callee) && !self.counts) {
            return call.erase();
        }
        if callee.starts_with(ALLOCATE) && call.attribute(DETOUR).is_none() {
            let error = Diagnostic::new(Kind::Unsupported, "new-array-on-device", "kernels make no arrays on a device");
            return self.refuse(call, error.help(
                "write to an array that is there, as in `out[:] = x + y` and `np.sin(x, out)`, or to cuda.local.array(shape, dtype), \
                 or loop over the elements",
            ));
        }
        match self.device_form(callee) {
            Some(name) => call.set_attribute("callee", Builder::before(self.known.context, call).symbol(&name)),
            None => {
                let message = "this has no form on devices: it calls what only the CPU has";
                self.refuse(call, Diagnostic::new(Kind::Unsupported, "not-on-devices", message));
            }
        }
    }

    /// What devices call a function of C or of the runtime.
    fn device_form(&self, name: &str) -> Option<String> {
        let is_of_arrays = name == ALLOCATE || COUNTING.contains(&name);
        if is_of_arrays && self.counts { Some(name.to_owned()) } else { device_function(name) }
    }

    fn memory(&mut self, emit: &Emit<'c, '_>, operation: Operation<'c>) -> Value<'c> {
        let builder = emit.builder;
        let byte = builder.integer_type(8);
        let (number, bytes) = (integer(operation, "number"), integer(operation, "bytes"));
        let alignment = integer(operation, "alignment");
        let array = llvm_type::array(byte, bytes as u32);
        if operation.text("space") == "local" {
            let mut entry = operation.block().expect("it stands in a block").region().first_block();
            let first = entry.take().and_then(Block::first).expect("a function has a first operation");
            let at = Emit { builder: Builder::before(self.known.context, first), known: self.known };
            return at.stack(at.i64(1), array, alignment);
        }
        let symbol = if number < 0 { DYNAMIC.to_owned() } else { format!("numlir_shared_{number}") };
        if self.memories.insert(number) {
            let at = Builder::before(self.known.context, self.first);
            let linkage = if number < 0 { self.known.external } else { self.known.internal };
            let global = at
                .op("llvm.mlir.global")
                .attribute("sym_name", at.string(&symbol))
                .attribute("global_type", at.type_attribute(array))
                .attribute("linkage", linkage)
                .attribute("alignment", at.integer(at.i64(), alignment))
                .attribute("addr_space", at.integer(at.i32(), SHARED.into()))
                .region()
                .insert();
            if number >= 0 {
                // It holds whatever the memory held.
                let block = Block::append(global.region(0), &[]);
                let inside = Emit { builder: Builder::at_end(at.context, block, at.location), known: self.known };
                inside.give_back(inside.poison(array));
            }
        }
        let shared = llvm_type::pointer(self.known.context, SHARED);
        let name = builder.symbol(&symbol);
        let address = builder.op("llvm.mlir.addressof").attribute("global_name", name).result(shared).value();
        builder.convert("llvm.addrspacecast", address, self.known.pointer)
    }
}

/// A number in an address space that begins with zero.
fn global<'c>(at: &Builder<'c>, symbol: &str, (ty, space): (Type<'c>, u32), linkage: Attribute<'c>) {
    at.op("llvm.mlir.global")
        .attribute("sym_name", at.string(symbol))
        .attribute("global_type", at.type_attribute(ty))
        .attribute("linkage", linkage)
        .attribute("value", at.integer(ty, 0))
        .attribute("addr_space", at.integer(at.i32(), space.into()))
        .region()
        .insert();
}

/// Writes what a thread ended with to where the host finds it: of several errors that with the largest number.
fn note_status<'c>(emit: &Emit<'c, '_>, at: &Builder<'c>, status: Value<'c>) {
    const MAXIMUM: i64 = 7;
    const RELAXED: i64 = 2;
    let builder = &emit.builder;
    global(at, STATUS, (builder.i32(), GLOBAL), emit.known.external);
    let pointer = llvm_type::pointer(emit.known.context, GLOBAL);
    let name = builder.symbol(STATUS);
    let place = builder.op("llvm.mlir.addressof").attribute("global_name", name).result(pointer).value();
    let number = |value: i64| builder.integer(builder.i64(), value);
    builder
        .op("llvm.atomicrmw")
        .operands([place, status])
        .attribute("bin_op", number(MAXIMUM))
        .attribute("ordering", number(RELAXED))
        .attribute("syncscope", builder.string("device"))
        .attribute("alignment", number(4))
        .result(builder.i32())
        .insert();
}

fn integer(operation: Operation, name: &str) -> i64 {
    operation.attribute(name).and_then(integer_value).map_or(0, |(_, value)| value)
}

fn call_intrinsic<'c>(
    emit: &Emit<'c, '_>,
    name: &str,
    operands: &[Value<'c>],
    result: Option<Type<'c>>,
) -> Operation<'c> {
    let builder = &emit.builder;
    builder
        .op("llvm.call_intrinsic")
        .operands(operands.iter().copied())
        .results(result)
        .attribute("intrin", builder.string(&format!("llvm.nvvm.{name}")))
        .attribute("op_bundle_sizes", builder.dense_i32(&[]))
        .attribute("operandSegmentSizes", builder.dense_i32(&[operands.len() as i32, 0]))
        .insert()
}

fn intrinsic<'c>(emit: &Emit<'c, '_>, name: &str, operands: &[Value<'c>], result: Option<Type<'c>>) -> Value<'c> {
    call_intrinsic(emit, name, operands, result).result(0)
}

fn intrinsic_effect<'c>(emit: &Emit<'c, '_>, name: &str, operands: &[Value<'c>]) {
    call_intrinsic(emit, name, operands, None);
}

fn reduction<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>) -> Value<'c> {
    let builder = &emit.builder;
    let word = builder.i32();
    let zero = emit.constant(word, 0);
    let predicate = builder.compare_int(numlir_dialects::Predicate::Ne, operation.operand(0), zero);
    match operation.text("reduce") {
        "count" => intrinsic(emit, "barrier.cta.red.popc.aligned.all", &[zero, predicate], Some(word)),
        kind => {
            let name = format!("barrier.cta.red.{kind}.aligned.all");
            builder.convert("llvm.zext", intrinsic(emit, &name, &[zero, predicate], Some(builder.i1())), word)
        }
    }
}

/// Values of 64 bits travel as two of 32.
fn shuffle<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>) -> Vec<Value<'c>> {
    let builder = &emit.builder;
    let (word, wide) = (builder.i32(), builder.i64());
    let (kind, first) = match operation.text("kind") {
        "index" => ("idx", LAST_LANE),
        "up" => ("up", 0),
        "down" => ("down", LAST_LANE),
        _ => ("bfly", LAST_LANE),
    };
    let (mask, value, lane) = (operation.operand(0), operation.operand(1), operation.operand(2));
    let both = llvm_type::r#struct(emit.known.context, &[word, builder.i1()], false);
    let exchange = |value: Value<'c>| {
        let operands = [mask, value, lane, emit.constant(word, first)];
        let pair = intrinsic(emit, &format!("shfl.sync.{kind}.i32p"), &operands, Some(both));
        (emit.extract(pair, 0, word), emit.extract(pair, 1, builder.i1()))
    };
    let ty = value.ty();
    let is_float = ty == builder.f32() || ty == builder.f64();
    let is_wide = ty == builder.f64() || ty == wide;
    let bits_type = if is_wide { wide } else { word };
    let bits = if is_float { builder.convert("llvm.bitcast", value, bits_type) } else { value };
    let (bits, valid) = if is_wide {
        let count = emit.constant(wide, 32);
        let (low, valid) = exchange(builder.convert("llvm.trunc", bits, word));
        let high = builder.binary("llvm.lshr", bits, count);
        let (high, _) = exchange(builder.convert("llvm.trunc", high, word));
        let high = builder.binary("llvm.shl", builder.convert("llvm.zext", high, wide), count);
        (builder.binary("llvm.or", builder.convert("llvm.zext", low, wide), high), valid)
    } else {
        exchange(bits)
    };
    let result = if is_float { builder.convert("llvm.bitcast", bits, ty) } else { bits };
    vec![result, valid]
}

fn vote<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>) -> Value<'c> {
    let builder = &emit.builder;
    let operands = [operation.operand(0), operation.operand(1)];
    match operation.text("kind") {
        "ballot" => intrinsic(emit, "vote.ballot.sync", &operands, Some(builder.i32())),
        kind => {
            let name = if kind == "eq" { "uni" } else { kind };
            let said = intrinsic(emit, &format!("vote.{name}.sync"), &operands, Some(builder.i1()));
            builder.convert("llvm.zext", said, builder.i32())
        }
    }
}

fn matching<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>) -> Vec<Value<'c>> {
    let builder = &emit.builder;
    let word = builder.i32();
    let value = operation.operand(1);
    let wide = value.ty() == builder.f64() || value.ty() == builder.i64();
    let bits_type = if wide { builder.i64() } else { word };
    let bits = if value.ty() == bits_type { value } else { builder.convert("llvm.bitcast", value, bits_type) };
    let operands = [operation.operand(0), bits];
    let width = if wide { "i64" } else { "i32" };
    if operation.text("kind") == "any" {
        let mask = intrinsic(emit, &format!("match.any.sync.{width}"), &operands, Some(word));
        let some = builder.compare_int(numlir_dialects::Predicate::Ne, mask, emit.constant(word, 0));
        return vec![mask, some];
    }
    let both = llvm_type::r#struct(emit.known.context, &[word, builder.i1()], false);
    let pair = intrinsic(emit, &format!("match.all.sync.{width}p"), &operands, Some(both));
    vec![emit.extract(pair, 0, word), emit.extract(pair, 1, builder.i1())]
}
