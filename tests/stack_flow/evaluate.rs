//! Executes control-flow graphs, block by block, on a few types.
//!
//! It checks what it executes: an operation never reads a poison value, and a register is never read before it is written.

use super::value::{CLASSES, Closure, Exception, FUNCTIONS, Value, is_subclass};
use numlir::{
    flow::{Argument, EdgeKind, Function, Op, Register, TerminatorKind},
    stack::Constant,
};
use numlir_grammar::tree::{BinaryOp, CompareOp, UnaryOp};
use petgraph::{stable_graph::NodeIndex, visit::EdgeRef};
use std::{cell::RefCell, rc::Rc};

pub type Outcome<'a> = Result<Value<'a>, Rc<Exception<'a>>>;

/// The functions of a program, and what it printed.
pub struct Machine<'a> {
    pub functions: Vec<&'a Function>,
    pub output: RefCell<String>,
}

/// One call.
struct Frame<'a> {
    function: &'a Function,
    closure: Rc<Closure<'a>>,
    registers: Vec<Option<Value<'a>>>,
    /// The exception that leads to the present handler.
    raised: Option<Rc<Exception<'a>>>,
}

fn raise<'a, T>(class: &'static str) -> Result<T, Rc<Exception<'a>>> {
    Err(Rc::new(Exception { class, message: Vec::new() }))
}

impl<'a> Frame<'a> {
    fn read(&self, register: Register) -> Value<'a> {
        match self.registers[register.0 as usize].clone() {
            Some(Value::Poison) => panic!("%{} of '{}' must not be read", register.0, self.function.name),
            Some(value) => value,
            None => panic!("%{} of '{}' is read before it is written", register.0, self.function.name),
        }
    }

    fn read_all(&self, registers: &[Register]) -> Vec<Value<'a>> {
        registers.iter().map(|&register| self.read(register)).collect()
    }

    fn elements(&self, arguments: &[Argument]) -> Vec<Value<'a>> {
        let mut values = Vec::new();
        for argument in arguments {
            match argument {
                Argument::Positional(register) => values.push(self.read(*register)),
                Argument::Star(register) => values.extend(self.read(*register).items()),
                _ => panic!("an element cannot be a keyword"),
            }
        }
        values
    }
}

