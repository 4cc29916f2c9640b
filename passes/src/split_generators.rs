//! Functions with `yield` become two: one that makes the generator, and one that runs it up to its next value.
//!
//! ```mlir
//! func.func @f(%n: i64) -> !G {                 func.func @f(%n: i64) -> !G {
//!   cf.br ^head(%zero)                            %g = nd.runtime "numlir_instance_new"(…) : !G
//! ^head(%i: i64):                                 nd.set_field %g, _resume(address of @f.resume), 4(%n)
//!   %more = arith.cmpi slt, %i, %n                return %g
//!   cf.cond_br %more, ^body, ^end               }
//! ^body:                                        func.func @f.resume(%g: !G) {
//!   nd.suspend %i                           =>      %state = nd.get_field %g, _state
//!   %j = arith.addi %i, %one                      nd.set_field %g, _state(finished)
//!   cf.br ^head(%j)                               cf.cond_br (state is 0), ^start, ^other
//! ^end:                                         ^start: %n0 = nd.get_field %g, 4: cf.br ^head(%zero, %n0)
//!   return %undef                               ^head(%i, %n1): … cf.cond_br %more, ^body(%n1), ^end
//! }                                             ^body(%n2):
//!                                                 nd.set_field %g, 5(%i), _value(%i), _state(1): return
//!                                               ^on: %i1, %n3 = nd.get_field %g, 5, 4: %j = …: cf.br ^head(%j, %n3)
//!                                               ^end: return
//!                                               }
//! ```
//!
//! The *roots* are the blocks where the second function goes on: its beginning, and what is behind each `yield`. What is
//! live at a root is *kept* in fields of the generator behind those that all have (`numlir_dialects::instance`): parameters are
//! written when it is made, other values at each `yield`. A kept value has then several definitions, a load at each root beside
//! its own; it reaches its uses as an argument of every block that it is live in. Constants are made anew where they are used.
//! While it runs, and after an error, a generator is finished.
//!
//! A generator that can only be one function's is resumed by a direct call (`nd.resume` gets its `callee`).
//!
//! Needs control flow that is all `cf`, and `nd.suspend` in the blocks of functions with `numlir.generator` only. Leaves no
//! `nd.suspend`. Liveness is a backward data flow: blocks × values, times the depth of loops.

mod direct;
mod kept;
mod live;

use crate::blocks::defined_functions;
use kept::Kept;
use live::Live;
use melior::{Context, ir::Location, ir::Type as MlirType};
use numlir_dialects::{
    Block, Builder, Operation, Predicate, Region, Value,
    build::{function_results, type_value},
    convert, instance,
    passes::Outcome,
    types::Type,
};
use numlir_grammar::diagnostic::{Diagnostic, Kind};
use rustc_hash::FxHashMap;

/// The slots of the fields that every generator has.
const RESUME: usize = 0;
const HOME: usize = 1;
const STATE: usize = 2;
const VALUE: usize = 3;

/// Splits every generator of the module.
///
/// # Errors
/// A generator that keeps more than an instance can hold.
pub fn split_generators<'c>(context: &'c Context, module: Operation<'c>, _: &str) -> Outcome {
    let functions = defined_functions(module);
    let generators: Vec<_> =
        functions.iter().copied().filter(|function| function.attribute("numlir.generator").is_some()).collect();
    direct::resolve(context, &functions, &generators);
    let errors: Vec<_> = generators.into_iter().filter_map(|function| split(context, function).err()).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The name of the function that runs the generators that a function makes.
fn resume_name(maker: &str) -> String {
    format!("{maker}.resume")
}

/// Where a generator goes on.
struct Root<'c> {
    block: Block<'c>,
    /// What it goes on behind; the first root has none.
    yields: Option<Operation<'c>>,
}

fn split<'c>(context: &'c Context, maker: Operation<'c>) -> Result<(), Diagnostic> {
    let ty = maker.attribute("function_type").and_then(type_value).map(function_results).unwrap_or_default();
    let generator = ty[0];
    let resume = resumer(context, maker, generator);
    let region = resume.region(0);
    let entry = region.first_block().expect("a function with a body");
    let roots = roots(entry, region);
    live::renew_constants(context, region);
    let live = Live::solve(region, entry, &roots);
    let parameters: Vec<Value<'c>> = entry.arguments().collect();
    let declared = convert::from_mlir(generator).expect("the type of generators");
    let kept = Kept::of(&declared, &parameters, &live, &roots).ok_or_else(|| too_large(maker))?;

    let object = entry.add_argument(generator, resume.location());
    let mut splitter = Splitter { context, object, kept: &kept, live: &live, names: FxHashMap::default() };
    splitter.name_values(region, entry, &roots);
    splitter.leave(region, &roots);
    splitter.dispatch(entry, &roots);
    (0..parameters.len()).for_each(|_| entry.erase_argument(0));
    make(context, maker, (resume.text("sym_name"), &parameters_types(maker)), &kept, generator);
    Ok(())
}

