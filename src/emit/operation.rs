//! One instruction of the graph, one operation of the `py` dialect.

use super::{Frame, binding, nested_symbol};
use crate::{
    flow::graph::{Argument, Instruction, Op, Register},
    program::{Binding, FrozenArray},
    stack::{Constant, Import, ObjectBlock},
};
use melior::ir::Attribute;
use numlir_dialects::{Value, convert, instance, ir::attribute_text, types::Type};
use numlir_grammar::tree::{BinaryOp, CompareOp, UnaryOp};
use numlir_passes::{
    attributes::{NO_MODULE, UNDEFINED},
    builtins::cuda::is_value,
};

impl<'c> Frame<'_, 'c> {
    pub(super) fn instruction(&mut self, instruction: &Instruction) {
        let results = &instruction.results;
        match &instruction.op {
            Op::Unpack { value, count } => {
                let elements = self.unpack(*value, *count, -1);
                self.define(results, elements);
            }
            Op::UnpackStar { value, before, after } => {
                let elements = self.unpack(*value, before + 1 + after, *before as i64);
                self.define(results, elements);
            }
            Op::Next(iterator) => {
                let next = self
                    .builder
                    .op("py.next")
                    .operand(self.value(*iterator))
                    .results([self.builder.i1(), self.unknown, self.unknown])
                    .insert();
                self.define(results, next.results().collect());
            }
            Op::SetAttribute { object, name, value } => {
                let name = self.builder.string(name);
                self.effect("py.setattr", &[*object, *value], &[("name", name)]);
            }
            Op::SetItem { object, index, value } => self.effect("py.setitem", &[*object, *index, *value], &[]),
            Op::DeleteItem(object, index) => self.effect("py.delitem", &[*object, *index], &[]),
            Op::Append { list, value } => self.effect("py.append", &[*list, *value], &[]),
            Op::Add { set, value } => self.effect("py.append", &[*set, *value], &[]),
            Op::CheckBound { name, bound } => {
                let name = self.builder.string(name);
                self.effect("py.check_bound", &[*bound], &[("name", name)]);
            }
            op => {
                let value = self.single(op, results.first().copied());
                if let Some(&register) = results.first() {
                    self.values.insert(register, value);
                }
            }
        }
    }

    fn define(&mut self, registers: &[Register], values: Vec<Value<'c>>) {
        self.values.extend(registers.iter().copied().zip(values));
    }

    /// A dictionary display whose keys are constant strings: its class, should it be one of values of several types, the keys
    /// in order, and their values.
    pub(super) fn display_of_strings(&self, entries: &[(Value<'c>, Value<'c>)]) -> Option<Value<'c>> {
        let mut names: Vec<(&str, Value<'c>, Value<'c>)> = Vec::new();
        for &(key, value) in entries {
            let constant = key.defining_operation().filter(|constant| constant.is("py.constant"))?;
            let name =
                attribute_text(constant.attribute("value")?).filter(|name| !name.contains(instance::SEPARATOR))?;
            // The last value counts, at the place of the first.
            match names.iter_mut().find(|(known, ..)| *known == name) {
                Some(known) => known.2 = value,
                None => names.push((name, key, value)),
            }
        }
        if names.is_empty() {
            return None;
        }
        let tuple = |elements: Vec<Value<'c>>| {
            let tuple = self.builder.op("py.build_tuple").operands(elements);
            tuple.attribute("stars", self.builder.dense_i64(&[])).result(self.unknown).value()
        };
        let class = instance::literal_dict(names.iter().map(|(name, ..)| *name));
        let class = self.builder.op("py.constant").attribute("value", self.builder.string(&class));
        let class = class.result(self.unknown).value();
        let keys = tuple(names.iter().map(|(_, key, _)| *key).collect());
        let values = tuple(names.iter().map(|(.., value)| *value).collect());
        let made = self
            .builder
            .op("py.build_dict")
            .operands([class, keys, values])
            .attribute("stars", self.builder.dense_i64(&[]));
        Some(made.result(self.unknown).value())
    }

    fn unpack(&self, value: Register, count: usize, star: i64) -> Vec<Value<'c>> {
        let star = self.builder.integer(self.builder.i64(), star);
        let operation = self
            .builder
            .op("py.unpack")
            .operand(self.value(value))
            .attribute("star", star)
            .results(std::iter::repeat_n(self.unknown, count))
            .insert();
        operation.results().collect()
    }

    fn effect(&self, name: &'static str, operands: &[Register], attributes: &[(&str, Attribute<'c>)]) {
        let mut op = self.builder.op(name).operands(operands.iter().map(|&register| self.value(register)));
        for (name, attribute) in attributes {
            op = op.attribute(name, *attribute);
        }
        op.insert();
    }

    /// An operation with one unknown result.
    pub(super) fn make(
        &self,
        name: &'static str,
        operands: &[Register],
        attributes: &[(&str, Attribute<'c>)],
    ) -> Value<'c> {
        let mut op = self.builder.op(name).operands(operands.iter().map(|&register| self.value(register)));
        for (name, attribute) in attributes {
            op = op.attribute(name, *attribute);
        }
        op.result(self.unknown).value()
    }

    fn single(&mut self, op: &Op, result: Option<Register>) -> Value<'c> {
        let text = |text: &str| self.builder.string(text);
        match op {
            Op::Constant(constant) => self.constant(constant),
            Op::Global(name) => self.global(name.clone(), result),
            Op::Builtin(name) => self.make("py.builtin", &[], &[("name", text(&format!("builtins.{name}")))]),
            Op::SelfFunction => self.closure(self.symbol, &self.own_captures(), &[], &[]),
            Op::Function { nested, captures, defaults, keyword_defaults } => {
                let inner = &self.function.nested[*nested];
                let symbol = nested_symbol(self.symbol, inner, *nested);
                let positional: Vec<_> =
                    inner.signature.positional_only.iter().chain(&inner.signature.positional).collect();
                let last = &positional[positional.len() - defaults.len()..];
                let names: Vec<&str> = last
                    .iter()
                    .map(|name| name.as_str())
                    .chain(keyword_defaults.iter().map(|d| d.0.as_str()))
                    .collect();
                let values: Vec<_> = defaults.iter().copied().chain(keyword_defaults.iter().map(|d| d.1)).collect();
                let captures: Vec<_> = captures.iter().map(|&register| self.value(register)).collect();
                self.closure(&symbol, &captures, &names, &values)
            }
            Op::Attribute(object, name) => {
                if let Some(path) = self.paths.get(object) {
                    let path = format!("{path}.{name}");
                    if self.emitter.binding(&path).is_some() {
                        return self.global(path, result);
                    }
                }
                self.make("py.getattr", &[*object], &[("name", text(name))])
            }
            Op::Item(object, index) => self.make("py.getitem", &[*object, *index], &[]),
            Op::Slice { start, stop, step } => self.make("py.slice", &[*start, *stop, *step], &[]),
            Op::Binary(op, lhs, rhs) => self.make("py.binary", &[*lhs, *rhs], &[("op", text(binary_name(*op)))]),
            Op::Inplace(op, lhs, rhs) => self.make("py.inplace", &[*lhs, *rhs], &[("op", text(binary_name(*op)))]),
            Op::Unary(UnaryOp::Not, operand) => {
                let ones = self.builder.constant_bool(true);
                self.builder.binary("arith.xori", self.value(*operand), ones)
            }
            Op::Unary(op, operand) => self.make("py.unary", &[*operand], &[("op", text(unary_name(*op)))]),
            Op::Compare(op, lhs, rhs) => self.make("py.compare", &[*lhs, *rhs], &[("op", text(compare_name(*op)))]),
            Op::Truth(operand) => self.truth(*operand),
            Op::MatchLength { value, count, or_more } => self.has_length(self.value(*value), *count, *or_more),
            Op::MatchValue(value, pattern) => {
                self.make("py.compare", &[*value, *pattern], &[("op", text("eq")), ("pattern", self.builder.unit())])
            }
            Op::Call { callee, arguments } => {
                self.operator(*callee, arguments).unwrap_or_else(|| self.call(*callee, arguments))
            }
            Op::Tuple(elements) => self.display("py.build_tuple", elements),
            Op::List(elements) => self.display("py.build_list", elements),
            Op::Set(elements) => self.display("py.build_set", elements),
            Op::Dict(entries) => {
                let entries: Vec<_> =
                    entries.iter().map(|(key, value)| (self.value(*key), self.value(*value))).collect();
                self.display_of_strings(&entries).unwrap_or_else(|| {
                    // An empty dictionary, which the entries are put into in turn.
                    let made = self.display("py.build_dict", &[]);
                    for (key, value) in entries {
                        self.builder.op("py.setitem").operands([made, key, value]).insert();
                    }
                    made
                })
            }
            Op::Yield(value) => self.make("py.yield", &[*value], &[]),
            Op::Iter(iterable) => self.make("py.iter", &[*iterable], &[]),
            Op::Format { value, conversion, spec } => {
                let spec = spec.map(|spec| self.value(spec));
                self.format(self.value(*value), *conversion, spec)
            }
            Op::Join(pieces) => self.make("py.join", pieces, &[]),
            Op::Narrow { value, none } => self.make("py.narrow", &[*value], &[("none", self.builder.boolean(*none))]),
            Op::ExceptionMatches(exception, class) => {
                let operands = [self.value(*exception), self.value(*class)];
                self.builder.op("py.matches").operands(operands).result(self.builder.i1()).value()
            }
            Op::Exception => match self.caught {
                Some(exception) => exception,
                None => self.make("py.undef", &[], &[]),
            },
            Op::Unbound => self.make("py.undef", &[], &[]),
            // Of statements that `refusals` has refused, or that have been emitted above.
            _ => self.make("py.undef", &[], &[]),
        }
    }

    /// The text of a value after a conversion: `!a` is a call of `ascii`.
    fn format(&self, value: Value<'c>, conversion: Option<char>, spec: Option<Value<'c>>) -> Value<'c> {
        let (value, conversion) = match conversion {
            Some('a') => {
                let callee = self.make("py.builtin", &[], &[("name", self.builder.string("builtins.ascii"))]);
                let call = self.builder.op("py.call").operand(callee).operand(value);
                let call = call.attribute("keywords", self.builder.strings::<&str>(&[]));
                let call = call.attribute("stars", self.builder.dense_i64(&[]));
                (call.result(self.unknown).value(), String::from("s"))
            }
            conversion => (value, conversion.map(String::from).unwrap_or_default()),
        };
        let format = self.builder.op("py.format").operand(value).operands(spec);
        format.attribute("conversion", self.builder.string(&conversion)).result(self.unknown).value()
    }

    /// Truth of a value; of a boolean of the graph, itself.
    pub(super) fn truth(&self, operand: Register) -> Value<'c> {
        let value = self.value(operand);
        self.builder.op("py.truth").operand(value).result(self.builder.i1()).value()
    }

    /// Whether a value is a sequence of so many elements, or more, which a function of the library tells.
    fn has_length(&self, value: Value<'c>, count: usize, or_more: bool) -> Value<'c> {
        let int64 = convert::to_mlir(self.builder.context, &Type::INT64);
        let name = if or_more { "operator.has_length_or_more" } else { "operator.has_length" };
        let callee = self.make("py.builtin", &[], &[("name", self.builder.string(name))]);
        let count = self.make("py.constant", &[], &[("value", self.builder.integer(int64, count as i64))]);
        let call = self.builder.op("py.call").operands([callee, value, count]);
        let call = call.attribute("keywords", self.builder.strings::<&str>(&[]));
        let call = call.attribute("stars", self.builder.dense_i64(&[])).result(self.unknown).value();
        self.builder.op("py.truth").operand(call).result(self.builder.i1()).value()
    }

    fn own_captures(&self) -> Vec<Value<'c>> {
        let parameters = &self.function.graph[self.function.entry].parameters;
        parameters.iter().take(self.function.captures.len()).map(|parameter| self.value(parameter.register)).collect()
    }

    fn closure(&self, symbol: &str, captures: &[Value<'c>], names: &[&str], defaults: &[Register]) -> Value<'c> {
        self.builder
            .op("py.function")
            .attribute("symbol", self.builder.symbol(symbol))
            .attribute("defaults", self.builder.strings(names))
            .operands(captures.iter().copied())
            .operands(defaults.iter().map(|&register| self.value(register)))
            .attribute("operandSegmentSizes", self.builder.dense_i32(&[captures.len() as i32, defaults.len() as i32]))
            .result(self.unknown)
            .value()
    }

    fn call(&self, callee: Register, arguments: &[Argument]) -> Value<'c> {
        let mut operands = vec![callee];
        let mut stars = Vec::new();
        let mut keywords = Vec::new();
        for (position, argument) in arguments.iter().enumerate() {
            match argument {
                Argument::Positional(register) => operands.push(*register),
                Argument::Star(register) => {
                    stars.push(position as i64);
                    operands.push(*register);
                }
                Argument::Keyword(name, register) => {
                    keywords.push(name.clone());
                    operands.push(*register);
                }
                // `**mapping` has no type here; inference refuses the name.
                Argument::DoubleStar(register) => {
                    keywords.push("**".to_owned());
                    operands.push(*register);
                }
            }
        }
        // A star behind a keyword argument binds before it.
        let keywords = self.builder.strings(&keywords);
        self.make("py.call", &operands, &[("keywords", keywords), ("stars", self.builder.dense_i64(&stars))])
    }

    fn display(&self, name: &'static str, elements: &[Argument]) -> Value<'c> {
        let mut operands = Vec::new();
        let mut stars = Vec::new();
        for (position, element) in elements.iter().enumerate() {
            match element {
                Argument::Star(register) => {
                    stars.push(position as i64);
                    operands.push(*register);
                }
                Argument::Positional(register) | Argument::Keyword(_, register) | Argument::DoubleStar(register) => {
                    operands.push(*register);
                }
            }
        }
        self.make(name, &operands, &[("stars", self.builder.dense_i64(&stars))])
    }

    fn constant(&self, constant: &Constant) -> Value<'c> {
        let builder = &self.builder;
        let attribute = match constant {
            Constant::None => Some(builder.unit()),
            Constant::Bool(value) => {
                let value = builder.boolean(*value);
                return builder.op("py.constant").attribute("value", value).result(builder.i1()).value();
            }
            Constant::Int(value) => binding::integer(builder, *value),
            Constant::Float(value) => Some(builder.float(builder.f64(), *value)),
            Constant::Complex { real, imaginary } => Some(builder.dense_f64(&[*real, *imaginary])),
            Constant::Str(text) => Some(builder.string(text)),
            Constant::Bytes(bytes) => Some(builder.byte_string(bytes)),
            Constant::Ellipsis => {
                let name = builder.string("builtins.Ellipsis");
                return self.make("py.builtin", &[], &[("name", name)]);
            }
            _ => None,
        };
        match attribute {
            Some(value) => self.make("py.constant", &[], &[("value", value)]),
            None => {
                // All others have a meaning.
                self.nothing("", "an integer beyond 64 bits")
            }
        }
    }

    /// What a path of global names means.
    fn global(&mut self, path: String, result: Option<Register>) -> Value<'c> {
        let value = match self.emitter.binding(&path) {
            None if ObjectBlock::of_name(&path).is_some() => self.nothing("", "'with'"),
            Some(Binding::Unknown(what)) if ObjectBlock::of_name(&path).is_some() => self.nothing("", what),
            None => match Import::of_name(&path) {
                Some(import) => self.nothing(&import.shown(), NO_MODULE),
                None => self.nothing(&path, UNDEFINED),
            },
            Some(Binding::Unknown(what)) => self.nothing(&shown(&path), what),
            Some(Binding::Array(array)) => self.frozen(array),
            Some(Binding::Function(index)) => self.closure(&self.emitter.symbols[*index], &[], &[], &[]),
            Some(Binding::Stencil(kernel)) => {
                self.closure(&binding::stencil_symbol(&self.emitter.symbols[*kernel]), &[], &[], &[])
            }
            Some(Binding::Builtin(name)) if is_value(name) => {
                let (of, name) = name.rsplit_once('.').unwrap_or(("", name));
                let of = self.make("py.builtin", &[], &[("name", self.builder.string(of))]);
                let read = self.builder.op("py.getattr").operand(of).attribute("name", self.builder.string(name));
                read.result(self.unknown).value()
            }
            Some(Binding::Builtin(name)) => self.make("py.builtin", &[], &[("name", self.builder.string(name))]),
            Some(Binding::Ufunc(kernel, made)) => {
                let name = binding::ufunc_name(self.emitter.symbols, *kernel, made);
                self.make("py.builtin", &[], &[("name", self.builder.string(&name))])
            }
            Some(Binding::Dtype(scalar)) => {
                let element = convert::scalar_to_mlir(self.builder.context, *scalar);
                self.make("py.dtype", &[], &[("element", self.builder.type_attribute(element))])
            }
            Some(binding) => {
                self.constant_of(binding).unwrap_or_else(|| self.nothing(&shown(&path), "a value that is not compiled"))
            }
        };
        if let Some(register) = result {
            self.paths.insert(register, path);
        }
        value
    }

    /// The value of a constant; a tuple that holds arrays, and what a call gives, is made where it is read.
    fn constant_of(&self, binding: &Binding) -> Option<Value<'c>> {
        if let Some(value) = binding::attribute(&self.builder, self.emitter.symbols, binding) {
            return Some(self.make("py.constant", &[], &[("value", value)]));
        }
        match binding {
            Binding::Array(array) => Some(self.frozen(array)),
            Binding::Tuple(elements) => {
                let elements = elements.iter().map(|element| self.constant_of(element)).collect::<Option<Vec<_>>>()?;
                let stars = self.builder.dense_i64(&[]);
                let tuple = self.builder.op("py.build_tuple").operands(elements).attribute("stars", stars);
                Some(tuple.result(self.unknown).value())
            }
            Binding::Call(name, arguments) => {
                let arguments =
                    arguments.iter().map(|argument| self.constant_of(argument)).collect::<Option<Vec<_>>>()?;
                if name == "builtins.slice" {
                    return Some(self.builder.op("py.slice").operands(arguments).result(self.unknown).value());
                }
                let callee = self.make("py.builtin", &[], &[("name", self.builder.string(name))]);
                let call = self.builder.op("py.call").operand(callee).operands(arguments);
                let call = call.attribute("keywords", self.builder.strings::<&str>(&[]));
                let call = call.attribute("stars", self.builder.dense_i64(&[]));
                Some(call.result(self.unknown).value())
            }
            _ => None,
        }
    }

    fn frozen(&self, frozen: &FrozenArray) -> Value<'c> {
        let ty = convert::to_mlir(self.builder.context, &Type::Array(frozen.array));
        self.make(
            "py.frozen",
            &[],
            &[
                ("symbol", self.builder.string(&frozen_symbol(frozen))),
                ("array_type", self.builder.type_attribute(ty)),
                ("shape", self.builder.dense_i64(&frozen.shape)),
                ("strides", self.builder.dense_i64(&frozen.strides)),
            ],
        )
    }

    fn nothing(&self, name: &str, reason: &str) -> Value<'c> {
        let attributes = [("name", self.builder.string(name)), ("reason", self.builder.string(reason))];
        self.make("py.unknown_name", &[], &attributes)
    }
}

