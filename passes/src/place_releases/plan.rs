//! What is to be retained and released, and where, decided on unchanged IR.

use super::liveness::{Liveness, OwnerSet};
use crate::blocks::{Edge, edges};
use numlir_dialects::{Block, Operation, Value, convert};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

/// How an array value is held.
enum Holding {
    /// By itself.
    Owner(u32),
    /// Fresh, on its way to the argument of a block.
    Fresh,
    /// By one owner, whose reference it can take over: it is another description of the same memory.
    View(u32),
    /// By its roots or, where there are none, by the caller of the function.
    Borrowed(SmallVec<[u32; 2]>),
    /// There is nothing to count.
    Unowned,
}

/// The owners of a function, and the owners behind each of its arrays.
pub struct Roots<'c> {
    holdings: FxHashMap<Value<'c>, Holding>,
    owners: Vec<Value<'c>>,
}

impl<'c> Roots<'c> {
    /// Looks at all arrays of the blocks, which stand in reverse post-order. `None` where nothing is to be counted.
    ///
    /// With `borrows`, what is read from fields of instances is the instance's: no field of it can change meanwhile.
    pub fn find(order: &[Block<'c>], borrows: bool) -> Option<Self> {
        let mut roots = Self { holdings: FxHashMap::default(), owners: Vec::new() };
        for (index, block) in order.iter().enumerate() {
            for argument in block.arguments().filter(|argument| convert::is_counted(argument.ty())) {
                if index == 0 {
                    roots.holdings.insert(argument, Holding::Borrowed(SmallVec::new()));
                } else {
                    roots.add_owner(argument);
                }
            }
            for operation in block.operations() {
                for result in operation.results().filter(|result| convert::is_counted(result.ty())) {
                    roots.add_result(operation, result, borrows);
                }
            }
        }
        (!roots.holdings.is_empty()).then_some(roots)
    }

    fn add_owner(&mut self, array: Value<'c>) {
        self.holdings.insert(array, Holding::Owner(self.owners.len() as u32));
        self.owners.push(array);
    }

    fn add_result(&mut self, operation: Operation<'c>, result: Value<'c>, borrows: bool) {
        let holding = match operation.name() {
            "nd.create" | "nd.runtime" | "nd.get" => return self.add_owner(result),
            "nd.get_field" if !borrows => return self.add_owner(result),
            // Somebody else holds it for good.
            "nd.string" => Holding::Borrowed(SmallVec::new()),
            "nd.try_create" | "nd.try_call" => Holding::Fresh,
            "nd.frozen" | "nd.undef" => Holding::Unowned,
            _ if operation.operands().all(|operand| self.is_unowned(operand)) => Holding::Unowned,
            "nd.view" | "nd.relayout" | "nd.select" => match self.holdings.get(&operation.operand(0)) {
                Some(Holding::Owner(owner) | Holding::View(owner)) => Holding::View(*owner),
                _ => self.borrowed(operation),
            },
            _ => self.borrowed(operation),
        };
        self.holdings.insert(result, holding);
    }

    fn borrowed(&self, operation: Operation<'c>) -> Holding {
        let mut behind: SmallVec<[u32; 2]> =
            operation.operands().flat_map(|operand| self.of(operand).iter().copied()).collect();
        behind.sort_unstable();
        behind.dedup();
        Holding::Borrowed(behind)
    }

    fn is_unowned(&self, value: Value<'c>) -> bool {
        matches!(self.holdings.get(&value), None | Some(Holding::Unowned))
    }

    /// The owners that have to live while the value is used; of scalars none.
    pub fn of(&self, value: Value<'c>) -> &[u32] {
        match self.holdings.get(&value) {
            Some(Holding::Owner(owner) | Holding::View(owner)) => std::slice::from_ref(owner),
            Some(Holding::Borrowed(owners)) => owners,
            _ => &[],
        }
    }

    /// The number of an owner.
    pub fn number(&self, value: Value<'c>) -> Option<u32> {
        match self.holdings.get(&value)? {
            Holding::Owner(owner) => Some(*owner),
            _ => None,
        }
    }

    pub fn owner(&self, number: u32) -> Value<'c> {
        self.owners[number as usize]
    }

    pub fn owner_count(&self) -> usize {
        self.owners.len()
    }
}

#[derive(Clone, Copy)]
pub enum Action {
    Retain,
    Release,
}

/// Work on an edge: which of the target's arguments get one more reference, and then which owners lose theirs.
#[derive(Default, PartialEq, Eq, Hash)]
pub struct EdgeWork {
    pub retained: Vec<usize>,
    pub released: Vec<u32>,
}

/// What to do with an array before an operation.
pub type Work<'c> = (Operation<'c>, Action, Value<'c>);

#[derive(Default)]
pub struct Plan<'c> {
    /// Work in blocks, in the order in which it has to stand where it stands in one place.
    pub actions: Vec<Work<'c>>,
    /// Work on edges that need a block: the terminator, the successor's position, the successor.
    pub edges: Vec<(Operation<'c>, usize, Block<'c>, EdgeWork)>,
}

