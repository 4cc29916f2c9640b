//! Which loops over ranges are structured, and how: decided on unchanged IR.
//!
//! An *edge* is a successor of a terminator. Walking a body forward, the *open* edges are those whose target has not been
//! entered. A target is *complete* once all its edges are open: then everything that leads to it has been seen, and it can
//! be entered, under a flag where other targets are open beside it. A body is structured when, entering complete targets
//! only, it ends with every open edge at its loop's header.

use numlir_dialects::{
    convert,
    ir::{Block, Operation, Region, Value},
    types::Type,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// How deep raised regions nest at most: MLIR's own walks recurse through regions.
const DEEPEST: usize = 200;
/// How many targets are open at a time at most: what is open is handed through every `scf.if` on the way.
const MOST_OPEN: usize = 8;

/// A loop that can be raised.
pub struct Loop<'c> {
    pub header: Block<'c>,
    /// The `py.iter` whose result enters the header.
    pub iter: Operation<'c>,
    /// The header's argument that carries the iterator.
    pub iterator: usize,
    pub body: Sequence<'c>,
    depth: usize,
}

/// What runs from some open edges on, until none of the targets is complete.
pub struct Sequence<'c> {
    pub steps: Vec<Step<'c>>,
    pub exits: Vec<Exit<'c>>,
    depth: usize,
}

/// An open target and how many edges lead to it.
#[derive(Clone, Copy)]
pub struct Exit<'c> {
    pub target: Block<'c>,
    edges: usize,
}

/// A step takes the open targets that the last one left.
pub enum Step<'c> {
    /// The only open target's operations; its terminator opens one edge, two with their arms, or, where it raises, none.
    Enter(Block<'c>, Option<Arms<'c>>),
    /// The only open target is the header of a raised loop.
    Loop(Block<'c>),
    /// The only open target is the header of a loop of another kind; the sequence is one round, which begins with it.
    While(Block<'c>, Sequence<'c>),
    /// One of several open targets, by its position, is complete.
    Resolve(usize, Sequence<'c>),
}

/// The two sequences behind a conditional branch.
pub struct Arms<'c> {
    pub yes: Sequence<'c>,
    pub no: Sequence<'c>,
}

/// The loops of a function that can be raised, by their headers.
pub struct Plan<'c> {
    pub loops: FxHashMap<Block<'c>, Loop<'c>>,
    /// Headers of those in no other, in the order of their ends.
    pub outermost: Vec<Block<'c>>,
    /// What runs from the function's first block to the one that returns, and that one, where the whole body was asked for
    /// and is structured.
    pub whole: Option<(Sequence<'c>, Block<'c>)>,
}

impl Exit<'_> {
    fn is_complete(&self, planner: &Planner) -> bool {
        planner.edges.get(&self.target).is_some_and(|edges| edges.len() == self.edges)
    }
}

impl<'c> Sequence<'c> {
    /// Whether nothing runs: the edge is the exit.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// Plans a function's body, and as a `whole` too where that is asked for: it then has one block that returns. With `whiles`,
/// loops of other kinds are raised where they are in loops over ranges, and these may raise exceptions.
pub fn plan<'c>(body: Region<'c>, whiles: bool, whole: bool) -> Plan<'c> {
    let mut planner = Planner { whiles, ..Planner::default() };
    for block in body.blocks() {
        planner.generator |= block.operations().any(|operation| operation.is("py.yield"));
        let Some(terminator) = block.terminator() else { continue };
        for (position, target) in terminator.successors().enumerate() {
            planner.edges.entry(target).or_default().push((terminator, position));
        }
    }
    // Inner loops end before outer ones, so that an outer one finds its inner ones decided.
    let mut headers = Vec::new();
    for block in body.postorder() {
        if let Some(raised) = planner.recognise(block) {
            planner.loops.insert(block, raised);
            headers.push(block);
        }
    }
    let whole = whole.then(|| planner.whole(body)).flatten();
    planner.finish(headers, whole)
}

#[derive(Default)]
struct Planner<'c> {
    edges: FxHashMap<Block<'c>, Vec<(Operation<'c>, usize)>>,
    loops: FxHashMap<Block<'c>, Loop<'c>>,
    whiles: bool,
    /// Whether there is a `yield`.
    generator: bool,
    /// Headers of loops that cannot be raised.
    unstructured: FxHashSet<Block<'c>>,
    /// The header of the innermost raised loop around a block.
    home: FxHashMap<Block<'c>, Block<'c>>,
}