impl<'a> Machine<'a> {
    /// Calls a function of the program.
    pub fn call_function(&self, name: &str, arguments: Vec<Value<'a>>) -> Outcome<'a> {
        let function = self.functions.iter().find(|function| function.name == name).expect("the program has it");
        let closure = Closure { function, captures: Vec::new(), defaults: Vec::new(), keyword_defaults: Vec::new() };
        self.call(&Rc::new(closure), arguments, &[])
    }

    fn call(
        &self,
        closure: &Rc<Closure<'a>>,
        mut arguments: Vec<Value<'a>>,
        keywords: &[(String, Value<'a>)],
    ) -> Outcome<'a> {
        let signature = &closure.function.signature;
        let positional: Vec<_> = signature.positional_only.iter().chain(&signature.positional).collect();
        let named =
            |name: &String| keywords.iter().find(|(keyword, _)| keyword == name).map(|(_, value)| value.clone());
        let extra = arguments.split_off(arguments.len().min(positional.len()));
        for place in arguments.len()..positional.len() {
            let default = (place + closure.defaults.len()).checked_sub(positional.len());
            let default = default.map(|place| closure.defaults[place].clone());
            let Some(value) = named(positional[place]).or(default) else { return raise("TypeError") };
            arguments.push(value);
        }
        if signature.varargs.is_some() {
            arguments.push(Value::Tuple(Rc::new(extra)));
        } else if !extra.is_empty() {
            return raise("TypeError");
        }
        for name in &signature.keyword_only {
            let default = closure.keyword_defaults.iter().find(|(keyword, _)| keyword == name);
            let Some(value) = named(name).or(default.map(|(_, value)| value.clone())) else {
                return raise("TypeError");
            };
            arguments.push(value);
        }
        let mut frame = Frame {
            function: closure.function,
            closure: closure.clone(),
            registers: vec![None; closure.function.registers as usize],
            raised: None,
        };
        let values = closure.captures.iter().cloned().chain(arguments).collect();
        self.run(&mut frame, values)
    }

    fn run(&self, frame: &mut Frame<'a>, mut arguments: Vec<Value<'a>>) -> Outcome<'a> {
        let graph = &frame.function.graph;
        let mut node = frame.function.entry;
        loop {
            let block = &graph[node];
            assert_eq!(block.parameters.len(), arguments.len());
            for (parameter, value) in block.parameters.iter().zip(arguments) {
                frame.registers[parameter.register.0 as usize] = Some(value);
            }
            let kind = match self.block(frame, node) {
                Ok(Some(value)) => return Ok(value),
                Ok(None) => self.direction(frame, node),
                Err(exception) => {
                    frame.raised = Some(exception);
                    EdgeKind::Exception
                }
            };
            let Some(edge) = graph.edges(node).find(|edge| edge.weight().kind == kind) else {
                return Err(frame.raised.clone().expect("only exceptions have no edge"));
            };
            // A value that must not be read may be handed on.
            let hand_over = |register: &Register| frame.registers[register.0 as usize].clone().expect("is written");
            arguments = edge.weight().arguments.iter().map(hand_over).collect();
            node = edge.target();
        }
    }

    fn block(&self, frame: &mut Frame<'a>, node: NodeIndex) -> Result<Option<Value<'a>>, Rc<Exception<'a>>> {
        let block = &frame.function.graph[node];
        for (place, instruction) in block.instructions.iter().enumerate() {
            let results = self.operation(frame, &instruction.op).inspect_err(|_| {
                let is_last = place + 1 == block.instructions.len();
                let in_try = frame.function.graph.edges(node).any(|edge| edge.weight().kind == EdgeKind::Exception);
                assert!(is_last || !in_try, "{:?} raises before the end of its block", instruction.op);
            })?;
            assert_eq!(results.len(), instruction.results.len(), "{:?}", instruction.op);
            for (register, value) in instruction.results.iter().zip(results) {
                frame.registers[register.0 as usize] = Some(value);
            }
        }
        match &block.terminator.as_ref().expect("is built").kind {
            TerminatorKind::Return(register) => Ok(Some(frame.read(*register))),
            TerminatorKind::Raise { exception: None, .. } => raise("RuntimeError"),
            TerminatorKind::Raise { exception: Some(register), .. } => match frame.read(*register) {
                Value::Exception(exception) => Err(exception),
                Value::Builtin(class) => raise(class),
                _ => raise("TypeError"),
            },
            TerminatorKind::Jump | TerminatorKind::Branch(_) => Ok(None),
        }
    }

    fn direction(&self, frame: &Frame<'a>, node: NodeIndex) -> EdgeKind {
        match frame.function.graph[node].terminator.as_ref().expect("is built").kind {
            TerminatorKind::Branch(condition) => match frame.read(condition) {
                Value::Bool(true) => EdgeKind::Then,
                Value::Bool(false) => EdgeKind::Else,
                _ => panic!("a branch on what is no boolean"),
            },
            _ => EdgeKind::Jump,
        }
    }

    fn operation(&self, frame: &mut Frame<'a>, op: &Op) -> Result<Vec<Value<'a>>, Rc<Exception<'a>>> {
        let read = |register: &Register| frame.read(*register);
        let one = match op {
            Op::Constant(value) => constant(value),
            Op::Global(name) | Op::Builtin(name) => self.global(name)?,
            Op::SelfFunction => Value::Function(frame.closure.clone()),
            Op::Function { nested, captures, defaults, keyword_defaults } => Value::Function(Rc::new(Closure {
                function: &frame.function.nested[*nested],
                captures: frame.read_all(captures),
                defaults: frame.read_all(defaults),
                keyword_defaults: keyword_defaults.iter().map(|(name, value)| (name.clone(), read(value))).collect(),
            })),
            Op::Attribute(object, name) => match (read(object), name.as_str()) {
                (Value::List(items), "append") => Value::Append(items),
                _ => panic!("the attribute '{name}' is not known"),
            },
            Op::Item(object, index) => item(&read(object), &read(index))?,
            Op::SetItem { object, index, value } => {
                set_item(&read(object), read(index), read(value))?;
                return Ok(Vec::new());
            }
            Op::DeleteItem(object, index) => {
                delete_item(&read(object), &read(index))?;
                return Ok(Vec::new());
            }
            Op::Slice { start, stop, step } => Value::Slice(Rc::new([read(start), read(stop), read(step)])),
            Op::Binary(op, left, right) | Op::Inplace(op, left, right) => binary(*op, &read(left), &read(right))?,
            Op::Unary(UnaryOp::Not, value) => match read(value) {
                Value::Bool(value) => Value::Bool(!value),
                _ => panic!("'not' of what is no boolean"),
            },
            Op::Unary(op, value) => match (op, read(value).as_int()) {
                (UnaryOp::USub, Some(value)) => Value::Int(-value),
                (UnaryOp::Invert, Some(value)) => Value::Int(!value),
                (_, Some(value)) => Value::Int(value),
                (_, None) => return raise("TypeError"),
            },
            Op::Compare(op, left, right) => Value::Bool(compare(*op, &read(left), &read(right))?),
            Op::MatchValue(value, pattern) => Value::Bool(compare(CompareOp::Eq, &read(value), &read(pattern))?),
            Op::Truth(value) => Value::Bool(read(value).truth()),
            Op::Call { callee, arguments } => self.apply(&read(callee), frame, arguments)?,
            Op::Tuple(elements) => Value::Tuple(Rc::new(frame.elements(elements))),
            Op::List(elements) => Value::list(frame.elements(elements)),
            Op::Set(elements) => {
                let set = Rc::new(RefCell::new(Vec::new()));
                frame.elements(elements).into_iter().for_each(|element| add(&set, element));
                Value::Set(set)
            }
            Op::Dict(entries) => {
                let dict = Value::Dict(Rc::default());
                for (key, value) in entries {
                    set_item(&dict, read(key), read(value))?;
                }
                dict
            }
            Op::Append { list, value } => {
                let Value::List(items) = read(list) else { panic!("append to no list") };
                items.borrow_mut().push(read(value));
                return Ok(Vec::new());
            }
            Op::Add { set, value } => {
                let Value::Set(items) = read(set) else { panic!("add to no set") };
                add(&items, read(value));
                return Ok(Vec::new());
            }
            Op::MatchLength { value, count, or_more } => {
                let value = read(value);
                let is_sequence = matches!(value, Value::Tuple(_) | Value::List(_) | Value::Range { .. });
                let fits = |length: usize| if *or_more { length >= *count } else { length == *count };
                Value::Bool(is_sequence && fits(value.items().len()))
            }
            Op::Unpack { value, count } => return unpack(&read(value), *count, 0),
            Op::UnpackStar { value, before, after } => {
                let mut items = unpack(&read(value), before + after, usize::MAX)?;
                let rest = items.splice(*before..items.len() - after, []).collect();
                items.insert(*before, Value::list(rest));
                return Ok(items);
            }
            Op::Iter(value) => match read(value) {
                value if value.is_iterable() => Value::Iterator(Rc::new(value), 0),
                _ => return raise("TypeError"),
            },
            Op::Yield(_) => panic!("generators are compared with CPython in tests/test_generators.py"),
            Op::Next(iterator) => {
                let Value::Iterator(container, place) = read(iterator) else { panic!("next of no iterator") };
                return Ok(match container.item(place) {
                    Some(item) => vec![Value::Bool(true), item, Value::Iterator(container, place + 1)],
                    None => vec![Value::Bool(false), Value::Poison, Value::Poison],
                });
            }
            Op::Format { value, conversion, .. } => {
                let value = read(value);
                Value::Str(if conversion.is_some() { value.repr() } else { value.text() }.into())
            }
            Op::Join(pieces) => Value::Str(frame.read_all(pieces).iter().map(Value::text).collect::<String>().into()),
            Op::Unbound => Value::Poison,
            Op::Narrow { value, .. } => read(value),
            Op::CheckBound { bound, .. } => {
                return if read(bound).truth() { Ok(Vec::new()) } else { raise("UnboundLocalError") };
            }
            Op::Exception => Value::Exception(frame.raised.clone().expect("a handler has an exception")),
            Op::ExceptionMatches(exception, class) => {
                let Value::Exception(exception) = read(exception) else { panic!("no exception is matched") };
                let matches =
                    |class: &Value| matches!(class, Value::Builtin(base) if is_subclass(exception.class, base));
                let class = read(class);
                Value::Bool(matches(&class) || class.items().iter().any(matches))
            }
            Op::SetAttribute { .. } => panic!("attributes cannot be set"),
        };
        Ok(vec![one])
    }

    fn global(&self, name: &str) -> Outcome<'a> {
        if let Some(function) = self.functions.iter().find(|function| function.name == name) {
            let closure =
                Closure { function, captures: Vec::new(), defaults: Vec::new(), keyword_defaults: Vec::new() };
            return Ok(Value::Function(Rc::new(closure)));
        }
        let mut names = FUNCTIONS.iter().chain(CLASSES.iter().map(|(name, _)| name));
        names.find(|known| **known == name).map_or_else(|| raise("NameError"), |name| Ok(Value::Builtin(name)))
    }

