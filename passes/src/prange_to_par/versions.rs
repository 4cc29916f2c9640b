//! The versions of a value that a loop carries: its argument of the body, and all that stems from it through branches, inner
//! loops and the operations that a kind of reduction allows.

use numlir_dialects::{Block, Operation, Value, build::integer_value};
use rustc_hash::FxHashSet;

/// A value among those that a loop carries: the body's argument, and its position.
#[derive(Clone, Copy)]
pub struct Carried<'c> {
    pub argument: Value<'c>,
    pub position: usize,
}

/// A result of `scf.if`, or of `arith.select`, with a version on one side at least.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Merge<'c> {
    pub operation: Operation<'c>,
    pub position: usize,
}

impl<'c> Merge<'c> {
    /// The merge that a value is the result of.
    pub fn making(value: Value<'c>) -> Option<Self> {
        let operation = value.defining_operation()?;
        let position = operation.results().position(|result| result == value)?;
        matches!(operation.name(), "arith.select" | "scf.if").then_some(Self { operation, position })
    }

    pub fn result(self) -> Value<'c> {
        self.operation.result(self.position)
    }

    pub fn condition(self) -> Value<'c> {
        self.operation.operand(0)
    }

    /// What it gives where the condition holds, and where not.
    pub fn sides(self) -> Option<[Value<'c>; 2]> {
        if self.operation.is("arith.select") {
            return Some([1, 2].map(|side| self.operation.operand(side)));
        }
        let end = |side: usize| self.operation.region(side).first_block().and_then(Block::terminator);
        Some([end(0)?.operand(self.position), end(1)?.operand(self.position)])
    }
}

/// What a use of a version is, beside merges and inner loops.
pub enum Use<'c> {
    /// It makes another version.
    Version(Value<'c>),
    /// It makes none.
    Other,
}

pub struct Versions<'c> {
    argument: Value<'c>,
    all: FxHashSet<Value<'c>>,
    pub merges: Vec<Merge<'c>>,
}

impl<'c> Versions<'c> {
    /// All versions, where `other` allows all uses that are no merges, the body yields a version in its own place and nowhere else, and
    /// inner loops begin and go on with versions.
    pub fn of(
        body: Block<'c>,
        carried: Carried<'c>,
        mut other: impl FnMut(Operation<'c>, usize) -> Option<Use<'c>>,
    ) -> Option<Self> {
        let argument = carried.argument;
        let mut versions = Self { argument, all: FxHashSet::from_iter([argument]), merges: Vec::new() };
        let mut open = vec![argument];
        // What has to be a version too once all are known.
        let mut required = vec![body.terminator()?.operand(carried.position)];
        while let Some(version) = open.pop() {
            for (user, position) in version.uses() {
                let mut made = Vec::new();
                match user.name() {
                    "scf.yield" => {
                        let parent = user.block()?.parent();
                        match parent.name() {
                            _ if user.block() == Some(body) => {
                                if position != carried.position {
                                    return None;
                                }
                            }
                            "scf.if" => made.push(versions.merge(parent, position)),
                            "scf.for" => made.push(parent.result(position)),
                            "scf.while" => made.push(parent.region(0).first_block()?.argument(position)),
                            _ => return None,
                        }
                    }
                    "scf.for" if position >= 3 => {
                        let inner = user.region(0).first_block()?;
                        made.push(inner.argument(position - 2));
                        made.push(user.result(position - 3));
                        required.push(inner.terminator()?.operand(position - 3));
                    }
                    "scf.condition" if position > 0 => {
                        let parent = user.block()?.parent();
                        made.push(parent.result(position - 1));
                        made.push(parent.region(1).first_block()?.argument(position - 1));
                    }
                    "scf.while" => {
                        let round = user.region(0).first_block()?;
                        made.push(round.argument(position));
                        required.push(user.region(1).first_block()?.terminator()?.operand(position));
                    }
                    "arith.select" if position > 0 => made.push(versions.merge(user, 0)),
                    _ => match other(user, position)? {
                        Use::Version(value) => made.push(value),
                        Use::Other => {}
                    },
                }
                open.extend(made.into_iter().filter(|value| versions.all.insert(*value)));
            }
        }
        let all = required.into_iter().all(|value| versions.hold(value));
        // An argument of an inner loop is a version only where it begins as one.
        (all && versions.all.iter().all(|version| versions.begins_as_one(*version))).then_some(versions)
    }

    fn merge(&mut self, operation: Operation<'c>, position: usize) -> Value<'c> {
        let merge = Merge { operation, position };
        if !self.merges.contains(&merge) {
            self.merges.push(merge);
        }
        merge.result()
    }

    pub fn contains(&self, value: Value<'c>) -> bool {
        self.all.contains(&value)
    }

    /// Whether a value is a version, or none at all, as where another way was taken.
    pub fn hold(&self, value: Value<'c>) -> bool {
        self.all.contains(&value) || value.defining_operation().is_some_and(|made| made.is("nd.undef"))
    }

    fn begins_as_one(&self, version: Value<'c>) -> bool {
        if let Some(made) = version.defining_operation().filter(|made| made.is("scf.for")) {
            let position = made.results().position(|result| result == version).unwrap_or(0);
            return self.all.contains(&made.operand(3 + position));
        }
        let Some(block) = version.owner_block().filter(|_| version != self.argument) else { return true };
        let parent = block.parent();
        match parent.name() {
            "scf.for" => self.all.contains(&parent.operand(2 + version.position())),
            "scf.while" if parent.region(0).first_block() == Some(block) => {
                self.all.contains(&parent.operand(version.position()))
            }
            "scf.while" => true,
            _ => false,
        }
    }
}

/// What certainly holds where a condition does, or does not: its parts, each with whether it holds.
pub fn parts<'c>(condition: Value<'c>, holds: bool) -> Vec<(Value<'c>, bool)> {
    let (mut found, mut open) = (Vec::new(), vec![(condition, holds)]);
    while let Some((value, holds)) = open.pop() {
        found.push((value, holds));
        let Some(made) = value.defining_operation().filter(|_| found.len() < 32) else { continue };
        match made.name() {
            "arith.xori" if is_truth(made.operand(1), true) => open.push((made.operand(0), !holds)),
            "arith.andi" if holds => open.extend(made.operands().map(|operand| (operand, true))),
            "arith.ori" if !holds => open.extend(made.operands().map(|operand| (operand, false))),
            "scf.if" | "arith.select" => {
                let sides = Merge::making(value).and_then(|merge| Some((merge.condition(), merge.sides()?)));
                let Some((condition, sides)) = sides else { continue };
                // A side that cannot have given this value was not taken.
                for side in [0, 1] {
                    let other = sides[1 - side];
                    let elsewhere = is_truth(other, !holds) || other == condition && (side == 1) != holds;
                    if elsewhere {
                        open.extend([(condition, side == 0), (sides[side], holds)]);
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether a value is the constant `true`, or `false`.
pub fn is_truth(value: Value, truth: bool) -> bool {
    let Some(made) = value.defining_operation().filter(|made| made.is("arith.constant")) else { return false };
    let number = made.attribute("value").and_then(|value| {
        integer_value(value).map(|(_, number)| number != 0).or_else(|| numlir_dialects::build::boolean_value(value))
    });
    value.ty().to_string() == "i1" && number == Some(truth)
}
