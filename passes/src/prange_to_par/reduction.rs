//! What a loop carries, recognised as reductions.
//!
//! The *versions* of a carried value are its argument of the body and all that stems from it by operations of the one kind,
//! through branches and inner loops. It is a reduction where every use of a version makes another, and the body yields one.

use melior::ir::Location;
use numlir_dialects::{Block, Builder, FloatPredicate, Operation, Predicate, Value, build::integer_value};
use rustc_hash::FxHashSet;

/// A carried value that is a reduction.
pub struct Reduction<'c> {
    /// Among the values that the loop carried.
    pub position: usize,
    pub argument: Value<'c>,
    pub initial: Value<'c>,
    pub step: Step<'c>,
}

/// How a partial result joins what came before it.
#[derive(Clone)]
pub enum Step<'c> {
    /// By an operation.
    Binary(&'static str),
    /// It takes its place.
    Last,
    /// The partial results of the reduction `key` (its position among the reductions) are compared, and the better stays.
    Better { key: usize, comparison: Comparison<'c> },
    /// It takes its place unless it is what the loop began with: a constant assigned under conditions.
    Set,
}

/// A comparison of a new value with the present one, true where the new one is better.
#[derive(Clone, Copy)]
pub struct Comparison<'c> {
    operation: Operation<'c>,
    /// Whether the new value stands first.
    new_first: bool,
}

impl<'c> Comparison<'c> {
    pub fn between(&self, builder: &Builder<'c>, new: Value<'c>, present: Value<'c>) -> Value<'c> {
        let (first, second) = if self.new_first { (new, present) } else { (present, new) };
        let name = if self.operation.is("arith.cmpf") { "arith.cmpf" } else { "arith.cmpi" };
        let predicate = self.operation.attribute("predicate").expect("a comparison has a predicate");
        builder.op(name).operand(first).operand(second).attribute("predicate", predicate).result(builder.i1()).value()
    }

    fn predicate(&self) -> i64 {
        self.operation.attribute("predicate").and_then(integer_value).map_or(-1, |(_, predicate)| predicate)
    }

    /// Whether a new value that is equal never is better, and NaN neither is better nor keeps others out.
    fn is_strict(&self) -> bool {
        let strict = if self.operation.is("arith.cmpf") {
            [FloatPredicate::Ogt as i64, FloatPredicate::Olt as i64].as_slice()
        } else {
            &[Predicate::Slt as i64, Predicate::Sgt as i64, Predicate::Ult as i64, Predicate::Ugt as i64]
        };
        strict.contains(&self.predicate())
    }

    /// Whether it is an order, strict or not.
    fn is_order(&self) -> bool {
        let weak = if self.operation.is("arith.cmpf") {
            [FloatPredicate::Oge as i64, FloatPredicate::Ole as i64].as_slice()
        } else {
            &[Predicate::Sle as i64, Predicate::Sge as i64, Predicate::Ule as i64, Predicate::Uge as i64]
        };
        self.is_strict() || weak.contains(&self.predicate())
    }

    fn keeps_larger(&self) -> bool {
        let greater = if self.operation.is("arith.cmpf") {
            [FloatPredicate::Ogt as i64, FloatPredicate::Oge as i64].as_slice()
        } else {
            &[Predicate::Sgt as i64, Predicate::Sge as i64, Predicate::Ugt as i64, Predicate::Uge as i64]
        };
        greater.contains(&self.predicate()) == self.new_first
    }
}

impl<'c> Reduction<'c> {
    /// The name of its kind.
    pub fn kind(&self) -> &'static str {
        match &self.step {
            Step::Binary(name) => kind_of(name),
            Step::Last | Step::Set => "last",
            Step::Better { comparison, .. } if comparison.keeps_larger() => "select max",
            Step::Better { .. } => "select min",
        }
    }

