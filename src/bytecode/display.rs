//! Tuples, lists, sets and dictionaries.

use super::{
    Assembler, Refusal, Value,
    slot::{Entries, Slot},
};
use crate::stack::{
    Constant, Instruction,
    operand::{ArgumentKind, Arguments, Count, Local},
};
use std::rc::Rc;

/// The kinds of displays.
pub type Build = fn(Arguments) -> Instruction;

impl Assembler<'_> {
    /// Builds of so many values at the top.
    pub(super) fn build(&mut self, build: Build, count: usize) -> Result<(), Refusal> {
        self.take(count)?;
        self.build_of(build, vec![ArgumentKind::Positional; count]);
        Ok(())
    }

    /// Builds of values that are off the stack of slots already.
    fn build_of(&mut self, build: Build, elements: Vec<ArgumentKind>) {
        let place = self.emit(build(Arguments(elements)));
        self.push(Slot::Display(place));
    }

    /// Adds the element at the top, or all of its elements, to the display below it.
    pub(super) fn extend(&mut self, build: Build, kind: ArgumentKind) -> Result<(), Refusal> {
        let added = match self.pop()? {
            Slot::Constant(constant) => {
                let object = self.frame().object;
                let (Some(Value::Tuple(elements)) | Some(Value::Set(elements))) = object.constants.get(constant) else {
                    return Err("a display of a constant that is no tuple".into());
                };
                // An empty list or set is built of the elements at once.
                let Slot::Display(place) = self.pop()? else {
                    return Err("a constant is added to what is no display".into());
                };
                let mut kinds = self.emitter.take_display(place).ok_or("a display that is gone")?.0;
                for element in elements {
                    self.load_constant(element)?;
                    self.pop()?;
                    kinds.push(ArgumentKind::Positional);
                }
                self.build_of(build, kinds);
                return Ok(());
            }
            slot if slot.is_value() => kind,
            _ => return Err("a mark of the interpreter in a display".into()),
        };
        let mut kinds = match self.pop()? {
            Slot::Display(place) => self.emitter.take_display(place).ok_or("a display that is gone")?.0,
            _ => vec![ArgumentKind::Star],
        };
        kinds.push(added);
        self.build_of(build, kinds);
        Ok(())
    }

    /// Makes a tuple of the list just built.
    pub(super) fn list_to_tuple(&mut self) -> Result<(), Refusal> {
        let Slot::Display(place) = self.pop()? else { return Err("a tuple of a list that is not written here".into()) };
        let kinds = self.emitter.take_display(place).ok_or("a display that is gone")?.0;
        self.build_of(Instruction::BuildTuple, kinds);
        Ok(())
    }

    /// A dictionary of values on the stack under constant keys.
    pub(super) fn build_dict_of(&mut self, keys: Vec<String>, constants: &[Value]) -> Result<(), Refusal> {
        self.take(constants.len())?;
        let locals: Vec<u32> = constants.iter().map(|_| self.temporary("entry")).collect();
        for &local in locals.iter().rev() {
            self.emit(Instruction::StoreLocal(Local(local)));
        }
        self.dict_of_variables((keys, constants), locals)
    }

    /// A dictionary of keys and values on the stack. Where the keys are texts, they may become those of a call.
    pub(super) fn build_dict(&mut self, count: usize) -> Result<(), Refusal> {
        let first = self.stack().len().checked_sub(2 * count).ok_or("a dictionary of more than the stack holds")?;
        let text = |pair: &[Slot]| match &pair[0] {
            Slot::Text(text) => Some(text.to_string()),
            _ => None,
        };
        let keys: Option<Vec<String>> = self.stack()[first..].chunks(2).map(text).collect();
        self.take(2 * count)?;
        let Some(keys) = keys.filter(|keys| !keys.is_empty()) else {
            self.emit(Instruction::BuildDict(Count(count as u32)));
            self.push(Slot::Value);
            return Ok(());
        };
        let constants: Vec<_> = keys.iter().map(|key| Value::Constant(Constant::Str(key.clone()))).collect();
        let locals: Vec<u32> = keys.iter().map(|_| self.temporary("entry")).collect();
        for &local in locals.iter().rev() {
            self.emit(Instruction::StoreLocal(Local(local)));
            self.emit(Instruction::PopTop);
        }
        self.dict_of_variables((keys, &constants), locals)
    }

    fn dict_of_variables(
        &mut self,
        (keys, constants): (Vec<String>, &[Value]),
        locals: Vec<u32>,
    ) -> Result<(), Refusal> {
        let start = self.emitter.here();
        for (constant, &local) in constants.iter().zip(&locals) {
            self.load_constant(constant)?;
            self.pop()?;
            self.emit(Instruction::LoadLocal(Local(local)));
        }
        self.emit(Instruction::BuildDict(Count(constants.len() as u32)));
        let end = self.emitter.here();
        let slot = if keys.len() == constants.len() {
            Slot::Dict(Rc::new(Entries { start, end, entries: keys.into_iter().zip(locals).collect() }))
        } else {
            Slot::Value
        };
        self.push(slot);
        Ok(())
    }

    /// Pushes a constant; a tuple of constants is built.
    pub(super) fn load_constant(&mut self, value: &Value) -> Result<(), Refusal> {
        match value {
            Value::Constant(Constant::Str(text)) => {
                self.emit(Instruction::LoadConstant(Constant::Str(text.clone())));
                self.push(Slot::Text(text.as_str().into()));
            }
            Value::Constant(constant) => self.constant(constant.clone()),
            Value::Tuple(elements) | Value::Set(elements) => {
                for element in elements {
                    self.load_constant(element)?;
                }
                self.build(Instruction::BuildTuple, elements.len())?;
            }
            Value::Slice(bounds) => {
                bounds.iter().try_for_each(|bound| self.load_constant(bound))?;
                self.apply(bounds.len(), Instruction::BuildSlice)?;
            }
            Value::Code(_) => return Err("a code object as a value".into()),
            Value::Other(class) => return Err(format!("a constant of class {class}")),
        }
        Ok(())
    }
}

/// The texts of constant keys, where all are texts.
pub fn texts(values: &[Value]) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::Constant(Constant::Str(text)) => Some(text.clone()),
        _ => None,
    };
    values.iter().map(text).collect::<Option<_>>().unwrap_or_default()
}
