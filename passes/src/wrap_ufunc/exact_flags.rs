//! Floating-point flags that are those of the kernel.
//!
//! NumPy tells its users of divisions by zero, overflows and invalid operations by the processor's flags. A loop that LLVM
//! optimises may raise others: it computes both branches of a condition, compares NaNs by instructions that complain, and
//! calls vector math functions, which pass through infinities on their way. The function made here stands around such a
//! loop. It looks at the flags before and behind it, and where there are new ones takes them back and calls the kernel again, in
//! a copy that is not optimised (`numlir.exact`), element by element for its flags alone:
//!
//! ```mlir
//! func.func private @"f.ufunc.exact_flags"(%a: …, %o: …) {
//!   scf.for %block = … {                                    // one block of all, unless operands are independent
//!     %before = call @numlir_float_errors()
//!     call @f.ufunc(%a_part, %o_part)
//!     %more = call @numlir_float_errors_since(%before)      // takes the new ones back
//!     scf.if %new { call @f.exact.each(%a_part) }           // scf.for %i = … { %x = nd.load …  call @f.exact(%x) }
//!   }
//! }
//! ```
//!
//! A flag that is meant stays raised and is new only once, so that the cost of looking again is bounded unless a loop raises
//! what is not meant for block after block. Inputs that are outputs too are copied before. Where operands depend on one another
//! (`accumulate`), the elements are read again as the loop left them. Underflows, which NumPy ignores unless asked, are those
//! of the loop. The loop is not inlined: nothing of it may move to before or behind where flags are looked at.

use super::{LoopTypes, Span, Wrapper, begin, call, load, part, row};
use crate::{
    blocks::visit_operations,
    code::{Code, External, Externals, Settings, Values},
    loops::{List, find_all},
    py_to_nd::declare,
    scalar::lower,
};
use melior::Context;
use numlir_dialects::{
    Builder, FloatPredicate, Operation, Predicate, Value, convert,
    types::{Array, Layout, Scalar, Type},
};

/// How many elements are looked at together.
const BLOCK: i64 = 1024;
/// Operations that processors have, but which complain of NaNs there.
const EXTREMES: [&str; 4] = ["arith.maximumf", "arith.minimumf", "arith.maxnumf", "arith.minnumf"];
const ERRORS: &str = "numlir_float_errors";
const ERRORS_SINCE: &str = "numlir_float_errors_since";

/// Whether an optimised loop around a kernel may raise other flags than the kernel: all but plain arithmetic may.
pub fn may_differ(kernel: Operation) -> bool {
    const EXACT: [&str; 7] =
        ["arith.cmpi", "math.sqrt", "math.absf", "math.copysign", "math.fma", "func.return", "complex.create"];
    const NOT: [&str; 3] = ["arith.cmpf", "arith.remf", "arith.select"];
    let mut differs = false;
    visit_operations(kernel.region(0), &mut |operation| {
        let name = operation.name();
        let arithmetic = name.starts_with("arith.") && !NOT.contains(&name) && !EXTREMES.contains(&name);
        differs |= !arithmetic && !EXACT.contains(&name);
    });
    differs
}

/// The function around the loop that a kernel is called in. `axes` are as for [`begin`].
pub fn exact_flags<'c>(
    (context, module): (&'c Context, Operation<'c>),
    (kernel, looped): (Operation<'c>, Operation<'c>),
    types: &LoopTypes,
    (arrays, axes): (&[Array], Option<&[Vec<i64>]>),
) -> Operation<'c> {
    let exact = exact_copy(context, kernel, types);
    let inputs = &arrays[..types.inputs.len()];
    let each = again(context, (exact, "each"), (types, inputs), each);
    let reduction = types.reduce().then(|| again(context, (exact, "reduction"), (types, inputs), reduction));
    around((context, module), (looped, each, reduction), types, (arrays, axes))
}

/// The function that looks at the flags around calls of the loop.
fn around<'c>(
    (context, module): (&'c Context, Operation<'c>),
    (looped, each, reduction): (Operation<'c>, Operation<'c>, Option<Operation<'c>>),
    types: &LoopTypes,
    (arrays, axes): (&[Array], Option<&[Vec<i64>]>),
) -> Operation<'c> {
    let (builder, operands) = begin(context, looped, "exact_flags", (arrays, axes));
    looped.set_attribute("numlir.apart", builder.unit());
    let function = builder.block().parent();
    let settings = Settings::default();
    let mut externals = Externals::default();
    let mut code = Code { builder, settings: &settings, externals: &mut externals };
    let (inputs, outputs) = operands.split_at(types.inputs.len());
    let length = code.dim(outputs[0], 0);
    let wrapper = Wrapper { kernel: looped, types, inputs, outputs, length };
    Watched { wrapper, operands: &operands, arrays, each, reduction }.blocks(&mut code);
    code.builder.op("func.return").insert();
    declare(context, module, &externals);
    function
}

