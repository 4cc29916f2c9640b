//! Dominators and postdominators, from petgraph, with their trees made walkable.

use super::{
    blocks::Blocks,
    graph::{Function, TerminatorKind},
};
use petgraph::{
    algo::dominators::{Dominators, simple_fast},
    graph::DiGraph,
    stable_graph::NodeIndex,
    visit::Reversed,
};

/// A dominator tree over blocks that are numbered from 0.
pub(super) struct Tree {
    root: u32,
    parents: Vec<Option<u32>>,
    children: Vec<Vec<u32>>,
    /// When a walk of the tree enters and leaves each block.
    intervals: Vec<(u32, u32)>,
}

impl Tree {
    /// The tree of stack blocks.
    pub fn of_blocks(blocks: &Blocks) -> Self {
        let mut graph = DiGraph::<(), (), u32>::with_capacity(blocks.blocks.len(), 2 * blocks.blocks.len());
        for _ in &blocks.blocks {
            graph.add_node(());
        }
        let leads_to = |from: u32, to: u32| blocks.blocks[from as usize].successors.iter().any(|edge| edge.1 == to);
        for (from, block) in blocks.blocks.iter().enumerate() {
            for &(_, to) in &block.successors {
                // An edge that the only way in has as well changes no dominator. A long `try` has an edge from each of its
                // blocks to the handler, and the dominators would take time quadratic in them.
                let is_needless = matches!(block.predecessors[..], [before] if before != to && leads_to(before, to));
                if !is_needless {
                    graph.add_edge((from as u32).into(), to.into(), ());
                }
            }
        }
        let dominators = simple_fast(&graph, 0.into());
        let parent = |block: u32| dominators.immediate_dominator(block.into()).map(|node| node.index() as u32);
        Self::new(0, (0..blocks.blocks.len() as u32).map(parent).collect())
    }

    /// The tree of a function's blocks, by their indices.
    pub fn of_function(function: &Function) -> Self {
        let dominators = dominators(function);
        let count = function.graph.node_indices().map(|block| block.index() + 1).max().unwrap_or(0);
        let parent = |block| dominators.immediate_dominator(NodeIndex::new(block)).map(|node| node.index() as u32);
        Self::new(function.entry.index() as u32, (0..count).map(parent).collect())
    }

    fn new(root: u32, parents: Vec<Option<u32>>) -> Self {
        let mut children = vec![Vec::new(); parents.len()];
        for (block, parent) in parents.iter().enumerate() {
            if let Some(parent) = parent {
                children[*parent as usize].push(block as u32);
            }
        }
        let intervals = vec![(0, 0); parents.len()];
        let mut tree = Self { root, parents, children, intervals };
        tree.set_intervals();
        tree
    }

    fn set_intervals(&mut self) {
        let mut clock = 0;
        let mut pending = vec![(self.root, false)];
        while let Some((block, left)) = pending.pop() {
            clock += 1;
            if left {
                self.intervals[block as usize].1 = clock;
                continue;
            }
            self.intervals[block as usize].0 = clock;
            pending.push((block, true));
            pending.extend(self.children[block as usize].iter().map(|&child| (child, false)));
        }
    }

    /// The immediate dominator; the entry has none.
    pub fn parent(&self, block: u32) -> Option<u32> {
        self.parents[block as usize]
    }

    /// The blocks that this one dominates immediately.
    pub fn children(&self, block: u32) -> &[u32] {
        &self.children[block as usize]
    }

    /// Whether every way to `inner` passes `outer`. A block dominates itself.
    pub fn dominates(&self, outer: u32, inner: u32) -> bool {
        let (outer, inner) = (self.intervals[outer as usize], self.intervals[inner as usize]);
        outer.0 <= inner.0 && inner.1 <= outer.1
    }

    /// Whether the entry reaches a block.
    pub fn is_reached(&self, block: u32) -> bool {
        block == self.root || self.parents[block as usize].is_some()
    }
}

/// The dominators of a function's blocks.
pub fn dominators(function: &Function) -> Dominators<NodeIndex> {
    simple_fast(&function.graph, function.entry)
}

/// The postdominators of a function's blocks, and the root of their tree: a node that stands for the end of the
/// function and is none of its blocks. A block that cannot reach the end has no postdominator.
pub fn postdominators(function: &Function) -> (Dominators<NodeIndex>, NodeIndex) {
    let mut graph = function.graph.map(|_, _| (), |_, _| ());
    let end = graph.add_node(());
    for block in function.graph.node_indices() {
        let terminator = function.graph[block].terminator.as_ref().map(|terminator| &terminator.kind);
        if matches!(terminator, Some(TerminatorKind::Return(_) | TerminatorKind::Raise { .. })) {
            graph.add_edge(block, end, ());
        }
    }
    (simple_fast(Reversed(&graph), end), end)
}
