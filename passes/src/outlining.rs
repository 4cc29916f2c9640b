//! Code that moves into a function of its own: what it uses from outside becomes arguments of the function, or is made anew in it.

use crate::{accumulate_arrays::is_inside, blocks::visit_operations};
use melior::ir::TypeLike;
use numlir_dialects::{Block, Builder, Operation, Value};
use rustc_hash::FxHashMap;

/// A function in the making.
pub struct Outlining<'c> {
    pub function: Operation<'c>,
    pub entry: Block<'c>,
    /// Inserts at the end of the entry block.
    pub builder: Builder<'c>,
    /// Inserts where the function will be called.
    pub caller: Builder<'c>,
    /// What the values of the old function are in the new one.
    pub values: FxHashMap<Value<'c>, Value<'c>>,
    /// What the caller passes, behind the leading arguments.
    pub captures: Vec<Value<'c>>,
    /// Operations that are made anew instead of passed: cheap ones, and those whose results are the caller's own.
    again: &'static [&'static str],
}

impl<'c> Outlining<'c> {
    /// A private function without a body, before the one that the code stands in. Its `leading` arguments are words.
    pub fn new(
        at: Builder<'c>,
        parent: Operation<'c>,
        (symbol, leading): (&str, usize),
        again: &'static [&'static str],
    ) -> Self {
        let mut outside = Builder::before(at.context, parent);
        outside.set_location(at.location);
        let function = outside
            .op("func.func")
            .attribute("sym_name", outside.string(symbol))
            .attribute("sym_visibility", outside.string("private"))
            .attribute("function_type", outside.type_attribute(outside.function_type(&[], &[])))
            .maybe_attribute("numlir.name", parent.attribute("numlir.name"))
            .region()
            .insert();
        let entry = Block::append(function.region(0), &vec![(at.i64(), at.location); leading]);
        let builder = Builder::at_end(at.context, entry, at.location);
        let values = FxHashMap::default();
        Self { function, entry, builder, caller: at, values, captures: Vec::new(), again }
    }

    /// Gives the function its type.
    pub fn finish(&self) {
        let inputs: Vec<_> = self.entry.arguments().map(|argument| argument.ty()).collect();
        let ty = self.builder.type_attribute(self.builder.function_type(&inputs, &[]));
        self.function.set_attribute("function_type", ty);
    }

    /// Passes a value to the function, and gives its argument.
    pub fn pass(&mut self, value: Value<'c>) -> Value<'c> {
        // Numbers of type index are words where functions call each other.
        let is_index = value.ty().is_index();
        let passed = if is_index { self.caller.convert("arith.index_cast", value, self.caller.i64()) } else { value };
        let argument = self.entry.add_argument(passed.ty(), value.location());
        self.captures.push(passed);
        let own = if is_index { self.builder.convert("arith.index_cast", argument, value.ty()) } else { argument };
        self.values.insert(value, own);
        own
    }

    /// What a value from outside is in the function.
    pub fn import(&mut self, value: Value<'c>) -> Value<'c> {
        if let Some(known) = self.values.get(&value) {
            return *known;
        }
        let Some(made) = value.defining_operation().filter(|made| self.again.contains(&made.name())) else {
            return self.pass(value);
        };
        let operands: Vec<_> = made.operands().map(|operand| self.import(operand)).collect();
        let copy = made.clone_detached();
        copy.set_operands(&operands);
        let copy = self.builder.insert(copy).result(0);
        self.values.insert(value, copy);
        copy
    }

    /// Imports all that a region of an operation uses from outside the operation.
    pub fn import_region(&mut self, operation: Operation<'c>, region: usize) {
        let mut outside = Vec::new();
        visit_operations(operation.region(region), &mut |inner| {
            outside.extend(inner.operands().filter(|value| !is_inside(*value, operation)));
        });
        for value in outside {
            self.import(value);
        }
    }
}