impl<'c> Planner<'c> {
    fn finish(self, headers: Vec<Block<'c>>, whole: Option<(Sequence<'c>, Block<'c>)>) -> Plan<'c> {
        let outermost = headers.into_iter().filter(|header| !self.home.contains_key(header)).collect();
        Plan { loops: self.loops, outermost, whole }
    }

    /// A body of several blocks from its first to the one that returns.
    fn whole(&mut self, body: Region<'c>) -> Option<(Sequence<'c>, Block<'c>)> {
        let first = body.first_block()?;
        let last = body.blocks().find(|block| block.terminator().is_some_and(|end| end.is("func.return")))?;
        if first == last || self.edges.contains_key(&first) {
            return None;
        }
        let mut sequence = Sequence { steps: Vec::new(), exits: Vec::new(), depth: 0 };
        let mut entered = Vec::new();
        let mut walk = Walk { planner: self, header: last, around: Vec::new(), entered: &mut entered };
        let start = walk.enter(first, &mut sequence, 0)?;
        sequence.steps.push(start);
        while let Some(step) = walk.step(&mut sequence, 0)? {
            sequence.steps.push(step);
        }
        let [Exit { target, edges }] = sequence.exits[..] else { return None };
        (target == last && edges == self.edges.get(&last)?.len()).then_some((sequence, last))
    }

    /// The loop that a block is the header of, if it can be raised.
    fn recognise(&mut self, header: Block<'c>) -> Option<Loop<'c>> {
        let next = header.first().filter(|first| first.is("py.next"))?;
        let branch = next.next().filter(|second| second.is("cf.cond_br"))?;
        let iterator = next.operand(0);
        if !is_range_iterator(iterator) || iterator.owner_block() != Some(header) || !used_once(iterator) {
            return None;
        }
        if branch.operand(0) != next.result(0) || !used_once(next.result(0)) {
            return None;
        }
        let position = iterator.position();
        let rest = next.result(2);
        let (back, entries): (Vec<_>, Vec<_>) = self
            .edges
            .get(&header)?
            .iter()
            .partition(|(terminator, successor)| argument(*terminator, *successor, position) == Some(rest));
        let &[(entry, _)] = entries.as_slice() else { return None };
        if !entry.is("cf.br") || rest.uses().len() != back.len() {
            return None;
        }
        let iter = entry.operand(position).defining_operation().filter(|operation| operation.is("py.iter"))?;
        if convert::from_mlir(iter.operand(0).ty()) != Some(Type::Range) {
            return None;
        }

        let mut entered = Vec::new();
        let start = Exit { target: branch.successor(0), edges: 1 };
        let body = Walk { planner: self, header, around: Vec::new(), entered: &mut entered }.sequence(start, 1)?;
        let [Exit { target, edges }] = body.exits.as_slice() else { return None };
        if *target != header || *edges != back.len() {
            return None;
        }
        let inside: FxHashSet<_> = entered.iter().copied().collect();
        let first_else = 1 + branch.successor(0).argument_count();
        let stays = |(user, operand): (Operation<'c>, usize)| {
            if user == branch { operand < first_else } else { self.is_inside(user, &inside) }
        };
        if !next.result(1).uses().into_iter().all(stays) {
            return None;
        }
        self.home.extend(entered.into_iter().map(|block| (block, header)));
        Some(Loop { header, iter, iterator: position, depth: body.depth, body })
    }

    /// Whether an operation stands in one of the blocks or in a raised loop whose header is one of them.
    fn is_inside(&self, operation: Operation<'c>, blocks: &FxHashSet<Block<'c>>) -> bool {
        let mut place = operation.block();
        while let Some(block) = place {
            if blocks.contains(&block) {
                return true;
            }
            place = self.home.get(&block).copied();
        }
        false
    }
}

/// The walk through one loop's body.
struct Walk<'w, 'c> {
    planner: &'w mut Planner<'c>,
    header: Block<'c>,
    /// The headers around that one.
    around: Vec<Block<'c>>,
    /// The blocks of the body, with the headers of the loops in it.
    entered: &'w mut Vec<Block<'c>>,
}

impl<'c> Walk<'_, 'c> {
    /// What runs from edges to one target on; `depth` regions are open around it.
    fn sequence(&mut self, start: Exit<'c>, depth: usize) -> Option<Sequence<'c>> {
        let mut sequence = Sequence { steps: Vec::new(), exits: vec![start], depth };
        while let Some(step) = self.step(&mut sequence, depth)? {
            sequence.steps.push(step);
        }
        Some(sequence)
    }

    /// The next step, or none where no target can be entered. The outer `None` says that the body is not structured.
    fn step(&mut self, sequence: &mut Sequence<'c>, depth: usize) -> Option<Option<Step<'c>>> {
        if depth > DEEPEST || sequence.exits.len() > MOST_OPEN {
            return None;
        }
        // A generator leaves its loops at each `yield`, and comes back there.
        let leaves = |exit: &Exit<'c>| exit.target.operations().any(|operation| operation.is("py.yield"));
        if self.planner.generator && sequence.exits.iter().any(leaves) {
            return None;
        }
        if let [Exit { target, .. }] = sequence.exits[..] {
            if target == self.header {
                return Some(None);
            }
            if let Some(inner) = self.planner.loops.get(&target) {
                self.entered.push(target);
                sequence.depth = sequence.depth.max(depth + inner.depth);
                if sequence.depth > DEEPEST {
                    return None;
                }
                sequence.exits = vec![Exit { target: target.terminator()?.successor(1), edges: 1 }];
                return Some(Some(Step::Loop(target)));
            }
            if !sequence.exits[0].is_complete(self.planner) {
                return Some(self.round(sequence, depth));
            }
            return self.enter(target, sequence, depth).map(Some);
        }
        let ready = |exit: &Exit<'c>| exit.target != self.header && exit.is_complete(self.planner);
        let Some(position) = sequence.exits.iter().position(ready) else { return Some(None) };
        let resolved = sequence.exits.remove(position);
        let body = self.sequence(resolved, depth + 1)?;
        sequence.merge(&body);
        Some(Some(Step::Resolve(position, body)))
    }

    /// The loop that the only open target is the header of: what is open behind it takes its place. Code that only the loop leads
    /// to belongs to its last round.
    fn round(&mut self, sequence: &mut Sequence<'c>, depth: usize) -> Option<Step<'c>> {
        let start = sequence.exits[0];
        // A header around this place is where its rounds end, and what failed once fails again.
        if !self.planner.whiles
            || self.around.contains(&start.target)
            || self.planner.unstructured.contains(&start.target)
        {
            return None;
        }
        let entered = self.entered.len();
        let outer = std::mem::replace(&mut self.header, start.target);
        self.around.push(outer);
        let body = self.rounds(start, depth + 1);
        self.around.pop();
        self.header = outer;
        let Some(mut body) = body else {
            self.planner.unstructured.insert(start.target);
            self.entered.truncate(entered);
            return None;
        };
        let exits = body.exits.iter().filter(|exit| exit.target != start.target).copied().collect();
        sequence.depth = sequence.depth.max(body.depth);
        sequence.exits = exits;
        body.exits.retain(|exit| exit.target != start.target);
        Some(Step::While(start.target, body))
    }

    fn rounds(&mut self, start: Exit<'c>, depth: usize) -> Option<Sequence<'c>> {
        let mut body = Sequence { steps: Vec::new(), exits: Vec::new(), depth };
        let first = self.enter(start.target, &mut body, depth)?;
        body.steps.push(first);
        while let Some(step) = self.step(&mut body, depth)? {
            body.steps.push(step);
        }
        let back = body.exits.iter().find(|exit| exit.target == start.target)?;
        let all = self.planner.edges.get(&start.target)?.len();
        (back.edges + start.edges == all && body.exits.len() > 1).then_some(body)
    }

    fn enter(&mut self, block: Block<'c>, sequence: &mut Sequence<'c>, depth: usize) -> Option<Step<'c>> {
        self.entered.push(block);
        let terminator = block.terminator()?;
        sequence.exits.clear();
        match terminator.name() {
            "cf.br" => {
                sequence.exits.push(Exit { target: terminator.successor(0), edges: 1 });
                Some(Step::Enter(block, None))
            }
            "cf.cond_br" => {
                let yes = self.sequence(Exit { target: terminator.successor(0), edges: 1 }, depth + 1)?;
                let no = self.sequence(Exit { target: terminator.successor(1), edges: 1 }, depth + 1)?;
                sequence.merge(&yes);
                sequence.merge(&no);
                // Where both ways raise, nothing is behind them.
                (!sequence.exits.is_empty()).then_some(Step::Enter(block, Some(Arms { yes, no })))
            }
            "py.raise" if self.planner.whiles && !hands_on(terminator) => Some(Step::Enter(block, None)),
            _ => None,
        }
    }
}

impl<'c> Sequence<'c> {
    /// Opens what another sequence, one of several ways, leaves open.
    fn merge(&mut self, other: &Sequence<'c>) {
        self.depth = self.depth.max(other.depth);
        for exit in &other.exits {
            match self.exits.iter_mut().find(|open| open.target == exit.target) {
                Some(open) => open.edges += exit.edges,
                None => self.exits.push(*exit),
            }
        }
    }
}

/// Whether a raise goes on with what was caught.
fn hands_on(raise: Operation) -> bool {
    raise.operands().any(|operand| convert::from_mlir(operand.ty()) == Some(Type::Caught))
}

/// What an edge hands to an argument of its target.
fn argument<'c>(terminator: Operation<'c>, successor: usize, position: usize) -> Option<Value<'c>> {
    match (terminator.name(), successor) {
        ("cf.br", _) => Some(terminator.operand(position)),
        ("cf.cond_br", 0) => Some(terminator.operand(1 + position)),
        ("cf.cond_br", _) => Some(terminator.operand(1 + terminator.successor(0).argument_count() + position)),
        _ => None,
    }
}

fn is_range_iterator(value: Value) -> bool {
    convert::from_mlir(value.ty()) == Some(Type::Iterator(Arc::new(Type::Range)))
}

fn used_once(value: Value) -> bool {
    value.uses().len() == 1
}