/// The function that runs the generator, with the body of the one that makes it.
fn resumer<'c>(context: &'c Context, maker: Operation<'c>, generator: MlirType<'c>) -> Operation<'c> {
    const OWN: [&str; 5] = ["sym_name", "function_type", "numlir.entry", "numlir.loop", "numlir.generator"];
    let builder = Builder::before(context, maker);
    let mut made = builder
        .op("func.func")
        .attribute("sym_name", builder.string(&resume_name(maker.text("sym_name"))))
        .attribute("function_type", builder.type_attribute(builder.function_type(&[generator], &[])));
    for (name, attribute) in maker.attributes() {
        let name = name.as_string_ref().as_str().unwrap_or("").to_owned();
        if !OWN.contains(&name.as_str()) {
            made = made.attribute(&name, attribute);
        }
    }
    let made = made.region().insert();
    made.region(0).take_body(maker.region(0));
    made
}

/// Cuts blocks behind their yields, and the function's first operations from its entry.
fn roots<'c>(entry: Block<'c>, region: Region<'c>) -> Vec<Root<'c>> {
    let start = entry.insert_after(&[]);
    if let Some(first) = entry.first() {
        start.take_from(first);
    }
    let mut roots = vec![Root { block: start, yields: None }];
    let mut pending: Vec<_> = region.blocks().collect();
    pending.reverse();
    while let Some(block) = pending.pop() {
        let Some(yields) = block.operations().find(|operation| operation.is("nd.suspend")) else { continue };
        let behind = block.insert_after(&[]);
        behind.take_from(yields.next().expect("a yield is no terminator"));
        roots.push(Root { block: behind, yields: Some(yields) });
        pending.push(behind);
    }
    roots
}

fn too_large(maker: Operation) -> Diagnostic {
    let message = format!("a generator cannot keep more than {} slots of 8 bytes", instance::MOST_SLOTS);
    let error = Diagnostic::new(Kind::Unsupported, "large-generator", message);
    match numlir_dialects::location::from_mlir(maker.location()) {
        Some(here) => error.at(here, "this generator keeps more between its values"),
        None => error,
    }
}

struct Splitter<'a, 'c> {
    context: &'c Context,
    /// The generator.
    object: Value<'c>,
    kept: &'a Kept<'c>,
    live: &'a Live<'c>,
    /// What a kept value is in a block other than its own.
    names: FxHashMap<(Block<'c>, Value<'c>), Value<'c>>,
}

impl<'c> Splitter<'_, 'c> {
    /// Gives each kept value its definitions at roots, and hands it on through all blocks that it is live in.
    fn name_values(&mut self, region: Region<'c>, entry: Block<'c>, roots: &[Root<'c>]) {
        // Where the operands of each edge begin and end, before blocks get arguments.
        let mut branches = Vec::new();
        for block in region.blocks() {
            if let Some(terminator) = block.terminator().filter(|last| last.successor_count() > 0) {
                let edges = crate::blocks::edges(terminator);
                let ends = edges.iter().skip(1).map(|edge| edge.first_operand).chain([terminator.operand_count()]);
                let edges: Vec<_> =
                    edges.iter().zip(ends).map(|(edge, end)| (edge.target, edge.first_operand..end)).collect();
                branches.push((block, terminator, edges));
            }
        }
        for block in region.blocks().filter(|block| *block != entry) {
            let root = roots.iter().any(|root| root.block == block);
            for value in self.kept.live_at(block, self.live) {
                let name = match root {
                    true => self.load(block, value),
                    false => block.add_argument(value.ty(), value.location()),
                };
                self.names.insert((block, value), name);
            }
        }
        for value in self.kept.values() {
            for (user, index) in value.uses() {
                let block = live::block_of(user, region);
                if block != self.live.home(value) {
                    user.set_operand(index, self.names[&(block, value)]);
                }
            }
        }
        for (block, terminator, edges) in branches {
            let before = edges.first().map_or(0, |(_, operands)| operands.start);
            let mut operands: Vec<_> = (0..before).map(|index| terminator.operand(index)).collect();
            let mut segments = vec![before as i32];
            for (target, range) in edges {
                let first = operands.len();
                operands.extend(range.map(|index| terminator.operand(index)));
                operands.extend(self.kept.live_at(target, self.live).map(|value| self.name(block, value)));
                segments.push((operands.len() - first) as i32);
            }
            terminator.set_operands(&operands);
            if before == 1 {
                let builder = Builder::before(self.context, terminator);
                terminator.set_attribute("operandSegmentSizes", builder.dense_i32(&segments));
            }
        }
    }

    /// What a value that is live at the end of a block is there.
    fn name(&self, block: Block<'c>, value: Value<'c>) -> Value<'c> {
        if self.live.home(value) == block { value } else { self.names[&(block, value)] }
    }

    fn load(&self, root: Block<'c>, value: Value<'c>) -> Value<'c> {
        let mut builder = Builder::before(self.context, root.first().expect("a block has a terminator"));
        builder.set_location(value.location());
        let is_index = value.ty() == builder.index_type();
        let ty = if is_index { builder.i64() } else { value.ty() };
        let loaded = builder
            .op("nd.get_field")
            .operand(self.object)
            .attribute("slot", builder.integer(builder.i64(), self.kept.slot(value) as i64))
            .result(ty)
            .value();
        if is_index { builder.convert("arith.index_cast", loaded, value.ty()) } else { loaded }
    }

    /// At each `yield` what is kept is written, and control goes back to whoever asked; so it does at each end.
    fn leave(&self, region: Region<'c>, roots: &[Root<'c>]) {
        let ends = region.blocks().filter_map(Block::terminator).filter(|last| last.is("func.return"));
        for end in ends.collect::<Vec<_>>() {
            let builder = Builder::before(self.context, end);
            builder.op("func.return").insert();
            end.erase();
        }
        for (state, root) in roots.iter().enumerate() {
            let Some(yields) = root.yields else { continue };
            let block = yields.block().expect("an operation stands in a block");
            let builder = Builder::before(self.context, yields);
            for value in self.kept.live_at(root.block, self.live).filter(|value| !self.kept.is_parameter(*value)) {
                set(&builder, self.object, self.kept.slot(value), &[self.name(block, value)], false);
            }
            let values: Vec<_> = yields.operands().collect();
            set(&builder, self.object, VALUE, &values, false);
            set(&builder, self.object, STATE, &[builder.constant_i64(state as i64)], false);
            builder.op("func.return").insert();
            yields.erase();
        }
    }

    /// The entry goes where the generator stands.
    fn dispatch(&self, entry: Block<'c>, roots: &[Root<'c>]) {
        let mut builder = Builder::at_end(self.context, entry, self.object.location());
        let state = builder
            .op("nd.get_field")
            .operand(self.object)
            .attribute("slot", builder.integer(builder.i64(), STATE as i64))
            .result(builder.i64())
            .value();
        set(&builder, self.object, STATE, &[builder.constant_i64(instance::FINISHED)], false);
        for (number, root) in roots.iter().enumerate() {
            let here = builder.compare_int(Predicate::Eq, state, builder.constant_i64(number as i64));
            let next = Block::append(entry.region(), &[]);
            builder.conditional_branch(here, (root.block, &[]), (next, &[]));
            builder.set_to_end(next);
        }
        builder.op("func.return").insert();
    }
}