    fn apply(&self, callee: &Value<'a>, frame: &Frame<'a>, arguments: &[Argument]) -> Outcome<'a> {
        let (keywords, positional): (Vec<_>, Vec<_>) =
            arguments.iter().cloned().partition(|argument| matches!(argument, Argument::Keyword(..)));
        let positional = frame.elements(&positional);
        let keyword = |argument: &Argument| match argument {
            Argument::Keyword(name, register) => (name.clone(), frame.read(*register)),
            _ => unreachable!("only keywords were taken"),
        };
        let keywords: Vec<_> = keywords.iter().map(keyword).collect();
        match callee {
            Value::Function(closure) => self.call(closure, positional, &keywords),
            Value::Append(items) => {
                items.borrow_mut().push(positional[0].clone());
                Ok(Value::None)
            }
            Value::Builtin(name) => self.builtin(name, positional),
            _ => raise("TypeError"),
        }
    }

    fn builtin(&self, name: &'static str, arguments: Vec<Value<'a>>) -> Outcome<'a> {
        let ints: Vec<i64> = arguments.iter().filter_map(Value::as_int).collect();
        Ok(match (name, &arguments[..]) {
            ("range", _) => match ints[..] {
                [stop] => Value::Range { start: 0, stop, step: 1 },
                [start, stop] => Value::Range { start, stop, step: 1 },
                [start, stop, step] => Value::Range { start, stop, step },
                _ => return raise("TypeError"),
            },
            ("len", [value]) => Value::Int(value.items().len() as i64),
            ("abs", _) => Value::Int(ints[0].abs()),
            ("list", [value]) => Value::list(value.items()),
            ("tuple", [value]) => Value::Tuple(Rc::new(value.items())),
            ("sum", [value]) => Value::Int(value.items().iter().filter_map(Value::as_int).sum()),
            ("str", [value]) => Value::Str(value.text().into()),
            ("print", values) => {
                let line = values.iter().map(Value::text).collect::<Vec<_>>().join(" ");
                self.output.borrow_mut().push_str(&(line + "\n"));
                Value::None
            }
            (class, message) => Value::Exception(Rc::new(Exception { class, message: message.to_vec() })),
        })
    }
}

