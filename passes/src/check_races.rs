//! Whether iterations of a parallel loop can meet in memory: what certainly can is reported with both places.
//!
//! ```text
//! par.loop (%i) {
//!   %x = nd.load %a[%i - 1]        the element that iteration i reads
//!   nd.store %x, %a[%i]            is the one that iteration i - 1 writes
//! }
//! ```
//!
//! Two accesses to one array, of which one writes, collide where two different iterations certainly reach one place. Indices
//! are compared as `coefficient * position + terms + constant`, where terms do not change between iterations; the position of an
//! inner loop over bounds that do not change is such a term, as each iteration goes through the same. The first
//! [`TRIED`] iterations are tried in pairs. An index of any other form (`a[idx[i]]`) proves nothing: the access is
//! counted as not proved, which the report says, and is no error, unless it is an element that is read, changed and written back, as in
//! `a[idx[i]] = a[idx[i]] / 2`: where two iterations reach one place, one of the changes is lost. Nor is a store of a value that is the same in all iterations, an
//! access that a comparison allows in one iteration only, or one to what the loop itself allocates; accesses under conditions that follow from
//! the position are compared for the iterations that these let pass ([`conditions`]).
//!
//! A loop whose iterations certainly collide runs serially, so that its results do not depend on luck (it gets the mark [`SERIAL`]); with the option
//! `races=ignore` it does not, and with `races=error` a collision is an error. Needs accumulators to be reductions already, and whole-array
//! operations not yet lowered. Quadratic in the accesses to an array that are of the right form, at most [`MOST`].

mod conditions;

use crate::{
    accumulate_arrays::{captured_arrays, is_inside, root},
    blocks::defined_functions,
    elementwise::kept_input,
    loops::{body, find_all},
    lower_par::Loop,
    lower_raises::constant,
    parallel_notes::Notes,
    prange_to_par::scope::Scope,
};
use conditions::{Guard, guards};
use melior::{Context, ir::Location};
use numlir_dialects::{Block, Builder, Operation, Value, build::integer_value, location, passes::Outcome};
use numlir_grammar::diagnostic::{Diagnostic, Kind};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// The mark of loops whose iterations collide; `lower-par` lets them run in order.
pub const SERIAL: &str = "numlir.serial";

/// How many iterations are tried against each other.
const TRIED: i64 = 64;
/// How deep values are looked at.
const DEPTH: u32 = 12;
/// Accesses to one array that are looked at.
const MOST: usize = 64;

/// Checks the parallel loops of all functions of a module.
///
/// # Errors
/// With `races=error`, the loops whose iterations collide.
pub fn check_races<'c>(context: &'c Context, module: Operation<'c>, options: &str) -> Outcome {
    let has = |name: &str| options.split_whitespace().any(|option| option == name);
    let (strict, ignored) = (has("races=error"), has("races=ignore"));
    let mut notes = Notes::of(context, module);
    let mut errors = Vec::new();
    for function in defined_functions(module) {
        for operation in find_all(function.region(0), "par.loop") {
            let findings = Check::of(operation).run();
            if findings.unproved > 0 && findings.collisions.is_empty() {
                let text = format!("{} accesses are not proved to be apart", findings.unproved);
                notes.add("unproved", &text, &[operation.location()]);
            }
            let certain = findings.collisions.iter().any(|collision| collision.iterations.is_some());
            if certain && !strict && !ignored {
                operation.set_attribute(SERIAL, Builder::before(context, operation).unit());
                notes.retract("parallel", operation.location());
            }
            for collision in findings.collisions {
                let places = [collision.write, collision.other, operation.location()];
                if strict {
                    errors.push(error(&collision, places));
                } else {
                    let mut text = collision.text();
                    if collision.iterations.is_some() && !ignored {
                        text.push_str(", so it runs serially");
                    }
                    notes.add("race", &text, &places);
                }
            }
        }
    }
    notes.write();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

struct Findings<'c> {
    collisions: Vec<Collision<'c>>,
    unproved: usize,
}

/// Two accesses that meet.
struct Collision<'c> {
    write: Location<'c>,
    other: Location<'c>,
    reads: bool,
    /// Two iterations that do, counted from 0; none where they may, but are not known.
    iterations: Option<(i64, i64)>,
}

