//! What lists hold.
//!
//! A list that is made empty has elements of an *undetermined* type, which stands for the place where it is made. What is put into
//! it anywhere, through other variables or in other functions, tells the type. When a look at the whole program has told
//! something new, it is looked at anew with what is known; nothing told leaves such a list empty, and any type will do. In the
//! same way a list of integers that a float is appended to was a list of floats from the beginning, as it is in Numba.

use super::{
    body::OperationBody,
    call::makes_list,
    elements::element_of,
    fact::{Fact, unify},
    operation::{Message, here, typing, unsupported},
    solve::{Arguments, Id, Solver, outside},
};
use crate::builtins::set::UNHASHABLE;
use numlir_dialects::{hash, types::Type};
use numlir_grammar::diagnostic::{Diagnostic, Location};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is known of lists by the places where they are made, kept when inference starts over.
#[derive(Default)]
pub struct Lists {
    /// A place: the template, what it is specialised for, the block and the operation.
    numbers: FxHashMap<(usize, Arguments, (u32, u32)), u32>,
    /// For each place, what its elements are known to be, or another place that it shares its elements' type with.
    elements: Vec<Elements>,
    /// Whether something was learned since inference started.
    learned: bool,
    /// Places without a type that inference came by since it started.
    open: Vec<u32>,
    /// Places that are parts of containers.
    parts: FxHashSet<u32>,
    /// Where the elements' type of a place was first told.
    told: FxHashMap<u32, Location>,
    /// The operation that inference looks at.
    pub here: Option<Location>,
}

#[derive(Clone)]
enum Elements {
    Unknown,
    Known(Type),
    As(u32),
}

/// The code of an error about what is put into a list.
const WRONG_ELEMENT: &str = "list-element";

/// An element takes at most so many slots: a mask of 64 bits says which hold references.
const MOST_SLOTS: usize = 64;

/// Whether a type leaves something undetermined.
pub fn has_holes(ty: &Type) -> bool {
    match ty {
        Type::Undetermined(_) => true,
        Type::List(of) | Type::Set(of) | Type::Iterator(of) | Type::Enumerate(of) | Type::Optional(of) => has_holes(of),
        Type::Method { object, .. } => has_holes(object),
        Type::Tuple(of)
        | Type::Named { elements: of, .. }
        | Type::Zip(of)
        | Type::Choice(of)
        | Type::Function { captures: of, .. }
        | Type::Instance { fields: of, .. } => of.iter().any(has_holes),
        _ => false,
    }
}

/// Whether a list can hold values of the type.
///
/// # Errors
/// Where it cannot.
pub fn holdable(ty: &Type) -> Result<(), Message> {
    let fits = match ty {
        Type::Scalar(_) | Type::Str | Type::Bytes | Type::Array(_) | Type::List(_) | Type::Set(_) | Type::None => true,
        Type::Instance { .. } | Type::Choice(_) => true,
        Type::Undetermined(_) => true,
        Type::Tuple(elements) | Type::Named { elements, .. } => {
            return elements.iter().try_for_each(holdable).and_then(|()| narrow(ty));
        }
        _ => false,
    };
    if fits { narrow(ty) } else { Err(unsupported(format!("a list cannot hold values of type {ty}"))) }
}

/// The type that a value has in a list: of a function, one that others may join.
fn kept(ty: &Type) -> Type {
    match ty {
        Type::Function { .. } => Type::choice([ty.clone()]),
        Type::Tuple(elements) => Type::tuple(elements.iter().map(kept)),
        Type::Named { class, elements } => {
            Type::Named { class: class.clone(), elements: elements.iter().map(kept).collect() }
        }
        other => other.clone(),
    }
}

fn narrow(ty: &Type) -> Result<(), Message> {
    if ty.slots() > MOST_SLOTS {
        return Err(unsupported(format!("{ty} is too large for an element of a list")));
    }
    Ok(())
}

impl Lists {
    fn root(&self, mut site: u32) -> u32 {
        while let Elements::As(other) = &self.elements[site as usize] {
            site = *other;
        }
        site
    }

