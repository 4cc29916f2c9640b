//! Loops whose turns are typed one by one: over a tuple whose elements have no common type, over what `literal_unroll` is asked of,
//! and over a range whose elements are positions in such a tuple.
//!
//! ```text
//! for x in (1, "a"):          x = t[0]; use(x)
//!     use(x)                  x = t[1]; use(x)
//! ```
//!
//! The function gets a template of its own, in which the loop's blocks stand once for each turn; it takes the place of the old one
//! in the specialisation that asked. What the loop defines and others use behind it becomes arguments of the blocks where ways
//! out of the loop meet. Linear in the size of what is written.

use melior::Context;
use numlir_dialects::{Block, Builder, Operation, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// What the loop's variable is in each turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Turns {
    /// The element of the tuple that is iterated over.
    Elements { count: usize },
    /// The next element of a range.
    Numbers { count: usize, start: i64, step: i64 },
}

/// A template that would have more operations than this is not written.
const MOST_OPERATIONS: usize = 100_000;

impl Turns {
    fn count(self) -> usize {
        match self {
            Self::Elements { count } | Self::Numbers { count, .. } => count,
        }
    }
}

/// Adds to the module, behind a template, the same with a loop written out. The loop is that of a `py.next`, by the numbers of
/// its block and operation. `None` where the loop has not the form that loops over values have, or is too large.
pub fn unrolled<'c>(
    context: &'c Context,
    template: Operation<'c>,
    next: (u32, u32),
    turns: Turns,
) -> Option<Operation<'c>> {
    let shape = Shape::of(template, next)?;
    let operations = |block: &usize| shape.blocks[*block].operations().count();
    if shape.within.iter().map(operations).sum::<usize>().checked_mul(turns.count())? > MOST_OPERATIONS {
        return None;
    }
    let mut writer = Writer {
        context,
        extras: shape.extras(),
        shape: &shape,
        turns,
        made: FxHashMap::default(),
        outside: FxHashMap::default(),
        copies: vec![FxHashMap::default(); turns.count() + 1],
        extra_values: FxHashMap::default(),
    };
    Some(writer.write(template))
}

/// The loop in its function. Blocks are told by their numbers.
struct Shape<'c> {
    blocks: Vec<Block<'c>>,
    numbers: FxHashMap<Block<'c>, usize>,
    predecessors: Vec<Vec<usize>>,
    header: usize,
    /// The blocks of the loop in order, and whether each block is one of them.
    within: Vec<usize>,
    is_within: Vec<bool>,
    next: Operation<'c>,
    /// The `py.iter` whose iterator the loop begins with.
    iter: Operation<'c>,
    /// The header's argument that is the iterator.
    iterator: Value<'c>,
}

impl<'c> Shape<'c> {
    fn of(template: Operation<'c>, (header, place): (u32, u32)) -> Option<Self> {
        let blocks: Vec<_> = template.region(0).blocks().collect();
        let numbers: FxHashMap<_, _> = blocks.iter().enumerate().map(|(number, block)| (*block, number)).collect();
        let mut predecessors = vec![Vec::new(); blocks.len()];
        for (number, block) in blocks.iter().enumerate() {
            for successor in block.terminator().into_iter().flat_map(|last| last.successors()) {
                predecessors[numbers[&successor]].push(number);
            }
        }
        let header = header as usize;
        let next = blocks.get(header)?.operations().nth(place as usize).filter(|next| next.is("py.next"))?;
        let last = blocks[header].terminator().filter(|last| last.is("cf.cond_br"))?;
        if last.operand(0) != next.result(0) {
            return None;
        }
        let iterator = next.operand(0);
        let position = blocks[header].arguments().position(|argument| argument == iterator)?;
        // Blocks come after their dominators, so ways back are those from blocks behind.
        let (latches, before): (Vec<usize>, Vec<usize>) =
            predecessors[header].iter().copied().partition(|block| *block >= header);
        let mut first = None;
        for block in before {
            let (_, arguments) =
                edges(blocks[block].terminator()?).into_iter().find(|(to, _)| *to == blocks[header])?;
            let value = *arguments.get(position)?;
            if first.is_some_and(|first| first != value) {
                return None;
            }
            first = Some(value);
        }
        let iter = first?.defining_operation().filter(|iter| iter.is("py.iter"))?;
        let mut is_within = vec![false; blocks.len()];
        is_within[header] = true;
        let mut open = latches;
        while let Some(block) = open.pop() {
            if !std::mem::replace(&mut is_within[block], true) {
                open.extend(predecessors[block].iter().copied());
            }
        }
        if is_within[0] {
            return None;
        }
        let within = (0..blocks.len()).filter(|block| is_within[*block]).collect();
        Some(Self { blocks, numbers, predecessors, header, within, is_within, next, iter, iterator })
    }