/// Writes a field; an index as the number it is.
fn set<'c>(builder: &Builder<'c>, object: Value<'c>, slot: usize, values: &[Value<'c>], fresh: bool) {
    if values.is_empty() {
        return;
    }
    let number = |value: &Value<'c>| match value.ty() == builder.index_type() {
        true => builder.convert("arith.index_cast", *value, builder.i64()),
        false => *value,
    };
    builder
        .op("nd.set_field")
        .operand(object)
        .attribute("slot", builder.integer(builder.i64(), slot as i64))
        .operands(values.iter().map(number).collect::<Vec<_>>())
        .maybe_attribute("fresh", fresh.then(|| builder.unit()))
        .insert();
}

fn parameters_types<'c>(maker: Operation<'c>) -> Vec<(MlirType<'c>, Location<'c>)> {
    let ty = maker.attribute("function_type").and_then(type_value);
    let inputs = ty.map(numlir_dialects::build::function_inputs).unwrap_or_default();
    inputs.into_iter().map(|ty| (ty, maker.location())).collect()
}

/// The new body of the function that makes the generator.
fn make<'c>(
    context: &'c Context,
    maker: Operation<'c>,
    (resume, parameters): (&str, &[(MlirType<'c>, Location<'c>)]),
    kept: &Kept<'c>,
    generator: MlirType<'c>,
) {
    let body = Block::append(maker.region(0), parameters);
    let builder = Builder::at_end(context, body, maker.location());
    let words = std::iter::once(kept.width() as i64).chain(kept.references().map(|word| word as i64));
    let object = builder
        .op("nd.runtime")
        .attribute("symbol", builder.string("numlir_instance_new"))
        .operands(words.map(|word| builder.constant_i64(word)).collect::<Vec<_>>())
        .result(generator)
        .value();
    let address = |callee: Option<&str>| {
        let callee = callee.map(|callee| builder.symbol(callee));
        builder.op("nd.address_of").maybe_attribute("callee", callee).result(builder.i64()).value()
    };
    set(&builder, object, RESUME, &[address(Some(resume))], true);
    set(&builder, object, HOME, &[address(None)], true);
    for (position, slot) in kept.parameters() {
        set(&builder, object, slot, &[body.argument(position)], true);
    }
    builder.op("func.return").operand(object).insert();
    maker.remove_attribute("numlir.generator");
}

/// How many slots a value of the `nd` stage takes.
fn slots(ty: MlirType) -> Type {
    convert::from_mlir(ty).unwrap_or(Type::INT64)
}
