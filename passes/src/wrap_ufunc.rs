//! A kernel of scalars as the inner loop of a NumPy ufunc.
//!
//! ```mlir
//! func.func @f(%x: f64, %y: f64) -> f64 attributes {numlir.entry} { … }
//! // wrap-ufunc{inputs=float64,float64 results=float64 outputs=float64}
//! func.func @f(%x: f64, %y: f64) -> f64 attributes {numlir.kernel} { … }
//! func.func private @"f.ufunc"(%a: !nd.array<f64, 1, "A">, %b: …, %o: …) attributes {numlir.loop = [[0], [0], [0]]} {
//!   scf.if %independent {
//!     scf.if %contiguous { scf.for %i = … { %x = nd.load … %r = call @f(%x, %y) nd.store %r, … } }
//!     else { scf.if %x_is_one_element { … } else { … } }
//!   } else { … }
//!   return
//! }
//! ```
//!
//! The operands are arrays of one axis, as NumPy's inner-loop interface has them: a pointer, a count, a byte stride. What
//! kind they are is seen at run time, and there is a loop for each:
//!
//! - *independent*: every input is an output place by place, or shares no memory with it. NumPy sees to that in a call of
//!   the ufunc; its iterations are independent, and say so to LLVM. There is a *contiguous* version, those for inputs that
//!   are a single element (stride 0) beside contiguous ones, and a *general* one;
//! - a *reduction*: the first input and the output are the same single element, as `reduce` calls the loop; that element
//!   stays in a register;
//! - *in order*: all else, as `accumulate` calls the loop. Each iteration sees what those before it have written.
//!
//! Where the loop may raise floating-point flags that the kernel does not, a function stands around it that sees to them
//! (`exact_flags`). With the option `parallel` the loop is a function of its own, and NumPy's gets blocks of the operands to it in a `par.loop`
//! where they are independent and many.
//!
//! What the kernel gives is converted to the types of the outputs. A kernel that is not straight code, or may raise, does
//! not vectorise, and gets one loop. Runs behind `py-to-nd`; `inline-calls` then puts straight kernels into the loops.

mod blocks;
mod exact_flags;
mod span;

pub use blocks::parallel_loop;

use crate::{
    blocks::defined_functions,
    code::{Code, Externals, Settings, Values},
    independent::{Independence, in_order},
    kernel::{is_repeatable, straight_size},
    loops::List,
    scalar::lower,
    signature::parse_types,
};
use blocks::in_blocks;
use exact_flags::{exact_flags, may_differ};
use melior::{Context, ir::Attribute};
use numlir_dialects::{
    Block, Builder, Operation, Predicate, Value, convert,
    passes::Outcome,
    types::{Array, Layout, Scalar, Type},
};
use numlir_grammar::diagnostic::{Diagnostic, Kind};
use span::Span;

/// The element types of a loop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoopTypes {
    /// Of the kernel's parameters, and of the arrays they come from.
    pub inputs: Vec<Scalar>,
    /// Of what the kernel gives.
    pub results: Vec<Scalar>,
    /// Of the arrays that it goes to.
    pub outputs: Vec<Scalar>,
}

impl LoopTypes {
    /// Whether the kernel takes two numbers and gives one of the first's type.
    fn reduce(&self) -> bool {
        matches!(self.inputs[..], [first, _] if self.outputs == [first] && self.results == [first])
    }
}

/// The attribute of a module whose loops are around straight code.
pub const STRAIGHT: &str = "numlir.straight";
/// Up to this many operations a kernel is copied into every version of the loop; a larger one into two.
const SMALL: usize = 60;
/// How many elements a block of a parallel loop has where the kernel is straight code, and where it may take long.
const STRAIGHT_BLOCK: i64 = 8192;
const OTHER_BLOCK: i64 = 64;

