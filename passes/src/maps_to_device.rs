//! Operations on whole arrays become parallel loops over elements, for a device.
//!
//! ```text
//! %c = nd.map (%n) (%a, %b) {f}             %c = nd.create (%n)
//!                                           par.loop "map" (0) to (%n) step (1) {
//!                                      =>   ^bb0(%k):
//!                                             %x = nd.load %a[%k]
//!                                             %y = nd.load %b[%k]
//!                                             nd.store f(%x, %y), %c[%k]
//!                                           } {numlir.elements, numlir.lanes = 2}
//! ```
//!
//! Where all arrays may be contiguous and of one shape, which is tested at run time where it is not known, there is a loop
//! over their elements as one row, several at once (`numlir.lanes`); elsewhere the loop has the axes of the space. Where a destination may
//! be other places of an input, the result is computed elsewhere and then copied. A reduction to a number is a loop with a
//! reduction; one along axes is a loop over the others, with serial ones inside.
//!
//! What devices cannot run stays as it is, and the user is told. So does what stands in a parallel loop. Needs whole-array operations
//! fused. Linear; bodies are copied up to three times.

use crate::{
    blocks::defined_functions,
    code::{Code, Externals, Settings},
    elementwise::is_same,
    extent::{array_type, known},
    fuse_maps::first_input,
    loops::{List, inline},
    lower_maps::overlap,
    lower_reduce::kind::{Kind, gives_positions},
    par_to_gpu::{ELEMENTS, LANES, WHOLE, fitness::Fitness},
    parallel_notes::Notes,
};
use melior::Context;
use numlir_dialects::{
    Block, Builder, Operation, Predicate, Region, Value,
    build::dense_i64_values,
    convert,
    passes::Outcome,
    types::{Array, Layout, Type},
};

/// Bytes of the widest access.
const WIDE: u32 = 16;

/// Makes parallel loops over elements of the whole-array operations of all functions of a module.
///
/// # Errors
/// A reduction of a kind that its type does not have: a fault of whoever made it.
pub fn maps_to_device<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    let mut notes = Notes::of(context, module);
    let fitness = Fitness::of(module);
    let (settings, mut externals) = (Settings::default(), Externals::default());
    for function in defined_functions(module) {
        let mut found = Vec::new();
        collect(function.region(0), &mut found);
        for operation in found {
            if let Some(refusal) = fitness.of_region(operation.region(0)) {
                notes.on_host(operation.location(), &refusal);
                continue;
            }
            let builder = Builder::before(context, operation);
            let mut code = Code { builder, settings: &settings, externals: &mut externals };
            let what = if operation.is("nd.reduce") { "reduction" } else { "array expression" };
            notes.add("parallel", what, &[operation.location()]);
            match operation.name() {
                "nd.map" => map(&mut code, operation),
                "nd.map_into" => map_into(&mut code, operation),
                _ => reduce(&mut code, operation)?,
            }
            operation.erase();
        }
    }
    notes.write();
    Ok(())
}

/// The whole-array operations of a region that are in no parallel loop.
fn collect<'c>(region: Region<'c>, found: &mut Vec<Operation<'c>>) {
    for operation in region.blocks().flat_map(Block::operations).filter(|operation| !operation.is("par.loop")) {
        let rank = || operation.operands().chain(operation.results()).filter_map(array_type).map(|ty| ty.rank).max();
        match operation.name() {
            "nd.reduce" if gives_positions(operation) => {}
            "nd.map" | "nd.map_into" | "nd.reduce" if rank().is_some_and(|rank| rank > 0) => found.push(operation),
            "nd.map" | "nd.map_into" | "nd.reduce" => {}
            _ => (0..operation.region_count()).for_each(|index| collect(operation.region(index), found)),
        }
    }
}

