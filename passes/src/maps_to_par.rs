//! Operations on whole arrays become parallel loops over bands of their places.
//!
//! ```text
//! %c = nd.map (%n) (%a, %b) {f}             %c = nd.create (%n)
//! %s = nd.reduce "add" (%n) (%c) {x}        %bands = numlir_parallel_bands(%n, cost of a place)
//!                                           par.loop "map" (0) to (%bands) step (1) {
//!                                      =>   ^bb0(%k):
//!                                             nd.map_into %c[band k] (%a[band k], %b[band k]) {f}
//!                                             %p = nd.reduce "add" (length) (%c[band k]) {x}
//!                                             nd.store %p, %partial[%k]
//!                                           } {schedule = 1}
//!                                           %s = the partial results, combined in pairs
//! ```
//!
//! Operations over the same places, of which none but a fresh array is read by another, go into one loop ([`group`]), so that
//! what one leaves in the cache the next one finds there. Bands are of the first axis that the result keeps (of the last
//! one for the layout of Fortran), or of all elements where every array is certainly contiguous and of one shape. Their number is a
//! power of two that follows from the number of places and what one costs, and their bounds are those at which NumPy's
//! pairwise summation halves a row ([`bands`]): partial sums combined in pairs have NumPy's bits. Sums of several axes that have gaps
//! are summed band by band; all else is exact. Where a destination may share memory with an input at other places, which is
//! tested at run time, there is one band.
//!
//! What stands in a parallel loop stays as it is. Needs whole-array operations fused, and races checked: these loops have none.
//! Linear.

mod bands;
mod group;

use crate::{
    blocks::defined_functions,
    code::{Code, Externals, Settings},
    elementwise::{ASSIGNMENT, is_same},
    extent::{self, array_type},
    fuse_maps::{ORDER, first_input},
    loops::List,
    lower_maps::overlap,
    lower_par::{cost, elements::element_of},
    lower_reduce::kind::Kind,
    parallel_notes::Notes,
};
use bands::Band;
use group::Group;
use melior::Context;
use numlir_dialects::{
    Block, Builder, Operation, Region, Value, convert,
    passes::Outcome,
    types::{Array, Layout, Type},
};
use smallvec::smallvec;

/// Makes parallel loops of the whole-array operations of all functions of a module, but those that options name: `numpy`, what gives
/// new arrays; `setitem` and `inplace_binop`, what writes to others; `reduction`. With `fusion`, each becomes a loop of its own.
///
/// # Errors
/// A reduction of a kind that its type does not have: a fault of whoever made it.
pub fn maps_to_par<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    let serial: Vec<&str> = options.split_whitespace().collect();
    let mut notes = Notes::of(context, module);
    let (settings, mut externals) = (Settings::default(), Externals::default());
    for function in defined_functions(module) {
        let mut groups = Vec::new();
        collect((context, &serial), function.region(0), &mut groups);
        for group in groups {
            if let Some(part) = part(group.last()).filter(|part| serial.contains(part)) {
                notes.switched_off(group.last().location(), part);
                continue;
            }
            let last = group.last();
            let builder = Builder::before(context, last);
            let mut code = Code { builder, settings: &settings, externals: &mut externals };
            note(&mut notes, &group);
            Parallel { function, group: &group }.write(&mut code)?;
            group.operations.iter().rev().for_each(|operation| operation.erase());
        }
    }
    notes.write();
    Ok(())
}

/// The groups of a region that are in no parallel loop.
fn collect<'c>((context, serial): (&'c Context, &[&str]), region: Region<'c>, found: &mut Vec<Group<'c>>) {
    for block in region.blocks() {
        found.extend(group::of_block((context, serial), block));
        for operation in block.operations().filter(|operation| !operation.is("par.loop")) {
            if !group::is_whole_array(operation) {
                (0..operation.region_count())
                    .for_each(|index| collect((context, serial), operation.region(index), found));
            }
        }
    }
}