/// The kernel as it is, with what converts its results: nothing of it is optimised.
fn exact_copy<'c>(context: &'c Context, kernel: Operation<'c>, types: &LoopTypes) -> Operation<'c> {
    let copy = kernel.clone_detached();
    let before = Builder::before(context, kernel);
    before.insert(copy);
    copy.set_attribute("sym_name", before.string(&format!("{}.exact", kernel.text("sym_name"))));
    copy.set_attribute("numlir.exact", before.unit());
    copy.remove_attribute("numlir.kernel");
    let block = copy.region(0).first_block().expect("a kernel has a body");
    let last = block.terminator().expect("a kernel of one block returns");
    let settings = Settings::default();
    let mut externals = Externals::default();
    let mut code = Code { builder: Builder::before(context, last), settings: &settings, externals: &mut externals };
    let results = last.operands().zip(types.results.iter().zip(&types.outputs));
    let converted: Values = results.map(|(value, (from, to))| lower::convert(&mut code, value, *from, *to)).collect();
    last.set_operands(&converted);
    for name in EXTREMES {
        find_all(copy.region(0), name).into_iter().for_each(|extreme| compare_instead(context, extreme));
    }
    find_all(copy.region(0), "arith.cmpf").into_iter().for_each(|comparison| branch_on(context, comparison));
    let inputs: Vec<_> = block.arguments().map(|argument| argument.ty()).collect();
    let outputs: Vec<_> = last.operands().map(|value| value.ty()).collect();
    copy.set_attribute("function_type", before.type_attribute(before.function_type(&inputs, &outputs)));
    copy
}

/// The greater or smaller of two numbers by comparisons: the processor's own instruction complains of NaNs.
fn compare_instead<'c>(context: &'c Context, extreme: Operation<'c>) {
    let [one, other] = [0, 1].map(|index| extreme.operand(index));
    let name = extreme.name();
    let predicate = if name.contains(".max") { FloatPredicate::Ogt } else { FloatPredicate::Olt };
    let builder = Builder::before(context, extreme);
    let [first, second] = [(one, other), (other, one)].map(|(a, b)| builder.compare_float(predicate, a, b));
    let is_nan = builder.compare_float(FloatPredicate::Une, one, one);
    // Neither is the one that is asked for: they are equal, or one is NaN, which `…imumf` gives and `…numf` does not.
    let rest = if name.ends_with("imumf") { [one, other] } else { [other, one] };
    let rest = builder.select(is_nan, rest[0], rest[1]);
    extreme.result(0).replace_all_uses(builder.select(first, one, builder.select(second, other, rest)));
    extreme.erase();
}

/// A comparison's outcome by way of a branch: processors choose by comparisons that complain of NaNs, and branch by others.
fn branch_on<'c>(context: &'c Context, comparison: Operation<'c>) {
    let copy = comparison.clone_detached();
    Builder::before(context, comparison).insert(copy);
    let settings = Settings::default();
    let mut externals = Externals::default();
    let mut code =
        Code { builder: Builder::before(context, comparison), settings: &settings, externals: &mut externals };
    let ty = code.builder.i1();
    let [yes, no] = [true, false].map(|holds| code.builder.constant_bool(holds));
    let known = code.either_of(copy.result(0), ty, |_| yes, |_| no);
    comparison.result(0).replace_all_uses(known);
    comparison.erase();
}

/// A function of the input arrays that calls the kernel's copy, and is optimised no more than that.
fn again<'c>(
    context: &'c Context,
    (exact, name): (Operation<'c>, &str),
    (types, arrays): (&LoopTypes, &[Array]),
    body: impl FnOnce(&mut Code<'_, 'c>, &Again<'_, 'c>),
) -> Operation<'c> {
    let (builder, inputs) = begin(context, exact, name, (arrays, None));
    let function = builder.block().parent();
    function.set_attribute("numlir.exact", builder.unit());
    let settings = Settings::default();
    let mut externals = Externals::default();
    let mut code = Code { builder, settings: &settings, externals: &mut externals };
    let length = code.dim(inputs[0], 0);
    body(&mut code, &Again { exact, types, inputs: &inputs, length });
    code.builder.op("func.return").insert();
    function
}

