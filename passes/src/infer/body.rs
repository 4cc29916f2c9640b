//! A template's operations as an array, decoded once for all its specialisations.

use super::fact::Fact;
use numlir_dialects::{Operation, Value};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// A template: blocks in the order of the text, which is reverse postorder.
pub struct Body<'c> {
    pub blocks: Vec<BlockBody<'c>>,
    /// Values by their numbers.
    pub values: Vec<Value<'c>>,
    /// For each value, the other blocks that use it.
    pub users: Vec<SmallVec<[u32; 2]>>,
}

pub struct BlockBody<'c> {
    /// The number of the first argument; the others follow.
    pub first_argument: u32,
    pub arguments: u32,
    pub operations: Vec<OperationBody<'c>>,
}

pub struct OperationBody<'c> {
    pub operation: Operation<'c>,
    pub name: &'c str,
    pub operands: SmallVec<[u32; 4]>,
    /// The number of the first result; the others follow.
    pub first_result: u32,
    pub results: u32,
    /// For a terminator: the blocks it leads to, each with the position of its first operand handed on.
    pub successors: SmallVec<[(u32, u32); 2]>,
}

impl OperationBody<'_> {
    /// Whether an operation uses a local that has no value on any way there: the test before it raises.
    pub fn uses_nothing(&self, facts: &[Fact]) -> bool {
        self.operands.iter().any(|operand| facts[*operand as usize] == Fact::Nothing)
    }
}

impl<'c> Body<'c> {
    pub fn new(template: Operation<'c>) -> Self {
        let mut numbers = FxHashMap::default();
        let mut values = Vec::new();
        let mut blocks = Vec::new();
        let mut positions = FxHashMap::default();
        let mut number = |value: Value<'c>| {
            let next = values.len() as u32;
            values.push(value);
            numbers.insert(value, next);
            next
        };
        for (position, block) in template.region(0).blocks().enumerate() {
            positions.insert(block, position as u32);
            let arguments = block.argument_count() as u32;
            let mut first_argument = 0;
            for (index, argument) in block.arguments().enumerate() {
                let argument = number(argument);
                if index == 0 {
                    first_argument = argument;
                }
            }
            let operations = block.operations().map(|operation| {
                let mut first_result = 0;
                for (index, result) in operation.results().enumerate() {
                    let result = number(result);
                    if index == 0 {
                        first_result = result;
                    }
                }
                OperationBody {
                    operation,
                    name: operation.name(),
                    operands: SmallVec::new(),
                    first_result,
                    results: operation.result_count() as u32,
                    successors: SmallVec::new(),
                }
            });
            blocks.push(BlockBody { first_argument, arguments, operations: operations.collect() });
        }
        let mut home = vec![0; values.len()];
        for (position, block) in blocks.iter().enumerate() {
            let block: &BlockBody = block;
            let arguments = (block.first_argument, block.arguments);
            let results = block.operations.iter().map(|body| (body.first_result, body.results));
            for (first, count) in results.chain([arguments]) {
                home[first as usize..(first + count) as usize].fill(position as u32);
            }
        }
        let mut users = vec![SmallVec::<[u32; 2]>::new(); values.len()];
        for (position, block) in blocks.iter_mut().enumerate() {
            let position = position as u32;
            for body in &mut block.operations {
                body.operands = body.operation.operands().map(|operand| numbers[&operand]).collect();
                for &operand in &body.operands {
                    let users = &mut users[operand as usize];
                    if home[operand as usize] != position && users.last() != Some(&position) {
                        users.push(position);
                    }
                }
                let mut first = u32::from(body.name == "cf.cond_br");
                for successor in body.operation.successors() {
                    body.successors.push((positions[&successor], first));
                    first += successor.argument_count() as u32;
                }
            }
        }
        Self { blocks, values, users }
    }
}
