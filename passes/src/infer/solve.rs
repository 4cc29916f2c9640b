//! The fixpoint: specialisations, their blocks, and who waits for whom.

mod outcome;
mod returns;

use super::{
    Library, Passed,
    bind::Template,
    body::{Body, OperationBody},
    fact::Fact,
    lists::{Lists, has_holes},
    turns::Variants,
};
use crate::code::Constant;
use melior::Context;
use numlir_dialects::{Operation, types::Type};
use numlir_grammar::diagnostic::{Diagnostic, Kind, Location};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap},
    rc::Rc,
    sync::Arc,
};

/// A specialisation, by its position.
pub type Id = usize;

/// What a template is specialised for: the types of its arguments, and what is known of them beside that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Arguments {
    pub types: Vec<Type>,
    pub constants: Vec<Option<Constant>>,
}

impl Arguments {
    pub fn push(&mut self, fact: Fact) {
        if let Fact::Known(ty, constant) = fact {
            self.types.push(ty);
            self.constants.push(constant);
        }
    }

    /// As of a call from outside: scalars are Python's numbers.
    pub fn of_types(types: Vec<Type>) -> Self {
        let constants = types.iter().map(outside).collect();
        Self { types, constants }
    }

    /// Keeps of the constants only what the template is specialised by.
    fn limit(&mut self, template: &Template) {
        // Without arrays nothing promotes weakly or strongly.
        let arrays = template.library || self.types.iter().any(holds_array);
        for ((constant, ty), literal) in self.constants.iter_mut().zip(&self.types).zip(&template.literals) {
            if *literal {
                continue;
            }
            *constant = if arrays { constant.as_ref().and_then(Constant::weakness) } else { outside(ty) };
        }
    }
}

/// What is known of an argument from outside.
pub fn outside(ty: &Type) -> Option<Constant> {
    match ty {
        Type::None => Some(Constant::None),
        Type::Scalar(_) => Some(Constant::Python),
        Type::Tuple(elements) | Type::Named { elements, .. } => {
            let elements: Vec<_> = elements.iter().map(outside).collect();
            elements.iter().any(Option::is_some).then(|| Constant::Tuple(elements.into()))
        }
        _ => None,
    }
}

fn holds_array(ty: &Type) -> bool {
    match ty {
        Type::Array(_) | Type::Instance { .. } => true,
        Type::Optional(of) => holds_array(of),
        Type::Tuple(elements)
        | Type::Named { elements, .. }
        | Type::Choice(elements)
        | Type::Function { captures: elements, .. } => elements.iter().any(holds_array),
        _ => false,
    }
}

/// How often types of one specialisation are taken back.
const MOST_REVISIONS: u32 = 32;

/// What is known of one template for one signature.
pub struct Specialisation {
    pub template: usize,
    pub arguments: Arguments,
    pub facts: Vec<Fact>,
    pub executable: Vec<bool>,
    pub result: Fact,
    /// Blocks to look at, lowest first.
    queue: BinaryHeap<Reverse<u32>>,
    queued: Vec<bool>,
    /// Per block: the operation to begin with. Operations before it have been looked at with the present facts.
    resume: Vec<u32>,
    /// Callers that wait for the result: the specialisation, the block and the operation.
    waiting: FxHashSet<(Id, u32, u32)>,
    /// Errors by the place of their operation, the latest look at it counts.
    pub errors: std::collections::BTreeMap<(u32, u32), Diagnostic>,
    /// Block arguments whose types do not agree.
    pub conflicts: std::collections::BTreeMap<u32, Diagnostic>,
    /// Blocks whose evaluation stopped for want of a callee's result.
    pub stuck: FxHashMap<u32, u32>,
    /// For each call of a function of the program, by block and operation: what it calls.
    pub callees: FxHashMap<(u32, u32), Id>,
    /// What the addresses of functions' values lead to that are made here.
    pub values: Vec<Id>,
    /// The first call of this specialisation, and the specialisation that calls.
    pub called_from: Option<(Location, Id)>,
    /// The value that a block argument first had, and the type it had then.
    pub first_definitions: FxHashMap<u32, (u32, Type)>,
    pub first_return: Option<Location>,
    /// The value that was returned first, and the type it had then.
    first_returned: Option<(u32, Type)>,
    /// How often a type was taken back since what it was joined from has another type by now.
    revisions: u32,
    /// The type of the result, where a signature says it.
    declared: Option<Type>,
}