/// Wraps the function that carries `numlir.entry`. The loop takes its place: it carries `numlir.loop`, which says for each
/// array what its axes are counted by.
///
/// # Errors
/// An internal error where no function has the attribute.
pub fn wrap_ufunc<'c>(context: &'c Context, module: Operation<'c>, (types, parallel): (&LoopTypes, bool)) -> Outcome {
    let kernel = kernel_of(module)?;
    let axes = vec![vec![0]; types.inputs.len() + types.outputs.len()];
    let arrays: Vec<_> = types.inputs.iter().chain(&types.outputs).map(|element| row(*element)).collect();
    let straight = straight_size(kernel);
    let watched = is_repeatable(module, kernel) && may_differ(kernel);
    let (builder, operands) = begin(context, kernel, "ufunc", (&arrays, (!parallel && !watched).then_some(&*axes)));
    let settings = Settings::default();
    let mut externals = Externals::default();
    let mut code = Code { builder, settings: &settings, externals: &mut externals };
    let (inputs, outputs) = operands.split_at(types.inputs.len());
    let length = code.dim(outputs[0], 0);
    let wrapper = Wrapper { kernel, types, inputs, outputs, length };
    match straight {
        Some(size) => {
            kernel.set_attribute("numlir.kernel", code.builder.unit());
            module.set_attribute(STRAIGHT, code.builder.unit());
            wrapper.versions(&mut code, size <= SMALL);
        }
        None => {
            let rows = wrapper.rows(&code, Shape::General);
            wrapper.each(&mut code, &rows, None);
        }
    }
    code.builder.op("func.return").insert();
    let mut serial = code.builder.block().parent();
    if watched {
        let axes = (!parallel).then_some(&*axes);
        serial = exact_flags((context, module), (kernel, serial), types, (&arrays, axes));
    }
    if parallel {
        let block = if straight.is_some() { STRAIGHT_BLOCK } else { OTHER_BLOCK };
        in_blocks(context, serial, (types, &arrays, &axes), block);
    }
    Ok(())
}

fn call<'c>(code: &Code<'_, 'c>, function: Operation<'c>, operands: &[Value<'c>]) {
    let callee = code.builder.symbol(function.text("sym_name"));
    code.builder.op("func.call").attribute("callee", callee).operands(operands.iter().copied()).insert();
}

/// The pass: options `inputs=float64,float64 results=float64 outputs=float64 parallel`.
pub fn run<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    let scalars = |name: &str| {
        let types = parse_types(option(options, name)).unwrap_or_default();
        types.iter().filter_map(Type::scalar).collect()
    };
    let types = LoopTypes { inputs: scalars("inputs"), results: scalars("results"), outputs: scalars("outputs") };
    wrap_ufunc(context, module, (&types, options.split_whitespace().any(|option| option == "parallel")))
}

/// The text of an option `name=text`.
pub fn option<'o>(options: &'o str, name: &str) -> &'o str {
    options.split_whitespace().find_map(|option| option.strip_prefix(name)?.strip_prefix('=')).unwrap_or("")
}

/// An operand of an inner loop.
fn row(element: Scalar) -> Array {
    Array { element, rank: 1, layout: Layout::Any, readonly: false, aligned: true }
}

/// The function that is to be wrapped. It is none of the module's entries any more.
pub fn kernel_of<'c>(module: Operation<'c>) -> Result<Operation<'c>, Vec<Diagnostic>> {
    let Some(kernel) =
        defined_functions(module).into_iter().find(|function| function.attribute("numlir.entry").is_some())
    else {
        return Err(vec![Diagnostic::new(Kind::Internal, "no-kernel", "no function of the module is its entry")]);
    };
    kernel.remove_attribute("numlir.entry");
    Ok(kernel)
}

/// Makes a loop's function of arrays beside its kernel: where its body goes, and its parameters. `axes` says for each axis
/// of each array which of NumPy's dimensions is its extent; without them NumPy does not call the function.
pub fn begin<'c>(
    context: &'c Context,
    kernel: Operation<'c>,
    suffix: &str,
    (arrays, axes): (&[Array], Option<&[Vec<i64>]>),
) -> (Builder<'c>, Vec<Value<'c>>) {
    let before = Builder::before(context, kernel);
    let types: Vec<_> = arrays.iter().map(|array| convert::to_mlir(context, &Type::Array(*array))).collect();
    let counted = axes.map(|axes| axes.iter().map(|axes| before.dense_i64(axes)).collect::<Vec<Attribute>>());
    let function = before
        .op("func.func")
        .attribute("sym_name", before.string(&format!("{}.{suffix}", kernel.text("sym_name"))))
        .attribute("sym_visibility", before.string("private"))
        .attribute("function_type", before.type_attribute(before.function_type(&types, &[])))
        // Without a name it is no entry of a traceback.
        .attribute("numlir.name", before.string(""))
        .maybe_attribute("numlir.loop", counted.map(|counted| before.array(&counted)))
        .region()
        .insert();
    let arguments: Vec<_> = types.iter().map(|ty| (*ty, before.location)).collect();
    let block = Block::append(function.region(0), &arguments);
    (Builder::at_end(context, block, before.location), block.arguments().collect())
}

