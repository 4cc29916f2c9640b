//! Calls of ufuncs that the program has made: maps whose body calls the kernel.

use super::{Lowered, Lowering, constant_of, internal, split};
use crate::{
    builtins::elements::Elements,
    code::{Code, Operand, Values},
    infer::{
        fact::Fact,
        supplied,
        ufunc::{Passing, passing},
    },
    made_ufunc::MadeUfunc,
    scalar::lower::{self, Typed},
    signature::parse_types,
};
use numlir_dialects::{
    Operation,
    types::{Scalar, Type},
};
use smallvec::smallvec;

impl<'c> Lowering<'_, 'c> {
    pub(super) fn made_ufunc(&mut self, op: Operation<'c>, made: &MadeUfunc) -> Lowered<Values<'c>> {
        let values: Vec<_> = op.operands().skip(1).collect();
        let facts: Vec<_> = values.iter().map(|value| Fact::of(self.ty(*value))).collect();
        let arguments = supplied(op, &facts).map_err(|ty| internal(op, format!("{ty} is spread")))?;
        let keywords: Vec<_> = arguments.iter().map(|argument| argument.keyword).collect();
        let Passing { inputs, outputs, mask } = passing(made, &keywords).map_err(|text| internal(op, text))?;
        let operand = |position: &usize| {
            let value = values[arguments[*position].operand];
            Operand { ty: self.ty(value), constant: constant_of(value), values: self.get(value) }
        };
        let inputs: Vec<_> = inputs.iter().map(operand).collect();
        let mask = mask.as_ref().map(operand);
        let mut outs: Vec<_> = outputs.iter().map(operand).filter(|out| out.ty != Type::None).collect();
        if let [Operand { ty: Type::Tuple(elements), values, .. }] = outs.as_slice() {
            let parts = elements.iter().zip(split(&self.code, elements, values));
            outs = parts.map(|(ty, values)| Operand { ty: ty.clone(), constant: None, values }).collect();
        }
        let scalars = |name: &str| -> Vec<Scalar> {
            parse_types(op.text(name)).unwrap_or_default().iter().filter_map(Type::scalar).collect()
        };
        let (parameters, results) = (scalars("parameters"), scalars("results"));
        let declared = made.loops.iter().find(|types| types[..made.nin] == parameters);
        let outputs = declared.map_or_else(|| results.clone(), |types| types[made.nin..].to_vec());
        let callee = op.attribute("specialisation").ok_or_else(|| internal(op, "a ufunc without a kernel"))?;
        let elements = Elements::new(&self.code, &inputs.iter().collect::<Vec<_>>());
        let mut given = Values::new();
        for (index, output) in outputs.iter().enumerate() {
            let body = |code: &mut Code<'_, 'c>, values: &[Typed<'c>]| {
                let arguments: Values = values
                    .iter()
                    .zip(&parameters)
                    .map(|((value, from), to)| lower::convert(code, *value, *from, *to))
                    .collect();
                let call = code
                    .builder
                    .op("func.call")
                    .attribute("callee", callee)
                    .attribute("numlir.kernel", code.builder.unit())
                    .operands(arguments)
                    .results(results.iter().map(|result| code.storage(*result)))
                    .insert();
                (lower::convert(code, call.result(index), results[index], *output), *output)
            };
            given.push(elements.compute(&mut self.code, outs.get(index), mask.as_ref(), *output, body));
        }
        Ok(given)
    }

    /// An attribute of such a ufunc is known when compiling.
    pub(super) fn ufunc_attribute(&mut self, op: Operation<'c>) -> Values<'c> {
        match op.attribute("constant") {
            Some(constant) => self.constant(constant),
            None => smallvec![],
        }
    }
}