pub struct Solver<'c> {
    pub context: &'c Context,
    pub module: Operation<'c>,
    pub templates: Vec<Template<'c>>,
    pub symbols: FxHashMap<&'c str, usize>,
    bodies: FxHashMap<usize, Rc<Body<'c>>>,
    pub specialisations: Vec<Specialisation>,
    known: FxHashMap<(usize, Arguments), Id>,
    library: &'c dyn Library,
    /// Names of the library that were looked up, each with its template.
    looked_up: FxHashMap<Arc<str>, Option<usize>>,
    /// What users gave for names and arguments that were asked for.
    overloads: FxHashMap<(Arc<str>, Vec<Passed>), Option<usize>>,
    /// How many specialisations each template has.
    counts: FxHashMap<usize, usize>,
    /// Specialisations with blocks to look at; the last is the next.
    pending: Vec<Id>,
    pub lists: Lists,
    /// Templates with a loop written out, and what they were made of.
    pub variants: Variants,
    pub bases: FxHashMap<usize, usize>,
    /// The arguments of the entry whose values are wanted, and whether something was wanted since inference started.
    pub wanted: BTreeSet<usize>,
    pub wants_more: bool,
    /// Why builtins do not take calls that functions of the library of the same name were tried for.
    pub builtin_errors: FxHashMap<(Id, (u32, u32)), Box<Diagnostic>>,
}

/// A template with more specialisations than this, or one whose arguments are made of more scalars than `MOST_WEIGHT`, is taken
/// for a recursion that never ends.
const MOST_SPECIALISATIONS: usize = 256;
const MOST_OF_LIBRARY: usize = 4096;

/// The code of errors that the library itself makes (`numlir.library.reject`).
pub const REJECTED: &str = "rejected";
const MOST_WEIGHT: usize = 8192;

/// How many types a type is made of.
fn weight(ty: &Type) -> usize {
    match ty {
        Type::Tuple(elements)
        | Type::Named { elements, .. }
        | Type::Zip(elements)
        | Type::Choice(elements)
        | Type::Function { captures: elements, .. }
        | Type::Instance { fields: elements, .. } => 1 + elements.iter().map(weight).sum::<usize>(),
        Type::Iterator(of)
        | Type::Optional(of)
        | Type::Enumerate(of)
        | Type::List(of)
        | Type::Set(of)
        | Type::Flat(of)
        | Type::ElementViews(of)
        | Type::Method { object: of, .. } => 1 + weight(of),
        _ => 1,
    }
}

/// How looking at an operation ended.
pub enum Step {
    Done,
    /// The results of the operation are not known yet.
    Wait,
}

impl<'c> Solver<'c> {
    pub fn new(context: &'c Context, module: Operation<'c>, library: &'c dyn Library) -> Self {
        let body = module.region(0).first_block().expect("a module has a block");
        let templates: Vec<_> = body
            .operations()
            .filter(|operation| operation.attribute("py.template").is_some())
            .map(Template::new)
            .collect();
        let symbols = templates.iter().enumerate().map(|(index, template)| (template.symbol, index)).collect();
        Self {
            context,
            module,
            templates,
            symbols,
            bodies: FxHashMap::default(),
            specialisations: Vec::new(),
            known: FxHashMap::default(),
            library,
            looked_up: FxHashMap::default(),
            overloads: FxHashMap::default(),
            counts: FxHashMap::default(),
            pending: Vec::new(),
            lists: Lists::default(),
            variants: Variants::default(),
            bases: FxHashMap::default(),
            wanted: BTreeSet::new(),
            wants_more: false,
            builtin_errors: FxHashMap::default(),
        }
    }

    /// Forgets all but what is known of lists and what is wanted of arguments, where that has grown: inference is to start over.
    /// Whether it is.
    pub fn starts_over(&mut self) -> bool {
        let errors = self.specialisations.iter().any(|known| !known.errors.is_empty() || !known.conflicts.is_empty());
        let wants_more = std::mem::take(&mut self.wants_more);
        if !self.lists.grew(!errors && !wants_more) && !wants_more {
            return false;
        }
        self.specialisations.clear();
        self.builtin_errors.clear();
        self.known.clear();
        self.counts.clear();
        self.pending.clear();
        true
    }