    /// The block of the loop that defines a value.
    fn defined_within(&self, value: Value<'c>) -> bool {
        let block = match value.defining_operation() {
            Some(operation) => operation.block(),
            None => value.owner_block(),
        };
        block.and_then(|block| self.numbers.get(&block)).is_some_and(|block| self.is_within[*block])
    }

    /// For each block behind the loop, the values of the loop that it takes as arguments.
    fn extras(&self) -> Vec<Vec<Value<'c>>> {
        let mut extras = vec![Vec::new(); self.blocks.len()];
        for &block in &self.within {
            let arguments = self.blocks[block].arguments();
            let results = self.blocks[block].operations().flat_map(|operation| operation.results());
            for value in arguments.chain(results) {
                for live in self.live_behind(value) {
                    let from = &self.predecessors[live];
                    if from.len() > 1 || from.iter().any(|from| self.is_within[*from]) {
                        extras[live].push(value);
                    }
                }
            }
        }
        extras
    }

    /// The blocks outside the loop at whose beginning a value of the loop is still wanted.
    fn live_behind(&self, value: Value<'c>) -> Vec<usize> {
        let users = value.uses().into_iter().filter_map(|(user, _)| self.numbers.get(&user.block()?).copied());
        let mut open: Vec<usize> = users.filter(|block| !self.is_within[*block]).collect();
        let mut live = FxHashSet::default();
        while let Some(block) = open.pop() {
            if live.insert(block) {
                open.extend(self.predecessors[block].iter().copied().filter(|from| !self.is_within[*from]));
            }
        }
        let mut live: Vec<_> = live.into_iter().collect();
        live.sort_unstable();
        live
    }
}

/// Where a terminator leads, with what it hands on.
fn edges<'c>(terminator: Operation<'c>) -> Vec<(Block<'c>, Vec<Value<'c>>)> {
    let handed = |edge: crate::blocks::Edge<'c>| {
        let arguments = (0..edge.target.argument_count()).map(|index| terminator.operand(edge.first_operand + index));
        (edge.target, arguments.collect())
    };
    crate::blocks::edges(terminator).into_iter().map(handed).collect()
}

/// Which copy a block belongs to: a turn of the loop, the last of which only ends it; none outside of it.
type Turn = Option<usize>;

