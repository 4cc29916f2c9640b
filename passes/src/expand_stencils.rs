//! Kernels of stencils, which index arrays relative to a place, become functions over the windows around places.
//!
//! ```mlir
//! func.func @k(%a) attributes {numlir.stencil = "k.stencil"} {      func.func @k(%a) {
//!   %0 = py.constant(-1)                                              %0 = py.constant(-1)
//!                                                               =>    %1 = py.call @numlir.stencils.placed(%a, %0, (-1,))
//!   %1 = py.getitem %a[%0]                                            %2 = py.getitem %a[%1]
//! ```
//!
//! A window is a view of the array that begins where the stencil's neighborhood does, so relative indices less the
//! neighborhood's lower bounds are indices into it. Only parameters that are indexed, and are not named in
//! `numlir.stencil_standard`, are relative. The neighborhood is `numlir.stencil_neighborhood`, a lower and an upper bound for each
//! axis, or else follows from the constants that the kernel indexes with. Beside the kernel a function is made, with the
//! symbol that `numlir.stencil` says, that applies it to whole arrays: it calls `numlir.stencils.apply` of the library
//! with the kernel, the neighborhood, and which parameters are relative. Runs on templates, before `infer-types`. Linear in the size of the kernels.

use crate::blocks::defined_functions;
use melior::{Context, ir::Attribute};
use numlir_dialects::{
    Block, Builder, Operation, Value,
    build::{array_elements, dense_i64_values, integer_value, is_unit},
    convert,
    ir::attribute_text,
    location,
    passes::Outcome,
    types::Scalar,
};
use numlir_grammar::diagnostic::{Diagnostic, Kind};

/// The attribute of a kernel, which names the function to be made.
pub const STENCIL: &str = "numlir.stencil";
pub const STANDARD: &str = "numlir.stencil_standard";
pub const NEIGHBORHOOD: &str = "numlir.stencil_neighborhood";
/// What places have whose neighborhood is not inside the array; zero without it.
pub const BORDER: &str = "numlir.stencil_cval";