    /// What the partial results of all chunks but the first begin with.
    pub fn identity(&self, builder: &Builder<'c>) -> Value<'c> {
        let ty = self.initial.ty();
        let Step::Binary(name) = &self.step else { return self.initial };
        match *name {
            // The sum of any number and -0.0 is that number; 0.0 would turn -0.0 around.
            "arith.addf" => builder.constant_float(ty, -0.0),
            "arith.mulf" => builder.constant_float(ty, 1.0),
            "arith.addi" | "arith.ori" | "arith.xori" => builder.constant_int(ty, 0),
            "arith.muli" => builder.constant_int(ty, 1),
            "arith.andi" => builder.constant_int(ty, -1),
            "complex.add" | "complex.mul" => {
                let element = numlir_dialects::convert::from_mlir(ty).and_then(|ty| ty.scalar());
                let single = element == Some(numlir_dialects::types::Scalar::Complex64);
                let part = if single { builder.f32() } else { builder.f64() };
                let (real, imaginary) = if *name == "complex.add" { (-0.0, -0.0) } else { (1.0, 0.0) };
                let parts = [real, imaginary].map(|value| builder.constant_float(part, value));
                builder.op("complex.create").operands(parts).result(ty).value()
            }
            // The same value twice changes no extremum.
            _ => self.initial,
        }
    }
}

fn kind_of(name: &str) -> &'static str {
    match name {
        "arith.addf" | "arith.addi" | "complex.add" => "add",
        "arith.mulf" | "arith.muli" | "complex.mul" => "mul",
        "arith.andi" => "and",
        "arith.ori" => "or",
        "arith.xori" => "xor",
        "arith.minsi" | "arith.minui" | "arith.minimumf" | "arith.minnumf" => "min",
        _ => "max",
    }
}

/// The operation by which partial results combine, for one that a reduction goes on with; with whether the value that
/// is carried may stand second.
fn combining(name: &str) -> Option<(&'static str, bool)> {
    Some(match name {
        "arith.addf" => ("arith.addf", true),
        "arith.subf" => ("arith.addf", false),
        "arith.mulf" => ("arith.mulf", true),
        "arith.divf" => ("arith.mulf", false),
        "arith.addi" => ("arith.addi", true),
        "arith.subi" => ("arith.addi", false),
        "arith.muli" => ("arith.muli", true),
        "arith.andi" => ("arith.andi", true),
        "arith.ori" => ("arith.ori", true),
        "arith.xori" => ("arith.xori", true),
        "arith.minsi" => ("arith.minsi", true),
        "arith.maxsi" => ("arith.maxsi", true),
        "arith.minui" => ("arith.minui", true),
        "arith.maxui" => ("arith.maxui", true),
        "arith.minimumf" => ("arith.minimumf", true),
        "arith.maximumf" => ("arith.maximumf", true),
        "arith.minnumf" => ("arith.minnumf", true),
        "arith.maxnumf" => ("arith.maxnumf", true),
        "complex.add" => ("complex.add", true),
        "complex.sub" => ("complex.add", false),
        "complex.mul" => ("complex.mul", true),
        "complex.div" => ("complex.mul", false),
        _ => return None,
    })
}

/// A carried value that is no reduction.
pub struct Carried<'c> {
    pub argument: Value<'c>,
    /// A use that makes it none.
    pub place: Location<'c>,
}

/// The reductions of a loop, in the order in which it carries them. Values that nothing uses are left out.
///
/// # Errors
/// The first carried value that is no reduction.
pub fn recognise<'c>(operation: Operation<'c>) -> Result<Vec<Reduction<'c>>, Carried<'c>> {
    let body = operation.region(0).first_block().expect("a loop has a body");
    let end = body.terminator().expect("a loop's body has a terminator");
    let carried = (0..operation.result_count()).map(|position| (position, body.argument(1 + position)));
    let carried: Vec<_> = carried
        .filter(|(position, argument)| {
            let invariant = end.operand(*position) == *argument;
            !invariant && (operation.result(*position).has_uses() || argument.has_uses())
        })
        .collect();
    let mut choices = Vec::new();
    let mut steps: Vec<Option<Step>> = Vec::new();
    for &(position, argument) in &carried {
        let value = end.operand(position);
        let counted = numlir_dialects::convert::is_counted(argument.ty());
        let step = match () {
            () if counted => None,
            () if !argument.has_uses() => Some(Step::Last),
            () => logical(argument, value).or_else(|| accumulated(body, argument, value)).map(Step::Binary),
        };
        choices.push(if step.is_none() && !counted { Choice::of(argument, value) } else { None });
        steps.push(step);
    }
    for (index, choice) in choices.iter().enumerate() {
        let Some(choice) = choice else { continue };
        steps[index] = choice.step(index, &choices);
    }
    carried
        .into_iter()
        .zip(steps)
        .map(|((position, argument), step)| {
            let place = argument.uses().first().map_or(argument.location(), |(user, _)| user.location());
            let step = step.ok_or(Carried { argument, place })?;
            Ok(Reduction { position, argument, initial: operation.operand(3 + position), step })
        })
        .collect()
}

