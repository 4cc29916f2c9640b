//! What a loop carries, recognised as reductions: sums and other accumulations, truth values, what is replaced under conditions
//! ([`super::choice`]), the value of the last iteration.

use super::{
    choice::{Choice, Key},
    flags::{Flag, Mark},
    order::Order,
    scope::{Scope, is_quiet},
    versions::{Carried, Merge, Use, Versions, is_truth},
};
use melior::ir::{Location, TypeLike};
use numlir_dialects::{Block, Builder, Operation, Value, convert};

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
    Better { key: usize, better: Better<'c> },
    /// It takes its place unless it is what the loop began with: a constant assigned under conditions.
    Set,
    /// It takes its place where a flag says that there is one.
    Flagged { flag: usize },
}

/// When what comes behind is better than what came before.
#[derive(Clone, Copy)]
pub struct Better<'c> {
    pub order: Order,
    /// What is compared, computed from the key's argument.
    pub compared: Value<'c>,
    /// Says that what comes behind replaced anything, or with [`Order::with_nan`] that it replaced something by NaN.
    pub flag: Option<usize>,
}

/// The reductions of a loop, in the order in which it carries them, and the flags that they need.
pub struct Recognised<'c> {
    pub reductions: Vec<Reduction<'c>>,
    pub flags: Vec<Flag<'c>>,
}

