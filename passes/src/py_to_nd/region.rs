//! Regions, blocks and the operations that only carry values: branches, calls, structured loops.

use super::{Lowered, Lowering, internal};
use crate::code::Values;
use numlir_dialects::{Block, Operation, Region, Value};

impl<'c> Lowering<'_, 'c> {
    /// Writes the blocks of a region into an empty one. Blocks are in reverse postorder, so definitions come before uses.
    pub(super) fn region(&mut self, from: Region<'c>, to: Region<'c>) -> Lowered<()> {
        let blocks: Vec<_> = from.blocks().collect();
        for &block in &blocks {
            let mut arguments = Vec::new();
            let mut counts = Vec::new();
            for argument in block.arguments() {
                let types = self.types_of(argument);
                counts.push(types.len());
                arguments.extend(types.into_iter().map(|ty| (ty, argument.location())));
            }
            let made = Block::append(to, &arguments);
            let mut next = 0;
            for (argument, count) in block.arguments().zip(counts) {
                let values: Values = (next..next + count).map(|index| made.argument(index)).collect();
                next += count;
                self.set(argument, values);
            }
            self.blocks.insert(block, made);
        }
        for block in blocks {
            self.block(block)?;
        }
        Ok(())
    }

    fn block(&mut self, block: Block<'c>) -> Lowered<()> {
        let outer = self.code.builder;
        self.code.builder.set_to_end(self.blocks[&block]);
        let operations: Vec<_> = block.operations().collect();
        let mut done = 0;
        while done < operations.len() {
            let tried = tried(&operations[done..]);
            if tried > 0 {
                self.try_operations(&operations[done..done + tried], operations[done + tried])?;
                done += tried + 1;
                continue;
            }
            self.any_operation(operations[done])?;
            done += 1;
        }
        self.code.builder = outer;
        Ok(())
    }

    pub(super) fn any_operation(&mut self, operation: Operation<'c>) -> Lowered<()> {
        self.code.builder.set_location(operation.location());
        if operation.name().starts_with("py.") { self.operation(operation) } else { self.carry(operation) }
    }

    /// An operation of another dialect, with its operands, results and regions flattened.
    fn carry(&mut self, operation: Operation<'c>) -> Lowered<()> {
        let name = static_name(operation)
            .ok_or_else(|| internal(operation, format!("no lowering of {}", operation.name())))?;
        let mut made = self.code.builder.op(name);
        let operands: Vec<Values<'c>> = operation.operands().map(|operand| self.get(operand)).collect();
        for values in &operands {
            made = made.operands(values.iter().copied());
        }
        for (attribute, value) in operation.attributes() {
            let attribute = attribute.as_string_ref().as_str().unwrap_or("").to_owned();
            if attribute != "operandSegmentSizes" {
                made = made.attribute(&attribute, value);
            }
        }
        if name == "cf.cond_br" {
            let first = operation.successor(0).argument_count();
            let count = |operands: &[Values<'c>]| operands.iter().map(|values| values.len() as i32).sum::<i32>();
            let sizes = [1, count(&operands[1..=first]), count(&operands[first + 1..])];
            made = made.attribute("operandSegmentSizes", self.code.builder.dense_i32(&sizes));
        }
        for successor in operation.successors() {
            made = made.successor(self.blocks[&successor]);
        }
        let mut counts = Vec::new();
        for result in operation.results() {
            let types = self.types_of(result);
            counts.push(types.len());
            made = made.results(types);
        }
        for _ in 0..operation.region_count() {
            made = made.region();
        }
        let made = made.insert();
        let mut next = 0;
        for (result, count) in operation.results().zip(counts) {
            let values: Values<'c> = (next..next + count).map(|index| made.result(index)).collect();
            next += count;
            self.set(result, values);
        }
        for index in 0..operation.region_count() {
            if operation.region(index).first_block().is_some() {
                self.region(operation.region(index), made.region(index))?;
            }
        }
        Ok(())
    }

    /// One value that stands for a value of the old function.
    pub(super) fn one(&self, value: Value<'c>) -> Value<'c> {
        self.get(value)[0]
    }
}

/// How many operations the `try` takes that begins with the first of these, of which `py.failed` follows; 0 where none begins.
fn tried(operations: &[Operation]) -> usize {
    if operations[0].attribute("guarded").is_none() {
        return 0;
    }
    let end = operations.iter().position(|operation| operation.is("py.failed"));
    // Another one inside `try` that does not raise is on its own.
    let own = |end: usize| {
        let mut calls = operations[1..end].iter().filter(|operation| operation.attribute("guarded").is_some());
        operations[0].is("py.cast") || calls.next().is_none()
    };
    end.filter(|end| own(*end)).unwrap_or(0)
}

/// The names of the operations that are carried over as they are.
fn static_name(operation: Operation) -> Option<&'static str> {
    const NAMES: &[&str] = &[
        "cf.br",
        "cf.cond_br",
        "func.return",
        "func.call",
        "scf.for",
        "scf.if",
        "scf.yield",
        "scf.while",
        "scf.condition",
        "arith.constant",
        "arith.xori",
        "arith.andi",
        "arith.ori",
        "arith.index_cast",
        "arith.addi",
        "arith.subi",
        "arith.muli",
        "arith.cmpi",
        "arith.select",
    ];
    NAMES.iter().copied().find(|name| operation.is(name))
}