impl Collision<'_> {
    fn text(&self) -> String {
        let Some((one, other)) = self.iterations else {
            return "iterations that reach one place here undo what others did, and the places are only known while it runs".to_owned();
        };
        let what = if self.reads { "reads" } else { "writes" };
        format!("iteration {other} {what} what iteration {one} writes: the loop depends on the order of its iterations")
    }
}

fn error(collision: &Collision, [write, other, _]: [Location; 3]) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(Kind::Unsupported, "parallel-race", collision.text());
    if let Some(place) = location::from_mlir(write) {
        diagnostic = diagnostic.at(place, "written here");
    }
    if let Some(place) = location::from_mlir(other).filter(|_| write != other) {
        diagnostic = diagnostic.and(place, if collision.reads { "read here" } else { "and here" });
    }
    diagnostic.help("use range, or give each iteration places of its own")
}

/// `coefficient * position + terms + constant`.
#[derive(Clone, Default)]
pub struct Affine {
    pub coefficient: i64,
    pub terms: BTreeMap<usize, i64>,
    pub constant: i64,
}

/// Where an access is on an axis.
#[derive(Clone)]
pub enum Index {
    Affine(Affine),
    /// All positions of the axis.
    All,
    Unknown,
}

struct Access<'c> {
    indices: Vec<Index>,
    writes: bool,
    /// Whether what is written is the same in all iterations.
    same_value: bool,
    /// What is written, where it is one value.
    value: Option<Value<'c>>,
    /// Whether it changes what was there, at a place that is computed from data.
    updates: bool,
    /// The conditions under which it is made.
    guards: Vec<Guard<'c>>,
    place: Location<'c>,
}

impl Access<'_> {
    /// Whether another access stores the value that this one does.
    fn stores_the_same(&self, other: &Self) -> bool {
        let (Some(one), Some(other)) = (self.value, other.value) else { return false };
        crate::elementwise::is_same(one, other)
    }
}

/// What is known of the accesses of a loop.
pub struct Check<'c> {
    operation: Operation<'c>,
    parts: Loop<'c>,
}

impl<'c> Check<'c> {
    pub fn of(operation: Operation<'c>) -> Self {
        Self { operation, parts: Loop::of(operation) }
    }