    /// The type with what is known filled in.
    fn filled(&self, ty: &Type) -> Type {
        match ty {
            Type::Undetermined(site) => {
                let root = self.root(*site);
                match &self.elements[root as usize] {
                    Elements::Known(known) => self.filled(known),
                    _ => Type::Undetermined(root),
                }
            }
            Type::List(of) => Type::List(self.filled(of).into()),
            Type::Set(of) => Type::Set(self.filled(of).into()),
            Type::Tuple(of) => Type::tuple(of.iter().map(|of| self.filled(of))),
            Type::Named { class, elements } => {
                let elements = elements.iter().map(|of| self.filled(of)).collect();
                Type::Named { class: class.clone(), elements }
            }
            Type::Instance { class, fields } => {
                let fields = fields.iter().map(|of| self.filled(of)).collect();
                Type::Instance { class: class.clone(), fields }
            }
            Type::Optional(of) => Type::Optional(self.filled(of).into()),
            other => other.clone(),
        }
    }

    /// Notes that a list holds values of a type, among others.
    pub fn bind(&mut self, site: u32, ty: &Type) {
        let root = self.root(site);
        let ty = self.filled(ty);
        if ty == Type::Undetermined(root) || self.contains(&ty, root) {
            return;
        }
        let joined = match &self.elements[root as usize] {
            Elements::Known(known) => {
                let known = known.clone();
                self.equate_within(&known, &ty);
                match unify(&known, &ty) {
                    Some(joined) if joined != known => joined,
                    _ => return,
                }
            }
            _ => ty,
        };
        if let Some(here) = &self.here {
            self.told.entry(site).or_insert_with(|| here.clone());
        }
        self.elements[root as usize] = match joined {
            Type::Undetermined(other) => Elements::As(other),
            known => Elements::Known(known),
        };
        self.learned = true;
    }

    fn contains(&self, ty: &Type, site: u32) -> bool {
        match ty {
            Type::Undetermined(other) => self.root(*other) == site,
            Type::List(of) | Type::Set(of) => self.contains(of, site),
            Type::Tuple(of) | Type::Named { elements: of, .. } | Type::Instance { fields: of, .. } => {
                of.iter().any(|of| self.contains(of, site))
            }
            Type::Optional(of) => self.contains(of, site),
            _ => false,
        }
    }

    /// Two types that meet: lists among them are the same lists from then on, and so are their elements.
    pub fn equate_within(&mut self, a: &Type, b: &Type) {
        match (a, b) {
            (Type::List(a), Type::List(b)) | (Type::Set(a), Type::Set(b)) => self.equate(a, b),
            (Type::Tuple(a) | Type::Named { elements: a, .. }, Type::Tuple(b) | Type::Named { elements: b, .. }) => {
                a.iter().zip(b.iter()).for_each(|(a, b)| self.equate_within(a, b))
            }
            (Type::Instance { class, fields: a }, Type::Instance { class: other, fields: b }) if class == other => {
                a.iter().zip(b.iter()).for_each(|(a, b)| self.equate_within(a, b));
            }
            (Type::Optional(a), Type::Optional(b)) => self.equate_within(a, b),
            (Type::Optional(a), b) | (b, Type::Optional(a)) => self.equate_within(a, b),
            _ => {}
        }
    }

    fn equate(&mut self, a: &Type, b: &Type) {
        match (a, b) {
            (Type::Undetermined(site), other) | (other, Type::Undetermined(site)) => self.bind(*site, other),
            _ => self.equate_within(a, b),
        }
    }

    /// Whether something is known that was not when inference started; it is taken note of. Where nothing is, lists that
    /// nobody told anything of may be settled.
    pub fn grew(&mut self, may_settle: bool) -> bool {
        let learned = std::mem::take(&mut self.learned) || (may_settle && self.settle());
        self.learned = false;
        self.open.clear();
        learned
    }