pub fn constant<'a>(value: &Constant) -> Value<'a> {
    match value {
        Constant::None => Value::None,
        Constant::Bool(value) => Value::Bool(*value),
        Constant::Int(value) => Value::Int(*value as i64),
        Constant::Float(value) => Value::Float(*value),
        Constant::Str(text) => Value::Str(text.as_str().into()),
        _ => panic!("the constant {value} is not known"),
    }
}

fn add<'a>(set: &RefCell<Vec<Value<'a>>>, element: Value<'a>) {
    let known = set.borrow().iter().any(|known| known.equals(&element));
    if !known {
        set.borrow_mut().push(element);
    }
}

fn unpack<'a>(value: &Value<'a>, count: usize, more: usize) -> Result<Vec<Value<'a>>, Rc<Exception<'a>>> {
    if !value.is_iterable() {
        return raise("TypeError");
    }
    let items = value.items();
    if items.len() < count || items.len() - count > more { raise("ValueError") } else { Ok(items) }
}

fn place_of<'a>(index: &Value<'a>, length: usize) -> Result<usize, Rc<Exception<'a>>> {
    let Some(index) = index.as_int() else { return raise("TypeError") };
    let place = if index < 0 { index + length as i64 } else { index };
    if (0..length as i64).contains(&place) { Ok(place as usize) } else { raise("IndexError") }
}