/// How the operands of a loop are read and written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// The elements of each are neighbours.
    Contiguous,
    /// They are, but of one input there is only one element.
    OneElement(usize),
    /// They are, or there is only one.
    Mixed,
    /// Any distance apart.
    General,
}

/// An operand inside one of the loops.
#[derive(Clone, Copy)]
enum Row<'c> {
    Elements(Value<'c>),
    /// The same everywhere.
    Value(Value<'c>),
    /// The value where the condition holds, the elements elsewhere.
    Either(Value<'c>, Value<'c>, Value<'c>),
}

struct Wrapper<'a, 'c> {
    kernel: Operation<'c>,
    types: &'a LoopTypes,
    inputs: &'a [Value<'c>],
    outputs: &'a [Value<'c>],
    length: Value<'c>,
}

impl<'c> Wrapper<'_, 'c> {
    fn versions(&self, code: &mut Code<'_, 'c>, small: bool) {
        let independent = self.is_independent(code);
        code.branch(independent, &[], |code, independent| {
            match independent {
                true => self.independent(code, small),
                false => self.dependent(code),
            }
            List::new()
        });
    }

    fn independent(&self, code: &mut Code<'_, 'c>, small: bool) {
        let marks = Independence::new(code.builder.context);
        let contiguous = self.all_contiguous(code, None);
        code.branch(contiguous, &[], |code, contiguous| {
            if contiguous {
                let rows = self.rows(code, Shape::Contiguous);
                self.each(code, &rows, Some((marks.group, marks.often)));
            } else {
                match self.inputs.len() {
                    2 if small => self.one_element(code, 0..2, marks),
                    count if count > 1 => self.mixed(code, marks),
                    _ => self.general(code, marks),
                }
            }
            List::new()
        });
    }

    /// The loops where one of these inputs is a single element, and behind them the general one.
    fn one_element(&self, code: &mut Code<'_, 'c>, mut inputs: std::ops::Range<usize>, marks: Independence<'c>) {
        let Some(input) = inputs.next() else { return self.general(code, marks) };
        let stride = code.stride(self.inputs[input], 0);
        let alone = code.builder.compare_int(Predicate::Eq, stride, code.builder.constant_i64(0));
        let rest = self.all_contiguous(code, Some(input));
        let condition = code.builder.binary("arith.andi", alone, rest);
        code.branch(condition, &[], |code, holds| {
            if holds {
                let rows = self.rows(code, Shape::OneElement(input));
                self.each(code, &rows, Some((marks.group, marks.often)));
            } else {
                self.one_element(code, inputs.clone(), marks);
            }
            List::new()
        });
    }

    /// The loop where any inputs are single elements, and behind it the general one.
    fn mixed(&self, code: &mut Code<'_, 'c>, marks: Independence<'c>) {
        let builder = code.builder;
        let neighbours = self.operands().enumerate().map(|(index, (array, element))| {
            let stride = code.stride(array, 0);
            let size = builder.constant_i64(element.size().into());
            let neighbours = builder.compare_int(Predicate::Eq, stride, size);
            if index >= self.inputs.len() {
                return neighbours;
            }
            let alone = builder.compare_int(Predicate::Eq, stride, builder.constant_i64(0));
            builder.binary("arith.ori", neighbours, alone)
        });
        let all = neighbours.reduce(|one, other| builder.binary("arith.andi", one, other));
        let all = all.expect("a loop has operands");
        code.branch(all, &[], |code, holds| {
            if holds {
                let rows = self.rows(code, Shape::Mixed);
                self.each(code, &rows, Some((marks.group, marks.often)));
            } else {
                self.general(code, marks);
            }
            List::new()
        });
    }

    fn general(&self, code: &mut Code<'_, 'c>, marks: Independence<'c>) {
        let rows = self.rows(code, Shape::General);
        self.each(code, &rows, Some((marks.group, marks.seldom)));
    }

    fn dependent(&self, code: &mut Code<'_, 'c>) {
        let in_order = |code: &mut Code<'_, 'c>| {
            let rows = self.rows(code, Shape::General);
            self.each(code, &rows, None);
        };
        let Some(condition) = self.is_reduction(code) else { return in_order(code) };
        code.branch(condition, &[], |code, is_reduction| {
            match is_reduction {
                true => self.reduction(code),
                false => in_order(code),
            }
            List::new()
        });
    }

    /// Whether the elements of all operands but one are neighbours.
    fn all_contiguous(&self, code: &Code<'_, 'c>, but: Option<usize>) -> Value<'c> {
        let operands = self.operands().enumerate().filter(|(index, _)| Some(*index) != but);
        let neighbours = operands.map(|(_, (array, element))| {
            let size = code.builder.constant_i64(element.size().into());
            code.builder.compare_int(Predicate::Eq, code.stride(array, 0), size)
        });
        neighbours
            .reduce(|one, other| code.builder.binary("arith.andi", one, other))
            .unwrap_or_else(|| code.builder.constant_bool(true))
    }

    fn operands(&self) -> impl Iterator<Item = (Value<'c>, Scalar)> {
        let arrays = self.inputs.iter().chain(self.outputs).copied();
        arrays.zip(self.types.inputs.iter().chain(&self.types.outputs).copied())
    }

    /// Whether each input shares no memory with any output, or is that output place by place.
    fn is_independent(&self, code: &Code<'_, 'c>) -> Value<'c> {
        let builder = &code.builder;
        let spans: Vec<_> =
            self.operands().map(|(array, element)| Span::of(code, (array, element), self.length)).collect();
        let (inputs, outputs) = spans.split_at(self.inputs.len());
        let pairs = inputs.iter().flat_map(|input| outputs.iter().map(move |output| (input, output)));
        let harmless = pairs.map(|(input, output)| {
            let behind = builder.compare_int(Predicate::Sle, output.end, input.start);
            let before = builder.compare_int(Predicate::Sle, input.end, output.start);
            let apart = builder.binary("arith.ori", behind, before);
            if input.size != output.size {
                return apart;
            }
            let own_places = builder.compare_int(Predicate::Ne, output.stride, builder.constant_i64(0));
            let same = builder.binary("arith.andi", input.is(builder, output), own_places);
            builder.binary("arith.ori", apart, same)
        });
        harmless
            .reduce(|one, other| builder.binary("arith.andi", one, other))
            .unwrap_or_else(|| builder.constant_bool(true))
    }

    /// Whether the first input and the output are one element. `None` where the kernel is no operation of two numbers of
    /// one type.
    fn is_reduction(&self, code: &Code<'_, 'c>) -> Option<Value<'c>> {
        if !self.types.reduce() {
            return None;
        }
        let element = self.types.inputs[0];
        let span = |array| Span::of(code, (array, element), self.length);
        let (first, output) = (span(self.inputs[0]), span(self.outputs[0]));
        let same = first.is(&code.builder, &output);
        let alone = code.builder.compare_int(Predicate::Eq, output.stride, code.builder.constant_i64(0));
        Some(code.builder.binary("arith.andi", same, alone))
    }

    fn reduction(&self, code: &mut Code<'_, 'c>) {
        let bounds = [code.builder.constant_i64(0), self.length, code.builder.constant_i64(1)];
        let none = code.builder.compare_int(Predicate::Eq, self.length, bounds[0]);
        // Without places there is no element to look at either.
        code.branch(none, &[], |code, none| {
            if !none {
                let zero = code.builder.constant_i64(0);
                let first = load(code, (self.outputs[0], self.types.outputs[0]), zero, None);
                let last = code.repeat(bounds, &[first], |code, position, carried| {
                    let element = load(code, (self.inputs[1], self.types.inputs[1]), position, None);
                    self.call(code, &[carried[0], element]).into_iter().collect()
                });
                code.builder.op("nd.store").operand(last[0]).operand(self.outputs[0]).operand(zero).insert();
            }
            List::new()
        });
    }

    /// The operands as a loop of this shape has them.
    fn rows(&self, code: &Code<'_, 'c>, shape: Shape) -> Vec<Row<'c>> {
        let zero = code.builder.constant_i64(0);
        let row = |(index, (array, element)): (usize, (Value<'c>, Scalar))| match shape {
            Shape::General => Row::Elements(array),
            Shape::OneElement(alone) if alone == index => Row::Value(load(code, (array, element), zero, None)),
            _ => {
                let ty = Array { layout: Layout::C, ..row(element) };
                let elements = code.view(array, zero, (&[self.length], &[]), &ty);
                if shape != Shape::Mixed || index >= self.inputs.len() {
                    return Row::Elements(elements);
                }
                let alone = code.builder.compare_int(Predicate::Eq, code.stride(array, 0), zero);
                Row::Either(alone, load(code, (array, element), zero, None), elements)
            }
        };
        self.operands().enumerate().map(row).collect()
    }

    /// The loop over all places; with marks where its iterations are independent.
    fn each(&self, code: &mut Code<'_, 'c>, rows: &[Row<'c>], marks: Option<(Attribute<'c>, Attribute<'c>)>) {
        let group = marks.map(|marks| marks.0);
        let bounds = [code.builder.constant_i64(0), self.length, code.builder.constant_i64(1)];
        let body = code.builder.block();
        code.repeat(bounds, &[], |code, position, _| {
            let inputs = rows.iter().zip(&self.types.inputs);
            let values: Vec<_> = inputs
                .map(|(row, element)| match row {
                    Row::Elements(array) => load(code, (*array, *element), position, group),
                    Row::Value(value) => *value,
                    Row::Either(alone, value, array) => {
                        let chosen = code.branch(*alone, &[value.ty()], |code, alone| match alone {
                            true => [*value].into_iter().collect(),
                            false => [load(code, (*array, *element), position, group)].into_iter().collect(),
                        });
                        chosen[0]
                    }
                })
                .collect();
            let results = self.call(code, &values);
            let converted = results.iter().zip(self.types.results.iter().zip(&self.types.outputs));
            let converted: Values =
                converted.map(|(value, (from, to))| lower::convert(code, *value, *from, *to)).collect();
            for (value, row) in converted.into_iter().zip(&rows[self.inputs.len()..]) {
                let Row::Elements(array) = row else { unreachable!("an output is never a value") };
                code.builder
                    .op("nd.store")
                    .operands([value, *array, position])
                    .maybe_attribute("group", group)
                    .insert();
            }
            List::new()
        });
        // The loop is the last operation: the builder stands behind it.
        if let Some(made) = body.operations().last() {
            let annotation = marks.map_or_else(|| in_order(code.builder.context), |marks| marks.1);
            made.set_attribute("loop_annotation", annotation);
        }
    }

    fn call(&self, code: &Code<'_, 'c>, values: &[Value<'c>]) -> Values<'c> {
        let call = code
            .builder
            .op("func.call")
            .attribute("callee", code.builder.symbol(self.kernel.text("sym_name")))
            .operands(values.iter().copied())
            .results(self.types.results.iter().map(|result| code.storage(*result)))
            .insert();
        call.results().collect()
    }
}

/// The elements of an operand from `first` on.
fn part<'c>(code: &Code<'_, 'c>, (array, ty): (Value<'c>, &Array), first: Value<'c>, extent: Value<'c>) -> Value<'c> {
    let stride = code.stride(array, 0);
    code.view(array, code.multiply(first, stride), (&[extent], &[stride]), ty)
}

fn load<'c>(
    code: &Code<'_, 'c>,
    (array, element): (Value<'c>, Scalar),
    position: Value<'c>,
    group: Option<Attribute<'c>>,
) -> Value<'c> {
    let ty = code.storage(element);
    code.builder.op("nd.load").operands([array, position]).maybe_attribute("group", group).result(ty).value()
}