/// The symbol that stands for a frozen array's data in object code; two uses of one array share it.
pub fn frozen_symbol(frozen: &FrozenArray) -> String {
    format!("numlir.frozen.{}", frozen.number)
}

/// A global as messages name it.
fn shown(path: &str) -> String {
    Import::of_name(path).map_or_else(|| path.to_owned(), |import| import.shown())
}

fn binary_name(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "add",
        BinaryOp::Sub => "sub",
        BinaryOp::Mult => "mul",
        BinaryOp::MatMult => "matmul",
        BinaryOp::Div => "truediv",
        BinaryOp::Mod => "mod",
        BinaryOp::Pow => "pow",
        BinaryOp::LShift => "lshift",
        BinaryOp::RShift => "rshift",
        BinaryOp::BitOr => "or",
        BinaryOp::BitXor => "xor",
        BinaryOp::BitAnd => "and",
        BinaryOp::FloorDiv => "floordiv",
    }
}

fn unary_name(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Invert => "invert",
        UnaryOp::Not => "not",
        UnaryOp::UAdd => "pos",
        UnaryOp::USub => "neg",
    }
}

fn compare_name(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Eq => "eq",
        CompareOp::NotEq => "ne",
        CompareOp::Lt => "lt",
        CompareOp::LtE => "le",
        CompareOp::Gt => "gt",
        CompareOp::GtE => "ge",
        CompareOp::Is => "is",
        CompareOp::IsNot => "is_not",
        CompareOp::In => "in",
        CompareOp::NotIn => "not_in",
    }
}