/// Expands every kernel of a stencil in the module.
///
/// # Errors
/// A kernel that writes to its arrays, indexes none relatively, or whose neighborhood is neither given nor constant.
pub fn expand_stencils<'c>(context: &'c Context, module: Operation<'c>, _options: &str) -> Outcome {
    let mut errors = Vec::new();
    for function in defined_functions(module) {
        let Some(name) = function.attribute(STENCIL).and_then(attribute_text) else { continue };
        let kernel = Kernel { context, function };
        if let Err(error) = kernel.expand(module, name) {
            errors.push(*error);
        }
        for attribute in [STENCIL, STANDARD, NEIGHBORHOOD, BORDER] {
            function.remove_attribute(attribute);
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

struct Kernel<'c> {
    context: &'c Context,
    function: Operation<'c>,
}

/// A reach on one axis, both bounds inside.
type Reach = (i64, i64);

impl<'c> Kernel<'c> {
    fn expand(&self, module: Operation<'c>, name: &str) -> Result<(), Box<Diagnostic>> {
        let Some(entry) = self.function.region(0).first_block() else { return Ok(()) };
        let texts = |name: &str| -> Vec<&str> {
            let elements = self.function.attribute(name).and_then(array_elements).unwrap_or_default();
            elements.into_iter().filter_map(attribute_text).collect()
        };
        let (parameters, standard) = (texts("py.parameters"), texts(STANDARD));
        if let Some(unknown) = standard.iter().find(|name| !parameters.contains(name)) {
            let message = "Standard indexing requested for an array name not present in the stencil kernel definition.";
            return Err(self.error(self.function, format!("{message} The kernel has no parameter '{unknown}'.")));
        }
        let mut reads = Vec::new();
        let mut relative = Vec::new();
        for (parameter, value) in parameters.iter().zip(entry.arguments()) {
            let uses = value.uses();
            let written = |(operation, operand): &&(Operation<'c>, usize)| {
                *operand == 0 && (operation.is("py.setitem") || operation.is("py.delitem"))
            };
            if let Some((operation, _)) = uses.iter().find(written) {
                let message = "Assignments to arrays passed to stencil kernels is not allowed.";
                return Err(self.error(*operation, message.into()));
            }
            let found = uses.iter().filter(|(operation, operand)| *operand == 0 && operation.is("py.getitem"));
            let found: Vec<_> = found.map(|(operation, _)| *operation).collect();
            relative.push(!found.is_empty() && !standard.contains(parameter));
            if relative.last() == Some(&true) {
                reads.extend(found);
            }
        }
        if reads.is_empty() {
            let message = "Stencil kernel with no accesses to relatively indexed arrays.";
            return Err(self.error(self.function, message.into()));
        }
        let neighborhood = match self.function.attribute(NEIGHBORHOOD).and_then(dense_i64_values) {
            Some(bounds) => bounds.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect(),
            None => self.inferred(&reads)?,
        };
        let lower: Vec<i64> = neighborhood.iter().map(|(lower, _)| (*lower).min(0)).collect();
        for read in reads {
            self.place(read, &lower);
        }
        self.apply(module, name, (&neighborhood, &relative));
        // In the loop over the places, the extents of windows are constants.
        self.function.set_attribute("numlir.kernel", Builder::before(self.context, self.function).unit());
        Ok(())
    }

    /// The smallest neighborhood that holds the place itself and all that is read.
    fn inferred(&self, reads: &[Operation<'c>]) -> Result<Vec<Reach>, Box<Diagnostic>> {
        let mut neighborhood: Vec<Reach> = Vec::new();
        for read in reads {
            let index = read.operand(1);
            let axes: Vec<Value<'c>> = match index.defining_operation().filter(|made| made.is("py.build_tuple")) {
                Some(tuple) => tuple.operands().collect(),
                None => match constant(index).and_then(array_elements) {
                    Some(elements) => {
                        let reaches =
                            elements.into_iter().map(|element| integer_value(element).map(|(_, at)| (at, at)));
                        let reaches: Option<Vec<_>> = reaches.collect();
                        let reaches = reaches.ok_or_else(|| self.not_constant(*read))?;
                        self.widen(*read, &mut neighborhood, &reaches)?;
                        continue;
                    }
                    None => vec![index],
                },
            };
            let reaches: Option<Vec<_>> = axes.into_iter().map(reach).collect();
            let reaches = reaches.ok_or_else(|| self.not_constant(*read))?;
            self.widen(*read, &mut neighborhood, &reaches)?;
        }
        Ok(neighborhood)
    }

    fn widen(&self, read: Operation<'c>, known: &mut Vec<Reach>, reaches: &[Reach]) -> Result<(), Box<Diagnostic>> {
        if known.is_empty() {
            known.resize(reaches.len(), (0, 0));
        }
        if known.len() != reaches.len() {
            let message =
                format!("the kernel indexes with {} axes here and with {} before", reaches.len(), known.len());
            return Err(self.error(read, message));
        }
        for (known, reach) in known.iter_mut().zip(reaches) {
            *known = (known.0.min(reach.0), known.1.max(reach.1));
        }
        Ok(())
    }

    /// Has a relative index count from the beginning of the window.
    fn place(&self, read: Operation<'c>, lower: &[i64]) {
        let builder = Builder::before(self.context, read);
        let unknown = convert::unknown(self.context);
        let callee = builder.op("py.builtin").attribute("name", builder.string("numlir.stencils.placed"));
        let callee = callee.result(unknown).value();
        let lower = self.constant(&builder, builder.array(&self.integers(&builder, lower)));
        let index = self.call(&builder, callee, [read.operand(0), read.operand(1), lower]);
        read.set_operand(1, index);
    }

    /// Makes the function that applies the kernel to whole arrays.
    fn apply(&self, module: Operation<'c>, name: &str, (neighborhood, relative): (&[Reach], &[bool])) {
        let unknown = convert::unknown(self.context);
        let Some(body) = module.region(0).first_block() else { return };
        let builder = Builder::at_end(self.context, body, self.function.location());
        let count = |count| builder.integer(builder.i64(), count);
        let ty = builder.function_type(&[unknown, unknown], &[unknown]);
        let function = builder
            .op("func.func")
            .attribute("sym_name", builder.string(name))
            .attribute("sym_visibility", builder.string("private"))
            .attribute("function_type", builder.type_attribute(ty))
            .attribute("py.template", builder.unit())
            .attribute("py.library", builder.unit())
            .attribute("py.name", builder.string(self.function.text("py.name")))
            .attribute("py.parameters", builder.strings(&["arguments", "out"]))
            .attribute("py.positional_only", count(0))
            .attribute("py.positional", count(0))
            .attribute("py.captures", count(0))
            .attribute("py.varargs", builder.unit())
            .attribute("py.defaults", builder.strings(&["out"]))
            .attribute("py.default_values", builder.array(&[builder.unit()]))
            .region()
            .insert();
        let location = self.function.location();
        let block = Block::append(function.region(0), &[(unknown, location), (unknown, location)]);
        let builder = Builder::at_end(self.context, block, location);
        let callee = builder.op("py.builtin").attribute("name", builder.string("numlir.stencils.apply"));
        let callee = callee.result(unknown).value();
        let kernel = builder
            .op("py.function")
            .attribute("symbol", builder.symbol(self.function.text("sym_name")))
            .attribute("defaults", builder.strings::<&str>(&[]))
            .attribute("operandSegmentSizes", builder.dense_i32(&[0, 0]))
            .result(unknown)
            .value();
        let pair = |(lower, upper): &Reach| builder.array(&self.integers(&builder, &[*lower, *upper]));
        let neighborhood: Vec<_> = neighborhood.iter().map(pair).collect();
        let relative: Vec<_> = relative.iter().map(|relative| builder.boolean(*relative)).collect();
        let constants = [
            builder.array(&neighborhood),
            builder.array(&relative),
            self.function.attribute(BORDER).unwrap_or_else(|| builder.unit()),
        ];
        let constants = constants.map(|value| self.constant(&builder, value));
        let [arguments, out] = [0, 1].map(|index| block.argument(index));
        let operands = [kernel].into_iter().chain(constants).chain([out, arguments]);
        let result = self.call(&builder, callee, operands);
        builder.op("func.return").operand(result).insert();
    }

    fn call(
        &self,
        builder: &Builder<'c>,
        callee: Value<'c>,
        operands: impl IntoIterator<Item = Value<'c>>,
    ) -> Value<'c> {
        let call = builder.op("py.call").operand(callee).operands(operands);
        let call = call.attribute("keywords", builder.strings::<&str>(&[])).attribute("stars", builder.dense_i64(&[]));
        call.result(convert::unknown(self.context)).value()
    }

    fn constant(&self, builder: &Builder<'c>, value: Attribute<'c>) -> Value<'c> {
        builder.op("py.constant").attribute("value", value).result(convert::unknown(self.context)).value()
    }

    fn integers(&self, builder: &Builder<'c>, values: &[i64]) -> Vec<Attribute<'c>> {
        let ty = convert::scalar_to_mlir(self.context, Scalar::Int64);
        values.iter().map(|value| builder.integer(ty, *value)).collect()
    }

    fn not_constant(&self, read: Operation<'c>) -> Box<Diagnostic> {
        let message = "stencil kernel index is not constant, 'neighborhood' option required";
        self.error(read, message.into())
    }

    fn error(&self, at: Operation<'c>, message: String) -> Box<Diagnostic> {
        let diagnostic = Diagnostic::new(Kind::Value, "stencil", message);
        Box::new(match location::from_mlir(at.location()) {
            Some(place) => diagnostic.at(place, ""),
            None => diagnostic,
        })
    }
}

