//! Variables, parameters, and functions inside functions.

use super::{
    Assembler, CodeObject, Definition, Frame, Refusal, Value,
    name::Meaning,
    object::{KWARGS, VARARGS},
    slot::Slot,
};
use crate::stack::{
    Code, Constant, Instruction, LocalVariable, Signature,
    operand::{FunctionShape, Local},
};
use numlir_grammar::tree::Span;
use std::collections::HashMap;

/// What `MAKE_FUNCTION`, or `SET_FUNCTION_ATTRIBUTE` behind it, says is on the stack.
const DEFAULTS: u32 = 1;
const KEYWORD_DEFAULTS: u32 = 2;
const ANNOTATIONS: u32 = 4;
const CLOSURE: u32 = 8;

pub fn add_local(code: &mut Code, name: &str, span: Span, is_hidden: bool) -> u32 {
    code.locals.push(LocalVariable { name: name.to_owned(), span, is_hidden });
    code.locals.len() as u32 - 1
}

/// Declares parameters and variables, and gives the places of all.
pub fn locals<'a>(object: &'a CodeObject, code: &mut Code) -> HashMap<&'a str, u32> {
    let mut names = object.variables.iter();
    let mut next = |count: usize| names.by_ref().take(count).cloned().collect::<Vec<_>>();
    let positional_only = next(object.positional_only);
    let positional = next(object.positional - object.positional_only);
    let keyword_only = next(object.keyword_only);
    let varargs = (object.flags & VARARGS != 0).then(|| next(1).pop()).flatten();
    let kwargs = (object.flags & KWARGS != 0).then(|| next(1).pop()).flatten();
    code.signature = Signature { positional_only, positional, varargs, keyword_only, kwargs };
    let parameters: Vec<String> = code.signature.names().cloned().collect();
    let mut places = HashMap::new();
    for name in parameters.iter().chain(&object.variables).chain(&object.cells) {
        let Some(own) = object.variables.iter().chain(&object.cells).find(|known| *known == name) else { continue };
        places.entry(own.as_str()).or_insert_with(|| add_local(code, name, code.span, false));
    }
    places
}

/// The names that one `def` binds and nothing else.
pub fn definitions(object: &CodeObject) -> HashMap<&str, Definition<'_>> {
    let mut bound: HashMap<&str, (usize, Option<&CodeObject>)> = HashMap::new();
    let mut made = None;
    for decoded in &object.instructions {
        let is_binding = decoded.name.starts_with("STORE_") || decoded.name.starts_with("DELETE_");
        if is_binding && !decoded.name.ends_with("ATTR") && !decoded.name.ends_with("GLOBAL") {
            for name in &decoded.names {
                let entry = bound.entry(name).or_insert((0, None));
                *entry = (entry.0 + 1, if decoded.name.starts_with("STORE_") { made } else { None });
            }
        }
        made = match decoded.name.as_str() {
            "LOAD_CONST" => match object.constants.get(decoded.argument as usize) {
                Some(Value::Code(code)) => Some(&**code),
                _ => None,
            },
            "MAKE_FUNCTION" | "SET_FUNCTION_ATTRIBUTE" => made,
            _ => None,
        };
    }
    let parameters =
        object.positional + object.keyword_only + (object.flags & (VARARGS | KWARGS)).count_ones() as usize;
    bound.retain(|name, (count, _)| *count == 1 && !object.variables[..parameters].iter().any(|known| known == name));
    let once = bound.into_iter().filter_map(|(name, (_, made))| Some((name, made?)));
    once.filter(|(name, made)| made.name == **name)
        .map(|(name, object)| (name, Definition { object, defaults: None }))
        .collect()
}

impl<'a> Assembler<'a> {
    /// `MAKE_FUNCTION`, with what is said of its attributes. `bound` is the name that is bound to it next.
    pub(super) fn make_function(&mut self, attributes: u32, bound: Option<&str>) -> Result<(), Refusal> {
        let Slot::Code(constant) = self.pop()? else {
            return Err("a function is made of a code that is no constant".into());
        };
        let outer = self.frame().object;
        let Some(Value::Code(object)) = outer.constants.get(constant) else {
            return Err("a function without code".into());
        };
        if attributes & CLOSURE != 0 {
            self.pop()?;
        }
        if attributes & ANNOTATIONS != 0 && self.pop()?.is_value() {
            self.emit(Instruction::PopTop);
        }
        if matches!(object.name.as_str(), "<listcomp>" | "<setcomp>" | "<dictcomp>") {
            self.push(Slot::Comprehension(constant));
            return Ok(());
        }
        if object.name == "<genexpr>" {
            return Err("generator expressions are not compiled".into());
        }
        let (defaults, keyword_defaults) = self.defaults(attributes)?;
        let frame_is_own = self.frames.len() == 1;
        let definition = bound.filter(|_| frame_is_own).and_then(|name| self.definitions.get_mut(name));
        if let Some(definition) = definition {
            definition.defaults = Some((defaults, keyword_defaults));
            self.nested(object)?;
            // The variable tells only that the `def` was executed; each read makes the function.
            self.constant(Constant::None);
            return Ok(());
        }
        self.function_value(object, (&defaults, keyword_defaults))?;
        self.push(Slot::Value);
        Ok(())
    }