    fn run(&self) -> Findings<'c> {
        let mut findings = Findings { collisions: Vec::new(), unproved: 0 };
        if self.parts.rank != 1 {
            return findings;
        }
        let arrays = captured_arrays(self.operation);
        let mut roots: Vec<Value> = Vec::new();
        let mut symbols = Vec::new();
        for array in &arrays {
            if !roots.contains(&root(*array)) {
                roots.push(root(*array));
            }
        }
        for of in roots {
            let own: Vec<_> = arrays.iter().copied().filter(|array| root(*array) == of).collect();
            let mut accesses = Vec::new();
            for array in &own {
                // Views made before the loop may overlap in any way: nothing is said of them beside others.
                if own.len() == 1 || *array == of {
                    self.accesses(*array, &mut Vec::new(), &mut symbols, &mut accesses);
                }
            }
            accesses.truncate(MOST);
            self.compare(&accesses, &mut findings);
        }
        findings
    }

    fn accesses(
        &self,
        array: Value<'c>,
        leading: &mut Vec<Index>,
        symbols: &mut Vec<Value<'c>>,
        found: &mut Vec<Access<'c>>,
    ) {
        for (user, position) in array.uses().into_iter().rev() {
            if user == self.operation || !user.block().is_some_and(|block| self.holds(block)) || self.runs_once(user) {
                continue;
            }
            let mut add = |indices: Vec<Index>, writes: bool, same_value: bool| {
                let updates = user.is("nd.store") && self.updates(user);
                let value = matches!(user.name(), "nd.store" | "nd.fill").then(|| user.operand(0));
                let guards = guards(self.operation, user);
                found.push(Access { indices, writes, same_value, value, updates, guards, place: user.location() });
            };
            match user.name() {
                "nd.load" => {
                    let mut indices = leading.clone();
                    indices.extend(user.operands().skip(1).map(|index| self.index(index, symbols)));
                    add(indices, false, false);
                }
                "nd.store" if position == 1 => {
                    let mut indices = leading.clone();
                    indices.extend(user.operands().skip(2).map(|index| self.index(index, symbols)));
                    add(indices, true, self.is_fixed(user.operand(0)));
                }
                "nd.fill" if position == 1 => {
                    add([leading.as_slice(), &[Index::All]].concat(), true, self.is_fixed(user.operand(0)))
                }
                "nd.map_into" => {
                    let same = user.operands().skip(1).all(|input| self.is_fixed(input)) && self.is_fixed_body(user);
                    let kept = kept_input(user);
                    let is_only_kept =
                        |input: usize| kept == Some(input) && body(user).argument(input).uses().len() == 1;
                    if position.checked_sub(1).is_some_and(is_only_kept) {
                        continue;
                    }
                    let written = if position == 0 && kept.is_some() { Index::Unknown } else { Index::All };
                    let indices = [leading.as_slice(), &[written]].concat();
                    add(indices, position == 0, position == 0 && same);
                }
                "nd.map" | "nd.reduce" | "nd.reduce_compressed" => {
                    add([leading.as_slice(), &[Index::All]].concat(), false, false)
                }
                "nd.select" => {
                    let length = leading.len();
                    leading.extend(user.operands().skip(1).map(|index| self.index(index, symbols)));
                    self.accesses(user.result(0), leading, symbols, found);
                    leading.truncate(length);
                }
                "nd.relayout" => self.accesses(user.result(0), leading, symbols, found),
                "nd.view" if position == 0 => {
                    leading.push(Index::Unknown);
                    self.accesses(user.result(0), leading, symbols, found);
                    leading.pop();
                }
                _ => {}
            }
        }
    }

    fn holds(&self, block: Block<'c>) -> bool {
        let mut place = Some(block);
        while let Some(block) = place {
            let parent = block.parent();
            if parent == self.operation {
                return true;
            }
            place = parent.block();
        }
        false
    }

    /// Whether what a store writes is computed from the element that it replaces, or is written because of it, at a place that
    /// follows from data. Writing always the same is no harm: `if not seen[k]: seen[k] = True`.
    fn updates(&self, store: Operation<'c>) -> bool {
        let scope = Scope::of(self.operation);
        let reads_it = |made: Operation<'c>| {
            made.is("nd.load")
                && made.operand_count() + 1 == store.operand_count()
                && (0..made.operand_count()).all(|index| scope.is_same(made.operand(index), store.operand(index + 1)))
        };
        let from_data = |made: Operation<'c>| {
            let cut = ["arith.div", "arith.rem", "arith.shr", "arith.andi", "arith.floordiv"];
            made.is("nd.load") || cut.iter().any(|name| made.name().starts_with(name))
        };
        let reads = |value: Value<'c>| self.computed_from(value, &reads_it, DEPTH);
        let decided = !self.is_fixed(store.operand(0)) && self.conditions(store).into_iter().any(reads);
        (decided || reads(store.operand(0)))
            && store.operands().skip(2).any(|index| self.computed_from(index, &from_data, DEPTH))
    }

    /// The conditions in the loop's body on which an operation depends.
    fn conditions(&self, operation: Operation<'c>) -> Vec<Value<'c>> {
        let parents = std::iter::successors(operation.block(), |block| block.parent().block()).map(Block::parent);
        let within = parents.take_while(|parent| *parent != self.operation);
        within.filter(|parent| parent.is("scf.if")).map(|parent| parent.operand(0)).collect()
    }

    /// Whether a value of the body is computed from one that some operation gives.
    fn computed_from(&self, value: Value<'c>, is_one: &dyn Fn(Operation<'c>) -> bool, depth: u32) -> bool {
        let Some(made) = value.defining_operation().filter(|_| depth > 0 && is_inside(value, self.operation)) else {
            return false;
        };
        is_one(made) || made.operands().any(|operand| self.computed_from(operand, is_one, depth - 1))
    }

    /// Whether a comparison of the position with what does not change allows one iteration only.
    fn runs_once(&self, operation: Operation<'c>) -> bool {
        let mut block = operation.block();
        while let Some(here) = block {
            let parent = here.parent();
            if parent == self.operation {
                return false;
            }
            if parent.is("scf.if")
                && parent.region(0).first_block() == Some(here)
                && self.is_one_position(parent.operand(0))
            {
                return true;
            }
            block = parent.block();
        }
        false
    }

    fn is_one_position(&self, condition: Value<'c>) -> bool {
        let Some(made) = condition.defining_operation() else { return false };
        if made.is("arith.andi") {
            return made.operands().any(|operand| self.is_one_position(operand));
        }
        let equal = made.is("arith.cmpi")
            && made.attribute("predicate").and_then(integer_value).is_some_and(|(_, value)| value == 0);
        equal && {
            let sides = [0, 1].map(|index| self.index(made.operand(index), &mut Vec::new()));
            let moves = |side: &Index| matches!(side, Index::Affine(affine) if affine.coefficient != 0);
            let stays = |side: &Index| matches!(side, Index::Affine(affine) if affine.coefficient == 0);
            moves(&sides[0]) && stays(&sides[1]) || stays(&sides[0]) && moves(&sides[1])
        }
    }

    /// Whether a value is the same in all iterations: it comes from outside, or is a constant.
    pub fn is_fixed(&self, value: Value<'c>) -> bool {
        if !is_inside(value, self.operation) {
            return true;
        }
        let Some(made) = value.defining_operation() else { return false };
        let pure = made.name().starts_with("arith.")
            || matches!(made.name(), "nd.dim" | "complex.constant" | "complex.create");
        pure && made.operands().all(|operand| self.is_fixed(operand))
    }

    /// Whether the body of a whole-array operation uses nothing that changes.
    fn is_fixed_body(&self, operation: Operation<'c>) -> bool {
        let Some(body) = operation.region(0).first_block() else { return false };
        let own = |value: Value<'c>| is_inside(value, operation);
        body.operations().all(|inner| inner.operands().all(|operand| own(operand) || self.is_fixed(operand)))
    }

    /// What is known of an index; `symbols` numbers the terms.
    pub fn index(&self, value: Value<'c>, symbols: &mut Vec<Value<'c>>) -> Index {
        match self.affine(value, symbols, 16) {
            Some(affine) => Index::Affine(affine),
            None => Index::Unknown,
        }
    }

    fn affine(&self, value: Value<'c>, symbols: &mut Vec<Value<'c>>, depth: u32) -> Option<Affine> {
        let depth = depth.checked_sub(1)?;
        let body = self.operation.region(0).first_block()?;
        if value == body.argument(0) {
            return Some(Affine { coefficient: 1, ..Affine::default() });
        }
        if let Some(constant) = constant(value) {
            return Some(Affine { constant, ..Affine::default() });
        }
        if !is_inside(value, self.operation) || self.goes_alike(value) {
            return Some(symbol(value, symbols));
        }
        let made = value.defining_operation()?;
        match made.name() {
            "arith.index_cast" | "nd.index" => self.affine(made.operand(0), symbols, depth),
            "arith.addi" | "arith.subi" => {
                let sign = if made.is("arith.addi") { 1 } else { -1 };
                let [one, other] = [0, 1].map(|index| self.affine(made.operand(index), symbols, depth));
                one?.plus(&other?, sign)
            }
            "arith.muli" => {
                let [one, other] = [0, 1].map(|index| self.affine(made.operand(index), symbols, depth));
                let (one, other) = (one?, other?);
                match (one.only_constant(), other.only_constant()) {
                    (Some(factor), _) => Affine::default().plus(&other, factor),
                    (_, Some(factor)) => Affine::default().plus(&one, factor),
                    _ => None,
                }
            }
            "arith.xori" if constant(made.operand(1)) == Some(-1) => {
                let operand = self.affine(made.operand(0), symbols, depth)?;
                Affine { constant: -1, ..Affine::default() }.plus(&operand, -1)
            }
            "nd.dim" => Some(symbol(value, symbols)),
            _ => None,
        }
    }

    /// Whether a value is the position of an inner loop that goes through the same in each iteration.
    fn goes_alike(&self, value: Value<'c>) -> bool {
        let Some(block) = value.owner_block() else { return false };
        let parent = block.parent();
        parent.is("scf.for") && value.position() == 0 && (0..3).all(|bound| self.is_fixed(parent.operand(bound)))
    }

    fn compare(&self, accesses: &[Access<'c>], findings: &mut Findings<'c>) {
        let mut said = FxHashSet::default();
        for (index, write) in accesses.iter().enumerate().filter(|(_, access)| access.writes) {
            for (other_index, other) in accesses.iter().enumerate() {
                let is_same = other_index == index || write.stores_the_same(other);
                if other.writes && (other_index < index || write.same_value && other.same_value && is_same) {
                    continue;
                }
                let met = match self.meeting(write, other) {
                    Meeting::Unknown if write.updates && index == other_index => Meeting::At(None),
                    met => met,
                };
                match met {
                    Meeting::Apart => {}
                    Meeting::Unknown => findings.unproved += 1,
                    Meeting::At(iterations) => {
                        // One finding for each place that is written is enough.
                        if said.insert((write.place.to_string(), other.writes)) {
                            let collision =
                                Collision { write: write.place, other: other.place, reads: !other.writes, iterations };
                            findings.collisions.push(collision);
                        }
                    }
                }
            }
        }
    }

    /// Two iterations in which two accesses reach one place.
    fn meeting(&self, one: &Access<'c>, other: &Access<'c>) -> Meeting {
        let number = |mut value: Value<'c>| {
            while let Some(cast) = value.defining_operation().filter(|made| made.is("arith.index_cast")) {
                value = cast.operand(0);
            }
            constant(value)
        };
        let (lower, step) = (number(self.parts.lower[0]), number(self.parts.step[0]));
        let trips = match (lower, number(self.parts.upper[0]), step) {
            (Some(lower), Some(upper), Some(step)) if step > 0 => {
                let distance = upper.saturating_sub(lower).max(0);
                distance / step + i64::from(distance % step != 0)
            }
            _ => TRIED,
        };
        let known = lower.is_some() && step.is_some();
        let (mut unknown, mut pairs) = (false, Vec::new());
        for (one, other) in one.indices.iter().zip(&other.indices) {
            match (one, other) {
                (Index::Unknown, _) | (_, Index::Unknown) => unknown = true,
                (Index::All, _) | (_, Index::All) => {}
                (Index::Affine(one), Index::Affine(other)) if one.terms == other.terms => {
                    // Where the lower bound is not known, only differences of positions are.
                    if one.coefficient == other.coefficient || lower.is_some() {
                        pairs.push((one, other));
                    } else {
                        unknown = true;
                    }
                }
                _ => unknown = true,
            }
        }
        let (lower, step) = (lower.unwrap_or(0), step.unwrap_or(1));
        let tried = trips.min(TRIED);
        let position = self.operation.region(0).first_block().map(|body| body.argument(0));
        let is_made = |access: &Access<'c>, iteration: i64| {
            let place = lower.wrapping_add(iteration.wrapping_mul(step));
            let holds = |guard: &Guard<'c>| position.is_none_or(|position| guard.may_hold((position, place)));
            !known || access.guards.iter().all(holds)
        };
        let made =
            [one, other].map(|access| (0..tried).map(|iteration| is_made(access, iteration)).collect::<Vec<_>>());
        for a in (0..tried).filter(|a| made[0][*a as usize]) {
            for b in (0..tried).filter(|b| made[1][*b as usize]) {
                let at = |affine: &Affine, iteration: i64| {
                    affine
                        .coefficient
                        .wrapping_mul(lower.wrapping_add(iteration.wrapping_mul(step)))
                        .wrapping_add(affine.constant)
                };
                if a != b && pairs.iter().all(|(one, other)| at(one, a) == at(other, b)) {
                    return if unknown { Meeting::Unknown } else { Meeting::At(Some((a, b))) };
                }
            }
        }
        Meeting::Apart
    }
}

enum Meeting {
    Apart,
    Unknown,
    At(Option<(i64, i64)>),
}

fn symbol<'c>(value: Value<'c>, symbols: &mut Vec<Value<'c>>) -> Affine {
    let known = symbols.iter().position(|symbol| crate::elementwise::is_same(*symbol, value));
    let number = known.unwrap_or_else(|| {
        symbols.push(value);
        symbols.len() - 1
    });
    Affine { terms: BTreeMap::from([(number, 1)]), ..Affine::default() }
}

impl Affine {
    fn plus(mut self, other: &Self, factor: i64) -> Option<Self> {
        self.coefficient = self.coefficient.checked_add(other.coefficient.checked_mul(factor)?)?;
        self.constant = self.constant.checked_add(other.constant.checked_mul(factor)?)?;
        for (term, coefficient) in &other.terms {
            let sum = self.terms.entry(*term).or_default();
            *sum = sum.checked_add(coefficient.checked_mul(factor)?)?;
        }
        self.terms.retain(|_, coefficient| *coefficient != 0);
        Some(self)
    }

    fn only_constant(&self) -> Option<i64> {
        (self.coefficient == 0 && self.terms.is_empty()).then_some(self.constant)
    }
}
