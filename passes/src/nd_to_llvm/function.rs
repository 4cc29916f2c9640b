//! A function: its signature, the arguments of its blocks, and each operation in turn.

use super::{
    array, call, complex,
    declare::{self, Declarations},
    emit::Emit,
    generator, kernel, launch, object, parallel,
    signature::{Signature, array_type, complex_part, flatten, size_count},
};
use crate::{
    blocks::{edges, reverse_post_order},
    inline_calls::INLINING,
};
use melior::dialect::llvm::r#type as llvm_type;
use numlir_dialects::{
    Block, Builder, Operation, Value,
    convert::{from_mlir, is_array, is_counted},
    passes::Outcome,
    types::Type,
};
use numlir_grammar::diagnostic::{Diagnostic, Kind};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

/// The values that arrays and complex numbers have become.
#[derive(Default)]
pub struct Parts<'c>(FxHashMap<Value<'c>, SmallVec<[Value<'c>; 6]>>);

impl<'c> Parts<'c> {
    pub fn set(&mut self, value: Value<'c>, parts: &[Value<'c>]) {
        self.0.insert(value, SmallVec::from_slice(parts));
    }

    pub fn array(&self, value: Value<'c>) -> &[Value<'c>] {
        self.0.get(&value).expect("definitions stand before uses in reverse post-order")
    }

    pub fn pair(&self, value: Value<'c>) -> [Value<'c>; 2] {
        let parts = self.array(value);
        [parts[0], parts[1]]
    }

    /// What a value has become; a value that stays is itself.
    pub fn of<'p>(&'p self, value: &'p Value<'c>) -> &'p [Value<'c>] {
        self.0.get(value).map_or(std::slice::from_ref(value), |parts| parts)
    }

    pub fn flat(&self, values: impl IntoIterator<Item = Value<'c>>) -> Vec<Value<'c>> {
        values.into_iter().flat_map(|value| SmallVec::<[_; 6]>::from_slice(self.of(&value))).collect()
    }
}

/// A function on its way.
pub struct Function<'c, 'm, 'd> {
    pub signatures: &'m FxHashMap<&'c str, Signature<'c>>,
    pub declarations: &'m mut Declarations<'c, 'd>,
    pub own: &'m Signature<'c>,
    pub parts: Parts<'c>,
    pub entry: Block<'c>,
    /// Memory on the stack for complex numbers that go to C by pointer, shared by all calls.
    pub stack: Vec<Value<'c>>,
    /// Whether kernels are launched on a device.
    pub for_device: bool,
    /// Operations that others have taken the place of, erased at the end.
    replaced: Vec<Operation<'c>>,
}

/// Makes the `llvm.func` of a `func.func` and moves the body there. The old function is left without one.
pub fn convert<'c>(
    old: Operation<'c>,
    signatures: &FxHashMap<&'c str, Signature<'c>>,
    declarations: &mut Declarations<'c, '_>,
    for_device: bool,
) -> Outcome {
    let known = declarations.known;
    let symbol = old.text("sym_name");
    let own = &signatures[symbol];
    let builder = Builder::before(known.context, old);
    let ty = llvm_type::function(own.outcome, &own.flat_inputs, false);
    let new = declare::function(&builder, symbol, ty, known.internal);
    new.set_attribute("no_unwind", builder.unit());
    let exact = old.attribute("numlir.exact").is_some();
    if exact {
        new.set_attribute("optimize_none", builder.unit());
    }
    let inlining = old.attribute(INLINING).map_or("", |_| old.text(INLINING));
    if exact || old.attribute("numlir.apart").is_some() || inlining == "never" {
        new.set_attribute("no_inline", builder.unit());
    } else if inlining == "always" {
        new.set_attribute("always_inline", builder.unit());
    }
    if old.attribute("numlir.grid_kernel").is_some() {
        new.set_attribute("numlir.grid_kernel", builder.unit());
        new.set_attribute("numlir.parts", builder.string(&parts_of(&builder, own)));
        for name in ["numlir.convention", "numlir.exported"] {
            if let Some(value) = old.attribute(name) {
                new.set_attribute(name, value);
            }
        }
        let results: Vec<_> = own.flat_results[1..].iter().map(|ty| builder.type_attribute(*ty)).collect();
        new.set_attribute("numlir.results", builder.array(&results));
    }
    new.region(0).take_body(old.region(0));

    let order = reverse_post_order(new.region(0));
    erase_others(&order);
    let mut function = Function {
        signatures,
        declarations,
        own,
        parts: Parts::default(),
        entry: order[0],
        stack: Vec::new(),
        for_device,
        replaced: Vec::new(),
    };
    let branches: Vec<_> = order.iter().filter_map(|block| Branch::find(*block)).collect();
    let old_arguments: Vec<_> = order.iter().map(|block| function.split_arguments(*block)).collect();
    for block in &order {
        for operation in block.operations() {
            function.operation(operation)?;
        }
    }
    branches.into_iter().for_each(|branch| branch.apply(&function.parts, &builder));
    while let Some(operation) = function.replaced.pop() {
        operation.erase();
    }
    for (block, count) in order.iter().zip(old_arguments) {
        (0..count).rev().for_each(|index| block.erase_argument(index));
    }
    Ok(())
}

