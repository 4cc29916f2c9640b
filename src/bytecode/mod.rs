//! From CPython's code objects to stack code: the second producer, for functions whose source cannot be had.
//!
//! ```text
//! LOAD_GLOBAL (NULL + range); LOAD_FAST n;      LOAD_GLOBAL range; LOAD_LOCAL n;
//! PRECALL 1; CALL 1; GET_ITER              =>   CALL (positional); GET_ITERATOR
//! FOR_ITER L2; STORE_FAST i                     FOR_ITERATOR L2; STORE_LOCAL i
//! ```
//!
//! Instruction becomes instruction, in one walk in the order of the code, while the shape of CPython's stack is kept beside: its
//! marks ([`Slot`]) have no place on ours. Comprehensions, functions of their own before CPython 3.12, are put in place; a nested
//! function bound once is made anew where it is read, as the first producer does it; handlers that only restore the
//! interpreter's state and raise again are left out. Opcodes are known by name, as `dis` gives them: a version that adds one
//! needs its line here, and until then a function with it is refused.
//!
//! CPython has merged and threaded jumps already. `raise-loops` takes any acyclic body, so this costs no loop.

mod call;
mod display;
mod emitter;
mod exception;
mod function;
mod name;
mod object;
mod slot;
mod step;
mod table;

pub use object::{CodeObject, Decoded, Value};

use crate::stack::{Code, Constant, Instruction};
use emitter::Emitter;
use name::Meaning;
use numlir_grammar::{LineIndex, tree::Span};
use object::{ASYNC_GENERATOR, COROUTINE, Entry, GENERATOR, exception_entries};
use slot::Slot;
use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

/// The stack code of a function. What cannot be compiled is in its `unsupported`. `lines` are those of
/// [`CodeObject::blank_text`], of this code object or one around it.
pub fn assemble(object: &CodeObject, lines: &LineIndex) -> Code {
    Assembler::new(object, lines, HashMap::new()).run(object.name.clone())
}

/// Why a function is not compiled.
type Refusal = String;

/// A code object while its instructions are walked through: the function's, or a comprehension's in place.
struct Frame<'a> {
    object: &'a CodeObject,
    /// Its own variables.
    locals: HashMap<&'a str, u32>,
    entries: Vec<Entry>,
    /// The labels of jump targets, by offset.
    labels: HashMap<u32, u32>,
    /// The stack where jumps that were passed already go.
    expected: HashMap<u32, Vec<Slot>>,
    /// Where handlers start.
    handlers: HashSet<u32>,
    /// Variables in place of those that comprehensions hide.
    hidden: HashMap<Rc<str>, u32>,
    /// Where a comprehension goes on when it is done.
    end: Option<u32>,
}

/// A nested function that is bound once, and made where it is read.
#[derive(Clone)]
struct Definition<'a> {
    object: &'a CodeObject,
    /// The variables that keep its defaults, and the names of the last of them that are keyword-only; known once its
    /// binding has been passed.
    defaults: Option<(Vec<u32>, Vec<String>)>,
}

struct Assembler<'a> {
    lines: &'a LineIndex,
    code: Code,
    emitter: Emitter,
    frames: Vec<Frame<'a>>,
    /// What the function's own free variables mean.
    free: HashMap<String, Meaning>,
    definitions: HashMap<&'a str, Definition<'a>>,
    /// Functions assembled so far, by the address of their code.
    nested: HashMap<*const CodeObject, u32>,
    materialising: Vec<&'a str>,
    /// CPython's stack; `None` behind a jump.
    stack: Option<Vec<Slot>>,
    /// The names of the next call's keywords.
    keywords: Vec<String>,
    /// The conversion of the next format.
    conversion: Option<char>,
    span: Span,
}

impl<'a> Assembler<'a> {
    fn new(object: &'a CodeObject, lines: &'a LineIndex, free: HashMap<String, Meaning>) -> Self {
        let start = lines.offset(object.first_line, 1);
        let span = Span { start, end: start };
        let mut code = Code { name: object.name.clone(), span, ..Code::default() };
        let locals = function::locals(object, &mut code);
        let mut captures: Vec<_> = free
            .iter()
            .filter_map(|(name, meaning)| match meaning {
                Meaning::Capture(place) => Some((*place, name.clone())),
                _ => None,
            })
            .collect();
        captures.sort();
        code.captures = captures.into_iter().map(|(_, name)| name).collect();
        let mut emitter = Emitter::default();
        Self {
            lines,
            code,
            frames: vec![Frame::new(object, locals, &mut emitter, None)],
            emitter,
            free,
            definitions: function::definitions(object),
            nested: HashMap::new(),
            materialising: Vec::new(),
            stack: None,
            keywords: Vec::new(),
            conversion: None,
            span,
        }
    }

    fn run(mut self, qualified_name: String) -> Code {
        self.code.qualified_name = qualified_name;
        let flags = self.frames[0].object.flags;
        let outcome = if flags & GENERATOR != 0 {
            Err("'yield' makes this function a generator; generators are not compiled".to_owned())
        } else if flags & (COROUTINE | ASYNC_GENERATOR) != 0 {
            Err("'async def' makes a coroutine; coroutines are not compiled".to_owned())
        } else {
            self.walk(Vec::new())
        };
        if let Err(reason) = outcome {
            // What there is of the code may not be whole.
            self.code.unsupported.push((self.span, reason));
            self.emitter = Emitter::default();
            self.emit(Instruction::LoadConstant(Constant::None));
            self.emit(Instruction::Return);
        }
        self.emitter.finish(&mut self.code);
        self.code
    }