/// The part of `parallel={…}` that an operation belongs to.
fn part(operation: Operation<'_>) -> Option<&'static str> {
    match operation.name() {
        "nd.reduce" => Some("reduction"),
        "nd.map_into" if operation.attribute(ASSIGNMENT).is_some() => Some("setitem"),
        "nd.map_into" => Some("inplace_binop"),
        "nd.map" => Some("numpy"),
        _ => None,
    }
}

fn note<'c>(notes: &mut Notes<'c>, group: &Group<'c>) {
    let place = group.last().location();
    let what = |operation: &Operation<'c>| if operation.is("nd.reduce") { "reduction" } else { "array expression" };
    notes.add("parallel", what(&group.last()), &[place]);
    for other in group.operations.iter().rev().skip(1).filter(|other| other.location() != place) {
        notes.add("fused", &format!("one loop with the {} that goes before", what(other)), &[place, other.location()]);
    }
}

/// A reduction on its way.
enum Reduced<'c> {
    /// A partial result for each band.
    Partial { memory: Value<'c>, kind: Kind },
    /// Each band gives a band of the result.
    Bands(Value<'c>),
}

/// A loop in the making.
struct Parallel<'g, 'c> {
    function: Operation<'c>,
    group: &'g Group<'c>,
}

impl<'c> Parallel<'_, 'c> {
    fn write(&self, code: &mut Code<'_, 'c>) -> Outcome {
        let space = &self.group.space;
        // The fresh arrays are there from the first operation on.
        let targets: Vec<_> = self.group.operations.iter().map(|operation| self.target(code, *operation)).collect();
        let reduced: Result<Vec<_>, _> =
            self.group.operations.iter().map(|operation| self.reduced(code, *operation)).collect();
        let reduced = reduced?;
        let bands = self.bands(code);
        let builder = code.builder;
        let index = |value: Value<'c>| builder.convert("arith.index_cast", value, builder.index_type());
        let source =
            if self.group.operations.iter().any(|operation| operation.is("nd.reduce")) { "reduce" } else { "map" };
        let made = builder
            .op("par.loop")
            .operands([index(builder.constant_i64(0)), index(bands), index(builder.constant_i64(1))])
            .attribute("source", builder.string(source))
            .attribute("kinds", builder.strings::<&str>(&[]))
            .attribute("schedule", builder.integer(builder.i64(), 1))
            .attribute("operandSegmentSizes", builder.dense_i32(&[1, 1, 1, 0, 0]))
            .region()
            .region()
            .insert();
        let block = Block::append(made.region(0), &[(builder.index_type(), builder.location)]);
        code.builder = Builder::at_end(builder.context, block, builder.location);
        let number = code.builder.convert("arith.index_cast", block.argument(0), builder.i64());
        let band = space.band(code, bands, number);
        for ((operation, target), reduced) in self.group.operations.iter().zip(&targets).zip(&reduced) {
            match reduced {
                None => self.map(code, *operation, (*target).or(Some(operation.operand(0))), &band),
                Some(reduced) => self.reduce(code, *operation, reduced, (&band, number)),
            }
        }
        code.builder.op("par.yield").insert();
        let combiner = Block::append(made.region(1), &[]);
        Builder::at_end(builder.context, combiner, builder.location).op("par.yield").insert();
        code.builder = builder;
        for (operation, reduced) in self.group.operations.iter().zip(&reduced) {
            match reduced {
                Some(Reduced::Partial { memory, kind }) => {
                    let value = combine(code, (*memory, bands), *kind, operation.result(0));
                    operation.result(0).replace_all_uses(value);
                }
                Some(Reduced::Bands(array)) => operation.result(0).replace_all_uses(*array),
                None => {}
            }
        }
        Ok(())
    }

    /// The array that an `nd.map` gives, made where that stands.
    fn target(&self, code: &Code<'_, 'c>, operation: Operation<'c>) -> Option<Value<'c>> {
        if !operation.is("nd.map") {
            return None;
        }
        let builder = Builder::before(code.builder.context, operation);
        let rank = first_input(operation);
        let result = operation.result(0);
        let made = builder.op("nd.create").operands(operation.operands().take(rank)).result(result.ty()).value();
        result.replace_all_uses(made);
        Some(made)
    }

    fn reduced(
        &self,
        code: &Code<'_, 'c>,
        operation: Operation<'c>,
    ) -> Result<Option<Reduced<'c>>, Vec<numlir_grammar::diagnostic::Diagnostic>> {
        if !operation.is("nd.reduce") {
            return Ok(None);
        }
        let result = operation.result(0);
        if convert::is_array(result.ty()) {
            let kept: List = self.group.space.kept(operation);
            return Ok(Some(Reduced::Bands(code.builder.op("nd.create").operands(kept).result(result.ty()).value())));
        }
        let kind = Kind::of(operation)?;
        // A view, so that the loop's function is handed this memory and does not make its own.
        let element = element_of(&code.builder, result.ty());
        let ty = Array { element, rank: 1, layout: Layout::C, readonly: false, aligned: true };
        let entry = self.function.region(0).first_block().expect("a function with a body");
        let at = Builder::before(code.builder.context, entry.first().expect("a block has a terminator"));
        let scratch = at
            .op("nd.scratch")
            .attribute("count", at.integer(at.i64(), bands::MOST))
            .result(convert::to_mlir(at.context, &Type::Array(ty)))
            .value();
        let most = code.builder.constant_i64(bands::MOST);
        let memory = code.view(scratch, code.builder.constant_i64(0), (&[most], &[]), &ty);
        Ok(Some(Reduced::Partial { memory, kind }))
    }

    /// How many bands there are: one where the destination may be read at other places than are written.
    fn bands(&self, code: &mut Code<'_, 'c>) -> Value<'c> {
        let operations = &self.group.operations;
        let cost = operations.iter().map(|operation| cost::of_element(*operation)).sum();
        let bands = self.group.space.count(code, cost);
        let one = code.builder.constant_i64(1);
        let destinations = operations.iter().filter(|operation| operation.is("nd.map_into"));
        destinations.fold(bands, |bands, operation| {
            let array = |value: Value<'c>| Some((value, array_type(value)?));
            let Some(destination) = array(operation.operand(0)) else { return bands };
            let inputs: Vec<_> = operation.operands().skip(1).filter_map(array).collect();
            match overlap::test(&code.builder, destination, &inputs) {
                overlap::Overlap::Never => bands,
                overlap::Overlap::Unless(safe) => code.builder.select(safe, bands, one),
            }
        })
    }

    /// A map over a band, into the band of an array.
    fn map(&self, code: &Code<'_, 'c>, operation: Operation<'c>, target: Option<Value<'c>>, band: &Band<'c>) {
        let space = &self.group.space;
        let target = target.expect("a map has a destination");
        let inputs = operation.operands().skip(first_input(operation));
        let inputs: Vec<_> = inputs.map(|input| space.part(code, input, band)).collect();
        let into = code.builder.op("nd.map_into").operand(space.part(code, target, band)).operands(inputs);
        into.region().insert().region(0).take_body(operation.region(0));
    }

    /// A reduction over a band.
    fn reduce(
        &self,
        code: &mut Code<'_, 'c>,
        operation: Operation<'c>,
        reduced: &Reduced<'c>,
        (band, number): (&Band<'c>, Value<'c>),
    ) {
        let space = &self.group.space;
        let extents = space.extents_of(band);
        let inputs = operation.operands().skip(first_input(operation));
        let inputs: Vec<_> = inputs.map(|input| space.part(code, input, band)).collect();
        let axes: Vec<i64> = if space.is_flat() {
            vec![0]
        } else {
            operation.attribute("axes").and_then(numlir_dialects::build::dense_i64_values).unwrap_or_default()
        };
        let builder = code.builder;
        let value = builder
            .op("nd.reduce")
            .operands(extents.iter().copied())
            .operands(inputs.iter().copied())
            .attribute("kind", operation.attribute("kind").expect("a reduction has a kind"))
            .attribute("axes", builder.dense_i64(&axes))
            .maybe_attribute("unsigned", operation.attribute("unsigned"))
            .maybe_attribute("buffered", operation.attribute("buffered"))
            .maybe_attribute(ORDER, operation.attribute(ORDER))
            .attribute("operandSegmentSizes", builder.dense_i32(&[extents.len() as i32, inputs.len() as i32]))
            .result(operation.result(0).ty())
            .region()
            .insert();
        value.region(0).take_body(operation.region(0));
        let value = value.result(0);
        match reduced {
            Reduced::Partial { memory, .. } => code.store(value, *memory, &[number]),
            Reduced::Bands(array) => {
                let into = space.kept_part(code, *array, (operation, band));
                let copy = builder.op("nd.map_into").operand(into).operand(value).region().insert();
                let element = array_type(value).expect("the result is an array").element;
                let block = Block::append(copy.region(0), &[(code.storage(element), builder.location)]);
                let inner = Builder::at_end(builder.context, block, builder.location);
                inner.op("nd.yield").operand(block.argument(0)).insert();
            }
        }
    }
}