impl<'c> Plan<'c> {
    pub fn make(order: &[Block<'c>], roots: &Roots<'c>, liveness: &Liveness<'c>) -> Self {
        let mut predecessors: FxHashMap<Block, usize> = FxHashMap::default();
        for target in order.iter().filter_map(|block| block.terminator()).flat_map(|last| last.successors()) {
            *predecessors.entry(target).or_default() += 1;
        }
        let mut planner = Planner { roots, liveness, predecessors, plan: Self::default(), later: Vec::new() };
        order.iter().for_each(|block| planner.block(*block));
        let Planner { mut plan, later, .. } = planner;
        // A block's argument may be released at once; the edge to it has to retain it before.
        plan.actions.extend(later);
        plan
    }
}

struct Planner<'c, 'r> {
    roots: &'r Roots<'c>,
    liveness: &'r Liveness<'c>,
    /// How many edges lead to a block.
    predecessors: FxHashMap<Block<'c>, usize>,
    plan: Plan<'c>,
    later: Vec<Work<'c>>,
}

impl<'c> Planner<'c, '_> {
    fn block(&mut self, block: Block<'c>) {
        let Some(terminator) = block.terminator() else { return };
        let mut live = self.liveness.live_out(block);
        for owner in terminator.operands().flat_map(|operand| self.roots.of(operand)) {
            live.add(*owner);
        }
        if terminator.is("func.return") {
            self.leave(terminator, &live);
        }
        for edge in edges(terminator) {
            self.edge(terminator, edge, &live);
        }
        let mut operations: Vec<_> = block.operations().collect();
        operations.pop();
        for operation in operations.into_iter().rev() {
            self.operation(operation, &mut live);
        }
        let first = block.first().expect("a block has a terminator");
        for argument in block.arguments() {
            if self.roots.number(argument).is_some_and(|owner| !live.has(owner)) {
                self.later.push((first, Action::Release, argument));
            }
        }
    }

    /// Releases what an operation uses or makes last.
    fn operation(&mut self, operation: Operation<'c>, live: &mut OwnerSet) {
        let made = operation.results().filter_map(|result| self.roots.number(result));
        let used = operation.operands().flat_map(|operand| self.roots.of(operand).iter().copied());
        for owner in made.chain(used) {
            if live.add(owner) {
                let next = operation.next().expect("the terminator is not looked at here");
                self.later.push((next, Action::Release, self.roots.owner(owner)));
            }
        }
    }

    fn leave(&mut self, terminator: Operation<'c>, live: &OwnerSet) {
        let results: Vec<_> = terminator.operands().collect();
        let (retained, moved) = self.hand_over(&results, |_| false);
        let retained = retained.into_iter().map(|position| (Action::Retain, results[position]));
        let dying = live.iter().filter(|owner| !moved.contains(owner));
        let released = dying.map(|owner| (Action::Release, self.roots.owner(owner)));
        self.later.extend(retained.chain(released).map(|(action, array)| (terminator, action, array)));
    }

    fn edge(&mut self, terminator: Operation<'c>, edge: Edge<'c>, live: &OwnerSet) {
        let live_in = self.liveness.live_in(edge.target);
        let operand = |position| terminator.operand(edge.first_operand + position);
        let passed: Vec<_> = (0..edge.target.argument_count()).map(operand).collect();
        let (retained, moved) = self.hand_over(&passed, |owner| live_in.has(owner));
        let released: Vec<_> = live.iter().filter(|owner| !live_in.has(*owner) && !moved.contains(owner)).collect();
        if retained.is_empty() && released.is_empty() {
            return;
        }
        let (place, arrays) = if terminator.successor_count() == 1 {
            (terminator, passed)
        } else if self.predecessors[&edge.target] == 1 {
            let first = edge.target.first().expect("a block has a terminator");
            (first, edge.target.arguments().collect())
        } else {
            let work = EdgeWork { retained, released };
            self.plan.edges.push((terminator, edge.successor, edge.target, work));
            return;
        };
        let retained = retained.into_iter().map(|position| (Action::Retain, arrays[position]));
        let released = released.into_iter().map(|owner| (Action::Release, self.roots.owner(owner)));
        let actions = retained.chain(released).map(|(action, array)| (place, action, array));
        self.plan.actions.extend(actions);
    }

    /// Of arrays that are handed over with a reference each: the positions of those that need a new one, and the owners
    /// that give theirs away.
    fn hand_over(&self, arrays: &[Value<'c>], lives_on: impl Fn(u32) -> bool) -> (Vec<usize>, FxHashSet<u32>) {
        let mut retained = Vec::new();
        let mut moved = FxHashSet::default();
        for (position, array) in arrays.iter().enumerate() {
            let needs_reference = match self.roots.holdings.get(array) {
                None | Some(Holding::Fresh | Holding::Unowned) => false,
                Some(Holding::Borrowed(_)) => true,
                Some(Holding::Owner(owner) | Holding::View(owner)) => lives_on(*owner) || !moved.insert(*owner),
            };
            if needs_reference {
                retained.push(position);
            }
        }
        (retained, moved)
    }
}
