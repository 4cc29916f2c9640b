//! A kernel of arrays as the inner loop of a NumPy gufunc.
//!
//! ```mlir
//! func.func @f(%a: !nd.array<f64, 1, "A">, %out: !nd.array<f64, 1, "A">) attributes {numlir.entry} { … }
//! // wrap-gufunc{arguments=float64[:],float64[:] operands=n,}, for the signature (n)->()
//! func.func private @"f.gufunc"(%a: !nd.array<f64, 2, "A">, %o: !nd.array<f64, 1, "A">)
//!     attributes {numlir.loop = [[0, 1], [0]]} {
//!   scf.for %i = … {
//!     %x = nd.select %a[%i]
//!     %y = nd.view %o[%offset] (1) (8)
//!     call @f(%x, %y)
//!   }
//! }
//! ```
//!
//! An operand has an axis that the loop goes over and behind it its core axes, which the kernel gets. A parameter without
//! core axes is a number, or an array of one element. Where at run time the elements on the last core axis of every
//! operand are neighbours, a copy of the kernel is called that knows it, so that its own loops vectorise; kernels without
//! loops have no copy. The iterations are in order, or, with the option `parallel`, those of a `par.loop`.

use crate::{
    blocks::visit_operations,
    code::{Code, Externals, Settings},
    loops::List,
    signature::parse_types,
    wrap_ufunc::{begin, kernel_of, option, parallel_loop},
};
use melior::Context;
use numlir_dialects::{
    Builder, Operation, Predicate, Value, convert,
    passes::Outcome,
    types::{Array, Layout, Type},
};

/// Wraps the function that carries `numlir.entry`, whose parameters have these types. `operands` has the numbers of the
/// core dimensions of each parameter.
///
/// # Errors
/// An internal error where no function has the attribute.
pub fn wrap_gufunc<'c>(
    context: &'c Context,
    module: Operation<'c>,
    (arguments, operands, parallel): (&[Type], &[Vec<usize>], bool),
) -> Outcome {
    let kernel = kernel_of(module)?;
    let parameters: Vec<_> = arguments.iter().zip(operands).map(|(ty, core)| Parameter::new(ty, core.len())).collect();
    let outer: Vec<_> = parameters.iter().map(Parameter::operand).collect();
    let counted: Vec<Vec<i64>> = operands
        .iter()
        .map(|core| std::iter::once(0).chain(core.iter().map(|axis| *axis as i64 + 1)).collect())
        .collect();
    let (builder, values) = begin(context, kernel, "gufunc", (&outer, Some(&counted)));
    let settings = Settings::default();
    let mut externals = Externals::default();
    let mut code = Code { builder, settings: &settings, externals: &mut externals };
    let wrapper = Wrapper { kernel, parameters: &parameters, operands: &values, parallel };
    match wrapper.neighbours(&code).filter(|_| has_loop(kernel)) {
        None => wrapper.each(&mut code, kernel.text("sym_name")),
        Some(neighbours) => {
            let copy = wrapper.copy_for_neighbours(context);
            code.branch(neighbours, &[], |code, neighbours| {
                wrapper.each(code, if neighbours { copy.text("sym_name") } else { kernel.text("sym_name") });
                List::new()
            });
        }
    }
    code.builder.op("func.return").insert();
    Ok(())
}

/// The pass: options `arguments=float64[:],float64` and `operands=01;1;`, the numbers of each operand's core dimensions.
pub fn run<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    let arguments = parse_types(option(options, "arguments")).unwrap_or_default();
    let numbers =
        |text: &str| text.chars().filter_map(|digit| digit.to_digit(10)).map(|digit| digit as usize).collect();
    let operands: Vec<Vec<usize>> = option(options, "operands").split(';').map(numbers).collect();
    let parallel = options.split_whitespace().any(|option| option == "parallel");
    wrap_gufunc(context, module, (&arguments, &operands, parallel))
}

/// Whether a loop of the kernel's own could vectorise.
fn has_loop(kernel: Operation) -> bool {
    let mut found = false;
    visit_operations(kernel.region(0), &mut |operation| {
        found |= matches!(operation.name(), "scf.for" | "scf.while" | "nd.map" | "nd.map_into" | "nd.reduce");
    });
    found
}

/// A parameter of the kernel.
struct Parameter {
    /// Where it is an array: its type.
    array: Option<Array>,
    /// Its core axes as an operand.
    element: Array,
}

impl Parameter {
    fn new(ty: &Type, core: usize) -> Self {
        let any = |array: &Array| Array { layout: Layout::Any, readonly: false, aligned: true, ..*array };
        let array = if let Type::Array(array) = ty { Some(any(array)) } else { None };
        let scalar = || Array {
            element: ty.scalar().expect("a parameter is an array or a number"),
            rank: 0,
            layout: Layout::Any,
            readonly: false,
            aligned: true,
        };
        let element = Array { rank: core as u8, ..array.unwrap_or_else(scalar) };
        Self { array, element }
    }