    /// Assembles the instructions of the innermost frame.
    fn walk(&mut self, stack: Vec<Slot>) -> Result<(), Refusal> {
        self.stack = Some(stack);
        let object = self.frame().object;
        let mut skip = 0;
        for (place, decoded) in object.instructions.iter().enumerate() {
            self.arrive(decoded.offset)?;
            if skip > 0 {
                skip -= 1;
                continue;
            }
            if self.stack.is_none() {
                continue;
            }
            if let Some([first, last, start, end]) = decoded.position {
                self.span = Span { start: self.lines.offset(first, start + 1), end: self.lines.offset(last, end + 1) };
            }
            self.enter_region(decoded.offset);
            if self.frame().handlers.contains(&decoded.offset) {
                self.emit(Instruction::PushException);
            }
            skip = self.step(decoded, &object.instructions[place + 1..])?;
        }
        Ok(())
    }

    /// Where jumps may join.
    fn arrive(&mut self, offset: u32) -> Result<(), Refusal> {
        if let Some(expected) = self.frame_mut().expected.get(&offset).cloned() {
            self.stack = Some(match self.stack.take() {
                Some(stack) => join(&stack, &expected)?,
                None => expected,
            });
        }
        let Some(&label) = self.frame().labels.get(&offset) else { return Ok(()) };
        if let Some(stack) = &self.stack {
            let stack = stack.clone();
            self.frame_mut().expected.insert(offset, stack);
            self.emitter.place(label);
        }
        Ok(())
    }

    fn frame(&self) -> &Frame<'a> {
        self.frames.last().expect("the function's own frame stays")
    }

    fn frame_mut(&mut self) -> &mut Frame<'a> {
        self.frames.last_mut().expect("the function's own frame stays")
    }

    fn emit(&mut self, instruction: Instruction) -> usize {
        self.emitter.emit(instruction, self.span)
    }

    /// A jump to an offset, with the stack as it is then.
    fn label_of(&mut self, offset: Option<u32>, stack: Vec<Slot>) -> Result<u32, Refusal> {
        let offset = offset.ok_or("a jump without a target")?;
        let frame = self.frame_mut();
        let label = *frame.labels.get(&offset).ok_or("a jump to no instruction")?;
        let joined = match frame.expected.get(&offset) {
            Some(known) => join(known, &stack)?,
            None => stack,
        };
        frame.expected.insert(offset, joined);
        Ok(label)
    }

    fn stack(&mut self) -> &mut Vec<Slot> {
        self.stack.get_or_insert_with(Vec::new)
    }

    fn push(&mut self, slot: Slot) {
        self.stack().push(slot);
    }

    fn pop(&mut self) -> Result<Slot, Refusal> {
        self.stack().pop().ok_or_else(|| "takes more than the stack holds".to_owned())
    }

    /// Takes so many values off.
    fn take(&mut self, count: usize) -> Result<(), Refusal> {
        for _ in 0..count {
            if !self.pop()?.is_value() {
                return Err("the code takes a mark of the interpreter for a value".to_owned());
            }
        }
        Ok(())
    }

    /// How many values of ours lie at the top, down to a place of CPython's stack and with it.
    fn depth_of(&mut self, place: usize) -> Result<u32, Refusal> {
        let stack = self.stack();
        let first = stack.len().checked_sub(place).ok_or("reaches below the stack")?;
        Ok(values(&stack[first..]))
    }

    /// A new variable that the function does not name.
    fn temporary(&mut self, name: &str) -> u32 {
        function::add_local(&mut self.code, name, self.span, true)
    }
}

impl<'a> Frame<'a> {
    fn new(object: &'a CodeObject, locals: HashMap<&'a str, u32>, emitter: &mut Emitter, end: Option<u32>) -> Self {
        let entries = exception_entries(&object.exception_table);
        let targets = object.instructions.iter().filter_map(|decoded| decoded.target);
        let offsets: HashSet<u32> = targets.chain(entries.iter().map(|entry| entry.target)).collect();
        let labels = offsets.into_iter().map(|offset| (offset, emitter.label())).collect();
        Self {
            object,
            locals,
            entries,
            labels,
            expected: HashMap::new(),
            handlers: HashSet::new(),
            hidden: HashMap::new(),
            end,
        }
    }
}

/// How many of these places hold values of ours.
fn values(stack: &[Slot]) -> u32 {
    stack.iter().filter(|slot| slot.is_value()).count() as u32
}

fn join(one: &[Slot], other: &[Slot]) -> Result<Vec<Slot>, Refusal> {
    let differ = || "the stack differs on the ways to one place".to_owned();
    if one.len() != other.len() {
        return Err(differ());
    }
    one.iter().zip(other).map(|(one, other)| one.join(other).ok_or_else(differ)).collect()
}