/// What the inputs of a function have become, a letter each: `d` the data of an array, `o` its owner, `n` any number.
fn parts_of<'c>(builder: &Builder<'c>, own: &Signature<'c>) -> String {
    let part = |ty: &melior::ir::Type<'c>| match (array_type(*ty), complex_part(builder, *ty)) {
        (Some(array), _) => format!("do{}", "n".repeat(size_count(array))),
        (None, Some(_)) => "nn".to_owned(),
        (None, None) => "n".to_owned(),
    };
    own.inputs.iter().map(part).collect()
}

/// Erases the blocks that are not among these.
pub fn erase_others(order: &[Block]) {
    let reached: FxHashSet<_> = order.iter().copied().collect();
    let others: Vec<_> = order[0].region().blocks().filter(|block| !reached.contains(block)).collect();
    for block in &others {
        block.operations().for_each(Operation::erase);
    }
    others.into_iter().for_each(Block::erase);
}

/// A branch whose operands have to follow the arguments of its targets. What is known of it was found before those
/// changed.
struct Branch<'c> {
    terminator: Operation<'c>,
    /// Where the operands of each edge begin, and where those of the last end.
    bounds: SmallVec<[usize; 3]>,
}

impl<'c> Branch<'c> {
    fn find(block: Block<'c>) -> Option<Self> {
        let terminator = block.terminator()?;
        let edges = edges(terminator);
        if !edges.iter().any(|edge| edge.target.arguments().any(is_split)) {
            return None;
        }
        let starts = edges.iter().map(|edge| edge.first_operand);
        Some(Self { terminator, bounds: starts.chain([terminator.operand_count()]).collect() })
    }

    fn apply(self, parts: &Parts<'c>, builder: &Builder<'c>) {
        let before = self.bounds[0];
        let mut operands: Vec<_> = (0..before).map(|index| self.terminator.operand(index)).collect();
        let mut segments = vec![before as i32];
        for range in self.bounds.windows(2) {
            let edge = parts.flat((range[0]..range[1]).map(|index| self.terminator.operand(index)));
            segments.push(edge.len() as i32);
            operands.extend(edge);
        }
        self.terminator.set_operands(&operands);
        if before == 1 {
            self.terminator.set_attribute("operandSegmentSizes", builder.dense_i32(&segments));
        }
    }
}

/// Whether a value becomes several.
fn is_split(value: Value) -> bool {
    if is_counted(value.ty()) {
        return true;
    }
    match from_mlir(value.ty()) {
        Some(Type::Scalar(scalar)) => scalar.is_complex(),
        _ => false,
    }
}

impl<'c> Function<'c, '_, '_> {
    /// Adds arguments for the parts of a block's arguments, if any has parts. Gives how many old ones are to go.
    fn split_arguments(&mut self, block: Block<'c>) -> usize {
        if !block.arguments().any(is_split) {
            return 0;
        }
        let known = self.declarations.known;
        let arguments: Vec<_> = block.arguments().collect();
        for argument in &arguments {
            let location = argument.location();
            let builder = Builder::at_end(known.context, block, location);
            let types = flatten(&builder, known, argument.ty());
            let parts: SmallVec<[_; 6]> = types.iter().map(|ty| block.add_argument(*ty, location)).collect();
            if is_split(*argument) {
                self.parts.set(*argument, &parts);
            } else {
                argument.replace_all_uses(parts[0]);
            }
        }
        arguments.len()
    }