/// Elements for which the kernel is called again.
struct Again<'a, 'c> {
    exact: Operation<'c>,
    types: &'a LoopTypes,
    inputs: &'a [Value<'c>],
    length: Value<'c>,
}

/// The kernel's copy for every place.
fn each<'c>(code: &mut Code<'_, 'c>, again: &Again<'_, 'c>) {
    let bounds = [code.builder.constant_i64(0), again.length, code.builder.constant_i64(1)];
    code.repeat(bounds, &[], |code, position, _| {
        let elements = again.inputs.iter().zip(&again.types.inputs);
        let values: Vec<_> = elements.map(|(array, element)| load(code, (*array, *element), position, None)).collect();
        again.call(code, &values);
        List::new()
    });
}

/// The kernel's copy for what was reduced so far and the next element.
fn reduction<'c>(code: &mut Code<'_, 'c>, again: &Again<'_, 'c>) {
    let bounds = [code.builder.constant_i64(0), again.length, code.builder.constant_i64(1)];
    let (inputs, types) = (again.inputs, &again.types.inputs);
    let start = load(code, (inputs[0], types[0]), bounds[0], None);
    code.repeat(bounds, &[start], |code, position, carried| {
        let element = load(code, (inputs[1], types[1]), position, None);
        again.call(code, &[carried[0], element]).into_iter().collect()
    });
}

impl<'c> Again<'_, 'c> {
    fn call(&self, code: &Code<'_, 'c>, values: &[Value<'c>]) -> Values<'c> {
        let call = code
            .builder
            .op("func.call")
            .attribute("callee", code.builder.symbol(self.exact.text("sym_name")))
            .operands(values.iter().copied())
            .results(self.types.outputs.iter().map(|output| code.storage(*output)))
            .insert();
        call.results().collect()
    }
}

struct Watched<'a, 'c> {
    /// Of the loop.
    wrapper: Wrapper<'a, 'c>,
    operands: &'a [Value<'c>],
    arrays: &'a [Array],
    each: Operation<'c>,
    reduction: Option<Operation<'c>>,
}