fn map<'c>(code: &mut Code<'_, 'c>, operation: Operation<'c>) {
    let first = first_input(operation);
    let (extents, inputs): (List, List) =
        (operation.operands().take(first).collect(), operation.operands().skip(first).collect());
    let made = code.builder.op("nd.create").operands(extents.iter().copied()).result(operation.result(0).ty()).value();
    Map { target: made, extents: &extents, inputs: &inputs, body: operation.region(0) }.write(code);
    operation.result(0).replace_all_uses(made);
}

fn map_into<'c>(code: &mut Code<'_, 'c>, operation: Operation<'c>) {
    let target = operation.operand(0);
    let ty = array_type(target).expect("the destination is an array");
    let extents: List = (0..ty.rank).map(|axis| code.dim(target, axis)).collect();
    let inputs: List = operation.operands().skip(1).collect();
    let arrays: Vec<_> = inputs.iter().filter_map(|input| Some((*input, array_type(*input)?))).collect();
    let map = Map { target, extents: &extents, inputs: &inputs, body: operation.region(0) };
    let safe = match overlap::test(&code.builder, (target, ty), &arrays) {
        overlap::Overlap::Never => return map.write(code),
        overlap::Overlap::Unless(safe) => safe,
    };
    two_ways(code, safe, |code, direct| {
        if direct {
            return map.write(code);
        }
        // As if all were read before anything is written: by way of another array.
        let layout = if ty.layout == Layout::F { Layout::F } else { Layout::C };
        let fresh = Type::Array(Array { layout, readonly: false, aligned: true, ..ty });
        let fresh = convert::to_mlir(code.builder.context, &fresh);
        let other = code.builder.op("nd.create").operands(extents.iter().copied()).result(fresh).value();
        Map { target: other, ..map }.write(code);
        copy(code, (target, ty), &extents, other);
    });
}

/// Writes one array to another of the same shape.
fn copy<'c>(code: &mut Code<'_, 'c>, (target, ty): (Value<'c>, Array), extents: &[Value<'c>], source: Value<'c>) {
    let builder = code.builder;
    let holder = builder.op("nd.map_into").operand(target).operand(source).region().insert();
    let block = Block::append(holder.region(0), &[(code.storage(ty.element), builder.location)]);
    Builder::at_end(builder.context, block, builder.location).op("nd.yield").operand(block.argument(0)).insert();
    Map { target, extents, inputs: &[source], body: holder.region(0) }.write(code);
    holder.erase();
}

/// Writes the two ways of a condition.
fn two_ways<'c>(code: &mut Code<'_, 'c>, condition: Value<'c>, mut write: impl FnMut(&mut Code<'_, 'c>, bool)) {
    let outside = code.builder;
    let choice = outside.op("scf.if").operand(condition).region().region().insert();
    for side in 0..2 {
        code.builder = Builder::at_end(outside.context, Block::append(choice.region(side), &[]), outside.location);
        write(code, side == 0);
        code.builder.op("scf.yield").insert();
    }
    code.builder = outside;
}

/// A map into an array.
struct Map<'m, 'c> {
    target: Value<'c>,
    extents: &'m [Value<'c>],
    inputs: &'m [Value<'c>],
    body: Region<'c>,
}

