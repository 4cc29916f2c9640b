//! One instruction of CPython's.

use super::{
    Assembler, Decoded, Refusal, Value,
    display::texts,
    slot::Slot,
    table::{self, Condition},
};
use crate::stack::{
    Constant, Instruction,
    operand::{ArgumentKind, Count, Depth, Formatting, Local, Name, StarShape, Target},
};
use numlir_grammar::tree::CompareOp;

impl<'a> Assembler<'a> {
    /// Assembles an instruction; `following` are those behind it. Tells how many of these it has taken with it.
    pub(super) fn step(&mut self, decoded: &'a Decoded, following: &'a [Decoded]) -> Result<usize, Refusal> {
        let argument = decoded.argument as usize;
        let name = || decoded.names.first().map(String::as_str).ok_or("an instruction without a name");
        match decoded.name.as_str() {
            "RESUME" | "NOP" | "PRECALL" | "CACHE" | "MAKE_CELL" | "COPY_FREE_VARS" | "END_FOR" | "NOT_TAKEN"
            | "TO_BOOL" => {}
            "PUSH_NULL" => self.push(Slot::Nothing),
            "LOAD_CONST" | "LOAD_CONST_IMMORTAL" => return self.load_constant_for(argument, following),
            "LOAD_SMALL_INT" => self.constant(Constant::Int(argument as i128)),
            "RETURN_CONST" => {
                let value = self.constant_at(argument)?;
                self.load_constant(value)?;
                self.return_value(following.is_empty())?;
            }
            "RETURN_VALUE" => self.return_value(following.is_empty())?,
            "LOAD_FAST"
            | "LOAD_FAST_CHECK"
            | "LOAD_FAST_BORROW"
            | "LOAD_DEREF"
            | "LOAD_FAST_LOAD_FAST"
            | "LOAD_FAST_BORROW_LOAD_FAST_BORROW" => {
                for name in &decoded.names {
                    // Cells are read by `LOAD_DEREF`; others take them as they are, for a closure.
                    if decoded.name != "LOAD_DEREF" && self.is_cell(name) {
                        self.push(Slot::Cells);
                    } else {
                        self.load_name(name)?;
                    }
                }
            }
            "LOAD_CLOSURE" => self.push(Slot::Cells),
            "STORE_FAST" | "STORE_DEREF" | "STORE_FAST_STORE_FAST" => {
                for name in &decoded.names {
                    self.store_name(name)?;
                }
            }
            "STORE_FAST_LOAD_FAST" => {
                let [stored, loaded] = &decoded.names[..] else { return Err("two variables without names".into()) };
                self.store_name(stored)?;
                self.load_name(loaded)?;
            }
            "LOAD_FAST_AND_CLEAR" => self.hide(name()?),
            "DELETE_FAST" | "DELETE_DEREF" => self.delete_name(name()?)?,
            "LOAD_GLOBAL" => {
                if decoded.argument & 1 != 0 {
                    self.push(Slot::Nothing);
                }
                self.emit(Instruction::LoadGlobal(Name(name()?.to_owned())));
                self.push(Slot::Value);
            }
            "LOAD_ASSERTION_ERROR" => self.load_builtin("AssertionError"),
            "LOAD_COMMON_CONSTANT" if let Some(name) = table::COMMON_CONSTANTS.get(argument) => self.load_builtin(name),
            "LOAD_METHOD" => self.load_attribute(name()?, true)?,
            "LOAD_ATTR" => self.load_attribute(name()?, self.frame().object.version >= 12 && argument & 1 != 0)?,
            "STORE_ATTR" => {
                self.take(2)?;
                self.emit(Instruction::StoreAttribute(Name(name()?.to_owned())));
            }
            "BINARY_OP" => self.apply(2, table::binary(decoded.argument).ok_or("an operator that is new")?)?,
            "BINARY_SUBSCR" => self.apply(2, Instruction::LoadItem)?,
            "BINARY_SLICE" => {
                self.constant(Constant::None);
                self.apply(3, Instruction::BuildSlice)?;
                self.apply(2, Instruction::LoadItem)?;
            }
            "STORE_SUBSCR" => {
                self.take(3)?;
                self.emit(Instruction::StoreItem);
            }
            "STORE_SLICE" => {
                self.constant(Constant::None);
                self.apply(3, Instruction::BuildSlice)?;
                self.take(3)?;
                self.emit(Instruction::StoreItem);
            }
            "DELETE_SUBSCR" => {
                self.take(2)?;
                self.emit(Instruction::DeleteItem);
            }
            "BUILD_SLICE" => {
                if argument == 2 {
                    self.constant(Constant::None);
                }
                self.apply(3, Instruction::BuildSlice)?;
            }
            "UNARY_NOT" => {
                self.apply(1, Instruction::Truth)?;
                self.apply(1, Instruction::Not)?;
            }
            unary if table::unary(unary).is_some() => {
                let operator = table::unary(unary).ok_or("an operator that is new")?;
                self.apply(1, Instruction::Unary(operator))?;
            }
            "CALL_INTRINSIC_1" if argument == 5 => {
                self.apply(1, Instruction::Unary(numlir_grammar::tree::UnaryOp::UAdd))?
            }
            "COMPARE_OP" => {
                let symbol = name()?;
                let operator = table::comparison(symbol).ok_or_else(|| format!("the comparison {symbol} is new"))?;
                self.apply(2, Instruction::Compare(operator))?;
            }
            "IS_OP" => {
                self.apply(2, Instruction::Compare(if argument == 0 { CompareOp::Is } else { CompareOp::IsNot }))?
            }
            "CONTAINS_OP" => {
                self.apply(2, Instruction::Compare(if argument == 0 { CompareOp::In } else { CompareOp::NotIn }))?
            }
            "BUILD_TUPLE" if self.stack().last() == Some(&Slot::Cells) => {
                for _ in 0..argument {
                    self.pop()?;
                }
                self.push(Slot::Cells);
            }
            "BUILD_TUPLE" => self.build(Instruction::BuildTuple, argument)?,
            "BUILD_LIST" => self.build(Instruction::BuildList, argument)?,
            "BUILD_SET" => self.build(Instruction::BuildSet, argument)?,
            "BUILD_MAP" => self.build_dict(argument)?,
            "BUILD_CONST_KEY_MAP" => {
                let Slot::Constant(keys) = self.pop()? else { return Err("keys that are not constant".into()) };
                let Value::Tuple(keys) = self.constant_at(keys)? else { return Err("keys that are no tuple".into()) };
                self.build_dict_of(texts(keys), keys)?;
            }
            "LIST_EXTEND" => self.extend(Instruction::BuildList, ArgumentKind::Star)?,
            "SET_UPDATE" => self.extend(Instruction::BuildSet, ArgumentKind::Star)?,
            "LIST_APPEND" if argument == 1 => self.extend(Instruction::BuildList, ArgumentKind::Positional)?,
            "SET_ADD" if argument == 1 => self.extend(Instruction::BuildSet, ArgumentKind::Positional)?,
            "LIST_APPEND" => self.add_to(argument, 1, Instruction::ListAppend)?,
            "SET_ADD" => self.add_to(argument, 1, Instruction::SetAdd)?,
            "MAP_ADD" => self.add_to(argument, 2, Instruction::DictAdd)?,
            "LIST_TO_TUPLE" => self.list_to_tuple()?,
            "CALL_INTRINSIC_1" if argument == 6 => self.list_to_tuple()?,
            "UNPACK_SEQUENCE" => {
                self.take(1)?;
                self.emit(Instruction::Unpack(Count(decoded.argument)));
                (0..argument).for_each(|_| self.push(Slot::Value));
            }
            "UNPACK_EX" => {
                self.take(1)?;
                let shape = StarShape { before: decoded.argument & 0xff, after: decoded.argument >> 8 };
                self.emit(Instruction::UnpackStar(shape));
                (0..=shape.before + shape.after).for_each(|_| self.push(Slot::Value));
            }
            "GET_ITER" => self.apply(1, Instruction::GetIterator)?,
            "FOR_ITER" => {
                self.take(1)?;
                let mut stack = self.stack().clone();
                if self.frame().object.version >= 13 {
                    // The iterator is taken off behind `END_FOR`.
                    stack.push(Slot::Nothing);
                }
                let label = self.label_of(decoded.target, stack)?;
                self.emit(Instruction::ForIterator(Target(label)));
                self.push(Slot::Value);
                self.push(Slot::Value);
            }
            "JUMP_FORWARD" | "JUMP_BACKWARD" | "JUMP_BACKWARD_NO_INTERRUPT" => {
                let stack = self.stack.take().unwrap_or_default();
                let label = self.label_of(decoded.target, stack)?;
                self.emit(Instruction::Jump(Target(label)));
            }
            "JUMP_IF_TRUE_OR_POP" => self.jump_or_pop(decoded.target, true)?,
            "JUMP_IF_FALSE_OR_POP" => self.jump_or_pop(decoded.target, false)?,
            jump if table::condition(jump).is_some() => {
                let condition = table::condition(jump).ok_or("a condition that is new")?;
                self.conditional_jump(condition, decoded.target)?;
            }
            "KW_NAMES" => {
                let Value::Tuple(names) = self.constant_at(argument)? else {
                    return Err("keywords that are no tuple".into());
                };
                self.keywords = texts(names);
            }
            "CALL" => self.call(argument)?,
            "CALL_KW" => {
                let Slot::Constant(names) = self.pop()? else { return Err("keywords that are not constant".into()) };
                let Value::Tuple(names) = self.constant_at(names)? else {
                    return Err("keywords that are no tuple".into());
                };
                self.keywords = texts(names);
                self.call(argument)?;
            }
            "CALL_FUNCTION_EX" => {
                // From 3.14 on there is always a place for the keywords.
                let mark = self.frame().object.version >= 14 && self.stack().last() == Some(&Slot::Nothing);
                if mark {
                    self.pop()?;
                }
                self.call_spread(!mark && (argument & 1 != 0 || self.frame().object.version >= 14))?;
            }
            "MAKE_FUNCTION" => return self.make_function_for(decoded.argument, following),
            "FORMAT_VALUE" => {
                let conversion = [None, Some('s'), Some('r'), Some('a')][argument & 3];
                self.format(Formatting { conversion, spec: argument & 4 != 0 })?;
            }
            "CONVERT_VALUE" => {
                self.conversion = [None, Some('s'), Some('r'), Some('a')].get(argument).copied().flatten()
            }
            "FORMAT_SIMPLE" | "FORMAT_WITH_SPEC" => {
                let formatting =
                    Formatting { conversion: self.conversion.take(), spec: decoded.name == "FORMAT_WITH_SPEC" };
                self.format(formatting)?;
            }
            "BUILD_STRING" => self.apply(argument, Instruction::Join(Count(decoded.argument)))?,
            "POP_TOP" | "POP_ITER" => {
                if self.pop()?.is_value() {
                    self.emit(Instruction::PopTop);
                }
            }
            "COPY" => self.copy(argument)?,
            "SWAP" => self.swap(argument)?,
            "RAISE_VARARGS" => self.raise(decoded.argument)?,
            "PUSH_EXC_INFO" => self.push_handled()?,
            "CHECK_EXC_MATCH" => {
                self.take(2)?;
                self.emit(Instruction::MatchException);
                self.push(Slot::Value);
                self.push(Slot::Value);
            }
            "POP_EXCEPT" => {
                if self.pop()?.is_value() {
                    return Err("an exception handler that ends with a value on the stack".into());
                }
            }
            "RERAISE" => {
                self.take(1)?;
                self.emit(Instruction::Raise(Count(1)));
                self.stack = None;
            }
            other => return Err(table::refusal(other)),
        }
        Ok(0)
    }

