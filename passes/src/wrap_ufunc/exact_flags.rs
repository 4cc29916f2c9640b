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
//!   scf.for %block = … {                                    // of independent operands
//!     %before = call @numlir_float_errors()
//!     call @f.ufunc(%a_part, %o_part)
//!     %more = call @numlir_float_errors_since(%before)      // takes the new ones back
//!     scf.if %new { scf.for %i = … { %x = nd.load …  call @f.exact(%x) } }
//!   }
//! }
//! ```
//!
//! A flag that is meant stays raised and is new only once, so that the cost of looking again is bounded unless a loop raises
//! what is not meant for block after block. Inputs that are outputs too are copied before. Where operands depend on one another
//! (`accumulate`), the elements are read again as the loop left them. Underflows, which NumPy ignores unless asked, are those
//! of the loop.

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
    Builder, Operation, Predicate, Value, convert,
    types::{Array, Layout, Scalar, Type},
};

/// How many elements are looked at together.
const BLOCK: i64 = 1024;
const ERRORS: &str = "numlir_float_errors";
const ERRORS_SINCE: &str = "numlir_float_errors_since";

/// Whether an optimised loop around a straight kernel may raise other flags than the kernel: all but arithmetic may.
pub fn may_differ(kernel: Operation) -> bool {
    const EXACT: [&str; 7] =
        ["arith.cmpi", "math.sqrt", "math.absf", "math.copysign", "math.fma", "func.return", "complex.create"];
    let mut differs = false;
    visit_operations(kernel.region(0), &mut |operation| {
        let name = operation.name();
        let arithmetic = name.starts_with("arith.") && !matches!(name, "arith.cmpf" | "arith.remf" | "arith.select");
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
    let (builder, operands) = begin(context, looped, "exact_flags", (arrays, axes));
    let function = builder.block().parent();
    let settings = Settings::default();
    let mut externals = Externals::default();
    let mut code = Code { builder, settings: &settings, externals: &mut externals };
    let (inputs, outputs) = operands.split_at(types.inputs.len());
    let length = code.dim(outputs[0], 0);
    let wrapper = Wrapper { kernel: looped, types, inputs, outputs, length };
    let watched = Watched { wrapper, exact, operands: &operands, arrays };
    let independent = watched.wrapper.is_independent(&code);
    code.branch(independent, &[], |code, independent| {
        if independent {
            watched.in_blocks(code)
        } else {
            watched.in_order(code)
        }
        List::new()
    });
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
    let last = block.terminator().expect("a straight kernel returns");
    let settings = Settings::default();
    let mut externals = Externals::default();
    let mut code = Code { builder: Builder::before(context, last), settings: &settings, externals: &mut externals };
    let results = last.operands().zip(types.results.iter().zip(&types.outputs));
    let converted: Values = results.map(|(value, (from, to))| lower::convert(&mut code, value, *from, *to)).collect();
    last.set_operands(&converted);
    find_all(copy.region(0), "arith.select").into_iter().for_each(|select| branch_instead(context, select));
    let inputs: Vec<_> = block.arguments().map(|argument| argument.ty()).collect();
    let outputs: Vec<_> = last.operands().map(|value| value.ty()).collect();
    copy.set_attribute("function_type", before.type_attribute(before.function_type(&inputs, &outputs)));
    copy
}

/// A choice between values as a branch: processors choose by comparisons that complain of NaNs, and branch by others.
fn branch_instead<'c>(context: &'c Context, select: Operation<'c>) {
    let [condition, yes, no] = [0, 1, 2].map(|index| select.operand(index));
    let settings = Settings::default();
    let mut externals = Externals::default();
    let mut code = Code { builder: Builder::before(context, select), settings: &settings, externals: &mut externals };
    let chosen = code.either_of(condition, yes.ty(), |_| yes, |_| no);
    select.result(0).replace_all_uses(chosen);
    select.erase();
}

struct Watched<'a, 'c> {
    /// Of the loop.
    wrapper: Wrapper<'a, 'c>,
    exact: Operation<'c>,
    operands: &'a [Value<'c>],
    arrays: &'a [Array],
}