    pub fn body(&mut self, template: usize) -> Rc<Body<'c>> {
        let operation = self.templates[template].operation;
        self.bodies.entry(template).or_insert_with(|| Rc::new(Body::new(operation))).clone()
    }

    pub fn decoded(&self, template: usize) -> &Rc<Body<'c>> {
        &self.bodies[&template]
    }

    /// The template of a function of the library, by its canonical name.
    pub fn library(&mut self, name: &str) -> Option<usize> {
        if let Some(known) = self.looked_up.get(name) {
            return *known;
        }
        let found = self.library.template(self.context, self.module, name).map(|first| self.add_templates(first));
        self.looked_up.insert(name.into(), found);
        found
    }

    /// The template of a function of the library that was looked up before.
    pub fn looked_up(&self, name: &str) -> Option<usize> {
        self.looked_up.get(name).copied().flatten()
    }

    /// Takes up a template that has been added to the module, and those behind it: functions inside it, or reached by it.
    fn add_templates(&mut self, first: Operation<'c>) -> usize {
        let position = self.templates.len();
        for operation in std::iter::successors(Some(first), |operation| operation.next()) {
            let template = Template::new(operation);
            self.symbols.insert(template.symbol, self.templates.len());
            self.templates.push(template);
        }
        position
    }

    /// The template that users have given for a function and these arguments; the object of a method comes first.
    ///
    /// # Errors
    /// What the user's code said.
    pub fn overload(&mut self, name: &str, arguments: &[Passed]) -> Result<Option<usize>, String> {
        let key = (Arc::from(name), arguments.to_vec());
        if let Some(known) = self.overloads.get(&key) {
            return Ok(*known);
        }
        let found = self.library.overload(self.context, self.module, name, arguments)?;
        let found = found.map(|first| self.add_templates(first));
        self.overloads.insert(key, found);
        Ok(found)
    }

    pub fn has_method(&self, name: &str) -> bool {
        self.library.has_method(name)
    }

    /// Whether there is machine code of a specialisation of a function, by their symbols.
    pub fn is_precompiled(&self, name: &str, symbol: &dyn Fn() -> String) -> bool {
        self.library.is_precompiled(name, symbol)
    }

    /// The template of a symbol.
    ///
    /// # Errors
    /// Where there is none.
    pub fn template(&self, symbol: &str) -> Result<usize, Vec<Diagnostic>> {
        self.symbols.get(symbol).copied().ok_or_else(|| {
            let message = format!("there is no function '{symbol}'");
            vec![Diagnostic::new(Kind::Name, "no-such-function", message)]
        })
    }

    /// The specialisation of a template for arguments, made if it is the first demand.
    ///
    /// # Errors
    /// Where the function is refused.
    pub fn demand(
        &mut self,
        template: usize,
        mut arguments: Arguments,
        from: Option<(Location, Id)>,
    ) -> Result<Id, Vec<Diagnostic>> {
        arguments.limit(&self.templates[template]);
        if let Some(reason) = self.templates[template].refused {
            let name = self.templates[template].name;
            let mut error =
                Diagnostic::new(Kind::Unsupported, "unsupported-callee", format!("{name}() is not compiled"));
            if let Some(from) = from {
                error = error.at(from.0, "called here");
            }
            return Err(vec![error.note(reason)]);
        }
        let key = (template, arguments);
        if let Some(&id) = self.known.get(&key) {
            return Ok(id);
        }
        let count = self.counts.entry(template).or_default();
        *count += 1;
        let most = if self.templates[template].library { MOST_OF_LIBRARY } else { MOST_SPECIALISATIONS };
        if *count > most || key.1.types.iter().map(weight).sum::<usize>() > MOST_WEIGHT {
            let name = self.templates[template].name;
            let message = format!("{name}() is called with ever new types of arguments");
            let mut error = Diagnostic::new(Kind::Typing, "endless-types", message);
            if let Some(from) = from {
                error = error.at(from.0, "the types of this call's arguments grow with each recursion");
            }
            return Err(vec![error]);
        }
        let body = self.body(template);
        let id = self.specialisations.len();
        let mut facts = vec![Fact::Nothing; body.values.len()];
        for (position, (ty, constant)) in key.1.types.iter().zip(&key.1.constants).enumerate() {
            facts[body.blocks[0].first_argument as usize + position] = Fact::Known(ty.clone(), constant.clone());
        }
        let blocks = body.blocks.len();
        self.specialisations.push(Specialisation {
            template,
            arguments: key.1.clone(),
            facts,
            executable: vec![false; blocks],
            result: Fact::Nothing,
            queue: BinaryHeap::new(),
            queued: vec![false; blocks],
            resume: vec![0; blocks],
            waiting: FxHashSet::default(),
            errors: Default::default(),
            conflicts: Default::default(),
            stuck: FxHashMap::default(),
            callees: FxHashMap::default(),
            values: Vec::new(),
            called_from: from,
            first_definitions: FxHashMap::default(),
            first_return: None,
            first_returned: None,
            revisions: 0,
            declared: None,
        });
        self.known.insert(key, id);
        self.specialisations[id].executable[0] = true;
        self.enqueue(id, 0, 0);
        Ok(id)
    }

    /// Has a specialisation looked at from its beginning, with another template's body.
    pub fn begin_anew(&mut self, id: Id, template: usize) {
        let body = self.body(template);
        let specialisation = &mut self.specialisations[id];
        let first = body.blocks[0].first_argument as usize;
        let arguments = &specialisation.arguments;
        let mut facts = vec![Fact::Nothing; body.values.len()];
        for (position, (ty, constant)) in arguments.types.iter().zip(&arguments.constants).enumerate() {
            facts[first + position] = Fact::Known(ty.clone(), constant.clone());
        }
        let blocks = body.blocks.len();
        specialisation.template = template;
        specialisation.facts = facts;
        specialisation.executable = vec![false; blocks];
        specialisation.executable[0] = true;
        specialisation.queue.clear();
        specialisation.queued = vec![false; blocks];
        specialisation.resume = vec![0; blocks];
        specialisation.errors.clear();
        specialisation.conflicts.clear();
        specialisation.stuck.clear();
        specialisation.callees.clear();
        specialisation.first_definitions.clear();
        self.enqueue(id, 0, 0);
    }

    /// Has a block looked at, from an operation on.
    fn enqueue(&mut self, id: Id, block: u32, from: u32) {
        let specialisation = &mut self.specialisations[id];
        let resume = &mut specialisation.resume[block as usize];
        if specialisation.queued[block as usize] {
            *resume = (*resume).min(from);
        } else {
            *resume = from;
            specialisation.queued[block as usize] = true;
            specialisation.queue.push(Reverse(block));
        }
        self.pending.push(id);
    }

    /// Looks at blocks until nothing changes. A callee demanded on the way is looked at before its caller goes on.
    pub fn run(&mut self) {
        while let Some(&id) = self.pending.last() {
            let Some(Reverse(block)) = self.specialisations[id].queue.pop() else {
                self.pending.pop();
                continue;
            };
            self.specialisations[id].queued[block as usize] = false;
            let from = std::mem::replace(&mut self.specialisations[id].resume[block as usize], 0);
            self.block(id, block, from);
        }
    }

    fn block(&mut self, id: Id, block: u32, from: u32) {
        let body = self.decoded(self.specialisations[id].template).clone();
        self.specialisations[id].stuck.remove(&block);
        let operations = &body.blocks[block as usize].operations;
        // An operation inside `try` whose results are not known yet: it may raise.
        let mut waits = false;
        for (position, operation) in operations.iter().enumerate().skip(from as usize) {
            let place = (block, position as u32);
            if operation.name == "py.failed" {
                let before = position.checked_sub(1).map(|before| (&operations[before], (block, before as u32)));
                self.failed(id, operation, before, waits);
                continue;
            }
            // An error that has come back to where it began, around a loop, is still the error.
            if !self.is_own_error(id, place, operation) {
                self.specialisations[id].errors.remove(&place);
                self.specialisations[id].callees.remove(&place);
            }
            if self.takes_turns(id, operation) {
                return;
            }
            match self.operation(id, place, operation) {
                Ok(Step::Done) => {}
                // A use of a local that has no value yet is not come to: the test before it raises.
                Ok(Step::Wait)
                    if operation.operation.attribute("guarded").is_some()
                        && !operation.uses_nothing(&self.specialisations[id].facts) =>
                {
                    waits = true;
                }
                Ok(Step::Wait) => {
                    self.specialisations[id].stuck.insert(block, position as u32);
                    return;
                }
                Err(error) => {
                    let rejected = error.code == REJECTED;
                    self.specialisations[id].errors.insert(place, *error);
                    // The library has looked at the arguments and said what is wrong with them; there is no more to say.
                    if rejected {
                        return;
                    }
                    // What is None as far as is known may turn out to be a value as well, and of a list the elements' type be told
                    // later, perhaps from around a loop; then there is no error.
                    let facts = &self.specialisations[id].facts;
                    let mut operands = operation.operands.iter().filter_map(|operand| facts[*operand as usize].ty());
                    if operands.any(|ty| *ty == Type::None || has_holes(ty)) {
                        return;
                    }
                    for result in 0..operation.results {
                        self.set(id, operation.first_result + result, Fact::Error);
                    }
                }
            }
        }
    }

    /// Whether an operation failed, itself or in what it calls, and an operand is an error since then.
    fn is_own_error(&self, id: Id, place: (u32, u32), operation: &OperationBody<'c>) -> bool {
        let specialisation = &self.specialisations[id];
        let is_error = |value: u32| specialisation.facts[value as usize] == Fact::Error;
        (specialisation.errors.contains_key(&place) || specialisation.callees.contains_key(&place))
            && operation.results > 0
            && is_error(operation.first_result)
            && operation.operands.iter().any(|operand| is_error(*operand))
    }

    /// Notes what is known of a value; the blocks that use it are looked at again where that is new.
    pub fn set(&mut self, id: Id, value: u32, fact: Fact) {
        let known = &mut self.specialisations[id].facts[value as usize];
        if *known == fact {
            return;
        }
        *known = fact;
        let body = self.decoded(self.specialisations[id].template).clone();
        for &block in &body.users[value as usize] {
            if self.specialisations[id].executable[block as usize] {
                self.enqueue(id, block, 0);
            }
        }
    }

    /// Hands facts on to a block; it is looked at again where one rose.
    pub fn flow(&mut self, id: Id, target: u32, operands: &[u32]) {
        let body = self.decoded(self.specialisations[id].template).clone();
        let first = body.blocks[target as usize].first_argument;
        let mut changed = !std::mem::replace(&mut self.specialisations[id].executable[target as usize], true);
        for (index, &operand) in operands.iter().enumerate() {
            let argument = first + index as u32;
            let specialisation = &mut self.specialisations[id];
            let old = &specialisation.facts[argument as usize];
            let incoming = &specialisation.facts[operand as usize];
            if let (Some(old), Some(incoming)) = (old.ty(), incoming.ty())
                && (has_holes(old) || has_holes(incoming))
            {
                self.lists.equate_within(old, incoming);
            }
            match old.join(incoming) {
                Ok(new) => {
                    if let (Fact::Nothing, Fact::Known(ty, _)) = (old, incoming) {
                        let first = (operand, ty.clone());
                        specialisation.first_definitions.insert(argument, first);
                    }
                    if self.specialisations[id].facts[argument as usize] != new {
                        self.set(id, argument, new);
                        changed = true;
                    }
                }
                Err(_) if self.is_outdated(id, self.specialisations[id].first_definitions.get(&argument)) => {
                    let incoming = self.specialisations[id].facts[operand as usize].clone();
                    if let Some(ty) = incoming.ty().cloned() {
                        self.specialisations[id].first_definitions.insert(argument, (operand, ty));
                    }
                    self.specialisations[id].revisions += 1;
                    self.set(id, argument, incoming);
                    changed = true;
                }
                Err((_, new)) => {
                    let error = self.conflict(id, &body, argument, operand, &new);
                    self.specialisations[id].conflicts.insert(argument, error);
                    self.set(id, argument, Fact::Error);
                    changed = true;
                }
            }
        }
        if changed {
            self.enqueue(id, target, 0);
        }
    }

    /// Whether the value that gave a type first has another one now: arrays and tuples made of numbers whose type rose later do
    /// not join with what they were. Types are taken back so often only, so that inference ends.
    fn is_outdated(&self, id: Id, first: Option<&(u32, Type)>) -> bool {
        let specialisation = &self.specialisations[id];
        let changed =
            |(value, ty): &(u32, Type)| specialisation.facts[*value as usize].ty().is_some_and(|now| now != ty);
        specialisation.revisions < MOST_REVISIONS && first.is_some_and(changed)
    }
}
