//! From operations that may raise to explicit control flow.
//!
//! A raise becomes a conditional branch to the function's one failing block, which leaves with the number of the
//! *site*: the exception, its arguments, and the place in the source. The table of sites becomes the module's
//! attribute `numlir.sites`, site k its element k-1: `[exception, [arguments], function, file, line, column, end
//! line, end column]`. A call of a function with a body may fail too; its site has no exception and stands for the
//! traceback's entry.
//!
//! ```mlir
//! %p = nd.index %i of %n wrap check           %negative = arith.cmpi slt, %i, %zero : i64
//! "use"(%p) : (i64) -> ()                     %sum = arith.addi %i, %n : i64
//!                                             %p = arith.select %negative, %sum, %i : i64
//!                                             %outside = arith.cmpi uge, %p, %n : i64
//!                                             cf.cond_br %outside, ^fail(%site : i32), ^on
//!                                           ^on:
//!                                             "use"(%p) : (i64) -> ()
//!                                           ^fail(%status: i32):
//!                                             nd.fail %status
//! ```
//!
//! Inside `nd.try` failures go to the block behind it, with the status. Operations that ask of which class an error is are
//! comparisons of its status with the sites of such classes.
//!
//! Needs control flow that is all `cf`. Leaves no `nd.index`, `nd.raise`, `nd.raise_if`, `nd.create`,
//! `nd.try`, and no `func.call` of a function with a body. Arrays from `nd.try_create` and `nd.try_call` reach the rest of the
//! function as block arguments, so that they exist only where the operation did not fail; `place-releases` relies
//! on this. Linear: the operations of a block are taken from its end, so each moves at most once.

mod allocation;
mod questions;
mod tries;

use crate::{
    blocks::{defined_functions, outer_calls},
    builtins::function_value::THROUGH,
    inline_calls::precompiled::PRECOMPILED,
    lower_maps::DETOUR,
};
use melior::{Context, ir::Attribute};
use numlir_dialects::{
    Block, Builder, Operation, Predicate, Region, Value, build::integer_value, convert, location, passes::Outcome,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// How rare a failure is against going on, as weights of the branch.
const FAILURE_WEIGHTS: [i32; 2] = [1, 2000];
/// How much more often an index is within its extent as it is than it counts from the end.
const INSIDE_WEIGHTS: [i32; 2] = [2000, 1];

pub fn lower_raises<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    let functions = defined_functions(module);
    // They have no body yet.
    let blocks = outer_calls(module);
    let names: FxHashSet<&str> = functions.iter().chain(&blocks).map(|function| function.text("sym_name")).collect();
    let mut sites = Sites::default();
    let mut questions = Vec::new();
    for function in functions {
        let tries = tries::flatten(context, function.region(0));
        let mut lowering = Lowering {
            context,
            names: &names,
            sites: &mut sites,
            function: function.text("numlir.name"),
            region: function.region(0),
            tries: &tries,
            handler: None,
            ways: FxHashMap::default(),
            questions: &mut questions,
        };
        let blocks: Vec<_> = lowering.region.blocks().collect();
        blocks.into_iter().for_each(|block| lowering.block(block));
    }
    // What is asked of errors is known when all sites are.
    let is_elsewhere = |block: &Operation| [THROUGH, PRECOMPILED].iter().any(|name| block.attribute(name).is_some());
    let calls_others = sites.calls_others || blocks.iter().any(is_elsewhere);
    questions.into_iter().for_each(|question| questions::answer(context, question, &sites.rows, calls_others));
    let builder = Builder::before(context, module);
    module.set_attribute("numlir.sites", builder.array(&sites.rows));
    Ok(())
}

/// The table of sites; equal ones share a number.
#[derive(Default)]
struct Sites<'c> {
    rows: Vec<Attribute<'c>>,
    numbers: FxHashMap<Attribute<'c>, i32>,
    /// Whether a generator may be of another module.
    calls_others: bool,
}

impl<'c> Sites<'c> {
    fn number(&mut self, row: Attribute<'c>) -> i32 {
        *self.numbers.entry(row).or_insert_with(|| {
            self.rows.push(row);
            self.rows.len() as i32
        })
    }
}

/// What is to become of an operation, with the numbers of its sites.
enum Step {
    Index { outside: Option<i32> },
    RaiseIf { site: i32 },
    Raise { site: i32 },
    Create { negative: i32, too_big: i32, memory: i32 },
    Call { site: i32 },
    Resume { site: i32 },
    Reraise,
    Run,
}