    /// Emits what makes a function of a nested code.
    fn function_value(
        &mut self,
        object: &'a CodeObject,
        (defaults, keywords): (&[u32], Vec<String>),
    ) -> Result<(), Refusal> {
        let nested = self.nested(object)?;
        let captures = self.code.nested[nested as usize].captures.clone();
        for name in &captures {
            self.load(name)?;
        }
        for &local in defaults {
            self.emit(Instruction::LoadLocal(Local(local)));
        }
        let positional = (defaults.len() - keywords.len()) as u32;
        let shape =
            FunctionShape { nested, captures: captures.len() as u32, defaults: positional, keyword_defaults: keywords };
        self.emit(Instruction::MakeFunction(shape));
        Ok(())
    }

    /// Makes the function that one `def` binds, with what its captures hold now.
    pub(super) fn materialise(&mut self, name: &str) -> Result<(), Refusal> {
        let (&name, definition) = self.definitions.get_key_value(name).ok_or("a function that is not defined")?;
        let object = definition.object;
        let (defaults, keywords) =
            definition.defaults.clone().ok_or_else(|| format!("'{name}' is read before its 'def'"))?;
        self.emit(Instruction::CheckLocal(Local(self.frames[0].locals[name])));
        if self.materialising.contains(&name) {
            return Err(format!(
                "the nested function '{name}' and another one refer to each other; this is not compiled"
            ));
        }
        self.materialising.push(name);
        let made = self.function_value(object, (&defaults, keywords));
        self.materialising.pop();
        made
    }

    /// Assembles a nested function once, and tells its place.
    fn nested(&mut self, object: &'a CodeObject) -> Result<u32, Refusal> {
        if let Some(&place) = self.nested.get(&std::ptr::from_ref(object)) {
            return Ok(place);
        }
        let mut free = HashMap::new();
        let mut captures = 0;
        for name in &object.free {
            let itself = *name == object.name
                && self.definitions.get(name.as_str()).is_some_and(|known| std::ptr::eq(known.object, object));
            let meaning = match self.meaning(name) {
                Meaning::Global => Meaning::Global,
                _ if itself => Meaning::Itself,
                _ => {
                    captures += 1;
                    Meaning::Capture(captures - 1)
                }
            };
            free.insert(name.clone(), meaning);
        }
        let qualified = format!("{}.{}", self.code.qualified_name, object.name);
        let code = Self::new(object, self.lines, free).run(qualified);
        self.code.nested.push(code);
        let place = self.code.nested.len() as u32 - 1;
        self.nested.insert(object, place);
        Ok(place)
    }

    /// Takes the defaults off the stack into variables: positional ones, then keyword-only ones, whose names are given.
    fn defaults(&mut self, attributes: u32) -> Result<(Vec<u32>, Vec<String>), Refusal> {
        let (mut keywords, mut of_keywords) = (Vec::new(), Vec::new());
        if attributes & KEYWORD_DEFAULTS != 0 {
            let Slot::Dict(dict) = self.pop()? else {
                return Err("keyword-only defaults that are not written here".into());
            };
            if !self.emitter.take_last(dict.start, dict.end) {
                return Err("keyword-only parameters of a nested function have defaults and annotations".into());
            }
            (keywords, of_keywords) = dict.entries.iter().cloned().unzip();
        }
        if attributes & DEFAULTS == 0 {
            return Ok((of_keywords, keywords));
        }
        let Slot::Display(place) = self.pop()? else { return Err("defaults that are not written here".into()) };
        let count = self.emitter.take_display(place).map_or(0, |elements| elements.0.len());
        let mut locals: Vec<u32> = (0..count).map(|_| self.temporary("default")).collect();
        for &local in locals.iter().rev() {
            self.emit(Instruction::StoreLocal(Local(local)));
        }
        locals.extend(of_keywords);
        Ok((locals, keywords))
    }

    /// Assembles a comprehension in the place of its call; its iterator is on the stack of ours.
    pub(super) fn comprehension(&mut self, constant: usize) -> Result<(), Refusal> {
        let outer = self.frame().object;
        let Some(Value::Code(object)) = outer.constants.get(constant) else {
            return Err("a comprehension without code".into());
        };
        let mut locals = HashMap::new();
        for name in object.variables.iter().chain(&object.cells) {
            let hidden = name.starts_with('.');
            let span = self.span;
            locals.entry(name.as_str()).or_insert_with(|| add_local(&mut self.code, name, span, hidden));
        }
        let iterator = *locals.get(".0").ok_or("a comprehension without an iterator")?;
        self.emit(Instruction::StoreLocal(Local(iterator)));
        let (span, region, stack) = (self.span, self.emitter.region, self.stack().clone());
        let end = self.emitter.label();
        let frame = Frame::new(object, locals, &mut self.emitter, Some(end));
        self.frames.push(frame);
        self.walk(stack.clone())?;
        self.frames.pop();
        self.emitter.place(end);
        (self.span, self.emitter.region) = (span, region);
        self.stack = Some(stack);
        self.push(Slot::Value);
        Ok(())
    }
}
