//! Python values as far as the programs of `tests/stack_flow` need them.

use numlir::flow::Function;
use std::{cell::RefCell, fmt::Write, rc::Rc};

#[derive(Clone)]
pub enum Value<'a> {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Rc<str>),
    Tuple(Rc<Vec<Value<'a>>>),
    List(Rc<RefCell<Vec<Value<'a>>>>),
    Set(Rc<RefCell<Vec<Value<'a>>>>),
    Dict(Rc<RefCell<Vec<(Value<'a>, Value<'a>)>>>),
    Range {
        start: i64,
        stop: i64,
        step: i64,
    },
    /// A container and the place of its next element.
    Iterator(Rc<Value<'a>>, usize),
    Slice(Rc<[Value<'a>; 3]>),
    Function(Rc<Closure<'a>>),
    /// A builtin function or exception class.
    Builtin(&'static str),
    /// A method of a list.
    Append(Rc<RefCell<Vec<Value<'a>>>>),
    Exception(Rc<Exception<'a>>),
    /// What must not be read: the value of an unbound local, or the element behind the end of an iterator.
    Poison,
}

pub struct Closure<'a> {
    pub function: &'a Function,
    pub captures: Vec<Value<'a>>,
    pub defaults: Vec<Value<'a>>,
    pub keyword_defaults: Vec<(String, Value<'a>)>,
}

pub struct Exception<'a> {
    pub class: &'static str,
    pub message: Vec<Value<'a>>,
}

/// Exception classes, each with its base.
pub const CLASSES: &[(&str, &str)] = &[
    ("Exception", "BaseException"),
    ("ArithmeticError", "Exception"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("LookupError", "Exception"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("ValueError", "Exception"),
    ("TypeError", "Exception"),
    ("AssertionError", "Exception"),
    ("RuntimeError", "Exception"),
    ("NameError", "Exception"),
    ("UnboundLocalError", "NameError"),
];

pub const FUNCTIONS: &[&str] = &["range", "len", "print", "abs", "list", "tuple", "sum", "str"];

pub fn is_subclass(mut class: &str, base: &str) -> bool {
    loop {
        if class == base {
            return true;
        }
        let Some((_, next)) = CLASSES.iter().find(|(name, _)| *name == class) else { return false };
        class = next;
    }
}

impl<'a> Value<'a> {
    pub fn list(items: Vec<Value<'a>>) -> Self {
        Self::List(Rc::new(RefCell::new(items)))
    }

    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            Self::Bool(value) => Some(i64::from(*value)),
            _ => None,
        }
    }

    pub fn as_float(&self) -> Option<f64> {
        match self {
            Self::Float(value) => Some(*value),
            other => other.as_int().map(|value| value as f64),
        }
    }

    pub fn truth(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Str(text) => !text.is_empty(),
            Self::Range { .. } | Self::Tuple(_) | Self::List(_) | Self::Set(_) => self.item(0).is_some(),
            Self::Dict(entries) => !entries.borrow().is_empty(),
            Self::Poison => panic!("a value that must not be read was tested"),
            _ => true,
        }
    }

    /// The element at a place of a container, as iteration gives it.
    pub fn item(&self, place: usize) -> Option<Value<'a>> {
        match self {
            Self::Tuple(items) => items.get(place).cloned(),
            Self::List(items) | Self::Set(items) => items.borrow().get(place).cloned(),
            Self::Dict(entries) => entries.borrow().get(place).map(|(key, _)| key.clone()),
            Self::Str(text) => text.chars().nth(place).map(|letter| Self::Str(letter.to_string().into())),
            Self::Range { start, stop, step } => {
                let value = start + step * place as i64;
                let inside = if *step > 0 { value < *stop } else { value > *stop };
                inside.then_some(Self::Int(value))
            }
            _ => None,
        }
    }

    pub fn items(&self) -> Vec<Value<'a>> {
        (0..).map_while(|place| self.item(place)).collect()
    }

    pub fn is_iterable(&self) -> bool {
        matches!(
            self,
            Self::Tuple(_) | Self::List(_) | Self::Set(_) | Self::Dict(_) | Self::Str(_) | Self::Range { .. }
        )
    }

    pub fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) => true,
            (Self::Str(a), Self::Str(b)) => a == b,
            (Self::Tuple(_), Self::Tuple(_)) | (Self::List(_), Self::List(_)) => {
                let (a, b) = (self.items(), other.items());
                a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.equals(b))
            }
            (Self::Builtin(a), Self::Builtin(b)) => a == b,
            _ => self.as_float().is_some() && self.as_float() == other.as_float(),
        }
    }

    pub fn repr(&self) -> String {
        let join = |items: Vec<Value>| items.iter().map(Value::repr).collect::<Vec<_>>().join(", ");
        match self {
            Self::None => "None".to_owned(),
            Self::Bool(true) => "True".to_owned(),
            Self::Bool(false) => "False".to_owned(),
            Self::Int(value) => value.to_string(),
            Self::Float(value) => format!("{value:?}"),
            Self::Str(text) if text.contains('\'') => format!("\"{text}\""),
            Self::Str(text) => format!("'{text}'"),
            Self::Tuple(items) if items.len() == 1 => format!("({},)", items[0].repr()),
            Self::Tuple(_) => format!("({})", join(self.items())),
            Self::List(_) => format!("[{}]", join(self.items())),
            Self::Set(items) if items.borrow().is_empty() => "set()".to_owned(),
            Self::Set(_) => format!("{{{}}}", join(self.items())),
            Self::Dict(entries) => {
                let mut text = String::new();
                for (key, value) in entries.borrow().iter() {
                    let comma = if text.is_empty() { "" } else { ", " };
                    write!(text, "{comma}{}: {}", key.repr(), value.repr()).expect("a string takes all text");
                }
                format!("{{{text}}}")
            }
            Self::Exception(exception) => format!("{}({})", exception.class, join(exception.message.clone())),
            _ => panic!("a value without a text was returned"),
        }
    }

    /// The text that `str` and `print` show.
    pub fn text(&self) -> String {
        match self {
            Self::Str(text) => text.to_string(),
            Self::Exception(exception) => exception.message.iter().map(Value::text).collect(),
            other => other.repr(),
        }
    }
}