/// The blocks that failures go to, made where they are needed.
#[derive(Default)]
struct Ways<'c> {
    /// `^fail(%status)`, which leaves the function, or the `try`.
    fail: Option<Block<'c>>,
    /// `^fail_with(%status, %values…)` by the number of values, which notes them and goes to `fail`.
    fail_with: FxHashMap<usize, Block<'c>>,
    /// `^no_memory(%too_big, %memory, %size, %extents…)` by the number of extents.
    no_memory: FxHashMap<usize, Block<'c>>,
    /// `^pass_on(%status, %site)`, which notes a failed call and goes to `fail`.
    pass_on: Option<Block<'c>>,
}

struct Lowering<'c, 'm> {
    context: &'c Context,
    names: &'m FxHashSet<&'c str>,
    sites: &'m mut Sites<'c>,
    function: &'c str,
    region: Region<'c>,
    /// The blocks inside `try`, each with the block behind that `try`.
    tries: &'m FxHashMap<Block<'c>, Block<'c>>,
    /// The block behind the `try` that the present block is in.
    handler: Option<Block<'c>>,
    ways: FxHashMap<Option<Block<'c>>, Ways<'c>>,
    /// Operations that ask something of errors.
    questions: &'m mut Vec<Operation<'c>>,
}

impl<'c> Lowering<'c, '_> {
    fn block(&mut self, block: Block<'c>) {
        self.handler = self.tries.get(&block).copied();
        let asks = |operation: &Operation| operation.is("nd.error_matches") || operation.is("nd.site_text");
        self.questions.extend(block.operations().filter(asks));
        let steps: Vec<_> =
            block.operations().filter_map(|operation| Some((operation, self.step(operation)?))).collect();
        for (operation, step) in steps.into_iter().rev() {
            let builder = Builder::before(self.context, operation);
            match step {
                Step::Index { outside } => self.index(&builder, operation, outside),
                Step::RaiseIf { site } => self.raise_if(&builder, operation, site),
                Step::Raise { site } => self.raise(&builder, operation, site),
                Step::Create { negative, too_big, memory } => {
                    self.create(&builder, operation, [negative, too_big, memory])
                }
                Step::Call { site } => self.call(&builder, operation, site),
                Step::Resume { site } => self.resume(&builder, operation, site),
                Step::Reraise => {
                    let fail = self.fail(&builder);
                    builder.branch(fail, [operation.operand(0)]);
                }
                Step::Run => self.run(&builder, operation),
            }
            operation.erase();
        }
    }

    /// Numbers the sites of an operation, in the order of the program.
    fn step(&mut self, operation: Operation<'c>) -> Option<Step> {
        let builder = Builder::before(self.context, operation);
        let with_text = |exception: &str, text: &str| (builder.string(exception), builder.strings(&[text]));
        let written = || {
            let exception = operation.attribute("exception").unwrap_or_else(|| builder.string("Exception"));
            (exception, operation.attribute("arguments").unwrap_or_else(|| builder.array(&[])))
        };
        Some(match operation.name() {
            "nd.index" => {
                let checked = operation.attribute("check").is_some();
                let outside = with_text("IndexError", "index {} is out of bounds for axis {} with size {}");
                Step::Index { outside: checked.then(|| self.site(&builder, outside)) }
            }
            "nd.raise_if" => Step::RaiseIf { site: self.site(&builder, written()) },
            "nd.reraise" => Step::Reraise,
            "nd.raise" => Step::Raise { site: self.site(&builder, written()) },
            "nd.create" => Step::Create {
                negative: self.site(&builder, with_text("ValueError", "negative dimensions not allowed")),
                too_big: self.site(&builder, with_text("ValueError", allocation::TOO_BIG)),
                memory: self.site(&builder, with_text("MemoryError", &allocation::without_memory(operation))),
            },
            // A body belongs to the function around it: the error is raised there.
            "par.run" | "simt.launch" => Step::Run,
            "nd.resume" => Step::Resume { site: self.site(&builder, (builder.string(""), builder.array(&[]))) },
            "func.call" if self.names.contains(operation.text("callee")) => {
                Step::Call { site: self.site(&builder, (builder.string(""), builder.array(&[]))) }
            }
            _ => return None,
        })
    }

    fn site(&mut self, builder: &Builder<'c>, (exception, arguments): (Attribute<'c>, Attribute<'c>)) -> i32 {
        let place = location::from_mlir(builder.location);
        let file = place.as_ref().map_or("", |place| &place.file);
        let ((line, column), (end_line, end_column)) =
            place.as_ref().map_or(((0, 0), (0, 0)), |place| (place.start, place.end));
        let number = |value: u32| builder.integer(builder.i64(), value.into());
        let row = [
            exception,
            arguments,
            builder.string(self.function),
            builder.string(file),
            number(line),
            number(column),
            number(end_line),
            number(end_column),
        ];
        self.sites.number(builder.array(&row))
    }

    /// An index within the extent costs one comparison; one that counts from the end, or is outside, is looked at aside.
    fn index(&mut self, builder: &Builder<'c>, operation: Operation<'c>, outside: Option<i32>) {
        let (index, extent) = (operation.operand(0), operation.operand(1));
        let wraps = operation.attribute("wrap").is_some();
        let Some(site) = outside else {
            let negative = || builder.compare_int(Predicate::Slt, index, builder.constant_i64(0));
            let wrapped = || builder.select(negative(), builder.binary("arith.addi", index, extent), index);
            return operation.result(0).replace_all_uses(if wraps { wrapped() } else { index });
        };
        let axis = operation.attribute("axis").and_then(integer_value).map_or(0, |(_, axis)| axis);
        let failed = |builder: &Builder<'c>| {
            // Where the extent has been added already, the index as the program has it is the difference.
            let from_end = operation.attribute("from_end").is_some();
            let written = if from_end { builder.binary("arith.subi", index, extent) } else { index };
            [written, builder.constant_i64(axis), extent]
        };
        if !wraps {
            operation.result(0).replace_all_uses(index);
            let outside = builder.compare_int(Predicate::Uge, index, extent);
            return self.fail_where(builder, operation, outside, (site, &failed(builder)));
        }
        let rest = builder.block().insert_after(&[(index.ty(), builder.location)]);
        if let Some(next) = operation.next() {
            rest.take_from(next);
        }
        operation.result(0).replace_all_uses(rest.argument(0));
        let aside = builder.block().insert_after(&[]);
        let inside = builder.compare_int(Predicate::Ult, index, extent);
        let branch = builder.conditional_branch(inside, (rest, &[index]), (aside, &[]));
        branch.set_attribute("branch_weights", builder.dense_i32(&INSIDE_WEIGHTS));
        // Where the index is not below the extent, the sum is only where it counts from the end.
        let aside = Builder::at_end(self.context, aside, builder.location);
        let wrapped = aside.binary("arith.addi", index, extent);
        let outside = aside.compare_int(Predicate::Uge, wrapped, extent);
        self.branch(&aside, outside, Failure::Site(site, &failed(&aside)), (rest, &[wrapped]));
    }

    fn raise_if(&mut self, builder: &Builder<'c>, operation: Operation<'c>, site: i32) {
        let values: Vec<_> = operation.operands().skip(1).collect();
        self.fail_where(builder, operation, operation.operand(0), (site, &values));
    }

    fn raise(&mut self, builder: &Builder<'c>, operation: Operation<'c>, site: i32) {
        let values: Vec<_> = operation.operands().collect();
        let (fail, operands) = self.failure(builder, Failure::Site(site, &values));
        builder.branch(fail, operands);
    }

    fn create(&mut self, builder: &Builder<'c>, operation: Operation<'c>, [negative, too_big, memory]: [i32; 3]) {
        let zero = || builder.constant_i64(0);
        let unsure = operation.operands().filter(|extent| !is_not_negative(*extent));
        let tests = unsure.map(|extent| builder.compare_int(Predicate::Slt, extent, zero()));
        if let Some(any) = tests.reduce(|one, other| builder.binary("arith.ori", one, other)) {
            let rest = builder.block().insert_after(&[]);
            self.branch(builder, any, Failure::Site(negative, &[]), (rest, &[]));
            rest.take_from(operation);
        }
        let builder = &Builder::before(self.context, operation);
        let fallible = builder
            .op("nd.try_create")
            .operands(operation.operands())
            .maybe_attribute("zeroed", operation.attribute("zeroed"))
            .maybe_attribute(DETOUR, operation.attribute(DETOUR))
            .result(builder.i1())
            .result(operation.result(0).ty())
            .insert();
        let (size, extents) = (allocation::element_size(operation), operation.operands().collect::<Vec<_>>());
        let failure = Failure::NoMemory { sites: [too_big, memory], size, extents: &extents };
        self.go_on(builder, operation, (fallible, fallible.result(0)), failure);
    }

    fn call(&mut self, builder: &Builder<'c>, operation: Operation<'c>, site: i32) {
        let types = operation.results().map(Value::ty);
        let callee = operation.attribute("callee").expect("a call has a callee");
        let fallible = builder
            .op("nd.try_call")
            .operands(operation.operands())
            .attribute("callee", callee)
            .result(builder.i32())
            .results(types)
            .insert();
        let status = fallible.result(0);
        let failed = builder.compare_int(Predicate::Ne, status, builder.constant_int(builder.i32(), 0));
        self.go_on(builder, operation, (fallible, failed), Failure::Call { status, site });
    }

    fn resume(&mut self, builder: &Builder<'c>, operation: Operation<'c>, site: i32) {
        let callee = operation.attribute("callee");
        let name = if callee.is_some() { "nd.try_call" } else { "nd.try_resume" };
        self.sites.calls_others |= callee.is_none();
        let fallible = builder.op(name).operand(operation.operand(0)).maybe_attribute("callee", callee);
        let fallible = fallible.result(builder.i32()).insert();
        let status = fallible.result(0);
        let failed = builder.compare_int(Predicate::Ne, status, builder.constant_int(builder.i32(), 0));
        self.go_on(builder, operation, (fallible, failed), Failure::Call { status, site });
    }

    fn run(&mut self, builder: &Builder<'c>, operation: Operation<'c>) {
        let name = if operation.is("par.run") { "par.try_run" } else { "simt.try_launch" };
        let fallible = builder.op(name).operands(operation.operands());
        let fallible = ["callee", "serial", "whole", "kernel", "threads", "accesses", crate::lower_par::DRAWS]
            .into_iter()
            .fold(fallible, |made, name| made.maybe_attribute(name, operation.attribute(name)));
        let fallible = fallible.result(builder.i32()).insert();
        let status = fallible.result(0);
        let failed = builder.compare_int(Predicate::Ne, status, builder.constant_int(builder.i32(), 0));
        self.go_on(builder, operation, (fallible, failed), Failure::Status(status));
    }

    /// What follows `operation` becomes a block that is reached where `failed` is false, and the results of `fallible`
    /// behind the first take the place of those of `operation`.
    fn go_on(
        &mut self,
        builder: &Builder<'c>,
        operation: Operation<'c>,
        (fallible, failed): (Operation<'c>, Value<'c>),
        failure: Failure<'c, '_>,
    ) {
        let rest = builder.block().insert_after(&[]);
        let mut arrays = Vec::new();
        for (old, new) in operation.results().zip(fallible.results().skip(1)) {
            if convert::is_counted(new.ty()) {
                arrays.push(new);
                old.replace_all_uses(rest.add_argument(new.ty(), builder.location));
            } else {
                old.replace_all_uses(new);
            }
        }
        if let Some(next) = operation.next() {
            rest.take_from(next);
        }
        self.branch(builder, failed, failure, (rest, &arrays));
    }

    /// What follows `operation` becomes a block that is reached where the condition is false.
    fn fail_where(
        &mut self,
        builder: &Builder<'c>,
        operation: Operation<'c>,
        condition: Value<'c>,
        (site, values): (i32, &[Value<'c>]),
    ) {
        let rest = builder.block().insert_after(&[]);
        if let Some(next) = operation.next() {
            rest.take_from(next);
        }
        self.branch(builder, condition, Failure::Site(site, values), (rest, &[]));
    }

    fn branch(
        &mut self,
        builder: &Builder<'c>,
        failed: Value<'c>,
        failure: Failure<'c, '_>,
        rest: (Block<'c>, &[Value<'c>]),
    ) {
        let (target, operands) = self.failure(builder, failure);
        let branch = builder.conditional_branch(failed, (target, &operands), rest);
        branch.set_attribute("branch_weights", builder.dense_i32(&FAILURE_WEIGHTS));
    }

    /// The block that a failure goes to, with what is handed to it.
    fn failure(&mut self, builder: &Builder<'c>, failure: Failure<'c, '_>) -> (Block<'c>, Vec<Value<'c>>) {
        let number = |number: i32| builder.constant_int(builder.i32(), number.into());
        match failure {
            Failure::Site(site, []) => (self.fail(builder), vec![number(site)]),
            Failure::Site(site, values) => {
                let operands = std::iter::once(number(site)).chain(values.iter().copied()).collect();
                (self.fail_with(builder, values.len()), operands)
            }
            Failure::NoMemory { sites, size, extents } => {
                let operands = sites.into_iter().map(number).chain([builder.constant_i64(size)]);
                (self.no_memory(builder, extents.len()), operands.chain(extents.iter().copied()).collect())
            }
            Failure::Status(status) => (self.fail(builder), vec![status]),
            Failure::Call { status, site } => (self.pass_on(builder), vec![status, number(site)]),
        }
    }

    /// The ways of failures from the present block.
    fn ways(&mut self) -> &mut Ways<'c> {
        self.ways.entry(self.handler).or_default()
    }

    fn fail_with(&mut self, at: &Builder<'c>, count: usize) -> Block<'c> {
        if let Some(block) = self.ways().fail_with.get(&count) {
            return *block;
        }
        let fail = self.fail(at);
        let values = std::iter::repeat_n((at.i64(), at.location), count);
        let arguments: Vec<_> = std::iter::once((at.i32(), at.location)).chain(values).collect();
        let block = Block::append(self.region, &arguments);
        let builder = Builder::at_end(self.context, block, at.location);
        builder.op("nd.note_values").operands(block.arguments().skip(1)).insert();
        builder.branch(fail, [block.argument(0)]);
        self.ways().fail_with.insert(count, block);
        block
    }

    /// Where an array of so many axes has no memory: what was too much is looked at only there.
    fn no_memory(&mut self, at: &Builder<'c>, rank: usize) -> Block<'c> {
        if let Some(block) = self.ways().no_memory.get(&rank) {
            return *block;
        }
        let fail = self.fail(at);
        let numbers = std::iter::repeat_n((at.i64(), at.location), rank + 1);
        let arguments: Vec<_> = std::iter::repeat_n((at.i32(), at.location), 2).chain(numbers).collect();
        let block = Block::append(self.region, &arguments);
        let builder = Builder::at_end(self.context, block, at.location);
        let extents: Vec<_> = block.arguments().skip(3).collect();
        let (bytes, overflow) = allocation::bytes(&builder, block.argument(2), &extents);
        let site = builder.select(overflow, block.argument(0), block.argument(1));
        builder.op("nd.note_values").operand(bytes).operands(extents).insert();
        builder.branch(fail, [site]);
        self.ways().no_memory.insert(rank, block);
        block
    }

    fn fail(&mut self, at: &Builder<'c>) -> Block<'c> {
        if let Some(block) = self.ways().fail {
            return block;
        }
        let block = Block::append(self.region, &[(at.i32(), at.location)]);
        let builder = Builder::at_end(self.context, block, at.location);
        match self.handler {
            None => {
                builder.op("nd.fail").operand(block.argument(0)).insert();
            }
            Some(behind) => {
                let absent = behind.arguments().skip(1).map(|value| builder.op("nd.undef").result(value.ty()).value());
                builder.branch(behind, std::iter::once(block.argument(0)).chain(absent));
            }
        }
        self.ways().fail = Some(block);
        block
    }

    fn pass_on(&mut self, at: &Builder<'c>) -> Block<'c> {
        if let Some(block) = self.ways().pass_on {
            return block;
        }
        let fail = self.fail(at);
        let block = Block::append(self.region, &[(at.i32(), at.location), (at.i32(), at.location)]);
        let builder = Builder::at_end(self.context, block, at.location);
        builder.op("nd.note_frame").operand(block.argument(1)).insert();
        builder.branch(fail, [block.argument(0)]);
        self.ways().pass_on = Some(block);
        block
    }
}

/// Where a failure goes.
#[derive(Clone, Copy)]
enum Failure<'c, 'v> {
    /// It begins here, with values for the text.
    Site(i32, &'v [Value<'c>]),
    /// There is no memory for so many elements of a size in bytes: more than there can be, or than there is.
    NoMemory { sites: [i32; 2], size: i64, extents: &'v [Value<'c>] },
    /// It happened before, and all about it is noted.
    Status(Value<'c>),
    /// It comes out of a call.
    Call { status: Value<'c>, site: i32 },
}

/// Whether an extent needs no look: one of another array, or a constant.
fn is_not_negative(extent: Value) -> bool {
    let Some(definition) = extent.defining_operation() else { return false };
    definition.is("nd.dim") || constant(extent).is_some_and(|value| value >= 0)
}

/// The value of an integer constant.
pub fn constant(value: Value) -> Option<i64> {
    let definition = value.defining_operation().filter(|operation| operation.is("arith.constant"))?;
    let attribute = melior::ir::attribute::IntegerAttribute::try_from(definition.attribute("value")?).ok()?;
    Some(attribute.value())
}