    /// An instruction that takes so many values and gives one.
    pub(super) fn apply(&mut self, operands: usize, instruction: Instruction) -> Result<(), Refusal> {
        self.take(operands)?;
        self.emit(instruction);
        self.push(Slot::Value);
        Ok(())
    }

    fn constant_at(&self, place: usize) -> Result<&'a Value, Refusal> {
        self.frame().object.constants.get(place).ok_or_else(|| "a constant that is not there".to_owned())
    }

    /// A constant, unless the next instruction takes it apart.
    fn load_constant_for(&mut self, place: usize, following: &[Decoded]) -> Result<usize, Refusal> {
        let next = |at: usize| following.get(at).map_or("", |decoded| decoded.name.as_str());
        let value = self.constant_at(place)?;
        let unbinds = next(0) == "STORE_FAST" && next(1) == "DELETE_FAST" && following[0].names == following[1].names;
        match value {
            Value::Code(_) => self.push(Slot::Code(place)),
            // The end of `except … as e`: the variable need not be bound any more.
            Value::Constant(Constant::None) if unbinds => {
                let name = following[0].names.first().ok_or("a variable without a name")?;
                let local = self.own(name, "deleted")?;
                self.emit(Instruction::DeleteLocal(Local(local)));
                return Ok(2);
            }
            Value::Tuple(_) | Value::Set(_)
                if matches!(next(0), "BUILD_CONST_KEY_MAP" | "CALL_KW" | "LIST_EXTEND" | "SET_UPDATE") =>
            {
                self.push(Slot::Constant(place));
            }
            Value::Set(elements) if next(0) == "CONTAINS_OP" => {
                elements.iter().try_for_each(|element| self.load_constant(element))?;
                self.build(Instruction::BuildSet, elements.len())?;
            }
            value => self.load_constant(value)?,
        }
        Ok(0)
    }

    fn is_cell(&self, name: &str) -> bool {
        let object = self.frame().object;
        object.cells.iter().chain(&object.free).any(|cell| cell == name)
    }

    fn load_builtin(&mut self, name: &str) {
        self.emit(Instruction::LoadBuiltin(Name(name.to_owned())));
        self.push(Slot::Value);
    }

    fn load_attribute(&mut self, name: &str, is_method: bool) -> Result<(), Refusal> {
        self.take(1)?;
        if is_method {
            self.push(Slot::Nothing);
        }
        self.emit(Instruction::LoadAttribute(Name(name.to_owned())));
        self.push(Slot::Value);
        Ok(())
    }

    fn add_to(&mut self, place: usize, values: usize, instruction: fn(Depth) -> Instruction) -> Result<(), Refusal> {
        self.take(values)?;
        let depth = self.depth_of(place)?;
        self.emit(instruction(Depth(depth)));
        Ok(())
    }

    /// In a comprehension the value stays, and the code around goes on.
    fn return_value(&mut self, is_last: bool) -> Result<(), Refusal> {
        self.take(1)?;
        match self.frame().end {
            None => {
                self.emit(Instruction::Return);
            }
            Some(end) if !is_last => {
                self.emit(Instruction::Jump(Target(end)));
            }
            Some(_) => {}
        }
        self.stack = None;
        Ok(())
    }

    /// Jumps with the value kept where its truth is `when`, and drops it elsewhere.
    fn jump_or_pop(&mut self, target: Option<u32>, when: bool) -> Result<(), Refusal> {
        let stack = self.stack().clone();
        let label = self.label_of(target, stack)?;
        self.emit(Instruction::Copy(Depth(1)));
        self.emit(Instruction::Truth);
        if when {
            self.emit(Instruction::Not);
        }
        self.emit(Instruction::PopJumpIfFalse(Target(label)));
        self.take(1)?;
        self.emit(Instruction::PopTop);
        Ok(())
    }

    fn conditional_jump(&mut self, condition: Condition, target: Option<u32>) -> Result<(), Refusal> {
        self.take(1)?;
        match condition {
            Condition::False => {
                self.emit(Instruction::Truth);
            }
            Condition::True => {
                self.emit(Instruction::Truth);
                self.emit(Instruction::Not);
            }
            Condition::IsNone | Condition::IsNotNone => {
                let operator = if condition == Condition::IsNone { CompareOp::IsNot } else { CompareOp::Is };
                self.emit(Instruction::LoadConstant(Constant::None));
                self.emit(Instruction::Compare(operator));
                self.emit(Instruction::Truth);
            }
        }
        let stack = self.stack().clone();
        let label = self.label_of(target, stack)?;
        self.emit(Instruction::PopJumpIfFalse(Target(label)));
        Ok(())
    }

    fn make_function_for(&mut self, attributes: u32, following: &[Decoded]) -> Result<usize, Refusal> {
        let set = following.iter().take_while(|decoded| decoded.name == "SET_FUNCTION_ATTRIBUTE").count();
        let attributes = following[..set].iter().fold(attributes, |all, decoded| all | decoded.argument);
        let bound = following.get(set).filter(|decoded| matches!(decoded.name.as_str(), "STORE_FAST" | "STORE_DEREF"));
        self.make_function(attributes, bound.and_then(|decoded| decoded.names.first()).map(String::as_str))?;
        Ok(set)
    }

    fn format(&mut self, formatting: Formatting) -> Result<(), Refusal> {
        self.apply(1 + usize::from(formatting.spec), Instruction::Format(formatting))
    }

    fn copy(&mut self, place: usize) -> Result<(), Refusal> {
        let stack = self.stack();
        let copied = place
            .checked_sub(1)
            .and_then(|above| stack.iter().rev().nth(above))
            .ok_or("copies from below the stack")?;
        if !copied.is_value() {
            let copied = copied.clone();
            self.push(copied);
            return Ok(());
        }
        let depth = self.depth_of(place)?;
        self.emit(Instruction::Copy(Depth(depth)));
        self.push(Slot::Value);
        Ok(())
    }

    fn swap(&mut self, place: usize) -> Result<(), Refusal> {
        let depth = self.depth_of(place)?;
        let stack = self.stack();
        let (top, other) = (stack.len() - 1, stack.len() - place);
        let both = stack[top].is_value() && stack[other].is_value();
        let between = super::values(&stack[other + 1..top]);
        stack.swap(top, other);
        if both {
            self.emit(Instruction::Swap(Depth(depth)));
        } else if between > 0 {
            return Err("values change places with a mark of the interpreter".into());
        }
        Ok(())
    }
}
