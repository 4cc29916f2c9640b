//! What lies on CPython's stack, place by place, as far as the stack code differs from it.

use std::rc::Rc;

/// A place of CPython's stack.
#[derive(Clone, Debug, PartialEq)]
pub enum Slot {
    /// A value, which the stack code has too.
    Value,
    /// A text, by which a keyword may be known.
    Text(Rc<str>),
    /// A tuple, list or set just built by the instruction at this place: more elements can be added to it.
    Display(usize),
    /// A dictionary whose values lie in variables too, built by the instructions from here on.
    Dict(Rc<Entries>),
    /// The absence of a value, and other marks of CPython's.
    Nothing,
    /// The exception that was handled before, below the one that now is, which a variable holds.
    Handled(u32),
    /// A constant that the next instruction takes apart, by its number.
    Constant(usize),
    /// A code object among the constants.
    Code(usize),
    /// A cell, or a tuple of cells: the captures of a function are found by name.
    Cells,
    /// The function of a comprehension, by its code.
    Comprehension(usize),
    /// What a comprehension in place hides: the variable of this name.
    Hidden(Rc<str>),
}

/// A dictionary with constant keys.
#[derive(Debug, PartialEq)]
pub struct Entries {
    /// Where the instructions start that make the dictionary of its entries.
    pub start: usize,
    pub end: usize,
    /// Each key with the variable that holds its value.
    pub entries: Vec<(String, u32)>,
}

impl Slot {
    /// Whether the stack code has a value here.
    pub fn is_value(&self) -> bool {
        matches!(self, Self::Value | Self::Text(_) | Self::Display(_) | Self::Dict(_))
    }

    /// What is known where two ways meet. `None` where they do not fit together.
    pub fn join(&self, other: &Self) -> Option<Self> {
        if self == other {
            return Some(self.clone());
        }
        (self.is_value() && other.is_value()).then_some(Self::Value)
    }
}