impl<'c> Watched<'_, 'c> {
    /// Calls the loop for a block after the other: independent operands in parts, others as a whole.
    fn blocks(&self, code: &mut Code<'_, 'c>) {
        let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
        let length = self.wrapper.length;
        let independent = self.wrapper.is_independent(code);
        let in_place = self.is_in_place(code).map(|same| code.builder.binary("arith.andi", same, independent));
        let copied = in_place.map(|in_place| (in_place, self.room_for_copies(code, in_place)));
        let size = code.builder.select(independent, code.builder.constant_i64(BLOCK), code.maximum(length, one));
        let more = code.add(length, code.subtract(size, one));
        let count = code.builder.binary("arith.divui", more, size);
        let start = self.reduction.map(|_| self.room_for_start(code));
        code.repeat_plainly([zero, count, one], &[], |code, position, _| {
            let first = code.multiply(position, size);
            let extent = code.minimum(code.subtract(length, first), size);
            let parts = self.operands.iter().zip(self.arrays);
            let parts: Vec<_> = parts.map(|(array, ty)| part(code, (*array, ty), first, extent)).collect();
            let mut read = parts[..self.wrapper.inputs.len()].to_vec();
            if let Some((in_place, rooms)) = &copied {
                let extent = code.builder.select(*in_place, extent, zero);
                for (input, room) in rooms {
                    let copy = self.copy(code, (*input, parts[*input], *room), extent);
                    read[*input] = code.builder.select(*in_place, copy, parts[*input]);
                }
            }
            let reduced = start.map(|start| {
                let value = load(code, (parts[0], self.wrapper.types.inputs[0]), zero, None);
                code.store(value, start, &[zero]);
                let ty = row(self.wrapper.types.inputs[0]);
                [code.view(start, zero, (&[extent], &[zero]), &ty), parts[1]]
            });
            self.watch(code, &parts, (&read, reduced));
            List::new()
        });
    }

    /// Whether an input is also an output; `None` where none can be.
    fn is_in_place(&self, code: &Code<'_, 'c>) -> Option<Value<'c>> {
        let span = |(array, element): (&Value<'c>, &Scalar)| Span::of(code, (*array, *element), self.wrapper.length);
        let inputs: Vec<_> = self.wrapper.inputs.iter().zip(&self.wrapper.types.inputs).map(span).collect();
        let outputs: Vec<_> = self.wrapper.outputs.iter().zip(&self.wrapper.types.outputs).map(span).collect();
        let pairs = inputs.iter().flat_map(|input| outputs.iter().map(move |output| (input, output)));
        let same = pairs.filter(|(input, output)| input.size == output.size);
        same.map(|(input, output)| input.is(&code.builder, output))
            .reduce(|one, other| code.builder.binary("arith.ori", one, other))
    }

    /// An array of a block's size for each input that may be an output, by its position; of no size where none is.
    fn room_for_copies(&self, code: &Code<'_, 'c>, in_place: Value<'c>) -> Vec<(usize, Value<'c>)> {
        let extent = code.minimum(self.wrapper.length, code.builder.constant_i64(BLOCK));
        let extent = code.builder.select(in_place, extent, code.builder.constant_i64(0));
        let types = self.wrapper.types;
        let sizes: Vec<_> = types.outputs.iter().map(|output| output.size()).collect();
        let shared = types.inputs.iter().enumerate().filter(|(_, input)| sizes.contains(&input.size()));
        shared
            .map(|(position, input)| {
                let ty = Type::Array(Array { layout: Layout::C, ..row(*input) });
                let ty = convert::to_mlir(code.builder.context, &ty);
                (position, code.builder.op("nd.create").operand(extent).result(ty).value())
            })
            .collect()
    }

    /// Memory for what a reduction begins with, which it writes over.
    fn room_for_start(&self, code: &Code<'_, 'c>) -> Value<'c> {
        let ty = Type::Array(Array { layout: Layout::C, ..row(self.wrapper.types.inputs[0]) });
        let count = code.builder.integer(code.builder.i64(), 1);
        let ty = convert::to_mlir(code.builder.context, &ty);
        code.builder.op("nd.scratch").attribute("count", count).result(ty).value()
    }

    /// Copies an input to its room, and gives it as an operand.
    fn copy(
        &self,
        code: &mut Code<'_, 'c>,
        (input, from, room): (usize, Value<'c>, Value<'c>),
        extent: Value<'c>,
    ) -> Value<'c> {
        let element = self.wrapper.types.inputs[input];
        let zero = code.builder.constant_i64(0);
        let bounds = [zero, extent, code.builder.constant_i64(1)];
        code.repeat_plainly(bounds, &[], |code, position, _| {
            let value = load(code, (from, element), position, None);
            code.store(value, room, &[position]);
            List::new()
        });
        let stride = code.builder.constant_i64(element.size().into());
        code.view(room, zero, (&[extent], &[stride]), &row(element))
    }

    /// The loop over operands, and the kernel again for what was read, or reduced, where it raises flags.
    fn watch(&self, code: &mut Code<'_, 'c>, operands: &[Value<'c>], read: (&[Value<'c>], Option<[Value<'c>; 2]>)) {
        let before = flags(code, ERRORS, &[]);
        call(code, self.wrapper.kernel, operands);
        let more = flags(code, ERRORS_SINCE, &[before]);
        let new = code.builder.compare_int(Predicate::Ne, more, code.builder.constant_int(more.ty(), 0));
        code.branch(new, &[], |code, new| {
            if new {
                self.again(code, read);
            }
            List::new()
        });
    }

    fn again(&self, code: &mut Code<'_, 'c>, (read, reduced): (&[Value<'c>], Option<[Value<'c>; 2]>)) {
        let (Some(reduction), Some(reduced)) = (self.reduction, reduced) else { return call(code, self.each, read) };
        let reduces = self.wrapper.is_reduction(code).expect("there is a form for reductions");
        code.branch(reduces, &[], |code, reduces| {
            match reduces {
                true => call(code, reduction, &reduced),
                false => call(code, self.each, read),
            }
            List::new()
        });
    }
}

/// Calls one of the runtime's functions of flags.
fn flags<'c>(code: &mut Code<'_, 'c>, name: &str, arguments: &[Value<'c>]) -> Value<'c> {
    let parameters = vec![Scalar::Int32; arguments.len()];
    let external = External { parameters, result: Scalar::Int32, pure: false, by_pointer: false };
    code.externals.functions.insert(name.to_owned(), external);
    code.builder
        .op("func.call")
        .attribute("callee", code.builder.symbol(name))
        .operands(arguments.iter().copied())
        .result(code.storage(Scalar::Int32))
        .value()
}
