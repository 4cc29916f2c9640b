//! Natural loops and how they nest.

use super::{dominators::Tree, graph::Function};
use petgraph::{Direction, stable_graph::NodeIndex, visit::DfsPostOrder};
use std::collections::{HashMap, HashSet};

/// A natural loop: what reaches a latch without passing the header, which dominates it.
#[derive(Clone, Debug, PartialEq)]
pub struct Loop {
    pub header: NodeIndex,
    /// The blocks that jump back to the header.
    pub latches: Vec<NodeIndex>,
    /// All blocks, those of inner loops included, sorted.
    pub blocks: Vec<NodeIndex>,
    /// The loop around this one, by its place in the list.
    pub parent: Option<usize>,
    /// 1 for an outermost loop.
    pub depth: u32,
}

/// The loops of a function, outer ones before inner ones. Linear in the total size of the loops.
pub fn loops(function: &Function) -> Vec<Loop> {
    let mut found: Vec<Loop> = headers(function)
        .into_iter()
        .map(|(header, latches)| {
            let blocks = body(function, header, &latches);
            Loop { header, latches, blocks, parent: None, depth: 1 }
        })
        .collect();
    // An inner loop has fewer blocks than each loop around it.
    found.sort_by_key(|found| (std::cmp::Reverse(found.blocks.len()), found.header));
    let mut innermost: HashMap<NodeIndex, usize> = HashMap::new();
    for place in 0..found.len() {
        found[place].parent = innermost.get(&found[place].header).copied();
        found[place].depth = found[place].parent.map_or(1, |parent| found[parent].depth + 1);
        innermost.extend(found[place].blocks.iter().map(|&block| (block, place)));
    }
    found
}

fn headers(function: &Function) -> Vec<(NodeIndex, Vec<NodeIndex>)> {
    let tree = Tree::of_function(function);
    let mut headers = Vec::new();
    let mut search = DfsPostOrder::new(&function.graph, function.entry);
    while let Some(header) = search.next(&function.graph) {
        let before = function.graph.neighbors_directed(header, Direction::Incoming);
        let dominated = |block: &NodeIndex| tree.dominates(header.index() as u32, block.index() as u32);
        let mut latches: Vec<_> = before.filter(dominated).collect();
        latches.sort_unstable();
        latches.dedup();
        if !latches.is_empty() {
            headers.push((header, latches));
        }
    }
    headers
}

fn body(function: &Function, header: NodeIndex, latches: &[NodeIndex]) -> Vec<NodeIndex> {
    let mut blocks = HashSet::from([header]);
    let mut pending: Vec<_> = latches.to_vec();
    while let Some(block) = pending.pop() {
        if blocks.insert(block) {
            pending.extend(function.graph.neighbors_directed(block, Direction::Incoming));
        }
    }
    let mut blocks: Vec<_> = blocks.into_iter().collect();
    blocks.sort_unstable();
    blocks
}