impl<'c> Watched<'_, 'c> {
    /// Independent operands, a block after the other.
    fn in_blocks(&self, code: &mut Code<'_, 'c>) {
        let Some(in_place) = self.is_in_place(code) else { return self.blocks(code, &[]) };
        code.branch(in_place, &[], |code, in_place| {
            let copies = if in_place { self.room_for_copies(code) } else { Vec::new() };
            self.blocks(code, &copies);
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

    /// An array of a block's size for each input that may be an output, by its position.
    fn room_for_copies(&self, code: &Code<'_, 'c>) -> Vec<(usize, Value<'c>)> {
        let extent = code.minimum(self.wrapper.length, code.builder.constant_i64(BLOCK));
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

    fn blocks(&self, code: &mut Code<'_, 'c>, copies: &[(usize, Value<'c>)]) {
        let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
        let size = code.builder.constant_i64(BLOCK);
        let more = code.add(self.wrapper.length, code.builder.constant_i64(BLOCK - 1));
        let count = code.builder.binary("arith.divui", more, size);
        code.repeat([zero, count, one], &[], |code, position, _| {
            let first = code.multiply(position, size);
            let extent = code.minimum(code.subtract(self.wrapper.length, first), size);
            let parts = self.operands.iter().zip(self.arrays);
            let parts: Vec<_> = parts.map(|(array, ty)| part(code, (*array, ty), first, extent)).collect();
            let mut read = parts[..self.wrapper.inputs.len()].to_vec();
            for (input, copy) in copies {
                self.copy(code, (*input, parts[*input], *copy), extent);
                read[*input] = *copy;
            }
            self.watch(code, &parts, |code| self.each(code, &read, extent));
            List::new()
        });
    }

    fn copy(&self, code: &mut Code<'_, 'c>, (input, from, to): (usize, Value<'c>, Value<'c>), extent: Value<'c>) {
        let bounds = [code.builder.constant_i64(0), extent, code.builder.constant_i64(1)];
        code.repeat(bounds, &[], |code, position, _| {
            let value = load(code, (from, self.wrapper.types.inputs[input]), position, None);
            code.store(value, to, &[position]);
            List::new()
        });
    }

    /// Operands that depend on one another, all at once.
    fn in_order(&self, code: &mut Code<'_, 'c>) {
        let all = |code: &mut Code<'_, 'c>| {
            self.watch(code, self.operands, |code| self.each(code, self.wrapper.inputs, self.wrapper.length));
        };
        let Some(reduction) = self.wrapper.is_reduction(code) else { return all(code) };
        let some = code.builder.compare_int(Predicate::Sgt, self.wrapper.length, code.builder.constant_i64(0));
        let reduction = code.builder.binary("arith.andi", reduction, some);
        code.branch(reduction, &[], |code, reduction| {
            if reduction {
                self.reduction(code)
            } else {
                all(code)
            }
            List::new()
        });
    }

    fn reduction(&self, code: &mut Code<'_, 'c>) {
        let (zero, one) = (code.builder.constant_i64(0), code.builder.constant_i64(1));
        let (types, inputs) = (self.wrapper.types, self.wrapper.inputs);
        let start = load(code, (inputs[0], types.inputs[0]), zero, None);
        self.watch(code, self.operands, |code| {
            code.repeat([zero, self.wrapper.length, one], &[start], |code, position, carried| {
                let element = load(code, (inputs[1], types.inputs[1]), position, None);
                self.call_exact(code, &[carried[0], element]).into_iter().collect()
            });
        });
    }

    /// The loop over operands, and `again` where it raises flags.
    fn watch(&self, code: &mut Code<'_, 'c>, operands: &[Value<'c>], again: impl FnOnce(&mut Code<'_, 'c>)) {
        let before = flags(code, ERRORS, &[]);
        call(code, self.wrapper.kernel, operands);
        let more = flags(code, ERRORS_SINCE, &[before]);
        let new = code.builder.compare_int(Predicate::Ne, more, code.builder.constant_int(more.ty(), 0));
        let mut again = Some(again);
        code.branch(new, &[], |code, new| {
            if let Some(again) = again.take_if(|_| new) {
                again(code);
            }
            List::new()
        });
    }

    /// The kernel's copy for every place.
    fn each(&self, code: &mut Code<'_, 'c>, inputs: &[Value<'c>], length: Value<'c>) {
        let bounds = [code.builder.constant_i64(0), length, code.builder.constant_i64(1)];
        code.repeat(bounds, &[], |code, position, _| {
            let elements = inputs.iter().zip(&self.wrapper.types.inputs);
            let values: Vec<_> =
                elements.map(|(array, element)| load(code, (*array, *element), position, None)).collect();
            self.call_exact(code, &values);
            List::new()
        });
    }

    fn call_exact(&self, code: &Code<'_, 'c>, values: &[Value<'c>]) -> Values<'c> {
        let call = code
            .builder
            .op("func.call")
            .attribute("callee", code.builder.symbol(self.exact.text("sym_name")))
            .operands(values.iter().copied())
            .results(self.wrapper.types.outputs.iter().map(|output| code.storage(*output)))
            .insert();
        call.results().collect()
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