    /// Gives one list that nothing told the elements of a type; whether there was one. Containers come last: what is put into them may
    /// depend on a list, as an array made of one does, and nothing tells a list what is made of it.
    fn settle(&mut self) -> bool {
        let mut open = std::mem::take(&mut self.open);
        open.sort_by_key(|site| self.parts.contains(site));
        for site in open {
            let root = self.root(site);
            if let Elements::Unknown = self.elements[root as usize] {
                // An array made of it has the dtype that NumPy gives one of nothing.
                self.bind(root, &Type::FLOAT64);
                return true;
            }
        }
        false
    }
}

impl Solver<'_> {
    pub fn list_site(&mut self, id: Id, at: (u32, u32)) -> u32 {
        let specialisation = &self.specialisations[id];
        let key = (specialisation.template, specialisation.arguments.clone(), at);
        let next = self.lists.elements.len() as u32;
        let site = *self.lists.numbers.entry(key).or_insert(next);
        if site == next {
            self.lists.elements.push(Elements::Unknown);
        }
        site
    }

    /// The type of a list that is made here, of elements of a type or of nothing yet.
    pub fn fresh_list(&mut self, id: Id, at: (u32, u32), element: Option<&Type>) -> Result<Type, Message> {
        let site = self.list_site(id, at);
        let known = self.lists.filled(&Type::Undetermined(site));
        let element = element.map(kept);
        let element = match (element, known) {
            (None, known) => {
                if has_holes(&known) {
                    self.lists.open.push(site);
                }
                known
            }
            (Some(element), Type::Undetermined(_)) => element,
            (Some(element), known) => {
                self.lists.equate_within(&element, &known);
                unify(&element, &known).unwrap_or(element)
            }
        };
        holdable(&element)?;
        Ok(Type::List(element.into()))
    }

    /// As for a list, the part of a container that holds its keys or its values.
    pub fn fresh_part(&mut self, id: Id, at: (u32, u32)) -> Result<Type, Message> {
        let site = self.list_site(id, at);
        self.lists.parts.insert(site);
        self.fresh_list(id, at, None)
    }

    /// A value of a type is put into the list that an operand is.
    ///
    /// # Errors
    /// Where the list holds values of another type, for good.
    pub fn put_into(&mut self, id: Id, operand: u32, list: &Type, value: &Type) -> Result<(), Message> {
        let (Type::List(element) | Type::Set(element)) = list else { return Ok(()) };
        if matches!(list, Type::Set(_)) && hash::slot_kinds(value).is_none() {
            return Err(unsupported(format!("{UNHASHABLE}, not {value}")));
        }
        let value = &kept(value);
        if let Type::Undetermined(site) = **element {
            holdable(value)?;
            if self.lists.contains(value, self.lists.root(site)) {
                return Err(typing("endless-list", "a list cannot hold itself"));
            }
            self.lists.bind(site, value);
            return Ok(());
        }
        self.lists.equate_within(element, value);
        let unified = unify(element, value);
        if unified.as_ref() == Some(element) {
            return Ok(());
        }
        let wrong = || typing(WRONG_ELEMENT, format!("{value} cannot be put into {list}"));
        let unified = unified.ok_or_else(wrong)?;
        let mut sites = FxHashSet::default();
        if !self.made_at(id, operand, &mut FxHashSet::default(), &mut sites) {
            return Err(wrong());
        }
        for at in sites {
            let site = self.list_site(id, at);
            self.lists.bind(site, &unified);
        }
        Ok(())
    }

    /// Adds to an error about what is put into a list where the list got its type.
    pub fn with_origin(&self, id: Id, operand: u32, mut error: Box<Diagnostic>) -> Box<Diagnostic> {
        let mut sites = FxHashSet::default();
        if error.code != WRONG_ELEMENT || !self.made_at(id, operand, &mut FxHashSet::default(), &mut sites) {
            return error;
        }
        let specialisation = &self.specialisations[id];
        let mut sites: Vec<_> = sites.into_iter().collect();
        sites.sort_unstable();
        for at in sites {
            let key = (specialisation.template, specialisation.arguments.clone(), at);
            let told = self.lists.numbers.get(&key).and_then(|site| self.lists.told.get(site));
            let body = self.decoded(specialisation.template);
            let made = || here(&body.blocks[at.0 as usize].operations[at.1 as usize]);
            if let Some(place) = told.cloned().or_else(made) {
                error = Box::new(error.and(place, "here it gets its type"));
            }
        }
        error
    }

    /// The places of this function where the list that a value is was made; whether all of them are known.
    pub fn made_at(&self, id: Id, value: u32, seen: &mut FxHashSet<u32>, sites: &mut FxHashSet<(u32, u32)>) -> bool {
        let mut stack = vec![value];
        let body = self.decoded(self.specialisations[id].template);
        while let Some(value) = stack.pop() {
            if !seen.insert(value) {
                continue;
            }
            let within = |first: u32, count: u32| first <= value && value < first + count;
            for (number, block) in body.blocks.iter().enumerate() {
                if within(block.first_argument, block.arguments) && block.arguments > 0 {
                    // A parameter's list comes from elsewhere.
                    if number == 0 {
                        return false;
                    }
                    let index = value - block.first_argument;
                    for (from, other) in body.blocks.iter().enumerate() {
                        let Some(last) = other.operations.last().filter(|_| self.specialisations[id].executable[from])
                        else {
                            continue;
                        };
                        for &(_, first) in last.successors.iter().filter(|(target, _)| *target == number as u32) {
                            stack.push(last.operands[(first + index) as usize]);
                        }
                    }
                }
                for (position, operation) in block.operations.iter().enumerate() {
                    if operation.results == 0 || !within(operation.first_result, operation.results) {
                        continue;
                    }
                    match operation.name {
                        "py.undef" => {}
                        "py.cast" | "py.inplace" | "py.getattr" | "py.narrow" => stack.push(operation.operands[0]),
                        name if self.makes_list(id, name, &operation.operands) => {
                            sites.insert((number as u32, position as u32));
                        }
                        _ => return false,
                    }
                }
            }
        }
        true
    }

    /// Whether the list that an operation gives is a new one, whose elements' type is its own choice.
    fn makes_list(&self, id: Id, name: &str, operands: &[u32]) -> bool {
        match name {
            "py.build_list" | "py.build_set" | "py.binary" => true,
            "py.call" => makes_list(self.specialisations[id].facts[operands[0] as usize].ty()),
            _ => false,
        }
    }
}

