//! What lists hold.
//!
//! A list that is made empty has elements of an *undetermined* type, which stands for the place where it is made. What is put into
//! it anywhere, through other variables or in other functions, tells the type. When a look at the whole program has told
//! something new, it is looked at anew with what is known; nothing told leaves such a list empty, and any type will do. In the
//! same way a list of integers that a float is appended to was a list of floats from the beginning, as it is in Numba.

use super::{
    fact::unify,
    operation::{Message, typing, unsupported},
    solve::{Id, Solver},
};
use numlir_dialects::types::Type;
use rustc_hash::{FxHashMap, FxHashSet};

/// What is known of lists by the places where they are made, kept when inference starts over.
#[derive(Default)]
pub struct Lists {
    /// A place: the template, the types of its arguments, the block and the operation.
    numbers: FxHashMap<(usize, Vec<Type>, (u32, u32)), u32>,
    /// For each place, what its elements are known to be, or another place that it shares its elements' type with.
    elements: Vec<Elements>,
    /// Whether something was learned since inference started.
    pub learned: bool,
    /// Places without a type that inference came by since it started.
    open: Vec<u32>,
}

#[derive(Clone)]
enum Elements {
    Unknown,
    Known(Type),
    As(u32),
}

/// An element takes at most so many slots: a mask of 64 bits says which hold references.
const MOST_SLOTS: usize = 64;

/// Whether a type leaves something undetermined.
pub fn has_holes(ty: &Type) -> bool {
    match ty {
        Type::Undetermined(_) => true,
        Type::List(of) | Type::Iterator(of) | Type::Enumerate(of) => has_holes(of),
        Type::Method { object, .. } => has_holes(object),
        Type::Tuple(of) | Type::Zip(of) | Type::Function { captures: of, .. } => of.iter().any(has_holes),
        _ => false,
    }
}

/// Whether a list can hold values of the type.
///
/// # Errors
/// Where it cannot.
pub fn holdable(ty: &Type) -> Result<(), Message> {
    let fits = match ty {
        Type::Scalar(_) | Type::Str | Type::Array(_) | Type::List(_) | Type::Set(_) | Type::None => true,
        Type::Undetermined(_) => true,
        Type::Tuple(elements) => return elements.iter().try_for_each(holdable).and_then(|()| narrow(ty)),
        _ => false,
    };
    if fits { narrow(ty) } else { Err(unsupported(format!("a list cannot hold values of type {ty}"))) }
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
            Type::Tuple(of) => Type::tuple(of.iter().map(|of| self.filled(of))),
            other => other.clone(),
        }
    }

    /// Notes that a list holds values of a type, among others.
    fn bind(&mut self, site: u32, ty: &Type) {
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
        self.elements[root as usize] = match joined {
            Type::Undetermined(other) => Elements::As(other),
            known => Elements::Known(known),
        };
        self.learned = true;
    }

    fn contains(&self, ty: &Type, site: u32) -> bool {
        match ty {
            Type::Undetermined(other) => self.root(*other) == site,
            Type::List(of) => self.contains(of, site),
            Type::Tuple(of) => of.iter().any(|of| self.contains(of, site)),
            _ => false,
        }
    }

    /// Two types that meet: lists among them are the same lists from then on, and so are their elements.
    pub fn equate_within(&mut self, a: &Type, b: &Type) {
        match (a, b) {
            (Type::List(a), Type::List(b)) => self.equate(a, b),
            (Type::Tuple(a), Type::Tuple(b)) => a.iter().zip(b.iter()).for_each(|(a, b)| self.equate_within(a, b)),
            _ => {}
        }
    }

    fn equate(&mut self, a: &Type, b: &Type) {
        match (a, b) {
            (Type::Undetermined(site), other) | (other, Type::Undetermined(site)) => self.bind(*site, other),
            _ => self.equate_within(a, b),
        }
    }

    /// Gives one list that nothing told the elements of a type; whether there was one.
    pub fn settle(&mut self) -> bool {
        let open = std::mem::take(&mut self.open);
        for site in open {
            let root = self.root(site);
            if let Elements::Unknown = self.elements[root as usize] {
                self.bind(root, &Type::INT64);
                return true;
            }
        }
        false
    }
}

impl Solver<'_> {
    fn list_site(&mut self, id: Id, at: (u32, u32)) -> u32 {
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
        let element = match (element, known) {
            (None, known) => {
                if has_holes(&known) {
                    self.lists.open.push(site);
                }
                known
            }
            (Some(element), Type::Undetermined(_)) => element.clone(),
            (Some(element), known) => {
                self.lists.equate_within(element, &known);
                unify(element, &known).unwrap_or_else(|| element.clone())
            }
        };
        holdable(&element)?;
        Ok(Type::List(element.into()))
    }

    /// A value of a type is put into the list that an operand is.
    ///
    /// # Errors
    /// Where the list holds values of another type, for good.
    pub fn put_into(&mut self, id: Id, operand: u32, list: &Type, value: &Type) -> Result<(), Message> {
        let Type::List(element) = list else { return Ok(()) };
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
        let wrong = || typing("list-element", format!("{value} cannot be put into {list}"));
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

    /// The places of this function where the list that a value is was made; whether all of them are known.
    fn made_at(
        &self,
        id: Id,
        value: u32,
        seen: &mut FxHashSet<u32>,
        sites: &mut FxHashSet<(u32, u32)>,
    ) -> bool {
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
                        "py.cast" | "py.inplace" => stack.push(operation.operands[0]),
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
        let callee = || self.specialisations[id].facts[operands[0] as usize].ty();
        match name {
            "py.build_list" | "py.binary" => true,
            "py.call" => match callee() {
                Some(Type::Builtin(name)) => matches!(name.as_ref(), "builtins.list" | "builtins.sorted"),
                Some(Type::Method { object, name }) => {
                    matches!(**object, Type::List(_)) && matches!(name.as_ref(), "copy")
                }
                _ => false,
            },
            _ => false,
        }
    }
}