/// `x or y` and `x and y` of a carried truth value, which are branches on it.
fn logical<'c>(argument: Value<'c>, value: Value<'c>) -> Option<&'static str> {
    let (condition, yes, no, mut users) = branches(value)?;
    users.extend(value.defining_operation());
    let own = argument.uses().iter().all(|(user, _)| users.contains(user));
    match condition == argument && own {
        true if yes == argument && no != argument => Some("arith.ori"),
        true if no == argument && yes != argument => Some("arith.andi"),
        _ => None,
    }
}

/// The operation by which a carried value accumulates, if it does nothing else.
fn accumulated<'c>(body: Block<'c>, argument: Value<'c>, value: Value<'c>) -> Option<&'static str> {
    let mut versions = FxHashSet::from_iter([argument]);
    let mut open = vec![argument];
    let mut operation = None;
    // What has to be a version too once all are known.
    let mut required = vec![value];
    let mut combined = Vec::new();
    while let Some(version) = open.pop() {
        for (user, position) in version.uses() {
            let mut made = Vec::new();
            match user.name() {
                "scf.yield" => {
                    let parent = user.block()?.parent();
                    match parent.name() {
                        _ if user.block() == Some(body) => {}
                        "scf.if" => {
                            let sides = (0..2).map(|side| parent.region(side).first_block()?.terminator());
                            for side in sides {
                                required.push(side?.operand(position));
                            }
                            made.push(parent.result(position));
                        }
                        "scf.for" => made.push(parent.result(position)),
                        _ => return None,
                    }
                }
                "scf.for" if position >= 3 => {
                    let inner = user.region(0).first_block()?;
                    made.push(inner.argument(position - 2));
                    made.push(user.result(position - 3));
                    required.push(inner.terminator()?.operand(position - 3));
                }
                "arith.select" if position > 0 => {
                    required.extend([user.operand(1), user.operand(2)]);
                    made.push(user.result(0));
                }
                name => {
                    let (by, either) = combining(name)?;
                    if position > 0 && !either || *operation.get_or_insert(by) != by {
                        return None;
                    }
                    combined.push(user);
                    made.push(user.result(0));
                }
            }
            for value in made {
                if versions.insert(value) {
                    open.push(value);
                }
            }
        }
    }
    let once = |user: &Operation<'c>| user.operands().filter(|operand| versions.contains(operand)).count() == 1;
    let all = required.iter().all(|value| versions.contains(value));
    // An argument of an inner loop is a version only where it begins as one.
    let begun = versions.iter().all(|version| begins_as_version(*version, argument, &versions));
    (all && begun && combined.iter().all(once)).then_some(operation?)
}

fn begins_as_version<'c>(version: Value<'c>, argument: Value<'c>, versions: &FxHashSet<Value<'c>>) -> bool {
    if let Some(made) = version.defining_operation().filter(|made| made.is("scf.for")) {
        let position = made.results().position(|result| result == version).unwrap_or(0);
        return versions.contains(&made.operand(3 + position));
    }
    match version.owner_block() {
        Some(block) if version != argument => {
            let parent = block.parent();
            parent.is("scf.for") && versions.contains(&parent.operand(2 + version.position()))
        }
        _ => true,
    }
}