/// What a constant operation holds.
fn constant(value: Value) -> Option<Attribute> {
    value.defining_operation().filter(|made| made.is("py.constant"))?.attribute("value")
}

/// How far an index on one axis reaches: a constant, or a slice of constants.
fn reach(index: Value) -> Option<Reach> {
    match index.defining_operation().filter(|made| made.is("py.slice")) {
        Some(slice) => {
            let [start, stop, step] = [0, 1, 2].map(|position| slice.operand(position));
            let step = if constant(step).is_some_and(is_unit) { 1 } else { integer(step)? };
            let (start, stop) = (integer(start)?, integer(stop)?);
            (step > 0 && start < stop).then_some((start, stop - 1))
        }
        None => integer(index).map(|at| (at, at)),
    }
}

/// The integer that constants make.
fn integer(value: Value) -> Option<i64> {
    let made = value.defining_operation()?;
    if let Some(constant) = constant(value) {
        return integer_value(constant).map(|(_, value)| value);
    }
    if made.is("py.unary") && made.text("op") == "neg" {
        return integer(made.operand(0))?.checked_neg();
    }
    if !made.is("py.binary") && !made.is("py.inplace") {
        return None;
    }
    let (lhs, rhs) = (integer(made.operand(0))?, integer(made.operand(1))?);
    match made.text("op") {
        "add" => lhs.checked_add(rhs),
        "sub" => lhs.checked_sub(rhs),
        "mul" => lhs.checked_mul(rhs),
        _ => None,
    }
}