    fn operation(&mut self, operation: Operation<'c>) -> Outcome {
        let name = operation.name();
        if !self.concerns(operation) {
            return Ok(());
        }
        let known = self.declarations.known;
        let emit = Emit { builder: Builder::before(known.context, operation), known };
        let (parts, declarations) = (&mut self.parts, &mut *self.declarations);
        match name {
            "nd.dim" => array::dim(operation, parts),
            "nd.stride" => array::stride(&emit, operation, parts),
            "nd.address" => array::address(&emit, operation, parts),
            "nd.view" => array::view(&emit, operation, parts),
            "nd.load" => array::load(&emit, operation, parts),
            "nd.store" => array::store(&emit, operation, parts),
            "nd.fill" => array::fill(&emit, operation, parts, declarations),
            "nd.select" => array::select(&emit, operation, parts),
            "nd.relayout" => array::relayout(&emit, operation, parts),
            "nd.frozen" => array::frozen(&emit, operation, parts, declarations),
            "nd.pointed" => array::pointed(&emit, operation, parts),
            "nd.scratch" => array::scratch(&emit, operation, parts),
            "nd.try_create" => array::try_create(&emit, operation, parts, declarations),
            "nd.length" | "nd.capacity" => object::size(&emit, operation, parts),
            "nd.set_length" => object::set_length(&emit, operation, parts),
            "nd.is_null" => object::is_null(&emit, operation, parts),
            "nd.get" => object::get(&emit, operation, parts, declarations),
            "nd.get_field" => object::get_field(&emit, operation, parts, declarations),
            "nd.set_field" => object::set_field(&emit, operation, parts, declarations),
            "nd.put" => object::put(&emit, operation, parts, declarations),
            "nd.runtime" => object::runtime(&emit, operation, parts, declarations),
            "nd.string" => object::string(&emit, operation, parts, declarations),
            "nd.retain" | "nd.release" => array::count_reference(&emit, operation, parts, declarations),
            "nd.undef" => undefined(&emit, operation, parts),
            "nd.note_frame" => {
                declarations.runtime("numlir_frame");
                emit.call("numlir_frame", operation.operands(), None);
            }
            "nd.note_values" => {
                declarations.runtime("numlir_note_value");
                operation.operands().for_each(|value| {
                    emit.call("numlir_note_value", [value], None);
                });
            }
            "par.try_run" => parallel::try_run(self, &emit, operation),
            "nd.try_resume" => generator::try_resume(&emit, operation, parts, declarations),
            "nd.address_of" => generator::address_of(&emit, operation, declarations),
            "nd.try_call" => call::try_call(self, &emit, operation),
            "func.call" => call::c_call(self, &emit, operation),
            "nd.call_c" => call::runtime_call(&emit, operation, parts, declarations),
            "nd.call_llvm" => call::llvm_call(self, &emit, operation),
            "nd.fail" => call::leave(self.own, &emit, operation.operand(0), &[]),
            "func.return" => {
                let results = parts.flat(operation.operands());
                call::leave(self.own, &emit, emit.constant(emit.builder.i32(), 0), &results);
            }
            "simt.try_launch" => launch::try_launch(self, &emit, operation),
            "simt.array" => kernel::array(&emit, operation, parts, declarations),
            "simt.atomic" => kernel::atomic(&emit, operation, parts),
            "simt.compare_exchange" => kernel::compare_exchange(&emit, operation, parts),
            "arith.select" => conditional(&emit, operation, parts),
            _ if complex::convert(&emit, operation, parts) => {}
            _ => {
                let message = format!("nd-to-llvm does not know {name}");
                return Err(vec![Diagnostic::new(Kind::Internal, "nd-to-llvm", message)]);
            }
        }
        self.replaced.push(operation);
        Ok(())
    }

    /// Whether an operation has to change: those of `nd`, `par`, `func` and `complex`, and selections between split values.
    fn concerns(&self, operation: Operation<'c>) -> bool {
        match operation.name().split_once('.') {
            Some(("nd" | "par" | "func" | "complex", _)) => true,
            Some(("arith", "select")) => is_split(operation.result(0)),
            Some(("simt", "array" | "atomic" | "compare_exchange" | "try_launch")) => true,
            _ => false,
        }
    }
}

/// Any value; an array of no owner and no list, set or string, so that counting its references does nothing.
fn undefined<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &mut Parts<'c>) {
    let result = operation.result(0);
    if !is_split(result) {
        result.replace_all_uses(emit.poison(result.ty()));
        return;
    }
    let types = flatten(&emit.builder, emit.known, result.ty());
    let mut values: SmallVec<[_; 6]> = types.iter().map(|ty| emit.poison(*ty)).collect();
    if is_counted(result.ty()) {
        values[usize::from(is_array(result.ty()))] = emit.null();
    }
    parts.set(result, &values);
}

fn conditional<'c>(emit: &Emit<'c, '_>, operation: Operation<'c>, parts: &mut Parts<'c>) {
    let choices = parts.array(operation.operand(1)).iter().zip(parts.array(operation.operand(2)));
    let choose = |(yes, no): (&Value<'c>, &Value<'c>)| emit.builder.select(operation.operand(0), *yes, *no);
    let chosen: SmallVec<[_; 6]> = choices.map(choose).collect();
    parts.set(operation.result(0), &chosen);
}