/// A carried value that either stays or is replaced by one new value, as conditions say.
struct Choice<'c> {
    argument: Value<'c>,
    new: Value<'c>,
    /// The conditions under which it is replaced, outermost first.
    path: Vec<(Value<'c>, bool)>,
    comparison: Option<(Comparison<'c>, Value<'c>)>,
}

impl<'c> Choice<'c> {
    fn of(argument: Value<'c>, value: Value<'c>) -> Option<Self> {
        let (mut at, mut path) = (value, Vec::new());
        let mut seen = FxHashSet::default();
        let new = loop {
            let Some((condition, yes, no, users)) = branches(at) else { break at };
            let stays = |value: Value<'c>| value == argument;
            let taken = match (stays(yes), stays(no)) {
                (false, true) => true,
                (true, false) => false,
                _ => break at,
            };
            seen.extend(users);
            path.push((condition, taken));
            at = if taken { yes } else { no };
        };
        if path.is_empty() || new == argument {
            return None;
        }
        // The only other use is the comparison that decides.
        let mut comparison = None;
        for (user, position) in argument.uses() {
            if seen.contains(&user) {
                continue;
            }
            if !matches!(user.name(), "arith.cmpf" | "arith.cmpi") || comparison.is_some() {
                return None;
            }
            comparison = Some((Comparison { operation: user, new_first: position == 1 }, user.operand(1 - position)));
        }
        Some(Self { argument, new, path, comparison })
    }

    /// The condition that a comparison is on the path.
    fn is_decided_by(&self, comparison: &Comparison<'c>) -> bool {
        self.path.iter().any(|(condition, taken)| *taken && leads_to(*condition, comparison.operation.result(0)))
    }

    fn step(&self, own: usize, all: &[Option<Choice<'c>>]) -> Option<Step<'c>> {
        if let Some((comparison, with)) = &self.comparison {
            let payloads = all.iter().enumerate().any(|(index, other)| {
                index != own
                    && other.as_ref().is_some_and(|other| other.comparison.is_none() && other.path == self.path)
            });
            let fits = *with == self.new && self.is_decided_by(comparison);
            let order = if payloads { comparison.is_strict() } else { comparison.is_order() };
            return (fits && order).then_some(Step::Better { key: own, comparison: *comparison });
        }
        let key = all.iter().enumerate().find_map(|(index, other)| {
            let other = other.as_ref().filter(|other| other.path == self.path)?;
            let (comparison, with) = other.comparison.as_ref()?;
            let fits = *with == other.new && other.is_decided_by(comparison) && comparison.is_strict();
            fits.then_some(Step::Better { key: index, comparison: *comparison })
        });
        let constant = || self.new.defining_operation().is_some_and(|made| made.is("arith.constant"));
        let whole = !matches!(self.argument.ty().to_string().as_str(), "f32" | "f64")
            && numlir_dialects::convert::from_mlir(self.argument.ty())
                .and_then(|ty| ty.scalar())
                .is_none_or(|scalar| !scalar.is_complex());
        key.or_else(|| (constant() && whole).then_some(Step::Set))
    }
}

/// Whether a condition is a value, or a conjunction with it.
fn leads_to(condition: Value, value: Value) -> bool {
    if condition == value {
        return true;
    }
    let Some(made) = condition.defining_operation().filter(|made| made.is("arith.andi")) else { return false };
    made.operands().any(|operand| leads_to(operand, value))
}

/// The condition and the two values of a choice, with the operations that use them for it.
fn branches<'c>(value: Value<'c>) -> Option<(Value<'c>, Value<'c>, Value<'c>, Vec<Operation<'c>>)> {
    let made = value.defining_operation()?;
    match made.name() {
        "arith.select" => Some((made.operand(0), made.operand(1), made.operand(2), vec![made])),
        "scf.if" => {
            let position = made.results().position(|result| result == value)?;
            let ends = [0, 1].map(|side| made.region(side).first_block().and_then(Block::terminator));
            let [yes, no] = [ends[0]?, ends[1]?];
            Some((made.operand(0), yes.operand(position), no.operand(position), vec![yes, no]))
        }
        _ => None,
    }
}
