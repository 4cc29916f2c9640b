//! What is known of integers: each value is a symbol plus a constant, and symbols have bounds of the same form.
//!
//! A [`Form`] is exact in mathematical integers, never modulo 2^64, so forms compare by plain arithmetic. The rules:
//!
//! - a constant is itself; `index` and `i64` are both 64 bits wide, so a cast between them changes nothing;
//! - the extent of an axis is a symbol in 0..=2^62, one for each array and axis; of a fresh array it is the operand that
//!   made it, of a view the extent of what is viewed;
//! - `x + c` and `x - c` are exact where the bounds of `x` leave room below 2^63; otherwise, as for two symbols, the result
//!   is a symbol of its own, the same one for the same operation of the same forms;
//! - an induction variable is at least its loop's lower bound and below its upper bound, as steps are positive: `i + 1`
//!   never overflows, as `i` is less than some `int64`;
//! - an element of a range whose step is not negative is at least the start;
//! - `~i` falls from `~lower` to `~upper + 1`, and `~~x` is `x`;
//! - `min`, `max`, `select`, quotients and remainders have the bounds that follow from their operands'.

use super::constant_value;
use crate::attributes::RANGE_ELEMENT;
use melior::ir::{TypeLike, r#type::IntegerType};
use numlir_dialects::{
    build::{Predicate, dense_i64_values, integer_value},
    ir::{Operation, Value},
};
use rustc_hash::FxHashMap;
use std::cell::Cell;

/// The largest extent: arrays have at most 2^63 - 1 bytes, and none that exists has more than half of that.
const LARGEST_EXTENT: i128 = 1 << 62;
/// Steps of a search through bounds.
const FUEL: u32 = 200;
/// Bounds kept of a symbol. More are ignored, so that a search stays short.
const MOST_BOUNDS: usize = 8;
/// Conditions are followed through at most so many `and`s and `or`s.
pub const DEEPEST_CONDITION: u32 = 8;
/// Operations followed from a value whose operands have not been seen.
const DEEPEST: u32 = 64;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Symbol(u32);

/// A symbol plus a constant, or a constant.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Form {
    symbol: Option<Symbol>,
    offset: i128,
}

impl Form {
    pub fn constant(offset: i128) -> Self {
        Self { symbol: None, offset }
    }

    pub fn plus(self, offset: i128) -> Self {
        Self { offset: self.offset + offset, ..self }
    }

    /// Of a constant.
    pub fn value(self) -> Option<i128> {
        self.symbol.is_none().then_some(self.offset)
    }
}

/// What is known of a symbol: it is at least each of `lower`, at most each of `upper`, and one of the two of `either`.
#[derive(Default)]
struct Facts {
    lower: Vec<Form>,
    upper: Vec<Form>,
    either: Option<(Form, Form)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Lower,
    Upper,
}

