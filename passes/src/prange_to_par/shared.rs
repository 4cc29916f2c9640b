//! Lists, sets, generators, bit generators and objects from outside that a loop's body changes. No two threads may do that at once: a list that two of them
//! lengthen is no list any more. So such a loop is not parallel.
//!
//! What a called function changes of its arguments is found in its body, and so on. A place of a list that follows from the loop's
//! position is taken to be an iteration's own, as an element of an array is.

use crate::{accumulate_arrays::is_inside, blocks::defined_functions};
use numlir_dialects::{Block, Operation, Region, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// What functions do with containers that they are given, by the positions of their arguments.
#[derive(Clone, Default)]
struct Summary {
    changed: FxHashSet<usize>,
    /// Those that the result may be, or be an element or a field of.
    given_back: FxHashSet<usize>,
}

/// The functions of a module, with what is known of them so far.
pub struct Sharing<'c> {
    functions: FxHashMap<&'c str, Operation<'c>>,
    summaries: FxHashMap<&'c str, Summary>,
}

impl<'c> Sharing<'c> {
    pub fn of(module: Operation<'c>) -> Self {
        let functions = defined_functions(module).into_iter().map(|function| (function.text("sym_name"), function));
        Self { functions: functions.collect(), summaries: FxHashMap::default() }
    }

    /// An operation in a loop that changes what is not an iteration's own.
    pub fn change(&mut self, operation: Operation<'c>) -> Option<Operation<'c>> {
        let position = operation.region(0).first_block()?.argument(0);
        let mut inside = Vec::new();
        collect(operation.region(0), &mut inside);
        inside.into_iter().find(|inner| {
            let changed = self.changed(*inner, &[position]);
            let mut outside = changed.into_iter().map(|value| self.origin(value));
            outside.any(|origin| !is_inside(origin, operation) && !is_constant(origin))
        })
    }

    /// The operands that an operation changes. Elements of lists at places that follow from `places` do not count.
    fn changed(&mut self, operation: Operation<'c>, places: &[Value<'c>]) -> Vec<Value<'c>> {
        match operation.name() {
            "nd.set_length" => vec![operation.operand(1)],
            "nd.set_field" | "nd.resume" | "nd.try_resume" => vec![operation.operand(0)],
            "nd.get" if operation.attribute("take").is_some() => vec![operation.operand(0)],
            "nd.put" if operation.attribute("fresh").is_some() => vec![operation.operand(0)],
            "nd.put" if !follows(operation.operand(1), places, 16) => vec![operation.operand(0)],
            "nd.call_c" if draws(operation.text("symbol")) => operation.operands().take(1).collect(),
            "nd.runtime" if is_change(operation.text("symbol")) => operation.operands().take(1).collect(),
            "func.call" => {
                let changed = self.summary(operation.text("callee")).changed;
                let operands = operation.operands().enumerate();
                operands.filter(|(position, _)| changed.contains(position)).map(|(_, operand)| operand).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The container that a value is, or is an element or a field of.
    fn origin(&mut self, mut value: Value<'c>) -> Value<'c> {
        while let Some(made) = value.defining_operation() {
            let next = match made.name() {
                "nd.get" | "nd.get_field" => Some(0),
                "arith.select" => Some(1),
                "func.call" => self.summary(made.text("callee")).given_back.into_iter().min(),
                _ => None,
            };
            let Some(next) = next else { break };
            value = made.operand(next);
        }
        value
    }

    fn summary(&mut self, name: &'c str) -> Summary {
        if let Some(known) = self.summaries.get(name) {
            return known.clone();
        }
        // Of a function that calls itself, what is found before that counts.
        self.summaries.insert(name, Summary::default());
        let Some(entry) = self.functions.get(name).and_then(|function| function.region(0).first_block()) else {
            return Summary::default();
        };
        let arguments: Vec<_> = entry.arguments().collect();
        let mut inside = Vec::new();
        collect(entry.region(), &mut inside);
        let mut found = Summary::default();
        for operation in inside {
            for value in self.changed(operation, &arguments) {
                found.changed.extend(self.among(&arguments, value));
            }
            if operation.is("func.return") {
                for value in operation.operands() {
                    found.given_back.extend(self.among(&arguments, value));
                }
            }
        }
        self.summaries.insert(name, found.clone());
        found
    }

    /// The arguments that a value may stem from: of what went through blocks, all containers.
    fn among(&mut self, arguments: &[Value<'c>], value: Value<'c>) -> Vec<usize> {
        let origin = self.origin(value);
        match arguments.iter().position(|argument| *argument == origin) {
            Some(position) => vec![position],
            None if origin.defining_operation().is_some() || !is_container(origin) => Vec::new(),
            None => (0..arguments.len()).filter(|position| is_container(arguments[*position])).collect(),
        }
    }
}

fn is_container(value: Value) -> bool {
    let text = value.ty().to_string();
    ["!nd.list", "!nd.set", "!nd.instance"].iter().any(|kind| text.starts_with(kind))
}

/// Whether a function of the runtime changes its first operand, a list or a set.
fn is_change(symbol: &str) -> bool {
    let list = ["assign", "clear", "close", "delete", "extend", "grow", "open", "reverse", "sort"];
    let set = ["add", "clear", "drop_last", "filter", "remove", "update"];
    let is_one = |prefix: &str, names: &[&str]| symbol.strip_prefix(prefix).is_some_and(|name| names.contains(&name));
    is_one("numlir_list_", &list) || is_one("numlir_set_", &set)
}

/// Whether a function of the runtime draws from the generator that its first operand is. A constant says one that each thread has.
fn draws(symbol: &str) -> bool {
    symbol.strip_prefix("numlir_random_").is_some_and(|name| !name.starts_with("seed") && !name.ends_with("_python"))
}

fn is_constant(value: Value) -> bool {
    value.defining_operation().is_some_and(|made| made.is("arith.constant"))
}

/// Whether a value is computed from one of some.
fn follows<'c>(value: Value<'c>, places: &[Value<'c>], depth: u32) -> bool {
    places.contains(&value)
        || depth > 0
            && value
                .defining_operation()
                .is_some_and(|made| made.operands().any(|operand| follows(operand, places, depth - 1)))
}

fn collect<'c>(region: Region<'c>, found: &mut Vec<Operation<'c>>) {
    for operation in region.blocks().flat_map(Block::operations) {
        found.push(operation);
        (0..operation.region_count()).for_each(|index| collect(operation.region(index), found));
    }
}
