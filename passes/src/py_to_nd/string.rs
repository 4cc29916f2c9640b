//! Strings: items, concatenation, comparison, and the texts of other values.

use super::{Lowered, Lowering, constant_of, internal, split};
use crate::{
    builtins::object_call::{has_object, note_object},
    code::{Code, Constant, Values},
    scalar::{complex, lower as scalar},
};
use numlir_dialects::{
    Block, Operation, Predicate, Value, convert, named,
    types::{Scalar, Type},
};
use smallvec::smallvec;

impl<'c> Code<'_, 'c> {
    /// A constant string.
    pub fn string(&self, text: &str) -> Value<'c> {
        let builder = &self.builder;
        let ty = convert::to_mlir(builder.context, &Type::Str);
        builder.op("nd.string").attribute("text", builder.string(text)).result(ty).value()
    }

    pub fn concat(&self, first: Value<'c>, second: Value<'c>) -> Value<'c> {
        self.make("numlir_str_concat", &[first, second], &Type::Str)
    }

    /// The number of a byte of a string of bytes.
    pub fn byte_at(&self, string: Value<'c>, position: Value<'c>) -> Value<'c> {
        self.runtime("numlir_bytes_at", &[string, position], Some(self.builder.i64())).result(0)
    }

    /// What `format` gives for a number or a string; ValueError where the specification does not fit.
    pub fn formatted(&mut self, ty: &Type, values: &[Value<'c>], specification: Value<'c>) -> Value<'c> {
        let (symbol, value) = match ty {
            // Without a specification it is a word.
            Type::Scalar(Scalar::Bool) => {
                let number = scalar::convert(self, values[0], Scalar::Bool, Scalar::Int64);
                let (length, zero) = (self.length(specification), self.builder.constant_i64(0));
                let empty = self.builder.compare_int(Predicate::Eq, length, zero);
                let word = |code: &mut Self| code.text_of(ty, values, false).unwrap_or(specification);
                let text = convert::to_mlir(self.builder.context, &Type::Str);
                return self
                    .either_of(empty, text, word, |code| code.formatted(&Type::INT64, &[number], specification));
            }
            Type::Scalar(from) => {
                let (symbol, wide) = match from {
                    from if from.is_float() => ("numlir_format_f64", Scalar::Float64),
                    from if from.is_unsigned() => ("numlir_format_u64", Scalar::UInt64),
                    _ => ("numlir_format_i64", Scalar::Int64),
                };
                (symbol, scalar::convert(self, values[0], *from, wide))
            }
            _ => ("numlir_format_str", values[0]),
        };
        let text = convert::to_mlir(self.builder.context, &Type::Str);
        let made = self.runtime(symbol, &[value, specification], Some(text)).result(0);
        let failed = self.builder.op("nd.is_null").operand(made).result(self.builder.i1()).value();
        self.raise_if(failed, "ValueError", "Invalid format specifier");
        made
    }

    /// What `str` gives, or `repr`. `None` for a value without a text.
    pub fn text_of(&mut self, ty: &Type, values: &[Value<'c>], repr: bool) -> Option<Value<'c>> {
        let string = |code: &Self, symbol: &str, operands: &[Value<'c>]| Some(code.make(symbol, operands, &Type::Str));
        match ty {
            Type::Scalar(Scalar::Bool) => {
                let (yes, no) = (self.string("True"), self.string("False"));
                Some(self.builder.select(values[0], yes, no))
            }
            Type::Scalar(from) if from.is_complex() => {
                let value = scalar::convert(self, values[0], *from, Scalar::Complex128);
                let (real, imaginary) = complex::parts(self, value, Scalar::Complex128);
                string(self, "numlir_str_of_c128", &[real, imaginary])
            }
            Type::Scalar(Scalar::Date(date)) => {
                let builder = self.builder;
                let [unit, count] = [i64::from(date.unit.number()), i64::from(date.count)];
                let form = [builder.constant_bool(date.moment), builder.constant_bool(repr)];
                let operands = [values[0], builder.constant_i64(unit), builder.constant_i64(count), form[0], form[1]];
                string(self, "numlir_str_of_date", &operands)
            }
            Type::Scalar(Scalar::Float64) => string(self, "numlir_str_of_f64", values),
            Type::Scalar(Scalar::Float32) => string(self, "numlir_str_of_f32", values),
            Type::Scalar(Scalar::Float16) => {
                let wide = scalar::convert(self, values[0], Scalar::Float16, Scalar::Float64);
                string(self, "numlir_str_of_f64", &[wide])
            }
            Type::Scalar(from) => {
                let (symbol, wide) = match from.is_unsigned() {
                    true => ("numlir_str_of_u64", Scalar::UInt64),
                    false => ("numlir_str_of_i64", Scalar::Int64),
                };
                let value = scalar::convert(self, values[0], *from, wide);
                string(self, symbol, &[value])
            }
            Type::Str if repr => string(self, "numlir_str_repr", values),
            Type::Str => Some(values[0]),
            Type::Bytes => string(self, "numlir_bytes_repr", values),
            Type::None => Some(self.string("None")),
            Type::Optional(of) => {
                let ty = convert::to_mlir(self.builder.context, &Type::Str);
                let mut done = true;
                let text = |code: &mut Self| match code.text_of(of, &values[1..], repr) {
                    Some(text) => text,
                    None => {
                        done = false;
                        code.string("")
                    }
                };
                let text = self.either_of(values[0], ty, text, |code| code.string("None"));
                done.then_some(text)
            }
            Type::Array(array) if array.element.is_value() => {
                let ty = Type::INT64;
                let sizes = self.new_list(&ty, self.builder.constant_i64(2 * i64::from(array.rank)));
                for axis in 0..array.rank {
                    let extent = self.dim(values[0], axis);
                    self.append(sizes, &[extent]);
                }
                for axis in 0..array.rank {
                    let stride = self.stride(values[0], axis);
                    self.append(sizes, &[stride]);
                }
                let name = array.element.name();
                let dtype = self.string(name.strip_suffix("[]").unwrap_or(name));
                let repr = self.builder.constant_bool(repr);
                string(self, "numlir_array_text", &[values[0], sizes, dtype, repr])
            }
            Type::Caught => {
                let builder = self.builder;
                let status = self.runtime("numlir_error_status", values, Some(builder.i32())).result(0);
                let ty = convert::to_mlir(builder.context, &Type::Str);
                let site = builder.op("nd.site_text").operand(status);
                let site = site.maybe_attribute("repr", repr.then(|| builder.unit())).result(ty).value();
                if repr {
                    return string(self, "numlir_error_repr", &[values[0], site]);
                }
                let quoted = self.error_matches(values[0], &["KeyError".to_owned()]);
                string(self, "numlir_error_text", &[values[0], site, quoted])
            }
            Type::Named { class, elements } => {
                let parts = split(self, elements, values);
                let mut text = self.string(&format!("{}(", named::shown(class)));
                for (position, (field, (element, part))) in
                    named::fields(class).zip(elements.iter().zip(&parts)).enumerate()
                {
                    let part = self.text_of(element, part, true)?;
                    let before = self.string(&format!("{}{field}=", if position > 0 { ", " } else { "" }));
                    text = self.concat(text, before);
                    text = self.concat(text, part);
                }
                let end = self.string(")");
                Some(self.concat(text, end))
            }
            Type::Tuple(elements) => {
                let parts = split(self, elements, values);
                let mut text = self.string("(");
                for (position, (element, part)) in elements.iter().zip(&parts).enumerate() {
                    let part = self.text_of(element, part, true)?;
                    if position > 0 {
                        let comma = self.string(", ");
                        text = self.concat(text, comma);
                    }
                    text = self.concat(text, part);
                }
                let end = self.string(if elements.len() == 1 { ",)" } else { ")" });
                Some(self.concat(text, end))
            }
            Type::List(_) | Type::Set(_) => {
                let length = self.length(values[0]);
                let texts = self.new_list(&Type::Str, length);
                let mut done = Some(());
                self.each(ty, values, |code, element, values| match code.text_of(element, &values, true) {
                    Some(text) => code.append(texts, &[text]),
                    None => done = None,
                })?;
                done?;
                let comma = self.string(", ");
                let joined = self.make("numlir_str_join", &[comma, texts], &Type::Str);
                let list = matches!(ty, Type::List(_));
                let (open, close) =
                    (self.string(if list { "[" } else { "{" }), self.string(if list { "]" } else { "}" }));
                let text = self.concat(open, joined);
                let text = self.concat(text, close);
                if list {
                    return Some(text);
                }
                let (empty, zero) = (self.string("set()"), self.builder.constant_i64(0));
                let none = self.builder.compare_int(Predicate::Eq, length, zero);
                Some(self.builder.select(none, empty, text))
            }
            _ => None,
        }
    }
}

impl<'c> Lowering<'_, 'c> {
    pub(super) fn string_item(&mut self, op: Operation<'c>) -> Lowered<Values<'c>> {
        let (ty, string) = (self.ty(op.operand(0)), self.one(op.operand(0)));
        let length = self.code.length(string);
        let (start, step, count) = match self.ty(op.operand(1)) {
            Type::Scalar(from) => {
                let index = self.one(op.operand(1));
                let index = scalar::convert(&mut self.code, index, from, Scalar::Int64);
                let one = self.code.builder.constant_i64(1);
                let outside = if ty == Type::Bytes { "index out of range" } else { "string index out of range" };
                let position = self.code.position(index, length, !from.is_unsigned(), outside);
                if ty == Type::Bytes {
                    return Ok(smallvec![self.code.byte_at(string, position)]);
                }
                (position, one, one)
            }
            Type::Slice(_) => self.slice_of(op.operand(1), length),
            other => return Err(internal(op, format!("a string indexed with {other}"))),
        };
        Ok(smallvec![self.code.make("numlir_str_slice", &[string, start, step, count], &ty)])
    }

    /// The first position, the step and the length of what a slice selects.
    pub(super) fn slice_of(&mut self, slice: Value<'c>, length: Value<'c>) -> (Value<'c>, Value<'c>, Value<'c>) {
        let Type::Slice(bounds) = self.ty(slice) else { return (length, length, length) };
        let mut given = self.get(slice).into_iter();
        let mut parts = [None; 3];
        for (part, bound) in parts.iter_mut().zip(bounds.iter()) {
            if *bound != Type::None {
                *part = given.next();
            }
        }
        let adjusted = self.code.adjust_slice(parts, length);
        (adjusted.first, adjusted.step, adjusted.length)
    }

    /// `+` and `*` of strings.
    pub(super) fn string_binary(&mut self, op: Operation<'c>) -> Lowered<Values<'c>> {
        let (lhs, rhs) = (self.ty(op.operand(0)), self.ty(op.operand(1)));
        let (x, y) = (self.one(op.operand(0)), self.one(op.operand(1)));
        let (string, times, from) = match (&lhs, &rhs) {
            (Type::Scalar(from), text) if text.is_text() => (y, x, *from),
            (text, Type::Scalar(from)) if text.is_text() => (x, y, *from),
            _ if lhs == rhs => return Ok(smallvec![self.code.make("numlir_str_concat", &[x, y], &lhs)]),
            _ => return Err(internal(op, format!("no lowering of {lhs} {} {rhs}", op.text("op")))),
        };
        let times = scalar::convert(&mut self.code, times, from, Scalar::Int64);
        let ty = self.ty(op.result(0));
        Ok(smallvec![self.code.make("numlir_str_repeat", &[string, times], &ty)])
    }

    pub(super) fn compare_strings(&mut self, op: &str, x: Value<'c>, y: Value<'c>) -> Value<'c> {
        let builder = self.code.builder;
        if matches!(op, "eq" | "ne") {
            let equal = self.code.runtime("numlir_str_equal", &[x, y], Some(builder.i1())).result(0);
            return if op == "eq" { equal } else { self.not(equal) };
        }
        let order = self.code.runtime("numlir_str_compare", &[x, y], Some(builder.i64())).result(0);
        let predicate = match op {
            "lt" => Predicate::Slt,
            "le" => Predicate::Sle,
            "gt" => Predicate::Sgt,
            _ => Predicate::Sge,
        };
        builder.compare_int(predicate, order, builder.constant_i64(0))
    }

    /// A value of an f-string.
    pub(super) fn format(&mut self, op: Operation<'c>) -> Lowered<Values<'c>> {
        let (ty, values) = (self.ty(op.operand(0)), self.get(op.operand(0)));
        let repr = op.text("conversion") == "r";
        let specification = (op.operand_count() > 1 && constant_of(op.operand(1)) != Some(Constant::Str("".into())))
            .then(|| self.one(op.operand(1)));
        if let (Some(specification), "") = (specification, op.text("conversion")) {
            return Ok(smallvec![self.code.formatted(&ty, &values, specification)]);
        }
        let text = self.code.text_of(&ty, &values, repr).ok_or_else(|| internal(op, format!("no text of {ty}")))?;
        Ok(smallvec![match specification {
            Some(specification) => self.code.formatted(&Type::Str, &[text], specification),
            None => text,
        }])
    }

    /// The pieces of an f-string, one behind the other.
    pub(super) fn join(&mut self, op: Operation<'c>) -> Values<'c> {
        let pieces: Vec<_> = op.operands().map(|piece| self.one(piece)).collect();
        smallvec![concat_all(&self.code, &pieces)]
    }

    /// Notes what an exception is made with, where that is not known when compiling.
    pub fn note_value(&mut self, ty: &Type, values: &[Value<'c>]) -> Option<()> {
        let note = |code: &Code<'_, 'c>, symbol: &str, operands: &[Value<'c>]| {
            code.runtime(symbol, operands, None);
        };
        match ty {
            Type::None => note(&self.code, "numlir_argument_none", &[]),
            Type::Optional(of) => {
                let guard = self.code.builder.op("scf.if").operand(values[0]).region().region().insert();
                let outside = self.code.builder;
                for (region, ty, values) in [(0, &**of, &values[1..]), (1, &Type::None, &[][..])] {
                    self.code.builder.set_to_end(Block::append(guard.region(region), &[]));
                    self.note_value(ty, values)?;
                    self.code.builder.op("scf.yield").insert();
                }
                self.code.builder = outside;
            }
            Type::Str => note(&self.code, "numlir_argument_str", values),
            Type::Bytes => note(&self.code, "numlir_argument_bytes", values),
            Type::Scalar(Scalar::Bool) => note(&self.code, "numlir_argument_bool", values),
            Type::Scalar(from) if from.is_complex() => {
                let value = scalar::convert(&mut self.code, values[0], *from, Scalar::Complex128);
                let (real, imaginary) = complex::parts(&self.code, value, Scalar::Complex128);
                note(&self.code, "numlir_argument_complex", &[real, imaginary]);
            }
            Type::Scalar(from) => {
                let (symbol, wide) = match from {
                    from if from.is_float() => ("numlir_argument_float", Scalar::Float64),
                    from if from.is_unsigned() => ("numlir_argument_unsigned", Scalar::UInt64),
                    _ => ("numlir_argument_int", Scalar::Int64),
                };
                let value = scalar::convert(&mut self.code, values[0], *from, wide);
                note(&self.code, symbol, &[value]);
            }
            Type::Tuple(elements) => {
                note(&self.code, "numlir_argument_open", &[]);
                for (element, part) in elements.iter().zip(split(&self.code, elements, values)) {
                    self.note_value(element, &part)?;
                }
                note(&self.code, "numlir_argument_close", &[]);
            }
            other if has_object(other) => note_object(&mut self.code, other, values),
            _ => return None,
        }
        Some(())
    }
}

/// The texts one behind the other. By halves, the second first: of n texts none is copied more than log2(n) times, and they go as they
/// came, from the top of a stack, which keeps what is to be released where one of them fails short.
fn concat_all<'c>(code: &Code<'_, 'c>, texts: &[Value<'c>]) -> Value<'c> {
    match texts {
        [] => code.string(""),
        [one] => *one,
        _ => {
            let (first, second) = texts.split_at(texts.len().div_ceil(2));
            let second = concat_all(code, second);
            code.concat(concat_all(code, first), second)
        }
    }
}