/// The typing rules of lists, which may tell something of where they were made.
impl Solver<'_> {
    /// The rule of an operation that a list or a display of one is part of; `None` where it needs no other rule than all have.
    pub fn list_operation(
        &mut self,
        id: Id,
        at: (u32, u32),
        op: &OperationBody,
        facts: &[Fact],
    ) -> Option<Result<Fact, Message>> {
        let types: Vec<&Type> = facts.iter().filter_map(Fact::ty).collect();
        let list = |position: usize| match types.get(position) {
            Some(Type::List(element)) => Some(&**element),
            _ => None,
        };
        let done = |outcome: Result<(), Message>| Some(outcome.map(|()| Fact::of(Type::None)));
        match op.name {
            "py.build_list" => Some(self.list_display(id, at, op, facts)),
            "py.build_set" => Some(self.display(id, at, op, &types).and_then(as_set)),
            "py.append" if list(0).is_some() || matches!(types[0], Type::Set(_)) => {
                done(self.put_into(id, op.operands[0], types[0], types[1]))
            }
            "py.setitem" if list(0).is_some() => {
                let outcome = match types[1] {
                    Type::Scalar(index) if index.is_integer() => {
                        self.put_into(id, op.operands[0], types[0], types[2]).map_err(|message| match message {
                            (kind, WRONG_ELEMENT, _) => {
                                let (value, list) = (types[2], types[0]);
                                let text = format!("invalid setitem with value of {value} to element of {list}");
                                (kind, WRONG_ELEMENT, text)
                            }
                            other => other,
                        })
                    }
                    Type::Slice(_) => self.put_all(id, op.operands[0], types[0], types[2]),
                    other => Err(wrong_index(other)),
                };
                done(outcome)
            }
            "py.delitem" if list(0).is_some() => done(match types[1] {
                Type::Scalar(index) if index.is_integer() => Ok(()),
                Type::Slice(_) => Ok(()),
                other => Err(wrong_index(other)),
            }),
            "py.getitem" => {
                let element = list(0)?;
                Some(match types[1] {
                    Type::Scalar(index) if index.is_integer() => Ok(element_fact(element)),
                    Type::Slice(_) => Ok(Fact::of(types[0].clone())),
                    other => Err(wrong_index(other)),
                })
            }
            "py.inplace" if list(0).is_some() => match (op.operation.text("op"), types[1]) {
                ("add", _) => {
                    let outcome = self.put_all(id, op.operands[0], types[0], types[1]);
                    Some(outcome.map(|()| facts[0].clone()))
                }
                ("mul", Type::Scalar(times)) if times.is_integer() => Some(Ok(facts[0].clone())),
                _ => None,
            },
            "py.binary" | "py.inplace" => match (op.operation.text("op"), types[0], types[1]) {
                ("or" | "and" | "sub" | "xor", a @ Type::Set(_), b @ Type::Set(_)) => {
                    self.lists.equate_within(a, b);
                    let unified = unify(a, b);
                    unified.map(|ty| Ok(Fact::of(ty)))
                }
                ("add", Type::List(a), Type::List(b)) => {
                    self.lists.equate_within(a, b);
                    let element = unify(a, b)?;
                    Some(self.fresh_list(id, at, Some(&element)).map(Fact::of))
                }
                ("mul", Type::List(element), Type::Scalar(times))
                | ("mul", Type::Scalar(times), Type::List(element))
                    if times.is_integer() =>
                {
                    Some(self.fresh_list(id, at, Some(element)).map(Fact::of))
                }
                _ => None,
            },
            "py.compare" => {
                if let [a @ (Type::List(_) | Type::Set(_)), b @ (Type::List(_) | Type::Set(_))] = types[..] {
                    self.lists.equate_within(a, b);
                }
                None
            }
            _ => None,
        }
    }

    /// All that iterating over a value gives is put into a list.
    fn put_all(&mut self, id: Id, operand: u32, list: &Type, values: &Type) -> Result<(), Message> {
        let element = element_of(values)?;
        if let (Type::Undetermined(_), Type::List(other) | Type::Set(other)) = (&element, values) {
            if let Type::List(element) | Type::Set(element) = list {
                self.lists.equate(element, other);
            }
            return Ok(());
        }
        self.put_into(id, operand, list, &element).map_err(|message| match (message, list, values) {
            ((kind, WRONG_ELEMENT, text), Type::Set(_), Type::Set(_)) => {
                (kind, WRONG_ELEMENT, format!("{text}: All Sets must be of the same type"))
            }
            (message, ..) => message,
        })
    }

    /// What calling a method of a list tells of the list.
    pub fn list_method(
        &mut self,
        id: Id,
        op: &OperationBody,
        list: &Type,
        name: &str,
        facts: &[Fact],
    ) -> Result<(), Message> {
        let argument = |position: usize| facts.get(position + 1).and_then(Fact::ty);
        let method = op.operands[0];
        match (name, argument(0), argument(1)) {
            ("append", Some(value), _) | ("insert", _, Some(value)) => self.put_into(id, method, list, value),
            ("add" | "_holds", Some(value), _) => self.put_into(id, method, list, value),
            ("extend" | "update", Some(values), _) => self.put_all(id, method, list, values),
            _ => Ok(()),
        }
    }
}

/// The set of what a list has.
fn as_set(list: Fact) -> Result<Fact, Message> {
    match list.ty() {
        Some(Type::List(element))
            if matches!(**element, Type::Undetermined(_)) || hash::slot_kinds(element).is_some() =>
        {
            Ok(Fact::of(Type::Set(element.clone())))
        }
        Some(Type::List(element)) => Err(unsupported(format!("{UNHASHABLE}, not {element}"))),
        _ => Ok(list),
    }
}

/// Numbers in lists are Python's own.
pub fn element_fact(element: &Type) -> Fact {
    Fact::Known(element.clone(), outside(element))
}

fn wrong_index(index: &Type) -> Message {
    typing("list-index", format!("list indices must be integers or slices, not {index}"))
}