struct Writer<'a, 'c> {
    context: &'c Context,
    shape: &'a Shape<'c>,
    extras: Vec<Vec<Value<'c>>>,
    turns: Turns,
    made: FxHashMap<(Turn, usize), Block<'c>>,
    /// Values by those they are copies of: of the blocks outside, and of each turn.
    outside: FxHashMap<Value<'c>, Value<'c>>,
    copies: Vec<FxHashMap<Value<'c>, Value<'c>>>,
    extra_values: FxHashMap<(usize, Value<'c>), Value<'c>>,
}

impl<'c> Writer<'_, 'c> {
    fn write(&mut self, template: Operation<'c>) -> Operation<'c> {
        let builder = Builder::before(self.context, template);
        let mut function = builder.op("func.func").region();
        for (name, attribute) in template.attributes() {
            function = function.attribute(name.as_string_ref().as_str().unwrap_or(""), attribute);
        }
        let function = function.insert();
        let (header, count) = (self.shape.header, self.turns.count());
        let shape = self.shape;
        let outside = |range: std::ops::Range<usize>| range.filter(move |block| !shape.is_within[*block]);
        let before = outside(0..header).map(|block| (None, block));
        let copies = (0..count).flat_map(|turn| shape.within.iter().map(move |block| (Some(turn), *block)));
        let behind = outside(header..shape.blocks.len()).map(|block| (None, block));
        let order: Vec<(Turn, usize)> = before.chain(copies).chain([(Some(count), header)]).chain(behind).collect();
        for place in &order {
            self.create(function, *place);
        }
        for place in &order {
            self.fill(*place);
        }
        function
    }

    fn create(&mut self, function: Operation<'c>, (turn, block): (Turn, usize)) {
        let original = self.shape.blocks[block];
        let extras = if turn.is_none() { self.extras[block].clone() } else { Vec::new() };
        let all = original.arguments().chain(extras.iter().copied());
        let arguments: Vec<_> = all.map(|value| (value.ty(), value.location())).collect();
        let made = Block::append(function.region(0), &arguments);
        for (index, argument) in original.arguments().enumerate() {
            self.values(turn).insert(argument, made.argument(index));
        }
        for (index, extra) in extras.into_iter().enumerate() {
            self.extra_values.insert((block, extra), made.argument(original.argument_count() + index));
        }
        self.made.insert((turn, block), made);
    }

    fn values(&mut self, turn: Turn) -> &mut FxHashMap<Value<'c>, Value<'c>> {
        match turn {
            Some(turn) => &mut self.copies[turn],
            None => &mut self.outside,
        }
    }

    /// What stands for a value in a block.
    fn value(&self, (turn, block): (Turn, usize), value: Value<'c>) -> Value<'c> {
        if !self.shape.defined_within(value) {
            return self.outside[&value];
        }
        if let Some(turn) = turn {
            return self.copies[turn][&value];
        }
        let mut block = block;
        loop {
            if let Some(known) = self.extra_values.get(&(block, value)) {
                return *known;
            }
            // Where ways meet there is an argument.
            block = self.shape.predecessors[block][0];
        }
    }

    fn fill(&mut self, place: (Turn, usize)) {
        let (turn, block) = place;
        let into = self.made[&place];
        for operation in self.shape.blocks[block].operations() {
            let builder = Builder::at_end(self.context, into, operation.location());
            if operation == self.shape.next {
                self.next(&builder, place);
            } else if operation == self.shape.iter {
                let nothing = builder.op("py.constant").attribute("value", builder.unit());
                let nothing = nothing.result(operation.result(0).ty()).value();
                self.outside.insert(operation.result(0), nothing);
            } else if operation.is("cf.br") || operation.is("cf.cond_br") {
                self.branch(&builder, place, operation);
            } else {
                let copy = operation.clone_detached();
                for (index, operand) in operation.operands().enumerate() {
                    copy.set_operand(index, self.value(place, operand));
                }
                builder.insert(copy);
                let results: Vec<_> = operation.results().zip(copy.results()).collect();
                self.values(turn).extend(results);
            }
        }
    }

    /// The loop's variable in a turn.
    fn next(&mut self, builder: &Builder<'c>, place: (Turn, usize)) {
        let Some(turn) = place.0 else { return };
        let [more, element, rest] = [0, 1, 2].map(|index| self.shape.next.result(index));
        let number = |value: i64| {
            let int64 = numlir_dialects::convert::to_mlir(self.context, &numlir_dialects::types::Type::INT64);
            let constant = builder.op("py.constant").attribute("value", builder.integer(int64, value));
            constant.result(element.ty()).value()
        };
        let variable = match self.turns {
            _ if turn == self.turns.count() => builder.op("py.undef").result(element.ty()).value(),
            Turns::Elements { .. } => {
                let tuple = self.value((None, 0), self.shape.iter.operand(0));
                builder.op("py.getitem").operand(tuple).operand(number(turn as i64)).result(element.ty()).value()
            }
            Turns::Numbers { start, step, .. } => number(start.wrapping_add(step.wrapping_mul(turn as i64))),
        };
        let there = builder.constant_bool(turn < self.turns.count());
        let iterator = self.copies[turn][&self.shape.iterator];
        self.copies[turn].extend([(more, there), (element, variable), (rest, iterator)]);
    }

    fn branch(&self, builder: &Builder<'c>, place: (Turn, usize), terminator: Operation<'c>) {
        let (turn, block) = place;
        let target = |(to, handed): (Block<'c>, Vec<Value<'c>>)| {
            let to = self.shape.numbers[&to];
            let turn = match turn {
                // Back to the header is on to the next turn.
                Some(turn) if to == self.shape.header => Some(turn + 1),
                Some(turn) if self.shape.is_within[to] => Some(turn),
                _ => (to == self.shape.header).then_some(0),
            };
            let mut values: Vec<_> = handed.into_iter().map(|value| self.value(place, value)).collect();
            if turn.is_none() {
                values.extend(self.extras[to].iter().map(|extra| self.value(place, *extra)));
            }
            (self.made[&(turn, to)], values)
        };
        let mut edges = edges(terminator);
        if let Some(turn) = turn
            && block == self.shape.header
        {
            let way = edges.swap_remove(usize::from(turn == self.turns.count()));
            let (to, values) = target(way);
            builder.branch(to, values);
            return;
        }
        let mut targets = edges.into_iter().map(target);
        match (targets.next(), targets.next()) {
            (Some((yes, first)), Some((no, second))) => {
                let condition = self.value(place, terminator.operand(0));
                builder.conditional_branch(condition, (yes, &first), (no, &second));
            }
            (Some((to, values)), _) => {
                builder.branch(to, values);
            }
            _ => {}
        }
    }
}