/// The partial results of all bands, combined in pairs of neighbours, and those again.
fn combine<'c>(
    code: &mut Code<'_, 'c>,
    (memory, bands): (Value<'c>, Value<'c>),
    kind: Kind,
    like: Value<'c>,
) -> Value<'c> {
    let storage = like.ty();
    let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
    let half = |code: &Code<'_, 'c>, count: Value<'c>| code.builder.binary("arith.shrui", count, one);
    let first = half(code, bands);
    code.repeat_while(&[first], |code, state| {
        let pairs = state[0];
        code.repeat([zero, pairs, one], &[], |code, pair, _| {
            let left = code.builder.binary("arith.addi", pair, pair);
            let right = code.builder.binary("arith.addi", left, one);
            let [left, right] = [left, right].map(|place| code.load(memory, &[place], storage));
            let both = kind.combine(code, left, right);
            code.store(both, memory, &[pair]);
            List::new()
        });
        let more = code.builder.compare_int(numlir_dialects::Predicate::Sgt, pairs, one);
        let next = half(code, pairs);
        (more, smallvec![next], List::new())
    });
    code.load(memory, &[zero], storage)
}

/// Whether two lists of extents are certainly equal.
fn are_same(one: &[Value], other: &[Value]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(*one, *other))
}

/// The extents of the places of a whole-array operation.
fn extents<'c>(context: &'c Context, operation: Operation<'c>) -> List<'c> {
    if !operation.is("nd.map_into") {
        return operation.operands().take(first_input(operation)).collect();
    }
    extents_of_array(context, operation, operation.operand(0))
}

/// The extents of an array, as they are before an operation.
fn extents_of_array<'c>(context: &'c Context, operation: Operation<'c>, array: Value<'c>) -> List<'c> {
    let builder = Builder::before(context, operation);
    let rank = array_type(array).map_or(0, |ty| ty.rank);
    (0..rank).map(|axis| extent::dim(&builder, array, axis)).collect()
}

/// The values that the region of a whole-array operation uses from outside, beside its inputs.
fn captured<'c>(operation: Operation<'c>) -> Vec<Value<'c>> {
    let mut found = Vec::new();
    crate::blocks::visit_operations(operation.region(0), &mut |inner| {
        let outside = |value: &Value<'c>| !crate::accumulate_arrays::is_inside(*value, operation);
        found.extend(inner.operands().filter(outside));
    });
    found
}
