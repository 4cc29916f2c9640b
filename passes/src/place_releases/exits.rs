//! Blocks on edges where owners die.
//!
//! Of two edges to one target on which `{%a, %b}` and `{%a, %b, %c}` die, the second releases `%c` and goes on as the first. The
//! sets of each target, by the numbers of the owners, are a trie, whose nodes are blocks where a set ends or sets part: as
//! many releases as owners, where owners come and go as on a stack, whatever the number of edges between.

use super::plan::Roots;
use super::{Action, block_before, count};
use melior::Context;
use numlir_dialects::{Block, Operation};
use rustc_hash::FxHashMap;

/// The nodes of all tries; each owner of a set is one, below the one before it.
#[derive(Default)]
pub struct Exits<'c> {
    nodes: Vec<Node<'c>>,
    roots: FxHashMap<Block<'c>, usize>,
    below: FxHashMap<(usize, u32), usize>,
    /// Edges with the nodes of their sets.
    edges: Vec<(Operation<'c>, usize, usize)>,
}

struct Node<'c> {
    /// The owner, and the node of those before it; none for a target.
    step: Option<(u32, usize)>,
    /// Whether edges or several other nodes lead to it, so that it needs a block.
    is_shared: bool,
    has_child: bool,
    /// Where to go to have it and all before it released.
    block: Block<'c>,
    /// What the block is for, where it is made for an edge.
    origin: Option<Operation<'c>>,
}

impl<'c> Exits<'c> {
    /// Owners, in ascending order, die on the edge of a terminator to its successor there.
    pub fn add(&mut self, terminator: Operation<'c>, successor: usize, target: Block<'c>, released: &[u32]) {
        let nodes = &mut self.nodes;
        let mut place = *self.roots.entry(target).or_insert_with(|| {
            nodes.push(Node { step: None, is_shared: true, has_child: false, block: target, origin: None });
            nodes.len() - 1
        });
        for owner in released {
            place = *self.below.entry((place, *owner)).or_insert_with(|| {
                nodes[place].is_shared |= nodes[place].has_child;
                nodes[place].has_child = true;
                let step = Some((*owner, place));
                nodes.push(Node { step, is_shared: false, has_child: false, block: target, origin: Some(terminator) });
                nodes.len() - 1
            });
        }
        self.nodes[place].is_shared = true;
        self.edges.push((terminator, successor, place));
    }

    /// Makes the blocks, and leads the edges through them.
    pub fn build(mut self, context: &'c Context, roots: &Roots<'c>) {
        for index in 0..self.nodes.len() {
            let Some(origin) = self.nodes[index].origin.filter(|_| self.nodes[index].is_shared) else { continue };
            let target = self.nodes[index].block;
            let (block, builder) = block_before(context, origin, target);
            let mut node = index;
            while let Some((owner, before)) = self.nodes[node].step {
                count(&builder, Action::Release, roots.owner(owner));
                node = before;
                if self.nodes[node].is_shared {
                    break;
                }
            }
            builder.branch(self.nodes[node].block, block.arguments());
            self.nodes[index].block = block;
        }
        for (terminator, successor, node) in self.edges {
            terminator.set_successor(successor, self.nodes[node].block);
        }
    }
}