/// The forms of a function's values and the bounds of their symbols.
#[derive(Default)]
pub struct Ranges<'c> {
    forms: FxHashMap<Value<'c>, Form>,
    facts: Vec<Facts>,
    extents: FxHashMap<(Value<'c>, i64), Symbol>,
    numbers: FxHashMap<(&'c str, Form, Form), Symbol>,
    assumed: Vec<(Symbol, Side)>,
}

impl<'c> Ranges<'c> {
    pub fn form(&mut self, value: Value<'c>) -> Form {
        self.form_within(value, DEEPEST)
    }

    /// The form of a value that has one.
    pub fn known(&self, value: Value<'c>) -> Option<Form> {
        self.forms.get(&value).copied()
    }

    /// Gives a value the form of another.
    pub fn set(&mut self, value: Value<'c>, form: Form) {
        self.forms.insert(value, form);
    }

    /// Bounds a value whose form is a symbol of its own, of which nothing is assumed.
    pub fn bound(&mut self, value: Value<'c>, lower: Vec<Form>, upper: Vec<Form>) {
        let form = self.form(value);
        if let Some(symbol) = form.symbol {
            let facts = &mut self.facts[symbol.0 as usize];
            facts.lower.extend(lower);
            facts.upper.extend(upper);
        }
    }

    /// An induction variable.
    pub fn induction(&mut self, variable: Value<'c>, lower: Form, upper: Form) {
        let symbol = self.fresh(vec![lower], vec![upper.plus(-1)]);
        self.forms.insert(variable, symbol);
    }

    /// A value between two forms, both included.
    pub fn between(&mut self, value: Value<'c>, lower: Form, upper: Form) {
        let form = self.fresh(vec![lower], vec![upper]);
        self.forms.insert(value, form);
    }

    /// Takes from now on that one form is at most another.
    pub fn assume_at_most(&mut self, smaller: Form, larger: Form) {
        if let Some(symbol) = smaller.symbol {
            self.assume(symbol, Side::Upper, larger.plus(-smaller.offset));
        }
        if let Some(symbol) = larger.symbol {
            self.assume(symbol, Side::Lower, smaller.plus(-larger.offset));
        }
    }

    /// How much is assumed, for [`Ranges::forget`].
    pub fn mark(&self) -> usize {
        self.assumed.len()
    }

    /// Forgets what was assumed since.
    pub fn forget(&mut self, mark: usize) {
        for (symbol, side) in self.assumed.drain(mark..).rev() {
            self.facts[symbol.0 as usize].bounds_mut(side).pop();
        }
    }

    /// Whether `smaller <= larger` certainly holds.
    pub fn at_most(&self, smaller: Form, larger: Form) -> bool {
        self.search(smaller, larger, &Cell::new(FUEL))
    }

    /// A constant that the form is at least.
    pub fn lowest(&self, form: Form) -> i128 {
        self.extreme(form, Side::Lower, &Cell::new(FUEL))
    }

    /// A constant that the form is at most.
    pub fn highest(&self, form: Form) -> i128 {
        self.extreme(form, Side::Upper, &Cell::new(FUEL))
    }

    /// Whether a condition holds, if that is known.
    pub fn decide(&mut self, condition: Value<'c>) -> Option<bool> {
        self.decide_within(condition, DEEPEST_CONDITION)
    }

    fn decide_within(&mut self, condition: Value<'c>, depth: u32) -> Option<bool> {
        if let Some(value) = constant_value(condition) {
            return Some(value != 0);
        }
        let operation = condition.defining_operation()?;
        let depth = depth.checked_sub(1)?;
        match operation.name() {
            "arith.andi" | "arith.ori" | "arith.xori" => {
                let [one, other] = [0, 1].map(|index| self.decide_within(operation.operand(index), depth));
                match (operation.name(), one, other) {
                    ("arith.andi", Some(false), _) | ("arith.andi", _, Some(false)) => Some(false),
                    ("arith.ori", Some(true), _) | ("arith.ori", _, Some(true)) => Some(true),
                    ("arith.andi", one, other) => Some(one? & other?),
                    ("arith.ori", one, other) => Some(one? | other?),
                    (_, one, other) => Some(one? ^ other?),
                }
            }
            "arith.cmpi" if is_word(operation.operand(0)) => self.decide_comparison(operation),
            _ => None,
        }
    }

    fn decide_comparison(&mut self, comparison: Operation<'c>) -> Option<bool> {
        let (_, predicate) = comparison.attribute("predicate").and_then(integer_value)?;
        let [lhs, rhs] = [0, 1].map(|index| self.form(comparison.operand(index)));
        let is = |one: Predicate| predicate == one as i64;
        let at_most = |smaller, larger: Form| match () {
            () if self.at_most(smaller, larger) => Some(true),
            () if self.at_most(larger.plus(1), smaller) => Some(false),
            () => None,
        };
        let equal = || match () {
            () if self.at_most(lhs.plus(1), rhs) || self.at_most(rhs.plus(1), lhs) => Some(false),
            () if self.at_most(lhs, rhs) && self.at_most(rhs, lhs) => Some(true),
            () => None,
        };
        // Numbers that are not negative compare alike with a sign and without.
        let positive = || [lhs, rhs].into_iter().all(|form| self.at_most(Form::constant(0), form));
        match () {
            () if is(Predicate::Eq) => equal(),
            () if is(Predicate::Ne) => equal().map(|equal| !equal),
            () if is(Predicate::Sle) || is(Predicate::Ule) && positive() => at_most(lhs, rhs),
            () if is(Predicate::Sge) || is(Predicate::Uge) && positive() => at_most(rhs, lhs),
            () if is(Predicate::Slt) || is(Predicate::Ult) && positive() => at_most(lhs.plus(1), rhs),
            () if is(Predicate::Sgt) || is(Predicate::Ugt) && positive() => at_most(rhs.plus(1), lhs),
            () => None,
        }
    }

    fn assume(&mut self, symbol: Symbol, side: Side, bound: Form) {
        let bounds = self.facts[symbol.0 as usize].bounds_mut(side);
        if bound.symbol != Some(symbol) && bounds.len() < MOST_BOUNDS {
            bounds.push(bound);
            self.assumed.push((symbol, side));
        }
    }

    fn search(&self, smaller: Form, larger: Form, fuel: &Cell<u32>) -> bool {
        if smaller.symbol == larger.symbol {
            return smaller.offset <= larger.offset;
        }
        let Some(left) = fuel.get().checked_sub(1) else { return false };
        fuel.set(left);
        if let Some(facts) = self.facts(smaller) {
            let shifted = |bound: Form| bound.plus(smaller.offset);
            if facts.upper.iter().any(|bound| self.search(shifted(*bound), larger, fuel)) {
                return true;
            }
            if let Some((one, other)) = facts.either
                && self.search(shifted(one), larger, fuel)
                && self.search(shifted(other), larger, fuel)
            {
                return true;
            }
        }
        let Some(facts) = self.facts(larger) else { return false };
        let shifted = |bound: Form| bound.plus(larger.offset);
        facts.lower.iter().any(|bound| self.search(smaller, shifted(*bound), fuel))
            || facts.either.is_some_and(|(one, other)| {
                self.search(smaller, shifted(one), fuel) && self.search(smaller, shifted(other), fuel)
            })
    }

    fn extreme(&self, form: Form, side: Side, fuel: &Cell<u32>) -> i128 {
        let limit = i128::from(if side == Side::Lower { i64::MIN } else { i64::MAX });
        let Some(facts) = self.facts(form) else { return form.offset };
        let Some(left) = fuel.get().checked_sub(1) else { return limit + form.offset };
        fuel.set(left);
        let inner = |bound: &Form| self.extreme(*bound, side, fuel);
        let bounds = facts.bounds(side).iter().map(inner);
        let either = facts.either.map(|(one, other)| (inner(&one), inner(&other)));
        let tightest = match side {
            Side::Lower => bounds.chain(either.map(|(one, other)| one.min(other))).fold(limit, i128::max),
            Side::Upper => bounds.chain(either.map(|(one, other)| one.max(other))).fold(limit, i128::min),
        };
        tightest + form.offset
    }

    fn facts(&self, form: Form) -> Option<&Facts> {
        form.symbol.map(|symbol| &self.facts[symbol.0 as usize])
    }

    fn fresh(&mut self, lower: Vec<Form>, upper: Vec<Form>) -> Form {
        self.facts.push(Facts { lower, upper, either: None });
        Form { symbol: Some(Symbol(self.facts.len() as u32 - 1)), offset: 0 }
    }

    fn either(&mut self, one: Form, other: Form) -> Form {
        let form = self.fresh(Vec::new(), Vec::new());
        self.facts.last_mut().expect("a symbol was made").either = Some((one, other));
        form
    }

    fn form_within(&mut self, value: Value<'c>, depth: u32) -> Form {
        if let Some(form) = self.forms.get(&value) {
            return *form;
        }
        let form = match (value.defining_operation(), depth.checked_sub(1)) {
            (Some(operation), Some(depth)) if operation.result_count() == 1 => self.result(operation, depth),
            _ => self.fresh(Vec::new(), Vec::new()),
        };
        self.forms.insert(value, form);
        form
    }

    /// The form of an operation's only result.
    fn result(&mut self, operation: Operation<'c>, depth: u32) -> Form {
        if let Some(value) = constant_value(operation.result(0)) {
            return Form::constant(value.into());
        }
        if operation.is("nd.dim") {
            let axis = operation.attribute("axis").and_then(integer_value).expect("nd.dim has an axis").1;
            return self.extent(operation.operand(0), axis, depth);
        }
        if let Some((lowest, highest)) = thread_bounds(operation) {
            return self.fresh(vec![Form::constant(lowest)], vec![Form::constant(highest)]);
        }
        if !is_word(operation.result(0)) || !operation.name().starts_with("arith.") {
            return self.fresh(Vec::new(), Vec::new());
        }
        if operation.is("arith.select") {
            if let Some(holds) = self.decide(operation.operand(0)) {
                return self.form_within(operation.operand(if holds { 1 } else { 2 }), depth);
            }
            let [one, other] = [operation.operand(1), operation.operand(2)].map(|value| self.form_within(value, depth));
            return self.either(one, other);
        }
        if operation.is("arith.index_cast") {
            let source = operation.operand(0);
            return if is_word(source) { self.form_within(source, depth) } else { self.fresh(Vec::new(), Vec::new()) };
        }
        if operation.operand_count() != 2 {
            return self.fresh(Vec::new(), Vec::new());
        }
        let [lhs, rhs] = [operation.operand(0), operation.operand(1)].map(|value| self.form_within(value, depth));
        self.arithmetic(operation, lhs, rhs, depth)
    }

    fn arithmetic(&mut self, operation: Operation<'c>, lhs: Form, rhs: Form, depth: u32) -> Form {
        let zero = Form::constant(0);
        match operation.name() {
            "arith.addi" if operation.attribute(RANGE_ELEMENT).is_some() && self.grows(operation, depth) => {
                self.fresh(vec![lhs], vec![Form::constant(i64::MAX.into())])
            }
            "arith.addi" if rhs.symbol.is_none() => self.exact(lhs.plus(rhs.offset), operation, (lhs, rhs)),
            "arith.addi" if lhs.symbol.is_none() => self.exact(rhs.plus(lhs.offset), operation, (lhs, rhs)),
            "arith.subi" if rhs.symbol.is_none() => self.exact(lhs.plus(-rhs.offset), operation, (lhs, rhs)),
            "arith.subi" if lhs.symbol == rhs.symbol => {
                self.exact(Form::constant(lhs.offset - rhs.offset), operation, (lhs, rhs))
            }
            "arith.addi" | "arith.subi" | "arith.muli" => self.number(operation, (lhs, rhs)),
            "arith.xori" if rhs == Form::constant(-1) => {
                let operand = operation.operand(0);
                self.inverted(operand, depth).unwrap_or_else(|| self.number(operation, (lhs, rhs)))
            }
            "arith.minsi" => {
                let form = self.either(lhs, rhs);
                self.facts.last_mut().expect("a symbol was made").upper = vec![lhs, rhs];
                form
            }
            "arith.maxsi" => {
                let form = self.either(lhs, rhs);
                self.facts.last_mut().expect("a symbol was made").lower = vec![lhs, rhs];
                form
            }
            "arith.divsi" | "arith.floordivsi" if self.at_most(zero, lhs) && self.at_most(Form::constant(1), rhs) => {
                let most = self.highest(lhs) / self.lowest(rhs).max(1);
                self.fresh(vec![zero], vec![lhs, Form::constant(most)])
            }
            "arith.shrsi" if self.at_most(zero, lhs) => {
                let most = self.highest(lhs) >> self.lowest(rhs).clamp(0, 63);
                self.fresh(vec![zero], vec![lhs, Form::constant(most)])
            }
            "arith.remsi" if self.at_most(zero, lhs) && self.at_most(Form::constant(1), rhs) => {
                self.fresh(vec![zero], vec![lhs, rhs.plus(-1)])
            }
            _ => self.fresh(Vec::new(), Vec::new()),
        }
    }

    /// Whether the range of an element has a step that is not negative, so that no element is below its start.
    fn grows(&mut self, element: Operation<'c>, depth: u32) -> bool {
        let Some(offset) = element.operand(1).defining_operation() else { return false };
        let Some(depth) = depth.checked_sub(1) else { return false };
        if !offset.is("arith.muli") {
            return false;
        }
        let step = self.form_within(offset.operand(1), depth);
        self.at_most(Form::constant(0), step)
    }

    /// The form, if every value it may have is an `int64`.
    fn exact(&mut self, form: Form, operation: Operation<'c>, operands: (Form, Form)) -> Form {
        if self.lowest(form) >= i64::MIN.into() && self.highest(form) <= i64::MAX.into() {
            return form;
        }
        self.number(operation, operands)
    }

    /// One symbol for the same operation of the same forms; a sum or product of what is not negative and small enough is not
    /// negative. The symbol outlives what is assumed here, so that one with facts that may follow from it is this value's alone.
    fn number(&mut self, operation: Operation<'c>, (lhs, rhs): (Form, Form)) -> Form {
        let key = (operation.name(), lhs, rhs);
        if let Some(symbol) = self.numbers.get(&key) {
            return Form { symbol: Some(*symbol), offset: 0 };
        }
        let zero = Form::constant(0);
        let mut bounds = (Vec::new(), Vec::new());
        if self.at_most(zero, lhs) && self.at_most(zero, rhs) {
            let (lhs_most, rhs_most) = (self.highest(lhs), self.highest(rhs));
            let most = match operation.name() {
                "arith.addi" => lhs_most + rhs_most,
                "arith.muli" => lhs_most.saturating_mul(rhs_most),
                _ => i128::MAX,
            };
            if most <= i64::MAX.into() {
                bounds = (vec![zero], vec![Form::constant(most)]);
            }
        }
        let shared = bounds.0.is_empty() || self.assumed.is_empty();
        let form = self.fresh(bounds.0, bounds.1);
        if shared {
            self.numbers.insert(key, form.symbol.expect("a fresh form has a symbol"));
        }
        form
    }

    /// The form of `~value`: of a constant, of another `~`, and of an induction variable whose bounds are such.
    fn inverted(&mut self, value: Value<'c>, depth: u32) -> Option<Form> {
        let depth = depth.checked_sub(1)?;
        let form = self.form_within(value, depth);
        if form.symbol.is_none() {
            return Some(Form::constant(-1 - form.offset));
        }
        if let Some(operation) = value.defining_operation() {
            return match operation.name() {
                "arith.index_cast" => self.inverted(operation.operand(0), depth),
                "arith.xori" if constant_value(operation.operand(1)) == Some(-1) => {
                    Some(self.form_within(operation.operand(0), depth))
                }
                _ => None,
            };
        }
        let owner = value.owner_block()?.parent();
        if !owner.is("scf.for") || value.position() != 0 {
            return None;
        }
        let lower = self.inverted(owner.operand(0), depth);
        let upper = self.inverted(owner.operand(1), depth);
        let at_least = upper.map(|form| form.plus(1)).into_iter().collect();
        Some(self.fresh(at_least, lower.into_iter().collect()))
    }

    fn extent(&mut self, array: Value<'c>, axis: i64, depth: u32) -> Form {
        let position = axis as usize;
        if let Some(operation) = array.defining_operation()
            && let Some(depth) = depth.checked_sub(1)
        {
            match operation.name() {
                "nd.create" | "nd.map" => return self.form_within(operation.operand(position), depth),
                "nd.pointed" => return self.form_within(operation.operand(1 + position), depth),
                "nd.view" => return self.form_within(operation.operand(2 + position), depth),
                "nd.frozen" => {
                    let shape = dense_i64_values(operation.attribute("shape").expect("nd.frozen has a shape"));
                    return Form::constant(shape.expect("a shape is an array of integers")[position].into());
                }
                "nd.relayout" => return self.extent(operation.operand(0), axis, depth),
                "nd.select" => {
                    let axis = axis + operation.operand_count() as i64 - 1;
                    return self.extent(operation.operand(0), axis, depth);
                }
                _ => {}
            }
        }
        if let Some(symbol) = self.extents.get(&(array, axis)) {
            return Form { symbol: Some(*symbol), offset: 0 };
        }
        let form = self.fresh(vec![Form::constant(0)], vec![Form::constant(LARGEST_EXTENT)]);
        self.extents.insert((array, axis), form.symbol.expect("a fresh form has a symbol"));
        form
    }
}

/// What a thread's place and the extents of a grid may be, as operations of `simt` or widened from them. The limits are
/// those of CUDA: 1024 threads in a block, 2^31 - 1 blocks along x.
fn thread_bounds(operation: Operation) -> Option<(i128, i128)> {
    const THREADS: i128 = 1024;
    const BLOCKS: i128 = (1 << 31) - 1;
    let source = match operation.name() {
        "arith.extsi" | "arith.extui" => operation.operand(0).defining_operation()?,
        _ => operation,
    };
    match source.name() {
        "simt.position" => Some((0, THREADS * BLOCKS - 1)),
        "simt.extent" => Some((1, THREADS * BLOCKS)),
        "simt.dynamic_size" => Some((0, BLOCKS)),
        "simt.lane" => Some((0, 31)),
        "simt.id" => Some(match source.text("kind") {
            "thread" => (0, THREADS - 1),
            "block" => (0, BLOCKS - 1),
            "block_dim" => (1, THREADS),
            _ => (1, BLOCKS),
        }),
        _ => None,
    }
}

/// Whether a value is an `index` or an `i64`.
pub fn is_word(value: Value) -> bool {
    value.ty().is_index() || IntegerType::try_from(value.ty()).is_ok_and(|ty| ty.width() == 64)
}

impl Facts {
    fn bounds(&self, side: Side) -> &[Form] {
        match side {
            Side::Lower => &self.lower,
            Side::Upper => &self.upper,
        }
    }

    fn bounds_mut(&mut self, side: Side) -> &mut Vec<Form> {
        match side {
            Side::Lower => &mut self.lower,
            Side::Upper => &mut self.upper,
        }
    }
}