fn item<'a>(object: &Value<'a>, index: &Value<'a>) -> Outcome<'a> {
    if let Value::Dict(entries) = object {
        let found = entries.borrow().iter().find(|(key, _)| key.equals(index)).map(|(_, value)| value.clone());
        return found.map_or_else(|| raise("KeyError"), Ok);
    }
    if !object.is_iterable() {
        return raise("TypeError");
    }
    let items = object.items();
    if let Value::Slice(bounds) = index {
        let bound = |place: usize, absent: i64| bounds[place].as_int().unwrap_or(absent).clamp(0, items.len() as i64);
        let (start, stop) = (bound(0, 0) as usize, bound(1, items.len() as i64) as usize);
        return Ok(Value::list(items[start..stop.max(start)].to_vec()));
    }
    Ok(items[place_of(index, items.len())?].clone())
}

fn set_item<'a>(object: &Value<'a>, index: Value<'a>, value: Value<'a>) -> Result<(), Rc<Exception<'a>>> {
    match object {
        Value::List(items) => {
            let place = place_of(&index, items.borrow().len())?;
            items.borrow_mut()[place] = value;
        }
        Value::Dict(entries) => {
            let known = entries.borrow().iter().position(|(key, _)| key.equals(&index));
            match known {
                Some(place) => entries.borrow_mut()[place].1 = value,
                None => entries.borrow_mut().push((index, value)),
            }
        }
        _ => return raise("TypeError"),
    }
    Ok(())
}

fn delete_item<'a>(object: &Value<'a>, index: &Value<'a>) -> Result<(), Rc<Exception<'a>>> {
    let Value::List(items) = object else { return raise("TypeError") };
    let place = place_of(index, items.borrow().len())?;
    items.borrow_mut().remove(place);
    Ok(())
}

fn binary<'a>(op: BinaryOp, left: &Value<'a>, right: &Value<'a>) -> Outcome<'a> {
    if let (BinaryOp::Add, Value::Str(a), Value::Str(b)) = (op, left, right) {
        return Ok(Value::Str(format!("{a}{b}").into()));
    }
    if let (BinaryOp::Add, Value::List(_), Value::List(_)) = (op, left, right) {
        return Ok(Value::list([left.items(), right.items()].concat()));
    }
    let (Some(a), Some(b)) = (left.as_int(), right.as_int()) else { return raise("TypeError") };
    let divides = matches!(op, BinaryOp::FloorDiv | BinaryOp::Mod | BinaryOp::Div);
    if divides && b == 0 {
        return raise("ZeroDivisionError");
    }
    Ok(match op {
        BinaryOp::Add => Value::Int(a + b),
        BinaryOp::Sub => Value::Int(a - b),
        BinaryOp::Mult => Value::Int(a * b),
        BinaryOp::FloorDiv => Value::Int((a - ((a % b) + b) % b) / b),
        BinaryOp::Mod => Value::Int(((a % b) + b) % b),
        BinaryOp::Div => Value::Float(a as f64 / b as f64),
        BinaryOp::BitAnd => Value::Int(a & b),
        BinaryOp::BitOr => Value::Int(a | b),
        BinaryOp::BitXor => Value::Int(a ^ b),
        _ => panic!("the operator {op:?} is not known"),
    })
}

fn compare<'a>(op: CompareOp, left: &Value<'a>, right: &Value<'a>) -> Result<bool, Rc<Exception<'a>>> {
    let contains = || right.items().iter().any(|item| item.equals(left));
    let ordered = |holds: fn(&f64, &f64) -> bool| match (left.as_float(), right.as_float()) {
        (Some(a), Some(b)) => Ok(holds(&a, &b)),
        _ => raise("TypeError"),
    };
    let is_none = matches!(left, Value::None) && matches!(right, Value::None);
    let is_bool = matches!((left, right), (Value::Bool(a), Value::Bool(b)) if a == b);
    match op {
        CompareOp::Eq => Ok(left.equals(right)),
        CompareOp::NotEq => Ok(!left.equals(right)),
        CompareOp::Lt => ordered(f64::lt),
        CompareOp::LtE => ordered(f64::le),
        CompareOp::Gt => ordered(f64::gt),
        CompareOp::GtE => ordered(f64::ge),
        CompareOp::Is => Ok(is_none || is_bool),
        CompareOp::IsNot => Ok(!(is_none || is_bool)),
        CompareOp::In => Ok(contains()),
        CompareOp::NotIn => Ok(!contains()),
    }
}
