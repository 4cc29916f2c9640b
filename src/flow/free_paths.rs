//! Which free names a function uses, and how deep it reaches into them.

use super::graph::{Function, Op, Register};
use std::collections::{BTreeSet, HashMap};

impl Function {
    /// The dotted paths that start at a name which is not local: `x`, `np`, `np.linalg`, `np.linalg.norm`. With a
    /// path come those it goes through. Nested functions are included; sorted, each once.
    pub fn free_paths(&self) -> Vec<String> {
        let mut paths = BTreeSet::new();
        collect(self, &mut paths);
        paths.into_iter().collect()
    }
}

fn collect(function: &Function, paths: &mut BTreeSet<String>) {
    let instructions = || function.graph.node_weights().flat_map(|block| &block.instructions);
    let mut path_of: HashMap<Register, String> = HashMap::new();
    let mut attributes = Vec::new();
    for instruction in instructions() {
        let &[result] = instruction.results.as_slice() else { continue };
        match &instruction.op {
            Op::Global(name) => {
                path_of.insert(result, name.clone());
            }
            Op::Attribute(object, name) => attributes.push((*object, name, result)),
            _ => {}
        }
    }
    // Blocks come in no particular order, so an attribute may be seen before what it is taken of: the links of a
    // chain are followed from its end.
    let taken_of: HashMap<Register, (Register, &String)> =
        attributes.iter().map(|&(object, name, result)| (result, (object, name))).collect();
    paths.extend(path_of.values().cloned());
    for &(_, _, result) in &attributes {
        let mut names = Vec::new();
        let mut at = result;
        while let Some((object, name)) = taken_of.get(&at) {
            names.push(name.as_str());
            at = *object;
        }
        if let Some(root) = path_of.get(&at) {
            names.push(root);
            names.reverse();
            paths.insert(names.join("."));
        }
    }
    function.nested.iter().for_each(|nested| collect(nested, paths));
}
