//! The natural loops of a function of LLVM's.

use llvm_sys::{
    core::{
        LLVMGetBasicBlockTerminator, LLVMGetEntryBasicBlock, LLVMGetFirstBasicBlock, LLVMGetNextBasicBlock,
        LLVMGetNumSuccessors, LLVMGetSuccessor,
    },
    prelude::{LLVMBasicBlockRef, LLVMValueRef},
};
use petgraph::{
    Direction::Incoming,
    algo::dominators::simple_fast,
    graph::{DiGraph, NodeIndex},
};
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) struct Loop {
    pub(super) blocks: FxHashSet<LLVMBasicBlockRef>,
    /// The one block from which the loop is entered.
    pub(super) before: Option<LLVMBasicBlockRef>,
}

/// The loops of a function, those with fewer blocks first.
pub(super) struct Loops(Vec<Loop>);

impl Loops {
    /// # Safety
    /// The function is alive.
    pub(super) unsafe fn of(function: LLVMValueRef) -> Self {
        let mut graph = DiGraph::<LLVMBasicBlockRef, ()>::new();
        let mut nodes = FxHashMap::default();
        // SAFETY: the lists belong to the live function.
        unsafe {
            let mut block = LLVMGetFirstBasicBlock(function);
            if block.is_null() {
                return Self(Vec::new());
            }
            while !block.is_null() {
                nodes.insert(block, graph.add_node(block));
                block = LLVMGetNextBasicBlock(block);
            }
            for (block, node) in &nodes {
                let last = LLVMGetBasicBlockTerminator(*block);
                for successor in 0..LLVMGetNumSuccessors(last) {
                    graph.add_edge(*node, nodes[&LLVMGetSuccessor(last, successor)], ());
                }
            }
            Self::of_graph(&graph, nodes[&LLVMGetEntryBasicBlock(function)])
        }
    }

    fn of_graph(graph: &DiGraph<LLVMBasicBlockRef, ()>, entry: NodeIndex) -> Self {
        let dominators = simple_fast(graph, entry);
        let mut loops = Vec::new();
        for head in graph.node_indices() {
            let sources: Vec<_> = graph.neighbors_directed(head, Incoming).collect();
            let is_back =
                |source: &NodeIndex| dominators.dominators(*source).is_some_and(|mut all| all.any(|each| each == head));
            let (mut waiting, outside): (Vec<_>, Vec<_>) = sources.into_iter().partition(is_back);
            if waiting.is_empty() {
                continue;
            }
            let mut inside = FxHashSet::from_iter([head]);
            while let Some(node) = waiting.pop() {
                if inside.insert(node) {
                    waiting.extend(graph.neighbors_directed(node, Incoming));
                }
            }
            let before = <[_; 1]>::try_from(outside).ok().map(|[block]| graph[block]);
            loops.push(Loop { blocks: inside.into_iter().map(|node| graph[node]).collect(), before });
        }
        loops.sort_by_key(|each| each.blocks.len());
        Self(loops)
    }

    /// The innermost loop around a block.
    pub(super) fn around(&self, block: LLVMBasicBlockRef) -> Option<&Loop> {
        self.0.iter().find(|each| each.blocks.contains(&block))
    }
}