impl<'c> Map<'_, 'c> {
    fn write(&self, code: &mut Code<'_, 'c>) {
        match self.flat_conditions(code) {
            None => self.general(code),
            Some(conditions) => match code.all(conditions) {
                None => self.flat(code),
                Some(condition) => {
                    two_ways(code, condition, |code, flat| if flat { self.flat(code) } else { self.general(code) })
                }
            },
        }
    }

    /// All arrays, the destination first.
    fn arrays(&self) -> impl Iterator<Item = (Value<'c>, Array)> {
        let arrays = std::iter::once(&self.target).chain(self.inputs);
        arrays.filter_map(|array| Some((*array, array_type(*array)?))).filter(|(_, ty)| ty.rank > 0)
    }

    /// What has to hold for all arrays to be rows of one length; `None` where that cannot be.
    fn flat_conditions(&self, code: &Code<'_, 'c>) -> Option<Vec<Value<'c>>> {
        let rank = self.extents.len();
        let layout = array_type(self.target)?.layout;
        let mut conditions = Vec::new();
        for (array, ty) in self.arrays() {
            let in_order = ty.layout != Layout::Any && (ty.layout == layout || rank == 1);
            if !in_order || usize::from(ty.rank) != rank {
                return None;
            }
            for (axis, extent) in self.extents.iter().enumerate() {
                let own = code.dim(array, axis as u8);
                match (known(own), known(*extent)) {
                    (Some(one), Some(other)) if one != other => return None,
                    _ if is_same(own, *extent) => {}
                    _ => conditions.push(code.builder.compare_int(Predicate::Eq, own, *extent)),
                }
            }
        }
        Some(conditions)
    }

    fn flat(&self, code: &mut Code<'_, 'c>) {
        let length = code.product(self.extents);
        let size = self.arrays().map(|(_, ty)| ty.element.size()).max().unwrap_or(WIDE);
        let row = |code: &Code<'_, 'c>, value: Value<'c>| match array_type(value) {
            Some(ty) if ty.rank > 0 => {
                let row = Array { rank: 1, layout: Layout::C, ..ty };
                code.view(value, code.builder.constant_i64(0), (&[length], &[]), &row)
            }
            _ => value,
        };
        let target = row(code, self.target);
        let inputs: List = self.inputs.iter().map(|input| row(code, *input)).collect();
        let lanes = WIDE / size.clamp(1, WIDE);
        let body = self.body.first_block().expect("a map has a body");
        let made = elements(code, ("map", &[length]), |code, places| {
            let values: List = inputs.iter().map(|input| element(code, *input, places)).collect();
            let value = inline(code, body, &values);
            code.store(value, target, places);
        });
        let plain = self.arrays().all(|(_, ty)| ty.aligned && ty.element.size().is_power_of_two());
        if lanes > 1 && plain {
            made.set_attribute(LANES, code.builder.integer(code.builder.i64(), lanes.into()));
        }
    }

    fn general(&self, code: &mut Code<'_, 'c>) {
        let inputs: Vec<_> = self.inputs.iter().map(|input| Input::new(code, *input, self.extents)).collect();
        let body = self.body.first_block().expect("a map has a body");
        elements(code, ("map", self.extents), |code, places| {
            let values: List = inputs.iter().map(|input| input.at(code, places)).collect();
            let value = inline(code, body, &values);
            code.store(value, self.target, places);
        });
    }
}

/// An input, with the axes on which one element serves for all places.
struct Input<'c> {
    value: Value<'c>,
    /// For each of its own axes.
    stretched: Vec<Option<Value<'c>>>,
}

