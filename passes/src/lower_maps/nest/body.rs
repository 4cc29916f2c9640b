//! What is computed at each place.

use super::Nest;
use crate::loops::is_foldable;
use numlir_dialects::{Block, Builder, Operation, Region, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// The operations of a map's region.
#[derive(Clone)]
pub struct Body<'c> {
    pub block: Block<'c>,
    /// The values that the inputs stand for.
    pub arguments: Vec<Value<'c>>,
    pub result: Value<'c>,
    /// A condition that is the same at all places, as far as it is decided.
    pub decided: Option<(Value<'c>, bool)>,
}

impl<'c> Body<'c> {
    pub fn of(region: Region<'c>) -> Self {
        let block = region.first_block().expect("a map has a body");
        let result = block.terminator().expect("a body ends in a yield").operand(0);
        Self { block, arguments: block.arguments().collect(), result, decided: None }
    }

    /// Whether it is all of its block.
    pub fn is_untouched(&self) -> bool {
        let yielded = self.block.terminator().map(|end| end.operand(0));
        self.decided.is_none()
            && yielded == Some(self.result)
            && self.block.arguments().eq(self.arguments.iter().copied())
    }

    /// A condition that is the same at all places, and on which it depends which element of an array is read.
    pub fn undecided(&self) -> Option<Value<'c>> {
        let is_outer = |value: Value<'c>| value.owner_block() != Some(self.block);
        let places = self.operations().filter(|inner| inner.is("nd.load")).map(|load| load.operand(1));
        let choices = places.filter_map(Value::defining_operation).filter(|made| made.is("arith.select"));
        let mut conditions = choices.map(|choice| choice.operand(0)).filter(|condition| is_outer(*condition));
        let decided = self.decided.map(|(condition, _)| condition);
        conditions.find(|condition| Some(*condition) != decided)
    }

    /// What an operation gives where that is known from what is decided.
    fn known(&self, operation: Operation<'c>) -> Option<Value<'c>> {
        let (condition, holds) = self.decided?;
        let is_choice = operation.is("arith.select") && operation.operand(0) == condition;
        is_choice.then(|| operation.operand(if holds { 1 } else { 2 }))
    }

    /// The operations that compute the result from the arguments, in order.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'c>> {
        self.operations_for(&[self.result])
    }

    /// The same of other values of the body.
    fn operations_for(&self, values: &[Value<'c>]) -> impl Iterator<Item = Operation<'c>> + use<'c> {
        let mut needed = FxHashSet::default();
        let mut open = values.to_vec();
        while let Some(value) = open.pop() {
            let made = value.defining_operation().filter(|_| !self.arguments.contains(&value));
            if let Some(operation) = made.filter(|operation| operation.block() == Some(self.block))
                && needed.insert(operation)
            {
                all_operands(operation, &mut open);
            }
        }
        self.block.operations().filter(move |operation| needed.contains(operation))
    }
}

impl<'c> Nest<'c> {
    /// The condition and the value of a result that is elsewhere what the destination holds already: nothing is written there, so that others
    /// may write there meanwhile.
    pub fn replacement(&self) -> Option<[Value<'c>; 2]> {
        let body = self.body.as_ref()?;
        let choice = body.result.defining_operation().filter(|made| made.is("arith.select"))?;
        let kept = body.arguments.iter().position(|argument| *argument == choice.operand(2))?;
        let is_own = choice.block() == Some(body.block) && self.part(kept)?.array == self.destination.array;
        is_own.then(|| [choice.operand(0), choice.operand(1)])
    }

    /// Whether values of the body are computed from an input.
    pub(super) fn is_read(&self, input: usize, values: &[Value<'c>]) -> bool {
        self.body.as_ref().is_none_or(|body| {
            let mut read = values.to_vec();
            body.operations_for(values).for_each(|operation| all_operands(operation, &mut read));
            read.contains(&body.arguments[input])
        })
    }

    /// Whether the body can be written out for eight places at once.
    pub(super) fn takes_eight(&self) -> bool {
        self.body.as_ref().is_none_or(|body| body.is_untouched() && is_foldable(body.block))
    }

    /// The body's result for values of its arguments.
    pub(super) fn compute(&self, builder: &Builder<'c>, inputs: &[Value<'c>]) -> Value<'c> {
        let Some(body) = &self.body else { return inputs[0] };
        let known = body.arguments.iter().copied().zip(inputs.iter().copied()).collect();
        self.compute_all(builder, known, &[body.result])[0]
    }

    /// Values of the body, where its arguments that they are computed from have values.
    pub(super) fn compute_all(
        &self,
        builder: &Builder<'c>,
        mut known: FxHashMap<Value<'c>, Value<'c>>,
        values: &[Value<'c>],
    ) -> Vec<Value<'c>> {
        let operations = self.body.iter().flat_map(|body| body.operations_for(values).map(move |inner| (body, inner)));
        for (body, operation) in operations {
            if let Some(value) = body.known(operation) {
                known.insert(operation.result(0), known.get(&value).copied().unwrap_or(value));
                continue;
            }
            let made = builder.insert(operation.clone_detached());
            rename(made, &known);
            known.extend(operation.results().zip(made.results()));
        }
        values.iter().map(|value| known.get(value).copied().unwrap_or(*value)).collect()
    }
}

fn all_operands<'c>(operation: Operation<'c>, operands: &mut Vec<Value<'c>>) {
    operands.extend(operation.operands());
    for region in (0..operation.region_count()).map(|index| operation.region(index)) {
        region.blocks().flat_map(Block::operations).for_each(|inner| all_operands(inner, operands));
    }
}

/// Replaces operands, also in regions within.
fn rename<'c>(operation: Operation<'c>, known: &FxHashMap<Value<'c>, Value<'c>>) {
    for index in 0..operation.operand_count() {
        if let Some(value) = known.get(&operation.operand(index)) {
            operation.set_operand(index, *value);
        }
    }
    for region in (0..operation.region_count()).map(|index| operation.region(index)) {
        region.blocks().flat_map(Block::operations).for_each(|inner| rename(inner, known));
    }
}
