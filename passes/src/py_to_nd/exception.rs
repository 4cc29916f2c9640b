//! Exceptions: operations inside `try`, raising, catching, and the texts of what was caught.

use super::{Lowered, Lowering, constant_of, internal};
use crate::{
    attributes,
    code::{Code, Values},
    exceptions,
};
use numlir_dialects::{Block, Operation, Predicate, Value, types::Type};
use smallvec::smallvec;

impl<'c> Code<'_, 'c> {
    /// Whether a caught exception is of one of some classes.
    pub fn error_matches(&self, caught: Value<'c>, classes: &[String]) -> Value<'c> {
        let builder = self.builder;
        let status = self.runtime("numlir_error_status", &[caught], Some(builder.i32())).result(0);
        let matches = builder.op("nd.error_matches").operand(status).attribute("classes", builder.strings(classes));
        matches.result(builder.i1()).value()
    }
}

impl<'c> Lowering<'_, 'c> {
    /// Operations of which the last may raise, with those that give it its operands, and the `py.failed` behind them.
    pub(super) fn try_operations(&mut self, operations: &[Operation<'c>], failed: Operation<'c>) -> Lowered<()> {
        let Some(last) = operations.last() else { return Ok(()) };
        let outside = self.code.builder;
        let types: Vec<_> = last.results().flat_map(|result| self.types_of(result)).collect();
        let made = outside.op("nd.try").result(outside.i32()).results(types).region().insert();
        self.code.builder.set_to_end(Block::append(made.region(0), &[]));
        for operation in operations {
            self.any_operation(*operation)?;
        }
        if !last.is("py.throw") {
            let values: Vec<_> = last.results().flat_map(|result| self.get(result)).collect();
            self.code.builder.op("nd.try_yield").operands(values).insert();
        }
        self.code.builder = outside;
        let mut next = 1;
        for result in last.results() {
            let count = self.types_of(result).len();
            self.set(result, (next..next + count).map(|index| made.result(index)).collect());
            next += count;
        }
        let status = made.result(0);
        let raised = outside.compare_int(Predicate::Ne, status, outside.constant_int(outside.i32(), 0));
        self.set(failed.result(0), smallvec![raised]);
        self.set(failed.result(1), smallvec![status]);
        Ok(())
    }

    /// A `py.failed` behind an operation that does not raise.
    pub(super) fn never_failed(&mut self, op: Operation<'c>) {
        let builder = self.code.builder;
        self.set(op.result(0), smallvec![builder.constant_bool(false)]);
        self.set(op.result(1), smallvec![builder.constant_int(builder.i32(), 0)]);
    }

    /// What a handler begins with: the error's values are put aside, so that others can be raised.
    pub(super) fn catch(&mut self, op: Operation<'c>) -> Values<'c> {
        if !op.result(0).has_uses() {
            self.code.runtime("numlir_clear_frames", &[], None);
            return smallvec![self.code.builder.op("nd.undef").result(op.result(0).ty()).value()];
        }
        let status = self.one(op.operand(0));
        smallvec![self.code.make("numlir_error_catch", &[status], &Type::Caught)]
    }

    pub(super) fn matches(&mut self, op: Operation<'c>) -> Lowered<Value<'c>> {
        let builder = self.code.builder;
        let class = self.ty(op.operand(1));
        let classes = exceptions::classes(&class).ok_or_else(|| internal(op, format!("{class} is no class")))?;
        match self.ty(op.operand(0)) {
            Type::Exception(of) => {
                Ok(builder.constant_bool(classes.iter().any(|class| exceptions::is_subclass(&of, class))))
            }
            _ if classes.iter().any(|class| class == "BaseException") => Ok(builder.constant_bool(true)),
            _ => {
                let caught = self.one(op.operand(0));
                Ok(self.code.error_matches(caught, &classes))
            }
        }
    }

    /// Raises, as a terminator or, in structured code, with something behind that is not reached: what was caught anew; otherwise the class, and the arguments of the call that makes the instance.
    pub(super) fn raise(&mut self, op: Operation<'c>) -> Lowered<()> {
        let builder = self.code.builder;
        let mut name = "RuntimeError".to_owned();
        let mut arguments = vec![];
        if op.operand_count() == 0 {
            arguments.push(builder.string("No active exception to reraise"));
        } else {
            let exception = op.operand(0);
            if op.operand_count() > 1 {
                self.note_cause(op)?;
            }
            match self.ty(exception) {
                Type::Builtin(class) => name = exceptions::class_of(&class).to_owned(),
                Type::Exception(class) => name = class.to_string(),
                Type::Caught => {
                    let caught = self.one(exception);
                    let status = self.code.runtime("numlir_error_raise", &[caught], Some(builder.i32())).result(0);
                    builder.op("nd.reraise").operand(status).insert();
                    return Ok(());
                }
                other => return Err(internal(op, format!("{other} is raised"))),
            }
            if let Some(call) = exception.defining_operation().filter(|call| call.is("py.call")) {
                let is_known = |value: Value<'c>| constant_of(value).is_some_and(|constant| constant.is_known());
                if call.operands().skip(1).all(is_known) {
                    let constants =
                        call.operands().skip(1).filter_map(|value| Some((self.ty(value), constant_of(value)?)));
                    arguments.extend(
                        constants.filter_map(|(ty, constant)| attributes::of_constant(&builder, &ty, &constant)),
                    );
                } else {
                    for value in call.operands().skip(1) {
                        let (ty, values) = (self.ty(value), self.get(value));
                        self.note_value(&ty, &values).ok_or_else(|| internal(op, format!("an exception with {ty}")))?;
                    }
                }
            }
        }
        let in_try = op.next().is_some_and(|next| next.is("py.failed"));
        let is_last = op.is("py.raise") || in_try;
        builder
            .op(if is_last { "nd.raise" } else { "nd.raise_if" })
            .operands((!is_last).then(|| builder.constant_bool(true)))
            .attribute("exception", builder.string(&name))
            .attribute("arguments", builder.array(&arguments))
            .insert();
        Ok(())
    }

    /// Notes what `raise … from` says.
    fn note_cause(&mut self, op: Operation<'c>) -> Lowered<()> {
        let cause = op.operand(1);
        match self.ty(cause) {
            Type::None => {
                self.code.runtime("numlir_error_without_cause", &[], None);
            }
            Type::Caught => {
                let caught = self.one(cause);
                self.code.runtime("numlir_error_cause", &[caught], None);
            }
            other => {
                let text =
                    format!("{other} as the cause of an exception; only caught exceptions and None are compiled");
                return Err(super::unsupported(op, text));
            }
        }
        Ok(())
    }
}