impl<'c> Input<'c> {
    fn new(code: &Code<'_, 'c>, value: Value<'c>, extents: &[Value<'c>]) -> Self {
        let rank = array_type(value).map_or(0, |ty| ty.rank);
        let missing = extents.len() - usize::from(rank);
        let stretched = |axis: u8| {
            let (own, extent) = (code.dim(value, axis), extents[missing + usize::from(axis)]);
            (!is_same(own, extent)).then(|| code.builder.compare_int(Predicate::Ne, own, extent))
        };
        Self { value, stretched: (0..rank).map(stretched).collect() }
    }

    fn at(&self, code: &Code<'_, 'c>, places: &[Value<'c>]) -> Value<'c> {
        let own = &places[places.len() - self.stretched.len()..];
        let place = |(place, stretched): (&Value<'c>, &Option<Value<'c>>)| match stretched {
            Some(condition) => code.builder.select(*condition, code.builder.constant_i64(0), *place),
            None => *place,
        };
        let own: List = own.iter().zip(&self.stretched).map(place).collect();
        element(code, self.value, &own)
    }
}

/// The element of an array, or a number itself.
fn element<'c>(code: &Code<'_, 'c>, value: Value<'c>, places: &[Value<'c>]) -> Value<'c> {
    match array_type(value) {
        Some(ty) => code.load(value, &places[..usize::from(ty.rank).min(places.len())], code.storage(ty.element)),
        None => value,
    }
}

/// A parallel loop over a space, which writes each place of what it writes.
fn elements<'c>(
    code: &mut Code<'_, 'c>,
    (source, extents): (&str, &[Value<'c>]),
    write: impl FnOnce(&mut Code<'_, 'c>, &[Value<'c>]),
) -> Operation<'c> {
    let made = par_loop(code, (source, extents), (&[], &[]), |code, places, _| {
        write(code, places);
        List::new()
    });
    made.set_attribute(WHOLE, code.builder.unit());
    Builder::at_end(code.builder.context, Block::append(made.region(1), &[]), code.builder.location)
        .op("par.yield")
        .insert();
    made
}

/// A parallel loop with reductions, as yet without a combiner.
fn par_loop<'c>(
    code: &mut Code<'_, 'c>,
    (source, extents): (&str, &[Value<'c>]),
    (kinds, identity): (&[&str], &[Value<'c>]),
    write: impl FnOnce(&mut Code<'_, 'c>, &[Value<'c>], &[Value<'c>]) -> List<'c>,
) -> Operation<'c> {
    let builder = code.builder;
    let index = |value: Value<'c>| builder.convert("arith.index_cast", value, builder.index_type());
    let (rank, count) = (extents.len() as i32, kinds.len() as i32);
    let (zero, one) = (index(builder.constant_i64(0)), index(builder.constant_i64(1)));
    let made = builder
        .op("par.loop")
        .operands(extents.iter().map(|_| zero))
        .operands(extents.iter().map(|extent| index(*extent)))
        .operands(extents.iter().map(|_| one))
        .operands(identity.iter().copied())
        .operands(identity.iter().copied())
        .attribute("source", builder.string(source))
        .attribute("kinds", builder.strings(kinds))
        .attribute("operandSegmentSizes", builder.dense_i32(&[rank, rank, rank, count, count]))
        .attribute(ELEMENTS, builder.unit())
        .results(identity.iter().map(|value| value.ty()))
        .region()
        .region()
        .insert();
    let mut arguments = vec![(builder.index_type(), builder.location); extents.len()];
    arguments.extend(identity.iter().map(|value| (value.ty(), builder.location)));
    let block = Block::append(made.region(0), &arguments);
    code.builder = Builder::at_end(builder.context, block, builder.location);
    let word = |place: Value<'c>| code.builder.convert("arith.index_cast", place, builder.i64());
    let places: List = block.arguments().take(extents.len()).map(word).collect();
    let carried: List = block.arguments().skip(extents.len()).collect();
    let values = write(code, &places, &carried);
    code.builder.op("par.yield").operands(values).insert();
    code.builder = builder;
    made
}

fn reduce<'c>(code: &mut Code<'_, 'c>, operation: Operation<'c>) -> Outcome {
    let kind = Kind::of(operation)?;
    let first = first_input(operation);
    let extents: List = operation.operands().take(first).collect();
    let inputs: Vec<_> = operation.operands().skip(first).map(|input| Input::new(code, input, &extents)).collect();
    let body = operation.region(0).first_block().expect("a reduction has a body");
    let identity = kind.identity(code);
    let result = operation.result(0);
    let join = |code: &mut Code<'_, 'c>, so_far: Value<'c>, places: &[Value<'c>]| {
        let values: List = inputs.iter().map(|input| input.at(code, places)).collect();
        let value = inline(code, body, &values);
        kind.combine(code, so_far, value)
    };
    if array_type(result).is_none() {
        let given: List = operation.operands().skip(first).collect();
        let made = match rows(code, &given, &extents) {
            Some((inputs, length)) => {
                let row: Vec<_> = inputs.into_iter().map(|value| Input::new(code, value, &[length])).collect();
                par_loop(
                    code,
                    ("reduce", &[length]),
                    (&[operation.text("kind")], &[identity]),
                    |code, places, carried| {
                        let values: List = row.iter().map(|input| input.at(code, places)).collect();
                        let value = inline(code, body, &values);
                        List::from_slice(&[kind.combine(code, carried[0], value)])
                    },
                )
            }
            None => {
                let kinds = &[operation.text("kind")];
                par_loop(code, ("reduce", &extents), (kinds, &[identity]), |code, places, carried| {
                    List::from_slice(&[join(code, carried[0], places)])
                })
            }
        };
        let types = [(result.ty(), code.builder.location); 2];
        let block = Block::append(made.region(1), &types);
        let outside = code.builder;
        code.builder = Builder::at_end(outside.context, block, outside.location);
        let both = kind.combine(code, block.argument(0), block.argument(1));
        code.builder.op("par.yield").operand(both).insert();
        code.builder = outside;
        result.replace_all_uses(made.result(0));
        return Ok(());
    }
    let reduced = operation.attribute("axes").and_then(dense_i64_values).unwrap_or_default();
    let is_reduced = |axis: &usize| reduced.contains(&(*axis as i64));
    let kept: List = (0..extents.len()).filter(|axis| !is_reduced(axis)).map(|axis| extents[axis]).collect();
    let target = code.builder.op("nd.create").operands(kept.iter().copied()).result(result.ty()).value();
    elements(code, ("reduce", &kept), |code, places| {
        let mut own = places.iter();
        let mut all: Vec<Option<Value<'c>>> =
            (0..extents.len()).map(|axis| if is_reduced(&axis) { None } else { own.next().copied() }).collect();
        let value = inner(code, (&extents, &mut all), identity, &join);
        code.store(value, target, places);
    });
    result.replace_all_uses(target);
    Ok(())
}

/// Inputs as rows, and their length, where all arrays among them certainly are contiguous in one order and of one shape.
fn rows<'c>(code: &Code<'_, 'c>, inputs: &[Value<'c>], extents: &[Value<'c>]) -> Option<(List<'c>, Value<'c>)> {
    let arrays = || inputs.iter().filter_map(|input| Some((*input, array_type(*input)?))).filter(|(_, ty)| ty.rank > 0);
    let layout = arrays().next()?.1.layout;
    let fits = |(array, ty): (Value<'c>, Array)| {
        ty.layout == layout
            && usize::from(ty.rank) == extents.len()
            && extents.iter().enumerate().all(|(axis, extent)| is_same(code.dim(array, axis as u8), *extent))
    };
    if extents.len() < 2 || layout == Layout::Any || !arrays().all(fits) {
        return None;
    }
    let length = code.product(extents);
    let row = |input: &Value<'c>| match array_type(*input) {
        Some(ty) if ty.rank > 0 => {
            let row = Array { rank: 1, layout: Layout::C, ..ty };
            code.view(*input, code.builder.constant_i64(0), (&[length], &[]), &row)
        }
        _ => *input,
    };
    Some((inputs.iter().map(row).collect(), length))
}

/// Serial loops over the axes whose positions are not known.
fn inner<'a, 'c>(
    code: &mut Code<'a, 'c>,
    (extents, places): (&[Value<'c>], &mut Vec<Option<Value<'c>>>),
    so_far: Value<'c>,
    join: &dyn Fn(&mut Code<'a, 'c>, Value<'c>, &[Value<'c>]) -> Value<'c>,
) -> Value<'c> {
    let Some(axis) = places.iter().position(Option::is_none) else {
        let places: List = places.iter().copied().flatten().collect();
        return join(code, so_far, &places);
    };
    let bounds = [code.builder.constant_i64(0), extents[axis], code.builder.constant_i64(1)];
    let results = code.repeat(bounds, &[so_far], |code, place, carried| {
        places[axis] = Some(place);
        let value = inner(code, (extents, places), carried[0], join);
        places[axis] = None;
        List::from_slice(&[value])
    });
    results[0]
}