    /// The operand: the loop's axis in front of the core axes.
    fn operand(&self) -> Array {
        Array { rank: self.element.rank + 1, ..self.element }
    }
}

struct Wrapper<'a, 'c> {
    kernel: Operation<'c>,
    parameters: &'a [Parameter],
    operands: &'a [Value<'c>],
    /// Whether the loop's iterations may run at once.
    parallel: bool,
}

impl<'c> Wrapper<'_, 'c> {
    /// Whether elements are neighbours on the last core axis of every operand that has one; `None` where none has.
    fn neighbours(&self, code: &Code<'_, 'c>) -> Option<Value<'c>> {
        let with_axes = self.parameters.iter().zip(self.operands).filter(|(parameter, _)| parameter.element.rank > 0);
        let neighbours = with_axes.map(|(parameter, operand)| {
            let size = code.builder.constant_i64(parameter.element.element.size().into());
            code.builder.compare_int(Predicate::Eq, code.stride(*operand, parameter.element.rank), size)
        });
        neighbours.reduce(|one, other| code.builder.binary("arith.andi", one, other))
    }

    /// A copy of the kernel whose arrays have neighbours on their last axis.
    fn copy_for_neighbours(&self, context: &'c Context) -> Operation<'c> {
        let copy = self.kernel.clone_detached();
        Builder::before(context, self.kernel).insert(copy);
        copy.set_attribute(
            "sym_name",
            Builder::before(context, copy).string(&format!("{}.neighbours", self.kernel.text("sym_name"))),
        );
        let settings = Settings::default();
        let mut externals = Externals::default();
        let block = copy.region(0).first_block().expect("a kernel has a body");
        let first = block.first().expect("a block has a terminator");
        let code = Code { builder: Builder::before(context, first), settings: &settings, externals: &mut externals };
        for (parameter, argument) in self.parameters.iter().zip(block.arguments()) {
            let Some(array) = parameter.array.filter(|_| parameter.element.rank > 0) else { continue };
            let uses = argument.uses();
            let extents: Vec<_> = (0..array.rank).map(|axis| code.dim(argument, axis)).collect();
            let mut strides: Vec<_> = (0..array.rank).map(|axis| code.stride(argument, axis)).collect();
            *strides.last_mut().expect("there is an axis") = code.builder.constant_i64(array.element.size().into());
            let view = code.view(argument, code.builder.constant_i64(0), (&extents, &strides), &array);
            uses.into_iter().for_each(|(user, position)| user.set_operand(position, view));
        }
        copy
    }

    /// The loop over calls of a kernel.
    fn each(&self, code: &mut Code<'_, 'c>, kernel: &str) {
        let length = code.dim(self.operands[0], 0);
        if self.parallel {
            return parallel_loop(code, length, None, |code, position| self.once(code, kernel, position));
        }
        let bounds = [code.builder.constant_i64(0), length, code.builder.constant_i64(1)];
        code.repeat(bounds, &[], |code, position, _| {
            self.once(code, kernel, position);
            List::new()
        });
    }

    /// The call of a kernel at a position of the loop.
    fn once(&self, code: &Code<'_, 'c>, kernel: &str, position: Value<'c>) {
        let arguments: Vec<_> = self
            .parameters
            .iter()
            .zip(self.operands)
            .map(|(parameter, operand)| self.argument(code, parameter, *operand, position))
            .collect();
        let results = numlir_dialects::build::function_results(
            self.kernel
                .attribute("function_type")
                .and_then(numlir_dialects::build::type_value)
                .expect("a function has a type"),
        );
        code.builder
            .op("func.call")
            .attribute("callee", code.builder.symbol(kernel))
            .operands(arguments)
            .results(results)
            .insert();
    }

    /// What the kernel gets of an operand at a position of the loop.
    fn argument(
        &self,
        code: &Code<'_, 'c>,
        parameter: &Parameter,
        operand: Value<'c>,
        position: Value<'c>,
    ) -> Value<'c> {
        let Some(array) = parameter.array else {
            let ty = code.storage(parameter.element.element);
            return code.builder.op("nd.load").operands([operand, position]).result(ty).value();
        };
        if parameter.element.rank > 0 {
            let ty = convert::to_mlir(code.builder.context, &Type::Array(array));
            return code.builder.op("nd.select").operands([operand, position]).result(ty).value();
        }
        let offset = code.multiply(position, code.stride(operand, 0));
        let one = code.builder.constant_i64(1);
        let size = code.builder.constant_i64(array.element.size().into());
        let (extents, strides) = (vec![one; array.rank.into()], vec![size; array.rank.into()]);
        code.view(operand, offset, (&extents, &strides), &array)
    }
}
