//! One stack instruction as an operation on registers.

use super::{
    construct::Builder,
    graph::{Argument, Op, Register, TerminatorKind},
};
use crate::stack::{
    Instruction,
    instruction::Located,
    operand::{ArgumentKind, Arguments, Capture, Count, Depth, FunctionShape, Local, Name},
    type_name,
};
use numlir_grammar::tree::{Span, UnaryOp};

impl Builder<'_> {
    /// What is assigned to a variable: a value of its declared type, where it has one.
    fn converted(&mut self, local: u32, value: Register, span: Span) -> Register {
        let name = &self.code.locals[local as usize].name;
        if !self.code.typed.contains(name) {
            return value;
        }
        let callee = Op::Global(type_name(name));
        self.produce(callee, span);
        let callee = self.pop();
        self.produce(Op::Call { callee, arguments: vec![Argument::Positional(value)] }, span);
        self.pop()
    }

    /// Executes an instruction on the present registers. `checked` says whether it tests that its local has a value.
    /// The instruction that ends its block gives the block's terminator.
    pub(super) fn step(&mut self, located: &Located, checked: bool) -> Option<TerminatorKind> {
        let span = located.span;
        match &located.instruction {
            Instruction::PopTop => {
                self.depth -= 1;
            }
            Instruction::Copy(Depth(below)) => {
                let value = self.peek(*below);
                self.push(value, span);
            }
            Instruction::Swap(Depth(below)) => {
                let (top, other) = (self.peek(1), self.peek(*below));
                self.write(self.variables.slot(self.depth - 1), other, span);
                self.write(self.variables.slot(self.depth - below), top, span);
            }
            Instruction::LoadConstant(value) => self.produce(Op::Constant(value.clone()), span),
            Instruction::LoadLocal(Local(local)) => {
                self.check(*local, checked, span);
                let value = self.read(*local);
                self.push(value, span);
            }
            Instruction::CheckLocal(Local(local)) => self.check(*local, checked, span),
            Instruction::StoreLocal(Local(local)) => {
                let value = self.pop();
                let value = self.converted(*local, value, span);
                self.write(*local, value, span);
                self.write_flag(*local, true, span);
            }
            Instruction::DeleteLocal(Local(local)) => {
                let missing = self.unbound(*local);
                self.write(*local, missing, span);
                self.write_flag(*local, false, span);
            }
            Instruction::LoadCapture(Capture(capture)) => self.push(self.captures[*capture as usize], span),
            Instruction::LoadSelf => self.produce(Op::SelfFunction, span),
            Instruction::LoadGlobal(Name(name)) => self.produce(Op::Global(name.clone()), span),
            Instruction::LoadBuiltin(Name(name)) => self.produce(Op::Builtin(name.clone()), span),
            Instruction::PushException => self.produce(Op::Exception, span),
            Instruction::MakeFunction(shape) => {
                let op = self.make_function(shape);
                self.produce(op, span);
            }
            Instruction::Unpack(Count(count)) => {
                let count = *count as usize;
                let op = Op::Unpack { value: self.pop(), count };
                self.produce_many(op, count, span);
            }
            Instruction::UnpackStar(shape) => {
                let (before, after) = (shape.before as usize, shape.after as usize);
                let op = Op::UnpackStar { value: self.pop(), before, after };
                self.produce_many(op, before + 1 + after, span);
            }
            Instruction::MatchException => {
                let class = self.pop();
                let op = Op::ExceptionMatches(self.peek(1), class);
                self.produce(op, span);
            }
            Instruction::StoreAttribute(_)
            | Instruction::StoreItem
            | Instruction::DeleteItem
            | Instruction::ListAppend(_)
            | Instruction::SetAdd(_)
            | Instruction::DictAdd(_) => self.mutate(&located.instruction, span),
            Instruction::ForIterator(_)
            | Instruction::Jump(_)
            | Instruction::PopJumpIfFalse(_)
            | Instruction::JumpIfFalseOrPop(_)
            | Instruction::JumpIfTrueOrPop(_)
            | Instruction::Return
            | Instruction::Raise(_) => return Some(self.end(&located.instruction, span)),
            other => {
                let op = self.value_op(other);
                self.produce(op, span);
            }
        }
        None
    }

    /// The operation of an instruction that makes one value of its operands.
    fn value_op(&mut self, instruction: &Instruction) -> Op {
        let pops = instruction.pops();
        let operands = self.pop_many(pops);
        match (instruction, &operands[..]) {
            (Instruction::LoadAttribute(Name(name)), &[object]) => Op::Attribute(object, name.clone()),
            (Instruction::LoadItem, &[object, index]) => Op::Item(object, index),
            (Instruction::BuildSlice, &[start, stop, step]) => Op::Slice { start, stop, step },
            (Instruction::Binary(op), &[left, right]) => Op::Binary(*op, left, right),
            (Instruction::Inplace(op), &[left, right]) => Op::Inplace(*op, left, right),
            (Instruction::Unary(op), &[operand]) => Op::Unary(*op, operand),
            (Instruction::Compare(op), &[left, right]) => Op::Compare(*op, left, right),
            (Instruction::Truth, &[value]) => Op::Truth(value),
            (Instruction::Not, &[value]) => Op::Unary(UnaryOp::Not, value),
            (Instruction::BuildTuple(kinds), elements) => Op::Tuple(arguments(kinds, elements)),
            (Instruction::BuildList(kinds), elements) => Op::List(arguments(kinds, elements)),
            (Instruction::BuildSet(kinds), elements) => Op::Set(arguments(kinds, elements)),
            (Instruction::BuildDict(_), entries) => {
                Op::Dict(entries.chunks_exact(2).map(|entry| (entry[0], entry[1])).collect())
            }
            (Instruction::MatchLength(Count(count)), &[value]) => {
                Op::MatchLength { value, count: *count as usize, or_more: false }
            }
            (Instruction::MatchLengthStar(Count(count)), &[value]) => {
                Op::MatchLength { value, count: *count as usize, or_more: true }
            }
            (Instruction::MatchValue, &[value, pattern]) => Op::MatchValue(value, pattern),
            (Instruction::GetIterator, &[value]) => Op::Iter(value),
            (Instruction::Yield, &[value]) => Op::Yield(value),
            (Instruction::Call(kinds), &[callee, ref values @ ..]) => {
                Op::Call { callee, arguments: arguments(kinds, values) }
            }
            (Instruction::Format(formatting), &[value, ref spec @ ..]) => {
                Op::Format { value, conversion: formatting.conversion, spec: spec.first().copied() }
            }
            (Instruction::Join(_), pieces) => Op::Join(pieces.to_vec()),
            _ => unreachable!("'{}' is not an instruction that makes one value", instruction.mnemonic()),
        }
    }

    fn mutate(&mut self, instruction: &Instruction, span: Span) {
        let operands = self.pop_many(instruction.pops());
        let op = match (instruction, &operands[..]) {
            (Instruction::StoreAttribute(Name(name)), &[value, object]) => {
                Op::SetAttribute { object, name: name.clone(), value }
            }
            (Instruction::StoreItem, &[value, object, index]) => Op::SetItem { object, index, value },
            (Instruction::DeleteItem, &[object, index]) => Op::DeleteItem(object, index),
            (Instruction::ListAppend(depth), &[value]) => Op::Append { list: self.peek(depth.0), value },
            (Instruction::SetAdd(depth), &[value]) => Op::Add { set: self.peek(depth.0), value },
            (Instruction::DictAdd(depth), &[key, value]) => {
                Op::SetItem { object: self.peek(depth.0), index: key, value }
            }
            _ => unreachable!("'{}' is not an instruction without a result", instruction.mnemonic()),
        };
        let [] = self.add(op, span);
    }

    fn end(&mut self, instruction: &Instruction, span: Span) -> TerminatorKind {
        match instruction {
            Instruction::ForIterator(_) => {
                let iterator = self.pop();
                let [more, element, after] = self.add(Op::Next(iterator), span);
                self.push(after, span);
                self.push(element, span);
                TerminatorKind::Branch(more)
            }
            Instruction::PopJumpIfFalse(_) => TerminatorKind::Branch(self.pop()),
            Instruction::JumpIfFalseOrPop(_) | Instruction::JumpIfTrueOrPop(_) => TerminatorKind::Branch(self.peek(1)),
            Instruction::Return => TerminatorKind::Return(self.pop()),
            Instruction::Raise(Count(count)) => {
                let operands = self.pop_many(*count as usize);
                TerminatorKind::Raise { exception: operands.first().copied(), cause: operands.get(1).copied() }
            }
            _ => TerminatorKind::Jump,
        }
    }

    fn make_function(&mut self, shape: &FunctionShape) -> Op {
        let values = self.pop_many(shape.pops());
        let (captures, rest) = values.split_at(shape.captures as usize);
        let (defaults, keywords) = rest.split_at(shape.defaults as usize);
        Op::Function {
            nested: shape.nested as usize,
            captures: captures.to_vec(),
            defaults: defaults.to_vec(),
            keyword_defaults: shape.keyword_defaults.iter().cloned().zip(keywords.iter().copied()).collect(),
        }
    }

    fn check(&mut self, local: u32, checked: bool, span: Span) {
        if !checked {
            return;
        }
        let bound = self.read(self.variables.flag(local));
        let name = self.code.locals[local as usize].name.clone();
        let [] = self.add(Op::CheckBound { name, bound }, span);
        // A way to a handler leaves from here with the flag as it was.
        if !self.has_handler {
            self.write_flag(local, true, span);
        }
    }

    fn produce(&mut self, op: Op, span: Span) {
        let [result] = self.add(op, span);
        self.push(result, span);
    }

    /// The first result comes to the top.
    fn produce_many(&mut self, op: Op, count: usize, span: Span) {
        for result in self.add_many(op, count, span).into_iter().rev() {
            self.push(result, span);
        }
    }

    fn push(&mut self, value: Register, span: Span) {
        self.write(self.variables.slot(self.depth), value, span);
        self.depth += 1;
    }

    fn pop(&mut self) -> Register {
        self.depth -= 1;
        self.read(self.variables.slot(self.depth))
    }

    /// The values from the deepest to the top.
    fn pop_many(&mut self, count: usize) -> Vec<Register> {
        self.depth -= count as u32;
        (self.depth..self.depth + count as u32).map(|slot| self.read(self.variables.slot(slot))).collect()
    }

    fn peek(&mut self, below: u32) -> Register {
        self.read(self.variables.slot(self.depth - below))
    }
}

fn arguments(kinds: &Arguments, values: &[Register]) -> Vec<Argument> {
    let pairs = kinds.0.iter().zip(values);
    pairs
        .map(|(kind, &value)| match kind {
            ArgumentKind::Positional => Argument::Positional(value),
            ArgumentKind::Star => Argument::Star(value),
            ArgumentKind::Keyword(name) => Argument::Keyword(name.clone(), value),
            ArgumentKind::DoubleStar => Argument::DoubleStar(value),
        })
        .collect()
}