impl<'c> Reduction<'c> {
    /// The name of its kind.
    pub fn kind(&self) -> &'static str {
        match &self.step {
            Step::Binary(name) => kind_of(name),
            Step::Last | Step::Set | Step::Flagged { .. } => "last",
            Step::Better { better, .. } if better.order.is_larger => "select max",
            Step::Better { .. } => "select min",
        }
    }

    /// What the partial results of all chunks but the first begin with.
    pub fn identity(&self, builder: &Builder<'c>) -> Value<'c> {
        let ty = self.initial.ty();
        let name = match &self.step {
            Step::Binary(name) => name,
            // Whatever comes first takes its place.
            Step::Better { better, .. } if better.order.with_nan && [builder.f32(), builder.f64()].contains(&ty) => {
                return builder.constant_float(ty, f64::NAN);
            }
            _ => return self.initial,
        };
        match *name {
            // The sum of any number and -0.0 is that number; 0.0 would turn -0.0 around.
            "arith.addf" => builder.constant_float(ty, -0.0),
            "arith.mulf" => builder.constant_float(ty, 1.0),
            "arith.addi" | "arith.ori" | "arith.xori" => builder.constant_int(ty, 0),
            "arith.muli" => builder.constant_int(ty, 1),
            "arith.andi" => builder.constant_int(ty, -1),
            "complex.add" | "complex.mul" => {
                let element = convert::from_mlir(ty).and_then(|ty| ty.scalar());
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
pub struct Obstacle<'c> {
    pub argument: Value<'c>,
    /// A use that makes it none.
    pub place: Location<'c>,
}

/// The reductions of a loop. Values that nothing uses are left out.
///
/// # Errors
/// The first carried value that is no reduction.
pub fn recognise<'c>(operation: Operation<'c>) -> Result<Recognised<'c>, Obstacle<'c>> {
    let scope = Scope::of(operation);
    let end = scope.body.terminator().expect("a loop's body has a terminator");
    let all =
        (0..operation.result_count()).map(|position| Carried { argument: scope.body.argument(1 + position), position });
    let carried: Vec<_> = all
        .filter(|Carried { argument, position }| {
            let invariant = end.operand(*position) == *argument;
            !invariant && (operation.result(*position).has_uses() || argument.has_uses())
        })
        .collect();
    let mut choices = Vec::new();
    let mut steps: Vec<Option<Step>> = Vec::new();
    for carried in &carried {
        let counted = convert::is_counted(carried.argument.ty());
        let step = match () {
            () if counted => None,
            () if !carried.argument.has_uses() => Some(Step::Last),
            () => logical(*carried, &scope).or_else(|| accumulated(scope.body, *carried)).map(Step::Binary),
        };
        choices.push(if step.is_none() && !counted { Choice::of(&scope, *carried) } else { None });
        steps.push(step);
    }
    let mut choosing = Choosing { scope: &scope, choices, flags: Vec::new() };
    for (index, step) in steps.iter_mut().enumerate().filter(|(_, step)| step.is_none()) {
        *step = choosing.step(index, carried[index].argument);
    }
    let reduction = |(Carried { argument, position }, step): (Carried<'c>, Option<Step<'c>>)| {
        let place = argument.uses().first().map_or(argument.location(), |(user, _)| user.location());
        let step = step.ok_or(Obstacle { argument, place })?;
        Ok::<_, Obstacle<'c>>(Reduction { position, argument, initial: operation.operand(3 + position), step })
    };
    let reductions = carried.into_iter().zip(steps).map(reduction).collect::<Result<_, _>>()?;
    Ok(Recognised { reductions, flags: choosing.flags })
}

/// Choices among what a loop carries, by position, on the way to becoming steps.
struct Choosing<'s, 'c> {
    scope: &'s Scope<'c>,
    choices: Vec<Option<Choice<'c>>>,
    flags: Vec<Flag<'c>>,
}

impl<'c> Choosing<'_, 'c> {
    fn step(&mut self, own: usize, argument: Value<'c>) -> Option<Step<'c>> {
        let choice = self.choices[own].as_ref()?;
        let compared = |index: &usize| self.choices[*index].as_ref().is_some_and(Choice::is_compared);
        let together = |index: &usize| self.choices[*index].as_ref().is_some_and(|other| other.goes_with(choice));
        let key = (0..self.choices.len()).find(|index| compared(index) && (*index == own || together(index)));
        if let Some(key) = key {
            return Some(Step::Better { key, better: self.better(key)? });
        }
        if argument.ty().is_integer() && choice.is_constant(|one, other| self.scope.is_same(one, other)) {
            return Some(Step::Set);
        }
        let flag = choice.flag(Mark::Replaced)?;
        Some(Step::Flagged { flag: self.number(flag) })
    }

    fn better(&mut self, key: usize) -> Option<Better<'c>> {
        let choice = self.choices[key].as_ref()?;
        let others = self.choices.iter().enumerate().filter(|(index, _)| *index != key);
        let followers: Vec<_> = others
            .filter_map(|(_, other)| other.as_ref().filter(|other| !other.is_compared() && other.goes_with(choice)))
            .collect();
        let Key { order, compared, flag } = choice.key(self.scope, &followers)?;
        Some(Better { order, compared, flag: flag.map(|flag| self.number(flag)) })
    }

    fn number(&mut self, flag: Flag<'c>) -> usize {
        self.flags.iter().position(|known| *known == flag).unwrap_or_else(|| {
            self.flags.push(flag);
            self.flags.len() - 1
        })
    }
}

/// `x or y` and `x and y` of a carried truth value, which are branches on it.
fn logical<'c>(carried: Carried<'c>, scope: &Scope<'c>) -> Option<&'static str> {
    let argument = carried.argument;
    let value = scope.body.terminator()?.operand(carried.position);
    let merge = Merge::making(value)?;
    let condition = merge.condition();
    let negated = condition
        .defining_operation()
        .filter(|made| made.is("arith.xori") && made.operand(0) == argument && is_truth(made.operand(1), true));
    if condition != argument && negated.is_none() {
        return None;
    }
    // What it is for, and nothing else.
    let mut allowed = vec![merge.operation];
    allowed.extend(negated);
    if merge.operation.is("scf.if") {
        let quiet = (0..2).all(|side| is_quiet(merge.operation.region(side)));
        let alone = merge.operation.results().all(|result| result == value || !result.has_uses());
        if !quiet || !alone {
            return None;
        }
        allowed
            .extend((0..2).filter_map(|side| merge.operation.region(side).first_block().and_then(Block::terminator)));
    }
    let own = argument.uses().iter().all(|(user, _)| allowed.contains(user)) && value.uses().len() == 1;
    let negated_own = negated.is_none_or(|made| made.result(0).uses().iter().all(|(user, _)| *user == merge.operation));
    if !own || !negated_own {
        return None;
    }
    let sides = merge.sides()?;
    let [held, not_held] = if negated.is_some() { [sides[1], sides[0]] } else { sides };
    let is_own = |value: Value<'c>, truth: bool| value == argument || is_truth(value, truth);
    match (is_own(held, true), is_own(not_held, false)) {
        (true, false) => Some("arith.ori"),
        (false, true) => Some("arith.andi"),
        _ => None,
    }
}

/// The operation by which a carried value accumulates, if it does nothing else.
fn accumulated<'c>(body: Block<'c>, carried: Carried<'c>) -> Option<&'static str> {
    let mut kind = None;
    let mut combined = Vec::new();
    let versions = Versions::of(body, carried, |user, position| {
        let (by, either) = combining(user.name())?;
        if position > 0 && !either || *kind.get_or_insert(by) != by {
            return None;
        }
        combined.push(user);
        Some(Use::Version(user.result(0)))
    })?;
    let whole = |merge: &Merge<'c>| merge.sides().is_some_and(|sides| sides.iter().all(|side| versions.hold(*side)));
    let once = |user: &Operation<'c>| user.operands().filter(|operand| versions.contains(*operand)).count() == 1;
    (versions.merges.iter().all(whole) && combined.iter().all(once)).then_some(kind?)
}
