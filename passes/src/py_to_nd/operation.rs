//! The lowering of each operation of the `py` dialect.

use super::{Lowered, Lowering, constant_of, internal, split, weakness};
use crate::{
    attributes::{self, RANGE_ELEMENT},
    builtins::ufunc,
    code::{Constant, Operand, Values},
    scalar::{lower as scalar, power},
};
use melior::ir::Attribute;
use numlir_dialects::{
    Operation, Value,
    build::{
        array_elements, boolean_value, dense_f32_values, dense_f64_values, float_value, integer_value, type_value,
    },
    ir::{attribute_text, is_bytes, is_symbol},
    types::{Scalar, Type},
};
use smallvec::smallvec;

impl<'c> Lowering<'_, 'c> {
    pub(super) fn operation(&mut self, op: Operation<'c>) -> Lowered<()> {
        // What inference knows needs no computing; operations that may raise are not among these.
        if let Some(Constant::Bool(value)) =
            op.attribute("constant").and_then(|attribute| attributes::meaning(attribute)?.1)
            && op.result_count() == 1
            && matches!(op.name(), "py.compare" | "py.truth")
        {
            let value = self.code.builder.constant_bool(value);
            self.set(op.result(0), smallvec![value]);
            return Ok(());
        }
        if let Some(known) = op.attribute("constant").filter(|known| attribute_text(*known).is_some())
            && matches!(op.name(), "py.binary" | "py.inplace" | "py.format" | "py.join")
        {
            let text = self.constant(known);
            self.set(op.result(0), text);
            return Ok(());
        }
        let values: Values<'c> = match op.name() {
            "py.constant" => {
                let attribute = op.attribute("value").ok_or_else(|| internal(op, "a constant without a value"))?;
                self.constant(attribute)
            }
            "py.build_list" => self.build_list(op)?,
            "py.build_dict" => self.empty_dict(op),
            "py.build_set" => self.build_set(op)?,
            "py.format" => self.format(op)?,
            "py.join" => self.join(op),
            "py.append" => return self.append_operation(op),
            "py.delitem" => return self.delete_item(op),
            "py.builtin" | "py.dtype" | "py.unknown_name" => smallvec![],
            "py.slice" => self.slice(op),
            "py.function" => op.operands().flat_map(|operand| self.get(operand)).collect(),
            "py.captured" => self.captured(op),
            "py.undef" => {
                let types = self.types_of(op.result(0));
                types.into_iter().map(|ty| self.code.builder.op("nd.undef").result(ty).value()).collect()
            }
            "py.frozen" => smallvec![self.frozen(op)],
            "py.cast" => self.cast_operation(op)?,
            "py.binary" | "py.inplace" => self.binary(op)?,
            "py.unary" => self.unary(op)?,
            "py.compare" => smallvec![self.compare_operation(op)?],
            "py.truth" => smallvec![self.truth(op)?],
            "py.getattr" => self.attribute(op)?,
            "py.getitem" => self.item(op)?,
            "py.setitem" => return self.set_item(op),
            "py.setattr" => return self.set_attribute(op),
            "py.build_tuple" => op.operands().flat_map(|operand| self.get(operand)).collect(),
            "py.unpack" => return self.unpack(op),
            "py.iter" => self.iter(op),
            "py.next" => return self.next(op),
            "py.yield" => {
                let values = self.get(op.operand(0));
                self.code.builder.op("nd.suspend").operands(values).insert();
                smallvec![]
            }
            "py.range_bounds" | "py.range_length" => return self.range_parts(op),
            "py.call" => self.call(op)?,
            "py.check_bound" => return self.check_bound(op),
            "py.raise" | "py.throw" => return self.raise(op),
            "py.failed" => {
                self.never_failed(op);
                return Ok(());
            }
            "py.catch" => self.catch(op),
            "py.matches" => smallvec![self.matches(op)?],
            "py.narrow" => self.narrow(op),
            other => return Err(internal(op, format!("no lowering of {other}"))),
        };
        if op.result_count() == 1 {
            self.set(op.result(0), values);
        }
        Ok(())
    }

    /// The values of a constant's attribute.
    pub(super) fn constant(&mut self, attribute: Attribute<'c>) -> Values<'c> {
        let builder = self.code.builder;
        if let Some(value) = boolean_value(attribute) {
            return smallvec![builder.constant_bool(value)];
        }
        if let Some((ty, value)) = integer_value(attribute) {
            let scalar = numlir_dialects::convert::from_mlir(ty).and_then(|ty| ty.scalar()).unwrap_or(Scalar::Int64);
            return smallvec![builder.constant_int(self.code.storage(scalar), value)];
        }
        if let Some((ty, value)) = float_value(attribute) {
            return smallvec![builder.constant_float(ty, value)];
        }
        let complex = |part: melior::ir::Type<'c>, scalar: Scalar, real: f64, imaginary: f64| {
            let parts = builder.array(&[builder.float(part, real), builder.float(part, imaginary)]);
            let op = builder.op("complex.constant").attribute("value", parts).result(self.code.storage(scalar));
            smallvec![op.value()]
        };
        if let Some([real, imaginary]) = dense_f64_values(attribute).as_deref() {
            return complex(builder.f64(), Scalar::Complex128, *real, *imaginary);
        }
        if let Some([real, imaginary]) = dense_f32_values(attribute).as_deref() {
            return complex(builder.f32(), Scalar::Complex64, f64::from(*real), f64::from(*imaginary));
        }
        if let Some(text) = attribute_text(attribute).filter(|_| !is_symbol(attribute)) {
            let ty = match is_bytes(attribute) {
                true => Type::Bytes,
                false => Type::Str,
            };
            let ty = numlir_dialects::convert::to_mlir(builder.context, &ty);
            let string = builder.op("nd.string").attribute("text", builder.string(text)).result(ty).insert();
            self.strings.push(string);
            return smallvec![string.result(0)];
        }
        // A tuple; None and what has no values give none.
        array_elements(attribute).into_iter().flatten().flat_map(|element| self.constant(element)).collect()
    }

    fn captured(&self, op: Operation<'c>) -> Values<'c> {
        // Of a method, its object, which an instance that is called is itself; of functions to choose from, all.
        if matches!(self.ty(op.operand(0)), Type::Method { .. } | Type::Choice(_) | Type::Instance { .. }) {
            return self.get(op.operand(0));
        }
        let Type::Function { captures, .. } = self.ty(op.operand(0)) else { return smallvec![] };
        let position = op.attribute("position").and_then(integer_value).map_or(0, |(_, position)| position as usize);
        split(&self.code, &captures, &self.get(op.operand(0))).swap_remove(position)
    }

    fn frozen(&self, op: Operation<'c>) -> Value<'c> {
        let mut made = self.code.builder.op("nd.frozen");
        for name in ["symbol", "shape", "strides"] {
            made = made.maybe_attribute(name, op.attribute(name));
        }
        let ty = op.attribute("array_type").and_then(type_value).unwrap_or(op.result(0).ty());
        made.result(ty).value()
    }

    fn cast_operation(&mut self, op: Operation<'c>) -> Lowered<Values<'c>> {
        let (operand, result) = (op.operand(0), op.result(0));
        let index = self.code.builder.index_type();
        if operand.ty() == index || result.ty() == index {
            let to = if result.ty() == index { index } else { self.code.builder.i64() };
            let value = self.one(operand);
            return Ok(smallvec![self.code.builder.convert("arith.index_cast", value, to)]);
        }
        let (from, to) = (self.ty(operand), self.ty(result));
        let values = self.get(operand);
        self.cast(&values, &from, &to).ok_or_else(|| internal(op, format!("no cast of {from} to {to}")))
    }

    /// Converts a value to a type that inference unified it with.
    pub fn cast(&mut self, values: &[Value<'c>], from: &Type, to: &Type) -> Option<Values<'c>> {
        if from == to {
            return Some(values.iter().copied().collect());
        }
        match (from, to) {
            (Type::Optional(_), _) | (_, Type::Optional(_)) => self.cast_optional(values, from, to),
            (Type::Function { .. } | Type::Choice(_), Type::Instance { .. }) => self.cast_function(values, from, to),
            (Type::Function { .. } | Type::Choice(_), Type::Choice(to)) => self.cast_choice(values, from, to),
            (Type::Scalar(from), Type::Scalar(to)) => {
                Some(smallvec![scalar::convert(&mut self.code, values[0], *from, *to)])
            }
            (Type::Named { elements: a, .. }, Type::Named { elements: b, .. } | Type::Tuple(b)) => {
                self.cast(values, &Type::Tuple(a.clone()), &Type::Tuple(b.clone()))
            }
            (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => {
                let parts = split(&self.code, a, values);
                let mut all = Values::new();
                for ((part, from), to) in parts.iter().zip(a.iter()).zip(b.iter()) {
                    all.extend(self.cast(part, from, to)?);
                }
                Some(all)
            }
            (Type::Slice(a), Type::Slice(b)) => {
                let mut rest = values.iter();
                let bounds = a.iter().zip(b.iter()).zip([0, i64::MAX, 1]);
                let bound = |((from, to), absent): ((&Type, &Type), i64)| match (from, to) {
                    (_, Type::None) => None,
                    (Type::None, _) => Some(self.code.builder.constant_i64(absent)),
                    _ => rest.next().copied(),
                };
                Some(bounds.filter_map(bound).collect())
            }
            (Type::Array(_), Type::Array(_)) => {
                let ty = numlir_dialects::convert::to_mlir(self.code.builder.context, to);
                Some(smallvec![self.code.builder.convert("nd.relayout", values[0], ty)])
            }
            (Type::Iterator(from), Type::Iterator(to)) => {
                let (last, front) = values.split_last()?;
                let mut all = self.cast(front, from, to)?;
                all.push(*last);
                Some(all)
            }
            _ => None,
        }
    }

    fn binary(&mut self, op: Operation<'c>) -> Lowered<Values<'c>> {
        if let Type::List(element) = self.ty(op.result(0)) {
            return self.list_binary(op, &element);
        }
        if let Type::Set(_) = self.ty(op.result(0)) {
            return self.set_binary(op);
        }
        if self.ty(op.result(0)).is_text() {
            return self.string_binary(op);
        }
        let (lhs, rhs) = (self.ty(op.operand(0)), self.ty(op.operand(1)));
        match (&lhs, &rhs) {
            (Type::Array(_), _) | (_, Type::Array(_)) => {
                self.whole_array(op, op.is("py.inplace") && matches!(lhs, Type::Array(_)))
            }
            (Type::Scalar(a), Type::Scalar(b)) => {
                let (mut x, mut y) = (self.one(op.operand(0)), self.one(op.operand(1)));
                let (mut a, mut b) = (*a, *b);
                // A power of an integer may be a float.
                if op.text("op") == "pow" && a.is_integer() && self.ty(op.result(0)) == Type::FLOAT64 && b.is_integer()
                {
                    power::check_base(&mut self.code, (x, a), (y, b));
                    (x, y) = (
                        scalar::convert(&mut self.code, x, a, Scalar::Float64),
                        scalar::convert(&mut self.code, y, b, Scalar::Float64),
                    );
                    (a, b) = (Scalar::Float64, Scalar::Float64);
                }
                let (value, _) = scalar::binary(&mut self.code, op.text("op"), (x, a), (y, b));
                if let (Some(noted), Some(sum)) = (op.attribute(RANGE_ELEMENT), value.defining_operation()) {
                    sum.set_attribute(RANGE_ELEMENT, noted);
                }
                Ok(smallvec![value])
            }
            (Type::Tuple(_), Type::Tuple(_)) => {
                Ok(self.get(op.operand(0)).into_iter().chain(self.get(op.operand(1))).collect())
            }
            (Type::Tuple(elements), _) | (_, Type::Tuple(elements)) => {
                let Type::Tuple(result) = self.ty(op.result(0)) else {
                    return Err(internal(op, "a tuple is repeated"));
                };
                let count = if elements.is_empty() { 0 } else { result.len() / elements.len() };
                let tuple = self.get(op.operand(usize::from(!matches!(lhs, Type::Tuple(_)))));
                Ok(std::iter::repeat_n(tuple, count).flatten().collect())
            }
            _ => Err(internal(op, format!("no lowering of {lhs} {} {rhs}", op.text("op")))),
        }
    }

    /// An operator with arrays among its operands.
    pub(super) fn whole_array(&mut self, op: Operation<'c>, in_place: bool) -> Lowered<Values<'c>> {
        let result = self.ty(op.result(0));
        let is_of = |ty: &Type, element: Scalar| matches!(ty, Type::Array(array) if array.element == element);
        // Only the square of bools is so small.
        let squared = op.text("op") == "pow"
            && is_of(&self.ty(op.operand(0)), Scalar::Bool)
            && self.ty(op.operand(1)) == Type::INT64
            && is_of(&result, Scalar::Int8);
        let (name, count) = if squared { ("square", 1) } else { (op.text("op"), op.operand_count()) };
        let function = ufunc::of_operator(name).ok_or_else(|| internal(op, "no function for an operator"))?;
        let operands: Vec<_> = op
            .operands()
            .take(count)
            .enumerate()
            .map(|(index, operand)| Operand {
                ty: self.ty(operand),
                constant: constant_of(operand).or_else(|| weakness(op, index)),
                values: self.get(operand),
            })
            .collect();
        Ok((function.lower)(&mut self.code, &ufunc::operator_arguments(&operands, in_place), &result))
    }

    fn unary(&mut self, op: Operation<'c>) -> Lowered<Values<'c>> {
        if matches!(self.ty(op.operand(0)), Type::Array(_)) {
            return self.whole_array(op, false);
        }
        let Some(operand) = self.ty(op.operand(0)).scalar() else {
            return Err(internal(op, "an operand is no scalar"));
        };
        let value = self.one(op.operand(0));
        Ok(smallvec![scalar::unary(&mut self.code, op.text("op"), (value, operand)).0])
    }

    fn truth(&mut self, op: Operation<'c>) -> Lowered<Value<'c>> {
        let (ty, values) = (self.ty(op.operand(0)), self.get(op.operand(0)));
        self.truth_of(&ty, &values).ok_or_else(|| internal(op, format!("no truth of {ty}")))
    }

    pub(super) fn truth_of(&mut self, ty: &Type, values: &[Value<'c>]) -> Option<Value<'c>> {
        let length = match ty {
            Type::Scalar(scalar) => return Some(scalar::truth(&mut self.code, values[0], *scalar)),
            Type::Optional(of) => return self.truth_of_optional(of, values),
            Type::None => return Some(self.code.builder.constant_bool(false)),
            Type::Tuple(elements) => return Some(self.code.builder.constant_bool(!elements.is_empty())),
            Type::List(_) | Type::Set(_) | Type::Str | Type::Bytes => self.code.length(values[0]),
            Type::Range => self.range_length(values),
            _ => return None,
        };
        let zero = self.code.builder.constant_i64(0);
        Some(self.code.builder.compare_int(numlir_dialects::Predicate::Ne, length, zero))
    }

    fn check_bound(&mut self, op: Operation<'c>) -> Lowered<()> {
        let bound = self.one(op.operand(0));
        let yes = self.code.builder.constant_bool(true);
        let unbound = self.code.builder.binary("arith.xori", bound, yes);
        let name = op.text("name");
        let message = format!("cannot access local variable '{name}' where it is not associated with a value");
        self.code.raise_if(unbound, "UnboundLocalError", &message);
        Ok(())
    }
}
